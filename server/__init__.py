"""The web front end: the SPARQL protocol, linked data and pages, always over a published snapshot."""
