"""Answers that are kept in memory, to be given again: exact, since their keys say all that they rest on."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

_ENTRY = 250
"""Bytes that an entry takes besides what it keeps."""

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """Values under keys, up to a size: what was asked for longest ago goes first. Safe to share between threads."""

    def __init__(self, size: int) -> None:
        """Keep up to so many bytes."""
        self._left = size
        self._held: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """Give what is kept under a key."""
        with self._lock:
            found = self._held.get(key)
            if found is None:
                return None
            self._held.move_to_end(key)
            return found[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Keep a value of so many bytes under a key, if it fits at all."""
        with self._lock:
            self._drop(self._held.pop(key, None))
            self._held[key] = value, size + _ENTRY
            self._left -= size + _ENTRY
            while self._left < 0:
                self._drop(self._held.popitem(last=False)[1])

    def _drop(self, entry: tuple[Value, int] | None) -> None:
        if entry is not None:
            self._left += entry[1]
