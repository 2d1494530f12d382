"""What a reader has written and a client has not taken yet: in memory up to a size, beyond it in a file without a name.

So a reader is done as soon as it has written its answer, however slow the client is, and the memory of the process
that stands between them stays flat.
"""

import os
import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from typing import IO

_PIECE = 262_144


class Abandoned(Exception):
    """Nobody reads what is put into the spool any more."""


class Room:
    """How many bytes all spools together may have in files."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._lock = threading.Lock()

    def take(self, size: int) -> bool:
        """Take room for so many bytes, if there is as much."""
        with self._lock:
            if size > self._left:
                return False
            self._left -= size
            return True

    def give_back(self, size: int) -> None:
        """Give back room that was taken."""
        with self._lock:
            self._left += size


class Spool:
    """A queue of bytes between two threads: one puts and ends, the other iterates and closes."""

    def __init__(self, in_memory: int, room: Room) -> None:
        """Hold so many bytes in memory, and what is more in a file, as far as there is room."""
        self._in_memory = in_memory
        self._room = room
        self._changed = threading.Condition()
        self._queue: deque[bytes] = deque()
        self._held = 0
        self._file: IO[bytes] | None = None
        self._read = self._written = 0
        self._ended = self._abandoned = False
        self._error: BaseException | None = None

    @property
    def abandoned(self) -> bool:
        """Whether the reading side has closed it."""
        return self._abandoned

    def put(self, data: bytes, patience: float) -> bool:
        """Add bytes; False if there was no room for them within so many seconds.

        Raises Abandoned where nobody reads any more, and OSError where the file cannot be written.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._abandoned or self._has_room(len(data)), patience):
                return False
            if self._abandoned:
                raise Abandoned
            if self._written == self._read and (self._held + len(data) <= self._in_memory or not self._queue):
                self._queue.append(data)
                self._held += len(data)
            else:
                self._to_file(data)
            self._changed.notify_all()
            return True

    def end(self, error: BaseException | None = None) -> None:
        """Say that nothing more comes; an error is raised to the reading side once it has read what there is."""
        with self._changed:
            self._ended, self._error = True, error
            self._changed.notify_all()

    def __iter__(self) -> Iterator[bytes]:
        try:
            while piece := self._next():
                yield piece
        finally:
            self.close()

    def close(self) -> None:
        """Let go of everything: nobody reads any more."""
        with self._changed:
            self._abandoned = True
            self._queue.clear()
            self._room.give_back(self._written)
            self._read = self._written = 0
            if self._file:
                self._file.close()
                self._file = None
            self._changed.notify_all()

    def _has_room(self, size: int) -> bool:
        """Tell whether bytes can be put, and if that is in the file, take the room for them."""
        in_memory = self._written == self._read and (self._held + size <= self._in_memory or not self._queue)
        return in_memory or self._room.take(size)

    def _to_file(self, data: bytes) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  # until the spool closes
        rest = memoryview(data)
        # Counted before it is written, so that the room is given back whatever happens.
        place, self._written = self._written, self._written + len(data)
        while rest:
            done = os.pwrite(self._file.fileno(), rest, place)
            rest, place = rest[done:], place + done

    def _next(self) -> bytes:
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._written > self._read or self._ended or self._abandoned)
            if self._queue:
                piece = self._queue.popleft()
                self._held -= len(piece)
            elif self._file and self._written > self._read:
                piece = self._from_file(self._file)
            elif self._error and not self._abandoned:
                raise self._error
            else:
                return b""
            self._changed.notify_all()
            return piece

    def _from_file(self, file: IO[bytes]) -> bytes:
        piece = os.pread(file.fileno(), min(_PIECE, self._written - self._read), self._read)
        self._read += len(piece)
        if self._read == self._written:
            # All that lies in it has been read: the disk gets its room back, and memory its turn.
            os.ftruncate(file.fileno(), 0)
            self._room.give_back(self._written)
            self._read = self._written = 0
        return piece
