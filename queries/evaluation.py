"""Runs a query on a store, over the dataset that the request or the query names.

SPARQL 1.1 Query, section 13 (https://www.w3.org/TR/sparql11-query/#rdfDataset), and Protocol, section
2.1.4: the dataset of the request stands in place of the query's own; the default graph is the RDF merge
of the graphs named, each triple once. The engine would count a triple of two graphs twice
(oxigraph#1919), so the merge is made here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
)

from queries.diagnosis import diagnose
from queries.errors import EvaluationFailed, NotSupported, QueryError, SyntaxRefused
from queries.full_bytes import guarded
from queries.limits import DEFAULT_LIMITS, Limits
from queries.syntax import QueryShape, classify
from store.activity import activity_prefix
from store.reading import Quads, names

Results = QuerySolutions | QueryBoolean | QueryTriples
"""To be used up in the thread that asked: in another, the engine ends the process."""


Functions = dict[NamedNode, Callable[..., NamedNode | BlankNode | Literal | Triple | None]]


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs of a dataset by their IRIs: those merged into the default graph, and the named ones."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default or self.named)


def evaluate(
    graphs: Store,
    text: str,
    *,
    dataset: Dataset | None = None,
    base_iri: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    plain: str | None = None,
) -> Results:
    """Check and run a query; raises any QueryError. A dataset that names a graph overrides FROM.

    `plain` is the base of a store whose default graph is no merge: a query sees its records only if it names them.
    Much is computed only where the results are used up: do that within `engine_errors`.
    """
    shape = classify(text, base_iri=base_iri, limits=limits)
    return evaluate_checked(graphs, shape, dataset=dataset, base_iri=base_iri, plain=plain)


def evaluate_checked(
    graphs: Store,
    shape: QueryShape,
    *,
    dataset: Dataset | None = None,
    base_iri: str | None = None,
    plain: str | None = None,
) -> Results:
    """Run a query whose outline was read, and so checked, before; otherwise as `evaluate`."""
    chosen = dataset or Dataset(shape.default_graphs, shape.named_graphs)
    if not chosen:
        return run(graphs, shape.text, base_iri, None if plain is None else visible(graphs, plain))
    store, named = copied(graphs, chosen)
    return run(store, shape.text, base_iri, named)


def run(
    store: Store,
    text: str,
    base_iri: str | None = None,
    named: Sequence[NamedNode] | None = None,
    functions: Functions | None = None,
) -> Results:
    """Run a query text that was checked, and say the engine's errors as ours; `named` overrides FROM."""
    try:
        with engine_errors():
            text = guarded(text, base_iri)
            if named is None:
                return store.query(text, base_iri=base_iri, custom_functions=functions)
            return store.query(text, base_iri=base_iri, default_graph=DefaultGraph(), named_graphs=list(named))
    except SyntaxError as error:
        raise diagnose(text, base_iri) from error


@contextmanager
def engine_errors() -> Iterator[None]:
    """Say the engine's errors as ours, while a query is begun or its results are used up."""
    try:
        yield
    except (RuntimeError, ValueError, OSError) as error:
        raise _failure(str(error)) from error


def visible(graphs: Store, base: str) -> list[NamedNode]:
    """Give the named graphs that a query of a plain store sees: all but the store's own records.

    Where the default graph is no merge, the store is one for any data, and what is in it is what was put there.
    """
    records = activity_prefix(base)
    return [name for name in names(graphs) if not name.value.startswith(records)]


def copied(graphs: Quads, dataset: Dataset) -> tuple[Store, list[NamedNode]]:
    """Copy the graphs of a dataset into a store of their own, and give the names of the named ones too."""
    named = [_graph_name(iri) for iri in dict.fromkeys(dataset.named)]
    return _copied(graphs, dataset.default, named), named


def merged(graphs: Quads, names: Iterable[str]) -> Store:
    """Copy graphs into a store of their own, under their names, and merged as its default graph."""
    named = [_graph_name(iri) for iri in dict.fromkeys(names)]
    return _copied(graphs, [graph.value for graph in named], named)


def _copied(graphs: Quads, default: Sequence[str], named: Sequence[NamedNode]) -> Store:
    """Copy the graphs of a dataset into a store of their own, where a set of triples is the merge."""
    store = Store()
    for iri in dict.fromkeys(default):
        found = graphs.quads_for_pattern(None, None, None, _graph_name(iri))
        store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in found)
    for graph in named:
        store.extend(graphs.quads_for_pattern(None, None, None, graph))
        store.add_graph(graph)
    return store


def _graph_name(iri: str) -> NamedNode:
    # A scheme first (RFC 3986, section 3.1): the engine itself would take any text for a name.
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
        raise SyntaxRefused(f"the dataset names “{iri}”, which is no absolute IRI")
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise SyntaxRefused(f"the dataset names “{iri}”, which is no IRI") from error


def _failure(message: str) -> QueryError:
    line = " ".join(message.split())
    if "is not supported" in line:
        return NotSupported("function", line)
    return EvaluationFailed(f"the query could not be evaluated: {line}")
