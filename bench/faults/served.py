"""A server for the rows: in processes of its own, which are counted, killed, and started again over the same data."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.faults.caller import Caller
from store.directory import DataDirectory
from store.tokens import Tokens
from tests.server.running import PROGRAM, free_port
from tests.server.samples import make_directory, make_sample

ROOT = Path(__file__).resolve().parents[2]
START_S = 60.0
_TAKEN = "another program listens there"
_FAST = Path("/dev/shm")  # noqa: S108 (only to be fast: no power is cut here)

GENEROUS = "Shares(places=3, per_client=3, waiting=256, waiting_per_client=256, wait=30, seconds_per_minute=1e6)"
"""Shares with which one machine may play many clients."""


@contextmanager
def folder() -> Iterator[Path]:
    """Give an empty folder, in memory where that can be had."""
    with tempfile.TemporaryDirectory(dir=_FAST if _FAST.is_dir() else None, prefix="counterclaim-faults-") as path:
        yield Path(path)


@contextmanager
def sample(path: Path | None = None) -> Iterator[DataDirectory]:
    """Give a data directory with the vocabulary and one small report."""
    if path is not None:
        yield make_directory(path, make_sample())
        return
    with folder() as own:
        yield make_directory(own / "data", make_sample())


class Served:
    """A server over a data directory, and all its processes."""

    def __init__(self, directory: DataDirectory, settings: str = "{}") -> None:
        """Start a server; `settings` are written as Python would, beside the usual ones."""
        self.directory = directory
        self.token = Tokens(directory).create(f"faults-{time.monotonic_ns()}", write=True)
        self._settings = settings
        # Kept open as long as the server may write to it.
        self._said = tempfile.TemporaryFile()  # noqa: SIM115
        self.took_to_start = 0.0
        self._start()

    def _start(self) -> None:
        begun, before = time.monotonic(), len(self.said())
        self.port = free_port()
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(self.directory.path), str(self.port), self._settings],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
        )
        while not self._answers_now():
            if self._process.poll() is not None and _TAKEN in self.said()[before:]:
                # Somebody was given the port between the look for it and its use.
                self._start()
                return
            if self._process.poll() is not None or time.monotonic() - begun > START_S:
                raise RuntimeError(f"the server did not start: {self.said()[-2_000:]}")
            time.sleep(0.01)
        self.took_to_start = time.monotonic() - begun

    def _answers_now(self) -> bool:
        with suppress(OSError), self.caller(timeout=5) as caller:
            return caller.get("/ready").status == 200 and caller.ask("ASK { ?s ?p ?o }").status == 200
        return False

    def caller(self, address: str = "127.0.0.1", timeout: float = 60.0) -> Caller:
        """Give a client that comes from an address, and may write."""
        return Caller(self.port, address, timeout, self.token)

    @property
    def alive(self) -> bool:
        """Whether the server still is the process that was started."""
        return self._process.poll() is None

    @property
    def front(self) -> int:
        """The process that speaks HTTP: of the children of the first, the one that has children itself."""
        return next(pid for pid in children(self._process.pid) if children(pid))

    def processes(self) -> list[int]:
        """Give all processes of the server."""
        return descendants(self._process.pid)

    def writers(self) -> list[int]:
        """Give the processes that write."""
        return [pid for pid in self.processes() if b"server.writer_process" in command(pid)]

    def die(self) -> None:
        """End all its processes at once, without a word to any."""
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()

    def again(self) -> None:
        """Start it again after it died, and note how long that took."""
        self._start()

    def end(self) -> None:
        """Have it end in good order."""
        self._process.terminate()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.die()
        self._said.close()

    def said(self) -> str:
        """Give what it has written to its log so far."""
        size = os.fstat(self._said.fileno()).st_size
        return os.pread(self._said.fileno(), size, 0).decode(errors="replace")


@contextmanager
def serving(directory: DataDirectory, settings: str = "{}") -> Iterator[Served]:
    """Serve a data directory as long as the block runs."""
    served = Served(directory, settings)
    try:
        yield served
    finally:
        served.end()


def children(pid: int) -> list[int]:
    """Give the processes that a process has started, of all its threads."""
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def descendants(pid: int) -> list[int]:
    """Give a process and all that come from it."""
    return [pid, *(each for child in children(pid) for each in descendants(child))]


def command(pid: int) -> bytes:
    """Give the words with which a process was started; nothing where it has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def resident(pid: int) -> int:
    """Give the bytes of memory that a process has now; 0 where it has ended."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    return 0


def descriptors(pid: int) -> int:
    """Give how many descriptors a process has open; 0 where it has ended."""
    with suppress(OSError):
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return 0


def peak(pid: int) -> int:
    """Give the most bytes of memory that a process ever had; 0 where it has ended."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(int(each.split()[1]) * 1_024 for each in lines if each.startswith("VmHWM:"))
    return 0
