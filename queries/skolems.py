"""IRIs in the place of blank nodes (https://www.w3.org/TR/rdf11-concepts/#section-skolemization).

The IRIs follow from the graph, or from the bytes of a file, so that the same upload twice is the same graph twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, Triple

from store.changes import has_blank_node


def named_nodes(quads: Collection[Quad], base: str) -> frozenset[Quad]:
    """Give quads with IRIs below the base for their blank nodes, the same for quads that differ in labels alone."""
    if not any(map(has_blank_node, quads)):
        return frozenset(quads)
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    digest = hashlib.sha256("\n".join(sorted(map(str, dataset))).encode()).hexdigest()
    prefix = f"{base}genid/"
    return frozenset(_named(quad, lambda node: _iri(prefix, digest, node.value)) for quad in dataset)


def numbered_nodes(quads: Iterable[Quad], base: str, content: bytes) -> Iterator[Quad]:
    """Give the quads of a file with IRIs for their blank nodes, which are numbered as they appear.

    They follow from its bytes: what the graph alone would give takes time that grows faster than the file.
    """
    prefix, digest = f"{base}genid/", hashlib.sha256(content).hexdigest()
    names: dict[BlankNode, NamedNode] = {}

    def name(node: BlankNode) -> NamedNode:
        return names.get(node) or names.setdefault(node, _iri(prefix, digest, str(len(names))))

    return (_named(quad, name) if has_blank_node(quad) else quad for quad in quads)


def _named(quad: Quad, name: Callable[[BlankNode], NamedNode]) -> Quad:
    subject = name(quad.subject) if isinstance(quad.subject, BlankNode) else quad.subject
    return Quad(subject, quad.predicate, _term(quad.object, name), quad.graph_name)


def _term(
    term: NamedNode | BlankNode | Literal | Triple, name: Callable[[BlankNode], NamedNode]
) -> NamedNode | Literal | Triple:
    if isinstance(term, BlankNode):
        return name(term)
    if isinstance(term, Triple):
        subject = name(term.subject) if isinstance(term.subject, BlankNode) else term.subject
        return Triple(subject, term.predicate, _term(term.object, name))
    return term


def _iri(prefix: str, digest: str, name: str) -> NamedNode:
    return NamedNode(prefix + hashlib.sha256(f"{digest} {name}".encode()).hexdigest()[:32])
