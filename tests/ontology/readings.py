"""A good reading of an invented report, and how tests change it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from ontology.dates import by, on
from ontology.identifiers import Identifiers
from ontology.model import (
    Accumulation,
    Agent,
    AgentKind,
    Claim,
    Comparator,
    EventClaim,
    Exchange,
    ExchangeKind,
    Extraction,
    Figure,
    Phenomenon,
    Population,
    Quantity,
    Quotation,
    Reading,
    Report,
    Span,
    Stance,
    Transfer,
    Utterance,
)

TEXT = (
    "Russia returned over 40 bodies to Ukraine on Friday, some 12 of them soldiers', the Coordination Headquarters "
    "said. The ICRC mediated. Over 46,000 have been killed."
)
NAMES = Identifiers()
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()
FRIDAY = date(2025, 1, 3)
RUSSIA, UKRAINE = NAMES.at("party/russia"), NAMES.at("party/ukraine")
CONFLICT = NAMES.at("conflict/russian-invasion-of-ukraine")
HEADQUARTERS = NAMES.at("agency/coordination-hq-pow")
PAPER = Agent(NAMES.publisher_by_name("The Paper"), "The Paper", AgentKind.OUTLET)
SOURCE = NAMES.report(SHA256, None, PAPER.iri)
RUN = Extraction(NAMES.extraction(SOURCE, "reports", "1", None), "reports", "1")


def span(words: str) -> Span:
    """Give the place of words in the text."""
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def quoted(words: str) -> Quotation:
    """Quote words of the text."""
    place = span(words)
    return Quotation(SOURCE, place, words, TEXT[: place.start][-32:], TEXT[place.end :][:32])


def good_reading() -> Reading:
    """Give a reading that breaks no rule: an exchange, a part of it, a running total, and who mediated."""
    exchange = _exchange()
    (transfer,) = exchange.transfers
    whole = _quantity(Phenomenon.BODIES_TRANSFERRED, Accumulation.EVENT, transfer.iri)
    part = replace(whole, iri=whole.iri + "a", population=Population.COMBATANTS, affiliation=UKRAINE)
    dead = _quantity(Phenomenon.DEATHS, Accumulation.CUMULATIVE, CONFLICT)
    first, second, third = (NAMES.at(f"claim/{number}") for number in (1, 2, 3))
    over_40 = "Russia returned over 40 bodies to Ukraine on Friday"
    figures = (
        _figure("over 40", "40", Comparator.MORE_THAN, 41, None),
        _figure("some 12", "12", Comparator.ABOUT, 11, 13),
        _figure("Over 46,000", "46,000", Comparator.MORE_THAN, 46001, None),
    )
    claims = (
        Claim(_said(first, over_40), whole, figures[0], exchange),
        Claim(
            _said(second, "some 12 of them soldiers'", named="Coordination Headquarters"),
            replace(part, subset_of=whole.iri),
            figures[1],
            exchange,
        ),
        Claim(_said(third, "Over 46,000 have been killed", own=True), dead, figures[2], None, (), by(FRIDAY)),
    )
    told = Exchange(exchange.iri, exchange.kind, CONFLICT, None, (), (NAMES.at("agency/icrc"),))
    event = EventClaim(_said(NAMES.at("claim/4"), "The ICRC mediated", own=True), told)
    report = Report(SOURCE, SHA256, len(TEXT), RUN, "Bodies returned", PAPER.iri, on(FRIDAY), agents=(PAPER,))
    return Reading(report, claims, (event,))


def changed(record: Any, path: str, value: Any) -> Any:
    """Give a record with one thing in it changed: `claims.0.figure.value`."""
    name, _, rest = path.partition(".")
    if isinstance(record, tuple):
        index = int(name)
        new = changed(record[index], rest, value) if rest else value
        return (*record[:index], new, *record[index + 1 :])
    return replace(record, **{name: changed(getattr(record, name), rest, value) if rest else value})


def _said(iri: str, words: str, *, own: bool = False, named: str = "the Coordination Headquarters") -> Utterance:
    made_on = on(FRIDAY) if own else by(FRIDAY)
    utterance = Utterance(iri, SOURCE, PAPER.iri, Stance.REPORTS, quoted(words), "by hand", RUN.iri, made_on=made_on)
    if own:
        return utterance
    return replace(
        utterance,
        claimant=HEADQUARTERS,
        stance=Stance.STATES,
        attributed_in=quoted(named),
        relayed_by=(PAPER.iri,),
    )


def _exchange() -> Exchange:
    iri = NAMES.exchange(ExchangeKind.BODY_REPATRIATION, (RUSSIA, UKRAINE), FRIDAY)
    transfer = Transfer(NAMES.transfer(iri, RUSSIA, UKRAINE), RUSSIA, UKRAINE)
    return Exchange(iri, ExchangeKind.BODY_REPATRIATION, CONFLICT, on(FRIDAY), (transfer,))


def _quantity(phenomenon: Phenomenon, accumulation: Accumulation, within: str) -> Quantity:
    giver, receiver = (RUSSIA, UKRAINE) if accumulation is Accumulation.EVENT else (None, None)
    iri = NAMES.quantity(phenomenon, accumulation, None, None, giver, receiver, within)
    return Quantity(iri, phenomenon, accumulation, None, None, giver, receiver, within, None, CONFLICT)


def _figure(printed: str, number: str, comparator: Comparator, lowest: int, highest: int | None) -> Figure:
    value = Decimal(number.replace(",", ""))
    start = TEXT.index(printed) + printed.index(number)
    tolerance = Decimal("0.1") if comparator is Comparator.ABOUT else None
    end = None if highest is None else Decimal(highest)
    return Figure(printed, Span(start, start + len(number)), value, comparator, Decimal(lowest), end, tolerance)
