"""Any table with a mapping: what the mapping says of its columns, said of each of its rows."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Self, TypeVar

from loaders.errors import MappingError, TableRejected
from loaders.tables.base import Beginning, Fitted
from loaders.tables.cells import UnusableCell
from loaders.tables.mapping import Counting, TableMapping
from loaders.tables.naming import Naming
from loaders.tables.record import Recorder, Saying
from loaders.tables.rows import Row
from ontology.dates import When
from ontology.model import (
    Accumulation,
    Claim,
    Comparator,
    EventType,
    Phenomenon,
    Place,
    Population,
    Quantity,
    Stance,
)

_RULES = "1"
"""Raised by hand with every change of what is made of a mapping."""

_ONE = r"(?:victim|person|deceased|soldier|prisoner|detainee)(?:['’]?s)?"
_PERSON = re.compile(
    r"\b(?:(?:first|last|middle|given|family|full|maiden) ?names?|surname|forename|patronym\w*|dob"
    # Births, and their rate, are counted of many.
    r"|birth(?!s\b| ?rates?\b)\w*"
    rf"|{_ONE} ?names?|names? of (?:the )?{_ONE}"
    r"|vorname|nachname|familienname|geburts\w*|prénom|nazwisko|imię"
    r"|ім['’ʼ`]?я|імена|имя|имена|[пp][іi]б|фио)\b"
    r"|^(?:victim|person)$|\bп\. ?[іi]\. ?б\b|\bф\. ?и\. ?о\b"
    r"|прізвище|по батькові|народження|фамилия|отчество|рождени",
    re.IGNORECASE,
)
_NAME = re.compile("names?", re.IGNORECASE)
_BESIDE = re.compile(
    r"age|rank|born|death|(?:date|day|place) of death|death date|call ?sign|вік|(?:військове )?звання|возраст|звание",
    re.IGNORECASE,
)
"""Columns beside which a name is that of a person, and of no place."""
_Term = TypeVar("_Term", bound=StrEnum)


@lru_cache(maxsize=256)
def person_column(columns: tuple[str, ...]) -> str | None:
    """Find a column that single persons alone have: of lists of people nothing is kept."""
    words = [(column, " ".join(re.split(r"[\s_-]+|(?<=[a-z])(?=[A-Z])", column.strip()))) for column in columns]
    if any(_BESIDE.fullmatch(said) for _, said in words) and (
        name := next((column for column, said in words if _NAME.fullmatch(said)), None)
    ):
        return name
    return next((column for column, said in words if _PERSON.search(said)), None)


def require_no_persons(name: str, columns: Iterable[str]) -> None:
    """Raise TableRejected for a file with a column that single persons alone have."""
    if told := person_column(tuple(columns)):
        raise TableRejected(f"{name}: has the column '{told}': a list of persons is not loaded; count them")


@dataclass(frozen=True)
class Mapped:
    """How tables with a mapping are listed: which table is one, its mapping says, and not its columns."""

    name: str = "mapped"
    version: str = _RULES
    reads: str = "any table with a mapping beside it, which `counterclaim map` drafts (CSV, XLSX or JSON)"
    example: str = "losses.csv and losses.csv.mapping.yaml"
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MappedTable:
    """Reads the tables that one mapping is for. What the mapping says is a part of the version."""

    mapping: TableMapping
    name: str = Mapped.name
    reads: str = Mapped.reads
    example: str = Mapped.example
    publisher: str | None = None

    @property
    def version(self) -> str:
        """The version of the rules, and of what the mapping says beside what it tells of the dataset."""
        return f"{_RULES}+{self.mapping.digest[:12]}"

    @property
    def columns(self) -> frozenset[str]:
        """The columns that the mapping names."""
        return frozenset(column for column, _ in self.mapping.columns)

    def recognises(self, beginning: Beginning) -> bool:
        """Tell whether a file has all that the mapping names."""
        return self.columns.issubset(beginning.columns)

    def fitted(self, beginning: Beginning) -> Fitted:
        """Give itself for a file. Raises MappingError for a column that lacks, TableRejected for a list of persons."""
        require_no_persons(beginning.name, beginning.columns)
        for column, line in self.mapping.columns:
            if (many := beginning.columns.count(column)) != 1:
                wrong = f"{many} columns named '{column}'" if many else f"no column '{column}'"
                there = ", ".join(f"'{each}'" for each in beginning.columns[:40])
                where = f"{self.mapping.file}: line {line}: {beginning.name}"
                raise MappingError(f"{where} has {wrong}; name one of those that it has: {there}")
        return Fitted(self, self.mapping.layout, self.mapping.stated)

    def claims(self, row: Row, record: Recorder) -> Iterable[Claim]:
        """Give what the mapping makes of a row. Raises UnusableCell."""
        if person_column(tuple(row.cells)):
            # A record may have names that none of the first ones had.
            raise UnusableCell(self.mapping.figures[0].column, "stands in a record of a person")
        made: dict[str, Claim] = {}
        # What stands around a row is of other rows, whose free text would be quoted with it.
        row = replace(self.mapping.cleared(row), before="", after="")
        for each in self.mapping.counted(row):
            claim = _Counted(each, row, record, Naming(record.identifiers)).claim(self.mapping)
            if claim.utterance.iri in made:
                raise UnusableCell(each.column, "is claimed twice by the mapping as the same")
            made[claim.utterance.iri] = claim
        return made.values()


@dataclass(frozen=True)
class SelfMapped:
    """What loaders of tables share in whose beginning the mapping is found."""

    columns: frozenset[str] = frozenset()
    table: MappedTable | None = None

    def by(self, mapping: TableMapping) -> Self:
        """Give itself for the file of which this is the mapping."""
        return replace(self, table=MappedTable(mapping))

    def claims(self, row: Row, record: Recorder) -> Iterable[Claim]:
        """Give what the mapping makes of a row. Raises UnusableCell."""
        return self.table.claims(row, record) if self.table else ()


@dataclass(frozen=True)
class _Counted:
    """One figure of one row."""

    counting: Counting
    row: Row
    record: Recorder
    naming: Naming

    def claim(self, mapping: TableMapping) -> Claim:
        """Make its claim."""
        place = self.naming.place(self.counting.place, self.row) if self.counting.place else None
        quantity = self._quantity(place)
        claimant = self.counting.agents.get("claimant")
        dates = [column for each in self.counting.dates.values() for column in each.columns]
        made_on, as_of = self._date("made-on"), self._as_of(quantity.accumulation)
        said = Saying(
            claimant=self._claimant(),
            rule=self.counting.column,
            stance=self._term("stance", Stance) or Stance.STATES,
            comparator=self._comparator(),
            made_on=made_on,
            as_of=as_of,
            dated_by=(*dates, *([claimant.column] if claimant and claimant.column else [])),
            place=place,
            named_in=claimant.column if claimant else None,
            relays=tuple(itertools.starmap(self.naming.agent, self._named("relay"))),
            thousands=mapping.thousands,
            ends=self._ends(),
            withheld=mapping.withheld(self.row),
            agents=tuple(self.naming.agents),
        )
        return self.record.claim(self.row, self.counting.column, quantity, said)

    def _ends(self) -> tuple[str, str] | None:
        """Give the columns of the lowest and the highest number, where the row has one of them."""
        ends = self.counting.ends
        return ends if ends and any(map(self.row.text, ends)) else None

    def _claimant(self) -> str:
        """Name who claims it: whom the row or the mapping names, else who publishes. Raises UnusableCell."""
        if given := self.counting.agents.get("claimant"):
            return self.naming.agent(given.of(self.row), given.column or "claimant")
        if publisher := self.record.dataset.publisher:
            return publisher
        raise UnusableCell(self.counting.column, "is claimed by nobody: no column says by whom; name a --publisher")

    def _quantity(self, place: Place | None) -> Quantity:
        phenomenon, accumulation = self._term("phenomenon", Phenomenon), self._term("accumulation", Accumulation)
        if phenomenon is None or accumulation is None:
            raise UnusableCell(self.counting.column, "is not said to be a count of something")
        names, conflict = self.record.identifiers, self.counting.conflict
        within = names.at(conflict) if conflict else None
        affiliation, transferor, transferee = (
            next(itertools.starmap(self.naming.party, self._named(key)), None)
            for key in ("affiliation", "transferor", "transferee")
        )
        population, event_type = self._term("population", Population), self._term("event-type", EventType)
        period = self._period(accumulation)
        note, where = self._part() or None, place.iri if place else None
        iri = names.quantity(
            phenomenon, accumulation, population, affiliation, transferor, transferee, within, period, note, where,
            event_type,
        )  # fmt: skip
        return Quantity(
            iri, phenomenon, accumulation, population, affiliation, transferor, transferee, within, period, within,
            None, where, event_type, note,
        )  # fmt: skip

    def _part(self) -> str:
        """Say in words which part of those who are told otherwise are counted."""
        return "; ".join([*([self.counting.part] if self.counting.part else []), *self.counting.apart(self.row)])

    def _period(self, accumulation: Accumulation) -> When | None:
        """Give the period that is counted. Raises UnusableCell where events have none."""
        dates = self.counting.dates.get("period")
        period = dates.of(self.row) if dates else None
        if accumulation is Accumulation.EVENT and period is None:
            raise UnusableCell(
                (dates.first if dates else None) or "period", "is empty: of events it must be known when"
            )
        return period

    def _as_of(self, accumulation: Accumulation) -> When | None:
        """Give up to when a total counts, else when it was said. Raises UnusableCell for a total with neither."""
        if accumulation is Accumulation.EVENT:
            return None
        if found := self._date("as-of") or self._date("made-on"):
            return found
        dates = self.counting.dates.get("as-of") or self.counting.dates.get("made-on")
        column = (dates.first if dates else None) or "as-of"
        raise UnusableCell(column, "is empty: of a total it must be known up to when it counts")

    def _date(self, key: str) -> When | None:
        dates = self.counting.dates.get(key)
        return dates.of(self.row) if dates else None

    def _comparator(self) -> Comparator:
        return self._term("comparator", Comparator) or Comparator.EXACT

    def _term(self, key: str, kind: type[_Term]) -> _Term | None:
        """Give the concept that a row has. Raises UnusableCell for a cell that names none."""
        if (given := self.counting.terms.get(key)) is None:
            return None
        known: Collection[str] = [str(each) for each in kind if each is not Comparator.BETWEEN]
        if (found := given.of(self.row)) not in known:
            raise UnusableCell(given.column or key, f"is none of {', '.join(known)}")
        return kind(found)

    def _named(self, key: str) -> Iterator[tuple[str, str]]:
        """Give the name that a row has, and the column that it stands in; an empty cell has none."""
        given = self.counting.agents.get(key)
        if given and (given.column is None or given.words is not None or self.row.text(given.column)):
            yield given.of(self.row), given.column or key
