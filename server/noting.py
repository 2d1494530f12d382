"""How the application comes to the note of a request, and what it writes into all of them."""

from __future__ import annotations

from flask import Flask, Response, g, request

from server.context import named_scope
from server.errors import Busy, Refused
from server.notes import NOTE, Note, Outcome
from store.errors import MemoryExceeded, ReaderLost, ReadersBusy, TimeExceeded


def install(app: Flask) -> None:
    """Have an application note of each request what all of them have."""
    app.before_request(_begin)
    app.after_request(_add_basis)


def note() -> Note:
    """Give the note of this request; one that nobody reads where no gateway began any."""
    if "note" not in g:
        given = request.environ.get(NOTE)
        g.note = given if isinstance(given, Note) else Note(request.method, request.path, request.remote_addr or "")
    noted: Note = g.note
    return noted


def failed(error: Exception) -> Note:
    """Note an error that is the answer to this request."""
    noted = note()
    noted.error = (isinstance(error, Refused) and error.kind) or type(error).__name__
    noted.outcome = next((outcome for kind, outcome in _OUTCOMES.items() if isinstance(error, kind)), None)
    return noted


_OUTCOMES: dict[type[Exception], Outcome] = {
    TimeExceeded: Outcome.TIMEOUT,
    MemoryExceeded: Outcome.MEMORY,
    ReaderLost: Outcome.CRASHED,
    ReadersBusy: Outcome.BUSY,
    Busy: Outcome.BUSY,
}


def _begin() -> None:
    noted = note()
    # Behind proxies, the address that they give.
    noted.client = request.remote_addr or ""
    noted.route = request.url_rule.rule if request.url_rule else None


def _add_basis(response: Response) -> Response:
    noted = note()
    if "snapshot" in g:
        noted.snapshot = g.snapshot.name
    if asked := named_scope():
        noted.scope = asked.query_string()
    return response
