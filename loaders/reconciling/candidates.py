"""Which entries of the reference data a name may mean: the one that has its letters, and those that come near."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from loaders.reconciling.spelling import LIKE, SAME, bare, letters, likeness, share, threes
from loaders.reconciling.things import PLACE, Thing
from ontology.vocabulary import NamedEntry, named


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry of the reference data that something may be, by the one of its names that comes nearest."""

    path: str
    name: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class _Spelling:
    """One name of one entry; `bare` is one without the word that says what kind of unit it is."""

    entry: NamedEntry
    name: str
    threes: frozenset[str]
    bare: bool = False


def same(thing: Thing) -> Candidate | None:
    """Give the one entry that has the letters of all a thing's names; None where there is none, or another like it.

    A place that is called like one unit, and like another but for its kind, may be either: ACLED's *Kyiv* is the
    oblast, and the city *Kyiv City*.
    """
    found = [list(_having(thing, name)) for name in thing.names]
    spellings = [spelling for each in found for spelling in each]
    if len({spelling.entry.path for spelling in spellings}) != 1:
        return None
    if not all(any(not spelling.bare for spelling in each) for each in found):
        return None
    return Candidate(spellings[0].entry.path, min(each.name for each in spellings if not each.bare), SAME)


def near(thing: Thing, least: Decimal, most: int = 3) -> tuple[Candidate, ...]:
    """Give the entries that come nearest to a thing's names, the nearest first; those of one score by their paths."""
    best = dict[str, Candidate]()
    for name in thing.names:
        for spelling, score in _scored(thing, name, least):
            known = best.get(path := spelling.entry.path)
            if score >= least and (known is None or score > known.score):
                best[path] = Candidate(path, spelling.name, score)
    return tuple(sorted(best.values(), key=lambda each: (-each.score, each.path))[:most])


def held_against(thing: Thing, entry: NamedEntry) -> Candidate:
    """Give how alike a thing and an entry are, however little."""
    score, name = max((likeness(own, name), name) for own in thing.names for name in entry.names)
    return Candidate(entry.path, name, score)


@cache
def entries() -> Mapping[str, NamedEntry]:
    """Give the agents and places of the reference data by their paths."""
    return MappingProxyType({entry.path: entry for entry in named()})


def _having(thing: Thing, name: str) -> Iterator[_Spelling]:
    """Give the spellings that have a name's letters."""
    return (each for each in _by_letters().get(letters(name), ()) if thing.may_be(each.entry))


def _scored(thing: Thing, name: str, least: Decimal) -> Iterator[tuple[_Spelling, Decimal]]:
    yield from ((each, LIKE if each.bare else SAME) for each in _having(thing, name))
    spellings, enough = _spellings(), float(least) / 2
    for text in {name, bare(name)} if thing.kind == PLACE else {name}:
        groups, common = threes(text), Counter[int]()
        for group in groups:
            common.update(_by_three().get(group, ()))
        for place, shared in common.items():
            # Most have little in common: they are passed over before anything is made of them.
            spelling = spellings[place]
            if shared < enough * (len(groups) + len(spelling.threes)) or not thing.may_be(spelling.entry):
                continue
            yield spelling, share(shared, len(groups), len(spelling.threes))


@cache
def _spellings() -> tuple[_Spelling, ...]:
    return tuple(each for entry in named() for each in _of(entry))


def _of(entry: NamedEntry) -> Iterator[_Spelling]:
    for name in entry.names:
        yield _Spelling(entry, name, threes(name))
        if entry.kind == PLACE and letters(less := bare(name)) != letters(name):
            yield _Spelling(entry, name, threes(less), bare=True)


@cache
def _by_letters() -> dict[str, list[_Spelling]]:
    found = defaultdict[str, list[_Spelling]](list)
    for each in _spellings():
        found[letters(bare(each.name) if each.bare else each.name)].append(each)
    return dict(found)


@cache
def _by_three() -> dict[str, list[int]]:
    found = defaultdict[str, list[int]](list)
    for place, each in enumerate(_spellings()):
        for group in each.threes:
            found[group].append(place)
    return dict(found)
