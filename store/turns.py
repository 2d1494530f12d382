"""Whose turn it is: a few places, many who want one, and nobody who takes them all.

Each client runs so many jobs at once and no more, and has so many seconds of running in a minute; who has the fewest
running comes first. The others wait, for a while and not too many of them.
"""

import math
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from store.errors import ReadersBusy

_MINUTE = 60.0
_LOOK_EVERY_S = 0.25
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Shares:
    """How many places there are, and how much of them one client may have."""

    places: int
    """Jobs that run at once."""

    per_client: int
    """Jobs of one client that run at once."""

    waiting: int = 64
    """Jobs that wait for a place."""

    waiting_per_client: int = 16
    """Jobs of one client that wait for a place."""

    wait: float = 5.0
    """Seconds that a job waits for a place."""

    seconds_per_minute: float = 60.0
    """Seconds that the jobs of one client may run, in each minute."""


@dataclass(eq=False, slots=True)
class _Waiter:
    client: str
    granted: threading.Event = field(default_factory=threading.Event)


@dataclass(slots=True)
class _Budget:
    """Seconds left to a client, as of a moment: they come back at an even pace."""

    left: float
    at: float


class Turns:
    """Gives places to clients in turn; safe to share between threads."""

    def __init__(self, shares: Shares) -> None:
        self._shares = shares
        self._lock = threading.Lock()
        self._running: Counter[str] = Counter()
        self._waiting: list[_Waiter] = []
        self._budgets: dict[str, _Budget] = {}

    @property
    def running(self) -> int:
        """How many jobs run."""
        return self._running.total()

    @property
    def waiting(self) -> int:
        """How many jobs wait."""
        return len(self._waiting)

    def take(self, client: str, wanted: Callable[[], bool]) -> bool:
        """Take a place, after a while perhaps; False where the job was not `wanted` any more while it waited.

        Raises ReadersBusy where the client has had enough, too many wait, or the wait took too long.
        """
        with self._lock:
            self._check_budget(client)
            waiter = _Waiter(client)
            self._waiting.append(waiter)
            self._grant()
            if waiter.granted.is_set():
                return True
            self._check_queue(waiter)
        return self._wait(waiter, wanted)

    def check(self, client: str) -> None:
        """See that a client has seconds left. Raises ReadersBusy."""
        with self._lock:
            self._check_budget(client)

    def spend(self, client: str, seconds: float) -> None:
        """Count seconds against a client's that were spent on it elsewhere."""
        with self._lock:
            self._budget(client).left -= seconds

    def give_back(self, client: str, seconds: float) -> None:
        """Give a place back after so many seconds, which count against the client's."""
        with self._lock:
            self._running[client] -= 1
            if not self._running[client]:
                del self._running[client]
            self._budget(client).left -= seconds
            self._grant()

    def _wait(self, waiter: _Waiter, wanted: Callable[[], bool]) -> bool:
        end = time.monotonic() + self._shares.wait
        while not waiter.granted.wait(max(0.0, min(_LOOK_EVERY_S, end - time.monotonic()))):
            too_long = time.monotonic() >= end
            if not too_long and wanted():
                continue
            with self._lock:
                if waiter.granted.is_set():
                    break
                self._waiting.remove(waiter)
            if too_long:
                raise ReadersBusy(f"no reader was free for {self._shares.wait:g} s; ask again later", 5)
            return False
        return True

    def _grant(self) -> None:
        """Give free places to those who wait: to who has the fewest first, and of those to who came first."""
        while self.running < self._shares.places:
            able = [each for each in self._waiting if self._running[each.client] < self._shares.per_client]
            if not able:
                return
            chosen = min(able, key=lambda each: self._running[each.client])
            self._waiting.remove(chosen)
            self._running[chosen.client] += 1
            chosen.granted.set()

    def _check_queue(self, waiter: _Waiter) -> None:
        """Refuse to have one more wait than may."""
        own = sum(each.client == waiter.client for each in self._waiting)
        refused = None
        if own > self._shares.waiting_per_client:
            refused = f"{self._shares.waiting_per_client} of your queries wait already; ask fewer at once"
        elif len(self._waiting) > self._shares.waiting:
            refused = f"{self._shares.waiting} queries wait already; ask again later"
        if refused:
            self._waiting.remove(waiter)
            raise ReadersBusy(refused, 5)

    def _check_budget(self, client: str) -> None:
        left = self._budget(client).left
        if left <= 0:
            whole = self._shares.seconds_per_minute
            # Until a tenth of it is there again, so that who comes back can do something.
            seconds = math.ceil((whole / 10 - left) * _MINUTE / whole)
            raise ReadersBusy(
                f"your queries have run for more than {whole:g} s within a minute; ask again in {seconds} s", seconds
            )

    def _budget(self, client: str) -> _Budget:
        now, whole = time.monotonic(), self._shares.seconds_per_minute
        known = self._budgets.pop(client, None) or _Budget(whole, now)
        # However much was taken, a minute brings back as much as a minute has.
        known.left = min(whole, max(known.left, -whole) + (now - known.at) * whole / _MINUTE)
        known.at = now
        self._budgets[client] = known
        # Who was seen last stands last; the first goes when there are too many.
        while len(self._budgets) > _MOST_REMEMBERED:
            del self._budgets[next(iter(self._budgets))]
        return known
