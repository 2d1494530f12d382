"""`kill -9` in loads and updates: of the whole server, of the process that writes, of a load beside.

Each update says the same number in two graphs, so that half an update would show. Each load is of a source of its own
with six claims, so that half a load would. After each death it is looked whether all that was acknowledged is there,
and at the end whether merge, support store and statistics agree with the named graphs.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import statistics
import threading
import time
from collections.abc import Callable

from bench.faults.caller import Caller
from bench.faults.loading import CLAIMS, MOST, Loading, source
from bench.faults.row import Bounds, Clock, Report
from bench.faults.served import Served, sample, serving
from ontology.triples import reading_quads
from store.directory import DataDirectory
from store.integrity import check_merge, check_profile, check_statistics, check_support
from store.snapshots import open_snapshot
from store.writer import open_writer
from tests.server.samples import NAMES

READY_S = 2.0
_WRITERS = 3
_INSERT = "INSERT DATA {{ GRAPH <x:g> {{ <x:s> <x:n> {0} }} GRAPH <x:h> {{ <x:s> <x:m> {0} }} }}"
_NUMBERS = "SELECT ?g ?n { GRAPH ?g { <x:s> <x:n>|<x:m> ?n } }"
_SOURCES = """PREFIX ccl: <https://w3id.org/counterclaim/ontology#>
SELECT ?source (COUNT(DISTINCT ?claim) AS ?n) { ?claim ccl:foundIn ?source } GROUP BY ?source"""


class _Kills:
    """One server, and what it acknowledged."""

    def __init__(self, served: Served, loading: Loading, chance: random.Random, report: Report) -> None:
        self.served = served
        self._loading = loading
        self.report = report
        self.numbers: set[int] = set()
        self.sources: dict[str, int] = {}
        """By IRI, the number of each source that a load has told of."""
        self.ready: list[float] = []
        self._chance = chance
        self._numbers_to_come = itertools.count(1)

    def kill_server(self, number: int) -> None:
        """Kill all processes of the server in the midst of updates, and start it again."""
        self._updates_until(self.served.die)
        self.served.again()
        self.ready.append(self.served.took_to_start)

    def kill_load(self, number: int) -> None:
        """Kill a load that runs beside the server, which has not written since it started: the lock is free."""
        pid = self._loading.begin(number * MOST)
        self._note(self._loading.next())
        time.sleep(self._chance.uniform(0, 0.1))
        os.kill(pid, signal.SIGKILL)
        while (committed := self._loading.next()) is not None:
            self._note(committed)
        self.look()

    def kill_writer(self, number: int) -> None:
        """Kill the process that writes in the midst of updates; the server starts another."""
        self._updates_until(self._kill_writers)
        begun = time.monotonic()
        with self.served.caller() as caller:
            answer = self._insert(caller)
        self.report.expect(answer == 204, f"after the death of its writer the server answers a write {answer}")
        self.ready.append(time.monotonic() - begun)
        self.look()

    def look(self) -> None:
        """Look whether all that was acknowledged is there, and nothing half."""
        with self.served.caller() as caller:
            self._insert(caller)  # What was committed and not published is with the next write.
            rows = caller.ask(_NUMBERS).rows
            counted = {row["source"]: int(row["n"]) for row in caller.ask(_SOURCES).rows}
        first, second = ({int(row["n"]) for row in rows if row["g"] == graph} for graph in ("x:g", "x:h"))
        self.report.expect(first == second, f"half updates: {sorted(first ^ second)[:5]}")
        self.report.expect(first >= self.numbers, f"updates lost: {sorted(self.numbers - first)[:5]}")
        self.report.expect(
            counted.keys() >= self.sources.keys(), f"loads lost: {len(self.sources.keys() - counted.keys())}"
        )
        halves = {name: count for name, count in counted.items() if count != CLAIMS}
        self.report.expect(not halves, f"half loads: {halves}")

    def _note(self, committed: int | None) -> None:
        if committed is None:
            self.report.expect(False, "a load ended by itself")
        else:
            self.sources[source(committed).writing.report.iri] = committed

    def _updates_until(self, death: Callable[[], None]) -> None:
        self._dying, self._dead = threading.Event(), threading.Event()
        known = len(self.numbers)
        threads = [self.report.beside(self._updates) for _ in range(_WRITERS)]
        while len(self.numbers) < known + _WRITERS and any(thread.is_alive() for thread in threads):
            time.sleep(0.002)
        time.sleep(self._chance.uniform(0, 0.1))
        self._dying.set()
        death()
        self._dead.set()
        for thread in threads:
            thread.join()

    def _updates(self) -> None:
        with self.served.caller() as caller:
            while not self._dead.is_set():
                try:
                    answer = self._insert(caller)
                except OSError as error:
                    self.report.expect(self._dying.is_set(), f"an update is not answered: {error!r}")
                    return
                self.report.expect(answer in (204, 503), f"an update is answered {answer}")

    def _insert(self, caller: Caller) -> int:
        # One number for each, whichever thread asks.
        number = next(self._numbers_to_come)
        status = caller.update(_INSERT.format(number)).status
        if status == 204:
            self.numbers.add(number)
        return status

    def _kill_writers(self) -> None:
        pids = self.served.writers()
        self.report.expect(bool(pids), "no process writes that could be killed")
        for pid in pids:
            os.kill(pid, signal.SIGKILL)


def run(bounds: Bounds) -> Report:
    """Kill one after the other, and look what is left."""
    report, clock = Report(), Clock(bounds)
    with sample() as directory:
        with serving(directory) as served, Loading(directory) as loading:
            kills = _Kills(served, loading, bounds.chance(), report)
            ways = (kills.kill_server, kills.kill_load, kills.kill_writer)
            while report.done < bounds.count and not clock.over:
                ways[report.done % len(ways)](report.done)
                report.done += 1
            kills.look()
        _look_within(directory, kills, report)
    slowest = max(kills.ready, default=0.0)
    report.expect(slowest <= READY_S * bounds.slack, f"ready again after {slowest:.2f} s, not {READY_S:g}")
    report.figures = {
        "updates acknowledged": len(kills.numbers),
        "loads acknowledged": len(kills.sources),
        "ready again in s at most": slowest,
        "in the median": statistics.median(kills.ready or [0.0]),
    }
    return report


def _look_within(directory: DataDirectory, kills: _Kills, report: Report) -> None:
    """Look at the stores themselves, once the server has ended."""
    with open_writer(directory, wait=30), open_snapshot(directory) as snapshot:
        checks = (check_merge, check_support, check_statistics, check_profile)
        problems = [problem for check in checks for problem in check(snapshot)]
        report.expect(not problems, f"the parts do not agree: {problems[:2]}")
        for made in map(source, kills.sources.values()):
            lacking = [quad for quad in reading_quads(made.reading, NAMES) if quad not in snapshot.graphs]
            report.expect(not lacking, f"a load is not whole: {len(lacking)} quads are lacking")
