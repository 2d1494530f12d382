"""The entries of an RSS or Atom feed, by feedparser: what each holds itself, or the page that it links to."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import feedparser

from loaders.articles.article import Article, Page, Refused, day_of, report
from loaders.articles.pages import fragment_text
from loaders.errors import InputRejected, LoaderError
from loaders.inputs import is_address

Follow = Callable[[str, Page], Article]
"""Fetches the page that an entry links to; what the feed says of it goes over what it says of itself."""


def articles(content: bytes, name: str, follow: Follow | None = None) -> Iterator[Article | Refused]:
    """Give the articles of a feed in its order, or why there is none in an entry. Raises InputRejected for no feed.

    feedparser expands no entities that a feed declares, and asks for nothing that a feed names.
    """
    # As a stream: what looks like a name or an address feedparser would open itself.
    feed = feedparser.parse(io.BytesIO(content))
    if not feed.get("version"):
        raise InputRejected(f"{name}: is no RSS or Atom feed; give one, or a page of HTML as .html")
    if not feed.entries:
        raise InputRejected(f"{name}: this feed has no entries")
    publisher = fragment_text(feed.feed.get("title", ""))
    for number, entry in enumerate(feed.entries, start=1):
        yield _article(entry, f"{name}:{number}", publisher, follow)


def _article(entry: Any, place: str, publisher: str, follow: Follow | None) -> Article | Refused:
    known = _known(entry, publisher)
    try:
        if follow is not None:
            if "url" not in known:
                raise InputRejected(f"{place}: this entry has no link to follow; load the feed without --follow")
            return follow(known["url"], Page(known["url"], known=known))
        return Article(place, report(_text(entry), known, place))
    except LoaderError as error:
        return Refused(place, error)


def _known(entry: Any, publisher: str) -> dict[str, str]:
    link = entry.get("link", "")
    known = {
        "title": fragment_text(entry.get("title", "")),
        "publisher": publisher,
        "published": day_of(entry.get("published") or entry.get("updated") or ""),
        "url": link if is_address(link) else "",
        "author": fragment_text(entry.get("author", "")),
    }
    return {key: value for key, value in known.items() if value}


def _text(entry: Any) -> str:
    """Give the longest that an entry holds: its content, else its summary."""
    held = [*entry.get("content", ()), *([entry.summary_detail] if "summary_detail" in entry else ())]
    texts = [part.value if part.type == "text/plain" else fragment_text(part.value) for part in held if part.value]
    return max(texts, key=len, default="")
