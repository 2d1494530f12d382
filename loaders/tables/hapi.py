"""Conflict events of the humanitarian API of HDX (HAPI): ACLED's counts by month, place and type, relayed by OCHA.

As CSV, one file a year, or the API's JSON; both have the columns that are read here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from loaders.tables.base import Beginning
from loaders.tables.cells import UnusableCell
from loaders.tables.hapi_rows import DATED_BY, period, place
from loaders.tables.record import Recorder, Saying
from loaders.tables.rows import Row
from ontology.dates import When
from ontology.identifiers import Identifiers
from ontology.model import Accumulation, Claim, EventType, Phenomenon, Place, Quantity, Stance

_TYPES = {
    "civilian_targeting": EventType.CIVILIAN_TARGETING,
    "demonstration": EventType.DEMONSTRATIONS,
    "political_violence": EventType.POLITICAL_VIOLENCE,
}
_COUNTS = {"events": Phenomenon.CONFLICT_EVENTS, "fatalities": Phenomenon.DEATHS}
_NEEDED = ("location_code", "admin1_code", "admin2_code", "provider_admin1_name", "event_type", *_COUNTS, *DATED_BY)


@dataclass(frozen=True)
class ConflictEvents:
    """Reads how many events there were, and how many people died in them, where a row says so."""

    name: str = "hapi"
    version: str = "1"
    reads: str = "ACLED's conflict events and fatalities by month, place and type, as HDX HAPI has them (CSV or JSON)"
    example: str = (
        "UKR,Y,Y,Kharkiv,Iziumskyi,UA63,Kharkivska,UA6310,Iziumskyi,2,demonstration,0,,2025-01-01,2025-01-31,…"
    )
    columns: frozenset[str] = frozenset(_NEEDED)
    publisher: str | None = "agency/ocha"

    def recognises(self, beginning: Beginning) -> bool:
        """Tell it by its columns."""
        return self.columns.issubset(beginning.columns)

    def claims(self, row: Row, record: Recorder) -> Iterable[Claim]:
        """Give the events and the deaths of a month, a place and a type. Raises UnusableCell."""
        names, when, of_type = record.identifiers, period(row), _type(row)
        where, note = place(row, names)
        claimant = names.at("agency/acled")
        for column, phenomenon in _COUNTS.items():
            if row.text(column):
                said = Saying(claimant, column, Stance.REPORTS, dated_by=DATED_BY, place=where)
                yield record.claim(row, column, _quantity(names, phenomenon, when, where, of_type, note), said)


def _quantity(
    names: Identifiers, phenomenon: Phenomenon, when: When, where: Place, of_type: EventType, note: str | None
) -> Quantity:
    event = Accumulation.EVENT
    iri = names.quantity(phenomenon, event, period=when, part=note, place=where.iri, event_type=of_type)
    return Quantity(iri, phenomenon, event, period=when, place=where.iri, event_type=of_type, note=note)


def _type(row: Row) -> EventType:
    found = _TYPES.get(row.text("event_type"))
    if found is None:
        raise UnusableCell("event_type", "is none of civilian_targeting, demonstration, political_violence")
    return found
