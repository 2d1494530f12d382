"""Backups: one published state and what belongs to it, made while others read and write, and put back.

A backup is a folder like a data directory, without the stores that a writer opens: the newest snapshot, the sources'
bytes, the curation, the tokens, the lists. So it can be read as it is. ``backup.json`` says what each of its files
holds. Both ways, everything is written into a hidden folder beside the target, forced to the device and then renamed:
there is a whole one, or none.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from store.activity import utc_now
from store.copying import copied, held, linked, made, written
from store.directory import DataDirectory
from store.dumps import FOLDER as DUMPS
from store.errors import (
    BackupDamaged,
    DirectoryDamaged,
    DirectoryExists,
    SnapshotMissing,
    reported,
)
from store.integrity import check_statistics
from store.manifest import Entry, Manifest
from store.pins import PINNED, pin
from store.snapshots import current, open_snapshot
from store.statistics import commit_of, read_statistics
from store.writer import open_writer

_FOLDERS = ("sources", "curation")
_FILES = ("directory.json", "tokens.json")
_LISTS = ("rejected.jsonl", "review.jsonl")
"""They grow by lines while they are read."""

_FIXED = ("snapshots/", "sources/")
"""What stands below is never changed in its place."""

_TABLE = ".sst"
"""What RocksDB never changes in a store."""

Progress = Callable[[int, int], None]
"""Is told how many bytes of how many are done."""


def _untold(done: int, total: int) -> None:
    """Tell nobody."""


def back_up(directory: DataDirectory, target: Path, *, link: bool = False, progress: Progress = _untold) -> Manifest:
    """Make a backup of the newest snapshot and of what belongs to it, and say what is in it.

    With ``link``, files that never change become hard links: they take no space, and a fault of the disk takes both.
    Raises DirectoryExists where something stands at the target, SnapshotMissing where nothing is published, and
    InvalidChange for links to another file system.
    """
    target = target.absolute()
    if target.resolve().is_relative_to(directory.path.resolve()):
        raise DirectoryExists(f"{target}: lies in the data directory itself; name a folder elsewhere")
    with _pinned(directory) as snapshot, made(target, "make a backup") as scratch:
        # What a snapshot speaks of was there before it: so what is read after it was pinned has all of that.
        paths = list(_found(directory, snapshot))
        files = _copy_all(directory.path, scratch, paths, link, progress)
        files |= _copy_lists(directory.path, scratch)
        files["CURRENT"] = written(scratch / "CURRENT", f"{snapshot}\n".encode())
        when = utc_now().isoformat(timespec="seconds")
        commit = commit_of(read_statistics(scratch / "snapshots" / snapshot / PINNED))
        manifest = Manifest(when, snapshot, commit, dict(sorted(files.items())))
        manifest.write(scratch)
    return manifest


def check_backup(backup: Path, progress: Progress = _untold) -> Manifest:
    """Compare every file of a backup with its checksum. Raises BackupDamaged for the first that differs."""
    manifest = Manifest.read(backup)
    DataDirectory.open(backup)
    with reported("read the backup", backup):
        _for_each(backup, manifest, held, progress)
    return manifest


def restore(backup: Path, target: Path, progress: Progress = _untold) -> Manifest:
    """Make a data directory from a backup, after comparing each file with its checksum; say what is in it.

    The stores are opened and counted before the directory has its name. Raises BackupDamaged where the backup is not
    what was made, and DirectoryExists where something stands at the target.
    """
    manifest = Manifest.read(backup)
    DataDirectory.open(backup)
    with made(target.absolute(), "restore a backup") as scratch:
        _for_each(backup, manifest, lambda path: copied(path, scratch / path.relative_to(backup)), progress)
        directory = DataDirectory.open(scratch)
        published = directory.snapshots / manifest.snapshot
        for part, store in (("graphs", directory.graphs), ("support", directory.support)):
            _make_store(published / part, store)
        _check(directory, backup)
    return manifest


@contextmanager
def _pinned(directory: DataDirectory) -> Iterator[str]:
    """Hold the newest snapshot in its place without opening it: also one that another version has published."""
    while (name := current(directory)) is not None:
        with reported("back up the snapshot", directory.snapshots / name):
            try:
                descriptor = pin(directory.snapshots / name)
            except FileNotFoundError as error:
                # One that went away meanwhile is followed by a newer one.
                if current(directory) == name:
                    raise DirectoryDamaged(f"{directory.current}: names snapshot {name}, which is not there") from error
                continue
        try:
            yield name
        finally:
            os.close(descriptor)
        return
    raise SnapshotMissing(f"{directory.path}: nothing has been published yet; load something first")


def _found(directory: DataDirectory, snapshot: str) -> Iterator[str]:
    """Give the files that do not change while they are read, by their paths within the data directory."""
    for folder in (f"snapshots/{snapshot}", *_FOLDERS):
        for path in sorted((directory.path / folder).rglob("*")):
            within = path.relative_to(directory.path)
            # Names with a dot are work in progress, and dumps are made again.
            if path.is_file() and not any(part.startswith(".") or part == DUMPS for part in within.parts):
                yield within.as_posix()
    yield from (name for name in _FILES if (directory.path / name).exists())


def _copy_all(source: Path, target: Path, paths: list[str], link: bool, progress: Progress) -> dict[str, Entry]:
    sizes = {path: _size(source / path) for path in paths}
    files, done, total = {}, 0, sum(sizes.values())
    for path in paths:
        take = linked if link and path.startswith(_FIXED) else copied
        try:
            files[path] = take(source / path, target / path)
        except FileNotFoundError as error:
            # A source may be erased while others are copied; then the snapshot goes, too, after a while.
            if not path.startswith("sources/"):
                raise SnapshotMissing(f"{source}: a source was erased meanwhile; make the backup again") from error
        progress(done := done + sizes[path], total)
    return files


def _copy_lists(source: Path, target: Path) -> dict[str, Entry]:
    files = {}
    for name in _LISTS:
        with suppress(FileNotFoundError):
            text = (source / name).read_bytes()
            # A line that is being added is none yet.
            files[name] = written(target / name, text[: text.rfind(b"\n") + 1])
    return files


def _size(path: Path) -> int:
    with suppress(FileNotFoundError):
        return path.stat().st_size
    return 0


def _for_each(backup: Path, manifest: Manifest, take: Callable[[Path], Entry], progress: Progress) -> None:
    """Take each file of a backup, and compare what it holds with what the backup says."""
    done = 0
    for name, entry in manifest.files.items():
        path = backup / name
        try:
            found = take(path)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise BackupDamaged(f"{path}: is not there, and the backup says it was; take another backup") from error
        if found != entry:
            raise BackupDamaged(f"{path}: is not what was backed up: its checksum differs; take another backup")
        progress(done := done + entry.bytes, manifest.bytes)


def _make_store(snapshot: Path, store: Path) -> None:
    """Make a store for a writer from a snapshot's: as when a snapshot is made, tables are linked."""
    for path in sorted(snapshot.iterdir()):
        take = linked if path.suffix == _TABLE else copied
        take(path, store / path.name)


def _check(directory: DataDirectory, backup: Path) -> None:
    """See that both stores open, for writing and as a snapshot, and hold as much as the statistics say.

    What another version backed up is published anew by this one.
    """
    with _damage_told(backup):
        with open_writer(directory, wait=0):
            pass
        with open_snapshot(directory) as snapshot:
            problems = check_statistics(snapshot)
    if problems:
        raise BackupDamaged(f"{backup}: its stores do not hold what it says ({problems[0].message}); take another")


@contextmanager
def _damage_told(backup: Path) -> Iterator[None]:
    try:
        yield
    except DirectoryDamaged as error:
        raise BackupDamaged(f"{backup}: its stores cannot be opened ({error}); take another backup") from error
