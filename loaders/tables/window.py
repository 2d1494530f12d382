"""A file's characters with their places, as much of them at a time as a row needs."""

from __future__ import annotations

import codecs
from typing import Protocol

from loaders.tables.rows import AROUND

_PIECE = 1 << 18


class Readable(Protocol):
    """A file in bytes."""

    def read(self, size: int, /) -> bytes:
        """Read so many bytes, fewer at the end."""
        ...


class Window:
    """A stretch of a text in UTF-8 that is read from its beginning to its end.

    `text` is what is in memory, and `base` the place of its first character in the whole text. A byte order mark is a
    character of it, as it is of the stored bytes.
    """

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self.text, self.base, self.ended, self.bytes = "", 0, False, 0

    def grow(self, at: int) -> int:
        """Read on, and forget what stands well before `at`; give the new index of the character there."""
        piece = self._file.read(_PIECE)
        self.bytes += len(piece)
        self.ended = not piece
        forgotten = max(0, at - AROUND)
        self.text = self.text[forgotten:] + self._decoder.decode(piece, final=self.ended)
        self.base += forgotten
        return at - forgotten

    def opened(self) -> int:
        """Give the index of the first character that is no byte order mark."""
        at = self.holding(0, 1)
        return at + 1 if self.text.startswith("\ufeff", at) else at

    def holding(self, at: int, characters: int) -> int:
        """Read until so many characters from `at` on are in memory, or all there are; give its new index."""
        while not self.ended and len(self.text) - at < characters:
            at = self.grow(at)
        return at

    def around(self, start: int, end: int) -> tuple[str, str]:
        """Give the characters right before and right after a stretch that is in memory."""
        return self.text[max(0, start - AROUND) : start], self.text[end : end + AROUND]
