"""What one source tells of one exchange: the records that are held against each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Protocol

from ontology.model import IRI


@dataclass(frozen=True, slots=True, order=True)
class Count:
    """A figure for people or remains that change hands, as the closed interval that it means; `highest` None is open.

    `transferor` and `transferee` are its direction; what is None was not said.
    """

    phenomenon: IRI
    value: Decimal
    lowest: Decimal
    highest: Decimal | None
    transferor: IRI | None = None
    transferee: IRI | None = None
    population: IRI | None = None
    affiliation: IRI | None = None

    @property
    def is_exact(self) -> bool:
        """Tell whether the figure means one number."""
        return self.lowest == self.highest


@dataclass(frozen=True, slots=True)
class Telling:
    """An exchange as one source tells of it, by all its claims on it together.

    `earliest` and `latest` bound the exchange's date; `published` is the source's day, None where it is not known to
    the day. `announced` says that the source has it as planned, demanded or conditional only.
    """

    exchange: IRI
    source: IRI
    kinds: frozenset[IRI]
    parties: frozenset[IRI] = frozenset()
    conflict: IRI | None = None
    earliest: date | None = None
    latest: date | None = None
    published: date | None = None
    announced: bool = False
    counts: tuple[Count, ...] = ()
    claims: frozenset[IRI] = frozenset()

    @property
    def day(self) -> date | None:
        """The day of the exchange, where the source gives it to the day."""
        return self.earliest if self.earliest == self.latest else None


@dataclass(frozen=True)
class Exchange:
    """An exchange with everything that is told of it, in the order of the sources' IRIs."""

    iri: IRI
    tellings: tuple[Telling, ...]

    @cached_property
    def figures(self) -> frozenset[Decimal]:
        """The exact figures that are told of it."""
        return frozenset(count.value for telling in self.tellings for count in telling.counts if count.is_exact)

    @cached_property
    def days(self) -> frozenset[date]:
        """The days that its sources give, to the day."""
        return frozenset(telling.day for telling in self.tellings if telling.day)

    @property
    def reports(self) -> dict[IRI, Telling]:
        """What is told of it, by source."""
        return {telling.source: telling for telling in self.tellings}


class Tellings(Protocol):
    """All that is told, to be found by what could make two exchanges one."""

    def exchange(self, iri: IRI) -> Exchange | None:
        """Give an exchange with all that is told of it; None where nothing is."""
        ...

    def dated(self, day: date) -> Iterable[IRI]:
        """Give the exchanges that took place on a day."""
        ...

    def undated(self, published: date) -> Iterable[IRI]:
        """Give the exchanges that a source of a day tells of without giving their day."""
        ...

    def exchanges(self) -> Iterable[IRI]:
        """Give all exchanges."""
        ...
