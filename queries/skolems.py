"""IRIs in the place of blank nodes (https://www.w3.org/TR/rdf11-concepts/#section-skolemization).

The IRIs follow from the graph, so that the same upload twice is the same graph twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, Triple

from store.changes import has_blank_node


def named_nodes(quads: Collection[Quad], base: str) -> frozenset[Quad]:
    """Give quads with IRIs below the base for their blank nodes, the same for quads that differ in labels alone."""
    if not any(map(has_blank_node, quads)):
        return frozenset(quads)
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    digest = hashlib.sha256("\n".join(sorted(map(str, dataset))).encode()).hexdigest()
    return frozenset(_named(quad, f"{base}genid/", digest) for quad in dataset)


def _named(quad: Quad, prefix: str, digest: str) -> Quad:
    subject = _iri(quad.subject, prefix, digest) if isinstance(quad.subject, BlankNode) else quad.subject
    return Quad(subject, quad.predicate, _term(quad.object, prefix, digest), quad.graph_name)


def _term(term: NamedNode | BlankNode | Literal | Triple, prefix: str, digest: str) -> NamedNode | Literal | Triple:
    if isinstance(term, BlankNode):
        return _iri(term, prefix, digest)
    if isinstance(term, Triple):
        subject = _iri(term.subject, prefix, digest) if isinstance(term.subject, BlankNode) else term.subject
        return Triple(subject, term.predicate, _term(term.object, prefix, digest))
    return term


def _iri(node: BlankNode, prefix: str, digest: str) -> NamedNode:
    return NamedNode(prefix + hashlib.sha256(f"{digest} {node.value}".encode()).hexdigest()[:32])
