"""Stores built anew: they hold the same, and whatever stops it in between, nothing is lost."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, Triple

from store.directory import DataDirectory
from store.errors import DiskFull
from store.snapshots import open_snapshot
from store.writer import open_writer
from tests.store.faults import install
from tests.store.states import change as changes
from tests.store.states import commit, fact, held, iri, served, state

SECRET = "a name that nobody may read"
STEPS = 60


def files_with(directory: DataDirectory, word: str) -> list[Path]:
    return [path for path in directory.path.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]


def test_what_was_removed_is_in_no_file_any_more(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, {**changes(1), iri("secret"): [fact("s", SECRET)]})
        writer.publish()
        commit(writer, {iri("secret"): []})
        writer.compact()
        assert files_with(directory, SECRET), "compaction alone does not do it"
        writer.renew(grace=0)
        assert files_with(directory, SECRET) == []
        assert served(directory) == state(1)
        commit(writer, changes(2))
        writer.publish()
    assert served(directory) == state(2)


def test_the_statistics_of_the_caller_go_along(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, changes(1))
        writer.publish({"claims": 7})
        writer.renew(grace=0)
    with open_snapshot(directory) as snapshot:
        assert snapshot.statistics["claims"] == 7


def test_a_snapshot_that_is_read_has_its_grace(directory: DataDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    with open_writer(directory) as writer:
        commit(writer, changes(1))
        writer.publish()
        old = open_snapshot(directory)

        def wait(seconds: float) -> None:
            assert held(old.graphs) == state(1)
            waited.append(seconds)
            old.close()

        monkeypatch.setattr("store.publishing.time.sleep", wait)
        name = writer.renew(grace=1000)
    assert len(waited) == 1
    assert [path.name for path in directory.snapshots.iterdir()] == [name]


def test_plain_data_with_blank_nodes_stay_what_they_are(tmp_path: Path) -> None:
    directory = DataDirectory.create(tmp_path / "data", default_graph="plain")
    with open_writer(directory) as writer:
        commit(writer, {iri("g"): [Triple(iri("s"), iri("p"), Literal("1.0"))]})
        writer.publish()
        with open_snapshot(directory) as before:
            expected = held(before.graphs)
        writer.renew(grace=0)
    with open_snapshot(directory) as after:
        assert held(after.graphs) == expected


@pytest.mark.parametrize("error", [lambda: OSError(28, "No space left on device"), SystemExit], ids=["full", "stopped"])
def test_whatever_stops_it_nothing_is_lost(folder: Path, monkeypatch: pytest.MonkeyPatch, error: type) -> None:
    faults = install(monkeypatch)
    directory = DataDirectory.create(folder / "data")
    with open_writer(directory) as writer:
        commit(writer, changes(1))
        writer.publish()
    for at in range(1, STEPS):
        faults.arm(at, error)
        try:
            with open_writer(directory) as writer:
                writer.renew(grace=0)
        except (DiskFull, SystemExit):
            pass
        reached = faults.reached
        faults.disarm()
        if not reached:
            break
        with open_writer(directory) as writer:
            assert writer.number == 1
        assert served(directory) == state(1)
    else:
        pytest.fail(f"there are more than {STEPS} steps")
    assert at > 5
    names = {path.name for path in directory.graphs.parent.iterdir()}
    assert names == {"graphs", "support"}
