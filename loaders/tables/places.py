"""Which row and cell of a table of comma-separated values a character stands in, derived again from its text."""

from __future__ import annotations

import io
from bisect import bisect_right

from loaders.tables import comma_separated
from loaders.tables.rows import Row
from loaders.tables.window import Window
from ontology.model import Span


class Places:
    """The rows of one text by the places of their characters."""

    def __init__(self, text: str) -> None:
        # A header is taken for a row, too: whether there is one, the loader knows.
        rows = comma_separated.rows(Window(io.BytesIO(text.encode())), comma_separated.HEADLESS)
        self._rows = [(row.span.start, row.span.end, row.number) for row in rows if isinstance(row, Row)]
        self._text = text

    def holds(self, fragment: str, span: Span) -> bool:
        """Tell whether characters stand in the row or are within the cell that a fragment names (RFC 7111)."""
        found = bisect_right(self._rows, (span.start, len(self._text), 0)) - 1
        if found < 0 or span.end > self._rows[found][1]:
            return False
        start, end, number = self._rows[found]
        if fragment == f"row={number}":
            return True
        cells = comma_separated.cells(self._text[start:end]) or []
        inner = Span(span.start - start, span.end - start)
        column = next((column for column, (_, cell) in enumerate(cells, 1) if cell.covers(inner)), None)
        return fragment == f"cell={number},{column}"
