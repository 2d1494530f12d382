"""A full disk: one clear error, nothing lost, and on with the work once there is space."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from store.directory import DataDirectory
from store.errors import DiskFull, StorageFailure, StoreError
from store.snapshots import current
from store.writer import Writer, open_writer
from tests.store.faults import install
from tests.store.states import State, after, commit, fact, iri, served

OLD: State = {iri("a"): frozenset({fact(1), fact(2)}), iri("b"): frozenset({fact(2)})}
CHANGE: State = {iri("a"): frozenset({fact(2), fact(3)}), iri("b"): frozenset(), iri("c"): frozenset({fact(2)})}
NEXT: State = {iri("d"): frozenset({fact(2), fact(4)})}


def full() -> OSError:
    return OSError(errno.ENOSPC, "No space left on device")


def broken() -> OSError:
    return OSError(errno.EIO, "Input/output error")


def test_an_error_at_any_step_loses_nothing_and_the_writer_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = install(monkeypatch)
    at = 0
    while True:
        at += 1
        error, kind = (full, DiskFull) if at % 2 else (broken, StorageFailure)
        directory = DataDirectory.create(folder / f"{at}")
        with open_writer(directory) as writer:
            commit(writer, OLD)
            before = writer.publish()
            faults.arm(at, error)
            kind_raised, text = _failure_of_work(writer)
            if not faults.reached:
                break
            faults.disarm()
            # After the new name stands in CURRENT, pruning may fail in peace.
            assert kind_raised is kind or current(directory) != before
            assert "\n" not in text
            assert served(directory) in (OLD, after(OLD, CHANGE))
            commit(writer, NEXT)
            writer.publish()
        # The commit that failed is there whole or not at all.
        assert served(directory) in (after(OLD, NEXT), after(after(OLD, CHANGE), NEXT))
        assert list(directory.path.rglob(".*")) == []
        shutil.rmtree(directory.path)
    assert at > 20


def _failure_of_work(writer: Writer) -> tuple[type[StoreError] | None, str]:
    try:
        commit(writer, CHANGE)
        writer.publish()
    except StoreError as error:
        # Not the error itself: its traceback would keep the faulty store alive, and so the database open.
        return type(error), str(error)
    return None, ""


def test_on_a_disk_that_is_really_full_all_acknowledged_commits_stay(small_disk: Path) -> None:
    directory = DataDirectory.create(small_disk / "data")
    state = OLD
    with open_writer(directory) as writer:
        commit(writer, OLD)
        writer.publish()
        _fill(small_disk / "filler")
        acknowledged: list[State] = []
        with pytest.raises(DiskFull, match="free some space and do it again") as kept:
            _commit_until_full(writer, acknowledged)
        for change in acknowledged:
            state = after(state, change)
        assert served(directory) == OLD
        (small_disk / "filler").unlink()
        commit(writer, NEXT)
        writer.publish()
    # Whoever keeps the error, with its traceback, does not keep the database from being opened again.
    assert kept.value.__traceback__ is not None
    found = served(directory)
    # The commit that failed may have landed whole.
    assert {graph: found[graph] for graph in after(state, NEXT)} == after(state, NEXT)
    assert len(found) - len(after(state, NEXT)) in (0, 1)


def test_after_a_failed_commit_the_disk_says_whether_it_landed(
    directory: DataDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path) -> None:
        raise full()

    with open_writer(directory) as writer:
        commit(writer, OLD)
        for step, landed in (("sync_data", True), ("_update_text", False)):
            with monkeypatch.context() as patch:
                patch.setattr(f"store.engine.{step}", fail if landed else lambda *parts: fail(Path()))
                with pytest.raises(DiskFull):
                    commit(writer, CHANGE if landed else OLD)
            found = {graph: writer.triples(graph) for graph in (iri("a"), iri("c"))}
            assert found == {iri("a"): CHANGE[iri("a")], iri("c"): CHANGE[iri("c")]}
            assert writer.number == 2


def _commit_until_full(writer: Writer, acknowledged: list[State]) -> None:
    for number in range(10_000):
        change: State = {iri(f"big{number}"): frozenset(fact(number, "x" * 5_000 + str(n)) for n in range(20))}
        commit(writer, change)
        acknowledged.append(change)


def test_a_disk_full_from_the_start_is_one_clear_error(small_disk: Path) -> None:
    _fill(small_disk / "filler")
    with pytest.raises(DiskFull, match="no space left"):
        _begin(small_disk / "data")
    (small_disk / "filler").unlink()
    assert served(_begin(small_disk / "data")) == OLD


def _begin(path: Path) -> DataDirectory:
    directory = DataDirectory.create(path)
    with open_writer(directory) as writer:
        commit(writer, OLD)
        writer.publish()
    return directory


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 16))
        except OSError:
            os.fsync(file.fileno())
