"""The load: read a source, identify it, check it, commit it: whole or not at all, and twice is once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from pyoxigraph import NamedNode, Triple

from loaders.base import Loader, Read
from loaders.erasing import require_not_erased
from loaders.errors import SelfContradiction
from loaders.holding import enqueue, let_through
from loaders.inference import Reasoner, by_graph
from loaders.links import Links
from loaders.refusals import note, refusals_noted, require_good
from loaders.verification import unanchored
from ontology.errors import Inconsistent
from ontology.identifiers import Identifiers
from ontology.joining import Graphs
from ontology.model import Claim, EventClaim, Reading
from ontology.terms import CCL, PROV
from ontology.triples import reading_quads
from store.activity import utc_now
from store.sources import Sources
from store.writer import CommitResult, Writer


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one source: its IRI, how many claims it holds, and whether the store changed.

    `held` counts its claims that wait for a person to look at them (see `holding`).
    """

    name: str
    source: str
    claims: int
    events: int
    rejected: int
    changed: bool
    held: int = 0


def load(
    writer: Writer,
    loader: Loader,
    content: bytes,
    name: str,
    clock: Callable[[], datetime] = utc_now,
    reasoner: Reasoner | None = None,
    links: Links | None = None,
) -> Loaded:
    """Load one source with all that follows from it; publishing is the caller's, once after the last.

    Loading the same again changes nothing. A caller with several sources makes one `reasoner` and `links` for all.
    Raises LoaderError for input that cannot be used or whose reading breaks a rule, and StoreError for a store that
    cannot be written; then nothing of this source has been written.
    """
    started = clock()
    with refusals_noted(writer.directory, name):
        read = loader.read(content, name, Identifiers(writer.directory.base))
    return commit_reading(writer, loader, read, name, started, clock, reasoner, links)


def commit_reading(
    writer: Writer,
    loader: Loader,
    read: Read,
    name: str,
    started: datetime,
    clock: Callable[[], datetime] = utc_now,
    reasoner: Reasoner | None = None,
    links: Links | None = None,
) -> Loaded:
    """Check what a loader has read and commit it with all that follows from it. Raises as `load` does."""
    identifiers = Identifiers(writer.directory.base)
    require_not_erased(writer, read.reading.report, name)
    reasoner = reasoner or Reasoner(writer)
    links = links or Links.of(writer, reasoner)
    with refusals_noted(writer.directory, name):
        reading, refused = _checked(read)
        reading, held = let_through(writer.directory, read, reading)
        require_good(reading, name, identifiers.base)
    graphs = by_graph(reading_quads(reading, identifiers))
    source = NamedNode(reading.report.iri)
    gone = _no_longer_made(writer, source, graphs)
    marked = {claim for claim in gone if writer.quads(claim, PROV.invalidatedAtTime)}
    changes = {**graphs, source: graphs[source] | _extractions_of(writer, source, gone)}
    with refusals_noted(writer.directory, name):
        completed = _completed(reasoner, links, changes, gone, name)
    label = f"load {PurePath(name).name} ({loader.name} {loader.version})"
    result = _commit(writer, read.content, completed, label, started, gone - marked, clock)
    if result.changed:
        note(writer.directory, reading.report.iri, None, (*refused, *read.refused))
    enqueue(writer.directory, held)
    rejected = len(refused) + len(read.refused)
    return Loaded(name, source.value, len(reading.claims), len(reading.events), rejected, result.changed, len(held))


def _commit(
    writer: Writer,
    content: bytes,
    changes: Graphs,
    label: str,
    started: datetime,
    gone: frozenset[NamedNode],
    clock: Callable[[], datetime],
) -> CommitResult:
    """Keep the bytes, then commit what is said of them; bytes that nothing speaks of are taken away again."""
    sources = Sources(writer.directory)
    was_there = hashlib.sha256(content).hexdigest() in sources
    sha256 = sources.put(content)
    try:
        return writer.commit(changes, label=label, started=started, clock=clock, invalidated=gone)
    except BaseException:
        # A commit that failed with a full disk may have landed all the same; then the bytes are needed.
        if not was_there and not any(writer.triples(graph) for graph in changes):
            sources.remove(sha256)
        raise


def _completed(reasoner: Reasoner, links: Links, changes: Graphs, gone: frozenset[NamedNode], name: str) -> Graphs:
    """Add what follows, and the links; what cannot hold together is refused whole."""
    try:
        closed = reasoner.complete(changes)
        return {**closed, **links.complete(closed, gone)}
    except Inconsistent as error:
        raise SelfContradiction(f"{name}: {error}; nothing of this source was loaded") from error


def _checked(read: Read) -> tuple[Reading, list[str]]:
    """Leave out every claim that is not anchored in the text; a loader that makes one has a fault."""
    text, reading = read.content.decode(), read.reading
    said: tuple[Claim | EventClaim, ...] = (*reading.claims, *reading.events)
    problems = {c.utterance.iri: unanchored(c, text) for c in said}
    refused = [reason for reason in problems.values() if reason]
    claims = tuple(c for c in reading.claims if not problems[c.utterance.iri])
    events = tuple(e for e in reading.events if not problems[e.utterance.iri])
    return Reading(reading.report, claims, events), refused


def _no_longer_made(writer: Writer, source: NamedNode, graphs: Graphs) -> frozenset[NamedNode]:
    """Give the claims that were found in a source and are not any more; they stay, marked as invalidated."""
    found = {q.subject for q in writer.quads(predicate=CCL.foundIn, object=source)}
    return frozenset(claim for claim in found if isinstance(claim, NamedNode) and claim not in graphs)


def _extractions_of(writer: Writer, source: NamedNode, claims: frozenset[NamedNode]) -> frozenset[Triple]:
    """Give what the source says of the extractions that made claims that stay."""
    made_by = {q.object for claim in claims for q in writer.quads(claim, PROV.wasGeneratedBy)}
    return frozenset(triple for triple in writer.triples(source) if triple.subject in made_by)
