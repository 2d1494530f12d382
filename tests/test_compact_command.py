"""The command `compact`: what it says, and that it waits for its turn."""

import json
from pathlib import Path

import pytest

from store.directory import DataDirectory
from store.snapshots import current
from store.writer import open_writer
from tests.conftest import Running
from tests.store.states import change as changes
from tests.store.states import commit, served, state


@pytest.fixture
def directory(tmp_path: Path) -> DataDirectory:
    directory = DataDirectory.create(tmp_path / "data")
    with open_writer(directory) as writer:
        commit(writer, changes(1))
        writer.publish()
    return directory


def test_it_says_what_the_stores_take(counterclaim: Running, directory: DataDirectory) -> None:
    done = counterclaim("compact", "--data", directory.path)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{directory.path}: snapshot 000002; the stores took ")
    told = json.loads(counterclaim("compact", "--data", directory.path, "--json").out)
    assert told.keys() == {"path", "snapshot", "before", "after", "all", "seconds"}
    assert told["snapshot"] == current(directory) == "000003"
    assert counterclaim("compact", "--anew", "--data", directory.path).code == 0
    assert served(directory) == state(1)


def test_it_waits_for_another_writer_and_says_so(counterclaim: Running, directory: DataDirectory) -> None:
    with open_writer(directory):
        done = counterclaim("compact", "--data", directory.path, "--wait", "0.1")
    assert done.code == 1
    waiting, failed = done.err.splitlines()
    assert "Waiting for process" in waiting
    assert "is writing to this data directory" in failed


def test_no_data_directory_is_said(counterclaim: Running, tmp_path: Path) -> None:
    done = counterclaim("compact", "--data", tmp_path / "none")
    assert (done.code, "no data directory there" in done.err) == (1, True)
