"""What Prometheus may ask: counts of requests, and how readers, cache, snapshots, writes, memory and disk are.

Names end as https://prometheus.io/docs/practices/naming/ has it. Labels have few values, and none from a request: no
query, no address, no path. Counts begin anew with the process.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

import pyoxigraph
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    Info,
    Metric,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from server.addresses import is_read, is_written_at
from server.kept import Kept
from server.notes import Note
from server.processes import resident_below
from server.snapshots import Snapshots
from server.writing import Writing
from store.readers import Readers
from store.snapshots import is_snapshot_name

_PREFIX = "counterclaim_"
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_NO_ROUTE = "none"
"""What is no address of ours has as many spellings as somebody likes, and one name."""


@dataclass(frozen=True, slots=True)
class Watched:
    """The parts of a server that are looked at when somebody asks."""

    readers: Readers
    kept: Kept[str, bytes]
    snapshots: Snapshots
    writing: Writing


class Metrics:
    """Counts what is over, and asks the parts of the server how they are. Safe to share between threads."""

    def __init__(self, watched: Watched) -> None:
        # When each figure began to be counted: as many lines again, and the start of the process says it.
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the library has no types for it
        self._registry = CollectorRegistry()
        self._requests = Counter(
            f"{_PREFIX}requests", "Requests that are over.", ["route", "status", "outcome"], registry=self._registry
        )
        self._seconds = Histogram(
            f"{_PREFIX}request_seconds", "Seconds from a request to the last byte of its answer.", ["route"],
            buckets=_BUCKETS, registry=self._registry,
        )  # fmt: skip
        self._sent = Counter(f"{_PREFIX}sent_bytes", "Bytes of the bodies of answers.", registry=self._registry)
        self._writes = Counter(
            f"{_PREFIX}writes", "Updates and writes of graphs that are over.", ["outcome"], registry=self._registry
        )
        self._queries = Histogram(
            f"{_PREFIX}query_seconds", "Seconds for which a query had a reader.", buckets=_BUCKETS,
            registry=self._registry,
        )  # fmt: skip
        self._given_again = Counter(f"{_PREFIX}cache_hits", "Answers that were given again.", registry=self._registry)
        watched.readers.observe = self._queries.observe
        built = Info(f"{_PREFIX}build", "What answers.", registry=self._registry)
        built.info({"version": version("counterclaim"), "engine": pyoxigraph.__version__})
        ProcessCollector(registry=self._registry)
        self._registry.register(_State(watched))

    def count(self, note: Note) -> None:
        """Count a request that is over."""
        route = note.route or _NO_ROUTE
        self._requests.labels(route, str(note.status or _NO_ROUTE), str(note.outcome)).inc()
        self._seconds.labels(route).observe(note.seconds)
        self._sent.inc(note.sent)
        self._given_again.inc(note.cached)
        if is_written_at(route) and not is_read(route, note.method):
            self._writes.labels(str(note.outcome)).inc()

    def text(self, accept: str) -> tuple[bytes, str]:
        """Write all figures in the form that fits an `Accept` header, with its content type."""
        encode, content_type = choose_encoder(accept)
        return encode(self._registry), content_type


class _State(Collector):
    """How a server is at the moment when it is asked."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched

    def describe(self) -> list[Metric]:
        """Give nothing, so that nobody is asked before somebody asks."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Give the figures."""
        yield from self._of_readers()
        yield from self._of_cache()
        yield from self._of_snapshots()
        waiting = self._watched.writing.waiting
        yield _gauge("writes_waiting", "Writes that wait for the one that writes.", waiting)
        memory = _gauge(
            "child_resident_bytes", "Memory of the processes beside the one that speaks HTTP.", None, "kind"
        )
        for kind, resident in resident_below(os.getpid()).items():
            memory.add_metric([kind], resident)
        yield memory

    def _of_readers(self) -> Iterator[Metric]:
        state = self._watched.readers.state()
        yield _gauge("reader_places", "Queries that may run at once.", state.places)
        yield _gauge("readers_alive", "Reader processes.", state.alive)
        yield _gauge("readers_busy", "Queries that run.", state.running)
        yield _gauge("queries_waiting", "Queries that wait for a reader.", state.waiting)
        yield _counter(
            "readers_replaced", "Readers that ended, or were ended, and made place for another.", state.replaced
        )
        yield _counter("queries_answered", "Queries that a reader has answered.", state.answered)
        ended = CounterMetricFamily(f"{_PREFIX}queries_ended", "Queries that ended with an error.", labels=["error"])
        for error, count in state.ended.items():
            ended.add_metric([error], count)
        yield ended
        if state.offline is not None:
            yield _gauge("readers_offline", "Whether the system keeps readers from the network.", state.offline)

    def _of_cache(self) -> Iterator[Metric]:
        state = self._watched.kept.state()
        yield _gauge("cache_bytes", "Memory that answers are kept in.", state.taken)
        yield _gauge("cache_entries", "Answers that are kept.", state.entries)
        yield _counter("cache_misses", "Answers that were not there.", state.misses)

    def _of_snapshots(self) -> Iterator[Metric]:
        directory, newest = self._watched.snapshots.directory, self._watched.snapshots.newest()
        yield _gauge("snapshot_number", "The number of the snapshot that is served.", int(newest.name))
        there = sum(is_snapshot_name(path.name) for path in directory.snapshots.iterdir())
        yield _gauge("snapshots", "Snapshots on the disk.", there)
        for key in ("quads", "triples", "graphs", "commit"):
            yield _gauge(f"data_{key}", f"What the snapshot's statistics say: {key}.", newest.statistics.get(key))
        yield _gauge("disk_free_bytes", "Space left for the data directory.", shutil.disk_usage(directory.path).free)


def _gauge(name: str, words: str, value: object, label: str | None = None) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"{_PREFIX}{name}", words, labels=[label] if label else None)
    if isinstance(value, int | float):
        family.add_metric([], value)
    return family


def _counter(name: str, words: str, value: int) -> CounterMetricFamily:
    return CounterMetricFamily(f"{_PREFIX}{name}", words, value=value)
