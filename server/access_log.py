"""The access log: one JSON object a line for each request, to standard error or to a file.

It tells what a server did, not who asked what: a query by its hash, a client by a pseudonym that holds for a day and
that nobody can turn back, since its key is in memory alone. Who must have both in clear says so (`clear`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
import queue
import secrets
import sys
import threading
from datetime import date
from multiprocessing.util import Finalize
from pathlib import Path

from server.errors import StartError
from server.notes import Note

logger = logging.getLogger(__name__)

STANDARD_ERROR = "-"

_LONGEST_PATH = 1_000
_MOST_WAITING = 10_000
_HASH = 16
"""Hexadecimal digits of a hash."""


class AccessLog:
    """Writes a line for each request, in a thread of its own: a slow disk holds up no answer. Safe between threads."""

    def __init__(self, where: str, *, clear: bool = False) -> None:
        """Write to a file, which may be moved away while it is written to, or to `-`, standard error."""
        self._clear = clear
        self._pseudonyms = Pseudonyms()
        self._queue = _Queue(_Lines(where))

    def close(self) -> None:
        """Write what is left to be written, and let go of the file."""
        self._queue.close()

    def flush(self) -> None:
        """Wait until all lines so far are written."""
        self._queue.flush()

    def write(self, note: Note) -> None:
        """Have the line of a request written that is over."""
        self._queue.add(json.dumps(self.entry(note), separators=(",", ":")).encode("ascii"))

    def entry(self, note: Note) -> dict[str, object]:
        """Give what is said of a request."""
        entry: dict[str, object] = {
            "time": note.began.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "id": note.id,
            "client": self._pseudonyms.of(note.client, note.began.date()),
            "method": note.method[:16],
            "path": note.path[:_LONGEST_PATH],
            "status": note.status,
            "outcome": note.outcome,
            "error": note.error,
            "bytes": note.sent,
            "ms": round(note.seconds * 1000, 1),
            "query": None if note.query is None else query_hash(note.query),
            "rows": note.rows,
            "cached": note.cached,
            "snapshot": note.snapshot,
            "scope": note.scope,
        }
        return entry | {"address": note.client, "text": note.query} if self._clear else entry


def check(where: str) -> None:
    """Find out whether an access log can be written. Raises StartError."""
    lines = _Lines(where)
    try:
        lines.reach()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise StartError(f"{where}: the access log cannot be written there: {why}") from error
    finally:
        lines.close()


class Pseudonyms:
    """Names for addresses: one address has one name on one day, and another on the next."""

    def __init__(self) -> None:
        self._day = date.min
        self._key = b""

    def of(self, address: str, day: date) -> str:
        """Give the name of an address on a day."""
        if day > self._day:
            self._day, self._key = day, secrets.token_bytes(32)
        return hmac.digest(self._key, address.encode(), "sha256").hex()[:_HASH]


def query_hash(text: str) -> str:
    """Give the name of a query's text: the beginning of its SHA-256, so that who has the text finds its lines."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:_HASH]


class _Queue:
    """Lines that wait to be written, and the thread that writes them."""

    def __init__(self, lines: _Lines) -> None:
        self._lines = lines
        self._waiting: queue.Queue[bytes | None] = queue.Queue(_MOST_WAITING)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._lost = 0

    def add(self, line: bytes) -> None:
        """Have a line written; where too many wait, it is lost, and how many were is told in the log of errors."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._write, name="access log", daemon=True)
                self._thread.start()
                # What waits when the process ends is written, too; one that multiprocessing has made runs no `atexit`.
                Finalize(None, self.close, exitpriority=0)
            try:
                self._waiting.put_nowait(line)
            except queue.Full:
                self._lost += 1
                return
            lost, self._lost = self._lost, 0
        if lost:
            logger.error("the access log lacks %d lines: they came faster than they could be written", lost)

    def flush(self) -> None:
        """Wait until all lines so far are written."""
        self._waiting.join()

    def close(self) -> None:
        """Write what waits, and let go of the file."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._waiting.put(None)
            thread.join()
        self._lines.close()

    def _write(self) -> None:
        while (line := self._waiting.get()) is not None:
            self._lines.add(line)
            self._waiting.task_done()
        self._waiting.task_done()


class _Lines:
    """Lines at the end of a file, each written at once; the file is opened anew when it was moved away."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._lock = threading.Lock()
        self._descriptor: int | None = None
        self._torn = False
        self._told = False

    def add(self, line: bytes) -> None:
        """Add a line. One that cannot be written stops no request; the first such is told in the log of errors."""
        with self._lock:
            try:
                # What a full disk has cut stays a line of its own.
                text = b"\n" * self._torn + line + b"\n"
                self._torn = os.write(self.reach(), text) < len(text)
                self._told = False
            except OSError as error:
                if not self._told:
                    logger.error("the access log cannot be written: %s", error.strerror)
                self._told = True

    def reach(self) -> int:
        """Give the descriptor to write to. Raises OSError."""
        if self._where == STANDARD_ERROR:
            return sys.stderr.fileno()
        if self._descriptor is not None and self._was_moved(self._descriptor):
            self._let_go()
        if self._descriptor is None:
            self._descriptor = os.open(self._where, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
        return self._descriptor

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._let_go()

    def _was_moved(self, descriptor: int) -> bool:
        try:
            return not os.path.samestat(Path(self._where).stat(), os.fstat(descriptor))
        except FileNotFoundError:
            return True

    def _let_go(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = None
