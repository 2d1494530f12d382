"""The numbers of a report that made no claim, each with the reason why the reader passed it over.

It runs after the rules and changes nothing that they find.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from loaders.base import Ignored, Reason
from loaders.reports.counted import Counted
from loaders.reports.finding import Finding
from loaders.reports.numbers import figures, printed_numbers
from ontology.model import Span

# What `numbers` does not take for a number at all: money, dates in digits, marks of notes, names of weapons.
_DIGITS = re.compile(r"\d+(?:[.,:/'-]\d+| \d{3}(?!\d))*")
_GROUP = re.compile(r"\d+")
_MANY = "(?:tens|hundreds|dozens|scores|thousands|millions|billions)"
_VAGUE = re.compile(
    rf"\b(?:{_MANY}(?: (?:of|and) {_MANY})?|(?:several|a few|many|some) (?:hundred|thousand|million|dozen|score))\b",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"[$€£₴₽]\s?$")
_NOTE_BEFORE = re.compile(r"(?:[^\W\d_][.,;:!?\"')\]]+|\[)$")
_DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}")
_TIME = re.compile(r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?")


def ignored(text: str, found: Sequence[Finding], counts: Sequence[Counted]) -> tuple[Ignored, ...]:
    """Give each number of a legible text that no finding rests on, and why, in the order of the text.

    `counts` are the figures that count people; one of them without a finding was told before, or nobody states it.
    """
    counted = [figure.span for figure in figures(text)]
    why = {span: Reason.FOOTNOTE if _is_bracketed(text, span) else Reason.UNCOUNTED for span in counted}
    parts: dict[Span, Reason] = {}
    for number, reason in printed_numbers(text):
        if reason in (Reason.CODE, Reason.TIME):
            parts[number.span] = reason  # of "12.06.2025", of "14:30": shown whole
        elif reason or not _touches(number.span, counted):
            why[number.span] = reason or Reason.SUPERSEDED
    why |= {c.figure.span: _without_finding(c, found) for c in counts}
    taken = sorted(why)
    why |= {span: parts.get(span, reason) for span, reason in _unread(text, taken)}
    for finding in found:
        for each in (finding, *finding.parts):
            why.pop(each.counted.figure.span, None)
    return tuple(sorted(Ignored(span, reason) for span, reason in why.items()))


def _without_finding(counted: Counted, found: Sequence[Finding]) -> Reason:
    """Tell the figure of "the 1,000 bodies" from one that nobody is said to have stated."""
    same = (counted.phenomenon, counted.figure.value)
    told = any((f.counted.phenomenon, f.counted.figure.value) == same for f in found)
    return Reason.REPEATED if told else Reason.UNSTATED


def _unread(text: str, taken: list[Span]) -> Iterator[tuple[Span, Reason]]:
    """Give what is no number to the rules: too vague, or grown together with something else."""
    vague = (Span(*match.span()) for match in _VAGUE.finditer(text))
    yield from ((span, Reason.VAGUE) for span in vague if not _touches(span, taken))
    for match in _DIGITS.finditer(text):
        run = Span(*match.span())
        groups = (Span(*group.span()) for group in _GROUP.finditer(text, run.start, run.end))
        for span in groups if _touches(run, taken) else (run,):
            if not _touches(span, taken):
                yield span, _grown_together(span.of(text), text[max(0, span.start - 8) : span.start])


def _grown_together(printed: str, before: str) -> Reason:
    if _MONEY_BEFORE.search(before):
        return Reason.MONEY
    if _DATE.fullmatch(printed):
        return Reason.DATE
    if _TIME.fullmatch(printed):
        return Reason.TIME
    return Reason.FOOTNOTE if printed.isdigit() and _NOTE_BEFORE.search(before) else Reason.CODE


def _is_bracketed(text: str, span: Span) -> bool:
    return text.endswith("[", 0, span.start) and text.startswith("]", span.end)


def _touches(span: Span, others: list[Span]) -> bool:
    """Tell whether one of some ordered spans shares a character with another."""
    place = bisect_right(others, span.start, key=lambda other: other.start)
    return (place > 0 and others[place - 1].end > span.start) or (
        place < len(others) and others[place].start < span.end
    )
