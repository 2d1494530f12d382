"""What a row of the table is: how much is tried, what came of it, and whether the promise held."""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

Figure = int | float | str

_LONGEST, _SHORT = 2_500, 300
_SHOWN = 3
"""How many of the breaches are told in the table; `--json` has all."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a row may try, and how long it may take."""

    count: int
    seconds: float = 600.0
    seed: int = 20251023
    slack: float = 1.0
    """By how much the times that are promised are stretched: for a machine that does other things beside."""

    def chance(self, part: object = "") -> random.Random:
        """Give the source of all that is left to chance in a part of the row: the same for the same seed."""
        return random.Random(f"{self.seed} {part}")  # noqa: S311 (nothing here is secret)


class Clock:
    """Tells when the time of a row is over."""

    def __init__(self, bounds: Bounds) -> None:
        """Begin to count."""
        self.begun = time.monotonic()
        self._end = self.begun + bounds.seconds

    @property
    def over(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self._end

    @property
    def passed(self) -> float:
        """The seconds since the beginning."""
        return time.monotonic() - self.begun


@dataclass(slots=True)
class Report:
    """What a row found."""

    done: int = 0
    """How many of what the row counts were tried."""

    figures: dict[str, Figure] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    """Each breach of the promise, in a line."""

    skipped: str = ""
    """Why it could not be tried here, if it could not."""

    def beside(self, work: Callable[[], object]) -> threading.Thread:
        """Start a part of the row in a thread; what ends it before its time is a breach."""

        def carried_out() -> None:
            try:
                work()
            except Exception as error:
                self.expect(False, f"a part of the row ended: {error!r}")

        thread = threading.Thread(target=carried_out)
        thread.start()
        return thread

    def expect(self, kept: bool, breach: str) -> None:
        """Note a breach unless what is promised was kept."""
        if not kept:
            self.broken.append(" ".join(breach.split())[:_LONGEST])


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table in `docs/faults.md`."""

    what: str
    """What is counted, and what is promised."""

    in_tests: int
    """The count with which the tests run it."""

    run: Callable[[Bounds], Report]


def line(name: str, report: Report, seconds: float) -> str:
    """Say a report as a line of the table; the machine's load stands beside the time that it took."""
    if report.skipped:
        return f"| {name} | 0 | not tried: {report.skipped} | |"
    said = ", ".join(f"{key} {_number(value)}" for key, value in report.figures.items())
    load = f"load {os.getloadavg()[0]:.1f}"
    verdict = (
        f"BROKEN {len(report.broken)}: " + "; ".join(each[:_SHORT] for each in report.broken[:_SHOWN])
        if report.broken
        else "kept"
    )
    return f"| {name} | {report.done:,} | {said} | {seconds:.0f} s, {load} | {verdict} |"


def as_json(name: str, report: Report, bounds: Bounds, seconds: float) -> str:
    """Say a report as an object of JSON, on one line."""
    return json.dumps(
        {"row": name, **asdict(bounds), **asdict(report), "took": round(seconds, 1), "load": os.getloadavg()[0]}
    )


def _number(value: Figure) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else value
