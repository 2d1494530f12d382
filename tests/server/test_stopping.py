"""A server that is told to stop: it ends what it has begun, takes nothing more, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from store.directory import DataDirectory
from store.snapshots import open_snapshot
from store.tokens import Tokens
from tests.server.limited import ENDLESS, QUERY_TYPE, eventually, processes_of
from tests.server.running import free_port, start
from tests.server.samples import make_directory, make_sample

UPDATE = "INSERT DATA { GRAPH <https://example.org/g> { <https://example.org/a> <https://example.org/b> %d } }"


@pytest.fixture
def own(tmp_path: Path) -> DataDirectory:
    return make_directory(tmp_path / "data", make_sample())


@pytest.fixture
def at_work(own: DataDirectory) -> Iterator[tuple[str, int]]:
    """Give the address and the process number of a server; it must end by itself."""
    process = start(own, free_port(), "{'access_log': '-'}")
    assert process.stdout
    yield process.stdout.readline().strip(), process.pid
    out, err = process.communicate(timeout=30)
    assert (out, process.returncode) == ("", 0)
    assert "Traceback" not in err
    eventually(lambda: not processes_of(own))
    assert not writers_of(own)


def writers_of(directory: DataDirectory) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes()
        except OSError:
            continue
        if b"server.writer_process" in words and str(directory.path).encode() in words:
            found.append(path.parent.name)
    return found


def test_what_is_at_work_is_answered_and_what_is_written_is_there(own: DataDirectory, at_work: tuple[str, int]) -> None:
    server, pid = at_work
    headers = {"Authorization": f"Bearer {Tokens(own).create('tester', write=True)}"}
    stopping = threading.Event()
    written: list[int] = []

    def write(number: int) -> None:
        try:
            answer = httpx.post(server + "update", data={"update": UPDATE % number}, headers=headers, timeout=30)
        except httpx.TransportError:
            # It came too late, and the connection was not taken.
            assert stopping.is_set()
            return
        assert answer.status_code == 204, answer.text
        written.append(number)

    with ThreadPoolExecutor(12) as pool:
        # Warm, so that the stop comes while they are at work.
        write(0)
        query = pool.submit(
            httpx.post, server + "sparql", content=ENDLESS, params={"timeout": "2"}, headers=QUERY_TYPE, timeout=30
        )
        time.sleep(0.5)
        updates = [pool.submit(write, number) for number in range(1, 9)]
        time.sleep(0.1)
        stopping.set()
        os.kill(pid, signal.SIGTERM)
        assert query.result().status_code == 503
        assert "ran for more than 2 s" in query.result().text
        for update in updates:
            update.result()
    with pytest.raises(httpx.TransportError):
        httpx.get(server + "health")
    with open_snapshot(own) as snapshot:
        there = {int(quad.object.value) for quad in snapshot.graphs if quad.predicate.value == "https://example.org/b"}
    assert there >= set(written)
    assert 0 in there


def test_an_idle_server_is_gone_soon(at_work: tuple[str, int]) -> None:
    server, pid = at_work
    with httpx.Client() as kept_alive:
        assert kept_alive.get(server + "health").status_code == 200
        os.kill(pid, signal.SIGTERM)
        eventually(lambda: not is_there(server), within=10)


def is_there(server: str) -> bool:
    try:
        httpx.get(server + "health", timeout=5)
    except httpx.TransportError:
        return False
    return True
