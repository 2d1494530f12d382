"""Folders and data directories for the tests of the store."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.directory import DataDirectory

MEMORY = Path("/dev/shm")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give an empty folder, in memory where that can be had: the tests force much to disk, and cut no power."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as path:
        yield Path(path)


@pytest.fixture
def directory(folder: Path) -> DataDirectory:
    """Give a new data directory."""
    return DataDirectory.create(folder / "data")
