"""Datasets of named graphs, sets of their graphs, and a query over every subset of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import product
from operator import or_
from typing import cast

from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions, Store

from queries.evaluation import Dataset, Results
from tests.queries.forms import Term

Sets = frozenset[int]
"""Sets of graphs, none within another; a graph is a bit, so that a set of graphs is a number."""
Triple = tuple[Term, Term, Term]
Holders = Mapping[Triple, Sets]
Row = tuple[Term | None, ...]

FREE: Sets = frozenset({0})


def least(sets: Iterable[int]) -> Sets:
    """Keep the sets that hold no other."""
    every = set(sets)
    return frozenset(each for each in every if not any(other & each == other != each for other in every))


def times(*several: Sets) -> Sets:
    """Give the minimal unions of one set from each."""
    return least(reduce(or_, chosen, 0) for chosen in product(*several))


def plus(several: Iterable[Sets]) -> Sets:
    """Give the minimal among all sets."""
    return least(each for sets in several for each in sets)


@dataclass(frozen=True)
class World:
    """A dataset: quads in named graphs, and which of these are given.

    A request may name which graphs are merged, and which are named ones; without, all are both.
    """

    quads: tuple[Quad, ...]
    given: frozenset[NamedNode] = frozenset()
    chosen: Dataset | None = None

    @cached_property
    def graphs(self) -> tuple[NamedNode, ...]:
        """The graphs that may be witnesses, sorted by name; the i-th is the i-th bit."""
        return tuple(sorted({_named(quad) for quad in self.quads} - self.given, key=str))

    @cached_property
    def bits(self) -> Mapping[Term, int]:
        """The bit of each graph, 0 of those that are given."""
        places: dict[Term, int] = {name: 1 << place for place, name in enumerate(self.graphs)}
        return {name: places.get(name, 0) for name in sorted({_named(quad) for quad in self.quads}, key=str)}

    @cached_property
    def merge(self) -> Holders:
        """Every triple with the graphs that hold it."""
        return self._held(quad for quad in self.quads if self._merges(quad))

    @cached_property
    def named(self) -> tuple[Term, ...]:
        """The graphs that GRAPH asks of."""
        return tuple(name for name in self.bits if self.chosen is None or name.value in self.chosen.named)

    def within(self, graph: Term | None) -> Holders:
        """Give the triples of one named graph, of the merge for None."""
        return self.merge if graph is None else self._held(quad for quad in self.quads if quad.graph_name == graph)

    def store(self, admitted: int | None = None) -> Store:
        """Make a store of the given graphs and those admitted, all for None, with their merge."""
        bits = [(quad, self.bits[_named(quad)]) for quad in self.quads]
        kept = [quad for quad, bit in bits if admitted is None or not bit or bit & admitted]
        store = Store()
        store.extend(quad for quad in kept if quad.graph_name in self.named)
        store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in kept if self._merges(quad))
        return store

    def _merges(self, quad: Quad) -> bool:
        return self.chosen is None or _named(quad).value in self.chosen.default

    def _held(self, quads: Iterable[Quad]) -> Holders:
        found: dict[Triple, set[int]] = defaultdict(set)
        for quad in quads:
            # There are no blank nodes and no quoted triples here.
            triple = cast(Triple, (quad.subject, quad.predicate, quad.object))
            found[triple].add(self.bits[_named(quad)])
        return {triple: least(bits) for triple, bits in found.items()}


def engine_rows(store: Store, text: str, names: Iterable[str]) -> list[Row]:
    """Evaluate a query with the engine, its rows in the order of `names`; an ASK that holds has one empty row."""
    return rows_of(store.query(text), names)


def rows_of(results: Results, names: Iterable[str]) -> list[Row]:
    """Give the rows of an answer, as `engine_rows` does."""
    if isinstance(results, QueryBoolean):
        return [()] if results else []
    assert isinstance(results, QuerySolutions)
    return [tuple(row[name[1:]] for name in names) for row in results]


@dataclass(frozen=True)
class Subsets:
    """A monotone query over every subset of the graphs."""

    world: World
    text: str
    names: tuple[str, ...]

    def rows(self, admitted: int) -> list[Row]:
        """Give the rows over the given graphs and those admitted."""
        return engine_rows(self.world.store(admitted), self.text, self.names)

    def witnesses(self) -> dict[Row, Sets]:
        """Give the minimal subsets that yield each row."""
        found: dict[Row, list[int]] = defaultdict(list)
        for admitted in sorted(range(1 << len(self.world.graphs)), key=int.bit_count):
            for row in set(self.rows(admitted)):
                if not any(smaller & admitted == smaller for smaller in found[row]):
                    found[row].append(admitted)
        return {row: frozenset(sets) for row, sets in found.items()}


def _named(quad: Quad) -> NamedNode:
    return cast(NamedNode, quad.graph_name)
