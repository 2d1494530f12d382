"""A language model that says what a test wants: a local server that replays answers and keeps what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

REPORT = (
    "Russia returned 1,000 bodies to Ukraine on 18 October, the Coordination Headquarters for the Treatment of "
    "Prisoners of War said.\n\n"
    "Moscow said that it received 31 bodies in return.\n\n"
    "The BBC and Mediazona estimate that over 135,000 Russian soldiers have been killed.\n\n"
    "A driver, aged 45, waited beside 3 trucks.\n"
)

GOOD: Mapping[str, Any] = {
    "quote": "Russia returned 1,000 bodies to Ukraine",
    "figure": "1,000",
    "value": 1000,
    "kind": "bodies_transferred",
    "comparator": "exact",
    "of": None,
    "from": "Russia",
    "to": "Ukraine",
    "population": None,
    "claimant": "Coordination Headquarters for the Treatment of Prisoners of War",
    "attributed_in": "the Coordination Headquarters for the Treatment of Prisoners of War said",
    "relayed_by": [],
    "speech": "states",
    "modality": "accomplished",
    "accumulation": "event",
    "event_date": "2025-10-18",
    "as_of": None,
}
"""A claim of the report as a careful model gives it."""


@dataclass
class Reply:
    """What the server sends: a status, bytes, headers; `pause` before all, `drip` between single bytes, in seconds."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pause: float = 0.0
    drip: float = 0.0


def claims(*given: object, **changed: Any) -> Reply:
    """Answer with claims; `changed` goes over the good one where none is given."""
    return message(json.dumps({"claims": list(given) or [{**GOOD, **changed}]}))


def message(content: object, **rest: object) -> Reply:
    """Answer with a message in the form of chat completions."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop", **rest}
    return Reply(json.dumps({"object": "chat.completion", "choices": [choice]}).encode())


@dataclass
class Asked:
    """One question as it came in."""

    path: str
    headers: Mapping[str, str]
    body: Any


@dataclass
class Model:
    """A running server: its address, what it was asked, and what it answers, the last reply for good."""

    url: str
    replies: list[Reply]
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def model(*replies: Reply) -> Iterator[Model]:
    """Run a server that gives these replies in their order."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    running = Model(f"http://127.0.0.1:{server.server_port}/v1", list(replies))
    server.model = running  # type: ignore[attr-defined]  # how a handler reaches what it serves
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        running: Model = self.server.model  # type: ignore[attr-defined]  # see above
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        running.asked.append(Asked(self.path, dict(self.headers), body))
        reply = running.replies.pop(0) if len(running.replies) > 1 else running.replies[0]
        time.sleep(reply.pause)
        try:
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            for start in range(0, len(reply.body), 1 if reply.drip else len(reply.body) or 1):
                self.wfile.write(reply.body[start : start + 1] if reply.drip else reply.body)
                time.sleep(reply.drip)
        except OSError:
            pass  # who asked has gone

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""
