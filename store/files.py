"""Files and folders that survive a loss of power once a call has returned."""

import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def sync_file(path: Path) -> None:
    """Force a file's content to the device."""
    _sync(path, os.O_RDONLY)


def sync_data(path: Path) -> None:
    """Force a file's content to the device, but not its times; faster than all of it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Force a folder's entries (names made, renamed, removed) to the device."""
    _sync(path, os.O_RDONLY | os.O_DIRECTORY)


def sync_tree(folder: Path) -> None:
    """Force a folder and all in it to the device, but for hard links to files that others keep."""
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
        elif path.stat().st_nlink == 1:
            sync_file(path)
    sync_folder(folder)


def replace_file(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Give a file new content: readers see the old or the new, at any moment, whole."""
    scratch = write_beside(path, content, mode)
    try:
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def copy_file(path: Path, target: Path, is_good: Callable[[Path], bool]) -> bool:
    """Copy a file of any length: readers see none or all of it. A copy that is not good goes; tell whether it is."""
    scratch = write_beside(target, b"")
    try:
        shutil.copyfile(path, scratch)
        sync_file(scratch)
        if good := is_good(scratch):
            scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)
    sync_folder(target.parent)
    return good


def write_beside(path: Path, content: bytes, mode: int = 0o666) -> Path:
    """Write content, synced, to a new hidden file in the folder of ``path``; leave nothing on failure.

    ``mode`` says who may read and write the file, less what the process's umask takes away.
    """
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        with open(scratch, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
    return scratch


def space(folder: Path) -> int:
    """Give the bytes that a folder's files take on the disk, each once however many names it has in there."""
    taken: dict[tuple[int, int], int] = {}
    for path in folder.rglob("*"):
        # What goes away meanwhile takes none.
        with suppress(FileNotFoundError):
            found = path.lstat()
            taken[found.st_dev, found.st_ino] = found.st_blocks * 512  # whatever the file system's own blocks are
    return sum(taken.values())


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
