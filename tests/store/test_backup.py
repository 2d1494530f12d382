"""Backups: of one published state, made beside readers and writers, and put back whole or not at all."""

import hashlib
import json
import os
import shutil
import stat
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from store import backup as backups
from store.backup import back_up, check_backup, restore
from store.copying import copied
from store.directory import DataDirectory
from store.errors import (
    BackupDamaged,
    DirectoryDamaged,
    DirectoryExists,
    DirectoryMissing,
    DiskFull,
    InvalidChange,
    SnapshotMissing,
    StoreError,
    WrongVersion,
)
from store.manifest import Manifest
from store.snapshots import current, open_snapshot
from store.sources import Sources
from store.tokens import Tokens
from store.writer import open_writer
from tests.store.processes import line, python
from tests.store.states import change as changes
from tests.store.states import commit, served, state

WRITE = """
import sys
from store.directory import DataDirectory
from store.writer import open_writer
from tests.store.states import change, commit
with open_writer(DataDirectory.open(sys.argv[1])) as writer:
    for number in range(1, 10_000):
        commit(writer, change(number))
        writer.publish()
        print(number, flush=True)
"""


@pytest.fixture
def full(directory: DataDirectory) -> DataDirectory:
    """Give a directory with all that can be in one."""
    with open_writer(directory) as writer:
        for number in (1, 2, 3):
            commit(writer, changes(number))
            writer.publish()
    Sources(directory).put(b"a report")
    Sources(directory).put("ще один".encode())
    Tokens(directory).create("alice", write=True)
    (directory.path / "curation").mkdir()
    (directory.path / "curation" / "exchanges.yaml").write_text("same: []\n")
    directory.rejected.write_text('{"row": 1}\n{"row": 2}\n')
    return directory


def canonical(directory: DataDirectory) -> str:
    """Give one hash for all that the newest snapshot holds, in both stores, whatever the order in them."""
    with open_snapshot(directory) as snapshot:
        lines = [f"{part} {quad}" for part in ("graphs", "support") for quad in getattr(snapshot, part)]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_what_is_restored_is_what_was_backed_up(full: DataDirectory, folder: Path) -> None:
    back_up(full, folder / "backup")
    restore(folder / "backup", folder / "new")
    new = DataDirectory.open(folder / "new")
    assert new == DataDirectory(folder / "new", full.base, full.default_graph)
    assert served(new) == served(full) == state(3)
    assert canonical(new) == canonical(full)
    assert current(new) == current(full)
    for name in ("directory.json", "CURRENT", "tokens.json", "rejected.jsonl", "curation/exchanges.yaml"):
        assert (new.path / name).read_bytes() == (full.path / name).read_bytes()
    assert contents(new.sources) == contents(full.sources)
    assert all(Sources(new).check(digest) for digest in Sources(new))


def test_a_restored_directory_is_written_to_like_any_other(full: DataDirectory, folder: Path) -> None:
    back_up(full, folder / "backup")
    restore(folder / "backup", folder / "new")
    new = DataDirectory.open(folder / "new")
    with open_writer(new) as writer:
        assert writer.number == 3
        commit(writer, changes(4))
        assert writer.publish() > (current(full) or "")
    assert served(new) == state(4)
    # Neither what was backed up nor the backup changes with it.
    assert served(full) == served(DataDirectory.open(folder / "backup")) == state(3)
    check_backup(folder / "backup")


def test_what_another_version_published_is_backed_up_and_restored_for_this_one(
    full: DataDirectory, folder: Path
) -> None:
    with open_snapshot(full) as snapshot:
        newest = snapshot.folder
    for support in (newest / "support", full.support):
        (support / "FORMAT").unlink()
    with pytest.raises(DirectoryDamaged, match="another version"):
        open_snapshot(full)
    back_up(full, folder / "backup")
    restore(folder / "backup", folder / "new")
    new = DataDirectory.open(folder / "new")
    assert served(new) == state(3)
    assert (current(new) or "") > newest.name


def test_a_snapshot_that_is_not_there_is_said(full: DataDirectory, folder: Path) -> None:
    shutil.rmtree(full.snapshots)
    full.snapshots.mkdir()
    with pytest.raises(DirectoryDamaged, match="names snapshot 000003, which is not there"):
        back_up(full, folder / "backup")
    assert not (folder / "backup").exists()


def test_a_plain_directory_is_backed_up_as_well(folder: Path) -> None:
    plain = DataDirectory.create(folder / "plain", base="https://example.org/", default_graph="plain")
    with open_writer(plain) as writer:
        commit(writer, changes(1))
        writer.publish()
    back_up(plain, folder / "backup")
    restore(folder / "backup", folder / "new")
    assert DataDirectory.open(folder / "new").default_graph == "plain"
    assert canonical(DataDirectory.open(folder / "new")) == canonical(plain)


def test_a_backup_can_be_read_as_it_is_and_not_written_to(full: DataDirectory, folder: Path) -> None:
    back_up(full, folder / "backup")
    as_it_is = DataDirectory.open(folder / "backup")
    assert served(as_it_is) == state(3)
    with pytest.raises(InvalidChange, match=r"is a backup, .*counterclaim restore"), open_writer(as_it_is):
        pass
    assert not (folder / "backup" / "lock").exists()


def test_under_writes_a_backup_is_one_published_state(directory: DataDirectory, folder: Path) -> None:
    with python(WRITE, directory.path) as writer:
        assert line(writer) == "1"
        for number in range(5):
            target, new = folder / f"backup{number}", folder / f"new{number}"
            manifest = back_up(directory, target)
            restore(target, new)
            # `served` compares merge, support store and counts with the graphs.
            assert served(DataDirectory.open(new)) == state(manifest.commit)
            assert canonical(DataDirectory.open(new)) == canonical(DataDirectory.open(target))
            assert manifest.commit >= number + 1
        writer.kill()


def test_a_snapshot_that_is_backed_up_is_not_removed(
    directory: DataDirectory, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_writer(directory.keep(1)) as writer:
        commit(writer, changes(1))
        first = writer.publish()

        def slow(source: Path, target: Path) -> object:
            if not (directory.path / "snapshots" / "000002").exists():
                commit(writer, changes(2))
                assert writer.publish() == "000002"
            return copied(source, target)

        monkeypatch.setattr(backups, "copied", slow)
        assert back_up(directory, folder / "backup").snapshot == first
        commit(writer, changes(3))
        writer.publish()
    assert not (directory.snapshots / first).exists()
    assert served(DataDirectory.open(folder / "backup")) == state(1)


def test_a_source_that_is_erased_meanwhile_is_left_out(
    full: DataDirectory, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = Sources(full)
    first, *_ = sources

    def erasing(source: Path, target: Path) -> object:
        sources.remove(first)
        return copied(source, target)

    monkeypatch.setattr(backups, "copied", erasing)
    back_up(full, folder / "backup")
    assert list(Sources(DataDirectory.open(folder / "backup"))) == [digest for digest in sources if digest != first]
    check_backup(folder / "backup")


def test_a_line_that_is_being_added_is_none_yet(full: DataDirectory, folder: Path) -> None:
    with full.rejected.open("a") as file:
        file.write('{"row": 3, "col')
    back_up(full, folder / "backup")
    assert (folder / "backup" / "rejected.jsonl").read_text() == '{"row": 1}\n{"row": 2}\n'


def test_tokens_stay_readable_for_their_owner_alone(full: DataDirectory, folder: Path) -> None:
    back_up(full, folder / "backup")
    restore(folder / "backup", folder / "new")
    for made in ("backup", "new"):
        assert stat.S_IMODE((folder / made / "tokens.json").stat().st_mode) == 0o600


def test_links_take_no_space_and_what_can_change_is_copied(full: DataDirectory, folder: Path) -> None:
    linked = back_up(full, folder / "linked", link=True)
    assert linked.files == back_up(full, folder / "copied").files
    shared = {path for path in linked.files if (folder / "linked" / path).samefile(full.path / path)}
    assert {path.split("/")[0] for path in shared} == {"snapshots", "sources"}
    assert {path for path in linked.files if path.startswith(("snapshots/", "sources/"))} == shared
    restore(folder / "linked", folder / "new")
    with open_writer(DataDirectory.open(folder / "new")) as writer:
        commit(writer, changes(4))
        writer.publish()
    check_backup(folder / "linked")


def test_links_to_another_file_system_are_refused_in_one_line(full: DataDirectory, tmp_path: Path) -> None:
    if full.path.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs two file systems")
    with pytest.raises(StoreError, match="is on another file system than"):
        back_up(full, tmp_path / "backup", link=True)
    assert list(tmp_path.iterdir()) == []


def test_the_list_has_every_file_with_its_checksum(full: DataDirectory, folder: Path) -> None:
    manifest = back_up(full, folder / "backup")
    said = json.loads((folder / "backup" / "backup.json").read_text())
    assert {key: said[key] for key in ("format", "snapshot", "commit")} == {
        "format": 1,
        "snapshot": current(full),
        "commit": 3,
    }
    found = contents(folder / "backup")
    del found["backup.json"]
    assert said["files"] == {
        path: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()} for path, content in found.items()
    }
    assert Manifest.read(folder / "backup") == manifest
    assert manifest.bytes == sum(map(len, found.values()))


def test_progress_ends_with_all_of_it(full: DataDirectory, folder: Path) -> None:
    told: list[tuple[int, int]] = []
    manifest = back_up(full, folder / "backup", progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 0
    told.clear()
    restore(folder / "backup", folder / "new", lambda done, total: told.append((done, total)))
    assert told[-1] == (manifest.bytes, manifest.bytes)


# What is refused


@pytest.mark.parametrize("make", ["back_up", "restore"])
def test_nothing_that_stands_at_the_target_is_touched(full: DataDirectory, folder: Path, make: str) -> None:
    back_up(full, folder / "backup")
    (folder / "full").mkdir()
    (folder / "full" / "mine").write_text("mine")
    (folder / "file").write_text("mine")
    (folder / "link").symlink_to(folder / "nowhere")
    before = sorted(path.name for path in folder.iterdir())
    for name in ("full", "file", "link", "data"):
        with pytest.raises(DirectoryExists) as caught:
            back_up(full, folder / name) if make == "back_up" else restore(folder / "backup", folder / name)
        assert str(caught.value).startswith(str(folder / name))
        assert "\n" not in str(caught.value)
    assert sorted(path.name for path in folder.iterdir()) == before
    assert (folder / "full" / "mine").read_text() == (folder / "file").read_text() == "mine"


def test_an_empty_folder_may_be_filled(full: DataDirectory, folder: Path) -> None:
    for name in ("backup", "new"):
        (folder / name).mkdir()
    back_up(full, folder / "backup")
    restore(folder / "backup", folder / "new")
    with pytest.raises(DirectoryExists, match="the folder holds other files"):
        restore(folder / "backup", folder / "new")


@pytest.mark.parametrize("place", ["", "backup", "sources/backup"])
def test_no_backup_lies_in_what_it_is_of(full: DataDirectory, place: str) -> None:
    with pytest.raises(DirectoryExists, match="lies in the data directory itself"):
        back_up(full, full.path / place)
    assert not (full.path / "backup").exists()


def test_nothing_published_is_nothing_to_back_up(directory: DataDirectory, folder: Path) -> None:
    with pytest.raises(SnapshotMissing, match="nothing has been published"):
        back_up(directory, folder / "backup")
    assert not (folder / "backup").exists()


def test_what_is_no_backup_is_not_restored(full: DataDirectory, folder: Path) -> None:
    (folder / "file").write_text("")
    for name in ("data", "nowhere", "file"):
        with pytest.raises(BackupDamaged, match="there is no backup here"):
            restore(folder / name, folder / "new")
    assert not (folder / "new").exists()


def changed(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b"?")


def longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" ")


def gone(path: Path) -> None:
    path.unlink()


def replaced_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("damage", [changed, longer, gone, replaced_by_folder])
def test_a_backup_that_is_not_what_was_made_is_refused(
    full: DataDirectory, folder: Path, damage: Callable[[Path], None]
) -> None:
    manifest = back_up(full, folder / "backup")
    shutil.copytree(folder / "backup", folder / "kept")
    # One of each kind; without directory.json there is no data directory, which is said first.
    kinds = {path.split("/")[0] + Path(path).suffix: path for path in manifest.files if path != "directory.json"}
    assert len(kinds) > 5
    for path in kinds.values():
        damage(folder / "backup" / path)
        for tried in (partial(check_backup, folder / "backup"), partial(restore, folder / "backup", folder / "new")):
            with pytest.raises(BackupDamaged, match="take another backup") as caught:
                tried()
            assert str(folder / "backup" / path) in str(caught.value)
        shutil.rmtree(folder / "backup")
        shutil.copytree(folder / "kept", folder / "backup")
    assert sorted(path.name for path in folder.iterdir()) == ["backup", "data", "kept"]


def test_a_backup_of_another_format_is_refused(full: DataDirectory, folder: Path) -> None:
    back_up(full, folder / "backup")
    settings = folder / "backup" / "directory.json"
    settings.write_text(settings.read_text().replace('"format": 1', '"format": 2'))
    with pytest.raises(WrongVersion, match="format 2, this release reads format 1"):
        restore(folder / "backup", folder / "new")
    settings.unlink()
    with pytest.raises(DirectoryMissing):
        restore(folder / "backup", folder / "new")


@pytest.mark.parametrize(
    "said",
    [
        "", "[]", "{}", '{"format": 2}', '{"format": 1}',
        '{"format": 1, "made": "", "commit": 1, "snapshot": "../x", "files": {}}',
        '{"format": 1, "made": "", "commit": 1, "snapshot": "000001", "files": {"a": 1}}',
        '{"format": 1, "made": "", "commit": 1, "snapshot": "000001", "files": {"a": {"bytes": 1, "sha256": "x"}}}',
    ],
)  # fmt: skip
def test_a_list_that_is_none_is_refused(full: DataDirectory, folder: Path, said: str) -> None:
    back_up(full, folder / "backup")
    (folder / "backup" / "backup.json").write_text(said)
    with pytest.raises(BackupDamaged, match="is no list of a backup's files"):
        restore(folder / "backup", folder / "new")


@pytest.mark.parametrize("path", ["/etc/passwd", "../../out", "sources/../../out", "", "a//b", "./a", "a\0"])
def test_a_list_cannot_name_what_is_not_in_the_backup(full: DataDirectory, folder: Path, path: str) -> None:
    back_up(full, folder / "backup")
    listed = folder / "backup" / "backup.json"
    said = json.loads(listed.read_text())
    said["files"][path] = {"bytes": 0, "sha256": hashlib.sha256(b"").hexdigest()}
    listed.write_text(json.dumps(said))
    with pytest.raises(BackupDamaged, match="no path within a backup"):
        restore(folder / "backup", folder / "new")


def test_stores_that_do_not_hold_what_the_backup_says_are_refused(full: DataDirectory, folder: Path) -> None:
    back_up(full, folder / "backup")
    root, listed = folder / "backup", folder / "backup" / "backup.json"
    said = json.loads(listed.read_text())
    path = f"snapshots/{said['snapshot']}/statistics.json"
    statistics = json.loads((root / path).read_text())
    content = json.dumps(statistics | {"quads": 7}).encode()
    (root / path).write_bytes(content)
    said["files"][path] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    listed.write_text(json.dumps(said))
    with pytest.raises(BackupDamaged, match=r"do not hold what it says \(quads: 7 stated"):
        restore(root, folder / "new")
    assert not (folder / "new").exists()


# Faults


def test_a_failure_at_any_step_leaves_nothing(
    full: DataDirectory, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(full, folder / "backup")
    before = sorted(path.name for path in folder.iterdir())

    def ending(at: int) -> Callable[[int], None]:
        left = [at]

        def sync(descriptor: int) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise OSError(28, "No space left on device")

        return sync

    for at in (0, 1, 5, 20, 50):
        for work in (
            lambda: back_up(full, folder / "new"),
            lambda: restore(folder / "backup", folder / "new"),
        ):
            with monkeypatch.context() as patch:
                patch.setattr(os, "fsync", ending(at))
                said = failure(work)
            assert "no space left" in said or not said
            assert "\n" not in said
            done = folder / "new"
            if done.exists():
                # Only forcing the last name to the device is left when it has that name.
                assert served(DataDirectory.open(done)) == state(3)
                shutil.rmtree(done)
            assert sorted(path.name for path in folder.iterdir()) == before


def failure(work: Callable[[], object]) -> str:
    try:
        work()
    except DiskFull as error:
        # Not the error itself: its traceback would keep a store open.
        return str(error)
    return ""


def test_on_a_disk_that_is_really_full_there_is_one_error_and_nothing_half_written(
    full: DataDirectory, folder: Path, small_disk: Path
) -> None:
    Sources(full).put(os.urandom(30 << 20))
    with pytest.raises(DiskFull, match="no space left on the device"):
        back_up(full, small_disk / "backup")
    assert list(small_disk.iterdir()) == []
    back_up(full, folder / "backup")
    with pytest.raises(DiskFull, match="no space left on the device"):
        restore(folder / "backup", small_disk / "new")
    assert list(small_disk.iterdir()) == []
    with pytest.raises(DirectoryExists, match="another file system begins there; name a new folder in it"):
        back_up(full, small_disk)


def test_two_backups_at_once_do_not_meet(full: DataDirectory, folder: Path) -> None:
    failed: list[Exception] = []

    def work(name: str) -> None:
        try:
            back_up(full, folder / name)
        except StoreError as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failed) <= 1
    for name in ("one", "two"):
        check_backup(folder / name)
    assert not list(folder.glob(".*"))
