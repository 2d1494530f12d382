"""The concept schemes on the page of the ontology: the values that tell one count, hedge or stance from another."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from ontology.statements import Statements
from ontology.terms import SKOS
from ontology.vocabulary import reference_quads
from server.addresses import Addresses
from server.lookup import LANGUAGE, Ref
from server.views.terms import Prose, prose
from server.views.vocabulary import Label, labels


@dataclass(frozen=True, slots=True)
class Concept:
    """A value; `ref` leads to its own page."""

    anchor: str
    ref: Ref
    labels: tuple[Label, ...]
    others: tuple[Label, ...]
    definition: Prose
    examples: tuple[str, ...]
    related: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A list of values."""

    anchor: str
    ref: Ref
    labels: tuple[Label, ...]
    definition: Prose
    concepts: tuple[Concept, ...]


def schemes(base: str) -> tuple[Scheme, ...]:
    """Read the schemes that this program ships with, in the order of their files, below a base."""
    said = Statements(quad.triple for quad in reference_quads(base))
    addresses = Addresses(base)
    return tuple(_scheme(said, node, addresses) for node in said.are(SKOS.ConceptScheme))


def _scheme(said: Statements, node: NamedNode, addresses: Addresses) -> Scheme:
    return Scheme(
        anchor=_anchor(node, addresses),
        ref=_ref(said, node, addresses),
        labels=labels(said, node, SKOS.prefLabel),
        definition=prose(said.text(node, SKOS.definition, LANGUAGE)),
        concepts=tuple(_concept(said, each, addresses) for each in said.having(SKOS.inScheme, node)),
    )


def _concept(said: Statements, node: NamedNode, addresses: Addresses) -> Concept:
    return Concept(
        anchor=_anchor(node, addresses),
        ref=_ref(said, node, addresses),
        labels=labels(said, node, SKOS.prefLabel),
        others=labels(said, node, SKOS.altLabel),
        definition=prose(said.text(node, SKOS.definition, LANGUAGE)),
        examples=tuple(example.value for example in said.literals(node, SKOS.example)),
        related=tuple(
            Ref(said.text(each, SKOS.prefLabel, LANGUAGE), f"#{_anchor(each, addresses)}")
            for each in said.nodes(node, SKOS.related)
        ),
    )


def _ref(said: Statements, node: NamedNode, addresses: Addresses) -> Ref:
    return Ref(said.text(node, SKOS.prefLabel, LANGUAGE), addresses.href(node.value))


def _anchor(node: NamedNode, addresses: Addresses) -> str:
    """Give an anchor with a hyphen, which no name of a term has: `concept-deaths`."""
    return node.value.removeprefix(addresses.base).replace("/", "-")
