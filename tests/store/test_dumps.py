"""Dumps: whole or not there, the same quads as the snapshot, gone with it."""

import gzip
import hashlib
import threading
from pathlib import Path

import pytest
import zstandard
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store, parse

from store.changes import Delta
from store.directory import DataDirectory
from store.dumps import SUFFIXES, dump_of, make_dump, path_of
from store.errors import LockHeld, StorageFailure
from store.lock import exclusive
from store.snapshots import kept, open_snapshot
from store.writer import open_writer
from tests.store.states import NOON, commit, fact, iri, quad


@pytest.fixture
def directory(tmp_path: Path) -> DataDirectory:
    directory = DataDirectory.create(tmp_path / "data")
    with open_writer(directory) as writer:
        commit(writer, {iri("a"): [fact(1), fact(2)], iri("b"): [fact(2)]})
        writer.publish()
    return directory


def unpacked(path: Path) -> bytes:
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    return bytes(zstandard.ZstdDecompressor().decompressobj().decompress(path.read_bytes()))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_dump_holds_the_named_graphs_and_not_their_merge(directory: DataDirectory, suffix: str) -> None:
    with open_snapshot(directory) as snapshot:
        make_dump(snapshot)
        body = unpacked(path_of(directory, snapshot.name, f"{snapshot.name}.nq.{suffix}"))
        assert set(parse(body, format=RdfFormat.N_QUADS)) == set(snapshot.quads())
        assert body.count(b"\n") == len(snapshot.quads())


def test_a_plain_dump_holds_the_default_graph_too(tmp_path: Path) -> None:
    directory = DataDirectory.create(tmp_path / "plain", default_graph="plain")
    with open_writer(directory) as writer:
        writer.change(Delta(frozenset([quad(fact(1)), quad(fact(1), iri("a"))])), label="a test", started=NOON)
        writer.publish()
    with open_snapshot(directory) as snapshot:
        make_dump(snapshot)
        body = unpacked(path_of(directory, snapshot.name, f"{snapshot.name}.nq.gz"))
        assert set(parse(body, format=RdfFormat.N_QUADS)) == set(snapshot.graphs)


def test_sizes_and_digests_are_those_of_the_files(directory: DataDirectory) -> None:
    with open_snapshot(directory) as snapshot:
        assert dump_of(directory, snapshot.name) is None
        make_dump(snapshot)
        files = dump_of(directory, snapshot.name)
    assert files
    assert [file.name.rpartition(".")[2] for file in files] == list(SUFFIXES)
    for file in files:
        content = path_of(directory, "000001", file.name).read_bytes()
        assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_a_dump_made_again_is_the_same_bytes(directory: DataDirectory) -> None:
    with open_snapshot(directory) as snapshot:
        make_dump(snapshot)
        first = dump_of(directory, snapshot.name)
        folder = path_of(directory, snapshot.name, "x").parent
        folder.rename(folder.with_name("aside"))
        make_dump(snapshot)
        assert dump_of(directory, snapshot.name) == first


def test_what_fails_in_between_leaves_no_dump(directory: DataDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise OSError("the disk is gone")

    with open_snapshot(directory) as snapshot:
        before = sorted(path.name for path in snapshot.folder.iterdir())
        for step in ("serialize", "sync_tree"):
            with monkeypatch.context() as patched:
                patched.setattr(f"store.dumps.{step}", failing)
                with pytest.raises(StorageFailure):
                    make_dump(snapshot)
            assert dump_of(directory, snapshot.name) is None
            left = sorted(path.name for path in snapshot.folder.iterdir() if path.name != ".dump.lock")
            assert left == before
        make_dump(snapshot)
        assert dump_of(directory, snapshot.name)


def test_what_a_killed_process_left_is_in_nobodys_way(directory: DataDirectory) -> None:
    with open_snapshot(directory) as snapshot:
        scratch = snapshot.folder / ".dump.tmp"
        scratch.mkdir()
        (scratch / "000001.nq.gz").write_bytes(b"half")
        make_dump(snapshot)
        assert not scratch.exists()
        assert dump_of(directory, snapshot.name)


def test_two_do_not_make_the_same_dump(directory: DataDirectory) -> None:
    with open_snapshot(directory) as snapshot, exclusive(snapshot.folder / ".dump.lock", wait=0):
        refused: list[Exception] = []

        def other() -> None:
            try:
                make_dump(snapshot)
            except LockHeld as error:
                refused.append(error)

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        assert refused
        assert dump_of(directory, snapshot.name) is None


def test_a_dump_goes_with_its_snapshot(directory: DataDirectory) -> None:
    with open_snapshot(directory) as snapshot:
        make_dump(snapshot)
    with open_writer(directory) as writer:
        for number in range(directory.kept):
            commit(writer, {iri("c"): [fact(number)]})
            writer.publish()
    assert dump_of(directory, "000001") is None
    assert "000001" not in [name for name, _ in kept(directory)]
    assert not (directory.snapshots / "000001").exists()


@pytest.mark.parametrize("name", ["..", "000001/..", "999999", "", "1"])
def test_what_is_no_snapshot_has_no_dump(directory: DataDirectory, name: str) -> None:
    assert dump_of(directory, name) is None


def test_a_dump_loads_into_any_store(directory: DataDirectory) -> None:
    with open_snapshot(directory) as snapshot:
        make_dump(snapshot)
        store = Store()
        store.load(unpacked(path_of(directory, snapshot.name, f"{snapshot.name}.nq.zst")), format=RdfFormat.N_QUADS)
        assert {each.graph_name for each in store} == set(snapshot.names())
        assert not any(isinstance(each.subject, BlankNode) for each in store)
        assert isinstance(next(iter(store)).predicate, NamedNode)
