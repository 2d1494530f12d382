"""The parts of a pattern say together what the pattern says, for any row, over the whole algebra."""

from typing import cast

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, Variable

from queries import algebra
from queries.algebra import nodes as a
from queries.conflicts import ConflictSearch, apart
from queries.conjuncts import alternatives, for_row
from queries.errors import NotSupported, QueryError
from queries.evaluation import engine_errors, evaluate
from queries.selects import selected
from tests.queries.conftest import Stores, build
from tests.queries.worlds import NODES, WHOLE, Case, cases

VALUES: list[NamedNode | Literal] = [*NODES, Literal(1), Literal(2), Literal("x"), Literal(3)]


def has_row(stores: Stores, text: str, row: dict[Variable, NamedNode | Literal]) -> bool:
    with engine_errors():
        solutions = cast(QuerySolutions, stores.graphs.query(text))
        return any(all(solution[name] == term for name, term in row.items()) for solution in solutions)


def parts_hold(stores: Stores, pattern: a.Pattern, row: dict[Variable, NamedNode | Literal]) -> bool:
    search = ConflictSearch(lambda each: bool(cast(QueryBoolean, evaluate(stores.graphs, algebra.write(a.Ask(each))))))
    ways = [way for parts in alternatives(pattern) if (way := for_row(parts, row)) is not None]
    return any(search.holds(way) for way in ways)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(case=cases(WHOLE - {"group", "slice"}, 3), data=st.data())
def test_the_parts_have_a_solution_for_just_the_rows_of_the_query(case: Case, data: st.DataObject) -> None:
    assume(not case.query.ask)
    stores = build(case.world.quads)
    query = algebra.read(case.uncut)
    names = [Variable(name.lstrip("?")) for name in case.query.names]
    chosen = data.draw(st.lists(st.sampled_from(names), max_size=2, unique=True)) if names else []
    row = {name: data.draw(st.sampled_from(VALUES)) for name in chosen}
    try:
        expected = has_row(stores, case.uncut, row)
        got = parts_hold(stores, selected(query.pattern), row)
    except NotSupported:
        return  # by name: where several parts may bind a variable, and the like
    except QueryError as error:
        raise AssertionError(f"{error}: {case.uncut}") from error
    assert got == expected


def parts_of(text: str) -> list[list[str]]:
    pattern = selected(algebra.read(text).pattern)
    return [[algebra.write(a.Ask(part.pattern)) for part in parts] for parts in alternatives(pattern)]


def test_a_group_whose_filter_looks_outside_stays_in_one_piece() -> None:
    (parts,) = parts_of("SELECT * { ?x <urn:p> ?y { ?z <urn:q> ?x FILTER(?y > 1) } }")
    assert len(parts) == 2


def test_a_group_that_looks_only_at_itself_is_taken_apart() -> None:
    (parts,) = parts_of("SELECT * { ?x <urn:p> ?y { ?z <urn:q> ?w FILTER(?w > 1 && ?z != 2) } }")
    assert len(parts) == 4


def test_each_side_of_a_union_is_a_way_of_its_own() -> None:
    assert [len(each) for each in parts_of("SELECT * { ?x <urn:p> ?y { ?x a 1 } UNION { ?x a 2 . ?x a 3 } }")] == [2, 3]


def test_parts_that_share_no_variable_stand_apart() -> None:
    pattern = selected(algebra.read("SELECT * { ?x a 1 . ?y a 2 . ?x a ?z . ?w a 4 OPTIONAL { ?w a ?y } }").pattern)
    (parts,) = alternatives(pattern)
    assert [[part.number for part in group] for group in apart(parts)] == [[0, 2], [1, 3, 4]]
