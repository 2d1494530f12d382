"""Dumps: what a snapshot holds as N-Quads (https://www.w3.org/TR/n-quads/), compressed, with sizes and digests.

A dump lies in the folder of its snapshot and goes with it. It is written under a hidden name, forced to the device, and
renamed when it is whole, so nobody ever sees a part of one. The named graphs are in it; their merge, the default graph
of a merged directory, follows from them and is not.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Self, cast

import zstandard
from pyoxigraph import DefaultGraph, Quad, RdfFormat, serialize

from store.directory import DataDirectory
from store.errors import reported
from store.files import sync_tree
from store.lock import exclusive
from store.snapshots import Snapshot, is_snapshot_name

SUFFIXES = ("zst", "gz")
"""The forms of a dump: N-Quads by Zstandard (RFC 8878) and by gzip (RFC 1952)."""

FOLDER = "dump"
"""Where a dump lies in the folder of its snapshot."""

_SCRATCH = ".dump.tmp"
_LOCK = ".dump.lock"
_ACCOUNT = "dump.json"
_ZSTD_LEVEL = 9
_GZIP_LEVEL = 6


@dataclass(frozen=True, slots=True)
class DumpFile:
    """A file of a dump."""

    name: str
    size: int
    sha256: str


def path_of(directory: DataDirectory, snapshot: str, file: str) -> Path:
    """Give the path of a file of a dump."""
    return directory.snapshots / snapshot / FOLDER / file


def dump_of(directory: DataDirectory, snapshot: str) -> tuple[DumpFile, ...] | None:
    """Give the files of a snapshot's dump, in the order of `SUFFIXES`; None where it is not made."""
    if not is_snapshot_name(snapshot):
        return None
    try:
        found = json.loads(path_of(directory, snapshot, _ACCOUNT).read_bytes())
    except (OSError, ValueError):
        return None
    return tuple(DumpFile(**each) for each in found)


def make_dump(snapshot: Snapshot) -> None:
    """Make the dump of a snapshot, unless it is there.

    Raises LockHeld where another process makes it, DiskFull and StorageFailure.
    """
    folder = snapshot.folder
    with reported("make a dump", folder), exclusive(folder / _LOCK, wait=0):
        if dump_of(snapshot.directory, snapshot.name):
            return
        scratch = folder / _SCRATCH
        try:
            # What an earlier process left that was ended.
            shutil.rmtree(scratch, ignore_errors=True)
            scratch.mkdir()
            files = _written(snapshot, scratch)
            (scratch / _ACCOUNT).write_text(json.dumps([asdict(each) for each in files], indent=1) + "\n")
            sync_tree(scratch)
            scratch.rename(folder / FOLDER)
        except BaseException:
            shutil.rmtree(scratch, ignore_errors=True)
            raise


def _written(snapshot: Snapshot, folder: Path) -> list[DumpFile]:
    with ExitStack() as closing:
        files = [closing.enter_context(_Digested(folder / f"{snapshot.name}.nq.{suffix}")) for suffix in SUFFIXES]
        zst, gz = (cast(IO[bytes], file) for file in files)
        zstd = zstandard.ZstdCompressor(_ZSTD_LEVEL).stream_writer(zst, closefd=False)
        # No name and no time in the header: the same quads give the same file.
        with zstd, gzip.GzipFile("", "wb", _GZIP_LEVEL, gz, mtime=0) as gzipped:
            both = _Both((cast(IO[bytes], zstd), cast(IO[bytes], gzipped)))
            serialize(_quads(snapshot), cast(IO[bytes], both), format=RdfFormat.N_QUADS)
            both.flush()
        return [file.file for file in files]


def _quads(snapshot: Snapshot) -> Iterator[Quad]:
    graphs = snapshot.graphs
    for name in graphs.named_graphs():
        yield from graphs.quads_for_pattern(None, None, None, name)
    if snapshot.default_graph == "plain":
        yield from graphs.quads_for_pattern(None, None, None, DefaultGraph())


class _Digested:
    """A file that is written, with its size and digest."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sha256 = hashlib.sha256()
        self._size = 0
        self._file = path.open("wb")

    def write(self, data: bytes) -> int:
        self._sha256.update(data)
        self._size += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def file(self) -> DumpFile:
        return DumpFile(self._path.name, self._size, self._sha256.hexdigest())


class _Both:
    """Writes the same to several files, in pieces that are worth a call."""

    _PIECE = 1 << 20

    def __init__(self, files: Sequence[IO[bytes]]) -> None:
        self._files = files
        self._piece = bytearray()

    def write(self, data: bytes) -> int:
        self._piece += data
        if len(self._piece) >= self._PIECE:
            self.flush()
        return len(data)

    def flush(self) -> None:
        for file in self._files:
            file.write(self._piece)
        self._piece = bytearray()
