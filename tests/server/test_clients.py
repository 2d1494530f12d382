"""Clients: large answers, slow ones, greedy ones, those that leave, and what is kept for them."""

from __future__ import annotations

import resource
import socket
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from store.directory import DataDirectory
from store.tokens import Tokens
from tests.server.limited import (
    ENDLESS,
    QUERY_TYPE,
    ROWS,
    ask,
    client,
    eventually,
    front_of,
    innocent,
    is_idle,
    serving,
)
from tests.server.samples import make_directory, make_sample

ROOMY = (
    "{'readers': ReaderLimits(Shares(places=3, per_client=1, waiting_per_client=1, wait=0.5, seconds_per_minute=6),"
    " seconds=20, memory=1 << 30, result=130_000_000), 'max_query': 1000, 'deadlines': Deadlines(body=0.5, write=1)}"
)
"""A server that gives time, but not to one client alone."""

ROWS_OF_100_MB = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 200000"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> DataDirectory:
    return make_directory(tmp_path_factory.mktemp("roomy") / "data", make_sample())


@pytest.fixture(scope="module")
def roomy(other: DataDirectory) -> Iterator[str]:
    with serving(other, ROOMY) as address:
        yield address


def resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()


def test_a_large_answer_is_streamed_and_the_front_stays_as_small_as_it_was(roomy: str, other: DataDirectory) -> None:
    front = front_of(other)
    before, most, size = resident(front), 0, 0
    with (
        client(roomy, "127.0.0.3") as http,
        http.stream("POST", "sparql", content=ROWS_OF_100_MB, headers=QUERY_TYPE) as answer,
    ):
        assert (answer.status_code, answer.headers["Transfer-Encoding"]) == (200, "chunked")
        for piece in answer.iter_raw():
            size += len(piece)
            most = max(most, resident(front))
    assert size > 90_000_000
    assert most - before < 50_000_000


def test_an_answer_that_is_too_large_is_cut_and_no_client_takes_it_for_complete(roomy: str) -> None:
    # In CSV, what is cut between two lines would read as a whole.
    with client(roomy, "127.0.0.4") as http, pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
        ask(http, ROWS, format="csv")


def test_a_client_that_leaves_before_its_answer_begins_frees_its_reader(roomy: str) -> None:
    url = httpx.URL(roomy)
    head = (
        f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: {len(ENDLESS)}\r\nContent-Type: application/sparql-query"
    )
    with client(roomy, "127.0.0.7") as http:
        with socket.create_connection((url.host, url.port or 80), source_address=("127.0.0.8", 0)) as leaving:
            leaving.sendall(f"{head}\r\n\r\n{ENDLESS}".encode())
            eventually(lambda: not is_idle(http))
        eventually(lambda: is_idle(http), within=3)


def test_one_client_is_held_back_and_the_others_are_not(roomy: str) -> None:
    def greedy(_: int) -> tuple[int, str, str]:
        with client(roomy, "127.0.0.5") as http:
            answer = ask(http, ENDLESS, timeout="2")
            return answer.status_code, answer.headers["Retry-After"], answer.text

    with innocent(roomy) as took, ThreadPoolExecutor(6) as pool:
        told = list(pool.map(greedy, range(6)))
        again = [greedy(0) for _ in range(4)]
    statuses = [status for status, _, _ in told]
    assert statuses.count(503) == 1
    assert statuses.count(429) == 5
    assert {text.split(";")[0] for status, _, text in told if status == 429} == {
        "1 of your queries wait already",
        "no reader was free for 0.5 s",
    }
    assert again[-1][0] == 429
    assert again[-1][2].startswith("your queries have run for more than 6 s within a minute; ask again in ")
    assert all(int(after) > 0 for _, after, _ in told + again)
    assert statistics.quantiles(took, n=100)[98] < 1


def test_a_body_that_stands_still_is_refused_and_one_that_breaks_off_reaches_nobody(roomy: str) -> None:
    url = httpx.URL(roomy)
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    with socket.create_connection((url.host, url.port or 80)) as slow:
        slow.sendall(head + b"Content-Length: 50\r\n\r\nASK {")
        assert slow.recv(1000).startswith(b"HTTP/1.1 408 ")
    with client(roomy) as http:
        before = http.get("ready").json()["readers"]["answered"]
        for broken in (b"Content-Length: 50\r\n\r\nASK {}", b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n"):
            with socket.create_connection((url.host, url.port or 80)) as leaving:
                leaving.sendall(head + broken)
        time.sleep(0.2)
        assert http.get("ready").json()["readers"]["answered"] == before


@pytest.mark.parametrize(("request_line", "shown"), [("PUT /data?graph=x:g", "cc_wrong"), ("POST /update", "")])
def test_a_body_is_not_waited_for_from_who_may_not_write(roomy: str, request_line: str, shown: str) -> None:
    url = httpx.URL(roomy)
    head = f"{request_line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {shown}\r\nContent-Type: text/turtle\r\n"
    with socket.create_connection((url.host, url.port or 80), timeout=5) as connection:
        connection.sendall(f"{head}Content-Length: 40000000\r\n\r\n".encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 401 ")


def test_a_body_that_comes_later_is_taken_from_who_may_write(roomy: str, other: DataDirectory) -> None:
    url, body = httpx.URL(roomy), b"INSERT DATA { GRAPH <x:g> { <x:s> <x:p> 1 } }"
    head = f"POST /update HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Tokens(other).create('late', write=True)}\r\n"
    with socket.create_connection((url.host, url.port or 80), timeout=20) as connection:
        connection.sendall(
            f"{head}Content-Type: application/sparql-update\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        )
        time.sleep(0.2)
        connection.sendall(body)
        assert connection.recv(1000).startswith(b"HTTP/1.1 204 ")


def test_who_ends_to_send_in_the_middle_of_a_body_is_told_so(roomy: str) -> None:
    url = httpx.URL(roomy)
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    with socket.create_connection((url.host, url.port or 80), timeout=5) as connection:
        connection.sendall(head + b"Content-Length: 50\r\n\r\nASK {}")
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1000).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    ("request_line", "sent", "status"),
    [("POST /sparql", 100_001, b"413"), ("PUT /data?graph=x:g", 0, b"401")],
    ids=["too long", "unwanted"],
)
def test_an_answer_before_the_end_of_a_body_says_that_the_connection_ends(
    roomy: str, request_line: str, sent: int, status: bytes
) -> None:
    url = httpx.URL(roomy)
    head = (
        f"{request_line} HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 2000000\r\n"
    )
    with socket.create_connection((url.host, url.port or 80), timeout=20) as connection:
        connection.sendall(f"{head}\r\n".encode() + b"x" * sent)
        answer = connection.recv(10_000)
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert b"\r\nconnection: close\r\n" in answer


def test_a_header_with_underscores_passes_for_no_other(roomy: str) -> None:
    with client(roomy) as http:
        answer = http.post("sparql", content="ASK {}", headers={"Content_Type": "application/sparql-query"})
    assert answer.status_code == 415


# Caches


def test_what_a_client_has_costs_no_reader_and_a_small_answer_only_the_first_time(roomy: str) -> None:
    with client(roomy, "127.0.0.6") as http:
        query = {"query": "SELECT ?s { ?s ?p ?o } LIMIT 4"}
        first = http.get("sparql", params=query)
        answered = http.get("ready").json()["readers"]["answered"]
        again = http.get("sparql", params=query)
        known = http.get("sparql", params=query, headers={"If-None-Match": first.headers["ETag"]})
        other = http.get("sparql", params=query | {"format": "csv"})
        assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])
        assert (known.status_code, known.content) == (304, b"")
        assert other.content != first.content
        assert http.get("ready").json()["readers"]["answered"] == answered + 1
        assert first.headers["Cache-Control"] == "public, no-cache"
