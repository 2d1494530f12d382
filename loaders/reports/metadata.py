"""What is known of a report beside its text: from YAML front matter and from the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import yaml

from loaders.errors import FrontMatterError
from ontology.dates import When, on, when
from ontology.errors import DateError

_BLOCK = re.compile(r"\A---[ \t]*\r?\n(?P<yaml>.*?)(?:^---[ \t]*(?:\r?\n|\Z))", re.DOTALL | re.MULTILINE)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a report says of itself; every part may be unknown."""

    title: str | None = None
    publisher: str | None = None
    published: When | None = None
    url: str | None = None
    language: str | None = None
    licence: str | None = None
    facts: tuple[str, ...] = ()
    author: str | None = None
    page: str | None = None
    """The SHA-256 of the web page that the text was taken out of."""

    def under(self, override: Metadata) -> Metadata:
        """Give this metadata with whatever the other one states in its place."""
        stated = {f.name: getattr(override, f.name) for f in fields(override) if getattr(override, f.name)}
        return replace(self, **stated)


def split_front_matter(text: str, name: str) -> tuple[Metadata, str]:
    """Part a file's text into its front matter and the report itself, which starts right after it.

    Raises FrontMatterError, with the line, when the block is not closed, not YAML, or has a wrong key.
    """
    if re.match(r"\s+---[ \t]*\r?\n\w+:", text):
        raise FrontMatterError(f"{name}: front matter must begin on line 1; take out what stands before its '---'")
    if not re.match(r"---[ \t]*\r?\n", text):
        return Metadata(), text
    block = _BLOCK.match(text)
    if not block:
        raise FrontMatterError(f"{name}: line 1 opens front matter with '---', and no line '---' closes it")
    try:
        values = yaml.safe_load(block["yaml"])
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 2
        raise FrontMatterError(f"{name}: line {line} of the front matter is not YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise FrontMatterError(f"{name}: the front matter is not YAML: {reason}") from error
    if values is None:
        values = {}
    if not isinstance(values, Mapping):
        raise FrontMatterError(f"{name}: the front matter is not a list of 'key: value' lines")
    return metadata(values, name), text[block.end() :]


def metadata(values: Mapping[Any, Any], name: str) -> Metadata:
    """Check the values of front matter or options, and give them as metadata.

    `name` says in errors where they stand. Raises FrontMatterError for an unknown key or a malformed value.
    """
    known = [field.name for field in fields(Metadata)]
    for key in values:
        if key not in known:
            raise FrontMatterError(f"{name}: unknown key '{key}'; known are {', '.join(known)}")
    return Metadata(
        title=_line(values, "title", name),
        publisher=_line(values, "publisher", name),
        published=_published(values.get("published"), name),
        url=_url(_line(values, "url", name), name),
        language=_language(_line(values, "language", name), name),
        licence=_line(values, "licence", name),
        facts=_lines(values, "facts", name),
        author=_line(values, "author", name),
        page=_digest(_line(values, "page", name), name),
    )


def _line(values: Mapping[Any, Any], key: str, name: str) -> str | None:
    value = values.get(key)
    if value is None:
        return None
    # YAML reads an unquoted `no` (Norwegian) as false, and a title that is all digits as a number.
    if isinstance(value, (Mapping, list, bool)) or not str(value).strip():
        raise FrontMatterError(f"{name}: '{key}' must be one line of text, in quotation marks if need be")
    return " ".join(str(value).split())


def _lines(values: Mapping[Any, Any], key: str, name: str) -> tuple[str, ...]:
    value = values.get(key)
    if value is None:
        return ()
    items = value if isinstance(value, list) else [value]
    if any(isinstance(item, (Mapping, list)) for item in items):
        raise FrontMatterError(f"{name}: '{key}' must be a list of lines; put one with ': ' in quotation marks")
    return tuple(" ".join(str(item).split()) for item in items)


def _published(value: Any, name: str) -> When | None:
    if value is None:
        return None
    try:
        # YAML gives a date for 2025-10-23 and a datetime for 2025-10-23T10:00:00; datetime is a date too.
        return on(date(value.year, value.month, value.day)) if isinstance(value, date) else when(str(value))
    except DateError as error:
        raise FrontMatterError(f"{name}: published: {error}") from error


def _url(value: str | None, name: str) -> str | None:
    if value is None:
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc or re.search(r'[\s<>"{}|\\^`]', value):
        raise FrontMatterError(f"{name}: url '{value}' is not a web address such as https://example.org/report")
    return value


def _digest(value: str | None, name: str) -> str | None:
    if value is not None and not _SHA256.fullmatch(value):
        raise FrontMatterError(f"{name}: page '{value}' is not a SHA-256 in 64 lower-case hexadecimal digits")
    return value


def _language(value: str | None, name: str) -> str | None:
    if value is not None and not _LANGUAGE.fullmatch(value):
        raise FrontMatterError(f"{name}: language '{value}' is not a language code such as en")
    return value
