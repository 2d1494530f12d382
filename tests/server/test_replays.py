"""Answers that are given again without the application: to the same question, for as long as they hold."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.gateway import Deadlines, Gateway, Message
from server.notes import Note
from server.replays import Replays

ETAG = ("ETag", 'W/"1"')
KEPT = ("Cache-Control", "public, no-cache")
VARY = ("Vary", "Accept, Accept-Encoding")


class Application:
    """Counts how often it is asked, and answers with headers of its own."""

    def __init__(self) -> None:
        self.asked = 0
        self.status = "200 OK"
        self.headers = [ETAG, KEPT, VARY]

    def __call__(self, environment: dict[str, object], start: object) -> Iterable[bytes]:
        assert callable(start)
        self.asked += 1
        body = f"answer {self.asked}".encode()
        start(self.status, [*self.headers, ("Content-Length", str(len(body)))])
        return [body]


class Front:
    """A gateway before an application, and what is published."""

    def __init__(self, size: int = 100_000, proxies: int = 0) -> None:
        self.application = Application()
        self.published = 1
        self.newest: str | None = None
        self.notes: list[Note] = []
        replays = Replays(size, lambda: self.published, lambda: self.newest, proxies)
        self.gateway = Gateway(
            self.application, 1, lambda path: 1_000, Deadlines(), noted=[self.notes.append], replays=replays
        )

    def get(self, query: str = "query=ASK", method: str = "GET", **headers: str) -> bytes:
        """Ask, and give the body of the answer."""
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        given = {"host": "here", "accept": "text/csv"} | {
            name.replace("_", "-"): text for name, text in headers.items()
        }
        scope: Message = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "http_version": "1.1",
            "path": "/sparql",
            "raw_path": b"/sparql",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1),
        }
        # In a thread of its own: the browser of other tests has a loop that runs in this one.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, self.gateway(scope, receive, send)).result()
        assert sent[0]["type"] == "http.response.start"
        return b"".join(message["body"] for message in sent[1:])


def test_the_same_question_has_the_same_answer_and_the_application_is_asked_once() -> None:
    front = Front()
    assert {front.get() for _ in range(3)} == {b"answer 1"}
    assert front.application.asked == 1
    assert [note.cached for note in front.notes] == [False, True, True]


@pytest.mark.parametrize(
    "other",
    [
        {"accept": "text/html"},
        {"accept_encoding": "gzip"},
        {"host": "there"},
        {"x_forwarded_proto": "https"},
        {"query": "query=ASK2"},
        {"if_none_match": '"1"'},
        {"range": "bytes=0-1"},
        {"authorization": "Bearer x"},
        {"content_length": "0"},
        {"method": "HEAD"},
    ],
    ids=str,
)
def test_another_question_is_asked_of_the_application(other: dict[str, str]) -> None:
    front = Front()
    front.get()
    front.get(**other)
    assert front.application.asked == 2


def test_a_header_on_which_the_answer_does_not_rest_makes_no_difference() -> None:
    front = Front()
    front.get(user_agent="one")
    front.get(user_agent="another")
    assert front.application.asked == 1


def test_what_is_published_ends_what_was_kept() -> None:
    front = Front()
    front.get()
    front.published = 2
    assert front.get() == b"answer 2"
    front.published = 1
    assert front.get() == b"answer 3", "what is no longer published is not kept"


@pytest.mark.parametrize(
    "headers", [[ETAG, VARY], [KEPT, VARY], [ETAG, ("Cache-Control", "no-store")], [ETAG, KEPT, ("Vary", "*")]], ids=str
)
def test_what_does_not_say_that_it_holds_is_not_kept(headers: list[tuple[str, str]]) -> None:
    front = Front()
    front.application.headers = headers
    assert [front.get(), front.get()] == [b"answer 1", b"answer 2"]


def test_an_error_is_not_kept() -> None:
    front = Front()
    front.application.status = "503 Service Unavailable"
    front.get()
    front.get()
    assert front.application.asked == 2


def test_without_room_nothing_is_kept() -> None:
    front = Front(size=0)
    front.get()
    front.get()
    assert front.application.asked == 2


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    front = Front(size=20_000)
    for number in range(100):
        front.get(query=f"query={number}")
    front.get(query="query=99")
    assert front.application.asked == 100
    front.get(query="query=0")
    assert front.application.asked == 101


def test_the_note_names_the_client_that_the_proxies_speak_for() -> None:
    front = Front(proxies=2)
    front.get()
    front.get(x_forwarded_for="9.9.9.9, 192.0.2.1, 192.0.2.2")
    assert front.notes[1].client == "192.0.2.1"
    front = Front()
    front.get()
    front.get(x_forwarded_for="9.9.9.9")
    assert front.notes[1].client == "127.0.0.1"
