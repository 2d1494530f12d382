"""EXISTS over groups, said as EXISTS over the rows of a sub-select that has the groups.

HAVING and what SELECT computes over groups see the keys and the aggregates alone (SPARQL 1.1 Query, section 18.2.4.1):
as much as stands around a sub-select that selects them. There, a condition is like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pyoxigraph import Variable

from queries import algebra
from queries.algebra import nodes as a
from queries.algebra.scope import Changed, fresh, walk
from queries.selects import has_exists


def lifted(query: Changed) -> Changed:
    """Give a query in which no EXISTS is asked of groups, or within an aggregate."""
    if not isinstance(query, a.Node):
        return query
    taken = {node.value for node in walk(query) if isinstance(node, Variable)}

    def change(node: a.Node | a.Term) -> a.Node | a.Term:
        if isinstance(node, a.Project) and any(map(has_exists, _asked_of_groups(node.pattern))):
            return _Lifting(taken).select(node)
        return node

    return algebra.transform(query, change)


def _asked_of_groups(pattern: a.Pattern) -> Iterator[a.Expression]:
    """Give what a SELECT asks of its groups; nothing where it has none."""
    asked: list[a.Expression] = []
    while not isinstance(pattern, a.Group):
        match pattern:
            case a.OrderBy(inner, keys):
                asked += (key.expression for key in keys)
            case a.Extend(inner, _, expression) | a.Filter(inner, expression):
                asked.append(expression)
            case a.Join(inner, a.Values()):
                pass
            case _:
                return
        pattern = inner
    yield from asked


@dataclass(slots=True)
class _Lifting:
    """One SELECT with groups: its aggregates, each with the variable that it gets in the sub-select."""

    taken: set[str]
    found: dict[a.Aggregate, Variable] = field(default_factory=dict)

    def select(self, pattern: a.Project) -> a.Project:
        return replace(pattern, pattern=self._around(pattern.pattern))

    def _around(self, pattern: a.Pattern) -> a.Pattern:
        match pattern:
            case a.OrderBy(inner, keys):
                known = tuple(replace(key, expression=self._named(key.expression)) for key in keys)
                return a.OrderBy(self._around(inner), known)
            case a.Extend(inner, variable, expression):
                said = self._named(expression)
                return a.Extend(self._around(inner), variable, said)
            case a.Filter(inner, condition):
                said = self._named(condition)
                return a.Filter(self._around(inner), said)
            case a.Join(inner, values):
                return a.Join(self._around(inner), values)
            case a.Group(inner, keys):
                return self._groups(inner, keys)
        raise ValueError("not the pattern of a SELECT with groups")

    def _named(self, expression: a.Expression) -> a.Expression:
        """Put variables in the places of aggregates, but for those of a sub-select within EXISTS."""
        match expression:
            case a.Aggregate():
                if expression not in self.found:
                    self.found[expression] = self._fresh("aggregate")
                return self.found[expression]
            case a.Exists():
                return expression
            case a.Node():
                values = (getattr(expression, name) for name in getattr(expression, "__match_args__", ()))
                return type(expression)(*(self._each(value) for value in values))
        return expression

    def _each(self, value: object) -> object:
        if isinstance(value, tuple):
            return tuple(map(self._each, value))
        return self._named(value) if isinstance(value, a.Operation) else value

    def _groups(self, where: a.Pattern, keys: tuple[a.GroupKey, ...]) -> a.Pattern:
        """Give the sub-select; what an aggregate makes of an EXISTS is made before there are groups."""
        made: dict[Variable, a.Aggregate] = {}
        for aggregate, name in self.found.items():
            if aggregate.expression is not None and has_exists(aggregate.expression):
                given = self._fresh("given")
                where = a.Extend(where, given, aggregate.expression)
                aggregate = replace(aggregate, expression=given)
            made[name] = aggregate
        groups: a.Pattern = a.Group(where, keys)
        for name, aggregate in made.items():
            groups = a.Extend(groups, name, aggregate)
        names = (key.variable or key.expression for key in keys)
        shown = dict.fromkeys(name for name in names if isinstance(name, Variable))
        return a.Project(groups, (*shown, *made))

    def _fresh(self, kind: str) -> Variable:
        name = fresh(kind, self.taken)
        self.taken.add(name)
        return Variable(name)
