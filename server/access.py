"""Who may write: bearer tokens (https://www.rfc-editor.org/rfc/rfc6750), and nothing that a browser adds by itself."""

from __future__ import annotations

import logging
import threading
import time

from flask import Response, request

from server.addresses import is_read
from server.context import snapshots
from server.errors import Forbidden, TooMany, Unauthorized, one_line
from server.gateway import BODY_TO_COME
from store.tokens import Tokens

logger = logging.getLogger(__name__)

_SLOWED_S = 0.5
_SLOWED_AT_ONCE = threading.BoundedSemaphore(8)
"""How many who fail are kept waiting: each holds a thread, and those who may write need some too."""


def writer() -> str:
    """Give the name of the token that this request shows, if one may write with it.

    Raises Unauthorized and Forbidden, each after a while and with a line in the log, and TooMany where many fail.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Unauthorized(
            "writing needs a token: send Authorization: Bearer TOKEN; `counterclaim token create` makes one"
        )
    token = Tokens(snapshots().directory).find(secret.strip())
    if token is None:
        _slow_down("a token that there is not, or that has expired")
        raise Unauthorized("this token is not known, has expired or was revoked")
    if not token.write:
        _slow_down(f"token {token.name}, which may not write")
        raise Forbidden(f"the token {token.name} may not write: make one with --write")
    return token.name


def before_body() -> Response | None:
    """Answer 100 where the body of a write is still to come and wanted: that of who may not write is never read.

    Raises as `writer` does.
    """
    if BODY_TO_COME not in request.environ:
        return None
    if not is_read(request.path, request.method):
        writer()
    return Response(status=100)


def _slow_down(what: str) -> None:
    logger.warning("refused %s, from %s to %s %s", what, request.remote_addr, request.method, one_line(request.path))
    if not _SLOWED_AT_ONCE.acquire(blocking=False):
        raise TooMany("too many requests fail at once: try again in a moment")
    try:
        time.sleep(_SLOWED_S)
    finally:
        _SLOWED_AT_ONCE.release()
