"""From rdflib's parse tree to the algebra: SPARQL 1.1 Query, sections 18.2.2 to 18.2.5.

The order in which parts are read is that in which the writer writes them, so that blank nodes get the same names
when a written query is read again. The variables of `SELECT *` stand in alphabetical order, as the engine has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from pyoxigraph import Literal, NamedNode, Variable

from queries.algebra.expressions import ExpressionReader, Tree, named, part, parts
from queries.algebra.nodes import (
    BGP,
    And,
    Ask,
    Construct,
    Dataset,
    Describe,
    Distinct,
    Expression,
    Extend,
    Filter,
    Graph,
    Group,
    GroupKey,
    Join,
    LeftJoin,
    Minus,
    OrderBy,
    OrderKey,
    Pattern,
    Project,
    Query,
    Reduced,
    Select,
    Slice,
    TriplePattern,
    Union,
    Values,
)
from queries.algebra.scope import aggregates, variables_in_scope

EMPTY = BGP()
TRUE = Literal(True)


def joined(left: Pattern, right: Pattern) -> Pattern:
    """Join two patterns; the empty one joins without a trace."""
    if left == EMPTY:
        return right
    return left if right == EMPTY else Join(left, right)


def _all(conditions: Sequence[Expression]) -> Expression:
    return conditions[0] if len(conditions) == 1 else And(tuple(conditions))


@dataclass(slots=True)
class _Modifiers:
    """What stands around the WHERE clause, read in the order of the text."""

    computed: list[tuple[Variable, Expression | None]]
    """The variables of SELECT, each with what it is computed from; none for `*` and for other forms."""
    where: Pattern
    keys: tuple[GroupKey, ...]
    having: tuple[Expression, ...]
    order: tuple[OrderKey, ...]

    @property
    def grouped(self) -> bool:
        """Tell whether solutions are grouped, by keys or by the presence of an aggregate."""
        used = (*(given for _, given in self.computed), *self.having, *(key.expression for key in self.order))
        return bool(self.keys) or any(map(aggregates, used))


class Reader(ExpressionReader):
    """Reads patterns and queries."""

    def query(self, tree: Tree, base: str | None) -> Query:
        """Read a query of any form."""
        match named(tree):
            case "SelectQuery":
                return Select(self.select(tree), self._dataset(tree), base)
            case "AskQuery":
                return Ask(self._modified(tree), self._dataset(tree), base)
            case "ConstructQuery":
                return self._construct(tree, base)
            case _:
                subjects = tuple(cast("NamedNode | Variable", self.term(each)) for each in parts(tree, "var"))
                return Describe(self._modified(tree), self._dataset(tree), base, subjects)

    def _construct(self, tree: Tree, base: str | None) -> Query:
        where = part(tree, "where")
        short = named(where) == "FakeGroupGraphPatten"
        blocks = [part(block, "triples") for block in parts(where, "part")] if short else [parts(tree, "template")]
        template = tuple(triple for block in blocks for triple in self._triples(block))
        # Blank nodes of the template are none of the pattern's, even where they are written alike.
        self.blanks = {f"template {label}": blank for label, blank in self.blanks.items()}
        return Construct(self._modified(tree), self._dataset(tree), base, template)

    def _dataset(self, tree: Tree) -> Dataset:
        clauses = parts(tree, "datasetClause")
        default = tuple(self.iri(iri) for clause in clauses if (iri := part(clause, "default")) is not None)
        named_graphs = tuple(self.iri(iri) for clause in clauses if (iri := part(clause, "named")) is not None)
        return Dataset(default, named_graphs)

    # --- solution modifiers

    def select(self, tree: Tree) -> Pattern:
        """Read a SELECT, of the query or within it."""
        projection = parts(tree, "projection")
        read = self._read(tree, projection)
        pattern = self._grouped(tree, read)
        for variable, expression in read.computed:
            pattern = pattern if expression is None else Extend(pattern, variable, expression)
        variables = tuple(variable for variable, _ in read.computed)
        if not projection:
            variables = tuple(sorted(variables_in_scope(pattern), key=lambda variable: variable.value))
        pattern = Project(OrderBy(pattern, read.order) if read.order else pattern, variables)
        match part(tree, "modifier"):
            case "DISTINCT":
                pattern = Distinct(pattern)
            case "REDUCED":
                pattern = Reduced(pattern)
        return _cut(tree, pattern)

    def _modified(self, tree: Tree) -> Pattern:
        """Read the pattern of a query that is no SELECT."""
        read = self._read(tree, ())
        pattern = self._grouped(tree, read)
        return _cut(tree, OrderBy(pattern, read.order) if read.order else pattern)

    def _read(self, tree: Tree, projection: Sequence[Tree]) -> _Modifiers:
        conditions = {name: parts(part(tree, name) or {}, "condition") for name in ("groupby", "having", "orderby")}
        return _Modifiers(
            [self._computed(each) for each in projection],
            self.group(part(tree, "where")),
            tuple(self._key(each) for each in conditions["groupby"]),
            self.expressions(conditions["having"]),
            tuple(
                OrderKey(self.expression(part(each, "expr")), part(each, "order") == "DESC")
                if named(each) == "OrderCondition"
                else OrderKey(self.expression(each))
                for each in conditions["orderby"]
            ),
        )

    def _computed(self, tree: Tree) -> tuple[Variable, Expression | None]:
        if (variable := part(tree, "var")) is not None:
            return self.variable(variable), None
        expression = self.expression(part(tree, "expr"))
        return self.variable(part(tree, "evar")), expression

    def _key(self, tree: Tree) -> GroupKey:
        if named(tree) != "GroupAs":
            return GroupKey(self.expression(tree))
        variable = part(tree, "var")
        return GroupKey(self.expression(part(tree, "expr")), None if variable is None else self.variable(variable))

    def _grouped(self, tree: Tree, read: _Modifiers) -> Pattern:
        pattern = Group(read.where, read.keys) if read.grouped else read.where
        if read.having:
            pattern = Filter(pattern, _all(read.having))
        values = part(tree, "valuesClause")
        return pattern if values is None else joined(pattern, self._values(values))

    # --- graph patterns

    def group(self, tree: Tree) -> Pattern:
        """Read what stands in braces."""
        if named(tree) == "SubSelect":
            return self.select(tree)
        result: Pattern = EMPTY
        filters: list[Tree] = []
        block: list[TriplePattern] = []
        for each in parts(tree, "part") if tree is not None else ():
            if named(each) == "Filter":
                filters.append(part(each, "expr"))
            elif named(each) == "TriplesBlock":
                block += self._triples(part(each, "triples"))
            else:
                result = self._extended(joined(result, BGP(tuple(block))), each)
                block = []
        result = joined(result, BGP(tuple(block)))
        return Filter(result, _all(self.expressions(filters))) if filters else result

    def _extended(self, before: Pattern, tree: Tree) -> Pattern:
        """Add an element to what stands before it in its group."""
        match named(tree):
            case "OptionalGraphPattern":
                return self._optional(before, part(tree, "graph"))
            case "MinusGraphPattern":
                return Minus(before, self.group(part(tree, "graph")))
            case "Bind":
                return Extend(before, self.variable(part(tree, "var")), self.expression(part(tree, "expr")))
            case "GraphGraphPattern":
                name = cast("NamedNode | Variable", self.term(part(tree, "term")))
                return joined(before, Graph(name, self.group(part(tree, "graph"))))
            case "InlineData":
                return joined(before, self._values(tree))
            case _:
                choices = tuple(self.group(each) for each in parts(tree, "graph"))
                return joined(before, choices[0] if len(choices) == 1 else Union(choices))

    def _optional(self, before: Pattern, tree: Tree) -> Pattern:
        right = self.group(tree)
        # Only a filter of the group itself is the condition, not one within braces of its own.
        if not isinstance(right, Filter) or not any(named(each) == "Filter" for each in parts(tree, "part")):
            return LeftJoin(before, right)
        return LeftJoin(before, right.pattern, None if right.condition == TRUE else right.condition)

    def _triples(self, statements: Sequence[Tree]) -> list[TriplePattern]:
        """Read triples, which stand in one flat list a subject."""
        found = []
        for terms in statements:
            for number in range(0, len(terms), 3):
                subject, verb, value = terms[number : number + 3]
                predicate = self.path(verb) if named(verb) else cast("NamedNode | Variable", self.term(verb))
                found.append(TriplePattern(self.term(subject), predicate, self.term(value)))
        return found

    def _values(self, tree: Tree) -> Values:
        return cast(Values, self.entry(part(tree, "var")[0]))


def _cut(tree: Tree, pattern: Pattern) -> Pattern:
    clause = part(tree, "limitoffset")
    if clause is None:
        return pattern
    offset, limit = int(part(clause, "offset") or 0), part(clause, "limit")
    if limit is None:
        return Slice(pattern, offset) if offset else pattern
    return Slice(pattern, offset, int(limit))
