"""Tellings without a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from loaders.matching.tellings import Exchange, Telling
from ontology.model import IRI


class Collected:
    """Tellings held in memory."""

    def __init__(self, told: Iterable[Telling]) -> None:
        by_exchange: dict[IRI, list[Telling]] = {}
        for telling in sorted(told, key=lambda telling: (telling.exchange, telling.source)):
            by_exchange.setdefault(telling.exchange, []).append(telling)
        self._exchanges = {iri: Exchange(iri, tuple(tellings)) for iri, tellings in by_exchange.items()}

    def exchange(self, iri: IRI) -> Exchange | None:
        """Give an exchange with all that is told of it; None where nothing is."""
        return self._exchanges.get(iri)

    def dated(self, day: date) -> Iterator[IRI]:
        """Give the exchanges that took place on a day."""
        return (exchange.iri for exchange in self._exchanges.values() if day in exchange.days)

    def undated(self, published: date) -> Iterator[IRI]:
        """Give the exchanges that a source of a day tells of without giving their day."""
        return (
            exchange.iri
            for exchange in self._exchanges.values()
            if any(telling.day is None and telling.published == published for telling in exchange.tellings)
        )

    def exchanges(self) -> Iterator[IRI]:
        """Give all exchanges."""
        return iter(self._exchanges)
