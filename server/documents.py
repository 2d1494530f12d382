"""A resource as an RDF document: its whole named graph, or what the merge says of it, with labels."""

from __future__ import annotations

from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple, serialize

from ontology.terms import PREFIXES
from server.evaluating import fit
from server.lookup import LABELS, Lookup
from server.negotiation import GraphOffer


def triples(lookup: Lookup, iri: str) -> list[Triple]:
    """Give the triples of a resource, its own first; empty where nothing is known."""
    graphs = lookup.graphs
    node = NamedNode(iri)
    if lookup.is_graph(iri):
        found = {quad.triple for quad in graphs.quads_for_pattern(None, None, None, node)}
    else:
        found = {quad.triple for quad in graphs.quads_for_pattern(node, None, None, DefaultGraph())}
        found |= _labels(lookup, found)
    return sorted(found, key=lambda triple: (triple.subject != node, str(triple)))


def write(statements: list[Triple], offer: GraphOffer) -> bytes:
    """Write triples with the prefixes that they use. Raises NotAcceptable where the form cannot hold them."""
    used = " ".join(map(str, statements))
    prefixes = {prefix: iri for prefix, iri in PREFIXES.items() if f"<{iri}" in used}
    return fit(serialize(statements, format=offer.engine, prefixes=prefixes) or b"", offer)


def _labels(lookup: Lookup, found: set[Triple]) -> set[Triple]:
    """Give the labels of what the triples name, so that a reader need not ask again."""
    named = {term for triple in found for term in (triple.predicate, triple.object) if isinstance(term, NamedNode)}
    return {
        Triple(term, predicate, value)
        for term in named
        for predicate in LABELS
        for value in lookup.values(term.value, predicate)
        if isinstance(value, Literal)
    }
