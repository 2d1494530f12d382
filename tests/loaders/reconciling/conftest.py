"""A data directory with one table in it, made once: a claimant and a place that are linked, and two that are not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders.initialising import initialise
from store.directory import DataDirectory
from store.writer import Writer, open_writer
from tests.loaders.conftest import NOON
from tests.loaders.reconciling.naming import put, table

ROWS = (("Міноборони України", "Харківська область"), ("Mothers of Nowhere", "Kharkiv"))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reconciling")
    with open_writer(DataDirectory.create(folder / "data")) as writer:
        initialise(writer, clock=lambda: NOON)
        put(writer, table(folder, *ROWS))
        writer.publish()
    return folder


@pytest.fixture
def loaded(made: Path, tmp_path: Path) -> Iterator[Writer]:
    """Give a writer of a data directory that a test may change; its table is `tolls-0.csv`."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    with open_writer(DataDirectory.open(tmp_path / "data")) as writer:
        yield writer
