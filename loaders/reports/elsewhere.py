"""Which way people went by what the same report says elsewhere of the same people: never where it says two things."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace

from loaders.reports.finding import Finding
from loaders.reports.parsing import Parsed
from loaders.reports.scene import BACK, Scene, goes_both_ways, is_complete, with_side
from loaders.reports.timing import TRANSFERS
from loaders.reports.ways import Direction
from ontology.model import Population

Key = Callable[[Finding], Hashable | None]


def as_elsewhere(parsed: Parsed, found: list[Finding]) -> list[Finding]:
    """Give transfers without a direction that of the same hostages, or of the same side's people, in the report."""
    for key in (_same_figure, _people, _received, _kind):
        told = _told(found, key)
        found = [_with_way(parsed, f, told.get(key(f), []), found[max(0, i - BACK) : i]) for i, f in enumerate(found)]
    return found


def _told(found: list[Finding], key: Key) -> dict[Hashable, list[Finding]]:
    ways: dict[Hashable, list[Finding]] = {}
    for finding in found:
        if is_complete(finding.direction) and key(finding) is not None:
            ways.setdefault(key(finding), []).append(finding)
    return ways


def _with_way(parsed: Parsed, finding: Finding, told: list[Finding], before: list[Finding]) -> Finding:
    """Give a finding the one way that others of its kind went; of two ways none."""
    ways = {f.direction for f in told}
    if len(ways) != 1 or finding.direction != Direction() or finding.counted.way is not None:
        return finding
    if goes_both_ways(Scene(parsed, before), finding):
        return finding
    sides = {f.counted.affiliation for f in told}
    own = next(iter(sides)) if len(sides) == 1 else None
    return with_side(replace(finding, direction=next(iter(ways))), finding.counted.affiliation or own)


def _same_figure(finding: Finding) -> Hashable | None:
    counted = finding.counted
    return (counted.phenomenon, counted.figure.value) if counted.phenomenon in TRANSFERS else None


def _people(finding: Finding) -> Hashable | None:
    """People of one side who change hands: "2,000 Palestinian prisoners", "1,968 Palestinians"."""
    counted = finding.counted
    named = counted.affiliation is not None and counted.phenomenon in TRANSFERS
    return (counted.phenomenon, counted.affiliation) if named else None


def _received(finding: Finding) -> Hashable | None:
    """What a side counts of what it is told to have received: "Kyiv counted 1,245 bodies"."""
    told = finding.direction.receiver or next((p for s in finding.claimants if (p := s.party)), None)
    return (finding.counted.phenomenon, told) if finding.counted.phenomenon in TRANSFERS and told else None


def _kind(finding: Finding) -> Hashable | None:
    """All that the report tells of the kind."""
    counted = finding.counted
    hostages = counted.population is Population.HOSTAGES
    return (counted.phenomenon, hostages) if counted.phenomenon in TRANSFERS else None
