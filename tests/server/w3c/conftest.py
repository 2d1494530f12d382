"""One server for each suite."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.server.w3c.suites import Endpoint, endpoint

# Hundreds of writes, each forced to the device: in memory they take a fifth of the time.
_FAST = Path("/dev/shm")


@pytest.fixture(scope="module")
def served() -> Iterator[Endpoint]:
    with TemporaryDirectory(dir=_FAST if _FAST.is_dir() else None) as folder, endpoint(Path(folder) / "data") as one:
        yield one
