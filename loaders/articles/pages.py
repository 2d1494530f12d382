"""The text of an HTML page, and what it says of itself: title, date, outlet, author, address. By trafilatura.

What is kept, and what quotations point into, is the text taken out, not the page: the page's parts that are no
article hold names and come and go with each visit, and to take the text out again for each check would rest on one
version of one library for ever. Of the page itself its SHA-256 is kept.
"""

from __future__ import annotations

import codecs
import hashlib
import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html

from loaders.articles.article import Article, Page, report
from loaders.errors import InputRejected, LoaderError
from loaders.reports.metadata import metadata

# What it cannot make out ends in an error of ours, once.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

MAX_LINKED = 2 / 3
"""A text more of which than this stands in links is a page's navigation."""

_DATES = {
    "extensive_search": False,  # a year out of the small print is no date of publication
    "original_date": True,
    "max_date": "2100-01-01",  # not the day on which the page happens to be read
}
_DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HEAD = 4096
_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav "
    "ol p pre section table td th tr ul".split()
)
_UNSEEN = frozenset("script style template noscript head svg iframe".split())


def to_report(article: Article) -> bytes:
    """Give the text report that an article is, taking the text out of a page.

    Raises InputRejected for a page without an article: empty, or links and nothing else.
    """
    if article.page is None:
        return article.content
    page = decoded(article.content, article.page.charset)
    found = _extracted(page, article.page)
    text = (found.text or "").strip() if found is not None else ""
    if not text:
        raise InputRejected(f"{article.name}: no article was found on this page; save its text as a file")
    if _linked(page, text) > MAX_LINKED:
        raise InputRejected(f"{article.name}: a page of links and no article; give the address of an article")
    sha256 = hashlib.sha256(article.content).hexdigest()
    known = {**_said(found, article.page), **article.page.known, "page": sha256}
    return report(text + "\n", known, article.name)


def fragment_text(fragment: str) -> str:
    """Give the text of a piece of HTML, each block on a line of its own, without what is not shown."""
    try:
        root = html.fragment_fromstring(fragment, create_parent="div")
    except (etree.ParserError, ValueError):
        return ""
    lines = "".join(_pieces(root)).split("\n")
    return "\n".join(line for each in lines if (line := " ".join(each.split())))


def decoded(content: bytes, charset: str | None) -> str:
    """Give the characters of a page: by its byte order mark, else as sent, else as it declares, else as UTF-8.

    A byte that fits none is shown as U+FFFD, as browsers do.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(name, errors="replace")
    declared = _DECLARED.search(content[:_HEAD])
    for label in (charset, declared[1].decode("ascii", errors="replace") if declared else None):
        if label and (known := _codec(label)):
            return content.decode(known, errors="replace")
    return content.decode("utf-8", errors="replace")


def _codec(name: str) -> str | None:
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # A page says Latin-1 and means Windows: https://encoding.spec.whatwg.org/#names-and-labels
    if codec.name in ("iso8859-1", "ascii"):
        return "cp1252"
    # Python counts more among its codecs than encodings: `rot13`, `zip`.
    return codec.name if getattr(codec, "_is_text_encoding", True) and codec.name != "idna" else None


def _extracted(page: str, told: Page) -> Any:
    import trafilatura  # half a second, which only pages cost

    try:
        return trafilatura.bare_extraction(
            page, url=told.url, with_metadata=True, include_comments=False, date_extraction_params=dict(_DATES)
        )
    except (ValueError, etree.LxmlError, RecursionError):
        return None


def _said(found: Any, told: Page) -> dict[str, str | None]:
    """Give what a page says of itself, as far as it can be used; what is no date or address says nothing."""
    said = {
        "title": found.title,
        "publisher": found.sitename,
        "published": found.date,
        "url": _address(found.url, told.url),
        "author": found.author.replace("; ", ", ") if found.author else None,
    }
    return {key: value for key, value in said.items() if value and _is_usable(key, value)}


def _is_usable(key: str, value: str) -> bool:
    try:
        metadata({key: value}, "the page")
    except LoaderError:
        return False
    return True


def _address(said: str | None, fetched: str | None) -> str | None:
    """Give the address that a page says is its own, if it was fetched from the same host or is a file."""
    if fetched is None:
        return said
    return said if said and urlsplit(said).netloc == urlsplit(fetched).netloc else fetched


def _linked(page: str, text: str) -> float:
    """Give how much of a text stands in links on its page; from 0 to 1."""
    try:
        links = {" ".join(link.text_content().split()) for link in html.fromstring(page.encode()).iter("a")}
    except (etree.LxmlError, ValueError):
        return 0.0
    rest = "\n".join(" ".join(line.split()).removeprefix("- ") for line in text.splitlines())
    whole = len("".join(rest.split()))
    for link in sorted(links, key=len, reverse=True):
        if len(link) > 1:
            rest = rest.replace(link, "")
    return 1 - len("".join(rest.split())) / whole


def _pieces(element: Any) -> Iterator[str]:
    """Give the shown characters of an element; without calling itself, as a fragment may be nested without end."""
    for event, each in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        shown = isinstance(each.tag, str) and not _is_unseen(each)
        if event == "start" and shown:
            yield "\n" if each.tag in _BLOCKS else ""
            yield " ".join((each.text or "").split("\n"))
        if event != "start":
            yield "\n" if shown and each.tag in _BLOCKS else ""
            if each is not element and not _is_unseen(each.getparent()):
                yield " ".join((each.tail or "").split("\n"))


def _is_unseen(element: Any) -> bool:
    return element.tag in _UNSEEN or any(parent.tag in _UNSEEN for parent in element.iterancestors())
