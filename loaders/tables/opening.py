"""A file that holds a table: what it is, and its rows. It is read twice, and never held in memory whole."""

from __future__ import annotations

import codecs
import hashlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from loaders.errors import InputRejected, InputUnreadable, TableRejected
from loaders.inputs import is_address
from loaders.tables import comma_separated, json_records
from loaders.tables.base import Beginning, Form, TableLoader
from loaders.tables.registry import LOADERS, loader_for
from loaders.tables.rows import BadRow, Row
from loaders.tables.window import Window

SUFFIXES = (".csv", ".json")
"""How the names of tables end, by which they are told from reports."""

_PIECE = 1 << 20
_FIRST = 1 << 16


@dataclass(frozen=True, slots=True)
class Table:
    """A file that a loader recognises, with what identifies its text."""

    path: Path
    name: str
    form: Form
    loader: TableLoader
    sha256: str
    characters: int
    size: int

    def rows(self, path: Path | None = None, told: Callable[[int], None] = lambda read: None) -> Iterator[Row | BadRow]:
        """Give its rows, from the file or a copy of it; `told` is given the bytes that have been read so far.

        Raises TableRejected and InputUnreadable.
        """
        with _opened(path or self.path, self.name) as file:
            window = Window(file)
            for row in _rows(self.form, window):
                told(window.bytes)
                yield row


def is_table(given: str) -> bool:
    """Tell by its name whether a file is a table and no report."""
    return not is_address(given) and Path(given).suffix.lower() in SUFFIXES


def open_table(given: str) -> Table:
    """Find out what a file is. Raises InputUnreadable, InputRejected or TableRejected, each with its name."""
    path = Path(given)
    with _opened(path, given) as file:
        beginning = _beginning(file, given)
        loader = loader_for(beginning)
        file.seek(0)
        sha256, characters, size = _measured(file, given)
    return Table(path, given, beginning.form, loader, sha256, characters, size)


def _opened(path: Path, name: str) -> BinaryIO:
    try:
        if not path.is_file():
            raise InputUnreadable(f"{name}: is no regular file; name a file that can be read")
        return path.open("rb")
    except OSError as error:
        raise InputUnreadable(
            f"{name}: {(error.strerror or str(error)).lower()}; name a file that can be read"
        ) from error


def _rows(form: Form, window: Window) -> Iterator[Row | BadRow]:
    return comma_separated.rows(window) if form is Form.CSV else json_records.rows(window)


def _beginning(file: BinaryIO, name: str) -> Beginning:
    window = Window(file)
    try:
        window.holding(0, _FIRST)
        text = window.text.removeprefix("\ufeff").lstrip()
        if not text:
            raise InputRejected(f"{name}: is empty; give a table")
        if text[0] in "[{":
            file.seek(0)
            return Beginning(name, Form.JSON, _first_record(file))
        line = text.partition("\n")[0].rstrip("\r")
        if "\r" in line:
            raise TableRejected("its lines end in CR alone; save it with LF or CRLF")
        return Beginning(name, Form.CSV, _header(line, name))
    except UnicodeDecodeError as error:
        raise _not_utf8(name) from error
    except TableRejected as error:
        raise TableRejected(str(error) if str(error).startswith(name) else f"{name}: {error}") from error


def _first_record(file: BinaryIO) -> tuple[str, ...]:
    for row in itertools.islice(json_records.rows(Window(file)), 1):
        if isinstance(row, Row):
            return tuple(row.cells)
        raise TableRejected(f"its first record {row.reason}")
    raise TableRejected("holds no record")


def _header(line: str, name: str) -> tuple[str, ...]:
    """Give the columns of the first line. Raises TableRejected where another delimiter makes it a known table."""
    for delimiter, words in itertools.islice(comma_separated.DELIMITERS.items(), 1, None):
        columns = comma_separated.header(line, delimiter)
        if len(columns) > 1 and any(one.recognises(Beginning(name, Form.CSV, columns)) for one in LOADERS):
            raise TableRejected(f"{name}: its columns are parted by {words}; save it with commas")
    return comma_separated.header(line)


def _measured(file: BinaryIO, name: str) -> tuple[str, int, int]:
    """Give digest, code points and bytes of a file. Raises InputRejected where it is not UTF-8 throughout."""
    digest, decoder, characters, size = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), 0, 0
    try:
        while piece := file.read(_PIECE):
            digest.update(piece)
            characters += len(decoder.decode(piece))
            size += len(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise _not_utf8(name) from error
    return digest.hexdigest(), characters, size


def _not_utf8(name: str) -> InputRejected:
    return InputRejected(f"{name}: is not UTF-8; save the table as UTF-8")
