"""The writer's lock: one process at a time, freed by the system when that process ends, however it ends."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from store.errors import LockHeld, reported

_POLL = 0.02


@contextmanager
def exclusive(path: Path, wait: float, on_wait: Callable[[int | None], None] | None = None) -> Iterator[None]:
    """Hold the lock file at ``path``; LockHeld if another process still holds it after ``wait`` seconds.

    ``on_wait`` is called once, with the holder's process id if it is known, before the waiting starts.
    """
    lock = FileLock(path)
    _acquire(lock, path, wait, on_wait)
    try:
        # A courtesy to those who wait: a disk too full for five bytes is no reason not to write.
        with suppress(OSError):
            path.write_text(f"{os.getpid()}\n")
        yield
    finally:
        lock.release()


def _acquire(lock: FileLock, path: Path, wait: float, on_wait: Callable[[int | None], None] | None) -> None:
    started = time.monotonic()
    with reported("lock the data directory", path):
        try:
            lock.acquire(timeout=0)
            return
        except Timeout:
            if on_wait is not None and wait > 0:
                on_wait(_holder(path))
        try:
            lock.acquire(timeout=max(wait, 0), poll_interval=_POLL)
        except Timeout as error:
            raise LockHeld(path.parent, _holder(path), time.monotonic() - started) from error


def _holder(path: Path) -> int | None:
    with suppress(OSError, ValueError):
        return int(path.read_text())
    return None
