"""Increments by many writers at once, by HTTP, each in two graphs; readers beside them see both, or neither."""

from __future__ import annotations

import threading

from bench.faults.caller import Caller
from bench.faults.row import Bounds, Clock, Report
from bench.faults.served import GENEROUS, Served, sample, serving

MANY = 1_000
"""Up to so many increments four write them, above it sixteen."""

_READERS = 2
_PAUSE_S = 0.005
_BEGIN = "INSERT DATA { GRAPH <x:g> { <x:c> <x:n> 0 } GRAPH <x:h> { <x:c> <x:m> 0 } }"
_INCREMENT = """DELETE { GRAPH <x:g> { <x:c> <x:n> ?n } GRAPH <x:h> { <x:c> <x:m> ?m } }
INSERT { GRAPH <x:g> { <x:c> <x:n> ?next } GRAPH <x:h> { <x:c> <x:m> ?other } }
WHERE { GRAPH <x:g> { <x:c> <x:n> ?n } GRAPH <x:h> { <x:c> <x:m> ?m } BIND(?n + 1 AS ?next) BIND(?m + 1 AS ?other) }"""
# The number is none of the data's: it keeps one answer from being taken for the next.
_LOOK = """SELECT ?n ?m ?a ?b {{ GRAPH <x:g> {{ <x:c> <x:n> ?n }} GRAPH <x:h> {{ <x:c> <x:m> ?m }}
  <x:c> <x:n> ?a ; <x:m> ?b FILTER(?n != {0}) }}"""


class _Counter:
    """A counter in two graphs, those who write it and those who read it."""

    def __init__(self, served: Served, bounds: Bounds, report: Report) -> None:
        self._served = served
        self._report = report
        self._clock = Clock(bounds)
        self._lock = threading.Lock()
        self._left = bounds.count
        self._over = threading.Event()
        self.added = 0
        self.again = 0
        self.read = 0

    def write(self) -> None:
        """Add one, until all is added."""
        with self._served.caller() as caller:
            while self._take():
                while (status := caller.update(_INCREMENT).status) == 503:
                    self.again += 1
                self._report.expect(status == 204, f"an increment is answered {status}")
                with self._lock:
                    self.added += status == 204

    def _take(self) -> bool:
        with self._lock:
            if not self._left or self._clock.over:
                return False
            self._left -= 1
            return True

    def read_on(self) -> None:
        """Look at the counter all the while."""
        last = 0
        with self._served.caller("127.0.0.2") as caller:
            while not self._over.wait(_PAUSE_S):
                self.read += 1
                now = self.look(caller)
                self._report.expect(now >= last, f"a later read saw {now} after {last}")
                last = now

    def look(self, caller: Caller) -> int:
        """Read the counter, and see that both graphs and the merge say the same."""
        answer = caller.ask(_LOOK.format(-self.read))
        if answer.status != 200:
            self._report.expect(False, f"a read is answered {answer.status}")
            return 0
        rows = answer.rows
        values = {value for row in rows for value in row.values()}
        self._report.expect(len(rows) == 1 and len(values) == 1, f"a torn read: {rows}")
        return int(values.pop()) if values else 0

    def run(self, writers: int) -> int:
        """Have all written; gives what the counter holds in the end."""
        with self._served.caller() as caller:
            caller.update(_BEGIN)
            reading = [self._report.beside(self.read_on) for _ in range(_READERS)]
            for thread in [self._report.beside(self.write) for _ in range(writers)]:
                thread.join()
            self._over.set()
            for thread in reading:
                thread.join()
            return self.look(caller)


def run(bounds: Bounds) -> Report:
    """Count up to the count."""
    report = Report()
    writers = 4 if bounds.count <= MANY else 16
    with sample() as directory, serving(directory, f"{{'readers': ReaderLimits({GENEROUS})}}") as served:
        counter = _Counter(served, bounds, report)
        held = counter.run(writers)
    report.done = counter.added
    report.expect(held == counter.added, f"{counter.added} increments were acknowledged, and {held} are there")
    report.figures = {
        "writers": writers,
        "sum": held,
        "reads beside": counter.read,
        "asked again after 503": counter.again,
    }
    return report
