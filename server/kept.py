"""Answers that are kept in memory, to be given again: exact, since their keys say all that they rest on."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

_ENTRY = 250
"""Bytes that an entry takes besides what it keeps."""

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class State:
    """How much is kept, and how often what was sought was not there."""

    taken: int
    """Bytes."""

    entries: int
    misses: int


class Kept(Generic[Key, Value]):
    """Values under keys, up to a size: what was asked for longest ago goes first. Safe to share between threads."""

    def __init__(self, size: int) -> None:
        """Keep up to so many bytes."""
        self._size = self._left = size
        self._misses = 0
        self._published: Hashable = None
        self._held: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """Give what is kept under a key."""
        with self._lock:
            found = self._held.get(key)
            if found is None:
                self._misses += 1
                return None
            self._held.move_to_end(key)
            return found[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Keep a value of so many bytes under a key, if it fits at all."""
        with self._lock:
            self._drop(self._held.pop(key, None))
            if size + _ENTRY > self._size:
                return
            self._held[key] = value, size + _ENTRY
            self._left -= size + _ENTRY
            while self._left < 0:
                self._drop(self._held.popitem(last=False)[1])

    def hold_for(self, published: Hashable) -> None:
        """Let go of all that was kept while something else was published: of no use, and perhaps erased since."""
        with self._lock:
            if published != self._published:
                self._held.clear()
                self._left = self._size
                self._published = published

    def state(self) -> State:
        """Tell how much is kept."""
        with self._lock:
            return State(self._size - self._left, len(self._held), self._misses)

    def _drop(self, entry: tuple[Value, int] | None) -> None:
        if entry is not None:
            self._left += entry[1]
