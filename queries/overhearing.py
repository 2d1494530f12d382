"""EXISTS in a group of its own, of a variable that is bound beside the group and not in it.

To the specification it is another variable, since a group is evaluated by itself (SPARQL 1.1 Query, section 18.5).
The engine may hand the value in all the same, according to how it orders a join; so whether such a solution is there
depends on data that have nothing to do with it, and what it rests on cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Variable

from queries.algebra import nodes as a
from queries.algebra.scope import parts, variables_in_scope, walk
from queries.errors import NotSupported

Names = frozenset[Variable]
NONE: Names = frozenset()


def refuse_overheard(node: object, beside: Names = NONE) -> None:
    """Raise NotSupported for such an EXISTS; `beside` are the variables that are bound beside a group."""
    match node:
        case a.Join(left, right):
            refuse_overheard(left, beside | _bound(right))
            refuse_overheard(right, beside | _bound(left))
        case a.LeftJoin(left, right, condition):
            refuse_overheard(left, beside)
            refuse_overheard(right, beside | _bound(left))
            _refuse_in(condition, _bound(node), beside)
        case a.Filter(inner, expression) | a.Extend(inner, _, expression):
            refuse_overheard(inner, beside)
            _refuse_in(expression, _bound(inner), beside)
        case a.Union(patterns):
            for each in patterns:
                refuse_overheard(each, beside)
        case a.Graph(_, inner):
            refuse_overheard(inner, beside)
        case a.Node():
            # Into MINUS and sub-selects nothing is handed.
            for part in parts(node):
                refuse_overheard(part)


def _bound(pattern: a.Pattern) -> Names:
    return frozenset(variables_in_scope(pattern))


def _refuse_in(expression: a.Expression | None, known: Names, beside: Names) -> None:
    for exists in _outermost(expression):
        named = {each for each in walk(exists.pattern) if isinstance(each, Variable)}
        if overheard := named.intersection(beside) - known:
            name = min(map(str, overheard))
            why = f"{name} is bound beside its group, not in it: call it otherwise, or bind it in the group"
            raise NotSupported("EXISTS", f"provenance of this EXISTS is not supported: {why}")
        refuse_overheard(exists.pattern)


def _outermost(node: object) -> Iterator[a.Exists]:
    """Yield each EXISTS that stands in no other: what is in one is looked at with it, and not once more for each."""
    if isinstance(node, a.Exists):
        yield node
    elif isinstance(node, a.Node):
        for part in parts(node):
            yield from _outermost(part)
