"""The oracle of row provenance is right: its rows are the engine's, and its two ways to find witnesses agree."""

import os
from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, note, settings
from pyoxigraph import Quad

from queries.syntax import classify
from tests.queries import fragments, oracle
from tests.queries.datasets import Row, Sets, Subsets, engine_rows
from tests.queries.forms import (
    Aggregate,
    Bind,
    Choice,
    Column,
    Compare,
    Either,
    Exists,
    Filter,
    Graph,
    Group,
    Minus,
    Negation,
    Optional,
    Repeated,
    Select,
    Triples,
    Union,
    written,
)
from tests.queries.worlds import (
    GIVEN,
    GRAPHS,
    MONOTONE,
    NODES,
    ONE,
    PREDICATES,
    TWO,
    WHOLE,
    A,
    B,
    Case,
    P,
    Q,
    cases,
    world,
)

EXAMPLES = int(os.environ.get("COUNTERCLAIM_TEST_EXAMPLES", "200"))
MANY = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
HALF = settings(MANY, max_examples=max(1, EXAMPLES // 2))

X_P_Y = Triples((("?x", P, "?y"),))
X_Q_Y = Triples((("?x", Q, "?y"),))
Y_Q_Z = Triples((("?y", Q, "?z"),))


def rows_of(case: Case, rows: Iterable[Row]) -> Counter[Row]:
    """Count rows, without the values that depend on an order.

    REDUCED may give a row as often as it likes, and the engine gives some ends of `*` and `+` twice.
    """
    counted = Counter(case.settled(rows))
    once = case.query.modifier == "REDUCED" or fragments.walks_far(case.query)
    return Counter(set(counted)) if once else counted


@HALF
@given(cases(WHOLE))
def test_a_random_query_reads_well_and_the_oracle_evaluates_it_as_the_engine(case: Case) -> None:
    note(repr(case))
    classify(case.text)
    rows = engine_rows(case.world.store(), case.uncut, case.query.names)
    assert rows_of(case, oracle.rows(case.world, case.query)) == rows_of(case, rows)


@MANY
@given(cases(MONOTONE))
def test_witnesses_by_composition_are_the_minimal_subsets(case: Case) -> None:
    note(repr(case))
    assert fragments.monotone(case.query)
    assert oracle.answer(case.world, case.query) == Subsets(case.world, case.uncut, case.query.names).witnesses()


@HALF
@given(cases(WHOLE))
def test_a_witness_by_composition_suffices_where_what_excludes_is_monotone(case: Case) -> None:
    note(repr(case))
    if not fragments.steady(case.query):
        return
    for row, sets in oracle.answer(case.world, case.query).items():
        for admitted in sets:
            rows = engine_rows(case.world.store(admitted), case.uncut, case.query.names)
            assert row in case.settled(rows)


ONE_, TWO_, BOTH = 0b01, 0b10, 0b11


def witnesses(said: dict[str, list[int]], *elements: object, **clauses: object) -> dict[Row, Sets]:
    """Evaluate over a small world: each triple as `a p b`, with the numbers of its graphs, 0 being a given one."""
    terms = {"a": A, "b": B, "p": P, "q": Q, "1": ONE, "2": TWO}
    quads = [
        Quad(*(terms[word] for word in text.split()), GRAPHS[number - 1] if number else GIVEN[0])  # type: ignore[arg-type, call-arg] # the text says what stands where
        for text, numbers in said.items()
        for number in numbers
    ]
    return oracle.answer(world(quads), Select(Group(elements), **clauses))  # type: ignore[arg-type] # elements and clauses as a test writes them


def sets(*each: int) -> Sets:
    return frozenset(each)


def test_a_triple_in_two_graphs_rests_on_each() -> None:
    assert witnesses({"a p b": [1, 2]}, X_P_Y) == {(A, B): sets(ONE_, TWO_)}


def test_what_is_given_needs_no_witness() -> None:
    assert witnesses({"a p b": [0, 1]}, X_P_Y) == {(A, B): sets(0)}


def test_a_join_rests_on_both_sides() -> None:
    assert witnesses({"a p b": [1], "b q 1": [2]}, X_P_Y, Y_Q_Z) == {(A, B, ONE): sets(BOTH)}


def test_a_union_rests_on_either_side() -> None:
    union = Union((Group((X_P_Y,)), Group((X_Q_Y,))))
    assert witnesses({"a p b": [1], "a q b": [2]}, union) == {(A, B): sets(ONE_, TWO_)}


def test_an_optional_that_matches_rests_on_both_sides_and_one_that_does_not_on_the_left() -> None:
    found = witnesses({"a p b": [1], "b q 1": [2], "b p a": [1]}, X_P_Y, Optional(Group((Y_Q_Z,))))
    assert found == {(A, B, ONE): sets(BOTH), (B, A, None): sets(ONE_)}


def test_minus_rests_on_the_left() -> None:
    assert witnesses({"a p b": [1], "b q 1": [2]}, X_P_Y, Minus(Group((X_Q_Y,)))) == {(A, B): sets(ONE_)}


def test_exists_rests_on_what_is_there_and_not_exists_on_nothing() -> None:
    exists = Exists(Group((Y_Q_Z,)))
    said = {"a p b": [1], "b q 1": [2], "b p a": [1]}
    assert witnesses(said, X_P_Y, Filter(exists)) == {(A, B): sets(BOTH)}
    assert witnesses(said, X_P_Y, Filter(Negation(exists))) == {(B, A): sets(ONE_)}
    assert witnesses(said, X_P_Y, Filter(Negation(Exists(exists.group, True)))) == {(A, B): sets(BOTH)}


def test_a_condition_that_holds_without_exists_needs_none_of_it() -> None:
    either = Either(Exists(Group((Y_Q_Z,))), Compare("=", "?x", A))
    assert witnesses({"a p b": [1], "b q 1": [2]}, X_P_Y, Filter(either)) == {(A, B): sets(ONE_)}


def test_bind_rests_on_what_makes_its_value() -> None:
    found = witnesses({"a p b": [1], "b q 1": [2]}, X_P_Y, Bind(Exists(Group((Y_Q_Z,))), "?u"), columns=("?x",))
    assert found == {(A,): sets(BOTH)}


def test_a_named_graph_is_needed_even_where_nothing_is_asked_of_it() -> None:
    empty = Graph("?g", Group(()))
    assert witnesses({"a p b": [1, 2]}, X_P_Y, empty)[GRAPHS[1], A, B] == sets(TWO_, BOTH) - sets(BOTH) | sets()


@pytest.mark.parametrize("mark", ["*", "+"])
def test_a_path_may_be_walked_in_several_ways(mark: str) -> None:
    said = {"a p 1": [1], "a p b": [2], "b p 1": [2]}
    path = Triples(((A, Repeated(P, mark), ONE),))
    assert witnesses(said, path, ask=True) == {(): sets(ONE_, TWO_)}


def test_a_path_of_no_steps_rests_on_any_triple_of_its_node() -> None:
    path = Triples(((A, Repeated(P, "?"), A),))
    assert witnesses({"a q b": [1], "b q 1": [2]}, path, ask=True) == {(): sets(ONE_)}
    assert witnesses({"b q 1": [2]}, path, ask=True) == {}


def test_an_alternative_rests_on_either_path() -> None:
    path = Triples((("?x", Choice(P, Q), "?y"),))
    assert witnesses({"a p b": [1], "a q b": [2]}, path) == {(A, B): sets(ONE_, TWO_)}


def test_an_aggregate_rests_on_all_its_solutions() -> None:
    counted = Column(Aggregate("COUNT", None), "?n")
    said = {"a p b": [1, 2], "a p 1": [2], "b p a": [3]}
    found = witnesses(said, X_P_Y, columns=("?x", counted), keys=("?x",))
    assert found == {(A, TWO): sets(BOTH), (B, ONE): sets(0b100)}


def test_an_aggregate_counts_equal_solutions_each_with_its_witnesses() -> None:
    union = Union((Group((X_P_Y,)), Group((X_P_Y, X_Q_Y))))
    counted = (Column(Aggregate("COUNT", None), "?n"),)
    assert witnesses({"a p b": [1], "a q b": [2]}, union, columns=counted) == {(TWO,): sets(BOTH)}


def test_equal_rows_of_two_groups_rest_on_either_group() -> None:
    counted = (Column(Aggregate("COUNT", None), "?n"),)
    found = witnesses({"a p b": [1], "b p a": [2]}, X_P_Y, columns=counted, keys=("?x",))
    assert found == {(ONE,): sets(ONE_, TWO_)}


def test_a_limit_leaves_no_witness_out() -> None:
    cut = Select(Group((X_P_Y,)), ("?x",), order=("STR(?x)", "STR(DATATYPE(?x))"), limit=1)
    assert witnesses({"a p b": [1], "a p 1": [2]}, cut) == {(A,): sets(ONE_, TWO_)}


def test_the_engine_counts_hidden_ends_of_steps_where_count_distinct_counts_solutions() -> None:
    """Why no strategy draws COUNT(DISTINCT *): of four different solutions the engine makes eight."""
    quads = [Quad(A, P, node, GRAPHS[0]) for node in NODES] + [Quad(B, P, node, GRAPHS[0]) for node in NODES]
    query = f"SELECT (COUNT(DISTINCT *) AS ?n) {{ ?x {PREDICATES[0]}/{PREDICATES[0]} ?y }}"
    assert engine_rows(world(quads).store(), query, ["?n"])[0][0].value == "8"  # type: ignore[union-attr] # a number


def test_the_engine_lets_a_sub_select_in_a_graph_speak_of_other_graphs() -> None:
    """The oracle follows: in no single graph do both triples stand."""
    quads = [Quad(A, P, B, GRAPHS[0]), Quad(A, Q, B, GRAPHS[1])]
    inner = Graph("?g", Group((X_P_Y, Select(Group((X_Q_Y,)), ("?x",)))))
    assert len(engine_rows(world(quads).store(), written(Select(Group((inner,)))), ["?x"])) == 1
    assert oracle.answer(world(quads), Select(Group((inner,)), ("?x",))) == {(A,): sets(BOTH)}
    told = Graph("?g", Group((X_P_Y, Select(Group((X_Q_Y,)), ("?g", "?x")))))
    assert not engine_rows(world(quads).store(), written(Select(Group((told,)))), ["?x"])
    assert not oracle.answer(world(quads), Select(Group((told,))))


def test_a_written_query_says_each_form() -> None:
    query = Select(
        Group((X_P_Y, Optional(Group((Y_Q_Z, Filter(Compare("<", "?z", TWO))))))), ("?x",), "DISTINCT", limit=2
    )
    text = f"SELECT DISTINCT ?x WHERE {{ ?x {P} ?y . OPTIONAL {{ ?y {Q} ?z . FILTER ((?z < {TWO})) }} }} LIMIT 2"
    assert written(query) == text
