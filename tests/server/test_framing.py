"""How requests are framed (RFC 9112, section 6): what two readers could take for different requests is refused."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest

from store.directory import DataDirectory
from tests.server.limited import QUERY_TYPE
from tests.server.running import running

HEAD = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {QUERY_TYPE['Content-Type']}\r\n"
CHUNKED = "6\r\nASK {}\r\n0\r\n\r\n"
SMUGGLED = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def server(directory: DataDirectory) -> Iterator[str]:
    with running(directory) as address:
        yield address


def said(server: str, raw: str) -> bytes:
    """Send bytes, and give all that comes back until the connection is closed."""
    url, found = httpx.URL(server), b""
    with socket.create_connection((url.host, url.port or 80), timeout=10) as connection, suppress(ConnectionError):
        connection.sendall(raw.encode())
        while piece := connection.recv(65_536):
            found += piece
    return found


@pytest.mark.parametrize(
    "lines",
    ["Content-Length: 6\r\nContent-Length: 7", "Content-Length: +6", "Content-Length: 6, 7",
     "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked, identity", "Transfer-Encoding : chunked",
     "X: a\r\n folded: b\r\nContent-Length: 6"],
)  # fmt: skip
def test_a_frame_that_is_in_doubt_is_400_and_the_connection_is_closed(server: str, lines: str) -> None:
    answer = said(server, f"{HEAD}{lines}\r\n\r\nASK {{}}{SMUGGLED}")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"running" not in answer


@pytest.mark.parametrize(
    "lines",
    ["Content-Length: 4\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 4"],
    ids=["length first", "chunks first"],
)
def test_of_a_length_and_chunks_the_chunks_count_and_nothing_after_them_is_served(server: str, lines: str) -> None:
    # As section 6.1 has it: "the server MUST close the connection after responding to such a request".
    answer = said(server, f"{HEAD}{lines}\r\n\r\n{CHUNKED}{SMUGGLED}")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.count(b"HTTP/1.1") == 1
