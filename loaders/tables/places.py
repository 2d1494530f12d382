"""Which row and cell of a table of comma-separated values a character stands in, derived again from its text."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections import Counter

from loaders.tables import comma_separated
from loaders.tables.comma_separated import Layout
from loaders.tables.entries import MOST
from loaders.tables.rows import Row
from loaders.tables.window import Window
from ontology.model import Span

_COMMA = ","


class Places:
    """The rows of one text by the places of their characters.

    Which row names the columns, the loader knows alone: titles may stand above it. How many cells a row has to have,
    lest it be taken for several, follows from that, and so each length that occurs is tried, the commonest first.
    """

    def __init__(self, text: str) -> None:
        self._text, self._rows = text, dict[Layout, list[tuple[int, int, int]]]()
        rows = comma_separated.first_rows(Window(io.BytesIO(text.encode())), _COMMA, MOST)
        lengths = [len(row) for row in rows]
        self._layouts = [
            Layout(_COMMA, header=(first := lengths.index(length) + 1), first=first, columns=("",) * length)
            for length, _ in Counter(lengths).most_common()
        ]

    def holds(self, fragment: str, span: Span) -> bool:
        """Tell whether characters stand in the row or are within the cell that a fragment names (RFC 7111)."""
        return any(self._holds(fragment, span, layout) for layout in self._layouts)

    def _holds(self, fragment: str, span: Span, layout: Layout) -> bool:
        rows = self._read(layout)
        found = bisect_right(rows, (span.start, len(self._text), 0)) - 1
        if found < 0 or span.end > rows[found][1]:
            return False
        start, end, number = rows[found]
        if fragment == f"row={number}":
            return True
        cells = comma_separated.cells(self._text[start:end]) or []
        inner = Span(span.start - start, span.end - start)
        column = next((column for column, (_, cell) in enumerate(cells, 1) if cell.covers(inner)), None)
        return fragment == f"cell={number},{column}"

    def _read(self, layout: Layout) -> list[tuple[int, int, int]]:
        """Give where each row that is laid out so begins and ends, and its number."""
        if layout not in self._rows:
            rows = comma_separated.rows(Window(io.BytesIO(self._text.encode())), layout)
            self._rows[layout] = [(row.span.start, row.span.end, row.number) for row in rows if isinstance(row, Row)]
        return self._rows[layout]
