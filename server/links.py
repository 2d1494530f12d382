"""The header `Link`: from an answer to what is to be cited, to its other forms, and to what describes it.

RFC 8288; `cite-as` is RFC 8574, `has_provenance` PROV-AQ (https://www.w3.org/TR/prov-aq/#resource-accessed-by-http).
"""

from __future__ import annotations

from flask import Response, request
from werkzeug.urls import iri_to_uri

from server import addresses
from server.context import named_scope, snapshots
from server.negotiation import GRAPH_OFFERS, HTML
from server.resources import split_suffix

_HAS_PROVENANCE = "http://www.w3.org/ns/prov#has_provenance"

_DESCRIBED = (addresses.FRONT, addresses.SPARQL, addresses.DATA)
"""The addresses of the dataset as a whole."""


def add_links(response: Response) -> Response:
    """Add to an answer the links that belong to its address."""
    if response.status_code in (200, 304):
        for target, relation, media_type in _links(request.path):
            kind = f'; type="{media_type}"' if media_type else ""
            response.headers.add("Link", f'<{target}>; rel="{relation}"{kind}')
    return response


def _links(path: str) -> list[tuple[str, str, str]]:
    if path in _DESCRIBED or path.startswith(addresses.DUMPS):
        return [(addresses.VOID, "describedby", "")]
    if not path.startswith(addresses.PAGE):
        return []
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
