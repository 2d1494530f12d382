"""Dates as precise as a source allows: EDTF (ISO 8601-2:2019) with the days that bound them.

The Library of Congress specification is at https://www.loc.gov/standards/datetime/ .
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import edtf

from ontology.errors import DateError

OPEN = ("", "..")

_DATE = "[?~%]?[0-9X]{4}([-S?~%][-0-9STXZ:+?~%]*)?"
_SIDE = rf"[\[{{]?(\.\.)?({_DATE}((,|\.\.){_DATE})*)?(\.\.)?[\]}}]?"
LEXICAL = rf"^{_SIDE}(/{_SIDE})?$"
"""How EDTF looks, roughly, in the years up to 9999; what Python and XPath (`sh:pattern`) read alike. The parser alone
lets blanks pass, and a third part of an interval."""


@dataclass(frozen=True, slots=True, order=True)
class When:
    """A date in EDTF with the first and the last day that it can mean; None where it is open."""

    edtf: str
    earliest: date | None
    latest: date | None

    @property
    def is_day(self) -> bool:
        """Tell whether the date is known to the day."""
        return self.earliest is not None and self.earliest == self.latest


@lru_cache(maxsize=4096)
def when(text: str) -> When:
    """Read an EDTF string, such as `2025-10-23`, `2025-22` (a summer), `../2025-10-23` (by that day).

    Raises DateError, naming the text, when it is not EDTF or ends before it begins.
    """
    text = text.strip()
    if not text or not re.match(LEXICAL, text):
        raise _no_date(text)
    first, slash, last = text.partition("/")
    earliest = None if slash and first in OPEN else _day(first, text, upper=False)
    latest = None if slash and last in OPEN else _day(last if slash else first, text, upper=True)
    if earliest and latest and latest < earliest:
        raise DateError(f"the date '{text}' ends before it begins")
    return When(text, earliest, latest)


def on(day: date) -> When:
    """Give the date that is one known day."""
    return When(day.isoformat(), day, day)


def by(day: date) -> When:
    """Give the open interval that ends with a day: at some time up to then."""
    return When(f"../{day.isoformat()}", None, day)


def _day(part: str, whole: str, *, upper: bool) -> date:
    try:
        # `edtf` has no type hints; its bounds are `struct_time`s.
        parsed: Any = edtf.parse_edtf(part)
        bound = parsed.upper_strict() if upper else parsed.lower_strict()
        return date(*bound[:3])
    except (edtf.parser.edtf_exceptions.EDTFParseException, ValueError, TypeError, AttributeError) as error:
        raise _no_date(whole) from error


def _no_date(text: str) -> DateError:
    return DateError(f"'{text}' is not a date in EDTF, such as 2025-10-23, 2025-10 or 2025-22")
