"""A loss of power: what was written after the last sync may be cut, flipped or zeroed, and the rest must be a prefix.

Commits are made and forced to the disk, then more of them without, as if the power had gone before. A copy of the
directory is damaged somewhere behind the last byte that was forced out, in one log or in both, and opened again: it
must hold the first commits exactly, up to one of those after the last that was acknowledged.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

from bench.faults.row import Bounds, Clock, Report
from bench.faults.served import folder
from store.directory import DataDirectory
from store.errors import DiskFull, StoreError
from store.files import sync_data
from store.writer import open_writer
from tests.store.states import change, commit, served, state

KINDS = ("cut", "flipped", "zeroed")
_SAME = 6
"""How often one directory is damaged: to make it takes longest."""
_BLOCK = 4_096


class _Forced:
    """The length of each file as it was when it was last forced to the disk."""

    def __init__(self) -> None:
        self.lengths: dict[Path, int] = {}
        self.is_on = True

    def __call__(self, path: Path) -> None:
        if self.is_on:
            sync_data(path)
            self.lengths[path] = path.stat().st_size


@contextmanager
def _made(path: Path, chance: random.Random) -> Iterator[tuple[Path, int, int, dict[Path, int]]]:
    """Make a directory as a loss of power finds it.

    Gives where it is, the last commit that was acknowledged, the last one, and where in its logs the damage may begin.
    """
    forced = _Forced()
    directory = DataDirectory.create(path / "made")
    acknowledged, last = chance.randrange(3, 12), 0
    with patch("store.engine.sync_data", forced):
        # In several sittings, so that there are several logs.
        for until in sorted(chance.sample(range(1, acknowledged), 2)):
            with open_writer(directory) as writer:
                for number in range(writer.number + 1, until + 1):
                    commit(writer, change(number))
                writer.publish()
        with open_writer(directory) as writer:
            for number in range(writer.number + 1, acknowledged + 1):
                commit(writer, change(number))
            forced.is_on = False
            last = acknowledged + chance.randrange(1, 8)
            for number in range(acknowledged + 1, last + 1):
                commit(writer, change(number))
            if chance.random() < 0.5:
                # The support store follows, and is not forced out either; then the power goes.
                with patch("store.writer.publish", side_effect=DiskFull("no power")), suppress(DiskFull):
                    writer.publish()
            shutil.copytree(directory.path, path / "lost")
    logs = [log for store in (directory.graphs, directory.support) for log in store.glob("*.log")]
    begins = {
        path / "lost" / log.relative_to(directory.path): forced.lengths.get(log, 0)
        for log in logs
        if (path / "lost" / log.relative_to(directory.path)).exists()
    }
    yield path / "lost", acknowledged, last, begins


def damage(log: Path, begin: int, kind: str, chance: random.Random) -> bool:
    """Damage a log somewhere from a byte on; False where nothing stands there."""
    size = log.stat().st_size
    if size <= begin:
        return False
    at = chance.randrange(begin, size)
    if kind == "cut":
        os.truncate(log, at)
        return True
    content = bytearray(log.read_bytes())
    if kind == "flipped":
        content[at] ^= 1 << chance.randrange(8)
    else:
        end = min(size, at + _BLOCK)
        content[at:end] = bytes(end - at)
    log.write_bytes(content)
    return True


def _look(path: Path, acknowledged: int, last: int, what: str, report: Report) -> int:
    """Open a damaged directory, see that it is a prefix, and give how many of the commits in doubt it kept."""
    directory = DataDirectory.open(path)
    try:
        with open_writer(directory) as writer:
            number = writer.number
        kept = served(directory)
    except (StoreError, AssertionError) as error:
        report.expect(False, f"{what}: {type(error).__name__} {error}")
        return 0
    report.expect(acknowledged <= number <= last, f"{what}: holds {number} commits of {acknowledged} to {last}")
    report.expect(kept == state(number), f"{what}: is not what the first {number} commits made")
    return number - acknowledged


def run(bounds: Bounds) -> Report:
    """Damage one log after the other."""
    report, clock, chance = Report(), Clock(bounds), bounds.chance()
    doubtful = kept = untouched = 0
    while report.done < bounds.count and not clock.over:
        with folder() as path, _made(path, chance) as (lost, acknowledged, last, begins):
            for _ in range(min(_SAME, bounds.count - report.done)):
                kind = KINDS[report.done % len(KINDS)]
                copy = path / "damaged"
                shutil.copytree(lost, copy)
                logs = [log for log, begin in begins.items() if log.stat().st_size > begin]
                for log in chance.sample(logs, chance.randrange(1, len(logs) + 1)):
                    damage(copy / log.relative_to(lost), begins[log], kind, chance)
                found = _look(copy, acknowledged, last, f"case {report.done}, {kind}", report)
                doubtful, kept = doubtful + last - acknowledged, kept + found
                untouched += found == last - acknowledged
                report.done += 1
                shutil.rmtree(copy)
    report.figures = {"of the commits in doubt kept": f"{kept:,} of {doubtful:,}", "nothing lost in": untouched}
    return report
