"""Articles as JSON lines: one object a line, with `text` and what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from loaders.articles.article import Article, Refused, day_of, report
from loaders.articles.json_text import read_json
from loaders.articles.reviews import kind_of_node
from loaders.errors import InputRejected, LoaderError

KEYS = ("title", "publisher", "published", "url", "language", "licence", "author")
"""What may be known of an article beside its `text`; other keys are passed over."""

MAX_LINE = 8_000_000
"""In bytes: a text of the greatest length that is read, with its characters escaped."""


def articles(lines: Iterable[bytes], name: str) -> Iterator[Article | Refused]:
    """Give the article of each line, or why there is none in it; an article's name ends in its line's number."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{name}:{number}"
        try:
            yield Article(place, _report(line, place))
        except LoaderError as error:
            yield Refused(place, error)


def bounded(file: BinaryIO) -> Iterator[bytes]:
    """Give the lines of a file, which may be longer than memory; of one that is too long, only so much as shows it."""
    while line := file.readline(MAX_LINE + 1):
        rest = line
        while len(rest) > MAX_LINE and not rest.endswith(b"\n"):
            rest = file.readline(MAX_LINE + 1)
        yield line


def _report(line: bytes, name: str) -> bytes:
    if len(line) > MAX_LINE:
        raise InputRejected(f"{name}: over {MAX_LINE / 1e6:.0f} MB, too long for an article; split it")
    value = read_json(line, name, "give one object a line")
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise InputRejected(f'{name}: is no object with a \'text\'; give at least {{"text": "…"}}')
    if kind := kind_of_node(value):
        raise InputRejected(f"{name}: is a {kind} of schema.org, and no article; save such in .json, as a list")
    return report(value["text"], _known(value, name), name)


def _known(value: Mapping[str, Any], name: str) -> dict[str, str | None]:
    known = {key: _words(value.get(key), key, name) for key in KEYS}
    if known["published"]:
        known["published"] = day_of(known["published"])
    return known


def _words(value: Any, key: str, name: str) -> str | None:
    if isinstance(value, list) and key == "author" and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    if value is not None and not isinstance(value, str):
        raise InputRejected(f"{name}: '{key}' is no string; write it in quotation marks")
    return value
