"""What the jobs of readers may take, and how a pool of readers is."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from store.turns import Shares


def cores() -> int:
    """Give the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """What jobs may take. Bytes, and seconds on the clock."""

    shares: Shares = field(default_factory=lambda: Shares(places=cores() + 1, per_client=cores()))
    seconds: float = 10.0
    memory: int = 2 << 30
    stack: int = 64 << 20
    result: int = 2 << 30
    spooled: int = 4 << 30
    """What all answers together may have on disk, until their clients have taken them."""


@dataclass(frozen=True, slots=True)
class State:
    """How the pool is."""

    places: int
    alive: int
    ready: int
    running: int
    waiting: int
    offline: bool | None
    """Whether no reader can reach a network; None as long as none has started."""

    replaced: int
    """How many processes ended, or were ended, and made place for another."""

    answered: int
    ended: Mapping[str, int]
    """How many jobs ended with an error, by its name."""
