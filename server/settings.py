"""What can be set about the server."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from server.addresses import is_written_at
from server.gateway import Deadlines
from store.reader_limits import ReaderLimits


@dataclass(frozen=True, slots=True)
class Settings:
    """What whoever runs the server decides; everything else follows from the data directory."""

    data: Path
    """The data directory."""

    site_name: str = "Counterclaim"
    """The name at the head of every page."""

    contact: str | None = None
    """Where corrections go, at the foot of every page: an e-mail address or an http(s) address."""

    max_body: int = 1_000_000
    """Bytes of a request's body; a longer one is answered 413."""

    max_query: int = 65_536
    """Characters of a query; a longer one is answered 400. The engine's stack sets the order of magnitude."""

    readers: ReaderLimits = field(default_factory=ReaderLimits)
    """What queries may take, and how many run at once."""

    deadlines: Deadlines = field(default_factory=Deadlines)
    """How slowly clients may send and take."""

    proxies: int = 0
    """How many proxies stand before the server, each of which says in `X-Forwarded-For` whom it speaks for."""

    kept: int = 64 << 20
    """Bytes of small answers that are kept in memory, to be given again as long as nothing new is published."""

    write_time: float = 30.0
    """Seconds in which a write must be worked out; one that takes longer is answered 503, and changes nothing."""

    write_wait: float = 60.0
    """Seconds for which a write may wait for others; one that would wait longer is answered 503."""

    write_queue: int = 64
    """How many writes may wait; one more is answered 503."""

    write_batch: float = 1.0
    """Seconds after which what was written is published, though more is waiting."""

    write_memory: int = 4096 << 20
    """Bytes of addresses for the process that writes."""

    max_upload: int = 48 << 20
    """Bytes of a graph that is put or posted; more is answered 413."""

    access_log: str | None = None
    """Where the access log goes: a file, or `-` for standard error; None for nowhere."""

    access_log_clear: bool = False
    """Whether the access log has clients' addresses and the texts of queries, and not their hashes alone."""

    metrics: Literal["off", "local", "all"] = "local"
    """Who may see `/metrics`: nobody, this machine, or everybody."""

    load_from: tuple[str, ...] = ()
    """The hosts that LOAD may fetch from, such as `example.org`, `example.org:8443` or `http://example.org`."""

    def longest_body(self, path: str) -> int:
        """Give the bytes that the body of a request to a path may have: data may be longer than a query."""
        return self.max_upload if is_written_at(path) else self.max_body
