"""What every loader of tables is: something that knows its table by the columns, and makes claims of its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from loaders.tables.record import Recorder
from loaders.tables.rows import Row
from ontology.model import Claim


class Form(Enum):
    """How a table is written."""

    CSV = "CSV"
    JSON = "JSON"


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a file begins: its name, its form, and the names of its columns, or of its first record's values."""

    name: str
    form: Form
    columns: tuple[str, ...]


class TableLoader(Protocol):
    """Reads one kind of table. Pure: no disk, no clock; the same row gives the same claims."""

    @property
    def name(self) -> str:
        """The loader's name, part of what identifies an extraction."""
        ...

    @property
    def version(self) -> str:
        """The version of its rules, likewise: raised by hand with every change of them."""
        ...

    @property
    def reads(self) -> str:
        """What it reads, in a line."""
        ...

    @property
    def example(self) -> str:
        """A row of such a table, in a line."""
        ...

    @property
    def columns(self) -> frozenset[str]:
        """The columns without which a table is not its own."""
        ...

    @property
    def publisher(self) -> str | None:
        """The path in the reference data of who publishes such tables; None where anybody may."""
        ...

    def recognises(self, beginning: Beginning) -> bool:
        """Tell whether a file is such a table, by how it begins."""
        ...

    def claims(self, row: Row, record: Recorder) -> Iterable[Claim]:
        """Give what a row claims. Raises UnusableCell for a row that cannot be read; then none of it is loaded."""
        ...
