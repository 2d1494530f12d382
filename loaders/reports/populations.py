"""Who those counted are, by what the figure turned out to count: soldiers let go are prisoners of war, and so on.

The noun says it first. A bare number, or one of a nation, is of those whom the report named last before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Token

from loaders.reports.counted import Counted
from loaders.reports.parsing import Parsed
from loaders.reports.units import population_of
from ontology.model import Phenomenon, Population

_CAPTIVES = (Phenomenon.PRISONERS_EXCHANGED, Phenomenon.PRISONERS_HELD)
_SUFFERED = (Phenomenon.DEATHS, Phenomenon.WOUNDED, Phenomenon.CASUALTIES, Phenomenon.LOSSES, Phenomenon.MISSING)
_ARMIES = re.compile(
    r"\b(?:army|armies|armed forces|general staff|military|troops|soldiers|servicemen|battlefield)\b", re.I
)
_CIVILIAN = re.compile(r"\bcivilians?\b", re.I)


@dataclass(frozen=True)
class Named:
    """Whom a report names where: prisoners of war, soldiers, or prisoners of whom nothing more is said."""

    parsed: Parsed

    @cached_property
    def _places(self) -> tuple[tuple[int, Population | None], ...]:
        return tuple((t.i, _sort(t)) for t in self.parsed.doc if _is_captive(t) or _is_soldier(t))

    def captives_before(self, token: Token) -> Population | None:
        """Tell who the captives last named before a token are; prisoners of war, or None where that is not said."""
        place = bisect_left(self._places, token.i, key=lambda entry: entry[0])
        return self._places[place - 1][1] if place else None

    def people_before(self, token: Token) -> Population | None:
        """Tell soldiers from civilians by who is named last before a token, in its sentence or the one before."""
        earlier = self.parsed.sentence_beside(token, -1)
        start = earlier.start if earlier is not None else token.sent.start
        for before in reversed(self.parsed.doc[start : token.i]):
            population = population_of(before)
            if population in (Population.COMBATANTS, Population.CIVILIANS):
                return population
            if before.lower_ in ("people", "persons", "inhabitants", "residents"):
                return None
        return None

    @cached_property
    def of_armies(self) -> bool:
        """Whether armies are named, and civilians no more often."""
        armies, civilians = (len(p.findall(self.parsed.plain)) for p in (_ARMIES, _CIVILIAN))
        return armies > civilians


def _is_captive(token: Token) -> bool:
    return population_of(token) is Population.PRISONERS_OF_WAR


def _is_soldier(token: Token) -> bool:
    return population_of(token) is Population.COMBATANTS and token.tag_ == "NNS"


def _sort(token: Token) -> Population | None:
    return Population.PRISONERS_OF_WAR if _is_soldier(token) or are_of_war(token) else None


def are_of_war(captives: Token) -> bool:
    """Tell prisoners of war from prisoners who may be anybody."""
    following = captives.doc[captives.i + 1 : captives.i + 3].text.lower()
    return captives.lower_.startswith(("pow", "prisoner-of-war", "prisoners-of-war")) or following == "of war"


def with_population(counted: Counted, named: Named) -> Counted:
    """Give a figure with who those counted are; unchanged where nothing says more than its noun."""
    population, phenomenon = counted.population, counted.phenomenon
    told = _told_of(counted.number)
    if told is not None and population in (None, Population.EVERYONE):
        return counted.of(told)
    if phenomenon is Phenomenon.HOSTAGES_RELEASED:
        return counted.of(Population.HOSTAGES)
    if phenomenon in _CAPTIVES:
        return counted.of(_captives(counted, named))
    if phenomenon in _SUFFERED and population in (None, *_NOT_DEAD):
        return counted.of(_who_suffered(counted, named))
    return counted


def _told_of(number: Token) -> Population | None:
    """Read "three of them children", "of whom 14 are civilians": who they are, told after the number."""
    told = False
    for token in number.doc[number.i + 1 : min(number.i + 6, number.sent.end)]:
        if token.lemma_ == "be" or token.lower_ in ("them", "these", "those", "whom"):
            told = True
        elif token.lower_ != "of" and token.pos_ not in ("ADJ", "ADV"):
            return population_of(token) if told and token.pos_ == "NOUN" else None
    return None


_NOT_DEAD = (Population.HOSTAGES, Population.PRISONERS_OF_WAR)
"""Whom no count of dead or wounded takes over from the figure before."""


def _who_suffered(counted: Counted, named: Named) -> Population | None:
    """Tell the losses of a side at war, which are its soldiers, from the dead of whom nothing is said."""
    noun = counted.noun if counted.noun is not None else counted.number
    own = population_of(noun)
    if own is not None:
        return counted.population if counted.population is not None else own
    lost = counted.phenomenon is Phenomenon.LOSSES or counted.affiliation is not None
    if lost and named.of_armies and counted.rule != "people-noun":
        return Population.COMBATANTS
    return named.people_before(counted.number)


def _captives(counted: Counted, named: Named) -> Population | None:
    population, noun = counted.population, counted.noun
    if population is Population.COMBATANTS:
        return Population.PRISONERS_OF_WAR
    if noun is not None and _is_captive(noun):
        return population if are_of_war(noun) else Population.EVERYONE
    if noun is None and population in (None, Population.EVERYONE, Population.PRISONERS_OF_WAR):
        return named.captives_before(counted.number)
    return population
