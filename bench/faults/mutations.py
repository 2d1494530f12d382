"""Mutated requests: of queries, updates, documents, parameters, headers and whole requests as they go over the wire.

Each must be answered, by anything but a 5xx other than 503 and 507, with no traceback and no path of the server in it.
A request whose frame is broken may also have its connection closed; it may not be left waiting.
"""

from __future__ import annotations

import random
import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import quote

from bench.faults.row import Bounds, Clock, Report
from bench.faults.seeds import DOCUMENTS, HEADERS, METHODS, ODD, PARAMETERS, PATHS, QUERIES, TOKENS, UPDATES, VALUES
from bench.faults.served import GENEROUS, ROOT, Served, sample, serving
from bench.faults.wire import Wire

_QUERY_S = 0.5
_HANG_S = 20.0
"""After this a request is left waiting: no limit of the server is as long, and none of those that are met is."""

_CLIENTS = 4
_SETTINGS = (
    f"{{'readers': ReaderLimits({GENEROUS}, seconds={_QUERY_S}, memory=1 << 30), 'write_time': 1.0,"
    " 'deadlines': Deadlines(body=2, whole_body=5, write=5)}"
)
_ALLOWED = {503, 507}


def mutated(text: str, chance: random.Random) -> bytes:
    """Give a text with a few changes: pieces cut, doubled, put in, and bytes flipped."""
    for _ in range(chance.randrange(0, 4)):
        at = chance.randrange(len(text) + 1)
        end = min(len(text), at + chance.randrange(1, 20))
        way = chance.randrange(5)
        if way == 0:
            text = text[:at] + text[end:]
        elif way == 1:
            text = text[:end] + text[at:end] * chance.choice((1, 1, 2, 50)) + text[end:]
        elif way == 2:
            text = f"{text[:at]} {chance.choice(TOKENS)} {text[at:]}"
        elif way == 3:
            text = text[:at] + chance.choice(ODD) + text[at:]
        else:
            words = text.split(" ")
            chance.shuffle(words)
            text = " ".join(words)
    raw = bytearray(text.encode())
    if raw and chance.random() < 0.15:
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it goes over the wire, and whether its frame is sound, so that it must be answered."""

    kind: str
    raw: bytes
    sound: bool = True


def _framed(method: str, target: str, headers: dict[str, str], body: bytes | None) -> bytes:
    lines = {"Host": "x", **headers} | ({} if body is None else {"Content-Length": str(len(body))})
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode("latin-1", "replace") + (body or b"")


class Mutations:
    """Makes requests, each from a sound one."""

    def __init__(self, token: str, chance: random.Random) -> None:
        """Make them with a token that may write."""
        self._may_write = {"Authorization": f"Bearer {token}"}
        self._chance = chance
        self._queries = QUERIES + [path.read_text() for path in sorted((ROOT / "queries/catalogue").rglob("*.rq"))]
        # Documents and updates take longest: each parsed in a process of its own, each forced to the disk.
        self._ways = {
            self._query: 45,
            self._parameters: 20,
            self._headers: 20,
            self._wire: 5,
            self._update: 9,
            self._document: 1,
        }

    def next(self) -> Request:
        """Give the next one."""
        (way,) = self._chance.choices(list(self._ways), list(self._ways.values()))
        return way()

    def _query(self) -> Request:
        body = mutated(self._chance.choice(self._queries), self._chance)
        target = "/sparql" + self._chance.choice(("", "", "", "?provenance=claims", "?format=csv", "?as-of=2025-01-01"))
        if self._chance.random() < 0.3:
            return Request("query", _framed("GET", f"/sparql?query={quote(body)}", {}, None))
        return Request("query", _framed("POST", target, {"Content-Type": "application/sparql-query"}, body))

    def _update(self) -> Request:
        body = mutated(self._chance.choice(UPDATES), self._chance)
        headers = {"Content-Type": "application/sparql-update", **self._may_write}
        return Request("update", _framed("POST", "/update", headers, body))

    def _document(self) -> Request:
        kind, text = self._chance.choice(list(DOCUMENTS.items()))
        method = self._chance.choice(("PUT", "POST"))
        target = "/data?graph=x:" + quote(mutated("g", self._chance)[:50])
        return Request(
            "document", _framed(method, target, {"Content-Type": kind, **self._may_write}, mutated(text, self._chance))
        )

    def _parameters(self) -> Request:
        pairs = []
        for _ in range(self._chance.randrange(1, 5)):
            value = mutated(self._chance.choice(VALUES), self._chance)
            # Some encoded as they should be, some as they are, but for what would break the frame.
            encoded = quote(value) if self._chance.random() < 0.6 else re.sub(r"[^!-~]", "", value.decode("latin-1"))
            pairs.append(f"{self._chance.choice(PARAMETERS)}={encoded}")
        text = "&".join(pairs)[:7_000]
        path = self._chance.choice(PATHS).partition("?")[0]
        if self._chance.random() < 0.5:
            return Request("parameters", _framed("GET", f"{path}?{text}", {}, None))
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return Request("parameters", _framed("POST", path, headers, text.encode("latin-1")))

    def _headers(self) -> Request:
        names = self._chance.sample(list(HEADERS), self._chance.randrange(1, 5))
        headers = {}
        for name in names:
            value = self._chance.choice(HEADERS[name])
            if self._chance.random() < 0.4:
                value = re.sub(r"[\x00-\x1f\x7f]", "", mutated(value, self._chance).decode("latin-1"))
            headers[name] = value[:8_000]
        method = self._chance.choice(METHODS)
        body = b"ASK {}" if method in ("POST", "PUT", "PATCH") else None
        sound = method not in ("TRACE", "CONNECT", "get", "X") and headers.get("Expect") is None
        return Request("headers", _framed(method, self._chance.choice(PATHS), headers, body), sound)

    def _wire(self) -> Request:
        raw = bytearray(self._chance.choice((self._query, self._headers))().raw)
        for _ in range(self._chance.randrange(1, 4)):
            at = self._chance.randrange(len(raw))
            way = self._chance.randrange(3)
            if way == 0:
                raw[at] = self._chance.randrange(256)
            elif way == 1:
                del raw[at : at + self._chance.randrange(1, 30)]
            else:
                raw[at:at] = self._chance.choice(
                    (b"\r\n", b"\n", b"\0", b" ", b"Transfer-Encoding: chunked\r\n", b"\xff")
                )
        return Request("wire", bytes(raw) or b"\r\n", sound=False)


@dataclass(slots=True)
class _Seen:
    """What came back, counted."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    left: int = 0
    statuses: Counter[str] = field(default_factory=Counter)


def judge(request: Request, status: int, body: bytes, path: Path) -> str:
    """Give what is wrong with an answer, if anything."""
    if status >= 500 and status not in _ALLOWED:
        return f"{status} to {request.raw[:2_000]!r}"
    if b"Traceback" in body or str(path).encode() in body or str(ROOT).encode() in body:
        return f"a traceback or a path in the answer to {request.raw[:2_000]!r}"
    return ""


def _send(served: Served, seen: _Seen, chance: random.Random, clock: Clock, report: Report) -> None:
    """Send one after the other, as long as some are left."""
    mutations, path = Mutations(served.token, chance), served.directory.path
    with Wire(served.port, _HANG_S) as wire:
        while True:
            with seen.lock:
                if not seen.left or clock.over:
                    return
                seen.left -= 1
            request = mutations.next()
            try:
                status, body = wire.send(request.raw, last=not request.sound)
            except TimeoutError:
                report.expect(False, f"left waiting: {request.raw[:2_000]!r}")
                status, body = 0, b""
            except OSError as error:
                report.expect(not request.sound, f"no answer ({error!r}) to {request.raw[:2_000]!r}")
                status, body = 0, b""
            wrong = judge(request, status, body, path)
            report.expect(not wrong, wrong)
            with seen.lock:
                seen.statuses[f"{status // 100}xx" if status else "closed"] += 1
                report.done += 1


def run(bounds: Bounds) -> Report:
    """Send so many, by several clients at once."""
    report, clock, seen = Report(), Clock(bounds), _Seen(left=bounds.count)
    with sample() as directory, serving(directory, _SETTINGS) as served:
        front = served.front
        threads = [
            report.beside(partial(_send, served, seen, bounds.chance(number), clock, report))
            for number in range(_CLIENTS)
        ]
        for thread in threads:
            thread.join()
        report.expect(served.alive and served.front == front, "the service died")
        said = served.said()
        report.expect("Traceback" not in said, f"the log has a traceback: {said[said.find('Traceback') :][-1_500:]}")
    report.figures = dict(sorted(seen.statuses.items()))
    return report
