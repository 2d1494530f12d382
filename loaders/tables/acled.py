"""ACLED's events: the deaths in each, by every source that a row names, relayed by ACLED.

As CSV with its 31 columns or those of 2022, and as the API's JSON. What they mean is told by ACLED's codebook
(https://acleddata.com/methodology/acled-codebook).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from loaders.tables.base import Beginning
from loaders.tables.cells import UnusableCell, day, word
from loaders.tables.countries import alpha_3, point, state, unit
from loaders.tables.dates import DateForm
from loaders.tables.naming import Naming
from loaders.tables.record import Recorder, Saying
from loaders.tables.rows import Cell, Row
from ontology.dates import When, on, when
from ontology.identifiers import Identifiers
from ontology.model import (
    IRI,
    Accumulation,
    Agent,
    Claim,
    ConflictEvent,
    Phenomenon,
    Place,
    Quantity,
    Span,
    Stance,
)

_NEEDED = frozenset(
    """
    event_id_cnty event_date time_precision iso country admin1 admin2 admin3 latitude longitude geo_precision source
    notes fatalities
    """.split()
)
_NAME = re.compile(r"[A-Z]{2,4}\d{1,12}", re.ASCII)
_WRITTEN = DateForm("D MMMM YYYY")
_REGISTER = "acled-event"
_POINTS = {
    "1": None,
    "2": "The event was near this point, or in a small area that it stands for.",
    "3": "Only a larger area is known; the point stands for it.",
}


@dataclass(frozen=True)
class SingleEvents:
    """Reads how many people died in an event, by each source that a row names."""

    name: str = "acled"
    version: str = "1"
    reads: str = "ACLED's events with their fatalities, by the sources of each (CSV or JSON)"
    example: str = (
        "XXX1,2025-01-03,2025,1,…,Ukraine,Kharkiv,…,49.98,36.25,1,A Newspaper; A Ministry,National,…,3,,1736000000"
    )
    columns: frozenset[str] = _NEEDED
    publisher: str | None = "agency/acled"

    def recognises(self, beginning: Beginning) -> bool:
        """Tell it by its columns."""
        return self.columns.issubset(beginning.columns)

    def claims(self, row: Row, record: Recorder) -> Iterable[Claim]:
        """Give the deaths in the event, a claim for each source, all of one utterance. Raises UnusableCell."""
        names, event = record.identifiers, _event(row, record.identifiers)
        acled, once = names.at("agency/acled"), Accumulation.EVENT
        iri = names.quantity(Phenomenon.DEATHS, once, within=event.iri)
        deaths = Quantity(iri, Phenomenon.DEATHS, once, within=event.iri)
        said = Saying(acled, "fatalities", Stance.REPORTS, dated_by=("event_date",), event=event, withheld=("notes",))
        each = {
            source: replace(said, claimant=source, named_in=cell, relays=(acled,), agents=described)
            for source, cell, described in _sources(row, names)
        }
        claims = [record.claim(row, "fatalities", deaths, one) for one in each.values() or (said,)]
        every = [claim.utterance.iri for claim in claims]
        for claim in claims:
            yield replace(claim, joint_with=tuple(other for other in every if other != claim.utterance.iri))


def _sources(row: Row, names: Identifiers) -> Iterator[tuple[IRI, Cell | None, tuple[Agent, ...]]]:
    """Give the sources that a row lists, each once, with the characters that name it; and the agents to describe."""
    seen = set[IRI]()
    for name, cell in _listed(row):
        naming = Naming(names)
        source = naming.agent(name, "source", persons=False)
        if source not in seen:
            seen.add(source)
            yield source, cell, tuple(naming.agents)


def _listed(row: Row) -> Iterator[tuple[str, Cell | None]]:
    """Give the names between semicolons, and where each is printed, so far as escapes do not hide it."""
    cell = row.cells["source"]
    start = cell.span.start - row.span.start
    printed = row.exact[start : start + cell.span.end - cell.span.start].split(";")
    texts, at = cell.text.split(";"), cell.span.start
    for text, piece in zip_longest(texts, printed if len(printed) == len(texts) else ()):
        name = text.strip()
        if piece is not None:
            before = at + len(piece) - len(piece.lstrip())
            place = Cell(name, Span(before, before + len(piece.strip())), cell.fragment)
            at += len(piece) + 1
        if name:
            yield name, None if piece is None else place


def _event(row: Row, names: Identifiers) -> ConflictEvent:
    if not _NAME.fullmatch(name := row.text("event_id_cnty")):
        raise UnusableCell("event_id_cnty", "is no name of an event, such as XXX1")
    if (precision := row.text("geo_precision")) not in _POINTS:
        raise UnusableCell("geo_precision", "is none of 1, 2, 3")
    return ConflictEvent(
        names.event(_REGISTER, name),
        _REGISTER,
        name,
        _date(row),
        unit(names, _country(row, names), *(row.text(f"admin{level}") for level in "123")),
        point(row, _POINTS[precision]),
    )


def _country(row: Row, names: Identifiers) -> Place:
    """Give the country, by its code of ISO 3166-1 where it has one: ACLED gives digits, in 2022 letters too."""
    label = word(row, "country")
    code = row.text("iso3") or alpha_3().get(row.text("iso").zfill(3))
    if not code:
        return Place(names.country_by_name(label), label)
    return state(names, code, label, "iso3")


def _date(row: Row) -> When:
    """Read when the event was: on the day, about it, or in its month, by `time_precision`.

    The day is written as 2025-01-31, or as in ACLED's export, 31 January 2025.
    """
    at = _WRITTEN.read(row.text("event_date")) or on(day(row, "event_date"))
    match row.text("time_precision"):
        case "1":
            return at
        case "2":
            return when(f"{at.edtf}~")
        case "3":
            return when(at.edtf[: len("2025-01")])
    raise UnusableCell("time_precision", "is none of 1, 2, 3")
