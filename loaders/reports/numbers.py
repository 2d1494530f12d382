"""Numbers as reports print them: digits and words, with the hedge that says how they are meant.

Works on legible text (see `text.legible`), so spans are spans of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from ontology.model import Comparator, Figure, Span

TOLERANCE = Decimal("0.1")
"""What *about* means unless a source says: ten per cent either way (`ccl:tolerance`)."""

_UNITS = {word: value for value, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen".split())}  # fmt: skip
_TENS = {word: 10 * value for value, word in enumerate(
    "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_WORD = "|".join(sorted((*_UNITS, *_TENS, *_SCALES, "dozen"), key=len, reverse=True))
_SCALE = "hundred|thousand|million"
# What joins words to one number: "twenty-five", "two thousand", "a hundred and five"; but "two and three" are two.
_JOIN = (
    rf"(?:[ -](?=(?:{_SCALE}|dozen)\b)|(?<=ty)[ -](?=(?:{'|'.join([*_UNITS][1:10])})\b)"
    r"|(?:(?<=hundred)|(?<=thousand)|(?<=million))(?:[ -]|,? and ))"
)
_WORDS = re.compile(
    rf"\b(?:half a million|(?:{_WORD}) and a half(?: (?:{_SCALE})\b)?"
    rf"|(?:(?:an?|half a)[ -](?:{_SCALE}|dozen)|{_WORD})\b(?:{_JOIN}(?:{_WORD})\b)*)",
    re.IGNORECASE,
)
_DIGITS = re.compile(
    r"(?<![\w.,/:$€£#+])(?<![^\W\d]-)"
    r"(?:\d{1,3}(?:[,.' ]\d{3})+(?!\d)|\d+,\d{1,2}(?=[ -](?:thousand|million)\b)|\d+)(?:\.\d+)?"
    r"(?P<scale>(?:[ -](?:hundred|thousand|million|mln)\b|k\b|mn?\b| mn\b))?",
    re.IGNORECASE,
)
_SUFFIX_SCALES = {"k": 1_000, "m": 1_000_000, "mn": 1_000_000, "mln": 1_000_000} | _SCALES

# What a number is not when it stands beside this: money, shares, ages, times, ordinals, lists of days.
_MONEY_BEFORE = re.compile(r"(?:[$€£₴₽]|\b(?:USD|EUR|UAH|RUB|US\$))\s*$")
_NOT_AFTER = re.compile(
    r"\s?(?:%|per ?cent\b|percent|st\b|nd\b|rd\b|th\b|:\d|/\d|°|[ap]\.?m\b"
    r"|[ -]?years?[ -]old|[ -]?(?:km|kms|kilomet|met(?:er|re)s?\b|miles?\b)"
    r"|\s?(?:(?:thousand|million|billion)\s)?(?:dollars|euros|hryvnias?|rubles|roubles|pounds)\b"
    r"|\s?(?:billion|trillion|bn|tn)\b"
    # "12.06.2025", "1.2.3"; "a 3-day visit", "155-mm shells", "the 12-member team"; "two thirds", "twenty-first"
    r"|[.,/:]\d|-(?!plus\b|odd\b|strong\b|for\b)[^\W\d]"
    r"|[ -](?:thirds?|quarters?|halves|fifths|tenths|percentage|hundredth|thousandth)\b| and a half\b)",
    re.IGNORECASE,
)
# "12 of the 1,000 bodies", "half of the 1,000", "Of 1,000 bodies, 200 were identified": a whole, not itself claimed.
_OF_WHOLE = rf"(?i:\b(?:half|thirds?|quarters?|fifths?|tenths?|most|part|many|some|majority|per ?cent|{_WORD})s?|%|\d)"
_WHOLE_BEFORE = re.compile(
    rf"{_OF_WHOLE} (?:out )?of (?:the|these|those|all|its|their|his|our)(?: \w+)? $"
    rf"|(?:\b(?:{_WORD})|\d) (?:out )?of $|(?:^|[.!?\n\"]\s*)(?:Out o|O)f (?:the |these |those |all )*$"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY_BEFORE = re.compile(rf"\b(?:{_MONTHS})\s+$")
_DAY_AFTER = re.compile(rf"\s+(?:{_MONTHS})\b")
_YEAR_BEFORE = re.compile(
    rf"\b(?:in|since|by|during|of|until|from|late|early|mid-?|(?:{_MONTHS})(?: \d\d?,)?)\s*$", re.IGNORECASE
)
_AGE_BEFORE = re.compile(r"\b(?:aged?|age of)\s+$", re.IGNORECASE)

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
# Hyphens between digits are a range when there is one of them, a date or a telephone number when more.
_PAIR_AFTER = re.compile(r"-\d[\d,]*(?![-\d])")
_PAIR_BEFORE = re.compile(r"(?<![-\d,])\d[\d,]*-$")
_RANGE = re.compile(r"\s?(?:-|\bto\b|\band\b)\s?", re.IGNORECASE)
_RANGE_BEFORE = re.compile(r"\b(?P<hedge>between|from)\s+$", re.IGNORECASE)
_SCALES_AT_END = re.compile(rf"(?:[ -](?:{_SCALE}))+$", re.IGNORECASE)
# "rose from 50,000 to 70,000": two counts, of which the first is no longer claimed.
_CHANGED_BEFORE = re.compile(
    r"\b(?:r[io]se|risen|rising|gr[eo]w(?:n|ing)?|climb\w*|jump\w*|increas\w*|f[ae]ll(?:en|ing)?|dropp?\w*|declin\w*"
    r"|decreas\w*|went|gone|going|chang\w*|revis\w*|rais\w*|lower\w*|updat\w*|correct\w*|up|down)\b[^.;]{0,40}"
    r"\bfrom\s+$",
    re.IGNORECASE,
)


BEYOND = Decimal(10) ** 15
"""Of so many, nobody counts people; and the engine's integers end at 2^63."""


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number: its characters and its value."""

    span: Span
    value: Decimal


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
        ranged = _range(text, number, following) if following else None
        if ranged:
            skip = position + 1
        found.append(ranged or _hedged(text, number))
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
    found = [_digits(match) for match in _DIGITS.finditer(text)]
    found += [number for match in _WORDS.finditer(text) if (number := _words(match))]
    found.sort(key=lambda number: (number.span.start, -number.span.end))
    end = -1
    for number in found:
        if number.span.start >= end and number.value < BEYOND and not _is_something_else(text, number):
            yield number
        end = max(end, number.span.end)


def _digits(match: re.Match[str]) -> Number:
    scale = (match["scale"] or "").strip(" -").lower()
    digits = match[0][: len(match[0]) - len(match["scale"] or "")]
    # "1.250 million" has a decimal point; "6.000 bodies" a separator.
    grouped = re.fullmatch(r"\d{1,3}(?:[,.' ]\d{3})+", digits) and not (scale and "." in digits)
    decimal = re.sub(r"^(\d+),(\d{1,2})$", r"\1.\2", digits)
    plain = re.sub(r"[,.' ]", "", digits) if grouped else re.sub(r"[,' ]", "", decimal)
    return Number(Span(*match.span()), Decimal(plain) * _SUFFIX_SCALES.get(scale, 1))


def _words(match: re.Match[str]) -> Number | None:
    words = re.findall(r"[a-z]+", match[0].lower())
    if len(words) == 1 and words[0] in (*_SCALES, "dozen"):
        return None  # "$400 million", "a few hundred": the scale of something else
    total, current, half = Decimal(0), Decimal(0), "half" in words
    for word in words:
        if word in ("a", "an"):
            current = current or Decimal(1)
        elif word in _UNITS or word in _TENS:
            current += _UNITS.get(word, _TENS.get(word, 0))
        elif word in ("hundred", "dozen"):
            current = (current or Decimal(1)) * (100 if word == "hundred" else 12)
        elif word in _SCALES:
            total, current = total + (current or Decimal(1)) * _SCALES[word], Decimal(0)
    value = total + current
    if "and a half" in match[0].lower():
        # "two and a half thousand"; without a scale it is a measure of something, as of years.
        scale = _SCALES.get(words[-1])
        return Number(Span(*match.span()), (_UNITS.get(words[0], 1) + Decimal("0.5")) * scale) if scale else None
    return Number(Span(*match.span()), value / 2 if half else value) if value else None


def _is_something_else(text: str, number: Number) -> bool:
    before = text[max(0, number.span.start - 30) : number.span.start]
    after = text[number.span.end : number.span.end + 30]
    printed = number.span.of(text)
    if re.match(r"-\d", after) and not _PAIR_AFTER.match(after):
        return True
    if re.search(r"\d-$", before) and (after.startswith("-") or not _PAIR_BEFORE.search(before)):
        return True
    around = (_MONEY_BEFORE.search(before), _NOT_AFTER.match(after), _AGE_BEFORE.search(before))
    if any(around) or _WHOLE_BEFORE.search(before):
        return True
    if printed.isdigit() and len(printed) <= 2 and (_DAY_BEFORE.search(before) or _DAY_AFTER.match(after)):
        return True
    is_year = printed.isdigit() and len(printed) == 4 and printed[:2] in ("19", "20")
    if is_year and (_YEAR_BEFORE.search(before) or not re.match(r" [a-z]", after)):
        return True
    # "one of the few", "the last one", "no one": a pronoun. "hundreds", "tens of thousands" never match: plural words.
    if printed.lower() != "one":
        return printed.lower() == "zero"
    pronoun = re.search(
        r"\b(?:the|of|last|first|this|that|no|any|each|every|another|some|only)\s$", before, re.IGNORECASE
    )
    return bool(pronoun) or not re.match(r" [a-z]", after) or after.startswith(" of ")


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


def _scaled_alike(text: str, number: Number, following: Number) -> Number:
    """Give "50" of "50 to 70 thousand" the scale of the second number."""
    scales = _SCALES_AT_END.search(following.span.of(text))
    if scales is None or re.search(rf"{_SCALE}|[,k]", number.span.of(text), re.IGNORECASE):
        return number
    value = number.value
    for scale in re.findall(r"\w+", scales[0].lower()):
        value *= _SCALES[scale]
    return Number(number.span, value) if value < following.value else number


def _figure(text: str, printed: Span, number: Number, comparator: Comparator) -> Figure:
    low, high = interval(comparator, number.value)
    tolerance = TOLERANCE if comparator is Comparator.ABOUT else None
    return Figure(printed.of(text), number.span, number.value, comparator, low, high, tolerance)
