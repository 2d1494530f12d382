"""Rows that come with what they rest on, from one question: when the plain query is asked besides, and when not."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, cast

import pytest
from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    Store,
    parse_query_results,
)

from queries import algebra, provenance
from queries.errors import SyntaxRefused
from queries.evaluation import Dataset, evaluate
from queries.own import given_kinds
from queries.provenance import TracedAnswer, trace
from queries.questions import Questions
from store.changes import Delta
from store.directory import DataDirectory
from store.snapshots import open_snapshot
from store.writer import open_writer

BASE = "http://x/"
P, Q, R = (NamedNode(BASE + name) for name in "pqr")
GIVEN, OTHER = (NamedNode(f"{BASE}graph/{name}") for name in ("reference", "ontology"))
CLAIMS = [NamedNode(f"{BASE}claim/{number:032x}") for number in range(1, 4)]


class Stores(Protocol):
    """What `conftest.py` builds."""

    @property
    def graphs(self) -> Store: ...
    @property
    def support(self) -> Store: ...


Build = Callable[[Iterable[Quad], str], Stores]


def world() -> list[Quad]:
    """Give claims of one number each, two of them the same, and a third that two graphs hold."""
    said = [Quad(claim, P, Literal(number), claim) for claim, number in zip(CLAIMS, (1, 1, 2), strict=True)]
    shared = [Quad(R, Q, Literal(2), claim) for claim in CLAIMS[1:]]
    return [*said, *shared, Quad(P, R, Literal("label"), GIVEN), Quad(P, R, Literal("label"), CLAIMS[0])]


@pytest.fixture
def stores(stores_of: Build) -> Stores:
    return stores_of(world(), BASE)


def asked(stores: Stores, query: str, dataset: Dataset | None = None) -> TracedAnswer:
    text = f"BASE <{BASE}> {query}"
    return trace(stores.graphs, stores.support, text, base=BASE, detail="graphs", snapshot=stores, dataset=dataset)


def rows(answer: TracedAnswer) -> Counter[tuple[str, str]]:
    solutions = cast(QuerySolutions, parse_query_results(answer.results, QueryResultsFormat.JSON))
    return Counter((str(list(row)), str(names)) for row, names in zip(solutions, answer.rows, strict=True))


def parsed(answer: bytes) -> object:
    found = parse_query_results(answer, QueryResultsFormat.JSON)
    return [str(row) for row in found] if isinstance(found, QuerySolutions) else bool(found)


ONCE = {
    "a pattern": "SELECT ?n { ?c <p> ?n }",
    "a join": "SELECT ?c ?n { ?c <p> ?n . ?d <p> ?n }",
    "in order": "SELECT ?c ?n { ?c <p> ?n } ORDER BY DESC(?n) ?c",
    "ordered by what is not shown": "SELECT ?n { ?c <p> ?n } ORDER BY DESC(STR(?c))",
    "distinct": "SELECT DISTINCT ?n { ?c <p> ?n } ORDER BY ?n",
    "optional": "SELECT ?c ?m { ?c <p> ?n OPTIONAL { ?x <q> ?n , ?m } }",
    "distinct over an optional": "SELECT DISTINCT ?n ?m { ?c <p> ?n OPTIONAL { ?x <q> ?n , ?m } }",
    "a union": "SELECT ?n { { ?c <p> ?n } UNION { ?c <q> ?n } }",
    "what is excluded": "SELECT ?c { ?c <p> ?n MINUS { ?x <q> ?n } FILTER NOT EXISTS { ?c <r> ?n } }",
    "computed": "SELECT ?c (?n + 1 AS ?m) { ?c <p> ?n BIND(?n * 2 AS ?k) FILTER(?k > 2) }",
    "counted": "SELECT ?n (COUNT(*) AS ?k) { ?c <p> ?n } GROUP BY ?n",
    "counted over an optional": "SELECT ?n (COUNT(?m) AS ?k) { ?c <p> ?n OPTIONAL { ?x <q> ?n , ?m } } GROUP BY ?n",
    "groups in order": "SELECT (SUM(?n) AS ?k) { ?c <p> ?n } GROUP BY (?n * 2) HAVING(?k > 1) ORDER BY ?k",
    "no group": "SELECT (COUNT(*) AS ?k) { ?c <p> 7 }",
    "a group of nothing but constants": "SELECT (COUNT(*) AS ?k) { <r> <q> 3 . ?c <p> ?n }",
    "a variable that has no value": "SELECT ?nothing ?c { ?c <p> ?n }",
    "a sub-select": "SELECT ?c ?k { ?c <p> ?n { SELECT ?n (COUNT(*) AS ?k) { ?d <p> ?n } GROUP BY ?n } }",
}
APART = {
    "the first of groups": "SELECT ?c (COUNT(*) AS ?k) { ?c <p> ?n } GROUP BY ?c LIMIT 1",
    "the second of groups": "SELECT ?c (COUNT(*) AS ?k) { ?c <p> ?n } GROUP BY ?c ORDER BY ?k OFFSET 1 LIMIT 1",
    "different solutions": "SELECT (COUNT(DISTINCT *) AS ?k) { { ?c <p> ?n } UNION { ?c <p> ?n } }",
    "different solutions of a sub-select": "SELECT (COUNT(DISTINCT *) AS ?k) { { SELECT ?n { ?c <p> ?n } } }",
    "cut off": "SELECT ?c { ?c <p> ?n } ORDER BY ?c LIMIT 2",
    "reduced": "SELECT REDUCED ?n { ?c <p> ?n }",
    "a choice of paths": "SELECT ?c { ?c <p>|<q> ?n }",
    "a path of any length": "SELECT ?c { ?c <p>* ?n }",
    "what exists": "SELECT ?c { ?c <p> ?n FILTER EXISTS { ?d <p> ?n } }",
    "any of a group": "SELECT (SAMPLE(?c) AS ?one) { ?c <p> ?n } GROUP BY ?n",
    "a group in some order": "SELECT (GROUP_CONCAT(STR(?c)) AS ?all) { ?c <p> ?n } GROUP BY ?n",
    "a sub-select that leaves out": "SELECT ?n { { SELECT DISTINCT ?n { ?c <p> ?n } } }",
    "ordered by what distinct leaves out": "SELECT DISTINCT ?n { ?c <p> ?n } ORDER BY ?c",
    "no variable": "SELECT * { <r> <q> 2 }",
    "yes or no": "ASK { ?c <p> 1 }",
}


def counting(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Have the plain query noted whenever it is answered."""
    answered: list[object] = []
    plainly = provenance._plain
    monkeypatch.setattr(provenance, "_plain", lambda results: answered.append(results) or plainly(results))  # type: ignore[func-returns-value] # a list notes it
    return answered


@pytest.mark.parametrize("query", ONCE.values(), ids=ONCE)
def test_rows_come_from_the_question_that_tells_on_what_they_rest(
    query: str, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(stores, query)
    answered = counting(monkeypatch)
    once = asked(stores, query)
    assert not answered
    apart = trace(stores.graphs, stores.support, f"BASE <{BASE}> {query}", base=BASE, detail="graphs")
    assert answered
    assert rows(once) == rows(apart)
    assert (once.negation, once.partial, once.truncated) == (apart.negation, apart.partial, apart.truncated)
    if "ORDER" in query:
        assert (once.results, once.rows) == (apart.results, apart.rows)


@pytest.mark.parametrize("query", APART.values(), ids=APART)
def test_rows_that_may_be_others_are_those_of_the_plain_query(
    query: str, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    # How long it takes is known then, and it is not asked for that.
    asked(stores, query)
    answered = counting(monkeypatch)
    answer = asked(stores, query)
    assert answered
    plain = cast(QuerySolutions, evaluate(stores.graphs, f"BASE <{BASE}> {query}"))
    assert parsed(answer.results) == parsed(plain.serialize(format=QueryResultsFormat.JSON) or b"")


def test_what_makes_no_sense_is_refused_as_the_engine_refuses_it(stores: Stores) -> None:
    with pytest.raises(SyntaxRefused):
        asked(stores, "SELECT ?c (COUNT(*) AS ?n) { ?c <p> ?n }")


def test_a_default_graph_that_is_no_merge_has_rows_of_its_own(tmp_path: Path) -> None:
    directory = DataDirectory.create(tmp_path / "data", base=BASE, default_graph="plain")
    added = {Quad(P, Q, Literal("here"), DefaultGraph()), Quad(P, Q, Literal("there"), CLAIMS[0])}
    with open_writer(directory) as writer:
        writer.change(Delta(frozenset(added)), label="test", started=datetime.now(UTC))
        writer.publish()
    with open_snapshot(directory) as snapshot:
        answer = trace(
            snapshot.graphs, snapshot.support, f"SELECT ?n {{ <{P.value}> ?p ?n }}", base=BASE, snapshot=snapshot
        )
    assert b'"here"' in answer.results
    assert b'"there"' not in answer.results
    assert answer.rows == ((),)


def test_a_kind_of_triples_is_given_where_given_graphs_hold_each(stores_of: Build) -> None:
    label, other = Quad(P, R, Literal("label"), GIVEN), Quad(Q, R, Literal("other"), OTHER)
    kinds = [(R, None), (P, None)]
    for quads, expected in (
        ([label, other], {(R, None)}),
        ([label, Quad(P, R, Literal("label"), OTHER), Quad(P, R, Literal("label"), CLAIMS[0])], {(R, None)}),
        ([label, Quad(Q, R, Literal("said"), CLAIMS[0])], set()),
        ([label, other, Quad(Q, P, Literal(1), CLAIMS[0])], {(R, None)}),
    ):
        found = given_kinds(stores_of(quads, BASE), kinds, {GIVEN.value, OTHER.value})
        assert found == expected


def test_who_else_holds_what_is_given_is_not_asked(stores: Stores) -> None:
    query = algebra.read(f"BASE <{BASE}> SELECT ?label {{ ?c <p> ?n . <p> <r> ?label }}")
    questions = Questions(query, over_support=True, given=frozenset([(R, None)]))
    asked_for = questions.whole(query.pattern.variables)  # type: ignore[attr-defined] # those of a SELECT
    assert asked_for is not None
    assert asked_for.text.count("GRAPH") == 1
    assert asked(stores, "SELECT ?label { <p> <r> ?label }").rows == (((),),)


def test_in_a_dataset_that_is_named_nothing_is_given(stores: Stores) -> None:
    answer = asked(stores, "SELECT ?label { <p> <r> ?label }", Dataset((CLAIMS[0].value,)))
    assert answer.rows == (((CLAIMS[0].value,),),)
