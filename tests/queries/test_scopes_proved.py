"""The answer under a scope is that over the graphs admitted alone, on random datasets, queries and scopes.

COUNTERCLAIM_TEST_EXAMPLES says on how many examples, as in `test_provenance_proved.py`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import cast

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from pyoxigraph import Quad, QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results

from queries.errors import NotSupported
from queries.evaluation import Dataset
from queries.membership import Membership
from queries.narrowing import Narrowed
from queries.provenance import trace
from queries.scopes import Scope
from tests.queries import fragments
from tests.queries.conftest import Stores
from tests.queries.datasets import Row, World, engine_rows, rows_of
from tests.queries.forms import Exists, Filter, Graph, Group, Select, Triples
from tests.queries.worlds import BASE, BASIC, GIVEN, GRAPHS, MONOTONE, WHOLE, A, B, Case, P, Q, cases, world

EXAMPLES = int(os.environ.get("COUNTERCLAIM_TEST_EXAMPLES", "200"))
PROPERTIES = 3
KINDS = {"basic": BASIC, "monotone": MONOTONE, "whole": WHOLE}

HELD = settings(
    max_examples=max(1, EXAMPLES // PROPERTIES),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=EXAMPLES <= 200,
)
X_P_Y, Y_Q_Z = Triples((("?x", P, "?y"),)), Triples((("?y", Q, "?z"),))
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)

Build = Callable[..., Stores]


@dataclass(eq=False)
class Chosen(Membership):
    """Admits some graphs, whatever is asked for."""

    chosen: frozenset[str] = frozenset()

    def admitted(self, scope: Scope) -> frozenset[str]:
        return self.chosen


def narrowed(stores: Stores, world: World, admitted: int) -> Narrowed:
    names = {name.value for name, bit in world.bits.items() if not bit or bit & admitted}
    return Narrowed(Chosen(stores, BASE, chosen=frozenset(names)), Scope())


def rows(narrow: Narrowed, case: Case) -> list[Row]:
    return rows_of(narrow.evaluate(case.text, dataset=case.world.chosen), case.query.names)


def drawn(data: st.DataObject, kind: str) -> tuple[Case, int]:
    case: Case = data.draw(cases(KINDS[kind]))
    admitted: int = data.draw(st.integers(0, sum(case.world.bits.values())))
    note(f"{case!r}\nadmitted: {admitted:b}")
    return case, admitted


def alike(case: Case, found: list[Row], wanted: list[Row]) -> bool:
    """Whether rows are the same, as many times each; as far as can be told where LIMIT takes any, or REDUCED."""
    if case.query.limit is not None or case.query.offset or case.query.modifier == "REDUCED" or cuts_within(case):
        return len(found) == len(wanted) or case.query.modifier == "REDUCED" or cuts_within(case)
    return Counter(case.settled(found)) == Counter(case.settled(wanted))


def cuts_within(case: Case) -> bool:
    return "LIMIT" in case.text or "OFFSET" in case.text


@EVERY_KIND
@HELD
@given(st.data())
def test_rows_are_those_over_the_graphs_admitted(kind: str, stores_of: Build, data: st.DataObject) -> None:
    case, admitted = drawn(data, kind)
    stores = stores_of(case.world.quads, BASE)
    wanted = engine_rows(case.world.store(admitted), case.text, case.query.names)
    assert alike(case, rows(narrowed(stores, case.world, admitted), case), wanted)


@EVERY_KIND
@HELD
@given(st.data())
def test_witnesses_are_those_over_the_graphs_admitted(kind: str, stores_of: Build, data: st.DataObject) -> None:
    case, admitted = drawn(data, kind)
    if not fragments.steady(case.query) or cuts_within(case):
        return
    kept = World(
        tuple(quad for quad in case.world.quads if not (bit := case.world.bits[quad.graph_name]) or bit & admitted),  # type: ignore[index]
        frozenset(GIVEN),
    )
    dataset = case.world.chosen
    narrow, alone = narrowed(stores_of(case.world.quads, BASE), case.world, admitted), stores_of(kept.quads, BASE)
    try:
        wanted = trace(alone.graphs, alone.support, case.text, base=BASE, detail="graphs", dataset=dataset)
    except NotSupported:
        return
    graphs, support = narrow.snapshot.graphs, narrow.snapshot.support
    found = trace(graphs, support, case.text, base=BASE, detail="graphs", within=narrow, dataset=dataset)
    assert witnessed(found.results, found.boolean, found.rows) == witnessed(wanted.results, wanted.boolean, wanted.rows)
    assert (found.partial, found.negation) == (wanted.partial, wanted.negation)


FAR = {
    "a graph within a graph": Graph("?g", Group((X_P_Y, Graph("?h", Group((Y_Q_Z,)))))),
    "a sub-select within a graph": Graph("?g", Group((X_P_Y, Select(Group((Y_Q_Z,)), ("?y",))))),
    "a graph in an EXISTS within a graph": Graph(
        "?g", Group((X_P_Y, Filter(Exists(Group((Graph("?h", Group((Y_Q_Z,))),))))))
    ),
}


@pytest.mark.parametrize("graph", FAR.values(), ids=FAR.keys())
def test_what_stands_in_a_graph_sees_none_that_is_left_out(graph: Graph, stores_of: Build) -> None:
    """Each was answered from all graphs once, as the scope was kept to by the outer graph alone."""
    case = Case(world([Quad(A, P, B, GRAPHS[0]), Quad(B, Q, A, GRAPHS[1])]), Select(Group((graph,)), ("?x",)))
    assert rows(narrowed(stores_of(case.world.quads, BASE), case.world, 0b11), case) == [(A,)]
    assert not rows(narrowed(stores_of(case.world.quads, BASE), case.world, 0b01), case)


def witnessed(results: bytes, boolean: bool | None, witnesses: Iterable[object]) -> object:
    if boolean is not None:
        return boolean, list(witnesses)
    solutions = cast(QuerySolutions, parse_query_results(results, QueryResultsFormat.JSON))
    return Counter(zip(map(tuple, solutions), witnesses, strict=True))


@EVERY_KIND
@HELD
@given(st.data())
def test_patterns_and_datasets_see_the_graphs_admitted(kind: str, stores_of: Build, data: st.DataObject) -> None:
    case, admitted = drawn(data, kind)
    case = replace(case, world=replace(case.world, chosen=None))
    narrow, alone = narrowed(stores_of(case.world.quads, BASE), case.world, admitted), case.world.store(admitted)
    assert Counter(narrow.quads_for_pattern(None, None, None, None)) == Counter(alone)
    if "GRAPH" not in case.text and not cuts_within(case):
        every = Dataset(default=tuple(name.value for name in case.world.bits))
        answer = narrow.evaluate(case.text, dataset=every)
        plain = engine_rows(alone, case.text, case.query.names)
        if isinstance(answer, QueryBoolean):
            assert bool(answer) is bool(plain)
        elif case.query.modifier != "REDUCED":
            found = [tuple(row[name[1:]] for name in case.query.names) for row in cast(QuerySolutions, answer)]
            assert Counter(case.settled(found)) == Counter(case.settled(plain))
