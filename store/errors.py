"""What can go wrong with a data directory.

StoreError
├─ DirectoryMissing      there is no data directory at the path
├─ DirectoryExists       another one, or foreign files, stand where one was to be made
├─ DirectoryDamaged      what stands there cannot be read, or contradicts itself
├─ WrongVersion          another release of Counterclaim wrote it
├─ LockHeld              another process is writing
├─ DiskFull              no space, or no quota, is left
├─ StorageFailure        the operating system refused otherwise
├─ InvalidChange         a caller asked for what the store never holds
├─ SourceMissing         no bytes are kept under this digest
├─ SourceChanged         a file was changed while its bytes were to be kept
├─ SnapshotMissing       nothing is published, or not under this name
├─ BackupDamaged         there is no backup, or it is not what was made
└─ ReaderError           a reader process did not answer
   ├─ ReadersBusy        too much is asked at once, or by one client
   ├─ TimeExceeded       it ran for longer than it may
   ├─ MemoryExceeded     it took more memory than it may
   ├─ ResultTooLarge     it wrote more than it may
   ├─ ReaderLost         it ended, and did not say why
   ├─ ReaderFailed       what it ran is at fault
   └─ ClientGone         nobody waits for the answer any more

The text of each is one line that says what was wrong, where, and how to mend it.
"""

import errno
from pathlib import Path
from types import TracebackType

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class StoreError(Exception):
    """Any failure of a data directory."""


class DirectoryMissing(StoreError):
    """There is no data directory at the path."""


class DirectoryExists(StoreError):
    """Something else stands where a data directory was to be made."""


class DirectoryDamaged(StoreError):
    """The data directory cannot be read, or its parts contradict each other."""


class WrongVersion(StoreError):
    """The data directory has another format than this release reads."""

    def __init__(self, path: Path, found: object, expected: int) -> None:
        super().__init__(
            f"{path}: data directory format {found!r}, this release reads format {expected}; "
            f"use the release that wrote it, or make a new directory and load the sources again"
        )
        self.found = found
        self.expected = expected


class LockHeld(StoreError):
    """Another writer holds the data directory."""

    def __init__(self, path: Path, pid: int | None, waited: float) -> None:
        holder = f"process {pid}" if pid else "another process"
        super().__init__(
            f"{path}: {holder} is writing to this data directory (waited {waited:.1f} s); "
            f"try again when it has finished, or stop it: the lock is freed when it ends"
        )
        self.pid = pid
        self.waited = waited


class DiskFull(StoreError):
    """No space, or no quota, is left on the device."""


class StorageFailure(StoreError):
    """The operating system refused to read or write."""


class InvalidChange(StoreError):
    """A commit was asked to hold what the store never holds."""


class SourceMissing(StoreError):
    """No bytes are kept under this digest."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"the bytes of source {sha256} are not in this data directory; load the source again")
        self.sha256 = sha256


class SourceChanged(StoreError):
    """A file that no longer holds what it did when it was looked at first."""


class SnapshotMissing(StoreError):
    """Nothing has been published, or nothing under this name."""


class BackupDamaged(StoreError):
    """There is no backup at the path, or it does not hold what it did when it was made."""


class ReaderError(StoreError):
    """A reader process did not answer; `retry_after` are the seconds after which it may be worth another try."""

    retry_after = 10


class ReadersBusy(ReaderError):
    """Too much is asked at once, by all or by one client."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class TimeExceeded(ReaderError):
    """A job ran for longer than it may, and was stopped."""


class MemoryExceeded(ReaderError):
    """A job took more memory than it may, and its process ended."""


class ResultTooLarge(ReaderError):
    """A job wrote more than it may, and was stopped."""


class ReaderLost(ReaderError):
    """The process of a job ended in the middle of it."""


class ReaderFailed(ReaderError):
    """A job raised an error that it should not have; the text is for the log alone."""


class ClientGone(ReaderError):
    """Nobody waits for the answer any more."""


class reported:
    """Turn what the operating system or the engine raises inside a ``with`` into a StoreError.

    ``doing`` and ``where`` complete the sentence "<where>: cannot <doing>: …".
    """

    # A class, for a generator would cost as much again as the look-up of a triple that it guards.
    __slots__ = ("doing", "where")

    def __init__(self, doing: str, where: Path) -> None:
        self.doing = doing
        self.where = where

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if isinstance(error, OSError):
            raise _from_os(error, self.doing, self.where) from error
        # pyoxigraph reports RocksDB's corruptions so, and has no type of its own for them.
        if isinstance(error, RuntimeError) and "orruption" in str(error):
            raise DirectoryDamaged(
                f"{self.where}: cannot {self.doing}: {one_line(error)}; the published snapshots hold complete "
                f"copies of store/graphs and store/support: put the newest in their place"
            ) from error


def _from_os(error: OSError, doing: str, where: Path) -> StoreError:
    if error.errno in _FULL or "No space left" in str(error) or "quota exceeded" in str(error):
        return DiskFull(
            f"{where}: cannot {doing}: no space left on the device; nothing published has changed: "
            f"free some space and do it again"
        )
    return StorageFailure(f"{where}: cannot {doing}: {one_line(error)}")


def one_line(error: BaseException) -> str:
    """Return what an error says, without its line breaks."""
    return " ".join(str(error).split())
