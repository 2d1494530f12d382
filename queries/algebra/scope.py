"""Going through an algebra: its nodes, the variables in scope, and the same with some nodes changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, Variable

from queries.algebra.nodes import (
    BGP,
    Aggregate,
    Extend,
    Graph,
    Group,
    GroupKey,
    Join,
    Lateral,
    LeftJoin,
    Minus,
    Node,
    Pattern,
    Project,
    Term,
    TriplePattern,
    Union,
    Values,
)

TERMS = (NamedNode, Literal, BlankNode, Variable)
Changed = TypeVar("Changed")


def parts(node: Node) -> Iterator[object]:
    """Yield what a node is made of, in the order of its fields: the members of tuples one by one."""
    for name in getattr(node, "__match_args__", ()):
        yield from _members(getattr(node, name))


def _members(value: object) -> Iterator[object]:
    if isinstance(value, tuple):
        for member in value:
            yield from _members(member)
    else:
        yield value


def walk(node: Node) -> Iterator[Node | Term]:
    """Yield a node and all that it holds, terms too, each before what it holds."""
    yield node
    for part in parts(node):
        if isinstance(part, Node):
            yield from walk(part)
        elif isinstance(part, TERMS):
            yield part


def transform(value: Changed, change: Callable[[Node | Term], Node | Term]) -> Changed:
    """Give a node with everything in it changed, from the innermost out: terms, nodes, at last itself.

    Whether what `change` gives can stand where it is put is for `change` to see to.
    """
    # The types of a field outlive a change that keeps to them, which no type checker can follow here.
    return _changed(value, change)  # type: ignore[return-value]


def _changed(value: object, change: Callable[[Node | Term], Node | Term]) -> object:
    if isinstance(value, tuple):
        return tuple(_changed(member, change) for member in value)
    if isinstance(value, Node):
        fields = [getattr(value, name) for name in getattr(value, "__match_args__", ())]
        changed = [_changed(field, change) for field in fields]
        same = all(old is new or old == new for old, new in zip(fields, changed, strict=True))
        return change(value if same else type(value)(*changed))
    return change(value) if isinstance(value, TERMS) else value


def size(node: object, known: dict[int, int] | None = None) -> int:
    """Count the nodes that are written for a node: what stands in several places, once for each."""
    known = {} if known is None else known
    if not isinstance(node, Node):
        return 0
    if id(node) not in known:
        known[id(node)] = 1 + sum(size(part, known) for part in parts(node))
    return known[id(node)]


def aggregates(node: object) -> bool:
    """Tell whether an expression holds an aggregate of its own, not one of a pattern within it."""
    if isinstance(node, Aggregate):
        return True
    return isinstance(node, Node) and not isinstance(node, Pattern) and any(map(aggregates, parts(node)))


def variables_in_scope(pattern: Pattern) -> tuple[Variable, ...]:
    """Give the variables that may be bound in a solution, in the order of their places (section 18.2.1)."""
    return tuple(dict.fromkeys(_scope(pattern)))


def _scope(node: Node) -> Iterator[Variable]:
    match node:
        case BGP(triples):
            for triple in triples:
                yield from _variables(triple)
        case Join(left, right) | LeftJoin(left, right) | Lateral(left, right):
            yield from _scope(left)
            yield from _scope(right)
        case Union(patterns):
            for pattern in patterns:
                yield from _scope(pattern)
        case Extend(pattern, variable):
            yield from _scope(pattern)
            yield variable
        case Graph(name, pattern):
            yield from (name,) if isinstance(name, Variable) else ()
            yield from _scope(pattern)
        case Minus(pattern):
            yield from _scope(pattern)
        case Values(variables) | Project(_, variables):
            yield from variables
        case Group(_, keys):
            yield from _key_variables(keys)
        case _:
            # Filter and the modifiers: in scope is what is in scope in the one pattern that they modify.
            yield from (variable for part in parts(node) if isinstance(part, Pattern) for variable in _scope(part))


def _variables(triple: TriplePattern) -> Iterator[Variable]:
    return (part for part in parts(triple) if isinstance(part, Variable))


def _key_variables(keys: tuple[GroupKey, ...]) -> Iterator[Variable]:
    for key in keys:
        variable = key.variable or key.expression
        if isinstance(variable, Variable):
            yield variable


def fresh(name: str, taken: Iterable[str]) -> str:
    """Give a name like `name` that is not taken."""
    used = set(taken)
    while name in used:
        name += "_"
    return name
