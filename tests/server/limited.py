"""What tests of limits share: clients from addresses of their own, queries without end, the processes of a server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from store.directory import DataDirectory
from tests.server.running import running

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
"""Rows without end, the first of them at once."""

QUERY_TYPE = {"Content-Type": "application/sparql-query"}


@contextmanager
def serving(directory: DataDirectory, settings: str) -> Iterator[str]:
    """Serve a data directory, until all readers of three places are warm; gives the address."""
    with running(directory, settings) as address:
        with client(address) as http:
            eventually(lambda: http.get("ready").json()["readers"]["idle"] == 4, within=60)
        yield address


def client(server: str, address: str = "127.0.0.1") -> httpx.Client:
    """Give a client that comes from an address of its own, and takes answers as they are: so they are largest."""
    transport = httpx.HTTPTransport(local_address=address)
    return httpx.Client(base_url=server, timeout=30, transport=transport, headers={"Accept-Encoding": "identity"})


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
