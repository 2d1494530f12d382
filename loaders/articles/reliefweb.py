"""Reports as the ReliefWeb API gives them (version 2, `/v2/reports`): JSON with `data`, a list of `{id, fields}`.

The fields are those of https://apidoc.reliefweb.int/fields-tables: as few of them may be there as were asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from loaders.articles.article import Article, Refused, day_of, report
from loaders.articles.json_text import read_json
from loaders.articles.markdown import without_marks
from loaders.articles.pages import fragment_text
from loaders.errors import InputRejected, LoaderError
from loaders.inputs import is_address

MAX_BYTES = 100_000_000
"""Of an answer: a thousand reports, the most that the API gives at once, are a tenth of it."""

_ITEM = re.compile(rb"""[\[,]\s*\{[^{}\[\]]*"fields"\s*:\s*\{""")
_COUNT = re.compile(rb'"count"\s*:\s*(\d{1,9})\b')
_ANSWER = re.compile(rb"""\s*\{.*?"data"\s*:\s*\[\s*\{[^{}\[\]]*"fields"\s*:\s*\{""", re.DOTALL)


def is_answer(beginning: bytes) -> bool:
    """Tell by how it begins whether something is such an answer."""
    return _ANSWER.match(beginning.removeprefix(b"\xef\xbb\xbf")) is not None


def expected(beginning: bytes) -> int:
    """Tell about how many reports an answer holds: as many as it says, else as many as begin in its beginning."""
    said = _COUNT.search(beginning.partition(b'"data"')[0])
    return int(said[1]) if said else len(_ITEM.findall(beginning))


def articles(content: bytes, name: str) -> Iterator[Article | Refused]:
    """Give the report of each item, in order, or why there is none in it. Raises InputRejected for no such answer.

    A report is named by its place in the answer, counted from 1.
    """
    answer = read_json(content, name, "save the API's answer as it came")
    items = answer.get("data") if isinstance(answer, Mapping) else None
    if not isinstance(items, list):
        raise InputRejected(f"{name}: is no answer of the ReliefWeb API: it has no list 'data'")
    for number, item in enumerate(items, start=1):
        place = f"{name}:{number}"
        try:
            yield Article(place, _report(item, place))
        except LoaderError as error:
            yield Refused(place, error)


def _report(item: Any, name: str) -> bytes:
    fields = item.get("fields") if isinstance(item, Mapping) else None
    if not isinstance(fields, Mapping):
        raise InputRejected(f"{name}: has no 'fields'; ask the API for title, body, url, date, source and language")
    body = _words(fields, "body")
    text = without_marks(body) if body else fragment_text(_words(fields, "body-html") or "")
    if not text.strip():
        raise InputRejected(f"{name}: has no body; ask the API for the field 'body', or read the file that it names")
    return report(text.rstrip() + "\n", _known(fields), name)


def _known(fields: Mapping[str, Any]) -> dict[str, str | None]:
    """Give what the fields say of a report: the first of its sources published it, all of them are its byline."""
    sources, languages = _each(fields, "source", "name"), _each(fields, "language", "code")
    dates = fields.get("date")
    day = _words(dates, "original") or _words(dates, "created") if isinstance(dates, Mapping) else None
    return {
        "title": _words(fields, "title"),
        "publisher": sources[0] if sources else None,
        "published": day_of(day) if day else None,
        "url": next((url for key in ("url", "url_alias") if is_address(url := _words(fields, key) or "")), None),
        # A report in two languages is recognised by what its text is.
        "language": languages[0] if len(languages) == 1 else None,
        "author": ", ".join(sources) if len(sources) > 1 else None,
    }


def _each(fields: Mapping[str, Any], key: str, part: str) -> list[str]:
    """Give one part of each entry of a list, which may have gaps."""
    held = fields.get(key)
    entries = held if isinstance(held, list) else [held]
    return [words for entry in entries if isinstance(entry, Mapping) and (words := _words(entry, part))]


def _words(fields: Mapping[str, Any], key: str) -> str | None:
    value = fields.get(key)
    return value if isinstance(value, str) and value.strip() else None
