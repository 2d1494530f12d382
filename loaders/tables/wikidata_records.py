"""The statements on an event in Wikidata's JSON, of entities or of the answer to a SPARQL query, as rows.

Entities: https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html ; answers: SPARQL 1.1 Query Results JSON
Format. Either is read whole, since what is counted may stand far from the event that it is counted in.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from loaders.errors import TableRejected
from loaders.tables.json_records import document, elements, values, within
from loaders.tables.rows import AROUND, BadRow, Cell, Row
from loaders.tables.window import Window
from ontology.model import Span

COUNTS = ("P1120", "P1339", "P1590")
"""The properties that count people: number of deaths, of injured, of casualties."""
LONGEST = 30_000_000
"""The most characters of a file; the longest entities have some millions."""

_HUMAN = "Q5"
_SINGLE = {"P585": "asOf", "P1480": "circumstances", "P1310": "disputedBy"}
"""Qualifiers that do not narrow whom a statement counts, and what they are called here."""
_STATEMENT, _SOLUTIONS = "statement", "solutions"
_REFERENCE = ("statedIn", "referenceURL")
"""What the solutions of one statement may have each for itself."""
DIFFERING = "differing"
"""The column that names what else is another in each of them."""
_ENTITY = re.compile(r"https?://www\.wikidata\.org/(?:entity|prop|prop/direct|wiki)/([QP]\d+)")
_RANK = re.compile(r"http://wikiba\.se/ontology#(Preferred|Normal|Deprecated)Rank")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reference of a statement says: in what it is stated, and at which address."""

    stated_in: Cell | None = None
    address: Cell | None = None


def entity_rows(window: Window) -> Iterator[Row | BadRow]:
    """Give the statements that count people. Raises TableRejected for what are no entities, and for a person's."""
    whole = document(window, LONGEST)
    entities = values(values(whole).get("entities"))
    claims = {name: values(values(entity).get("claims")) for name, entity in entities.items()}
    if any(_HUMAN in _ids(each.get("P31")) for each in claims.values()):
        raise TableRejected("is of a person: of persons nothing is kept")
    number = 0
    for name, each in claims.items():
        for property_ in COUNTS:
            for statement in elements(each.get(property_, _EMPTY)):
                number += 1
                yield _row(number, statement, window.text, _statement(name, property_, statement))


def binding_rows(window: Window) -> Iterator[Row | BadRow]:
    """Give the statements in an answer, each with all of its solutions: there is one for each of its references.

    Raises TableRejected for no answer.
    """
    whole = document(window, LONGEST)
    bindings = values(values(whole).get("results")).get("bindings", _EMPTY)
    seen = set[str]()
    for statement, group in itertools.groupby(enumerate(elements(bindings), 1), lambda each: _statement_of(*each)):
        number, solutions = (found := list(group))[0][0], [solution for _, solution in found]
        if statement in seen:
            yield BadRow(number, _STATEMENT, "was there before: order the answer by it")
        else:
            seen.add(statement)
            yield _solved(number, solutions, window.text)


def references(row: Row) -> list[Reference]:
    """Give the references of a statement; of an answer, one of each solution."""
    if "references" not in row.cells:
        each = range(int(row.text(_SOLUTIONS)))
        return [Reference(*(row.cells.get(_nth(name, number)) for name in _REFERENCE)) for number in each]
    found = [values(each.get("snaks")) for each in within(row.cells["references"])]
    return [
        Reference(stated, address)
        for snaks in found
        for stated in _each(snaks.get("P248"))
        for address in _each(snaks.get("P854"))
    ]


def _statement_of(number: int, solution: Cell) -> str:
    """Give the name of the statement that a solution is of; one that names none is a statement of its own."""
    name = _terms(solution).get(_STATEMENT)
    return name.text if name else str(number)


def _terms(solution: Cell) -> dict[str, Cell]:
    found = {name: values(term) for name, term in values(solution).items()}
    return {name: _short(term["value"]) for name, term in found.items() if "value" in term}


def _solved(number: int, solutions: list[Cell], text: str) -> Row | BadRow:
    """Lay the solutions of one statement out as one row, with the references of each under a name of its own."""
    span = Span(solutions[0].span.start, solutions[-1].span.end)
    each = [_terms(solution) for solution in solutions]
    cells = {_SOLUTIONS: Cell(str(len(each)), span)}
    for name in dict.fromkeys(name for terms in each for name in terms):
        said = [terms.get(name, _EMPTY) for terms in each]
        if name in _REFERENCE:
            cells |= {_nth(name, nth): cell for nth, cell in enumerate(said) if cell.text}
        elif len({cell.text for cell in said}) == 1:
            cells[name] = said[0]
        elif name != _SINGLE["P1310"]:
            cells.setdefault(DIFFERING, Cell(name, span))
    return _row(number, Cell(text[span.start : span.end], span), text, cells)


def _nth(name: str, number: int) -> str:
    return f"{name} {number}"


def _each(snaks: Cell | None) -> list[Cell | None]:
    return [*_values(snaks, "id")] or [None]


_EMPTY = Cell("", Span(0, 0))


def _statement(entity: str, property_: str, statement: Cell) -> dict[str, Cell]:
    """Lay a statement out flat: its number, what qualifies it, and its rank."""
    parts = values(statement)
    qualifiers = values(parts.get("qualifiers"))
    amount = values(_value(parts.get("mainsnak")))
    cells = {
        "event": Cell(entity, statement.span),
        "property": Cell(property_, statement.span),
        "statement": parts.get("mainsnak", _EMPTY),
        "amount": _unsigned(amount.get("amount")),
        "lower": _unsigned(amount.get("lowerBound")),
        "upper": _unsigned(amount.get("upperBound")),
        "unit": _short(amount.get("unit", _EMPTY)),
        "rank": parts.get("rank", _EMPTY),
        "references": parts.get("references", Cell("[]", statement.span)),
        "narrowed": Cell("; ".join(_narrowing(qualifiers)), statement.span),
    }
    for qualifier, column in _SINGLE.items():
        if found := list(_values(qualifiers.get(qualifier), "id", "time")):
            cells[column] = found[0] if len(found) == 1 else Cell("several", found[0].span)
    for time in elements(qualifiers.get("P585", _EMPTY)):
        cells["asOfPrecision"] = values(_value(time)).get("precision", _EMPTY)
    return cells


def _narrowing(qualifiers: dict[str, Cell]) -> Iterator[str]:
    for name, snaks in sorted(qualifiers.items()):
        if name not in _SINGLE:
            said = [cell.text for cell in _values(snaks, "id", "time", "amount", "text")]
            yield f"{name} {', '.join(said) or 'unknown'}"


def _value(snak: Cell | None) -> Cell | None:
    return values(values(snak).get("datavalue")).get("value")


def _values(snaks: Cell | None, *names: str) -> Iterator[Cell]:
    """Give what the snaks of one property say: a string, or what stands under one of the names."""
    for snak in elements(snaks or _EMPTY):
        if found := _value(snak):
            inner = values(found)
            yield next((inner[name] for name in names if name in inner), found)


def _ids(statements: Cell | None) -> Iterable[str]:
    return {cell.text for each in within(statements or _EMPTY) for cell in _id(each.get("mainsnak"))}


def _id(snak: Cell | None) -> Iterator[Cell]:
    if found := values(_value(snak)).get("id"):
        yield found


def _unsigned(cell: Cell | None) -> Cell:
    """Leave out the sign that Wikidata puts before what is no less than nothing."""
    if cell is None or not cell.text.startswith("+"):
        return cell or _EMPTY
    return Cell(cell.text[1:], Span(cell.span.start + 1, cell.span.end))


def _short(cell: Cell) -> Cell:
    """Give the name alone of an entity or of a rank, of which there is the whole IRI; and a number without its sign."""
    if found := _ENTITY.fullmatch(cell.text):
        return Cell(found[1], cell.span)
    if found := _RANK.fullmatch(cell.text):
        return Cell(found[1].lower(), cell.span)
    return _unsigned(cell)


def _row(number: int, record: Cell, text: str, cells: dict[str, Cell]) -> Row | BadRow:
    try:
        "".join(cell.text for cell in cells.values()).encode()
    except UnicodeEncodeError:
        return BadRow(number, None, "holds half of a character")
    start, end = record.span.start, record.span.end
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Row(number, record.span, record.text, before, after, cells)
