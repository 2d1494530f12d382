"""A pattern as a list of parts, each of which asks for something on its own, and any of which can be left out.

The parts of one group are joined in their order: what is asked of a graph, FILTER, OPTIONAL, MINUS, BIND, VALUES. A
FILTER stands above the empty pattern, as do OPTIONAL, MINUS and BIND: what comes before takes its place. A UNION makes
alternatives. What has a scope of its own (a sub-select, a group whose filter looks outside) stays in one piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import BlankNode, Literal, NamedNode, Variable

from queries import algebra
from queries.algebra import nodes as a
from queries.algebra.scope import Changed, fresh, variables_in_scope, walk
from queries.errors import NotSupported
from queries.scoping import bound_surely, renamed

Bound = Mapping[Variable, NamedNode | Literal]

EMPTY = a.BGP()
TRUE = Literal(True)
IMPOSSIBLE = a.Filter(EMPTY, Literal(False))
"""What has no solution."""
_ALTERNATIVES = 32


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a group, and what is shown of it."""

    number: int
    pattern: a.Pattern
    shown: a.Pattern

    @property
    def variables(self) -> frozenset[Variable]:
        """All variables in it: those through which it hangs together with other parts."""
        return frozenset(node for node in walk(self.pattern) if isinstance(node, Variable))

    @property
    def binds(self) -> frozenset[Variable]:
        """The variables to which it may give a value."""
        return frozenset() if isinstance(self.pattern, a.Minus) else frozenset(variables_in_scope(self.pattern))

    @property
    def needs(self) -> frozenset[Variable]:
        """The variables without a value for which it cannot say anything."""
        match self.pattern:
            case a.Filter(left, condition) if left == EMPTY:
                return frozenset(_asked(condition))
            case a.Extend(_, _, expression):
                return frozenset(_asked(expression))
        return frozenset()


def _asked(expression: a.Expression) -> Iterator[Variable]:
    """Give the variables of an expression, but for those within the patterns of EXISTS."""
    if isinstance(expression, Variable):
        yield expression
    elif isinstance(expression, a.Node) and not isinstance(expression, a.Pattern):
        for name in expression.__match_args__:  # type: ignore[attr-defined]  # every node is a dataclass
            for each in value if isinstance(value := getattr(expression, name), tuple) else (value,):
                yield from _asked(each)


def joined(parts: Iterable[Part]) -> a.Pattern:
    """Put parts together again."""
    pattern: a.Pattern = EMPTY
    for part in parts:
        match part.pattern:
            case a.Filter() | a.Extend() as above if above.pattern == EMPTY:
                pattern = replace(above, pattern=pattern)
            case a.LeftJoin() | a.Minus() as beside if beside.left == EMPTY or isinstance(beside.left, a.Values):
                pattern = replace(beside, left=_join(pattern, beside.left))
            case other:
                pattern = _join(pattern, other)
    return pattern


def _join(left: a.Pattern, right: a.Pattern) -> a.Pattern:
    if left == EMPTY:
        return right
    if isinstance(left, a.BGP) and isinstance(right, a.BGP):
        return a.BGP(left.triples + right.triples)
    return left if right == EMPTY else a.Join(left, right)


def alternatives(pattern: a.Pattern) -> list[list[Part]]:
    """Take a pattern apart; each alternative is one way through its UNIONs. Raises NotSupported for too many."""
    taken = {node.value for node in walk(pattern) if isinstance(node, Variable)}

    def named(node: a.Node | a.Term) -> a.Node | a.Term:
        return Variable(fresh(f"blank_{node.value}", taken)) if isinstance(node, BlankNode) else node

    numbers: dict[a.Pattern, int] = {}
    return [
        [Part(numbers.setdefault(each, len(numbers)), each, each) for each in choice]
        for choice in _flat(algebra.transform(pattern, named))
    ]


def _flat(pattern: a.Pattern) -> list[list[a.Pattern]]:
    match pattern:
        case a.BGP(triples):
            return [[a.BGP((triple,)) for triple in triples]]
        case a.Join(left, right):
            return _product(_flat(left), _flat(right) if _open(right, variables_in_scope(left)) else [[_closed(right)]])
        case a.Filter(inner, condition):
            conditions = condition.operands if isinstance(condition, a.And) else (condition,)
            return _product(_flat(inner), [[a.Filter(EMPTY, each) for each in conditions]])
        case a.LeftJoin(left, right, condition):
            return _product(_flat(left), [[a.LeftJoin(EMPTY, right, condition)]])
        case a.Minus(left, right):
            return _product(_flat(left), [[a.Minus(EMPTY, right)]])
        case a.Extend(inner, variable, expression):
            return _product(_flat(inner), [[a.Extend(EMPTY, variable, expression)]])
        case a.Union(patterns):
            return _few([choice for each in patterns for choice in _flat(each)])
        case a.Graph(name, a.BGP(triples)) if triples:
            return [[a.Graph(name, a.BGP((triple,))) for triple in triples]]
    return [[pattern]]


def _closed(group: a.Pattern) -> a.Pattern:
    """Keep a group in one piece, so that nothing in it is taken for what stands around it."""
    return a.Project(group, variables_in_scope(group))


def _product(left: list[list[a.Pattern]], right: list[list[a.Pattern]]) -> list[list[a.Pattern]]:
    return _few([[*one, *other] for one in left for other in right])


def _few(choices: list[list[a.Pattern]]) -> list[list[a.Pattern]]:
    if len(choices) > _ALTERNATIVES:
        raise NotSupported(
            "UNION", f"why-not looks at {_ALTERNATIVES} ways through UNION, and there are more: leave some out"
        )
    return choices


def _open(group: a.Pattern, before: Iterable[Variable]) -> bool:
    """Tell whether a group of its own means the same without its braces: nothing in it sees more than it did."""
    seen = set(before)
    for node in walk(group):
        match node:
            case a.Filter(inner, condition):
                mentioned, sure = _mentioned(condition), bound_surely(inner)
            case a.LeftJoin(left, right, condition):
                mentioned, sure = _mentioned(right) | _mentioned(condition), bound_surely(left)
            case a.Minus(left, right):
                mentioned, sure = _mentioned(right), bound_surely(left)
            case a.Extend(inner, variable, expression):
                mentioned, sure = _mentioned(expression) | {variable}, bound_surely(inner)
            case a.Project() | a.Group() | a.Slice():
                return False
            case _:
                continue
        if (mentioned - sure) & seen:
            return False
    return True


def _mentioned(node: object) -> set[Variable]:
    if isinstance(node, Variable):
        return {node}
    return {each for each in walk(node) if isinstance(each, Variable)} if isinstance(node, a.Node) else set()


# --- the same for one row


def for_row(parts: Sequence[Part], row: Bound) -> list[Part] | None:
    """Give parts the values of a row; None where they could not bind all of its variables.

    An OPTIONAL that alone binds a variable of the row has to find something, so its own parts take its place. Raises
    NotSupported where several might bind it.
    """
    for name in row:
        _refuse_doubtful(parts, name)
    opened: list[Part] = []
    fresh = 1 + max((part.number for part in parts), default=0) * 100
    surely: set[Variable] = set()
    for part in parts:
        wanted = (part.binds & row.keys()) - surely
        if isinstance(part.pattern, a.LeftJoin) and wanted:
            inner = part.pattern.right
            if part.pattern.condition is not None:
                inner = a.Filter(inner, part.pattern.condition)
            whole = len(_flat(inner)) > 1 or not _open(inner, surely)
            for number, each in enumerate(alternatives(_closed(inner) if whole else inner)[0]):
                opened.append(replace(each, number=fresh + 100 * part.number + number))
        else:
            opened.append(part)
        surely |= part.binds
    if not row.keys() <= surely:
        return None
    before: set[Variable] = set()
    found = []
    for part in opened:
        found.append(_with_values(part, row, before))
        before |= part.binds
    return found


def _refuse_doubtful(parts: Sequence[Part], name: Variable) -> None:
    """Refuse where it cannot be told which part gives a variable its value."""
    binders = [part for part in parts if name in part.binds]
    doubtful = [part for part in binders if name not in bound_surely(part.pattern)]
    if not doubtful or len(binders) == 1:
        return
    if binders[0] not in doubtful and all(isinstance(part.pattern, a.LeftJoin) for part in doubtful):
        return
    message = (
        f"why-not of {name} is not supported: several parts may give it a value (OPTIONAL, BIND, VALUES, sub-select)"
    )
    raise NotSupported("OPTIONAL", message)


def _with_values(part: Part, row: Bound, before: set[Variable]) -> Part:
    """Give a part the values of a row; of what binds them by computing, ask that it comes out so."""
    match part.pattern:
        case a.BGP() | a.Graph(_, a.BGP()) as triples:
            found = _put(triples, row)
            if IMPOSSIBLE in walk(found):
                # A path of no steps may begin at a literal, though nothing can be written that does.
                return replace(part, pattern=_equal(triples, row))
            return replace(part, pattern=found, shown=found)
        case a.Filter(left, condition) if left == EMPTY:
            judged = a.Filter(left, _put(condition, row))
            return replace(part, pattern=judged, shown=judged)
        case a.Extend(left, variable, expression):
            computed = _put(expression, row)
            asked = a.Filter(EMPTY, _same(computed, row[variable])) if variable in row else None
            return replace(part, pattern=asked or a.Extend(left, variable, computed))
        case a.Values(variables, rows):
            return replace(part, pattern=_rows_of(variables, rows, row))
        case a.LeftJoin(left, right, condition):
            return replace(part, pattern=a.LeftJoin(left, _put(right, row), condition and _put(condition, row)))
        case a.Minus(_, right):
            # Not put into it: what the two sides have in common is what MINUS goes by.
            shared = tuple(name for name in variables_in_scope(right) if name in row and name in before)
            given = a.Values(shared, (tuple(row[name] for name in shared),)) if shared else EMPTY
            return replace(part, pattern=a.Minus(given, right))
    return replace(part, pattern=_equal(part.pattern, row))


def _put(value: Changed, row: Bound) -> Changed:
    """Put the values of a row in the places of its variables; where one cannot stand, nothing is found."""
    for node in walk(value) if isinstance(value, a.Node) else ():
        if isinstance(node, a.Node) and (names := _own(node) & row.keys()):
            name = min(names, key=str)
            message = f"why-not of {name} is not supported: OPTIONAL or EXISTS has it in a sub-select, BIND or VALUES"
            raise NotSupported("sub-select", message)

    def change(node: a.Node | a.Term) -> a.Node | a.Term:
        match node:
            case Variable():
                return row.get(node, node)
            case a.Call("BOUND", (NamedNode() | Literal(),)):
                # It takes a variable only: https://www.w3.org/TR/sparql11-query/#func-bound
                return TRUE
            case a.BGP() | a.Graph() if not _can_stand(node):
                return IMPOSSIBLE
        return node

    return algebra.transform(value, change)


def _own(node: a.Node) -> set[Variable]:
    """Give the variables in whose places no values can be put: to which a value is given, or that have a scope."""
    match node:
        case a.Extend(_, variable):
            return {variable}
        case a.Values(variables):
            return set(variables)
        case a.Project():
            return _mentioned(node)
    return set()


def _rows_of(
    variables: tuple[Variable, ...], rows: tuple[tuple[NamedNode | Literal | None, ...], ...], row: Bound
) -> a.Pattern:
    kept = [at for at, name in enumerate(variables) if name not in row]
    fitting = [
        tuple(each[at] for at in kept)
        for each in rows
        if all(each[at] == row[name] for at, name in enumerate(variables) if name in row)
    ]
    if not fitting:
        return IMPOSSIBLE
    return a.Values(tuple(variables[at] for at in kept), tuple(fitting)) if kept else EMPTY


def _equal(pattern: a.Pattern, row: Bound) -> a.Pattern:
    """Have a pattern with a scope of its own give these values."""
    taken = {node.value for node in walk(pattern) if isinstance(node, Variable)}
    names = {name: Variable(fresh(name.value, taken)) for name in variables_in_scope(pattern) if name in row}
    if not names:
        return pattern
    conditions = tuple(_same(names[name], row[name]) for name in names)
    return a.Filter(renamed(pattern, names), conditions[0] if len(conditions) == 1 else a.And(conditions))


def _same(expression: a.Expression, term: NamedNode | Literal) -> a.Expression:
    return a.Call("SAMETERM", (expression, term))


def _can_stand(pattern: a.Pattern) -> bool:
    """Tell whether terms stand where they may: no literal is a subject, a predicate or a graph."""
    if isinstance(pattern, a.BGP):
        return not any(isinstance(term, Literal) for each in pattern.triples for term in (each.subject, each.predicate))
    return not (isinstance(pattern, a.Graph) and isinstance(pattern.name, Literal))
