"""What a person decides of names: which entry of the reference data each means, or that it means none of them.

A file of decisions is CSV with the columns `iri` or `name`, `is`, `by` and `why`; others are passed over. What was
decided stands in `curation/names.csv` of the data directory, a line each with its day; of several on one thing the last
one holds. The form is in `docs/tables.md`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from loaders.errors import CurationError
from ontology.identifiers import Identifiers
from ontology.model import IRI
from store.directory import DataDirectory
from store.files import replace_file

FILE = "curation/names.csv"
"""Where decisions stand in a data directory."""

NONE, OPEN = "none", "open"
"""What stands in place of an entry where it is none of them, and where an earlier decision is taken back."""

MAX_BYTES = 50_000_000
_KEPT = ("iri", "is", "by", "why", "on")


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word on a thing: the path of the entry that it is, `none` or `open`; by whom, why, and when."""

    thing: IRI
    entry: str
    by: str
    why: str
    on: date

    @property
    def path(self) -> str | None:
        """The path of the entry that the thing is, if it is one."""
        return None if self.entry in (NONE, OPEN) else self.entry


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file that decides something, as it stands there; its number is that of its first line of text."""

    file: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def wrong(self, what: str, mend: str) -> CurationError:
        """Say what is wrong with it, and how to mend it."""
        return CurationError(f"{self.file}: line {self.number} {what}; {mend}")


@dataclass(frozen=True)
class Decisions:
    """All that was decided, in its order."""

    log: tuple[Decision, ...] = ()

    def holding(self) -> dict[IRI, Decision]:
        """Give the decision that holds of each thing; nothing of one whose decision was taken back."""
        last = {each.thing: each for each in self.log}
        return {iri: each for iri, each in last.items() if each.entry != OPEN}

    def with_(self, more: Iterable[Decision]) -> Self:
        """Give these and more, as far as those change anything."""
        held = self.holding()
        new = (each for each in more if (held[each.thing].entry if each.thing in held else OPEN) != each.entry)
        return type(self)((*self.log, *new))


def decisions(directory: DataDirectory) -> Decisions:
    """Read what was decided in a data directory; where there is no file, nothing was. Raises CurationError."""
    path, names = directory.path / FILE, Identifiers(directory.base)
    if not path.exists():
        return Decisions()
    return Decisions(tuple(_kept(line, names) for line in lines(path)))


def record(directory: DataDirectory, decided: Decisions) -> None:
    """Write down what was decided: the file is there, old or new, whole."""
    path, names = directory.path / FILE, Identifiers(directory.base)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(_KEPT)
    writer.writerows((names.local(e.thing), e.entry, e.by, e.why, e.on.isoformat()) for e in decided.log)
    path.parent.mkdir(exist_ok=True)
    replace_file(path, written.getvalue().encode())


def lines(path: Path) -> Iterator[Line]:
    """Read the lines of a file that decide something. Raises CurationError for what is no such file."""
    text = _text(path)
    header = text.partition("\n")[0]
    # A spreadsheet in a country where the comma parts decimals writes semicolons.
    delimiter = ";" if ";" in header and "," not in header else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns, number = list[str](), 1
    try:
        for row in rows:
            if not columns:
                columns = _columns(path, row)
            elif any(map(str.strip, row)):
                yield _line(str(path), number, columns, row)
            number = rows.line_num + 1
    except csv.Error as error:
        raise CurationError(f"{path}: line {number} is not CSV: {error}; mend it there") from error
    if not columns:
        raise CurationError(f"{path}: is empty; `counterclaim reconcile --draft FILE` writes one to fill in")


def absolute(iri: str, names: Identifiers) -> IRI:
    """Give an IRI that may be cut to what follows the base."""
    return iri if "://" in iri else names.at(iri.removeprefix("/"))


def _line(file: str, number: int, columns: list[str], row: list[str]) -> Line:
    if len(row) != len(columns):
        wrong = f"has {len(row)} cells, and the first line {len(columns)}"
        raise Line(file, number, {}).wrong(wrong, "put quotation marks around what holds a comma")
    return Line(file, number, {column: " ".join(cell.split()) for column, cell in zip(columns, row, strict=True)})


def _columns(path: Path, row: list[str]) -> list[str]:
    columns = [cell.strip().casefold() for cell in row]
    lacking = [each for each in ("is", "by", "why") if each not in columns]
    if not {"iri", "name"} & set(columns):
        lacking.insert(0, "iri")
    if lacking:
        raise CurationError(
            f"{path}: line 1 has no column '{lacking[0]}'; it is to have the columns iri (or name), is, by and why"
        )
    if len(set(columns)) != len(columns):
        raise CurationError(f"{path}: line 1 has a column twice; keep one of the two")
    return columns


def _kept(line: Line, names: Identifiers) -> Decision:
    try:
        on = date.fromisoformat(line["on"])
    except ValueError as error:
        raise line.wrong(f"has no day such as 2025-01-31 in '{line['on'][:40]}'", "mend it there") from error
    if not all(line[column] for column in ("iri", "is", "by", "why")):
        raise line.wrong("lacks what it is of, what it is, by whom or why", "mend it there, or take it out")
    return Decision(absolute(line["iri"], names), line["is"], line["by"], line["why"], on)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CurationError(f"{path}: is larger than {MAX_BYTES} bytes; split it")
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CurationError(f"{path}: cannot be read ({error}); make it a readable file in UTF-8") from error
