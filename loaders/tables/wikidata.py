"""Wikidata on the dead, injured and casualties of events: who is said to have counted them, and what it holds of that.

Whom a reference names claims the figure, if the reference data hold him, and Wikidata relays; else Wikidata reports it.
A deprecated statement is one that Wikidata denies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from loaders.agents import known_agent
from loaders.tables.base import Beginning
from loaders.tables.cells import UnusableCell, word
from loaders.tables.record import MOST_QUOTED, Recorder, Saying
from loaders.tables.rows import Cell, Row
from loaders.tables.wikidata_records import COUNTS, DIFFERING, references
from ontology.dates import When, when
from ontology.errors import DateError
from ontology.identifiers import Identifiers
from ontology.model import (
    IRI,
    Accumulation,
    Agent,
    AgentKind,
    Claim,
    Comparator,
    ConflictEvent,
    Phenomenon,
    Quantity,
    Stance,
)
from ontology.vocabulary import agents, identified

_REGISTER = "wikidata"
_COUNTED = dict(zip(COUNTS, (Phenomenon.DEATHS, Phenomenon.WOUNDED, Phenomenon.CASUALTIES), strict=True))
_CIRCA = "Q5727902"
_RANKS = ("preferred", "normal", "deprecated")
_UNITS = ("", "1", "Q199", "Q5")
"""No unit, which is the number 1, or people."""
_ITEM = re.compile(r"Q[1-9]\d*", re.ASCII)
_TIME = re.compile(r"\+?(\d{4})-(\d{2})-(\d{2})T00:00:00Z", re.ASCII)
_PRECISION = {"9": 1, "10": 2, "11": 3}
"""How many parts of a date are known: the year, the month, the day."""


@dataclass(frozen=True)
class Wikidata:
    """Reads how many people died, were injured, or both, in an event, each statement by itself."""

    name: str = "wikidata"
    version: str = "1"
    reads: str = "Wikidata's statements on deaths, injured and casualties of events (JSON of entities, or of a query)"
    example: str = '{"mainsnak": {"property": "P1120", "datavalue": {"value": {"amount": "+40", …}, …}, …}, "rank": …}'
    columns: frozenset[str] = frozenset(("event", "statement", "property", "amount", "rank", "narrowed"))
    publisher: str | None = None

    def recognises(self, beginning: Beginning) -> bool:
        """Tell it by what each statement has."""
        return self.columns.issubset(beginning.columns)

    def claims(self, row: Row, record: Recorder) -> Iterable[Claim]:
        """Give the claims of those whom the references name, else Wikidata's own. Raises UnusableCell."""
        if differing := row.text(DIFFERING):
            raise UnusableCell(differing, "is another in each solution of one statement")
        names, phenomenon = record.identifiers, _phenomenon(row)
        event, quantity = _quantity(row, names, phenomenon)
        for said in _sayings(row, record, event):
            yield record.claim(row, "amount", quantity, said)


def _phenomenon(row: Row) -> Phenomenon:
    if (found := _COUNTED.get(row.text("property"))) is None:
        raise UnusableCell("property", f"is none of {', '.join(_COUNTED)}")
    if row.text("unit") not in _UNITS:
        raise UnusableCell("unit", "is not people")
    return found


def _quantity(row: Row, names: Identifiers, phenomenon: Phenomenon) -> tuple[ConflictEvent | None, Quantity]:
    """Give what is counted: within a war of the reference data, or within an event that is described by its number."""
    item, note = word(row, "event"), row.text("narrowed")
    if not _ITEM.fullmatch(item):
        raise UnusableCell("event", "is no item of Wikidata")
    if note == "true":
        raise UnusableCell("narrowed", "says that qualifiers narrow it, which the answer of a query does not tell")
    part = None if note in ("", "false") else note
    known = identified(_REGISTER).get(item, "")
    if known.startswith("conflict/"):
        war, total = names.at(known), Accumulation.CUMULATIVE
        return None, Quantity(
            names.quantity(phenomenon, total, within=war, part=part),
            phenomenon, total, within=war, conflict=war, note=part,
        )  # fmt: skip
    event = ConflictEvent(names.event(_REGISTER, item), _REGISTER, item)
    once = Accumulation.EVENT
    iri = names.quantity(phenomenon, once, within=event.iri, part=part)
    return event, Quantity(iri, phenomenon, once, within=event.iri, note=part)


def _sayings(row: Row, record: Recorder, event: ConflictEvent | None) -> Iterator[Saying]:
    if (rank := row.text("rank")) not in _RANKS:
        raise UnusableCell("rank", f"is none of {', '.join(_RANKS)}")
    names, as_of = record.identifiers, _as_of(row)
    wikidata = Agent(names.publisher_by_name("Wikidata"), "Wikidata", AgentKind.OUTLET)

    def saying(claimant: IRI, stance: Stance, named: Cell | None = None) -> Saying:
        own = claimant == wikidata.iri
        made_on = record.dataset.published if own else None
        return Saying(
            claimant, f"{row.text('property')}, {rank}", stance, _comparator(row), made_on, as_of or made_on,
            _quoted(row), named_in=named, agents=(wikidata,), relays=() if own else (wikidata.iri,), event=event,
            ends=("lower", "upper") if row.text("lower") != row.text("upper") else None,
        )  # fmt: skip

    if rank == "deprecated":
        yield saying(wikidata.iri, Stance.DENIES)
        return
    said = {names.at(path): cell for path, cell in _named(row)}
    for claimant, cell in said.items():
        yield saying(claimant, Stance.STATES, cell)
    if not said:
        yield saying(wikidata.iri, Stance.REPORTS)
    disputing = row.cells.get("disputedBy")
    if disputing and (path := _agent(disputing)) and names.at(path) not in said:
        yield saying(names.at(path), Stance.DENIES, disputing)


def _named(row: Row) -> Iterator[tuple[str, Cell]]:
    """Give whom the references name of those in the reference data: by number, or else by the host of an address."""
    for reference in references(row):
        if reference.stated_in and (path := _agent(reference.stated_in)):
            yield path, reference.stated_in
        elif reference.address and (known := known_agent(_host(reference.address.text))):
            yield known.path, reference.address


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _agent(cell: Cell) -> str | None:
    path = identified(_REGISTER).get(cell.text)
    return path if path in {agent.path for agent in agents()} else None


def _comparator(row: Row) -> Comparator:
    if (circumstances := row.text("circumstances")) not in ("", _CIRCA):
        raise UnusableCell("circumstances", f"are others than circa ({_CIRCA}): how the number is meant is not known")
    return Comparator.ABOUT if circumstances else Comparator.EXACT


def _as_of(row: Row) -> When | None:
    """Read the point in time, as precisely as it is said to be known. Raises UnusableCell."""
    if not (given := row.text("asOf")):
        return None
    parts, known = _TIME.fullmatch(given), _PRECISION.get(row.text("asOfPrecision"))
    if parts is None or known is None:
        raise UnusableCell("asOf", "is no day, month or year with its precision")
    try:
        return when("-".join(parts.groups()[:known]))
    except DateError as error:
        raise UnusableCell("asOf", "is no date of the calendar") from error


def _quoted(row: Row) -> tuple[str, ...]:
    """Name what is quoted of a long statement: all that says the number, with its point in time where that is near."""
    statement, dated = row.cells.get("statement"), row.cells.get("asOf")
    if statement and dated and dated.span.end - statement.span.start > MOST_QUOTED:
        return ("statement",)
    return ("statement", "asOf")
