"""The front's end of one reader process: starts it, sends it a job, receives frames, ends it."""

import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

from store.errors import MemoryExceeded, ReaderError, ReaderLost
from store.reader_process import FRAME, HELLO, LENGTH, PIECE, Order, Outfit

# With the search path of this process, so that no folder where it happens to be started stands before our modules.
_PROGRAM = (
    "import sys; sys.path[:] = {path!r}; from store.reader_process import main; main(int(sys.argv[1]), sys.argv[2])"
)

_HELLO_WITHIN_S = 60.0
_MEMORY_SPENT = (b"memory allocation of", b"MemoryError", b"bad_alloc", b"Cannot allocate memory")
_LAST_WORDS = 4_096


class Frame(NamedTuple):
    """A message of a reader."""

    kind: int
    data: bytes


class Link:
    """One reader process, and the socket to it. Used by one thread at a time."""

    def __init__(self, outfit: Outfit) -> None:
        """Start the process; it is ready once `wait_until_ready` returns."""
        self.offline = False
        self._received = bytearray()
        ours, theirs = socket.socketpair()
        # What it says when it ends may name paths: it is read here, and shown to nobody.
        self._words = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the process
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
        self._socket = ours

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Wait until the process can take jobs. Raises ReaderError where it cannot."""
        frame = self.receive(time.monotonic() + _HELLO_WITHIN_S)
        if frame is None or frame.kind != HELLO:
            raise ReaderLost(f"a reader process did not start: {self.end()}")
        self.offline = bool(json.loads(frame.data)["offline"])

    def send(self, order: Order) -> None:
        """Send a job. Raises ReaderLost where the process has ended."""
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

    def end(self) -> str:
        """End the process, whatever it does; give what it said last."""
        self._process.kill()
        self._process.wait()
        self._socket.close()
        return self._last_words()

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
        try:
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            code = 0
        words = self._last_words()
        if any(sign.decode() in words for sign in _MEMORY_SPENT):
            return MemoryExceeded("the query took more memory than it may")
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return ReaderLost(f"the reader process ended with {name}: {words}")

    def _last_words(self) -> str:
        if self._words.closed:
            return ""
        size = self._words.seek(0, os.SEEK_END)
        self._words.seek(max(0, size - _LAST_WORDS))
        words = self._words.read().decode(errors="replace")
        self._words.close()
        return " ".join(words.split())


def _environment() -> dict[str, str]:
    """Give the environment of a reader: without our own settings, some of which are secret."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERCLAIM_")}
    # Each of its threads would reserve addresses of its own, which count.
    return kept | {"MALLOC_ARENA_MAX": "2"}
