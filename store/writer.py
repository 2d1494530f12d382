"""The writer: commits named graphs, keeps the merge and the support store in step, publishes.

A commit is one transaction in the main store: named graphs, merge, and the activity that records it. The support
store follows before anything is published. So whatever stops a writer, the next one finishes its work from the
main store alone: a support store that lacks the last commits follows them, and a snapshot that does not know
them is followed by a new one.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from store.activity import activity_name, activity_prefix, activity_triples, timestamp, utc_now
from store.changes import (
    Changes,
    Delta,
    Edit,
    canonical,
    delta_edits,
    edits,
    graph_quads,
    has_blank_node,
    placed,
    reduced,
    turnover,
)
from store.directory import BACKUP_LIST, DataDirectory
from store.errors import InvalidChange
from store.lock import exclusive
from store.profile import News, Profile
from store.publishing import Said, forget, prune, publish, sweep
from store.recovery import Stores, open_stores
from store.snapshots import published
from store.statistics import OWN_KEYS, Statistics

# How many quads the support store may lie behind before it follows without being published, and all is written out:
# what it has to follow is held in memory while it does, and what is not written out by the engine, gigabytes of it.
_FAR_BEHIND = 200_000

_NOTHING = Delta()

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class CommitResult:
    """What a commit did."""

    number: int
    """The store's commit number after it."""
    activity: NamedNode | None
    """The commit's activity, and its graph; None when nothing differed and nothing was committed."""
    written: tuple[NamedNode, ...] = ()
    """The graphs whose content changed, sorted; without those removed, and without the activity's own."""
    dropped: tuple[NamedNode, ...] = ()
    """The graphs that were removed, sorted."""
    added: int = 0
    """How many triples the graphs gained, each counted in each graph."""
    removed: int = 0
    """How many triples the graphs lost, each counted in each graph."""

    @property
    def changed(self) -> bool:
        """Whether anything was committed."""
        return self.activity is not None


@contextmanager
def open_writer(
    directory: DataDirectory, wait: float = 60.0, on_wait: Callable[[int | None], None] | None = None
) -> Iterator["Writer"]:
    """Be the one writer of a data directory; what an earlier one left unfinished is finished and published.

    Raises InvalidChange for a backup.

    Waits up to ``wait`` seconds for another writer, in this process or another, then raises LockHeld. Before
    waiting, ``on_wait`` is called once with that writer's process id, or None if it is not known.
    """
    _refuse_backup(directory)
    with exclusive(directory.lock, wait, on_wait):
        sweep(directory)
        writer = Writer(directory, open_stores(directory))
        try:
            last = published(directory)
            if writer.number > (last.commit if last else 0):
                writer.publish()
            yield writer
        finally:
            writer.close()


def _refuse_backup(directory: DataDirectory) -> None:
    if (directory.path / BACKUP_LIST).exists():
        raise InvalidChange(
            f"{directory.path}: is a backup, which nobody writes to; make a data directory of it: counterclaim restore"
        )


class Writer:
    """Writes to a data directory; comes from open_writer and is used by one thread at a time."""

    def __init__(self, directory: DataDirectory, stores: Stores) -> None:
        self.directory = directory
        self._stores = stores
        self._uncertain = False
        self._behind = 0

    @property
    def number(self) -> int:
        """The number of the last commit; 0 if there is none yet."""
        return self._stores.number

    def commit(
        self,
        changes: Changes,
        *,
        label: str,
        started: datetime,
        clock: Callable[[], datetime] = utc_now,
        invalidated: Collection[NamedNode] = (),
        by: NamedNode | None = None,
        used: Collection[NamedNode] = (),
    ) -> CommitResult:
        """Give named graphs new content, all of them or, on any error, none.

        Each entry replaces the whole content of its graph; an empty one removes the graph. ``invalidated`` are
        things that stay in the store and are said to hold no longer. If nothing changes and nothing is
        invalidated, nothing is committed. Otherwise the commit is recorded in an activity graph with ``label``,
        ``started``, the time by ``clock``, who did it (``by``) and from what (``used``), if that is said, and is on
        the device on return; readers see it after ``publish``.

        Raises InvalidChange for blank nodes, times without zone and graphs that are the store's own. After an
        error of the disk the commit may yet have landed, whole: ``triples`` tells.
        """
        self._refuse_own_graphs(changes)
        wanted = canonical(changes)
        differing = edits(wanted, self.triples)
        if not differing and not invalidated:
            return CommitResult(self.number, None)
        result = _result(activity_name(self.directory.base, self.number + 1), self.number + 1, differing)
        self._apply([*differing, self._record(result, label, started, clock(), invalidated, by, used)])
        return result

    def change(
        self,
        delta: Delta,
        *,
        label: str,
        started: datetime,
        clock: Callable[[], datetime] = utc_now,
        invalidated: Collection[NamedNode] = (),
        by: NamedNode | None = None,
        used: Collection[NamedNode] = (),
    ) -> CommitResult:
        """Add and remove quads, all of them or, on any error, none; recorded and kept as by ``commit``.

        A graph of which nothing is left is gone. In a plain directory the default graph may change too, and quads
        may have blank nodes. Raises InvalidChange for the default graph or a blank node in a merged one, and for
        graphs that are the store's own.
        """
        self._settle()
        self._refuse_own_graphs(graph for graph in delta.graphs if isinstance(graph, NamedNode))
        if self.directory.default_graph == "merge":
            _refuse_plain(delta)
        differing = reduced(delta, self._stores.graphs.has)
        if not differing and not invalidated:
            return CommitResult(self.number, None)
        named = delta_edits(differing, self._size)
        result = _result(activity_name(self.directory.base, self.number + 1), self.number + 1, named)
        result = replace(result, added=len(differing.added), removed=len(differing.removed))
        plain = Delta(*(frozenset(filter(_is_in_default, quads)) for quads in (differing.added, differing.removed)))
        self._apply([*named, self._record(result, label, started, clock(), invalidated, by, used)], plain)
        return result

    def publish(self, statistics: Statistics | None = None) -> str:
        """Show readers what is committed, as a new snapshot; return its name.

        Nothing new makes no new snapshot: the name of the last one is returned. ``statistics`` go into
        ``statistics.json`` beside the store's own (whose names they may not take: ValueError).
        """
        extra = dict(statistics or {})
        if taken := OWN_KEYS & extra.keys():
            raise ValueError(f"the statistics {sorted(taken)} are the store's own")
        self._settle()
        last = published(self.directory)
        if last and last.commit == self.number:
            # It may have been said since that fewer are to be kept.
            prune(self.directory)
            return last.name
        return self._publish_state(extra)

    def compact(self, *, anew: bool = False) -> str:
        """Rewrite the stores' files without what was removed, and show that as a new snapshot; return its name.

        With ``anew`` the stores are built from what they hold: only then do texts go that nothing says any more.
        Takes as much space again as the stores have. What only older snapshots hold is freed when they go.
        """
        self._settle()
        last = published(self.directory)
        if anew:
            self._follow()
            self._stores.renew()
        else:
            self._stores.compact()
        extra = {key: value for key, value in last.statistics.items() if key not in OWN_KEYS} if last else {}
        return self._publish_state(extra)

    def renew(self, grace: float) -> str:
        """Build the stores anew and show that as the only snapshot, so that nothing is left of what was removed.

        Returns the snapshot's name. Who reads an older one has ``grace`` seconds, and may be cut off then. Takes as
        much space again as the stores have.
        """
        name = self.compact(anew=True)
        forget(self.directory, grace)
        return name

    def _publish_state(self, extra: Statistics) -> str:
        self._uncertain = True
        self._follow()
        self._uncertain = False
        stores = self._stores
        own = {"commit": stores.number, "published": timestamp(utc_now()).value, **stores.counts.to_json()}
        said = Said({**extra, **own}, self._profile())
        return publish(self.directory, stores.graphs, stores.support, said, least=max(stores.number, 1))

    def quads(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        object: NamedNode | Literal | Triple | None = None,
        graph: NamedNode | None = None,
    ) -> list[Quad]:
        """Return the quads of named graphs that match, in what is committed so far, published or not.

        After a commit that failed, what is on disk decides.
        """
        self._settle()
        found = self._stores.graphs.quads(subject, predicate, object, graph)
        return [quad for quad in found if isinstance(quad.graph_name, NamedNode)]

    @property
    def base(self) -> str:
        """What the IRIs of the directory begin with."""
        return self.directory.base

    def names(self) -> list[NamedNode]:
        """Return the names of the named graphs in what is committed so far, sorted."""
        self._settle()
        return self._stores.graphs.names()

    def triples(self, graph: NamedNode) -> frozenset[Triple]:
        """Return what a named graph holds; nothing if there is no such graph."""
        self._settle()
        return self._stores.graphs.triples(graph)

    def read(self, reading: Callable[[Store], Answer]) -> Answer:
        """Ask something of the main store as it is committed so far; the store must not outlive the call."""
        self._settle()
        return self._stores.graphs.read(reading)

    def copy(self, target: Path) -> None:
        """Make a copy of the main store, in a folder that is not there yet on the same file system."""
        self._settle()
        self._stores.graphs.backup(target)

    def close(self) -> None:
        """Close the stores; open_writer does it."""
        self._stores.close()

    def _apply(self, differing: Collection[Edit], plain: Delta = _NOTHING) -> None:
        stores = self._stores
        turned = turnover(differing, self._is_held)
        added, removed = graph_quads(differing)
        added += plain.added
        removed += plain.removed
        come, gone = added, removed
        if self.directory.default_graph == "merge":
            come, gone = ([placed(triple) for triple in each] for each in (turned.entering, turned.leaving))
            added, removed = added + come, removed + gone
        # Should anything below fail, what is on disk decides, not what is remembered here.
        self._uncertain = True
        news = self._news(come, gone)
        stores.graphs.apply(added, removed, [edit.graph for edit in differing if edit.dropped])
        stores.counts = stores.counts.after(differing, turned)
        if stores.profile and news and (olds := self._news(gone, come)):
            stores.profile = stores.profile.after(news, olds, self.base)
        stores.number += 1
        self._behind += len(added) + len(removed)
        if self._behind > _FAR_BEHIND:
            self._follow()
            stores.flush()
        self._uncertain = False

    def _is_held(self, triple: Triple, besides: Collection[NamedNode]) -> bool:
        # The merge knows as well, and sooner.
        if self.directory.default_graph == "merge" and not besides:
            return self._stores.graphs.has(placed(triple))
        return self._stores.graphs.is_held(triple, besides)

    def _news(self, quads: Collection[Quad], others: Collection[Quad]) -> News | None:
        """Find what comes, or after the commit what is gone; nothing where all is to be counted anew anyway."""
        if self._stores.profile is None:
            return None
        merge = self.directory.default_graph == "merge"
        return self._stores.graphs.read(lambda store: News.of(quads, others, store, merge=merge))

    def _profile(self) -> Profile:
        """Give what is kept up by each commit; counted anew only after a writer that did not come to publish."""
        stores, merge = self._stores, self.directory.default_graph == "merge"
        if stores.profile is None:
            stores.profile = stores.graphs.read(lambda store: Profile.taken(store, self.base, merge=merge))
        return stores.profile

    def _size(self, graph: NamedNode, limit: int) -> int:
        return len(self._stores.graphs.quads(graph=graph, limit=limit))

    def _follow(self) -> None:
        self._stores.follow()
        self._behind = 0

    def _record(
        self,
        result: CommitResult,
        label: str,
        started: datetime,
        ended: datetime,
        invalidated: Collection[NamedNode],
        by: NamedNode | None,
        used: Collection[NamedNode],
    ) -> Edit:
        triples = activity_triples(
            self.directory.base,
            result.number,
            label=label,
            started=started,
            ended=ended,
            written=result.written,
            dropped=result.dropped,
            invalidated=invalidated,
            by=by,
            used=used,
        )
        activity = activity_name(self.directory.base, result.number)
        return Edit(activity, canonical({activity: triples})[activity], frozenset(), created=True, dropped=False)

    def _refuse_own_graphs(self, graphs: Iterable[NamedNode]) -> None:
        for graph in graphs:
            if graph.value.startswith(activity_prefix(self.directory.base)):
                raise InvalidChange(
                    f"graph {graph.value}: graphs of this name are the store's own; choose another name"
                )

    def _settle(self) -> None:
        if self._uncertain:
            self._stores.close()
            self._stores = open_stores(self.directory)
            self._uncertain = False


def _is_in_default(quad: Quad) -> bool:
    return isinstance(quad.graph_name, DefaultGraph)


def _refuse_plain(delta: Delta) -> None:
    if any(isinstance(graph, DefaultGraph) for graph in delta.graphs):
        raise InvalidChange("the default graph is the merge of the named graphs: write to a named graph")
    if any(has_blank_node(quad) for quad in delta.added):
        raise InvalidChange("a quad has a blank node; every node needs an IRI here")


def _result(activity: NamedNode, number: int, differing: Collection[Edit]) -> CommitResult:
    return CommitResult(
        number,
        activity,
        written=tuple(edit.graph for edit in differing if not edit.dropped),
        dropped=tuple(edit.graph for edit in differing if edit.dropped),
        added=sum(len(edit.added) for edit in differing),
        removed=sum(len(edit.removed) for edit in differing),
    )
