"""Minimal witnesses: the smallest sets of graphs that hold all the triples of one solution.

A solution has triples, a triple has the graphs that hold it; a witness takes a graph for each triple.
These are the minimal transversals of the holders, found one triple at a time (Berge's algorithm), where a
set that holds another is dropped at once. A row rests on any of its solutions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

Graphs = frozenset[str]
"""A set of named graphs by their IRIs."""

Witness = tuple[str, ...]
"""The same, sorted: of many rows there are many, and tuples of names are the cheapest to keep."""

BOUND = 1_000
"""The most witnesses that a row is given."""


@dataclass(frozen=True, slots=True)
class Witnesses:
    """The minimal witnesses of a row, the smallest first, then by name; `truncated` where there are more of them."""

    sets: tuple[Witness, ...]
    truncated: bool = False
    size: int = 0
    """How many graphs a single witness has, of which only the first may be given."""


def of_solution(holders: Iterable[Graphs], bound: int = BOUND) -> Witnesses:
    """Give the witnesses of one solution from the graphs that hold each of its triples."""
    every = set(holders)
    # What one graph alone holds, every witness has; most solutions have no other triples.
    needed = frozenset(graph for graphs in every if len(graphs) == 1 for graph in graphs)
    found, truncated = [needed], False
    # The triples with the fewest graphs first: they leave the fewest sets to extend.
    for graphs in sorted((each for each in every if not each & needed), key=lambda each: (len(each), sorted(each))):
        extended = _extended(found, graphs)
        found = list(islice(extended, bound))
        truncated = truncated or next(extended, None) is not None
    if truncated:
        # Where sets were left out, the one that would have absorbed another may be among them.
        found = [_reduced(witness, every) for witness in found]
    return Witnesses(tuple(_in_order(tuple(sorted(graphs)) for graphs in found)), truncated)


def of_row(witnesses: Iterable[Witness], bound: int = BOUND) -> Witnesses:
    """Give the witnesses of a row from those of all its solutions: those that hold no other."""
    every = _in_order(witnesses)
    if len(every) == 1:
        return Witnesses((every[0],))
    if every and len(every[0]) == len(every[-1]):
        return Witnesses(tuple(every[:bound]), truncated=len(every) > bound)
    kept: list[Witness] = []
    by_member: dict[str, list[Graphs]] = defaultdict(list)
    for names in every:
        if not names:
            return Witnesses(((),))
        graphs = frozenset(names)
        if any(other <= graphs for name in names for other in by_member.get(name, ())):
            continue
        if len(kept) == bound:
            return Witnesses(tuple(kept), truncated=True)
        kept.append(names)
        # One member finds it again: a set that holds it holds that member.
        by_member[names[0]].append(graphs)
    return Witnesses(tuple(kept))


def _in_order(witnesses: Iterable[Witness]) -> list[Witness]:
    """Put witnesses in order, each once: the smallest first, then by name."""
    return sorted(sorted(set(witnesses)), key=len)


def _extended(found: Collection[Graphs], graphs: Graphs) -> Iterator[Graphs]:
    """Yield the minimal sets that hold one of `found` and meet `graphs`.

    Sets that meet `graphs` stay as they are. One that is extended by a graph can hold only those among
    them that have this graph; no two extended ones hold each other, since what was extended has none of
    `graphs`.
    """
    by_member: dict[str, list[Graphs]] = defaultdict(list)
    for witness in found:
        if met := witness & graphs:
            yield witness
            for graph in met:
                by_member[graph].append(witness - {graph})
    for witness in found:
        if not witness & graphs:
            for graph in sorted(graphs):
                if not any(rest <= witness for rest in by_member[graph]):
                    yield witness | {graph}


def _reduced(witness: Graphs, holders: Collection[Graphs]) -> Graphs:
    """Leave out what a witness can do without."""
    for graph in sorted(witness):
        less = witness - {graph}
        if all(less & graphs for graphs in holders):
            witness = less
    return witness
