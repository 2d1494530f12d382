"""Data directories: made once, opened when whole, refused in one clear line otherwise."""

import json
import os
from pathlib import Path

import pytest

from store.directory import DEFAULT_BASE, DataDirectory
from store.errors import (
    DirectoryDamaged,
    DirectoryExists,
    DirectoryMissing,
    InvalidChange,
    StorageFailure,
    StoreError,
    WrongVersion,
)
from store.files import write_beside


def test_a_new_directory_opens_with_what_it_was_made_with(tmp_path: Path) -> None:
    made = DataDirectory.create(tmp_path / "a" / "b", base="https://example.org/data#", default_graph="plain")
    assert DataDirectory.open(tmp_path / "a" / "b") == made
    assert (made.base, made.default_graph) == ("https://example.org/data#", "plain")


def test_the_settings_file_is_as_documented(tmp_path: Path) -> None:
    DataDirectory.create(tmp_path)
    settings = json.loads((tmp_path / "directory.json").read_text())
    assert settings == {"format": 1, "base": DEFAULT_BASE, "default_graph": "merge"}


def test_how_many_snapshots_are_kept_is_five_or_as_many_as_the_directory_says(tmp_path: Path) -> None:
    directory = DataDirectory.create(tmp_path)
    assert directory.kept == 5
    assert directory.keep(9).kept == DataDirectory.open(tmp_path).kept == 9
    # It is no part of what a directory is: one that was made without it is the same.
    assert DataDirectory.create(tmp_path).kept == 9
    directory.keep(5)
    assert "snapshots" not in json.loads((tmp_path / "directory.json").read_text())


@pytest.mark.parametrize("number", [0, -1, True, "5", 2.5, None])
def test_a_number_of_snapshots_that_cannot_be_is_refused(tmp_path: Path, number: int) -> None:
    directory = DataDirectory.create(tmp_path)
    with pytest.raises(InvalidChange, match="a number from 1 on"):
        directory.keep(number)
    settings = json.loads((tmp_path / "directory.json").read_text())
    (tmp_path / "directory.json").write_text(json.dumps(settings | {"snapshots": number}))
    with pytest.raises(DirectoryDamaged, match="a number from 1 on"):
        DataDirectory.open(tmp_path)


def test_making_the_same_directory_twice_changes_nothing(tmp_path: Path) -> None:
    first = DataDirectory.create(tmp_path)
    written = (tmp_path / "directory.json").stat()
    assert DataDirectory.create(tmp_path) == first
    assert (tmp_path / "directory.json").stat() == written
    assert [path.name for path in tmp_path.iterdir()] == ["directory.json"]


def test_a_directory_made_with_another_base_is_not_taken_over(tmp_path: Path) -> None:
    DataDirectory.create(tmp_path)
    with pytest.raises(DirectoryExists, match=r"https://w3id\.org/counterclaim/id/.*not with base https://example"):
        DataDirectory.create(tmp_path, base="https://example.org/")


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(DirectoryExists, match=r"thesis\.txt"):
        DataDirectory.create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("mine")
    with pytest.raises(DirectoryExists, match="a file stands there"):
        DataDirectory.create(tmp_path / "data")
    with pytest.raises(DirectoryMissing):
        DataDirectory.open(tmp_path / "data")


def test_what_an_interrupted_creation_left_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / ".directory.json.0123456789abcdef.tmp").write_text("{")
    assert DataDirectory.create(tmp_path) == DataDirectory.open(tmp_path)


def test_of_two_made_at_once_the_first_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def overtaken(path: Path, content: bytes) -> Path:
        monkeypatch.undo()
        DataDirectory.create(tmp_path, base="https://example.org/first/")
        return write_beside(path, content)

    monkeypatch.setattr("store.directory.write_beside", overtaken)
    with pytest.raises(DirectoryExists, match=r"https://example\.org/first/"):
        DataDirectory.create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["directory.json"]


@pytest.mark.parametrize(
    "base",
    ["", "data/", "/id/", "https://example.org/id", "https://example.org/a b/", "https://exa<mple/", "1a:/"],
    ids=["empty", "relative", "path", "no end", "blank", "bracket", "scheme"],
)
def test_a_base_that_is_no_iri_with_an_end_is_refused_before_anything_is_written(tmp_path: Path, base: str) -> None:
    with pytest.raises(InvalidChange, match="base"):
        DataDirectory.create(tmp_path / "data", base=base)
    assert not (tmp_path / "data").exists()


def test_a_path_without_a_directory_says_how_to_make_one(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(DirectoryMissing, match="counterclaim init"):
            DataDirectory.open(path)


@pytest.mark.parametrize("found", [0, 2, "1", None])
def test_another_format_is_refused_saying_both(tmp_path: Path, found: object) -> None:
    (tmp_path / "directory.json").write_text(json.dumps({"format": found, "base": DEFAULT_BASE}))
    with pytest.raises(WrongVersion, match="reads format 1") as caught:
        DataDirectory.open(tmp_path)
    assert (caught.value.found, caught.value.expected) == (found, 1)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"format": 1}', '{"format": 1, "base": "x", "default_graph": "merge"}', "\x00", '"\\ud800"'],
)
def test_damaged_settings_are_reported_with_the_file_and_what_it_should_say(tmp_path: Path, text: str) -> None:
    (tmp_path / "directory.json").write_text(text)
    with pytest.raises(DirectoryDamaged, match=r"directory\.json.*put back") as caught:
        DataDirectory.open(tmp_path)
    assert "\n" not in str(caught.value)


def test_settings_in_another_encoding_are_reported_as_damaged(tmp_path: Path) -> None:
    (tmp_path / "directory.json").write_bytes(b'{"format": 1, "base": "\xff/"}')
    with pytest.raises(DirectoryDamaged):
        DataDirectory.open(tmp_path)


def test_a_path_that_cannot_be_a_folder_is_one_of_our_errors(tmp_path: Path) -> None:
    with pytest.raises(StorageFailure, match="cannot make a data directory"):
        DataDirectory.create(tmp_path / ("x" * 300))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_one_of_our_errors(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot make a data directory"):
        DataDirectory.create(tmp_path / "data")
