"""A file that holds a table: what it is, and its rows. It is read twice, and never held in memory whole."""

from __future__ import annotations

import codecs
import hashlib
import io
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from loaders.errors import InputRejected, InputUnreadable, MappingError, TableRejected
from loaders.inputs import is_address
from loaders.reports.metadata import Metadata
from loaders.tables import comma_separated, json_records, wikidata_records, workbooks
from loaders.tables.base import Beginning, Fitted, Fitting, Form, TableLoader
from loaders.tables.comma_separated import PLAIN, Layout
from loaders.tables.hxl import below_tags
from loaders.tables.mapped import MappedTable
from loaders.tables.mapping_file import beside, read_mapping
from loaders.tables.persons import Hashed, PersonList, table
from loaders.tables.registry import LOADERS, loader_for, recognising
from loaders.tables.rows import BadRow, Row
from loaders.tables.scratch import Scratch
from loaders.tables.sheets import chosen, fullest, located, write_rows
from loaders.tables.window import Window
from loaders.tables.workbooks import is_workbook

SUFFIXES = (".csv", ".json", ".tsv")
"""How the names of tables end, by which they are told from reports, beside those of workbooks."""

_SIGNS = {
    Form.ENTITIES: re.compile(r'\{\s*"entities"\s*:'),
    Form.BINDINGS: re.compile(r'\{\s*"head"\s*:\s*\{\s*"(?:vars|link)"'),
}
"""How JSON begins that is no list of records."""
_READERS: dict[Form, Callable[[Window], Iterator[Row | BadRow]]] = {
    Form.JSON: json_records.rows,
    Form.ENTITIES: wikidata_records.entity_rows,
    Form.BINDINGS: wikidata_records.binding_rows,
}
_PIECE = 1 << 20
_FIRST = 1 << 16
_MANY = 25
"""How many rows or records are looked at: as far down as HXL has its tags."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file that a loader reads, with what identifies its text, and what a mapping states of it.

    Of a list of persons `counts` is the text in its place, and `counted` the SHA-256 of the list. Of a workbook
    `rows_of` holds the text in its place, and `workbook` is its SHA-256.
    """

    path: Path
    name: str
    form: Form
    loader: TableLoader
    sha256: str
    characters: int
    size: int
    layout: Layout = PLAIN
    stated: Metadata = field(default_factory=Metadata)
    counts: bytes | None = None
    counted: str | None = None
    rows_of: Scratch | None = None
    workbook: str | None = None

    @property
    def text(self) -> Path:
        """Where its text stands, unless that is counts."""
        return self.rows_of.path if self.rows_of else self.path

    def rows(self, path: Path | None = None, told: Callable[[int], None] = lambda read: None) -> Iterator[Row | BadRow]:
        """Give its rows, from the file or a copy of it; `told` is given the bytes that have been read so far.

        Raises TableRejected and InputUnreadable.
        """
        with _opened(path or self.text, self.name) if self.counts is None else io.BytesIO(self.counts) as file:
            window = Window(file)
            for row in _rows(self.form, window, self.layout):
                told(window.bytes)
                yield located(row) if self.workbook and isinstance(row, Row) else row


def is_table(given: str) -> bool:
    """Tell by its name whether a file is a table and no report."""
    return not is_address(given) and (Path(given).suffix.lower() in SUFFIXES or is_workbook(given))


def open_table(given: str, mapping: str | None = None) -> Table:
    """Find out what a file is: by the mapping that is named or lies beside it, else by how it begins.

    Raises InputUnreadable, InputRejected, TableRejected or MappingError, each with the name of the file at fault.
    """
    path = Path(given)
    mapped = _mapped(path, mapping)
    if is_workbook(given):
        return _sheets(path, given, mapped)
    if mapped and mapped.mapping.layout.sheet:
        raise MappingError(f"{mapped.mapping.file}: 'sheet' is of workbooks, and {given} is none; take it out")
    with _opened(path, given) as file:
        beginning = _beginning(file, given, mapped.mapping.layout if mapped else None)
        if isinstance(known := mapped and recognising(beginning), PersonList):
            raise TableRejected(
                f"{given}: is a list of persons for {known.name}, which counts it; take the mapping away"
            )
        loader = mapped or loader_for(beginning)
        fitted = loader.fitted(beginning) if isinstance(loader, Fitting) else Fitted(loader)
        layout = below_tags(fitted.layout, beginning)
        file.seek(0)
        if isinstance(loader, PersonList):
            return _counted(path, given, file, beginning.form, loader, layout)
        sha256, characters, size = _measured(file, given)
    return Table(path, given, beginning.form, fitted.loader, sha256, characters, size, layout, fitted.stated)


def _sheets(path: Path, name: str, mapped: MappedTable | None) -> Table:
    """Take the rows of a workbook in its place; of its bytes the SHA-256 is kept. Raises as `open_table` does."""
    with _opened(path, name) as file:
        digest = Hashed(file).digest()
    kept = Scratch()
    with workbooks.opened(path, name) as book, kept.path.open("w", encoding="utf-8", newline="") as out:
        found = chosen(book, mapped)
        write_rows(book, found.sheets, out)
    with kept.path.open("rb") as file:
        sha256, characters, size = _measured(file, name)
    fitted = found.fitted
    return Table(
        path, name, Form.CSV, fitted.loader, sha256, characters, size, stated=fitted.stated, rows_of=kept,
        workbook=digest,
    )  # fmt: skip


def _counted(path: Path, name: str, file: BinaryIO, form: Form, loader: PersonList, layout: Layout) -> Table:
    """Count a list of persons; of the list itself nothing is handed on. Raises InputRejected and TableRejected."""
    hashed = Hashed(file)
    try:
        found = loader.count(_rows(form, Window(hashed), layout))
    except UnicodeDecodeError as error:
        raise _not_utf8(name) from error
    except TableRejected as error:
        raise TableRejected(f"{name}: {error}") from error
    digest = hashed.digest()
    text = table(found, digest).encode()
    sha256 = hashlib.sha256(text).hexdigest()
    return Table(path, name, Form.CSV, loader, sha256, len(text), len(text), counts=text, counted=digest)


def beginning_of(given: str, layout: Layout) -> Beginning:
    """Give how a file begins that is laid out so. Raises as `open_table` does."""
    with _opened(Path(given), given) as file:
        return _beginning(file, given, layout)


def laid_out(given: str) -> tuple[Beginning, Layout]:
    """Give how a workbook begins, and where its columns are named. Raises as `open_table` does."""
    with workbooks.opened(Path(given), given) as book:
        return fullest(book)


def _mapped(path: Path, mapping: str | None) -> MappedTable | None:
    if mapping:
        return MappedTable(read_mapping(Path(mapping)))
    return MappedTable(read_mapping(there)) if (there := beside(path)).is_file() else None


def _opened(path: Path, name: str) -> BinaryIO:
    try:
        if not path.is_file():
            raise InputUnreadable(f"{name}: is no regular file; name a file that can be read")
        return path.open("rb")
    except OSError as error:
        raise InputUnreadable(
            f"{name}: {(error.strerror or str(error)).lower()}; name a file that can be read"
        ) from error


def _rows(form: Form, window: Window, layout: Layout) -> Iterator[Row | BadRow]:
    if form is Form.CSV:
        return comma_separated.rows(window, layout)
    return _READERS[form](window)


def _beginning(file: BinaryIO, name: str, layout: Layout | None) -> Beginning:
    """Look at the first rows or records; `layout` is what a mapping says of them."""
    window = Window(file)
    try:
        window.holding(0, _FIRST)
        text = window.text.removeprefix("\ufeff").lstrip()
        if not text:
            raise InputRejected(f"{name}: is empty; give a table")
        file.seek(0)
        if text[0] in "[{":
            return _records(file, name, next((form for form, sign in _SIGNS.items() if sign.match(text)), Form.JSON))
        line = text.partition("\n")[0].rstrip("\r")
        if "\r" in line:
            raise TableRejected("its lines end in CR alone; save it with LF or CRLF")
        delimiter, many = (layout.delimiter, layout.header + _MANY) if layout else (",", _MANY)
        rows = comma_separated.first_rows(Window(file), delimiter, many)
        columns = _named_columns(rows, layout) if layout else _header(line, name)
        return Beginning(name, Form.CSV, columns, tuple(rows))
    except UnicodeDecodeError as error:
        raise _not_utf8(name) from error
    except TableRejected as error:
        raise TableRejected(str(error) if str(error).startswith(name) else f"{name}: {error}") from error


def _named_columns(rows: Sequence[tuple[str, ...]], layout: Layout) -> tuple[str, ...]:
    return next((row for row in rows[layout.header - 1 :] if any(row)), ())


def _records(file: BinaryIO, name: str, form: Form) -> Beginning:
    """Look at the first records; their values' names are the columns, as some may lack some."""
    found: list[Row] = []
    for row in itertools.islice(_rows(form, Window(file), PLAIN), _MANY):
        if isinstance(row, Row):
            found.append(row)
        elif not found:
            raise TableRejected(f"its first record {row.reason}")
    if not found:
        raise TableRejected("holds no record")
    columns = tuple(dict.fromkeys(column for row in found for column in row.cells))
    return Beginning(name, form, columns, (columns, *(tuple(map(row.text, columns)) for row in found)))


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
