"""Evaluation: the dataset of the request or the query, each triple once; errors in one line."""

from collections.abc import Sequence
from typing import cast

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, Store

from queries.errors import EvaluationFailed, NotSupported, SyntaxRefused, TooLarge
from queries.evaluation import Dataset, engine_errors, evaluate
from queries.limits import Limits

A, B, C = (NamedNode(f"http://x/{name}") for name in "abc")
P = NamedNode("http://x/p")
COUNT = "SELECT (COUNT(*) AS ?n) {}{{ ?s ?p ?o }}"


@pytest.fixture(scope="module")
def store() -> Store:
    """Two graphs that share one triple, a third with one of its own, and the merge: three triples."""
    made = Store()
    for value, graphs in ((1, (A, B)), (2, (B,)), (3, (C,))):
        made.extend(Quad(A, P, Literal(value), graph) for graph in graphs)
        made.add(Quad(A, P, Literal(value)))
    return made


def solutions(
    store: Store, query: str, dataset: Dataset | None = None, base_iri: str | None = None
) -> list[tuple[str, ...]]:
    results = evaluate(store, query, dataset=dataset, base_iri=base_iri)
    assert isinstance(results, QuerySolutions)
    return sorted(tuple(str(term) for term in row) for row in results)


def count(store: Store, clauses: str = "", default: Sequence[str] = (), named: Sequence[str] = ()) -> int:
    ((number,),) = solutions(store, COUNT.format(clauses), Dataset(tuple(default), tuple(named)))
    return int(number.split('"')[1])


def test_without_a_dataset_the_default_graph_is_the_merge(store: Store) -> None:
    assert count(store) == 3


def test_a_triple_of_two_graphs_is_counted_once_under_from(store: Store) -> None:
    assert count(store, "FROM <http://x/a> FROM <http://x/b> ") == 2


def test_a_triple_of_two_graphs_is_counted_once_under_default_graph_uri(store: Store) -> None:
    assert count(store, default=["http://x/a", "http://x/b"]) == 2


def test_the_dataset_of_the_request_overrides_from(store: Store) -> None:
    assert count(store, "FROM <http://x/a> FROM <http://x/b> ", default=["http://x/c"]) == 1


def test_a_graph_that_there_is_not_is_empty(store: Store) -> None:
    assert count(store, "FROM <http://x/none> ") == 0


def test_default_graphs_alone_leave_no_named_graph(store: Store) -> None:
    assert solutions(store, "SELECT ?g FROM <http://x/a> { GRAPH ?g { ?s ?p ?o } }") == []


def test_named_graphs_alone_leave_the_default_graph_empty(store: Store) -> None:
    assert count(store, "FROM NAMED <http://x/a> ") == 0
    assert count(store, named=["http://x/a"]) == 0


def test_only_the_named_graphs_of_the_dataset_are_seen(store: Store) -> None:
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    assert solutions(store, query, Dataset((), ("http://x/a", "http://x/c"))) == [(str(A),), (str(C),)]


def test_an_empty_dataset_names_nothing() -> None:
    assert not Dataset()


def test_a_relative_iri_is_resolved_against_the_base_of_the_request(store: Store) -> None:
    assert solutions(store, "SELECT ?o { <a> <p> ?o } ORDER BY ?o LIMIT 1", base_iri="http://x/")


def test_each_form_gives_its_kind_of_results(store: Store) -> None:
    assert isinstance(evaluate(store, "ASK {}"), QueryBoolean)
    assert isinstance(evaluate(store, "DESCRIBE <http://x/a>"), QueryTriples)
    assert isinstance(evaluate(store, "CONSTRUCT FROM <http://x/a> WHERE { ?s ?p ?o }"), QueryTriples)


@pytest.mark.parametrize("name", ["a", "", "http://x/ a", "<http://x/a>", "DEFAULT"])
def test_a_dataset_names_its_graphs_by_absolute_iris(name: str, store: Store) -> None:
    with pytest.raises(SyntaxRefused, match="dataset"):
        evaluate(store, "ASK {}", dataset=Dataset((name,)))


@pytest.mark.parametrize(
    ("query", "place", "words"),
    [
        ("SELECT * { ?s ?p }", (1, 12), "near “?s”"),
        ("SELECT *\n{\n  ?s ?p ?o FILTER (?o ==2) }", (3, 24), "near “=”"),
        ("SELECT * { ?s ?p ?o ?q }", (1, 21), "near “?q”"),
        ("SELECT * { ?s ?p ?o } LIMIT x", (1, 29), "“x” is no word"),
        ("SELECT * { ?s ?p ?o } ORDER BY", (1, 31), "ends too early"),
        ("SELECT * { ?s ?p <a> }", (1, 18), "“<a>” is no absolute IRI"),
        ("SELECT ?x { ?s ?p ?o } GROUP BY ?s", None, "variable that is unbound"),
    ],
)
def test_a_syntax_error_says_where_and_what(
    query: str, place: tuple[int, int] | None, words: str, store: Store
) -> None:
    with pytest.raises(SyntaxRefused) as caught:
        evaluate(store, query)
    assert words in str(caught.value)
    assert (caught.value.line, caught.value.column) == (place or (None, None))


def test_an_unknown_function_is_not_supported(store: Store) -> None:
    with pytest.raises(NotSupported, match="http://x/f"):
        evaluate(store, "SELECT (<http://x/f>(1) AS ?x) {}")


def test_what_the_engine_gives_up_on_is_one_line() -> None:
    class Broken:
        def query(self, *_: object, **__: object) -> QuerySolutions:
            raise OSError("disk\n  on fire")

    with pytest.raises(EvaluationFailed, match="could not be evaluated: disk on fire"):
        evaluate(cast(Store, Broken()), "ASK {}")


def test_what_fails_while_results_are_used_up_is_said_alike() -> None:
    with pytest.raises(EvaluationFailed, match="disk on fire"), engine_errors():
        raise OSError("disk\n  on fire")


def test_limits_hold_for_what_is_evaluated(store: Store) -> None:
    with pytest.raises(TooLarge):
        evaluate(store, "ASK {}", limits=Limits(characters=1))
