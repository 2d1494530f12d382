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

from pyoxigraph import QuerySolutions, Store, Variable

from queries.algebra import nodes as a
from queries.errors import NotSupported
from queries.evaluation import engine_errors
from queries.holders import Holders
from queries.narrowing import Narrowed
from queries.questions import Question, Questions
from queries.rewriting import Rewriting
from queries.scoping import bound_surely, takes_values
from queries.selects import Keyed
from queries.solutions import Row, Term, rows, take_lines, terms
from queries.walks import Walks
from queries.witnesses import BOUND, Graphs, Witnesses, of_row, of_solution
from store.support import SET_PREFIX

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
    within: Narrowed | None = None
    """The scope within which they are asked, if there is one."""


@dataclass(slots=True)
class Tracer:
    """Traces one query; what was found out is remembered for the next rows."""

    stores: Stores
    questions: Questions
    negation: bool = False
    """Whether something was left out that a row does not rest on: by MINUS, NOT EXISTS, or an OPTIONAL in vain."""
    walked: bool = False
    """Whether a path was followed by one shortest walk alone."""
    _walks: Walks = field(init=False)
    _holders: Holders = field(init=False)
    _terms: dict[str, Term | None] = field(default_factory=dict)
    _solutions: dict[Rest, Witnesses] = field(default_factory=dict)
    _sums: dict[Keyed, Mapping[Row, Graphs]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._walks = Walks(self.stores.support)
        within = self.stores.within
        self._holders = Holders(self.stores.support, self.stores.given, within.names if within else None)

    def witnesses(
        self, pattern: a.Pattern, variables: tuple[Variable, ...], wanted: Collection[Row], *, cut: bool
    ) -> dict[Row, Witnesses]:
        """Give the witnesses of each different row; only these rows are asked for where the query cuts others off."""
        question = self.questions.of_rows(pattern, variables)
        found: dict[Row, set[Rest]] = {row: set() for row in wanted}
        # Only what has a value in every solution: VALUES would give one to what has none on one side of a UNION.
        handed = [name for name in variables if name in bound_surely(pattern)] if cut and takes_values(pattern) else []
        texts = self._handing(question, handed, list(found)) if handed else (question.text,)
        for text in texts:
            self._collect(text, question, found)
        self.negation = self.negation or question.rewriting.excludes
        if question.rewriting.handed and not all(found.values()):
            # The engine hands values into EXISTS by rules of its own where VALUES or BIND is in it.
            raise NotSupported("EXISTS", "provenance of this EXISTS is not supported: leave VALUES and BIND out of it")
        self._expect(rest for rests in found.values() for rest in rests)
        return {row: self._of_row(rests) for row, rests in found.items()}

    def sums(self, keyed: Keyed, groups: Collection[Row] | None = None) -> Mapping[Row, Graphs]:
        """Give for each group by its keys the union of the minimal witnesses of its solutions."""
        question = self.questions.of_sums(keyed)
        self.negation = self.negation or question.rewriting.excludes
        width = len(keyed.keys)
        if question.grouped:
            return {
                row[:width]: self._united(row[width][1:-1])
                for row in rows(self._answer(question.text))
                if groups is None or row[:width] in groups
            }
        found: defaultdict[Row, dict[Hashable, list[Rest]]] = defaultdict(dict)
        known: dict[Row, Rest | None] = {}

        def take(lines: list[str]) -> bool:
            for row, rest in self._rests(lines, question, known):
                if groups is None or row[:width] in groups:
                    found[row[:width]].setdefault(row if len(row) > width else rest, []).append(rest)
            return False

        with engine_errors():
            take_lines(self._answer(question.text), take)
        self._expect(rest for rest in known.values() if rest)
        return {row: self._union(solutions.values()) for row, solutions in found.items()}

    def _expect(self, rests: Iterable[Rest]) -> None:
        self._holders.expect(name for rest in rests for name in rest.sets if name.startswith(SET_PREFIX))

    def _handing(self, question: Question, handed: Sequence[Variable], found: Sequence[Row]) -> Iterator[str]:
        """Ask for some rows at a time, by what they have of some of their variables, each combination once."""
        places = [question.row.index(name) for name in handed]
        wanted = list(dict.fromkeys(tuple(row[place] for place in places) for row in found))
        for start in range(0, len(wanted), _BATCH):
            yield self.questions.handing(question, handed, wanted[start : start + _BATCH])

    def _collect(self, text: str, question: Question, found: Mapping[Row, set[Rest]]) -> None:
        """Note for each row what its solutions rest on, each different way once."""
        full = 0
        known: dict[Row, Rest | None] = {}

        def take(lines: list[str]) -> bool:
            nonlocal full
            for row, rest in self._rests(lines, question, known):
                rests = found.get(row)
                if rests is None or len(rests) == _ENOUGH:
                    continue
                rests.add(rest)
                full += len(rests) == _ENOUGH
            return full == len(found)

        with engine_errors():
            take_lines(self._answer(text), take)

    def plain(self, text: str) -> QuerySolutions:
        """Ask for solutions as they are, without what they rest on."""
        if self.stores.within:
            return self._answer(text)
        with engine_errors():
            return cast(QuerySolutions, self.stores.graphs.query(text))

    def _answer(self, text: str) -> QuerySolutions:
        over_support, within = self.questions.over_support, self.stores.within
        store = self.stores.support if over_support else self.stores.graphs
        functions = within.functions if within else None
        with engine_errors():
            found = store.query(text, use_default_graph_as_union=over_support, custom_functions=functions)
            return cast(QuerySolutions, found)

    def _rests(
        self, lines: Iterable[str], question: Question, known: dict[Row, Rest | None]
    ) -> Iterator[tuple[Row, Rest]]:
        """Read what solutions rest on; what reads the same is the same."""
        width, names = len(question.row), len(question.names)
        # A walk may have its ends, and a group its keys, in the row.
        first = 0 if question.rewriting.walks or question.rewriting.groups else width
        for line in lines:
            cells = tuple(line.split("\t"))
            told = cells[first:names]
            if told not in known:
                known[told] = self._rest(cells, question)
            if (rest := known[told]) is not None:
                yield cells[:width], rest

    def _rest(self, cells: Row, question: Question) -> Rest | None:
        """Read what a solution rests on; None if it is none."""
        sets = frozenset([cell[1:-1] for at in question.holders if (cell := cells[at])])
        if question.optionals and not self.negation:
            self.negation = any(cells[tried] and not cells[found] for tried, found in question.optionals)
        if question.rewriting.walks or question.rewriting.groups:
            return self._beyond(dict(zip(question.names, cells, strict=False)), sets, question.rewriting)
        return Rest(sets)

    def _beyond(self, bound: Mapping[Variable, str], sets: frozenset[str], rewriting: Rewriting) -> Rest | None:
        """Add what a solution rests on beyond the triples that the query names one by one; None if it is none."""
        taken, nodes = set(sets), set[Term]()
        for walk in rewriting.walks:
            ends = (self._term(bound[each]) if isinstance(each, Variable) else each for each in (walk.start, walk.end))
            start, end = ends
            if not bound[walk.taken] or start is None or end is None:
                continue
            if walked := self._walks.shortest(walk.path, start, end):
                self.walked = self.walked or walk.far
                taken.update(walked)
            elif self._walks.holding(start):
                nodes.add(start)
            else:
                return None  # the name of a set, which the support store alone knows
        graphs: Graphs = frozenset()
        for summed in (each for each in rewriting.groups if bound[each.taken]):
            graphs |= self._sum(summed.keyed).get(tuple(bound[key] for key in summed.keys), frozenset())
        return Rest(frozenset(taken), graphs, frozenset(nodes))

    def _term(self, cell: str) -> Term | None:
        if cell not in self._terms:
            (self._terms[cell],) = terms([cell])
        return self._terms[cell]

    def _sum(self, keyed: Keyed) -> Mapping[Row, Graphs]:
        if keyed not in self._sums:
            self._sums[keyed] = self.sums(keyed)
        return self._sums[keyed]

    def _united(self, ways: str) -> Graphs:
        """Unite what solutions rest on, each of which takes a graph of each set of its way."""
        if SET_PREFIX not in ways:
            # What one graph alone holds needs no choice.
            return frozenset(ways.replace("|", " ").split(" ")).difference(self.stores.given, ("",))
        return self._union([Rest(frozenset(way.split(" ")).difference(("",)))] for way in ways.split("|"))

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
        return Witnesses(found.sets, truncated=True) if enough else found

    def _of_solution(self, rest: Rest) -> Witnesses:
        if (known := self._solutions.get(rest)) is None:
            held = [graphs for name in rest.sets if (graphs := self._holders.of(name))]
            held += [graphs for node in rest.nodes if (graphs := self._holding(node))]
            # What one graph alone holds needs no choice, nor what that graph holds too; most solutions have no more.
            needed = rest.graphs.union(*[graphs for graphs in held if len(graphs) == 1])
            others = {graphs for graphs in held if graphs.isdisjoint(needed)}
            if others:
                known = of_solution((*others, *(frozenset([graph]) for graph in needed)))
            else:
                known = Witnesses((needed,))
            self._solutions[rest] = known
        return known

    def _holding(self, node: Term) -> Graphs:
        """Give the graphs in which a node is a subject or an object; none where a given graph is one."""
        graphs = [self._holders.of(name) for name in self._walks.holding(node)]
        return frozenset().union(*graphs) if all(graphs) else frozenset()
