"""The smallest sets of parts of a query that keep it from having a solution: without them, it has one.

Each set is tried by asking the query without it, the smaller first. Parts that share no variable are asked one by one:
joined, they would only be multiplied.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from pyoxigraph import Variable

from queries.algebra import nodes as a
from queries.conjuncts import Part, joined

SIZE = 3
"""The most parts of a set that are looked for together."""

TRIES = 400
"""The most sets that are tried; beyond, one is found by putting part after part back."""


@dataclass(slots=True)
class ConflictSearch:
    """Searches by asking; what was asked once is remembered."""

    ask: Callable[[a.Pattern], bool]
    _known: dict[a.Pattern, bool] = field(default_factory=dict)

    def find(self, parts: Sequence[Part]) -> tuple[list[frozenset[int]], bool]:
        """Give the smallest sets by the numbers of their parts, and whether there may be more; none for a solution.

        No set holds another. They come by size, then in the order of the query.
        """
        if self.holds(parts):
            return [], False
        numbers = [part.number for part in parts]
        found: list[frozenset[int]] = []
        tries = 0
        for size in range(1, min(SIZE, len(numbers)) + 1):
            for left_out in map(frozenset, combinations(numbers, size)):
                if any(each <= left_out for each in found):
                    continue
                if tries == TRIES:
                    return found or [self._put_back(parts)], True
                tries += 1
                if self.holds(parts, left_out):
                    found.append(left_out)
        return (found, len(numbers) > SIZE) if found else ([self._put_back(parts)], True)

    def holds(self, parts: Sequence[Part], left_out: frozenset[int] = frozenset()) -> bool:
        """Tell whether there is a solution without some parts."""
        return all(self._has_solution(joined(group)) for group in apart(remaining(parts, left_out)))

    def _put_back(self, parts: Sequence[Part]) -> frozenset[int]:
        """Leave out all parts, and put back one after the other as long as there is a solution."""
        left_out = frozenset(part.number for part in parts)
        for part in parts:
            if self.holds(parts, left_out - {part.number}):
                left_out -= {part.number}
        return left_out

    def _has_solution(self, pattern: a.Pattern) -> bool:
        if pattern not in self._known:
            self._known[pattern] = self.ask(pattern)
        return self._known[pattern]


def remaining(parts: Sequence[Part], left_out: frozenset[int]) -> list[Part]:
    """Leave parts out, and with them what would judge of values that nothing gives any more."""
    rest = [part for part in parts if part.number not in left_out]
    given = frozenset[Variable]().union(*(part.binds for part in parts))
    while True:
        lost = given.difference(*(part.binds for part in rest))
        kept = [part for part in rest if not part.needs & lost]
        if len(kept) == len(rest):
            return rest
        rest = kept


def apart(parts: Sequence[Part]) -> list[list[Part]]:
    """Put together what shares variables, each group in the order of the query."""
    groups: list[tuple[set[Variable], list[Part]]] = []
    for part in parts:
        together = [group for group in groups if group[0] & part.variables]
        names = set(part.variables).union(*(group[0] for group in together))
        members = sorted([part, *(each for group in together for each in group[1])], key=parts.index)
        groups = [group for group in groups if group not in together] + [(names, members)]
    return [members for _, members in groups]
