"""Inference over a data directory: each graph closed by the ontology's rules, and what follows from several graphs.

A graph of claims or of a source holds what follows from it (the ontology and the reference data being given). What
follows from two or more together stands in `graph/inferred/…`, one graph for each such set, which says by
prov:wasDerivedFrom from which.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Quad, Triple

from ontology.clashes import clashes
from ontology.errors import Inconsistent
from ontology.identifiers import Identifiers
from ontology.joining import Graphs, Held, Support, joined
from ontology.rules import Rules
from ontology.terms import PROV


class NamedGraphs(Protocol):
    """What a reasoner reads: a writer, or a snapshot."""

    @property
    def base(self) -> str:
        """The base of its IRIs."""
        ...

    def quads(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        object: NamedNode | Literal | None = None,
        graph: NamedNode | None = None,
    ) -> list[Quad]:
        """Give the quads of named graphs that match."""
        ...

    def triples(self, graph: NamedNode) -> frozenset[Triple]:
        """Give what a named graph holds."""
        ...

    def names(self) -> list[NamedNode]:
        """Give the names of the named graphs."""
        ...


class Reasoner:
    """Infers over one data directory; what the ontology and the reference data say is read from it once."""

    def __init__(self, store: NamedGraphs, rules: Rules | None = None) -> None:
        identifiers = Identifiers(store.base)
        self._store = store
        self._given = {NamedNode(identifiers.graph(name)) for name in ("ontology", "reference")}
        self._inferred = identifiers.graph("inferred/")
        self._activities = identifiers.graph("activity/")
        self.rules = rules or Rules(triple for graph in self._given for triple in store.triples(graph))

    def complete(self, changes: Graphs) -> Graphs:
        """Add to graphs that are to be written all that follows from them; an empty graph is one that goes.

        Graphs in `graph/inferred/…` that rest on those are among the result, renewed, or empty if they go too.
        Raises Inconsistent where a graph contradicts itself or what is given.
        """
        closed = {graph: self._closed(graph, triples) for graph, triples in changes.items()}
        across = joined(self.rules, closed, self._elsewhere(closed))
        stale = {graph for changed in closed for graph in self._resting_on(changed)}
        renewed = {self._name(support): self._derived(support, triples) for support, triples in across.items()}
        return {**closed, **dict.fromkeys(stale, frozenset()), **renewed}

    def renewed(self, graph: NamedNode, before: Rules) -> frozenset[Triple]:
        """Give what a graph says without what only earlier rules concluded; `complete` adds what these conclude.

        A statement that a source made itself, and that followed besides, cannot be told from a conclusion: it goes
        with it.
        """
        held = self._store.triples(graph)
        concluded = before.conclusions(held) & held
        while gone := (concluded & held) - (self.rules.conclusions(held) - self.rules.given):
            held -= gone
        return held

    def held(self, graph: NamedNode) -> frozenset[Triple]:
        """Give what a graph holds."""
        return self._store.triples(graph)

    def of_the_world(self) -> list[NamedNode]:
        """Give the graphs of claims and sources: those that are neither given, nor inferred, nor activities."""
        return [
            graph
            for graph in self._store.names()
            if graph not in self._given and not graph.value.startswith((self._inferred, self._activities))
        ]

    def _closed(self, graph: NamedNode, triples: frozenset[Triple]) -> frozenset[Triple]:
        closed = triples | self.rules.consequences(triples)
        if contradictions := clashes(self.rules, triples, closed):
            raise Inconsistent(f"{graph.value} contradicts itself: " + "; ".join(map(str, contradictions)))
        return closed

    def _elsewhere(self, changed: Graphs) -> Callable[..., Iterator[Held]]:
        def matching(subject: NamedNode | None, predicate: NamedNode, value: NamedNode | None) -> Iterator[Held]:
            for quad in self._store.quads(subject, predicate, value):
                support = self._support(quad)
                if support and support.isdisjoint(changed):
                    yield quad.triple, support

        return matching

    def _support(self, quad: Quad) -> Support:
        """Give the graphs on which a quad rests; none for what is given, or no statement about the world."""
        graph = quad.graph_name
        if not isinstance(graph, NamedNode) or graph in self._given or graph.value.startswith(self._activities):
            return frozenset()
        if graph.value.startswith(self._inferred):
            return self._premises(graph)
        return frozenset([graph])

    def _premises(self, graph: NamedNode) -> Support:
        found = self._store.quads(graph, PROV.wasDerivedFrom, None, graph)
        return frozenset(quad.object for quad in found if isinstance(quad.object, NamedNode))

    def _resting_on(self, graph: NamedNode) -> Iterator[NamedNode]:
        for quad in self._store.quads(None, PROV.wasDerivedFrom, graph):
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(self._inferred):
                yield quad.subject

    def _name(self, support: Support) -> NamedNode:
        names = "\n".join(sorted(graph.value for graph in support))
        return NamedNode(self._inferred + hashlib.sha256(names.encode()).hexdigest()[:32])

    def _derived(self, support: Support, triples: Iterable[Triple]) -> frozenset[Triple]:
        name = self._name(support)
        return frozenset((*triples, *(Triple(name, PROV.wasDerivedFrom, graph) for graph in support)))


def unlike(reasoner: Reasoner) -> Iterator[tuple[NamedNode, str]]:
    """Infer anew, graph by graph; give each graph that is not what it should be, with how it is not.

    What a graph of claims or of a source itself has too many cannot be told from what its source said.
    """
    for graph in reasoner.of_the_world():
        try:
            completed = reasoner.complete({graph: reasoner.held(graph)})
        except Inconsistent as error:
            yield graph, str(error)
            continue
        for name, triples in completed.items():
            held = reasoner.held(name)
            if lacking := len(triples - held):
                yield (
                    name,
                    f"statements that follow by the ontology are missing: {lacking}; load its source again",
                )
            if beyond := len(held - triples):
                yield name, f"statements do not follow from what they rest on: {beyond}"


def by_graph(quads: Iterable[Quad]) -> dict[NamedNode, frozenset[Triple]]:
    """Put quads of named graphs under the names of their graphs."""
    graphs: dict[NamedNode, set[Triple]] = defaultdict(set)
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            graphs[quad.graph_name].add(quad.triple)
    return {graph: frozenset(triples) for graph, triples in graphs.items()}
