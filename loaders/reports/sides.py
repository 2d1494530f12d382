"""The war that a report is about, and the two sides that stand against each other in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from loaders.reports.mentions import Mention, party_of
from ontology.vocabulary import ConflictEntry, conflicts


def conflict_of(parties: Iterable[str]) -> ConflictEntry | None:
    """Give the conflict that most of the named parties are sides of; None for none, or for two alike."""
    fitting = _fitting(parties)
    return fitting[0] if len(fitting) == 1 else None


def parties_of(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Give the paths of the parties that mentions mean or speak for, one a mention, in order."""
    return tuple(party for m in mentions if (party := party_of(m.agent)))


def sides_of(parties: Iterable[str]) -> tuple[str, ...]:
    """Give the two parties of the report's conflict, if both are named; else those of them that are."""
    every = tuple(parties)
    sides = {frozenset(conflict.parties) for conflict in _fitting(every)}
    # Two wars between the same two, and it does not matter here which of them is meant.
    both = sides.pop() if len(sides) == 1 else frozenset()
    return tuple(party for party in dict.fromkeys(every) if party in both)


def _fitting(parties: Iterable[str]) -> list[ConflictEntry]:
    """Give the conflicts that most of the named parties are sides of, and of these those named most often.

    A phase of a longer war stands for the whole.
    """
    named = Counter(parties)
    scored = [(_named_in(conflict, named), conflict) for conflict in conflicts()]
    best = max((score for score, _ in scored), default=(0, 0))
    fitting = [conflict for score, conflict in scored if best > (0, 0) and score == best]
    whole = {conflict.phase_of for conflict in fitting}
    return [conflict for conflict in fitting if conflict.path not in whole]


def _named_in(conflict: ConflictEntry, named: Counter[str]) -> tuple[int, int]:
    """Count how many of a conflict's sides are named, and how often they are."""
    often = [named[party] for party in conflict.parties if named[party]]
    return len(often), sum(often)
