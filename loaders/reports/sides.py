"""The war that a report is about, and the two sides that stand against each other in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from loaders.reports.mentions import Mention, party_of
from ontology.vocabulary import ConflictEntry, conflicts


def conflict_of(parties: Iterable[str]) -> ConflictEntry | None:
    """Give the conflict that most of the named parties are sides of; None for none, or for two alike."""
    named = Counter(parties)
    scored = [(sum(1 for party in conflict.parties if party in named), conflict) for conflict in conflicts()]
    best = max((score for score, _ in scored), default=0)
    fitting = [conflict for score, conflict in scored if score == best]
    return fitting[0] if best and len(fitting) == 1 else None


def parties_of(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Give the paths of the parties that mentions mean or speak for, in order of their first mention."""
    return tuple(dict.fromkeys(party for m in mentions if (party := party_of(m.agent))))


def sides_of(parties: Iterable[str]) -> tuple[str, ...]:
    """Give the two parties of the report's conflict, if both are named; else those of them that are."""
    named = tuple(parties)
    conflict = conflict_of(named)
    return tuple(party for party in named if conflict is not None and party in conflict.parties)
