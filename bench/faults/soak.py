"""A day in an hour: mixed queries with one update in a hundred; nothing fails, and nothing grows.

What grows is looked at in tenths of the run, after the first tenth, in which caches fill and processes warm up.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial

from bench.faults.caller import Caller
from bench.faults.row import Bounds, Clock, Report
from bench.faults.served import GENEROUS, ROOT, Served, descriptors, resident, sample, serving

_CLIENTS = 4
# With little room for answers that are kept, so that it is full within the first tenth.
_SETTINGS = f"{{'readers': ReaderLimits({GENEROUS}), 'kept': 4 << 20}}"
_UPDATES = 100
"""One request in so many is an update."""

_TENTHS = 10
_GROWN = 1.1
_LET_PASS = {"megabytes": 30, "front": 30, "descriptors": 8, "processes": 1, "snapshots": 3}
"""By how much more each may grow: a snapshot stays while somebody reads it, a reader is replaced now and then."""

_READ = (
    "SELECT ?o {{ <https://w3id.org/counterclaim/id/party/russia> ?p ?o FILTER(?o != {n}) }} LIMIT 20",
    "SELECT ?p (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER(?o != {n}) }} GROUP BY ?p ORDER BY DESC(?n) LIMIT 10",
    "ASK {{ ?claim <https://w3id.org/counterclaim/ontology#foundIn> ?source FILTER(?source != {n}) }}",
    "SELECT ?n {{ GRAPH <x:g{m}> {{ <x:s> <x:n> ?n }} }}",
    "SELECT * {{ ?s ?p ?o }} LIMIT 50",
)
_PAGES = ("/page/party/russia", "/page/party/russia.ttl", "/", "/ready", "/ontology.ttl", "/data?graph=x:g1&format=nt")
_UPDATE = "DELETE WHERE {{ GRAPH <x:g{m}> {{ ?s ?p ?o }} }} ; INSERT DATA {{ GRAPH <x:g{m}> {{ <x:s> <x:n> {n} }} }}"
_GRAPHS = 20


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is of everything, at a moment."""

    megabytes: float
    front: float
    descriptors: int
    processes: int
    snapshots: int


def size(served: Served) -> Size:
    """Look at all processes of a server, and at its snapshots."""
    processes = served.processes()
    return Size(
        sum(map(resident, processes)) / 1e6,
        resident(served.front) / 1e6,
        descriptors(served.front),
        len(processes),
        sum(1 for each in served.directory.snapshots.iterdir() if each.name.isdigit()),
    )


@dataclass(slots=True)
class _Soak:
    """What was sent so far."""

    served: Served
    bounds: Bounds
    clock: Clock
    report: Report
    lock: threading.Lock = field(default_factory=threading.Lock)
    sent: int = 0
    took: list[list[float]] = field(default_factory=lambda: [[] for _ in range(_TENTHS)])
    kinds: Counter[str] = field(default_factory=Counter)

    def run(self, texts: list[str]) -> None:
        """Send one request after the other, as long as some are left."""
        with self.served.caller() as caller:
            while (number := self._next()) is not None:
                begun = time.monotonic()
                try:
                    kind, status = self._send(caller, number, texts)
                except OSError as error:
                    kind, status = repr(error), 0
                took = time.monotonic() - begun
                self.report.expect(status in (200, 204), f"{kind}: {status}")
                with self.lock:
                    self.report.done += 1
                    self.kinds[kind] += 1
                    self.took[self.tenth()].append(took)

    def tenth(self) -> int:
        """Give the tenth of the run that it is in: by what is sent, or by the time where that is over sooner."""
        share = max(self.sent / self.bounds.count, self.clock.passed / self.bounds.seconds)
        return min(_TENTHS - 1, int(share * _TENTHS))

    def _next(self) -> int | None:
        with self.lock:
            if self.sent >= self.bounds.count or self.clock.over:
                return None
            self.sent += 1
            return self.sent - 1

    def _send(self, caller: Caller, number: int, texts: list[str]) -> tuple[str, int]:
        if number % _UPDATES == 0:
            text = _UPDATE.format(m=number // _UPDATES % _GRAPHS, n=number)
            return "update", caller.update(text).status
        if number % 17 == 0:
            # The first update of this graph may be to come.
            status = caller.get(_PAGES[number // 17 % len(_PAGES)]).status
            return "page", 200 if status == 404 and number < _UPDATES * _GRAPHS else status
        if number % 23 == 0:
            return "catalogue", caller.ask(texts[number // 23 % len(texts)], accept="*/*").status
        text = _READ[number % len(_READ)]
        # Each tenth question is asked again and again, and comes from what is kept.
        different = 0 if number % 10 == 0 else number
        return "query", caller.ask(text.format(n=different, m=number % _GRAPHS)).status


def _watch(soak: _Soak, sizes: list[list[Size]], over: threading.Event) -> None:
    while not over.wait(0.5):
        sizes[soak.tenth()].append(size(soak.served))


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 0.0


def judge(sizes: list[list[Size]], report: Report) -> None:
    """Compare the last tenth with the second, and note what grew."""
    seen = [each for each in sizes[1:] if each]
    if len(seen) < 2:
        return
    first, last = seen[0], seen[-1]
    for name, slack in _LET_PASS.items():
        before, after = (_median([getattr(one, name) for one in tenth]) for tenth in (first, last))
        report.expect(after <= before * _GROWN + slack, f"{name} grew from {before:.0f} to {after:.0f}")
        report.figures[f"{name} in the second and last tenth"] = f"{before:.0f} and {after:.0f}"
    report.figures["snapshots at most"] = max(one.snapshots for tenth in sizes for one in tenth)


def run(bounds: Bounds) -> Report:
    """Send so many requests, by several clients at once."""
    report = Report()
    texts = [path.read_text() for path in sorted((ROOT / "queries/catalogue").rglob("*.rq"))]
    sizes: list[list[Size]] = [[] for _ in range(_TENTHS)]
    over = threading.Event()
    with sample() as directory, serving(directory, _SETTINGS) as served:
        soak = _Soak(served, bounds, Clock(bounds), report)
        watching = report.beside(partial(_watch, soak, sizes, over))
        threads = [report.beside(partial(soak.run, texts)) for _ in range(_CLIENTS)]
        for thread in threads:
            thread.join()
        over.set()
        watching.join()
        judge(sizes, report)
        report.expect("Traceback" not in served.said(), "the log has a traceback")
    report.figures["requests a second"] = round(report.done / soak.clock.passed)
    for tenth in (1, _TENTHS - 1):
        if took := sorted(soak.took[tenth]):
            report.figures[f"p99 in s, tenth {tenth + 1}"] = took[len(took) * 99 // 100]
    report.figures |= dict(soak.kinds)
    return report
