"""Loading a file of RDF: into a graph of its own, and an export's graphs as they were.

What stands in the file's default graph goes into `<base>upload/…`, named after the SHA-256 of the file's text. What
stands in a named graph goes into the graph of that name, in the place of what is there. Graphs that the program keeps
itself are not taken: they follow again. So an export of ours gives its claims and sources back.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from loaders.erasing import erasure, stands
from loaders.errors import ChangeRejected, InputRejected, SourceErased
from loaders.load import Loaded
from loaders.rdf.parsing import quads, read_file
from loaders.writing import Editor
from ontology.identifiers import Identifiers
from ontology.joining import Graphs
from ontology.terms import CCL, FOAF, PROV, RDF
from queries.skolems import numbered_nodes
from store.activity import utc_now
from store.changes import Delta, placed
from store.writer import Writer

_PERSONS = frozenset(
    (
        CCL.Spokesperson,
        FOAF.Person,
        PROV.Person,
        NamedNode("http://schema.org/Person"),
        NamedNode("https://schema.org/Person"),
        NamedNode("http://www.wikidata.org/entity/Q5"),
    )
)
_INSTANCE_OF = frozenset((RDF.type, NamedNode("http://www.wikidata.org/prop/direct/P31")))

NAME = "rdf"
VERSION = "1"


@dataclass(frozen=True, slots=True)
class LoadedGraphs(Loaded):
    """What became of a file of RDF; `source` is the graph of its own, whether or not anything stands in it.

    `kept` counts its graphs that were not taken because they follow by themselves, `erased` those of erased sources.
    """

    graphs: int = 0
    statements: int = 0
    kept: int = 0
    erased: int = 0


@dataclass(frozen=True, slots=True)
class _File:
    """What a file says, graph by graph, and what it says in graphs that are not taken."""

    graphs: Graphs
    kept: Graphs


def load_rdf(writer: Writer, given: str, clock: Callable[[], datetime] = utc_now) -> LoadedGraphs:
    """Load a file of RDF, whole or not at all; publishing is the caller's. Twice is once.

    Raises LoaderError for a file that cannot be read, whose content breaks a rule or contradicts itself, or that is an
    export under another base; and StoreError.
    """
    content = read_file(given)
    own = NamedNode(Identifiers(writer.base).at(f"upload/{hashlib.sha256(content).hexdigest()[:32]}"))
    found = numbered_nodes(quads(content, given, own.value), writer.base, content)
    read = _parted(found, own, given, writer.base)
    _require_no_persons(writer, read.graphs, given)
    _require_erased_here(writer, read.graphs, given)
    taken, erased = _without_erased(writer, read.graphs, own, given)
    added = frozenset(placed(triple, graph) for graph, triples in taken.items() for triple in triples)
    removed = frozenset(quad for graph in taken for quad in writer.quads(graph=graph))
    label = f"load {PurePath(given).name} ({NAME} {VERSION})"
    try:
        done = Editor(writer, clock).change(
            Delta(added, removed), label, invalidated=_invalid(writer, read.kept, taken)
        )
    except ChangeRejected as error:
        raise ChangeRejected(f"{given}: {error}") from error
    return LoadedGraphs(
        given, own.value, _count(taken, CCL.Claim), _count(taken, CCL.EventClaim), 0, done.changed,
        graphs=len(taken), statements=len(added), kept=len(read.kept), erased=erased,
    )  # fmt: skip


def _parted(found: Iterable[Quad], own: NamedNode, name: str, base: str) -> _File:
    """Put quads under their graphs, those of the default graph under a graph of its own.

    A statement of the default graph that a named graph has too is there as the merge of an export, and not said again.
    """
    all_quads = set(found)
    if any(isinstance(quad.graph_name, BlankNode) for quad in all_quads):
        raise InputRejected(f"{name}: a blank node names a graph; give graphs IRIs")
    told = {quad.triple for quad in all_quads if isinstance(quad.graph_name, NamedNode)}
    graphs: defaultdict[NamedNode, set[Triple]] = defaultdict(set)
    for quad in all_quads:
        if isinstance(quad.graph_name, NamedNode):
            graphs[quad.graph_name].add(quad.triple)
        elif quad.triple not in told:
            graphs[own].add(quad.triple)
    _require_same_base(graphs, name, base)
    kept = Identifiers(base).graph("")
    parted: tuple[dict[NamedNode, frozenset[Triple]], ...] = ({}, {})
    for graph, triples in graphs.items():
        parted[graph.value.startswith(kept)][graph] = frozenset(triples)
    return _File(*parted)


def _require_same_base(graphs: Collection[NamedNode], name: str, base: str) -> None:
    """Raise InputRejected for an export of a data directory whose IRIs begin otherwise: it would fit nothing here."""
    for graph in graphs:
        other, found, _ = graph.value.partition("graph/activity/")
        if found and other != base:
            raise InputRejected(
                f"{name}: is an export whose IRIs begin with {other}, and those of this data directory with {base}; "
                f"load it into one made by `counterclaim init --base {other}`"
            )


def _require_no_persons(writer: Writer, graphs: Graphs, name: str) -> None:
    """Raise InputRejected for a file about persons who are not in the reference data; it is not said who they are."""
    reference = writer.triples(NamedNode(Identifiers(writer.base).graph("reference")))
    known = {triple.subject for triple in reference if triple.object == CCL.Spokesperson}
    persons = {
        triple.subject
        for triples in graphs.values()
        for triple in triples
        if triple.predicate == CCL.speaksFor or (triple.predicate in _INSTANCE_OF and triple.object in _PERSONS)
    }
    if number := len(persons - known):
        described = "a person who is" if number == 1 else f"{number} persons who are"
        raise InputRejected(
            f"{name}: describes {described} not in the reference data; no person's record is kept: leave persons out, "
            "and describe what they did by organisations, offices and counts; nothing of this file was loaded"
        )


def _require_erased_here(writer: Writer, graphs: Graphs, name: str) -> None:
    """Raise SourceErased where a source was erased elsewhere, and its claims stand here, or in the file itself."""
    said = [triple for triples in graphs.values() for triple in triples]
    claimed = {triple.object for triple in said if triple.predicate == CCL.foundIn}
    for source in {triple.subject for triple in said if triple.predicate == CCL.erased}:
        here = isinstance(source, NamedNode) and stands(writer, source)
        if isinstance(source, NamedNode) and (here or source in claimed):
            local = Identifiers(writer.base).local(source.value)
            raise SourceErased(
                f"{name}: says that {local} was erased, and its claims stand {'here' if here else 'in the file'}; run "
                f"`counterclaim erase {local} --reason …` {'here' if here else 'where the file comes from'}, and load "
                "it then; nothing of it was loaded"
            )


def _without_erased(writer: Writer, graphs: Graphs, own: NamedNode, name: str) -> tuple[Graphs, int]:
    """Leave out the graphs that speak of a source that was erased here, and count them. Raises SourceErased."""
    speaking: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    erased: dict[NamedNode, str] = {}
    for graph, triples in graphs.items():
        for triple in triples:
            about = triple.subject if triple.predicate == CCL.text else triple.object
            if triple.predicate in (CCL.text, CCL.foundIn) and isinstance(about, NamedNode):
                speaking[about].add(graph)
                text = triple.object if triple.predicate == CCL.text else None
                if about not in erased and (day := erasure(writer, about, text)):
                    erased[about] = day
    out = {graph for source in erased for graph in speaking[source]}
    if own in out:
        day = min(erased.values())
        raise SourceErased(f"{name}: speaks of a source that was erased on {day}; nothing of this file was loaded")
    return {graph: triples for graph, triples in graphs.items() if graph not in out}, len(out)


def _invalid(writer: Writer, kept: Graphs, taken: Graphs) -> list[NamedNode]:
    """Give the claims that the export's records say nobody makes any more, unless that is known here."""
    said = {t.subject for triples in kept.values() for t in triples if t.predicate == PROV.invalidatedAtTime}
    claims = sorted(c for c in said if isinstance(c, NamedNode) and c in taken)
    return [claim for claim in claims if not writer.quads(claim, PROV.invalidatedAtTime)]


def _count(graphs: Graphs, kind: NamedNode) -> int:
    return sum(Triple(graph, RDF.type, kind) in triples for graph, triples in graphs.items())
