"""Minimal witnesses against their definition, by brute force over all sets of graphs."""

from collections.abc import Iterable
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from queries.witnesses import Graphs, Witnesses, of_row, of_solution

HOLDERS = st.lists(st.frozensets(st.sampled_from("abcde"), min_size=1), max_size=4)


def subsets(names: str = "abcde") -> list[Graphs]:
    return [frozenset(each) for size in range(len(names) + 1) for each in combinations(names, size)]


def minimal(sets: Iterable[Graphs]) -> set[Graphs]:
    every = set(sets)
    return {graphs for graphs in every if not any(other < graphs for other in every)}


def sets_of(found: Witnesses) -> set[Graphs]:
    return set(map(frozenset, found.sets))


def suffices(graphs: Graphs, holders: Iterable[Graphs]) -> bool:
    return all(graphs & held for held in holders)


@given(HOLDERS)
def test_the_witnesses_of_a_solution_are_the_smallest_sets_that_hold_each_triple(holders: list[Graphs]) -> None:
    found = of_solution(holders)
    assert sets_of(found) == minimal(graphs for graphs in subsets() if suffices(graphs, holders))
    assert len(found.sets) == len(set(found.sets))
    assert not found.truncated


@given(st.lists(HOLDERS, min_size=1, max_size=3))
def test_a_row_rests_on_any_of_its_solutions(solutions: list[list[Graphs]]) -> None:
    found = of_row(witness for holders in solutions for witness in of_solution(holders).sets)
    enough = (graphs for graphs in subsets() if any(suffices(graphs, holders) for holders in solutions))
    assert sets_of(found) == minimal(enough)


@given(HOLDERS, st.integers(1, 4))
def test_with_a_bound_each_witness_is_still_minimal_and_sufficient(holders: list[Graphs], bound: int) -> None:
    every, some = of_solution(holders), of_solution(holders, bound)
    assert set(some.sets) <= set(every.sets)
    assert len(some.sets) <= bound
    assert some.truncated or set(some.sets) == set(every.sets)


def test_a_solution_without_triples_rests_on_nothing() -> None:
    assert of_solution([]).sets == ((),)


def test_a_row_without_solutions_has_no_witness() -> None:
    assert of_row([]).sets == ()


def test_witnesses_are_sorted_by_size_and_name() -> None:
    assert of_row([("b", "d"), ("c",), ("a", "d"), ("b", "d")]).sets == (("c",), ("a", "d"), ("b", "d"))
    assert of_solution([frozenset("cb"), frozenset("ac")]).sets == (("c",), ("a", "b"))


def test_many_graphs_for_many_triples_end_at_the_bound() -> None:
    holders = [frozenset(f"{triple}-{number}" for number in range(1_000)) for triple in range(5)]
    found = of_solution(holders)
    assert len(found.sets) == 1_000
    assert found.truncated
    assert all(suffices(frozenset(witness), holders) for witness in found.sets)


def test_a_row_of_many_solutions_ends_at_the_bound() -> None:
    found = of_row((f"{number:04}",) for number in range(3_000))
    assert found.truncated
    assert found.sets == tuple((f"{number:04}",) for number in range(1_000))


def test_one_solution_that_rests_on_nothing_absorbs_all_others() -> None:
    assert of_row([("a", "b"), (), ("c",)]) == Witnesses(((),))
