"""Reading what is named on the command line: files, or standard input as `-`."""

from __future__ import annotations

import os
import select
import stat
import sys
from pathlib import Path
from typing import BinaryIO

from loaders.errors import InputRejected, InputUnreadable

STANDARD_INPUT = "-"
BEGINNING = 1 << 16
"""As many bytes are looked at to tell what JSON holds."""

_PATIENCE = 0.5
"""The seconds that standard input is waited for at a time."""


def display_name(path: str) -> str:
    """Give the name that errors and reports call an input by."""
    return "standard input" if path == STANDARD_INPUT else path


def is_address(given: str) -> bool:
    """Tell whether what is named is an address of the web."""
    return given.lower().startswith(("http://", "https://"))


def beginning_of(path: Path) -> bytes:
    """Give how a file begins; nothing where there is none that can be read: who opens it says why."""
    try:
        if not path.is_file():  # a named pipe would be waited on
            return b""
        with path.open("rb") as file:
            return file.read(BEGINNING)
    except OSError:
        return b""


def read_input(path: str, limit: int) -> bytes:
    """Read a file or standard input of at most `limit` bytes, without reading more than that.

    Raises InputUnreadable for what cannot be read and InputRejected for what is too long or empty.
    """
    name = display_name(path)
    try:
        content = _read_standard_input(limit + 1) if path == STANDARD_INPUT else _read_file(path, limit)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputUnreadable(f"{name}: {reason}; name a file that can be read, or - for standard input") from error
    if len(content) > limit:
        raise InputRejected(f"{name}: over {limit / 1e6:.0f} MB, too long for a report; split it")
    if not content.strip():
        raise InputRejected(f"{name}: is empty; give a report's text")
    return content


def _read_standard_input(most: int) -> bytes:
    stream, read = sys.stdin.buffer, b""
    if not _can_be_waited_for(stream):
        return stream.read(most)
    while len(read) < most:
        # An interrupt right before a read that blocks is noticed after it alone: so nothing blocks for long.
        while not select.select([stream], [], [], _PATIENCE)[0]:
            pass
        piece = os.read(stream.fileno(), most - len(read))
        if not piece:
            break
        read += piece
    return read


def _can_be_waited_for(stream: BinaryIO) -> bool:
    try:
        return stream.fileno() >= 0
    except OSError:
        return False  # a stream in memory, as a test has it


def _read_file(path: str, limit: int) -> bytes:
    # A named pipe would be waited on, a device read for ever.
    if not stat.S_ISREG(Path(path).stat().st_mode):
        raise InputUnreadable(f"{path}: is no regular file; name a file, or - for standard input")
    with Path(path).open("rb") as file:
        return file.read(limit + 1)
