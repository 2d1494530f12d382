"""Answers that are kept in memory, to be given again: exact, since their keys say all that they rest on."""

from __future__ import annotations

import threading
from collections import OrderedDict

_ENTRY = 250
"""Bytes that an entry takes besides its body."""


class Kept:
    """Bytes under keys, up to a size: what was asked for longest ago goes first. Safe to share between threads."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """Give what is kept under a key."""
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                self._bodies.move_to_end(key)
            return body

    def put(self, key: str, body: bytes) -> None:
        """Keep bytes under a key, if they fit at all."""
        with self._lock:
            self._drop(self._bodies.pop(key, None))
            self._bodies[key] = body
            self._left -= len(body) + _ENTRY
            while self._left < 0:
                self._drop(self._bodies.popitem(last=False)[1])

    def _drop(self, body: bytes | None) -> None:
        if body is not None:
            self._left += len(body) + _ENTRY
