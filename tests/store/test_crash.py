"""Whatever stops a writer, at whatever step: the last published snapshot is served, and the next writer repairs."""

import os
import random
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest
from pyoxigraph import Literal

from store.activity import activity_name, commit_number_triple
from store.directory import DataDirectory
from store.engine import Engine
from store.errors import DirectoryDamaged
from store.snapshots import current, open_snapshot
from store.writer import open_writer
from tests.store.faults import install
from tests.store.processes import line, python
from tests.store.states import SEED, change, commit, quad, served, state

KILLS = int(os.environ.get("COUNTERCLAIM_TEST_KILLS", "10"))

WORK = """
import sys
from store.directory import DataDirectory
from store.writer import open_writer
from tests.store.states import change, commit
with open_writer(DataDirectory.open(sys.argv[1])) as writer:
    print(writer.number, flush=True)
    while True:
        commit(writer, change(writer.number + 1))
        print(writer.number, flush=True)
        if writer.number % 3 == 0:
            writer.publish()
"""


class Killed(BaseException):
    """Stands for the end of the process: nothing in the store may catch it and go on."""


def committed(directory: DataDirectory) -> int:
    with open_writer(directory, wait=0) as writer:
        return writer.number


def test_after_kill_9_the_last_snapshot_is_served_and_the_next_writer_repairs(folder: Path) -> None:
    chance = random.Random(SEED)
    # Many kills in one directory would spend their time on checking ever more commits.
    for first in range(0, KILLS, 20):
        directory = DataDirectory.create(folder / f"{first}")
        with open_writer(directory) as writer:
            writer.publish()
        before = 0
        for _ in range(min(20, KILLS - first)):
            acknowledged = _killed_in_mid_work(directory, chance.uniform(0, 0.1))
            assert served(directory) in [state(number) for number in range(before, acknowledged + 2)]
            before = committed(directory)
            # What was acknowledged is there; one more may have landed whole.
            assert acknowledged <= before <= acknowledged + 1
            assert served(directory) == state(before)
        shutil.rmtree(directory.path)


def _killed_in_mid_work(directory: DataDirectory, seconds: float) -> int:
    with python(WORK, directory.path) as worker:
        start = int(line(worker))
        assert int(line(worker)) == start + 1
        time.sleep(seconds)
        worker.send_signal(signal.SIGKILL)
        assert worker.stdout is not None
        printed = worker.stdout.read().split("\n")
    # The last line may be cut short; what stands before a line's end is an acknowledgement.
    return max([start + 1, *map(int, printed[:-1])])


def _prepared(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        for number in (1, 2):
            commit(writer, change(number))
        writer.publish()


def _work(directory: DataDirectory) -> None:
    with open_writer(directory, wait=0) as writer:
        commit(writer, change(3))
        commit(writer, change(4))
        writer.publish()


def test_a_crash_at_any_step_leaves_the_last_snapshot_and_is_repaired(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = DataDirectory.create(folder / "prepared")
    _prepared(prepared)
    faults = install(monkeypatch)
    at = 0
    while True:
        at += 1
        directory = _copy(prepared, folder / "copy")
        faults.arm(at, Killed, lasting=True)
        with suppress(Killed):
            _work(directory)
        if not faults.reached:
            break
        faults.disarm()
        assert served(directory) in (state(2), state(4))
        number = committed(directory)
        assert served(directory) == state(number)
        assert number >= 2
        assert list(directory.path.rglob(".*")) == []
    assert at > 20
    assert served(directory) == state(4)


def _copy(directory: DataDirectory, target: Path) -> DataDirectory:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(directory.path, target)
    return DataDirectory.open(target)


def test_a_crash_between_the_snapshots_name_and_current_serves_the_one_before(
    directory: DataDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*arguments: object) -> None:
        raise Killed

    _prepared(directory)
    before = current(directory)
    with monkeypatch.context() as patch:
        patch.setattr("store.publishing.replace_file", die)
        with pytest.raises(Killed):
            _work(directory)
    assert (current(directory), served(directory)) == (before, state(2))
    assert len(list(directory.snapshots.iterdir())) == 2
    assert committed(directory) == 4
    assert served(directory) == state(4)


def test_commits_that_were_never_published_are_published_by_the_next_writer(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, change(1))
    assert current(directory) is None
    committed(directory)
    assert served(directory) == state(1)


def test_a_snapshot_of_another_format_is_refused_and_published_anew(directory: DataDirectory) -> None:
    _prepared(directory)
    (directory.support / "FORMAT").unlink()
    (directory.snapshots / (current(directory) or "") / "support" / "FORMAT").unlink()
    with pytest.raises(DirectoryDamaged, match=r"another version.*`counterclaim load` publishes a new snapshot"):
        open_snapshot(directory)
    with open_writer(directory):
        pass
    assert served(directory) == state(2)


@pytest.mark.parametrize("damage", ["gone", "unreadable", "ahead", "empty", "of another format"])
def test_a_support_store_that_cannot_be_used_is_built_again(directory: DataDirectory, damage: str) -> None:
    _prepared(directory)
    if damage == "gone":
        shutil.rmtree(directory.support)
    elif damage == "unreadable":
        (directory.support / "CURRENT").write_text("?")
    elif damage == "of another format":
        (directory.support / "FORMAT").write_text("1")
    else:
        support = Engine(directory.support)
        if damage == "ahead":
            following = commit_number_triple(directory.base, 3)
            support.apply([quad(following, activity_name(directory.base, 3))], [])
        else:
            support.apply([], support.quads())
        support.close()
    _work(directory)
    assert served(directory) == state(4)


def test_a_support_store_that_is_behind_follows(directory: DataDirectory, folder: Path) -> None:
    _prepared(directory)
    shutil.copytree(directory.support, folder / "old")
    _work(directory)
    shutil.rmtree(directory.support)
    shutil.copytree(folder / "old", directory.support)
    with open_writer(directory) as writer:
        commit(writer, change(5))
        writer.publish()
    assert served(directory) == state(5)


def test_a_main_store_that_lost_commits_is_not_published_over_its_snapshot(directory: DataDirectory) -> None:
    _prepared(directory)
    shutil.rmtree(directory.graphs)
    with pytest.raises(DirectoryDamaged, match=r"lacks commit 2, from which snapshot 00000\d was made; put") as caught:
        committed(directory)
    assert served(directory) == state(2)
    # What the message says to do, done.
    name = current(directory) or ""
    assert name in str(caught.value)
    shutil.rmtree(directory.graphs.parent)
    shutil.copytree(directory.snapshots / name / "graphs", directory.graphs)
    shutil.copytree(directory.snapshots / name / "support", directory.support)
    _work(directory)
    assert served(directory) == state(4)


def test_a_corrupt_main_store_is_reported_and_what_is_published_still_served(directory: DataDirectory) -> None:
    _prepared(directory)
    (directory.graphs / "CURRENT").write_text("?")
    with pytest.raises(DirectoryDamaged, match="published snapshots hold complete copies"):
        committed(directory)
    assert served(directory) == state(2)


def test_a_backup_of_a_snapshot_becomes_a_directory_again(directory: DataDirectory, folder: Path) -> None:
    _prepared(directory)
    restored = DataDirectory.create(folder / "restored")
    backup = directory.snapshots / (current(directory) or "")
    shutil.copytree(backup / "graphs", restored.graphs)
    shutil.copytree(backup / "support", restored.support)
    assert committed(restored) == 2
    assert served(restored) == state(2)
    _work(restored)
    assert served(restored) == state(4)


def test_the_number_of_a_commit_is_a_plain_integer(directory: DataDirectory) -> None:
    assert commit_number_triple(directory.base, 7).object == Literal(7)
