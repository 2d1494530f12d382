"""Errors: what the system says becomes one line of ours that says how to mend it."""

import errno
from pathlib import Path

import pytest

from store.errors import DirectoryDamaged, DiskFull, LockHeld, StorageFailure, StoreError, reported

PLACE = Path("data")
CASES = {
    "no space": (OSError(errno.ENOSPC, "No space left on device"), DiskFull, "free some space"),
    "no quota": (OSError(errno.EDQUOT, "Disk quota exceeded"), DiskFull, "free some space"),
    "no space for the engine": (OSError("IO error: No space left on device: While appending"), DiskFull, "free some"),
    "no permission": (PermissionError(errno.EACCES, "Permission denied"), StorageFailure, "Permission denied"),
    "two lines": (OSError("IO error:\n while open"), StorageFailure, "IO error: while open"),
    "corruption": (
        RuntimeError("Corruption: block checksum mismatch"),
        DirectoryDamaged,
        "put the newest in their place",
    ),
}


@pytest.mark.parametrize(("raised", "kind", "says"), CASES.values(), ids=CASES)
def test_failures_of_the_system_become_errors_of_the_store(
    raised: Exception, kind: type[StoreError], says: str
) -> None:
    with pytest.raises(kind, match=says) as caught, reported("commit", PLACE):
        raise raised
    assert str(caught.value).startswith("data: cannot commit: ")
    assert "\n" not in str(caught.value)
    assert caught.value.__cause__ is raised


@pytest.mark.parametrize("raised", [RuntimeError("graph does not exist"), KeyError("x"), KeyboardInterrupt()], ids=repr)
def test_what_is_no_failure_of_the_system_passes(raised: BaseException) -> None:
    with pytest.raises(type(raised)) as caught, reported("commit", PLACE):
        raise raised
    assert caught.value is raised


def test_an_unknown_holder_of_the_lock_is_called_another_process() -> None:
    assert str(LockHeld(PLACE, None, 1.25)).startswith("data: another process is writing")
