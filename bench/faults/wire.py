"""Requests as bytes, and answers read by the letter of RFC 9112: for what no client's library would send."""

from __future__ import annotations

import socket
import time
from types import TracebackType
from typing import Self

_PIECE = 65_536


class Closed(OSError):
    """The connection was closed before the answer was whole."""


class Wire:
    """One connection at a time, kept as long as both sides keep it; for one thread."""

    def __init__(self, port: int, seconds: float) -> None:
        """Speak to a port of this machine; an answer may take so many seconds."""
        self._port = port
        self._seconds = seconds
        self._socket: socket.socket | None = None
        self._buffer = b""
        self._end = 0.0

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._socket:
            self._socket.close()
        self._socket, self._buffer = None, b""

    def send(self, raw: bytes, *, last: bool) -> tuple[int, bytes]:
        """Send a request and give the status and body of its answer; nothing more is sent after the `last`.

        Raises TimeoutError, and OSError where the connection ends first.
        """
        was_there = self._socket is not None
        try:
            return self._exchange(raw, last)
        except (ConnectionError, Closed):
            self.close()
            if not was_there:
                raise
        except OSError:
            self.close()
            raise
        # The server had closed it, as it may after any answer.
        try:
            return self._exchange(raw, last)
        except OSError:
            self.close()
            raise

    def _exchange(self, raw: bytes, last: bool) -> tuple[int, bytes]:
        self._end = time.monotonic() + self._seconds
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=self._seconds)
        self._socket.sendall(raw)
        if last:
            self._socket.shutdown(socket.SHUT_WR)
        status, body, keep = self._answer(raw.startswith(b"HEAD "))
        if last or not keep:
            self.close()
        return status, body

    def _answer(self, is_head: bool) -> tuple[int, bytes, bool]:
        status = 100
        while status < 200:
            head = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
            status = int(head[0].split(" ")[1])
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        keep = headers.get("connection", "").lower() != "close"
        if is_head or status in (204, 304):
            return status, b"", keep
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return status, self._chunks(), keep
        if "content-length" in headers:
            return status, self._exactly(int(headers["content-length"])), keep
        return status, self._to_the_end(), False

    def _chunks(self) -> bytes:
        pieces = []
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            pieces.append(self._exactly(size))
            self._until(b"\r\n")
        self._until(b"\r\n")
        return b"".join(pieces)

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._buffer:
            self._receive()
        found, _, self._buffer = self._buffer.partition(mark)
        return found

    def _exactly(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._receive()
        found, self._buffer = self._buffer[:size], self._buffer[size:]
        return found

    def _to_the_end(self) -> bytes:
        try:
            while True:
                self._receive()
        except Closed:
            return self._buffer

    def _receive(self) -> None:
        assert self._socket  # noqa: S101 (it was made before anything is received)
        self._socket.settimeout(max(0.01, self._end - time.monotonic()))
        data = self._socket.recv(_PIECE)
        if not data:
            raise Closed("the connection was closed")
        self._buffer += data
