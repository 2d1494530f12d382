"""Faults at every step: what the store asks of the system and of the engine can fail, before or after it is done."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Quad, Store


class Faults:
    """Counts the steps that change the disk, and raises at the one that is next in turn."""

    def __init__(self) -> None:
        self.steps = 0
        self._at: int | None = None
        self._error: Callable[[], BaseException] = AssertionError
        self._lasting = False
        self._last = ""

    def arm(self, at: int, error: Callable[[], BaseException], *, lasting: bool = False) -> None:
        """Raise at the step of this number, counted from 1, and at all later ones if lasting."""
        self.steps, self._at, self._error, self._lasting, self._last = 0, at, error, lasting, ""

    def disarm(self) -> None:
        self._at = None

    @property
    def reached(self) -> bool:
        return self._at is not None and self.steps >= self._at

    def step(self, name: str) -> None:
        # Forcing one file after another to the device changes nothing that a crash could show: one step.
        if name != "fsync" or self._last != name:
            self.steps += 1
        self._last = name
        if self._at is not None and (self.steps == self._at or (self._lasting and self.steps > self._at)):
            raise self._error()

    def before(self, call: Callable[..., Any]) -> Callable[..., Any]:  # whatever the call takes and gives
        def stepping(*arguments: object, **options: object) -> object:
            self.step(call.__name__)
            return call(*arguments, **options)

        return stepping

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:  # whatever the call takes and gives
        def stepping(*arguments: object, **options: object) -> object:
            result = self.before(call)(*arguments, **options)
            self.step(f"{call.__name__} done")
            return result

        return stepping


class FaultyStore:
    """A Store that takes part in the faults: a transaction can fail before it is done, and after."""

    def __init__(self, path: Path, faults: Faults) -> None:
        faults.step("open")
        self._store = Store(path)
        self._faults = faults

    def __contains__(self, quad: Quad) -> bool:
        return quad in self._store

    def __getattr__(self, name: str) -> Any:  # whatever a Store has
        found = getattr(self._store, name)
        changes = name in {"extend", "update", "bulk_extend", "flush", "backup"}
        return self._faults.around(found) if changes else found


def install(monkeypatch: pytest.MonkeyPatch) -> Faults:
    """Let every step of the store that changes the disk be counted and able to fail."""
    faults = Faults()
    monkeypatch.setattr("store.engine.Store", lambda path: FaultyStore(path, faults))
    for name in ("fsync", "fdatasync"):
        monkeypatch.setattr(os, name, faults.before(getattr(os, name)))
    for name in ("rename", "replace", "mkdir", "write_text"):
        monkeypatch.setattr(Path, name, faults.before(getattr(Path, name)))
    return faults
