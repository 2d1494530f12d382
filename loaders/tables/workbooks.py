"""Workbooks (.xlsx, ECMA-376): the cells of their sheets as texts, within limits, by openpyxl.

A workbook is a ZIP archive, and may be made to unpack to more than there is memory for, or to hold a sheet with a
thousand million empty rows. Nothing of it is run: what has formulas or macros shows only what was typed.
"""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from loaders.errors import InputUnreadable, TableRejected

SUFFIX = ".xlsx"
OTHERS = {
    ".xlsm": "may hold macros",
    ".xlsb": "is a workbook in Excel's binary form",
    ".xls": "is a workbook in Excel's old form",
    ".ods": "is a workbook of OpenDocument",
}
"""How the names of workbooks end that are not read, and why not."""

MOST_UNPACKED, MOST_STRINGS = 1 << 31, 1 << 28
"""The most bytes that a workbook may unpack to, and the strings that its cells share, which are held in memory."""
MOST_PARTS, MOST_SHEETS, MOST_COLUMNS = 5_000, 100, 512
MOST_ROWS = 1 << 20
"""The most rows of a sheet: Excel's own limit."""

_ZIP, _OLE = b"PK", bytes.fromhex("d0cf11e0a1b11ae1")
"""How a workbook begins, and how one that is encrypted or of the old kind does ([MS-CFB], 2.2)."""
_MACROS, _STRINGS = "vbaproject.bin", "sharedstrings.xml"
_ENCRYPTED = 1
_BROKEN = (
    AttributeError, EOFError, IndexError, InvalidFileException, KeyError, NotImplementedError, OSError, OverflowError,
    SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What openpyxl raises for archives that hold no workbook, or a broken one: it has no error of its own for them, and
the parsers of XML beneath it have kinds of SyntaxError."""


def is_workbook(given: str) -> bool:
    """Tell by its name whether a file is a workbook, be it one that is read or not."""
    return Path(given).suffix.lower() in (SUFFIX, *OTHERS)


@dataclass(frozen=True, slots=True)
class Workbook:
    """An opened workbook: the names of the sheets that are shown, in their order, and of those that are hidden."""

    name: str
    book: Any  # openpyxl's own, whose stubs do not know worksheets that are only read
    sheets: tuple[str, ...]
    hidden: tuple[str, ...] = ()

    def rows(self, sheet: str) -> Iterator[tuple[str, ...]]:
        """Give the texts of row after row, empty ones too, as far as there are cells. Raises TableRejected."""
        worksheet = self.book[sheet]
        # The size that a sheet says it has is as long as somebody likes.
        worksheet.reset_dimensions()
        try:
            for number, row in enumerate(worksheet.iter_rows(), 1):
                if number > MOST_ROWS or len(row) > MOST_COLUMNS:
                    raise TableRejected(
                        f"{self.name}: its sheet '{sheet}' has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns"
                    )
                yield tuple(map(_text, row))
        except _BROKEN as error:
            raise _broken(self.name) from error


@contextmanager
def opened(path: Path, name: str) -> Iterator[Workbook]:
    """Open a workbook. Raises InputUnreadable, and TableRejected with the reason for one that is not read."""
    if why := OTHERS.get(path.suffix.lower()):
        raise TableRejected(f"{name}: {why}; save it as {SUFFIX}, or its sheet as .csv")
    try:
        file = path.open("rb")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputUnreadable(f"{name}: {reason}; name a file that can be read") from error
    with file, warnings.catch_warnings():
        # It warns of what it leaves out: styles, checks of input, pictures.
        warnings.simplefilter("ignore")
        _require_bounded(file, name)
        try:
            book = load_workbook(file, read_only=True, keep_links=False)
            shown = tuple(each.title for each in book.worksheets if each.sheet_state == "visible")
            hidden = tuple(each.title for each in book.worksheets if each.title not in shown)
        except _BROKEN as error:
            raise _broken(name) from error
        if len(book.sheetnames) > MOST_SHEETS:
            raise TableRejected(f"{name}: has more than {MOST_SHEETS} sheets; part it")
        yield Workbook(name, book, shown, hidden)


def _require_bounded(file: BinaryIO, name: str) -> None:
    """Raise TableRejected for a file that is no open archive of bounded size without macros."""
    begins = file.read(len(_OLE))
    file.seek(0)
    if begins == _OLE:
        raise TableRejected(f"{name}: is encrypted, or a workbook in Excel's old form; save it as {SUFFIX}, unlocked")
    if not begins.startswith(_ZIP):
        raise TableRejected(f"{name}: is no workbook, whatever its name; give the table that it is")
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except _BROKEN as error:
        raise _broken(name) from error
    # No part gives more bytes than it says here: Python's reader stops there.
    strings = sum(part.file_size for part in parts if part.filename.lower().endswith(_STRINGS))
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or strings > MOST_STRINGS:
        raise TableRejected(
            f"{name}: unpacks to more than {MOST_UNPACKED >> 20:,} MiB, {MOST_STRINGS >> 20} MiB of strings, or "
            f"{MOST_PARTS:,} parts; part it"
        )
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise TableRejected(f"{name}: is encrypted; save it without a password")
    if any(part.filename.lower().endswith(_MACROS) for part in parts):
        raise TableRejected(f"{name}: holds macros; save it as {SUFFIX} without them")


def _broken(name: str) -> TableRejected:
    return TableRejected(f"{name}: is no workbook, is cut off, or is broken; save it anew as {SUFFIX}")


def _text(cell: Any) -> str:
    """Write what a cell holds: whole numbers without a fraction, days as 2025-01-31, a formula as it was typed."""
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float() if value.is_integer():
            return str(int(value))
        case float():
            return format(Decimal(repr(value)), "f")
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ")
    # A formula over several cells is no text, but an object that has one.
    return (
        str(getattr(value, "text", None) or "=") if cell.data_type == "f" and not isinstance(value, str) else str(value)
    )
