"""The sources' bytes, each file named by the SHA-256 of its content (``sources/ab/abcd…``)."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from store.directory import DataDirectory
from store.errors import SourceChanged, SourceMissing, reported
from store.files import copy_file, replace_file, sync_folder

_DIGEST = re.compile(r"[0-9a-f]{64}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Sources:
    """The bytes of every source that was loaded."""

    def __init__(self, directory: DataDirectory) -> None:
        self._folder = directory.sources

    def put(self, content: bytes) -> str:
        """Keep bytes and return their digest (64 hexadecimal digits); they are on the device on return.

        Bytes already kept are left alone; a file that no longer holds what its name says is mended.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        with reported("keep a source", path):
            if not path.exists() or path.read_bytes() != content:
                self._make_shelf(path.parent)
                replace_file(path, content)
        return sha256

    def put_file(self, path: Path, sha256: str) -> None:
        """Keep the bytes of a file of any length, which are not held in memory, under the digest that they have.

        Raises SourceChanged where the file has another one by now.
        """
        kept = self._path(sha256)
        with reported("keep a source", kept):
            if kept.exists() and _digest(kept) == sha256:
                return
            self._make_shelf(kept.parent)
            if not copy_file(path, kept, lambda copy: _digest(copy) == sha256):
                raise SourceChanged(f"{path}: has changed while it was read; load it again when it is whole")

    def path(self, sha256: str) -> Path:
        """Give the file in which the bytes are kept under a digest."""
        return self._path(sha256)

    def get(self, sha256: str) -> bytes:
        """Return the bytes kept under a digest, unverified; SourceMissing if there are none."""
        path = self._path(sha256)
        with reported("read a source", path):
            try:
                return path.read_bytes()
            except FileNotFoundError as error:
                raise SourceMissing(sha256) from error

    def check(self, sha256: str) -> bool:
        """Tell whether the bytes kept under a digest still hash to it; SourceMissing if there are none."""
        return hashlib.sha256(self.get(sha256)).hexdigest() == sha256

    def remove(self, sha256: str) -> None:
        """Remove the bytes kept under a digest, if there are any."""
        path = self._path(sha256)
        with reported("remove a source", path):
            if path.exists():
                path.unlink()
                sync_folder(path.parent)

    def __contains__(self, sha256: object) -> bool:
        return isinstance(sha256, str) and bool(_DIGEST.fullmatch(sha256)) and self._path(sha256).exists()

    def __iter__(self) -> Iterator[str]:
        """Yield every digest kept, sorted."""
        return iter(sorted(path.name for path in self._folder.glob("*/*") if _DIGEST.fullmatch(path.name)))

    def _path(self, sha256: str) -> Path:
        # Digests reach this from data and from request paths: nothing else may become a path.
        if not _DIGEST.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is not a SHA-256 digest in 64 lower-case hexadecimal digits")
        return self._folder / sha256[:2] / sha256

    def _make_shelf(self, shelf: Path) -> None:
        if not shelf.exists():
            shelf.mkdir(parents=True, exist_ok=True)
            sync_folder(self._folder)
            sync_folder(self._folder.parent)
