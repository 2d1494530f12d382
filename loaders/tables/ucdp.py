"""UCDP's Georeferenced Event Dataset: deaths in single events, best with low and high, and by side.

As CSV, whose 49 columns some releases do not name, and as pages of the API's JSON. What the columns mean is told by the
codebook of the Uppsala Conflict Data Program (https://ucdp.uu.se/downloads/).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from loaders.tables.base import Beginning, Fitted, Form
from loaders.tables.cells import UnusableCell, code, day, is_day, word
from loaders.tables.comma_separated import PLAIN, Layout
from loaders.tables.countries import country, point, unit
from loaders.tables.dates import spanning
from loaders.tables.record import Recorder, Saying
from loaders.tables.rows import Row
from ontology.dates import When
from ontology.identifiers import Identifiers
from ontology.model import (
    IRI,
    Accumulation,
    Agent,
    AgentKind,
    Claim,
    ConflictEvent,
    Phenomenon,
    Population,
    Quantity,
    Stance,
)
from ontology.triples import GLEDITSCH_WARD
from ontology.vocabulary import identified

ORDER = tuple(
    """
    id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id
    dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources
    source_article source_office source_date source_headline source_original where_prec where_coordinates
    where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity
    date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob
    """.split()
)
_HEADLESS = Layout(header=0, first=1, columns=ORDER)
_NEEDED = frozenset(
    """
    id type_of_violence side_a_new_id side_a side_b_new_id side_b where_prec adm_1 adm_2 latitude longitude country
    country_id date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low
    """.split()
)
_ENDS = ("low", "high")
_DATED_BY = ("date_start", "date_end")
_FREE = ("source_article", "source_headline", "source_original", "where_description")
_ONE_SIDED = "3"
_POINTS = {
    "1": None,
    "2": "The event was near this point.",
    "3": "Only the unit of the second level is known; the point stands for it.",
    "4": "Only the unit of the first level is known; the point stands for it.",
    "5": "The event was along a line or in a part of a larger area; the point stands for it.",
    "6": "Only the country is known; the point stands for it.",
    "7": "The event was at sea or in the air.",
}


@dataclass(frozen=True)
class GeoreferencedEvents:
    """Reads how many people died in an event by UCDP's best, low and high estimates, and how many of whom."""

    name: str = "ucdp"
    version: str = "1"
    reads: str = "UCDP's georeferenced events (GED), best, low and high (CSV with or without header, or JSON)"
    example: str = (
        "…,49.98,36.25,…,Ukraine,369,Europe,1,1,2025-01-03 00:00:00.000,2025-01-03 00:00:00.000,0,0,3,0,3,5,2,…"
    )
    columns: frozenset[str] = _NEEDED
    publisher: str | None = "agency/ucdp"

    def recognises(self, beginning: Beginning) -> bool:
        """Tell it by its columns; or where they are not named, by the first row."""
        return self.columns.issubset(beginning.columns) or _is_headless(beginning)

    def fitted(self, beginning: Beginning) -> Fitted:
        """Give what reads a file: with the names of the columns, where it has none."""
        return Fitted(self, _HEADLESS if _is_headless(beginning) else PLAIN)

    def claims(self, row: Row, record: Recorder) -> Iterable[Claim]:
        """Give the deaths in the event, and those of each side, of civilians and of others. Raises UnusableCell."""
        names, event = record.identifiers, _event(row, record.identifiers)
        whole = _deaths(names, event)
        yield record.claim(row, "best", whole, _said(names, event, "best", ends=_ENDS))
        for column, part, agents in _parts(row, names, event, whole.iri):
            if row.text(column):
                yield record.claim(row, column, part, _said(names, event, column, agents=agents))


def _is_headless(beginning: Beginning) -> bool:
    """Tell a file without header by what stands in its first row where number, year, type, days and deaths have to."""
    if beginning.form is not Form.CSV or not beginning.rows or len(beginning.rows[0]) != len(ORDER):
        return False
    first = dict(zip(ORDER, beginning.rows[0], strict=True))
    numbers = [first[column] for column in ("id", "year", "type_of_violence", "best", *_ENDS)]
    return all(map(str.isdecimal, numbers)) and all(is_day(first[column]) for column in _DATED_BY)


def _said(
    names: Identifiers,
    event: ConflictEvent,
    rule: str,
    ends: tuple[str, str] | None = None,
    agents: tuple[Agent, ...] = (),
) -> Saying:
    return Saying(
        names.at("agency/ucdp"),
        rule,
        Stance.ESTIMATES,
        dated_by=_DATED_BY,
        event=event,
        ends=ends,
        withheld=_FREE,
        agents=agents,
    )


def _deaths(
    names: Identifiers,
    event: ConflictEvent,
    phenomenon: Phenomenon = Phenomenon.DEATHS,
    population: Population | None = None,
    affiliation: IRI | None = None,
    part: str | None = None,
    whole: IRI | None = None,
    note: str | None = None,
) -> Quantity:
    """Give deaths in one event: that alone and the part identify them, so that a later release speaks of the same."""
    once = Accumulation.EVENT
    iri = names.quantity(phenomenon, once, population, affiliation, within=event.iri, part=part)
    return Quantity(iri, phenomenon, once, population, affiliation, within=event.iri, subset_of=whole, note=note)


def _parts(
    row: Row, names: Identifiers, event: ConflictEvent, whole: IRI
) -> Iterator[tuple[str, Quantity, tuple[Agent, ...]]]:
    """Give the parts of the dead that have columns of their own, with the agents that are to be described."""
    # Where violence is one-sided, the columns of the sides count nobody: the dead are civilians.
    for side in "ab" if _type(row) != _ONE_SIDED else "":
        column, agent = f"deaths_{side}", _side(row, names, side)
        fighters = _deaths(
            names, event, population=Population.COMBATANTS, affiliation=agent.iri, part=column, whole=whole
        )
        yield column, fighters, (agent,) if agent.register else ()
    civilians = Phenomenon.CIVILIANS_KILLED, Population.CIVILIANS
    yield "deaths_civilians", _deaths(names, event, *civilians, part="deaths_civilians", whole=whole), ()
    note = "people of whom it is not known who they were"
    yield "deaths_unknown", _deaths(names, event, part="deaths_unknown", whole=whole, note=note), ()


def _type(row: Row) -> str:
    if (kind := row.text("type_of_violence")) not in ("1", "2", _ONE_SIDED):
        raise UnusableCell("type_of_violence", "is none of 1, 2, 3")
    return kind


def _side(row: Row, names: Identifiers, side: str) -> Agent:
    """Give a side: a party of the reference data, else one by UCDP's number, described by it."""
    register, label = "ucdp-actor", word(row, f"side_{side}")
    number = code(row, f"side_{side}_new_id")
    known = identified(register).get(number)
    if known:
        return Agent(names.at(known), label, AgentKind.PARTY)
    return Agent(names.party_by_code(register, number), label, AgentKind.PARTY, register=register, code=number)


def _event(row: Row, names: Identifiers) -> ConflictEvent:
    number, register = code(row, "id"), "ucdp-event"
    state = country(names, GLEDITSCH_WARD, code(row, "country_id"), word(row, "country"))
    if (precision := row.text("where_prec")) not in _POINTS:
        raise UnusableCell("where_prec", "is none of 1 to 7")
    return ConflictEvent(
        names.event(register, number),
        register,
        number,
        _date(row),
        unit(names, state, row.text("adm_1"), row.text("adm_2")),
        point(row, _POINTS[precision]),
    )


def _date(row: Row) -> When:
    """Read when the event was: from its first to its last day, or on some day in a range where no more is known."""
    first, last = (day(row, column) for column in _DATED_BY)
    if last < first:
        raise UnusableCell("date_end", "is before the event begins")
    if (precision := row.text("date_prec")) not in ("1", "2", "3", "4", "5"):
        raise UnusableCell("date_prec", "is none of 1 to 5")
    return When(_edtf(first, last, exact=precision == "1"), first, last)


def _edtf(first: date, last: date, *, exact: bool) -> str:
    if exact and first != last:
        return f"{first}/{last}"
    if (first.month, first.day, last) == (1, 1, date(first.year, 12, 31)):
        return f"{first.year:04}"
    known = spanning(first, last).edtf
    return f"[{first}..{last}]" if "/" in known else known
