"""Asks a store on which graphs each row of a query rests.

In the support store each triple stands once, in a graph named by the set of graphs that hold it: so the rewritten
query has as many solutions as the plain one, and each names the holders of its triples. A query that looks into
named graphs itself (GRAPH) is asked of the dataset, where a triple has a solution for each of its holders.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store, Triple, Variable

from queries import algebra
from queries.algebra import nodes as a
from queries.algebra.scope import variables_in_scope
from queries.errors import NotSupported
from queries.evaluation import engine_errors
from queries.rewriting import Rewriting
from queries.scoping import bound_surely, takes_values
from queries.selects import Keyed
from queries.walks import Walks
from queries.witnesses import BOUND, Graphs, Witnesses, of_row, of_solution
from store.support import SET_PREFIX, members

Term = NamedNode | BlankNode | Literal | Triple
Row = tuple[Term | None, ...]

_BATCH = 500
"""The rows that one query asks for, where LIMIT or OFFSET leaves others out."""

_ENOUGH = 10 * BOUND
"""The solutions with different holders that are looked at for one row."""


class Rest(NamedTuple):
    """What one solution rests on: sets by their names, of each of which it takes one graph, and graphs for certain."""

    sets: frozenset[str]
    graphs: Graphs = frozenset()
    nodes: frozenset[Term] = frozenset()
    """Nodes that stand in some triple: a path of no steps leads from each of them to itself."""


@dataclass(frozen=True, slots=True)
class Stores:
    """Where a query is asked: the dataset, its support store, and the graphs that are given and never named."""

    graphs: Store
    support: Store
    given: frozenset[str]


@dataclass(slots=True)
class Tracer:
    """Traces one query; what was found out is remembered for the next rows."""

    stores: Stores
    query: a.Query
    over_support: bool
    negation: bool = False
    """Whether something was left out that a row does not rest on: by MINUS, NOT EXISTS, or an OPTIONAL in vain."""
    walked: bool = False
    """Whether a path was followed by one shortest walk alone."""
    _walks: Walks = field(init=False)
    _members: dict[str, Graphs] = field(default_factory=dict)
    _solutions: dict[Rest, Witnesses] = field(default_factory=dict)
    _sums: dict[Keyed, Mapping[Row, Graphs]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._walks = Walks(self.stores.support)

    def witnesses(
        self, pattern: a.Pattern, variables: Sequence[Variable], rows: Collection[Row], *, cut: bool
    ) -> dict[Row, Witnesses]:
        """Give the witnesses of each different row; only these rows are asked for where the query cuts others off."""
        rewriting = Rewriting.of(self.query, over_support=self.over_support)
        positive = rewriting.positive(pattern)
        found: dict[Row, set[Rest]] = {row: set() for row in rows}
        # Only what has a value in every solution: VALUES would give one to what has none on one side of a UNION.
        handed = [name for name in variables if name in bound_surely(pattern)] if cut and takes_values(pattern) else []
        for batch in _batches(self._handed(variables, handed, found)) if handed else (None,):
            asked = positive if batch is None else a.Join(_values(handed, batch), positive)
            self._collect(asked, variables, rewriting, found)
        self.negation = self.negation or rewriting.excludes
        if rewriting.handed and not all(found.values()):
            # The engine hands values into EXISTS by rules of its own where VALUES or BIND is in it.
            raise NotSupported("EXISTS", "provenance of this EXISTS is not supported: leave VALUES and BIND out of it")
        return {row: self._of_row(rests) for row, rests in found.items()}

    def sums(self, keyed: Keyed, rows: Collection[Row] | None = None) -> Mapping[Row, Graphs]:
        """Give for each group by its keys the union of the minimal witnesses of its solutions."""
        rewriting = Rewriting.of(self.query, over_support=self.over_support)
        rewriting.taken |= {node.value for node in algebra.walk(keyed.grouped) if isinstance(node, Variable)}
        positive = rewriting.positive(keyed.grouped)
        # A solution counts once, however many ways a path has between its ends; mostly there is but one.
        told = (*variables_in_scope(keyed.grouped), *rewriting.apart) if rewriting.chooses else ()
        apart = tuple(dict.fromkeys(told))
        width = len(keyed.keys)
        found: defaultdict[Row, dict[Hashable, list[Rest]]] = defaultdict(dict)
        for row, rest in self._rests(positive, (*keyed.keys, *apart), rewriting):
            key = row[:width]
            if rows is None or key in rows:
                found[key].setdefault(row if apart else rest, []).append(rest)
        self.negation = self.negation or rewriting.excludes
        return {row: self._union(solutions.values()) for row, solutions in found.items()}

    @staticmethod
    def _handed(variables: Sequence[Variable], handed: Sequence[Variable], rows: Iterable[Row]) -> list[Row]:
        """Give what rows have of some of their variables, each combination once."""
        places = [variables.index(name) for name in handed]
        return list(dict.fromkeys(tuple(row[place] for place in places) for row in rows))

    def _collect(
        self, pattern: a.Pattern, variables: Sequence[Variable], rewriting: Rewriting, found: Mapping[Row, set[Rest]]
    ) -> None:
        """Note for each row what its solutions rest on, each different way once."""
        full = 0
        for row, rest in self._rests(pattern, variables, rewriting):
            rests = found.get(row)
            if rests is None or len(rests) == _ENOUGH:
                continue
            rests.add(rest)
            full += len(rests) == _ENOUGH
            if full == len(found):
                return

    def _rests(
        self, pattern: a.Pattern, variables: Sequence[Variable], rewriting: Rewriting
    ) -> Iterator[tuple[Row, Rest]]:
        names = tuple(dict.fromkeys([*variables, *rewriting.variables]))
        place = {name: number for number, name in enumerate(names)}
        row, holders = ([place[name] for name in each] for each in (variables, rewriting.holders))
        optionals = [(place[tried], place[found]) for tried, found in rewriting.optionals]
        beyond = bool(rewriting.walks or rewriting.groups)
        text = algebra.write(a.Select(a.Distinct(a.Project(pattern, names)), base=self.query.base))
        store = self.stores.support if self.over_support else self.stores.graphs
        with engine_errors():
            found = store.query(text, use_default_graph_as_union=self.over_support)
            for solution in cast(QuerySolutions, found):
                terms = tuple(solution)
                sets = frozenset([term.value for at in holders if isinstance(term := terms[at], NamedNode)])
                if optionals and not self.negation:
                    self.negation = any(terms[tried] and not terms[found] for tried, found in optionals)
                rest = self._beyond(dict(zip(names, terms, strict=True)), sets, rewriting) if beyond else Rest(sets)
                if rest is not None:
                    yield tuple([terms[at] for at in row]), rest

    def _beyond(self, bound: Mapping[Variable, Term | None], sets: frozenset[str], rewriting: Rewriting) -> Rest | None:
        """Add what a solution rests on beyond the triples that the query names one by one; None if it is none."""
        taken, nodes = set(sets), set[Term]()
        for walk in rewriting.walks:
            start, end = (bound[each] if isinstance(each, Variable) else each for each in (walk.start, walk.end))
            if bound[walk.taken] is None or start is None or end is None:
                continue
            if walked := self._walks.shortest(walk.path, start, end):
                self.walked = self.walked or walk.far
                taken.update(walked)
            elif self._walks.holding(start):
                nodes.add(start)
            else:
                return None  # the name of a set, which the support store alone knows
        graphs: Graphs = frozenset()
        for summed in (each for each in rewriting.groups if bound[each.taken] is not None):
            graphs |= self._sum(summed.keyed).get(tuple(bound[key] for key in summed.keys), frozenset())
        return Rest(frozenset(taken), graphs, frozenset(nodes))

    def _sum(self, keyed: Keyed) -> Mapping[Row, Graphs]:
        if keyed not in self._sums:
            self._sums[keyed] = self.sums(keyed)
        return self._sums[keyed]

    def _union(self, solutions: Iterable[Sequence[Rest]]) -> Graphs:
        """Unite the minimal witnesses of solutions, each of which may rest on this or that."""
        united: set[str] = set()
        for rests in solutions:
            known = [self._of_solution(rest) for rest in rests]
            for graphs in (known[0] if len(known) == 1 else of_row(known)).sets:
                united |= graphs
        return frozenset(united)

    def _of_row(self, rests: Collection[Rest]) -> Witnesses:
        found = of_row(map(self._of_solution, rests))
        enough = len(rests) == _ENOUGH and found.sets != (frozenset(),)
        return Witnesses(found.sets, found.partial or enough)

    def _of_solution(self, rest: Rest) -> Witnesses:
        if (known := self._solutions.get(rest)) is None:
            holders = (*map(self._held_by, rest.sets), *map(self._holding, rest.nodes))
            held = {graphs for graphs in holders if graphs}
            if all(len(graphs) == 1 for graphs in held):
                # What one graph alone holds needs no search; most solutions have nothing else.
                known = Witnesses((rest.graphs.union(*held),))
            else:
                known = of_solution((*held, *(frozenset([graph]) for graph in rest.graphs)))
            self._solutions[rest] = known
        return known

    def _holding(self, node: Term) -> Graphs:
        """Give the graphs in which a node is a subject or an object; none where a given graph is one."""
        graphs = [self._held_by(name) for name in self._walks.holding(node)]
        return frozenset().union(*graphs) if all(graphs) else frozenset()

    def _held_by(self, name: str) -> Graphs:
        """Give the members of a set; none where a given graph is one, since then nothing else is needed."""
        if (known := self._members.get(name)) is None:
            # A graph alone is its own set: most names are, and to ask for each would be most of the time.
            graphs = frozenset([name])
            if name.startswith(SET_PREFIX):
                graphs = frozenset(graph.value for graph in members(self.stores.support, NamedNode(name)))
            known = self._members[name] = frozenset() if graphs & self.stores.given else graphs
        return known


def _batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


def _values(variables: Sequence[Variable], rows: Sequence[Row]) -> a.Values:
    """Give rows as data; a blank node cannot be asked for by name, and is picked out afterwards."""
    askable = (NamedNode, Literal)
    return a.Values(
        tuple(variables), tuple(tuple(term if isinstance(term, askable) else None for term in row) for row in rows)
    )
