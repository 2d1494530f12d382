"""The front's side of writing: one queue, one process that writes, and an answer when what was written can be read.

What waits is committed together and published together. A job that takes too long to work out is ended with its
process; what was committed beside it is published by the next one, and answered as if nothing had happened.
"""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from queue import SimpleQueue

from queries.evaluation import Dataset
from queries.updates import read_update, within_graph
from server.errors import Busy, Refused
from server.fetching import loaded
from server.jobs import Committing, Done, Failed, Flush, Job, Message, Patch, Published, Update
from server.settings import Settings

logger = logging.getLogger(__name__)

_LOCK_AND_START_S = 30.0
"""How long a process may take to start, to wait for the lock and to open the stores."""

_COMMIT_S = 600.0
"""How long a commit may take: longer than any does, shorter than for ever."""


@dataclass(slots=True)
class _Ticket:
    """A job, and the answer when it is there."""

    job: Job
    waiting_since: float = field(default_factory=time.monotonic)
    answers: SimpleQueue[Done | Failed] = field(default_factory=SimpleQueue)

    def give(self, answer: Done | Failed) -> None:
        """Answer it."""
        self.answers.put(answer)

    def wait(self) -> Done | Failed:
        """Wait for the answer."""
        return self.answers.get()


class Writing:
    """Takes jobs from any thread, and gives each its answer in that thread."""

    def __init__(self, settings: Settings, base: str) -> None:
        self._settings = settings
        self._base = base
        self._inbox: deque[_Ticket] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def update(self, text: str, using: Dataset, by: str) -> None:
        """Carry out an update for the holder of a token. Raises QueryError for one that does not read, and Refused."""
        # Read here too: what is not well formed need not wait for others.
        operations = read_update(text, base_iri=self._base, using=using)
        with loaded(operations, self._settings) as paths:
            self.submit(Update(text, using, by, paths))

    def patch(self, patch: Patch) -> None:
        """Carry out an update of one graph. Raises as `update` does."""
        within_graph(read_update(patch.text, base_iri=self._base), patch.graph)
        self.submit(patch)

    def submit(self, job: Job) -> Done:
        """Have a job done; when this returns, it is on the disk and published. Raises Refused."""
        ticket = _Ticket(job)
        with self._changed:
            if len(self._inbox) >= self._settings.write_queue:
                raise Busy("too many writes are waiting: try again in a moment")
            self._inbox.append(ticket)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True, name="writing")
                self._thread.start()
            self._changed.notify()
        answer = ticket.wait()
        if isinstance(answer, Failed):
            if answer.detail:
                logger.error("a write failed: %s", answer.detail)
            raise Refused(answer.text, answer.status)
        return answer

    @property
    def waiting(self) -> int:
        """How many writes wait."""
        return len(self._inbox)

    def close(self) -> None:
        """Finish what waits, and end the process."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        turns = _Turns(self._settings)
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._inbox or self._closed)
            if not self._inbox:
                turns.end()
                return
            try:
                turns.take(self._pop)
            except Exception:
                # A fault of ours must not leave everybody waiting for ever.
                logger.exception("the writer's front failed")
                turns.fail()

    def _pop(self) -> _Ticket | None:
        """Take the next job that has not waited too long."""
        while self._inbox:
            ticket = self._inbox.popleft()
            if time.monotonic() - ticket.waiting_since <= self._settings.write_wait:
                return ticket
            ticket.give(Failed(503, "this write waited too long for others: try again in a moment"))
        return None


class _Ended(Exception):
    """The process ended, by itself or by us."""


class _Process:
    """A process that writes, and the connection to it."""

    def __init__(self, settings: Settings) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            words = (settings.data.absolute(), theirs.fileno(), settings.write_memory)
            self._process = subprocess.Popen(
                # Without the current folder on the path: a folder `server` there is not ours.
                [sys.executable, "-P", "-m", "server.writer_process", *map(str, words)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                # Ctrl-C in a terminal ends the server; the writer ends after it.
                start_new_session=True,
            )
        self._connection = Connection(os.dup(ours.fileno()))
        ours.close()

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def send(self, asked: Job | Flush) -> None:
        """Send a job. Raises _Ended."""
        try:
            self._connection.send(asked)
        except OSError as error:
            raise _Ended from error

    def receive(self, seconds: float) -> Message | None:
        """Give the next message; None if there is none in that time. Raises _Ended."""
        try:
            if not self._connection.poll(seconds):
                return None
            message: Message = self._connection.recv()
        except (EOFError, OSError) as error:
            raise _Ended from error
        return message

    def end(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()
        self._connection.close()


class _Turns:
    """Job after job, as long as some wait, and then what makes them visible."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: _Process | None = None
        self._committed: list[tuple[_Ticket, Done]] = []
        self._current: _Ticket | None = None

    def take(self, pop: Callable[[], _Ticket | None]) -> None:
        """Do what waits and publish it, answering each."""
        began = time.monotonic()
        while (ticket := pop()) is not None:
            self._current = ticket
            answer = self._do(ticket.job)
            self._current = None
            if isinstance(answer, Done):
                self._committed.append((ticket, answer))
            else:
                ticket.give(answer)
            if time.monotonic() - began > self._settings.write_batch:
                break
        if self._committed:
            self._publish()

    def fail(self) -> None:
        """Answer everybody that something went wrong, and begin with a new process."""
        tickets = [ticket for ticket, _ in self._committed] + ([self._current] if self._current else [])
        self.end()
        self._committed, self._current = [], None
        for ticket in tickets:
            ticket.give(_UNKNOWN)

    def _do(self, job: Job) -> Done | Failed:
        """Have one job done, by a second process if the first had ended before it began with it."""
        return self._tried(job) or self._tried(job) or _TOO_MUCH

    def _tried(self, job: Job) -> Done | Failed | None:
        """Have one job done; None if the process ended before it began with it, for which the job is not to blame.

        Only what happens while it is committed leaves in doubt whether it was.
        """
        begun = committing = False
        try:
            process = self._started()
            process.send(job)
            allowed = _LOCK_AND_START_S
            while (message := process.receive(allowed)) is not None:
                if isinstance(message, Done | Failed):
                    return message
                begun, committing = True, isinstance(message, Committing)
                allowed = _COMMIT_S if committing else self._settings.write_time
        except _Ended:
            self.end()
            if not begun:
                return None
            return _UNKNOWN if committing else _TOO_MUCH
        self.end()
        return _UNKNOWN if committing else self._too_long()

    def _too_long(self) -> Failed:
        return Failed(
            503, f"this write was not worked out in {self._settings.write_time:g} seconds: narrow it, or split it"
        )

    def _publish(self) -> None:
        """Make visible what is committed, with a second process if the first ends over it, and answer it."""
        message = self._flushed() or self._flushed() or _NOT_SHOWN
        for ticket, done in self._committed:
            ticket.give(message if isinstance(message, Failed) else done)
        self._committed = []

    def _flushed(self) -> Published | Failed | None:
        """Publish; None if the process ended."""
        try:
            process = self._started()
            process.send(Flush.NOW)
            message = process.receive(_COMMIT_S)
        except _Ended:
            message = None
        if isinstance(message, Published):
            return message
        if isinstance(message, Failed):
            return Failed(
                message.status, f"what was written is kept, and not yet shown: {message.text}", message.detail
            )
        self.end()
        return None

    def _started(self) -> _Process:
        if self._process is not None and not self._process.alive:
            self.end()  # It ended while nothing was asked of it.
        if self._process is None:
            self._process = _Process(self._settings)
        return self._process

    def end(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.end()
            self._process = None


_UNKNOWN = Failed(503, "the writer stopped while it wrote this: look whether it is there before you send it again")
_TOO_MUCH = Failed(503, "this write needs more memory than it may have: narrow it, or split it")
_NOT_SHOWN = Failed(503, "what was written is kept, and not yet shown: it will be with the next write")
