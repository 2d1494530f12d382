"""A pool of reader processes: each runs one job at a time over a snapshot, and is ended when the job takes too much.

One hostile job costs its own answer and a process, which is replaced; nobody else notices. Every job has a deadline
on the clock, an address space of its own, a large stack, and no network. What it writes goes to a spool, so that a
slow client holds no reader. An answer that is small is given whole, or an error in its place; a larger one comes as it
is written, and an error in the middle of it is raised to who iterates over it.
"""

import json
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from store.answer import Answer
from store.directory import DataDirectory
from store.errors import (
    ClientGone,
    MemoryExceeded,
    ReaderError,
    ReaderFailed,
    ReaderLost,
    ReadersBusy,
    ResultTooLarge,
    TimeExceeded,
)
from store.reader_limits import ReaderLimits, State
from store.reader_link import Link, Template
from store.reader_process import BODY, HEAD, Order, Outfit
from store.spool import Abandoned, Room, Spool
from store.statistics import JSON
from store.turns import Turns

logger = logging.getLogger(__name__)

WHOLE = 262_144
"""The largest answer that is given whole, in bytes."""

_LOOK_EVERY_S = 0.25
_LONG_S = 0.5
"""A job that runs for longer lets others go first, and its process is not used again."""

_IN_MEMORY = 1_048_576
_START_WITHIN_S = 30.0
_TRY_AGAIN_AFTER_S = 1.0
_TIDY_EVERY_S = 30.0


class Readers:
    """Reader processes over the snapshots of one data directory; safe to share between threads."""

    def __init__(self, directory: DataDirectory, limits: ReaderLimits, preload: tuple[str, ...] = ()) -> None:
        """Make a pool; processes start when they are needed, or all at once by `start`.

        `preload` are the modules of the jobs, which each process imports before it takes any.
        """
        self.directory = directory
        self.limits = limits
        self._outfit = Outfit(directory, limits.memory, limits.stack, preload)
        self._turns = Turns(limits.shares)
        self._room = Room(limits.spooled)
        self._idle: queue.LifoQueue[Link] = queue.LifoQueue()
        self._lock = threading.Lock()
        self._live: set[Link] = set()
        self._wanted = 0
        self._offline: bool | None = None
        self._replaced = 0
        self._answered = 0
        self.observe: Callable[[float], None] = _observed_by_nobody
        """Is given the seconds that each job had a process."""

        self._ended: dict[str, int] = {}
        self._template: Template | None = None
        self._newest: str | None = None
        self._keeping: threading.Thread | None = None
        self._short = threading.Event()
        self._closing = threading.Event()

    def start(self) -> None:
        """Start all processes, and one more that stands by for the first that has to be replaced."""
        self._want(self.limits.shares.places + 1)

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            self._closing.set()
            links, self._live = list(self._live), set()
        self._short.set()
        for link in links:
            link.end()
        if self._keeping:
            self._keeping.join()

    def state(self) -> State:
        """Tell how the pool is."""
        ready, running = self._idle.qsize(), self._turns.running
        ended = dict(self._ended)
        return State(
            places=self.limits.shares.places,
            alive=len(self._live),
            ready=ready,
            running=running,
            waiting=self._turns.waiting,
            offline=self._offline,
            replaced=self._replaced,
            answered=self._answered,
            ended=ended,
        )

    @contextmanager
    def counted(self, client: str) -> Iterator[None]:
        """Count what is done for a client inside as if a reader had done it. Raises ReadersBusy."""
        self._turns.check(client)
        begun = time.thread_time()
        try:
            yield
        finally:
            self._turns.spend(client, time.thread_time() - begun)

    def run(
        self,
        order: Order,
        client: str = "",
        wanted: Callable[[], bool] = lambda: True,
    ) -> Answer:
        """Run a job for a client, as long as the answer is `wanted`; waits for its turn and until its answer begins.

        Raises ReaderError, of the kind that says what kept it.
        """
        if not self._turns.take(client, wanted):
            raise ClientGone("the client has left")
        begun = time.monotonic()
        self._newest = order.snapshot
        running = None
        try:
            running = _Running(self, self._link(), order, client, begun)
            return running.answer(wanted)
        except BaseException as error:
            if running is None:
                self._turns.give_back(client, 0)
            else:
                running.finish(error)
            raise

    # --- processes

    @property
    def _closed(self) -> bool:
        return self._closing.is_set()

    def _link(self) -> Link:
        """Give a process that runs and is idle; its place is ours already."""
        end = time.monotonic() + _START_WITHIN_S
        while not self._closed:
            try:
                link = self._idle.get_nowait()
            except queue.Empty:
                self._want(min(self._turns.running, self.limits.shares.places))
                try:
                    link = self._idle.get(timeout=max(0.01, end - time.monotonic()))
                except queue.Empty:
                    break
            if link.alive:
                return link
            self._drop(link)
        raise ReadersBusy("no reader process could be started; ask again later", 10)

    def _want(self, number: int) -> None:
        """Have so many processes run, or more."""
        with self._lock:
            self._wanted = max(self._wanted, number)
            if self._keeping is None and not self._closed:
                self._keeping = threading.Thread(target=self._keep, name="readers", daemon=True)
                self._keeping.start()
        self._short.set()

    def _drop(self, link: Link) -> None:
        """End a process, and have another one start in its place."""
        with self._lock:
            self._live.discard(link)
            self._replaced += 1
        link.end()
        self._short.set()

    def _keep(self) -> None:
        """Keep as many processes running as are wanted."""
        while not self._closed:
            try:
                self._fill()
            except (ReaderError, OSError) as error:
                if not self._closed:
                    logger.error("cannot start a reader: %s", error)
                    self._closing.wait(_TRY_AGAIN_AFTER_S)
            else:
                if not self._short.wait(_TIDY_EVERY_S):
                    self._tidy()
                self._short.clear()
        if self._template:
            self._template.end()

    def _tidy(self) -> None:
        """Replace processes that idle over a snapshot of which nothing is asked any more: they hold it in its place."""
        idle: list[Link] = []
        with suppress(queue.Empty):
            while True:
                idle.append(self._idle.get_nowait())
        for link in reversed(idle):
            if link.snapshot in (None, self._newest):
                self._idle.put(link)
            else:
                self._drop(link)

    def _fill(self) -> None:
        """Start the processes that are missing."""
        while len(self._live) < self._wanted and not self._closed:
            if self._template is None or not self._template.alive:
                if self._template:
                    self._template.end()
                self._template = Template(self._outfit)
            link = Link(self._template)
            try:
                link.wait_until_ready()
            except ReaderError:
                link.end()
                raise
            with self._lock:
                if self._closed:
                    link.end()
                    return
                self._live.add(link)
            self._offline = link.offline and self._offline is not False
            self._idle.put(link)

    def _over(self, link: Link, client: str, seconds: float, error: BaseException | None, reuse: bool) -> None:
        """Take back the process and the place of a job that is over."""
        name = type(error).__name__ if error else None
        with self._lock:
            if name:
                self._ended[name] = self._ended.get(name, 0) + 1
            else:
                self._answered += 1
            reuse = reuse and not self._closed
        if reuse:
            self._idle.put(link)
        else:
            self._drop(link)
        self._turns.give_back(client, seconds)
        self.observe(seconds)


def _observed_by_nobody(seconds: float) -> None:
    """Do nothing."""


class _Running:
    """A job that runs: first in the thread that asked, then, if there is much to write, in one of its own."""

    def __init__(self, readers: Readers, link: Link, order: Order, client: str, begun: float) -> None:
        self._readers = readers
        self._link = link
        self._order = order
        self._client = client
        self._begun = begun
        self._deadline = time.monotonic() + order.seconds
        self._head: Mapping[str, JSON] | None = None
        self._remarks: dict[str, JSON] = {}
        self._first: list[bytes] = []
        self._size = 0
        self._ended = False
        self._behind = False
        self._reusable = False
        self._finished = False

    def answer(self, wanted: Callable[[], bool]) -> Answer:
        """Send the job, and wait until its answer is whole, or too large to be waited for."""
        self._link.send(self._order)
        while not self._ended and self._size <= WHOLE:
            data = self._receive(wanted)
            if data:
                self._first.append(data)
        if self._head is None:
            raise ReaderFailed("the job gave no head")
        if self._ended:
            self.finish(None)
            return Answer(self._head, b"".join(self._first), None, self._remarks)
        spool = Spool(_IN_MEMORY, self._readers._room)
        threading.Thread(target=self._pump, args=(spool,), name="spooling", daemon=True).start()
        return Answer(self._head, None, spool, self._remarks)

    def finish(self, error: BaseException | None) -> None:
        """Give back what the job had; once."""
        if self._finished:
            return
        self._finished = True
        seconds = time.monotonic() - self._begun
        if isinstance(error, ReaderLost | MemoryExceeded):
            # To start a process costs more than the job may have run.
            seconds = max(seconds, self._order.seconds)
        self._readers._over(self._link, self._client, seconds, error, self._reusable)

    def _pump(self, spool: Spool) -> None:
        """Take what the job writes to the spool."""
        error: BaseException | None = None
        try:
            for data in self._first:
                self._put(spool, data)
            self._first.clear()
            while not self._ended:
                self._put(spool, self._receive(lambda: not spool.abandoned))
        except Abandoned:
            error = ClientGone("the client has left")
        except (ReaderError, OSError) as failure:
            error = failure
        except BaseException as failure:
            error = ReaderFailed(f"{type(failure).__name__}: {failure}")
        self.finish(error)
        spool.end(error)

    def _put(self, spool: Spool, data: bytes) -> None:
        if data and not spool.put(data, max(0.0, self._deadline - time.monotonic())):
            raise self._too_late()

    def _receive(self, wanted: Callable[[], bool]) -> bytes:
        """Give the next bytes of the body; none where something else came. Raises ReaderError."""
        now = time.monotonic()
        frame = self._link.receive(min(self._deadline, now + _LOOK_EVERY_S))
        if frame is None:
            if time.monotonic() >= self._deadline:
                raise self._too_late()
            if not wanted():
                raise ClientGone("the client has left")
            if not self._behind and now - self._begun > _LONG_S:
                self._behind = True
                self._link.give_way()
            return b""
        if frame.kind == HEAD:
            self._head = json.loads(frame.data)
        elif frame.kind == BODY:
            self._size += len(frame.data)
            if self._size > self._readers.limits.result:
                most = f"{self._readers.limits.result:,}"
                raise ResultTooLarge(f"the answer has more than {most} bytes; ask for less, with LIMIT or FILTER")
            return frame.data
        else:
            ending = json.loads(frame.data)
            self._ended, self._reusable = True, not ending["last"] and not self._behind
            self._remarks.update(ending["remarks"])
            self._check_end(ending)
        return b""

    def _check_end(self, ending: Mapping[str, JSON]) -> None:
        failed = ending.get("failed")
        if failed == "memory":
            self._reusable = False
            raise MemoryExceeded("the query took more memory than it may")
        if failed:
            raise ReaderFailed(f"{failed}\n{ending.get('traceback')}")

    def _too_late(self) -> ReaderError:
        return TimeExceeded(
            f"the query ran for more than {self._order.seconds:g} s; narrow it: more patterns on what is sought, "
            "fewer OPTIONALs and paths, a LIMIT without ORDER BY"
        )
