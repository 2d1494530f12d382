"""Dates in cells: in the form that somebody named, or as ISO 8601 has them; never by a guess."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from ontology.dates import When, on

_PARTS = {
    "YYYY": r"(?P<year>\d{4})",
    "MMMM": "(?P<name>[A-Za-z]+)",
    "MMM": "(?P<name>[A-Za-z]{3})",
    "MM": r"(?P<month>\d{2})",
    "M": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{2})",
    "D": r"(?P<day>\d{1,2})",
}
_PART = re.compile("YYYY|MMMM|MMM|MM|M|DD|D|[A-Za-z]+")
# Not Python's own names of months: those follow the locale.
_NAMES = "january february march april may june july august september october november december".split()
_MONTHS = {part: number for number, name in enumerate(_NAMES, 1) for part in (name, name[:3])}
_ISO = ("YYYY-MM-DD", "YYYY-MM", "YYYY", "YYYY-MM-DDT00:00:00", "YYYY-MM-DD 00:00:00", "YYYY-MM-DDT00:00:00Z")
"""What is read unless a form is named: days, months, years, and days with a midnight after them."""


@dataclass(frozen=True, slots=True)
class DateForm:
    """How dates are written, such as `DD.MM.YYYY`, `M/D/YYYY`, `D MMMM YYYY` (a month's English name) or `MM/YYYY`."""

    form: str | None = None

    def read(self, text: str) -> When | None:
        """Read a day, a month or a year; None for what is none in this form."""
        for form in (self.form,) if self.form else _ISO:
            if (found := _pattern(form).fullmatch(text)) and (read := _when(found.groupdict())):
                return read
        return None

    @property
    def wrong(self) -> str | None:
        """What is wrong with the form itself; None for a good one."""
        parts = [part for part in _PART.findall(self.form or "YYYY") if part.strip("TZ")]
        if other := [part for part in parts if part not in _PARTS]:
            return (
                f"has '{other[0]}', which is no part of a date; there are YYYY, MM, M, MMMM (its name), MMM, DD and D"
            )
        kinds = [part[0] for part in parts]
        if len(set(kinds)) < len(kinds):
            return "has a part of the date twice"
        if "Y" not in kinds or ("D" in kinds and "M" not in kinds):
            return "lacks a part: YYYY always, and with a day the month"
        return None


def spanning(first: date, last: date) -> When:
    """Give the closed period from one day to another: a month as such, any other by its first and last day."""
    _, days = calendar.monthrange(first.year, first.month)
    if (first.day, last) == (1, date(first.year, first.month, days)):
        return When(first.isoformat()[:7], first, last)
    return When(first.isoformat() if first == last else f"{first}/{last}", first, last)


@cache
def _pattern(form: str) -> re.Pattern[str]:
    found, at = "", 0
    for part in _PART.finditer(form):
        found += re.escape(form[at : part.start()]) + _PARTS.get(part[0], re.escape(part[0]))
        at = part.end()
    return re.compile(found + re.escape(form[at:]), re.ASCII)


def _when(parts: dict[str, str | None]) -> When | None:
    year, month = (
        int(parts["year"] or 0),
        int(parts.get("month") or _MONTHS.get((parts.get("name") or "").casefold(), 0)),
    )
    named = bool(parts.get("month") or parts.get("name"))
    try:
        if given := parts.get("day"):
            return on(date(year, month, int(given)))
        first = date(year, month if named else 1, 1)
    except ValueError:
        return None
    last = date(year, month if named else 12, calendar.monthrange(year, month if named else 12)[1])
    return When(first.isoformat()[: 7 if named else 4], first, last)
