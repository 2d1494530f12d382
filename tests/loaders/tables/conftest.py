"""Small tables of our own making, and what reads them."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.tables import comma_separated, json_records
from loaders.tables.rows import BadRow, Row
from loaders.tables.window import Window

Reading = Callable[[str], list[Row | BadRow]]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def written(name: str, text: str) -> Path:
        (path := tmp_path / name).write_bytes(text.encode())
        return path

    return written


@pytest.fixture
def csv_rows() -> Reading:
    return lambda text: list(comma_separated.rows(Window(io.BytesIO(text.encode()))))


@pytest.fixture
def json_rows() -> Reading:
    return lambda text: list(json_records.rows(Window(io.BytesIO(text.encode()))))
