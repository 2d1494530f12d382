"""Loads that can be killed: `python -m bench.faults.loading DIRECTORY` forks one for each line on its standard input.

To import what a load needs takes longer than most of them run; so it is imported once. A load takes the line's number
as that of its first source, prints its process, and then each source once it is committed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from loaders.base import Read
from loaders.inference import Reasoner
from loaders.links import Links
from loaders.load import load
from ontology.identifiers import Identifiers
from store.directory import DataDirectory
from store.writer import open_writer
from tests.server.samples import TEXT, Sample, make_sample

CLAIMS = 6
"""How many claims each source has."""

MOST = 10_000
"""How many sources a load has, if nobody kills it."""

_ROOT = Path(__file__).resolve().parents[2]


def source(number: int) -> Sample:
    """Make a report that no other number has."""
    return make_sample(TEXT.replace("one, two, three, four", f"one, two, three, {number}"))


class ByHand:
    """Stands for a loader: what is loaded was read before."""

    name = "by-hand"
    version = "1"

    def __init__(self, number: int) -> None:
        """Have the source of a number."""
        self.sample = source(number)

    def read(self, content: bytes, name: str, identifiers: Identifiers) -> Read:
        """Give what is said of the source."""
        return Read(content, self.sample.reading)


class Loading:
    """The process of which loads are forks."""

    def __init__(self, directory: DataDirectory) -> None:
        """Start it."""
        command = [sys.executable, "-m", "bench.faults.loading", str(directory.path)]
        self._process = subprocess.Popen(
            command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End it."""
        self._process.communicate(timeout=30)

    def begin(self, first: int) -> int:
        """Begin a load; gives its process."""
        assert self._process.stdin  # noqa: S101 (it is a pipe)
        self._process.stdin.write(f"{first}\n")
        return self.next() or 0

    def next(self) -> int | None:
        """Wait for the next source that the load has committed; None when it has ended."""
        assert self._process.stdout  # noqa: S101 (it is a pipe)
        said = self._process.stdout.readline().strip()
        if not said:
            raise RuntimeError("the process of which loads are forks has ended")
        return None if said == "ended" else int(said)


def _load(path: str, first: int) -> None:
    with open_writer(DataDirectory.open(path), wait=30) as writer:
        reasoner = Reasoner(writer)
        links = Links.of(writer, reasoner)
        for number in range(first, first + MOST):
            loader = ByHand(number)
            content = loader.sample.writing.text.encode()
            load(writer, loader, content, f"{number}.txt", reasoner=reasoner, links=links)
            # One write of a few bytes: whoever reads it gets the whole line or nothing.
            os.write(1, f"{number}\n".encode())
            if number % 3 == 2:
                writer.publish()


def main(path: str) -> None:
    """Fork a load for each line of standard input."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _load(path, int(line))
            os._exit(0)
        os.write(1, f"{pid}\n".encode())
        os.waitpid(pid, 0)
        os.write(1, b"ended\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
