"""The General Staff of the Armed Forces of Ukraine on Russian losses of personnel, day by day, as others collect it.

As JSON: {"date", "day", "personnel", "personnel*": "about" or "more", "POW"}; as CSV: date, day, personnel, and columns
of equipment, of which none is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from loaders.tables.base import Beginning
from loaders.tables.cells import UnusableCell, day
from loaders.tables.record import Recorder, Saying
from loaders.tables.rows import Row
from ontology.dates import When, on
from ontology.identifiers import Identifiers
from ontology.model import Accumulation, Claim, Comparator, Phenomenon, Population, Quantity

_HEDGE = "personnel*"
_HEDGES = {"about": Comparator.ABOUT, "more": Comparator.MORE_THAN, "": Comparator.EXACT}


@dataclass(frozen=True)
class GeneralStaff:
    """Reads the running total of losses, and of prisoners where a row gives them."""

    name: str = "general_staff"
    version: str = "1"
    reads: str = "Russian losses of personnel by the General Staff of Ukraine, day by day (CSV or JSON)"
    example: str = '{"date": "2025-01-01", "day": 678, "personnel": 40, "personnel*": "about", "POW": 0}'
    columns: frozenset[str] = frozenset(("date", "day", "personnel"))
    publisher: str | None = None

    def recognises(self, beginning: Beginning) -> bool:
        """Tell it by date, day and personnel."""
        return self.columns.issubset(beginning.columns)

    def claims(self, row: Row, record: Recorder) -> Iterable[Claim]:
        """Give the total of that day, made on it; and the prisoners. Raises UnusableCell."""
        when = on(day(row, "date"))
        yield record.claim(row, "personnel", _losses(record.identifiers), _said(record, "personnel", _hedge(row), when))
        if row.text("POW"):
            exact = Comparator.EXACT
            yield record.claim(row, "POW", _prisoners(record.identifiers), _said(record, "prisoners", exact, when))


def _said(record: Recorder, rule: str, comparator: Comparator, when: When) -> Saying:
    claimant = record.identifiers.at("agency/general-staff-ukraine")
    return Saying(claimant, rule, comparator=comparator, made_on=when, as_of=when, dated_by=("date", _HEDGE))


def _hedge(row: Row) -> Comparator:
    if (hedge := row.text(_HEDGE)) not in _HEDGES:
        raise UnusableCell(_HEDGE, "is neither 'about' nor 'more'")
    return _HEDGES[hedge]


def _losses(identifiers: Identifiers) -> Quantity:
    return _quantity(identifiers, Phenomenon.LOSSES, Accumulation.CUMULATIVE, Population.COMBATANTS)


def _prisoners(identifiers: Identifiers) -> Quantity:
    return _quantity(identifiers, Phenomenon.PRISONERS_HELD, Accumulation.STOCK, Population.PRISONERS_OF_WAR)


def _quantity(
    identifiers: Identifiers, phenomenon: Phenomenon, accumulation: Accumulation, population: Population
) -> Quantity:
    """Give the quantity that a report's sentence on the same has."""
    russia, war = identifiers.at("party/russia"), identifiers.at("conflict/russian-invasion-of-ukraine")
    iri = identifiers.quantity(phenomenon, accumulation, population, affiliation=russia, within=war)
    return Quantity(iri, phenomenon, accumulation, population, affiliation=russia, within=war, conflict=war)
