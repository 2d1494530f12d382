"""The provenance of rows: for each row of an answer, the smallest sets of named graphs that suffice for it.

The rows and their order come from the plain query, the witnesses from the support store. Defining
property: evaluated over the graphs of any one witness (and the given ones), the query yields the row;
over the dataset less one graph from each witness, it does not. Supported are SELECT and ASK over one
basic graph pattern; see `docs/provenance.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, Store, parse_query_results

from queries.claims import ClaimDetail, details
from queries.errors import NotSupported
from queries.evaluation import Dataset, engine_errors, evaluate
from queries.holders import Row, witnesses
from queries.limits import DEFAULT_LIMITS, Limits
from queries.patterns import check_supported, read_pattern
from queries.syntax import classify

Detail = Literal["graphs", "claims"]

GIVEN = ("graph/ontology", "graph/reference")
"""The graphs that are taken as given, below the base: never part of a witness."""


@dataclass(frozen=True, slots=True)
class TracedAnswer:
    """An answer with its provenance: `rows[i]` are the witnesses of the i-th row, each a sorted tuple.

    `results` is the engine's JSON. An ASK has one row when true and none when false; `boolean` is None for
    a SELECT. `claims` is None where it was not asked for; `partial` where a row has more witnesses than
    are given.
    """

    results: bytes
    boolean: bool | None
    rows: tuple[tuple[tuple[str, ...], ...], ...]
    claims: Mapping[str, ClaimDetail] | None
    partial: bool


def trace(
    graphs: Store,
    support: Store,
    text: str,
    *,
    base: str,
    detail: Detail = "claims",
    base_iri: str | None = None,
    dataset: Dataset | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> TracedAnswer:
    """Answer a query with its provenance; raises NotSupported for forms whose provenance is not known yet."""
    shape = classify(text, base_iri=base_iri, limits=limits)
    check_supported(shape)
    if dataset:
        message = "provenance over a dataset that the request names is not supported yet"
        raise NotSupported("dataset", message)
    # Before the pattern is read, so that a query that makes no sense is refused as the engine refuses it.
    answer = evaluate(graphs, text, base_iri=base_iri, limits=limits)
    pattern = read_pattern(shape)
    boolean = bool(answer) if isinstance(answer, QueryBoolean) else None
    with engine_errors():
        results = cast(bytes, cast(QuerySolutions, answer).serialize(format=QueryResultsFormat.JSON))
    variables, rows = _rows(results, pattern.variables) if boolean is None else ([], [()] if boolean else [])
    known = witnesses(support, pattern, rows, variables, [base + graph for graph in GIVEN], base_iri)
    traced = tuple(known[row].sorted() for row in rows)
    named = sorted({graph for row in traced for witness in row for graph in witness})
    return TracedAnswer(
        results=results,
        boolean=boolean,
        rows=traced,
        claims=details(graphs, named) if detail == "claims" else None,
        partial=any(each.partial for each in known.values()),
    )


def _rows(results: bytes, pattern: tuple[str, ...]) -> tuple[list[str], list[Row]]:
    """Give the answer's variables that stand in the pattern, and its rows of their terms."""
    solutions = cast(QuerySolutions, parse_query_results(results, QueryResultsFormat.JSON))
    variables = [str(variable) for variable in solutions.variables if str(variable) in pattern]
    return variables, [tuple(solution[name[1:]] for name in variables) for solution in solutions]
