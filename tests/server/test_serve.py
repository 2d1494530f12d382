"""A real server: granian over HTTP on a free port of this machine."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from ontology.triples import reading_quads
from server.errors import StartError
from server.serve import address, serve
from server.settings import Settings
from store.directory import DataDirectory
from store.writer import open_writer
from tests.server.running import free_port, running, start
from tests.server.samples import NAMES, TEXT, make_directory, make_sample, put

QUERY_TYPE = {"Content-Type": "application/sparql-query"}
COUNT = "SELECT (COUNT(*) AS ?n) { ?claim a <https://w3id.org/counterclaim/ontology#Claim> }"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> DataDirectory:
    return make_directory(tmp_path_factory.mktemp("served") / "data", make_sample())


@pytest.fixture(scope="module")
def server(own: DataDirectory) -> Iterator[str]:
    with running(own) as address:
        yield address


@pytest.fixture
def http(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, timeout=20) as client:
        yield client


def count(http: httpx.Client) -> int:
    answer = http.get("sparql", params={"query": COUNT}).raise_for_status().json()
    return int(answer["results"]["bindings"][0]["n"]["value"])


def test_the_server_answers_queries_and_pages(http: httpx.Client) -> None:
    assert count(http) > 0
    assert http.post("sparql", content="ASK {}", headers=QUERY_TYPE).json()["boolean"] is True
    page = http.get("id/party/russia", headers={"Accept": "text/html"}, follow_redirects=True)
    assert "<h1>Russia</h1>" in page.text
    assert http.get("static/style.css").headers["Content-Type"].startswith("text/css")


def test_a_load_while_the_server_runs_shows_in_the_next_answer(http: httpx.Client, own: DataDirectory) -> None:
    before = count(http)
    sample = make_sample(TEXT.replace("Thursday", "Friday"))
    put(own, list(reading_quads(sample.reading, NAMES)), [sample.writing.text])
    assert count(http) == 2 * before


def pieces(total: int) -> Iterator[bytes]:
    yield b"ASK {} #"
    for _ in range(total // 10_000):
        yield b"x" * 10_000


def test_a_chunked_body_is_read_whole(http: httpx.Client) -> None:
    response = http.post("sparql", content=pieces(50_000), headers=QUERY_TYPE)
    assert (response.status_code, response.json()["boolean"]) == (200, True)


def test_a_chunked_body_over_the_limit_is_refused_and_not_cut(http: httpx.Client) -> None:
    response = http.post("sparql", content=pieces(1_000_000), headers=QUERY_TYPE)
    assert (response.status_code, response.text) == (413, "the body has more than 100000 bytes\n")


def test_a_body_that_says_it_is_over_the_limit_is_refused(http: httpx.Client) -> None:
    response = http.post("sparql", content=b"x" * 1_000_000, headers=QUERY_TYPE)
    assert response.status_code == 413


def test_bytes_that_are_not_utf8_are_refused_as_they_come(server: str) -> None:
    with httpx.Client(timeout=20) as client:
        assert client.get(httpx.URL(server + "sparql", query=b"query=ASK%FF")).status_code == 400
        assert client.get(server + "id/%FF").status_code == 400


def test_head_has_no_body(http: httpx.Client) -> None:
    response = http.head("sparql", params={"query": "ASK {}"})
    assert (response.status_code, response.content) == (200, b"")


def test_many_clients_at_once_are_all_answered(server: str) -> None:
    def ask(number: int) -> str:
        query = f"SELECT (COUNT(*) + {number} - {number} AS ?n) {{ ?s ?p ?o }}"
        return httpx.get(server + "sparql", params={"query": query, "format": "csv"}, timeout=30).text

    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(ask, range(64)))) == 1


@pytest.mark.parametrize(
    ("first", "middle", "last"),
    [
        ("SELECT * ", "{}", "?s ?p ?o"),
        ("SELECT (", 'CONCAT("a",)', "1"),
        ("SELECT (", "IF(true,,2)", "1"),
        ("ASK { FILTER", "()", "1"),
        ("ASK {", "FILTER EXISTS {}", "?s ?p ?o"),
        ("ASK { ?s ?p ?o ", "OPTIONAL { ?s ?p ?o }", ""),
        ("ASK { ?s ?p ", "<<( ?a ?b )>>", "1"),
    ],
    ids=["groups", "CONCAT", "IF", "brackets", "EXISTS", "OPTIONAL", "triple terms"],
)
def test_a_query_as_deep_as_is_allowed_does_not_end_the_server(
    http: httpx.Client, first: str, middle: str, last: str
) -> None:
    # A server's threads have smaller stacks than the main thread: what is allowed must fit into theirs.
    opening, closing = (middle[:-3], middle[-3:]) if middle.endswith((")>>", ",2)")) else (middle[:-1], middle[-1])
    end = {"SELECT (": " AS ?x) {}", "SELECT * ": ""}.get(first, " }")
    statuses = []
    for depth in range(60, 140, 3):
        query = first + opening * depth + last + closing * depth + end
        statuses.append(http.post("sparql", content=query, headers=QUERY_TYPE).status_code)
    assert statuses == sorted(statuses)
    assert set(statuses) == {200, 400}
    assert http.get("sparql", params={"query": "ASK {}"}).status_code == 200


def test_a_killed_server_leaves_the_data_as_it_was(own: DataDirectory) -> None:
    port = free_port()
    process = start(own, port)
    assert process.stdout
    assert process.stderr
    served = process.stdout.readline().strip()
    assert httpx.get(served).status_code == 200
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    for pid in (process.pid, *map(int, children)):
        os.kill(pid, signal.SIGKILL)
    process.communicate(timeout=30)
    again = start(own, free_port())
    assert again.stdout
    try:
        assert httpx.get(again.stdout.readline().strip()).status_code == 200
    finally:
        again.terminate()
        again.communicate(timeout=30)


# What stops it from starting


def test_a_port_that_is_taken_is_said_in_one_line(own: DataDirectory) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=f"port {port}: another program listens there"):
            serve(Settings(own.path), port=port)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 99_999), ("203.0.113.1", 8000), ("no such host", 8000)])
def test_an_address_that_cannot_be_had_is_said_in_one_line(own: DataDirectory, host: str, port: int) -> None:
    with pytest.raises(StartError, match="cannot listen on") as caught:
        serve(Settings(own.path), host, port)
    assert "\n" not in str(caught.value)


def test_nothing_to_serve_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="no data directory"):
        serve(Settings(tmp_path / "none"))


def test_what_another_version_published_is_said_in_one_line(tmp_path: Path) -> None:
    directory = DataDirectory.create(tmp_path / "data")
    with open_writer(directory) as writer:
        name = writer.publish()
    (directory.snapshots / name / "support" / "FORMAT").unlink()
    with pytest.raises(StartError, match="another version of Counterclaim published it; counterclaim init --data"):
        serve(Settings(directory.path))


def test_an_address_with_colons_stands_in_brackets() -> None:
    assert address("::1", 8000) == "http://[::1]:8000/"
    assert address("127.0.0.1", 80) == "http://127.0.0.1:80/"
