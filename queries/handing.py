"""What an EXISTS is handed: the values of the solution around it, as the engine hands them.

SPARQL 1.1 Query, section 18.6, puts the values in the places of the variables, and leaves open what that means where a
variable has no place: in BIND, VALUES, sub-selects, MINUS. The engine evaluates the pattern with the solution as a
beginning. So what is written with LATERAL finds the same, as long as it sees the same: a variable that has no value
around it gets a name of its own, since what it finds is not seen outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

from pyoxigraph import Variable

from queries import algebra
from queries.algebra import nodes as a
from queries.algebra.outline import outline
from queries.algebra.scope import variables_in_scope, walk
from queries.errors import NotSupported
from queries.scoping import bound_surely, renamed, takes_values, unbound

MOST_DOUBTFUL = 3
"""The most variables of an EXISTS that may or may not have a value around it: each doubles what is asked."""

Fresh = Callable[[str], Variable]


def handings(
    pattern: a.Pattern, around: a.Pattern, fresh: Fresh
) -> Iterator[tuple[tuple[a.Expression, ...], a.Pattern]]:
    """Give the pattern of an EXISTS, to be asked with LATERAL of what stands around it, for each case that there is.

    A case has conditions on what stands around: which variables have a value. Raises NotSupported where the engine
    would not see the same.
    """
    pattern = _apart(pattern, fresh)
    known, sure = set(variables_in_scope(around)), bound_surely(around)
    scope = variables_in_scope(pattern)
    doubtful = [name for name in scope if name in known - sure]
    refuse_unlike(pattern, around)
    _refuse_rebound(pattern, known)
    if len(doubtful) > MOST_DOUBTFUL:
        names = " ".join(map(str, doubtful))
        raise _refused(f"{names} may have no value outside it: bind them before it, or leave them out of it")
    for choice in product((True, False), repeat=len(doubtful)):
        without = {name for name, there in zip(doubtful, choice, strict=True) if not there}
        conditions = tuple(unbound(name) if name in without else a.Call("BOUND", (name,)) for name in doubtful)
        handed = known - without
        _refuse_sums(pattern, handed)
        own = {name: fresh("within") for name in scope if name not in handed}
        yield conditions, _agreeing(renamed(pattern, own), handed, fresh)


def refuse_unlike(pattern: a.Pattern, around: a.Pattern) -> None:
    """Raise NotSupported for a MINUS in an EXISTS to both of whose sides nothing but what we ask besides is known."""
    if not bound_surely(around) and any(isinstance(node, a.Minus) for node in walk(pattern)):
        raise _refused("it has MINUS, and nothing is surely bound around it: bind a variable before it")


def _apart(pattern: a.Pattern, fresh: Fresh) -> a.Pattern:
    """Give what a sub-select does not show names of its own: it is handed nothing for them."""

    def change(node: a.Node | a.Term) -> a.Node | a.Term:
        if not isinstance(node, a.Project):
            return node
        if any(isinstance(each, a.Minus) for each in walk(node)):
            raise _refused("a sub-select in it has MINUS: put MINUS outside of it, or use NOT EXISTS")
        hidden = {each for each in walk(node) if isinstance(each, Variable)}.difference(node.variables)
        return renamed(node, {name: fresh("within") for name in sorted(hidden, key=str)})

    return algebra.transform(pattern, change)


def _refuse_rebound(pattern: a.Pattern, known: set[Variable]) -> None:
    for node in walk(pattern):
        if isinstance(node, a.Extend) and node.variable in known:
            raise _refused(f"it gives {node.variable} a value, which has one outside: call it otherwise")


def _refuse_sums(pattern: a.Pattern, handed: set[Variable]) -> None:
    """Refuse a sub-select that would sum up other groups if it were asked on its own."""
    for node in walk(pattern):
        if isinstance(node, a.Project) and (names := handed.intersection(node.variables)):
            made = outline(node, selecting=True)
            if (made.group or made.aggregates) and not (names <= bound_surely(made.where) and takes_values(made.where)):
                shown = " ".join(sorted(map(str, names)))
                raise _refused(f"a sub-select in it sums up by {shown}, known outside: call it otherwise, and compare")


def _agreeing(pattern: a.Pattern, handed: set[Variable], fresh: Fresh) -> a.Pattern:
    """Have VALUES agree with what is handed, rather than bind it: LATERAL lets nothing be bound twice."""

    def change(node: a.Node | a.Term) -> a.Node | a.Term:
        if not isinstance(node, a.Values) or handed.isdisjoint(node.variables):
            return node
        own = {name: fresh("listed") for name in node.variables if name in handed}
        agreed: a.Pattern = a.Values(tuple(own.get(name, name) for name in node.variables), node.rows)
        for name, listed in own.items():
            agreed = a.Filter(agreed, a.Or((unbound(listed), a.Call("SAMETERM", (name, listed)))))
        return agreed

    return algebra.transform(pattern, change)


def _refused(why: str) -> NotSupported:
    return NotSupported("EXISTS", f"provenance of this EXISTS is not supported: {why}")
