"""Queries as values: what the strategies draw, the oracle evaluates, and the engine reads as text.

Only what the proof needs, one class for each form of SPARQL 1.1. A variable is a string such as `?x`, a blank
node one such as `_:b`; everything else is pyoxigraph's term.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from pyoxigraph import Literal, NamedNode

Term = NamedNode | Literal
Node = Term | str
"""A term, a variable or a blank node."""


@dataclass(frozen=True)
class Inverse:
    path: Path


@dataclass(frozen=True)
class Steps:
    first: Path
    then: Path


@dataclass(frozen=True)
class Choice:
    one: Path
    other: Path


@dataclass(frozen=True)
class Repeated:
    """A path with `?`, `*` or `+`."""

    path: Path
    mark: str


@dataclass(frozen=True)
class Not:
    """A negated property set: predicates that are not walked, forwards and backwards."""

    forward: tuple[NamedNode, ...]
    backward: tuple[NamedNode, ...]


Path = Node | Inverse | Steps | Choice | Repeated | Not
Pattern = tuple[Node, Path, Node]


@dataclass(frozen=True)
class Compare:
    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Among:
    """IN and NOT IN."""

    item: Node
    terms: tuple[Node, ...]
    negated: bool = False


@dataclass(frozen=True)
class Call:
    """BOUND, isIRI, isLiteral, isNumeric or sameTerm."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Plus:
    left: Node
    right: Node


@dataclass(frozen=True)
class Negation:
    of: Expression


@dataclass(frozen=True)
class Both:
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Either:
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Exists:
    group: Group
    negated: bool = False


@dataclass(frozen=True)
class Aggregate:
    """An aggregate of a variable, or of whole solutions where there is none; of what was put there within EXISTS."""

    name: str
    variable: Node | None
    distinct: bool = False


Expression = Node | Compare | Among | Call | Plus | Negation | Both | Either | Exists | Aggregate


@dataclass(frozen=True)
class Triples:
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True)
class Filter:
    condition: Expression


@dataclass(frozen=True)
class Optional:
    group: Group


@dataclass(frozen=True)
class Union:
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Minus:
    group: Group
    met: bool = False
    """Whether both sides have something in common anyway: what an EXISTS around was handed."""


@dataclass(frozen=True)
class Bind:
    expression: Expression
    variable: str


@dataclass(frozen=True)
class Values:
    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


@dataclass(frozen=True)
class Graph:
    name: Node
    group: Group
    place: Term | None = None
    """Which graph it is, where an EXISTS around was handed the value of its variable."""


@dataclass(frozen=True)
class Group:
    elements: tuple[Element, ...]


@dataclass(frozen=True)
class Column:
    """An expression with its name in a SELECT clause."""

    expression: Expression
    name: str


@dataclass(frozen=True)
class Select:
    """A query or a sub-select. No columns are `*`; `order` holds conditions as text."""

    where: Group
    columns: tuple[str | Column, ...] = ()
    modifier: str = ""
    keys: tuple[str, ...] = ()
    having: Expression | None = None
    order: tuple[str, ...] = ()
    limit: int | None = None
    offset: int = 0
    ask: bool = False

    @property
    def grouped(self) -> bool:
        """Whether its rows are of groups of solutions."""
        aggregates = (column for column in self.columns if isinstance(column, Column))
        return bool(self.keys) or any(isinstance(column.expression, Aggregate) for column in aggregates)

    @property
    def names(self) -> tuple[str, ...]:
        """The variables of its rows, in order."""
        if self.ask:
            return ()
        if not self.columns:
            return tuple(sorted(in_scope(self.where)))
        return tuple(column.name if isinstance(column, Column) else column for column in self.columns)


Element = Triples | Filter | Optional | Union | Minus | Bind | Values | Graph | Group | Select


def in_scope(element: Element) -> set[str]:
    """Give the variables that an element may bind (SPARQL 1.1, section 18.2.1)."""
    match element:
        case Triples(patterns):
            return {node for pattern in patterns for node in pattern if isinstance(node, str) and node[0] == "?"}
        case Filter() | Minus():
            return set()
        case Optional(group):
            return in_scope(group)
        case Union(groups) | Group(groups):
            return {name for each in groups for name in in_scope(each)}
        case Bind(_, variable):
            return {variable}
        case Values(variables, _):
            return set(variables)
        case Graph(name, group):
            return in_scope(group) | ({name} if isinstance(name, str) else set())
        case Select():
            return set(element.names)


def written(query: Select) -> str:
    """Write a query as text."""
    return _Writer().select(query)


def _node(node: Node | None) -> str:
    return "UNDEF" if node is None else str(node)


def _nodes(nodes: Iterable[Node | None]) -> str:
    return " ".join(map(_node, nodes))


class _Writer:
    """Writes a query; each block of triples gets blank nodes of its own, as SPARQL demands."""

    def __init__(self) -> None:
        self._blocks: Iterator[int] = count()

    def select(self, query: Select) -> str:
        columns = [
            f"({self.expression(c.expression)} AS {c.name})" if isinstance(c, Column) else c for c in query.columns
        ]
        head = "ASK" if query.ask else " ".join(["SELECT", *filter(None, [query.modifier]), *(columns or ["*"])])
        tail = [
            f"GROUP BY {' '.join(query.keys)}" if query.keys else "",
            f"HAVING ({self.expression(query.having)})" if query.having is not None else "",
            f"ORDER BY {' '.join(query.order)}" if query.order else "",
            f"LIMIT {query.limit}" if query.limit is not None else "",
            f"OFFSET {query.offset}" if query.offset else "",
        ]
        return " ".join([head, "WHERE", self.group(query.where), *filter(None, tail)])

    def group(self, group: Group) -> str:
        return "{ " + " ".join(self.element(element) for element in group.elements) + " }"

    def element(self, element: Element) -> str:
        match element:
            case Triples(patterns):
                block = next(self._blocks)
                return " ".join(f"{' '.join(self._slot(slot, block) for slot in pattern)} ." for pattern in patterns)
            case Filter(condition):
                return f"FILTER ({self.expression(condition)})"
            case Optional(group):
                return f"OPTIONAL {self.group(group)}"
            case Union(groups):
                return " UNION ".join(map(self.group, groups))
            case Minus(group):
                return f"MINUS {self.group(group)}"
            case Bind(expression, variable):
                return f"BIND ({self.expression(expression)} AS {variable})"
            case Values(variables, rows):
                return f"VALUES ({' '.join(variables)}) {{ {' '.join(f'({_nodes(row)})' for row in rows)} }}"
            case Graph(name, group):
                return f"GRAPH {_node(name)} {self.group(group)}"
            case Group():
                return self.group(element)
            case Select():
                return f"{{ {self.select(element)} }}"

    def expression(self, expression: Expression) -> str:
        match expression:
            case Compare(operator, left, right):
                return f"({self.expression(left)} {operator} {self.expression(right)})"
            case Among(item, terms, negated):
                return f"({_node(item)} {'NOT ' if negated else ''}IN ({', '.join(map(_node, terms))}))"
            case Call(name, arguments):
                return f"{name}({', '.join(map(_node, arguments))})"
            case Plus(left, right):
                return f"({_node(left)} + {_node(right)})"
            case Negation(of):
                return f"(! {self.expression(of)})"
            case Both(left, right):
                return f"({self.expression(left)} && {self.expression(right)})"
            case Either(left, right):
                return f"({self.expression(left)} || {self.expression(right)})"
            case Exists(group, negated):
                return f"{'NOT ' if negated else ''}EXISTS {self.group(group)}"
            case Aggregate(name, variable, distinct):
                return f"{name}({'DISTINCT ' if distinct else ''}{variable or '*'})"
            case _:
                return _node(expression)

    def _slot(self, slot: Path, block: int) -> str:
        if isinstance(slot, str) and slot.startswith("_:"):
            return f"{slot}{block}"
        return self.path(slot)

    def path(self, path: Path) -> str:
        match path:
            case Inverse(of):
                return f"^({self.path(of)})"
            case Steps(first, then):
                return f"({self.path(first)}/{self.path(then)})"
            case Choice(one, other):
                return f"({self.path(one)}|{self.path(other)})"
            case Repeated(of, mark):
                return f"({self.path(of)}){mark}"
            case Not(forward, backward):
                return f"!({'|'.join([*map(_node, forward), *(f'^{_node(each)}' for each in backward)])})"
            case _:
                return _node(path)
