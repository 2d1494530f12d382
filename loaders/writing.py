"""Changes that a person writes: what they must satisfy, what follows from them, and their commit.

In a merged directory, graphs of claims and sources are judged by the shapes together with what they speak of, and what
follows from them by the ontology is kept in step. A plain directory holds whatever is written to it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from functools import cached_property
from itertools import chain

from pyoxigraph import NamedNode, Triple

from loaders.errors import ChangeRejected
from loaders.inference import Reasoner, by_graph
from loaders.links import Links
from loaders.vocabulary import SOURCES, misspelt
from ontology.demands import Problem
from ontology.errors import Inconsistent
from ontology.identifiers import Identifiers
from ontology.joining import Graphs
from ontology.shapes import Judge
from ontology.terms import CCL, OA, RDF
from ontology.turtle import nodes
from queries.errors import ChangeRefused
from store.activity import utc_now
from store.changes import Delta, placed
from store.writer import CommitResult, Writer

_JUDGED = (str(CCL), str(OA))
"""The vocabularies of which the shapes speak: a graph without them has nothing to be judged by."""


class Editor:
    """Carries out changes of quads on one data directory, while its writer is open."""

    def __init__(self, writer: Writer, clock: Callable[[], datetime] = utc_now) -> None:
        self._writer = writer
        self._clock = clock
        self._names = Identifiers(writer.base)

    def change(
        self,
        delta: Delta,
        label: str,
        by: NamedNode | None = None,
        used: Collection[NamedNode] = (),
        invalidated: Collection[NamedNode] = (),
    ) -> CommitResult:
        """Check a change and commit it with what follows; nothing of it is committed where it is refused.

        `by` is who did it, `used` are the documents that it comes from, `invalidated` claims that nobody makes
        any more.

        Raises ChangeRefused for graphs that are not to be written by hand, ChangeRejected where what would be said
        breaks a rule or contradicts itself, and StoreError.
        """
        started = self._clock()
        if self._writer.directory.default_graph == "plain":
            return self._writer.change(
                delta, label=label, started=started, clock=self._clock, invalidated=invalidated, by=by, used=used
            )
        self._refuse_kept(delta)
        completed = self._completed(delta)
        return self._writer.commit(
            completed, label=label, started=started, clock=self._clock, invalidated=invalidated, by=by, used=used
        )

    def _refuse_kept(self, delta: Delta) -> None:
        kept = self._names.graph("")
        for graph in delta.graphs:
            if isinstance(graph, NamedNode) and graph.value.startswith(kept):
                raise ChangeRefused(
                    f"the graph {graph.value} is kept by the program itself, as all are that begin with {kept}: "
                    "they follow from sources, claims and the vocabulary"
                )

    def _completed(self, delta: Delta) -> Graphs:
        said = self._said(delta)
        if not _is_judged(chain(*said.values(), (quad.triple for quad in delta.removed))):
            return self._closed(said)
        self._judge(said)
        closed = self._closed(said)
        return {**closed, **self._links.complete(closed)}

    def _closed(self, said: Graphs) -> Graphs:
        try:
            return self._reasoner.complete(said)
        except Inconsistent as error:
            raise ChangeRejected(str(error)) from error

    def _judge(self, said: Graphs) -> None:
        """Raise ChangeRejected where the graphs, with what they speak of, break a rule that they did not before."""
        around = self._around(said)
        if found := self._problems({**{graph: self._writer.triples(graph) for graph in around}, **said}):
            before = set(self._problems({graph: self._writer.triples(graph) for graph in (*around, *said)}))
            if new := [problem for problem in found if problem not in before]:
                raise ChangeRejected(_told(new))

    def _problems(self, graphs: Graphs) -> list[Problem]:
        quads = [placed(triple, graph) for graph, triples in graphs.items() for triple in triples]
        return [*(problem for _, problem in misspelt(quads)), *self._judge_of_shapes.problems(quads)]

    def _around(self, said: Graphs) -> set[NamedNode]:
        """Give the graphs that are judged together with some: of their sources, and of all claims found in those."""
        sources = set(self._sources(said))
        claims = (quad.graph_name for source in sources for quad in self._writer.quads(None, CCL.foundIn, source))
        return (sources | {claim for claim in claims if isinstance(claim, NamedNode)}) - said.keys()

    def _sources(self, said: Graphs) -> Iterator[NamedNode]:
        for graph, triples in said.items():
            for _, predicate, value in chain(triples, self._writer.triples(graph)):
                if predicate == CCL.foundIn and isinstance(value, NamedNode):
                    yield value
                elif predicate == RDF.type and value in SOURCES:
                    yield graph

    @cached_property
    def _reasoner(self) -> Reasoner:
        return Reasoner(self._writer)

    @cached_property
    def _links(self) -> Links:
        return Links.of(self._writer, self._reasoner)

    @cached_property
    def _judge_of_shapes(self) -> Judge:
        given = (NamedNode(self._names.graph(name)) for name in ("ontology", "reference"))
        return Judge(self._writer.base, [triple for graph in given for triple in self._writer.triples(graph)])

    def _said(self, delta: Delta) -> dict[NamedNode, frozenset[Triple]]:
        """Give what each graph is to say, without what followed only from what it is to say no more."""
        said: dict[NamedNode, frozenset[Triple]] = {}
        all_added, all_removed = by_graph(delta.added), by_graph(delta.removed)
        for graph in all_added.keys() | all_removed.keys():
            before = self._writer.triples(graph)
            added, removed = (each.get(graph, frozenset[Triple]()) for each in (all_added, all_removed))
            said[graph] = self._founded((before - removed) | added, self._reasoner.rules.conclusions(before) - added)
        return said

    def _founded(self, held: frozenset[Triple], concluded: Iterable[Triple]) -> frozenset[Triple]:
        """Leave out conclusions that do not follow any more."""
        concluded = frozenset(concluded)
        while gone := (concluded & held) - self._reasoner.rules.conclusions(held):
            held -= gone
        return held


def _is_judged(triples: Iterable[Triple]) -> bool:
    return any(node.value.startswith(_JUDGED) for node in nodes(triples))


def _told(problems: list[Problem]) -> str:
    first = problems[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{first.node} {first.wrong}{more}; {first.mend}; nothing was changed"
