"""The rules of `shapes.ttl` on records, at the speed of a load; what their types exclude is not looked for.

`problems` and pyshacl (`ontology.shapes`) judge alike: tests/ontology/test_checks.py holds both to one table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from ontology.circles import circles
from ontology.dates import LEXICAL, When
from ontology.demands import Problem, broken
from ontology.identifiers import DEFAULT_BASE, Identifiers, fragment
from ontology.model import (
    IRI,
    Accumulation,
    Agent,
    AgentKind,
    Claim,
    Comparator,
    EventClaim,
    Exchange,
    Figure,
    Quantity,
    Quotation,
    Reading,
    Source,
    Span,
    Transfer,
    Utterance,
)
from ontology.vocabulary import agents, conflicts, places

_EDTF = re.compile(LEXICAL)
_SHA256 = re.compile("[0-9a-f]{64}")

_SAID = {
    "claimant": "utterance.claimant",
    "source": "utterance.source",
    "quotation": "utterance.quotation.span",
    "attribution": "utterance.attributed_in",
    "stance": "utterance.stance",
    "modality": "utterance.modality",
    "review": "utterance.review",
    "said-once": "utterance.made_on",
}
_FIGURE = {
    "quantity": "quantity.iri",
    "printed": "figure.printed",
    "value": "figure.value",
    "lowest": "figure.lowest",
    "highest": "figure.highest",
    "tolerance": "figure.tolerance",
    "comparator": "figure.comparator",
    "figure": "figure.span",
    "as-of": "as_of",
}
_COUNTED = "phenomenon accumulation population affiliation transferor transferee within period place".split()
_SINGLE: Mapping[type, Mapping[str, Callable[[Any], Any]]] = MappingProxyType(
    {
        kind: {rule: attrgetter(path) for rule, path in paths.items()}
        for kind, paths in {
            Claim: _SAID | _FIGURE,
            EventClaim: _SAID | {"exchange-told": "exchange.iri"},
            Quotation: {name: name for name in ("exact", "prefix", "suffix")},
            Transfer: {name: name for name in ("transferor", "transferee")},
            Quantity: {name: name for name in _COUNTED} | {"event-type": "event_type"},
        }.items()
    }
)
"""What a thing has at most one of, however often it is described, by the rule that says so."""


def problems(reading: Reading, base: str = DEFAULT_BASE) -> list[Problem]:
    """Give what is wrong with a reading, each problem once, in the order of the records.

    Agents and conflicts are known that the reference data hold below the base, or the reading itself describes.
    """
    return list(dict.fromkeys(_Check(reading, base).problems()))


@dataclass(frozen=True, slots=True)
class _Known:
    """The IRIs of the reference data below a base."""

    agents: frozenset[IRI]
    organisations: frozenset[IRI]
    parties: frozenset[IRI]
    conflicts: frozenset[IRI]
    places: frozenset[IRI]


@cache
def _known(base: str) -> _Known:
    kinds = {base + agent.path: agent.kind for agent in agents()}
    return _Known(
        agents=frozenset(kinds),
        organisations=frozenset(iri for iri, kind in kinds.items() if kind != "spokesperson"),
        parties=frozenset(iri for iri, kind in kinds.items() if kind == "party"),
        conflicts=frozenset(base + conflict.path for conflict in conflicts()),
        places=frozenset(base + path for path in places()),
    )


@dataclass(slots=True)
class _Check:
    """One check of one reading; remembers how each thing was described first."""

    reading: Reading
    base: str
    known: _Known = field(init=False)
    own_agents: set[IRI] = field(init=False)
    own_parties: set[IRI] = field(init=False)
    quantities: set[IRI] = field(init=False)
    bounds: set[IRI] = field(init=False)
    own_places: set[IRI] = field(init=False)
    exchange_of: dict[IRI, IRI] = field(default_factory=dict)
    described: dict[Hashable, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        report = self.reading.report
        claims: tuple[Claim | EventClaim, ...] = (*self.reading.claims, *self.reading.events)
        exchanges = [claim.exchange for claim in claims if claim.exchange]
        own_agents = (*report.agents, *(agent for claim in claims for agent in claim.utterance.agents))
        self.known = _known(self.base)
        self.own_agents = {agent.iri for agent in own_agents}
        self.own_parties = {agent.iri for agent in own_agents if agent.kind is AgentKind.PARTY}
        self.own_places = {claim.place.iri for claim in self.reading.claims if claim.place}
        self.quantities = {claim.quantity.iri for claim in self.reading.claims}
        events = {claim.event.iri for claim in self.reading.claims if claim.event}
        self.bounds = {e.iri for e in exchanges} | {t.iri for e in exchanges for t in e.transfers} | events

    def problems(self) -> Iterator[Problem]:
        yield from self._report(self.reading.report)
        for claim in self.reading.claims:
            yield from self._said(claim)
            yield from self._figure(claim)
            yield from self._quantity(claim.quantity)
            if claim.as_of:
                yield from _form(claim.utterance.iri, claim.as_of)
            if claim.event and claim.event.date:
                yield from _date(claim.event.iri, claim.event.date)
            if claim.exchange:
                yield from self._exchange(claim.exchange)
        for event in self.reading.events:
            yield from self._said(event)
            yield from self._exchange(event.exchange)
        parts = [(c.quantity.iri, c.quantity.subset_of) for c in self.reading.claims if c.quantity.subset_of]
        yield from (broken("part-of-itself", quantity) for quantity in circles(parts))

    def _report(self, report: Source) -> Iterator[Problem]:
        text = Identifiers(self.base).text(report.sha256)
        if not _SHA256.fullmatch(report.sha256):
            yield broken("sha256", text, report.sha256)
        if report.characters < 1:
            yield broken("characters", text, report.characters)
        if report.publisher is not None and not self._is_agent(report.publisher):
            yield broken("publisher", report.iri, report.publisher)
        if report.published:
            yield from _date(report.iri, report.published)
        yield from _names(report.agents)

    def _said(self, claim: Claim | EventClaim) -> Iterator[Problem]:
        said = claim.utterance
        yield from self._once(said.iri, said.iri, claim)
        if said.source != self.reading.report.iri:
            yield broken("source", said.iri, said.source)
        if not self._is_agent(said.claimant):
            yield broken("claimant", said.iri, said.claimant)
        for relay in said.relayed_by:
            if not self._is_agent(relay):
                yield broken("relay", said.iri, relay)
        if said.made_on:
            yield from _date(said.iri, said.made_on)
        yield from _names(said.agents)
        yield from self._quotation(said, said.quotation)
        if said.attributed_in:
            yield from self._quotation(said, said.attributed_in)

    def _quotation(self, said: Utterance, quotation: Quotation) -> Iterator[Problem]:
        span = quotation.span
        if quotation.source != said.source:
            yield broken("one-source", said.iri, quotation.source)
        yield from self._place(quotation.source, span)
        yield from self._once((quotation.source, span), fragment(quotation.source, span, "quote"), quotation)
        if not quotation.exact:
            yield broken("exact", fragment(quotation.source, span, "quote"))
        if len(quotation.exact) != span.end - span.start:
            yield broken("length", fragment(quotation.source, span), quotation.exact)

    def _place(self, source: IRI, span: Span) -> Iterator[Problem]:
        if span.start < 0 or span.end < 0:
            yield broken("offset", fragment(source, span, "position"), min(span.start, span.end))
        if span.start >= span.end:
            yield broken("stretch", fragment(source, span, "position"), span.start)
        if span.end > self.reading.report.characters:
            yield broken("beyond-text", fragment(source, span), span.end)

    def _figure(self, claim: Claim) -> Iterator[Problem]:
        said, figure = claim.utterance, claim.figure
        yield from self._place(said.source, figure.span)
        if not said.quotation.span.covers(figure.span):
            yield broken("figure-quoted", said.iri)
        for end in figure.ends or ():
            yield from self._place(said.source, end.span)
        if any(not said.quotation.span.covers(end.span) for end in figure.ends or ()):
            yield broken("ends-quoted", said.iri)
        if not figure.printed:
            yield broken("printed", said.iri, figure.printed)
        if figure.printed not in said.quotation.exact:
            yield broken("printed-quoted", said.iri)
        yield from _numbers(said.iri, figure)

    def _quantity(self, quantity: Quantity) -> Iterator[Problem]:
        iri, within, period = quantity.iri, quantity.within, quantity.period
        yield from self._once(iri, iri, quantity)
        if quantity.affiliation is not None and quantity.affiliation not in self.known.parties | self.own_parties:
            yield broken("affiliation", iri, quantity.affiliation)
        yield from self._sides(iri, quantity.transferor, quantity.transferee)
        if within is not None and within not in self.bounds and within not in self.known.conflicts:
            yield broken("within", iri, within)
        if quantity.place is not None and quantity.place not in self.known.places | self.own_places:
            yield broken("place", iri, quantity.place)
        yield from self._conflict(iri, quantity.conflict)
        if period:
            yield from _date(iri, period)
            if period.earliest is None or period.latest is None:
                yield broken("period-closed", iri)
        if quantity.accumulation is Accumulation.CUMULATIVE and (period or within != quantity.conflict):
            yield broken("running-total", iri)
        if quantity.subset_of is not None and quantity.subset_of not in self.quantities:
            yield broken("whole", iri, quantity.subset_of)

    def _exchange(self, exchange: Exchange) -> Iterator[Problem]:
        yield from self._conflict(exchange.iri, exchange.conflict)
        if exchange.date:
            yield from _date(exchange.iri, exchange.date)
        for mediator in exchange.mediators:
            if not self._is_organisation(mediator):
                yield broken("mediator", exchange.iri, mediator)
        for transfer in exchange.transfers:
            yield from self._once(transfer.iri, transfer.iri, transfer)
            yield from self._sides(transfer.iri, transfer.transferor, transfer.transferee)
            if self.exchange_of.setdefault(transfer.iri, exchange.iri) != exchange.iri:
                yield broken("exchange", transfer.iri)

    def _sides(self, iri: IRI, transferor: IRI | None, transferee: IRI | None) -> Iterator[Problem]:
        if transferor is not None and not self._is_organisation(transferor):
            yield broken("transferor", iri, transferor)
        if transferee is not None and not self._is_organisation(transferee):
            yield broken("transferee", iri, transferee)
        if transferor is not None and transferor == transferee:
            yield broken("two-sides", iri, transferor)

    def _conflict(self, iri: IRI, conflict: IRI | None) -> Iterator[Problem]:
        if conflict is not None and conflict not in self.known.conflicts:
            yield broken("conflict-known", iri, conflict)

    def _is_agent(self, iri: IRI) -> bool:
        return iri in self.known.agents or iri in self.own_agents

    def _is_organisation(self, iri: IRI) -> bool:
        return iri in self.known.organisations or iri in self.own_agents

    def _once(self, key: Hashable, iri: IRI, record: Any) -> Iterator[Problem]:
        """Compare a description with the first one of the same thing: two would run together in the graph."""
        first = self.described.setdefault(key, record)
        if first is record or type(first) is not type(record):
            return
        for rule, value in _SINGLE[type(record)].items():
            values = {value(first), value(record)} - {None}
            if len(values) > 1:
                yield broken(rule, iri)


def _date(iri: IRI, date: When) -> Iterator[Problem]:
    yield from _form(iri, date)
    if date.earliest and date.latest and date.earliest > date.latest:
        yield broken("days-in-order", iri)


def _form(iri: IRI, date: When) -> Iterator[Problem]:
    if not _EDTF.fullmatch(date.edtf):
        yield broken("edtf", iri, date.edtf)


def _names(own: Iterable[Agent]) -> Iterator[Problem]:
    return (broken("label", agent.iri) for agent in own if not agent.label)


def _numbers(iri: IRI, figure: Figure) -> Iterator[Problem]:
    value, lowest, highest, tolerance = figure.value, figure.lowest, figure.highest, figure.tolerance
    for number in (value, lowest, highest, tolerance):
        if number is not None and not (number.is_finite() and number >= 0):
            yield broken("number", iri, number)
            return
    if highest is not None and lowest > highest:
        yield broken("interval", iri, lowest)
    if not _fits(figure):
        yield broken("bounds", iri)
    if tolerance is not None and tolerance > 1:
        yield broken("tolerance", iri, tolerance)


def _fits(figure: Figure) -> bool:
    """Tell whether the interval is one that the comparator can make of the value."""
    value, lowest, highest = figure.value, figure.lowest, figure.highest
    match figure.comparator:
        case Comparator.AT_LEAST:
            return lowest == value and highest is None
        case Comparator.MORE_THAN:
            return lowest > value and highest is None
        case Comparator.EXACT:
            return lowest == value == highest
        case Comparator.UP_TO:
            return lowest <= value == highest
        case Comparator.LESS_THAN:
            return highest is not None and lowest <= value and highest <= value
        case Comparator.BETWEEN | Comparator.ABOUT:
            return highest is not None and lowest <= value <= highest
