"""Published snapshots, and how to read one.

A snapshot never changes, so its name is an exact entity tag and cache key. Its two ``Store`` objects may be
shared by threads; what a query returns may not leave the thread that asked (pyoxigraph ends the process). A
read-only store has no method to close it: it is closed when the last reference to it, and to any result or
iterator of it, is gone.
"""

import os
import re
import weakref
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from store import reading
from store.directory import DataDirectory, DefaultGraphMode
from store.errors import DirectoryDamaged, SnapshotMissing, StorageFailure, one_line, reported
from store.pins import PINNED, pin
from store.profile import Profile, read_profile
from store.statistics import Statistics, commit_of, read_statistics
from store.support import is_current

_NAME = re.compile(r"\d{6,}")
# The writer prunes a snapshot only when newer ones are out: losing that race even once is rare.
_ATTEMPTS = 20
_MENDING = "the next `counterclaim load` publishes a new snapshot"


class Snapshot:
    """One published state of the data, held in place until closed or no longer referred to."""

    def __init__(self, directory: DataDirectory, name: str) -> None:
        """Open a snapshot by name; SnapshotMissing if there is none."""
        self.directory = directory
        self.name = name
        folder = _folder(directory, name)
        self._release = weakref.finalize(self, os.close, _pin(folder))
        try:
            self.statistics: Statistics = read_statistics(folder / PINNED)
            self._graphs: Store | None = _read_only(folder / "graphs")
            self._support: Store | None = _read_only(folder / "support")
            if not is_current(folder / "support"):
                raise DirectoryDamaged(f"{folder}: was published by another version of Counterclaim; {_MENDING}")
        except BaseException:
            self._release()
            raise

    @property
    def base(self) -> str:
        """The IRI below which the data's IRIs lie."""
        return self.directory.base

    @property
    def default_graph(self) -> DefaultGraphMode:
        """Whether the default graph of ``graphs`` is the merge of the named ones."""
        return self.directory.default_graph

    @property
    def graphs(self) -> Store:
        """The named graphs, and their merge as the default graph; read-only."""
        return self._opened(self._graphs)

    @property
    def support(self) -> Store:
        """The support store; read-only."""
        return self._opened(self._support)

    @property
    def folder(self) -> Path:
        """The folder of the snapshot, which stays as long as this is open."""
        return _folder(self.directory, self.name)

    def profile(self) -> Profile:
        """Return what it holds by class, property and link: as its writer counted it, or counted now."""
        merge = self.default_graph == "merge"
        return read_profile(self.folder) or Profile.taken(self.graphs, self.base, merge=merge)

    def quads(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        object: NamedNode | Literal | Triple | None = None,
        graph: NamedNode | None = None,
    ) -> list[Quad]:
        """Return the quads of named graphs that match, in the engine's order."""
        return reading.quads(self.graphs, subject, predicate, object, graph)

    def triples(self, graph: NamedNode) -> frozenset[Triple]:
        """Return what a named graph holds; nothing if there is no such graph."""
        return reading.triples(self.graphs, graph)

    def names(self) -> list[NamedNode]:
        """Return the names of the named graphs, sorted."""
        return reading.names(self.graphs)

    def close(self) -> None:
        """Let go of the stores and of the snapshot; a query still running elsewhere may lose its files."""
        self._graphs = self._support = None
        self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _opened(self, store: Store | None) -> Store:
        if store is None:
            raise ValueError(f"snapshot {self.name} is closed")
        return store


def current(directory: DataDirectory) -> str | None:
    """Return the name of the newest snapshot, or None when nothing has been published."""
    with reported("read", directory.current):
        try:
            name = directory.current.read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            return None
    if not is_snapshot_name(name):
        raise DirectoryDamaged(f"{directory.current}: {name[:40]!r} is no snapshot's name; {_MENDING}")
    return name


def version(directory: DataDirectory) -> tuple[int, int] | None:
    """Give something that differs whenever something new is published, for less than it takes to read its name."""
    try:
        named = directory.current.stat()
    except OSError:
        return None
    # Each name is written to a file of its own, which then takes the place of the one before.
    return named.st_ino, named.st_mtime_ns


@dataclass(frozen=True, slots=True)
class Published:
    """What the newest snapshot says of itself, without opening it."""

    name: str
    commit: int
    statistics: Statistics


def published(directory: DataDirectory) -> Published | None:
    """Return the newest snapshot's own account; None if there is none that can be read, or one of another format."""
    try:
        name = current(directory)
        if name is None:
            return None
        folder = directory.snapshots / name
        statistics = read_statistics(folder / PINNED)
    except (DirectoryDamaged, StorageFailure):
        return None
    if not is_current(folder / "support"):
        return None
    return Published(name, commit_of(statistics), statistics)


def kept(directory: DataDirectory) -> list[tuple[str, Statistics]]:
    """Return the names of the snapshots that are there, with what each says of itself, the oldest first."""
    found: list[tuple[str, Statistics]] = []
    with reported("look for snapshots", directory.snapshots):
        folders = sorted(directory.snapshots.iterdir(), key=lambda path: (len(path.name), path.name))
    for folder in folders:
        # One that cannot be read is about to go, or damaged: nobody can open it.
        with suppress(DirectoryDamaged, StorageFailure):
            if is_snapshot_name(folder.name):
                found.append((folder.name, read_statistics(folder / PINNED)))
    return found


def is_snapshot_name(name: str) -> bool:
    """Tell whether a file name is one that a published snapshot can have."""
    return bool(_NAME.fullmatch(name))


def open_snapshot(directory: DataDirectory, name: str | None = None) -> Snapshot:
    """Open a snapshot for reading, the newest one unless named; SnapshotMissing if it is not there."""
    if name is not None:
        return Snapshot(directory, name)
    for _ in range(_ATTEMPTS):
        newest = current(directory)
        if newest is None:
            raise SnapshotMissing(f"{directory.path}: nothing has been published yet; load something first")
        try:
            return Snapshot(directory, newest)
        except SnapshotMissing:
            # Pruned between reading its name and opening it, if there is a newer one by now.
            if current(directory) == newest:
                break
    raise DirectoryDamaged(f"{directory.current}: names snapshot {newest}, which is not there; {_MENDING}")


def _folder(directory: DataDirectory, name: str) -> Path:
    # A name may come from a request: it must not become another path.
    if not is_snapshot_name(name):
        raise SnapshotMissing(f"{directory.path}: {name[:40]!r} is no snapshot's name; they look like 000042")
    return directory.snapshots / name


def _pin(folder: Path) -> int:
    with reported("open the snapshot", folder):
        try:
            return pin(folder)
        except FileNotFoundError as error:
            raise SnapshotMissing(f"{folder}: there is no such snapshot (any more); name another, or none") from error


def _read_only(path: Path) -> Store:
    try:
        with reported("open the snapshot", path):
            return Store.read_only(str(path))
    except (DirectoryDamaged, StorageFailure) as error:
        if isinstance(error.__cause__, FileNotFoundError | RuntimeError):
            raise DirectoryDamaged(
                f"{path}: the snapshot is damaged ({one_line(error.__cause__)}); "
                f"remove the file CURRENT, and {_MENDING}"
            ) from error
        raise
