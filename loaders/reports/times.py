"""When it happened and when it was said: words for dates, resolved against the day of publication.

Without a day of publication nothing relative is resolved: a date is never made up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from ontology.dates import When, on, when
from ontology.errors import DateError
from ontology.model import Span

_MONTHS = "january february march april may june july august september october november december".split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
"""EDTF, Level 1, seasons: 21 to 24."""
_MONTH = "|".join(m.capitalize() for m in _MONTHS)
_SEASON_STARTS = {21: 3, 22: 6, 23: 9, 24: 12}


@dataclass(frozen=True, slots=True)
class Dated:
    """Words for a date, and the date that they mean; `coming` is what they mean of something yet to come."""

    span: Span
    when: When
    coming: When

    @property
    def is_day(self) -> bool:
        """Tell whether the words mean one day."""
        return self.when.is_day


Reader = Callable[[re.Match[str], date | None, bool], When | None]
"""Resolves words; the flag tells to look ahead from the day of publication, and not back."""


def dates(text: str, published: date | None) -> tuple[Dated, ...]:
    """Find the dates in a legible text, in order; relative ones only where `published` is known."""
    found: list[Dated] = []
    for pattern, reader in _EXPRESSIONS:
        for match in pattern.finditer(text):
            if any(d.span.start < match.end() and match.start() < d.span.end for d in found):
                continue
            resolved = _resolved(reader, match, published, ahead=False)
            if resolved is not None:
                coming = _resolved(reader, match, published, ahead=True)
                found.append(Dated(Span(*match.span()), resolved, coming or resolved))
    return tuple(sorted(found, key=lambda d: d.span))


def _resolved(reader: Reader, match: re.Match[str], published: date | None, *, ahead: bool) -> When | None:
    try:
        return reader(match, published, ahead)
    except (ValueError, OverflowError, DateError):  # 31 June, the year 0000, the day before the first of all days
        return None


def _full(match: re.Match[str], published: date | None, ahead: bool) -> When | None:
    day = _day_of(match, int(match["day"]), published, ahead)
    return on(day) if day is not None else None


def _days(match: re.Match[str], published: date | None, ahead: bool) -> When | None:
    first, last = (_day_of(match, int(match[part]), published, ahead) for part in ("first", "day"))
    return when(f"{first}/{last}") if first is not None and last is not None and first < last else None


def _day_of(match: re.Match[str], day: int, published: date | None, ahead: bool) -> date | None:
    month = _month_number(match)
    if match["year"]:
        return date(int(match["year"]), month, day)
    if published is None:
        return None
    this_year = date(published.year, month, day)
    if ahead:
        return this_year if this_year >= published else date(published.year + 1, month, day)
    return this_year if this_year <= published else date(published.year - 1, month, day)


def _month_number(match: re.Match[str]) -> int:
    return next(i for i, name in enumerate(_MONTHS, start=1) if name.startswith(match["month"].lower()[:3]))


def _iso(match: re.Match[str], published: date | None, ahead: bool) -> When | None:
    return on(date.fromisoformat(match[0]))


def _dotted(match: re.Match[str], published: date | None, ahead: bool) -> When | None:
    return on(date(int(match["year"]), int(match["month"]), int(match["day"])))


def _between(match: re.Match[str], published: date | None, ahead: bool) -> When | None:
    """Resolve "between 1 February and 31 July 2023"."""
    names = [
        next(i for i, n in enumerate(_MONTHS, start=1) if n.startswith(match[m].lower()[:3])) for m in ("m1", "m2")
    ]
    first, last = (date(int(match["year"]), m, int(match[d])) for m, d in zip(names, ("d1", "d2"), strict=True))
    return when(f"{first}/{last}")


def _month(match: re.Match[str], published: date | None, ahead: bool) -> When | None:
    month = _month_number(match)
    if match["year"]:
        return when(f"{match['year']}-{month:02}")
    if published is None:
        return None
    year = published.year
    if ahead:
        year += month < published.month
    else:
        year -= month > published.month
    return when(f"{year}-{month:02}")


def _relative_day(match: re.Match[str], published: date | None, ahead: bool) -> When | None:
    if published is None:
        return None
    later = {"yesterday": -1, "today": 0, "tomorrow": 1}[match["word"].lower()]
    return on(published + timedelta(days=later))


def _this_morning(match: re.Match[str], published: date | None, ahead: bool) -> When | None:
    return on(published) if published is not None else None


def _half(match: re.Match[str], published: date | None, ahead: bool) -> When | None:
    """Resolve "the first half of 2025", "the first half of the year"."""
    if not match["year"] and published is None:
        return None
    year = match["year"] or (published.year if published is not None else 0)
    return when(f"{year}-01/{year}-06" if match["half"].lower() == "first" else f"{year}-07/{year}-12")


def _weekday(match: re.Match[str], published: date | None, ahead: bool) -> When | None:
    if published is None:
        return None
    which = (match["which"] or "").strip().lower()
    later = (_DAYS.index(match["day"].lower()) - published.weekday()) % 7
    if which == "next" or (ahead and which != "last"):
        return on(published + timedelta(days=later or (7 if which == "next" else 0)))
    return on(published - timedelta(days=(-later) % 7 or (7 if which == "last" else 0)))


def _season(match: re.Match[str], published: date | None, ahead: bool) -> When | None:
    season = _SEASONS[match["season"].lower()]
    if match["year"]:
        return when(f"{match['year']}-{season}")
    if published is None:
        return None
    begun = published.month >= _SEASON_STARTS[season]
    return when(f"{published.year if begun else published.year - 1}-{season}")


def _span_of_time(match: re.Match[str], published: date | None, ahead: bool) -> When | None:
    if published is None:
        return None
    last, unit = match["which"].lower() in ("last", "past"), match["unit"].lower()
    if unit == "year":
        return when(str(published.year - 1 if last else published.year))
    if unit == "month":
        first = published.replace(day=1)
        return when(f"{(first - timedelta(days=1) if last else first):%Y-%m}")
    monday = published - timedelta(days=published.weekday() + (7 if last else 0))
    return when(f"{monday}/{monday + timedelta(days=6)}")


def _earlier_this(match: re.Match[str], published: date | None, ahead: bool) -> When | None:
    """Bound "earlier this year" by its first day and the day of publication."""
    if published is None:
        return None
    first = published.replace(month=1, day=1) if match["unit"].lower() == "year" else published.replace(day=1)
    return when(f"{first}/{published}")


def _year(match: re.Match[str], published: date | None, ahead: bool) -> When | None:
    return when(match["year"])


def _expression(pattern: str, reader: Reader) -> tuple[re.Pattern[str], Reader]:
    # ASCII: else "ſ" is an s, and the digits of other scripts, which no date here is made of, are digits.
    return re.compile(pattern, re.IGNORECASE | re.ASCII), reader


_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NAMED = rf"(?P<month>{_MONTH})"
# Abbreviated only beside a day: "Mar" alone may be another name.
_SHORT = rf"(?P<month>{_MONTH}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b)\.?"
_FIRST = r"(?P<first>\d{1,2})(?:st|nd|rd|th)? ?(?:-|and|to) ?"
_ANY_YEAR = r"(?: (?P<year>\d{4})\b)?"

# The longest first: what one has read, the next ones pass over.
_EXPRESSIONS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    _expression(r"\b\d{4}-\d\d-\d\d\b", _iso),
    _expression(r"\b(?P<day>\d\d)[./](?P<month>\d\d)[./](?P<year>(?:19|20)\d\d)\b", _dotted),
    _expression(
        rf"\b(?:between|from) (?P<d1>\d{{1,2}}) (?P<m1>{_MONTH}) (?:and|to) (?P<d2>\d{{1,2}}) (?P<m2>{_MONTH}),? "
        r"(?P<year>\d{4})\b",
        _between,
    ),
    _expression(rf"\b{_FIRST}{_DAY}(?: of)? {_SHORT}(?!\w),?{_ANY_YEAR}", _days),
    _expression(rf"\b{_SHORT} {_FIRST}{_DAY}\b(?!,\d),?{_ANY_YEAR}", _days),
    _expression(rf"\b{_DAY}(?: of)? {_SHORT}(?!\w),?{_ANY_YEAR}", _full),
    _expression(rf"\b{_SHORT} {_DAY}\b(?!,\d),?{_ANY_YEAR}", _full),
    _expression(r"\bearlier this (?P<unit>year|month)\b", _earlier_this),
    _expression(rf"\b(?:in|during|of|early|late|through) (?:early |late |mid-)?{_NAMED}\b{_ANY_YEAR}", _month),
    _expression(rf"\b{_NAMED} (?P<year>\d{{4}})\b", _month),
    _expression(rf"(?:(?<=[.;!?] )|^){_NAMED}{_ANY_YEAR}(?=:)", _month),
    _expression(r"\b(?P<word>today|yesterday|tomorrow)\b", _relative_day),
    _expression(r"\bthis (?:morning|afternoon|evening)\b|\btonight\b", _this_morning),
    _expression(r"\b(?:the )?(?P<half>first|second) half of (?:the year|this year|(?P<year>(?:19|20)\d\d))\b", _half),
    _expression(rf"\b(?P<which>last |next )?(?P<day>{'|'.join(_DAYS)})\b", _weekday),
    _expression(
        r"\b(?:in|during|over|throughout|this|last) (?:the )?(?:past )?"
        rf"(?P<season>spring|summer|autumn|winter)\b(?: of)?{_ANY_YEAR}",
        _season,
    ),
    _expression(r"\b(?P<which>last|past|this) (?P<unit>week|month|year)\b", _span_of_time),
    _expression(r"\b(?:in|(?:whole|all|course) of|throughout) (?P<year>(?:19|20)\d\d)\b", _year),
)
