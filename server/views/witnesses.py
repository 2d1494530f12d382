"""An answer with its provenance as a person reads it: rows, and who said what each rests on, in which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from ontology.terms import CCL, DCTERMS, short
from queries.provenance import TracedAnswer
from queries.traced import notes_on
from server.lookup import Lookup, Ref
from server.views import naming
from server.views.claims import ClaimLine, claim_line
from server.views.texts import quote


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is shown: so many rows, and of each so many witnesses of so many graphs."""

    rows: int
    witnesses: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in a row: in full, and as short as a link to it can be."""

    text: str
    short: str
    href: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """A graph of a witness; `line` is None for one that is no claim, or of which nothing more was asked."""

    iri: str
    ref: Ref
    line: ClaimLine | None = None
    quote: str | None = None
    publisher: Ref | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """Graphs that together suffice for a row; none where it rests on what is given; `more` are not shown."""

    graphs: tuple[Cited, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class WitnessedRow:
    """A row with its witnesses, any of which suffices; without one, no named graph holds it."""

    cells: tuple[Cell, ...]
    witnesses: tuple[Witness, ...]
    more: int = 0

    @property
    def summary(self) -> str:
        """Say in a few words what the row rests on."""
        several = len(self.witnesses) + self.more
        if several != 1:
            return f"Any of {several:,} suffices" if several else "No named graph holds it"
        (witness,) = self.witnesses
        graphs = witness.graphs
        size = len(graphs) + witness.more
        if not graphs:
            return "Rests on what is given"
        noun = "claim" if all(graph.line for graph in graphs) else "graph"
        return f"Rests on {f'one {noun}' if size == 1 else f'{size:,} {noun}s together'}"


@dataclass(frozen=True, slots=True)
class WitnessedAnswer:
    """An answer to be shown; `boolean` is None unless it is that of an ASK, which has one row of no cells if true."""

    boolean: bool | None
    header: tuple[str, ...]
    rows: tuple[WitnessedRow, ...]
    more: int
    notes: tuple[str, ...]


def witnessed(lookup: Lookup, answer: TracedAnswer, bounds: Bounds) -> WitnessedAnswer:
    """Read what is shown of an answer; labels, quotations and sources are those of the lookup's snapshot."""
    header: tuple[str, ...] = ()
    cells: list[tuple[Cell, ...]] = [()]
    if answer.boolean is None:
        solutions = cast(QuerySolutions, parse_query_results(answer.results, QueryResultsFormat.JSON))
        header = tuple(variable.value for variable in solutions.variables)
        shown = (solution for solution, _ in zip(solutions, range(bounds.rows), strict=False))
        cells = [tuple(cell(lookup, term) for term in solution) for solution in shown]
    reader = _Reader(lookup, answer, bounds)
    rows = [reader.row(number, each) for number, each in enumerate(cells[: len(answer.rows)])]
    return WitnessedAnswer(answer.boolean, header, tuple(rows), len(answer.rows) - len(rows), notes_on(answer))


def cell(lookup: Lookup, term: object) -> Cell:
    """Show a term; one that is missing is empty."""
    if isinstance(term, NamedNode):
        name = short(term.value.removeprefix(lookup.addresses.base))
        return Cell(visible(term.value), visible(name), lookup.addresses.href(term.value))
    text = "" if term is None else visible(term.value if isinstance(term, Literal) else str(term))
    return Cell(text, text, language=term.language if isinstance(term, Literal) else None)


def visible(text: str) -> str:
    """Put a picture in the place of each control character, so that none reaches a terminal; line ends stay."""
    return text.translate(_PICTURES)


# Unicode's "Control Pictures" (https://www.unicode.org/charts/PDF/U2400.pdf); the others, and what turns the
# direction of text around (https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters), have none.
_PICTURES = {
    **{code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\n\t"},
    0x7F: "\u2421",
    **dict.fromkeys((*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd"),
}


@dataclass(slots=True)
class _Reader:
    """Reads each graph once, however many rows rest on it."""

    lookup: Lookup
    answer: TracedAnswer
    bounds: Bounds
    known: dict[str, Cited] = field(default_factory=dict)

    def row(self, number: int, cells: tuple[Cell, ...]) -> WitnessedRow:
        found = self.answer.rows[number]
        size = (self.answer.sizes or {}).get(number, 0)
        witnesses = tuple(self._witness(graphs, size) for graphs in found[: self.bounds.witnesses])
        return WitnessedRow(cells, witnesses, len(found) - len(witnesses))

    def _witness(self, graphs: Sequence[str], size: int) -> Witness:
        cited = tuple(map(self._cited, graphs[: self.bounds.witnesses]))
        return Witness(cited, max(size, len(graphs)) - len(cited))

    def _cited(self, iri: str) -> Cited:
        if iri not in self.known:
            told = self.answer.claims is not None
            self.known[iri] = cited(self.lookup, iri, claim=told and iri in (self.answer.claims or {}), told=told)
        return self.known[iri]


def cited(lookup: Lookup, iri: str, *, claim: bool, told: bool = True) -> Cited:
    """Read what is shown of a graph: of a claim all, of another its name, if more than its address is to be told."""
    if not claim:
        path = Ref(short(iri.removeprefix(lookup.addresses.base)), lookup.addresses.href(iri))
        return Cited(iri, naming.ref(lookup, iri) if told else path)
    line = claim_line(lookup, iri)
    quoted = quote(lookup, iri, CCL.quotation, iri)
    source = lookup.iri(iri, CCL.foundIn, iri)
    publisher = lookup.iri(source, DCTERMS.publisher) if source else None
    return Cited(
        iri,
        Ref(line.words, line.href),
        line,
        quoted.exact if quoted else None,
        naming.optional(lookup, publisher),
    )
