"""RDF that somebody else wrote: files of it, read and kept as graphs."""
