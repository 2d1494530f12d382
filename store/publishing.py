"""Publishing: what is committed becomes a snapshot that readers see.

A snapshot is made under a hidden name, forced to the device, renamed, and then named by ``CURRENT``.
Whatever stops this in between leaves ``CURRENT`` naming the snapshot before.
"""

import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from store.directory import DataDirectory
from store.engine import Engine
from store.errors import DirectoryDamaged, reported
from store.files import replace_file, sync_folder, sync_tree
from store.pins import PINNED, unpinned
from store.profile import FILE, Profile
from store.snapshots import current, is_snapshot_name
from store.statistics import Statistics, write_statistics
from store.support import mark_current


@dataclass(frozen=True, slots=True)
class Said:
    """What a snapshot says of itself."""

    statistics: Statistics
    profile: Profile


_LOOK_EVERY_S = 0.1


def publish(directory: DataDirectory, graphs: Engine, support: Engine, said: Said, least: int) -> str:
    """Make a snapshot of both stores, name it in ``CURRENT``, remove old ones; return its name.

    Its number is the next one, and at least ``least``.
    """
    with reported("publish a snapshot", directory.snapshots):
        directory.snapshots.mkdir(exist_ok=True)
        name = _next_name(directory, least)
        scratch = directory.snapshots / f".{name}.tmp"
        try:
            _fill(scratch, graphs, support, said)
            scratch.rename(directory.snapshots / name)
        except BaseException:
            shutil.rmtree(scratch, ignore_errors=True)
            raise
        sync_folder(directory.snapshots)
        replace_file(directory.current, f"{name}\n".encode())
    prune(directory)
    return name


def prune(directory: DataDirectory) -> None:
    """Remove all snapshots but the newest, as many as are to be kept, and those that are being read."""
    # What is published stays published if old ones cannot be removed: the next time will do.
    with suppress(OSError):
        for old in _numbered(directory)[: -directory.kept]:
            doomed = old.with_name(f".{old.name}.old")
            with unpinned(old) as free:
                if free:
                    old.rename(doomed)
            if free:
                shutil.rmtree(doomed)


def forget(directory: DataDirectory, grace: float) -> None:
    """Remove all snapshots but the newest; who reads one has so many seconds to come to an end."""
    end = time.monotonic() + grace
    with reported("remove old snapshots", directory.snapshots):
        for old in _numbered(directory)[:-1]:
            while _is_read(old) and time.monotonic() < end:
                time.sleep(_LOOK_EVERY_S)
            doomed = old.with_name(f".{old.name}.old")
            old.rename(doomed)
            shutil.rmtree(doomed)
        sync_folder(directory.snapshots)


def sweep(directory: DataDirectory) -> None:
    """Remove what an interrupted publishing left half made or half removed."""
    with reported("clean up", directory.path):
        for leftover in directory.snapshots.glob(".[0-9]*"):
            shutil.rmtree(leftover)
        for leftover in directory.path.glob(f".{directory.current.name}.*.tmp"):
            leftover.unlink()


def _is_read(snapshot: Path) -> bool:
    with unpinned(snapshot) as free:
        return not free


def _fill(folder: Path, graphs: Engine, support: Engine, said: Said) -> None:
    folder.mkdir()
    graphs.backup(folder / "graphs")
    support.backup(folder / "support")
    mark_current(folder / "support")
    write_statistics(folder / PINNED, said.statistics)
    (folder / FILE).write_bytes(said.profile.to_json())
    # What is linked, not copied, are the stores' own tables, which RocksDB synced when it made them.
    sync_tree(folder)


def _numbered(directory: DataDirectory) -> list[Path]:
    found = (path for path in directory.snapshots.iterdir() if is_snapshot_name(path.name))
    return sorted(found, key=lambda path: int(path.name))


def _next_name(directory: DataDirectory, least: int) -> str:
    # Names are entity tags and cache keys: none may come back, even one whose folder somebody removed.
    taken = [int(path.name) for path in _numbered(directory)]
    with suppress(DirectoryDamaged):
        taken.append(int(current(directory) or 0))
    return f"{max([least, *(number + 1 for number in taken)]):06d}"
