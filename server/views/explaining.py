"""What an exchange is linked to, what it is nearly linked to, and why: what `counterclaim explain` prints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from loaders.matching.curation import Curation
from loaders.matching.judging import Judge, Judgement, Verdict
from loaders.matching.reading import StoredTellings
from loaders.matching.scoring import THRESHOLD
from ontology.terms import CCL, DCTERMS
from server.addresses import Addresses
from server.errors import ServerError
from server.lookup import Lookup
from server.views import naming
from store.snapshots import Snapshot

NEARLY = Decimal(1)
"""How far below the threshold a score may be that is worth a look."""

_WORTH_A_LOOK = (Verdict.LINKED, Verdict.AMBIGUOUS, Verdict.ASSERTED, Verdict.BROKEN)
_NAMED = 3


class NoSuchExchange(ServerError):
    """What was given names no exchange, or more than one."""


@dataclass(frozen=True, slots=True)
class Teller:
    """A report that tells of the exchange, and how many of its claims do."""

    iri: str
    title: str
    published: str | None
    claims: int


@dataclass(frozen=True, slots=True)
class PartOfScore:
    """One part of a score."""

    part: str
    points: float
    words: str


@dataclass(frozen=True, slots=True)
class CuratorsWord:
    """What the curator's file says of a pair."""

    says: str
    reason: str
    curator: str
    line: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another exchange that may be the same: the verdict, the score and its parts, and what else decided.

    `reports` are the two that were held against each other, this exchange's first.
    """

    iri: str
    title: str
    verdict: str
    score: float
    parts: tuple[PartOfScore, ...]
    excluded: str | None
    rival: str | None
    word: CuratorsWord | None
    reports: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Explanation:
    """An exchange, the reports that tell of it, and what it may be the same as, the highest score first."""

    iri: str
    title: str
    threshold: float
    reports: tuple[Teller, ...]
    candidates: tuple[Candidate, ...]


def find_exchange(snapshot: Snapshot, given: str) -> str:
    """Give the IRI of the exchange that a person means by an IRI, or by the beginning or the end of its path.

    Raises NoSuchExchange where there is none, or more than one.
    """
    given = given.strip()
    exchanges = Lookup(snapshot.graphs, Addresses(snapshot.base)).instances(CCL.Exchange)
    for iri in (given, snapshot.base + given):
        if iri in exchanges:
            return iri
    above = f"{snapshot.base}exchange/"
    path = given.removeprefix(snapshot.base).removeprefix("exchange/")
    paths = (iri.removeprefix(above) for iri in exchanges)
    found = [each for each in paths if path and (each.startswith(path) or each.endswith(path))]
    if len(found) == 1:
        return above + found[0]
    if not found:
        raise NoSuchExchange(f"there is no exchange '{given}'; the front page lists the exchanges with their IRIs")
    named = ", ".join(found[:_NAMED]) + (", …" if len(found) > _NAMED else "")
    raise NoSuchExchange(f"'{given}' is the beginning or the end of {len(found)} exchanges ({named}); give more of it")


def explain(snapshot: Snapshot, curated: Curation, iri: str) -> Explanation:
    """Judge an exchange against all that may be the same, as a load does."""
    lookup = Lookup(snapshot.graphs, Addresses(snapshot.base))
    judge = Judge(StoredTellings(snapshot), curated)
    judged = (judge.judgement(iri, other) for other in judge.candidates(iri))
    shown = [each for each in judged if each.verdict in _WORTH_A_LOOK or each.score.total >= THRESHOLD - NEARLY]
    ordered = sorted(shown, key=lambda each: (not each.is_linked, -each.score.total, each.pair))
    return Explanation(
        iri=iri,
        title=naming.capital(naming.exchange(lookup, iri)),
        threshold=float(THRESHOLD),
        reports=tuple(_tellers(lookup, snapshot, iri)),
        candidates=tuple(_candidate(lookup, iri, each) for each in ordered),
    )


def _tellers(lookup: Lookup, snapshot: Snapshot, iri: str) -> Iterator[Teller]:
    exchange = StoredTellings(snapshot).exchange(iri)
    for telling in exchange.tellings if exchange else ():
        title = lookup.text(telling.source, DCTERMS.title) or "a report without a title"
        yield Teller(telling.source, title, lookup.text(telling.source, CCL.published), len(telling.claims))


def _candidate(lookup: Lookup, iri: str, judged: Judgement) -> Candidate:
    first = judged.pair[0] == iri
    other, tellings = judged.pair[1 if first else 0], judged.tellings if first else judged.tellings[::-1]
    word = judged.word
    return Candidate(
        iri=other,
        title=naming.capital(naming.exchange(lookup, other)),
        verdict=judged.verdict,
        score=float(judged.score.total),
        parts=tuple(PartOfScore(part.kind, float(part.points), part.words) for part in judged.score.parts),
        excluded=judged.score.excluded,
        rival=judged.rival,
        word=CuratorsWord(word.say, word.reason, word.curator, word.line) if word else None,
        reports=(tellings[0].source, tellings[1].source),
    )
