"""Clients that send half a header or a slow body, or take nothing of their answer: the others do not notice."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bench.faults.hostile import innocent
from bench.faults.row import Bounds, Clock, Report
from bench.faults.served import GENEROUS, Served, resident, sample, serving

P99_S = 1.0
HEADERS, BODIES, STALLED = 300, 100, 40
_HELD_S = 8.0
_GROWN_MB = 150
_HEAD = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
# Some 10 MB, which no buffer of a connection holds and which are soon evaluated: what is tried is how clients are held.
_LARGE = (
    b"GET /sparql?query=SELECT%20*%7B%3Fa%20%3Fb%20%3Fc.%3Fd%20%3Fe%20%3Ff%7DLIMIT%2020000 HTTP/1.1\r\nHost: x\r\n\r\n"
)


class Crowd:
    """Connections that are held open."""

    def __init__(self, port: int) -> None:
        """Begin without any."""
        self._port = port
        self.held: list[socket.socket] = []
        self._slow: list[socket.socket] = []

    def half_header(self) -> None:
        """Send the beginning of a header."""
        self._open().sendall(_HEAD)

    def slow_body(self) -> None:
        """Send a header and the beginning of a body, of which more comes byte by byte."""
        connection = self._open()
        connection.sendall(_HEAD + b"Content-Length: 5000\r\n\r\nASK {} #")
        self._slow.append(connection)

    def stalled(self, number: int) -> None:
        """Ask for what is large from an address of its own, and take nothing of it but the beginning.

        That it has begun is waited for: one query after the other is evaluated, so that nobody has to queue behind
        forty large ones, which would be another matter.
        """
        connection = self._open(f"127.0.1.{number % 250 + 1}", buffer=4_096)
        connection.sendall(_LARGE)
        begun = connection.recv(100)
        if not begun.startswith(b"HTTP/1.1 200 "):
            raise ConnectionError(f"a large answer began {begun[:20]!r}")

    def go_on(self) -> None:
        """Send one more byte of each slow body."""
        for connection in self._slow:
            with suppress(OSError):
                connection.sendall(b"x")

    def close(self) -> None:
        """Let go of all."""
        for connection in self.held:
            connection.close()

    def _open(self, address: str = "127.0.0.1", buffer: int = 0) -> socket.socket:
        connection = socket.socket()
        if buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        connection.settimeout(30)
        connection.bind((address, 0))
        connection.connect(("127.0.0.1", self._port))
        self.held.append(connection)
        return connection


@contextmanager
def crowd(served: Served, chance_of: Bounds, report: Report) -> Iterator[Crowd]:
    """Give all the connections of the row, in an order left to chance."""
    made = Crowd(served.port)
    ways = ["half"] * HEADERS + ["slow"] * BODIES + ["stalled"] * STALLED
    chance_of.chance(report.done).shuffle(ways)
    try:
        try:
            for number, way in enumerate(ways):
                if way == "half":
                    made.half_header()
                elif way == "slow":
                    made.slow_body()
                else:
                    made.stalled(number)
        except OSError as error:
            report.expect(False, f"a connection was not taken: {error!r}")
        yield made
    finally:
        made.close()


def run(bounds: Bounds) -> Report:
    """Come in a crowd, so many times, and stay for some seconds each time."""
    report, clock = Report(), Clock(bounds)
    settings = f"{{'readers': ReaderLimits({GENEROUS})}}"
    with sample() as directory, serving(directory, settings) as served:
        before = resident(served.front)
        most = before
        with innocent(served, report) as took:
            while report.done < bounds.count and not clock.over:
                with crowd(served, bounds, report) as held:
                    end = time.monotonic() + _HELD_S
                    while time.monotonic() < end:
                        held.go_on()
                        most = max(most, resident(served.front))
                        time.sleep(0.2)
                report.done += 1
        report.expect(served.alive, "the service died")
        report.expect("Traceback" not in served.said(), "the log has a traceback")
    p99 = sorted(took)[len(took) * 99 // 100]
    report.expect(p99 < P99_S * bounds.slack, f"the others' p99 is {p99:.2f} s, not below {P99_S:g}")
    grown = (most - before) / 1e6
    report.expect(grown < _GROWN_MB, f"the front grew by {grown:.0f} MB")
    report.figures = {
        "half headers": HEADERS,
        "slow bodies": BODIES,
        "stalled readers": STALLED,
        "the others' queries": len(took),
        "their p99 in s": p99,
        "their slowest": max(took),
        "the front grew by MB": round(grown),
    }
    return report
