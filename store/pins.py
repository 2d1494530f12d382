"""Pins: who reads a snapshot holds it in place.

RocksDB opens most of a database's files only when they are needed, so a reader whose snapshot was deleted
would fail in mid-query. A reader therefore holds a shared ``flock`` on the snapshot's ``statistics.json``;
the writer removes only what it can lock for itself. The system frees the lock when the reader's process
ends, however it ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PINNED = "statistics.json"


def pin(snapshot: Path) -> int:
    """Hold a snapshot in place until the descriptor returned is closed; FileNotFoundError if it is gone."""
    path = snapshot / PINNED
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        # Between opening and locking, the writer may have taken it away.
        if not os.path.samestat(os.fstat(descriptor), path.stat()):
            raise FileNotFoundError(path)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


@contextmanager
def unpinned(snapshot: Path) -> Iterator[bool]:
    """Tell whether nobody reads a snapshot; if so, nobody can begin to while inside."""
    try:
        descriptor = os.open(snapshot / PINNED, os.O_RDONLY)
    except FileNotFoundError:
        # Without statistics it cannot be opened.
        yield True
        return
    try:
        free = False
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            free = True
        yield free
    finally:
        os.close(descriptor)
