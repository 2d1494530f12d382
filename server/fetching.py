"""LOAD: documents fetched for updates, from hosts that the operator names and from public addresses alone."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath

import httpx

from loaders.articles.web import SECONDS, Fetched, fetch
from loaders.errors import InputUnreadable
from queries.errors import LoadRefused
from queries.updates import Load, Operation
from server import uploads
from server.errors import BadRequest, Busy, Refused, RequestError, StartError, UnsupportedMediaType, one_line
from server.settings import Settings

logger = logging.getLogger(__name__)

MOST = 20
"""How many documents an update may load."""

TOGETHER_S = 60.0
"""Seconds in which all of them must have come."""

_AT_ONCE = threading.BoundedSemaphore(4)
"""How many updates fetch at the same time: each holds a thread."""

_ACCEPT = ", ".join(uploads.READ)
_GENERIC = ("", "text/plain", "application/octet-stream")
_SUFFIXES = {
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".rdf": uploads.RDF_XML,
    ".owl": uploads.RDF_XML,
    ".jsonld": "application/ld+json",
}

_HOST = re.compile(r"(https?://)?((?:\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::\d{1,5})?)/?")

Origin = tuple[str, bytes, int | None]
"""Scheme, host and port; no port where it is the scheme's own."""


@dataclass(frozen=True, slots=True)
class Hosts:
    """Where documents may be fetched from: exactly these hosts and ports; by https, unless http is spelled out."""

    origins: frozenset[Origin]

    @classmethod
    def named(cls, names: Iterable[str]) -> Hosts:
        """Read hosts as a setting names them. Raises StartError."""
        return cls(frozenset(map(_origin, names)))

    def admit(self, url: httpx.URL) -> bool:
        """Tell whether a URL may be asked."""
        return (url.scheme, url.raw_host, url.port) in self.origins


def _origin(name: str) -> Origin:
    found = _HOST.fullmatch(name)
    try:
        url = httpx.URL(f"{found[1] or 'https://'}{found[2]}" if found else "")
    except (httpx.InvalidURL, UnicodeError):
        url = httpx.URL("")
    if not url.host or (url.port or 1) > 65_535:
        raise StartError(f"{name!r} names no host: write example.org, example.org:8443 or http://example.org")
    return url.scheme, url.raw_host, url.port


@contextmanager
def loaded(operations: Iterable[Operation], settings: Settings) -> Iterator[tuple[str | None, ...]]:
    """Fetch what the LOADs of an update name: for each the path of its N-Triples, None where a SILENT one fails.

    All is fetched before anything is done. Raises LoadRefused for a host that is not named, Refused where a document
    does not come, and BadRequest where it cannot be read.
    """
    loads = [operation for operation in operations if isinstance(operation, Load)]
    if not loads:
        yield ()
        return
    run = _Run(Hosts.named(settings.load_from), settings.max_upload, time.monotonic() + TOGETHER_S)
    urls = [run.admitted(load) for load in loads]
    if len(loads) > MOST:
        raise BadRequest(f"the update loads more than {MOST} documents: split it")
    with ExitStack() as files:
        if any(urls) and not _AT_ONCE.acquire(timeout=TOGETHER_S / 2):
            raise Busy("too many updates load documents: try again in a moment")
        try:
            paths = tuple(run.path(load, files) if url else None for load, url in zip(loads, urls, strict=True))
        finally:
            if any(urls):
                _AT_ONCE.release()
        yield paths


@dataclass(slots=True)
class _Run:
    """The documents of one update."""

    hosts: Hosts
    limit: int
    """How many bytes they may have together."""
    until: float
    taken: int = 0

    def admitted(self, load: Load) -> bool:
        """Tell whether a document may be fetched. Raises LoadRefused for one that may not, unless it is SILENT."""
        try:
            admitted = self.hosts.admit(httpx.URL(load.source))
        except (httpx.InvalidURL, UnicodeError):
            admitted = False
        if admitted or load.silent:
            return admitted
        if not self.hosts.origins:
            raise LoadRefused
        raise LoadRefused(f"{one_line(load.source)} is at none of the hosts that this server may fetch from")

    def path(self, load: Load, files: ExitStack) -> str | None:
        """Fetch and parse a document, into a file that is there until `files` is closed."""
        try:
            fetched = self._fetched(load.source)
            kind = uploads.kind(_kind(fetched), None)
            return files.enter_context(uploads.triples(kind, fetched.content, fetched.url, self.limit))
        except (RequestError, InputUnreadable) as error:
            logger.warning("LOAD of %s failed: %s", one_line(load.source), one_line(str(error)))
            if load.silent:
                return None
            if isinstance(error, Refused):
                raise
            raise _told(load, error) from error

    def _fetched(self, url: str) -> Fetched:
        seconds = min(SECONDS, self.until - time.monotonic())
        if seconds <= 0:
            raise InputUnreadable(f"{url}: the documents of this update take too long")
        fetched = fetch(
            url, seconds=seconds, max_bytes=self.limit - self.taken, accept=_ACCEPT, admits=self.hosts.admit
        )
        self.taken += len(fetched.content)
        return fetched


def _kind(fetched: Fetched) -> str:
    """Give the media type of a document; where it is told as one of any kind, by what its address ends in."""
    charset = f"; charset={fetched.charset}" if fetched.charset else ""
    suffix = PurePosixPath(httpx.URL(fetched.url).path).suffix.lower()
    kind = _SUFFIXES.get(suffix, "") if fetched.media_type in _GENERIC else fetched.media_type
    if kind not in uploads.READ:
        raise UnsupportedMediaType(f"it is none of {_ACCEPT}")
    return kind + charset


def _told(load: Load, error: Exception) -> RequestError:
    """Say what went wrong, without what another server has said."""
    if isinstance(error, InputUnreadable):
        return Refused(f"LOAD failed: {error}", 502)
    why = error if isinstance(error, UnsupportedMediaType) else "it is no such document, or too large"
    return BadRequest(f"LOAD failed: {one_line(load.source)} cannot be read: {why}")
