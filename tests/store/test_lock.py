"""One writer at a time, over processes; a dead one is in nobody's way."""

import subprocess
import threading
import time

import pytest

from store.activity import activity_name
from store.directory import DataDirectory
from store.errors import InvalidChange, LockHeld
from store.writer import open_writer
from tests.store.processes import line, python
from tests.store.states import commit, fact, iri

HOLD = """
import sys
from store.directory import DataDirectory
from store.writer import open_writer
with open_writer(DataDirectory.open(sys.argv[1])):
    print("holding", flush=True)
    sys.stdin.readline()
"""


def test_a_second_process_is_told_who_writes(directory: DataDirectory) -> None:
    told: list[int | None] = []
    with python(HOLD, directory.path) as other:
        assert line(other) == "holding"
        says = f"process {other.pid} is writing"
        with pytest.raises(LockHeld, match=says) as caught, open_writer(directory, wait=0.2, on_wait=told.append):
            pass
    assert told == [caught.value.pid] == [other.pid]
    assert 0.2 <= caught.value.waited < 5


def test_without_waiting_nobody_is_told_of_a_wait(directory: DataDirectory) -> None:
    told: list[int | None] = []
    with open_writer(directory), pytest.raises(LockHeld), open_writer(directory, wait=0, on_wait=told.append):
        pass
    assert told == []


def test_a_killed_writer_frees_the_lock(directory: DataDirectory) -> None:
    with python(HOLD, directory.path) as other:
        assert line(other) == "holding"
        other.kill()
        other.wait()
        with open_writer(directory, wait=0) as writer:
            assert commit(writer, {iri("a"): [fact(1)]}).changed


def test_a_waiting_writer_begins_when_the_first_is_done(directory: DataDirectory) -> None:
    with python(HOLD, directory.path) as other:
        assert line(other) == "holding"
        release = threading.Timer(0.3, _let_go, [other])
        release.start()
        began = time.monotonic()
        with open_writer(directory, wait=30):
            assert 0.2 < time.monotonic() - began < 20
        release.join()


def test_a_failing_writer_frees_the_lock_and_the_stores(directory: DataDirectory) -> None:
    with pytest.raises(InvalidChange), open_writer(directory) as writer:
        commit(writer, {iri("a"): [fact(1)], activity_name(directory.base, 9): [fact(1)]})
    with open_writer(directory, wait=0) as writer:
        assert writer.number == 0


def _let_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()
