"""The snapshot that requests are answered from: the newest one, followed from request to request."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from server.errors import StartError
from store.directory import DataDirectory
from store.errors import SnapshotMissing, StoreError
from store.snapshots import Snapshot, current, open_snapshot, published, version
from store.sources import Sources

logger = logging.getLogger(__name__)


class Snapshots:
    """Gives each request the newest snapshot; a request that runs keeps the one it began with.

    An old snapshot is closed when the last request that holds it lets go. Safe to share between threads.
    """

    def __init__(self, path: Path) -> None:
        self.directory = _open_directory(path)
        self.sources = Sources(self.directory)
        self._lock = threading.Lock()
        self._seen = version(self.directory)
        self._held = _open_first(self.directory)

    def newest(self) -> Snapshot:
        """Give the newest snapshot; if it cannot be opened, the one before, and the log says why."""
        held = self._held
        seen = version(self.directory)
        if seen in (self._seen, None):
            return held
        try:
            held = self._follow()
            # What is seen is older than what was opened, or the same: never newer.
            self._seen = seen
            return held
        except StoreError as error:
            logger.error("cannot open the newest snapshot, still serving %s: %s", held.name, error)
            return held

    def _follow(self) -> Snapshot:
        with self._lock:
            # Others may have waited here for the same snapshot.
            if current(self.directory) != self._held.name:
                self._held = open_snapshot(self.directory)
            return self._held


def check(path: Path) -> None:
    """Tell whether there is something to serve, without opening it. Raises StartError."""
    directory = _open_directory(path)
    try:
        name = current(directory)
    except StoreError as error:
        raise StartError(str(error)) from error
    if name is None:
        raise _nothing_published(directory)
    if published(directory) is None:
        raise StartError(
            f"{directory.path}: snapshot {name} cannot be read, or another version of Counterclaim published it; "
            f"counterclaim init --data {directory.path} publishes a new one"
        )


def _open_directory(path: Path) -> DataDirectory:
    try:
        return DataDirectory.open(path)
    except StoreError as error:
        raise StartError(str(error)) from error


def _open_first(directory: DataDirectory) -> Snapshot:
    try:
        return open_snapshot(directory)
    except SnapshotMissing as error:
        raise _nothing_published(directory) from error
    except StoreError as error:
        raise StartError(str(error)) from error


def _nothing_published(directory: DataDirectory) -> StartError:
    return StartError(f"nothing is published in {directory.path} yet; load something first: counterclaim load FILE")
