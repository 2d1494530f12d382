"""Questions to a store that its own methods do not answer, and that the writer, the checks and readers share."""

from collections.abc import Generator, Iterator
from typing import Protocol, cast

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolution, QuerySolutions, Store, Triple

from store.changes import VERBATIM, canonical_term


class Quads(Protocol):
    """What can be asked for the quads that match a pattern: a store, or what a scope leaves of one."""

    def quads_for_pattern(
        self,
        subject: NamedNode | None,
        predicate: NamedNode | None,
        object_: NamedNode | Literal | Triple | None,
        graph_name: NamedNode | DefaultGraph | None,
        /,
    ) -> Iterator[Quad]:
        """Yield the quads that match; None matches anything."""
        ...


def triples(store: Store, graph: NamedNode | BlankNode) -> frozenset[Triple]:
    """Return what a named graph holds; nothing if there is no such graph."""
    return frozenset(quad.triple for quad in store.quads_for_pattern(None, None, None, graph))


def names(store: Store) -> list[NamedNode]:
    """Return the names of the named graphs, sorted."""
    return sorted(name for name in store.named_graphs() if isinstance(name, NamedNode))


def matching(
    store: Quads,
    subject: NamedNode | BlankNode | Triple | None = None,
    predicate: NamedNode | None = None,
    object: NamedNode | BlankNode | Literal | Triple | None = None,
    graph: NamedNode | BlankNode | DefaultGraph | None = None,
) -> Iterator[Quad]:
    """Yield the quads that match a pattern, in the engine's order.

    What is found is compared: of an integer whose last byte is full (255, 511, -257 …), pyoxigraph 0.5.13 finds in a
    store on disk also the quads with the 256 integers after it, alone or in a triple term. Its SPARQL does only where
    a path ends in one (`queries.full_bytes`).
    """
    found = store.quads_for_pattern(subject, predicate, object, graph)  # type: ignore[arg-type]  # no triple is a subject
    if not isinstance(object, Literal | Triple) or (isinstance(object, Literal) and object.datatype.value in VERBATIM):
        return iter(found)
    stored = canonical_term(object)
    return (quad for quad in found if quad.object == stored)


def quads(
    store: Quads,
    subject: NamedNode | None = None,
    predicate: NamedNode | None = None,
    object: NamedNode | Literal | Triple | None = None,
    graph: NamedNode | None = None,
) -> list[Quad]:
    """Return the quads of named graphs that match, in the engine's order."""
    return [q for q in matching(store, subject, predicate, object, graph) if isinstance(q.graph_name, NamedNode)]


def holders(store: Store, triple: Triple) -> Iterator[NamedNode]:
    """Yield the named graphs that hold a triple, in the engine's own order."""
    # One triple may stand in very many graphs, so callers that need only some do not wait for all.
    matches = matching(store, triple.subject, triple.predicate, triple.object)
    return (quad.graph_name for quad in matches if isinstance(quad.graph_name, NamedNode))


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
