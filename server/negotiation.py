"""Which media types are on offer, and which of them a client gets.

Werkzeug reads the header; the choice follows RFC 9110, section 12.5.1: of the ranges that match a type, the
most specific one gives its quality. (`best_match` of Werkzeug lets `*/*` overrule a more specific range.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pyoxigraph import QueryResultsFormat, RdfFormat
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from server.errors import BadRequest, NotAcceptable

HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Offer:
    """One form in which something can be had; `name` is its short name in addresses and in `format=`."""

    name: str
    label: str
    media_type: str
    aliases: tuple[str, ...] = ()
    charset: bool = False

    def content_type(self, media_type: str) -> str:
        """Give the header's value for the media type that was negotiated, an alias or the offer's own."""
        return f"{media_type}; charset=utf-8" if self.charset else media_type

    def __reduce__(self) -> tuple[Callable[[str], Offer], tuple[str]]:
        # To a reader process it goes by its name: the engine's part of it cannot be sent.
        return of_name, (self.name,)


@dataclass(frozen=True, slots=True)
class ResultsOffer(Offer):
    """A form of the answer to SELECT or ASK."""

    engine: QueryResultsFormat = QueryResultsFormat.JSON


@dataclass(frozen=True, slots=True)
class GraphOffer(Offer):
    """A form of an RDF graph."""

    engine: RdfFormat = RdfFormat.TURTLE


AnyOffer = TypeVar("AnyOffer", bound=Offer)

# The general XML types are aliases only: a browser asks for them by default, and reads JSON better.
_XML = ("application/xml", "text/xml")
_WEAKER = 0.5

JSON = ResultsOffer(
    "json", "JSON", "application/sparql-results+json", ("application/json",), engine=QueryResultsFormat.JSON
)
XML = ResultsOffer("xml", "XML", "application/sparql-results+xml", _XML, engine=QueryResultsFormat.XML)
CSV = ResultsOffer("csv", "CSV", "text/csv", charset=True, engine=QueryResultsFormat.CSV)
TSV = ResultsOffer("tsv", "TSV", "text/tab-separated-values", charset=True, engine=QueryResultsFormat.TSV)

TURTLE = GraphOffer("ttl", "Turtle", "text/turtle", charset=True, engine=RdfFormat.TURTLE)
N_TRIPLES = GraphOffer("nt", "N-Triples", "application/n-triples", engine=RdfFormat.N_TRIPLES)
JSON_LD = GraphOffer("jsonld", "JSON-LD", "application/ld+json", ("application/json",), engine=RdfFormat.JSON_LD)
RDF_XML = GraphOffer("rdf", "RDF/XML", "application/rdf+xml", _XML, engine=RdfFormat.RDF_XML)

TRIG = GraphOffer("trig", "TriG", "application/trig", charset=True, engine=RdfFormat.TRIG)
PAGE = Offer("html", "Page", HTML, charset=True)

SELECT_OFFERS: tuple[ResultsOffer, ...] = (JSON, XML, CSV, TSV)
ASK_OFFERS: tuple[ResultsOffer, ...] = (JSON, XML)
GRAPH_OFFERS: tuple[GraphOffer, ...] = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)
TRACED_SELECT_OFFERS: tuple[Offer, ...] = (JSON, CSV, TSV, PAGE)
TRACED_ASK_OFFERS: tuple[Offer, ...] = (JSON, PAGE)
TRACED_CONSTRUCT_OFFERS: tuple[Offer, ...] = (TRIG, PAGE)
"""What can carry provenance; the first is the default."""

_NAMES = {
    "turtle": "ttl",
    "ntriples": "nt",
    "n-triples": "nt",
    "json-ld": "jsonld",
    "rdfxml": "rdf",
    "rdf-xml": "rdf",
}


def of_name(name: str) -> Offer:
    """Give the offer of a short name, which no other has."""
    return next(offer for offer in (*SELECT_OFFERS, *GRAPH_OFFERS, TRIG, PAGE) if offer.name == name)


def choose(header: str | None, offers: Sequence[AnyOffer]) -> tuple[AnyOffer, str]:
    """Give the best offer and the media type to name it by; the first one when nothing is asked for.

    Raises NotAcceptable, listing what is on offer.
    """
    if not (header or "").strip():
        return offers[0], offers[0].media_type
    accept = _ranges(header)
    best: tuple[float, int, AnyOffer, str] | None = None
    for offer in offers:
        for media_type in (offer.media_type, *offer.aliases):
            quality, specificity = _quality(accept, media_type)
            quality *= _WEAKER if media_type in _XML else 1
            if quality > 0 and (best is None or (quality, specificity) > best[:2]):
                best = (quality, specificity, offer, media_type)
    if best is None:
        raise NotAcceptable(f"nothing you accept is on offer here; on offer: {listed(offers)}")
    return best[2], best[3]


def named(name: str, offers: Sequence[AnyOffer]) -> tuple[AnyOffer, str]:
    """Give the offer that `format=` names.

    Raises BadRequest where there is no such format, NotAcceptable where it is not on offer.
    """
    short = _NAMES.get(name.lower(), name.lower())
    known = (*SELECT_OFFERS, *GRAPH_OFFERS, TRIG, PAGE)
    if short not in {offer.name for offer in known}:
        names = ", ".join(dict.fromkeys(offer.name for offer in known))
        raise BadRequest(f"there is no format of that name; format= takes one of: {names}")
    for offer in offers:
        if offer.name == short:
            return offer, offer.media_type
    raise NotAcceptable(f"format={short} does not fit this query; on offer: {listed(offers)}")


def wants_html(header: str | None) -> bool:
    """Tell whether a client asks for HTML by name, and for nothing else more.

    A wildcard is no name: `curl` gets data, a browser gets pages.
    """
    accept = _ranges(header)
    quality, specificity = _quality(accept, HTML)
    data = {kind for offer in (*GRAPH_OFFERS, *SELECT_OFFERS) for kind in (offer.media_type, *offer.aliases)}
    return specificity > 0 and quality > 0 and all(quality >= _quality(accept, kind)[0] for kind in data)


def listed(offers: Sequence[Offer]) -> str:
    """List the media types on offer."""
    return ", ".join(offer.media_type for offer in offers)


def _ranges(header: str | None) -> MIMEAccept:
    accept = parse_accept_header(header, MIMEAccept)
    # Some clients ask for `text/turtle;charset=utf-8`; no other character set is ever served.
    return MIMEAccept([(_without_charset(media_range), quality) for media_range, quality in accept])


def _without_charset(media_range: str) -> str:
    parts = [part.strip() for part in media_range.split(";")]
    return ";".join(part for part in parts if not part.lower().startswith("charset="))


def _quality(accept: MIMEAccept, media_type: str) -> tuple[float, int]:
    """Give the quality of a media type, and how specific its range is: 2 the type itself, 1 text/*, 0 */*."""
    matching = [
        ((media_range != "*/*") + (not media_range.endswith("/*")), quality)
        for media_range, quality in accept
        if MIMEAccept([(media_range, 1)]).quality(media_type)
    ]
    if not matching:
        return 0.0, 0
    specificity, quality = max(matching)
    return float(quality), specificity
