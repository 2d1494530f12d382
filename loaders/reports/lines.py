"""What `counterclaim extract` prints: one JSON object a line for each claim, a public interface.

The format is described in `docs/extract.md`; keys are only ever added.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from loaders.base import Read
from loaders.reports.claims import UNNAMED
from ontology.model import IRI, Accumulation, Claim, EventClaim, Modality, Phenomenon, Quotation, Reading, Utterance
from ontology.vocabulary import agents

_KINDS = {Phenomenon.CASUALTIES: "other", Phenomenon.LOSSES: "other"}
"""Phenomena without a kind of their own in the public format."""


Label = Callable[[IRI], str | None]


def labels(reading: Reading, base: IRI) -> Label:
    """Give the way to name an agent in English: by the reference data, else by the words of the report."""
    spoken = {agent.iri: agent.label for said in _utterances(reading) for agent in said.agents}
    spoken |= {agent.iri: agent.label for agent in reading.report.agents}
    known = {f"{base}{agent.path}": agent.label for agent in agents()}
    unnamed = {iri for iri, label in spoken.items() if label in UNNAMED}
    return lambda iri: None if iri in unnamed else known.get(iri) or spoken.get(iri)


def _utterances(reading: Reading) -> Iterator[Utterance]:
    yield from (claim.utterance for claim in reading.claims)
    yield from (event.utterance for event in reading.events)


def claim_lines(reading: Reading, base: IRI) -> Iterator[str]:
    """Give one JSON line a claim, in the order of the text."""
    label = labels(reading, base)
    for claim in reading.claims:
        yield json.dumps(claim_object(claim, label), ensure_ascii=False)


def event_lines(reading: Reading, base: IRI) -> Iterator[str]:
    """Give one JSON line for each claim on an event without a figure."""
    label = labels(reading, base)
    for event in reading.events:
        yield json.dumps(_event_object(event, label), ensure_ascii=False)


def ignored_lines(read: Read) -> Iterator[str]:
    """Give one JSON line for each number that made no claim, in the order of the text."""
    text = read.content.decode()
    for each in read.ignored:
        place = {"start": each.span.start, "end": each.span.end}
        line = {"kind": "ignored", "reason": each.reason, "printed": each.span.of(text), **place}
        yield json.dumps(line, ensure_ascii=False)


def claim_object(claim: Claim, label: Label) -> Mapping[str, object]:
    """Give a claim as `extract` prints it."""
    said, quantity, figure = claim.utterance, claim.quantity, claim.figure
    date = claim.exchange.date if claim.exchange else quantity.period
    return {
        "kind": _KINDS.get(quantity.phenomenon, quantity.phenomenon.replace("-", "_")),
        "value": _number(figure.value),
        "low": _number(figure.lowest),
        "high": None if figure.highest is None else _number(figure.highest),
        "comparator": figure.comparator.replace("-", "_"),
        "unit": _unit(claim),
        "of": _label(quantity.affiliation, label),
        "from": _label(quantity.transferor, label),
        "to": _label(quantity.transferee, label),
        "claimant": label(said.claimant),
        "claimant_iri": said.claimant,
        "relayed_by": [label(agent) or agent for agent in said.relayed_by],
        "speech": said.stance,
        "modality": said.modality,
        # What is only planned or demanded has not happened on any day.
        "event_date": date.edtf if date and said.modality not in (Modality.PLANNED, Modality.DEMANDED) else None,
        "as_of": claim.as_of.edtf if claim.as_of and quantity.accumulation is not Accumulation.EVENT else None,
        "population": quantity.population.replace("-", "_") if quantity.population else None,
        "subset_of": quantity.subset_of,
        **_places(said.quotation),
        "figure_start": figure.span.start,
        "figure_end": figure.span.end,
        "attributed_in": said.attributed_in.exact if said.attributed_in else None,
        "rule": said.rule,
        "printed": figure.printed,
        "claim": said.iri,
        "joint_with": list(claim.joint_with),
    }


def _event_object(event: EventClaim, label: Label) -> Mapping[str, object]:
    said, exchange = event.utterance, event.exchange
    return {
        "kind": "event",
        "exchange": exchange.iri,
        "mediators": [label(agent) or agent for agent in exchange.mediators],
        "event_date": exchange.date.edtf if exchange.date else None,
        "claimant": label(said.claimant),
        "claimant_iri": said.claimant,
        "relayed_by": [label(agent) or agent for agent in said.relayed_by],
        "speech": said.stance,
        **_places(said.quotation),
        "attributed_in": said.attributed_in.exact if said.attributed_in else None,
        "rule": said.rule,
        "claim": said.iri,
    }


def _places(quotation: Quotation) -> dict[str, object]:
    return {"quote": quotation.exact, "start": quotation.span.start, "end": quotation.span.end}


def _label(iri: IRI | None, label: Label) -> str | None:
    return None if iri is None else label(iri) or iri


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _unit(claim: Claim) -> str:
    units = {
        Phenomenon.BODIES_TRANSFERRED: "bodies",
        Phenomenon.IDENTIFIED: "bodies",
        Phenomenon.PRISONERS_EXCHANGED: "prisoners",
        Phenomenon.PRISONERS_HELD: "prisoners",
        Phenomenon.HOSTAGES_RELEASED: "hostages",
        Phenomenon.CASUALTIES: "casualties",
        Phenomenon.LOSSES: "losses",
    }
    return units.get(claim.quantity.phenomenon, "people")
