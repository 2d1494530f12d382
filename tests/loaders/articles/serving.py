"""A web server on this machine that gives what a test says, and remembers what it was asked."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass(frozen=True)
class Answer:
    """What an address gives: each part of the body after a pause."""

    body: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    parts: int = 1
    pause: float = 0.0


@dataclass
class Site:
    """A server that runs: its address, its answers by path, and the headers of the requests it had."""

    address: str
    answers: dict[str, Answer]
    asked: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def serving_answers(answers: Mapping[str, Answer]) -> Iterator[Site]:
    """Serve until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_GET(self) -> None:
            site.asked.append({key.lower(): value for key, value in self.headers.items()})
            answer = site.answers.get(self.path, Answer(b"not here", status=404))
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.media_type)
            for key, value in answer.headers.items():
                self.send_header(key, value)
            self.end_headers()
            try:
                for _ in range(answer.parts):
                    time.sleep(answer.pause)
                    self.wfile.write(answer.body)
            except OSError:
                pass  # who asked has heard enough

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Site(f"http://127.0.0.1:{server.server_address[1]}", dict(answers))
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
