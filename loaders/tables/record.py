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

    `dated_by` are the columns that date the figure: of a long row they are quoted with it.
    """

    claimant: IRI
    rule: str
    stance: Stance = Stance.STATES
    comparator: Comparator = Comparator.EXACT
    made_on: When | None = None
    as_of: When | None = None
    dated_by: tuple[str, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Recorder:
    """Makes the claims of one dataset."""

    dataset: Dataset
    identifiers: Identifiers

    def claim(self, row: Row, column: str, quantity: Quantity, said: Saying) -> Claim:
        """Claim the number of one cell for a quantity. Raises UnusableCell for what is no number."""
        cell = digits(row, column)
        figure = _figure(cell, column, said.comparator)
        source, publisher = self.dataset.iri, self.dataset.publisher
        return Claim(
            utterance=Utterance(
                iri=self.identifiers.claim(source, cell.span, said.claimant, said.stance, quantity.phenomenon),
                source=source,
                claimant=said.claimant,
                stance=said.stance,
                quotation=self._quotation(row, cell, said.dated_by),
                rule=said.rule,
                extraction=self.dataset.extraction.iri,
                relayed_by=(publisher,) if publisher and publisher != said.claimant else (),
                made_on=said.made_on,
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
        known = Span(row.span.start - len(row.before), row.span.end + len(row.after))
        text = row.before + row.exact + row.after

        def characters(start: int, end: int) -> str:
            return text[max(start - known.start, 0) : end - known.start]

        return Quotation(
            self.dataset.iri,
            stretch,
            characters(stretch.start, stretch.end),
            characters(stretch.start - AROUND, stretch.start),
            characters(stretch.end, stretch.end + AROUND),
            row.fragment,
        )


def _around(*spans: Span) -> Span:
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _figure(cell: Cell, column: str, comparator: Comparator) -> Figure:
    value = counted(cell.text)
    if value is None:
        raise UnusableCell(column, "holds no whole number from 0 in digits alone, without separators")
    low, high = interval(comparator, value)
    tolerance = TOLERANCE if comparator is Comparator.ABOUT else None
    return Figure(cell.text, cell.span, value, comparator, low, high, tolerance, cell.fragment)
