"""Limits over real HTTP: each is hit, and a client beside who harms nobody sees no error."""

from __future__ import annotations

import os
import resource
import signal
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from store.directory import DataDirectory
from store.reader_process import Order
from store.readers import ReaderLimits, Readers
from tests.queries.test_service import DIALLED
from tests.server.hostile_forms import files, large
from tests.server.running import running
from tests.server.samples import make_directory, make_sample
from tests.store import reader_jobs

SECONDS = 1.0
SHARES = "Shares(places=3, per_client=2, wait=10, seconds_per_minute=1000)"
LIMITED = (
    f"{{'readers': ReaderLimits({SHARES}, seconds={SECONDS}, memory=1 << 30, result=300_000_000),"
    " 'deadlines': Deadlines(body=1, write=1)}"
)
"""A server that gives up soon."""

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
"""Rows without end, the first of them at once."""

QUERY_TYPE = {"Content-Type": "application/sparql-query"}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> DataDirectory:
    return make_directory(tmp_path_factory.mktemp("limited") / "data", make_sample())


@pytest.fixture(scope="module")
def server(own: DataDirectory) -> Iterator[str]:
    with running(own, LIMITED) as address:
        with client(address) as http:
            eventually(lambda: http.get("ready").json()["readers"]["idle"] == 4, within=30)
        yield address


@pytest.fixture
def http(server: str) -> Iterator[httpx.Client]:
    with client(server) as made:
        yield made


def client(server: str, address: str = "127.0.0.1") -> httpx.Client:
    """Give a client that comes from an address of its own."""
    return httpx.Client(base_url=server, timeout=30, transport=httpx.HTTPTransport(local_address=address))


def ask(http: httpx.Client, query: str, **parameters: str) -> httpx.Response:
    return http.post("sparql", content=query, headers=QUERY_TYPE, params=parameters)


def eventually(true: Callable[[], bool], within: float = 5.0) -> None:
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def is_idle(http: httpx.Client) -> bool:
    return bool(http.get("ready").json()["readers"]["running"] == 0)


@contextmanager
def innocent(server: str) -> Iterator[list[float]]:
    """Ask small queries from another address all the while; gives how long each took, and sees that none failed."""
    took: list[float] = []
    failed: list[str] = []
    over = threading.Event()

    def run() -> None:
        with client(server, "127.0.0.2") as http:
            while not over.is_set():
                begun = time.monotonic()
                try:
                    # Another text each time, so that it is not kept.
                    answer = ask(http, f"SELECT ?s {{ ?s ?p ?o FILTER(?o != {len(took)}) }} LIMIT 3")
                    if answer.status_code != 200:
                        failed.append(answer.text)
                except httpx.HTTPError as error:
                    failed.append(repr(error))
                took.append(time.monotonic() - begun)
                over.wait(0.02)

    thread = threading.Thread(target=run)
    thread.start()
    eventually(lambda: bool(took))
    try:
        yield took
    finally:
        over.set()
        thread.join()
    assert not failed
    assert took


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


def processes_of(directory: DataDirectory) -> dict[int, int]:
    """Give the processes of all readers over a data directory and of their template, each with its parent."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes()
            if b"reader_template" in words and str(directory.path).encode() in words:
                found[int(path.parent.name)] = parent(int(path.parent.name))
        except OSError:
            continue
    return found


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def front_of(directory: DataDirectory) -> int:
    """Give the process number of the front: the template of the readers is its child, and their parent."""
    processes = processes_of(directory)
    (front,) = set(processes.values()) - set(processes)
    return front


def at_work(pid: int) -> bool:
    try:
        return any((path / "stat").read_text().rpartition(")")[2].split()[0] == "R" for path in tasks(pid))
    except OSError:
        return False


def tasks(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").iterdir())


def outcome(http: httpx.Client, query: str) -> str:
    """Give the status of an answer, or that it was cut."""
    try:
        return str(ask(http, query).status_code)
    except httpx.RemoteProtocolError:
        return "cut"


def test_hostile_queries_harm_nobody(server: str) -> None:
    queries = [(path.stem, path.read_text()) for path in files()] + list(large())
    assert len(files()) >= 30
    slow = []
    with client(server) as http, innocent(server) as took:
        for name, query in queries:
            begun = time.monotonic()
            assert outcome(http, query) in ("200", "400", "503", "cut"), name
            asked = time.monotonic() - begun
            assert asked < SECONDS + 0.5, f"{name}: {asked:.2f} s"
            begun = time.monotonic()
            assert ask(http, "ASK {}").status_code == 200
            slow.append(time.monotonic() - begun)
    assert max(slow) < 0.5
    assert statistics.quantiles(took, n=100)[98] < 1


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


# Large answers, and how much one client may take


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
    with running(other, ROOMY) as address:
        with client(address) as http:
            eventually(lambda: http.get("ready").json()["readers"]["idle"] == 4, within=30)
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
