"""The examples of docs/http.md, asked as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

from flask.testing import FlaskClient

from server.app import create_app
from server.protocol import FORM, QUERY
from server.settings import Settings
from store.directory import DataDirectory


def examples(repository: Path) -> list[list[str]]:
    text = (repository / "docs" / "http.md").read_text()
    block = re.search(r"```examples\n(.*?)```", text, re.DOTALL)
    assert block
    return [line.split() for line in block[1].splitlines()]


def test_each_example_gets_what_the_page_says(client: FlaskClient, repository: Path) -> None:
    lines = examples(repository)
    assert len(lines) > 20
    for method, address, *accept, status, media_type in lines:
        response = client.open(address, method=method, headers={"Accept": accept[0]} if accept else {})
        assert (str(response.status_code), response.mimetype) == (status, media_type), address


def test_every_route_is_in_the_table(client: FlaskClient, repository: Path) -> None:
    text = (repository / "docs" / "http.md").read_text()
    for rule in client.application.url_map.iter_rules():
        address = rule.rule.replace("path:", "").partition("<")[0]
        assert f"`{address}" in text, address


def test_the_limits_are_those_that_the_page_names(directory: DataDirectory, repository: Path) -> None:
    text = (repository / "docs" / "http.md").read_text()
    settings = Settings(directory.path)
    assert f"a body over {settings.max_body:,} bytes" in text
    client = create_app(settings).test_client()
    just = "ASK {} #".ljust(settings.max_query, "x")
    assert client.post("/sparql", data=just, content_type=QUERY).status_code == 200
    assert client.post("/sparql", data=just + "x", content_type=QUERY).status_code == 400
    assert client.post("/sparql", data="x" * (settings.max_body + 1), content_type=FORM).status_code == 413
