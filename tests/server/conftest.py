"""Clients for a server over the sample."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.app import create_app
from server.settings import Settings
from store.directory import DataDirectory
from tests.server.samples import Sample, make_directory, make_sample


@pytest.fixture(scope="session")
def sample() -> Sample:
    return make_sample()


@pytest.fixture(scope="session")
def directory(tmp_path_factory: pytest.TempPathFactory, sample: Sample) -> DataDirectory:
    """Give a data directory that tests only read."""
    return make_directory(tmp_path_factory.mktemp("data") / "data", sample)


@pytest.fixture(scope="session")
def settings(directory: DataDirectory) -> Settings:
    return Settings(directory.path, contact="corrections@example.org", max_body=100_000)


@pytest.fixture(scope="session")
def app(settings: Settings) -> Flask:
    return create_app(settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
