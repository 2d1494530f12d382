"""The dates that a report's layout gives: a timeline's headings, a live blog's days, the month that a bulletin is of.

A heading without a year is of the year above it, an hour of the day above it. What stands in an entry without a date
of its own is of the entry's date, and no more precise.
"""

from __future__ import annotations

import re
from datetime import date

from loaders.reports.parsing import Parsed
from loaders.reports.sections import Layout, Section
from loaders.reports.times import Dated, dates
from ontology.dates import When, when
from ontology.errors import DateError

_YEARS = re.compile(r"(?P<first>(?:19|20)\d\d)(?:\s?-\s?(?P<last>(?:19|20)\d\d))?")


def under_headings(parsed: Parsed, dated: tuple[Dated, ...], published: date | None) -> tuple[Dated, ...]:
    """Give the dates of a report with those of its headings read in their order."""
    headings = [h for h in _headings(parsed, published) if h is not None]
    spans = [h.span for h in headings]
    others = (d for d in dated if not any(s.start < d.span.end and d.span.start < s.end for s in spans))
    return tuple(sorted((*others, *headings), key=lambda d: d.span))


def heading_of(parsed: Parsed, dated: tuple[Dated, ...], position: int) -> Dated | None:
    """Give the date of the entry, or of the heading above the list, that a position stands in."""
    place = parsed.sections.place(position)
    section = parsed.sections.every[place]
    own = _on(section, dated)
    if own is not None or section.layout is not Layout.ITEM:
        return own
    for above in reversed(parsed.sections.every[:place]):
        month = next((d for d in dated if above.span.covers(d.span)), None)
        if above.layout is Layout.HEADING and month is not None and not month.is_day:
            return month
        if above.layout is Layout.ENTRY:
            return None
    return None


def _on(section: Section, dated: tuple[Dated, ...]) -> Dated | None:
    label = section.label
    return next((d for d in dated if d.span == label), None) if section.layout is Layout.ENTRY else None


def _headings(parsed: Parsed, published: date | None) -> list[Dated | None]:
    """Read the labels of all entries: each in the light of those above it."""
    found: list[Dated | None] = []
    year: int | None = None
    day: When | None = None
    for section in parsed.sections.every:
        if section.layout is not Layout.ENTRY or section.label is None:
            continue
        words = section.label.of(parsed.plain)
        read = _read(words, year, published)
        if read is None and not re.search(r"[A-Za-z]{3}", words):
            read = day  # "13:40", on the day above
        if read is not None and read.earliest is not None:
            year = read.earliest.year
            day = read if read.is_day else None
        alone = section.span.end - section.label.end < 4 and len(words) == 4
        found.append(Dated(section.label, read, read) if read is not None and not alone else None)
    return found


def _read(words: str, year: int | None, published: date | None) -> When | None:
    """Resolve a label; one without a year is of the year above it."""
    years = _YEARS.fullmatch(words.strip())
    if years is not None:
        return _when(f"{years['first']}/{years['last']}" if years["last"] else years["first"])
    named = dates(words.title(), published)
    without = year is not None and not re.search(r"\d{4}", words)
    if without and re.search(r"[A-Z][a-z]{2}", words.title()):
        with_year = dates(f"{words.title().strip(' ,.')} {year}", published)
        named = with_year if with_year and any(d.when.edtf.startswith(str(year)) for d in with_year) else named
    return named[0].when if named else None


def _when(edtf: str) -> When | None:
    try:
        return when(edtf)
    except DateError:
        return None
