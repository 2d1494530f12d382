"""Claims held for review: out of the graph until a person has looked at them, and queued in `review.jsonl`.

The queue holds where a claim stands, why it waits and what was decided; no word of its source. A claim's IRI is derived
from what it says, so a decision holds for the same claim in every later load.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from loaders.base import Read
from loaders.errors import NothingToReview
from ontology.model import IRI, Claim, Reading, Review, Source, Utterance
from store.directory import DataDirectory

NAMES_A_PERSON = "its quotation names a person who is not in the reference data"


class Decision(StrEnum):
    """What became of a claim that was held."""

    HELD = "held"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Held:
    """One claim of the queue: its source by IRI and by the hash of its text, and the place of its quotation."""

    claim: IRI
    source: IRI
    sha256: str
    start: int
    end: int
    reason: str
    decision: Decision = Decision.HELD


def let_through(directory: DataDirectory, read: Read, reading: Reading) -> tuple[Reading, tuple[Held, ...]]:
    """Give a reading without the claims that are held, and those; what a person accepted stays, as reviewed.

    What was refused is left out too, and not given again. A part of a held figure comes and goes with it.
    """
    if not read.held:
        return reading, ()
    known = queue(directory)
    decided = {iri: known[iri].decision for iri in read.held if iri in known}
    out = {iri for iri in read.held if decided.get(iri) is not Decision.ACCEPTED}
    claims = [claim for claim in reading.claims if claim.utterance.iri not in out]
    events = [event for event in reading.events if event.utterance.iri not in out]
    kept = Reading(
        reading.report,
        tuple(replace(c, utterance=_seen(c.utterance, decided)) for c in _without_parts(claims, reading)),
        tuple(replace(e, utterance=_seen(e.utterance, decided)) for e in events),
    )
    said = [claim.utterance for claim in reading.claims] + [event.utterance for event in reading.events]
    waiting = (u for u in said if u.iri in out and decided.get(u.iri) is not Decision.REFUSED)
    return kept, tuple(_held(utterance, reading.report) for utterance in waiting)


def queue(directory: DataDirectory) -> dict[IRI, Held]:
    """Read the queue: each claim with what was decided last, in the order in which they came."""
    if not directory.review.exists():
        return {}
    with directory.review.open(encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    return {held.claim: held for line in lines for held in [Held(**{**line, "decision": Decision(line["decision"])})]}


def enqueue(directory: DataDirectory, held: Iterable[Held]) -> None:
    """Append claims to the queue; one that waits there already is not said twice."""
    known = queue(directory)
    _append(directory, [each for each in held if known.get(each.claim) != each])


def decide(directory: DataDirectory, claim: str, decision: Decision) -> Held:
    """Write down what a person decides of a claim, given by its IRI or the beginning of its last part.

    Raises NothingToReview where that is none, or more than one.
    """
    found = [each for iri, each in queue(directory).items() if claim == iri or iri.rpartition("/")[2].startswith(claim)]
    if not claim or len(found) != 1:
        several = "is the beginning of more than one" if claim and found else "is none"
        raise NothingToReview(f"'{claim}' {several} of the claims held for review; `counterclaim review` lists them")
    decided = replace(found[0], decision=decision)
    _append(directory, [decided])
    return decided


def _append(directory: DataDirectory, lines: Sequence[Held]) -> None:
    if lines:
        with directory.review.open("a", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(asdict(each))}\n" for each in lines)


def _held(said: Utterance, report: Source) -> Held:
    span = said.quotation.span
    return Held(said.iri, report.iri, report.sha256, span.start, span.end, NAMES_A_PERSON)


def _seen(said: Utterance, decided: dict[IRI, Decision]) -> Utterance:
    """Mark as reviewed what a person has accepted."""
    return replace(said, review=Review.REVIEWED) if decided.get(said.iri) is Decision.ACCEPTED else said


def _without_parts(claims: list[Claim], before: Reading) -> list[Claim]:
    """Leave out the parts of figures that are held, and what was said jointly with a claim that is."""
    all_quantities = {claim.quantity.iri for claim in before.claims}
    while True:
        missing = all_quantities - {claim.quantity.iri for claim in claims}
        iris = {claim.utterance.iri for claim in claims}
        kept = [c for c in claims if c.quantity.subset_of not in missing and iris.issuperset(c.joint_with)]
        if len(kept) == len(claims):
            return kept
        claims = kept
