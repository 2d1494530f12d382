"""Limits over real HTTP: each is hit, and a client beside who harms nobody sees no error."""

from __future__ import annotations

import os
import signal
import socket
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from store.directory import DataDirectory
from store.reader_limits import ReaderLimits
from store.reader_process import Order
from store.readers import Readers
from tests.queries.test_service import DIALLED
from tests.server.hostile_forms import files
from tests.server.limited import (
    ENDLESS,
    ROWS,
    ask,
    client,
    eventually,
    innocent,
    is_idle,
    processes_of,
    serving,
)
from tests.server.samples import make_directory, make_sample
from tests.store import reader_jobs

SECONDS = 1.0
SHARES = "Shares(places=3, per_client=2, wait=10, seconds_per_minute=1000)"
LIMITED = (
    f"{{'readers': ReaderLimits({SHARES}, seconds={SECONDS}, memory=1 << 30, result=300_000_000),"
    " 'deadlines': Deadlines(body=1, write=1)}"
)
"""A server that gives up soon."""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> DataDirectory:
    return make_directory(tmp_path_factory.mktemp("limited") / "data", make_sample())


@pytest.fixture(scope="module")
def server(own: DataDirectory) -> Iterator[str]:
    with serving(own, LIMITED) as address:
        yield address


@pytest.fixture
def http(server: str) -> Iterator[httpx.Client]:
    with client(server) as made:
        yield made


# Time, memory, crashes


def test_a_query_past_its_time_is_told_which_limit_it_met_and_how_to_narrow_it(http: httpx.Client) -> None:
    begun = time.monotonic()
    answer = ask(http, ENDLESS)
    assert time.monotonic() - begun < SECONDS + 0.5
    assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.text.startswith(f"the query ran for more than {SECONDS:g} s; narrow it: ")
    assert answer.text.count("\n") == 1
    begun = time.monotonic()
    assert ask(http, "ASK {}").status_code == 200
    assert time.monotonic() - begun < 0.5


@pytest.mark.parametrize("parameters", [{"provenance": "claims"}, {"provenance": "claims", "format": "html"}])
def test_provenance_has_the_same_time(http: httpx.Client, parameters: dict[str, str]) -> None:
    begun = time.monotonic()
    assert ask(http, ROWS, **parameters).status_code == 503
    assert time.monotonic() - begun < SECONDS + 0.5


def test_a_scope_has_the_same_time(http: httpx.Client) -> None:
    assert ask(http, ENDLESS, **{"except-claimant": "party/russia"}).status_code == 503


def test_less_time_may_be_asked_for_but_no_more(http: httpx.Client) -> None:
    begun = time.monotonic()
    answer = ask(http, ENDLESS, timeout="0.1")
    assert (answer.status_code, time.monotonic() - begun < 0.6) == (503, True)
    assert "0.1 s" in answer.text
    assert f"{SECONDS:g} s" in ask(http, ENDLESS, timeout="100").text


@pytest.mark.parametrize("value", ["0", "-1", "nan", "1e9", "", "soon", "inf"])
def test_a_time_that_is_no_number_of_seconds_is_refused(http: httpx.Client, value: str) -> None:
    answer = ask(http, "ASK {}", timeout=value)
    assert (answer.status_code, answer.text.count("\n")) == (400, 1)


def test_a_query_that_takes_too_much_memory_is_told_so(server: str) -> None:
    query = next(path for path in files() if path.stem == "concat-doubled").read_text()
    with client(server) as http, innocent(server):
        answer = ask(http, query)
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers


def test_a_reader_that_is_killed_costs_one_answer(server: str, own: DataDirectory) -> None:
    with client(server) as http, innocent(server), ThreadPoolExecutor(1) as pool:
        running_query = pool.submit(ask, http, ENDLESS)
        eventually(lambda: http.get("ready").json()["readers"]["running"] > 0)
        processes = processes_of(own)
        for pid in set(processes) - set(processes.values()):
            if at_work(pid):
                os.kill(pid, signal.SIGKILL)
        answer = running_query.result()
        assert answer.status_code == 503
        assert str(own.path) not in answer.text
        assert ask(http, "ASK {}").status_code == 200


def at_work(pid: int) -> bool:
    try:
        return any((path / "stat").read_text().rpartition(")")[2].split()[0] == "R" for path in tasks(pid))
    except OSError:
        return False


def tasks(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").iterdir())


# Networks


FORMS = [(prefix, word) for prefix in ("", "?s ?p ?o .", "{} UNION {} ", "OPTIONAL {}") for word in ("", "SILENT")]


def dialled(host: str) -> list[str]:
    """Give queries that would reach a host, in many spellings."""
    spelt = (query.replace("U!", f"http://{host}/").replace("H!", f"ttp://{host}/") for query in DIALLED)
    queries = [query.replace("{}", "{ ?s ?p ?o }") for query in spelt]
    return queries + [f"ASK {{ {prefix} SERVICE {word} <http://{host}/> {{ ?s ?p ?o }} }}" for prefix, word in FORMS]


def test_no_query_reaches_a_network(server: str) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener, client(server) as http:
        listener.settimeout(0.2)
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        more = [
            f"SELECT * FROM <http://{host}/> {{ ?s ?p ?o }}",
            f"SELECT * FROM NAMED <http://{host}/> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
            f"LOAD <http://{host}/>",
            f"DESCRIBE <http://{host}/>",
        ]
        assert len(dialled(host)) + len(more) >= 60
        assert {ask(http, query).status_code for query in dialled(host) + more} <= {200, 400}
        graphs = {"default-graph-uri": f"http://{host}/", "named-graph-uri": f"http://{host}/x"}
        assert ask(http, "SELECT * { ?s ?p ?o }", **graphs).status_code == 200
        with pytest.raises(TimeoutError):
            listener.accept()


def test_no_query_reaches_a_network_even_where_nobody_reads_its_text(own: DataDirectory) -> None:
    readers = Readers(own, ReaderLimits(seconds=5))
    try:
        with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
            listener.settimeout(0.2)
            host = f"127.0.0.1:{listener.getsockname()[1]}"
            said = []
            for query in dialled(host):
                order = Order(reader_jobs.ask_unchecked, query, own.current.read_text().strip(), 5)
                said.append(str(readers.run(order).head["said"]))
            with pytest.raises(TimeoutError):
                listener.accept()
        # The engine did try.
        assert sum(each.startswith("PermissionError") for each in said) > 30
    finally:
        readers.close()


def test_what_watches_is_told_whether_a_network_could_be_reached(http: httpx.Client, own: DataDirectory) -> None:
    answer = http.get("ready")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.json()["network"] == "out of reach"
    assert answer.json()["snapshot"] == own.current.read_text().strip()
    assert http.get("health").json() == {"status": "running"}


# Clients


def test_a_client_that_leaves_frees_its_reader(server: str, http: httpx.Client) -> None:
    url = httpx.URL(server)
    body = ROWS.encode()
    head = "POST /sparql?timeout=0.5 HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    with socket.create_connection((url.host, url.port or 80)) as leaving:
        leaving.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        leaving.recv(1000)
    eventually(lambda: is_idle(http), within=0.4)


def test_slow_clients_hold_no_reader_and_are_cut(server: str, http: httpx.Client) -> None:
    url = httpx.URL(server)
    held = []
    try:
        with innocent(server) as took:
            for number in range(12):
                # From addresses of their own, each with a little receive buffer.
                stalled = socket.socket()
                stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                stalled.bind((f"127.0.1.{number + 1}", 0))
                stalled.connect((url.host, url.port or 80))
                query = "SELECT%20*%7B%3Fa%20%3Fb%20%3Fc.%3Fd%20%3Fe%20%3Ff%7D"
                stalled.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                held.append(stalled)
            eventually(lambda: is_idle(http), within=10)
            time.sleep(0.3)
        assert statistics.median(took) < 0.2
    finally:
        for each in held:
            each.close()
