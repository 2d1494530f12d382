"""UALosses' list of Ukrainian soldiers: how many are dead, missing, captive and released, and no one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from loaders.tables.persons import DEAD, Kind, PersonList
from ontology.model import Accumulation, Phenomenon, Population

_CAPTIVE = Population.PRISONERS_OF_WAR
_KINDS = {
    "dead": DEAD,
    "missing": Kind(Phenomenon.MISSING, Accumulation.STOCK),
    "prisoner": Kind(Phenomenon.PRISONERS_HELD, Accumulation.STOCK, _CAPTIVE),
    "released_prisoner": Kind(Phenomenon.PRISONERS_EXCHANGED, Accumulation.CUMULATIVE, _CAPTIVE),
}


@dataclass(frozen=True)
class UALosses(PersonList):
    """Counts by status, and the dead of each month."""

    name: str = "ualosses"
    version: str = "1"
    reads: str = "how many Ukrainian dead, missing and captive UALosses lists: their number alone is kept (CSV or JSON)"
    example: str = "firstname,patronym,sex,datebirth,dateevent,status,nationality"
    publisher: str | None = "agency/ualosses"
    affiliation: str = "party/ukraine"
    forms: tuple[frozenset[str], ...] = (frozenset(("firstname", "dateevent", "status")),)
    day: str = "dateevent"
    status: str | None = "status"
    kinds: Mapping[str, Kind] = field(default_factory=lambda: _KINDS)
