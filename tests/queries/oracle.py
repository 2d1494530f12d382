"""What the witnesses of a row are, by brute force: slow, and plain enough to be believed.

A dataset is a set of named graphs, of which some are *given*. Its default graph is their merge. A *witness* is a set
of graphs that are not given. A *solution* is a mapping with its minimal witnesses; solutions stand in a list, so that
one mapping may come several times, each with witnesses of its own. Two oracles must agree where both speak.

**By subsets** (`datasets.Subsets`), for a monotone query: evaluate it with the engine over every subset of the graphs.
The witnesses of a row are the minimal subsets that yield it. This is the definition.

**By composition** (`answer`), for every query: each operator makes witnesses from witnesses. Below, *product* is every
union of one from each, *sum* is all of both; of either the minimal are kept. *None needed* is the empty set alone.

| form | witnesses of a solution |
|---|---|
| a triple | in the merge each graph that holds it, in `GRAPH g` g alone; none needed where a given graph holds it |
| basic graph pattern | product over its triples, one solution for each choice of blank nodes |
| `p/q`, `^p`, a negated set | as the triples and the joins that they stand for |
| `p\\|q`, `p?`, `p*`, `p+` | each pair of ends once; sum over all ways to walk from one to the other |
| a path of no steps | sum over all triples in which the node is subject or object |
| join | product |
| `GRAPH g {P}` | product of P's in g with g itself, even where P is empty: no graph, no solution |
| `UNION` | one list after the other |
| `FILTER` | product with those of the condition being true |
| `OPTIONAL` | matched: product of both sides and the condition; unmatched: the left side's |
| `MINUS` | the left side's |
| `BIND` | product with those of the expression having its value |
| `VALUES` | none needed |
| `EXISTS {P}` | true: sum over P's solutions, the variables of the row put in their places; false: none needed |
| `a \\|\\| b` | true: sum over the sides that are true; else product of both |
| `a && b` | false: sum over the sides that are false; else product of both |
| any other expression | product over its parts |
| projection | as it was |
| `DISTINCT` | sum over equal solutions |
| aggregates | one witness: the union of all minimal witnesses of all solutions of the group, equal ones too |
| `HAVING`, and what else is computed over groups | as `FILTER` and `BIND`, of the keys and aggregates |
| sub-select with `LIMIT` | which rows: as evaluated; of a row: sum over equal rows, those left out too |
| the query's rows | sum over equal rows, `LIMIT`, `OFFSET`, `ORDER BY` and `REDUCED` left out |
| `ASK` | sum over all solutions |

Equal aggregate rows of different groups have one witness for each group. As equal solutions of a group stand each for
itself, an aggregate of a monotone pattern can be had again from its witness: the group is the same there.

Where the engine departs from the specification, the oracle follows the engine, since the rows are those of the plain
query; `test_oracle.py` names the departures that no strategy draws.

The exact sum over all walks is what `*` and `+` would have without the bound of one shortest path; an answer that says
that it is partial is held to sufficiency alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from pyoxigraph import Literal, NamedNode

from tests.queries import values
from tests.queries.datasets import FREE, Row, Sets, World, plus, times
from tests.queries.forms import (
    Aggregate,
    Among,
    Bind,
    Both,
    Call,
    Column,
    Compare,
    Either,
    Element,
    Exists,
    Expression,
    Filter,
    Graph,
    Group,
    Minus,
    Negation,
    Node,
    Optional,
    Pattern,
    Plus,
    Select,
    Term,
    Triples,
    Union,
    Values,
    in_scope,
)
from tests.queries.fragments import forms_in
from tests.queries.substitution import put
from tests.queries.walks import ends

Mapped = Mapping[str, Term]
Solution = tuple[Mapped, Sets]

NEVER: Sets = frozenset()


def answer(world: World, query: Select) -> dict[Row, Sets]:
    """Give the distinct rows of a query, LIMIT and OFFSET left out, each with its witnesses."""
    return {row: plus(sets for _, sets in each) for row, each in _rows(world, query).items()}


def rows(world: World, query: Select) -> list[Row]:
    """Give the rows of a query, as often as they come, in no order, LIMIT and OFFSET left out."""
    if query.ask:
        return list(_rows(world, query))
    return [row for row, each in _rows(world, query).items() for _ in (each[:1] if query.modifier else each)]


def _rows(world: World, query: Select) -> dict[Row, list[Solution]]:
    found: dict[Row, list[Solution]] = defaultdict(list)
    for mapped, sets in _selected(_Evaluation(world), query):
        found[tuple(mapped.get(name) for name in query.names)].append((mapped, sets))
    return found


def _selected(at: _Evaluation, query: Select) -> list[Solution]:
    """Give the solutions of a SELECT before DISTINCT and LIMIT."""
    found = at.group(query.where)
    if query.grouped:
        found = [_aggregated(at, query, *each) for each in _groups(query, found)]
    if query.having is not None:
        condition, seen = query.having, {*query.keys, _HAVING}
        told = [({name: mapped[name] for name in seen & mapped.keys()}, mapped, sets) for mapped, sets in found]
        found = [(mapped, both) for row, mapped, sets in told if (both := times(sets, at.holds(condition, row)))]
    return [({name: mapped[name] for name in query.names if name in mapped}, sets) for mapped, sets in found]


def _groups(query: Select, found: list[Solution]) -> Iterator[tuple[Mapped, list[Solution]]]:
    groups: dict[Row, list[Solution]] = defaultdict(list)
    for solution in found:
        groups[tuple(solution[0].get(key) for key in query.keys)].append(solution)
    if not query.keys and not found:
        groups[()] = []
    for key, members in groups.items():
        yield {name: term for name, term in zip(query.keys, key, strict=True) if term is not None}, members


def _aggregated(at: _Evaluation, query: Select, key: Mapped, members: list[Solution]) -> Solution:
    mapped = dict(key)
    needed = frozenset({reduce(or_, (each for _, sets in members for each in sets), 0)})
    wanted = [(column.expression, column.name) for column in query.columns if isinstance(column, Column)]
    wanted += [(each, _HAVING) for each in forms_in(query.having) if isinstance(each, Aggregate)]
    for expression, name in wanted:
        if isinstance(expression, Aggregate):
            value = values.aggregate(expression.name, _aggregable(expression, members))
        else:
            value, more = at.value(expression, key)
            needed = times(needed, more)
        if value is not None:
            mapped[name] = value
    return mapped, needed


_HAVING = "having"
"""The name under which the aggregate in HAVING is kept: no variable."""


def _aggregable(expression: Aggregate, members: list[Solution]) -> list[Term | None]:
    if expression.variable is None:
        whole = [frozenset(mapped.items()) for mapped, _ in members]
        return [Literal(1) for _ in (set(whole) if expression.distinct else whole)]
    of = expression.variable
    terms = [mapped.get(of) if isinstance(of, str) else of for mapped, _ in members]
    return list(dict.fromkeys(terms)) if expression.distinct else terms


def _merged(solutions: Iterable[Solution]) -> list[Solution]:
    """Give each mapping once, with the witnesses of all equal ones."""
    found: dict[frozenset[tuple[str, Term]], list[Solution]] = defaultdict(list)
    for mapped, sets in solutions:
        found[frozenset(mapped.items())].append((mapped, sets))
    return [(each[0][0], plus(sets for _, sets in each)) for each in found.values()]


def _place(mapped: Mapped, names: Iterable[str]) -> list[tuple[str, str]]:
    """Order rows as `ORDER BY STR(?x) STR(DATATYPE(?x)) …` does: nothing before something."""
    terms = [mapped.get(name) for name in names]
    return [("", "") if term is None else (term.value, getattr(term, "datatype", term).value) for term in terms]


def _sliced(query: Select, found: list[Solution]) -> list[Solution]:
    """Cut a sub-select, ordered by all its columns so that only equal rows are left out at random."""
    merged = {frozenset(mapped.items()): sets for mapped, sets in _merged(found)}
    ordered = sorted(found, key=lambda solution: _place(solution[0], query.names))
    end = None if query.limit is None else query.offset + query.limit
    return [(mapped, merged[frozenset(mapped.items())]) for mapped, _ in ordered[query.offset : end]]


def _compatible(one: Mapped, other: Mapped) -> bool:
    return all(other.get(name, term) == term for name, term in one.items())


def _joined(left: Iterable[Solution], right: list[Solution]) -> list[Solution]:
    return [
        ({**one, **other}, times(sets, more)) for one, sets in left for other, more in right if _compatible(one, other)
    ]


@dataclass(frozen=True)
class _Evaluation:
    """Evaluates with one graph active, None being the merge.

    `anywhere` within a sub-select in `GRAPH ?g`: there the engine has a graph of its own, which is found as the value
    of a variable is.
    """

    world: World
    graph: Term | None = None
    name: Node | None = None
    anywhere: bool = False
    handed: bool = False
    """Whether an EXISTS is evaluated, which knows the graph of its row."""

    def named(self) -> Mapped:
        """Bind the variable of `GRAPH ?g`.

        Triples do so themselves in the engine, and not GRAPH when all is done: so a FILTER within sees it, and MINUS
        has it in common with what it is taken from.
        """
        return {self.name: self.graph} if isinstance(self.name, str) and self.graph is not None else {}

    def group(self, group: Group) -> list[Solution]:
        found: list[Solution] = [({}, FREE)]
        for element in group.elements:
            found = self.next(found, element)
        return self.filtered(found, group)

    def filtered(self, found: list[Solution], group: Group) -> list[Solution]:
        for element in group.elements:
            if isinstance(element, Filter):
                condition = element.condition
                found = [(m, both) for m, sets in found if (both := times(sets, self.holds(condition, m)))]
        return found

    def next(self, found: list[Solution], element: Element) -> list[Solution]:
        match element:
            case Filter():
                return found
            case Optional(group):
                return self.extended(found, group)
            case Minus(group, met):
                without = [mapped for mapped, _ in self.group(group)]
                return [
                    (mapped, sets)
                    for mapped, sets in found
                    if not any(
                        (met or mapped.keys() & other.keys()) and _compatible(mapped, other) for other in without
                    )
                ]
            case Bind(expression, variable):
                return [self.bound(solution, expression, variable) for solution in found]
            case _:
                return _joined(found, self.element(element))

    def element(self, element: Element) -> list[Solution]:
        """Evaluate what is joined with the rest of its group."""
        match element:
            case Triples() if self.anywhere:
                places = [_Evaluation(self.world, graph, self.name) for graph in self.world.named]
                return [solution for place in places for solution in place.element(element)]
            case Triples(patterns):
                every: list[Solution] = [(self.named(), FREE)]
                for pattern in patterns:
                    every = _joined(every, self.pattern(pattern))
                seen = in_scope(element) | self.named().keys()
                return [({name: term for name, term in m.items() if name in seen}, sets) for m, sets in every]
            case Union(groups):
                return [solution for each in groups for solution in self.group(each)]
            case Values(variables, lines):
                listed = [zip(variables, line, strict=True) for line in lines]
                return [({name: term for name, term in line if term is not None}, FREE) for line in listed]
            case Graph(name, group, place):
                named = place if isinstance(name, str) else name
                graphs = [graph for graph in self.world.named if named is None or graph == named]
                return [solution for graph in graphs for solution in self.inside(graph, name, group, place is not None)]
            case Select():
                found = _selected(self.selecting(element), element)
                if element.modifier:
                    found = _merged(found)
                return found if element.limit is None and not element.offset else _sliced(element, found)
            case Group():
                return self.group(element)
        raise AssertionError(element)

    def selecting(self, query: Select) -> _Evaluation:
        """Evaluate a sub-select: in `GRAPH ?g`, in any graph, which is told only where `?g` is selected."""
        if not isinstance(self.name, str) or (self.handed and self.graph and self.name in query.names):
            return self
        name = self.name if self.name in query.names else f"{self.name} within"
        return _Evaluation(self.world, None, name, anywhere=True)

    def knowing(self, mapped: Mapped) -> _Evaluation:
        """Evaluate an EXISTS: in the graph of the row, if it has one."""
        if not self.anywhere or self.name not in mapped:
            return replace(self, handed=True)
        return _Evaluation(self.world, mapped[str(self.name)], self.name, handed=True)

    def inside(self, graph: Term, name: Node, group: Group, handed: bool) -> list[Solution]:
        at = _Evaluation(self.world, graph, name, handed=handed)
        return _joined([(at.named(), frozenset({self.world.bits[graph]}))], at.group(group))

    def extended(self, found: list[Solution], group: Group) -> list[Solution]:
        unfiltered = Group(tuple(each for each in group.elements if not isinstance(each, Filter)))
        right = self.group(unfiltered)
        every = []
        for solution in found:
            every += self.filtered(_joined([solution], right), group) or [solution]
        return every

    def bound(self, solution: Solution, expression: Expression, variable: str) -> Solution:
        mapped, sets = solution
        value, needed = self.value(expression, mapped)
        return ({**mapped, variable: value} if value is not None else mapped), times(sets, needed)

    # --- triples

    def pattern(self, pattern: Pattern) -> list[Solution]:
        subject, path, object_ = pattern
        if isinstance(path, str):
            found = [((s, p, o), sets) for (s, p, o), sets in self.world.within(self.graph).items()]
            return self.matched((subject, path, object_), found)
        return self.matched((subject, object_), ends(path, self.world.within(self.graph)))

    def matched(self, slots: tuple[Node, ...], found: Iterable[tuple[tuple[Term, ...], Sets]]) -> list[Solution]:
        matches: list[Solution] = []
        for terms, sets in found:
            mapped: dict[str, Term] = {}
            if all(
                (mapped.setdefault(n, t) if isinstance(n, str) else n) == t for n, t in zip(slots, terms, strict=True)
            ):
                matches.append((mapped, sets))
        return matches

    # --- expressions

    def holds(self, condition: Expression, mapped: Mapped) -> Sets:
        """Give the witnesses of a condition being true, none where it is not."""
        value, sets = self.value(condition, mapped)
        return sets if values.truth(value) else NEVER

    def value(self, expression: Expression, mapped: Mapped) -> tuple[Term | None, Sets]:
        """Give the value of an expression, None for an error, with the witnesses of its being so."""
        match expression:
            case Exists(group, negated):
                found = self.knowing(mapped).group(put(group, mapped))
                sets = plus(each for _, each in found) if found else FREE
                return values.boolean(bool(found) != negated), sets
            case Negation(of):
                value, sets = self.value(of, mapped)
                truth = values.truth(value)
                return values.boolean(None if truth is None else not truth), sets
            case Either(left, right):
                return self.decided(True, left, right, mapped)
            case Both(left, right):
                return self.decided(False, left, right, mapped)
            case Compare(sign, Aggregate(), right):
                return values.boolean(values.compare(sign, mapped.get(_HAVING), self.term(right, mapped))), FREE
            case Compare(sign, left, right):
                one, sets = self.value(left, mapped)
                other, more = self.value(right, mapped)
                return values.boolean(values.compare(sign, one, other)), times(sets, more)
        return self.term(expression, mapped), FREE

    def decided(self, by: bool, left: Expression, right: Expression, mapped: Mapped) -> tuple[Term | None, Sets]:
        """Evaluate what one side decides alone, if it is true (`||`) or false (`&&`)."""
        sides = [(values.truth(value), sets) for value, sets in (self.value(e, mapped) for e in (left, right))]
        if deciding := [sets for truth, sets in sides if truth is by]:
            return values.boolean(by), plus(deciding)
        unknown = any(truth is None for truth, _ in sides)
        return values.boolean(None if unknown else not by), times(*(sets for _, sets in sides))

    def term(self, expression: Expression, mapped: Mapped) -> Term | None:
        """Evaluate what rests on the row alone."""

        def of(node: Node) -> Term | None:
            return mapped.get(node) if isinstance(node, str) else node

        match expression:
            case Among(item, terms, negated):
                same = [values.equal(of(item), of(term)) for term in terms]
                found = True if True in same else None if None in same else False
                return values.boolean(None if found is None else found != negated)
            case Call(name, arguments):
                return values.boolean(_CALLS[name](*map(of, arguments)))
            case Plus(left, right):
                return values.added(of(left), of(right))
            case str() | NamedNode() | Literal():
                return of(expression)
        raise AssertionError(expression)


_CALLS: Mapping[str, Callable[..., bool | None]] = {
    "BOUND": lambda term: term is not None,
    "isIRI": lambda term: None if term is None else isinstance(term, NamedNode),
    "isLiteral": lambda term: None if term is None else isinstance(term, Literal),
    "isNumeric": lambda term: None if term is None else values.number(term) is not None,
    "sameTerm": lambda one, other: None if one is None or other is None else one == other,
}
