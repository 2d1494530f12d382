"""Compacting: the same data in fewer files, published, and nothing lost whatever stops it."""

from pathlib import Path

import pytest

from store.directory import DataDirectory
from store.errors import DiskFull, LockHeld
from store.files import space
from store.snapshots import current, open_snapshot
from store.writer import open_writer
from tests.store.faults import install
from tests.store.states import change as changes
from tests.store.states import commit, fact, held, iri, served, state


def tables(directory: DataDirectory) -> list[Path]:
    return list((directory.snapshots / (current(directory) or "")).glob("graphs/*.sst"))


def test_the_same_data_are_published_in_fewer_files_and_less_space(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        # RocksDB merges four files of one kind by itself.
        for number in range(3):
            commit(writer, {iri("a"): [fact(n, f"{number} " + "x" * 200) for n in range(200)]})
            writer.publish({"claims": 7})
        kept, before = held_by(directory), tables(directory)
        name = writer.compact()
        assert (current(directory), writer.number) == (name, 3)
        assert held_by(directory) == kept
        after = tables(directory)
        assert len(after) < len(before)
        assert sum(path.stat().st_size for path in after) < sum(path.stat().st_size for path in before)
    served(directory)
    with open_snapshot(directory) as snapshot:
        assert snapshot.statistics["claims"] == 7


def test_built_anew_the_stores_are_rid_of_texts_that_nothing_says(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        for number in range(10):
            commit(writer, {iri("a"): [fact(n, f"{number} {n} " + "x" * 500) for n in range(100)]})
        writer.publish()
        old = served(directory)
        writer.compact()
        rewritten = sum(path.stat().st_size for path in tables(directory))
        writer.compact(anew=True)
        assert sum(path.stat().st_size for path in tables(directory)) < rewritten / 1.2
        assert served(directory) == old
        # Older snapshots are not erased.
        assert len(list(directory.snapshots.iterdir())) == 3
        commit(writer, changes(1))
        writer.publish()
    served(directory)


def held_by(directory: DataDirectory) -> object:
    with open_snapshot(directory) as snapshot:
        return held(snapshot.graphs)


def test_who_reads_an_older_snapshot_goes_on(directory: DataDirectory) -> None:
    with open_writer(directory.keep(1)) as writer:
        commit(writer, changes(1))
        writer.publish()
        with open_snapshot(directory) as old:
            writer.compact()
            assert current(directory) != old.name
            assert held(old.graphs) == state(1)


def test_what_is_not_published_yet_is_with_it(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, changes(1))
        writer.compact()
        assert served(directory) == state(1)
        commit(writer, changes(2))
        writer.publish()
    assert served(directory) == state(2)


def test_an_empty_directory_can_be_compacted(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        assert writer.compact() == "000001"
    assert served(directory) == {}


def test_a_full_disk_is_one_error_and_nothing_is_lost(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = install(monkeypatch)
    directory = DataDirectory.create(folder / "data")
    with open_writer(directory) as writer:
        commit(writer, changes(1))
        writer.publish()
        for at in range(1, 12):
            faults.arm(at, lambda: OSError(28, "No space left on device"))
            try:
                writer.compact()
            except DiskFull as error:
                assert "no space left" in str(error)  # noqa: PT017  # its traceback would keep the store open
            faults.disarm()
            assert served(directory) == state(1)
        commit(writer, changes(2))
        writer.publish()
    assert served(directory) == state(2)


def test_nobody_compacts_beside_a_writer(directory: DataDirectory) -> None:
    with open_writer(directory), pytest.raises(LockHeld), open_writer(directory, wait=0) as other:
        other.compact()


def test_a_file_with_two_names_takes_space_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(1 << 16))
    alone = space(tmp_path)
    assert alone >= 1 << 16
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    assert space(tmp_path) == alone
