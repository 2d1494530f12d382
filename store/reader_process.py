"""A reader process: runs one job after the other over a snapshot, in one thread with a large stack.

It is a fork of a template (`store.reader_template`), is confined before it opens anything (`store.confinement`), and
ends when the other end of its socket closes, however the front process ended.

Frames go back: a byte for the kind, four for the length, and so many bytes. A job is a length and a pickle.
"""

import json
import os
import pickle
import resource
import select
import signal
import socket
import struct
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, Protocol

from store.confinement import confine
from store.directory import DataDirectory
from store.snapshots import Snapshot
from store.statistics import JSON

HELLO, HEAD, BODY, END = b"hHBE"
FRAME = struct.Struct("!BI")
LENGTH = struct.Struct("!I")
PIECE = 65_536
"""How much of an answer is sent at once; nothing of it is sent before there is as much, or it is whole."""

_SLACK_S = 2.0
_GROWN = 4
"""A process that keeps more than this part of its memory after a job makes place for another one."""

_CRASHED = 70  # https://man.freebsd.org/cgi/man.cgi?sysexits : an internal software error


class Output(Protocol):
    """Where a job writes its answer: first its head, then its body."""

    def head(self, head: Mapping[str, JSON]) -> None:
        """Say what the answer is; may be said anew, and what was written is forgotten, as long as nothing was sent.

        Raises ValueError where it is too late.
        """
        ...

    def write(self, data: bytes) -> int:
        """Add to the body."""
        ...

    def remark(self, remarks: Mapping[str, JSON]) -> None:
        """Say what is known of the answer only when all of it was written."""
        ...


Job = Callable[[Snapshot, Any, Output], None]
"""What a reader runs: an importable function of a snapshot and of arguments that can be pickled."""


@dataclass(frozen=True, slots=True)
class Order:
    """One job, as it is sent to a reader."""

    job: Job
    arguments: Any
    snapshot: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Outfit:
    """What a reader process is told when it starts."""

    directory: DataDirectory
    memory: int
    """Bytes of addresses that it may have."""

    stack: int
    """Bytes of the stack that jobs run on."""

    preload: tuple[str, ...]
    """Modules that it imports before it says that it is there."""

    def to_argument(self) -> str:
        """Write it for a command line."""
        where = (str(self.directory.path.absolute()), self.directory.base, self.directory.default_graph)
        return json.dumps([where, self.memory, self.stack, self.preload])

    @classmethod
    def from_argument(cls, text: str) -> "Outfit":
        """Read it from a command line."""
        (path, base, default_graph), memory, stack, preload = json.loads(text)
        return cls(DataDirectory(Path(path), base, default_graph), memory, stack, tuple(preload))


def read(connection: socket.socket, outfit: Outfit) -> NoReturn:
    """Run jobs that come over a socket until it closes; then end this process."""
    offline = confine(outfit.memory)
    threading.stack_size(outfit.stack)
    reader = threading.Thread(target=_run_jobs, args=(connection, outfit, offline), daemon=True)
    reader.start()
    watch = select.poll()
    # Linux alone has a name for the end of what comes; elsewhere both ends have to be closed, which they are.
    watch.register(connection, getattr(select, "POLLRDHUP", select.POLLHUP))
    watch.poll()
    os._exit(0)


def _run_jobs(connection: socket.socket, outfit: Outfit, offline: bool) -> None:
    try:
        _send(connection, HELLO, json.dumps({"offline": offline}).encode())
        held = _Held(outfit.directory)
        while order := _receive(connection):
            # If all else fails, the system ends the process: an orphan, or one that holds the interpreter's lock.
            signal.setitimer(signal.ITIMER_REAL, order.seconds + _SLACK_S)
            _carry_out(order, held, _Sender(connection, outfit.memory // _GROWN))
            signal.setitimer(signal.ITIMER_REAL, 0)
    except OSError:
        pass  # The front has gone.
    except BaseException:
        traceback.print_exc()
        os._exit(_CRASHED)
    os._exit(0)


def _receive(connection: socket.socket) -> Order | None:
    size = _receive_exactly(connection, LENGTH.size)
    if not size:
        return None
    order: Order = pickle.loads(_receive_exactly(connection, LENGTH.unpack(size)[0]))  # noqa: S301  # from our parent
    return order


def _receive_exactly(connection: socket.socket, size: int) -> bytes:
    data = connection.recv(size, socket.MSG_WAITALL)
    return data if len(data) == size else b""


def _send(connection: socket.socket, kind: int, data: bytes) -> None:
    connection.sendall(FRAME.pack(kind, len(data)) + data)


def _carry_out(order: Order, held: "_Held", sender: "_Sender") -> None:
    try:
        order.job(held.opened(order.snapshot), order.arguments, sender)
    except OSError as error:
        if sender.broken:
            raise
        sender.end(_said(error))
    except MemoryError:
        sender.end({"failed": "memory"})
    except Exception as error:
        sender.end(_said(error))
    else:
        sender.end({})


def _said(error: Exception) -> dict[str, JSON]:
    return {"failed": f"{type(error).__name__}: {error}", "traceback": traceback.format_exc()}


class _Held:
    """The snapshot that jobs run over; the one before is let go of when another is asked for."""

    def __init__(self, directory: DataDirectory) -> None:
        self._directory = directory
        self._snapshot: Snapshot | None = None

    def opened(self, name: str) -> Snapshot:
        if self._snapshot is None or self._snapshot.name != name:
            # Not closed: what is still known of it elsewhere may not outlive its files.
            self._snapshot = None
            self._snapshot = Snapshot(self._directory, name)
        return self._snapshot


class _Sender:
    """Sends what a job writes, in pieces; the first with the head, as soon as there is one."""

    def __init__(self, connection: socket.socket, grown: int) -> None:
        """Send over a connection; at the end, say so if the process has grown beyond so many bytes."""
        self._connection = connection
        self._grown = grown
        self._pending = bytearray()
        self._head: bytes | None = None
        self._sent = False
        self._remarks: Mapping[str, JSON] = {}
        self.broken = False

    def head(self, head: Mapping[str, JSON]) -> None:
        if self._sent:
            raise ValueError("the answer's head has been sent")
        self._head = json.dumps(head).encode()
        self._pending.clear()

    def write(self, data: bytes) -> int:
        self._pending += data
        if len(self._pending) >= PIECE:
            self._flush()
        return len(data)

    def remark(self, remarks: Mapping[str, JSON]) -> None:
        self._remarks = remarks

    def end(self, ending: Mapping[str, JSON]) -> None:
        if ending and not self._sent:
            self._head = None
            self._pending.clear()
        said = {**ending, "remarks": self._remarks, "last": _own_memory() > self._grown}
        self._flush(_frame(END, json.dumps(said).encode()))

    def _flush(self, after: bytes = b"") -> None:
        frames = b""
        if self._head is not None and not self._sent:
            frames = _frame(HEAD, self._head)
        if self._pending:
            frames += _frame(BODY, bytes(self._pending))
        self._pending.clear()
        self._sent = True
        try:
            self._connection.sendall(frames + after)
        except OSError:
            self.broken = True
            raise


def _own_memory() -> int:
    """Give how many bytes of memory are this process's own, not those of files; 0 where the system does not say."""
    try:
        _, resident, shared, *_ = Path("/proc/self/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return (int(resident) - int(shared)) * resource.getpagesize()


def _frame(kind: int, data: bytes) -> bytes:
    return FRAME.pack(kind, len(data)) + data
