"""From a cell to a claim: the figure, its place, and the quotation that it stands in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from loaders.reports.numbers import TOLERANCE, interval
from loaders.tables.cells import UnusableCell, counted, digits
from loaders.tables.rows import AROUND, Cell, Row
from ontology.dates import When
from ontology.identifiers import Identifiers
from ontology.model import (
    IRI,
    Agent,
    Claim,
    Comparator,
    Dataset,
    Figure,
    Place,
    Quantity,
    Quotation,
    Span,
    Stance,
    Utterance,
)

MOST_QUOTED = 500
"""The most characters of a row that are quoted whole."""


@dataclass(frozen=True, slots=True)
class Saying:
    """How a cell is claimed: by whom, by which rule, when, and how its number is meant.

    `dated_by` are the columns that date the figure: of a long row they are quoted with it. `named_in` is the column
    that names the claimant, and `agents` are those whom the reference data do not hold. `relays` had the claim before
    who publishes the dataset. `thousands` is what parts thousands, where that was said.
    """

    claimant: IRI
    rule: str
    stance: Stance = Stance.STATES
    comparator: Comparator = Comparator.EXACT
    made_on: When | None = None
    as_of: When | None = None
    dated_by: tuple[str, ...] = ()
    place: Place | None = None
    named_in: str | None = None
    agents: tuple[Agent, ...] = ()
    relays: tuple[IRI, ...] = ()
    thousands: str = ""


@dataclass(frozen=True, slots=True)
class Recorder:
    """Makes the claims of one dataset."""

    dataset: Dataset
    identifiers: Identifiers

    def claim(self, row: Row, column: str, quantity: Quantity, said: Saying) -> Claim:
        """Claim the number of one cell for a quantity. Raises UnusableCell for what is no number."""
        cell = digits(row, column)
        figure = _figure(cell, column, said)
        source, through = self.dataset.iri, (*said.relays, self.dataset.publisher)
        return Claim(
            utterance=Utterance(
                iri=self.identifiers.claim(source, cell.span, said.claimant, said.stance, quantity.phenomenon),
                source=source,
                claimant=said.claimant,
                stance=said.stance,
                quotation=self._quotation(row, cell, said.dated_by),
                rule=said.rule,
                extraction=self.dataset.extraction.iri,
                attributed_in=self._naming(row, said.named_in),
                relayed_by=tuple(dict.fromkeys(one for one in through if one and one != said.claimant)),
                made_on=said.made_on,
                agents=said.agents,
            ),
            quantity=quantity,
            figure=figure,
            as_of=said.as_of,
            place=said.place,
        )

    def _quotation(self, row: Row, cell: Cell, dated_by: Iterable[str]) -> Quotation:
        """Quote the whole row, or of a long one the shortest stretch with the figure and what dates it."""
        if len(row.exact) <= MOST_QUOTED:
            return Quotation(self.dataset.iri, row.span, row.exact, row.before, row.after, row.fragment)
        dating = [row.cells[column].span for column in dated_by if column in row.cells]
        stretch = _around(cell.span, *dating)
        if stretch.end - stretch.start > MOST_QUOTED:
            stretch = cell.span
        return self._stretch(row, stretch, row.fragment)

    def _naming(self, row: Row, column: str | None) -> Quotation | None:
        """Quote the cell that names the claimant."""
        cell = row.cells.get(column) if column else None
        return self._stretch(row, cell.span, cell.fragment) if cell and cell.text else None

    def _stretch(self, row: Row, stretch: Span, fragment: str | None) -> Quotation:
        """Quote some characters of a row, with what stands around them."""
        known = row.span.start - len(row.before)
        text = row.before + row.exact + row.after

        def characters(start: int, end: int) -> str:
            return text[max(start - known, 0) : end - known]

        return Quotation(
            self.dataset.iri,
            stretch,
            characters(stretch.start, stretch.end),
            characters(stretch.start - AROUND, stretch.start),
            characters(stretch.end, stretch.end + AROUND),
            fragment,
        )


def _around(*spans: Span) -> Span:
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _figure(cell: Cell, column: str, said: Saying) -> Figure:
    value, comparator = counted(cell.text, said.thousands), said.comparator
    if value is None:
        apart = "with no other separator than the one named" if said.thousands else "without separators"
        raise UnusableCell(column, f"holds no whole number from 0 in digits alone, {apart}")
    if not value and comparator is Comparator.LESS_THAN:
        raise UnusableCell(column, "is meant as less than nothing")
    low, high = interval(comparator, value)
    tolerance = TOLERANCE if comparator is Comparator.ABOUT else None
    return Figure(cell.text, cell.span, value, comparator, low, high, tolerance, cell.fragment)
