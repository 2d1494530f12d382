"""The sample reports in one data directory, read and closed as a user would load them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Store

from loaders.initialising import initialise
from loaders.load import load
from loaders.reports.reader import ReportReader
from server.app import create_app
from server.settings import Settings
from store.directory import DataDirectory
from store.snapshots import open_snapshot
from store.writer import open_writer


@pytest.fixture(scope="session")
def reports(repository: Path) -> list[Path]:
    """Give the sample reports."""
    return sorted((repository / "samples").glob("*.txt"))


@pytest.fixture(scope="session")
def directory(reports: list[Path], tmp_path_factory: pytest.TempPathFactory) -> DataDirectory:
    """Give a data directory with the sample reports."""
    made = DataDirectory.create(tmp_path_factory.mktemp("competency") / "data")
    with open_writer(made) as writer:
        initialise(writer)
        for path in reports:
            load(writer, ReportReader(), path.read_bytes(), path.name)
        writer.publish()
    return made


@pytest.fixture(scope="session")
def samples(directory: DataDirectory) -> Iterator[Store]:
    """Give the graphs of the sample reports with their merge."""
    with open_snapshot(directory) as snapshot:
        yield snapshot.graphs


@pytest.fixture(scope="session")
def client(directory: DataDirectory) -> FlaskClient:
    """Give a client of a server over the sample reports."""
    return create_app(Settings(directory.path)).test_client()
