"""What was acknowledged stays: sudden deaths of the server and of the process that writes, and a full disk."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from server.settings import Settings
from store.directory import DataDirectory
from store.integrity import check_merge, check_profile, check_statistics, check_support
from store.snapshots import open_snapshot
from store.tokens import Tokens
from store.writer import open_writer
from tests.server.running import PROGRAM, free_port
from tests.server.writing import writing

DEATHS = max(2, int(os.environ.get("COUNTERCLAIM_TEST_KILLS", "0")))
COUNT = "SELECT ?n { GRAPH <x:g> { <x:s> <x:n> ?n } }"


def made(path: Path) -> DataDirectory:
    directory = DataDirectory.create(path)
    with open_writer(directory) as writer:
        writer.publish()
    return directory


def writers(directory: DataDirectory) -> list[int]:
    """Give the processes that write to a directory for a server."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"server.writer_process" in words and os.fsencode(directory.path) in words:
            found.append(int(process.name))
    return found


class Served:
    """A server in a process group of its own, that can die."""

    def __init__(self, directory: DataDirectory, token: str) -> None:
        self.headers = {"Authorization": f"Bearer {token}"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(directory.path), str(free_port()), "{}"],
            cwd=Path(__file__).resolve().parents[2],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip().rstrip("/")
        assert self.address, "the server did not start"

    def insert(self, number: int) -> int:
        text = f"INSERT DATA {{ GRAPH <x:g> {{ <x:s> <x:n> {number} }} }}"
        return httpx.post(f"{self.address}/update", data={"update": text}, headers=self.headers, timeout=60).status_code

    def numbers(self) -> set[int]:
        answer = httpx.get(f"{self.address}/sparql", params={"query": COUNT}, timeout=60).json()
        return {int(row["n"]["value"]) for row in answer["results"]["bindings"]}

    def die(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()


def test_what_was_acknowledged_outlives_the_sudden_death_of_the_server(tmp_path: Path) -> None:
    directory = made(tmp_path / "data")
    token = Tokens(directory).create("tester", write=True)
    acknowledged: set[int] = set()

    def write(served: Served, first: int) -> None:
        for number in range(first, first + 1_000):
            try:
                if served.insert(number) == 204:
                    acknowledged.add(number)
            except httpx.TransportError:
                return

    for death in range(DEATHS):
        served = Served(directory, token)
        threads = [threading.Thread(target=write, args=[served, death * 10_000 + n * 1_000]) for n in range(3)]
        for thread in threads:
            thread.start()
        known = len(acknowledged)
        while len(acknowledged) < known + 5 and any(thread.is_alive() for thread in threads):
            time.sleep(0.01)
        served.die()
        for thread in threads:
            thread.join()
    served = Served(directory, token)
    assert served.insert(-1) == 204
    assert served.numbers() >= acknowledged
    served.die()
    with open_writer(directory, wait=30), open_snapshot(directory) as snapshot:
        assert (
            check_merge(snapshot)
            == check_support(snapshot)
            == check_statistics(snapshot)
            == check_profile(snapshot)
            == []
        )


def test_the_death_of_the_process_that_writes_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    directory = made(tmp_path / "data")
    acknowledged: set[str] = set()
    with writing(directory) as client:

        def write(first: int) -> None:
            for number in range(first, first + 15):
                status = client.update(f"INSERT DATA {{ GRAPH <x:g> {{ <x:s> <x:n> {number} }} }}").status_code
                assert status in (204, 503)
                if status == 204:
                    acknowledged.add(str(number))

        threads = [threading.Thread(target=write, args=[100 * n]) for n in range(3)]
        for thread in threads:
            thread.start()
        for _ in range(DEATHS):
            time.sleep(1.0)
            for process in writers(directory):
                os.kill(process, signal.SIGKILL)
        for thread in threads:
            thread.join()
        assert client.update("INSERT DATA { GRAPH <x:g> { <x:s> <x:n> -1 } }").status_code == 204
        assert {row["n"] for row in client.values(COUNT)} >= acknowledged
        assert len(acknowledged) > 20
    assert writers(directory) == [], "the process ends with the server"


def test_a_process_that_died_before_it_began_is_not_blamed_on_the_write(tmp_path: Path) -> None:
    directory = made(tmp_path / "data")
    with writing(directory) as client, pytest.MonkeyPatch.context() as patched:
        assert client.update("INSERT DATA { GRAPH <x:g> { <x:s> <x:n> 1 } }").status_code == 204
        # As where it dies between the look at it and the job.
        patched.setattr("server.writing._Process.alive", True)
        for process in writers(directory):
            os.kill(process, signal.SIGKILL)
        assert client.update("INSERT DATA { GRAPH <x:g> { <x:s> <x:n> 2 } }").status_code == 204
        assert {row["n"] for row in client.values(COUNT)} == {"1", "2"}


@pytest.mark.skipif(platform.machine() not in ("x86_64", "aarch64"), reason="there is no filter for this processor")
def test_the_process_that_writes_cannot_reach_a_network(tmp_path: Path) -> None:
    directory = made(tmp_path / "data")
    with writing(directory) as client:
        client.update("INSERT DATA { GRAPH <x:g> { <x:s> <x:n> 1 } }")
        (process,) = writers(directory)
        assert "Seccomp:\t2" in Path(f"/proc/{process}/status").read_text()


def fill(path: Path) -> None:
    """Write to a file until the disk is full."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4_096))


def test_a_full_disk_is_507_reading_goes_on_and_so_does_writing_once_there_is_space(small_disk: Path) -> None:
    directory = made(small_disk / "data")
    triples = " ".join(f"<x:s{n}> <x:p> '{n:0500d}' ." for n in range(200))
    with writing(directory, Settings(directory.path)) as client:
        assert client.update("INSERT DATA { GRAPH <x:g> { <x:s> <x:n> 1 } }").status_code == 204
        fill(small_disk / "ballast")
        statuses = {client.update(f"INSERT DATA {{ GRAPH <x:g{n}> {{ {triples} }} }}").status_code for n in range(3)}
        assert statuses == {507}
        assert client.ask("GRAPH <x:g> { <x:s> <x:n> 1 }")
        (small_disk / "ballast").unlink()
        assert client.update("INSERT DATA { GRAPH <x:g> { <x:s> <x:n> 2 } }").status_code == 204
        assert len(client.values(COUNT)) == 2
