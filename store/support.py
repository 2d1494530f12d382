"""The support store: each distinct triple of the named graphs once, in a graph named by its set of holders.

A set of one graph has that graph's own IRI as its name. A larger set has ``urn:counterclaim:set:`` with a
digest of its members, which the store's default graph lists (``<set> <urn:counterclaim:member> <graph>``) as
long as some triple stands in it. Queries that ask on which graphs an answer rests run here: no triple is met
twice.
"""

import hashlib
from collections.abc import Collection, Generator, Iterable, Iterator, Set

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from store.changes import placed

MEMBER = NamedNode("urn:counterclaim:member")
SET_PREFIX = "urn:counterclaim:set:"


def set_iri(graphs: Collection[NamedNode]) -> NamedNode:
    """Name a set of named graphs: one graph is its own set, several give a digest of their sorted IRIs."""
    if len(graphs) == 1:
        (graph,) = graphs
        return graph
    names = "\n".join(sorted(graph.value for graph in graphs))
    return NamedNode(SET_PREFIX + hashlib.sha256(names.encode()).hexdigest()[:32])


def members(support: Store, set_name: NamedNode) -> tuple[NamedNode, ...]:
    """Return the graphs of a set, sorted; a graph's own IRI is the set of that graph alone."""
    if not set_name.value.startswith(SET_PREFIX):
        return (set_name,)
    found = (quad.object for quad in support.quads_for_pattern(set_name, MEMBER, None, DefaultGraph()))
    return tuple(sorted(graph for graph in found if isinstance(graph, NamedNode)))


def memberships(graphs: Set[NamedNode]) -> Iterator[Quad]:
    """Yield the quads that list the members of a set: none for a single graph."""
    if len(graphs) > 1:
        name = set_iri(graphs)
        yield from (Quad(name, MEMBER, graph, DefaultGraph()) for graph in sorted(graphs))


def support_quads(held: Iterable[tuple[Triple, frozenset[NamedNode]]]) -> Generator[Quad]:
    """Yield the whole support store of triples and the graphs that hold them, each quad once."""
    listed: set[NamedNode] = set()
    for triple, graphs in held:
        name = set_iri(graphs)
        yield placed(triple, name)
        if len(graphs) > 1 and name not in listed:
            listed.add(name)
            yield from memberships(graphs)
