"""Comma-separated values (RFC 4180), read as they come, with the place of each cell (RFC 7111)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from loaders.tables.rows import AROUND, MAX_ROW, BadRow, Cell, Row
from loaders.tables.window import Window
from ontology.model import Span

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}
"""What may part columns, in words; the first does unless a mapping names another."""

_ENDLESS = f"is longer than {MAX_ROW:,} characters: it and what follows is not read"
_UNQUOTED = "has a quotation mark where none can be"


@dataclass(frozen=True, slots=True)
class Layout:
    """What parts the columns of a table, which row names them, and which is the first that counts.

    Rows are counted from 1; blank ones count, and name nothing. With a `header` of 0 no row names them: `columns` do,
    or where there are none the first row, which counts all the same. Of a workbook it may say in which `sheet`.
    """

    delimiter: str = ","
    header: int = 1
    first: int = 2
    columns: tuple[str, ...] = ()
    sheet: str | None = None


PLAIN = Layout()


def rows(window: Window, layout: Layout = PLAIN) -> Iterator[Row | BadRow]:
    """Give the rows of a table as they are read.

    A row that cannot be parted is given as bad, and the next one read; after a line without end nothing is.
    """
    return _Reader(window, layout).rows()


def first_rows(window: Window, delimiter: str, many: int) -> list[tuple[str, ...]]:
    """Give what stands in the cells of the first rows, up to one that cannot be parted; a blank row is one cell."""
    return list(itertools.islice(_Reader(window, Layout(delimiter)).texts(), many))


def header(line: str, delimiter: str = ",") -> tuple[str, ...]:
    """Give the names of the columns that the first line of a table holds."""
    return tuple(name.strip().strip('"') for name in line.removeprefix("\ufeff").rstrip("\r\n").split(delimiter))


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Name each column otherwise than the others: one without a name, or with that of one before it, by its number.

    Under one name the cells of the last would stand alone, and nobody would know of the others.
    """
    given, found = set(names), dict[str, None]()
    for number, name in enumerate(names, 1):
        own = name
        while not own or own in found or (own != name and own in given):
            own = f"{own} [{number}]".strip()
        found[own] = None
    return tuple(found)


class _Reader:
    """One run through a table."""

    def __init__(self, window: Window, layout: Layout) -> None:
        self.window, self.layout, self.at, self.number = window, layout, 0, 0
        self.columns = layout.columns

    def rows(self) -> Iterator[Row | BadRow]:
        """Give row after row."""
        self.at = self.window.opened()
        while (end := self._end()) is not None:
            self.number += 1
            if end < 0:
                yield BadRow(self.number, None, _ENDLESS, last=True)
                return
            yield from self._read(end)

    def texts(self) -> Iterator[tuple[str, ...]]:
        """Give the texts of row after row, until one cannot be parted."""
        self.at = self.window.opened()
        while (end := self._end()) is not None and end >= 0:
            found = cells(self.window.text[self.at : end].rstrip("\r"), self.layout.delimiter)
            if found is None:
                return
            self.at = end + 1
            yield tuple(text.strip() for text, _ in found)

    def _end(self) -> int | None:
        """Find where the row ends that begins here: a line end outside of quotation marks; -1 where that is too far.

        Where no line end within reach is outside of them, a mark was not closed: then it is the first.
        """
        looked, marks, first = self.at, 0, None
        while True:
            found = self.window.text.find("\n", looked)
            if found < 0 and not self.window.ended:
                looked -= self.at
                self.at = self.window.grow(self.at)
                looked += self.at
            elif found < 0:
                length = len(self.window.text)
                return length if length > self.at else None
            else:
                marks += self.window.text.count('"', looked, found)
                if marks % 2 == 0:
                    return found
                first = found - self.at if first is None else first
                looked = found + 1
            if len(self.window.text) - self.at > MAX_ROW and (found < 0 or found - self.at > MAX_ROW):
                return -1 if first is None else self.at + first

    def _read(self, end: int) -> Iterator[Row | BadRow]:
        first, length = self.at, end - self.at
        self.at = self.window.holding(first, length + AROUND + 2)
        start, end = self.at, self.at + length
        exact = self.window.text[start:end].rstrip("\r")
        row = self._row(exact, start) if exact.strip() else None
        if isinstance(row, BadRow) and "\n" in exact:
            # A mark that nobody closed has taken in the lines below: they are rows of their own.
            end = start + exact.index("\n")
        self.at = end + 1
        if row is not None:
            yield row

    def _row(self, exact: str, start: int) -> Row | BadRow | None:
        if self.number < self.layout.header:
            return None
        found = cells(exact, self.layout.delimiter)
        if found is None:
            return BadRow(self.number, None, _UNQUOTED)
        if not self.columns:
            self.columns = distinct([text.strip() for text, _ in found])
            if self.layout.header:
                return None
        if self.number < self.layout.first:
            return None
        if len(found) != len(self.columns):
            return BadRow(self.number, None, f"has {len(found)} cells, and the table {len(self.columns)} columns")
        place, window = self.window.base + start, self.window
        named = {
            column: Cell(text, Span(place + span.start, place + span.end), self._fragment("cell", f",{number}"))
            for number, (column, (text, span)) in enumerate(zip(self.columns, found, strict=True), 1)
        }
        before, after = window.around(start, start + len(exact))
        span = Span(place, place + len(exact))
        return Row(self.number, span, exact, before, after, named, self._fragment("row"))

    def _fragment(self, kind: str, column: str = "") -> str | None:
        # RFC 7111 is of comma-separated values alone.
        return f"{kind}={self.number}{column}" if self.layout.delimiter == "," else None


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    part = re.escape(delimiter)
    return re.compile(rf'(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^{part}"]*))(?:{part}|\Z)')


def cells(line: str, delimiter: str = ",") -> list[tuple[str, Span]] | None:
    """Part a line into its cells; None where a quotation mark stands where it cannot."""
    found: list[tuple[str, Span]] = []
    at = 0
    if '"' not in line:
        for text in line.split(delimiter):
            found.append((text, Span(at, at + len(text))))
            at += len(text) + 1
        return found
    while cell := _cell(delimiter).match(line, at):
        kind = "plain" if cell["quoted"] is None else "quoted"
        text = cell[kind] if kind == "plain" else cell[kind].replace('""', '"')
        found.append((text, Span(*cell.span(kind))))
        if not cell[0].endswith(delimiter):
            return found
        at = cell.end()
    return None
