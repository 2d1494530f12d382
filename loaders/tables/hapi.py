"""Conflict events of the humanitarian API of HDX (HAPI): ACLED's counts by month, place and type, relayed by OCHA.

As CSV, one file a year, or the API's JSON; both have the columns that are read here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from loaders.tables.base import Beginning
from loaders.tables.cells import UnusableCell, day, word
from loaders.tables.countries import coded, state
from loaders.tables.dates import spanning
from loaders.tables.record import Recorder, Saying
from loaders.tables.rows import Row
from ontology.dates import When
from ontology.identifiers import Identifiers, slug
from ontology.model import Accumulation, Claim, EventType, Phenomenon, Place, Quantity, Stance
from ontology.triples import P_CODE

_TYPES = {
    "civilian_targeting": EventType.CIVILIAN_TARGETING,
    "demonstration": EventType.DEMONSTRATIONS,
    "political_violence": EventType.POLITICAL_VIOLENCE,
}
_COUNTS = {"events": Phenomenon.CONFLICT_EVENTS, "fatalities": Phenomenon.DEATHS}
_DATED_BY = ("reference_period_start", "reference_period_end")
_NEEDED = ("location_code", "admin1_code", "admin2_code", "provider_admin1_name", "event_type", *_COUNTS, *_DATED_BY)


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
        names, period, of_type = record.identifiers, _period(row), _type(row)
        place, note = _place(row, names)
        claimant = names.at("agency/acled")
        for column, phenomenon in _COUNTS.items():
            if row.text(column):
                said = Saying(claimant, column, Stance.REPORTS, dated_by=_DATED_BY, place=place)
                yield record.claim(row, column, _quantity(names, phenomenon, period, place, of_type, note), said)


def _quantity(
    names: Identifiers, phenomenon: Phenomenon, period: When, place: Place, of_type: EventType, note: str | None
) -> Quantity:
    event = Accumulation.EVENT
    iri = names.quantity(phenomenon, event, period=period, part=note, place=place.iri, event_type=of_type)
    return Quantity(iri, phenomenon, event, period=period, place=place.iri, event_type=of_type, note=note)


def _type(row: Row) -> EventType:
    found = _TYPES.get(row.text("event_type"))
    if found is None:
        raise UnusableCell("event_type", "is none of civilian_targeting, demonstration, political_violence")
    return found


def _period(row: Row) -> When:
    """Read the period that is counted: a month as such, any other by its first and last day."""
    first, last = (day(row, column) for column in _DATED_BY)
    if last < first:
        raise UnusableCell("reference_period_end", "is before the period begins")
    return spanning(first, last)


def _place(row: Row, names: Identifiers) -> tuple[Place, str | None]:
    """Give the smallest place that a row names; and ACLED's own name for it, where that is another than its code's.

    Two units of ACLED may have got one P-code: they stay two quantities.
    """
    country = state(names, word(row, "location_code"), row.text("location_name") or None, "location_code")
    provided = [name for name in (row.text("provider_admin1_name"), row.text("provider_admin2_name")) if name]
    units = [level for level in ("admin1", "admin2") if row.text(f"{level}_code")]
    if not units and provided:
        return Place(names.place_by_name(country.iri, *provided), provided[-1], part_of=country), None
    place = country
    for level in units:
        place = coded(
            names, P_CODE, row.text(f"{level}_code"), row.text(f"{level}_name") or None, place, f"{level}_code"
        )
    labels = [row.text(f"{level}_name") for level in units]
    alike = [slug(name) for name in provided[-1:]] == [slug(label) for label in labels[-1:]]
    return place, None if alike or not provided else ", ".join(reversed(provided))
