"""The file that says which column of a table is what: YAML, read strictly. `docs/tables.md` describes its keys."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from loaders.errors import FrontMatterError, InputUnreadable, MappingError
from loaders.reports.metadata import Metadata, metadata
from loaders.tables.cells import SEPARATORS
from loaders.tables.comma_separated import DELIMITERS, Layout
from loaders.tables.dates import DateForm
from loaders.tables.entries import Entry, nearest, opened
from loaders.tables.mapping import Counting, Dates, Given, TableMapping, Whereabouts
from ontology.dates import when
from ontology.errors import DateError
from ontology.model import Accumulation, Comparator, EventType, Phenomenon, Population, Stance
from ontology.vocabulary import conflicts

SUFFIX = ".mapping.yaml"
"""What stands after a table's own name in the name of its mapping: `losses.csv.mapping.yaml`."""

TERMS: Mapping[str, type[StrEnum]] = {
    "phenomenon": Phenomenon,
    "population": Population,
    "accumulation": Accumulation,
    "comparator": Comparator,
    "stance": Stance,
    "event-type": EventType,
}
AGENTS = ("claimant", "relay", "affiliation", "transferor", "transferee")
DATES = ("made-on", "as-of", "period")
SAID = (*TERMS, *AGENTS, *DATES, "conflict", "place", "breakdown")
"""The keys that say what a figure is: at the top for all figures, or at one of them."""

DATASET = ("title", "publisher", "published", "url", "licence")
_TABLE = ("sheet", "delimiter", "header", "first", "thousands", "missing")
_PLACE = ("country", "p-code", "iso-3166-2", "geonames", "name", "latitude", "longitude")
_BLANKS = " \u00a0\u202f"
_LONGEST = 1 << 20


def beside(table: Path) -> Path:
    """Give the path where the mapping of a table is looked for."""
    return table.with_name(table.name + SUFFIX)


def read_mapping(path: Path) -> TableMapping:
    """Read a mapping. Raises MappingError, with file and line, and InputUnreadable."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputUnreadable(
            f"{path}: {(error.strerror or str(error)).lower()}; name a mapping that can be read"
        ) from error
    if len(content) > _LONGEST:
        raise MappingError(f"{path}: is longer than {_LONGEST:,} bytes; a mapping is a page of YAML")
    try:
        return mapping_of(content.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        raise MappingError(f"{path}: is not UTF-8; save the mapping as UTF-8") from error


def mapping_of(text: str, file: str) -> TableMapping:
    """Read the text of a mapping. Raises MappingError, with file and line."""
    entry = opened(text, file)
    fields = entry.fields(("dataset", "table", "figures", *SAID))
    if "figures" not in fields or not fields["figures"].each():
        raise fields.get("figures", entry).fault("has no figures: list the columns that hold some under 'figures'")
    reader = _Reader()
    figures = tuple(reader.figures(fields))
    apart = {key: part.plain() for key, part in fields.items() if key != "dataset"}
    layout, thousands, missing = _table(fields.get("table"))
    return TableMapping(
        file=file,
        digest=hashlib.sha256(json.dumps(apart, sort_keys=True).encode()).hexdigest(),
        figures=figures,
        columns=tuple(sorted(reader.columns, key=lambda named: named[1])),
        stated=_dataset(fields.get("dataset")),
        layout=layout,
        thousands=thousands,
        missing=missing,
    )


def _dataset(entry: Entry | None) -> Metadata:
    if entry is None:
        return Metadata()
    values = {key: value.text() for key, value in entry.fields(DATASET).items()}
    try:
        return metadata(values, f"{entry.file}: line {entry.line}")
    except FrontMatterError as error:
        raise MappingError(str(error)) from error


def _table(entry: Entry | None) -> tuple[Layout, str, frozenset[str]]:
    """Read how a table is laid out, what parts its thousands, and which words stand for nothing."""
    fields = entry.fields(_TABLE) if entry else {}
    delimiter = _one_of(fields.get("delimiter"), {"tab": "\t", **{each: each for each in DELIMITERS}}, ",")
    blanks = dict.fromkeys(_BLANKS, _BLANKS)
    thousands = _one_of(fields.get("thousands"), {**{each: each for each in SEPARATORS}, **blanks}, "")
    header = fields["header"].number() if "header" in fields else 1
    first = fields["first"].number() if "first" in fields else header + 1
    if first <= header:
        raise fields["first"].fault("must come after the row that names the columns")
    missing = [each.word().strip() for each in fields["missing"].each()] if "missing" in fields else []
    sheet = fields["sheet"].text() if "sheet" in fields else None
    return Layout(delimiter, header, first, sheet=sheet), thousands, frozenset(missing)


def _one_of(entry: Entry | None, known: Mapping[str, str], otherwise: str) -> str:
    if entry is None:
        return otherwise
    if entry.word() not in known:
        raise entry.fault(f"is not one of {' '.join(json.dumps(each, ensure_ascii=False) for each in known)}")
    return known[entry.word()]


class _Reader:
    """Reads what figures are; notes the columns that are named, each with its line."""

    def __init__(self) -> None:
        self.columns: list[tuple[str, int]] = []

    def figures(self, top: Mapping[str, Entry]) -> Iterator[Counting]:
        """Give what the mapping says of each column of figures."""
        said = {key: entry for key, entry in top.items() if key in SAID}
        told: dict[tuple[str, str | None], Counting] = {}
        for entry in top["figures"].each():
            counting = self._figure(entry, said)
            key = counting.column, counting.terms["phenomenon"].text
            if key in told and not (counting.where and told[key].where):
                raise entry.fault(f"claims '{key[1]}' of column '{key[0]}' as another does; tell them apart by 'where'")
            told[key] = counting
            yield counting

    def _figure(self, entry: Entry, top: Mapping[str, Entry]) -> Counting:
        own = entry.fields(("column", "where", "lowest", "highest", *SAID))
        if "column" not in own:
            raise entry.fault("has no 'column': name the one that holds the figures")
        if ("lowest" in own) != ("highest" in own) or {"lowest", "comparator"} <= own.keys():
            raise entry.fault("needs both 'lowest' and 'highest', and then no 'comparator'")
        said = {**top, **own}
        terms = {key: self._given(said[key], _term(kind)) for key, kind in TERMS.items() if key in said}
        agents = {key: self._given(said[key]) for key in AGENTS if key in said}
        dates = {key: self._dates(said[key]) for key in DATES if key in said}
        _require(entry, terms, agents, dates)
        return Counting(
            column=self._column(own["column"]),
            where={self._noted(key, one): one.text() for key, one in own["where"].pairs()} if "where" in own else {},
            terms=terms,
            agents=agents,
            dates=dates,
            conflict=_conflict(said["conflict"]) if "conflict" in said else None,
            place=self._place(said["place"]) if "place" in said else None,
            breakdown=self._columns(said.get("breakdown")),
            ends=(self._column(own["lowest"]), self._column(own["highest"])) if "lowest" in own else None,
        )

    def _columns(self, entry: Entry | None) -> tuple[str, ...]:
        return tuple(map(self._column, entry.each())) if entry else ()

    def _given(self, entry: Entry, check: Callable[[Entry], str] = Entry.text) -> Given:
        """Read what is a constant, or `column:` with or without `words:`."""
        if not entry.is_mapping:
            return Given(check(entry))
        fields = entry.fields(("column", "words"))
        if "column" not in fields:
            raise entry.fault("must be a word, or name the 'column' that says it")
        words = {key.strip(): check(one) for key, one in fields["words"].pairs()} if "words" in fields else None
        return Given(column=self._column(fields["column"]), words=words)

    def _dates(self, entry: Entry) -> Dates:
        if not entry.is_mapping:
            try:
                return Dates(when(entry.text()))
            except DateError as error:
                raise entry.fault(f"is a date for all rows, or names a 'column': {error}") from error
        keys = ("column", "from", "to", "format") if entry.called == "'period'" else ("column", "format")
        fields = entry.fields(keys)
        if fields.keys() - {"format"} not in ({"column"}, {"from", "to"}):
            raise entry.fault("must name a 'column'" + (", or two: 'from' and 'to'" if "to" in keys else ""))
        form = DateForm(fields["format"].text()) if "format" in fields else DateForm()
        if form.wrong:
            raise fields["format"].fault(form.wrong)
        first = self._column(fields.get("column") or fields["from"])
        return Dates(None, first, self._column(fields["to"]) if "to" in fields else None, form)

    def _place(self, entry: Entry) -> Whereabouts:
        fields = entry.fields(_PLACE)
        if "name" in fields and not fields.keys() & {"country", "p-code", "iso-3166-2", "geonames"}:
            raise fields["name"].fault("needs a 'country': places of one name are in many")
        codes = tuple(map(self._given, fields["p-code"].each())) if "p-code" in fields else ()
        if "geonames" in fields and {"p-code", "iso-3166-2"} & fields.keys():
            raise fields["geonames"].fault("stands beside another code: say which of the two the place is known by")
        country, unit, name, geonames = (
            self._given(fields[key]) if key in fields else None for key in ("country", "iso-3166-2", "name", "geonames")
        )
        return Whereabouts(country, codes, unit, name, geonames, self._point(entry, fields))

    def _point(self, entry: Entry, fields: Mapping[str, Entry]) -> tuple[str, str] | None:
        """Read the columns of latitude and longitude."""
        named = [fields[key].fields(("column",)) for key in ("latitude", "longitude") if key in fields]
        if not named:
            return None
        if len(named) < 2 or not all(named):
            raise entry.fault("needs both 'latitude' and 'longitude', each with the 'column' that has it")
        latitude, longitude = (self._column(one["column"]) for one in named)
        return latitude, longitude

    def _column(self, entry: Entry) -> str:
        return self._noted(entry.text(), entry)

    def _noted(self, name: str, entry: Entry) -> str:
        self.columns.append((name, entry.line))
        return name


def _term(kind: type[StrEnum]) -> Callable[[Entry], str]:
    # A range has two numbers, and a cell one.
    known: Iterable[str] = [str(each) for each in kind if each is not Comparator.BETWEEN]

    def check(entry: Entry) -> str:
        if (word := entry.text()) not in known:
            raise entry.fault(f"cannot be '{word}'; {nearest(word, known)}")
        return word

    return check


def _require(entry: Entry, terms: Mapping[str, Given], agents: Mapping[str, Given], dates: Mapping[str, Dates]) -> None:
    """Raise MappingError where figures are not said to be of something, of somebody or of some time."""
    for key, what in (("phenomenon", "what is counted"), ("accumulation", "event, cumulative or stock")):
        if key not in terms:
            raise entry.fault(f"has no '{key}': say {what}, here or for all figures")
    if "claimant" not in agents:
        raise entry.fault("has no 'claimant': say who claims it, here or for all figures")
    if terms["accumulation"].text == Accumulation.EVENT:
        if "period" not in dates:
            raise entry.fault("counts events, and has no 'period' in which they were; or is it cumulative, or a stock?")
    elif not {"as-of", "made-on"} & dates.keys():
        raise entry.fault("has no 'as-of': say up to which day it counts (or 'made-on', on which day it was said)")


def _conflict(entry: Entry) -> str:
    """Give the path of a conflict of the reference data, named by its label or the end of its path."""
    known = {name: each.path for each in conflicts() for name in (each.path.rpartition("/")[2], each.label)}
    if (name := entry.text()) not in known:
        raise entry.fault(f"is no conflict of the reference data; {nearest(name, [*known][::2])}")
    return known[name]
