"""What a load refuses, and the note of it in `rejected.jsonl`: source and reason, and none of the content."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePath

from loaders.errors import LoaderError, ReadingRejected
from loaders.inputs import is_address
from ontology.checks import problems
from ontology.model import Reading
from store.directory import DataDirectory

_ROW = re.compile(r"(.+):(\d+)")


@contextmanager
def refusals_noted(directory: DataDirectory, name: str) -> Iterator[None]:
    """Note under the last part of its name each source that is refused whole inside; the error goes on."""
    try:
        yield
    except LoaderError as error:
        note(directory, *_place(name), error.noted)
        raise


def require_good(reading: Reading, name: str, base: str) -> None:
    """Raise ReadingRejected for a reading that breaks a rule of the ontology."""
    if found := problems(reading, base):
        raise ReadingRejected(name, found)


def note(directory: DataDirectory, source: str, row: int | None, reasons: Iterable[str]) -> None:
    """Append what was refused to `rejected.jsonl`; what stands there already is not said twice."""
    Refusals(directory, source).note((row, None, reason) for reason in reasons)


class Refusals:
    """What is refused of one source, some rows at a time; what was noted before is read once."""

    def __init__(self, directory: DataDirectory, source: str) -> None:
        self._path = directory.rejected
        self._source = source
        self._there: set[str] | None = None

    def note(self, rows: Iterable[tuple[int | None, str | None, str]]) -> None:
        """Append rows, each with the column and the reason, as `note` does."""
        said = [
            {"source": self._source, "row": row, "column": column, "reason": reason} for row, column, reason in rows
        ]
        if not said:
            return
        with self._path.open("a+", encoding="utf-8") as file:
            if self._there is None:
                file.seek(0)
                self._there = {line.rstrip("\n") for line in file}
            new = [line for line in dict.fromkeys(map(json.dumps, said)) if line not in self._there]
            file.writelines(f"{line}\n" for line in new)
        self._there.update(new)


def _place(name: str) -> tuple[str, int | None]:
    """Give the last part of a file's name, and the row where it ends in one; an address of the web is told whole."""
    if is_address(name):
        return name, None
    row = _ROW.fullmatch(PurePath(name).name)
    return (row[1], int(row[2])) if row else (PurePath(name).name, None)
