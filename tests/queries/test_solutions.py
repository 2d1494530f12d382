"""Solutions as text: each term another, whole however they come."""

from itertools import combinations
from typing import cast

from pyoxigraph import QuerySolutions, Store

from queries.solutions import cells, rows, take_rows, terms

TERMS = r"""
1 1.0 1e0 true "1" "true" "" " " "a\tb\nc\rd\\\"e" "a"@en "a"@en-gb "1"^^<http://x/integer> <http://x/1> <http://x/ü>
<<(<http://x/a><http://x/b>"c\td")>> "\u0085\u2028" "_:b" "<http://x/1>"
"""


def asked(text: str) -> QuerySolutions:
    return cast(QuerySolutions, Store().query(text))


def values() -> QuerySolutions:
    return asked(f"SELECT ?x {{ VALUES ?x {{ {TERMS} }} }}")


def taken_until(solutions: QuerySolutions, enough: int) -> list[str]:
    taken: list[str] = []

    def take(some: list[str]) -> bool:
        taken.extend(some)
        return len(taken) >= enough

    take_rows(solutions, take)
    return taken


def test_different_terms_are_different_texts() -> None:
    assert all(one != other for one, other in combinations(rows(values()), 2))
    assert len(rows(values())) == len(list(values()))


def test_a_text_is_read_as_the_term_that_it_was() -> None:
    assert terms(rows(values())) == [solution[0] for solution in values()]
    assert terms([""]) == [None]


def test_a_row_has_a_cell_for_each_variable() -> None:
    (row,) = rows(asked("SELECT ?x ?y ?z { BIND('a\\tb' AS ?y) }"))
    assert cells(row) == ["", '"a\\tb"', ""]


def test_solutions_without_variables_or_values_are_rows_too() -> None:
    assert rows(asked("SELECT * { VALUES () { () () } }")) == ["", ""]
    assert rows(asked("SELECT ?x { VALUES ?x { UNDEF 1 UNDEF } }")) == ["", "1", ""]


def test_rows_come_whole_whatever_their_length() -> None:
    long = f"SELECT ?x {{ VALUES ?x {{ 1 '{'é' * 50_000}' 2 '{'ü' * 9_000}' {' '.join(map(str, range(5_000)))} }} }}"
    assert taken_until(asked(long), 10**9) == rows(asked(long))


def test_who_has_enough_is_handed_no_more() -> None:
    endless = " ".join(f"?a{n}" for n in range(9))
    data = " ".join(f"VALUES {name} {{ {' '.join(map(str, range(100)))} }}" for name in endless.split())
    assert 1_000 <= len(taken_until(asked(f"SELECT * {{ {data} }}"), 1_000)) < 5_000
