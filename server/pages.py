"""Pages for people: the front page, and one page for each thing that has an IRI below the base."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template

from ontology.terms import CCL
from server import addresses, resources
from server.context import lookup, remembered, scope, snapshots
from server.examples import EXAMPLE_QUERY
from server.lookup import Lookup
from server.responses import HTML, whole
from server.views import naming
from server.views.claim_page import claim_page
from server.views.exchanges import exchange_view, quantity_view
from server.views.front import front_page
from server.views.reports import report_page
from server.views.things import thing_page

blueprint = Blueprint("pages", __name__)

# What a template gets is a record of `views`; each template knows its own.
_Page = tuple[str, str, Any]


@blueprint.get(addresses.FRONT)
def front() -> Response:
    """Show the exchanges and quantities with their claims."""
    return whole(remembered(addresses.FRONT, _front), HTML)


@blueprint.get(f"{addresses.PAGE}<path:path>")
def page(path: str) -> Response:
    """Show the page on a resource; with the suffix of a form, its RDF."""
    stem, offer = resources.split_suffix(path)
    if offer:
        return resources.document(stem, offer)
    reading = lookup()
    iri = reading.addresses.iri(path)
    if not reading.knows(iri):
        raise resources.unknown(iri)
    template, title, record = _page(reading, iri)
    forms = resources.forms(lambda suffix: reading.addresses.within(addresses.page(path, suffix)))
    shown = render_template(template, title=title, page=record, iri=iri, forms=forms)
    return whole(shown.encode(), HTML)


def _front() -> bytes:
    query = urlencode([("query", EXAMPLE_QUERY), ("format", "json"), *scope().parameters()])
    shown = render_template(
        "front.html", page=front_page(lookup()), example=EXAMPLE_QUERY, ask=f"{addresses.SPARQL}?{query}"
    )
    return shown.encode()


def _page(reading: Lookup, iri: str) -> _Page:
    """Choose the page by the class of the thing."""
    types = reading.types(iri)
    for classes, make in _KINDS:
        if not types.isdisjoint(classes):
            return make(reading, iri)
    thing = thing_page(reading, iri)
    return "thing.html", thing.title, thing


def _claim(reading: Lookup, iri: str) -> _Page:
    record = claim_page(reading, snapshots().sources, iri)
    return "claim.html", naming.capital(record.line.words), record


def _report(reading: Lookup, iri: str) -> _Page:
    record = report_page(reading, snapshots().sources, iri)
    return "report.html", record.title, record


def _exchange(reading: Lookup, iri: str) -> _Page:
    record = exchange_view(reading, iri)
    return "exchange.html", record.title, record


def _quantity(reading: Lookup, iri: str) -> _Page:
    record = quantity_view(reading, iri)
    return "quantity.html", record.words, record


_KINDS: tuple[tuple[tuple[Any, ...], Callable[[Lookup, str], _Page]], ...] = (
    (naming.CLAIMS, _claim),
    (naming.SOURCES, _report),
    (tuple(naming.EXCHANGES), _exchange),
    ((CCL.Quantity,), _quantity),
)
