"""Figures of both directions at once: "157 each", "390, 307 and 303 a side", "1,000 for 1,000", "1212 / 27"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from loaders.reports.parsing import Parsed
from loaders.reports.sides import in_order
from loaders.reports.ways import Direction
from ontology.model import Figure


class Way(StrEnum):
    """Which of two directions a figure is of."""

    BOTH = "both"
    FIRST = "first"
    SECOND = "second"


_SIDE = r"(?:each|either|every) (?:side|party|country|of the (?:two )?(?:sides|parties|countries))s?"
# "157 prisoners of war each", "390, 307 and 303 a side", "by 300 people from each side"
_EACH = re.compile(
    r"(?:,? (?:and )?[\d,.]*\d)*(?: (?!and\b|while\b|but\b)[\w'-]+){0,5}?"
    rf" (?:each\b(?! (?:month|week|day|year|of|other))|apiece\b|a side\b|per side\b|(?:from|on|by|for|to) {_SIDE})",
    re.IGNORECASE,
)
_EACH_DOES = re.compile(
    r"\b(?:each|either|every) (?:side|party|country|army|government)\b[^.;:\d]{0,40}\Z"
    r"|\beach (?:\w+ly )?(?:let|free|freed|set|release\w*|return\w*|hand\w*|gave|give|got|get|took|sent|send|receiv\w+|"
    r"exchang\w+|swap\w*|brought|transfer\w*|lost|captured|held|hold)\b[^.;:,\d]{0,30}\Z",
    re.IGNORECASE,
)
_BOTH_DO = re.compile(
    r"\bboth (?:sides|parties|countries|armies|governments|capitals)\b[^.;:,\d]{0,40}\Z", re.IGNORECASE
)
_OF_THEIR_OWN = re.compile(r"(?: \w+){0,2} of their\b", re.IGNORECASE)
_FORMULA = re.compile(r"-for-\d[\d,.]*", re.IGNORECASE)
_FOR = re.compile(
    r"\"?(?: (?!and\b)[\w'-]+){0,6} (?:in exchange for|in return for|for|against)(?: [a-z]+){0,2} \"?"
    r"| (?:on|for|to) |\s?/\s?",
    re.IGNORECASE,
)
_TABLE = 3000
"""How many characters above its lines the header of a table may stand."""
_RECEIVED = re.compile(r"\b(?:to|gets?|got|receiv\w+|for)\b", re.IGNORECASE)
_HANDED_OVER = re.compile(r"\b(?:from|by|gives?|gave|hands? over|handed over)\b", re.IGNORECASE)


def way_of(parsed: Parsed, figures: Sequence[Figure], place: int) -> Way | None:
    """Tell whether a figure, the `place`th of the report, is of both directions, or one of two that are exchanged."""
    figure = figures[place]
    before = parsed.plain[max(0, figure.span.start - 70) : figure.span.start]
    if (
        _EACH_DOES.search(before)
        or (_BOTH_DO.search(before) and _OF_THEIR_OWN.match(parsed.plain, figure.span.end))
        or _EACH.match(parsed.plain, figure.span.end)
        or _FORMULA.match(parsed.plain, figure.span.end)
    ):
        return Way.BOTH
    if place + 1 < len(figures) and _are_exchanged(parsed, figure, figures[place + 1]):
        return Way.FIRST
    if place and _are_exchanged(parsed, figures[place - 1], figure):
        return Way.SECOND
    return None


def _are_exchanged(parsed: Parsed, one: Figure, other: Figure) -> bool:
    between = _FOR.fullmatch(parsed.plain, one.span.end, other.span.start)
    if between is None:
        return False
    # Of "31 bodies for 1,000" the words alone say who gives which.
    return "/" in between[0] or one.value == other.value


def directions_of_pair(parsed: Parsed, figure: Figure, way: Way, speaker: str | None) -> tuple[Direction, ...]:
    """Give the directions of a figure of a pair: by the header, else the speaker or the first side gives."""
    sides = parsed.sides_at(figure.span.start)
    if len(sides) != 2:
        return (Direction(),) * (2 if way is Way.BOTH else 1)
    first = by_header(parsed, figure)
    if first is None:
        giver = speaker if speaker in sides else in_order(sides)[0]
        first = Direction(giver, sides[1] if giver == sides[0] else sides[0])
    if way is Way.BOTH:
        return (first, first.reversed())
    return (first,) if way is Way.FIRST else (first.reversed(),)


def by_header(parsed: Parsed, figure: Figure) -> Direction | None:
    """Read "first to Ukraine / then to Russia", "Ukraine gets / Russia gets": the order of columns."""
    sides = parsed.sides_at(figure.span.start)
    above = re.compile(r"[^\n:.]* / [^\n:.]*").finditer(
        parsed.plain, max(0, figure.span.start - _TABLE), figure.span.start
    )
    for match in reversed(list(above)):
        middle = match.start() + match[0].index(" / ")
        left = [p for m in parsed.actors.within(match.start(), middle) if (p := m.agent.path) in sides]
        right = [p for m in parsed.actors.within(middle, match.end()) if (p := m.agent.path) in sides]
        if left and right and left[-1] != right[0]:
            # A column under a side's name holds its people, whom it gets, unless the header says that it gives them.
            given = _HANDED_OVER.search(match[0]) and not _RECEIVED.search(match[0])
            return Direction(left[-1], right[0]) if given else Direction(right[0], left[-1])
    return None
