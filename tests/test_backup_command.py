"""The commands `backup` and `restore`: what they say, as words and as JSON, and how they refuse."""

import json
from pathlib import Path

import pytest

from store.directory import DataDirectory
from store.writer import open_writer
from tests.conftest import Running
from tests.store.states import change as changes
from tests.store.states import commit, served, state


@pytest.fixture
def data(tmp_path: Path) -> Path:
    directory = DataDirectory.create(tmp_path / "data")
    with open_writer(directory) as writer:
        commit(writer, changes(1))
        writer.publish()
    return directory.path


def test_a_backup_is_made_checked_and_restored(counterclaim: Running, data: Path, tmp_path: Path) -> None:
    made = counterclaim("backup", "--data", data, tmp_path / "backup")
    assert (made.code, made.err) == (0, "")
    assert made.out.startswith(f"{tmp_path / 'backup'}: snapshot 000001 of commit 1, made 20")
    checked = counterclaim("restore", "--check", tmp_path / "backup")
    assert (checked.code, checked.out) == (0, made.out)
    restored = counterclaim("restore", tmp_path / "backup", tmp_path / "new")
    assert (restored.code, restored.err) == (0, "")
    assert served(DataDirectory.open(tmp_path / "new")) == state(1)


def test_as_json_all_is_one_object(counterclaim: Running, data: Path, tmp_path: Path) -> None:
    made = json.loads(counterclaim("backup", "--data", data, tmp_path / "backup", "--link", "--json").out)
    restored = json.loads(counterclaim("restore", tmp_path / "backup", tmp_path / "new", "--json").out)
    assert made.keys() == restored.keys() == {"path", "snapshot", "commit", "made", "files", "bytes", "seconds"}
    assert (restored["files"], restored["bytes"]) == (made["files"], made["bytes"])


def test_doing_it_again_is_refused_in_the_same_line(counterclaim: Running, data: Path, tmp_path: Path) -> None:
    for words in (["backup", "--data", data, tmp_path / "backup"], ["restore", tmp_path / "backup", tmp_path / "new"]):
        assert counterclaim(*words).code == 0
        again = [counterclaim(*words) for _ in range(2)]
        assert again[0] == again[1]
        assert (again[0].code, again[0].out) == (1, "")
        assert again[0].err.count("\n") == 1
        assert "name an empty or new one" in again[0].err


def test_a_damaged_backup_is_one_line_and_nothing_is_made(counterclaim: Running, data: Path, tmp_path: Path) -> None:
    counterclaim("backup", "--data", data, tmp_path / "backup")
    (tmp_path / "backup" / "CURRENT").write_text("000002\n")
    for words in (["--check"], [tmp_path / "new"]):
        done = counterclaim("restore", tmp_path / "backup", *words)
        assert done.code == 1
        assert done.err == (
            f"counterclaim: {tmp_path / 'backup' / 'CURRENT'}: is not what was backed up: its checksum differs; "
            "take another backup\n"
        )
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("words", [["backup"], ["restore"], ["restore", "a"], ["restore", "a", "b", "--check"]])
def test_a_command_without_its_folders_is_refused(counterclaim: Running, words: list[str]) -> None:
    done = counterclaim(*words)
    assert done.code == 2
    assert "Usage: counterclaim" in done.err


def test_no_data_directory_is_said(counterclaim: Running, tmp_path: Path) -> None:
    done = counterclaim("backup", "--data", tmp_path / "none", tmp_path / "backup")
    assert (done.code, "no data directory there" in done.err) == (1, True)
    assert list(tmp_path.iterdir()) == []
