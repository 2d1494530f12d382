"""What can be set about the server."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.settings import Settings


@pytest.mark.parametrize(
    ("path", "longest"), [("/update", 20), ("/data", 20), ("/data/some/graph", 20), ("/sparql", 10), ("/id/x", 10)]
)
def test_data_may_be_longer_than_a_query(path: str, longest: int) -> None:
    assert Settings(Path("data"), max_body=10, max_upload=20).longest_body(path) == longest
