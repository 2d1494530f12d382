"""Why a row is not in an answer: which parts of the query no graph satisfies for it, and which rows come nearest.

The question is that of Chapman and Jagadish's "Why not?" (SIGMOD 2009, https://doi.org/10.1145/1559845.1559901),
asked of the text of the query: without which of its parts would it have the row (`queries.conflicts`)? Of a row that
sums up a group, the group is looked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import cast

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    Store,
    Variable,
    parse_query_results,
)

from queries import algebra
from queries.algebra import nodes as a
from queries.algebra.outline import is_grouped
from queries.algebra.scope import fresh, variables_in_scope, walk
from queries.conflicts import ConflictSearch, apart, remaining
from queries.conjuncts import Bound, Part, alternatives, for_row, joined
from queries.errors import NotSupported, RowRefused
from queries.evaluation import Results, engine_errors, evaluate
from queries.limits import DEFAULT_LIMITS, Limits
from queries.provenance import TracedAnswer, trace
from queries.rows import Asked, Distance, Nearness, Term, Value, agrees, parse_row
from queries.selects import keyed_select, refuse_unrepeatable, selected
from queries.syntax import Form, classify
from queries.traced import to_json as traced_json
from store.reading import matching

CONFLICTS = 10
"""The most conflicts that are told."""

NEAREST = 5
"""The most rows that are told as near."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Parts of the query, as SPARQL, without which it has the row; `alone` where the one part has no solution at all.

    `otherwise` is what satisfies the rest, with its provenance; None where `nearest` of the absence says as much.
    """

    parts: tuple[str, ...]
    alone: bool
    otherwise: TracedAnswer | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """Why a row is not there; `row` says how its values were read.

    `present` where it is there. `cut` where only LIMIT or OFFSET leaves it out. Of a query that sums up groups,
    `group` tells whether the row's group is there (with other values, or left out by HAVING); None for any other.
    `bounded` where there may be more conflicts than are told. `nearest` are rows of the query with their provenance.
    """

    row: Mapping[str, Value]
    present: bool
    cut: bool = False
    group: bool | None = None
    having: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    bounded: bool = False
    nearest: TracedAnswer | None = None


def why_not(
    graphs: Store,
    support: Store,
    text: str,
    given: Sequence[str],
    *,
    base: str,
    base_iri: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Absence:
    """Explain why a SELECT has no row with the values given, or why an ASK is false, for which none are given.

    Raises RowRefused for a row that the query cannot have, and NotSupported, by name, for what is not explained.
    """
    shape = classify(text, base_iri=base_iri, limits=limits)
    if shape.form not in (Form.SELECT, Form.ASK):
        raise NotSupported(shape.form.name, f"why-not of {shape.form.name} is not supported: ask by SELECT or ASK")
    row = parse_row(given, prologue=shape.prologue, base=base)
    if shape.form is Form.ASK and row:
        raise RowRefused("an ASK has no variables: leave --row out, or ask by SELECT")
    if shape.form is Form.SELECT and not row:
        raise RowRefused("give the row that is missing: --row name=value, such as --row n=999")
    # Before anything else, so that a query that makes no sense is refused as the engine refuses it.
    evaluate(graphs, text, base_iri=base_iri, limits=limits)
    query = algebra.read(text, base_iri=base_iri, limits=limits)
    refuse_unrepeatable(query, "why-not")
    wide = limits.written_out()
    return _Search(graphs, support, query, row, base, wide).absence()


@dataclass(slots=True)
class _Search:
    graphs: Store
    support: Store
    query: a.Query
    row: Mapping[Variable, Asked]
    base: str
    limits: Limits

    def absence(self) -> Absence:
        if not isinstance(self.query, a.Select):
            return self._of_ask()
        variables = algebra.outline(self.query.pattern, selecting=True).variables
        for name in self.row:
            if name not in variables:
                shown = " ".join(map(str, variables))
                raise RowRefused(f"the query does not select {name}; it selects {shown or 'nothing'}")
        whole = _uncut(self.query.pattern)
        present, near = self._rows(whole)
        if present:
            cut = whole != self.query.pattern and not self._rows(self.query.pattern)[0]
            return Absence(self._read(selected(whole)), present=not cut, cut=cut)
        made = algebra.outline(whole, selecting=True)
        if made.group or made.aggregates:
            return self._of_group(whole, made)
        return replace(self._of_rows(selected(whole)), nearest=self._traced(whole, near))

    def _of_ask(self) -> Absence:
        if self._ask(self.query.pattern):
            return Absence({}, present=True)
        made = algebra.outline(self.query.pattern, selecting=False)
        if made.group or made.offset or made.limit == 0:
            raise NotSupported("ASK", "why-not of ASK with GROUP BY, LIMIT 0 or OFFSET is not supported: ask by SELECT")
        return self._of_rows(made.where)

    # --- rows that are there

    def _rows(self, pattern: a.Pattern) -> tuple[bool, list[dict[Variable, Term | None]]]:
        """Tell whether a SELECT has the row, and give it, or else those of its rows that come nearest."""
        solutions = cast(QuerySolutions, self._run(a.Select(pattern, self.query.dataset, self.query.base)))
        names, nearness = tuple(solutions.variables), Nearness.to(self.row)
        nearest: list[tuple[Distance, dict[Variable, Term | None]]] = []
        with engine_errors():
            for solution in solutions:
                row = dict(zip(names, tuple(solution), strict=True))
                distance = nearness(row)
                if not distance.others:
                    return True, [row]
                if len(nearest) < NEAREST or distance < nearest[-1][0]:
                    # In order, and each row once: no two different ones have the same distance.
                    nearest = sorted(dict([*nearest, (distance, row)]).items(), key=itemgetter(0))[:NEAREST]
        return False, [row for _, row in nearest]

    def _traced(self, pattern: a.Pattern, rows: Sequence[Mapping[Variable, Term | None]]) -> TracedAnswer | None:
        """Give rows of a SELECT with their provenance, the nearest first; None where there are none."""
        if not rows:
            return None
        names = tuple(rows[0])
        conditions = tuple(_is(each) for each in rows)
        condition = conditions[0] if len(conditions) == 1 else a.Or(conditions)
        query = a.Select(
            a.Distinct(a.Project(a.Filter(pattern, condition), names)), self.query.dataset, self.query.base
        )
        traced = trace(self.graphs, self.support, algebra.write(query), base=self.base, limits=self.limits)
        return _in_order(traced, [tuple(each.values()) for each in rows])

    # --- rows that are not

    def _of_group(self, pattern: a.Pattern, made: algebra.Outline) -> Absence:
        """Look for the group of a row of sums: by the keys that the row gives."""
        if made.values:
            raise NotSupported(
                "VALUES", "why-not of GROUP BY with VALUES behind it is not supported: put it into WHERE"
            )
        taken = {node.value for node in walk(pattern) if isinstance(node, Variable)}
        grouped = keyed_select(pattern, lambda name: Variable(fresh(name, taken)))
        keys = {name: asked for name, asked in self.row.items() if name in grouped.keys}
        of_keys = replace(self, row=keys)
        found = of_keys._of_rows(grouped.grouped)
        row = self._read(grouped.grouped)
        if found.conflicts and grouped.keys:
            return replace(found, row=row, group=False, nearest=self._traced(pattern, self._rows(pattern)[1]))
        left_out = bool(made.having) and not of_keys._rows(pattern)[0]
        having = tuple(_spelt(each.condition) for each in made.having) if left_out else ()
        # Of a group that HAVING leaves out, its values are shown all the same.
        every = _without_having(pattern) if left_out else pattern
        near = [each for each in self._rows(every)[1] if not left_out or agrees(keys, each)]
        return Absence(row, present=False, group=True, having=having, nearest=self._traced(every, near))

    def _of_rows(self, pattern: a.Pattern) -> Absence:
        bound = self._read(pattern)
        row = {Variable(name): value for name, value in bound.items()}
        ways = [way for parts in alternatives(pattern) if (way := for_row(parts, row)) is not None]
        if not ways:
            names = " ".join(f"?{name}" for name in bound)
            raise RowRefused(f"nothing in the query binds {names} together, so no data could give the row")
        conflicts: dict[tuple[str, ...], Conflict] = {}
        bounded = False
        search = ConflictSearch(self._ask)
        for parts in ways:
            found, more = search.find(parts)
            bounded = bounded or more
            for left_out in found:
                told = self._told(search, parts, left_out, row)
                conflicts.setdefault(told.parts, told)
        ordered = sorted(conflicts.values(), key=lambda each: (len(each.parts), not each.alone, each.parts))
        return Absence(bound, False, conflicts=tuple(ordered[:CONFLICTS]), bounded=bounded or len(ordered) > CONFLICTS)

    def _told(self, search: ConflictSearch, parts: Sequence[Part], left_out: frozenset[int], row: Bound) -> Conflict:
        without = [part for part in parts if part.number in left_out]
        alone = len(without) == 1 and not search.holds(without)
        otherwise = self._otherwise(remaining(parts, left_out), row)
        return Conflict(tuple(_shown(self._with_blanks(part.shown)) for part in without), alone, otherwise)

    def _with_blanks(self, pattern: a.Pattern) -> a.Pattern:
        """Show as blank nodes again what stands for them."""
        own = set(walk(self.query))

        def blank(term: a.Term) -> a.Term:
            return BlankNode(term.value) if isinstance(term, Variable) and term not in own else term

        def change(node: a.Node | a.Term) -> a.Node | a.Term:
            if not isinstance(node, a.TriplePattern):
                return node
            return replace(node, subject=blank(node.subject), object=blank(node.object))

        return algebra.transform(pattern, change)

    def _otherwise(self, rest: Sequence[Part], row: Bound) -> TracedAnswer | None:
        """Give what satisfies the rest, as far as it still asks for all values of the row, and as it hangs together."""
        asked = [{node for part in group for node in walk(part.shown)} for group in apart(rest)]
        if not rest or not set(row.values()) <= set().union(*asked):
            return None
        group = max(zip(asked, apart(rest), strict=True), key=lambda each: len(each[0] & set(row.values())))[1]
        pattern = joined(group)
        own = set(walk(self.query))
        names = tuple(name for name in variables_in_scope(pattern) if name in own)
        if not names:
            return None
        ordered = a.OrderBy(pattern, tuple(a.OrderKey(name) for name in names))
        some = a.Slice(a.Distinct(a.Project(ordered, names)), 0, NEAREST)
        solutions = cast(QuerySolutions, self._run(a.Select(some, self.query.dataset, self.query.base)))
        with engine_errors():
            rows = [dict(zip(names, tuple(each), strict=True)) for each in solutions]
        return self._traced(a.Project(pattern, names), rows)

    # --- asking

    def _read(self, pattern: a.Pattern) -> dict[str, Value]:
        """Read the values of the row: as terms that stand in the data where the query looks for them."""
        return {name.value: asked.read(self._terms(pattern, name, asked)) for name, asked in self.row.items()}

    def _terms(self, pattern: a.Pattern, name: Variable, asked: Asked) -> Iterator[Term]:
        if asked.term is not None:
            return
        words = a.Binary("=", a.Call("STR", (name,)), Literal(asked.text))
        iris = a.Binary("=", a.Call("STR", (name,)), Literal(self.base + asked.text))
        numbers = [a.Binary("=", name, asked.read(()))] if asked.number is not None else []
        for node in walk(pattern):
            if isinstance(node, a.TriplePattern) and name in (node.subject, node.predicate, node.object):
                found = a.Filter(a.BGP((node,)), a.Or((words, iris, *numbers)))
                solutions = self._run(a.Select(a.Distinct(a.Project(found, (name,))), self.query.dataset, None))
                with engine_errors():
                    yield from (solution[0] for solution in cast(QuerySolutions, solutions))
        yield from (term for term in asked.guesses if self._occurs(term))

    def _occurs(self, term: Value) -> bool:
        subject = term if isinstance(term, NamedNode) else None
        places = [matching(self.graphs, None, None, term)]
        places += [matching(self.graphs, subject)] if subject else []
        return any(next(quads, None) is not None for quads in places)

    def _ask(self, pattern: a.Pattern) -> bool:
        with engine_errors():
            return bool(cast(QueryBoolean, self._run(a.Ask(pattern, self.query.dataset, self.query.base))))

    def _run(self, query: a.Query) -> Results:
        return evaluate(self.graphs, algebra.write(query), limits=self.limits)


def _in_order(traced: TracedAnswer, wanted: Sequence[tuple[Term | None, ...]]) -> TracedAnswer:
    """Put traced rows into the order of those that were asked for."""
    document = json.loads(traced.results)
    solutions = cast(QuerySolutions, parse_query_results(traced.results, QueryResultsFormat.JSON))
    places = {tuple(solution): number for number, solution in enumerate(solutions)}
    order = [places[row] for row in wanted if row in places]
    bindings = document["results"]["bindings"]
    document["results"]["bindings"] = [bindings[number] for number in order]
    sizes = {
        place: traced.sizes[number] for place, number in enumerate(order) if traced.sizes and number in traced.sizes
    }
    rows = tuple(traced.rows[number] for number in order)
    return replace(traced, results=json.dumps(document, ensure_ascii=False).encode(), rows=rows, sizes=sizes or None)


def _uncut(pattern: a.Pattern) -> a.Pattern:
    return pattern.pattern if isinstance(pattern, a.Slice) else pattern


def _without_having(pattern: a.Pattern) -> a.Pattern:
    match pattern:
        case a.Filter(inner) if is_grouped(inner):
            return _without_having(inner)
        case a.Extend() | a.Project() | a.OrderBy() | a.Distinct() | a.Reduced():
            return replace(pattern, pattern=_without_having(pattern.pattern))
    return pattern


def _is(row: Mapping[Variable, Term | None]) -> a.Expression:
    """Ask whether a solution is a row; a term that cannot be written is not asked for."""
    conditions: list[a.Expression] = []
    for name, term in row.items():
        if term is None:
            conditions.append(a.Unary("!", a.Call("BOUND", (name,))))
        elif isinstance(term, NamedNode | Literal):
            conditions.append(a.Call("SAMETERM", (name, term)))
    if not conditions:
        return Literal(True)
    return conditions[0] if len(conditions) == 1 else a.And(tuple(conditions))


def _shown(pattern: a.Pattern) -> str:
    """Write a part as it stands in a query."""
    written = algebra.write(a.Ask(pattern)).partition("{")[2].rpartition("}")[0].strip()
    return written.removesuffix(" .").removeprefix("{ } ")


def _spelt(condition: a.Expression) -> str:
    return "HAVING" + _shown(a.Filter(a.BGP(), condition)).removeprefix("FILTER")


def to_json(absence: Absence) -> bytes:
    """Write an absence as JSON: terms as in SPARQL, answers with their provenance as `queries.traced` has them."""

    def answer(traced: TracedAnswer | None) -> object:
        return None if traced is None else json.loads(traced_json(traced))

    told = {
        "row": {name: str(value) for name, value in absence.row.items()},
        "present": absence.present,
        "cut": absence.cut,
        "group": absence.group,
        "having": absence.having,
        "conflicts": [
            {"parts": each.parts, "alone": each.alone, "otherwise": answer(each.otherwise)}
            for each in absence.conflicts
        ],
        "bounded": absence.bounded,
        "nearest": answer(absence.nearest),
    }
    return json.dumps(told, ensure_ascii=False).encode()
