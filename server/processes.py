"""The processes below one, as Linux tells of them in `/proc` (https://man7.org/linux/man-pages/man5/proc.5.html)."""

from __future__ import annotations

import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")

_KINDS = {
    b"reader_template": "reader",
    b"server.writer_process": "writer",
    b"server.upload_process": "upload",
    b"server.dump_process": "dump",
}
"""What stands in the command line of each kind of process of ours."""


def resident_below(parent: int) -> dict[str, int]:
    """Give the bytes of memory that the processes below one have, by kind; pages that they share count for each.

    Empty where the system has no `/proc`.
    """
    parents = {number: above for number in _numbers() if (above := _parent(number)) is not None}
    resident: Counter[str] = Counter()
    for number in parents:
        if _is_below(number, parent, parents):
            # One that has ended meanwhile has no memory.
            with suppress(OSError):
                resident[_kind(number)] += _resident(number)
    return dict(resident)


def _is_below(number: int, parent: int, parents: dict[int, int]) -> bool:
    # As many steps as there are processes: while one looks, a number may go to another process, and make a circle.
    for _ in parents:
        number = parents.get(number, 0)
        if number == parent or not number:
            return number == parent
    return False


def _numbers() -> Iterator[int]:
    with suppress(OSError):
        yield from (int(path.name) for path in _PROC.iterdir() if path.name.isdigit())


def _parent(number: int) -> int | None:
    with suppress(OSError, ValueError, IndexError):
        # The name stands in brackets, and may hold some itself.
        return int((_PROC / f"{number}/stat").read_text(encoding="latin-1").rpartition(")")[2].split()[1])
    return None


def _kind(number: int) -> str:
    command = (_PROC / f"{number}/cmdline").read_bytes()
    return next((kind for words, kind in _KINDS.items() if words in command), "other")


def _resident(number: int) -> int:
    return int((_PROC / f"{number}/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
