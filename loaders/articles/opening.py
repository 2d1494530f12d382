"""What is named on the command line, opened: a file, a folder, standard input or an address becomes its articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from loaders.articles import feeds, lines, markdown, reliefweb
from loaders.articles.article import Article, Page, Refused, report
from loaders.articles.web import MAX_BYTES as MAX_PAGE
from loaders.articles.web import Fetched, fetch
from loaders.errors import InputRejected, InputUnreadable, LoaderError
from loaders.inputs import BEGINNING, STANDARD_INPUT, beginning_of, display_name, is_address, read_input
from loaders.reports.text import MAX_BYTES
from loaders.tables.registry import list_of_persons


class Kind(Enum):
    """What there is to be read."""

    TEXT = "text"
    MARKDOWN = "Markdown"
    PAGE = "page"
    LINES = "JSON lines"
    FEED = "feed"
    RELIEFWEB = "answer of the ReliefWeb API"


SUFFIXES = {
    **dict.fromkeys((".txt", ".text"), Kind.TEXT),
    **dict.fromkeys((".md", ".markdown"), Kind.MARKDOWN),
    **dict.fromkeys((".html", ".htm", ".xhtml"), Kind.PAGE),
    **dict.fromkeys((".jsonl", ".ndjson"), Kind.LINES),
    **dict.fromkeys((".rss", ".atom", ".xml"), Kind.FEED),
}
"""What a file is, by the end of its name. Others are told by how they begin, and not taken from folders."""

_JSON = ".json"
_TYPES = {
    "text/plain": Kind.TEXT,
    "text/markdown": Kind.MARKDOWN,
    **dict.fromkeys(("text/html", "application/xhtml+xml"), Kind.PAGE),
    **dict.fromkeys(("application/jsonl", "application/x-ndjson", "application/x-jsonlines"), Kind.LINES),
    **dict.fromkeys(("application/rss+xml", "application/atom+xml", "application/xml", "text/xml"), Kind.FEED),
}
_PAGE = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_FEED = re.compile(rb"\s*<(\?xml|rss|feed|rdf:RDF)\b", re.IGNORECASE)
_JSON_TEXT = re.compile(rb'[\s\[]*\{\s*["}]')
_MARKUP_WITHIN = 2000


@dataclass(frozen=True)
class Opener:
    """Opens inputs. `follow` reads the pages that feeds link to, `allow_private` fetches from any address.

    `notice` is told of what is passed over.
    """

    follow: bool = False
    allow_private: bool = False
    notice: Callable[[str], None] = lambda line: None

    def articles(self, given: Iterable[str]) -> Iterator[Article | Refused]:
        """Give the articles of all that is named, in its order; what cannot be opened is given as refused."""
        for each in given:
            try:
                yield from self._opened(each)
            except LoaderError as error:
                yield Refused(display_name(each), error)
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                yield Refused(display_name(each), InputUnreadable(f"{each}: {reason}; name what can be read"))

    def _opened(self, given: str) -> Iterator[Article | Refused]:
        if is_address(given):
            return self._answered(fetch(given, allow_private=self.allow_private), given)
        path = Path(given)
        if given != STANDARD_INPUT and path.is_dir():
            return self.articles(self._files(path))
        kind = SUFFIXES.get(path.suffix.lower())
        if kind is Kind.LINES:
            return _lines_of(path, given)
        content = read_input(given, _most(kind, path))
        return self._of_kind(kind or _looks_like(content), content, display_name(given), Page())

    def _of_kind(self, kind: Kind, content: bytes, name: str, page: Page) -> Iterator[Article | Refused]:
        if kind is Kind.PAGE:
            return iter([Article(name, content, page)])
        if kind is Kind.FEED:
            return feeds.articles(content, name, self._follow if self.follow else None)
        if kind is Kind.LINES:
            return lines.articles(content.splitlines(), name)
        if kind is Kind.RELIEFWEB:
            return reliefweb.articles(content, name)
        _require_prose(content, name)
        if len(content) > MAX_BYTES:
            raise InputRejected(f"{name}: over {MAX_BYTES / 1e6:.0f} MB, too long for a report; split it")
        return iter([Article(name, markdown.plain(content) if kind is Kind.MARKDOWN else content)])

    def _answered(self, fetched: Fetched, name: str) -> Iterator[Article | Refused]:
        if not fetched.content.strip():
            raise InputRejected(f"{name}: the answer is empty")
        kind = _TYPES.get(fetched.media_type)
        if fetched.media_type == "application/json" and reliefweb.is_answer(fetched.content[:BEGINNING]):
            kind = Kind.RELIEFWEB
        if kind is None and fetched.media_type not in ("", "application/octet-stream"):
            raise InputRejected(
                f"{name}: is of type {fetched.media_type}, and no page, text, feed, JSON lines or answer of ReliefWeb"
            )
        page = Page(fetched.url, fetched.charset)
        kind = kind or _looks_like(fetched.content)
        if kind in (Kind.TEXT, Kind.MARKDOWN):
            _require_prose(fetched.content, name)
            text = _characters(fetched, name)
            text = markdown.without_marks(text) if kind is Kind.MARKDOWN else text
            return iter([Article(name, report(text, {"url": fetched.url}, name))])
        return self._of_kind(kind, fetched.content, name, page)

    def _follow(self, url: str, page: Page) -> Article:
        fetched = fetch(url, allow_private=self.allow_private)
        if _TYPES.get(fetched.media_type, Kind.PAGE) is not Kind.PAGE:
            raise InputRejected(f"{url}: is of type {fetched.media_type}, and no page of HTML")
        return Article(url, fetched.content, Page(fetched.url, fetched.charset, page.known))

    def _files(self, folder: Path) -> list[str]:
        """Give the files in a folder, and in those below it, that are read by their names; in order, none hidden.

        A README tells of the folder, and is no report; named itself, it is read as one.
        """
        seen = [path for path in folder.rglob("*") if not _is_hidden(path.relative_to(folder)) and path.is_file()]
        wanted = {path for path in seen if path.suffix.lower() in SUFFIXES and path.stem.lower() != "readme"}
        read = sorted(map(str, wanted))
        others = Counter(_ending(path) for path in seen if path not in wanted)
        if read and others:
            kinds = ", ".join(f"{suffix} ({number})" for suffix, number in sorted(others.items()))
            self.notice(f"{folder}: passed over by their names: {kinds}")
        if not read:
            raise InputRejected(f"{folder}: no file in it is read; their names end in {', '.join(SUFFIXES)}")
        return read


def _ending(path: Path) -> str:
    return path.name if path.stem.lower() == "readme" else path.suffix.lower() or "none"


def _require_prose(content: bytes, name: str) -> None:
    """Raise InputRejected for what is no text: a review in JSON would be read as the claim of who published it."""
    if list_of_persons(content):  # the load of a table counts it and keeps no more
        raise InputRejected(f"{name}: is a list of persons; end its name in .csv or .json, and it is counted")
    if _JSON_TEXT.match(content.removeprefix(b"\xef\xbb\xbf")):
        raise InputRejected(
            f"{name}: is JSON, and no report; end its name in .json, and `counterclaim load` finds out what it is "
            "(in .jsonl, if each line is an article)"
        )


def expected(given: Iterable[str]) -> int:
    """Tell how many articles there will be, as far as that shows without reading: a feed or address counts as one."""
    return sum(_expected(each) for each in given)


def _expected(given: str) -> int:
    path = Path(given)
    try:
        if given == STANDARD_INPUT or is_address(given):
            return 1
        if path.is_dir():
            return sum(_expected(file) for file in Opener()._files(path))
        if SUFFIXES.get(path.suffix.lower()) is Kind.LINES:
            with path.open("rb") as file:
                return sum(1 for line in file if line.strip())
        if path.suffix.lower() == _JSON:
            return reliefweb.expected(beginning_of(path)) or 1
    except (OSError, LoaderError):
        pass  # it is told when it is opened
    return 1


def _lines_of(path: Path, name: str) -> Iterator[Article | Refused]:
    """Read JSON lines as they come: a file may be longer than what fits into memory."""
    try:
        if not path.is_file():
            read_input(name, 1)  # says what is wrong
        with path.open("rb") as file:
            yield from lines.articles(lines.bounded(file), name)
    except OSError as error:
        raise InputUnreadable(
            f"{name}: {(error.strerror or str(error)).lower()}; name a file that can be read"
        ) from error


def _characters(fetched: Fetched, name: str) -> str:
    try:
        return fetched.content.decode(fetched.charset or "utf-8")
    except (LookupError, UnicodeDecodeError) as error:
        raise InputRejected(f"{name}: is not in the encoding {fetched.charset or 'utf-8'}; save it in UTF-8") from error


def _most(kind: Kind | None, path: Path) -> int:
    if kind is None and path.suffix.lower() == _JSON:
        return reliefweb.MAX_BYTES
    return MAX_BYTES if kind in (Kind.TEXT, Kind.MARKDOWN) else MAX_PAGE


def _looks_like(content: bytes) -> Kind:
    beginning = content[:_MARKUP_WITHIN].removeprefix(b"\xef\xbb\xbf")
    if _PAGE.match(beginning):
        return Kind.PAGE
    if reliefweb.is_answer(content[:BEGINNING]):
        return Kind.RELIEFWEB
    return Kind.FEED if _FEED.match(beginning) else Kind.TEXT


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
