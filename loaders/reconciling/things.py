"""Agents and places that the data name and the reference data do not hold, as their graphs describe them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Triple

from ontology.identifiers import Identifiers
from ontology.model import IRI
from ontology.terms import CCL, DCTERMS, RDF, SKOS
from ontology.triples import ISO_3166_1
from ontology.vocabulary import NamedEntry, identified, named

AGENTS = ("party", "agency")
PLACE = "place"
KINDS: Mapping[NamedNode, str] = MappingProxyType(
    # Whoever makes a claim in a table is described as an agency, and as an outlet where he publishes one.
    {CCL.Party: "party", CCL.Agency: "agency", CCL.Outlet: "agency", CCL.Place: PLACE}
)
_FIT: Mapping[str, frozenset[str]] = MappingProxyType(
    # A table does not say whether a claimant is a ministry, a newspaper or a state.
    {
        "party": frozenset(["party"]),
        "agency": frozenset(["party", "agency", "outlet"]),
        PLACE: frozenset([PLACE]),
    }
)
_BY_NAME = ("agency/by-name/", "party/by-name/", "place/by-name/")
_BY_CODE = ("place/p-code/", "place/iso-3166-2/")


@dataclass(frozen=True, slots=True)
class Thing:
    """An agent or a place with the names that it has; `state` is the path of the state of which a place is a unit.

    A unit of a unit, and one of a state of which the reference data hold none, has no `state`.
    """

    iri: IRI
    kind: str
    names: frozenset[str]
    state: str | None = None

    def may_be(self, entry: NamedEntry) -> bool:
        """Tell whether an entry of the reference data is of its kind, and in its state."""
        return entry.kind in _FIT[self.kind] and entry.unit_of == self.state


def things(triples: Iterable[Triple], names: Identifiers) -> dict[IRI, Thing]:
    """Give what some triples describe that the reference data do not hold, by IRI; whatever has no name is nothing."""
    kinds, labels = dict[IRI, str](), defaultdict[IRI, set[str]](set)
    wholes = dict[IRI, IRI]()
    for subject, predicate, value in triples:
        if not isinstance(subject, NamedNode):
            continue
        # Of what is said in two ways the lesser counts: triples come in any order.
        if predicate == RDF.type and isinstance(value, NamedNode) and value in KINDS:
            kinds[subject.value] = min(KINDS[value], kinds.get(subject.value, PLACE))
        elif predicate == SKOS.prefLabel and isinstance(value, Literal):
            labels[subject.value].add(value.value)
        elif predicate == DCTERMS.isPartOf and isinstance(value, NamedNode):
            wholes[subject.value] = min(value.value, wholes.get(subject.value, value.value))
    held, states = _held(), _states(names)
    return {
        iri: Thing(iri, kinds[iri], frozenset(called), states.get(wholes.get(iri, "")))
        for iri, called in labels.items()
        if iri in kinds and names.local(iri) not in held
    }


def is_by_name(iri: IRI, names: Identifiers) -> bool:
    """Tell whether something is known by its name alone, and is the same wherever it has that name."""
    return names.local(iri).startswith(_BY_NAME)


def is_settled(thing: Thing, names: Identifiers) -> bool:
    """Tell of a place that nothing is to be found out: it has a code to join by, or no place of the kind is held."""
    return thing.kind == PLACE and (thing.state is None or names.local(thing.iri).startswith(_BY_CODE))


@cache
def _held() -> frozenset[str]:
    return frozenset(entry.path for entry in named())


@cache
def _states(names: Identifiers) -> Mapping[IRI, str]:
    """Give the states of which the reference data hold units, by the IRIs that datasets' countries have."""
    held = {entry.unit_of for entry in named() if entry.unit_of}
    codes = ((code, path) for code, path in identified(ISO_3166_1).items() if path in held)
    return MappingProxyType({names.place_by_code(ISO_3166_1, code): path for code, path in codes})
