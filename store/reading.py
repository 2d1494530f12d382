"""Questions to a store that its own methods do not answer, and that the writer, the checks and readers share."""

from collections.abc import Generator, Iterator
from typing import cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolution, QuerySolutions, Store, Triple


def triples(store: Store, graph: NamedNode | BlankNode) -> frozenset[Triple]:
    """Return what a named graph holds; nothing if there is no such graph."""
    return frozenset(quad.triple for quad in store.quads_for_pattern(None, None, None, graph))


def names(store: Store) -> list[NamedNode]:
    """Return the names of the named graphs, sorted."""
    return sorted(name for name in store.named_graphs() if isinstance(name, NamedNode))


def quads(
    store: Store,
    subject: NamedNode | None = None,
    predicate: NamedNode | None = None,
    object: NamedNode | Literal | Triple | None = None,
    graph: NamedNode | None = None,
) -> list[Quad]:
    """Return the quads of named graphs that match, in the engine's order."""
    matches = store.quads_for_pattern(subject, predicate, object, graph)
    # Why objects are compared, `profile._lacks` says.
    return [q for q in matches if isinstance(q.graph_name, NamedNode) and object in (None, q.object)]


def holders(store: Store, triple: Triple) -> Iterator[NamedNode]:
    """Yield the named graphs that hold a triple, in the engine's own order."""
    # One triple may stand in very many graphs, so callers that need only some do not wait for all.
    matches = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
    return (q.graph_name for q in matches if isinstance(q.graph_name, NamedNode) and q.object == triple.object)


def shared_triples(store: Store, graph: NamedNode) -> frozenset[Triple]:
    """Return the triples of a named graph that other named graphs hold too."""
    # Asked of the engine for the whole graph: one look-up from here costs as much as five of its own.
    solutions = _solutions(
        store,
        f"SELECT ?s ?p ?o WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} "
        f"FILTER EXISTS {{ GRAPH ?other {{ ?s ?p ?o }} FILTER(?other != {graph}) }} }}",
    )
    return frozenset(_triple(solution) for solution in solutions)


def held_triples(store: Store) -> Generator[tuple[Triple, frozenset[NamedNode]]]:
    """Yield each triple of the named graphs once, with all the graphs that hold it."""
    for graph in store.named_graphs():
        graph = cast(NamedNode, graph)
        shared = shared_triples(store, graph)
        for triple in triples(store, graph):
            if triple not in shared:
                yield triple, frozenset({graph})
            elif next(holders(store, triple)) == graph:
                yield triple, frozenset(holders(store, triple))


def count(store: Store, pattern: str) -> int:
    """Count the solutions of a SPARQL group graph pattern."""
    (solution,) = _solutions(store, f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
    return int(cast(Literal, solution["n"]).value)


def _solutions(store: Store, query: str) -> Iterator[QuerySolution]:
    return cast(QuerySolutions, store.query(query))


def _triple(solution: QuerySolution) -> Triple:
    subject, predicate, object = solution["s"], solution["p"], solution["o"]
    return Triple(cast(NamedNode, subject), cast(NamedNode, predicate), cast(NamedNode, object))
