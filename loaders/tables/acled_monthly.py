"""ACLED's counts by month and place, as HDX has them in workbooks: events of one type, and the deaths in them.

Of which type they are stands in the name of the file alone, as in
`ukraine_hrp_political_violence_events_and_fatalities_by_month-year_as-of-15jan2025.xlsx`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from loaders.errors import TableRejected
from loaders.tables.base import Beginning, Fitted
from loaders.tables.cells import UnusableCell, word
from loaders.tables.countries import coded, state, unit
from loaders.tables.dates import DateForm
from loaders.tables.record import Recorder, Saying
from loaders.tables.rows import Row
from ontology.dates import When
from ontology.identifiers import Identifiers
from ontology.model import Accumulation, Claim, EventType, Phenomenon, Place, Quantity, Stance
from ontology.triples import P_CODE

_TYPES = {
    "civilian targeting": EventType.CIVILIAN_TARGETING,
    "demonstration": EventType.DEMONSTRATIONS,
    "political violence": EventType.POLITICAL_VIOLENCE,
}
_COUNTS = {"Events": Phenomenon.CONFLICT_EVENTS, "Fatalities": Phenomenon.DEATHS}
_DATED_BY = ("Month", "Year")
_MONTH = DateForm("MMMM YYYY")
_NO_CODE = ("", "NA")
"""What stands where ACLED has no P-code for a unit."""


@dataclass(frozen=True)
class MonthlyCounts:
    """Reads how many events of one type there were in a month and a place, and how many people died in them."""

    name: str = "acled_monthly"
    version: str = "1"
    reads: str = "ACLED's events of one type and fatalities by month and place, as on HDX (XLSX or CSV)"
    example: str = "Ukraine,Kharkiv,Iziumskyi,UKR,UA6310,UA63,January,2025,40,7"
    columns: frozenset[str] = frozenset(("Country", "Events", *_DATED_BY))
    publisher: str | None = "agency/acled"
    of_type: EventType | None = None

    def recognises(self, beginning: Beginning) -> bool:
        """Tell it by its columns."""
        return self.columns.issubset(beginning.columns)

    def fitted(self, beginning: Beginning) -> Fitted:
        """Give what reads one file: the type is a part of the version. Raises TableRejected for a name without it."""
        name = re.sub(r"[\W_]+", " ", beginning.name.rpartition("/")[2].casefold())
        found = [of_type for words, of_type in _TYPES.items() if words in name]
        if len(found) != 1:
            raise TableRejected(
                f"{beginning.name}: does not say in its name of which events it is, as HDX's files do; name it "
                "…political_violence…, …civilian_targeting… or …demonstration…, whichever it was called"
            )
        return Fitted(replace(self, of_type=found[0], version=f"{self.version}+{found[0]}"))

    def claims(self, row: Row, record: Recorder) -> Iterable[Claim]:
        """Give the events and the deaths of a month and a place. Raises UnusableCell."""
        names, month, (where, note) = record.identifiers, _month(row), _place(row, record.identifiers)
        for column, what in _COUNTS.items():
            if row.text(column):
                said = Saying(names.at("agency/acled"), column, Stance.REPORTS, dated_by=_DATED_BY, place=where)
                yield record.claim(row, column, self._quantity(names, what, month, where, note), said)

    def _quantity(self, names: Identifiers, what: Phenomenon, month: When, where: Place, note: str | None) -> Quantity:
        once = Accumulation.EVENT
        iri = names.quantity(what, once, period=month, part=note, place=where.iri, event_type=self.of_type)
        return Quantity(iri, what, once, period=month, place=where.iri, event_type=self.of_type, note=note)


def _month(row: Row) -> When:
    if (found := _MONTH.read(f"{word(row, 'Month')} {word(row, 'Year')}")) is None:
        raise UnusableCell("Month", "is no English name of a month, or the year beside it no year")
    return found


def _place(row: Row, names: Identifiers) -> tuple[Place, str | None]:
    """Give the smallest unit that a row names, by its P-code if it has one; and then ACLED's own name for it, too.

    Two units have sometimes got one P-code: they stay two quantities.
    """
    label, code = word(row, "Country"), row.text("ISO3")
    country = state(names, code, label, "ISO3") if code else Place(names.country_by_name(label), label)
    named = [level for level in ("Admin1", "Admin2") if row.text(level)]
    if not named or row.text(f"{named[-1]} Pcode") in _NO_CODE:
        return unit(names, country, row.text("Admin1"), row.text("Admin2")), None
    place = country
    for level in named:
        if (code := row.text(f"{level} Pcode")) not in _NO_CODE:
            place = coded(names, P_CODE, code, row.text(level), place, f"{level} Pcode")
    return place, ", ".join(row.text(level) for level in reversed(named))
