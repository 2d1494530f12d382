"""Agents, concepts, and all that has no page of its own kind: what is said of it, and claims around it."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ontology.terms import CCL, DCTERMS, RDF, RDFS, SKOS
from server.lookup import DEFINITIONS, LABELS, Lookup, Ref
from server.views import naming
from server.views.claims import ClaimLine, claim_lines
from server.views.exchanges import QuantityView, quantity_views

MOST = 100
"""How many claims, quantities and members one page lists."""


@dataclass(frozen=True, slots=True)
class Row:
    """A property with its values, each a link or bare text."""

    name: str
    values: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Claims under a heading; `count` is how many there are."""

    heading: str
    claims: tuple[ClaimLine, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Members:
    """Other things under a heading."""

    heading: str
    refs: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class ThingPage:
    """Anything: its names, its definition, what is said of it, and the claims around it."""

    title: str
    language: str | None
    kinds: tuple[Ref, ...]
    names: tuple[Ref, ...]
    definitions: tuple[Ref, ...]
    rows: tuple[Row, ...]
    sections: tuple[Section, ...]
    quantities: tuple[QuantityView, ...]
    members: tuple[Members, ...]


# What has a place of its own on the page.
_PLACED = {RDF.type, *LABELS, *DEFINITIONS, SKOS.altLabel, CCL.metonym}

_AROUND = (
    (CCL.claimant, "Claims it made"),
    (CCL.relayedBy, "Claims it relayed"),
    (CCL.stance, "Claims of this stance"),
    (CCL.comparator, "Claims with this hedge"),
    (CCL.modality, "Claims of this modality"),
    (CCL.review, "Claims in this state of review"),
)
_QUANTITIES = (CCL.phenomenon, CCL.population, CCL.affiliation, CCL.accumulation, CCL.within)
_MEMBERS = (
    (DCTERMS.publisher, "What it published"),
    (CCL.actsFor, "Who acts for it"),
    (CCL.speaksFor, "Who speaks for it"),
    (CCL.inConflict, "Exchanges"),
    (SKOS.inScheme, "Concepts"),
    (CCL.identifies, "Identifiers elsewhere"),
    (CCL.identifiesNearly, "Identifiers elsewhere of something near"),
    (CCL.unitOf, "Its units of the first level"),
)


def thing_page(lookup: Lookup, iri: str) -> ThingPage:
    """Read what is known of anything."""
    named = naming.ref(lookup, iri)
    return ThingPage(
        title=naming.capital(named.label),
        language=named.language,
        kinds=naming.refs(lookup, _narrowest(lookup, lookup.iris(iri, RDF.type), RDFS.subClassOf)),
        names=_names(lookup, iri, named.label),
        definitions=tuple(_literals(lookup, iri, *DEFINITIONS)),
        rows=_rows(lookup, iri),
        sections=_sections(lookup, iri),
        quantities=quantity_views(lookup, _subjects(lookup, iri, _QUANTITIES)),
        members=_members(lookup, iri),
    )


def _names(lookup: Lookup, iri: str, title: str) -> tuple[Ref, ...]:
    names = _literals(lookup, iri, *LABELS, SKOS.altLabel, CCL.metonym)
    return tuple(dict.fromkeys(name for name in names if name.label != title))


def _literals(lookup: Lookup, iri: str, *predicates: NamedNode) -> list[Ref]:
    values = (value for predicate in predicates for value in lookup.values(iri, predicate))
    return [Ref(value.value, None, value.language) for value in values if isinstance(value, Literal)]


def _rows(lookup: Lookup, iri: str) -> tuple[Row, ...]:
    said: dict[object, list[str]] = {}
    for quad in lookup.quads(iri):
        said.setdefault(quad.object, []).append(quad.predicate.value)
    values: dict[NamedNode, list[Ref]] = {}
    for value, predicates in said.items():
        for predicate in map(NamedNode, _narrowest(lookup, predicates, RDFS.subPropertyOf)):
            if predicate not in _PLACED:
                values.setdefault(predicate, []).append(_value(lookup, value))
    ordered = sorted(values.items(), key=lambda row: row[0].value)
    return tuple(Row(_property(lookup, predicate), tuple(refs)) for predicate, refs in ordered)


def _narrowest(lookup: Lookup, terms: list[str], link: NamedNode) -> list[str]:
    """Leave out what follows from another of the terms: for a reader, "agency" says that it is a prov:Agent."""
    implied = {above for term in terms for above in lookup.iris(term, link) if above != term}
    return [term for term in terms if term not in implied]


def _property(lookup: Lookup, predicate: NamedNode) -> str:
    label = lookup.label(predicate.value)
    return naming.capital(label.value) if label else lookup.ref(predicate.value).label


def _value(lookup: Lookup, term: object) -> Ref:
    if isinstance(term, NamedNode):
        return naming.ref(lookup, term.value)
    if isinstance(term, Literal):
        return Ref(term.value, None, term.language)
    return Ref(str(term))


def _sections(lookup: Lookup, iri: str) -> tuple[Section, ...]:
    found = ((heading, lookup.subjects(predicate, iri)) for predicate, heading in _AROUND)
    return tuple(
        Section(heading, claim_lines(lookup, claims)[:MOST], len(claims)) for heading, claims in found if claims
    )


def _members(lookup: Lookup, iri: str) -> tuple[Members, ...]:
    """Give what belongs to something; quantities have their own place."""
    found = (
        (
            heading,
            [each for each in lookup.subjects(predicate, iri) if CCL.Quantity not in lookup.types(each)],
        )
        for predicate, heading in _MEMBERS
    )
    return tuple(Members(heading, naming.refs(lookup, iris[:MOST])) for heading, iris in found if iris)


def _subjects(lookup: Lookup, iri: str, predicates: tuple[NamedNode, ...]) -> list[str]:
    return sorted({each for predicate in predicates for each in lookup.subjects(predicate, iri)})[:MOST]
