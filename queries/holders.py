"""Asks the support store which graphs hold the triples of each row.

There each triple stands once, in a graph named by the set of graphs that hold it. So the query's
patterns, each in a GRAPH of its own, have as many solutions as in the merge, and each solution names the
holders of its triples.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import cast

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store, Triple

from queries.evaluation import engine_errors, run
from queries.patterns import BasicPattern, fresh
from queries.witnesses import BOUND, Graphs, Witnesses, of_row, of_solution
from store.support import members

Term = NamedNode | BlankNode | Literal | Triple
Row = tuple[Term | None, ...]

_BATCH = 500
"""The rows that one query asks for, where LIMIT or OFFSET leaves others out."""

_ENOUGH = 10 * BOUND
"""The solutions with different holders that are looked at for one row."""


def witnesses(
    support: Store,
    pattern: BasicPattern,
    rows: Collection[Row],
    variables: Sequence[str],
    given: Collection[str],
    base_iri: str | None = None,
) -> dict[Row, Witnesses]:
    """Give the witnesses of each different row; `variables` are those of its terms, all in the pattern."""
    wanted = list(dict.fromkeys(rows))
    found: dict[Row, set[Graphs]] = {row: set() for row in wanted}
    for batch in _batches(wanted) if pattern.cut and variables else (None,):
        _collect(support, witness_query(pattern, variables, batch), len(variables), found, base_iri)
    family = _Families(support, frozenset(given))
    return {row: family.of_row(sets) for row, sets in found.items()}


def witness_query(pattern: BasicPattern, variables: Sequence[str], rows: Sequence[Row] | None = None) -> str:
    """Write the query for the support store: a row's variables, then one for the set of each pattern.

    Only these rows are asked for where `rows` is not None.
    """
    graph = fresh("?holders", pattern.names)
    sets = [f"{graph}{number}" for number in range(len(pattern.patterns))]
    taken = {term for each in pattern.patterns for term in each if term.startswith("?")}
    # Without hidden variables no solution comes twice.
    distinct = "DISTINCT " if taken - set(variables) else ""
    parts = [f"GRAPH {name} {{ {' '.join(each)} }}" for name, each in zip(sets, pattern.patterns, strict=True)]
    if rows is not None:
        parts.insert(0, _values(variables, rows))
    projection = " ".join([*variables, *sets]) or "*"
    return f"{pattern.prologue}\nSELECT {distinct}{projection} WHERE {{\n" + "\n".join(parts) + "\n}"


def _batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


def _values(variables: Sequence[str], rows: Sequence[Row]) -> str:
    lines = "\n".join("(" + " ".join(_term(term) for term in row) + ")" for row in rows)
    return f"VALUES ({' '.join(variables)}) {{\n{lines}\n}}"


def _term(term: Term | None) -> str:
    """Write a term of a row; a blank node cannot be asked for by name, and is picked out afterwards."""
    return "UNDEF" if term is None or isinstance(term, BlankNode) else str(term)


def _collect(support: Store, query: str, width: int, found: Mapping[Row, set[Graphs]], base_iri: str | None) -> None:
    """Note for each row the names of the sets that hold its triples, a different combination once."""
    full = 0
    with engine_errors():
        for solution in cast(QuerySolutions, run(support, query, base_iri)):
            terms = tuple(solution)
            combinations = found.get(terms[:width])
            if combinations is None or len(combinations) == _ENOUGH:
                continue
            combinations.add(frozenset(term.value for term in terms[width:] if isinstance(term, NamedNode)))
            full += len(combinations) == _ENOUGH
            if full == len(found):
                return


class _Families:
    """Works out witnesses, each set's members and each combination's witnesses once."""

    def __init__(self, support: Store, given: frozenset[str]) -> None:
        self._support = support
        self._given = given
        self._members: dict[str, Graphs] = {}
        self._solutions: dict[frozenset[Graphs], Witnesses] = {}

    def of_row(self, combinations: Collection[Graphs]) -> Witnesses:
        """Give the witnesses of a row from the sets that hold the triples of its solutions."""
        found = of_row(self._of_solution(sets) for sets in combinations)
        enough = len(combinations) == _ENOUGH and found.sets != (frozenset(),)
        return Witnesses(found.sets, found.partial or enough)

    def _of_solution(self, sets: Graphs) -> Witnesses:
        holders = frozenset(held for held in map(self._held_by, sets) if not held & self._given)
        if holders not in self._solutions:
            self._solutions[holders] = of_solution(holders)
        return self._solutions[holders]

    def _held_by(self, name: str) -> Graphs:
        if name not in self._members:
            graphs = members(self._support, NamedNode(name))
            self._members[name] = frozenset(graph.value for graph in graphs)
        return self._members[name]
