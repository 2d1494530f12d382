"""What every loader of tables is: something that knows its table by the columns, and makes claims of its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol, runtime_checkable

from loaders.reports.metadata import Metadata
from loaders.tables.comma_separated import PLAIN, Layout
from loaders.tables.record import Recorder
from loaders.tables.rows import Row
from ontology.model import Claim


class Form(Enum):
    """How a table is written."""

    CSV = "CSV"
    JSON = "JSON"
    ENTITIES = "Wikidata's JSON of entities"
    BINDINGS = "SPARQL Query Results JSON"


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a file begins: its name, its form, and the names of its columns, or of its first records' values.

    `rows` are the texts of its first rows; of records, first come the names, and then the values of each.
    """

    name: str
    form: Form
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()


class Described(Protocol):
    """What a loader says of itself."""

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


class TableLoader(Described, Protocol):
    """Reads one kind of table. Pure: no disk, no clock; the same row gives the same claims."""

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


@dataclass(frozen=True, slots=True)
class Fitted:
    """What reads one file: a loader, how the file is laid out, and what is known of the dataset beforehand."""

    loader: TableLoader
    layout: Layout = PLAIN
    stated: Metadata = field(default_factory=Metadata)


@runtime_checkable
class Fitting(Protocol):
    """A loader that reads no two files in the same way: what it makes of one depends on how the file begins."""

    def fitted(self, beginning: Beginning) -> Fitted:
        """Give what reads a file. Raises LoaderError, with the file's name, where it cannot be read."""
        ...
