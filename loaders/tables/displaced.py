"""People who had to flee, as the humanitarian API of HDX (HAPI) has them: within their country, abroad, and returned.

CSV files and the API's JSON. How many are displaced on a day is a stock, who returned in a year a flow; what the codes
mean is told in https://hdx-hapi.readthedocs.io/en/latest/data_usage_guides/ (affected people, enums).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from loaders.errors import TableRejected
from loaders.tables.base import Beginning
from loaders.tables.cells import UnusableCell, word
from loaders.tables.countries import alpha_3, state
from loaders.tables.hapi_rows import DATED_BY, period, place, provider
from loaders.tables.record import Recorder, Saying
from loaders.tables.rows import Row
from ontology.dates import on
from ontology.identifiers import Identifiers
from ontology.model import IRI, Accumulation, Agent, AgentKind, Claim, Phenomenon, Place, Quantity, Stance
from ontology.triples import ISO_3166_1
from ontology.vocabulary import identified

_FIGURE = "population"
_PERIOD = frozenset((_FIGURE, *DATED_BY))
_UNITS = frozenset(("location_code", "admin1_code", "admin2_code", "provider_admin1_name"))

_SURVEYS = {
    "BA": "baseline assessment",
    "ETT": "emergency tracking tool",
    "REG": "registration",
    "SA": "site assessment",
    "SRV": "survey",
}
"""Ways in which IOM counts people who stay; its others count who passes by."""

_STOCKS = {"REF": Phenomenon.REFUGEES, "ASY": Phenomenon.ASYLUM_SEEKERS}
_FLOWS = {"RET": "returned refugees", "RDP": "returned internally displaced"}
_PASSED_OVER = frozenset("ROC OIP IDP IOC STA OOC HST RST NAT RRI POC all".split())
"""Other groups of people: in other situations, not displaced, or in the IDPs' own table."""

_REFUSED = {
    "population baseline": frozenset(("location_code", "gender", "age_range", *_PERIOD)),
    "humanitarian needs": frozenset(("sector_code", "category", "population_status", *_PERIOD)),
}
"""Columns of HAPI's tables that tell of nobody whom the conflict harmed."""


@dataclass(frozen=True)
class InternallyDisplaced:
    """Reads how many people were displaced within their country on a day, by place and operation."""

    name: str = "hapi_idps"
    version: str = "1"
    reads: str = "people displaced within their country by day, place and operation, as HDX HAPI has them (CSV or JSON)"
    example: str = "UKR,Y,Y,Kharkiv,,UA63,Kharkivska,,,1,An operation,BA,4000,3,2025-01-31,2025-01-31,…"
    columns: frozenset[str] = _PERIOD | _UNITS | {"operation", "assessment_type", "reporting_round"}
    publisher: str | None = "agency/ocha"

    def recognises(self, beginning: Beginning) -> bool:
        """Tell it by its columns."""
        # Of the first version of the API, records have no operation.
        return (self.columns - {"operation"}).issubset(beginning.columns)

    def claims(self, row: Row, record: Recorder) -> Iterable[Claim]:
        """Give how many were displaced, as of the last day of the reference period. Raises UnusableCell."""
        if not row.text(_FIGURE):
            return
        names, (where, own_name) = record.identifiers, place(row, record.identifiers)
        if (survey := _SURVEYS.get(row.text("assessment_type"))) is None:
            raise UnusableCell(
                "assessment_type", f"is none of {', '.join(_SURVEYS)}, by which people who stay are counted"
            )
        # Operations count different people, and surveys in different ways: their figures are of different quantities.
        note = "; ".join(part for part in (row.text("operation"), survey, own_name) if part)
        what, stock = Phenomenon.INTERNALLY_DISPLACED, Accumulation.STOCK
        iri = names.quantity(what, stock, part=note, place=where.iri)
        yield _claim(row, record, Quantity(iri, what, stock, place=where.iri, note=note), where)


@dataclass(frozen=True)
class Refugees:
    """Reads how many refugees and asylum seekers of one country were in another, and how many people returned."""

    name: str = "hapi_refugees"
    version: str = "1"
    reads: str = "refugees, asylum seekers and returnees by year and countries, as HDX HAPI has them (CSV or JSON)"
    example: str = "UKR,Y,Y,POL,N,N,REF,all,all,,,4000,2024-01-01,2024-12-31,…"
    columns: frozenset[str] = _PERIOD | {
        "origin_location_code", "asylum_location_code", "population_group", "gender", "age_range",
    }  # fmt: skip
    publisher: str | None = "agency/ocha"

    def recognises(self, beginning: Beginning) -> bool:
        """Tell it by its columns."""
        return self.columns.issubset(beginning.columns)

    def claims(self, row: Row, record: Recorder) -> Iterable[Claim]:
        """Give the people of both genders and all ages; nothing for a part of them, or of another group.

        Raises UnusableCell.
        """
        group = word(row, "population_group")
        if group not in (*_STOCKS, *_FLOWS, *_PASSED_OVER):
            raise UnusableCell("population_group", "is no group of people that HAPI has")
        whole = (word(row, "gender"), word(row, "age_range")) == ("all", "all")
        if not whole or group in _PASSED_OVER or not row.text(_FIGURE):
            return
        names, origin = record.identifiers, _origin(row, record.identifiers)
        home, asylum = (_country(row, names, side) for side in ("origin", "asylum"))
        whose, described = origin.iri if origin else None, (origin,) if origin and origin.register else ()
        if group in _FLOWS:
            yield _claim(row, record, _returned(row, names, group, whose, home), home, described)
        else:
            yield _claim(row, record, _abroad(row, names, _STOCKS[group], whose, asylum), asylum, described)


def require_harm(beginning: Beginning) -> None:
    """Raise TableRejected for those of HAPI's tables that tell of people whom nobody says to have been harmed."""
    for called, columns in _REFUSED.items():
        if columns.issubset(beginning.columns):
            raise TableRejected(
                f"{beginning.name}: is HAPI's {called}: who lives somewhere or is in need is not said to be harmed or "
                "displaced, and adds up with nothing here; where you want it all the same, `counterclaim map` drafts a "
                "mapping, with 'phenomenon: other' and 'accumulation: stock'"
            )


def _claim(row: Row, record: Recorder, quantity: Quantity, where: Place, agents: tuple[Agent, ...] = ()) -> Claim:
    claimant, named_in = provider(row, record, _FIGURE)
    last = period(row).latest
    as_of = on(last) if last and quantity.accumulation is Accumulation.STOCK else None
    # IOM asks those who know a place, UNHCR authorities and registers: both pass on what they were told.
    said = Saying(
        claimant,
        _FIGURE,
        Stance.REPORTS,
        as_of=as_of,
        dated_by=DATED_BY,
        place=where,
        named_in=named_in,
        agents=agents,
    )
    return record.claim(row, _FIGURE, quantity, said)


def _abroad(row: Row, names: Identifiers, what: Phenomenon, whose: IRI | None, asylum: Place) -> Quantity:
    """Give those who are in the country of asylum on the last day of the year."""
    note = None if whose else f"from {row.text('origin_location_code')}"
    iri = names.quantity(what, Accumulation.STOCK, affiliation=whose, part=note, place=asylum.iri)
    return Quantity(iri, what, Accumulation.STOCK, affiliation=whose, place=asylum.iri, note=note)


def _returned(row: Row, names: Identifiers, group: str, whose: IRI | None, home: Place) -> Quantity:
    """Give those who went back to where they are from, in the year."""
    left = row.text("asylum_location_code")
    note = _FLOWS[group] + (f" from {left}" if left != row.text("origin_location_code") else "")
    what, flow, when = Phenomenon.RETURNEES, Accumulation.EVENT, period(row)
    iri = names.quantity(what, flow, affiliation=whose, period=when, part=note, place=home.iri)
    return Quantity(iri, what, flow, affiliation=whose, period=when, place=home.iri, note=note)


def _country(row: Row, names: Identifiers, side: str) -> Place:
    column = f"{side}_location_code"
    return state(names, word(row, column), row.text(f"{side}_location_name") or None, column)


def _origin(row: Row, names: Identifiers) -> Agent | None:
    """Give the state that people are from; None for a code that ISO 3166-1 does not have, such as of the stateless."""
    code = word(row, "origin_location_code")
    label = row.text("origin_location_name") or code
    if known := identified(ISO_3166_1).get(code):
        return Agent(names.at(known), label, AgentKind.PARTY)
    if code not in alpha_3().values():
        return None
    return Agent(names.party_by_code(ISO_3166_1, code), label, AgentKind.PARTY, register=ISO_3166_1, code=code)
