"""Reports of handovers in a form that needs no reading, and a loader: what the English reader finds may change.

The first line is the day of publication; each further one is a handover: its day or a hyphen, how many bodies, and
`>` for from Russia to Ukraine or `<` for the other way. Those of one day are one exchange; each without a day is the
report's own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from loaders.base import Read
from ontology.dates import on
from ontology.identifiers import Identifiers
from ontology.model import Claim, Exchange, ExchangeKind, Reading, Transfer
from tests.server.samples import CONFLICT, HEADQUARTERS, NAMES, RUSSIA, UKRAINE, Writing, bodies

KIND = ExchangeKind.BODY_REPATRIATION


def dated(day: int) -> str:
    """Give the IRI of the exchange of a day in June."""
    return NAMES.exchange(KIND, (RUSSIA, UKRAINE), date(2025, 6, day))


def own(report: bytes, number: int = 1) -> str:
    """Give the IRI of an exchange without a day of a report."""
    return NAMES.exchange_of_source(writing(report).report.iri, number)


def writing(content: bytes) -> Writing:
    """Give a report's text and metadata."""
    text = content.decode()
    return Writing.of(text, None, published=on(date.fromisoformat(text.split("\n")[0])))


class HandoverLoader:
    """Reads reports of handovers: all handovers in them, or `only` some by their places, as worse readers do."""

    name = "by-hand"
    version = "1"

    def __init__(self, only: Collection[int] | None = None) -> None:
        self._only = only

    def read(self, content: bytes, name: str, identifiers: Identifiers) -> Read:
        """Read a report."""
        written = writing(content)
        claims, undated = [], 0
        for line in written.text.split("\n")[1:]:
            if line:
                undated += line.startswith("-")
                claims.append(_claim(written, line, undated))
        kept = (claim for place, claim in enumerate(claims) if self._only is None or place in self._only)
        return Read(content, Reading(written.report, tuple(kept)))


def _claim(written: Writing, line: str, undated: int) -> Claim:
    day, figure, way = line.split()
    giver, taker = (RUSSIA, UKRAINE) if way == ">" else (UKRAINE, RUSSIA)
    when = None if day == "-" else on(date.fromisoformat(day))
    iri = NAMES.exchange_of_source(written.report.iri, undated)
    if when and when.earliest:
        iri = NAMES.exchange(KIND, (RUSSIA, UKRAINE), when.earliest)
    transfer = Transfer(NAMES.transfer(iri, giver, taker), giver, taker)
    exchange = Exchange(iri, KIND, CONFLICT, when, (transfer,))
    quantity = replace(bodies(exchange, giver, taker), within=transfer.iri)
    return written.claim(line, figure, HEADQUARTERS, quantity, exchange=exchange)
