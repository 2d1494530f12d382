"""What a mapping says of a table: which of its columns is what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from loaders.reports.metadata import Metadata
from loaders.tables.cells import UnusableCell, word
from loaders.tables.comma_separated import PLAIN, Layout
from loaders.tables.dates import DateForm, spanning
from loaders.tables.rows import SHEET, SHEET_ROW, Row
from ontology.dates import When


@dataclass(frozen=True, slots=True)
class Given:
    """What is said once for all rows (`text`), or by each in a `column`; `words` say what its cells stand for."""

    text: str | None = None
    column: str | None = None
    words: Mapping[str, str] | None = None

    def of(self, row: Row) -> str:
        """Give what a row has. Raises UnusableCell for an empty cell, and for one that is not among the words."""
        if self.column is None:
            return self.text or ""
        if self.words is None:
            return word(row, self.column)
        if (found := self.words.get(row.text(self.column))) is None:
            raise UnusableCell(self.column, "holds a word that the mapping does not list")
        return found


@dataclass(frozen=True, slots=True)
class Dates:
    """A date that is said once for all rows, or by each in a column; a period may be from one column to another."""

    constant: When | None = None
    first: str | None = None
    last: str | None = None
    form: DateForm = field(default_factory=DateForm)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it stands in."""
        return tuple(column for column in (self.first, self.last) if column)

    def of(self, row: Row) -> When | None:
        """Give what a row has; None where its cells are empty. Raises UnusableCell."""
        if self.first is None or not any(row.text(column) for column in self.columns):
            return self.constant
        begins = self._read(row, self.first)
        if self.last is None:
            return begins
        ends = self._read(row, self.last)
        if begins.earliest is None or ends.latest is None or ends.latest < begins.earliest:
            raise UnusableCell(self.last, "is before the period begins")
        return spanning(begins.earliest, ends.latest)

    def _read(self, row: Row, column: str) -> When:
        if (found := self.form.read(word(row, column))) is None:
            raise UnusableCell(column, f"holds no date written as {self.form.form or '2025-01-31, 2025-01 or 2025'}")
        return found


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where people are counted: the smallest that a row has of a point, codes, a name, and the country around them.

    Of several P-codes the one of the widest unit comes first; the name is that of the smallest.
    """

    country: Given | None = None
    p_code: tuple[Given, ...] = ()
    iso_3166_2: Given | None = None
    name: Given | None = None
    geonames: Given | None = None
    at: tuple[str, str] | None = None
    """The columns of latitude and longitude."""


@dataclass(frozen=True, slots=True)
class Counting:
    """What the figures of one column are; by their keys `terms` are concepts of the schemes, and `agents` names.

    Where no claimant is named, it is who publishes the dataset.
    """

    column: str
    where: Mapping[str, str]
    terms: Mapping[str, Given]
    agents: Mapping[str, Given]
    dates: Mapping[str, Dates]
    conflict: str | None = None
    place: Whereabouts | None = None
    breakdown: tuple[str, ...] = ()
    unless: Mapping[str, str] = field(default_factory=dict)
    """Columns of the breakdown that tell nothing apart in rows where another column holds something."""
    ends: tuple[str, str] | None = None
    """The columns that print the lowest and the highest number that are meant."""
    part: str | None = None
    """Which part of those whom its other keys tell of are counted, in words."""

    @property
    def columns(self) -> Iterator[str]:
        """The columns that are read."""
        place, ends = self.place or Whereabouts(), self.ends or ()
        given = (
            *self.terms.values(),
            *self.agents.values(),
            *place.p_code,
            place.country,
            place.iso_3166_2,
            place.name,
            place.geonames,
        )
        yield from (self.column, *self.where, *self.breakdown, *ends, *(place.at or ()))
        yield from (each.column for each in given if each and each.column)
        yield from (column for dates in self.dates.values() for column in dates.columns)

    def apart(self, row: Row) -> Iterator[str]:
        """Say in words what tells a row's figure apart."""
        for column in self.breakdown:
            if (text := row.text(column)) and not row.text(self.unless.get(column, "")):
                yield f"{column}: {text}"

    def applies(self, row: Row) -> bool:
        """Tell whether a row is one of those that are meant."""
        return all(row.text(column) == text for column, text in self.where.items())


@dataclass(frozen=True)
class TableMapping:
    """All that a mapping says. `columns` are those that it names, with their lines.

    Beside what it reads, `quoted` columns may be quoted: nobody is named in them.
    """

    file: str
    digest: str
    figures: tuple[Counting, ...]
    columns: tuple[tuple[str, int], ...] = ()
    stated: Metadata = field(default_factory=Metadata)
    layout: Layout = PLAIN
    thousands: str = ""
    missing: frozenset[str] = frozenset()
    quoted: frozenset[str] = frozenset()

    def withheld(self, row: Row) -> tuple[str, ...]:
        """Give the columns of which nothing is quoted: whatever is not read may be free text, and name persons."""
        return tuple(column for column in row.cells if column not in self._quotable)

    @cached_property
    def _quotable(self) -> frozenset[str]:
        return self.quoted.union((SHEET, SHEET_ROW), *(each.columns for each in self.figures))

    def cleared(self, row: Row) -> Row:
        """Empty the cells that hold a word for nothing."""
        if not self.missing:
            return row
        cells = {
            column: replace(cell, text="") if cell.text.strip() in self.missing else cell
            for column, cell in row.cells.items()
        }
        return replace(row, cells=cells)

    def counted(self, row: Row) -> Iterator[Counting]:
        """Give what there are figures of in a row."""
        for each in self.figures:
            if each.applies(row) and row.text(each.column):
                yield each
