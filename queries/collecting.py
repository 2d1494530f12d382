"""Collects, while the engine groups solutions, what those of each group rest on.

By an aggregate and a function of ours: to have the engine write names (`GROUP_CONCAT(STR(?graph))`) it would read each
from disk, and blank nodes have none. What was collected stays here; the solution of a group has its number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Variable

from queries.algebra import nodes as a
from queries.evaluation import Functions

Way = tuple[str, ...]
"""What one solution rests on: the names of the sets that hold its triples, as cells."""

Term = BlankNode | NamedNode | Literal

_COLLECT = NamedNode("urn:counterclaim:collect")
_WAY = NamedNode("urn:counterclaim:way")
_NOTHING = Literal("")


class Collected:
    """What was collected while one question was asked."""

    def __init__(self, named: Callable[[str], str] | None) -> None:
        """Begin with nothing; graphs are `named` as the support store names them, unless it is asked itself."""
        self._named = named
        self._groups: list[list[Term]] = []
        self._ways: list[Way] = []
        self._numbers: dict[tuple[Term, ...], Literal] = {}

    @property
    def functions(self) -> Functions:
        """What a question may call for each solution."""
        return cast(Functions, {_WAY: self._number})

    @property
    def aggregates(self) -> dict[NamedNode, Callable[[], Any]]:
        """What a question may call for each group."""
        return {_COLLECT: lambda: _Group(self._groups)}

    def names(self, cell: str) -> set[str]:
        """Give all that the solutions of a group rest on, by the number that stands in a cell."""
        if self._ways:
            return {name for term in set(self._groups[int(cell)]) for name in self._ways[int(term.value)]}
        return self._names(cell) - {""}

    def alone(self, cell: str) -> set[str] | None:
        """Give what the solutions of a group rest on, where each rests on one alone; None where one may on several."""
        if self._ways:
            return None
        names = self._names(cell)
        return None if "" in names else names

    def ways(self, cell: str) -> Iterable[Way]:
        """Give what each solution of a group rests on, each different way once."""
        if self._ways:
            return [self._ways[int(term.value)] for term in set(self._groups[int(cell)])]
        return [(name,) for name in self._names(cell)]

    def _names(self, cell: str) -> set[str]:
        found = set(map(str, self._groups[int(cell)]))
        if (nothing := str(_NOTHING)) in found:
            found = {*found - {nothing}, ""}
        return found if self._named is None else set(map(self._named, found))

    def _cell(self, term: Term) -> str:
        cell = "" if isinstance(term, Literal) else str(term)
        return cell if self._named is None else self._named(cell)

    def _number(self, *terms: Term) -> Literal:
        """Number what one solution rests on."""
        if (known := self._numbers.get(terms)) is None:
            known = self._numbers[terms] = Literal(len(self._ways))
            self._ways.append(tuple(map(self._cell, terms)))
        return known


class _Group:
    """One group while it is collected, as the engine asks for it."""

    __slots__ = ("_groups", "_terms", "accumulate")

    def __init__(self, groups: list[list[Term]]) -> None:
        self._groups = groups
        self._terms: list[Term] = []
        # Called for every solution: by far most of what collecting costs.
        self.accumulate = self._terms.append

    def finish(self) -> Literal:
        """Give the number of the group."""
        self._groups.append(self._terms)
        return Literal(len(self._groups) - 1)


def collecting(holders: Iterable[Variable], surely: frozenset[Variable]) -> a.Expression:
    """Have the engine collect what these variables are bound to; those that are not `surely` bound may be nothing."""
    terms: tuple[a.Expression, ...] = tuple(
        each if each in surely else a.Call("COALESCE", (each, _NOTHING)) for each in holders
    ) or (_NOTHING,)
    return a.Call(_COLLECT, terms if len(terms) == 1 else (a.Call(_WAY, terms),))
