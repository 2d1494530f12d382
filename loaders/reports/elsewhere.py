"""Which way people went by what the same report says elsewhere of the same people: never where it says two things."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace

from loaders.reports.finding import Finding
from loaders.reports.timing import TRANSFERS
from loaders.reports.ways import Direction
from ontology.model import Population

Key = Callable[[Finding], Hashable | None]


def as_elsewhere(found: list[Finding]) -> list[Finding]:
    """Give transfers without a direction that of the same hostages, or of the same side's people, in the report."""
    for key in (_hostages, _people):
        told = _told(found, key)
        found = [_with_way(f, told.get(key(f), set())) for f in found]
    return found


def _told(found: list[Finding], key: Key) -> dict[Hashable, set[Direction]]:
    ways: dict[Hashable, set[Direction]] = {}
    for finding in found:
        if finding.direction != Direction() and key(finding) is not None:
            ways.setdefault(key(finding), set()).add(finding.direction)
    return ways


def _with_way(finding: Finding, ways: set[Direction]) -> Finding:
    """Give a finding the one way that others of its kind went; of two ways none."""
    if len(ways) != 1 or finding.direction != Direction() or finding.counted.way is not None:
        return finding
    return replace(finding, direction=next(iter(ways)))


def _hostages(finding: Finding) -> Hashable | None:
    """Hostages are held by one side, dead or alive."""
    counted = finding.counted
    moved = counted.phenomenon in TRANSFERS and counted.population is Population.HOSTAGES
    return Population.HOSTAGES if moved else None


def _people(finding: Finding) -> Hashable | None:
    """People of one side who change hands: "2,000 Palestinian prisoners", "1,968 Palestinians"."""
    counted = finding.counted
    named = counted.affiliation is not None and counted.phenomenon in TRANSFERS
    return (counted.phenomenon, counted.affiliation) if named else None
