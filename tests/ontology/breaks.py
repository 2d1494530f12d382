"""Every way in which the tests break a rule: on records, and on triples where records cannot say it.

The same table is held before both judges: `ontology.checks` and pyshacl.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ontology.dates import When, on, when
from ontology.model import (
    Accumulation,
    Comparator,
    ConflictEvent,
    Exchange,
    ExchangeKind,
    Selection,
    Span,
    Stance,
    Transfer,
)
from ontology.terms import CCL, DCTERMS, GEO, OA, RDF, SKOS, XSD
from ontology.triples import EDTF
from tests.ontology.readings import CONFLICT, NAMES, RUSSIA, SOURCE, UKRAINE, changed, good_reading

GOOD = good_reading()
NOBODY = NAMES.at("agency/unheard-of")
BACKWARDS = When("2025-01-03", date(2025, 1, 4), date(2025, 1, 3))
LATELY = When("lately", None, None)
STRIKE = NamedNode(NAMES.event("r", "1"))


@dataclass(frozen=True)
class Break:
    """A rule, and the change of a record by which it is broken: a path, and what is put there.

    `in_graph` is the rule that the graph of such a record breaks, where it cannot break the same.
    """

    rule: str
    path: str
    value: Any
    in_graph: str = ""

    def __str__(self) -> str:
        return f"{self.rule}: {self.path}"

    def reading(self) -> Any:
        """Give the good reading with this change."""
        return changed(GOOD, self.path, self.value)


def _bounds(comparator: Comparator, value: int, lowest: int, highest: int | None) -> Any:
    end = None if highest is None else Decimal(highest)
    figure = GOOD.claims[0].figure
    return replace(figure, comparator=comparator, value=Decimal(value), lowest=Decimal(lowest), highest=end)


_QUANTITY = GOOD.claims[0].quantity
_EXCHANGE = GOOD.claims[0].exchange
assert _EXCHANGE is not None
_NAMED = GOOD.claims[0].utterance.attributed_in
assert _NAMED is not None
(_TRANSFER,) = _EXCHANGE.transfers

RECORDS = [
    Break("edtf", "report.published", LATELY),
    Break("edtf", "claims.0.utterance.made_on", When("23.10.2025", None, None)),
    Break("edtf", "claims.2.as_of", LATELY),
    Break("edtf", "claims.0.exchange.date", LATELY),
    Break("edtf", "claims.0.quantity.period", When("2025 -10", date(2025, 10, 1), date(2025, 10, 31))),
    Break("days-in-order", "report.published", BACKWARDS),
    Break("days-in-order", "claims.0.utterance.made_on", BACKWARDS),
    Break("days-in-order", "events.0.exchange.date", BACKWARDS),
    Break("days-in-order", "claims.0.quantity.period", BACKWARDS),
    Break("claimant", "claims.0.utterance.claimant", NOBODY),
    Break("claimant", "events.0.utterance.claimant", CONFLICT),
    Break("relay", "claims.0.utterance.relayed_by", (NOBODY,)),
    Break("source", "claims.0.utterance.source", NAMES.at("report/another")),
    Break("one-source", "claims.0.utterance.quotation.source", NAMES.at("report/another"), "quotation"),
    Break("one-source", "claims.0.utterance.attributed_in.source", NAMES.at("report/another"), "attribution"),
    Break("figure-quoted", "claims.0.figure.span", Span(53, 55)),
    Break("ends-quoted", "claims.0.figure.ends", (Selection(Span(21, 23)), Selection(Span(53, 55)))),
    Break("beyond-text", "claims.0.figure.ends", (Selection(Span(21, 9000)), Selection(Span(21, 23)))),
    Break("printed", "claims.0.figure.printed", ""),
    Break("printed-quoted", "claims.0.figure.printed", "over 41"),
    Break("offset", "claims.0.figure.span", Span(-2, 1)),
    Break("stretch", "claims.0.figure.span", Span(21, 21)),
    Break("stretch", "claims.0.utterance.quotation.span", Span(51, 0)),
    Break("beyond-text", "report.characters", 20),
    Break("beyond-text", "claims.0.figure.span", Span(21, 9000)),
    Break("length", "claims.0.utterance.quotation.exact", "Russia returned over 40 bodies"),
    Break("length", "claims.0.utterance.attributed_in.exact", "headquarters"),
    Break("exact", "claims.0.utterance.quotation.exact", ""),
    Break("number", "claims.0.figure.value", Decimal(-1)),
    Break("number", "claims.0.figure.tolerance", Decimal("-0.1")),
    Break("interval", "claims.0.figure", _bounds(Comparator.ABOUT, 40, 44, 36)),
    Break("bounds", "claims.0.figure", _bounds(Comparator.EXACT, 40, 40, 41)),
    Break("bounds", "claims.0.figure", _bounds(Comparator.EXACT, 40, 40, None)),
    Break("bounds", "claims.0.figure", _bounds(Comparator.AT_LEAST, 40, 40, 41)),
    Break("bounds", "claims.0.figure", _bounds(Comparator.AT_LEAST, 40, 41, None)),
    Break("bounds", "claims.0.figure", _bounds(Comparator.MORE_THAN, 40, 40, None)),
    Break("bounds", "claims.0.figure", _bounds(Comparator.ABOUT, 40, 41, 44)),
    Break("bounds", "claims.0.figure", _bounds(Comparator.ABOUT, 40, 36, None)),
    Break("bounds", "claims.0.figure", _bounds(Comparator.UP_TO, 40, 0, 41)),
    Break("bounds", "claims.0.figure", _bounds(Comparator.LESS_THAN, 40, 0, 41)),
    Break("bounds", "claims.0.figure", _bounds(Comparator.LESS_THAN, 40, 0, None)),
    Break("bounds", "claims.0.figure", _bounds(Comparator.BETWEEN, 40, 41, 44)),
    Break("tolerance", "claims.1.figure.tolerance", Decimal("1.5")),
    Break("sha256", "report.sha256", "a" * 63),
    Break("sha256", "report.sha256", "A" * 64),
    Break("characters", "report.characters", 0),
    Break("publisher", "report.publisher", NOBODY),
    Break("label", "report.agents.0.label", ""),
    Break("mediator", "events.0.exchange.mediators", (NOBODY,)),
    Break("conflict-known", "claims.0.exchange.conflict", NAMES.at("conflict/unheard-of")),
    Break("conflict-known", "claims.0.quantity.conflict", UKRAINE),
    Break("transferor", "claims.0.exchange.transfers.0.transferor", NOBODY),
    Break("transferee", "claims.0.exchange.transfers.0.transferee", CONFLICT),
    Break("transferor", "claims.0.quantity.transferor", NOBODY),
    Break("transferee", "claims.0.quantity.transferee", NOBODY),
    Break("two-sides", "claims.0.exchange.transfers.0.transferor", UKRAINE),
    Break("two-sides", "claims.0.quantity.transferee", RUSSIA),
    Break("affiliation", "claims.1.quantity.affiliation", NAMES.at("agency/icrc")),
    Break("within", "claims.0.quantity.within", NOBODY),
    Break("edtf", "claims.0.event", ConflictEvent(STRIKE.value, "r", "1", LATELY)),
    Break("days-in-order", "claims.0.event", ConflictEvent(STRIKE.value, "r", "1", BACKWARDS)),
    Break("place", "claims.0.quantity.place", NAMES.at("place/unheard-of")),
    Break("place", "claims.0.quantity.place", UKRAINE),
    Break("period-closed", "claims.0.quantity.period", when("2025/..")),
    Break("running-total", "claims.2.quantity.within", None),
    Break("running-total", "claims.2.quantity.conflict", None),
    Break("running-total", "claims.2.quantity.period", when("2024")),
    Break("running-total", "claims.0.quantity.accumulation", Accumulation.CUMULATIVE),
    Break("whole", "claims.1.quantity.subset_of", NAMES.at("quantity/undescribed")),
    Break("part-of-itself", "claims.1.quantity.subset_of", GOOD.claims[1].quantity.iri),
    Break("part-of-itself", "claims.0.quantity.subset_of", GOOD.claims[1].quantity.iri),
    # What is described twice, and not alike: the two descriptions run together in the graph.
    Break("stance", "claims.1", changed(GOOD.claims[0], "utterance.stance", Stance.DENIES)),
    Break("value", "claims.1", changed(GOOD.claims[0], "figure.value", Decimal(39))),
    Break("as-of", "claims.1", changed(changed(GOOD.claims[2], "as_of", on(date(2025, 1, 2))), "joint_with", ())),
    Break("phenomenon", "claims.2.quantity", replace(GOOD.claims[2].quantity, iri=_QUANTITY.iri)),
    Break("prefix", "claims.1.utterance.attributed_in", replace(_NAMED, prefix="another")),
    Break("suffix", "claims.1.utterance.attributed_in", replace(_NAMED, suffix="another")),
    Break(
        "exchange",
        "events.0.exchange",
        Exchange(NAMES.at("exchange/x"), ExchangeKind.PRISONER_EXCHANGE, transfers=(_TRANSFER,)),
    ),
    Break(
        "transferor",
        "events.0.exchange.transfers",
        (Transfer(_TRANSFER.iri, NAMES.at("party/belarus"), UKRAINE),),
    ),
]

Change = Callable[[set[Triple]], set[Triple]]
CLAIM, EVENT = NamedNode(GOOD.claims[0].utterance.iri), NamedNode(GOOD.events[0].utterance.iri)
THING, TOTAL = NamedNode(_QUANTITY.iri), NamedNode(GOOD.claims[2].quantity.iri)
WAY = NamedNode(_TRANSFER.iri)
DEAL = NamedNode(GOOD.events[0].exchange.iri)
REPORT = NamedNode(SOURCE)
WORDS = NamedNode(NAMES.text(GOOD.report.sha256))
PLACE = NamedNode(f"{SOURCE}#char=0,51")
POSITION, QUOTE = NamedNode(f"{SOURCE}#position=0,51"), NamedNode(f"{SOURCE}#quote=0,51")
Value = NamedNode | Literal


def without(subject: NamedNode, *predicates: NamedNode) -> Change:
    """Take out what is said of a subject by predicates."""
    return lambda said: {t for t in said if t.subject != subject or t.predicate not in predicates}


def also(subject: NamedNode, predicate: NamedNode, *values: Value) -> Change:
    """Say more of a subject."""
    return lambda said: said | {Triple(subject, predicate, value) for value in values}


def instead(subject: NamedNode, predicate: NamedNode, *values: Value) -> Change:
    """Say something else of a subject."""
    return lambda said: also(subject, predicate, *values)(without(subject, predicate)(said))


def concept(name: str) -> NamedNode:
    """Name a concept."""
    return NamedNode(NAMES.concept(name))


def unnamed(node: NamedNode) -> Change:
    """Make a node a blank one."""
    blank = BlankNode("b")

    def change(said: set[Triple]) -> set[Triple]:
        return {
            Triple(*(blank if term == node else term for term in (t.subject, t.predicate, t.object)))  # type: ignore[arg-type] # a predicate stays one
            for t in said
        }

    return change


def circle(*others: str) -> Change:
    """Let the first claim be passed on by others, and by these to itself."""
    chain = [CLAIM, *(NamedNode(NAMES.at(f"claim/{name}")) for name in others), CLAIM]
    links = {Triple(a, CCL.passesOn, b) for a, b in pairwise(chain)}
    return lambda said: said | links


def _edtf(text: str) -> Literal:
    return Literal(text, datatype=EDTF)


def _number(text: str, kind: NamedNode = XSD.integer) -> Literal:
    return Literal(text, datatype=kind)


_OTHER = Literal("another")
SPOT = NamedNode(NAMES.at("event/r/1#point"))


def _struck(said: set[Triple], *more: Triple) -> set[Triple]:
    return {*said, Triple(STRIKE, RDF.type, CCL.ConflictEvent), *more}


def _located(position: Literal) -> tuple[Triple, ...]:
    return Triple(STRIKE, GEO.hasGeometry, SPOT), Triple(SPOT, GEO.asWKT, position)


def _wkt(text: str) -> Literal:
    return Literal(text, datatype=GEO.wktLiteral)


TRIPLES: list[tuple[str, str, NamedNode | None, Change]] = [
    ("blank", "a quantity", None, unnamed(THING)),
    ("blank", "a selector", None, unnamed(POSITION)),
    ("edtf", "a plain string", REPORT, instead(REPORT, CCL.published, Literal("2025-01-03"))),
    ("day", "a year", CLAIM, instead(CLAIM, CCL.latest, Literal("2025"))),
    ("claimant", "two", CLAIM, also(CLAIM, CCL.claimant, NamedNode(RUSSIA))),
    ("claimant-missing", "attributed", CLAIM, without(CLAIM, CCL.claimant)),
    ("claimant-missing", "published by somebody", EVENT, without(EVENT, CCL.claimant)),
    ("source", "none", CLAIM, without(CLAIM, CCL.foundIn)),
    ("quotation", "none", CLAIM, without(CLAIM, CCL.quotation)),
    ("quotation", "two", CLAIM, also(CLAIM, CCL.quotation, NamedNode(f"{SOURCE}#char=53,78"))),
    ("attribution", "two", CLAIM, also(CLAIM, CCL.attributedIn, NamedNode(f"{SOURCE}#char=53,78"))),
    ("stance", "none", CLAIM, without(CLAIM, CCL.stance)),
    ("stance", "of another scheme", CLAIM, instead(CLAIM, CCL.stance, concept("planned"))),
    ("modality", "none", CLAIM, without(CLAIM, CCL.modality)),
    ("modality", "of another scheme", CLAIM, instead(CLAIM, CCL.modality, concept("denies"))),
    ("review", "two", CLAIM, also(CLAIM, CCL.review, concept("reviewed"))),
    ("review", "a string", CLAIM, instead(CLAIM, CCL.review, Literal("machine"))),
    ("said-once", "two", CLAIM, also(CLAIM, CCL.madeOn, _edtf("2025"))),
    ("circle", "itself", CLAIM, circle()),
    ("circle", "over two others", CLAIM, circle("2", "elsewhere")),
    ("exchange-told", "none", EVENT, without(EVENT, CCL.tellsOf)),
    ("exchange-told", "two", EVENT, also(EVENT, CCL.tellsOf, NamedNode(NAMES.at("exchange/x")))),
    ("quantity", "none", CLAIM, without(CLAIM, CCL.about)),
    ("quantity", "two", CLAIM, also(CLAIM, CCL.about, TOTAL)),
    ("printed", "none", CLAIM, without(CLAIM, CCL.printed)),
    ("printed", "two", CLAIM, also(CLAIM, CCL.printed, Literal("40"))),
    ("value", "none", CLAIM, without(CLAIM, CCL.value)),
    ("lowest", "none", CLAIM, without(CLAIM, CCL.lowest)),
    ("highest", "two", CLAIM, also(CLAIM, CCL.highest, _number("50"), _number("51"))),
    ("number", "a float", CLAIM, instead(CLAIM, CCL.value, _number("40", XSD.double))),
    ("number", "infinite", CLAIM, instead(CLAIM, CCL.lowest, _number("INF", XSD.double))),
    ("number", "with a separator", CLAIM, instead(CLAIM, CCL.value, _number("1,000"))),
    ("number", "a string", CLAIM, instead(CLAIM, CCL.value, Literal("40"))),
    ("tolerance", "two", CLAIM, also(CLAIM, CCL.tolerance, _number("0"), _number("1"))),
    ("comparator", "none", CLAIM, without(CLAIM, CCL.comparator)),
    ("comparator", "of another scheme", CLAIM, instead(CLAIM, CCL.comparator, concept("event"))),
    ("as-of", "two", CLAIM, also(CLAIM, CCL.asOf, _edtf("2024"), _edtf("2025"))),
    ("figure", "none", CLAIM, without(CLAIM, CCL.figure)),
    ("one-source", "another", CLAIM, instead(PLACE, OA.hasSource, NamedNode(NAMES.at("report/another")))),
    ("quoted-source", "none", PLACE, without(PLACE, OA.hasSource)),
    ("position", "none", PLACE, instead(PLACE, OA.hasSelector, QUOTE)),
    ("quote", "none", PLACE, instead(PLACE, OA.hasSelector, POSITION)),
    ("start", "none", POSITION, without(POSITION, OA.start)),
    ("end", "two", POSITION, also(POSITION, OA.end, _number("50"))),
    ("offset", "a fraction", POSITION, instead(POSITION, OA.start, _number("0.5", XSD.decimal))),
    ("exact", "none", QUOTE, without(QUOTE, OA.exact)),
    ("prefix", "two", QUOTE, also(QUOTE, OA.prefix, _OTHER)),
    ("suffix", "two", QUOTE, also(QUOTE, OA.suffix, _OTHER)),
    ("text", "none", REPORT, without(REPORT, CCL.text)),
    ("publisher", "two", REPORT, also(REPORT, DCTERMS.publisher, NamedNode(RUSSIA))),
    ("published-once", "two", REPORT, also(REPORT, CCL.published, _edtf("2025"))),
    ("sha256", "none", WORDS, without(WORDS, CCL.sha256)),
    ("characters", "none", WORDS, without(WORDS, CCL.characters)),
    ("characters", "a string", WORDS, instead(WORDS, CCL.characters, Literal("151"))),
    ("kind", "none", DEAL, instead(DEAL, RDF.type, CCL.Exchange)),
    ("transfers", "a quantity", DEAL, also(DEAL, CCL.transfer, THING)),
    ("way-back", "none", DEAL, without(WAY, CCL.partOf)),
    ("exchange", "none", WAY, without(WAY, CCL.partOf)),
    ("one-transferor", "none", WAY, without(WAY, CCL.transferor)),
    ("one-transferee", "none", WAY, without(WAY, CCL.transferee)),
    ("phenomenon", "none", THING, without(THING, CCL.phenomenon)),
    ("phenomenon", "of another scheme", THING, instead(THING, CCL.phenomenon, concept("event"))),
    ("accumulation", "none", THING, without(THING, CCL.accumulation)),
    ("population", "two", THING, also(THING, CCL.population, concept("civilians"), concept("children"))),
    ("population", "of another scheme", THING, also(THING, CCL.population, concept("deaths"))),
    ("affiliation", "two", THING, also(THING, CCL.affiliation, NamedNode(RUSSIA), NamedNode(UKRAINE))),
    ("within", "two", THING, also(THING, CCL.within, NamedNode(CONFLICT))),
    (
        "place",
        "two",
        THING,
        also(THING, CCL.place, NamedNode(NAMES.at("place/ua-kharkiv")), NamedNode(NAMES.at("place/ua-sumy"))),
    ),
    ("event-place", "a party", STRIKE, lambda said: _struck(said, Triple(STRIKE, CCL.place, NamedNode(UKRAINE)))),
    ("wkt", "none", SPOT, lambda said: _struck(said, Triple(STRIKE, GEO.hasGeometry, SPOT))),
    (
        "wkt",
        "a plain string",
        SPOT,
        lambda said: _struck(said, *_located(Literal("POINT(36 50)"))),
    ),
    (
        "wkt",
        "two",
        SPOT,
        lambda said: _struck(said, *_located(_wkt("POINT(36 50)")), *_located(_wkt("POINT(36 51)"))),
    ),
    ("event-type", "of another scheme", THING, also(THING, CCL.eventType, concept("deaths"))),
    ("period", "two", THING, also(THING, CCL.period, _edtf("2024"), _edtf("2025"))),
    (
        "label",
        "none",
        NamedNode(GOOD.report.agents[0].iri),
        without(NamedNode(GOOD.report.agents[0].iri), SKOS.prefLabel),
    ),
]


def broken_rules() -> Iterable[str]:
    """Name every rule that one of the tables breaks."""
    return {b.rule for b in RECORDS} | {rule for rule, *_ in TRIPLES}
