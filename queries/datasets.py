"""GRAPH over a dataset that a request names: what its default graph holds is told from its named graphs.

The default graph is the merge of some graphs, and GRAPH asks of others, or of the same. To be traced, the dataset is
copied with each triple of the merge once more in a graph named by the set of its holders, as in the support store.
GRAPH is kept from those, and what asks who holds a triple of the merge to those.
"""

from __future__ import annotations

from pyoxigraph import DefaultGraph, Quad, Store, Variable

from queries import algebra
from queries.algebra import nodes as a
from queries.evaluation import Dataset, copied, merged
from store.changes import placed
from store.reading import Quads, held_triples
from store.support import MEMBER, set_name


def told_apart(graphs: Quads, dataset: Dataset, base: str) -> tuple[Store, Store]:
    """Copy a dataset for tracing, and make the support store of its default graph."""
    store, _ = copied(graphs, dataset)
    support = Store()
    for triple, holders in held_triples(merged(graphs, dataset.default)):
        # Each holder twice, so that one graph alone has the name of a set too.
        name = set_name([*holders, *holders], base)
        for each in (store, support):
            each.add(placed(triple, name))
        support.extend(Quad(name, MEMBER, set_name([holder], base), DefaultGraph()) for holder in holders)
    return store, support


def of_named_graphs(query: a.Query) -> a.Query:
    """Keep GRAPH to the named graphs."""

    def kept(node: a.Node | a.Term) -> a.Node | a.Term:
        if isinstance(node, a.Graph) and isinstance(node.name, Variable):
            return a.Filter(node, a.Unary("!", _is_set(node.name)))
        return node

    return algebra.transform(query, kept)


def of_sets(pattern: a.Pattern, holder: Variable) -> a.Pattern:
    """Keep what asks for the holders of a triple of the merge to sets of them."""
    return a.Filter(pattern, _is_set(holder))


def _is_set(name: Variable) -> a.Expression:
    # The graphs that a request names have IRIs.
    return a.Call("ISBLANK", (name,))
