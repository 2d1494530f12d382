"""Which pairs of exchanges are linked: the best score that two of their sources give, rivals, and the curator's word.

A pair's verdict depends on the two exchanges and on those that score enough with either: nothing farther away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from loaders.matching.curation import Curation, Pair, Say, Word, pair
from loaders.matching.scoring import WINDOW, Score, contradicting, score
from loaders.matching.tellings import Exchange, Telling, Tellings
from ontology.model import IRI


class Verdict(StrEnum):
    """What becomes of a pair."""

    LINKED = "linked"
    BELOW = "below the threshold"
    EXCLUDED = "excluded"
    AMBIGUOUS = "ambiguous"
    ASSERTED = "asserted by a curator"
    BROKEN = "broken by a curator"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A pair of exchanges, judged: the score of the two tellings that go together best, and what becomes of it.

    `rival` is another exchange that goes with one of the two as well or better, and cannot be the other of them.
    """

    pair: Pair
    score: Score
    tellings: tuple[Telling, Telling]
    verdict: Verdict
    rival: IRI | None = None
    word: Word | None = None

    @property
    def is_linked(self) -> bool:
        """Tell whether the two are linked in the graph."""
        return self.verdict in (Verdict.LINKED, Verdict.ASSERTED)


class Judge:
    """Judges pairs among all that is told; what was compared once is remembered."""

    def __init__(self, told: Tellings, curated: Curation | None = None) -> None:
        self._told = told
        self._curated = curated or Curation()
        self._compared: dict[Pair, tuple[Score, tuple[Telling, Telling]]] = {}
        self._partners: dict[IRI, frozenset[IRI]] = {}

    def all(self) -> Iterator[Judgement]:
        """Judge all pairs that score enough or that the curator speaks of, each once."""
        yield from self.about(sorted(self._told.exchanges()))

    def about(self, exchanges: Iterable[IRI]) -> Iterator[Judgement]:
        """Judge those pairs with one of some exchanges in them."""
        pairs = {pair(iri, other) for iri in exchanges for other in (*self.partners(iri), *self._curated_with(iri))}
        return (self.judgement(*both) for both in sorted(pairs))

    def candidates(self, iri: IRI) -> set[IRI]:
        """Give the exchanges that may be one with another: near it in time, or named beside it by the curator."""
        exchange = self._told.exchange(iri)
        if exchange is None:
            return set()
        found = {other for telling in exchange.tellings for other in self._near(telling)}
        return (found | self._curated_with(iri)) - {iri}

    def partners(self, iri: IRI) -> frozenset[IRI]:
        """Give the exchanges whose score with one is enough, whatever else speaks for or against it."""
        if iri not in self._partners:
            near = (other for other in self.candidates(iri) if _may_suffice(self._known(iri), self._known(other)))
            self._partners[iri] = frozenset(other for other in near if self._compare(iri, other)[0].suffices)
        return self._partners[iri]

    def judgement(self, one: IRI, other: IRI) -> Judgement:
        """Judge two exchanges of which something is told. Raises KeyError where nothing is told of one."""
        both = pair(one, other)
        found, tellings = self._compare(*both)
        word = self._curated.on(*both)
        rival = self._rival(*both) if found.suffices and word is None else None
        return Judgement(both, found, tellings, _verdict(found, rival, word), rival, word)

    def _curated_with(self, iri: IRI) -> set[IRI]:
        """Give the exchanges of which the curator says something together with one, if something is told of both."""
        if self._told.exchange(iri) is None:
            return set()
        return {other for other in self._curated.with_(iri) if self._told.exchange(other)}

    def _near(self, telling: Telling) -> Iterator[IRI]:
        if telling.day:
            yield from (iri for day in range(-1, 2) for iri in self._told.dated(telling.day + timedelta(day)))
        centre = telling.day or telling.published
        if centre is None:
            return
        for days in range(-WINDOW, WINDOW + 1):
            yield from self._told.undated(centre + timedelta(days))
            if not telling.day:
                yield from self._told.dated(centre + timedelta(days))

    def _compare(self, one: IRI, other: IRI) -> tuple[Score, tuple[Telling, Telling]]:
        both = pair(one, other)
        if both not in self._compared:
            self._compared[both] = _best(self._known(both[0]), self._known(both[1]))
        return self._compared[both]

    def _known(self, iri: IRI) -> Exchange:
        exchange = self._told.exchange(iri)
        if exchange is None:
            raise KeyError(iri)
        return exchange

    def _rival(self, one: IRI, other: IRI) -> IRI | None:
        """Give an exchange that scores as well or better with one of two, and cannot be the other one."""
        mine = self._compare(one, other)[0].total
        for of, against in ((one, other), (other, one)):
            for third in sorted(self.partners(of) - {one, other}):
                if self._compare(of, third)[0].total >= mine and self._apart(third, against):
                    return third
        return None

    def _apart(self, one: IRI, other: IRI) -> bool:
        """Tell whether two exchanges are known to be two: by their days, or by what excludes one from the other."""
        days, others = self._known(one).days, self._known(other).days
        return bool(days and others and days.isdisjoint(others)) or self._compare(one, other)[0].excluded is not None


def _may_suffice(one: Exchange, other: Exchange) -> bool:
    """Tell, cheaply, whether two can score enough: without any day they need a figure in common.

    Of one event there may be very many reports without a day, and each would be held against each.
    """
    return bool(one.days or other.days) or not one.figures.isdisjoint(other.figures)


def _verdict(found: Score, rival: IRI | None, word: Word | None) -> Verdict:
    if word:
        return Verdict.ASSERTED if word.say is Say.SAME else Verdict.BROKEN
    if found.excluded:
        return Verdict.EXCLUDED
    if not found.suffices:
        return Verdict.BELOW
    return Verdict.AMBIGUOUS if rival else Verdict.LINKED


def _best(one: Exchange, other: Exchange) -> tuple[Score, tuple[Telling, Telling]]:
    """Give the best score of two of their tellings; of equal ones, that of those published first."""
    scored = [(score(x, y), (x, y)) for x in one.tellings for y in other.tellings]
    best, tellings = min(scored, key=lambda each: (each[0].excluded is not None, -each[0].total, _order(each[1])))
    if best.excluded is None and (reason := _kept_apart(one, other)):
        best = Score(best.parts, reason)
    return best, tellings


def _order(tellings: tuple[Telling, Telling]) -> tuple[str, str, str]:
    # A day that is not known comes last: a scope that goes by days admits it last.
    newest = max(telling.published.isoformat() if telling.published else "~" for telling in tellings)
    return newest, tellings[0].source, tellings[1].source


def _kept_apart(one: Exchange, other: Exchange) -> str | None:
    """Tell how a report that tells of both keeps them apart."""
    others = other.reports
    for source, telling in one.reports.items():
        if (beside := others.get(source)) is None:
            continue
        if telling.day and beside.day and telling.day != beside.day:
            return "one report gives both, and each its own day"
        if contradicting(telling, beside):
            return "one report gives both, with different figures in one direction"
    return None
