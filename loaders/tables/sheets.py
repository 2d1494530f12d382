"""The text of a workbook: the rows of the sheets that are read, as comma-separated values with the place of each.

The bytes of a workbook are packed, and nothing can be quoted from them. So the rows stand in their place, as an
article's text does in that of its page: in each line the sheet, the number of the row there, and its cells, under the
names that the columns have in any of the sheets. The same workbook always gives the same text.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TextIO

from loaders.errors import MappingError, TableRejected
from loaders.tables.base import Beginning, Fitted, Fitting, Form, TableLoader
from loaders.tables.comma_separated import PLAIN, Layout, distinct
from loaders.tables.hxl import below_tags
from loaders.tables.mapped import MappedTable
from loaders.tables.persons import PersonList
from loaders.tables.registry import loader_for, recognising
from loaders.tables.rows import MAX_ROW, SHEET, SHEET_ROW, Row
from loaders.tables.workbooks import Workbook

MOST_TEXT = 1 << 30
"""The most characters of the text: a string that is kept once in a workbook may stand in a million of its cells."""

_MANY = 25
"""How many rows are looked at: as far down as HXL has its tags."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What reads a workbook, and the sheets that it reads, each with its layout."""

    fitted: Fitted
    sheets: Mapping[str, Layout]


def chosen(book: Workbook, mapped: MappedTable | None) -> Chosen:
    """Choose the sheet that a mapping names, else all those that one loader knows.

    Raises TableRejected, MappingError.
    """
    if mapped:
        sheet = _named(book, mapped)
        beginning = beginning_of(book, sheet, mapped.mapping.layout)
        return Chosen(mapped.fitted(beginning), {sheet: below_tags(mapped.mapping.layout, beginning)})
    known = {sheet: beginning for sheet in book.sheets if (beginning := beginning_of(book, sheet)).columns}
    read = {sheet: loader for sheet, beginning in known.items() if (loader := recognising(beginning))}
    for loader in read.values():
        if isinstance(loader, PersonList):
            raise TableRejected(
                f"{book.name}: holds a list of persons for {loader.name}; save that sheet as .csv: it is counted, "
                "and no more of it kept"
            )
    if not read:
        raise _unknown(book.name, tuple(known.values()))
    fitted = {sheet: _fitted(loader, known[sheet]) for sheet, loader in read.items()}
    first = next(iter(fitted.values()))
    if any((each.loader, each.stated) != (first.loader, first.stated) for each in fitted.values()):
        raise TableRejected(
            f"{book.name}: its sheets {_listed(read)} are tables of different kinds; give each as a file of its own"
        )
    return Chosen(first, {sheet: each.layout for sheet, each in fitted.items()})


def write_rows(book: Workbook, sheets: Mapping[str, Layout], out: TextIO) -> None:
    """Write the rows of some sheets, as far as their columns are named. Raises TableRejected for what is too long."""
    headers = {sheet: _columns(book, sheet, layout) for sheet, layout in sheets.items()}
    # The order of the widest sheet: others mostly lack some of its columns.
    widest = sorted(headers.values(), key=_width, reverse=True)
    union = tuple(dict.fromkeys(column for columns in widest for column in columns))
    writer, written = csv.writer(out, lineterminator="\n"), 0
    writer.writerow((SHEET, SHEET_ROW, *union))
    for sheet, layout in sheets.items():
        for number, cells in _below(book, sheet, layout):
            told = dict(zip(headers[sheet], cells, strict=False))
            characters: int = writer.writerow((sheet, number, *(told.get(column, "") for column in union)))
            written += characters
            if characters > MAX_ROW or written > MOST_TEXT:
                raise TableRejected(
                    f"{book.name}: row {number} of its sheet '{sheet}' is longer than {MAX_ROW:,} characters, or all "
                    f"together than {MOST_TEXT:,}; part it"
                )


def located(row: Row) -> Row:
    """Number a row of the text as it is in its sheet."""
    return replace(row, number=int(row.text(SHEET_ROW)), sheet=row.text(SHEET))


def beginning_of(book: Workbook, sheet: str, layout: Layout | None = None) -> Beginning:
    """Give how a sheet begins.

    The first row that is not empty names the columns, unless a mapping's `layout` says which does.
    """
    rows = tuple(itertools.islice(book.rows(sheet), (layout or PLAIN).header + _MANY))
    at = layout.header - 1 if layout else 0
    columns = next((row for row in rows[at:] if any(row)), ())
    return Beginning(book.name, Form.CSV, tuple(column.strip() for column in columns), rows)


def fullest(book: Workbook) -> tuple[Beginning, Layout]:
    """Give the sheet that has most in its first rows, and its layout: the first row without a gap names the columns.

    Raises TableRejected for a workbook with nothing in it.
    """
    begin = {sheet: beginning_of(book, sheet) for sheet in book.sheets}
    sheet = max(begin, key=lambda each: sum(map(len, begin[each].rows)), default=None)
    if sheet is None or not any(map(any, begin[sheet].rows)):
        raise TableRejected(f"{book.name}: is empty; give a table")
    rows = begin[sheet].rows
    wide = max(map(len, rows))
    header = next((number for number, row in enumerate(rows, 1) if all(row) and len(row) == wide), 1)
    padded = tuple((*row, *[""] * (wide - len(row))) for row in rows)
    beginning = Beginning(book.name, Form.CSV, padded[header - 1], padded)
    layout = below_tags(Layout(header=header, first=header + 1), beginning)
    return beginning, replace(layout, sheet=sheet if len(begin) > 1 else None)


def _named(book: Workbook, mapped: MappedTable) -> str:
    """Give the sheet that a mapping names, or the only one. Raises MappingError."""
    named, there, file = mapped.mapping.layout.sheet, (*book.sheets, *book.hidden), mapped.mapping.file
    if named is None and len(book.sheets) == 1:
        return book.sheets[0]
    if named is None or named not in there:
        wrong = f"has no sheet '{named}'" if named else "has several sheets"
        raise MappingError(f"{file}: {book.name} {wrong}; name one under 'table' as 'sheet': {_listed(there)}")
    return named


def _fitted(loader: TableLoader, beginning: Beginning) -> Fitted:
    fitted = loader.fitted(beginning) if isinstance(loader, Fitting) else Fitted(loader)
    if fitted.layout != PLAIN:
        return fitted
    header = next(number for number, row in enumerate(beginning.rows, 1) if any(row))
    return replace(fitted, layout=below_tags(Layout(header=header, first=header + 1), beginning))


def _unknown(name: str, beginnings: Sequence[Beginning]) -> TableRejected:
    """Say why no sheet is read: by the one that is most like a table that is known."""
    reasons = []
    for beginning in beginnings:
        try:
            loader_for(beginning)
        except TableRejected as error:
            reasons.append(str(error))
    plain = f"{name}: none of its sheets is a table that is read here; `counterclaim loaders` lists what is"
    return TableRejected(next((each for each in reasons if "is no table that" not in each), plain))


def _columns(book: Workbook, sheet: str, layout: Layout) -> tuple[str, ...]:
    if layout.columns:
        return layout.columns
    names = next(itertools.islice(book.rows(sheet), layout.header - 1, None), ())
    return distinct([name.strip() for name in names])


def _width(columns: tuple[str, ...]) -> int:
    return len(columns)


def _below(book: Workbook, sheet: str, layout: Layout) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give the rows that count and are not empty, each with its number."""
    for number, row in enumerate(book.rows(sheet), 1):
        if number >= layout.first and any(cell.strip() for cell in row):
            yield number, row


def _listed(sheets: Sequence[str] | Mapping[str, object]) -> str:
    return ", ".join(f"'{sheet}'" for sheet in sheets)
