"""A client of little weight, so that what is measured is the server."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from types import TracebackType
from typing import Self
from urllib.parse import quote

QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"

_IDLE_S = 5.0
"""After this the server may close a connection by itself at any moment, so another one is made."""


class Broken(OSError):
    """The connection ended before the answer did."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows of an answer in JSON, each value as its text."""
        found = json.loads(self.body)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in found]


class Caller:
    """One connection, kept open, and made anew where it was closed; for one thread."""

    def __init__(self, port: int, address: str, timeout: float, token: str) -> None:
        """Make a client of a port of this machine that comes from an address of this machine."""
        self._connection = HTTPConnection("127.0.0.1", port, timeout=timeout, source_address=(address, 0))
        self._token = token
        self._used = time.monotonic()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connection."""
        self._connection.close()

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Send a request; names of headers have underscores here. Raises OSError, Broken where the answer was cut."""
        try:
            return self._send(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        except HTTPException as error:
            self._connection.close()
            raise Broken(repr(error)) from error
        except OSError:
            self._connection.close()
            raise

    def _send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        if time.monotonic() - self._used > _IDLE_S:
            self._connection.close()
        self._connection.request(method, path, body, dict(headers))
        response = self._connection.getresponse()
        answer = Answer(response.status, dict(response.getheaders()), response.read())
        self._used = time.monotonic()
        return answer

    def get(self, path: str) -> Answer:
        """Get a page."""
        return self.send("GET", path)

    def ask(self, query: str, parameters: str = "", accept: str = "application/sparql-results+json") -> Answer:
        """Ask a query; `parameters` is the query string of the address."""
        path = f"/sparql?{parameters}" if parameters else "/sparql"
        return self.send("POST", path, query.encode(), Content_Type=QUERY_TYPE, Accept=accept)

    def update(self, text: str, parameters: str = "") -> Answer:
        """Send an update, with a token."""
        path = f"/update?{parameters}" if parameters else "/update"
        return self.send("POST", path, text.encode(), Content_Type=UPDATE_TYPE, Authorization=f"Bearer {self._token}")

    def put(self, graph: str, body: bytes, kind: str, method: str = "PUT") -> Answer:
        """Put a document as a graph, with a token."""
        path = f"/data?graph={quote(graph, safe='')}"
        return self.send(method, path, body, Content_Type=kind, Authorization=f"Bearer {self._token}")
