"""Which day an undated count of an exchange belongs to, where the report gives the day elsewhere.

The nearest evidence counts: the same count or sentence, the day on which it was announced, what was told before in
the paragraph, the day on which the report says its exchange took place, the day of the news. An exchange before the
one reported, a running total and a plan get none.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from loaders.reports.finding import Finding
from loaders.reports.parsing import Parsed
from loaders.reports.syntax import is_perfect
from loaders.reports.timing import TRANSFERS
from ontology.dates import When, on
from ontology.model import Accumulation, Comparator, Modality, Phenomenon

_OPENING = 300
"""Within how many characters a report tells its news."""
_NEWS = 7
"""For how many days a report tells of something as its news."""


@dataclass
class _Days:
    """What the report dates: counts by their figure and by their sentence, the first of each kind, running totals."""

    figures: dict[tuple[object, ...], When | None] = field(default_factory=dict)
    sentences: dict[tuple[Phenomenon, int], When | None] = field(default_factory=dict)
    firsts: dict[Phenomenon, Finding] = field(default_factory=dict)
    totals: set[int] = field(default_factory=set)
    news: When | None = None


def settle(found: list[Finding], parsed: Parsed, published: date | None) -> list[Finding]:
    """Give undated counts of exchanges their day; their parts get it with them."""
    days = _days(found, published)
    settled = _settled(found, parsed, days)
    if days.news is None and (news := _day_of_news(settled, published)) is not None:
        days.news = news
        return _settled(settled, parsed, days)
    return settled


def _settled(found: list[Finding], parsed: Parsed, days: _Days) -> list[Finding]:
    settled: list[Finding] = []
    latest: Finding | None = None
    for finding in found:
        if _is_open(finding) and not _is_of_a_total(finding, days):
            near = _same(finding, days) or _beside(finding, latest, parsed)
            finding = _with_day(finding, near or finding.timing.of_report or days.news)
        latest = finding if _is_dated(finding) else latest
        settled.append(finding)
    return settled


def _days(found: list[Finding], published: date | None) -> _Days:
    days = _Days()
    for finding in found:
        counted, sentence = finding.counted, finding.counted.number.sent.start
        if _is_dated(finding):
            days.figures.setdefault((counted.phenomenon, counted.figure.value, finding.direction), finding.timing.event)
            days.sentences.setdefault((counted.phenomenon, sentence), finding.timing.event)
            days.firsts.setdefault(counted.phenomenon, finding)
        elif counted.phenomenon in TRANSFERS and finding.accumulation is Accumulation.CUMULATIVE:
            days.totals.add(sentence)
    # "had transferred more than 11,000 and received only 201": what is told with a total is one.
    days.totals |= {f.counted.number.sent.start for f in found if f.counted.phenomenon in TRANSFERS and _grown(f, days)}
    first = next((f.timing.event for kind, f in days.firsts.items() if kind in TRANSFERS), None)
    if first is not None and first.earliest is not None and published is not None:
        days.news = first if 0 <= (published - first.earliest).days <= _NEWS else None
    elif first is None and published is not None and _tells_news(found, days):
        days.news = on(published)
    return days


def _day_of_news(settled: list[Finding], published: date | None) -> When | None:
    """Give the day that the exchange with which a report opens got from the day of its announcement."""
    first = next((f for f in settled if f.counted.phenomenon in TRANSFERS), None)
    if first is None or published is None or not _is_dated(first) or first.counted.number.idx > _OPENING:
        return None
    day = first.timing.event
    recent = day is not None and day.earliest is not None and 0 <= (published - day.earliest).days <= _NEWS
    return day if recent else None


def _tells_news(found: list[Finding], days: _Days) -> bool:
    """Tell whether a report that dates no exchange opens with one that takes place as it is written: "115 are home"."""
    first = next((f for f in found if f.counted.phenomenon in TRANSFERS), None)
    if first is None or not _is_open(first) or _is_of_a_total(first, days) or first.counted.number.idx > _OPENING:
        return False
    verb = first.counted.predicate
    if verb is None or verb.pos_ not in ("VERB", "AUX"):
        return verb is None
    helping = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    return verb.lower_ in ("is", "are") or helping >= {"being"}


def _same(finding: Finding, days: _Days) -> When | None:
    """Give the day of the same count elsewhere, or of another one in the same sentence."""
    counted = finding.counted
    of_figure = days.figures.get((counted.phenomenon, counted.figure.value, finding.direction))
    return of_figure or days.sentences.get((counted.phenomenon, counted.number.sent.start))


def _beside(finding: Finding, latest: Finding | None, parsed: Parsed) -> When | None:
    """Give the day on which it was announced, or of what was told last in the paragraph."""
    said = finding.timing.said
    if said is not None and said.is_day:
        return said
    here = parsed.paragraph_at(finding.counted.number.idx)
    near = latest is not None and here.start <= latest.counted.number.idx < here.end
    return latest.timing.event if near and latest is not None and latest.counted.phenomenon in TRANSFERS else None


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


def _is_of_a_total(finding: Finding, days: _Days) -> bool:
    """Tell a running total: one stands beside, it has grown, or it is bounded from below as totals are."""
    bounded = finding.counted.figure.comparator is Comparator.MORE_THAN
    return bounded or _grown(finding, days) or finding.counted.number.sent.start in days.totals


def _grown(finding: Finding, days: _Days) -> bool:
    """Tell an undated count that "has" more than was told of: "has transferred 11,000 bodies"."""
    counted, first = finding.counted, days.firsts.get(finding.counted.phenomenon)
    more = first is not None and counted.figure.value > first.counted.figure.value
    verb = counted.predicate
    return more and not _is_dated(finding) and verb is not None and is_perfect(verb)


def _with_day(finding: Finding, day: When | None) -> Finding:
    said = finding.timing.said
    # What was said before the day was not said of it.
    too_early = bool(said and said.latest and day and day.earliest and said.latest < day.earliest)
    if day is None or too_early:
        return finding
    timing = replace(finding.timing, event=day)
    return replace(finding, timing=timing, parts=tuple(replace(part, timing=timing) for part in finding.parts))
