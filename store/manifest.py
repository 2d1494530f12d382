"""What a backup says of itself (``backup.json``): when it was made, of which snapshot, and what each file holds."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Self

from store.directory import BACKUP_LIST
from store.errors import BackupDamaged, reported
from store.snapshots import is_snapshot_name

FORMAT = 1

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a file holds: how many bytes, and which."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    made: str
    """When, in UTC."""

    snapshot: str
    commit: int
    files: Mapping[str, Entry]
    """By path within the backup, with ``/`` between its parts."""

    @property
    def bytes(self) -> int:
        """How many bytes all files have together."""
        return sum(entry.bytes for entry in self.files.values())

    @classmethod
    def read(cls, backup: Path) -> Self:
        """Read what a backup says of itself. Raises BackupDamaged where there is none, or it cannot be read."""
        path = backup / BACKUP_LIST
        with reported("read the backup", path):
            try:
                text = path.read_bytes()
            except (FileNotFoundError, NotADirectoryError) as error:
                raise BackupDamaged(f"{backup}: there is no backup here; `counterclaim backup` makes one") from error
        try:
            return cls._from_json(json.loads(text))
        except (ValueError, TypeError, KeyError) as error:
            raise BackupDamaged(f"{path}: is no list of a backup's files ({error}); take another backup") from error

    @classmethod
    def _from_json(cls, said: object) -> Self:
        if not isinstance(said, dict) or said.get("format") != FORMAT:
            raise ValueError(f"this release reads format {FORMAT}")
        made, snapshot, commit, files = said["made"], said["snapshot"], said["commit"], said["files"]
        if not (isinstance(made, str) and isinstance(commit, int) and isinstance(files, dict)):
            raise TypeError("a member is of the wrong kind")
        if not isinstance(snapshot, str) or not is_snapshot_name(snapshot):
            raise ValueError(f"{snapshot!r} is no snapshot's name")
        return cls(made, snapshot, commit, {_inside(path): _entry(entry) for path, entry in files.items()})

    def write(self, backup: Path) -> None:
        """Write it into a backup."""
        said = {"format": FORMAT, **asdict(self)}
        (backup / BACKUP_LIST).write_text(json.dumps(said, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _inside(path: str) -> str:
    # Whoever made the backup does not say where else on the disk we write.
    pure = PurePosixPath(path)
    if not path or pure.is_absolute() or ".." in pure.parts or "\0" in path or str(pure) != path:
        raise ValueError(f"{path[:80]!r} is no path within a backup")
    return path


def _entry(said: object) -> Entry:
    if not isinstance(said, dict):
        raise TypeError("a file is told in the wrong way")
    size, digest = said["bytes"], said["sha256"]
    if not isinstance(size, int) or not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise TypeError("a file is told in the wrong way")
    return Entry(size, digest)
