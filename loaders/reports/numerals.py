"""Numbers as they are written, in digits and in words, and their values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ontology.model import Span

_UNITS = {word: value for value, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen".split())}  # fmt: skip
_TENS = {word: 10 * value for value, word in enumerate(
    "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}  # fmt: skip
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
WORD = "|".join(sorted((*_UNITS, *_TENS, *SCALES, "dozen"), key=len, reverse=True))
SCALE = "hundred|thousand|million"
# What joins words to one number: "twenty-five", "two thousand", "a hundred and five"; but "two and three" are two.
_JOIN = (
    rf"(?:[ -](?=(?:{SCALE}|dozen)\b)|(?<=ty)[ -](?=(?:{'|'.join([*_UNITS][1:10])})\b)"
    r"|(?:(?<=hundred)|(?<=thousand)|(?<=million))(?:[ -]|,? and ))"
)
_WORDS = re.compile(
    rf"\b(?:half a million|(?:{WORD}) and a half(?: (?:{SCALE})\b)?"
    rf"|(?:(?:an?|half a)[ -](?:{SCALE}|dozen)|{WORD})\b(?:{_JOIN}(?:{WORD})\b)*)",
    re.IGNORECASE,
)
_DIGITS = re.compile(
    r"(?<![\w.,/:$€£#+])(?<![^\W\d]-)"
    r"(?:\d{1,3}(?:[,.' ]\d{3})+(?!\d)|\d+,\d{1,2}(?=[ -](?:thousand|million)\b)|\d+)(?:\.\d+)?"
    r"(?P<scale>(?:[ -](?:hundred|thousand|million|mln)\b|k\b|mn?\b| mn\b))?",
    re.IGNORECASE,
)
_SUFFIX_SCALES = {"k": 1_000, "m": 1_000_000, "mn": 1_000_000, "mln": 1_000_000} | SCALES


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number: its characters and its value."""

    span: Span
    value: Decimal


def numerals(text: str) -> Iterator[Number]:
    """Give every number that can be read in a legible text, in order; of two that overlap, the first and longest."""
    found = [_digits(match) for match in _DIGITS.finditer(text)]
    found += [number for match in _WORDS.finditer(text) if (number := _words(match))]
    found.sort(key=lambda number: (number.span.start, -number.span.end))
    end = -1
    for number in found:
        if number.span.start >= end:
            yield number
        end = max(end, number.span.end)


def _digits(match: re.Match[str]) -> Number:
    scale = (match["scale"] or "").strip(" -").lower()
    digits = match[0][: len(match[0]) - len(match["scale"] or "")]
    # "1.250 million" has a decimal point; "6.000 bodies" a separator.
    grouped = re.fullmatch(r"\d{1,3}(?:[,.' ]\d{3})+", digits) and not (scale and "." in digits)
    decimal = re.sub(r"^(\d+),(\d{1,2})$", r"\1.\2", digits)
    plain = re.sub(r"[,.' ]", "", digits) if grouped else re.sub(r"[,' ]", "", decimal)
    plain = plain.replace(".", "", plain.count(".") - 1)  # "46.000.1": points that part groups, and the decimal one
    return Number(Span(*match.span()), Decimal(plain) * _SUFFIX_SCALES.get(scale, 1))


def _words(match: re.Match[str]) -> Number | None:
    words = re.findall(r"[a-z]+", match[0].lower())
    if len(words) == 1 and words[0] in (*SCALES, "dozen"):
        return None  # "$400 million", "a few hundred": the scale of something else
    total, current, half = Decimal(0), Decimal(0), "half" in words
    for word in words:
        if word in ("a", "an"):
            current = current or Decimal(1)
        elif word in _UNITS or word in _TENS:
            current += _UNITS.get(word, _TENS.get(word, 0))
        elif word in ("hundred", "dozen"):
            current = (current or Decimal(1)) * (100 if word == "hundred" else 12)
        elif word in SCALES:
            total, current = total + (current or Decimal(1)) * SCALES[word], Decimal(0)
    value = total + current
    if "and a half" in match[0].lower():
        # "two and a half thousand"; without a scale it is a measure of something, as of years.
        scale = SCALES.get(words[-1])
        return Number(Span(*match.span()), (_UNITS.get(words[0], 1) + Decimal("0.5")) * scale) if scale else None
    return Number(Span(*match.span()), value / 2 if half else value) if value else None
