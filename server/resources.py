"""Linked data: every IRI below the base leads by 303 to a page or to RDF; the ontology is a document itself.

https://www.w3.org/TR/cooluris/#r303gendocument
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from ontology.identifiers import Identifiers
from server import addresses, documents
from server.context import lookup, remembered
from server.errors import NotAcceptable, NotFound
from server.negotiation import GRAPH_OFFERS, HTML, GraphOffer, choose, listed, wants_html
from server.responses import TEXT, whole
from server.views.vocabulary import vocabulary

blueprint = Blueprint("resources", __name__)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of RDF in which what a page shows can be had."""

    label: str
    media_type: str
    address: str


_SUFFIXES = {offer.name: offer for offer in GRAPH_OFFERS}


@blueprint.get(f"{addresses.IDENTIFIED}<path:path>")
def identified(path: str) -> Response:
    """Lead from what is identified to a document about it."""
    reading = lookup()
    iri = reading.addresses.iri(path)
    if not reading.knows(iri):
        raise NotFound(f"nothing is known about {iri}")
    location = addresses.page(path, _suffix())
    return Response(
        f"see {location}\n", status=303, headers={"Location": location, "Vary": "Accept"}, content_type=TEXT
    )


@blueprint.get(addresses.ONTOLOGY)
def ontology() -> Response:
    """Give the ontology as a page or as RDF."""
    accept = request.headers.get("Accept")
    if wants_html(accept):
        return whole(remembered(addresses.ONTOLOGY, _ontology_page), f"{HTML}; charset=utf-8", negotiated=True)
    offer, media_type = choose(accept, GRAPH_OFFERS)
    return whole(_ontology_document(offer), offer.content_type(media_type), negotiated=True)


@blueprint.get(f"{addresses.ONTOLOGY}.<suffix>")
def ontology_document(suffix: str) -> Response:
    """Give the ontology in the form that its address names."""
    if suffix not in _SUFFIXES:
        raise NotFound(f"the ontology is not on offer as .{suffix}; on offer: {', '.join(_SUFFIXES)}")
    offer = _SUFFIXES[suffix]
    return whole(_ontology_document(offer), offer.content_type(offer.media_type))


def document(path: str, offer: GraphOffer) -> Response:
    """Give the RDF of the resource at a path."""
    reading = lookup()
    iri = reading.addresses.iri(path)
    if not reading.knows(iri):
        raise NotFound(f"nothing is known about {iri}")
    body = documents.write(documents.triples(reading, iri), offer)
    return whole(body, offer.content_type(offer.media_type))


def split_suffix(path: str) -> tuple[str, GraphOffer | None]:
    """Split the path of a document from the form that its suffix names, if it names one."""
    stem, _, suffix = path.rpartition(".")
    return (stem, _SUFFIXES[suffix]) if stem and suffix in _SUFFIXES else (path, None)


def forms(address: Callable[[str], str]) -> tuple[Form, ...]:
    """List the forms of RDF that a page offers; `address` gives the address for a suffix."""
    return tuple(Form(each.label, each.media_type, address(each.name)) for each in GRAPH_OFFERS)


def _suffix() -> str | None:
    """Give the suffix of the form that the client wants, None for the page."""
    accept = request.headers.get("Accept")
    if wants_html(accept):
        return None
    try:
        return choose(accept, GRAPH_OFFERS)[0].name
    except NotAcceptable as error:
        offered = f"{HTML}, {listed(GRAPH_OFFERS)}"
        raise NotAcceptable(f"nothing you accept is on offer here; on offer: {offered}") from error


def _ontology_page() -> bytes:
    page = vocabulary(lookup())
    return render_template("vocabulary.html", title="Ontology", page=page, forms=forms(addresses.ontology)).encode()


def _ontology_document(offer: GraphOffer) -> bytes:
    reading = lookup()
    graph = Identifiers(reading.addresses.base).graph("ontology")
    statements = documents.triples(reading, graph)
    if not statements:
        raise NotFound("this data directory does not hold the ontology")
    return documents.write(statements, offer)
