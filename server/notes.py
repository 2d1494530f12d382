"""What is noted of a request while it is answered: for the access log, and for the metrics.

The gateway begins a note and ends it, when the last byte was taken or could not be; routes add what they know. What
reads notes gets no more than is in them: never a body, never the part of an address behind the question mark.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

NOTE = "counterclaim.note"
"""Where the environment of a request (PEP 3333) holds its note."""


class Outcome(StrEnum):
    """How a request ended."""

    ANSWERED = "answered"
    REFUSED = "refused"
    BUSY = "busy"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"
    FAILED = "failed"
    CUT = "cut"
    LEFT = "left"
    SLOW = "slow"


@dataclass(slots=True)
class Note:
    """What is known of one request."""

    method: str
    path: str
    """As it was sent, percent-encoded, without what follows a question mark."""

    client: str
    """The address of the client."""

    id: str = field(default_factory=lambda: secrets.token_hex(8))
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    seconds: float = 0.0
    status: int | None = None
    sent: int = 0
    """Bytes of the answer's body that the client has taken, or the system for it."""

    outcome: Outcome | None = None
    error: str | None = None
    """The class of what went wrong."""

    route: str | None = None
    """The pattern of the address, of which there are few."""

    query: str | None = None
    """The text of a query or an update."""

    rows: int | None = None
    cached: bool = False
    snapshot: str | None = None
    scope: str | None = None
    _clock: float = field(default_factory=time.perf_counter)

    def fail(self, outcome: Outcome, error: BaseException | None = None) -> None:
        """Note what ended the request before its time."""
        self.outcome = outcome
        self.error = type(error).__name__ if error else self.error

    def repeat(self, first: Note, client: str) -> None:
        """Note that a client is given an answer that was given before."""
        self.cached, self.client = True, client
        self.route, self.query, self.rows = first.route, first.query, first.rows
        self.snapshot, self.scope = first.snapshot, first.scope

    def end(self) -> None:
        """Note that the request is over."""
        self.seconds = time.perf_counter() - self._clock
        if self.outcome is None:
            self.outcome = _by_status(self.status)


Noted = Callable[[Note], None]
"""What is given each note when it is complete."""


def _by_status(status: int | None) -> Outcome:
    if status is None or status >= 500:
        return Outcome.FAILED
    if status == 429:
        return Outcome.BUSY
    return Outcome.REFUSED if status >= 400 else Outcome.ANSWERED
