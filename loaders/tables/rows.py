"""The rows of a table, each with the place of its characters in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ontology.model import Span

AROUND = 32
"""How many characters before and after a row are known, for the prefix and suffix of its quotation."""
MAX_ROW = 1_000_000
"""The most characters of a row; what is longer is a mistake, and would be held in memory whole."""
SHEET, SHEET_ROW = "workbook sheet", "workbook row"
"""The columns that say, in the text of a workbook, where a row stands in it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: its text without quotation marks and escapes, and the characters between the marks.

    `fragment` is its place in a table of comma-separated values (RFC 7111).
    """

    text: str
    span: Span
    fragment: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row or record by the names of its columns. `number` counts from 1, the header of a CSV file among them.

    Of a row from a workbook it is that in its `sheet`.
    """

    number: int
    span: Span
    exact: str
    before: str
    after: str
    cells: Mapping[str, Cell]
    fragment: str | None = None
    sheet: str | None = None

    def text(self, column: str) -> str:
        """Give what a cell holds, without blanks around it; nothing where there is no such column."""
        cell = self.cells.get(column)
        return cell.text.strip() if cell else ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is not used, and why: no word of its content. After the `last` one nothing is read."""

    number: int
    column: str | None
    reason: str
    last: bool = False
