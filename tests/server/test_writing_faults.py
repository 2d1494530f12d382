"""What was acknowledged stays when the process that writes dies; `tests/faults` kills the server and fills the disk."""

from __future__ import annotations

import os
import platform
import signal
import threading
import time
from pathlib import Path

import pytest

from store.directory import DataDirectory
from store.writer import open_writer
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
