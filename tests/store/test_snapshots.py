"""Snapshots: published at once or not at all, never changed, kept as long as somebody reads them."""

import gc
import json
import shutil
import threading
from datetime import datetime

import pytest

from store.directory import KEPT, DataDirectory
from store.errors import DirectoryDamaged, SnapshotMissing
from store.snapshots import Snapshot, current, open_snapshot
from store.writer import Writer, open_writer
from tests.store.processes import line, python
from tests.store.states import commit, fact, held, iri, quad, served

READ = """
import sys
from store.directory import KEPT, DataDirectory
from store.snapshots import open_snapshot
snapshot = open_snapshot(DataDirectory.open(sys.argv[1]))
print(snapshot.name, flush=True)
sys.stdin.readline()
"""
FOLLOW = """
import sys
from pyoxigraph import NamedNode
from store.directory import KEPT, DataDirectory
from store.snapshots import open_snapshot
directory, last, seen = DataDirectory.open(sys.argv[1]), "", 0
print("reading", flush=True)
while last != sys.argv[2]:
    with open_snapshot(directory) as snapshot:
        found = (snapshot.graphs.quads_for_pattern(None, None, None, NamedNode(name)) for name in sys.argv[3:])
        a, b = ({quad.triple for quad in quads} for quads in found)
        if a != b or snapshot.name < last:
            sys.exit(f"torn: {snapshot.name} after {last}: {a} and {b}")
        seen += snapshot.name != last
        last = snapshot.name
print(seen, flush=True)
"""


def published(writer: Writer, value: object) -> str:
    commit(writer, {iri("a"): [fact("it", value)]})
    return writer.publish()


def names(directory: DataDirectory) -> list[str]:
    return sorted(path.name for path in directory.snapshots.iterdir())


def test_nothing_is_served_before_something_is_published(directory: DataDirectory) -> None:
    assert current(directory) is None
    with pytest.raises(SnapshotMissing, match="nothing has been published"):
        open_snapshot(directory)
    with open_writer(directory) as writer:
        commit(writer, {iri("a"): [fact(1)]})
        assert current(directory) is None


def test_an_empty_directory_can_be_published(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        assert writer.publish() == "000001" == writer.publish()
    assert served(directory) == {}


def test_a_snapshot_is_as_documented(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        name = published(writer, 1)
    assert directory.current.read_text() == f"{name}\n"
    folder = directory.path / "snapshots" / name
    assert sorted(path.name for path in folder.iterdir()) == ["graphs", "profile.json", "statistics.json", "support"]
    statistics = json.loads((folder / "statistics.json").read_text())
    assert {key: statistics[key] for key in ("commit", "quads", "triples", "graphs")} == {
        "commit": 1,
        "quads": 7,
        "triples": 7,
        "graphs": 2,
    }
    assert datetime.fromisoformat(statistics["published"]).tzinfo is not None


def test_a_loaders_figures_stand_beside_the_stores_own(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, {iri("a"): [fact(1)]})
        with pytest.raises(ValueError, match="commit"):
            writer.publish({"commit": 7})
        writer.publish({"claims": 6, "по мові": {"uk": 1}})
    with open_snapshot(directory) as snapshot:
        assert snapshot.statistics["claims"] == 6
        assert snapshot.statistics["по мові"] == {"uk": 1}


def test_counts_are_kept_over_commits_and_writers(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, {iri("a"): [fact(1), fact(2)], iri("b"): [fact(2)]})
        writer.publish()
    with open_writer(directory) as writer:
        commit(writer, {iri("a"): [], iri("c"): [fact(2), fact(3)]})
    with open_writer(directory) as writer:
        commit(writer, {iri("b"): [fact(3)]})
        writer.publish()
    assert served(directory) == {iri("b"): {fact(3)}, iri("c"): {fact(2), fact(3)}}


def test_names_only_grow(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        seen = [published(writer, value) for value in range(5)]
    assert seen == sorted(set(seen))
    directory.current.unlink()
    with open_writer(directory) as writer:
        assert current(directory) not in (None, *seen)
        assert published(writer, "new") > seen[-1]


def test_an_open_snapshot_does_not_change(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        published(writer, 1)
        with open_snapshot(directory) as snapshot:
            published(writer, 2)
            assert held(snapshot.graphs) == {iri("a"): {fact("it", 1)}}
    assert served(directory) == {iri("a"): {fact("it", 2)}}


def test_a_snapshot_cannot_be_written(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        published(writer, 1)
    with open_snapshot(directory) as snapshot, pytest.raises(RuntimeError, match="read-write"):
        snapshot.graphs.add(quad(fact(1), iri("a")))


def test_all_but_the_newest_five_are_pruned(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        seen = [published(writer, value) for value in range(8)]
    assert names(directory) == seen[-5:]
    with pytest.raises(SnapshotMissing, match=seen[0]):
        open_snapshot(directory, seen[0])
    with open_snapshot(directory, seen[3]) as snapshot:
        assert held(snapshot.graphs) == {iri("a"): {fact("it", 3)}}


@pytest.mark.parametrize("number", [1, 2, 7])
def test_as_many_snapshots_stay_as_are_to_be_kept(directory: DataDirectory, number: int) -> None:
    with open_writer(directory.keep(number)) as writer:
        seen = [published(writer, value) for value in range(8)]
        assert names(directory) == seen[-number:]
    with open_writer(DataDirectory.open(directory.path).keep(1)) as writer:
        alone = published(writer, "alone")
    assert names(directory) == [alone]


def test_a_snapshot_that_is_read_is_not_pruned(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        old = published(writer, "old")
        with open_snapshot(directory) as snapshot:
            for value in range(7):
                published(writer, value)
            assert names(directory)[0] == old
            assert held(snapshot.graphs) == {iri("a"): {fact("it", "old")}}
        published(writer, "new")
    assert len(names(directory)) == KEPT


def test_a_snapshot_let_go_without_closing_is_pruned(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        published(writer, "old")
        snapshot: Snapshot | None = open_snapshot(directory)
        for value in range(KEPT):
            published(writer, value)
        assert len(names(directory)) == KEPT + 1
        assert snapshot is not None
        snapshot = None
        gc.collect()
        published(writer, "new")
    assert len(names(directory)) == KEPT


def test_a_reader_in_another_process_holds_its_snapshot_until_killed(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        old = published(writer, "old")
        with python(READ, directory.path) as reader:
            assert line(reader) == old
            for value in range(KEPT):
                published(writer, value)
            assert names(directory)[0] == old
            reader.kill()
            reader.wait()
        published(writer, "new")
        assert names(directory)[0] > old


def test_readers_beside_the_writer_see_whole_commits_in_order(directory: DataDirectory) -> None:
    def publish(writer: Writer, value: object) -> str:
        commit(writer, {iri("a"): [fact("it", value)], iri("b"): [fact("it", value)]})
        return writer.publish()

    with open_writer(directory) as writer:
        first = publish(writer, "first")
        last = f"{int(first) + 15:06d}"
        with python(FOLLOW, directory.path, last, iri("a").value, iri("b").value) as reader:
            assert line(reader) == "reading"
            for value in range(15):
                publish(writer, value)
            assert current(directory) == last
            assert int(line(reader)) > 1


def test_stores_of_a_snapshot_are_shared_by_threads(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        published(writer, 1)
    found: list[int] = []
    with open_snapshot(directory) as snapshot:
        threads = [threading.Thread(target=lambda: found.append(len(list(snapshot.graphs)))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [14] * 4


def test_a_closed_snapshot_says_so(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        published(writer, 1)
    with open_snapshot(directory) as snapshot:
        pass
    with pytest.raises(ValueError, match="closed"):
        _ = snapshot.graphs
    with pytest.raises(ValueError, match="closed"):
        _ = snapshot.support
    snapshot.close()


def test_losing_the_race_with_pruning_gives_the_newer_snapshot(
    directory: DataDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_writer(directory) as writer:
        stale, *_ = [published(writer, value) for value in range(KEPT + 3)]
    answers = iter([stale])
    monkeypatch.setattr("store.snapshots.current", lambda given: next(answers, None) or current(given))
    with open_snapshot(directory) as snapshot:
        assert held(snapshot.graphs) == {iri("a"): {fact("it", KEPT + 2)}}


@pytest.mark.parametrize("name", ["", "..", "../store", "000099", "1", "latest", "000001/graphs"])
def test_only_names_of_snapshots_are_opened(directory: DataDirectory, name: str) -> None:
    with open_writer(directory) as writer:
        published(writer, 1)
    with pytest.raises(SnapshotMissing):
        open_snapshot(directory, name)


@pytest.mark.parametrize("damage", ["nonsense", "", "../store", "000099", "\x00\xff"])
def test_a_damaged_current_is_reported_and_mended_by_the_next_writer(directory: DataDirectory, damage: str) -> None:
    with open_writer(directory) as writer:
        name = published(writer, 1)
    directory.current.write_text(damage, encoding="latin-1")
    with pytest.raises(DirectoryDamaged, match=r"CURRENT.*counterclaim load"):
        open_snapshot(directory)
    with open_writer(directory):
        pass
    assert served(directory) == {iri("a"): {fact("it", 1)}}
    assert (current(directory) or "") > name


@pytest.mark.parametrize("damage", ["", "{}", "[]", '{"commit": "1"}'])
def test_damaged_statistics_are_reported_and_mended_by_the_next_writer(directory: DataDirectory, damage: str) -> None:
    with open_writer(directory) as writer:
        name = published(writer, 1)
    (directory.snapshots / name / "statistics.json").write_text(damage)
    with pytest.raises(DirectoryDamaged, match=r"statistics\.json"):
        open_snapshot(directory)
    with open_writer(directory):
        pass
    assert served(directory) == {iri("a"): {fact("it", 1)}}


@pytest.mark.parametrize("part", ["graphs", "support"])
@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_damaged_snapshot_is_reported_with_what_mends_it(directory: DataDirectory, part: str, damage: str) -> None:
    with open_writer(directory) as writer:
        name = published(writer, 1)
    file = directory.snapshots / name / part / "CURRENT"
    file.unlink()
    if damage == "changed":
        file.write_text("?")
    with pytest.raises(DirectoryDamaged, match=r"the snapshot is damaged.*remove the file CURRENT"):
        open_snapshot(directory)
    directory.current.unlink()
    with open_writer(directory):
        pass
    assert served(directory) == {iri("a"): {fact("it", 1)}}


def test_what_cannot_be_pruned_does_not_stop_publishing(
    directory: DataDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: object) -> None:
        raise PermissionError(path)

    with open_writer(directory) as writer:
        for value in range(KEPT):
            published(writer, value)
        with monkeypatch.context() as patch:
            patch.setattr(shutil, "rmtree", refuse)
            assert published(writer, "new") == current(directory)
    with open_writer(directory):
        assert len(names(directory)) == KEPT
