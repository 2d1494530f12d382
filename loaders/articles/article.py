"""An article as it was found, and the text report that it becomes.

Whatever it comes as, a reader gets an article as a text report: front matter and text. So there is one form in which
metadata reach a reader, and one place that checks them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from loaders.errors import InputRejected, LoaderError

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d")


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of an HTML page beside its bytes; `known` goes over what the page says of itself."""

    url: str | None = None
    charset: str | None = None
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Article:
    """One article: a text report's bytes, or a page's, out of which the text is yet to be taken."""

    name: str
    """What errors and reports call it."""
    content: bytes
    page: Page | None = None
    """Says that the content is a page of HTML."""


@dataclass(frozen=True, slots=True)
class Refused:
    """What was given and is no article that can be read, and why."""

    name: str
    error: LoaderError


def report(text: str, known: Mapping[str, str | None], name: str) -> bytes:
    """Write a text report: what is known as front matter, then the text, character for character.

    Raises InputRejected for a text that is empty or holds half of a character, as JSON can.
    """
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise InputRejected(f"{name}: there is no text in it; give an article that has")
    # A string of JSON is one of YAML as well, as long as all its characters can be printed.
    lines = [f"{key}: {json.dumps(line, ensure_ascii=False)}" for key, value in known.items() if (line := _line(value))]
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        raise InputRejected(f"{name}: character {error.start} is half of a character; write the text anew") from error
    return "\n".join(["---", *lines, "---", ""]).encode() + content


def day_of(date: str) -> str:
    """Give the day of a date with a time, in ISO 8601 or as in mail (RFC 5322), where it was written; others as is."""
    if iso := _DAY.match(date.strip()):
        return iso[1]
    try:
        return parsedate_to_datetime(date).date().isoformat()
    except ValueError:
        return date.strip()


def _line(value: str | None) -> str:
    """Give a value on one line, without characters that show nothing."""
    return "".join(character for character in " ".join((value or "").split()) if character.isprintable())
