"""A full disk: nothing acknowledged is lost, reading goes on, writes get 507, and go on once there is space.

The data lie on a file system of 96 MB, which is filled in the midst of writes.
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from bench.faults.row import Bounds, Clock, Report
from bench.faults.served import Served, folder, sample, serving

RESUMED_S = 10.0
_INSERT = "INSERT DATA {{ GRAPH <x:g{0}> {{ <x:s> <x:n> {0} ; <x:text> '{1}' }} }}"
_NUMBERS = "SELECT ?n { GRAPH ?g { <x:s> <x:n> ?n } }"
_LONG = "x" * 20_000


@contextmanager
def small_disk() -> Iterator[Path | None]:
    """Give a folder on a file system of 96 MB; None where that may not be had."""
    with folder() as path:
        mount = ["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(path)]
        try:
            subprocess.run(mount, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            yield None
            return
        try:
            yield path
        finally:
            subprocess.run(["umount", "--lazy", str(path)], check=True)


def fill(path: Path) -> None:
    """Write to a file until the disk is full."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(65_536))


class _Disk:
    """A server on a small disk, and what it acknowledged."""

    def __init__(self, served: Served, ballast: Path, report: Report) -> None:
        self._served = served
        self._ballast = ballast
        self._report = report
        self._next = 0
        self.acknowledged: set[int] = set()
        self.refused = 0
        self.read = 0
        self.resumed: list[float] = []

    def round(self) -> None:
        """Fill the disk in the midst of writes, and make space again."""
        over = threading.Event()
        reading = self._report.beside(partial(self._read, over))
        self._report.expect(self._write() == 204, "a write failed though there was space")
        filling = self._report.beside(partial(fill, self._ballast))
        statuses: list[int] = []
        # Until some were refused, and at most as many as fill what a commit may find left in files that are open.
        filling.join(timeout=0.05)
        while statuses.count(507) < 3 and len(statuses) < 2_000:
            statuses.append(self._write())
        self._report.expect(statuses.count(507) == 3, f"a full disk was not 507: {statuses[-5:]}")
        self._report.expect(set(statuses) <= {204, 507}, f"a full disk was answered {set(statuses)}")
        self.refused += statuses.count(507)
        filling.join()
        self._ballast.unlink()
        self._resume()
        over.set()
        reading.join()
        self._look()

    def _resume(self) -> None:
        begun = time.monotonic()
        while (status := self._write()) != 204 and time.monotonic() - begun < 60:
            time.sleep(0.05)
        self._report.expect(status == 204, f"with space again a write is answered {status}")
        self.resumed.append(time.monotonic() - begun)

    def _write(self) -> int:
        self._next += 1
        number = self._next
        with self._served.caller() as caller:
            status = caller.update(_INSERT.format(number, _LONG)).status
        if status == 204:
            self.acknowledged.add(number)
        return status

    def _read(self, over: threading.Event) -> None:
        with self._served.caller("127.0.0.2") as caller:
            while not over.is_set():
                answer = caller.ask(f"SELECT * {{ ?s ?p ?o FILTER(?o != {self.read}) }} LIMIT 5")
                self._report.expect(answer.status == 200, f"a read beside it is answered {answer.status}")
                self.read += 1

    def _look(self) -> None:
        with self._served.caller() as caller:
            found = {int(row["n"]) for row in caller.ask(_NUMBERS).rows}
            self._report.expect(found >= self.acknowledged, f"lost: {sorted(self.acknowledged - found)[:5]}")
            # So that the next round finds space, whatever this one left.
            caller.update("DELETE { GRAPH ?g { ?s <x:text> ?o } } WHERE { GRAPH ?g { ?s <x:text> ?o } }")


def run(bounds: Bounds) -> Report:
    """Fill the disk so many times."""
    report, clock = Report(), Clock(bounds)
    with small_disk() as path:
        if path is None:
            report.skipped = "needs the right to mount a small file system"
            return report
        with sample(path / "data") as directory, serving(directory) as served:
            disk = _Disk(served, path / "ballast", report)
            while report.done < bounds.count and not clock.over:
                disk.round()
                report.done += 1
    slowest = max(disk.resumed, default=0.0)
    report.expect(slowest <= RESUMED_S * bounds.slack, f"wrote again after {slowest:.1f} s, not {RESUMED_S:g}")
    report.figures = {
        "writes acknowledged": len(disk.acknowledged),
        "answered 507": disk.refused,
        "reads beside": disk.read,
        "wrote again after s at most": slowest,
    }
    return report
