"""Copies of files that are on the device when they are there, and folders that come into being whole."""

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from store.errors import DirectoryExists, InvalidChange, reported
from store.files import sync_folder, sync_tree
from store.manifest import Entry

_PIECE = 1 << 20


@contextmanager
def made(target: Path, doing: str) -> Iterator[Path]:
    """Give a folder to fill, which becomes ``target`` at the end: whole, or on any error not at all.

    Raises DirectoryExists where something stands at the target; ``doing`` completes the sentence "cannot <doing>".
    """
    with reported(doing, target):
        _refuse_taken(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = target.with_name(f".{target.name}.{secrets.token_hex(8)}.tmp")
        scratch.mkdir()
        try:
            yield scratch
            sync_tree(scratch)
            # Takes the place of an empty folder, and of nothing else.
            scratch.rename(target)
        except BaseException:
            shutil.rmtree(scratch, ignore_errors=True)
            raise
        sync_folder(target.parent)


def _refuse_taken(target: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise DirectoryExists(f"{target}: something else stands there; name a new folder")
    if target.is_mount():
        raise DirectoryExists(f"{target}: another file system begins there; name a new folder in it")
    if target.exists() and (found := next(target.iterdir(), None)):
        raise DirectoryExists(f"{target}: the folder holds other files ({found.name}); name an empty or new one")


def copied(source: Path, target: Path) -> Entry:
    """Copy a file, with who may read it, and say what it holds; FileNotFoundError leaves nothing behind."""
    with source.open("rb") as given:
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = os.fstat(given.fileno()).st_mode & 0o777
        with open(target, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as written:
            entry = _taken(given, written.write)
            written.flush()
            os.fsync(written.fileno())
    return entry


def linked(source: Path, target: Path) -> Entry:
    """Give a file a second name, and say what it holds. Raises InvalidChange for one on another file system."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.hardlink_to(source)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        raise InvalidChange(
            f"{target.parent}: is on another file system than {source}, where nothing can be linked to it; copy instead"
        ) from error
    return held(target)


def written(target: Path, content: bytes) -> Entry:
    """Write a new file, and say what it holds."""
    target.write_bytes(content)
    return Entry(len(content), hashlib.sha256(content).hexdigest())


def held(path: Path) -> Entry:
    """Say what a file holds."""
    with path.open("rb") as file:
        return _taken(file, len)


def _taken(file: IO[bytes], take: Callable[[bytes], object]) -> Entry:
    size, digest = 0, hashlib.sha256()
    while piece := file.read(_PIECE):
        size += len(piece)
        digest.update(piece)
        take(piece)
    return Entry(size, digest.hexdigest())
