"""What pages read from a snapshot: values, labels and links, by pattern and never by pasted query text.

Without a graph, the merge is read. What is missing is None or an empty list: a page shows what there is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Protocol

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from ontology.terms import DCTERMS, RDF, RDFS, SKOS, short
from server.addresses import Addresses
from store.reading import Quads

LABELS = (SKOS.prefLabel, RDFS.label, DCTERMS.title)
DEFINITIONS = (SKOS.definition, RDFS.comment)

LANGUAGE = "en"
"""The language of the pages."""


class Graphs(Quads, Protocol):
    """What can be asked for quads by pattern, and for the graphs that there are."""

    def contains_named_graph(self, graph_name: NamedNode, /) -> bool:
        """Tell whether there is a named graph of that name."""
        ...


@dataclass(frozen=True, slots=True)
class Ref:
    """Something named on a page: its label, the label's language, and where a link may lead."""

    label: str
    href: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """Reads one snapshot, or what a scope leaves of it."""

    graphs: Graphs
    addresses: Addresses

    def quads(self, subject: str, graph: str | None = None) -> list[Quad]:
        """Give all that is said of a subject, sorted."""
        found = self.graphs.quads_for_pattern(NamedNode(subject), None, None, _graph(graph))
        return sorted(found, key=lambda quad: (str(quad.predicate), str(quad.object)))

    def values(self, subject: str, predicate: NamedNode, graph: str | None = None) -> list[NamedNode | Literal]:
        """Give the IRIs and literals that a property has, sorted."""
        found = self.graphs.quads_for_pattern(NamedNode(subject), predicate, None, _graph(graph))
        terms = (quad.object for quad in found)
        return sorted((term for term in terms if isinstance(term, NamedNode | Literal)), key=str)

    def iris(self, subject: str, predicate: NamedNode, graph: str | None = None) -> list[str]:
        """Give the IRIs that a property has, sorted."""
        return [term.value for term in self.values(subject, predicate, graph) if isinstance(term, NamedNode)]

    def iri(self, subject: str, predicate: NamedNode, graph: str | None = None) -> str | None:
        """Give the IRI that a property has."""
        return next(iter(self.iris(subject, predicate, graph)), None)

    def texts(self, subject: str, predicate: NamedNode, graph: str | None = None) -> list[str]:
        """Give the characters of the literals that a property has, sorted."""
        return [term.value for term in self.values(subject, predicate, graph) if isinstance(term, Literal)]

    def text(self, subject: str, predicate: NamedNode, graph: str | None = None) -> str | None:
        """Give the characters of the literal that a property has."""
        return next(iter(self.texts(subject, predicate, graph)), None)

    def number(self, subject: str, predicate: NamedNode, graph: str | None = None) -> Decimal | None:
        """Give the finite number that a property has."""
        text = self.text(subject, predicate, graph)
        try:
            value = None if text is None else Decimal(text)
        except InvalidOperation:
            return None
        return value if value is not None and value.is_finite() else None

    def subjects(self, predicate: NamedNode, object_: str) -> list[str]:
        """Give the IRIs that have an IRI as the value of a property, sorted."""
        found = self.graphs.quads_for_pattern(None, predicate, NamedNode(object_), DefaultGraph())
        return sorted({quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)})

    def instances(self, *classes: NamedNode) -> list[str]:
        """Give what belongs to any of the classes, sorted."""
        return sorted({iri for kind in classes for iri in self.subjects(RDF.type, kind.value)})

    def types(self, iri: str) -> set[NamedNode]:
        """Give the classes that something belongs to."""
        return {NamedNode(kind) for kind in self.iris(iri, RDF.type)}

    def is_graph(self, iri: str) -> bool:
        """Tell whether there is a named graph of that name."""
        return self.graphs.contains_named_graph(NamedNode(iri))

    def home(self, iri: str) -> str | None:
        """Give the graph in which something's own triples stand: its own, else the merge."""
        return iri if self.is_graph(iri) else None

    def knows(self, iri: str) -> bool:
        """Tell whether anything is said of an IRI."""
        try:
            node = NamedNode(iri)
        except ValueError:
            return False
        found = self.graphs.quads_for_pattern(node, None, None, DefaultGraph())
        return next(iter(found), None) is not None or self.is_graph(iri)

    def label(self, iri: str) -> Literal | None:
        """Give the best label, in the language of the pages where there is one."""
        return next(filter(None, (self.literal(iri, predicate) for predicate in LABELS)), None)

    def literal(self, iri: str, predicate: NamedNode) -> Literal | None:
        """Give the literal that a property has in the language of the pages, else in another."""
        literals = [term for term in self.values(iri, predicate) if isinstance(term, Literal)]
        return min(literals, key=_preference, default=None)

    def ref(self, iri: str) -> Ref:
        """Name something: by its label, else by its path."""
        label = self.label(iri)
        href = self.addresses.href(iri)
        if label is None:
            return Ref(short(iri.removeprefix(self.addresses.base)), href)
        return Ref(label.value, href, label.language)

    def refs(self, iris: Iterable[str]) -> tuple[Ref, ...]:
        """Name several things."""
        return tuple(self.ref(iri) for iri in iris)

    def name(self, iri: str | None) -> str | None:
        """Give the label of something as bare text."""
        return None if iri is None else self.ref(iri).label

    def concept(self, iri: str | None) -> str | None:
        """Give the local name of a concept, by which the pages know it."""
        return None if iri is None else iri.removeprefix(f"{self.addresses.base}concept/")


def _graph(name: str | None) -> NamedNode | DefaultGraph:
    return DefaultGraph() if name is None else NamedNode(name)


def _preference(label: Literal) -> tuple[bool, bool, str]:
    language = (label.language or "").lower()
    return not language.startswith(LANGUAGE), language != "", label.value
