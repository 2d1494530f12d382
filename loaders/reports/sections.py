"""How a report is laid out: entries under a date or an hour, list items, questions, turns of a conversation.

Each begins anew: who spoke or what day it was in one says nothing of the next. Read from the text alone, before it is
parsed; what the labels mean is decided by `attribution` and `timing`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from ontology.model import Span

_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_ZONE = r"(?:\s?(?:[ap]\.?m\.?|GMT|UTC|CET|CEST|EET|EEST|MSK|EST|EDT|BST|IST|(?:local|Kyiv|Moscow) time))*"
_TIME = rf"\d{{1,2}}[:.h]\d\d(?::\d\d)?(?!\d){_ZONE}"
_MONTH = "|".join(_MONTHS)
_WEEKDAY = "|".join(_DAYS)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?:\s?-\s?\d{1,2}(?:st|nd|rd|th)?)?"
_YEAR = r"(?:19|20)\d\d"
_DATE = (
    rf"(?:(?:{_DAY}\s+(?:{_MONTH})|(?:{_MONTH})\s+{_DAY}(?!\d))(?:,?\s+{_YEAR})?|(?:{_MONTH})\s+{_YEAR}"
    rf"|{_YEAR}-\d\d-\d\d|\d\d[./]\d\d[./]{_YEAR}|{_YEAR}(?:\s?-\s?(?:{_YEAR}|\d\d))?|{_MONTH})"
)
_WHEN = rf"(?:(?:{_WEEKDAY})(?:,?\s+{_DATE})?|{_DATE})"
_MARKS = r"[\s*_#>~\[(]*"
# Arrows, dingbats, numbers in circles and pictures stand where a bullet would.
PICTURE = r"\u2190-\u2bff\U0001f000-\U0001faff"
_BULLET = rf"(?:[-*–—·▪◦‣]\ufe0f?\s+|[{PICTURE}][\ufe0f\u200d\u20e3{PICTURE}\s]*|\(?\d{{1,2}}[.)]\s+(?=\S))"
_ENTRY = re.compile(
    rf"{_MARKS}(?:{_BULLET})?{_MARKS}(?:Updated?:? |Upd\.? )?(?P<label>(?:{_WHEN})(?:[,.]?\s+{_TIME})?|{_TIME})"
    r"[\])]?[\s*_]*(?:[.:,][\s*_]|[-–—|]|$)",
    re.IGNORECASE,
)
_HOUR = re.compile(rf"{_MARKS}(?P<label>(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)){_MARKS}(?=\s[A-Z\"'“‘«])")
"""The hour that an entry of a live blog opens with, and no more than a blank after it."""
_BULLETED = re.compile(rf"{_MARKS}{_BULLET}")
_ASIDE = r"(?: \([^()\n]{2,30}\))?"
_TURN = re.compile(
    r"[\s*_]*(?P<label>(?:Q|A|Question|Answer)(?=[.:])"
    rf"|[A-Z][A-Z.'’-]+(?:[ ][A-Z][A-Z.'’-]*){{0,5}}(?={_ASIDE}:)){_ASIDE}[.:][*_]*(?=\s)"
)
_HEADED = re.compile(r"\s*(?:\*\*|__)(?P<label>[^*_\n]{2,80})(?:\*\*|__)\s*\S|\s*#+\s")
_QUESTION = re.compile(r"[^\n.!:]{8,160}\?[\s*_]*$")


TABLE = 12
"""How many lines a table may have whose speaker the sentence before or after it names."""
_WIDTH = 55
"""A shorter line was not broken at the width of a page: it is a heading, or a line of its own."""


class Layout(StrEnum):
    """What a section is: an entry with a date or hour, a list item, a question, a turn, a heading, or just prose."""

    ENTRY = "entry"
    ITEM = "item"
    QUESTION = "question"
    TURN = "turn"
    HEADING = "heading"
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a report with its layout; `label` are the words of its date, hour or speaker."""

    span: Span
    layout: Layout
    label: Span | None = None

    @property
    def body(self) -> int:
        """Where the text after the label begins."""
        return self.label.end if self.label else self.span.start

    @property
    def is_short(self) -> bool:
        """Tell whether it is no longer than a line of a table."""
        return self.span.end - self.span.start < _WIDTH

    @property
    def is_line(self) -> bool:
        """Tell whether it is a line of a list or table, and no prose."""
        return self.layout in (Layout.ENTRY, Layout.ITEM, Layout.HEADING)


@dataclass(frozen=True)
class Sections:
    """The sections of a report, in order, without a gap."""

    every: tuple[Section, ...]
    starts: tuple[int, ...]

    def at(self, position: int) -> Section:
        """Give the section that a position lies in."""
        return self.every[self.place(position)]

    def place(self, position: int) -> int:
        """Give the number of the section that a position lies in."""
        return max(bisect_right(self.starts, position) - 1, 0)

    def is_heading(self, position: int) -> bool:
        """Tell whether a position lies in a heading or in the question that an answer follows."""
        return self.at(position).layout is Layout.HEADING

    @property
    def listed(self) -> bool:
        """Tell whether the report is laid out as a list: a bulletin, a table of dates, a digest."""
        return sum(section.layout is Layout.ITEM for section in self.every) > 1


def sections(text: str) -> Sections:
    """Split a legible text where its layout begins something new: at blank lines, bullets, dates, hours and labels."""
    found: list[Section] = []
    wrapped = re.search(r"\n[ \t\r]*\n", text.strip()) is not None
    after_blank = True
    for line in re.finditer(r"[^\n]*\n?", text):
        words = line[0].rstrip()
        if not words.strip():
            after_blank = True
            continue
        layout, label = _layout(words)
        # In prose that is wrapped at a width a line may begin with a date or a dash by chance.
        inside = bool(found) and wrapped and not after_blank
        unmarked = layout in (Layout.PROSE, Layout.QUESTION, Layout.HEADING)
        # A line in capitals, or a question, is done where the text under it begins, blank line or not.
        opened = bool(found) and found[-1].layout in (Layout.HEADING, Layout.QUESTION) and layout is Layout.PROSE
        if inside and not opened and (unmarked or (found[-1].layout is Layout.PROSE and _runs_on(text, line.start()))):
            found[-1] = _longer(found[-1], line.end())
        else:
            span = Span(line.start() + len(words) - len(words.lstrip()), line.end())
            found.append(Section(span, layout, _moved(label, line.start())))
        after_blank = False
    found = found or [Section(Span(0, len(text)), Layout.PROSE)]
    return Sections(tuple(found), (0, *(section.span.start for section in found[1:])))


def _runs_on(text: str, start: int) -> bool:
    """Tell whether the line before one breaks off within a sentence, at the width of a page."""
    before = text[:start].rstrip().rpartition("\n")[2]
    return len(before) > _WIDTH and before[-1] not in '.!?:;)]*"'


def _layout(line: str) -> tuple[Layout, Span | None]:
    entry = _ENTRY.match(line) or _HOUR.match(line)
    if entry is not None:
        return Layout.ENTRY, Span(*entry.span("label"))
    turn = _TURN.match(line)
    if turn is not None:
        return Layout.TURN, Span(*turn.span("label"))
    if _BULLETED.match(line):
        return Layout.ITEM, None
    headed = _HEADED.match(line)
    if headed is not None and headed["label"]:
        return Layout.ITEM, Span(*headed.span("label"))
    if _QUESTION.match(line):
        return Layout.QUESTION, None
    bare = line.strip(" *_#")
    is_heading = headed is not None or line.strip().startswith("**") or bare.isupper()
    return (Layout.HEADING if is_heading else Layout.PROSE), None


def _longer(section: Section, end: int) -> Section:
    return Section(Span(section.span.start, end), section.layout, section.label)


def _moved(label: Span | None, by: int) -> Span | None:
    return Span(label.start + by, label.end + by) if label is not None else None
