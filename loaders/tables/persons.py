"""Lists of persons: of such a file nothing is kept but how many records of which kind it has, and its SHA-256.

The counts are a table of their own, which stands in the place of the file: it is the text of the source, and what is
quoted are its rows. What is in a record is not kept anywhere, nor told of in an error.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from loaders.errors import TableRejected
from loaders.tables.base import Beginning
from loaders.tables.cells import UnusableCell
from loaders.tables.dates import DateForm
from loaders.tables.record import Recorder, Saying
from loaders.tables.rows import BadRow, Row
from ontology.dates import When, when
from ontology.model import Accumulation, Claim, Comparator, Phenomenon, Population, Quantity, Stance

COLUMNS = ("counted", "month", "records", "list")
"""The table of the counts: of which records, of which month, how many, and the SHA-256 of the list."""

_OTHER, _UNREADABLE = "other", "unreadable"
_UNKNOWN = frozenset(("", "?"))
_MONTH = len("2022-03")
_CONFLICT = "conflict/russian-invasion-of-ukraine"


@dataclass(frozen=True, slots=True)
class Kind:
    """What records of one kind are a count of."""

    phenomenon: Phenomenon
    accumulation: Accumulation = Accumulation.CUMULATIVE
    population: Population = Population.COMBATANTS


DEAD = Kind(Phenomenon.DEATHS)


@dataclass(frozen=True)
class PersonList:
    """Counts the records of lists of one kind; `forms` are columns, in lower case, by any set of which it is known.

    Each record has the kind that its column `status` names; without such a column all are of the dead. Of these the
    month in the column `day` is counted too.
    """

    name: str
    version: str
    reads: str
    example: str
    publisher: str | None
    affiliation: str
    forms: tuple[frozenset[str], ...]
    day: str
    status: str | None
    kinds: Mapping[str, Kind]

    @property
    def columns(self) -> frozenset[str]:
        """The columns of its first form."""
        return self.forms[0]

    def recognises(self, beginning: Beginning) -> bool:
        """Tell it by the columns of any of its forms, in whatever case."""
        columns = {column.casefold() for column in beginning.columns}
        return any(form <= columns for form in self.forms)

    def count(self, rows: Iterable[Row | BadRow]) -> Counter[tuple[str, str]]:
        """Count records by kind, and the dead by month. Raises TableRejected for a list that is cut off."""
        counts: Counter[tuple[str, str]] = Counter()
        for row in rows:
            if isinstance(row, BadRow) and row.last:
                raise TableRejected(f"record {row.number} cannot be read, nor what follows; a part is not counted")
            counts.update([(_UNREADABLE, "")] if isinstance(row, BadRow) else self._counted(row))
        return counts

    def claims(self, row: Row, record: Recorder) -> Iterable[Claim]:
        """Give what a row of the counts claims: that there are at least so many. Raises UnusableCell."""
        if (kind := self.kinds.get(row.text("counted"))) is None:
            raise UnusableCell("counted", f"stands for records of another kind than {', '.join(self.kinds)}")
        if row.text("month") == _UNREADABLE:
            raise UnusableCell("month", f"stands for records whose {self.day} is no date such as 2025-01-31")
        whole = self.whole(record)
        month = when(row.text("month")) if row.text("month") else whole
        said = Saying(
            record.identifiers.at(self.publisher or ""),
            f"count of records: {row.text('counted')}",
            Stance.REPORTS,
            Comparator.AT_LEAST,
            made_on=record.dataset.published,
            as_of=None if month else record.dataset.published,
        )
        if month is None and said.as_of is None:
            raise UnusableCell("records", "counts up to a day that is not known; name it by --published")
        yield record.claim(row, "records", self._quantity(record, kind, month), said)

    def whole(self, record: Recorder) -> When | None:
        """Give the closed period that the whole list is of; None where it goes up to the day it was published.

        Raises UnusableCell where it cannot be told, or whose list it is.
        """
        return None

    def _quantity(self, record: Recorder, kind: Kind, period: When | None) -> Quantity:
        names, what = record.identifiers, kind.phenomenon
        people, war = names.at(self.affiliation), names.at(_CONFLICT)
        accumulation = Accumulation.EVENT if period else kind.accumulation
        iri = names.quantity(what, accumulation, kind.population, affiliation=people, within=war, period=period)
        return Quantity(
            iri, what, accumulation, kind.population, affiliation=people, within=war, period=period, conflict=war
        )

    def _counted(self, row: Row) -> Iterator[tuple[str, str]]:
        cells = {column.casefold(): cell.text.strip() for column, cell in row.cells.items()}
        status = cells.get(self.status, "").casefold() if self.status else next(iter(self.kinds))
        kind = self.kinds.get(status)
        yield status if kind else _OTHER, ""
        if kind is DEAD and (given := cells.get(self.day, "")) not in _UNKNOWN:
            read = DateForm().read(given)
            if read is None:
                yield status, _UNREADABLE
            elif len(read.edtf) >= _MONTH:
                yield status, read.edtf[:_MONTH]


def table(counts: Counter[tuple[str, str]], digest: str) -> str:
    """Say counts as a table, always in the same way."""
    rows = (f"{counted},{month},{records},{digest}" for (counted, month), records in sorted(counts.items()))
    return "".join(f"{row}\n" for row in (",".join(COLUMNS), *rows))


class Hashed:
    """A file that is hashed as it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._hash = file, hashlib.sha256()

    def read(self, size: int) -> bytes:
        """Read on."""
        piece = self._file.read(size)
        self._hash.update(piece)
        return piece

    def digest(self) -> str:
        """Read what is left, and give the SHA-256 of the whole file."""
        while self.read(1 << 20):
            pass
        return self._hash.hexdigest()
