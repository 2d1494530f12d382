"""Crisis figures of ReliefWeb: what others count of those whom a crisis killed, injured or left missing.

As CSV, a row a figure (`crisis_iso3`, `figure_name`, `figure_source`, `figure_value`, `figure_date` …); as JSON, a
record a figure, with its earlier values in a list. Other figures, such as people in need, are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from loaders.tables import json_records
from loaders.tables.base import Beginning
from loaders.tables.cells import day, word
from loaders.tables.mapping import Given, Whereabouts
from loaders.tables.naming import Naming
from loaders.tables.record import Recorder, Saying
from loaders.tables.rows import Cell, Row
from ontology.dates import on
from ontology.identifiers import Identifiers
from ontology.model import Accumulation, Claim, Phenomenon, Place, Population, Quantity

_COUNTED = {
    "killed": Phenomenon.DEATHS, "dead": Phenomenon.DEATHS, "death": Phenomenon.DEATHS, "deaths": Phenomenon.DEATHS,
    "fatalities": Phenomenon.DEATHS, "injured": Phenomenon.WOUNDED, "wounded": Phenomenon.WOUNDED,
    "missing": Phenomenon.MISSING, "casualties": Phenomenon.CASUALTIES,
}  # fmt: skip
_WHO = {"civilian": Population.CIVILIANS, "civilians": Population.CIVILIANS, "children": Population.CHILDREN}
_NAME = re.compile(
    rf"(?:(?:total|reported) )?(?:(?:number of )?(?P<who>{'|'.join(_WHO)}|people|persons) )?"
    rf"(?P<what>{'|'.join(_COUNTED)})"
    r"(?: (?P<since>since .+?))?(?: \(killed (?:&|and) injured\))?",
    re.IGNORECASE,
)
_COUNTRY = Whereabouts(Given(column="crisis_iso3"))
_CSV = frozenset(("crisis_iso3", "figure_name", "figure_source", "figure_value", "figure_date"))
_JSON = frozenset(("name", "value", "date", "url", "source", "values"))
_OWN = ("value", "date")
"""What each of the earlier values in a record has for itself."""


@dataclass(frozen=True)
class CrisisFigures:
    """Reads totals of people killed, injured or missing, each as its source gives it for a day."""

    name: str = "reliefweb_figures"
    version: str = "1"
    reads: str = "ReliefWeb's crisis figures of people killed, injured or missing (CSV or JSON)"
    example: str = "27,Ukraine,UKR,Civilians Killed since 24 Feb 2022,OHCHR,4452,2022-06-14,https://…"
    columns: frozenset[str] = _CSV
    publisher: str | None = "agency/ocha"

    def recognises(self, beginning: Beginning) -> bool:
        """Tell it by its columns, or by the names that a record has."""
        return _CSV.issubset(beginning.columns) or _JSON.issubset(beginning.columns)

    def claims(self, row: Row, record: Recorder) -> Iterable[Claim]:
        """Give the figure and those before it, or nothing where other things are counted. Raises UnusableCell."""
        prefix = "figure_" if "figure_name" in row.cells else ""
        if named := _NAME.fullmatch(" ".join(row.text(f"{prefix}name").split())):
            for each in _each(row):
                if each.text(f"{prefix}value"):
                    yield _claim(each, prefix, named, record)


def _each(row: Row) -> Iterator[Row]:
    """Give a row as it is; of a record with a list of values one for each, and one for a newer value beside them.

    What an earlier value lacks, the newest does not tell.
    """
    said = {name: cell for name, cell in row.cells.items() if name not in _OWN}
    told = [replace(row, cells=said | cells) for cells in _values(row)]
    if not any(all(one.text(name) == row.text(name) for name in _OWN) for one in told):
        yield row
    yield from told


def _values(row: Row) -> Iterator[dict[str, Cell]]:
    if row.text("values"):
        yield from json_records.within(row.cells["values"])


def _claim(row: Row, prefix: str, named: re.Match[str], record: Recorder) -> Claim:
    naming = Naming(record.identifiers)
    as_of = on(day(row, f"{prefix}date"))
    place = naming.place(_COUNTRY, row)
    quantity = _quantity(record.identifiers, named, place, record)
    said = Saying(
        claimant=naming.agent(word(row, f"{prefix}source"), f"{prefix}source"),
        rule=quantity.phenomenon,
        made_on=as_of,
        as_of=as_of,
        dated_by=(f"{prefix}date",),
        place=place,
        named_in=f"{prefix}source",
        agents=tuple(naming.agents),
    )
    return record.claim(row, f"{prefix}value", quantity, said)


def _quantity(names: Identifiers, named: re.Match[str], place: Place | None, record: Recorder) -> Quantity:
    """Give what is counted: since when, and where; of a file that does not say where, what it counts itself."""
    phenomenon, population = _COUNTED[named["what"].casefold()], _WHO.get((named["who"] or "").casefold())
    if phenomenon is Phenomenon.DEATHS and population is Population.CIVILIANS:
        phenomenon = Phenomenon.CIVILIANS_KILLED
    accumulation = Accumulation.STOCK if phenomenon is Phenomenon.MISSING else Accumulation.CUMULATIVE
    where, since = place.iri if place else None, named["since"]
    part = since if place else f"{since or ''} in {record.dataset.url or record.dataset.iri}"
    iri = names.quantity(phenomenon, accumulation, population, part=part, place=where)
    return Quantity(iri, phenomenon, accumulation, population, place=where, note=since)
