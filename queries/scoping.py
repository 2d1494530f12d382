"""What can be told of a pattern's variables from its form: which it binds, which surely, and under what other names."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Variable

from queries import algebra
from queries.algebra import nodes as a
from queries.algebra.scope import variables_in_scope, walk


def bound_surely(pattern: a.Pattern) -> frozenset[Variable]:
    """Give the variables that have a value in every solution of a pattern."""
    match pattern:
        case a.BGP(triples):
            return frozenset(node for triple in triples for node in walk(triple) if isinstance(node, Variable))
        case a.Join(left, right) | a.Lateral(left, right):
            return bound_surely(left) | bound_surely(right)
        case a.LeftJoin(left) | a.Minus(left):
            return bound_surely(left)
        case a.Union(patterns):
            return frozenset.intersection(*map(bound_surely, patterns))
        case a.Graph(name, inner):
            return bound_surely(inner) | ({name} if isinstance(name, Variable) else frozenset())
        case a.Values(variables, rows):
            return frozenset(
                name for name, column in zip(variables, zip(*rows, strict=True), strict=False) if None not in column
            )
        case a.Project(inner, variables):
            return bound_surely(inner).intersection(variables)
        case (
            a.Filter(inner) | a.Extend(inner) | a.Distinct(inner) | a.Reduced(inner) | a.OrderBy(inner) | a.Slice(inner)
        ):
            return bound_surely(inner)
    return frozenset()


def unbound(name: Variable) -> a.Expression:
    """Ask whether a variable has no value."""
    return a.Unary("!", a.Call("BOUND", (name,)))


def renamed(pattern: a.Pattern, names: dict[Variable, Variable]) -> a.Pattern:
    """Give a pattern other names for some of its variables."""
    return algebra.transform(pattern, lambda node: names.get(node, node) if isinstance(node, Variable) else node)


def takes_values(pattern: a.Pattern) -> bool:
    """Tell whether a pattern has the same solutions, as far as they agree with given rows, if those stand before it.

    They should always; but the engine hands values on into groups, where BIND, VALUES, a sub-select, or a filter on a
    variable that the group does not bind would see them too early.
    """
    for node in walk(pattern):
        match node:
            case a.Extend() | a.Values() | a.Project() | a.Slice() | a.Group() | a.Exists():
                return False
            case a.Filter(_, condition) | a.LeftJoin(_, _, condition) if condition is not None:
                asked = {each for each in _nodes(condition) if isinstance(each, Variable)}
                if not asked <= set(variables_in_scope(node)):
                    return False
    return True


def _nodes(expression: a.Expression) -> Iterator[object]:
    return walk(expression) if isinstance(expression, a.Node) else iter((expression,))


def negation(condition: a.Expression) -> a.Expression:
    """Turn a negation inwards: as a condition, an error and false are the same to a filter."""
    match condition:
        case a.And(operands):
            return a.Or(tuple(map(negation, operands)))
        case a.Or(operands):
            return a.And(tuple(map(negation, operands)))
        case a.Unary("!", inner):
            return inner
        case a.Exists(pattern, negated):
            return a.Exists(pattern, not negated)
    return a.Unary("!", condition)
