"""For who knows another vocabulary: which of its terms to ask with, and what of ours that gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import NamedNode

from ontology.statements import Statements
from ontology.terms import OWL, RDF, RDFS
from server.lookup import Ref
from server.views.terms import is_own, named

# What is known of a vocabulary beyond its terms: its name, and where it is documented.
_KNOWN: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "dcat": ("DCAT", "https://www.w3.org/TR/vocab-dcat-3/"),
        "dcterms": ("Dublin Core", "https://www.dublincore.org/specifications/dublin-core/dcmi-terms/"),
        "foaf": ("FOAF", "http://xmlns.com/foaf/0.1/"),
        "geo": ("GeoSPARQL", "https://www.ogc.org/standards/geosparql/"),
        "oa": ("Web Annotation", "https://www.w3.org/TR/annotation-vocab/"),
        "org": ("The Organization Ontology", "https://www.w3.org/TR/vocab-org/"),
        "prov": ("PROV-O", "https://www.w3.org/TR/prov-o/"),
        "schema": ("schema.org", "https://schema.org/"),
        "sem": ("SEM, the Simple Event Model", "https://semanticweb.cs.vu.nl/2009/11/sem/"),
        "skos": ("SKOS", "https://www.w3.org/TR/skos-reference/"),
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A term of another vocabulary, and the widest of our terms that it covers."""

    asked: Ref
    is_class: bool
    ours: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Foreign:
    """A vocabulary of others with the terms of it that can be asked with."""

    name: str
    href: str | None
    answers: tuple[Answer, ...]


def alignments(said: Statements) -> tuple[Foreign, ...]:
    """List the vocabularies of others that our terms refine, those with most terms first."""
    covered: dict[NamedNode, list[NamedNode]] = {}
    for node in filter(is_own, said.subjects()):
        for wider in _wider(said, node):
            if not is_own(wider):
                covered.setdefault(wider, []).append(node)
    by_prefix: dict[str, list[Answer]] = {}
    for term, ours in covered.items():
        answer = Answer(named(term), OWL.Class in said.nodes(term, RDF.type), _refs(_widest(said, ours)))
        by_prefix.setdefault(answer.asked.label.partition(":")[0], []).append(answer)
    found = [_foreign(prefix, answers) for prefix, answers in by_prefix.items()]
    return tuple(sorted(found, key=lambda each: (-len(each.answers), each.name)))


def _foreign(prefix: str, answers: list[Answer]) -> Foreign:
    name, href = _KNOWN.get(prefix, (prefix, None))
    return Foreign(name, href, tuple(sorted(answers, key=lambda each: (not each.is_class, each.asked.label))))


def _wider(said: Statements, node: NamedNode) -> tuple[NamedNode, ...]:
    return said.beyond(node, RDFS.subClassOf, RDFS.subPropertyOf)


def _widest(said: Statements, nodes: list[NamedNode]) -> list[NamedNode]:
    """Leave out what is a kind of another of them."""
    return [node for node in nodes if not set(nodes) & set(_wider(said, node))]


def _refs(nodes: list[NamedNode]) -> tuple[Ref, ...]:
    return tuple(named(node) for node in nodes)
