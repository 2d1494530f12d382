"""The provenance of rows: for each row of an answer, the smallest sets of named graphs that suffice for it.

The witnesses come from the rewritten query (`queries.rewriting`); so do the rows, where it has those of the plain
one, which is then not asked. Defining property, for queries that only add: evaluated over the graphs of any one
witness (and the given ones), the query yields the row; over the dataset less one graph from each witness, it does not.
See `docs/provenance.md`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from time import perf_counter
from typing import Literal, cast

from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, Store, Variable, parse_query_results

from queries import algebra
from queries.algebra import nodes as a
from queries.claims import ClaimDetail, details
from queries.datasets import told_apart
from queries.errors import NotSupported
from queries.evaluation import Dataset, Results, engine_errors, evaluate, merged, run
from queries.graphs import handed_down
from queries.lifting import lifted
from queries.limits import DEFAULT_LIMITS, Limits
from queries.membership import GIVEN
from queries.narrowing import Narrowed
from queries.overhearing import refuse_overheard
from queries.own import Kind, Snapshot, given_kinds, has_merge, how_many, kind_of, own_properties, remember, seconds
from queries.questions import Questions
from queries.restricting import looks_into_graphs
from queries.selects import refuse_unrepeatable, selected
from queries.solutions import Row, cells, joined
from queries.solutions import rows as every_row
from queries.syntax import Form, classify
from queries.tracing import Stores, Tracer
from queries.witnesses import BOUND, Witnesses
from store.reading import held_triples
from store.support import support_quads

Detail = Literal["graphs", "claims"]

_READ = 0.5e-6
"""The seconds that the engine takes to read a triple of a property, and to put it where a join finds it."""

_REMEMBERED = 4_096
"""The longest text whose rewriting is kept, in characters."""


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
    snapshot: Snapshot | None = None,
    within: Narrowed | None = None,
) -> TracedAnswer:
    """Answer a query with its provenance, `within` a scope of these stores where there is one.

    With the snapshot of which the stores are, or a part, the answer is the same, and sooner there (`queries.own`).
    Raises NotSupported for forms whose provenance is not known.
    """
    shape = classify(text, base_iri=base_iri, limits=limits)
    if shape.form not in (Form.SELECT, Form.ASK):
        raise NotSupported(shape.form.name, f"provenance of {shape.form.name} is not supported: it has no rows")
    # Before anything is rewritten, so that a query that makes no sense is refused as the engine refuses it.
    head = _head(text, base_iri)
    query = algebra.read(text, base_iri=base_iri, limits=limits)
    given = frozenset(base + graph for graph in GIVEN)
    chosen = dataset or Dataset(shape.default_graphs, shape.named_graphs)
    # Over the dataset itself, neither is of use; in a dataset that is named, there may be no given graphs.
    looked = snapshot if not looks_into_graphs(query) else None
    properties = own_properties(looked, _meeting(query)) if looked else frozenset()
    kinds = given_kinds(looked, _kinds(query), given) if looked and not chosen else frozenset()
    questions = (_known_questions if len(text) <= _REMEMBERED else _questions)(query, properties, kinds)
    stores, questions = _narrowed(Stores(graphs, support, base, given, within), questions, chosen)
    plainly = partial(within.evaluate if within else partial(evaluate, graphs), text)
    asked = _Asked(partial(plainly, dataset=dataset, base_iri=base_iri, limits=limits), snapshot, text)
    tracer = Tracer(stores, questions, asked.takes_longer_than_reading)
    # What stands in no named graph is in no support store: only a merge has no more than they.
    if snapshot and not chosen and has_merge(snapshot) and (whole := questions.whole(head)) is not None:
        rows, known = tracer.whole(whole)
        return _answer(graphs, tracer, _as_json(head, rows), None, rows, known, detail)
    return _apart(graphs, tracer, asked, detail)


def _apart(graphs: Store, tracer: Tracer, asked: _Asked, detail: Detail) -> TracedAnswer:
    """Answer the plain query, and find on what its rows rest."""
    results, boolean = asked.answer()
    variables, rows = _rows(results) if boolean is None else ((), [""] if boolean else [])
    known = _witnesses(tracer, variables, list(dict.fromkeys(rows)))
    return _answer(graphs, tracer, results, boolean, rows, known, detail)


class _Asked:
    """The plain query, which is not asked unless it has to be."""

    def __init__(self, plainly: Callable[[], Results], snapshot: Snapshot | None, text: str) -> None:
        self._plainly = plainly
        self._snapshot = snapshot
        self._text = text

    def answer(self) -> tuple[bytes, bool | None]:
        """Answer it in the engine's JSON, and with the boolean of an ASK."""
        begun = perf_counter()
        answer = _plain(self._plainly())
        if self._snapshot is not None:
            remember(self._snapshot, self._text, perf_counter() - begun)
        return answer

    def takes_longer_than_reading(self, names: Iterable[NamedNode]) -> bool:
        """Tell whether to read all triples of some properties takes no longer; asks it, if it never was here."""
        if self._snapshot is None:
            return False
        if (taken := seconds(self._snapshot, self._text)) is None:
            self.answer()
            taken = seconds(self._snapshot, self._text) or 0.0
        return how_many(self._snapshot, names) * _READ < taken


@lru_cache(maxsize=256)
def _head(text: str, base_iri: str | None) -> tuple[Variable, ...]:
    """Give the variables of an answer, as the engine has them, by asking nothing; none of an ASK."""
    found = run(Store(), text, base_iri)
    return tuple(found.variables) if isinstance(found, QuerySolutions) else ()


def _as_json(head: tuple[Variable, ...], rows: Iterable[Row]) -> bytes:
    """Write rows as the engine does."""
    written = "\n".join(("\t".join(map(str, head)), *rows, "")).encode()
    solutions = cast(QuerySolutions, parse_query_results(written, QueryResultsFormat.TSV))
    return cast(bytes, solutions.serialize(format=QueryResultsFormat.JSON))


def _plain(answer: Results) -> tuple[bytes, bool | None]:
    """Write an answer without provenance as JSON, and give the boolean of an ASK."""
    # In a function of its own: an error further on must not keep the engine's results, which belong to this thread.
    with engine_errors():
        written = cast(bytes, cast(QuerySolutions, answer).serialize(format=QueryResultsFormat.JSON))
    return written, bool(answer) if isinstance(answer, QueryBoolean) else None


def _meeting(query: a.Query) -> set[NamedNode]:
    """Give the properties that two triple patterns with one subject ask for, within one group of them."""
    found: set[NamedNode] = set()
    for node in algebra.walk(query):
        if isinstance(node, a.BGP):
            by_subject: defaultdict[a.Term, list[NamedNode]] = defaultdict(list)
            for triple in node.triples:
                if isinstance(triple.predicate, NamedNode):
                    by_subject[triple.subject].append(triple.predicate)
            found.update(name for names in by_subject.values() if len(names) > 1 for name in names)
    return found


def _kinds(query: a.Query) -> set[Kind]:
    """Give the kinds of triples that a query asks for, also by the steps of a path."""
    nodes = list(algebra.walk(query))
    found = {kind_of(each) for each in nodes if isinstance(each, a.TriplePattern)}
    paths = (each for node in nodes if isinstance(node, a.PropertyPath) for each in algebra.walk(node))
    steps = {(step, None) for step in paths if isinstance(step, NamedNode)}
    return {kind for kind in (*found, *steps) if kind is not None}


def _questions(query: a.Query, own: frozenset[NamedNode], given: frozenset[Kind]) -> Questions:
    refuse_unrepeatable(query, "provenance")
    refuse_overheard(query)
    made = lifted(handed_down(query))
    return Questions(made, over_support=not looks_into_graphs(query), own=own, given=given, as_written=made == query)


_known_questions = lru_cache(maxsize=256)(_questions)


def _witnesses(tracer: Tracer, variables: tuple[Variable, ...], rows: list[Row]) -> dict[Row, Witnesses]:
    query = tracer.questions.query
    if not isinstance(query, a.Select):
        return tracer.witnesses(selected(query.pattern), variables, rows, cut=False, distinct=False)
    made = algebra.outline(query.pattern, selecting=True)
    if made.group or made.aggregates:
        return _of_sums(tracer, variables, rows)
    cut = made.limit is not None or made.offset > 0
    distinct = made.modifier == "DISTINCT"
    return tracer.witnesses(selected(query.pattern), variables, rows, cut=cut, distinct=distinct)


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
    return {row: tracer.united([sums.get(key, frozenset()) for key in groups[row]]) for row in rows}


def _part(row: Row, names: Sequence[Variable], wanted: Sequence[Variable]) -> Row:
    found = cells(row)
    return joined(found[names.index(name)] for name in wanted)


def _answer(
    graphs: Store,
    tracer: Tracer,
    results: bytes,
    boolean: bool | None,
    rows: list[Row],
    known: Mapping[Row, Witnesses],
    detail: Detail,
) -> TracedAnswer:
    lengths = ((row, each.size or max(map(len, each.sets), default=0)) for row, each in known.items())
    sizes = {row: length for row, length in lengths if length > BOUND}
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


def _narrowed(stores: Stores, questions: Questions, dataset: Dataset) -> tuple[Stores, Questions]:
    """Copy what is asked of, where a dataset is named, or a scope cannot be kept to otherwise; and say what asks."""
    within, base, given = stores.within, stores.base, stores.given
    if dataset:
        if not questions.over_support:
            apart = told_apart(within or stores.graphs, dataset, base)
            return Stores(*apart, base, given), questions.over_named()
        copies, support = merged(within or stores.graphs, dataset.default), Store()
        support.bulk_extend(support_quads(held_triples(copies), base))
        return Stores(copies, support, base, given), questions
    if not within:
        return stores, questions
    if within.can_be_asked_of_snapshot(questions.query):
        return stores, questions.within(within.names)
    return Stores(*within.copies, base, given), questions


def _rows(results: bytes) -> tuple[tuple[Variable, ...], list[Row]]:
    """Give the answer's variables, and its rows."""
    solutions = cast(QuerySolutions, parse_query_results(results, QueryResultsFormat.JSON))
    return tuple(solutions.variables), every_row(solutions)
