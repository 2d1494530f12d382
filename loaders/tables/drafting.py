"""A first draft of a mapping, from how a table's columns are called and what stands in them.

A draft says what it is unsure of in comments, and leaves empty what the columns do not tell: an empty value is an
error when the mapping is read, so that nothing is loaded on a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import yaml

from loaders.errors import TableRejected
from loaders.tables.base import Beginning, Form
from loaders.tables.cells import SEPARATORS, counted
from loaders.tables.comma_separated import DELIMITERS, Layout
from loaders.tables.dates import DateForm
from loaders.tables.hxl import tags_in
from loaders.tables.mapped import require_no_persons
from loaders.tables.opening import beginning_of, laid_out
from loaders.tables.registry import LOADERS
from loaders.tables.workbooks import is_workbook
from ontology.model import Comparator, Phenomenon
from ontology.triples import P_CODE

_PHENOMENA: tuple[tuple[str, Phenomenon], ...] = (
    ("returnees?|returned (?:refugees?|idps?)", Phenomenon.RETURNEES),
    ("bod(?:y|ies)|remains|repatriat", Phenomenon.BODIES_TRANSFERRED),
    ("kill|dead|death|died|fatalit|slain", Phenomenon.DEATHS),
    ("injur|wound|hurt", Phenomenon.WOUNDED),
    ("missing|disappear", Phenomenon.MISSING),
    (r"exchang|swap|returned", Phenomenon.PRISONERS_EXCHANGED),
    (r"captur|captive|prisoner|\bpows?\b|detain", Phenomenon.PRISONERS_HELD),
    ("hostage", Phenomenon.HOSTAGES_RELEASED),
    ("identified", Phenomenon.IDENTIFIED),
    ("casualt", Phenomenon.CASUALTIES),
    ("loss|personnel", Phenomenon.LOSSES),
    ("refugees?", Phenomenon.REFUGEES),
    ("asylum", Phenomenon.ASYLUM_SEEKERS),
    (r"idps?\b|displaced", Phenomenon.INTERNALLY_DISPLACED),
    ("events?|incidents?|attacks?", Phenomenon.CONFLICT_EVENTS),
)
_HEDGES = {
    "": Comparator.EXACT, "exact": Comparator.EXACT, "=": Comparator.EXACT, "about": Comparator.ABOUT,
    "around": Comparator.ABOUT, "approximately": Comparator.ABOUT, "~": Comparator.ABOUT, "more": Comparator.MORE_THAN,
    "more than": Comparator.MORE_THAN, "over": Comparator.MORE_THAN, ">": Comparator.MORE_THAN,
    "at least": Comparator.AT_LEAST, ">=": Comparator.AT_LEAST, "≥": Comparator.AT_LEAST, "+": Comparator.AT_LEAST,
    "up to": Comparator.UP_TO, "<=": Comparator.UP_TO, "≤": Comparator.UP_TO, "less than": Comparator.LESS_THAN,
    "under": Comparator.LESS_THAN, "<": Comparator.LESS_THAN,
}  # fmt: skip
_NOTHING = frozenset(("n/a", "na", "nan", "null", "none", "unknown", "-", "–", "—", "...", "…"))
_FORMS = (
    None, "DD.MM.YYYY", "D.M.YYYY", "DD/MM/YYYY", "MM/DD/YYYY", "D/M/YYYY", "M/D/YYYY", "DD-MM-YYYY", "D MMMM YYYY",
    "DD-MMM-YYYY",
    "MMMM D, YYYY", "MMMM YYYY", "MM/YYYY", "MM.YYYY",
)  # fmt: skip
_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]+)?")
_NUMBERED: Mapping[str, tuple[str, re.Pattern[str]]] = MappingProxyType(
    {
        "geonames": (r"geo[ _-]?names?(?:[ _-]?id)?", re.compile("[1-9][0-9]{0,9}")),
        "latitude": (r"lat(?:itude)?", _DEGREES),
        "longitude": (r"lon(?:g|gitude)?|lng", _DEGREES),
    }
)
"""Columns of numbers of places, by their names, and how the numbers look."""
_COUNTRY, _UNIT, _SUBDIVISION = (
    re.compile(each) for each in ("[A-Z]{3}", r"[A-Z]{2,3}\d{1,11}", r"[A-Z]{2}-[A-Z0-9]{1,3}")
)


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a mapping, the columns that it takes for figures, and the keys that are to be filled in."""

    text: str
    figures: tuple[str, ...]
    empty: tuple[str, ...]


def draft(given: str) -> Draft:
    """Draft the mapping of a table.

    Raises InputUnreadable, InputRejected, and TableRejected for a list of persons or a table without figures.
    """
    beginning, layout = _laid_out(given)
    require_no_persons(given, beginning.columns)
    found = _Columns(beginning, layout)
    if not found.figures:
        raise TableRejected(
            f"{given}: has no column of whole numbers whose name tells what is counted; write the mapping"
        )
    known = [f"# {each.name} reads this table without a mapping." for each in LOADERS if each.recognises(beginning)]
    drafted = "\n".join((*_head(given, layout, found), *known, *_said(found), *_figures(found)))
    lines = drafted.split("\n")
    unread = ", ".join(repr(column) for column in found.cells if column not in found.taken)
    text = "\n".join([*lines, *([f"# Not read: {unread}."] if unread else []), ""])
    empty = tuple(line.split(":")[0].strip() for line in lines if re.match(r"\s*[a-z-]+:\s+#", line))
    return Draft(text, tuple(found.figures), empty)


def _laid_out(given: str) -> tuple[Beginning, Layout]:
    """Find what parts the columns: what gives the most of them in all rows alike; and the first row without a gap.

    Raises TableRejected where no row can be parted.
    """
    if is_workbook(given):
        return laid_out(given)
    best: tuple[int, Beginning, Layout] | None = None
    for delimiter in DELIMITERS:
        beginning = beginning_of(given, Layout(delimiter))
        if beginning.form is not Form.CSV:
            return beginning, Layout()
        rows = [row for row in beginning.rows if any(row)]
        columns = min(map(len, rows), default=0)
        if best is None or columns > best[0]:
            header = next((number for number, row in enumerate(beginning.rows, 1) if all(row)), 1)
            tagged = any(map(tags_in, beginning.rows[header : header + 1]))
            best = columns, beginning, Layout(delimiter, header, header + 1 + tagged)
    assert best is not None  # noqa: S101  # there are delimiters
    _, beginning, layout = best
    if not beginning.rows:
        raise TableRejected(f"{given}: has a quotation mark where none can be in its first row; write the mapping")
    return Beginning(beginning.name, beginning.form, beginning.rows[layout.header - 1], beginning.rows), layout


class _Columns:
    """What the columns of a table seem to be, each taken for one thing."""

    def __init__(self, beginning: Beginning, layout: Layout) -> None:
        rows = [row for row in beginning.rows[layout.first - 1 :] if len(row) == len(beginning.columns)]
        self.cells: dict[str, list[str]] = {
            column: [row[at] for row in rows] for at, column in enumerate(beginning.columns) if column
        }
        self.missing = sorted({cell for cells in self.cells.values() for cell in cells if cell.casefold() in _NOTHING})
        self.dates = {column: forms for column in self.cells if (forms := list(self._forms(column)))}
        self.figures = {c: what for c in self.cells if c not in self.dates and (what := self._phenomenon(c))}
        self.hedge = self._first(lambda column: self._all(column, lambda cell: cell.casefold() in _HEDGES, empty=True))
        self.places = _together(dict(self._places()))
        taken = {self.hedge, *self.places.values()}
        self.claimant = self._named("claimant|source|reported|agency|organi[sz]ation", taken)
        self.party = self._named("side|party|affiliation|belligerent|whose", {*taken, self.claimant})
        self.taken = {*taken, self.claimant, self.party, *self.figures}

    def texts(self, column: str) -> list[str]:
        """Give what its cells hold that hold something."""
        return [cell for cell in self.cells[column] if cell and cell not in self.missing]

    def _all(self, column: str, fits: Any, *, empty: bool = False) -> bool:
        texts = self.cells[column] if empty else self.texts(column)
        return any(texts) and all(map(fits, texts))

    def _first(self, fits: Any) -> str | None:
        return next((column for column in self.cells if fits(column)), None)

    def _named(self, pattern: str, taken: Iterable[str | None]) -> str | None:
        """Find a column of that name that holds words."""
        return self._first(
            lambda column: (
                column not in taken
                and _matching([column], pattern)
                and self._all(column, lambda cell: re.search(r"[^\W\d]", cell) and "://" not in cell)
            )
        )

    def _forms(self, column: str) -> Iterator[str | None]:
        """Give the forms in which all its cells are dates."""
        for form in _FORMS:
            plain = form is None and not re.search("date|day|month|year|period|time", column, re.IGNORECASE)
            if self._all(column, lambda cell: DateForm(form).read(cell) and not (plain and cell.isdigit())):  # noqa: B023
                yield form

    def _phenomenon(self, column: str) -> Phenomenon | None:
        words = column.replace("_", " ")
        found = next((what for pattern, what in _PHENOMENA if re.search(pattern, words, re.IGNORECASE)), None)
        if found is None or not self._all(column, lambda cell: counted(cell, SEPARATORS) is not None):
            return None
        civilians = found is Phenomenon.DEATHS and re.search("civil", words, re.IGNORECASE)
        return Phenomenon.CIVILIANS_KILLED if civilians else found

    def _places(self) -> Iterator[tuple[str, str]]:
        """Find the columns that hold codes of places, by their cells; of several units the last is the smallest."""
        for key, pattern in (("country", _COUNTRY), (P_CODE, _UNIT), ("iso-3166-2", _SUBDIVISION)):
            for column in self.cells:
                if column not in self.figures and self._all(column, pattern.fullmatch):
                    yield key, column
        # A number may be anything: only a column's name says that it is of a place.
        for key, (named, number) in _NUMBERED.items():
            for column in self.cells:
                if re.fullmatch(named, column, re.IGNORECASE) and self._all(column, number.fullmatch):
                    yield key, column

    @property
    def separators(self) -> list[str]:
        """What parts the thousands of figures."""
        cells = [cell for column in self.figures for cell in self.texts(column) if counted(cell) is None]
        return sorted({mark for cell in cells for mark in cell if mark in SEPARATORS})


def _together(places: dict[str, str]) -> dict[str, str]:
    """Leave out what a mapping cannot say: half a point, and a number beside a code of the place."""
    out = {"latitude", "longitude"} if len({"latitude", "longitude"} & places.keys()) == 1 else set[str]()
    out |= {"geonames"} if {P_CODE, "iso-3166-2"} & places.keys() else set()
    return {key: column for key, column in places.items() if key not in out}


def _head(given: str, layout: Layout, found: _Columns) -> Iterator[str]:
    yield f"# Which column of {given.rpartition('/')[2]} is what: a draft by names and first rows. Check each line."
    yield "dataset:"
    yield "  # title, publisher (relays each claim), published, url, licence"
    yield f"  title: {_quoted(given.rpartition('/')[2])}"
    table: list[str] = []
    if layout.sheet:
        table.append(f"  sheet: {_quoted(layout.sheet)}")
    if layout.delimiter != ",":
        table.append(f"  delimiter: {'tab' if layout.delimiter == chr(9) else _quoted(layout.delimiter)}")
    if layout.header > 1:
        table.append(f"  header: {layout.header}  # the row that names the columns")
    if layout.first > layout.header + 1:
        table.append(f"  first: {layout.first}  # after a row of HXL's tags")
    if len(found.separators) == 1:
        table.append(f"  thousands: {_quoted(found.separators[0])}  # check that it parts thousands, and no fractions")
    if found.missing:
        table.append(f"  missing: [{', '.join(map(_quoted, found.missing))}]  # words for nothing")
    if table:
        yield from ("table:", *table)


def _said(found: _Columns) -> Iterator[str]:
    """Draft what holds for all figures."""
    if found.claimant:
        yield f"claimant: {{column: {_quoted(found.claimant)}}}  # who says it, and not only who printed it"
    else:
        yield "claimant:  # who says these figures: a name, or {column: …}"
    if found.party:
        yield f"affiliation: {{column: {_quoted(found.party)}}}  # whose people"
    else:
        yield "# affiliation: Ukraine  # whose people: a party, or {column: …}"
    yield "# conflict: russian-invasion-of-ukraine  # the war, where it is one of the reference data"
    if found.hedge:
        words = {cell: _HEDGES[cell.casefold()] for cell in found.cells[found.hedge]}
        listed = ", ".join(f"{_quoted(cell)}: {what}" for cell, what in words.items())
        yield f"comparator: {{column: {_quoted(found.hedge)}, words: {{{listed}}}}}"
    if found.places:
        parts = ", ".join(f"{key}: {{column: {_quoted(column)}}}" for key, column in found.places.items())
        yield f"place: {{{parts}}}"
    yield from _dated(found)


def _dated(found: _Columns) -> Iterator[str]:
    first, last = (_matching(found.dates, each) for each in (r"start|from|begin", r"end|to\b|until"))
    if first and last and first != last:
        yield "accumulation: event"
        yield f"period:\n  from: {_quoted(first)}\n  to: {_quoted(last)}{_form(found.dates[first])}"
        found.taken |= {first, last}
        return
    made = _matching(found.dates, "publish|report|made|said|announce")
    column = next((each for each in found.dates if each != made), None)
    yield "accumulation:  # event (in a period), cumulative (a running total up to a day) or stock (held as of a day)"
    if column:
        yield f"as-of:\n  column: {_quoted(column)}  # name it period, where events are counted"
        yield from _form(found.dates[column]).splitlines()[1:]
    elif not made:
        yield "as-of:  # up to when it counts, or instead a period: a date, or {column: …, format: DD.MM.YYYY}"
    if made:
        yield f"made-on:\n  column: {_quoted(made)}{_form(found.dates[made])}"
    found.taken |= {column, made}


def _matching(columns: Iterable[str], pattern: str) -> str | None:
    return next((column for column in columns if re.search(rf"(?<![^\W_])(?:{pattern})", column, re.IGNORECASE)), None)


def _form(forms: Sequence[str | None]) -> str:
    """Draft in which form dates are; where days and months may be either way round, it is left empty."""
    if None in forms:
        return ""
    orders = {re.sub("[^YMD]", "", str(form)).replace("MM", "M").replace("DD", "D") for form in forms}
    return (
        f"\n  format: {forms[0]}"
        if len(orders) == 1
        else f"\n  format:  # the first rows fit {' and '.join(map(str, forms))}"
    )


def _figures(found: _Columns) -> Iterator[str]:
    yield "figures:"
    for column, phenomenon in found.figures.items():
        yield f"  - column: {_quoted(column)}"
        yield f"    phenomenon: {phenomenon}"
        if phenomenon is Phenomenon.CIVILIANS_KILLED or re.search("civil", column, re.IGNORECASE):
            yield "    population: civilians"


def _quoted(text: str) -> str:
    """Write a word as YAML, in quotation marks where it needs some."""
    dumped: Any = yaml.safe_dump([text], default_flow_style=True, allow_unicode=True, width=10**6)
    return str(dumped).strip()[1:-1]
