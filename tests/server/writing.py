"""Clients that may write, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.app import create_app
from server.settings import Settings
from store.directory import DataDirectory
from store.tokens import Tokens

UPDATE = "application/sparql-update"


class Writing:
    """A client with a token that may write."""

    def __init__(self, client: FlaskClient, secret: str) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {secret}"}

    def update(self, text: str, **options: object) -> TestResponse:
        return self.client.post("/update", data=text.encode(), content_type=UPDATE, headers=self.headers, **options)

    def ask(self, pattern: str) -> bool:
        answer = self.client.post("/sparql", data={"query": f"ASK {{ {pattern} }}"})
        assert answer.status_code == 200, answer.text
        found: bool = answer.get_json()["boolean"]
        return found

    def values(self, query: str) -> list[dict[str, str]]:
        answer = self.client.post("/sparql", data={"query": query})
        assert answer.status_code == 200, answer.text
        rows = answer.get_json()["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in rows]


@contextmanager
def writing(directory: DataDirectory, settings: Settings | None = None) -> Iterator[Writing]:
    """Give a client that may write to a directory; the process that writes ends with the block."""
    app = create_app(settings or Settings(directory.path))
    secret = Tokens(directory).create("tester", write=True)
    try:
        yield Writing(app.test_client(), secret)
    finally:
        app.extensions["counterclaim"].writing.close()
        Tokens(directory).revoke("tester")
