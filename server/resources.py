"""Linked data: every IRI below the base leads by 303 to a page or to RDF.

https://www.w3.org/TR/cooluris/#r303gendocument
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, request

from server import addresses, documents
from server.context import lookup, scope
from server.errors import NotAcceptable, NotFound
from server.negotiation import GRAPH_OFFERS, HTML, GraphOffer, choose, listed, wants_html
from server.responses import TEXT, whole

blueprint = Blueprint("resources", __name__)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of RDF in which what a page shows can be had."""

    label: str
    media_type: str
    address: str


SUFFIXES = {offer.name: offer for offer in GRAPH_OFFERS}
"""The forms of RDF by the suffixes that name them in addresses."""


@blueprint.get(f"{addresses.IDENTIFIED}<path:path>")
def identified(path: str) -> Response:
    """Lead from what is identified to a document about it."""
    reading = lookup()
    iri = reading.addresses.iri(path)
    if not reading.knows(iri):
        raise unknown(iri)
    offer, _ = wanted()
    location = reading.addresses.within(addresses.page(path, offer.name if offer else None))
    return Response(
        f"see {location}\n", status=303, headers={"Location": location, "Vary": "Accept"}, content_type=TEXT
    )


def document(path: str, offer: GraphOffer) -> Response:
    """Give the RDF of the resource at a path."""
    reading = lookup()
    iri = reading.addresses.iri(path)
    if not reading.knows(iri):
        raise unknown(iri)
    body = documents.write(documents.triples(reading, iri), offer)
    return whole(body, offer.content_type(offer.media_type))


def unknown(iri: str) -> NotFound:
    """Say that nothing is known about something, or nothing within the scope."""
    asked = scope()
    return NotFound(f"nothing {f'within {asked} ' if asked else ''}is known about {iri}")


def split_suffix(path: str) -> tuple[str, GraphOffer | None]:
    """Split the path of a document from the form that its suffix names, if it names one."""
    stem, _, suffix = path.rpartition(".")
    return (stem, SUFFIXES[suffix]) if stem and suffix in SUFFIXES else (path, None)


def forms(address: Callable[[str], str]) -> tuple[Form, ...]:
    """List the forms of RDF that a page offers; `address` gives the address for a suffix."""
    return tuple(Form(each.label, each.media_type, address(each.name)) for each in GRAPH_OFFERS)


def wanted() -> tuple[GraphOffer | None, str]:
    """Give the form that the client wants and the media type to name it by; no form where it wants the page.

    Raises NotAcceptable, listing what is on offer.
    """
    accept = request.headers.get("Accept")
    if wants_html(accept):
        return None, HTML
    try:
        return choose(accept, GRAPH_OFFERS)
    except NotAcceptable as error:
        offered = f"{HTML}, {listed(GRAPH_OFFERS)}"
        raise NotAcceptable(f"nothing you accept is on offer here; on offer: {offered}") from error
