"""A snapshot as a scope leaves it: its answers are those of a store that holds the admitted graphs alone.

Queries are asked of the snapshot itself, where each triple pattern also asks who holds its triple: in the support
store, where each triple stands once, or where the query looks into named graphs, in the dataset. A path of any length
through the merge cannot be asked so; for it the admitted part is copied into memory, once for each scope.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from queries import algebra
from queries.algebra import nodes as a
from queries.errors import TooLarge
from queries.evaluation import Dataset, Functions, Results, copied, evaluate, run
from queries.limits import DEFAULT_LIMITS, Limits
from queries.membership import Membership
from queries.own import Snapshot
from queries.restricting import ADMITTED, described, looks_into_graphs, restricted, walks_through_merge
from queries.scopes import Scope
from queries.syntax import classify
from store.changes import placed
from store.reading import held_triples, matching
from store.snapshots import Snapshot as Published
from store.support import Name, graph_of, support_quads

MOST_COPIED = 2_000_000
"""The most quads that are copied into memory for one scope."""

_MOST_KNOWN = 8
"""The scopes that are remembered, with what was copied for them."""

_DEFAULT = DefaultGraph()
_TRUE, _FALSE = Literal(True), Literal(False)


@dataclass(frozen=True, slots=True)
class Whole:
    """A snapshot as it is."""

    snapshot: Snapshot
    within: None = None

    def evaluate(
        self,
        text: str,
        *,
        dataset: Dataset | None = None,
        base_iri: str | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> Results:
        """Answer a query. Raises any QueryError."""
        graphs = self.snapshot.graphs
        return evaluate(graphs, text, dataset=dataset, base_iri=base_iri, limits=limits, plain=self.plain)

    @property
    def plain(self) -> str | None:
        """Give the base of a snapshot whose default graph is no merge; None where it is one."""
        published = self.snapshot if isinstance(self.snapshot, Published) else None
        return published.base if published and published.default_graph == "plain" else None


class Narrowings:
    """The scopes that one snapshot was asked within lately; safe to share between threads."""

    def __init__(self, snapshot: Snapshot, base: str, *, merge: bool = True) -> None:
        """Narrow a snapshot's graphs, whose default graph is their merge unless said otherwise."""
        self._membership = Membership(snapshot, base)
        self._merge = merge
        self._known: dict[Scope, Narrowed] = {}
        self._lock = threading.Lock()

    def within(self, scope: Scope) -> Narrowed:
        """Give the snapshot within a scope. Raises ScopeRefused where it names what is not there."""
        with self._lock:
            narrowed = self._known.pop(scope, None) or Narrowed(self._membership, scope, merge=self._merge)
            # The one asked for last stands last; the first goes when there are too many.
            self._known[scope] = narrowed
            while len(self._known) > _MOST_KNOWN:
                del self._known[next(iter(self._known))]
        return narrowed


class Narrowed:
    """One snapshot within one scope; safe to share between threads.

    `merge` tells whether the default graph is the merge of the named graphs. Where it is not, what stands in it stands
    in no named graph, and nothing tells whether it is within a scope: so it is not.
    """

    def __init__(self, membership: Membership, scope: Scope, *, merge: bool = True) -> None:
        """Find the graphs within the scope. Raises ScopeRefused where it names what is not there."""
        self.scope = scope
        self.names = membership.admitted(scope)
        self._membership = membership
        self._merge = merge
        self._sets: dict[str, bool] = {}
        self._copying = threading.Lock()
        self._copies: tuple[Store, Store] | None = None
        self._merge_alone: Store | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot, with all that stands in it."""
        return self._membership.snapshot

    @property
    def within(self) -> Narrowed:
        """The scope: this one."""
        return self

    # --- what is asked of a snapshot by pattern

    def quads_for_pattern(
        self,
        subject: NamedNode | None,
        predicate: NamedNode | None,
        object_: NamedNode | Literal | Triple | None,
        graph: NamedNode | DefaultGraph | None,
    ) -> Iterator[Quad]:
        """Yield the quads within the scope that match, as a store does: of one graph, or of all."""
        if isinstance(graph, NamedNode):
            if graph.value in self.names:
                yield from matching(self.snapshot.graphs, subject, predicate, object_, graph)
            return
        if graph is None:
            found = matching(self.snapshot.graphs, subject, predicate, object_)
            yield from (quad for quad in found if _value(quad.graph_name) in self.names)
        if self._merge:
            held = matching(self.snapshot.support, subject, predicate, object_)
            yield from (placed(quad.triple, None) for quad in held if self.admits(quad.graph_name))

    def contains_named_graph(self, name: NamedNode) -> bool:
        """Tell whether a graph is within the scope."""
        return name.value in self.names

    def named_graphs(self) -> Iterator[NamedNode]:
        """Yield the names of the graphs within the scope, sorted."""
        return map(NamedNode, sorted(self.names))

    def admits(self, holder: object) -> bool:
        """Tell whether a graph is within the scope, by its name in either store, or a member of a set is."""
        if not isinstance(holder, Name):
            return False
        if (alone := graph_of(holder, self._membership.base)) is not None:
            return alone in self.names
        if (known := self._sets.get(holder.value)) is None:
            known = self._sets[holder.value] = not self.names.isdisjoint(self._membership.holders(holder))
        return known

    # --- what is asked in SPARQL

    def evaluate(
        self,
        text: str,
        *,
        dataset: Dataset | None = None,
        base_iri: str | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> Results:
        """Answer a query within the scope, as `queries.evaluation.evaluate` does without one.

        Raises NotSupported for what is beyond SPARQL 1.1, and TooLarge where more would have to be copied than may be.
        """
        shape = classify(text, base_iri=base_iri, limits=limits)
        query = algebra.read(text, base_iri=base_iri, limits=limits)
        if chosen := dataset or Dataset(shape.default_graphs, shape.named_graphs):
            store, named = copied(self, chosen)
            return run(store, shape.text, base_iri, named)
        if self.can_be_asked_of_snapshot(query):
            return self._asked_of_snapshot(query)
        whole = looks_into_graphs(query) or not self._merge
        return run(self.copies[0] if whole else self._merged, shape.text, base_iri)

    def can_be_asked_of_snapshot(self, query: a.Query) -> bool:
        """Tell whether a query can be restricted, so that nothing need be copied to answer it."""
        return self._merge and not walks_through_merge(query)

    @property
    def functions(self) -> Functions:
        """The function by which a restricted query asks who is admitted."""
        admits = self.admits
        return {ADMITTED: lambda holder: _TRUE if admits(holder) else _FALSE}

    @property
    def copies(self) -> tuple[Store, Store]:
        """The admitted graphs with their merge, and their support store, in memory. Raises TooLarge."""
        with self._copying:
            if self._copies is None:
                graphs = _filled(self.quads_for_pattern(None, None, None, None))
                for name in self.named_graphs():
                    graphs.add_graph(name)
                self._copies = graphs, _filled(support_quads(held_triples(graphs), self._membership.base))
            return self._copies

    @property
    def _merged(self) -> Store:
        """The merge of the admitted graphs alone, in memory."""
        with self._copying:
            if self._merge_alone is None:
                self._merge_alone = _filled(self.quads_for_pattern(None, None, None, _DEFAULT))
            return self._merge_alone

    def _asked_of_snapshot(self, query: a.Query) -> Results:
        looks = looks_into_graphs(query)
        asked = described(query) if isinstance(query, a.Describe) else query
        text = algebra.write(restricted(asked, self.names, over_support=not looks))
        stored = self._membership.snapshot.graphs if looks else self._membership.snapshot.support
        return run(stored, text, functions=self.functions)


View = Whole | Narrowed
"""What a question is asked of: a snapshot as it is, or what a scope leaves of it."""


def _filled(quads: Iterable[Quad]) -> Store:
    store = Store()
    store.bulk_extend(_counted(quads))
    return store


def _counted(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield quads up to the most that may be copied. Raises TooLarge."""
    for number, quad in enumerate(quads):
        if number == MOST_COPIED:
            message = (
                f"this query needs a copy of what the scope admits, and that is more than {MOST_COPIED:,} quads: "
                "narrow the scope, or ask without * and + in paths"
            )
            raise TooLarge(message, MOST_COPIED)
        yield quad


def _value(graph: NamedNode | BlankNode | DefaultGraph) -> str:
    return "" if isinstance(graph, DefaultGraph) else graph.value
