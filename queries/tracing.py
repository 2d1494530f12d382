"""Asks a store on which graphs each row of a query rests.

In the support store each triple stands once, in a graph named by the set of graphs that hold it: so the rewritten
query has as many solutions as the plain one, and each names the holders of its triples. A query that looks into
named graphs itself (GRAPH) is asked of the dataset, where a triple has a solution for each of its holders.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from pyoxigraph import NamedNode, QuerySolutions, Store, Variable

from queries.algebra import nodes as a
from queries.collecting import Collected, Way
from queries.errors import NotSupported
from queries.evaluation import engine_errors
from queries.full_bytes import guarded
from queries.holders import SETS, Holders
from queries.narrowing import Narrowed
from queries.questions import Question, Questions
from queries.rewriting import Rewriting
from queries.scoping import bound_surely, takes_values
from queries.selects import Keyed
from queries.solutions import Row, Term, cells, joined, rows, take_rows, terms
from queries.walks import Walks
from queries.witnesses import BOUND, Graphs, Witness, Witnesses, of_row, of_solution

_BATCH = 500
"""The rows that one query asks for, where LIMIT or OFFSET leaves others out."""

_ENOUGH = 10 * BOUND
"""The solutions with different holders that are looked at for one row."""


NONE: Graphs = frozenset()
"""No graphs."""


class Rest(NamedTuple):
    """What one solution rests on: sets by their names, of each of which it takes one graph, and graphs for certain."""

    sets: frozenset[str]
    graphs: Graphs = NONE
    nodes: frozenset[Term] = frozenset()
    """Nodes that stand in some triple: a path of no steps leads from each of them to itself."""


Ways = tuple[Witness, ...]
"""The witnesses of one solution."""

Found = dict[Row, Ways | set[Witness]]
"""Those of each row's solutions; most rows have one, and so many rows need no set each."""


@dataclass(frozen=True, slots=True)
class Stores:
    """Where a query is asked: the dataset, its support store, and the graphs that are given and never named."""

    graphs: Store
    support: Store
    base: str
    given: frozenset[str]
    within: Narrowed | None = None
    """The scope within which they are asked, if there is one."""


@dataclass(slots=True)
class Tracer:
    """Traces one query; what was found out is remembered for the next rows."""

    stores: Stores
    questions: Questions
    may_read: Callable[[Iterable[NamedNode]], bool] = lambda _: False
    """Whether to read all triples of these properties takes no longer than the plain query did."""
    negation: bool = False
    """Whether something was left out that a row does not rest on: by MINUS, NOT EXISTS, or an OPTIONAL in vain."""
    walked: bool = False
    """Whether a path was followed by one shortest walk alone."""
    truncated: bool = False
    """Whether some solution has more witnesses than were looked for."""
    _walks: Walks = field(init=False)
    _holders: Holders = field(init=False)
    _terms: dict[str, Term | None] = field(default_factory=dict)
    _known: dict[Rest, Ways] = field(default_factory=dict)
    _sums: dict[Keyed, Mapping[Row, Graphs]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._walks = Walks(self.stores.support)
        within = self.stores.within
        self._holders = Holders(
            self.stores.support, self.stores.base, self.stores.given, within.names if within else None
        )

    def witnesses(
        self, pattern: a.Pattern, variables: tuple[Variable, ...], wanted: Collection[Row], *, cut: bool, distinct: bool
    ) -> dict[Row, Witnesses]:
        """Give the witnesses of each different row.

        Where the query cuts others off, only these rows are asked for; where they are told apart by DISTINCT, the
        engine puts together what a row rests on: there are many solutions for a row.
        """
        question = self.questions.of_rows(pattern, variables, grouped=distinct and not cut)
        found: Found = dict.fromkeys(wanted, ())
        # Only what has a value in every solution: VALUES would give one to what has none on one side of a UNION.
        handed = [name for name in variables if name in bound_surely(pattern)] if cut and takes_values(pattern) else []
        if question.grouped:
            self._collect_groups(question, found)
        else:
            for text in self._handing(question, handed, wanted) if handed else (question.text,):
                self._collect(text, question, found)
        self.negation = self.negation or question.rewriting.excludes
        if question.rewriting.handed and not all(found.values()):
            # The engine hands values on by rules of its own: it saw something in an EXISTS that LATERAL does not.
            raise NotSupported("EXISTS", "provenance of this EXISTS is not supported: say it as a pattern of its own")
        return _of_rows(found)

    def whole(self, question: Question) -> tuple[list[Row], dict[Row, Witnesses]]:
        """Give the rows of the query, in order and as often as it has them, and the witnesses of each."""
        self.negation = self.negation or question.rewriting.excludes
        if question.summed:
            return self._whole_of_sums(question)
        order, found = list[Row](), Found()
        if question.grouped:
            collected = Collected(None if self.questions.over_support else self._named)
            for row, group, always in self._groups(question, collected):
                order.append(row)
                ways = self._of_group(collected, group, always)
                found[row] = {*found[row], *ways} if row in found else ways
        else:
            self._collect(question.text, question, found, order)
        return order, _of_rows(found)

    def _whole_of_sums(self, question: Question) -> tuple[list[Row], dict[Row, Witnesses]]:
        groups, order = defaultdict[Row, list[Graphs]](list), list[Row]()
        for row, graphs in self._sums_of_groups(question):
            order.append(row)
            groups[row].append(graphs)
        return order, {row: self.united(sums) for row, sums in groups.items()}

    def united(self, sums: Collection[Graphs]) -> Witnesses:
        """Give the witnesses of a row that several groups may have: of each group one, if none has less."""
        if len(sums) == 1:
            (graphs,) = sums
            return Witnesses((self._holders.first(graphs, BOUND),), size=len(graphs))
        return of_row(tuple(sorted(self._holders.graphs(graphs))) for graphs in sums)

    def sums(self, keyed: Keyed, groups: Collection[Row] | None = None) -> Mapping[Row, Graphs]:
        """Give for each group by its keys the union of the minimal witnesses of its solutions, as cells."""
        question = self.questions.of_sums(keyed)
        self.negation = self.negation or question.rewriting.excludes
        summed = self._sums_of_groups(question) if question.grouped else self._sums_of_solutions(question, keyed.keys)
        return {key: graphs for key, graphs in summed if groups is None or key in groups}

    def _sums_of_groups(self, question: Question) -> Iterator[tuple[Row, Graphs]]:
        collected = Collected(None if self.questions.over_support else self._named)
        for key, group, always in self._groups(question, collected):
            yield key, self._sum_of_group(collected, group, always)

    def _sum_of_group(self, collected: Collected, group: str, always: Collection[str]) -> Graphs:
        names = collected.names(group)
        names.update(always)
        if self._holders.has_several(names):
            every = (graph for witness in self._witnesses(collected.ways(group), always) for graph in witness)
            return frozenset(map(self._holders.cell, every))
        # What one graph alone holds needs no choice.
        return frozenset(names.difference(self._holders.given, ("",)))

    def _groups(self, question: Question, collected: Collected) -> Iterator[tuple[Row, str, list[str]]]:
        """Yield each row with the number of what its solutions rest on, and with what holds all of them."""
        first, end = question.before, len(question.names) - question.always
        last = first + len(question.row)
        text = question.by_hash if question.by_hash and self.may_read(question.read) else question.text
        with engine_errors():
            lines = rows(self._asked(text, collected))
        self._holders.look_up(SETS.findall("\n".join(lines)))
        for line in lines:
            told = cells(line)
            self.negation = self.negation or (first > 1 and told[1] == "true")
            yield joined(told[first:last]), told[0], list(map(self._named, told[end:]))

    def _witnesses(self, ways: Iterable[Way], always: Collection[str]) -> Iterator[Witness]:
        every = [{*way, *always} for way in ways]
        self._holders.look_up(SETS.findall("\n".join(name for names in every for name in names)))
        for names in every:
            yield from self._ways(names)

    def _of_group(self, collected: Collected, group: str, always: Collection[str]) -> Ways | set[Witness]:
        """Give the witnesses of the solutions of a group; where each is a graph by itself, in order."""
        holders = self._holders
        names = collected.alone(group)
        if names and all(map(holders.are_several, always)) and not holders.has_several(names):
            # The commonest by far: each solution has a graph that holds all of it.
            several = (graphs for graphs in map(holders.of, always) if graphs)
            if names.isdisjoint(holders.given) and len(names) <= BOUND and all(map(names.issubset, several)):
                return tuple((graph,) for graph in sorted(holders.graphs(names)))
        return set(self._witnesses(collected.ways(group), always))

    def _sums_of_solutions(self, question: Question, keys: Sequence[Variable]) -> Iterator[tuple[Row, Graphs]]:
        # A solution that may come several times has its witnesses from all of them.
        solutions: defaultdict[Row, set[Witness]] = defaultdict(set)
        united: defaultdict[Row, set[str]] = defaultdict(set)
        cell = self._holders.cell
        apart = question.rewriting.chooses

        def take(found: Ways, row: Row) -> bool:
            if apart:
                solutions[row].update(found)
            else:
                united[row].update(*found)
            return False

        self._each(question.text, question, take)
        for row, witnesses in solutions.items():
            united[joined(cells(row)[: len(keys)])].update(*of_row(witnesses).sets)
        yield from ((key, frozenset(map(cell, graphs))) for key, graphs in united.items())

    def _handing(self, question: Question, handed: Sequence[Variable], found: Iterable[Row]) -> Iterator[str]:
        """Ask for some rows at a time, by what they have of some of their variables, each combination once."""
        places = [question.row.index(name) for name in handed]
        wanted = list(dict.fromkeys(tuple(cells(row)[place] for place in places) for row in found))
        for start in range(0, len(wanted), _BATCH):
            yield self.questions.handing(question, handed, wanted[start : start + _BATCH])

    def _collect_groups(self, question: Question, found: Found) -> None:
        """Note for each row what its solutions rest on."""
        collected = Collected(None if self.questions.over_support else self._named)
        for row, group, always in self._groups(question, collected):
            if row in found:
                ways = self._of_group(collected, group, always)
                found[row] = {*found[row], *ways} if found[row] else ways

    def _collect(self, text: str, question: Question, found: Found, order: list[Row] | None = None) -> None:
        """Note for each row what its solutions rest on, each different way once; in `order`, each row as it comes."""
        full = 0

        def take(ways: Ways, row: Row) -> bool:
            nonlocal full
            witnesses = found.get(row)
            if order is not None:
                order.append(row)
            if witnesses == () or (witnesses is None and order is not None):
                found[row] = ways
            elif witnesses is not None and witnesses is not ways and len(witnesses) < _ENOUGH:
                witnesses = found[row] = set(witnesses) if isinstance(witnesses, tuple) else witnesses
                witnesses.update(ways)
                if len(witnesses) >= _ENOUGH:
                    full += 1
                    self.truncated = self.truncated or () not in witnesses
            return order is None and full == len(found)

        self._each(text, question, take)

    def _each(self, text: str, question: Question, take: Callable[[Ways, Row], bool]) -> None:
        """Hand over each solution's witnesses and row, until `take` says that it has enough."""
        known = dict[str, Ways | None]()
        beyond = bool(question.rewriting.walks or question.rewriting.groups)
        width, holders = question.told, self._holders
        plainly = len(question.holders) == width and self.questions.over_support

        def read(lines: list[Row]) -> bool:
            holders.look_up(SETS.findall("\t".join(lines)))
            for line in lines:
                told = line.split("\t", width)
                row = told.pop() if question.row else ""
                if plainly:
                    names = {*told}
                    names.discard("")
                    if len(names) == 1 and holders.are_claim(name := names.pop()):
                        # The commonest by far, and soonest done.
                        if take(((holders.graph(name),),), row):
                            return True
                        continue
                # A walk may have its ends, and a group its keys, in the row.
                key = line if beyond else line[: len(line) - len(row)]
                if key not in known:
                    known[key] = self._solution(cells(line) if beyond else told, question, beyond=beyond)
                if (ways := known[key]) is not None and take(ways, row):
                    return True
            return False

        with engine_errors():
            take_rows(self._asked(text), read)

    def plain(self, text: str) -> QuerySolutions:
        """Ask for solutions as they are, without what they rest on."""
        if self.stores.within:
            return self._asked(text)
        with engine_errors():
            return cast(QuerySolutions, self.stores.graphs.query(text))

    def _asked(self, text: str, collected: Collected | None = None) -> QuerySolutions:
        over_support, within = self.questions.over_support, self.stores.within
        store = self.stores.support if over_support else self.stores.graphs
        functions = {**(within.functions if within else {}), **(collected.functions if collected else {})}
        with engine_errors():
            found = store.query(
                guarded(text),
                use_default_graph_as_union=over_support,
                custom_functions=functions or None,
                custom_aggregate_functions=collected.aggregates if collected else None,
            )
            return cast(QuerySolutions, found)

    def _solution(self, told: list[str], question: Question, *, beyond: bool) -> Ways | None:
        """Give the witnesses of a solution; None if it is none."""
        sets = {self._named(told[at]) for at in question.holders}
        if question.optionals and not self.negation:
            self.negation = any(told[tried] and not told[found] for tried, found in question.optionals)
        if not beyond:
            return self._ways(sets)
        rest = self._beyond(dict(zip(question.names, told, strict=True)), sets, question.rewriting)
        return None if rest is None else self._ways(*rest)

    def _named(self, cell: str) -> str:
        """Give the name that the support store has, or would have, for what stands in a cell."""
        return cell if self.questions.over_support else self._holders.named(cell, sets=self.questions.told_apart)

    def _beyond(self, bound: Mapping[Variable, str], sets: set[str], rewriting: Rewriting) -> Rest | None:
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
        graphs = NONE
        for summed in (each for each in rewriting.groups if bound[each.taken]):
            graphs |= self._sum(summed.keyed).get(joined(bound[key] for key in summed.keys), frozenset())
        return Rest(frozenset(taken), graphs, frozenset(nodes))

    def _term(self, cell: str) -> Term | None:
        if cell not in self._terms:
            (self._terms[cell],) = terms([cell])
        return self._terms[cell]

    def _sum(self, keyed: Keyed) -> Mapping[Row, Graphs]:
        if keyed not in self._sums:
            self._sums[keyed] = self.sums(keyed)
        return self._sums[keyed]

    def _ways(self, sets: Collection[str], graphs: Graphs = NONE, nodes: frozenset[Term] = frozenset()) -> Ways:
        """Give the witnesses of what rests on this; a set without a name is none."""
        holders = self._holders
        alone, several = set[str](), [self._holding(node) for node in nodes]
        for name in sets:
            if holders.are_several(name):
                several.append(holders.of(name))
            elif name and name not in holders.given:
                alone.add(name)
        # What one graph alone holds needs no choice, nor what that graph holds too; most solutions have no more.
        alone.update(graphs)
        if not several or all(not each or not each.isdisjoint(alone) for each in several):
            if len(alone) == 1:
                return ((holders.graph(*alone),),)
            return (tuple(sorted(holders.graphs(alone))),)
        rest = Rest(frozenset(sets), graphs, nodes)
        if (known := self._known.get(rest)) is None:
            needed = (frozenset([graph]) for graph in alone)
            found = of_solution(frozenset(holders.graphs(each)) for each in (*several, *needed) if each)
            self.truncated = self.truncated or found.truncated
            known = self._known[rest] = found.sets
        return known

    def _holding(self, node: Term) -> Graphs:
        """Give the graphs in which a node is a subject or an object; none where a given graph is one."""
        graphs = [self._holders.of(name) for name in self._walks.holding(node)]
        # As cells: a given graph leaves none of a set.
        return frozenset().union(*graphs) if all(graphs) else frozenset()


def _of_rows(found: Found) -> dict[Row, Witnesses]:
    # Those of one solution are in order already, and none holds another.
    return {row: Witnesses(ways) if isinstance(ways, tuple) else of_row(ways) for row, ways in found.items()}
