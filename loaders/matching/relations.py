"""The links between exchanges as graphs: one for each pair, kept in step with what they rest on at each load."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Triple

from loaders.computed import made
from loaders.inference import NamedGraphs, Reasoner
from loaders.matching.curation import Curation, curation
from loaders.matching.judging import Judge, Judgement
from loaders.matching.reading import StoredTellings
from loaders.matching.scoring import METHOD, THRESHOLD, VERSION, Part
from loaders.matching.tellings import Telling
from ontology.identifiers import Identifiers
from ontology.joining import Graphs
from ontology.model import IRI
from ontology.terms import CCL, RDF, RDFS, SKOS
from ontology.triples import number
from store.writer import CommitResult, Writer

_MENDING = "run `counterclaim match`"


class Matcher:
    """Keeps the links of one data directory; what it read of sources it keeps, for the loads that follow."""

    def __init__(self, store: NamedGraphs, curated: Curation, reasoner: Reasoner | None = None) -> None:
        self._store = store
        self._curated = curated
        self._reasoner = reasoner or Reasoner(store)
        self._names = Identifiers(store.base)
        self._read: dict[IRI, tuple[Telling, ...]] = {}

    @classmethod
    def of(cls, writer: Writer, reasoner: Reasoner | None = None) -> Matcher:
        """Keep the links of a writer's data directory, by the curator's file in it. Raises CurationError."""
        return cls(writer, curation(writer.directory), reasoner)

    def complete(self, changes: Graphs, gone: Collection[NamedNode] = ()) -> Graphs:
        """Give the links that change with graphs that are to be written; an empty graph is one that goes.

        `gone` are claims that are no longer made. Load by load comes to the same as `anew` on all of it.
        """
        before = StoredTellings(self._store, known=self._read)
        sources = before.bearing_on(changes) | StoredTellings(self._store, changes).bearing_on(changes)
        # Whether the changes will be committed is not known here: what they bear on is read again next time.
        self._read = {source: told for source, told in self._read.items() if source not in sources}
        after = StoredTellings(self._store, changes, gone, self._read)
        judges = Judge(before, self._curated), Judge(after, self._curated)
        told = {
            each.exchange for source in sources for tellings in (before, after) for each in tellings.of_source(source)
        }
        touched = told | {partner for iri in told for judge in judges for partner in judge.partners(iri)}
        stale = {graph for iri in touched for graph in self._links_of(iri)}
        wanted = judges[1].about(touched)
        self._read |= {source: each for source, each in before.by_source.items() if source not in sources}
        return self._closed(dict.fromkeys(stale, frozenset[Triple]()), wanted)

    def anew(self) -> Graphs:
        """Give all links, found from nothing, with an empty graph for each that is there and should not be."""
        others = {q.graph_name for each in (CCL.revises, SKOS.exactMatch) for q in self._store.quads(None, each)}
        relations = (graph for graph in self._store.names() if graph.value.startswith(self._names.graph("relation/")))
        there = (graph for graph in relations if graph not in others)
        return self._closed(dict.fromkeys(there, frozenset[Triple]()), self.judge().all())

    def unlike(self) -> Iterator[tuple[NamedNode, str]]:
        """Find all links anew; give each graph that is not what it should be, with how it is not."""
        for graph, triples in sorted(self.anew().items(), key=lambda each: each[0].value):
            held = self._store.triples(graph)
            if not triples:
                yield graph, f"a link between exchanges does not follow from what is told; {_MENDING}"
            elif not held:
                yield graph, f"a link between exchanges is missing; {_MENDING}"
            elif held != triples:
                yield graph, f"a link between exchanges is not what follows from what is told; {_MENDING}"

    def judge(self) -> Judge:
        """Give a judge of what the data directory holds."""
        return Judge(StoredTellings(self._store), self._curated)

    def _closed(self, stale: Graphs, judged: Iterable[Judgement]) -> Graphs:
        wanted = dict(link(each, self._names) for each in judged if each.is_linked)
        # What follows from a link stands with it: that it holds the other way round, too.
        return {**stale, **self._reasoner.complete(wanted)}

    def _links_of(self, exchange: IRI) -> Iterator[NamedNode]:
        for quad in self._store.quads(NamedNode(exchange), CCL.sameExchange):
            graph = quad.graph_name
            if isinstance(graph, NamedNode) and graph.value.startswith(self._names.graph("relation/")):
                yield graph


@dataclass(frozen=True, slots=True)
class Matched:
    """What became of finding all links anew.

    `unheard` are the exchanges that the curator's file names and nobody tells of, each with its line.
    """

    links: int
    commit: CommitResult
    unheard: tuple[tuple[int, IRI], ...]


def match(writer: Writer, started: datetime) -> Matched:
    """Find all links of a data directory anew, by the curator's file as it is now, and commit them.

    Raises CurationError for a file that cannot be used; then nothing has been written.
    """
    curated = curation(writer.directory)
    links = Matcher(writer, curated).anew()
    commit = writer.commit(links, label=f"links between exchanges ({METHOD} {VERSION})", started=started)
    told = StoredTellings(writer)
    named = {(word.line, iri) for both, word in curated.words.items() for iri in both}
    unheard = sorted((line, iri) for line, iri in named if told.exchange(iri) is None)
    return Matched(sum(bool(triples) for triples in links.values()), commit, tuple(unheard))


def link(judged: Judgement, names: Identifiers) -> tuple[NamedNode, frozenset[Triple]]:
    """Say that two exchanges are probably the same, with the score, what it rests on, and a curator's word."""
    one, other = (NamedNode(iri) for iri in judged.pair)
    graph = NamedNode(names.relation(METHOD, VERSION, *judged.pair))
    premises = {iri for telling in judged.tellings for iri in (telling.source, *telling.claims)}
    said = [
        Triple(one, CCL.sameExchange, other),
        Triple(graph, RDF.type, CCL.Match),
        Triple(graph, CCL.score, number(judged.score.total)),
        Triple(graph, CCL.threshold, number(THRESHOLD)),
        *made(graph, METHOD, VERSION, premises),
    ]
    if judged.word:
        said.append(Triple(graph, CCL.curator, Literal(judged.word.curator)))
        said.append(Triple(graph, CCL.curationReason, Literal(judged.word.reason)))
    for place, part in enumerate(judged.score.parts, 1):
        said += _part(graph, NamedNode(f"{graph.value}#part={place}"), part)
    return graph, frozenset(said)


def _part(graph: NamedNode, node: NamedNode, part: Part) -> Iterator[Triple]:
    yield Triple(graph, CCL.scorePart, node)
    yield Triple(node, RDF.type, CCL.ScorePart)
    yield Triple(node, SKOS.notation, Literal(part.kind))
    yield Triple(node, RDFS.label, Literal(part.words, language="en"))
    yield Triple(node, CCL.score, number(part.points))
