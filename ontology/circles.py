"""Circles: things from which links lead back to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping


def circles(links: Iterable[tuple[str, str]]) -> list[str]:
    """Give everything from which links, followed from first to second, lead back to it; sorted."""
    after: dict[str, set[str]] = defaultdict(set)
    for first, second in links:
        after[first].add(second)
    _drop_ends(after)
    return sorted(start for start in after if start in _reached(start, after))


def _drop_ends(after: dict[str, set[str]]) -> None:
    """Leave only what every chain of links can be followed from for ever: as a rule nothing."""
    before: dict[str, set[str]] = defaultdict(set)
    for first, seconds in after.items():
        for second in seconds:
            before[second].add(first)
    ends = [second for second in before if second not in after]
    while ends:
        for first in before[end := ends.pop()]:
            after[first].discard(end)
            if not after[first]:
                del after[first]
                ends.append(first)


def _reached(start: str, after: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = [start]
    while ahead:
        new = after.get(ahead.pop(), set()) - reached
        reached |= new
        ahead += new
    return reached
