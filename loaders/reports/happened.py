"""When the dead and wounded of a figure fell, where its own sentence does not say it.

The nearest evidence counts: the attack that the paragraph tells of, the month that a bulletin is of, the one attack
that a live blog follows. What runs on ("since", "so far", "the war") gets none of these: it fell on no day.
"""

from __future__ import annotations

import re
from dataclasses import replace

from loaders.reports.finding import Finding
from loaders.reports.parsing import Parsed
from loaders.reports.sections import Layout
from loaders.reports.times import Dated
from ontology.dates import When
from ontology.model import Accumulation, Modality, Phenomenon, Span

_SUFFERED = frozenset(
    (Phenomenon.DEATHS, Phenomenon.CIVILIANS_KILLED, Phenomenon.WOUNDED, Phenomenon.CASUALTIES, Phenomenon.MISSING)
)
_ATTACK = re.compile(
    r"\b(?:attack\w*|strikes?|struck|hit|shell\w*|drones?|missiles?|rockets?|bomb\w*|explo\w+|blasts?|raids?|ambush\w*|"
    r"clash\w*|battles?|fighting|offensive|assault\w*|massacre\w*|barrage|stampede)\b",
    re.IGNORECASE,
)
_RUNS_ON = re.compile(
    r"\b(?:since|so far|to date|in all|in total|altogether|overall|until now|by now|invasion|war(?!d)|conflict|as of|"
    r"before that|followed|earlier|previous\w*|last (?:year|month)|for comparison|compared)\b",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\b(?:since|after|before|until|as of|up to|by|than in|compared with)\s+(?:\w+ ){0,3}\Z", re.IGNORECASE
)
_OPENING = 420
"""Within how many characters a bulletin says which month it is of."""
_OF_PERIOD = re.compile(
    r"\b(?:in|during|for|of|over|throughout)\s+\Z|(?:,| [-–—]) \Z|\bbetween\b|\A(?:in|during|between|of|from)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d")


def with_days_of_losses(parsed: Parsed, found: list[Finding], dated: tuple[Dated, ...]) -> list[Finding]:
    """Give undated counts of dead and wounded the day or the period in which they fell."""
    undated = [_is_open(f, parsed) for f in found]
    if not any(undated):
        return found
    month, attack = _month_of_bulletin(parsed, dated), _one_attack(parsed, dated)
    return [_told(parsed, f, dated, month, attack) if open_ else f for f, open_ in zip(found, undated, strict=True)]


def _is_open(finding: Finding, parsed: Parsed) -> bool:
    timing, number = finding.timing, finding.counted.number
    bare = timing.event is None and timing.period is None and timing.as_of is None and not timing.periodic
    fell = finding.counted.phenomenon in _SUFFERED - {Phenomenon.MISSING}
    told = finding.modality is Modality.ACCOMPLISHED and finding.counted.affiliation is None
    return (
        fell and bare and told and _RUNS_ON.search(parsed.plain[number.sent.start_char : number.sent.end_char]) is None
    )


def _told(
    parsed: Parsed, finding: Finding, dated: tuple[Dated, ...], month: Dated | None, attack: When | None
) -> Finding:
    when = _attack_before(parsed, finding, dated)
    number = finding.counted.number
    section = parsed.sections.at(number.idx)
    listed = section.layout is Layout.ITEM and not _is_under_another(parsed, number.idx)
    own = any(number.sent.start_char <= d.span.start < number.sent.end_char for d in dated)
    if when is None and month is not None and listed and not own:
        when = month.when
    blog = section.layout is Layout.ENTRY and section.label and _CLOCK.search(section.label.of(parsed.plain))
    if when is None and blog:
        when = attack
    if when is None:
        return finding
    event, period = (when, None) if when.is_day else (None, when)
    timing = replace(finding.timing, event=event, period=period)
    return replace(finding, timing=timing, accumulation=Accumulation.EVENT)


def _attack_before(parsed: Parsed, finding: Finding, dated: tuple[Dated, ...]) -> When | None:
    """Give the day of the attack that the paragraph tells of: "On 8 July missiles struck. … 43 were killed"."""
    number = finding.counted.number
    paragraph, section = parsed.paragraph_at(number.idx), parsed.sections.at(number.idx)
    start = max(paragraph.start, section.span.start)
    for told in reversed([d for d in dated if start <= d.span.start < number.idx]):
        sentence = parsed.token_at(told.span.start).sent
        if _SINCE.search(parsed.plain[sentence.start_char : told.span.start]):
            return None
        fits = told.is_day or "/" in told.when.edtf
        if fits and _ATTACK.search(parsed.plain[sentence.start_char : sentence.end_char]):
            return told.when
        return None
    return None


def _month_of_bulletin(parsed: Parsed, dated: tuple[Dated, ...]) -> Dated | None:
    """Give the one month or period that the opening of a listed report is of: "Civilian casualties, August 2025"."""
    if not parsed.sections.listed:
        return None
    first = next((s for s in parsed.sections.every if s.layout is Layout.ITEM), None)
    end = min(first.span.start if first is not None else _OPENING, _OPENING)
    named = [d for d in dated if d.span.end <= end and not d.is_day and _is_of_period(parsed, d)]
    return named[0] if len({d.when.edtf for d in named}) == 1 else None


def _is_of_period(parsed: Parsed, told: Dated) -> bool:
    before = parsed.plain[max(0, told.span.start - 24) : told.span.start]
    inside = told.span.of(parsed.plain)
    return (
        _SINCE.search(before) is None
        and len(told.when.edtf) > len("2025")
        and (_OF_PERIOD.search(before) is not None or _OF_PERIOD.search(inside) is not None)
    )


def _is_under_another(parsed: Parsed, position: int) -> bool:
    """Tell whether a line stands under a heading of another time: "Since 24 February 2022", "For comparison"."""
    place = parsed.sections.place(position)
    for above in reversed(parsed.sections.every[:place]):
        if above.layout is not Layout.ITEM:
            return _RUNS_ON.search(parsed.plain[above.span.start : above.span.end]) is not None and above.is_short
    return False


def _one_attack(parsed: Parsed, dated: tuple[Dated, ...]) -> When | None:
    """Give the day of the one attack that a live blog follows: told with words of attack, or heading its hours."""
    days = {d.when.edtf: d.when for d in dated if d.is_day and _is_of_attack(parsed, d.span)}
    return next(iter(days.values())) if len(days) == 1 else None


def _is_of_attack(parsed: Parsed, span: Span) -> bool:
    sentence = parsed.token_at(span.start).sent
    since = _SINCE.search(parsed.plain[sentence.start_char : span.start])
    return since is None and _ATTACK.search(parsed.plain[sentence.start_char : sentence.end_char]) is not None
