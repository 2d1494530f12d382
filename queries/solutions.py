"""Solutions as the engine writes them: lines of cells, each the text of a term, empty where there is no value.

Written by the engine's TSV (https://www.w3.org/TR/sparql11-results-csv-tsv/#tsv), in which different terms are
different texts, and cells hold no tab and no line break. Texts are what rows are told apart by: for the engine to
make a Python object of every term takes several times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import IO, cast

from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, QuerySolutions, Triple, parse_query_results

Term = NamedNode | BlankNode | Literal | Triple
Row = str
"""The cells of a row, with tabs between them."""


def cells(row: Row) -> list[str]:
    """Take a row of at least one cell apart."""
    return row.split("\t")


def joined(texts: Iterable[str]) -> Row:
    """Make a row of cells."""
    return "\t".join(texts)


def rows(solutions: QuerySolutions) -> list[Row]:
    """Give all solutions."""
    written = cast(bytes, solutions.serialize(format=QueryResultsFormat.TSV))
    return written.decode().split("\n")[1:-1]


def take_rows(solutions: QuerySolutions, take: Callable[[list[Row]], bool]) -> None:
    """Hand the solutions over, some at a time, until `take` says that it has enough."""
    try:
        solutions.serialize(cast(IO[bytes], _Lines(take)), QueryResultsFormat.TSV)
    except _EnoughError:
        # Nothing else stops the engine in the middle.
        return


def terms(texts: Iterable[str]) -> list[Term | None]:
    """Read cells."""
    text = "\n".join(("?cell", *texts, ""))
    solutions = cast(QuerySolutions, parse_query_results(text.encode(), QueryResultsFormat.TSV))
    return [solution[0] for solution in solutions]


class _EnoughError(Exception):
    """No more solutions are wanted."""


class _Lines:
    """A file for the engine to write into, that hands whole lines on, without the head."""

    def __init__(self, take: Callable[[list[Row]], bool]) -> None:
        self._take = take
        self._begun: list[bytes] = []
        self._first = 1

    def write(self, chunk: bytes) -> int:
        whole, end, begun = chunk.rpartition(b"\n")
        if not end:
            self._begun.append(chunk)
            return len(chunk)
        found = b"".join((*self._begun, whole)).decode().split("\n")[self._first :]
        self._begun, self._first = [begun], 0
        if self._take(found):
            raise _EnoughError
        return len(chunk)

    def flush(self) -> None:
        """Do nothing: what is written is handed on at once."""
