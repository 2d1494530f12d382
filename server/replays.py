"""Whole answers given again, byte for byte, to who asks for the same: without Flask, and without a reader.

Kept as a cache would keep them (https://www.rfc-editor.org/rfc/rfc9111#section-4.1): under the address, and under what
the request has in the headers that the answer's `Vary` names. Only what says by its `ETag` and `Cache-Control` that it
holds as long as nothing new is published is kept, and only under what was published when it was asked for. Requests
with conditions, ranges or credentials are left to the application.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from server.kept import Kept
from server.notes import Note
from server.responses import REVALIDATE

Headers = list[tuple[bytes, bytes]]

_LEFT_ALONE = frozenset(
    b"authorization content-length if-match if-modified-since if-none-match if-unmodified-since range "
    b"transfer-encoding".split()
)
_PLACES = (b"host", b"x-forwarded-proto")
"""The headers of which an answer may make an address."""

_ANYTHING = b"*"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with status 200."""

    headers: Headers
    body: bytes
    note: Note
    """What was noted of the request that it was given to first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may be answered from here."""

    place: Hashable
    """What an answer always rests on: its address, and what is published."""
    headers: Mapping[bytes, bytes]
    client: str | None
    """The address of the client, where proxies say it."""

    def under(self, names: tuple[bytes, ...]) -> Hashable:
        """Give the place, with what this request has in some headers."""
        return self.place, tuple(self.headers.get(name) for name in names)


class Replays:
    """Answers by what was asked; used in one thread."""

    def __init__(
        self, size: int, published: Callable[[], Hashable], newest: Callable[[], str | None], proxies: int = 0
    ) -> None:
        """Keep up to so many bytes, none for 0.

        `published` gives something else whenever something new is published, and `newest` the name of that. Each of
        the `proxies` before the server adds to `X-Forwarded-For` whom it speaks for.
        """
        self._size = size
        self._newest = newest
        self._proxies = proxies
        self._published = published
        self._varying: Kept[Hashable, tuple[bytes, ...]] = Kept(size // 16)
        self._answers: Kept[Hashable, Answered] = Kept(size - size // 16)

    def asked(self, scope: Mapping[str, Any]) -> Asked | None:
        """Read a request, as ASGI says it, before it is answered; None for one that is not to be answered from here."""
        if scope["method"] != "GET" or not self._size:
            return None
        published = self._published()
        self._varying.hold_for(published)
        self._answers.hold_for(published)
        headers: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in _LEFT_ALONE:
                return None
            headers[name] = headers[name] + b"," + value if name in headers else value
        places = tuple(headers.get(name) for name in _PLACES)
        place = (published, scope["raw_path"], scope["query_string"], places)
        return Asked(place, headers, self._client(headers))

    def _client(self, headers: Mapping[bytes, bytes]) -> str | None:
        said = headers.get(b"x-forwarded-for", b"").split(b",") if self._proxies else []
        return said[-self._proxies].strip().decode("latin-1") if len(said) >= self._proxies > 0 else None

    def find(self, asked: Asked) -> Answered | None:
        """Give the answer to a request, if it is kept."""
        names = self._varying.get(asked.place)
        return None if names is None else self._answers.get(asked.under(names))

    def keep(self, asked: Asked, answer: Answered, status: int) -> None:
        """Keep an answer, if it holds as long as nothing new is published."""
        said = dict(answer.headers)
        if status != 200 or b"etag" not in said or said.get(b"cache-control") != REVALIDATE.encode():
            return
        # Where the newest could not be opened, the one before has answered.
        if answer.note.snapshot not in (None, self._newest()):
            return
        varying = b",".join(value for name, value in answer.headers if name == b"vary").lower()
        names = tuple(sorted({name.strip() for name in varying.split(b",") if name.strip()}))
        if _ANYTHING in names:
            return
        size = _size(asked)
        self._varying.put(asked.place, names, size)
        self._answers.put(asked.under(names), answer, size + len(answer.body) + len(repr(answer.headers)))


def _size(asked: Asked) -> int:
    # An address is kept in what was asked and in what was noted of it.
    return 2 * len(repr(asked.place)) + sum(map(len, asked.headers.values()))
