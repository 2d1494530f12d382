"""Which day an undated count of an exchange belongs to, where the report gives the day elsewhere.

Never by mere nearness: an earlier exchange or a running total in the same report would get the day's date.
"""

from __future__ import annotations

from dataclasses import replace

from loaders.reports.finding import Finding
from loaders.reports.timing import TRANSFERS
from ontology.dates import When
from ontology.model import Accumulation, Modality


def settle(found: list[Finding]) -> list[Finding]:
    """Give undated counts of exchanges their day; their parts get it with them."""
    dated = [f for f in found if _is_dated(f)]
    return [_with_day(f, _day(f, dated)) if _is_open(f) else f for f in found]


def _day(finding: Finding, dated: list[Finding]) -> When | None:
    """Give the day of the same count elsewhere, of another one in the same sentence, or of the report's exchange."""
    counted = finding.counted
    alike = [f for f in dated if f.counted.phenomenon is counted.phenomenon]
    for other in alike:
        same_figure = other.counted.figure.value == counted.figure.value and other.direction == finding.direction
        if same_figure or other.counted.number.sent == counted.number.sent:
            return other.timing.event
    return finding.timing.of_report


def _is_dated(finding: Finding) -> bool:
    day = finding.timing.event
    return (
        day is not None
        and day.is_day
        and finding.accumulation is Accumulation.EVENT
        and finding.modality is Modality.ACCOMPLISHED
    )


def _is_open(finding: Finding) -> bool:
    timing = finding.timing
    of_an_exchange = finding.counted.phenomenon in TRANSFERS and finding.accumulation is Accumulation.EVENT
    undated = timing.event is None and not timing.periodic and not timing.earlier
    return of_an_exchange and undated and finding.modality is Modality.ACCOMPLISHED


def _with_day(finding: Finding, day: When | None) -> Finding:
    said = finding.timing.said
    # What was said before the day was not said of it.
    too_early = bool(said and said.latest and day and day.earliest and said.latest < day.earliest)
    if day is None or too_early:
        return finding
    timing = replace(finding.timing, event=day)
    return replace(finding, timing=timing, parts=tuple(replace(part, timing=timing) for part in finding.parts))
