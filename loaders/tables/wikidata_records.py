"""The statements on an event in Wikidata's JSON, of entities or of the answer to a SPARQL query, as rows.

Entities: https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html ; answers: SPARQL 1.1 Query Results JSON
Format. Either is read whole, since what is counted may stand far from the event that it is counted in.
"""

from __future__ import annotations

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
    """Give the solutions of an answer, each with the values of its variables. Raises TableRejected for no answer."""
    whole = document(window, LONGEST)
    bindings = values(values(whole).get("results")).get("bindings", _EMPTY)
    for number, solution in enumerate(elements(bindings), 1):
        cells = {name: values(term)["value"] for name, term in values(solution).items() if "value" in values(term)}
        yield _row(number, solution, window.text, {name: _short(cell) for name, cell in cells.items()})


def references(row: Row) -> list[Reference]:
    """Give the references of a statement; of a solution of a query, the one that it has."""
    if "references" not in row.cells:
        return [Reference(row.cells.get("statedIn"), row.cells.get("referenceURL"))]
    found = [values(each.get("snaks")) for each in within(row.cells["references"])]
    return [
        Reference(stated, address)
        for snaks in found
        for stated in _each(snaks.get("P248"))
        for address in _each(snaks.get("P854"))
    ]


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
