"""Links from what the data name to entries of the reference data: a graph each, with its score, merging nothing.

A link follows from the name, from the reference data and from what a person decided: from no claim. So it is derived
from the graph of the reference data, and stands in every scope as that does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Triple

from loaders.computed import made
from loaders.inference import NamedGraphs, Reasoner
from loaders.reconciling.candidates import Candidate, entries, held_against, same
from loaders.reconciling.deciding import Deciding
from loaders.reconciling.decisions import Decision, Decisions, Line, decisions, record
from loaders.reconciling.spelling import SAME
from loaders.reconciling.things import KINDS, Thing, is_by_name, things
from ontology.identifiers import Identifiers
from ontology.joining import Graphs
from ontology.model import IRI
from ontology.terms import CCL, DCTERMS, RDF, RDFS, SKOS, XSD
from ontology.triples import number
from store.writer import CommitResult, Writer

METHOD, VERSION = "same-letters", "1"
"""The version is raised with every change of what are the same letters: it is part of the name of each link."""

_MENDING = "run `counterclaim match`"


class Reconciler:
    """Keeps the links of one data directory."""

    def __init__(self, store: NamedGraphs, decided: Decisions, reasoner: Reasoner | None = None) -> None:
        self._store = store
        self._decided = decided.holding()
        self._reasoner = reasoner or Reasoner(store)
        self._names = Identifiers(store.base)
        self._relations = self._names.graph("relation/")

    @classmethod
    def of(cls, writer: Writer, reasoner: Reasoner | None = None) -> Reconciler:
        """Keep the links of a writer's data directory, by the decisions in it. Raises CurationError."""
        return cls(writer, decisions(writer.directory), reasoner)

    def complete(self, changes: Graphs) -> Graphs:
        """Give the links that come and go with graphs that are to be written; an empty graph is one that goes.

        Load by load comes to the same as `anew` on all of it.
        """
        found = dict[IRI, Thing]()
        for triples in changes.values():
            found |= things(triples, self._names)
        before = (quad.subject for graph in changes for quad in self._store.quads(None, SKOS.prefLabel, None, graph))
        gone = {each for each in before if isinstance(each, NamedNode) and each.value not in found}
        stale = {graph for each in gone if not self._stays(each, changes) for graph in self._links_of(each)}
        return self._closed(stale, self._wanted(found.values(), but_for_held=True))

    def anew(self) -> Graphs:
        """Give all links, found from nothing, with an empty graph for each that is there and should not be."""
        return self._closed(set(self._links_of(None)), self._wanted(self.things(), but_for_held=False))

    def unlike(self) -> Iterator[tuple[NamedNode, str]]:
        """Find all links anew; give each graph that is not what it should be, with how it is not."""
        for graph, triples in sorted(self.anew().items(), key=lambda each: each[0].value):
            if triples != (held := self._store.triples(graph)):
                how = "is missing" if not held else "is not what follows from the name and what was decided"
                yield graph, f"a link to the reference data {how}; {_MENDING}"

    def things(self) -> list[Thing]:
        """Give all that the data name and the reference data do not hold, sorted."""
        subjects = {quad.subject for kind in KINDS for quad in self._store.quads(None, RDF.type, kind)}
        described = (
            quad.triple
            for subject in subjects
            if isinstance(subject, NamedNode)
            for predicate in (RDF.type, SKOS.prefLabel, DCTERMS.isPartOf)
            for quad in self._store.quads(subject, predicate)
        )
        return sorted(things(described, self._names).values(), key=lambda each: each.iri)

    def entry(self, thing: Thing) -> tuple[Candidate, Decision | None] | None:
        """Give the entry that a thing is linked to, by a person's word, else by its letters; None where by neither."""
        if decision := self._decided.get(thing.iri):
            entry = entries().get(decision.path or "")
            return (held_against(thing, entry), decision) if entry else None
        # Whom one report names, its reader has resolved by what else that report says.
        found = same(thing) if is_by_name(thing.iri, self._names) else None
        return (found, None) if found else None

    def _wanted(self, found: Iterable[Thing], *, but_for_held: bool) -> dict[NamedNode, frozenset[Triple]]:
        wanted = {}
        for thing in found:
            if linked := self.entry(thing):
                graph, said = link(thing.iri, *linked, self._names)
                if not (but_for_held and self._store.triples(graph)):
                    wanted[graph] = said
        return wanted

    def _closed(self, stale: Iterable[NamedNode], wanted: Graphs) -> Graphs:
        return {**dict.fromkeys(stale, frozenset[Triple]()), **self._reasoner.complete(wanted)}

    def _stays(self, thing: NamedNode, changes: Graphs) -> bool:
        """Tell whether a graph that does not change names a thing."""
        return any(quad.graph_name not in changes for quad in self._store.quads(thing, SKOS.prefLabel))

    def _links_of(self, thing: NamedNode | None) -> Iterator[NamedNode]:
        for quad in self._store.quads(thing, SKOS.exactMatch):
            if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value.startswith(self._relations):
                yield quad.graph_name


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What became of finding all links anew: how many there are, and how many decisions were new."""

    links: int
    decided: int
    commit: CommitResult


def reconcile(writer: Writer, started: datetime, lines: Iterable[Line] = ()) -> Reconciled:
    """Write down what some lines decide, find all links of a data directory anew, and commit them.

    Raises CurationError for a line that cannot be, and for what stands in the data directory; then nothing has been
    written. To do it again finishes what was stopped.
    """
    before = decisions(writer.directory)
    after = before.with_(Deciding(writer, before, started.date()).decided(lines))
    if after != before:
        record(writer.directory, after)
    links = Reconciler(writer, after).anew()
    commit = writer.commit(links, label=f"names of the reference data ({METHOD} {VERSION})", started=started)
    return Reconciled(sum(map(bool, links.values())), len(after.log) - len(before.log), commit)


def forget_unnamed(writer: Writer) -> None:
    """Take out what was decided of things that nothing names any more: their names stand in it."""
    decided = decisions(writer.directory)
    kept = tuple(each for each in decided.log if writer.quads(NamedNode(each.thing), SKOS.prefLabel))
    if kept != decided.log:
        record(writer.directory, Decisions(kept))


def link(
    thing: IRI, found: Candidate, decision: Decision | None, names: Identifiers
) -> tuple[NamedNode, frozenset[Triple]]:
    """Say that something is an entry of the reference data, by which score, and by whose word if by somebody's."""
    entry = names.at(found.path)
    graph = NamedNode(names.relation(METHOD, VERSION, thing, entry))
    part = NamedNode(f"{graph.value}#part=1")
    kind, verb = ("letters", "it has the letters of") if found.score == SAME else ("likeness", "it is most like")
    said = [
        Triple(NamedNode(thing), SKOS.exactMatch, NamedNode(entry)),
        Triple(graph, RDF.type, CCL.Match),
        Triple(graph, CCL.score, number(found.score)),
        Triple(graph, CCL.threshold, number(SAME)),
        *made(graph, METHOD, VERSION, [names.graph("reference")]),
        Triple(graph, CCL.scorePart, part),
        Triple(part, RDF.type, CCL.ScorePart),
        Triple(part, SKOS.notation, Literal(kind)),
        Triple(part, RDFS.label, Literal(f"{verb} “{found.name}”", language="en")),
        Triple(part, CCL.score, number(found.score)),
    ]
    if decision:
        said.append(Triple(graph, CCL.curator, Literal(decision.by)))
        said.append(Triple(graph, CCL.curationReason, Literal(decision.why)))
        said.append(Triple(graph, DCTERMS.created, Literal(decision.on.isoformat(), datatype=XSD.date)))
    return graph, frozenset(said)
