"""The W3C's tests of query evaluation: a query that is read and written again has the answer that it had.

Tests of `sparql10` and `sparql11`, entailment too as far as the engine passes without any. Answers are compared as
graphs, so that blank nodes may have any names and numbers any form.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store
from rdflib.plugins.sparql.parser import parseQuery

from queries import algebra
from queries.errors import NotSupported, QueryError, SyntaxRefused
from tests.w3c import EVALUATION, Case, all_cases, answer_as_graph, expected

SUITES = ("sparql10", "sparql11")

NOT_READ = {
    **{f"sparql11/service/service{n}": "SERVICE is refused" for n in ("1", "2", "3", "4a", "5", "6", "7")},
    **{f"sparql11/syntax-fed/test_{n}": "SERVICE is refused" for n in (1, 2, 3)},
}
"""Each test whose query has no algebra, with the reason."""

READ_BY_US_ALONE = {
    "sparql10/expr-builtin/case-insensitive-booleans": "the engine knows true and false in lower case alone",
}
"""Each test whose query the engine refuses and the algebra does not, with the reason."""

# Evaluation tests, those that the engine passes, and those that it still passes when the query is written again.
EXPECTED_COUNTS = (596, 521, 520)


@dataclass(frozen=True)
class Outcome:
    """What became of a case: of the query as it stands, and as it is written again."""

    case: Case
    engine_passes: bool
    refusal: QueryError | None = None
    passes: bool = False
    same: bool = False
    """Whether both have one answer, right or wrong."""
    stable: bool = False
    """Whether the written query is read as what was written."""
    plain: bool = False
    """Whether rdflib reads the written query."""


# --- the runs


def store_of(case: Case) -> Store:
    store = Store()
    named = {path.as_uri(): path for path in case.query.parent.iterdir() if path.suffix in (".ttl", ".rdf", ".nt")}
    wanted = [named[iri] for iri in re.findall(r"file:[^>\s]+", from_clauses(case)) if iri in named]
    for path in case.data:
        store.load(path=str(path), base_iri=path.as_uri())
    for path in {*case.graphs, *wanted}:
        store.load(path=str(path), base_iri=path.as_uri(), to_graph=NamedNode(path.as_uri()))
    return store


def from_clauses(case: Case) -> str:
    """Give the graphs of FROM by the names of files, which is how these tests mean them."""
    names = re.findall(r"FROM\s+(?:NAMED\s+)?<([^>]*)>", case.text, re.IGNORECASE)
    return " ".join((case.query.parent / name).as_uri() for name in names if "/" not in name)


def run(case: Case, store: Store, text: str, ordered: bool) -> object:
    try:
        answer = store.query(text, base_iri=case.base)
        names = [variable.value for variable in answer.variables] if isinstance(answer, QuerySolutions) else []
        return type(answer), names, answer_as_graph(answer, ordered)
    except (SyntaxError, RuntimeError, ValueError, OSError) as error:
        return type(error).__name__


def judge(case: Case) -> Outcome:
    store = store_of(case)
    try:
        query = algebra.read(case.text, base_iri=case.base)
    except QueryError as error:
        return Outcome(case, meets(case, run(case, store, case.text, False), False), error)
    written = algebra.write(query)
    ordered = "ORDER BY" in written
    original, again = run(case, store, case.text, ordered), run(case, store, written, ordered)
    return Outcome(
        case,
        meets(case, original, ordered),
        passes=meets(case, again, ordered),
        same=original == again,
        stable=algebra.read(written, base_iri=case.base) == query,
        plain=can_parse(written),
    )


def can_parse(text: str) -> bool:
    try:
        parseQuery(text)
    except Exception:
        # The parser's errors are of many kinds.
        return False
    return True


def meets(case: Case, answer: object, ordered: bool) -> bool:
    """Tell whether an answer is the one that the test expects; a CSV file says too little to tell."""
    if case.result is None or isinstance(answer, str) or case.result.suffix == ".csv":
        return case.result is None or not isinstance(answer, str)
    assert isinstance(answer, tuple)
    form, _, found = answer
    return bool(found == expected(case.result, form, ordered))


@pytest.fixture(scope="module")
def outcomes(shared: Path) -> list[Outcome]:
    """Give the outcome of every test of SPARQL 1.0 and 1.1."""
    return [judge(case) for case in all_cases(w3c(shared), SUITES)]


def w3c(shared: Path) -> Path:
    folder = shared / "w3c/sparql"
    if not folder.is_dir():
        pytest.skip(f"the tests of the W3C are not at {folder}")
    return folder


def names(outcomes: Iterable[Outcome]) -> list[str]:
    return [outcome.case.name for outcome in outcomes]


def evaluations(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.case.kind in EVALUATION]


def test_queries_are_read_but_for_those_that_are_listed(outcomes: list[Outcome]) -> None:
    assert set(names(outcome for outcome in outcomes if outcome.refusal)) == NOT_READ.keys()


def test_what_the_engine_passes_it_passes_with_the_written_query(outcomes: list[Outcome]) -> None:
    passed = [outcome for outcome in evaluations(outcomes) if outcome.engine_passes and not outcome.refusal]
    assert names(outcome for outcome in passed if not outcome.passes) == []


def test_what_the_engine_fails_it_fails_in_the_same_way(outcomes: list[Outcome]) -> None:
    differing = names(outcome for outcome in outcomes if not outcome.same and not outcome.refusal)
    assert differing == list(READ_BY_US_ALONE)


def test_a_written_query_is_read_as_what_was_written(outcomes: list[Outcome]) -> None:
    assert names(outcome for outcome in outcomes if not outcome.stable and not outcome.refusal) == []


def test_a_written_query_can_be_read_by_rdflib(outcomes: list[Outcome]) -> None:
    assert names(outcome for outcome in outcomes if not outcome.plain and not outcome.refusal) == []


def test_the_numbers_are_those_that_are_published(outcomes: list[Outcome]) -> None:
    evaluated = evaluations(outcomes)
    passed = [outcome for outcome in evaluated if outcome.engine_passes]
    assert (len(evaluated), len(passed), sum(outcome.passes for outcome in passed)) == EXPECTED_COUNTS


def test_sparql_12_is_refused_by_name_or_has_the_same_answer(shared: Path) -> None:
    outcomes = [judge(case) for case in all_cases(w3c(shared), ("sparql12",))]
    refused = [outcome for outcome in outcomes if outcome.refusal]
    assert {type(outcome.refusal) for outcome in refused} <= {NotSupported, SyntaxRefused}
    assert names(outcome for outcome in outcomes if not outcome.refusal and not outcome.same) == []
