"""The provenance of rows: for each row of an answer, the smallest sets of named graphs that suffice for it.

The rows and their order come from the plain query, the witnesses from the rewritten one
(`queries.rewriting`). Defining property, for queries that only add: evaluated over the graphs of any one witness
(and the given ones), the query yields the row; over the dataset less one graph from each witness, it does not. See
`docs/provenance.md`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, Store, Variable, parse_query_results

from queries import algebra
from queries.algebra import nodes as a
from queries.claims import ClaimDetail, details
from queries.errors import NotSupported
from queries.evaluation import Dataset, Quads, engine_errors, merged
from queries.limits import DEFAULT_LIMITS, Limits
from queries.membership import GIVEN
from queries.narrowing import Narrowed, View, Whole
from queries.questions import Questions
from queries.selects import selected
from queries.solutions import Row, cells, joined
from queries.solutions import rows as every_row
from queries.syntax import Form, classify
from queries.tracing import Stores, Tracer
from queries.witnesses import BOUND, Graphs, Witnesses, of_row
from store.reading import held_triples
from store.support import support_quads

Detail = Literal["graphs", "claims"]

_REMEMBERED = 4_096
"""The longest text whose rewriting is kept, in characters."""

_UNREPEATABLE = ("RAND", "UUID", "STRUUID", "BNODE", "NOW")
"""Functions that give another value each time, so that a row cannot be found again by its values."""


@dataclass(frozen=True, slots=True)
class TracedAnswer:
    """An answer with its provenance: `rows[i]` are the witnesses of the i-th row, each a sorted tuple.

    `results` is the engine's JSON. An ASK has one row when true and none when false; `boolean` is None for
    a SELECT. `claims` is None where it was not asked for. `partial` where a path was followed by one shortest walk
    alone, `truncated` where a row has more witnesses than are given, or a longer one. `negation` tells that something
    was left out for which no witness stands: by MINUS, NOT EXISTS, or an OPTIONAL in vain. `sizes` are those of
    witnesses of sums that are longer than what is given of them, by the number of the row.
    """

    results: bytes
    boolean: bool | None
    rows: tuple[tuple[tuple[str, ...], ...], ...]
    claims: Mapping[str, ClaimDetail] | None
    partial: bool
    truncated: bool = False
    negation: bool = False
    sizes: Mapping[int, int] | None = None


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
    within: Narrowed | None = None,
) -> TracedAnswer:
    """Answer a query with its provenance, `within` a scope of these stores where there is one.

    Raises NotSupported for forms whose provenance is not known.
    """
    shape = classify(text, base_iri=base_iri, limits=limits)
    if shape.form not in (Form.SELECT, Form.ASK):
        raise NotSupported(shape.form.name, f"provenance of {shape.form.name} is not supported: it has no rows")
    # Before anything is rewritten, so that a query that makes no sense is refused as the engine refuses it.
    results, boolean = _plain(within or Whole((graphs, support)), text, dataset, base_iri, limits)
    questions = (_known_questions if len(text) <= _REMEMBERED else _questions)(text, base_iri, limits)
    if chosen := dataset or Dataset(shape.default_graphs, shape.named_graphs):
        if not questions.over_support:
            raise NotSupported("GRAPH", "provenance of GRAPH over a dataset that the request names is not supported")
        (graphs, support), within = _copied(within or graphs, chosen), None
    elif within and not within.can_be_asked_of_snapshot(questions.query):
        (graphs, support), within = within.copies, None
    if within:
        questions = questions.within(within.names)
    stores = Stores(graphs, support, frozenset(base + graph for graph in GIVEN), within)
    tracer = Tracer(stores, questions)
    variables, rows = _rows(results) if boolean is None else ((), [""] if boolean else [])
    known = _witnesses(tracer, variables, list(dict.fromkeys(rows)))
    return _answer(graphs, tracer, results, boolean, rows, known, detail)


def _plain(
    view: View, text: str, dataset: Dataset | None, base_iri: str | None, limits: Limits
) -> tuple[bytes, bool | None]:
    """Answer without provenance, as JSON, and as a boolean for an ASK."""
    # In a function of its own: an error further on must not keep the engine's results, which belong to this thread.
    answer = view.evaluate(text, dataset=dataset, base_iri=base_iri, limits=limits)
    with engine_errors():
        written = cast(bytes, cast(QuerySolutions, answer).serialize(format=QueryResultsFormat.JSON))
    return written, bool(answer) if isinstance(answer, QueryBoolean) else None


def _questions(text: str, base_iri: str | None, limits: Limits) -> Questions:
    query = algebra.read(text, base_iri=base_iri, limits=limits)
    for node in algebra.walk(query):
        if isinstance(node, a.Call) and node.function in _UNREPEATABLE:
            raise NotSupported(f"{node.function}()", f"provenance of {node.function}() is not supported: {_AGAIN}")
    looks = any(isinstance(node, a.Graph) for node in algebra.walk(query))
    return Questions(query, over_support=not looks)


_known_questions = lru_cache(maxsize=256)(_questions)


def _witnesses(tracer: Tracer, variables: tuple[Variable, ...], rows: list[Row]) -> dict[Row, Witnesses]:
    query = tracer.questions.query
    if not isinstance(query, a.Select):
        return tracer.witnesses(selected(query.pattern), variables, rows, cut=False)
    made = algebra.outline(query.pattern, selecting=True)
    if made.group or made.aggregates:
        return _of_sums(tracer, variables, rows)
    cut = made.limit is not None or made.offset > 0
    return tracer.witnesses(selected(query.pattern), variables, rows, cut=cut)


def _of_sums(tracer: Tracer, variables: tuple[Variable, ...], rows: list[Row]) -> dict[Row, Witnesses]:
    """Find the groups of each row, and for each group the union of what its solutions rest on."""
    keyed, text = tracer.questions.groups()
    groups: defaultdict[Row, set[Row]] = defaultdict(set)
    if set(keyed.keys) <= set(variables):
        pairs = ((row, _part(row, variables, keyed.keys)) for row in rows)
    else:
        with engine_errors():
            found = tracer.plain(text)
            names = tuple(found.variables)
            pairs = ((_part(row, names, variables), _part(row, names, keyed.keys)) for row in every_row(found))
    for row, key in pairs:
        groups[row].add(key)
    sums = tracer.sums(keyed, {key for row in rows for key in groups[row]})
    return {row: _united([sums.get(key, frozenset()) for key in groups[row]]) for row in rows}


def _part(row: Row, names: Sequence[Variable], wanted: Sequence[Variable]) -> Row:
    found = cells(row)
    return joined(found[names.index(name)] for name in wanted)


def _united(sums: Collection[Graphs]) -> Witnesses:
    """Give the witnesses of a row that several groups may have: of each group one, if none has less."""
    return of_row(tuple(sorted(graphs)) for graphs in sums)


def _answer(
    graphs: Store,
    tracer: Tracer,
    results: bytes,
    boolean: bool | None,
    rows: list[Row],
    known: Mapping[Row, Witnesses],
    detail: Detail,
) -> TracedAnswer:
    sizes = {row: len(each.sets[-1]) for row, each in known.items() if each.sets and len(each.sets[-1]) > BOUND}
    written = {row: each.sets for row, each in known.items()}
    written |= {row: tuple(witness[:BOUND] for witness in known[row].sets) for row in sizes}
    return TracedAnswer(
        results=results,
        boolean=boolean,
        rows=tuple(written[row] for row in rows),
        claims=details(graphs, sorted(_named(written.values()))) if detail == "claims" else None,
        partial=tracer.walked,
        truncated=tracer.truncated or bool(sizes) or any(each.truncated for each in known.values()),
        negation=tracer.negation,
        sizes={number: sizes[row] for number, row in enumerate(rows) if row in sizes} or None,
    )


def _named(rows: Iterable[tuple[tuple[str, ...], ...]]) -> set[str]:
    return {graph for row in rows for witness in row for graph in witness}


def _copied(graphs: Quads, dataset: Dataset) -> tuple[Store, Store]:
    """Give the stores of a dataset that is named: its default graph, and who holds what of it."""
    copies, support = merged(graphs, dataset.default), Store()
    support.bulk_extend(support_quads(held_triples(copies)))
    return copies, support


_AGAIN = "it gives another value each time, so that no row can be found again"


def _rows(results: bytes) -> tuple[tuple[Variable, ...], list[Row]]:
    """Give the answer's variables, and its rows."""
    solutions = cast(QuerySolutions, parse_query_results(results, QueryResultsFormat.JSON))
    return tuple(solutions.variables), every_row(solutions)
