"""The front's end of reader processes: starts their template, has it fork one, sends it a job, receives frames."""

import json
import os
import pickle
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from store.errors import MemoryExceeded, ReaderError, ReaderLost
from store.reader_process import FRAME, HELLO, LENGTH, PIECE, Order, Outfit
from store.reader_template import ASKED, FORK, KILL, PROCESS

# With the search path of this process, so that no folder where it happens to be started stands before our modules.
_PROGRAM = """
import sys
sys.path[:] = {path!r}
from store.reader_template import main
main(int(sys.argv[1]), sys.argv[2])
"""

_STARTED_WITHIN_S = 60.0
_MEMORY_SPENT = ("memory allocation of", "MemoryError", "bad_alloc", "Cannot allocate memory")
_LAST_WORDS = 4_096
_BEHIND = 5
"""https://man7.org/linux/man-pages/man7/sched.7.html : a third of the time that others get who are not behind."""


class Template:
    """The process that readers are forks of. Safe to share between threads."""

    def __init__(self, outfit: Outfit) -> None:
        self._lock = threading.Lock()
        ours, theirs = socket.socketpair()
        self._words = _words()
        program = _PROGRAM.format(path=sys.path)
        command = [sys.executable, "-P", "-c", program, str(theirs.fileno()), outfit.to_argument()]
        with theirs:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._words,
                pass_fds=(theirs.fileno(),),
                env=_environment(),
            )
        ours.settimeout(_STARTED_WITHIN_S)
        self._control = ours

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def fork(self, connection: socket.socket, words: IO[bytes]) -> int:
        """Have a reader forked that has an end of a socket, and a file for what it says. Raises ReaderLost."""
        return self._ask(FORK, 0, [connection.fileno(), words.fileno()])

    def kill(self, number: int) -> None:
        """Have a reader killed, if it is still there."""
        self._ask(KILL, number, [])

    def end(self) -> None:
        """End the process, and all readers with it."""
        self._process.kill()
        self._process.wait()
        self._control.close()
        self._words.close()

    def _ask(self, what: bytes, number: int, descriptors: list[int]) -> int:
        try:
            with self._lock:
                socket.send_fds(self._control, [ASKED.pack(what, number)], descriptors)
                answer = self._control.recv(PROCESS.size)
        except OSError as error:
            raise ReaderLost(f"the template of the readers does not answer: {error}") from error
        if not answer:
            raise ReaderLost(f"the template of the readers has ended: {_last(self._words)}")
        return int(PROCESS.unpack(answer)[0])


class Frame(NamedTuple):
    """A message of a reader."""

    kind: int
    data: bytes


class Link:
    """One reader process, and the socket to it. Used by one thread at a time."""

    def __init__(self, template: Template) -> None:
        """Start the process; it is ready once `wait_until_ready` returns. Raises ReaderLost."""
        self.offline = False
        self.snapshot: str | None = None
        """The snapshot that the process holds; None before its first job."""
        self._template = template
        self._received = bytearray()
        # What it says when it ends may name paths: it is read here, and shown to nobody.
        self._words = _words()
        self._socket, theirs = socket.socketpair()
        try:
            with theirs:
                self._number = template.fork(theirs, self._words)
        except BaseException:
            self._let_go()
            raise

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        # With a timeout, Python would wait for as long, whatever the flags say.
        self._socket.settimeout(0)
        try:
            return bool(self._socket.recv(1, socket.MSG_PEEK))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def wait_until_ready(self) -> None:
        """Wait until the process can take jobs. Raises ReaderError where it cannot."""
        frame = self.receive(time.monotonic() + _STARTED_WITHIN_S)
        if frame is None or frame.kind != HELLO:
            raise ReaderLost("a reader process did not start")
        self.offline = bool(json.loads(frame.data)["offline"])

    def send(self, order: Order) -> None:
        """Send a job. Raises ReaderLost where the process has ended."""
        self.snapshot = order.snapshot
        data = pickle.dumps(order)
        self._socket.settimeout(order.seconds)
        try:
            self._socket.sendall(LENGTH.pack(len(data)) + data)
        except OSError as error:
            raise self._lost() from error

    def receive(self, end: float) -> Frame | None:
        """Give the next frame; None if there is none before a moment of `time.monotonic`. Raises ReaderError."""
        while (frame := self._taken()) is None:
            left = end - time.monotonic()
            if left <= 0:
                return None
            self._socket.settimeout(left)
            try:
                data = self._socket.recv(4 * PIECE)
            except TimeoutError:
                return None
            except OSError as error:
                raise self._lost() from error
            if not data:
                raise self._lost()
            self._received += data
        return frame

    def give_way(self) -> None:
        """Have the process let others run first, for good: only the system's administrator can take that back."""
        with suppress(OSError):
            for thread in Path(f"/proc/{self._number}/task").iterdir():
                os.setpriority(os.PRIO_PROCESS, int(thread.name), _BEHIND)

    def end(self) -> None:
        """End the process, whatever it does."""
        try:
            # With the template all its readers end.
            with suppress(ReaderLost):
                self._template.kill(self._number)
        finally:
            self._let_go()

    def _let_go(self) -> None:
        self._socket.close()
        self._words.close()

    def _taken(self) -> Frame | None:
        """Take a whole frame off what was received."""
        if len(self._received) < FRAME.size:
            return None
        kind, size = FRAME.unpack_from(self._received)
        if len(self._received) < FRAME.size + size:
            return None
        data = bytes(memoryview(self._received)[FRAME.size : FRAME.size + size])
        del self._received[: FRAME.size + size]
        return Frame(kind, data)

    def _lost(self) -> ReaderError:
        """Say why the process ended."""
        words = _last(self._words)
        if any(sign in words for sign in _MEMORY_SPENT):
            return MemoryExceeded("the query took more memory than it may")
        return ReaderLost(f"the reader process ended, and said: {words or 'nothing'}")


def _words() -> IO[bytes]:
    return tempfile.TemporaryFile()  # as long as the process


def _last(words: IO[bytes]) -> str:
    """Give the end of what a process said; nothing once it was let go of."""
    if words.closed:
        return ""
    size = words.seek(0, os.SEEK_END)
    words.seek(max(0, size - _LAST_WORDS))
    return " ".join(words.read().decode(errors="replace").split())


def _environment() -> dict[str, str]:
    """Give the environment of a reader: without our own settings, some of which are secret."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERCLAIM_")}
    # Each of its threads would reserve addresses of its own, which count.
    return kept | {"MALLOC_ARENA_MAX": "2"}
