"""From a cell to a claim: the figure, its place, and the quotation that it stands in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

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
    ConflictEvent,
    Dataset,
    Figure,
    Place,
    Quantity,
    Quotation,
    Selection,
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
    that names the claimant, or the characters of one that do, and `agents` are those whom the reference data do not
    hold. `relays` had the claim before who publishes the dataset. `thousands` is what parts thousands, where that was
    said. `ends` are the columns that print the lowest and the highest number beside a best one. `withheld` are those of
    free text, which may name persons: nothing of them is quoted.
    """

    claimant: IRI
    rule: str
    stance: Stance = Stance.STATES
    comparator: Comparator = Comparator.EXACT
    made_on: When | None = None
    as_of: When | None = None
    dated_by: tuple[str, ...] = ()
    place: Place | None = None
    named_in: str | Cell | None = None
    agents: tuple[Agent, ...] = ()
    relays: tuple[IRI, ...] = ()
    thousands: str = ""
    event: ConflictEvent | None = None
    ends: tuple[str, str] | None = None
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorder:
    """Makes the claims of one dataset."""

    dataset: Dataset
    identifiers: Identifiers

    def claim(self, row: Row, column: str, quantity: Quantity, said: Saying) -> Claim:
        """Claim the number of one cell for a quantity. Raises UnusableCell for what is no number."""
        cell = digits(row, column)
        figure = _figure(row, cell, column, said)
        source, through = self.dataset.iri, (*said.relays, self.dataset.publisher)
        stretch = self._stretch(row, column, figure, said)
        return Claim(
            utterance=Utterance(
                iri=self.identifiers.claim(source, cell.span, said.claimant, said.stance, quantity.phenomenon),
                source=source,
                claimant=said.claimant,
                stance=said.stance,
                quotation=self._quotation(row, stretch, row.fragment, said.withheld),
                rule=said.rule,
                extraction=self.dataset.extraction.iri,
                attributed_in=self._naming(row, said),
                relayed_by=tuple(dict.fromkeys(one for one in through if one and one != said.claimant)),
                made_on=said.made_on,
                agents=said.agents,
            ),
            quantity=quantity,
            figure=figure,
            as_of=said.as_of,
            place=said.place,
            event=said.event,
        )

    def _naming(self, row: Row, said: Saying) -> Quotation | None:
        """Quote the characters that name the claimant."""
        cell = row.cells.get(said.named_in) if isinstance(said.named_in, str) else said.named_in
        return self._quotation(row, cell.span, cell.fragment, said.withheld) if cell and cell.text else None

    def _stretch(self, row: Row, column: str, figure: Figure, said: Saying) -> Span:
        """Choose what is quoted: the whole row, or of a long one the shortest stretch with what dates the figure, or
        the figure alone; whatever has nothing in it that is withheld. Raises UnusableCell where there is no such.
        """
        figures = _around(figure.span, *(end.span for end in figure.ends or ()))
        dating = [row.cells[column].span for column in said.dated_by if column in row.cells]
        for stretch in (row.span, _around(figures, *dating)):
            if stretch.end - stretch.start <= MOST_QUOTED and not _meets(stretch, row, said.withheld):
                return stretch
        if _meets(figures, row, said.withheld):
            raise UnusableCell(column, "cannot be quoted with its ends without the free text between them")
        return figures

    def _quotation(self, row: Row, stretch: Span, fragment: str | None, withheld: Iterable[str]) -> Quotation:
        """Quote a stretch of a row, with what stands around it as far as it is not withheld."""
        first, last = row.span.start - len(row.before), row.span.end + len(row.after)
        if withheld:
            # The rows before and after have such columns too.
            first, last = row.span.start, row.span.end
        for column in withheld:
            if column in row.cells:
                span = row.cells[column].span
                first = max(first, span.end) if span.end <= stretch.start else first
                last = min(last, span.start) if span.start >= stretch.end else last
        text, known = row.before + row.exact + row.after, row.span.start - len(row.before)

        def characters(start: int, end: int) -> str:
            return text[max(start, first) - known : min(end, last) - known]

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


def _meets(stretch: Span, row: Row, withheld: Iterable[str]) -> bool:
    """Tell whether a stretch has characters of a column that is withheld."""
    spans = [row.cells[column].span for column in withheld if column in row.cells]
    return any(max(stretch.start, span.start) < min(stretch.end, span.end) for span in spans)


def _figure(row: Row, cell: Cell, column: str, said: Saying) -> Figure:
    value, comparator = _count(cell, column, said.thousands), said.comparator
    if said.ends:
        return _best(row, cell, value, said.ends, said.thousands)
    if not value and comparator is Comparator.LESS_THAN:
        raise UnusableCell(column, "is meant as less than nothing")
    low, high = interval(comparator, value)
    tolerance = TOLERANCE if comparator is Comparator.ABOUT else None
    return Figure(cell.text, cell.span, value, comparator, low, high, tolerance, cell.fragment)


def _best(row: Row, cell: Cell, value: Decimal, ends: tuple[str, str], thousands: str) -> Figure:
    """Give the figure of a best number whose lowest and highest are printed in cells of their own."""
    cells = [digits(row, end) for end in ends]
    low, high = (_count(each, column, thousands) for each, column in zip(cells, ends, strict=True))
    if low > value:
        raise UnusableCell(ends[0], "is more than the best number")
    if high < value:
        raise UnusableCell(ends[1], "is less than the best number")
    comparator = Comparator.EXACT if low == high else Comparator.BETWEEN
    lowest, highest = (Selection(each.span, each.fragment) for each in cells)
    return Figure(cell.text, cell.span, value, comparator, low, high, None, cell.fragment, (lowest, highest))


def _count(cell: Cell, column: str, thousands: str) -> Decimal:
    if cell.text.startswith("="):
        raise UnusableCell(column, "holds a formula, whose result is not read; save it with values")
    if (value := counted(cell.text, thousands)) is None:
        apart = "with no other separator than the one named" if thousands else "without separators"
        raise UnusableCell(column, f"holds no whole number from 0 in digits alone, {apart}")
    return value
