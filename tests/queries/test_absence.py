"""Why a row is not in an answer: against brute force, and for each form by an example."""

import json
from collections.abc import Iterable
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from queries.absence import NEAREST, Absence, to_json, why_not
from queries.conflicts import SIZE
from queries.errors import NotSupported, QueryError, RowRefused
from tests.queries.conftest import BASE, Stores, build

PREFIXES = "PREFIX ccl: <https://w3id.org/counterclaim/ontology#> PREFIX : <http://x/>\n"
NODES = [NamedNode(f"http://x/{name}") for name in "st"]
GRAPHS = [NamedNode(f"http://x/graph/{name}") for name in "ab"]
QUADS = st.lists(
    st.builds(
        Quad,
        st.sampled_from(NODES),
        st.sampled_from(NODES),
        st.sampled_from([*NODES, Literal(1)]),
        st.sampled_from(GRAPHS),
    ),
    min_size=1,
    max_size=5,
)
SLOTS = ["?x", "?y", "?z", ":s"]
OBJECTS = [*SLOTS, "1"]
PREDICATES = [":s", ":t", "?p"]
TRIPLES = st.lists(
    st.builds("{} {} {}".format, st.sampled_from(SLOTS), st.sampled_from(PREDICATES), st.sampled_from(OBJECTS)),
    min_size=1,
    max_size=4,
    unique=True,
)


def explain(stores: Stores, query: str, *row: str) -> Absence:
    return why_not(stores.graphs, stores.support, PREFIXES + query, row, base=BASE, base_iri=BASE)


def parts(absence: Absence) -> list[tuple[str, ...]]:
    """Give the conflicts with short names."""
    short = ((f"<{BASE}", "<"), ("<https://w3id.org/counterclaim/ontology#", "<ccl:"))
    found = []
    for conflict in absence.conflicts:
        each = conflict.parts
        for long, brief in short:
            each = tuple(part.replace(long, brief) for part in each)
        found.append(each)
    return found


def nearest(absence: Absence, name: str) -> list[str]:
    assert absence.nearest is not None
    return [row[name]["value"] for row in json.loads(absence.nearest.results)["results"]["bindings"]]


def smallest(store: Store, triples: list[str]) -> set[frozenset[str]]:
    """Leave out every set of triples, the smaller first."""
    found: set[frozenset[str]] = set()
    for size in range(len(triples) + 1):
        for left_out in map(frozenset, combinations(triples, size)):
            rest = " . ".join(triple for triple in triples if triple not in left_out)
            if not any(each <= left_out for each in found) and store.query(f"{PREFIXES}ASK {{ {rest} }}"):
                found.add(left_out)
    return found


@settings(max_examples=300, deadline=None, derandomize=True)
@given(quads=QUADS, triples=TRIPLES, value=st.sampled_from([":s", ":t"]))
def test_the_conflicts_are_the_smallest_sets_of_triples_without_which_the_row_is_there(
    quads: list[Quad], triples: list[str], value: str
) -> None:
    assume(any("?x" in triple for triple in triples))
    stores = build(quads)
    put = [triple.replace("?x", value) for triple in triples]
    assume(len(set(put)) == len(put))
    absence = explain(stores, f"SELECT ?x {{ {' . '.join(triples)} }}", f"x={value}")
    expected = smallest(stores.graphs, put)
    assert absence.present == (expected == {frozenset()})
    if not absence.present and len(min(expected, key=len)) <= SIZE:
        names = {" ".join(_full(term) for term in triple.split()): triple for triple in put}
        got = {frozenset(names[part] for part in conflict.parts) for conflict in absence.conflicts}
        assert got == {each for each in expected if len(each) <= SIZE}


def _full(term: str) -> str:
    return f"<http://x/{term[1:]}>" if term.startswith(":") else term


# --- the form of the question


@pytest.fixture(scope="module")
def numbers() -> Stores:
    """Give claims of two who claim, with values, some with days."""
    said = [("1", "a", 10, "may"), ("2", "a", 20, None), ("3", "b", 20, "june"), ("4", "b", 1000, None)]
    return build(_claims(said))


def _claims(said: Iterable[tuple[str, str, int, str | None]]) -> Iterable[Quad]:
    for name, who, value, day in said:
        claim = NamedNode(f"http://x/claim/{name}")
        yield Quad(claim, NamedNode("http://x/by"), NamedNode(f"http://x/{who}"), claim)
        yield Quad(claim, NamedNode("http://x/value"), Literal(value), claim)
        if day:
            yield Quad(claim, NamedNode("http://x/day"), Literal(day, language="en"), claim)


A_VALUES = "SELECT ?n { ?c :by :a ; :value ?n }"


def test_a_value_that_nobody_gives_is_one_that_nothing_satisfies(numbers: Stores) -> None:
    absence = explain(numbers, A_VALUES, "n=999")
    assert parts(absence) == [("?c <http://x/value> 999",)]
    assert absence.conflicts[0].alone
    assert not absence.bounded


def test_a_value_that_another_gives_names_both_patterns_and_the_other(numbers: Stores) -> None:
    absence = explain(numbers, A_VALUES, "n=1000")
    assert parts(absence) == [("?c <http://x/by> <http://x/a>",), ("?c <http://x/value> 1000",)]
    assert not any(conflict.alone for conflict in absence.conflicts)
    otherwise = absence.conflicts[0].otherwise
    assert otherwise is not None
    assert otherwise.rows == ((("http://x/claim/4",),),)


def test_the_nearest_rows_are_those_of_the_nearest_numbers_with_their_claims(numbers: Stores) -> None:
    absence = explain(numbers, "SELECT ?n { ?c :value ?n }", "n=19")
    assert nearest(absence, "n") == ["20", "10", "1000"]
    assert absence.nearest is not None
    assert absence.nearest.rows[0] == (("http://x/claim/2",), ("http://x/claim/3",))


def test_the_nearest_rows_agree_in_as_many_values_as_they_can(numbers: Stores) -> None:
    absence = explain(numbers, "SELECT ?who ?n { ?c :by ?who ; :value ?n }", "who=<http://x/a>", "n=1000")
    assert nearest(absence, "n")[:3] == ["1000", "20", "10"]
    assert nearest(absence, "who")[:3] == ["http://x/b", "http://x/a", "http://x/a"]


def test_words_come_near_by_their_letters(claims: Stores) -> None:
    query = "SELECT ?name { ?who <http://www.w3.org/2004/02/skos/core#prefLabel> ?name }"
    assert nearest(explain(claims, query, "name=Rusia"), "name")[0] == "Russia"


def test_no_more_rows_are_told_than_the_bound(claims: Stores) -> None:
    assert len(nearest(explain(claims, "SELECT ?p { ?s ?p ?o }", "p=none"), "p")) == NEAREST


def test_a_row_that_is_there_is_said_to_be_there(numbers: Stores) -> None:
    assert explain(numbers, A_VALUES, "n=20").present
    assert explain(numbers, "SELECT ?who ?n { ?c :by ?who ; :value ?n }", "who=:b", "n=1000").present


@pytest.mark.parametrize("value", ["20", "20.0", "2e1", ":twenty", '"20"'])
def test_a_plain_number_is_meant_by_its_value_and_a_term_as_it_is(numbers: Stores, value: str) -> None:
    assert explain(numbers, A_VALUES, f"n={value}").present == (value in ("20", "20.0", "2e1"))


@pytest.mark.parametrize("value", ["may", '"may"@en', "'may'@en", ' "may"@en '])
def test_a_plain_word_is_meant_in_any_language(numbers: Stores, value: str) -> None:
    assert explain(numbers, "SELECT ?d { ?c :day ?d }", f"d={value}").present


@pytest.mark.parametrize("value", ["<party/russia>", "party/russia", f"<{BASE}party/russia>", f"{BASE}party/russia"])
def test_an_iri_is_meant_in_full_or_below_the_base(claims: Stores, value: str) -> None:
    assert explain(claims, "SELECT ?who { ?c ccl:claimant ?who }", f"who={value}").present


def test_a_word_is_read_as_the_term_that_stands_in_the_data(numbers: Stores) -> None:
    absence = explain(numbers, "SELECT ?d { ?c :day ?d ; :by :b }", "d=may")
    assert absence.row == {"d": Literal("may", language="en")}
    assert parts(absence) == [("?c <http://x/by> <http://x/b>",), ('?c <http://x/day> "may"@en',)]


def test_a_false_ask_is_explained_without_a_row(numbers: Stores) -> None:
    absence = explain(numbers, "ASK { ?c :by :a ; :value 1000 }")
    assert parts(absence) == [("?c <http://x/by> <http://x/a>",), ("?c <http://x/value> 1000",)]
    assert explain(numbers, "ASK { ?c :by :a ; :value 20 }").present


# --- the forms of SPARQL


@pytest.mark.parametrize(
    ("query", "row", "expected"),
    [
        ("SELECT ?n { ?c :value ?n FILTER(?n > 50) }", "n=20", [("FILTER(20 > 50)",)]),
        ("SELECT ?n { ?c :value ?n FILTER(?n < 50 && ?n > 30) }", "n=20", [("FILTER(20 > 30)",)]),
        ("SELECT ?c { ?c :value ?n FILTER(?n > 50) }", "c=:claim/1", [(":claim/1 :value ?n",), ("FILTER(?n > 50)",)]),
        ("SELECT ?c { ?c :by ?w MINUS { ?c :day ?d } }", "c=:claim/1", [("MINUS { ?c :day ?d . }",)]),
        (
            "SELECT ?c { ?c :by ?w FILTER NOT EXISTS { ?c :day ?d } }",
            "c=:claim/1",
            [("FILTER(NOT EXISTS { :claim/1 :day ?d . })",)],
        ),
        ("SELECT ?d { ?c :by :a OPTIONAL { ?c :day ?d } }", "d=june", [("?c :by :a",), ('?c :day "june"@en',)]),
        (
            "SELECT ?d { ?c :by :a OPTIONAL { ?c :day ?d FILTER(?d = 'x') } }",
            "d=may",
            [("FILTER(\"may\"@en = \"x\")",)],
        ),
        ("SELECT ?m { ?c :value ?n BIND(?n + 1 AS ?m) }", "m=12", [("?c :value ?n",), ("BIND(?n + 1 AS ?m)",)]),
        ("SELECT (?n + 1 AS ?m) { ?c :value ?n }", "m=12", [("?c :value ?n",), ("BIND(?n + 1 AS ?m)",)]),
        ("SELECT ?n { VALUES ?n { 1 2 } }", "n=3", [("VALUES (?n) { (1) (2) }",)]),
        ("SELECT ?n { ?c :value ?n VALUES (?c ?n) { (:claim/1 10) (:claim/9 20) } }", "n=20", None),
        ("SELECT ?n { { ?c :value ?n . ?c :by :z } UNION { ?c :number ?n } }", "n=20", None),
        ("SELECT ?c { ?c :by/:of ?w }", "c=:claim/1", [(":claim/1 :by / :of ?w",)]),
        ("SELECT ?g { GRAPH ?g { ?c :value 20 } }", "g=:claim/1", [("GRAPH :claim/1 { ?c :value 20 . }",)]),
        ("SELECT ?n { { SELECT ?n { ?c :value ?n } LIMIT 1 } ?x :value ?n }", "n=7", None),
        ("SELECT ?x { ?x :by ?w }", "x=word", [("?x :by ?w",)]),
        ("SELECT ?p { ?x ?p ?w }", "p=1", [("?x ?p ?w",)]),
        ("SELECT ?n { VALUES ?n { UNDEF } ?c :by :a }", "n=20", [("VALUES (?n) { (UNDEF) }",)]),
        ("SELECT ?v { ?c :by :a BIND(1 AS ?u) OPTIONAL { ?c :value ?n BIND(?n AS ?v) BIND(2 AS ?u) } }", "v=7", None),
        (
            "SELECT ?c { ?c :by :z OPTIONAL { ?c :value ?n BIND(?n AS ?v) } }",
            "c=:claim/1",
            [(":claim/1 :by :z",)],
        ),
        ("SELECT ?x { ?x :p? ?y }", "x=77", [("?x :p? ?y",)]),
        ("SELECT ?n { ?c :value ?n . [] :by :z ; :of ?c }", "n=20", None),
    ],
)  # fmt: skip
def test_what_keeps_a_row_out_is_named(
    numbers: Stores, query: str, row: str, expected: list[tuple[str, ...]] | None
) -> None:
    query = query.replace(":claim/", "<http://x/claim/").replace("/1 ", "/1> ").replace("/9 ", "/9> ")
    row = row.replace(":claim/1", "<http://x/claim/1>")
    absence = explain(numbers, query, row)
    assert not absence.present
    assert absence.conflicts
    got = [tuple(part.replace("<http://x/", ":").replace(">", "") for part in each) for each in parts(absence)]
    if expected is not None:
        wanted = [tuple(part.replace(">", "") for part in each) for each in expected]
        assert sorted(got) == sorted(wanted)


def test_either_side_of_a_union_would_do(numbers: Stores) -> None:
    absence = explain(numbers, "SELECT ?n { { ?c :value ?n ; :by :z } UNION { ?c :number ?n } }", "n=20")
    assert parts(absence) == [("?c <http://x/by> <http://x/z>",), ("?c <http://x/number> 20",)]


def test_several_parts_may_have_to_go_together(numbers: Stores) -> None:
    absence = explain(numbers, "SELECT ?n { ?c :value ?n ; :nothing ?x ; :never ?y }", "n=20")
    assert parts(absence) == [("?c <http://x/nothing> ?x", "?c <http://x/never> ?y")]


def test_more_parts_than_are_looked_for_together_are_found_all_the_same(numbers: Stores) -> None:
    never = " ; ".join(f":never{number} ?y{number}" for number in range(SIZE + 2))
    absence = explain(numbers, f"SELECT ?n {{ ?c :value ?n ; {never} }}", "n=20")
    assert [len(each) for each in parts(absence)] == [SIZE + 2]
    assert absence.bounded


def test_parts_that_share_nothing_are_not_multiplied() -> None:
    said = [(str(number), "a", number, None) for number in range(1_500)]
    stores = build(_claims(said))
    query = "SELECT ?n { ?c :value ?n . ?d :by :b . ?e :value ?v FILTER(?v > 99999) }"
    assert len(parts(explain(stores, query, "n=3"))) >= 1


def test_a_limit_that_leaves_the_row_out_is_named(numbers: Stores) -> None:
    absence = explain(numbers, "SELECT ?n { ?c :value ?n } ORDER BY ?n LIMIT 1", "n=1000")
    assert (absence.present, absence.cut, absence.conflicts) == (False, True, ())


COUNTED = "SELECT ?who (COUNT(?c) AS ?n) { ?c :by ?who } GROUP BY ?who"


def test_a_group_with_another_value_is_said_to_have_it(numbers: Stores) -> None:
    absence = explain(numbers, COUNTED, "who=:a", "n=5")
    assert (absence.group, absence.conflicts, absence.having) == (True, (), ())
    assert (nearest(absence, "who")[0], nearest(absence, "n")[0]) == ("http://x/a", "2")


def test_a_group_that_is_not_there_is_explained_by_its_keys(numbers: Stores) -> None:
    absence = explain(numbers, COUNTED, "who=:z", "n=2")
    assert absence.group is False
    assert parts(absence) == [("?c <http://x/by> <http://x/z>",)]


def test_a_group_that_having_leaves_out_is_shown_with_its_value(numbers: Stores) -> None:
    absence = explain(numbers, COUNTED + " HAVING(COUNT(?c) > 2)", "who=:a")
    assert (absence.group, absence.having) == (True, ("HAVING(COUNT(?c) > 2)",))
    assert nearest(absence, "n") == ["2"]


def test_a_sum_without_keys_always_has_its_group(numbers: Stores) -> None:
    absence = explain(numbers, "SELECT (COUNT(?c) AS ?n) { ?c :by :z }", "n=3")
    assert (absence.group, nearest(absence, "n")) == (True, ["0"])


def test_the_same_question_has_the_same_answer(claims: Stores) -> None:
    query = "SELECT ?who ?n { ?c ccl:claimant ?who ; ccl:value ?n }"
    assert explain(claims, query, "n=32") == explain(claims, query, "n=32")


@pytest.mark.parametrize("name", ["blank_b0", "blank_b0_", "n_", "holders0", "asked", "key", "who_"])
def test_variables_named_like_ours_are_like_any_other(numbers: Stores, name: str) -> None:
    absence = explain(numbers, f"SELECT ?{name} {{ [] :by :z ; :value ?{name} . ?c :value ?{name} }}", f"{name}=20")
    assert [part.partition("<")[2] for (part,) in parts(absence)] == ["http://x/by> <http://x/z>"]
    assert parts(absence)[0][0].startswith("_:b0 ")


def test_json_says_all_that_was_found_out(numbers: Stores) -> None:
    told = json.loads(to_json(explain(numbers, A_VALUES, "n=1000")))
    assert told["row"] == {"n": '"1000"^^<http://www.w3.org/2001/XMLSchema#integer>'}
    assert [conflict["parts"] for conflict in told["conflicts"]][1] == ["?c <http://x/value> 1000"]
    assert told["conflicts"][0]["otherwise"]["provenance"]["rows"] == [[["http://x/claim/4"]]]
    assert told["nearest"]["results"]["bindings"][0]["n"]["value"] == "20"


@pytest.mark.parametrize(
    ("query", "row", "words"),
    [
        (A_VALUES, [], "give the row"),
        (A_VALUES, ["n"], "name=value"),
        (A_VALUES, ["=1"], "name=value"),
        (A_VALUES, ["a b=1"], "name=value"),
        (A_VALUES, ["n="], "the empty text"),
        (A_VALUES, ["n=1", "?n=2"], "twice"),
        (A_VALUES, ["x=1"], "does not select \\?x"),
        (A_VALUES, ["c=1"], "does not select \\?c"),
        (A_VALUES, ['n="open'], "no term"),
        (A_VALUES, ["n=<a b>"], "no term"),
        (A_VALUES, ['n="a", "b"'], "more than one"),
        (A_VALUES, ['n="a" . <urn:a> <urn:b> "c"'], "more than one"),
        ("SELECT ?nowhere { ?c :by :a }", ["nowhere=1"], "nothing in the query binds"),
        ("ASK { ?c :by :z }", ["c=1"], "ASK"),
    ],
)
def test_a_row_that_cannot_be_is_refused(numbers: Stores, query: str, row: list[str], words: str) -> None:
    with pytest.raises(RowRefused, match=words):
        explain(numbers, query, *row)


@pytest.mark.parametrize(
    ("query", "row", "words"),
    [
        ("CONSTRUCT WHERE { ?s ?p ?o }", ["s=1"], "CONSTRUCT"),
        ("DESCRIBE ?s { ?s ?p ?o }", ["s=1"], "DESCRIBE"),
        ("SELECT ?x { ?s ?p ?o BIND(RAND() AS ?x) }", ["x=2"], "RAND"),
        ("SELECT ?d { ?c :by :a OPTIONAL { ?c :x ?d } OPTIONAL { ?c :y ?d } }", ["d=1"], "OPTIONAL"),
        ("ASK { ?c :by :a } OFFSET 99", [], "OFFSET"),
        ("SELECT ?n { " + " ".join(["{ ?c :a ?n } UNION { ?c :b ?n }"] * 6) + " }", ["n=1"], "UNION"),
    ],
)
def test_what_is_not_explained_is_refused_by_name(numbers: Stores, query: str, row: list[str], words: str) -> None:
    with pytest.raises(NotSupported, match=words):
        explain(numbers, query, *row)


@pytest.mark.parametrize(
    "query", ["SELECT ?x { ?x ?y }", "", "DELETE WHERE { ?s ?p ?o }", "SELECT * { SERVICE <urn:x> {} }"]
)
def test_a_query_that_cannot_be_asked_is_refused_as_ever(numbers: Stores, query: str) -> None:
    with pytest.raises(QueryError):
        explain(numbers, query, "x=1")
