"""The load of a table: its source first, then its claims, some rows at a time."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from loaders.agents import publisher_named
from loaders.erasing import require_not_erased
from loaders.errors import SelfContradiction
from loaders.inference import Reasoner, by_graph
from loaders.load import Loaded
from loaders.reconciling.links import Reconciler
from loaders.refusals import Refusals, refusals_noted, require_good
from loaders.reports.metadata import Metadata
from loaders.tables.cells import UnusableCell
from loaders.tables.opening import Table, open_table
from loaders.tables.record import Recorder
from loaders.tables.revisions import WITHDRAWAL, Release, Revisions, require_replaceable
from loaders.tables.rows import BadRow, Row
from ontology.errors import Inconsistent
from ontology.identifiers import Identifiers
from ontology.joining import Graphs
from ontology.model import Claim, Dataset, Extraction, Reading
from ontology.terms import CCL, PROV, RDF
from ontology.triples import claim_quads, source_quads
from ontology.vocabulary import agents
from store.activity import utc_now
from store.sources import Sources
from store.writer import Writer

BATCH = 200
"""How many rows are committed together: with more, memory grows and nothing goes faster."""


_UNNAMED = Release()


@dataclass(frozen=True, slots=True)
class LoadedTable(Loaded):
    """What became of one table; `rows` counts those that were read, and `rejected` those that were not used.

    `revised` are the claims that revise one of an earlier release, and `withdrawn` those of the release that this one
    replaces which it no longer makes; None where that was not asked, or where rows that were refused may make them.
    """

    rows: int = 0
    revised: int = 0
    withdrawn: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load is: rows and bytes read, of so many bytes."""

    rows: int
    read: int
    size: int


Telling = Callable[[Progress], None]


@dataclass(slots=True)
class Batch:
    """Rows that are committed together: their claims, and those that are not used."""

    rows: int = 0
    claims: list[Claim] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


def load_table(
    writer: Writer,
    given: str,
    known: Metadata,
    *,
    release: Release = _UNNAMED,
    mapping: str | None = None,
    limit: int | None = None,
    again: bool = False,
    reasoner: Reasoner | None = None,
    clock: Callable[[], datetime] = utc_now,
    told: Telling = lambda progress: None,
) -> LoadedTable:
    """Load a table, or its first `limit` rows. What was told of is committed; publishing is the caller's.

    Rows that are loaded already are not written again, unless `again`. A row that cannot be used is noted and costs
    no other. A caller with several tables makes one `reasoner` for all. Raises LoaderError for a file that cannot be
    used, and StoreError for a store that cannot be written.
    """
    started, base = clock(), writer.directory.base
    with refusals_noted(writer.directory, given):
        table = open_table(given, mapping)
    dataset = described(table, known, release, Identifiers(base))
    require_not_erased(writer, dataset, given)
    require_replaceable(writer, dataset, given)
    reconciler = Reconciler.of(writer, reasoner := reasoner or Reasoner(writer))
    sources = Sources(writer.directory)
    if table.counts is None:
        sources.put_file(table.text, table.sha256)
    else:
        sources.put(table.counts)
    loading = _Loading(writer, table, dataset, reasoner, reconciler, again, clock)
    loading.commit_source(started)
    for batch, progress in batches(table, dataset, Identifiers(base), sources.path(table.sha256), limit):
        loading.commit(batch)
        told(progress)
    if limit is None:
        loading.commit_gone()
        loading.commit_withdrawn()
    return loading.outcome()


def try_table(
    given: str,
    known: Metadata,
    base: str,
    *,
    release: Release = _UNNAMED,
    mapping: str | None = None,
    limit: int | None = None,
    told: Telling = lambda progress: None,
) -> LoadedTable:
    """Read a table as `load_table` does, and write nothing. Raises LoaderError."""
    table = open_table(given, mapping)
    dataset = described(table, known, release, Identifiers(base))
    rows = claims = rejected = 0
    for batch, progress in batches(table, dataset, Identifiers(base), None, limit):
        require_good(Reading(dataset, tuple(batch.claims)), given, base)
        rows, claims, rejected = rows + batch.rows, claims + len(batch.claims), rejected + len(batch.bad)
        told(progress)
    return LoadedTable(given, dataset.iri, claims, 0, rejected, changed=False, rows=rows)


def described(table: Table, known: Metadata, release: Release, identifiers: Identifiers) -> Dataset:
    """Describe the source that a table is: what is known of it, and by which loader it is read."""
    loader, known = table.loader, table.stated.under(known)
    publisher, _ = publisher_named(known.publisher, identifiers)
    paths = {agent.path for agent in agents()}
    new = (publisher,) if publisher and identifiers.local(publisher.iri) not in paths else ()
    by = publisher.iri if publisher else identifiers.at(loader.publisher) if loader.publisher else None
    iri = identifiers.dataset(table.sha256, known.url, by)
    extraction = identifiers.extraction(iri, loader.name, loader.version, None)
    return Dataset(
        iri=iri,
        sha256=table.sha256,
        characters=table.characters,
        extraction=Extraction(extraction, loader.name, loader.version),
        title=known.title,
        publisher=by,
        published=known.published,
        url=known.url,
        licence=known.licence,
        release=release.name,
        replaces=release.replaces,
        agents=new,
        counted=table.counted,
        workbook=table.workbook,
    )


def batches(
    table: Table, dataset: Dataset, identifiers: Identifiers, path: Path | None, limit: int | None
) -> Iterator[tuple[Batch, Progress]]:
    """Give a table's rows as claims, `BATCH` rows at a time."""
    record, read, rows = Recorder(dataset, identifiers), 0, 0

    def tell(size: int) -> None:
        nonlocal read
        read = size

    each = itertools.islice(table.rows(path, tell), limit)
    while some := list(itertools.islice(each, BATCH)):
        rows += len(some)
        yield _batch(table, some, record), Progress(rows, read, table.size)


def _batch(table: Table, rows: Iterable[Row | BadRow], record: Recorder) -> Batch:
    batch = Batch()
    for row in rows:
        batch.rows += 1
        if isinstance(row, BadRow):
            batch.bad.append(row)
            continue
        try:
            batch.claims += list(table.loader.claims(row, record))
        except UnusableCell as error:
            # As in a formula of the workbook: HRP_1!Events.
            column = f"{row.sheet}!{error.column}" if row.sheet else error.column
            batch.bad.append(BadRow(row.number, column, error.reason))
    return batch


@dataclass(slots=True)
class _Loading:
    """The writing of one table; counts as it goes."""

    writer: Writer
    table: Table
    dataset: Dataset
    reasoner: Reasoner
    reconciler: Reconciler
    again: bool
    clock: Callable[[], datetime]
    rows: int = 0
    claims: int = 0
    rejected: int = 0
    revised: int = 0
    withdrawn: int | None = None
    changed: bool = False
    revisions: Revisions = field(init=False)
    refusals: Refusals = field(init=False)

    def __post_init__(self) -> None:
        self.revisions = Revisions(self.writer, self.dataset)
        self.refusals = Refusals(self.writer.directory, self.dataset.iri)

    @property
    def label(self) -> str:
        """What the activity of each commit is called."""
        return f"load {self.table.path.name} ({self.table.loader.name} {self.table.loader.version})"

    def commit_source(self, started: datetime) -> None:
        """Commit what is said of the source itself, with what is known to be withdrawn by it."""
        held = self.writer.triples(NamedNode(self.dataset.iri))
        self._commit_source({triple for triple in held if triple.predicate in WITHDRAWAL}, started)

    def commit(self, batch: Batch) -> None:
        """Commit the claims of some rows, and note the rows that are not used."""
        started, base = self.clock(), self.identifiers.base
        wanted = [claim for claim in batch.claims if self.again or not self._is_loaded(claim)]
        if wanted:
            reading = Reading(self.dataset, tuple(wanted))
            with refusals_noted(self.writer.directory, self.table.name):
                require_good(reading, self.table.name, base)
                revisions = self.revisions.of(wanted)
                self._commit({**by_graph(claim_quads(reading, self.identifiers)), **revisions}, started)
                self.revised += sum(bool(triples) for triples in revisions.values())
        self.refusals.note((bad.number, bad.column, bad.reason) for bad in batch.bad)
        self.rows += batch.rows
        self.claims += len(batch.claims)
        self.rejected += len(batch.bad)

    def commit_gone(self) -> None:
        """Mark the claims that an earlier version of the loader made and this one does not."""
        found = (q.subject for each in self._earlier() for q in self.writer.quads(None, PROV.wasGeneratedBy, each))
        claims = [claim for claim in found if isinstance(claim, NamedNode)]
        gone = [claim for claim in claims if not self.writer.quads(claim, PROV.invalidatedAtTime)]
        if gone:
            self.writer.commit({}, label=self.label, started=self.clock(), clock=self.clock, invalidated=gone)
            self.changed = True

    def commit_withdrawn(self) -> None:
        """Say which claims of the dataset that this one replaces it does not make, if each row could be read."""
        if self.dataset.replaces and not self.rejected:
            withdrawn = self.revisions.withdrawn()
            self._commit_source(withdrawn, self.clock())
            self.withdrawn = len({triple.subject for triple in withdrawn})

    def outcome(self) -> LoadedTable:
        """Tell what became of the table."""
        return LoadedTable(
            self.table.name,
            self.dataset.iri,
            self.claims,
            0,
            self.rejected,
            self.changed,
            rows=self.rows,
            revised=self.revised,
            withdrawn=self.withdrawn,
        )

    @property
    def identifiers(self) -> Identifiers:
        """The names of things in this data directory."""
        return Identifiers(self.writer.directory.base)

    def _commit_source(self, withdrawn: Set[Triple], started: datetime) -> None:
        """Commit the source's graph; the extractions of earlier versions of the loader stay in it."""
        source, extractions = NamedNode(self.dataset.iri), self._earlier()
        (said,) = by_graph(source_quads(self.dataset, self.identifiers)).values()
        earlier = {triple for triple in self.writer.triples(source) if triple.subject in extractions}
        self._commit({source: said | earlier | withdrawn}, started)

    def _earlier(self) -> set[NamedNode]:
        found = self.writer.quads(None, RDF.type, CCL.Extraction, NamedNode(self.dataset.iri))
        extractions = {quad.subject for quad in found if isinstance(quad.subject, NamedNode)}
        return extractions - {NamedNode(self.dataset.extraction.iri)}

    def _is_loaded(self, claim: Claim) -> bool:
        iri, made_by = NamedNode(claim.utterance.iri), NamedNode(claim.utterance.extraction)
        if not self.writer.quads(iri, PROV.wasGeneratedBy, made_by, iri):
            return False
        # What is known of a source is in its claims, too: who relayed them.
        relays = {quad.object for quad in self.writer.quads(iri, CCL.relayedBy, None, iri)}
        return relays == {NamedNode(relay) for relay in claim.utterance.relayed_by}

    def _commit(self, graphs: Graphs, started: datetime) -> bool:
        try:
            completed = self.reasoner.complete(graphs)
        except Inconsistent as error:
            raise SelfContradiction(f"{self.table.name}: {error}; these rows were not loaded") from error
        linked = {**completed, **self.reconciler.complete(completed)}
        result = self.writer.commit(linked, label=self.label, started=started, clock=self.clock)
        self.changed = self.changed or result.changed
        return result.changed
