"""The layout of a data directory, its format and its settings.

``directory.json`` says the format, the base below which data IRIs lie, whether the default graph is the
merge of the named graphs, and perhaps how many snapshots are kept. It is written last, so a folder without it is
not a data directory; all but the last of its entries never change.
"""

import json
import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Self

from pyoxigraph import NamedNode

from store.errors import (
    DirectoryDamaged,
    DirectoryExists,
    DirectoryMissing,
    InvalidChange,
    StorageFailure,
    WrongVersion,
    reported,
)
from store.files import replace_file, sync_folder, write_beside

DEFAULT_BASE = "https://w3id.org/counterclaim/id/"
FORMAT = 1
KEPT = 5
"""How many snapshots stay, besides those that are being read, where ``directory.json`` does not say it."""

BACKUP_LIST = "backup.json"
"""The file that a backup has, and no data directory: what each of its files holds (`store.manifest`)."""

DefaultGraphMode = Literal["merge", "plain"]

_SETTINGS = "directory.json"
# https://www.rfc-editor.org/rfc/rfc3987#section-2.2, the scheme of an absolute IRI
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# What a creation that was interrupted may have left: write_beside's file.
_OWN_SCRATCH = re.compile(rf"\.{re.escape(_SETTINGS)}\..*\.tmp")


@dataclass(frozen=True, slots=True)
class DataDirectory:
    """A data directory on disk: where its parts are, and what it was made with."""

    path: Path
    base: str
    default_graph: DefaultGraphMode
    kept: int = field(default=KEPT, compare=False)
    """How many snapshots stay, besides those that are being read."""

    @classmethod
    def create(
        cls, path: str | os.PathLike[str], base: str = DEFAULT_BASE, default_graph: DefaultGraphMode = "merge"
    ) -> Self:
        """Make a data directory, or open the one that is there if it was made with the same settings.

        Raises InvalidChange for a base that is no absolute IRI ending in ``/`` or ``#``, and
        DirectoryExists where a directory with other settings, or any foreign file, stands.
        """
        directory = cls(Path(path), _checked_base(base), _checked_mode(default_graph))
        with reported("make a data directory", directory.path):
            if directory.path.exists() and not directory.path.is_dir():
                raise DirectoryExists(f"{directory.path}: a file stands there; name another folder")
            if not (directory.path / _SETTINGS).exists():
                directory._make()
        return cls._same(directory)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Self:
        """Open a data directory; DirectoryMissing, DirectoryDamaged or WrongVersion say why it cannot be."""
        path = Path(path)
        settings = path / _SETTINGS
        try:
            found = json.loads(settings.read_bytes())
        except (FileNotFoundError, NotADirectoryError) as error:
            raise DirectoryMissing(
                f"{path}: no data directory there; make one with `counterclaim init`, or name another"
            ) from error
        except OSError as error:
            raise StorageFailure(f"{settings}: cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise _damaged(settings, f"is not JSON ({error})") from error
        return cls._from_settings(path, found)

    @classmethod
    def _from_settings(cls, path: Path, found: object) -> Self:
        settings = path / _SETTINGS
        if not isinstance(found, dict) or "format" not in found:
            raise _damaged(settings, "does not say a format")
        if found["format"] != FORMAT:
            raise WrongVersion(path, found["format"], FORMAT)
        try:
            mode = _checked_mode(found.get("default_graph"))
            return cls(path, _checked_base(found.get("base")), mode, _checked_kept(found.get("snapshots", KEPT)))
        except InvalidChange as error:
            raise _damaged(settings, f"is wrong: {error}") from error

    @classmethod
    def _same(cls, wanted: Self) -> Self:
        found = cls.open(wanted.path)
        if found != wanted:
            raise DirectoryExists(
                f"{wanted.path}: a data directory with base {found.base} and default graph "
                f"{found.default_graph!r} is there, not with base {wanted.base} and "
                f"{wanted.default_graph!r}; name another folder"
            )
        return found

    def _make(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        foreign = sorted(entry.name for entry in self.path.iterdir() if not _OWN_SCRATCH.fullmatch(entry.name))
        if foreign and not (self.path / _SETTINGS).exists():
            raise DirectoryExists(f"{self.path}: the folder holds other files ({foreign[0]}); name an empty or new one")
        scratch = write_beside(self.path / _SETTINGS, self._stated())
        try:
            # A link, unlike a rename, does not overwrite what another process made meanwhile.
            os.link(scratch, self.path / _SETTINGS)
        except FileExistsError:
            pass
        finally:
            scratch.unlink()
        sync_folder(self.path)
        sync_folder(self.path.absolute().parent)

    def keep(self, snapshots: int) -> Self:
        """Have so many snapshots stay from now on, besides those that are being read. Raises InvalidChange for none.

        A writer that is open already keeps as many as when it was opened.
        """
        changed = replace(self, kept=_checked_kept(snapshots))
        with reported("write the settings", self.path / _SETTINGS):
            replace_file(self.path / _SETTINGS, changed._stated())
        return changed

    def _stated(self) -> bytes:
        settings: dict[str, object] = {"format": FORMAT, "base": self.base, "default_graph": self.default_graph}
        if self.kept != KEPT:
            settings["snapshots"] = self.kept
        return json.dumps(settings, indent=2).encode() + b"\n"

    @property
    def graphs(self) -> Path:
        """The main store: the named graphs, and their merge as the default graph."""
        return self.path / "store" / "graphs"

    @property
    def support(self) -> Path:
        """The support store of the main store."""
        return self.path / "store" / "support"

    @property
    def snapshots(self) -> Path:
        """The folder of the published snapshots."""
        return self.path / "snapshots"

    @property
    def current(self) -> Path:
        """The file that names the newest snapshot."""
        return self.path / "CURRENT"

    @property
    def sources(self) -> Path:
        """The folder of the sources' bytes."""
        return self.path / "sources"

    @property
    def lock(self) -> Path:
        """The file that the writer locks; it holds the writer's process id."""
        return self.path / "lock"

    @property
    def rejected(self) -> Path:
        """The list of what loaders refused, one JSON object a line."""
        return self.path / "rejected.jsonl"

    @property
    def review(self) -> Path:
        """The list of claims that a person must look at, and of what was decided, one JSON object a line."""
        return self.path / "review.jsonl"


def _checked_base(base: object) -> str:
    if not isinstance(base, str) or not _SCHEME.match(base) or base[-1] not in "/#":
        raise InvalidChange(f"the base {base!r} is not an absolute IRI that ends in / or #")
    try:
        NamedNode(base)
    except ValueError as error:
        raise InvalidChange(f"the base {base!r} is not an IRI: {error}") from error
    return base


def _checked_mode(mode: object) -> DefaultGraphMode:
    if mode not in ("merge", "plain"):
        raise InvalidChange(f"the default graph can be 'merge' or 'plain', not {mode!r}")
    return mode


def _checked_kept(kept: object) -> int:
    # In JSON, true is no number.
    if not isinstance(kept, int) or isinstance(kept, bool) or kept < 1:
        raise InvalidChange(f"the number of snapshots to keep is a number from 1 on, not {kept!r}")
    return kept


def _damaged(settings: Path, why: str) -> DirectoryDamaged:
    return DirectoryDamaged(
        f"{settings}: {why}; put back the file from a backup: "
        f'{{"format": {FORMAT}, "base": "…", "default_graph": "merge"}}'
    )
