"""Numbers as reports print them: digits and words, with the hedge that says how they are meant.

Works on legible text (see `text.legible`), so spans are spans of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from loaders.base import Reason
from loaders.reports.distractors import reason_against
from loaders.reports.numerals import SCALE, SCALES, Number, numerals
from ontology.model import Comparator, Figure, Span

TOLERANCE = Decimal("0.1")
"""What *about* means unless a source says: ten per cent either way (`ccl:tolerance`)."""

_HEDGES: tuple[tuple[Comparator, str], ...] = (
    (
        Comparator.AT_LEAST,
        "at least|no fewer than|not? less than|not fewer than|(?:a )?minimum of",
    ),
    (
        Comparator.UP_TO,
        "up to|as many as|no more than|not more than|at (?:the )?most|a maximum of",
    ),
    (
        Comparator.MORE_THAN,
        "more than|(?:well )?over|in excess of|upwards? of|greater than|above|exceed(?:s|ed|ing)?"
        "|surpass(?:es|ed|ing)?|topp(?:ed|ing)",
    ),
    (
        Comparator.LESS_THAN,
        "less than|fewer than|under|below",
    ),
    (
        Comparator.ABOUT,
        "(?:an? )?(?:about|around|approximately|roughly|some|nearly|almost|close to|circa|ca\\.?|estimated"
        "|in the region of|in the order of)",
    ),
)
_BEFORE = tuple(
    (
        comparator,
        re.compile(
            rf"\b(?P<hedge>{pattern})(?: (?:the|another|a|an|about|around|some|approximately))?\s+$", re.IGNORECASE
        ),
    )
    for comparator, pattern in _HEDGES
)
# "handed over 303 prisoners", "turned over 12": no hedge.
_VERB_PARTICLE = re.compile(r"\b(?:hand|turn|sign|pass|bring|brought)\w* over$", re.IGNORECASE)
_AFTER = (
    (Comparator.AT_LEAST, re.compile(r"(?:\+| or more\b| and more\b|-plus\b)", re.IGNORECASE)),
    (Comparator.MORE_THAN, re.compile(r" and counting\b", re.IGNORECASE)),
    (Comparator.ABOUT, re.compile(r"-odd\b| or so\b| or thereabouts\b", re.IGNORECASE)),
    (Comparator.UP_TO, re.compile(r" at most\b| or fewer\b| or less\b", re.IGNORECASE)),
    (Comparator.AT_LEAST, re.compile(r" at least\b", re.IGNORECASE)),
)
_RANGE = re.compile(r"\s?(?:-|\bto\b|\band\b)\s?", re.IGNORECASE)
_PLUS = re.compile(r"\s(?:plus|\+)\s", re.IGNORECASE)
_RANGE_BEFORE = re.compile(r"\b(?P<hedge>between|from)\s+$", re.IGNORECASE)
_SCALES_AT_END = re.compile(rf"(?:[ -](?:{SCALE}))+$", re.IGNORECASE)
# "rose from 50,000 to 70,000": two counts, of which the first is no longer claimed.
_CHANGED_BEFORE = re.compile(
    r"\b(?:r[io]se|risen|rising|gr[eo]w(?:n|ing)?|climb\w*|jump\w*|increas\w*|f[ae]ll(?:en|ing)?|dropp?\w*|declin\w*"
    r"|decreas\w*|went|gone|going|chang\w*|revis\w*|rais\w*|lower\w*|updat\w*|correct\w*|up|down)\b[^.;]{0,40}"
    r"\bfrom\s+$",
    re.IGNORECASE,
)


BEYOND = Decimal(10) ** 15
"""Of so many, nobody counts people; and the engine's integers end at 2^63."""


def figures(text: str) -> tuple[Figure, ...]:
    """Find every number that could count people, with its hedge, in the order of the text.

    Dates, money, shares, ages, distances and clock times are left out, and so is what is too vague to count
    ("tens of thousands").
    """
    found: list[Figure] = []
    numbers = list(_numbers(text))
    skip = -1
    for position, number in enumerate(numbers):
        if position == skip:
            continue
        following = numbers[position + 1] if position + 1 < len(numbers) else None
        if following and _is_outdated(text, number, following):
            continue
        joined = (_range(text, number, following) or _sum(text, number, following)) if following else None
        if joined:
            skip = position + 1
        found.append(joined or _hedged(text, number))
    return tuple(found)


def _is_outdated(text: str, number: Number, following: Number) -> bool:
    """Tell whether a number is where a change began: "rose from 50,000 to 70,000"."""
    between = text[number.span.end : following.span.start]
    before = text[max(0, number.span.start - 60) : number.span.start]
    return bool(re.match(r"\s(?:\w+\s){0,3}to\s", between + " ") and _CHANGED_BEFORE.search(before))


def interval(comparator: Comparator, value: Decimal, other: Decimal | None = None) -> tuple[Decimal, Decimal | None]:
    """Give the closed interval that a comparator makes of a count; None is unbounded.

    `other` is the second number of *between*. *About* is the tolerance either way, in whole people.
    """
    if comparator is Comparator.BETWEEN:
        return (value, other) if other is not None else (value, value)
    if comparator is Comparator.AT_LEAST:
        return value, None
    if comparator is Comparator.MORE_THAN:
        return value + 1, None
    if comparator is Comparator.UP_TO:
        return Decimal(0), value
    if comparator is Comparator.LESS_THAN:
        return Decimal(0), max(value - 1, Decimal(0))
    if comparator is Comparator.ABOUT:
        low = (value * (1 - TOLERANCE)).to_integral_value(ROUND_CEILING)
        return low, (value * (1 + TOLERANCE)).to_integral_value(ROUND_FLOOR)
    return value, value


def _numbers(text: str) -> Iterator[Number]:
    return (number for number, reason in printed_numbers(text) if reason is None)


def printed_numbers(text: str) -> Iterator[tuple[Number, Reason | None]]:
    """Give every number that can be read, in order, with the reason why it cannot count people; None where it can."""
    for number in numerals(text):
        yield number, Reason.UNCOUNTED if number.value >= BEYOND else reason_against(text, number)


def _hedged(text: str, number: Number) -> Figure:
    before = text[max(0, number.span.start - 40) : number.span.start]
    after = text[number.span.end : number.span.end + 20]
    start, end, comparator = number.span.start, number.span.end, Comparator.EXACT
    for candidate, pattern in _BEFORE:
        if (match := pattern.search(before)) and not _VERB_PARTICLE.search(before[: match.end("hedge")]):
            comparator = candidate
            start = number.span.start - (len(before) - match.start("hedge"))
            break
    else:
        for candidate, pattern in _AFTER:
            if match := pattern.match(after):
                comparator, end = candidate, number.span.end + match.end()
                break
    return _figure(text, Span(start, end), number, comparator)


def _range(text: str, number: Number, following: Number) -> Figure | None:
    between = text[number.span.end : following.span.start]
    if not _RANGE.fullmatch(between):
        return None
    number = _scaled_alike(text, number, following)
    if following.value <= number.value:
        return None
    opening = _RANGE_BEFORE.search(text[max(0, number.span.start - 12) : number.span.start])
    joined_by_and = between.strip().lower() == "and"
    if joined_by_and and not (opening and opening["hedge"].lower() == "between"):
        return None
    if between.strip().lower() == "to" and text[number.span.start - 1 : number.span.start] == "-":
        return None
    start = number.span.start - (len(opening[0]) if opening else 0)
    printed = Span(start, following.span.end)
    low, high = interval(Comparator.BETWEEN, number.value, following.value)
    return Figure(
        printed=printed.of(text),
        span=Span(number.span.start, following.span.end),
        value=number.value,
        comparator=Comparator.BETWEEN,
        lowest=low,
        highest=high,
    )


def _sum(text: str, number: Number, following: Number) -> Figure | None:
    """Read "700 plus 312": of one kind, so one count; "270 soldiers plus 120 civilians" are two."""
    if not _PLUS.fullmatch(text, number.span.end, following.span.start):
        return None
    hedged = _hedged(text, number)
    total = Number(Span(number.span.start, following.span.end), number.value + following.value)
    return _figure(text, Span(_start_of(hedged, text), following.span.end), total, hedged.comparator)


def _start_of(figure: Figure, text: str) -> int:
    return figure.span.start - max(figure.printed.find(figure.span.of(text)), 0)


def _scaled_alike(text: str, number: Number, following: Number) -> Number:
    """Give "50" of "50 to 70 thousand" the scale of the second number."""
    scales = _SCALES_AT_END.search(following.span.of(text))
    if scales is None or re.search(rf"{SCALE}|[,k]", number.span.of(text), re.IGNORECASE):
        return number
    value = number.value
    for scale in re.findall(r"\w+", scales[0].lower()):
        value *= SCALES[scale]
    return Number(number.span, value) if value < following.value else number


def _figure(text: str, printed: Span, number: Number, comparator: Comparator) -> Figure:
    low, high = interval(comparator, number.value)
    tolerance = TOLERANCE if comparator is Comparator.ABOUT else None
    return Figure(printed.of(text), number.span, number.value, comparator, low, high, tolerance)
