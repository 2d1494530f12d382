"""What an update would add and remove, worked out operation by operation; nothing is written.

SPARQL 1.1 Update, section 4 (https://www.w3.org/TR/sparql11-update/#formalModel). An empty graph is no graph here, as
the specification allows. WHERE is evaluated by the engine: on the store itself, and once something has changed, on a
copy of it in which it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from typing import Protocol, cast
from uuid import uuid4

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse

from queries.diagnosis import diagnose
from queries.errors import ChangeRefused, LoadRefused
from queries.evaluation import copied, engine_errors, visible
from queries.full_bytes import guarded
from queries.skolems import named_nodes
from queries.templates import Row, Template, Term
from queries.updates import ALL, DEFAULT, NAMED, Change, Clear, Create, Load, Operation, Transfer
from store.activity import activity_prefix
from store.changes import Delta, canonical_quad, graph_of, placed
from store.reading import holders, names

Place = NamedNode | DefaultGraph

REMEDY = (
    "the default graph is the merge of the named graphs, and follows them by itself: write to a named graph "
    "(GRAPH, WITH, INTO), or make the directory with `counterclaim init --default-graph plain`"
)


class Copying(Protocol):
    """Makes a copy of the store that may be written to, for as long as a `with` lasts."""

    def __call__(self) -> AbstractContextManager[Store]:
        """Open the copy."""
        ...


@dataclass(frozen=True, slots=True)
class Ground:
    """What an update is carried out on: a store, whose default graph is the merge or not."""

    graphs: Store
    base: str
    merge: bool
    copying: Copying


def effect(operations: Iterable[Operation], ground: Ground, loaded: Iterable[str | None] = ()) -> Delta:
    """Work out what operations add and remove, taken together.

    `loaded` are the paths of files of N-Triples, one for each LOAD; None, or none, for what was not fetched. Raises
    LoadRefused, ChangeRefused, and QueryError where a WHERE clause cannot be evaluated. In a merge, blank nodes become
    IRIs below the base (https://www.w3.org/TR/rdf11-concepts/#section-skolemization).
    """
    with ExitStack() as stack:
        run = _Run(ground, stack, iter(loaded))
        for operation in operations:
            run.carry_out(operation)
        return Delta(frozenset(run.added), frozenset(run.removed))


@dataclass(slots=True)
class _Run:
    """The state after some operations, as a difference to what is stored."""

    ground: Ground
    stack: ExitStack
    loaded: Iterator[str | None]
    added: set[Quad] = field(default_factory=set)
    removed: set[Quad] = field(default_factory=set)
    copy: Store | None = None
    skolems: dict[str, NamedNode] = field(default_factory=dict)

    def carry_out(self, operation: Operation) -> None:
        """Carry out one operation on the state."""
        match operation:
            case Change():
                self._change(operation)
            case Clear():
                for place in self._cleared(operation.target):
                    self._apply(self._quads(place), ())
            case Create(graph, silent):
                self._create(NamedNode(graph), silent)
            case Transfer():
                self._transfer(operation)
            case Load():
                self._load(operation, next(self.loaded, None))

    # --- the state

    def _quads(self, place: Place) -> set[Quad]:
        stored = self.ground.graphs.quads_for_pattern(None, None, None, place)
        return (set(stored) - self.removed) | {quad for quad in self.added if quad.graph_name == place}

    def _names(self) -> list[NamedNode]:
        """Give the named graphs, without the store's records."""
        found = {*names(self.ground.graphs), *(q.graph_name for q in self.added if isinstance(q.graph_name, NamedNode))}
        records = activity_prefix(self.ground.base)
        return sorted(name for name in found if not name.value.startswith(records))

    def _apply(self, removed: Iterable[Quad], added: Iterable[Quad]) -> None:
        gone = [canonical_quad(quad) for quad in removed]
        come = [canonical_quad(quad) for quad in added]
        self._refuse_merge(graph_of(quad) for quads in (gone, come) for quad in quads)
        for quad in gone:
            self.added.discard(quad)
            if quad in self.ground.graphs:
                self.removed.add(quad)
        for quad in come:
            self.removed.discard(quad)
            if quad not in self.ground.graphs:
                self.added.add(quad)
        if self.copy is not None:
            _write(self.copy, gone, come, merge=self.ground.merge)

    def _refuse_merge(self, places: Iterable[Place]) -> None:
        if self.ground.merge and any(isinstance(place, DefaultGraph) for place in places):
            raise ChangeRefused(REMEDY)

    # --- operations on whole graphs

    def _cleared(self, target: str) -> list[Place]:
        if target in (DEFAULT, ALL):
            self._refuse_merge([DefaultGraph()])
        named: list[Place] = [*self._names()] if target in (NAMED, ALL) else []
        if target in (DEFAULT, ALL):
            return [*named, DefaultGraph()]
        return named if target == NAMED else [NamedNode(target)]

    def _create(self, graph: NamedNode, silent: bool) -> None:
        if self._quads(graph) and not silent:
            raise ChangeRefused(f"the graph {graph.value} is there already")

    def _transfer(self, operation: Transfer) -> None:
        source, target = _place(operation.source), _place(operation.target)
        self._refuse_merge([target])
        if operation.verb == "MOVE":
            self._refuse_merge([source])
        if source == target:
            return
        found = self._quads(source)
        if not found and isinstance(source, NamedNode):
            if operation.silent:
                return
            raise ChangeRefused(f"there is no graph {source.value}")
        if operation.verb != "ADD":
            self._apply(self._quads(target), ())
        self._apply(found if operation.verb == "MOVE" else (), (_moved(quad, target) for quad in found))

    def _load(self, operation: Load, path: str | None) -> None:
        # SILENT lets an operation fail and the update go on, also where it would write to a merge.
        if operation.silent and (path is None or (self.ground.merge and operation.graph == DEFAULT)):
            return
        place = _place(operation.graph)
        self._refuse_merge([place])
        if path is None:
            raise LoadRefused
        triples = parse(path=path, format=RdfFormat.N_TRIPLES, rename_blank_nodes=True)
        found = {Quad(quad.subject, quad.predicate, quad.object, place) for quad in triples}
        self._apply((), named_nodes(found, self.ground.base) if self.ground.merge else found)

    # --- quads for solutions

    def _change(self, change: Change) -> None:
        default = NamedNode(change.within) if change.within else DefaultGraph()
        deleted, inserted = (
            Template.read(text or "", default, self.ground.base) for text in (change.deleted, change.inserted)
        )
        # Before WHERE is evaluated: it may take long.
        self._refuse_merge([*deleted.places, *inserted.places])
        rows = self._rows(change, distinct=not inserted.blank)
        gone = {quad for row in rows for quad in deleted.filled(row, self._known)}
        nodes = self._skolem if self.ground.merge else BlankNode
        come = {quad for row in rows for quad in inserted.filled(row, self._known, nodes)}
        self._apply(gone, come)

    def _rows(self, change: Change, *, distinct: bool) -> list[Row]:
        """Give the solutions of WHERE, of the variables that templates have; one without any where there is none."""
        if change.pattern is None:
            return [{}]
        chosen = " ".join(f"?{name}" for name in change.variables) or "(1 AS ?counterclaim_one)"
        text = f"{change.prologue}SELECT {'DISTINCT ' if distinct else ''}{chosen} WHERE {change.pattern}"
        try:
            with engine_errors():
                solutions = cast(QuerySolutions, self._asked(change, guarded(text, self.ground.base)))
                return [
                    {name: term for name in change.variables if (term := solution[name]) is not None}
                    for solution in solutions
                ]
        except SyntaxError as error:
            raise diagnose(text, self.ground.base) from error

    def _asked(self, change: Change, text: str) -> object:
        store = self._current()
        base = self.ground.base
        if using := change.using:
            merged, named = copied(store, using)
            return merged.query(text, base_iri=base, default_graph=DefaultGraph(), named_graphs=list(named))
        default = NamedNode(change.within) if change.within else DefaultGraph()
        named_graphs = self._visible(store)
        return store.query(text, base_iri=base, default_graph=default, named_graphs=named_graphs)

    def _visible(self, store: Store) -> list[NamedNode | BlankNode] | None:
        """Give the named graphs that a query sees, where that is not all: a plain store keeps its records apart."""
        return None if self.ground.merge else [*visible(store, self.ground.base)]

    def _current(self) -> Store:
        """Give a store in which all is done that was carried out so far."""
        if self.copy is None and (self.added or self.removed):
            self.copy = self.stack.enter_context(self.ground.copying())
            _write(self.copy, self.removed, self.added, merge=self.ground.merge)
        return self.ground.graphs if self.copy is None else self.copy

    def _known(self, term: Term) -> Term:
        """Give the term of a solution as it is stored: in a merge, what the query made a blank node is an IRI."""
        if not self.ground.merge or not isinstance(term, BlankNode):
            return term
        return self.skolems.setdefault(term.value, self._skolem())

    def _skolem(self) -> NamedNode:
        return NamedNode(f"{self.ground.base}genid/{uuid4().hex}")


def _place(name: str) -> Place:
    return DefaultGraph() if name == DEFAULT else NamedNode(name)


def _moved(quad: Quad, place: Place) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, place)


def _write(store: Store, gone: Iterable[Quad], come: Iterable[Quad], *, merge: bool) -> None:
    """Remove and add quads, and keep the merge."""
    come = list(come)
    left = list(gone)
    for quad in left:
        store.remove(quad)
    store.extend(come)
    if merge:
        store.extend(placed(quad.triple) for quad in come)
        for quad in left:
            if next(holders(store, quad.triple), None) is None:
                store.remove(placed(quad.triple))
