"""Shortest walks along a property path: which triples lead from one node to another.

SPARQL 1.1 Query, section 9 (https://www.w3.org/TR/sparql11-query/#propertypaths). The engine says that a path
holds between two nodes; which triples it took, it does not say. They are found here, breadth first, so that a
walk takes as few steps as it can; of several shortest ones the first in the order of the terms is taken.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store, Triple

from queries.algebra import nodes as sparql
from store.reading import matching

Node = NamedNode | BlankNode | Literal | Triple
Sets = tuple[str, ...]
"""The sets of holders of the triples of a walk, as the engine writes their names."""
Steps = Iterator[tuple[Node, Sets]]


@dataclass
class Walks:
    """Walks in one support store; what was walked is remembered."""

    support: Store
    _reached: dict[tuple[object, Node, bool], Mapping[Node, Sets]] = field(default_factory=dict)

    def shortest(self, path: sparql.Path, start: Node, end: Node) -> Sets | None:
        """Give the sets that hold the triples of a shortest walk, None if there is none."""
        if isinstance(path, sparql.Inverse):
            return self.shortest(path.path, end, start)
        return next((sets for node, sets in self._steps(path, start, forward=True) if node == end), None)

    def holding(self, node: Node) -> set[str]:
        """Give the sets that hold a triple with a node at either end."""
        return {name for way in (True, False) for _, _, (name,) in self._links(node, None, way)}

    def _steps(self, path: sparql.Path, node: Node, *, forward: bool) -> Steps:
        """Yield where a path leads from a node, against its direction unless `forward`, the nearest first."""
        match path:
            case NamedNode():
                yield from ((end, sets) for _, end, sets in self._links(node, path, forward))
            case sparql.Inverse(inner):
                yield from self._steps(inner, node, forward=not forward)
            case sparql.Sequence(steps):
                yield from self._in_turn(steps if forward else steps[::-1], node, forward)
            case sparql.Alternative(choices):
                for choice in choices:
                    yield from self._steps(choice, node, forward=forward)
            case sparql.NegatedSet():
                yield from self._others(path, node, forward)
            case sparql.ZeroOrOne(inner):
                yield node, ()
                yield from self._steps(inner, node, forward=forward)
            case sparql.ZeroOrMore(inner):
                yield node, ()
                yield from self._closure(inner, node, forward)
            case sparql.OneOrMore(inner):
                yield from self._closure(inner, node, forward)

    def _links(self, node: Node, predicate: NamedNode | None, forward: bool) -> Iterator[tuple[NamedNode, Node, Sets]]:
        """Yield the properties that lead from a node, the nodes where they lead, and who holds that."""
        if forward and isinstance(node, Literal | Triple):
            return
        start, end = (node, None) if forward else (None, node)
        for quad in sorted(matching(self.support, start, predicate, end), key=str):  # type: ignore[arg-type] # neither is a subject
            if not isinstance(quad.graph_name, DefaultGraph):
                yield quad.predicate, (quad.object if forward else quad.subject), (str(quad.graph_name),)

    def _others(self, path: sparql.NegatedSet, node: Node, forward: bool) -> Steps:
        """Walk by any property but those of a negated set, in each direction that it has."""
        ahead = {each for each in path.properties if isinstance(each, NamedNode)}
        back = {each.path for each in path.properties if isinstance(each, sparql.Inverse)}
        for excluded, way in ((ahead, forward), (back, not forward)):
            if excluded or not path.properties:
                yield from ((end, sets) for name, end, sets in self._links(node, None, way) if name not in excluded)

    def _in_turn(self, parts: tuple[sparql.Path, ...], node: Node, forward: bool) -> Steps:
        first, *rest = parts
        for middle, sets in self._steps(first, node, forward=forward):
            if not rest:
                yield middle, sets
                continue
            for end, more in self._in_turn(tuple(rest), middle, forward):
                yield end, (*sets, *more)

    def _closure(self, path: sparql.Path, start: Node, forward: bool) -> Steps:
        """Yield each node that one or more steps reach, with the first walk that does."""
        key = (path, start, forward)
        if key not in self._reached:
            self._reached[key] = self._breadth_first(path, start, forward)
        yield from self._reached[key].items()

    def _breadth_first(self, path: sparql.Path, start: Node, forward: bool) -> Mapping[Node, Sets]:
        reached: dict[Node, Sets] = {}
        agenda: deque[tuple[Node, Sets]] = deque([(start, ())])
        while agenda:
            node, walked = agenda.popleft()
            for following, sets in self._steps(path, node, forward=forward):
                if following not in reached:
                    reached[following] = (*walked, *sets)
                    agenda.append((following, reached[following]))
        return reached
