"""Row provenance: the property that defines it, against a brute-force oracle, and its forms on the wire."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import combinations, product
from pathlib import Path
from typing import Any, Protocol, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
)

from queries.errors import FormRefused, NotSupported, SyntaxRefused
from queries.evaluation import Dataset, evaluate
from queries.provenance import Detail, TracedAnswer, trace
from queries.traced import to_csv, to_json, to_tsv
from store.directory import DataDirectory
from store.snapshots import open_snapshot
from store.writer import open_writer

BASE = "http://x/"
PREFIXES = """
PREFIX ccl: <https://w3id.org/counterclaim/ontology#>
PREFIX concept: <https://w3id.org/counterclaim/id/concept/>
"""


class Stores(Protocol):
    """What `conftest.py` builds."""

    @property
    def graphs(self) -> Store: ...
    @property
    def support(self) -> Store: ...
    @property
    def base(self) -> str: ...


Build = Callable[[Iterable[Quad]], Stores]
Row = tuple[str, ...]
Graphs = frozenset[str]


def ask(stores: Stores, query: str, detail: Detail = "graphs") -> TracedAnswer:
    return trace(stores.graphs, stores.support, PREFIXES + query, base=stores.base, detail=detail)


def short(answer: TracedAnswer, base: str) -> list[str]:
    return [" | ".join(" ".join(name.removeprefix(base) for name in witness) for witness in row) for row in answer.rows]


# A small world: few terms and few graphs, so that triples coincide and joins succeed.
GIVEN = BASE + "graph/reference"
NAMES = [BASE + name for name in "abc"]
TERMS = [NamedNode(BASE + name) for name in "st"]
OBJECTS = [*TERMS, Literal(1)]
QUADS = st.lists(
    st.builds(
        Quad,
        st.sampled_from(TERMS),
        st.sampled_from(TERMS),
        st.sampled_from(OBJECTS),
        st.sampled_from([NamedNode(name) for name in [*NAMES, GIVEN]]),
    ),
    max_size=12,
)
SLOTS = ["?x", "?y", "?z", "_:b", "<http://x/s>"]
PATTERNS = st.lists(
    st.builds(
        " ".join,
        st.tuples(
            st.sampled_from(SLOTS),
            st.sampled_from(["?y", "?p", "<http://x/s>", "<http://x/s>/<http://x/t>", "^<http://x/t>"]),
            st.sampled_from([*SLOTS, "1", "[]"]),
        ),
    ),
    min_size=1,
    max_size=3,
)
HEADS = st.sampled_from(["SELECT *", "SELECT ?x", "SELECT DISTINCT ?y ?x", "SELECT ?none ?x", "ASK"])
TAILS = st.sampled_from(["", " ORDER BY ?x ?y", " LIMIT 2", " ORDER BY DESC(?x) LIMIT 3 OFFSET 1"])
QUERIES = st.builds(
    "{} {{ {} }}{}".format, HEADS, PATTERNS.map(" . ".join), TAILS
)  # fmt: skip


def rows_over(quads: Iterable[Quad], names: Iterable[str], query: str) -> list[Row]:
    """Evaluate a query on the merge of some graphs and the given one."""
    admitted = {NamedNode(name) for name in [*names, GIVEN]}
    store = Store()
    store.extend(Quad(*quad.triple) for quad in quads if quad.graph_name in admitted)
    return plain_rows(store, query)


def plain_rows(store: Store, query: str) -> list[Row]:
    """Evaluate a query without provenance; an ASK that holds has one row of no values."""
    results = store.query(query)
    if isinstance(results, QueryBoolean):
        return [()] if results else []
    assert isinstance(results, QuerySolutions)
    return [tuple(str(term) for term in row) for row in results]


def sufficient(quads: Iterable[Quad], query: str) -> dict[Row, set[Graphs]]:
    """Give for each row the sets of graphs over which the query, with all its rows, yields it."""
    whole = query.partition("}")[0] + "}"
    found: dict[Row, set[Graphs]] = {}
    for size in range(len(NAMES) + 1):
        for names in combinations(NAMES, size):
            for row in rows_over(quads, names, whole):
                found.setdefault(row, set()).add(frozenset(names))
    return found


def minimal(sets: set[Graphs]) -> set[Graphs]:
    return {graphs for graphs in sets if not any(other < graphs for other in sets)}


@settings(max_examples=300, deadline=None)
@given(quads=QUADS, query=QUERIES)
def test_each_row_has_its_minimal_witnesses_and_no_others(quads: list[Quad], query: str, stores_of: Build) -> None:
    stores = stores_of(quads)
    answer = trace(stores.graphs, stores.support, query, base=BASE, detail="graphs")
    rows = plain_rows(stores.graphs, query)
    expected = sufficient(quads, query)
    assert [{frozenset(witness) for witness in row} for row in answer.rows] == [minimal(expected[row]) for row in rows]
    assert not answer.partial


@settings(max_examples=80, deadline=None)
@given(quads=QUADS, patterns=PATTERNS)
def test_one_witness_suffices_and_less_one_graph_of_each_none_is_left(
    quads: list[Quad], patterns: list[str], stores_of: Build
) -> None:
    query = f"SELECT * {{ {' . '.join(patterns)} }}"
    stores = stores_of(quads)
    answer = trace(stores.graphs, stores.support, query, base=BASE, detail="graphs")
    for row, witnesses in zip(rows_over(quads, NAMES, query), answer.rows, strict=True):
        assert all(row in rows_over(quads, witness, query) for witness in witnesses)
        for less in product(*witnesses):
            assert row not in rows_over(quads, set(NAMES) - set(less), query)


@settings(max_examples=60, deadline=None)
@given(quads=QUADS, query=QUERIES)
def test_equal_rows_have_equal_witnesses_sorted_and_once(quads: list[Quad], query: str, stores_of: Build) -> None:
    stores = stores_of(quads)
    answer = trace(stores.graphs, stores.support, query, base=BASE, detail="graphs")
    known: dict[Row, Any] = {}
    for row, witnesses in zip(plain_rows(stores.graphs, query), answer.rows, strict=True):
        assert known.setdefault(row, witnesses) == witnesses
        assert list(witnesses) == sorted(set(witnesses), key=lambda names: (len(names), names))
        assert all(list(witness) == sorted(set(witness)) for witness in witnesses)


def test_a_fact_that_several_claims_state_rests_on_each(claims: Stores) -> None:
    answer = ask(claims, "SELECT ?x { ?x a ccl:BodyRepatriation }")
    assert short(answer, claims.base) == ["claim/1 | claim/2 | claim/3 | claim/6"]


def test_a_row_of_two_claims_rests_on_both(claims: Stores) -> None:
    query = "SELECT ?n { ?c ccl:value ?n ; ccl:about/ccl:within/ccl:mediator ?m } ORDER BY ?n"
    answer = ask(claims, query)
    both = "claim/1 claim/6 | claim/2 claim/6"
    assert short(answer, claims.base) == ["claim/3 claim/6", both, both]


def test_what_is_given_is_no_witness(claims: Stores) -> None:
    query = "SELECT ?n { ?c ccl:claimant ?a ; ccl:printed ?n . ?a ccl:actsFor ?party }"
    assert short(ask(claims, query), claims.base) == ["claim/1"]


def test_a_row_that_rests_on_given_graphs_alone_has_one_empty_witness(claims: Stores) -> None:
    assert ask(claims, "SELECT ?x { ?x a ccl:Party }").rows == (((),), ((),))


def test_activities_are_graphs_like_others(claims: Stores) -> None:
    answer = ask(claims, "SELECT ?n { ?a ccl:commitNumber ?n }")
    assert short(answer, claims.base) == ["graph/activity/000001"]


def test_an_ask_rests_on_each_way_to_be_true(claims: Stores) -> None:
    answer = ask(claims, "ASK { ?c ccl:about ?q . ?q ccl:phenomenon concept:deaths }")
    assert answer.boolean is True
    assert short(answer, claims.base) == ["claim/4 | claim/5"]


def test_an_ask_that_is_false_rests_on_nothing(claims: Stores) -> None:
    answer = ask(claims, "ASK { ?c ccl:about concept:deaths }")
    assert (answer.boolean, answer.rows) == (False, ())


def test_an_empty_pattern_rests_on_nothing(claims: Stores) -> None:
    assert ask(claims, "ASK {}").rows == (((),),)
    assert ask(claims, "SELECT * {}").rows == (((),),)


def test_literals_are_matched_in_any_form_that_the_engine_holds_equal(claims: Stores) -> None:
    query = "SELECT ?c { ?c ccl:value 0031 ; ccl:printed '31' } LIMIT 1"
    assert short(ask(claims, query), claims.base) == ["claim/3"]


def test_rows_and_their_order_are_those_of_the_plain_query(claims: Stores) -> None:
    query = "SELECT ?n ?c { ?c ccl:value ?n } ORDER BY DESC(?n) ?c LIMIT 3 OFFSET 1"
    assert short(ask(claims, query), claims.base) == ["claim/5", "claim/1", "claim/2"]


def test_more_rows_than_one_batch_are_all_traced(stores_of: Build) -> None:
    numbers = range(1_200)
    stores = stores_of(Quad(TERMS[0], TERMS[1], Literal(n), NamedNode(f"{BASE}{n:04}")) for n in numbers)
    answer = trace(stores.graphs, stores.support, "SELECT ?n { ?s ?p ?n } ORDER BY ?n LIMIT 2000", base=BASE)
    assert answer.rows == tuple(((f"{BASE}{n:04}",),) for n in numbers)


def test_more_witnesses_than_are_given_are_marked(stores_of: Build) -> None:
    numbers = range(1_001)
    stores = stores_of(Quad(TERMS[0], TERMS[1], Literal(1), NamedNode(f"{BASE}{n:04}")) for n in numbers)
    answer = trace(stores.graphs, stores.support, "ASK { ?s ?p 1 }", base=BASE)
    assert len(answer.rows[0]) == 1_000
    assert json.loads(to_json(answer))["provenance"]["truncated"] is True


def test_a_sum_of_more_graphs_than_are_given_is_marked(stores_of: Build) -> None:
    stores = stores_of(Quad(TERMS[0], TERMS[1], Literal(n), NamedNode(f"{BASE}{n:04}")) for n in range(1_001))
    answer = trace(stores.graphs, stores.support, "SELECT (COUNT(?o) AS ?n) { ?s ?p ?o }", base=BASE)
    assert answer.rows == ((tuple(f"{BASE}{n:04}" for n in range(1_000)),),)
    assert answer.truncated
    assert answer.sizes == {0: 1_001}


def test_under_distinct_all_solutions_are_looked_at(stores_of: Build) -> None:
    numbers = range(11_000)
    stores = stores_of(Quad(TERMS[0], TERMS[1], Literal(n), NamedNode(f"{BASE}{n:05}")) for n in numbers)
    answer = trace(stores.graphs, stores.support, "SELECT DISTINCT ?s { ?s ?p ?o }", base=BASE)
    assert answer.rows == (tuple((f"{BASE}{n:05}",) for n in range(1_000)),)
    assert answer.truncated


def test_one_walk_of_several_is_partial_and_not_truncated(stores_of: Build) -> None:
    stores = stores_of([Quad(TERMS[0], TERMS[1], TERMS[1], NamedNode(BASE + "g"))])
    answer = trace(stores.graphs, stores.support, f"ASK {{ {TERMS[0]} {TERMS[1]}+ ?o }}", base=BASE)
    assert (answer.partial, answer.truncated) == (True, False)


def test_solutions_beyond_counting_end_the_search(stores_of: Build) -> None:
    numbers = range(11_000)
    stores = stores_of(Quad(TERMS[0], TERMS[1], Literal(n), NamedNode(f"{BASE}{n:05}")) for n in numbers)
    answer = trace(stores.graphs, stores.support, "ASK { ?s ?p ?o }", base=BASE)
    assert answer.truncated
    assert len(answer.rows[0]) == 1_000


def test_deep_brackets_are_traced(claims: Stores) -> None:
    assert ask(claims, "ASK { ?s ?p " + "[ ?p " * 12 + "?o" + "]" * 12 + "}").boolean is not None


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("SELECT (RAND() AS ?x) { ?s ?p ?o }", NotSupported),
        ("CONSTRUCT WHERE { ?s ?p ?o }", NotSupported),
        ("SELECT * { ?s ?p }", SyntaxRefused),
        ("SELECT * { ?s ?p ?o ?q }", SyntaxRefused),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", FormRefused),
        ("DELETE WHERE { ?s ?p ?o }", FormRefused),
    ],
)
def test_what_cannot_be_traced_is_refused(query: str, error: type[Exception], claims: Stores) -> None:
    with pytest.raises(error):
        ask(claims, query)


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("?c ccl:value ?n FILTER EXISTS { ?d ccl:value ?m BIND(?m AS ?n) }", "it gives ?n a value"),
        ("?c ccl:value ?n FILTER EXISTS { { SELECT ?n (COUNT(*) AS ?m) { VALUES ?n { 1 } } GROUP BY ?n } }", "by ?n"),
        ("?c ccl:value ?n FILTER EXISTS { { SELECT ?n { ?d ccl:value ?n MINUS { ?d ccl:value 31 } } } }", "has MINUS"),
        ("?c ccl:value 31 { FILTER EXISTS { ?d ccl:value ?n MINUS { ?e ccl:value 31 } } }", "has MINUS"),
        ("?c ccl:value 31 { FILTER NOT EXISTS { ?d ccl:value ?n MINUS { ?e ccl:value 31 } } }", "has MINUS"),
        ("?c ccl:value ?n { ?d ccl:value ?m FILTER EXISTS { ?e ccl:value ?n } } UNION { ?d ccl:a ?m }", "?n is bound"),
        (
            "?c ccl:value 31 OPTIONAL { ?c ccl:a ?k ; ccl:b ?l ; ccl:c ?m ; ccl:d ?n }"
            " FILTER EXISTS { ?c ?k ?l ; ?m ?n }",
            "?k ?l ?m ?n may have no value",
        ),
    ],
)
def test_an_exists_that_the_engine_would_see_otherwise_is_refused_by_name(
    pattern: str, says: str, claims: Stores
) -> None:
    with pytest.raises(NotSupported) as refused:
        ask(claims, f"SELECT * {{ {pattern} }}")
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_value_that_says_what_exists_rests_on_what_it_found(claims: Stores) -> None:
    query = "SELECT ?c ?told { VALUES ?v { 31 1000 } ?c ccl:value ?v BIND(IF(%s, 'yes', 'no') AS ?told) }"
    found = "{ ?c ccl:claimant ?who ; ccl:value 31 }"
    either = ask(claims, query % f"EXISTS {found}")
    yes = ask(claims, f"SELECT ?c {{ VALUES ?v {{ 31 1000 }} ?c ccl:value ?v FILTER EXISTS {found} }}")
    no = ask(claims, f"SELECT ?c {{ VALUES ?v {{ 31 1000 }} ?c ccl:value ?v FILTER NOT EXISTS {found} }}")
    assert yes.rows
    assert no.rows
    assert sorted(either.rows) == sorted((*yes.rows, *no.rows))
    assert either.negation
    turned = ask(claims, query % f"NOT EXISTS {found}")
    assert sorted(turned.rows) == sorted(either.rows)


def test_a_filter_that_compares_what_exists_rests_on_what_was_found(claims: Stores) -> None:
    found = "{ ?c ccl:about/ccl:within ?x . ?x ccl:mediator ?m }"
    filtered = ask(claims, f"SELECT ?c {{ ?c ccl:value ?v FILTER(IF(EXISTS {found}, ?v, 0) = 31) }}")
    known = ask(claims, f"SELECT ?c {{ ?c ccl:value ?v FILTER(?v = 31) FILTER EXISTS {found} }}")
    assert known.rows
    assert filtered.rows == known.rows


def test_groups_by_what_exists_rest_on_what_was_found(claims: Stores) -> None:
    query = "SELECT ?told (COUNT(?c) AS ?n) { VALUES ?v { 31 1000 } ?c ccl:value ?v } GROUP BY (EXISTS %s AS ?told)"
    of_each = ask(claims, query % "{ ?c ccl:claimant ?who ; ccl:value 31 }")
    of_31 = ask(claims, "SELECT (COUNT(?c) AS ?n) { ?c ccl:value 31 }")
    of_1000 = ask(claims, "SELECT (COUNT(?c) AS ?n) { ?c ccl:value 1000 }")
    assert sorted(of_each.rows) == sorted((*of_31.rows, *of_1000.rows))


def test_a_sum_of_what_exists_rests_on_what_was_found(claims: Stores) -> None:
    found = "EXISTS { ?c ccl:about/ccl:within ?x . ?x ccl:mediator ?m }"
    within = ask(claims, f"SELECT ?v (SUM(IF({found}, 1, 0)) AS ?n) {{ ?c ccl:value ?v }} GROUP BY ?v ORDER BY SUM(?v)")
    bound = f"{{ ?c ccl:value ?v BIND(IF({found}, 1, 0) AS ?one) }}"
    before = ask(claims, f"SELECT ?v (SUM(?one) AS ?n) {bound} GROUP BY ?v ORDER BY SUM(?v)")
    assert len(before.rows) > 1
    assert (within.results, within.rows) == (before.results, before.rows)


def test_what_is_asked_of_groups_is_asked_of_their_rows(claims: Stores) -> None:
    query = "SELECT ?v (COUNT(?c) * 2 AS ?n) { ?c ccl:value ?v } GROUP BY ?v HAVING (%s) ORDER BY DESC(MAX(?c))"
    held = ask(claims, query % "COUNT(?c) < 3 && EXISTS { ?x ccl:value ?v ; ccl:printed ?as }")
    counted = ask(claims, query % "COUNT(?c) < 3")
    assert held.rows
    assert set(held.rows) <= set(counted.rows)


def test_a_dataset_narrows_the_witnesses(claims: Stores) -> None:
    query = f"{PREFIXES} SELECT DISTINCT ?x {{ ?x a ccl:BodyRepatriation }}"
    whole, some = [f"{claims.base}claim/{number}" for number in (1, 2, 3, 6)], (f"{claims.base}claim/3",)
    everywhere = trace(claims.graphs, claims.support, query, base=claims.base)
    narrow = trace(claims.graphs, claims.support, query, base=claims.base, dataset=Dataset(some))
    assert [row for (row,) in [everywhere.rows]] == [tuple((name,) for name in whole)]
    assert narrow.rows == ((some,),)


def test_from_narrows_the_witnesses(claims: Stores) -> None:
    query = f"SELECT ?n FROM <{claims.base}claim/3> {{ ?c ccl:printed ?n }}"
    assert short(ask(claims, query), claims.base) == ["claim/3"]


def test_graph_asks_the_named_graphs_of_a_named_dataset(claims: Stores) -> None:
    query = f"SELECT ?n FROM NAMED <{claims.base}claim/3> {{ GRAPH ?g {{ ?c ccl:printed ?n }} }}"
    assert short(ask(claims, query), claims.base) == ["claim/3"]


def test_the_rest_of_such_a_query_asks_the_graphs_merged(claims: Stores) -> None:
    one, other = (f"<{claims.base}claim/{number}>" for number in (1, 6))
    query = (
        f"SELECT ?m FROM {other} FROM NAMED {one} {{ GRAPH ?g {{ ?c ccl:about/ccl:within ?x }} ?x ccl:mediator ?m }}"
    )
    assert short(ask(claims, query), claims.base) == ["claim/1 claim/6"]
    assert not ask(claims, query.replace("FROM NAMED", "FROM")).rows


def test_a_named_graph_that_is_not_there_is_empty(claims: Stores) -> None:
    query = "SELECT ?g FROM NAMED <http://x/none> { GRAPH ?g {} }"
    answer = ask(claims, query)
    assert short(answer, claims.base) == ["http://x/none"]
    assert answer.results == cast(QuerySolutions, evaluate(claims.graphs, query)).serialize(
        format=QueryResultsFormat.JSON
    )


FORMS = {
    "FILTER": ("SELECT ?n { ?c ccl:value ?v ; ccl:printed ?n FILTER(?v = 31) }", ["claim/3"]),
    "OPTIONAL": ("SELECT ?c ?d { ?c ccl:printed '31' OPTIONAL { ?c ccl:madeOn ?d } }", ["claim/3"]),
    "UNION": ("SELECT ?n { { ?c ccl:printed ?n FILTER(?n = '31') } UNION { ?c ccl:value 31 ; ccl:printed ?n } }", 2),
    "GRAPH": ("SELECT ?n { GRAPH ?c { ?c ccl:value 31 ; ccl:printed ?n } }", ["claim/3"]),
    "GRAPH of a name": ("SELECT ?n { GRAPH <{base}claim/3> { ?c ccl:printed ?n } }", ["claim/3"]),
    "VALUES": ("SELECT ?n { VALUES ?v { 31 } ?c ccl:value ?v ; ccl:printed ?n }", ["claim/3"]),
    "BIND": ("SELECT ?n { ?c ccl:value ?v FILTER(?v = 31) BIND(?v + 1 AS ?n) }", ["claim/3"]),
    "an expression": ("SELECT (?v * 2 AS ?n) { ?c ccl:value ?v FILTER(?v = 31) }", ["claim/3"]),
    "EXISTS": ("SELECT ?c { ?c ccl:value 31 FILTER EXISTS { ?c ccl:about/ccl:within ?x . ?x ccl:mediator ?m } }", 1),
    "MINUS": ("SELECT ?n { ?c ccl:printed ?n MINUS { ?c ccl:value 1000 } FILTER(?n = '31') }", ["claim/3"]),
    "NOT EXISTS": ("SELECT ?n { ?c ccl:printed ?n FILTER NOT EXISTS { ?c ccl:value 1000 } FILTER(?n = '31') }", 1),
    "a sub-select": ("SELECT ?n { { SELECT ?c { ?c ccl:value 31 } } ?c ccl:printed ?n }", ["claim/3"]),
    "a sub-select with LIMIT": (
        "SELECT ?n { { SELECT ?c { ?c ccl:value ?v } ORDER BY ?v LIMIT 1 } ?c ccl:printed ?n }",
        ["claim/3"],
    ),
    "a path": ("SELECT ?n { ?c (ccl:value|ccl:lowest) 31 ; ccl:printed ?n }", 1),
    "COUNT": ("SELECT (COUNT(*) AS ?n) { ?c ccl:value ?v FILTER(?v IN (31, 1000)) }", 1),
    "GROUP BY": ("SELECT ?v (COUNT(?c) AS ?n) { ?c ccl:value ?v FILTER(?v = 31) } GROUP BY ?v", ["claim/3"]),
    "HAVING": ("SELECT ?v { ?c ccl:value ?v } GROUP BY ?v HAVING (MAX(?v) = 31)", ["claim/3"]),
    "an aggregate in a sub-select": (
        "SELECT ?n { { SELECT (MIN(?v) AS ?l) { ?x ccl:value ?v FILTER(?v = 31) } } ?c ccl:value ?l ; ccl:printed ?n }",
        ["claim/3"],
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_traced(form: str, claims: Stores) -> None:
    query, expected = FORMS[form]
    answer = ask(claims, query.replace("{base}", claims.base))
    plain = claims.graphs.query(PREFIXES + query.replace("{base}", claims.base))
    assert isinstance(plain, QuerySolutions)
    assert len(answer.rows) == len(list(plain)) > 0
    assert all(row for row in answer.rows)
    if not isinstance(expected, int):
        assert short(answer, claims.base) == expected


def test_a_sum_rests_on_all_that_it_sums_up(claims: Stores) -> None:
    (row,) = ask(claims, "SELECT (COUNT(?c) AS ?n) { ?c ccl:value ?v }").rows
    (witness,) = row
    assert {name.removeprefix(claims.base) for name in witness} == {f"claim/{number}" for number in range(1, 6)}


def test_what_excludes_is_marked(claims: Stores) -> None:
    for query in (
        "{ ?c ccl:value ?n MINUS { ?c ccl:value 31 } }",
        "{ ?c ccl:value ?n OPTIONAL { ?c ccl:mediator ?m } }",
    ):
        assert json.loads(to_json(ask(claims, f"SELECT ?n {query}")))["provenance"]["negation"] is True
    assert not ask(claims, "SELECT ?n { ?c ccl:value ?n }").negation


def test_a_path_of_any_length_rests_on_one_shortest_walk(stores_of: Build) -> None:
    s, t, u, p = (NamedNode(BASE + name) for name in "stup")
    held = [(s, t, "a"), (t, u, "b"), (s, u, "c")]
    stores = stores_of(Quad(one, p, other, NamedNode(BASE + graph)) for one, other, graph in held)
    answer = trace(stores.graphs, stores.support, f"SELECT ?x {{ <{BASE}s> <{BASE}p>+ ?x }} ORDER BY ?x", base=BASE)
    assert answer.rows == (((f"{BASE}a",),), ((f"{BASE}c",),))
    assert answer.partial


def test_json_is_the_plain_answer_with_provenance(claims: Stores) -> None:
    query = "SELECT ?n { ?c ccl:printed ?n ; ccl:madeOn ?day }"
    document = json.loads(to_json(ask(claims, query, "claims")))
    name = f"{claims.base}claim/1"
    assert document["head"] == {"vars": ["n"]}
    assert document["results"]["bindings"] == [{"n": {"type": "literal", "value": "1,000"}}]
    assert document["provenance"] == {
        "rows": [[[name]]],
        "claims": {
            name: {
                "claimant": f"{claims.base}agency/coordination-hq-pow",
                "claimantLabel": "Coordination Headquarters",
                "stance": f"{claims.base}concept/states",
                "source": f"{claims.base}report/1",
                "madeOn": "2025-10-23",
                "printed": "1,000",
                "quote": "The bodies of 1,000 came home.",
            }
        },
    }


def test_what_a_claim_does_not_say_is_null(claims: Stores) -> None:
    answer = ask(claims, "ASK { ?x ccl:mediator ?y }", "claims")
    told = json.loads(to_json(answer))["provenance"]["claims"][f"{claims.base}claim/6"]
    assert [key for key, value in told.items() if value is None] == ["madeOn", "printed", "quote"]


def test_a_label_in_another_language_is_better_than_none(claims: Stores) -> None:
    answer = ask(claims, "SELECT ?c { ?c ccl:jointWith <https://w3id.org/counterclaim/id/claim/4> }", "claims")
    assert answer.claims is not None
    assert [detail.claimant_label for detail in answer.claims.values()] == ["Медиазона"]


def test_graphs_that_are_no_claims_are_not_told_of(claims: Stores) -> None:
    answer = ask(claims, "SELECT ?r { ?r a ccl:Report }", "claims")
    assert short(answer, claims.base) == ["report/1"]
    assert answer.claims == {}


def test_provenance_of_graphs_leaves_claims_out(claims: Stores) -> None:
    assert json.loads(to_json(ask(claims, "ASK {}")))["provenance"] == {"rows": [[[]]]}


def test_csv_gets_one_more_column(claims: Stores) -> None:
    query = "SELECT ?c ?n { ?c ccl:printed ?n ; ccl:about [ ccl:affiliation ?a ] } ORDER BY ?c"
    rows = list(csv.reader(io.StringIO(to_csv(ask(claims, query)).decode())))
    claim = f"{claims.base}claim/"
    assert rows[0] == ["c", "n", "provenance"]
    assert rows[1] == [f"{claim}2", "1,000", f"{claim}2"]
    assert rows[2] == [f"{claim}4", "more than 135,000", f"{claim}4"]


def test_tsv_gets_one_more_column(claims: Stores) -> None:
    query = "SELECT ?t { ?x a ?t ; ccl:mediator ?m }"
    claim = f"{claims.base}claim/"
    assert to_tsv(ask(claims, query)).decode() == (
        f'?t\t?provenance\n<https://w3id.org/counterclaim/ontology#BodyRepatriation>\t"{claim}6"\n'
    )


def test_witnesses_are_separated_by_bars_and_graphs_by_blanks(claims: Stores) -> None:
    query = "SELECT ?n { ?c ccl:value ?n . ?c ccl:about/ccl:within/ccl:mediator ?m } ORDER BY DESC(?n) LIMIT 1"
    claim = f"{claims.base}claim/"
    cell = f"{claim}1 {claim}6 | {claim}2 {claim}6"
    assert to_csv(ask(claims, query)).decode() == f"n,provenance\r\n1000,{cell}\r\n"
    assert to_tsv(ask(claims, query)).decode() == f'?n\t?provenance\n1000\t"{cell}"\n'


def test_an_empty_value_keeps_its_column(stores_of: Build) -> None:
    stores = stores_of([Quad(TERMS[0], TERMS[1], Literal(""), NamedNode(BASE + "a"))])
    answer = trace(stores.graphs, stores.support, "SELECT ?o { ?s ?p ?o }", base=BASE)
    assert to_csv(answer) == b"o,provenance\r\n,http://x/a\r\n"


def test_an_answer_without_rows_has_its_head_alone(claims: Stores) -> None:
    answer = ask(claims, "SELECT ?x { ?x ccl:value 5 }")
    assert to_csv(answer) == b"x,provenance\r\n"
    assert to_tsv(answer) == b"?x\t?provenance\n"


@pytest.mark.parametrize("write", [to_csv, to_tsv])
def test_tables_have_no_form_for_an_ask(write: Callable[[TracedAnswer], bytes], claims: Stores) -> None:
    with pytest.raises(NotSupported, match="ASK"):
        write(ask(claims, "ASK {}"))


@pytest.mark.parametrize("write", [to_csv, to_tsv])
def test_a_variable_with_the_name_of_the_column_is_refused(
    write: Callable[[TracedAnswer], bytes], claims: Stores
) -> None:
    with pytest.raises(NotSupported, match="provenance"):
        write(ask(claims, "SELECT ?provenance { ?provenance a ccl:Party }"))


def test_a_snapshot_of_the_store_is_traced(tmp_path: Path, stores_of: Build) -> None:
    graphs = [NamedNode(name) for name in NAMES]
    quads = [Quad(TERMS[0], TERMS[1], Literal("x"), graph) for graph in graphs[:2]]
    quads.append(Quad(TERMS[1], TERMS[0], Literal("x"), graphs[0]))
    directory = DataDirectory.create(tmp_path / "data", base=BASE)
    with open_writer(directory) as writer:
        changes = {graph: [quad.triple for quad in quads if quad.graph_name == graph] for graph in graphs}
        writer.commit(changes, label="test", started=datetime.now(UTC))
        writer.publish()
    query = "SELECT ?s ?p { ?s ?p 'x' } ORDER BY ?s"
    with open_snapshot(directory) as snapshot:
        answer = trace(snapshot.graphs, snapshot.support, query, base=snapshot.base)
    built = stores_of(quads)
    assert answer.rows == trace(built.graphs, built.support, query, base=BASE).rows
    assert answer.rows == (((NAMES[0],), (NAMES[1],)), ((NAMES[0],),))


def test_the_example_in_the_documentation_is_true(claims: Stores, repository: Path) -> None:
    page = (repository / "docs" / "provenance.md").read_text(encoding="utf-8")
    query, expected = (re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)[0] for kind in ("sparql", "json"))
    answer = trace(claims.graphs, claims.support, query, base=claims.base)
    assert json.loads(to_json(answer)) == json.loads(expected)


P, Q = (NamedNode(BASE + name) for name in "pq")


@pytest.fixture
def two_graphs(stores_of: Build) -> Stores:
    s, o, z = (NamedNode(BASE + name) for name in "soz")
    return stores_of([Quad(s, P, o, NamedNode(NAMES[0])), Quad(o, Q, z, NamedNode(NAMES[1]))])


@pytest.mark.parametrize("name", ["?h", f"<{NAMES[1]}>"])
def test_graph_within_graph_rests_on_both(name: str, two_graphs: Stores) -> None:
    query = f"SELECT ?s {{ GRAPH ?g {{ ?s {P} ?o . GRAPH {name} {{ ?o {Q} ?z }} }} }}"
    assert trace(two_graphs.graphs, two_graphs.support, query, base=BASE).rows == ((tuple(NAMES[:2]),),)


def test_graph_in_an_exists_within_graph_rests_on_both(two_graphs: Stores) -> None:
    query = f"SELECT ?s {{ GRAPH ?g {{ ?s {P} ?o FILTER EXISTS {{ GRAPH ?h {{ ?o {Q} ?z }} }} }} }}"
    assert trace(two_graphs.graphs, two_graphs.support, query, base=BASE).rows == ((tuple(NAMES[:2]),),)


@pytest.mark.parametrize(
    ("pattern", "marked"),
    [
        ("?s {p} ?o OPTIONAL {{ ?o {q} ?z }}", False),
        ("?s {p} ?o OPTIONAL {{ ?o {p} ?z }}", True),
        ("GRAPH ?g {{ ?s {p} ?o OPTIONAL {{ ?o {q} ?z }} }}", True),
        ("{{ ?s {p} ?o }} UNION {{ ?s {p} ?o OPTIONAL {{ ?o {q} ?z }} }}", False),
    ],
)
def test_an_optional_in_vain_is_marked_and_no_other(pattern: str, marked: bool, two_graphs: Stores) -> None:
    query = "SELECT ?s { " + pattern.format(p=P, q=Q) + " }"
    assert trace(two_graphs.graphs, two_graphs.support, query, base=BASE).negation is marked


@pytest.mark.parametrize("name", ["limit-bind-union", "limit-bind-sub-select", "limit-union"])
def test_limit_changes_no_witness(name: str, stores_of: Build) -> None:
    """Each was found by hypothesis: rows were handed on to where BIND saw them, or where a UNION binds less."""
    folder = Path(__file__).parent / "data"
    stores = stores_of(parse(path=folder / f"{name}.trig", format=RdfFormat.TRIG))
    text = (folder / f"{name}.rq").read_text(encoding="utf-8")

    def witnesses(query: str) -> set[tuple[Any, ...]]:
        answer = trace(stores.graphs, stores.support, query, base=BASE)
        rows = json.loads(answer.results)["results"]["bindings"]
        return {(json.dumps(row, sort_keys=True), sets) for row, sets in zip(rows, answer.rows, strict=True)}

    whole = re.sub(r"LIMIT \d+|OFFSET \d+", "", text)
    assert whole != text
    assert set() < witnesses(text) <= witnesses(whole)


def test_a_group_without_a_key_is_not_taken_for_one_that_has_it(stores_of: Build) -> None:
    s, k = NamedNode(BASE + "s"), NamedNode(BASE + "k")
    r = NamedNode(BASE + "r")
    held = [(s, P, s, "a"), (s, Q, k, "b"), (s, r, k, "c")]
    stores = stores_of(Quad(one, link, other, NamedNode(BASE + graph)) for one, link, other, graph in held)
    inner = f"SELECT ?k (COUNT(?s) AS ?n) {{ {{ ?s {P} ?o }} UNION {{ ?s {Q} ?k }} }} GROUP BY ?k"
    answer = trace(stores.graphs, stores.support, f"SELECT ?k ?n {{ {{ {inner} }} ?x {r} ?k }}", base=BASE)
    # Two groups, of one solution each: one has the key, and the other goes with any.
    assert len(answer.rows) == 2
    assert set(answer.rows) == {((f"{BASE}a", f"{BASE}c"), (f"{BASE}b", f"{BASE}c"))}


S, T, U = (NamedNode(BASE + name) for name in "stu")
FOUND_BY_THE_ORACLE: dict[str, tuple[list[tuple[NamedNode, NamedNode, NamedNode, str]], str, set[tuple[str, ...]]]] = {
    "what one side of a UNION walks is not charged to the other": (
        [(S, P, T, "a"), (S, Q, T, "b")],
        f"SELECT ?x ?y {{ {{ ?x {P}+ ?y }} UNION {{ ?x {Q} ?y }} }}",
        {("a",), ("b",)},
    ),
    "the graph that one side of a UNION names is not charged to the other": (
        [(S, P, T, "a"), (S, Q, T, "b")],
        f"SELECT ?x {{ {{ GRAPH <{BASE}a> {{ ?x {P} ?y }} }} UNION {{ ?x {Q} ?y }} }}",
        {("a",), ("b",)},
    ),
    "what one side of a UNION calls a graph may be a node to the other": (
        [(NamedNode(BASE + "a"), P, T, "b"), (S, Q, T, "a")],
        f"SELECT DISTINCT ?g {{ {{ ?g {P} ?y }} UNION {{ GRAPH ?g {{ ?x {Q} ?y }} }} }}",
        {("a",), ("b",)},
    ),
    "a path of no steps rests on whoever knows the node": (
        [(S, Q, T, "a"), (U, Q, S, "b")],
        f"SELECT ?y {{ {S} {P}* ?y }}",
        {("a",), ("b",)},
    ),
    "the ways of a path are one solution under an aggregate": (
        [(S, P, T, GIVEN), (S, Q, T, "a")],
        f"SELECT (COUNT(*) AS ?n) {{ ?x ({P}|{Q}) ?y FILTER(?x = {S}) }}",
        {()},
    ),
    "the ways of a path are one solution of a group, also where all variables are keys": (
        [(S, P, T, GIVEN), (S, Q, T, "a")],
        f"SELECT ?x ?y {{ ?x ({P}|{Q}) ?y }} GROUP BY ?x ?y",
        {()},
    ),
    "the ways of an EXISTS are one solution under an aggregate": (
        [(S, P, T, "a"), (T, Q, S, "a"), (T, Q, U, "b")],
        f"SELECT (COUNT(*) AS ?n) {{ ?x {P} ?y FILTER EXISTS {{ ?y {Q} ?z }} }}",
        {("a",)},
    ),
    "the holders of a triple are one solution under an aggregate, also with GRAPH": (
        [(S, P, T, GIVEN), (S, P, T, "a"), (S, Q, T, "b")],
        f"SELECT (COUNT(*) AS ?n) {{ ?x {P} ?y GRAPH ?g {{ ?x {Q} ?y }} }}",
        {("b",)},
    ),
    "GRAPH and the triple that it holds are one claim, also under DISTINCT": (
        [(S, P, T, "claim")],
        f"SELECT DISTINCT * {{ ?x {P} ?y GRAPH ?g {{ ?x {P} ?y }} }}",
        {("claim",)},
    ),
}


@pytest.mark.parametrize("name", FOUND_BY_THE_ORACLE)
def test_what_the_oracle_found_stays_mended(name: str, stores_of: Build) -> None:
    held, query, witnesses = FOUND_BY_THE_ORACLE[name]
    graphs = {"a": NAMES[0], "b": NAMES[1], "claim": f"{BASE}claim/{1:032x}", GIVEN: GIVEN}
    stores = stores_of(Quad(one, link, other, NamedNode(graphs[graph])) for one, link, other, graph in held)
    (row,) = set(trace(stores.graphs, stores.support, query, base=BASE).rows)
    assert set(row) == {tuple(graphs[graph] for graph in witness) for witness in witnesses}
