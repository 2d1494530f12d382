"""Which day an undated count of an exchange belongs to, where the report gives the day elsewhere.

The nearest evidence counts: the same count or sentence, the day on which it was announced, what was told before in
the paragraph, the day on which the report says its exchange took place, the day of the news. An exchange before the
one reported, a running total and a plan get none.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from loaders.reports.finding import Finding
from loaders.reports.parsing import Parsed
from loaders.reports.syntax import is_perfect
from loaders.reports.timing import TRANSFERS
from ontology.dates import When
from ontology.model import Accumulation, Modality

_NEWS = 7
"""For how many days a report tells of something as its news."""


def settle(found: list[Finding], parsed: Parsed, published: date | None) -> list[Finding]:
    """Give undated counts of exchanges their day; their parts get it with them."""
    dated = [f for f in found if _is_dated(f)]
    news = _news(dated, published)
    settled: list[Finding] = []
    latest: Finding | None = None
    for finding in found:
        if _is_open(finding) and not _is_of_a_total(finding, found):
            finding = _with_day(
                finding, _day(finding, dated) or _beside(finding, latest, parsed) or _main(finding, news)
            )
        latest = finding if _is_dated(finding) else latest
        settled.append(finding)
    return settled


def _day(finding: Finding, dated: list[Finding]) -> When | None:
    """Give the day of the same count elsewhere, or of another one in the same sentence."""
    counted = finding.counted
    alike = [f for f in dated if f.counted.phenomenon is counted.phenomenon]
    for other in alike:
        same_figure = other.counted.figure.value == counted.figure.value and other.direction == finding.direction
        if same_figure or other.counted.number.sent == counted.number.sent:
            return other.timing.event
    return None


def _beside(finding: Finding, latest: Finding | None, parsed: Parsed) -> When | None:
    """Give the day on which it was announced, or of what was told last in the paragraph."""
    said = finding.timing.said
    if said is not None and said.is_day:
        return said
    here = parsed.paragraph_at(finding.counted.number.idx)
    near = latest is not None and here.start <= latest.counted.number.idx < here.end
    return latest.timing.event if near and latest is not None and latest.counted.phenomenon in TRANSFERS else None


def _main(finding: Finding, news: When | None) -> When | None:
    return finding.timing.of_report or news


def _news(dated: list[Finding], published: date | None) -> When | None:
    """Give the day of the first exchange told of, if it is that of the news."""
    first = next((f.timing.event for f in dated if f.counted.phenomenon in TRANSFERS), None)
    if first is None or first.earliest is None or published is None:
        return None
    return first if 0 <= (published - first.earliest).days <= _NEWS else None


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


def _is_of_a_total(finding: Finding, found: list[Finding]) -> bool:
    """Tell a running total: one stands beside, or it "has" more than was told of: "has transferred 11,000 bodies"."""
    verb, value = finding.counted.predicate, finding.counted.figure.value
    dated = next((f for f in found if _is_dated(f) and f.counted.phenomenon is finding.counted.phenomenon), None)
    if verb is not None and is_perfect(verb) and dated is not None and value > dated.counted.figure.value:
        return True
    start, end = finding.counted.number.sent.start, finding.counted.number.sent.end
    beside = (f for f in found if f is not finding and start <= f.counted.number.i < end)
    return any(f.accumulation is Accumulation.CUMULATIVE for f in beside if f.counted.phenomenon in TRANSFERS)


def _with_day(finding: Finding, day: When | None) -> Finding:
    said = finding.timing.said
    # What was said before the day was not said of it.
    too_early = bool(said and said.latest and day and day.earliest and said.latest < day.earliest)
    if day is None or too_early:
        return finding
    timing = replace(finding.timing, event=day)
    return replace(finding, timing=timing, parts=tuple(replace(part, timing=timing) for part in finding.parts))
