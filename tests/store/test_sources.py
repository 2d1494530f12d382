"""The sources' bytes: named by what they are, on the device on return, never silently wrong."""

import errno
import hashlib
import os

import pytest

from store.directory import DataDirectory
from store.errors import DiskFull, SourceMissing
from store.sources import Sources

TEXT = "Росія передала тіла 1000 загиблих.\r\n".encode()


@pytest.fixture
def sources(directory: DataDirectory) -> Sources:
    return Sources(directory)


def test_bytes_come_back_as_they_were(sources: Sources) -> None:
    for content in (TEXT, b"", bytes(range(256))):
        assert sources.get(sources.put(content)) == content


def test_the_name_is_the_digest_and_the_place_as_documented(directory: DataDirectory, sources: Sources) -> None:
    digest = sources.put(TEXT)
    assert digest == hashlib.sha256(TEXT).hexdigest()
    assert (directory.path / "sources" / digest[:2] / digest).read_bytes() == TEXT


def test_putting_twice_writes_once(directory: DataDirectory, sources: Sources) -> None:
    digest = sources.put(TEXT)
    written = (directory.sources / digest[:2] / digest).stat()
    assert sources.put(TEXT) == digest
    assert (directory.sources / digest[:2] / digest).stat() == written
    assert list(sources) == [digest]


def test_a_changed_byte_is_found_by_the_check_alone(directory: DataDirectory, sources: Sources) -> None:
    digest = sources.put(TEXT)
    assert sources.check(digest)
    (directory.sources / digest[:2] / digest).write_bytes(TEXT[:-1] + b"!")
    assert sources.get(digest) == TEXT[:-1] + b"!"
    assert not sources.check(digest)


def test_putting_again_mends_a_damaged_file(directory: DataDirectory, sources: Sources) -> None:
    digest = sources.put(TEXT)
    (directory.sources / digest[:2] / digest).write_bytes(b"")
    sources.put(TEXT)
    assert sources.check(digest)


def test_what_is_not_there_is_said_to_be_missing(sources: Sources) -> None:
    absent = "0" * 64
    assert absent not in sources
    for ask in (sources.get, sources.check):
        with pytest.raises(SourceMissing, match=absent):
            ask(absent)


def test_removing_is_for_good_and_may_be_repeated(sources: Sources) -> None:
    digest = sources.put(TEXT)
    assert digest in sources
    for _ in range(2):
        sources.remove(digest)
        assert digest not in sources
    assert list(sources) == []


@pytest.mark.parametrize("name", ["", "../../directory.json", "A" * 64, "0" * 63, "0" * 65, "0" * 63 + "\n", "é" * 64])
def test_only_a_digest_can_become_a_path(sources: Sources, name: str) -> None:
    for ask in (sources.get, sources.check, sources.remove):
        with pytest.raises(ValueError, match="64 lower-case hexadecimal"):
            ask(name)
    assert name not in sources


def test_a_full_disk_leaves_nothing_behind(
    directory: DataDirectory, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(DiskFull, match="free some space"):
            sources.put(TEXT)
    assert list(sources) == []
    assert [path for path in directory.sources.rglob("*") if path.is_file()] == []
    assert sources.check(sources.put(TEXT))
