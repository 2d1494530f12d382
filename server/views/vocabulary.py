"""The page of the ontology, drawn from what its file says: nothing here knows a term by name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import NamedNode

from ontology import publication
from ontology.publication import Section
from ontology.statements import Statements
from ontology.terms import DCTERMS, ONTOLOGY_FILE, OWL, RDF, RDFS, SCHEMA, SKOS
from server.lookup import Ref
from server.views.terms import Prose, is_own, local, named, prose

LANGUAGES = ("en", "uk", "ru")

_KINDS: Mapping[NamedNode, str] = MappingProxyType(
    {
        OWL.Class: "class",
        OWL.ObjectProperty: "object property",
        OWL.DatatypeProperty: "datatype property",
        OWL.AnnotationProperty: "annotation property",
        OWL.TransitiveProperty: "transitive",
        OWL.SymmetricProperty: "symmetric",
        OWL.AsymmetricProperty: "asymmetric",
        OWL.IrreflexiveProperty: "irreflexive",
        OWL.FunctionalProperty: "functional",
    }
)
_PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)

# Said in places of their own; whatever else is said of a term or of the ontology is shown under its name, or under
# one of these headings.
_HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "owl:incompatibleWith": "Breaks with",
        "owl:priorVersion": "Version before",
        "rdfs:comment": "Note",
        "rdfs:seeAlso": "See also",
        "skos:changeNote": "Changes",
        "skos:note": "Note",
    }
)
_TOLD_OF_ITSELF = {
    *(RDF.type, RDFS.label, DCTERMS.title, DCTERMS.description, DCTERMS.license, OWL.versionIRI, OWL.versionInfo),
    *(NamedNode(f"http://purl.org/vocab/vann/preferredNamespace{what}") for what in ("Prefix", "Uri")),
}
_TOLD = {
    *(RDF.type, RDFS.label, SKOS.definition, SKOS.example, RDFS.isDefinedBy, RDFS.subClassOf, RDFS.subPropertyOf),
    *(RDFS.domain, RDFS.range, SCHEMA.domainIncludes, SCHEMA.rangeIncludes, OWL.inverseOf, OWL.disjointWith),
    *(OWL.propertyDisjointWith, OWL.propertyChainAxiom, OWL.deprecated, DCTERMS.isReplacedBy),
}

Words = tuple[Ref | str, ...]
"""Names of terms, and words and signs between them."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name in a language."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """What is said of a term under a heading."""

    name: str
    values: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A class or a property; `name` is its fragment."""

    name: str
    iri: str
    ref: Ref
    labels: tuple[Label, ...]
    kinds: tuple[str, ...]
    definition: Prose
    examples: tuple[str, ...]
    facts: tuple[Fact, ...]
    is_deprecated: bool
    replaced_by: tuple[Ref, ...]

    @property
    def is_class(self) -> bool:
        """Whether it is a class, and not a property."""
        return _KINDS[OWL.Class] in self.kinds


@dataclass(frozen=True, slots=True)
class Group:
    """The terms under one heading of the file."""

    title: str
    terms: tuple[Term, ...]

    @property
    def anchor(self) -> str:
        """Its fragment; with a hyphen, which no name of a term has."""
        return "-".join(["section", *re.findall(r"\w+", self.title.lower())])


@dataclass(frozen=True, slots=True)
class About:
    """What the ontology says of itself."""

    title: str
    description: str
    iri: str
    version: str
    version_iri: str
    licence: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All that the page shows of the ontology."""

    about: About
    groups: tuple[Group, ...]
    prefixes: Mapping[str, str]

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return sum(term.is_class for group in self.groups for term in group.terms)

    @property
    def properties(self) -> int:
        """How many properties there are."""
        return sum(not term.is_class for group in self.groups for term in group.terms)


def vocabulary() -> Vocabulary:
    """Read the ontology that this program ships with."""
    said = publication.statements()
    sections = publication.sections(ONTOLOGY_FILE.read_text(encoding="utf-8"))
    return Vocabulary(about(said), groups(said, sections), publication.prefixes())


def about(said: Statements) -> About:
    """Read what the ontology says of itself."""
    itself = publication.itself(said)
    return About(
        title=said.text(itself, DCTERMS.title, "en"),
        description=said.text(itself, DCTERMS.description, "en"),
        iri=itself.value,
        version=said.text(itself, OWL.versionInfo),
        version_iri=said.nodes(itself, OWL.versionIRI)[0].value,
        licence=said.nodes(itself, DCTERMS.license)[0].value,
        facts=tuple(_others(said, itself, _TOLD_OF_ITSELF)),
    )


def groups(said: Statements, sections: Iterable[Section]) -> tuple[Group, ...]:
    """Group the ontology's own terms as its file does; what stands in no section comes last."""
    left = {local(node): node for node in said.subjects() if is_own(node)}
    found = [
        Group(section.title, tuple(_term(said, left.pop(name)) for name in section.names if name in left))
        for section in sections
    ]
    found.append(Group("Further terms", tuple(_term(said, node) for node in left.values())))
    return tuple(group for group in found if group.terms)


def _term(said: Statements, node: NamedNode) -> Term:
    kinds = said.nodes(node, RDF.type)
    return Term(
        name=local(node),
        iri=node.value,
        ref=named(node),
        labels=labels(said, node, RDFS.label),
        kinds=tuple(_KINDS.get(kind) or named(kind).label for kind in kinds),
        definition=prose(said.text(node, SKOS.definition, "en")),
        examples=tuple(_lines(example.value) for example in said.literals(node, SKOS.example)),
        facts=tuple(_class_facts(said, node) if OWL.Class in kinds else _property_facts(said, node)),
        is_deprecated=said.text(node, OWL.deprecated) == "true",
        replaced_by=_refs(said.nodes(node, DCTERMS.isReplacedBy)),
    )


def labels(said: Statements, node: NamedNode, predicate: NamedNode) -> tuple[Label, ...]:
    """Give the names of something, in the order of the languages of the data."""
    found = ((literal.language, literal.value) for literal in said.literals(node, predicate))
    return tuple(
        Label(language, text)
        for language, text in sorted(found, key=lambda pair: _place(pair[0]))
        if language is not None
    )


def _place(language: str | None) -> int:
    return LANGUAGES.index(language) if language in LANGUAGES else len(LANGUAGES)


def _lines(turtle: str) -> str:
    """Begin a new line with each statement about another subject."""
    return turtle.replace(" . <", " .\n<")


def _class_facts(said: Statements, node: NamedNode) -> list[Fact]:
    wider = [each for each in said.beyond(node, RDFS.subClassOf) if is_own(each)]
    facts = [
        _fact("A kind of", said.nodes(node, RDFS.subClassOf)),
        _fact("Kinds of it", said.having(RDFS.subClassOf, node)),
        _fact("Never also a", _both_ways(said, node, OWL.disjointWith)),
        _fact("Has", _from(said, node)),
        *(_fact(f"Has, as {named(each).label}", _from(said, each)) for each in wider),
        _fact("Is a value of", _to(said, node)),
        *(_fact(f"Is, as {named(each).label}, a value of", _to(said, each)) for each in wider),
    ]
    return [fact for fact in (*facts, *_others(said, node, _TOLD)) if fact.values]


def _property_facts(said: Statements, node: NamedNode) -> list[Fact]:
    chains = [said.members(list_) for list_ in said.nodes(node, OWL.propertyChainAxiom)]
    facts = [
        _fact("A kind of", said.nodes(node, RDFS.subPropertyOf)),
        _fact("Kinds of it", said.having(RDFS.subPropertyOf, node)),
        _fact("Inverse", _both_ways(said, node, OWL.inverseOf)),
        _fact("Never together with", _both_ways(said, node, OWL.propertyDisjointWith)),
        Fact("Follows from", tuple(_chain(chain) for chain in chains)),
        Fact("Part of a chain", _chains_with(said, node)),
        _fact("Domain", said.nodes(node, RDFS.domain)),
        _fact("Used on", said.nodes(node, SCHEMA.domainIncludes)),
        _fact("Range", said.nodes(node, RDFS.range)),
        _fact("Values", said.nodes(node, SCHEMA.rangeIncludes)),
    ]
    return [fact for fact in (*facts, *_others(said, node, _TOLD)) if fact.values]


def _others(said: Statements, node: NamedNode, told: Collection[NamedNode]) -> list[Fact]:
    """Give what is said of a node under properties that have no place of their own."""
    facts = []
    for predicate in said.predicates(node):
        if predicate not in told:
            words: list[Words] = [(ref,) for ref in _refs(said.nodes(node, predicate))]
            words += [
                tuple(piece.ref or piece.text for piece in prose(each.value)) for each in said.literals(node, predicate)
            ]
            name = named(predicate).label
            facts.append(Fact(_HEADINGS.get(name, name), tuple(words)))
    return facts


def _chain(chain: Iterable[NamedNode]) -> Words:
    """Write a chain of properties as SPARQL writes a path."""
    words: list[Ref | str] = []
    for node in chain:
        words += [" / ", named(node)]
    return tuple(words[1:])


def _chains_with(said: Statements, node: NamedNode) -> tuple[Words, ...]:
    """Give the chains that a property is a part of, each with what follows from it."""
    return tuple(
        (*_chain(chain), " → ", named(follows))
        for follows in said.subjects()
        for list_ in said.nodes(follows, OWL.propertyChainAxiom)
        if node in (chain := said.members(list_))
    )


def _from(said: Statements, node: NamedNode) -> list[NamedNode]:
    """Give the properties that things of a class have, by the narrower of what is said of each."""
    return [each for each in _properties(said) if node in _either(said, each, SCHEMA.domainIncludes, RDFS.domain)]


def _to(said: Statements, node: NamedNode) -> list[NamedNode]:
    """Give the properties that have things of a class as values."""
    return [each for each in _properties(said) if node in _either(said, each, SCHEMA.rangeIncludes, RDFS.range)]


def _properties(said: Statements) -> Iterable[NamedNode]:
    return filter(is_own, said.are(*_PROPERTIES))


def _either(said: Statements, node: NamedNode, narrow: NamedNode, wide: NamedNode) -> tuple[NamedNode, ...]:
    return said.nodes(node, narrow) or said.nodes(node, wide)


def _both_ways(said: Statements, node: NamedNode, predicate: NamedNode) -> tuple[NamedNode, ...]:
    """Give what a symmetric relation joins a term with, whichever of the two it is said of."""
    return tuple(dict.fromkeys((*said.nodes(node, predicate), *said.having(predicate, node))))


def _fact(name: str, nodes: Iterable[NamedNode]) -> Fact:
    return Fact(name, tuple((ref,) for ref in _refs(nodes)))


def _refs(nodes: Iterable[NamedNode]) -> tuple[Ref, ...]:
    return tuple(named(node) for node in nodes)
