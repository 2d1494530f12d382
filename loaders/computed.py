"""What a relation that was computed says of itself, in its own graph: by which method, and from which claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from ontology.model import IRI
from ontology.terms import CCL, PROV, RDF


def made(graph: NamedNode, method: str, version: str, premises: Iterable[IRI]) -> Iterator[Triple]:
    """Say of a computed graph by what it was made, and on which sources and claims it rests."""
    making = NamedNode(f"{graph.value}#making")
    yield Triple(graph, PROV.wasGeneratedBy, making)
    yield Triple(making, RDF.type, PROV.Activity)
    yield Triple(making, CCL.method, Literal(method))
    yield Triple(making, CCL.methodVersion, Literal(version))
    yield from (Triple(graph, PROV.wasDerivedFrom, NamedNode(iri)) for iri in premises)
