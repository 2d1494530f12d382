"""The war that a report is about, and the two sides that stand against each other in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from loaders.reports.mentions import UNLISTED, Mention, party_of
from loaders.reports.states import states
from ontology.vocabulary import ConflictEntry, conflicts

SEATS = {
    "Sanaa": "party/houthis",
    "Sana'a": "party/houthis",
    "Aden": "party/yemen-government",
    "Marib": "party/yemen-government",
    "Mekelle": "party/tplf",
    "Gaza": "party/hamas",
}
"""Places that stand for who holds them, where a report is on that war: who goes to Sanaa goes to the Houthis."""
_GROUPS = frozenset(("party/hamas", "party/houthis", "party/tplf"))
_PEOPLES = {"party/palestine": "party/hamas"}
"""On whose side a people stands that is no side itself: Palestinian prisoners in the war of Israel and Hamas."""


def is_group(party: str) -> bool:
    """Tell an armed group from a state and its government."""
    if not party.startswith(UNLISTED):
        return party in _GROUPS
    name = party.removeprefix(UNLISTED)
    return name not in {state for state, _, _ in states()} and "government" not in name and "army" not in name


def side_of(party: str | None, sides: tuple[str, ...]) -> str | None:
    """Give the side on which a party or a people stands; None for neither."""
    stands = _PEOPLES.get(party or "", party)
    return stands if stands in sides else None


def whole_side(party: str) -> str:
    """Give the side on which a party or a people stands: Hamas for Palestinians, itself for any other."""
    return _PEOPLES.get(party, party)


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


def people_of(side: str, named: Collection[str]) -> str:
    """Give the people that a report counts on a side, where they are not called by its name: Palestinians of Hamas."""
    return next((people for people, of in _PEOPLES.items() if of == side and people in named), side)


def in_order(sides: tuple[str, ...]) -> tuple[str, ...]:
    """Give two sides in the order of the reference data; those that these do not list, as the report names them."""
    listed = next((c.parties for c in conflicts() if set(sides) == set(c.parties)), sides)
    return tuple(listed)


def opponent_in_war(party: str) -> str | None:
    """Give the party that stands against another in every conflict of the reference data that it is a side of."""
    others = {other for conflict in conflicts() if party in conflict.parties for other in conflict.parties} - {party}
    return others.pop() if len(others) == 1 else None


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
