"""The header `Link`: from an answer to what is to be cited, to its other forms, and to what describes it.

RFC 8288; `cite-as` is RFC 8574, `has_provenance` PROV-AQ (https://www.w3.org/TR/prov-aq/#resource-accessed-by-http).
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, request
from werkzeug.urls import iri_to_uri

from ontology.vocabulary import version
from server import addresses
from server.context import named_scope, snapshots
from server.negotiation import GRAPH_OFFERS, HTML
from server.resources import split_suffix

_HAS_PROVENANCE = "http://www.w3.org/ns/prov#has_provenance"

_DESCRIBED = (addresses.FRONT, addresses.SPARQL, addresses.DATA)
"""The addresses of the dataset as a whole."""

_LONGEST = 1_000
"""Characters of a graph's IRI that are repeated in links: all of them together must fit into a header."""

Links = list[tuple[str, str, str]]
"""Targets, relations and media types."""


def add_links(response: Response) -> Response:
    """Add to an answer the links that belong to its address."""
    if response.status_code in (200, 304):
        for target, relation, media_type in _links(request.path, response.mimetype or ""):
            kind = f'; type="{media_type}"' if media_type else ""
            response.headers.add("Link", f'<{target}>; rel="{relation}"{kind}')
    return response


def _links(path: str, shown: str) -> Links:
    """Give the links of an address that is shown as some media type."""
    if path == addresses.DATA or path.startswith(f"{addresses.DATA}/"):
        return [(addresses.VOID, "describedby", ""), *_of_graph(path, shown)]
    if path in _DESCRIBED or path.startswith(addresses.DUMPS):
        return [(addresses.VOID, "describedby", "")]
    if path == addresses.ONTOLOGY or path.startswith((f"{addresses.ONTOLOGY}/", f"{addresses.ONTOLOGY}.")):
        return _of_ontology(shown)
    return _of_resource(path) if path.startswith(addresses.PAGE) else []


def _of_graph(path: str, shown: str) -> Links:
    """Link a graph as a document to its name, and to its other forms."""
    graph = (
        request.args.get("graph")
        if path == addresses.DATA
        else snapshots().directory.base + path.removeprefix(f"{addresses.DATA}/")
    )
    if graph is None or len(graph) > _LONGEST:
        return []
    address = f"{addresses.DATA}?graph={quote(graph, safe='')}&format="
    forms = [(address + each.name, "alternate", each.media_type) for each in GRAPH_OFFERS if each.media_type != shown]
    return [(iri_to_uri(graph), "cite-as", ""), *forms]


def _of_ontology(shown: str) -> Links:
    """Link the ontology in a form to its version, and to its other forms; what is no RDF is described by what is."""
    forms = [(addresses.ontology(each.name), each.media_type) for each in GRAPH_OFFERS if each.media_type != shown]
    page = [] if shown == HTML else [(addresses.ontology(), HTML)]
    described = [] if shown in {each.media_type for each in GRAPH_OFFERS} else forms[:1]
    return [
        (f"{addresses.ONTOLOGY_IRI}/{version()}", "cite-as", ""),
        *((target, "describedby", media_type) for target, media_type in described),
        *((target, "alternate", media_type) for target, media_type in (*page, *forms)),
    ]


def _of_resource(path: str) -> Links:
    """Link what is shown of a resource to its IRI, its other forms, and to where each statement comes from."""
    stem, offer = split_suffix(path.removeprefix(addresses.PAGE))
    base, asked = snapshots().directory.base, named_scope()
    # What is cited is the thing; the other forms are of what was seen of it.
    within = addresses.Addresses(base, asked.query_string() if asked else "").within
    forms = [(within(addresses.page(stem, each.name)), each.media_type) for each in GRAPH_OFFERS if each is not offer]
    cited = (iri_to_uri(base + stem), "cite-as", "")
    if offer:
        others = [(within(addresses.page(stem)), HTML), *forms]
        return [cited, *((target, "alternate", media_type) for target, media_type in others)]
    # The page's RDF says where each statement comes from.
    described, media_type = forms[0]
    return [
        cited,
        (described, "describedby", media_type),
        (described, _HAS_PROVENANCE, media_type),
        *((target, "alternate", kind) for target, kind in forms),
    ]
