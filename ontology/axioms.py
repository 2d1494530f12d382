"""The axioms of a closed ontology, read from its triples into the form that rules and checks use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pyoxigraph import NamedNode, Triple

from ontology.errors import VocabularyError
from ontology.terms import OWL, PREFIXES, RDF, RDFS

LOGICAL = ("owl", "rdf", "rdfs", "xsd", "edtf")
"""The prefixes of the namespaces that say how things are said, and not what is so."""

_ALIGNED = tuple(iri for prefix, iri in PREFIXES.items() if prefix not in LOGICAL)

Nodes = frozenset[NamedNode]
Index = Mapping[tuple[NamedNode, NamedNode], Nodes]


class Join(NamedTuple):
    """A property chain of two links: from (a, first, b) and (b, second, c) follows (a, result, c)."""

    first: NamedNode
    second: NamedNode
    result: NamedNode


def is_aligned(term: object) -> bool:
    """Tell whether a term is of our vocabulary or of one that it refines."""
    return isinstance(term, NamedNode) and term.value.startswith(_ALIGNED)


@dataclass(frozen=True)
class Axioms:
    """What a closed ontology says of its classes and properties."""

    objects: Index
    """The objects by predicate and subject."""
    subjects: Index
    """The subjects by predicate and object."""

    @classmethod
    def of(cls, triples: Iterable[Triple]) -> Axioms:
        """Read the axioms among triples."""
        objects: dict[tuple[NamedNode, NamedNode], set[NamedNode]] = defaultdict(set)
        subjects: dict[tuple[NamedNode, NamedNode], set[NamedNode]] = defaultdict(set)
        for triple in triples:
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
                objects[triple.predicate, triple.subject].add(triple.object)
                subjects[triple.predicate, triple.object].add(triple.subject)
        return cls(_frozen(objects), _frozen(subjects))

    def of_kind(self, kind: NamedNode) -> Nodes:
        """Give the properties of a kind, such as owl:TransitiveProperty."""
        return self.subjects.get((RDF.type, kind), frozenset())

    def classes_above(self, name: NamedNode) -> tuple[NamedNode, ...]:
        """Give the classes of which whatever is of a class is too, itself left out."""
        return self._classes_above.get(name, ())

    def classes_of_subject(self, name: NamedNode) -> Nodes:
        """Give the classes of whatever has a property (its domain)."""
        return self._aligned(RDFS.domain, name)

    def classes_of_object(self, name: NamedNode) -> Nodes:
        """Give the classes of whatever is the value of a property (its range)."""
        return self._aligned(RDFS.range, name)

    def properties_above(self, name: NamedNode) -> Nodes:
        """Give the properties that follow from a property, in its direction."""
        return self._aligned(RDFS.subPropertyOf, name) - {name}

    def inverses(self, name: NamedNode) -> Nodes:
        """Give the properties that follow from a property, in the other direction."""
        declared = self.objects.get((OWL.inverseOf, name), frozenset()) | self.subjects.get(
            (OWL.inverseOf, name), frozenset()
        )
        return declared | {name} if name in self.of_kind(OWL.SymmetricProperty) else declared

    @cached_property
    def joins(self) -> tuple[Join, ...]:
        """The transitive properties and the chains, sorted. Raises VocabularyError for a chain not of two links."""
        chains = {Join(each, each, each) for each in self.of_kind(OWL.TransitiveProperty)}
        for (predicate, result), lists in self.objects.items():
            if predicate == OWL.propertyChainAxiom:
                chains.update(self._join(start, result) for start in lists)
        return tuple(sorted(chains, key=str))

    @cached_property
    def disjoint_classes(self) -> Mapping[NamedNode, Nodes]:
        """The classes that share no member with a class."""
        return self._both_ways(OWL.disjointWith)

    @cached_property
    def disjoint_properties(self) -> Mapping[NamedNode, Nodes]:
        """The properties that never join what a property joins."""
        return self._both_ways(OWL.propertyDisjointWith)

    @cached_property
    def _classes_above(self) -> Mapping[NamedNode, tuple[NamedNode, ...]]:
        return {
            name: tuple(sorted((each for each in above if is_aligned(each) and each != name), key=str))
            for (predicate, name), above in self.objects.items()
            if predicate == RDFS.subClassOf
        }

    def _aligned(self, predicate: NamedNode, name: NamedNode) -> Nodes:
        return frozenset(each for each in self.objects.get((predicate, name), ()) if is_aligned(each))

    def _both_ways(self, predicate: NamedNode) -> Mapping[NamedNode, Nodes]:
        pairs = [(s, o) for (p, s), others in self.objects.items() if p == predicate for o in others]
        names = {name for pair in pairs for name in pair}
        return {
            name: frozenset({o for s, o in pairs if s == name} | {s for s, o in pairs if o == name}) for name in names
        }

    def _join(self, start: NamedNode, result: NamedNode) -> Join:
        links = tuple(self._members(start))
        if len(links) != 2:
            raise VocabularyError(
                f"{result}: a property chain has two links here, and not {len(links)}; "
                "name what the first two say together, and go on from there"
            )
        return Join(*links, result)

    def _members(self, start: NamedNode) -> Iterator[NamedNode]:
        node: NamedNode | None = start
        while node and node != RDF.nil:
            yield from self.objects.get((RDF.first, node), ())
            node = next(iter(self.objects.get((RDF.rest, node), ())), None)


def _frozen(
    index: Mapping[tuple[NamedNode, NamedNode], Collection[NamedNode]],
) -> Index:
    return {key: frozenset(values) for key, values in index.items()}
