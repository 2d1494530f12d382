"""Whom and what the cells of a table name: the agents and places of the reference data, else new ones by their names.

Names are those of the reference data in whatever case, or others; nobody is taken for somebody that he is merely like.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from loaders.agents import known_agent
from loaders.reconciling.candidates import same
from loaders.reconciling.things import PLACE, Thing
from loaders.tables.cells import UnusableCell
from loaders.tables.countries import ISO_3166_2, coded, point, state
from loaders.tables.mapping import Given, Whereabouts
from loaders.tables.rows import Row
from ontology.identifiers import Identifiers
from ontology.model import IRI, Agent, AgentKind, Place
from ontology.triples import GEONAMES, ISO_3166_1, P_CODE
from ontology.vocabulary import identified, places_by_name


@dataclass
class Naming:
    """Names what the cells of one row name; gathers the agents that the reference data do not hold."""

    identifiers: Identifiers
    agents: list[Agent] = field(default_factory=list)

    def agent(self, name: str, column: str, *, persons: bool = True) -> IRI:
        """Name an agency, an outlet, a party, an office or, unless `persons` are not meant, who speaks for one.

        Raises UnusableCell for what is no name.
        """
        known = known_agent(_name(name, column))
        if known and (persons or known.kind != "spokesperson"):
            return self.identifiers.at(known.path)
        return self._new(Agent(self.identifiers.publisher_by_name(name), name, AgentKind.AGENCY))

    def party(self, name: str, column: str) -> IRI:
        """Name a side of a conflict. Raises UnusableCell for what is no name."""
        known = known_agent(_name(name, column))
        if known and known.kind == "party":
            return self.identifiers.at(known.path)
        return self._new(Agent(self.identifiers.party_by_name(name), name, AgentKind.PARTY))

    def _new(self, agent: Agent) -> IRI:
        if agent not in self.agents:
            self.agents.append(agent)
        return agent.iri

    def place(self, where: Whereabouts, row: Row) -> Place | None:
        """Name the smallest place that a row has; None where all its cells are empty. Raises UnusableCell."""
        place = country = self._country(where.country, row)
        name = _text(where.name, row)
        others = (ISO_3166_2, where.iso_3166_2), (GEONAMES, where.geonames)
        units = [*((P_CODE, given) for given in where.p_code), *others]
        codes = [(register, given, code) for register, given in units if (code := _text(given, row))]
        for register, given, code in codes:
            label = name if name and code == codes[-1][2] else None
            place = coded(self.identifiers, register, code, label, place, _column(given))
        place = place if codes or not name else self._by_name(name, where, country)
        return self._at(where.at, row, place) if where.at else place

    def _at(self, columns: tuple[str, str], row: Row, around: Place | None) -> Place | None:
        """Name the point that a row has, else the place around it. Raises UnusableCell."""
        if (found := point(row, None, columns)) is None:
            return around
        return Place(self.identifiers.place_at(found.longitude, found.latitude), part_of=around, point=found)

    def _by_name(self, name: str, where: Whereabouts, country: Place | None) -> Place:
        """Name a place that has no code. Raises UnusableCell for no name, and for one in an unknown country."""
        if country is None:
            raise UnusableCell(_column(where.country), "is empty, and the place has a name alone")
        _name(name, _column(where.name))
        state = identified(ISO_3166_1).get(country.code or "")
        new = self.identifiers.place_by_name(country.iri, name)
        known = places_by_name(state or "").get(name.casefold())
        # "Kyiv" may be the city or the oblast.
        if known and same(Thing(new, PLACE, frozenset([name]), state)):
            return Place(self.identifiers.at(known), part_of=country)
        return Place(new, name, part_of=country)

    def _country(self, given: Given | None, row: Row) -> Place | None:
        if not (code := _text(given, row)):
            return None
        return state(self.identifiers, code, None, _column(given))


def _text(given: Given | None, row: Row) -> str:
    """Give a constant or the text of a cell, which may be empty."""
    if given is None or (given.column and not row.text(given.column)):
        return ""
    return given.of(row)


def _column(given: Given | None) -> str:
    return (given.column if given else None) or "place"


def _name(text: str, column: str) -> str:
    """Give a name as it is. Raises UnusableCell for marks alone: all would get one IRI."""
    if not any(map(str.isalnum, text.removeprefix("the "))):
        raise UnusableCell(column, "names nobody: it has no letter")
    return text
