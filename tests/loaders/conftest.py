"""A small report, a data directory with the vocabulary in it, and a clock that stands still."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from loaders.initialising import initialise
from store.directory import DataDirectory
from store.writer import Writer, open_writer

NOON = datetime(2025, 10, 23, 12, tzinfo=UTC)


@pytest.fixture
def directory(tmp_path: Path) -> DataDirectory:
    return DataDirectory.create(tmp_path / "data")


@pytest.fixture
def writer(directory: DataDirectory) -> Iterator[Writer]:
    with open_writer(directory) as opened:
        initialise(opened, clock=lambda: NOON)
        yield opened
