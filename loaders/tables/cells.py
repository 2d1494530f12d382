"""What cells say: counts and days, read strictly, since a guess would be a figure that nobody claimed."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from loaders.reports.numbers import BEYOND
from loaders.tables.rows import Cell, Row
from ontology.model import Span

SEPARATORS = {
    ",": "a comma",
    ".": "a full stop",
    "'": "an apostrophe",
    "’": "an apostrophe",
    " ": "a blank",
} | dict.fromkeys(("\u00a0", "\u202f"), "a blank that does not break")
"""What may stand between thousands, where a mapping names it."""

# Of "1.000" nobody knows whether it is one or a thousand.
_COUNT = re.compile(r"\d+(?:\.00?)?", re.ASCII)
_GROUPED = re.compile(rf"\d{{1,3}}(?P<separator>[{''.join(SEPARATORS)}])\d{{3}}(?:(?P=separator)\d{{3}})*", re.ASCII)
_CODE = re.compile(r"[1-9]\d{0,17}", re.ASCII)
_DEGREES = re.compile(r"-?\d{1,3}(?:\.\d{1,20})?", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00:00(?:\.0+)?(?:Z|\+00:00)?)?", re.ASCII)


class UnusableCell(Exception):
    """A cell that cannot be read: its column, and why, with no word of what it holds."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column, self.reason = column, reason


def counted(text: str, separators: Collection[str] = ()) -> Decimal | None:
    """Read a whole number in digits, with thousands parted by one of `separators`; `12.0` is one too. Else None."""
    text = text.strip()
    if (grouped := _GROUPED.fullmatch(text)) and grouped["separator"] in separators:
        text = text.replace(grouped["separator"], "")
    if not _COUNT.fullmatch(text) or (value := Decimal(text)) >= BEYOND:
        return None
    return value.to_integral_value()


def day(row: Row, column: str) -> date:
    """Read the day that a cell holds, as 2025-01-31, with midnight after it or not. Raises UnusableCell."""
    found = _DAY.fullmatch(row.text(column))
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError:
        raise UnusableCell(column, "holds no day written as 2025-01-31") from None


def code(row: Row, column: str) -> str:
    """Read a number that is a name, and counts nothing. Raises UnusableCell."""
    if not _CODE.fullmatch(text := row.text(column)):
        raise UnusableCell(column, "is no number from 1 in digits alone")
    return text


def degrees(row: Row, column: str, most: Decimal) -> Decimal:
    """Read degrees as a decimal fraction, `most` at most to either side. Raises UnusableCell."""
    found = _DEGREES.fullmatch(row.text(column))
    if not found or abs(value := Decimal(found[0])) > most:
        raise UnusableCell(column, f"is no number of degrees from -{most} to {most}")
    return value


def is_day(text: str) -> bool:
    """Tell whether a text is written as a day is."""
    return _DAY.fullmatch(text) is not None


def word(row: Row, column: str) -> str:
    """Read a cell that must not be empty. Raises UnusableCell."""
    if not (text := row.text(column)):
        raise UnusableCell(column, "is empty")
    return text


def digits(row: Row, column: str) -> Cell:
    """Give a cell without the blanks around its text. Raises UnusableCell where that is not how the file prints it."""
    word(row, column)
    cell = row.cells[column]
    start = cell.span.start - row.span.start
    printed = row.exact[start : start + cell.span.end - cell.span.start]
    if printed != cell.text:
        raise UnusableCell(column, "is written with escapes")
    before = cell.span.start + len(printed) - len(printed.lstrip())
    text = printed.strip()
    return Cell(text, Span(before, before + len(text)), cell.fragment)
