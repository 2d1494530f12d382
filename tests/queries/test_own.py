"""Properties that stand in the graphs of their subjects alone: which they are, and that they change no answer."""

from collections.abc import Callable, Iterable
from typing import Protocol, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, Store, parse_query_results

from queries import algebra
from queries.own import own_properties
from queries.provenance import TracedAnswer, trace
from queries.questions import Questions

BASE = "http://x/"
A, B, C, P, Q, R, S = (NamedNode(BASE + name) for name in "abcpqrs")
OWN = {P, Q}
QUERIES = [
    "SELECT ?a ?n { ?a <p> ?n ; <q> ?m }",
    "SELECT * { ?a <p> ?n ; <q> ?n ; <r> ?b . ?b <p> ?m ; <q> ?k ; <s> ?o }",
    "SELECT DISTINCT ?n { ?a <p> ?n ; <q> ?m . ?b <p> ?m ; <q> ?n }",
    "SELECT ?a ?m { ?a <r> ?b OPTIONAL { ?b <p> ?n ; <q> ?m } }",
    "SELECT ?a { { ?a <p> 1 ; <q> ?m } UNION { ?a <r> ?b . ?b <p> ?m ; <q> 2 } }",
    "SELECT ?a { ?a <r> ?b FILTER EXISTS { ?b <p> ?n ; <q> ?m } FILTER NOT EXISTS { ?b <p> 1 ; <q> 1 } }",
    "SELECT ?n (COUNT(*) AS ?k) { ?a <p> ?n ; <q> ?m ; <r> ?b } GROUP BY ?n",
    "SELECT ?a ?k { { SELECT ?n (MAX(?m) AS ?k) { ?x <p> ?n ; <q> ?m } GROUP BY ?n } ?a <p> ?n ; <q> ?k }",
    "SELECT ?m { <a> <p> ?n ; <q> ?m }",
    "SELECT ?a ?m { ?a <p> ?n ; <q> ?m } ORDER BY ?a ?m LIMIT 2",
    "ASK { ?a <p> ?n ; <q> ?n ; <s>/<r> ?b }",
    "SELECT ?a { ?a ?any ?n ; <p> ?n ; <q> ?m }",
    "SELECT DISTINCT ?b { ?a <p> ?n ; <r>/(<s>|^<r>) ?b }",
    "SELECT DISTINCT ?a { { ?a <r> ?b . ?b <q> ?m } UNION { ?a <s> ?b . ?b <p> ?m } MINUS { ?a <p> 1 } FILTER(?m > 1)}",
    "SELECT DISTINCT ?b ?m { VALUES ?m { 1 UNDEF } ?a <q> ?m . ?b <p> ?m BIND(?m + 1 AS ?k) ?c <p> ?k }",
    "SELECT (SUM(?n) AS ?k) { ?a <r> ?b . ?b <s> ?c . ?c <p> ?n FILTER NOT EXISTS { ?c <q> ?n } }",
]


class Stores(Protocol):
    """What `conftest.py` builds."""

    @property
    def graphs(self) -> Store: ...
    @property
    def support(self) -> Store: ...


Build = Callable[[Iterable[Quad]], Stores]

owned = st.builds(
    lambda subject, name, value: Quad(subject, name, Literal(value), subject),
    st.sampled_from([A, B, C]),
    st.sampled_from([P, Q]),
    st.integers(1, 2),
)
shared = st.builds(
    Quad, st.sampled_from([A, B, C]), st.sampled_from([R, S]), st.sampled_from([A, B, C]), st.sampled_from([A, B, C])
)
worlds = st.lists(owned, max_size=8).flatmap(lambda some: st.lists(shared, max_size=8).map(lambda more: some + more))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(worlds)
@pytest.mark.parametrize("seconds", [0.0, 1e9], ids=["by hashing", "by loops"])
@pytest.mark.parametrize("query", QUERIES)
def test_asked_for_together_or_apart_by_hashing_or_by_loops_rows_rest_on_the_same(
    query: str, seconds: float, stores_of: Build, monkeypatch: pytest.MonkeyPatch, quads: list[Quad]
) -> None:
    monkeypatch.setattr("queries.provenance._READ", seconds)
    stores, text = stores_of(quads), f"BASE <{BASE}> {query}"
    together = trace(stores.graphs, stores.support, text, base=BASE, snapshot=stores)
    apart = trace(stores.graphs, stores.support, text, base=BASE)
    assert settled(together) == settled(apart)


def settled(answer: TracedAnswer) -> object:
    """Give rows with what they rest on, in an order of their own: the query tells none."""
    if answer.boolean is not None:
        return answer
    solutions = cast(QuerySolutions, parse_query_results(answer.results, QueryResultsFormat.JSON))
    rows = sorted((str(list(solution)), witnesses) for solution, witnesses in zip(solutions, answer.rows, strict=True))
    return rows, answer.claims, answer.partial, answer.truncated, answer.negation


def test_a_property_is_its_subjects_own_where_no_other_graph_has_a_triple_of_it(stores_of: Build) -> None:
    one, two = Quad(A, P, Literal(1), A), Quad(B, P, Literal(2), B)
    for quads, own in (
        ([one, two], {P, Q}),
        ([one, two, Quad(B, P, Literal(2), A)], {Q}),
        ([one, Quad(B, P, Literal(3), C)], {Q}),
        ([one, two, Quad(A, Q, Literal(1), B)], {P}),
    ):
        assert own_properties(stores_of(quads), [P, Q]) == own


def test_triples_of_one_subject_are_asked_for_in_one_graph(stores_of: Build) -> None:
    stores = stores_of([Quad(A, name, Literal(1), A) for name in (P, Q)])
    query = algebra.read(f"BASE <{BASE}> SELECT * {{ ?a <p> ?n ; <q> ?m . ?b <p> ?m ; <r> ?k }}")
    questions = Questions(query, over_support=True, own=own_properties(stores, OWN))
    asked = questions.of_rows(query.pattern.pattern, ())  # type: ignore[attr-defined] # what SELECT * selects from
    assert asked.text.count("GRAPH") == 3
