"""Answers compressed on their way: the header `Accept-Encoding` (https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3).

By gzip (RFC 1952) or Zstandard (RFC 8878), piece by piece as an answer comes. What fails in between never gets the end
that both formats ask for, so that it cannot be taken for complete. There are no secrets in an answer that its length
could tell: no cookie, and no token is ever repeated.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import zstandard
from flask import Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import quote_etag

SMALLEST = 1_000
"""Bytes below which an answer is sent as it is: it would take as many packets compressed."""

_TEXTS = (
    "text/",
    "application/json",
    "application/xml",
    "application/n-triples",
    "application/n-quads",
    "application/trig",
)
_TEXT_SUFFIXES = ("+json", "+xml")
_WITHOUT_BODY_OR_IN_PART = (204, 206, 304)

_GZIP_LEVEL = 5
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
"""With the header and the end of gzip, which zlib is told by adding 16."""

_ZSTD_LEVEL = 3
_HELD_BACK_S = 0.5
"""Seconds for which a compressor may keep what it was given, so that a slow answer is seen to come."""


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes:
        """Take bytes, and give those that are ready."""
        ...

    def flush(self, mode: int, /) -> bytes:
        """Give what was kept back."""
        ...


def _gzip() -> tuple[_Compressor, int, int]:
    return zlib.compressobj(_GZIP_LEVEL, wbits=_GZIP_WINDOW), zlib.Z_SYNC_FLUSH, zlib.Z_FINISH


def _zstd() -> tuple[_Compressor, int, int]:
    held_back, end = zstandard.COMPRESSOBJ_FLUSH_BLOCK, zstandard.COMPRESSOBJ_FLUSH_FINISH
    return zstandard.ZstdCompressor(_ZSTD_LEVEL).compressobj(), held_back, end


CODINGS: dict[str, Callable[[], tuple[_Compressor, int, int]]] = {"zstd": _zstd, "gzip": _gzip}
"""What makes a compressor of each coding, with what it calls flushing and ending; the first is the best."""


def compress(response: Response) -> Response:
    """Send an answer compressed, if it is worth it and the client accepts that; HEAD gets the headers of GET."""
    if not _is_text(response) or response.headers.get("Content-Encoding"):
        return response
    response.vary.add("Accept-Encoding")
    # A strong tag names bytes, and would have to differ by coding; a weak one names what they say (section 8.8.3.3).
    tag, is_weak = response.get_etag()
    if tag is not None and not is_weak:
        response.headers["ETag"] = quote_etag(tag, weak=True)
    coding = chosen(request.accept_encodings)
    if coding is None or response.status_code in _WITHOUT_BODY_OR_IN_PART or _is_small(response):
        return response
    response.headers["Content-Encoding"] = coding
    if response.is_sequence:
        response.data = b"".join(compressed([response.data], coding))
    else:
        response.headers.pop("Content-Length", None)
        response.direct_passthrough = False
        # The answer is closed as before: what it was made from is still its own.
        response.call_on_close(getattr(response.response, "close", lambda: None))
        response.response = compressed(response.iter_encoded(), coding)
    return response


def chosen(accepted: Accept) -> str | None:
    """Give the coding that a client likes best, None for none; of equal ones the better, and zstd only by its name."""
    named = {name.lower(): quality for name, quality in accepted}
    likings = {
        "zstd": named.get("zstd", 0),
        "gzip": named.get("gzip", named.get("x-gzip", named.get("*", 0))),
    }
    best = max(likings, key=lambda name: likings[name])
    return best if likings[best] > 0 and likings[best] >= named.get("identity", 0) else None


def compressed(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Compress what comes in pieces; never ends well where `pieces` raises."""
    compressor, held_back, end = CODINGS[coding]()
    given = time.monotonic()
    for piece in pieces:
        ready = compressor.compress(piece)
        if time.monotonic() - given > _HELD_BACK_S:
            ready += compressor.flush(held_back)
        if ready:
            yield ready
            given = time.monotonic()
    yield compressor.flush(end)


def _is_text(response: Response) -> bool:
    kind = response.mimetype or ""
    return kind.startswith(_TEXTS) or kind.endswith(_TEXT_SUFFIXES)


def _is_small(response: Response) -> bool:
    return response.is_sequence and len(response.data) < SMALLEST
