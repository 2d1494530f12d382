"""The ontology as a page: its classes and properties with their definitions."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from ontology.terms import OWL, RDFS
from server.addresses import ONTOLOGY_IRI
from server.lookup import DEFINITIONS, Lookup, Ref


@dataclass(frozen=True, slots=True)
class Term:
    """A class or a property; `name` is its fragment."""

    name: str
    label: str | None
    definition: str | None
    above: tuple[Ref, ...]
    domain: tuple[Ref, ...]
    range: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All terms, sorted by name."""

    classes: tuple[Term, ...]
    properties: tuple[Term, ...]


def vocabulary(lookup: Lookup) -> Vocabulary:
    """Read the ontology's own terms."""
    return Vocabulary(
        classes=_terms(lookup, OWL.Class),
        properties=_terms(lookup, OWL.ObjectProperty, OWL.DatatypeProperty),
    )


def _terms(lookup: Lookup, *kinds: NamedNode) -> tuple[Term, ...]:
    own = f"{ONTOLOGY_IRI}#"
    return tuple(_term(lookup, iri, iri.removeprefix(own)) for iri in lookup.instances(*kinds) if iri.startswith(own))


def _term(lookup: Lookup, iri: str, name: str) -> Term:
    label = lookup.label(iri)
    definitions = (lookup.literal(iri, predicate) for predicate in DEFINITIONS)
    definition = next(filter(None, definitions), None)
    above = (*lookup.iris(iri, RDFS.subClassOf), *lookup.iris(iri, RDFS.subPropertyOf))
    return Term(
        name=name,
        label=label.value if label else None,
        definition=definition.value if definition else None,
        above=lookup.refs(above),
        domain=lookup.refs(lookup.iris(iri, RDFS.domain)),
        range=lookup.refs(lookup.iris(iri, RDFS.range)),
    )
