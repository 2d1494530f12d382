"""Reading articles by a loader: in this process, or in several of their own, on all cores.

What is read is the same either way, and comes in the order in which it was given. A process that ends, or comes to
no end, costs the article that it was reading and no other.
"""

from __future__ import annotations

import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from loaders.articles.article import Article
from loaders.base import Loader
from loaders.errors import ReaderFailed
from loaders.outcomes import Outcome, read_one, work
from ontology.identifiers import Identifiers

TOGETHER = 8
"""How many articles a process reads at once: the parser takes less time for some together than one by one."""
TOGETHER_BYTES = 100_000
"""How much that may be, unless it is one article."""
FEW = 8
"""Up to so many articles are read sooner by one job than others have started."""
AHEAD = 3
"""How many times as much as all processes read at once may wait for them, or for its turn."""
SECONDS = 300.0
"""After which reading is given up; the longest article that is taken, of 500,000 characters, takes a fifth of it."""
ENDING = 5.0
"""Seconds in which a process that is no longer needed ends by itself."""

T = TypeVar("T")

# Not forked: a copy of a process with open stores and threads is sure of nothing.
_SPAWN = get_context("spawn")


def readings(
    loader: Loader,
    given: Iterable[Article | T],
    identifiers: Identifiers,
    jobs: int,
    seconds: float = SECONDS,
) -> Iterator[tuple[Article, Outcome] | T]:
    """Read articles and give each with what came of it, in order; what is no article is handed on in its place.

    One job reads in this process, as the outcomes are asked for. More are processes of their own, which read ahead;
    they need a loader that can be pickled, and give an article up after `seconds`.
    """
    if jobs > 1:
        with _Readers(loader, identifiers, jobs, seconds) as readers:
            yield from _Batch[T](readers, iter(given)).outcomes()
        return
    for each in given:
        yield (each, read_one(loader, each, identifiers)) if isinstance(each, Article) else each


Numbered = tuple[int, Article]


@dataclass
class _Reader:
    """One process, and what it reads just now."""

    process: BaseProcess
    connection: Connection
    task: list[Numbered] = field(default_factory=list)
    until: float = 0.0

    def end(self, *, now: bool) -> None:
        """Let the process end, at once or as soon as it has no more to read."""
        self.connection.close()
        if now:
            self.process.kill()
        self.process.join(ENDING)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()


class _Readers:
    """The processes; they are started as there is something for them to read, and ended with the block."""

    def __init__(self, loader: Loader, identifiers: Identifiers, jobs: int, seconds: float) -> None:
        self.jobs = jobs
        self._reads = (loader, identifiers)
        self._seconds = seconds
        self._readers: list[_Reader] = []

    def __enter__(self) -> _Readers:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for reader in self._readers:
            reader.end(now=kind is not None or bool(reader.task))

    @property
    def busy(self) -> bool:
        """Whether something is being read."""
        return any(reader.task for reader in self._readers)

    @property
    def idle(self) -> bool:
        """Whether something more could be read."""
        return len(self._readers) < self.jobs or not all(reader.task for reader in self._readers)

    def read(self, task: list[Numbered]) -> None:
        """Give articles to a process that reads nothing."""
        reader = next((each for each in self._readers if not each.task), None) or self._start()
        reader.task, reader.until = task, time.monotonic() + self._seconds
        with suppress(OSError):  # if it has ended, that shows where its answer is waited for
            reader.connection.send([article for _, article in task])

    def done(self, *, waiting: bool) -> Iterator[tuple[list[Numbered], list[Outcome] | str]]:
        """Give what has been read, or how the process failed that was to read it; waits for something if told."""
        busy = {reader.connection: reader for reader in self._readers if reader.task}
        left = max(0.0, min((reader.until for reader in busy.values()), default=0.0) - time.monotonic())
        for connection in wait(list(busy), timeout=left if waiting else 0):
            reader = busy.pop(connection)  # type: ignore[call-overload]  # what is waited for are these connections
            try:
                outcomes = reader.connection.recv()
            except (EOFError, OSError):
                yield self._lost(reader), "ended suddenly, perhaps for want of memory"
                continue
            task, reader.task = reader.task, []
            yield task, outcomes
        for reader in busy.values():
            if reader.until <= time.monotonic():
                yield self._lost(reader), f"came to no end in {self._seconds:.0f} seconds"

    def _lost(self, reader: _Reader) -> list[Numbered]:
        reader.end(now=True)
        self._readers.remove(reader)
        return reader.task

    def _start(self) -> _Reader:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=work, args=(theirs, *self._reads), daemon=True)
        with _interrupts_ignored():
            process.start()
        theirs.close()
        self._readers.append(_Reader(process, ours))
        return self._readers[-1]


class _Batch(Generic[T]):
    """Articles on their way through the processes, and back into their order."""

    def __init__(self, readers: _Readers, given: Iterator[Article | T]) -> None:
        self._readers = readers
        self._given = given
        self._ahead = readers.jobs * TOGETHER * AHEAD
        self._taken = self._told = 0
        self._waiting: deque[Numbered] = deque()
        self._alone: deque[Numbered] = deque()
        self._done: dict[int, tuple[Article, Outcome] | T] = {}

    def outcomes(self) -> Iterator[tuple[Article, Outcome] | T]:
        """Give what became of each, in order."""
        more = True
        while more or self._told < self._taken:
            while self._told in self._done:
                yield self._done.pop(self._told)
                self._told += 1
            if more and self._taken - self._told < self._ahead:
                more = self._take()
                self._pass_on(waiting=False)
            elif self._told < self._taken and self._told not in self._done:
                self._pass_on(waiting=True)

    def _take(self) -> bool:
        for each in self._given:
            if isinstance(each, Article):
                self._waiting.append((self._taken, each))
            else:
                self._done[self._taken] = each
            self._taken += 1
            return True
        return False

    def _pass_on(self, *, waiting: bool) -> None:
        while (self._alone or self._waiting) and self._readers.idle:
            self._readers.read([self._alone.popleft()] if self._alone else self._task())
        for task, outcomes in self._readers.done(waiting=waiting and self._readers.busy):
            if not isinstance(outcomes, str):
                self._done.update({number: (article, of) for (number, article), of in zip(task, outcomes, strict=True)})
            elif len(task) == 1:
                ((number, article),) = task
                self._done[number] = (article, ReaderFailed(f"{article.name}: the process that read it {outcomes}"))
            else:
                self._alone.extend(task)  # one of them did it: each is read again, apart from the others

    def _task(self) -> list[Numbered]:
        task = [self._waiting.popleft()]
        size = len(task[0][1].content)
        while self._waiting and len(task) < TOGETHER:
            size += len(self._waiting[0][1].content)
            if size > TOGETHER_BYTES:
                break
            task.append(self._waiting.popleft())
        return task


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Let what is started not hear Ctrl-C, which goes to all processes at a terminal: this one decides what ends."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
