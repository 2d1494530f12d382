"""The way of a planned query to a reader process, and of its answer to the client."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, request

from queries.limits import Limits
from server import evaluating
from server.answers import Plan
from server.context import kept, readers, settings, snapshot
from server.errors import Refused
from server.gateway import CLIENT, Client
from server.notes import Note
from server.noting import note
from store.answer import Answer
from store.errors import ResultTooLarge
from store.reader_process import Order

_LARGEST_PAGE = 16_000_000


def answered(plan: Plan, limits: Limits) -> Answer:
    """Have a planned query carried out, or give the answer that is kept.

    Raises Refused for what is wrong with the query, ReaderError for what went wrong with its evaluation.
    """
    known = kept().get(plan.etag) if plan.etag else None
    if known is not None:
        note().cached = True
        return Answer({}, known)
    seconds = min(plan.asked.timeout or settings().readers.seconds, settings().readers.seconds)
    order = Order(evaluating.answer, (plan, limits), snapshot().name, seconds)
    client = request.environ.get(CLIENT, Client())
    answer = readers().run(order, request.remote_addr or "", lambda: not client.left)
    refused = answer.head.get("refused")
    if refused is not None:
        raise Refused(str(refused), int(str(answer.head["status"])), str(answer.head["kind"]))
    if plan.etag and answer.body is not None:
        kept().put(plan.etag, answer.body, len(answer.body))
    return answer


def sent(response: Response, answer: Answer) -> Response:
    """Have a response carry an answer: as it comes where it is large."""
    if answer.body is not None:
        response.data = answer.body
        note().rows = _rows(answer)
    else:
        response.response = _pieces(answer, note())
        response.call_on_close(answer.close)
    return response


def together(answer: Answer) -> bytes:
    """Give the whole of an answer that is to be part of a page. Raises ResultTooLarge, and what `Answer` raises."""
    pieces, size = [], 0
    try:
        for piece in answer:
            pieces.append(piece)
            size += len(piece)
            if size > _LARGEST_PAGE:
                raise ResultTooLarge("this answer is too large for a page; ask for another form, such as JSON")
    finally:
        answer.close()
    return b"".join(pieces)


def _pieces(answer: Answer, noted: Note) -> Iterator[bytes]:
    yield from answer
    noted.rows = _rows(answer)


def _rows(answer: Answer) -> int | None:
    rows = answer.remarks.get("rows")
    return rows if isinstance(rows, int) else None
