"""The text of Markdown, without the marks that stand in the way of reading: "**1,212** bodies" is "1,212 bodies".

The parser reads a sentence with marks in it wrongly or not at all, so they are taken out, and what is kept, and what
quotations point into, is the text without them. A file without such marks is kept as it is. Lists, tables and
strike-through stay: they say something.
"""

from __future__ import annotations

import re

from loaders.errors import LoaderError
from loaders.reports.metadata import split_front_matter

_LONG = 500
_BEFORE = re.compile(r"^(?:[ ]{0,3}>[ ]?)+|^[ ]{0,3}#{1,6}[ \t]+", re.MULTILINE)
_LINK = re.compile(rf"!?\[([^\[\]\n]{{0,{_LONG}}})\]\([^()\s]{{0,{_LONG}}}(?:[ ]\"[^\"\n]{{0,{_LONG}}}\")?\)")
_EMPHASIS = (
    re.compile(rf"(?<![*\\])(\*{{1,3}})(?![*\s])([^*\n]{{1,{_LONG}}})(?<![\s\\])\1(?!\*)"),
    re.compile(rf"(?<![\w\\])(_{{1,3}})(?![_\s])([^\n]{{1,{_LONG}}}?)(?<![\s\\])\1(?!\w)"),
    re.compile(rf"(?<!`)(`)([^`\n]{{1,{_LONG}}})\1(?!`)"),
)


def plain(content: bytes) -> bytes:
    """Take the marks out of a report in Markdown, and leave its front matter; what cannot be read stays as it is."""
    try:
        text = content.decode()
        _, body = split_front_matter(text.removeprefix("\ufeff"), "")
    except (UnicodeDecodeError, LoaderError):
        return content
    return (text[: len(text) - len(body)] + without_marks(body)).encode()


def without_marks(text: str) -> str:
    """Give the text of Markdown without headings' and quotations' marks, emphasis, and the addresses of links."""
    text = _LINK.sub(r"\1", _BEFORE.sub("", text))
    for _ in range(2):  # "**over *46,000* dead**"
        for marks in _EMPHASIS:
            text = marks.sub(r"\2", text)
    return text
