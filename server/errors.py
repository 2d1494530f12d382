"""What can go wrong in the server, and the one table that says which HTTP status it gets.

ServerError
├── StartError              the server cannot start: no data directory, nothing published, port taken
└── RequestError            a request that gets an answer other than the one it asked for
    ├── BadRequest             400
    ├── NotFound               404
    ├── NotAcceptable          406
    ├── BodyTooLarge           413
    ├── UnsupportedMediaType   415
    ├── Unauthorized           401, with how to identify oneself
    ├── Forbidden              403
    ├── TooMany                429
    └── Refused                by another process, with the status that it gave
"""

from __future__ import annotations

from loaders.errors import ChangeRejected
from queries.errors import ChangeRefused, EvaluationFailed, LoadRefused, QueryError, UnknownQuery
from store.errors import (
    DiskFull,
    InvalidChange,
    LockHeld,
    ReaderError,
    ReaderFailed,
    ReadersBusy,
    SnapshotMissing,
    StoreError,
)


class ServerError(Exception):
    """Anything that the server itself finds wrong; its text is one line: what, where and how to mend it."""


class StartError(ServerError):
    """The server cannot start."""


class RequestError(ServerError):
    """A request that cannot be answered as asked."""


class BadRequest(RequestError):
    """The request does not follow the protocol."""


class NotFound(RequestError):
    """Nothing is known about what was asked for."""


class NotAcceptable(RequestError):
    """None of the forms that the client accepts is on offer."""


class BodyTooLarge(RequestError):
    """The body is longer than the server reads."""


class UnsupportedMediaType(RequestError):
    """The body is of a kind that the server does not read."""


class Unauthorized(RequestError):
    """The request shows no token, or none that is good."""


class Forbidden(RequestError):
    """The token that the request shows does not allow it, or nothing does."""


class TooMany(RequestError):
    """The client has sent too many requests of a kind."""


class Refused(RequestError):
    """Another process refused the request, with a status; `kind` is the name of its error."""

    def __init__(self, text: str, status: int, kind: str = "") -> None:
        super().__init__(text)
        self.status = status
        self.kind = kind


class Busy(Refused):
    """Too many want the same, or what is wanted is not there yet: to be asked for again (503)."""

    def __init__(self, text: str) -> None:
        super().__init__(text, 503)


STATUSES: tuple[tuple[type[Exception], int], ...] = (
    # The first class that fits counts, so the special ones stand before the general.
    (BadRequest, 400),
    (NotFound, 404),
    (NotAcceptable, 406),
    (BodyTooLarge, 413),
    (UnsupportedMediaType, 415),
    (Unauthorized, 401),
    (Forbidden, 403),
    (TooMany, 429),
    (UnknownQuery, 404),
    (LoadRefused, 403),
    (ChangeRefused, 409),
    (ChangeRejected, 422),
    (EvaluationFailed, 500),
    (QueryError, 400),
    (SnapshotMissing, 503),
    (ReadersBusy, 429),
    (ReaderFailed, 500),
    (ReaderError, 503),
    (InvalidChange, 409),
    (LockHeld, 503),
    (DiskFull, 507),
    (StoreError, 500),
)
"""Which status an error gets: the protocol's (https://www.w3.org/TR/sparql11-protocol/), then RFC 9110's."""

_LONGEST = 500


def status_of(error: Exception) -> int:
    """Give the HTTP status of an error; 500 for one that nobody foresaw."""
    if isinstance(error, Refused):
        return error.status
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)


def one_line(text: str) -> str:
    """Make a text fit for one line of plain text: control characters and line ends become blanks."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    line = " ".join(plain.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
