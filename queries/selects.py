"""What a SELECT selects from, and which group a row of sums belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pyoxigraph import Variable

from queries import algebra
from queries.algebra import nodes as a
from queries.algebra.scope import walk
from queries.errors import NotSupported

_UNREPEATABLE = ("RAND", "UUID", "STRUUID", "BNODE", "NOW")


@dataclass(frozen=True, slots=True)
class Keyed:
    """A SELECT that sums up groups, with the keys of each group among what it selects."""

    pattern: a.Pattern
    grouped: a.Pattern
    """What is grouped, with the keys as variables."""
    keys: tuple[Variable, ...]


def keyed_select(pattern: a.Pattern, fresh: Callable[[str], Variable]) -> Keyed:
    """Have a SELECT that sums up groups tell of each row which group it is; limits and order are kept."""
    made = algebra.outline(pattern, selecting=True)
    for expression in (*(each.expression for each in made.computed), *(each.condition for each in made.having)):
        refuse_exists(expression, "HAVING or an expression over groups")
    keys = tuple(_with_variable(key, fresh) for key in (made.group.keys if made.group else ()))
    named = (key.variable or key.expression for key in keys)
    names = tuple(dict.fromkeys(name for name in named if isinstance(name, Variable)))
    grouped = made.where
    for key in keys:
        if key.variable:
            grouped = a.Extend(grouped, key.variable, key.expression)
    return Keyed(_selecting(pattern, keys, names), grouped, names)


def _with_variable(key: a.GroupKey, fresh: Callable[[str], Variable]) -> a.GroupKey:
    if key.variable or isinstance(key.expression, Variable):
        return key
    return a.GroupKey(key.expression, fresh("key"))


def _selecting(pattern: a.Pattern, keys: tuple[a.GroupKey, ...], names: tuple[Variable, ...]) -> a.Pattern:
    """Give a SELECT the names of its keys, and select them too."""
    match pattern:
        case a.Group(inner):
            return a.Group(inner, keys)
        case a.Project(inner, variables):
            return a.Project(_selecting(inner, keys, names), tuple(dict.fromkeys((*variables, *names))))
        case a.Join(left, right):
            return a.Join(_selecting(left, keys, names), right)
        case a.Extend() | a.Filter() | a.OrderBy() | a.Slice() | a.Distinct() | a.Reduced():
            return replace(pattern, pattern=_selecting(pattern.pattern, keys, names))
    return pattern


def selected(pattern: a.Pattern) -> a.Pattern:
    """Give what a SELECT selects from, with the variables that it computes; not what a sub-select in it does."""
    while isinstance(pattern, a.Slice | a.Distinct | a.Reduced):
        pattern = pattern.pattern
    if isinstance(pattern, a.Project):
        pattern = pattern.pattern
    return pattern.pattern if isinstance(pattern, a.OrderBy) else pattern


def refuse_exists(expression: a.Expression, where: str) -> None:
    """Raise NotSupported for an EXISTS whose part in a solution cannot be told."""
    if has_exists(expression):
        raise NotSupported("EXISTS", f"provenance of EXISTS within {where} is not supported: put it into a FILTER")


def refuse_unrepeatable(query: a.Query, what: str) -> None:
    """Raise NotSupported for a function that gives another value each time, so that no row can be found again."""
    for node in walk(query):
        if isinstance(node, a.Call) and node.function in _UNREPEATABLE:
            why = "it gives another value each time, so that no row can be found again"
            raise NotSupported(f"{node.function}()", f"{what} of {node.function}() is not supported: {why}")


def has_exists(expression: a.Expression) -> bool:
    """Tell whether an expression asks for the existence of a pattern."""
    return isinstance(expression, a.Node) and any(isinstance(node, a.Exists) for node in walk(expression))
