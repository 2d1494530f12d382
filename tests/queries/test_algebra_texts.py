"""The algebra of whole queries: terms, blank nodes, forms and datasets; what is refused, and how large one may be."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store, Variable

from queries.algebra import nodes as n
from queries.algebra import read, transform, variables_in_scope, walk, write
from queries.errors import FormRefused, NotSupported, SyntaxRefused, TooDeep, TooLarge
from queries.limits import Limits
from tests.queries.test_algebra import COUNT, ONE, PREFIXES, TWO, XP1, XQY, YQZ, P, Q, X, Y, Z, bgp, where

XSD = "http://www.w3.org/2001/XMLSchema#"


def typed(value: str, name: str) -> Literal:
    return Literal(value, datatype=NamedNode(XSD + name))


def only_object(text: str) -> object:
    found = where(f"?x :p {text}")
    assert isinstance(found, n.BGP)
    return found.triples[0].object


# --- terms


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("01", typed("01", "integer")),
        ("+1", typed("+1", "integer")),
        ("1.50", typed("1.50", "decimal")),
        ("-.5", typed("-.5", "decimal")),
        ("1e400", typed("1e400", "double")),
        ("0.0000000000000001", typed("0.0000000000000001", "decimal")),
        ("false", typed("false", "boolean")),
        ("'01'^^<http://www.w3.org/2001/XMLSchema#integer>", typed("01", "integer")),
        ("'x'^^:t", Literal("x", datatype=NamedNode("urn:t"))),
        ("''", Literal("")),
        ("'''a'b\n\"\"\"'''", Literal('a\'b\n"""')),
        (r'"\\u0041 \u0041 \U0001F600 \t\"\\"', Literal('\\u0041 A \U0001f600 \t"\\')),
        ("'\u000b\u007f'", Literal("\u000b\u007f")),
        ("'x'@en-GB", Literal("x", language="en-GB")),
        ("'?x } #'", Literal("?x } #")),
        ("<#>", NamedNode("http://base/q#")),
        (r"<urn:\u00e9>", NamedNode("urn:é")),
        (r":a\,b%20c.d", NamedNode("urn:a,b%20c.d")),
        (":", NamedNode("urn:")),
    ],
)
def test_a_term_is_kept_as_it_is_written(text: str, term: n.Term) -> None:
    query = read(f"{PREFIXES}ASK {{ ?x ?p {text} }}", base_iri="http://base/q")
    assert query.pattern == bgp((X, Variable("p"), term))
    assert read(write(query)) == query


def test_relative_iris_are_resolved_against_the_base_that_stands_before_them() -> None:
    query = read("BASE <http://a/b/> PREFIX x: <c/> BASE <../d/> ASK { <e> x:f <> }", base_iri="http://z/")
    assert query.pattern == bgp((NamedNode("http://a/d/e"), NamedNode("http://a/b/c/f"), NamedNode("http://a/d/")))


def test_the_function_iri_keeps_its_base() -> None:
    query = read("BASE <http://a/b/> SELECT (IRI('c') AS ?x) {}")
    (row,) = solutions(write(query))
    assert row == (NamedNode("http://a/b/c"),)


def test_without_the_function_iri_no_base_is_written() -> None:
    assert "BASE" not in write(read("BASE <http://a/> ASK { <b> <c> ?x }"))


def test_a_plus_sign_behind_a_property_is_the_paths_as_the_engine_has_it() -> None:
    assert where("?x :p+1") == bgp((X, n.OneOrMore(P), ONE))
    assert where("?x ?y +1") == bgp((X, Y, typed("+1", "integer")))


# --- blank nodes


def test_a_blank_node_is_one_variable_within_its_pattern() -> None:
    a, b = BlankNode("b0"), BlankNode("b1")
    assert where("_:x :p _:y . _:y :q _:x") == bgp((a, P, b), (b, Q, a))


def test_brackets_and_lists_are_triples_with_blank_nodes() -> None:
    first, rest = (NamedNode(f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}") for name in ("first", "rest"))
    nil = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil")
    node = BlankNode("b0")
    assert where("[ :p ?x ] :q 1") == bgp((node, P, X), (node, Q, ONE))
    assert where("?x :p ( 1 )") == bgp((node, first, ONE), (node, rest, nil), (X, P, node)) or where(
        "?x :p ( 1 )"
    ) == bgp((X, P, node), (node, first, ONE), (node, rest, nil))


def test_patterns_share_no_blank_node_when_written() -> None:
    pattern = bgp((BlankNode("a"), P, X))
    query = n.Ask(n.Union((pattern, pattern)))
    labels = {term for term in walk(read(write(query))) if isinstance(term, BlankNode)}
    assert len(labels) == 2


def test_blank_nodes_of_a_template_are_none_of_the_pattern() -> None:
    query = read("CONSTRUCT { _:x <urn:p> ?x } WHERE { _:x <urn:p> ?x }")
    assert isinstance(query, n.Construct)
    assert query.template == bgp((BlankNode("b0"), P, X)).triples
    assert query.pattern == bgp((BlankNode("b1"), P, X))
    assert read(write(query)) == query


# --- forms


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?x ?y ?z } GROUP BY ?x HAVING (COUNT(*) > 1) ORDER BY ?x LIMIT 1 OFFSET 2 VALUES ?x { 1 }",
        "CONSTRUCT { ?x ?y [] } WHERE { { SELECT ?x ?y { ?x ?y 1 } LIMIT 1 } } ORDER BY ?x LIMIT 2",
        "CONSTRUCT {} WHERE {}",
        "CONSTRUCT WHERE { ?x ?y _:z , () }",
        "DESCRIBE * { ?x ?y 1 }",
        "DESCRIBE <urn:p> ?x FROM <urn:a> { ?x ?y 1 } ORDER BY ?y LIMIT 1",
        "DESCRIBE <urn:p>",
        "SELECT * FROM <urn:a> FROM <urn:b> FROM NAMED <urn:c> { GRAPH ?g { ?x ?y 1 } }",
        "ASK FROM NAMED <urn:c> { GRAPH <urn:c> {} }",
    ],
)
def test_each_form_is_written_as_what_it_is(text: str) -> None:
    query = read(text)
    assert read(write(query)) == query


def test_the_graphs_of_from_are_known() -> None:
    query = read("BASE <http://a/> ASK FROM <b> FROM NAMED <c> FROM <d> {}")
    names = [NamedNode(f"http://a/{name}") for name in "bcd"]
    assert query.dataset == n.Dataset((names[0], names[2]), (names[1],))


# --- what has no text of its own


def solutions(text: str, data: str = "") -> list[tuple[object, ...]]:
    store = Store()
    store.update(f"{PREFIXES}INSERT DATA {{ {data} }}")
    found = store.query(text)
    assert isinstance(found, QuerySolutions)
    return [tuple(row) for row in found]


DATA = ":a :q 1 . :a :q 2 . :b :q 3 ."


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (n.Slice(n.OrderBy(XQY, (n.OrderKey(Y, True),)), 0, 1), {(NamedNode("urn:b"), typed("3", "integer"))}),
        (n.Project(n.Distinct(n.Project(n.Distinct(XQY), (X,))), (X,)), {(NamedNode("urn:a"),), (NamedNode("urn:b"),)}),
        (n.Project(n.Extend(n.Group(XQY), Z, ONE), (Z,)), {(ONE,)}),
        (n.Project(n.Extend(n.Group(bgp((X, P, Y))), Z, COUNT), (Z,)), {(Literal(0),)}),
        (
            n.Project(n.Filter(n.Extend(n.Group(XQY, (n.GroupKey(X),)), Z, COUNT), n.Binary(">", Z, ONE)), (X,)),
            {(NamedNode("urn:a"),)},
        ),
        (
            n.Project(n.OrderBy(n.Extend(n.Group(XQY, (n.GroupKey(X),)), Z, COUNT), (n.OrderKey(Z),)), (X,)),
            {(NamedNode("urn:a"),), (NamedNode("urn:b"),)},
        ),
        (
            n.Project(n.OrderBy(n.Extend(n.Group(XQY, (n.GroupKey(X),)), Z, COUNT), (n.OrderKey(COUNT),)), (X,)),
            {(NamedNode("urn:a"),), (NamedNode("urn:b"),)},
        ),
        (n.Project(n.Extend(n.Extend(XQY, Z, ONE), Variable("w"), Z), (Variable("w"), Z)), {(ONE, ONE)}),
        (n.Project(n.Extend(n.Slice(n.Project(XQY, (X,)), 2), Z, TWO), (Z,)), {(TWO,)}),
        (n.Project(n.Join(n.BGP(), XP1), (X,)), set()),
        (
            n.Project(n.Join(n.Join(n.Join(n.BGP(), XQY), XQY), n.BGP()), (X, Y)),
            set(solutions("SELECT ?x ?y { ?x <urn:q> ?y }", DATA)),
        ),
        (n.Project(XQY, ()), {(None,)}),
    ],
)
def test_an_algebra_that_no_text_has_is_written_as_one_that_means_the_same(
    pattern: n.Pattern, expected: set[tuple[object, ...]]
) -> None:
    assert set(solutions(write(n.Select(pattern)), DATA)) == expected


# --- scope and change


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        (n.BGP(), ""),
        (bgp((X, n.ZeroOrMore(P), Y), (Y, Z, BlankNode("b"))), "xyz"),
        (n.LeftJoin(XP1, XQY, n.Exists(YQZ)), "xy"),
        (n.Minus(XP1, YQZ), "x"),
        (n.Graph(Z, XQY), "zxy"),
        (n.Filter(XP1, n.Exists(YQZ)), "x"),
        (n.Union((YQZ, XP1)), "yzx"),
        (n.Extend(XP1, Z, Y), "xz"),
        (n.Values((Z, X), ()), "zx"),
        (n.Slice(n.Distinct(n.OrderBy(n.Project(YQZ, (Z,)), (n.OrderKey(X),))), 1), "z"),
        (n.Group(XQY, (n.GroupKey(X), n.GroupKey(n.Call("STR", (Y,)), Z), n.GroupKey(n.Call("STR", (Y,))))), "xz"),
    ],
)
def test_variables_are_in_scope_as_the_specification_lists_them(pattern: n.Pattern, names: str) -> None:
    assert "".join(variable.value for variable in variables_in_scope(pattern)) == names


def test_a_change_reaches_everything_from_the_innermost_out() -> None:
    query = read("SELECT (COUNT(?x) AS ?y) { ?x ?p 1 FILTER EXISTS { ?x <urn:p>* 2 } } GROUP BY ?x ORDER BY ?x")
    renamed = transform(query, lambda node: Z if node == X else node)
    assert X not in set(walk(renamed))
    assert write(renamed) == write(query).replace("?x", "?z")


def test_a_node_can_be_replaced_by_another() -> None:
    found = transform(
        where("?x :p 1 { ?x :q ?y } UNION { ?y :q ?z }"),
        lambda node: n.Graph(Z, node) if isinstance(node, n.BGP) else node,
    )
    assert found == n.Join(n.Graph(Z, XP1), n.Union((n.Graph(Z, XQY), n.Graph(Z, YQZ))))


def test_what_no_change_touches_stays_the_same_object() -> None:
    query = read("SELECT * { ?x ?y 1 OPTIONAL { ?x ?y 2 } }")
    assert transform(query, lambda node: node) is query


# --- refusals


@pytest.mark.parametrize(
    ("text", "where_it_is"),
    [
        ("ASK { ?x ?y ?z .\n LATERAL { ?x ?y ?z } }", "line 2, column 2: LATERAL"),
        ("ASK { << ?x ?y ?z >> ?p 1 }", "line 1, column 7: a triple term"),
        ("ASK { ?x ?y ?z {| ?p 1 |} }", "line 1, column 16: an annotation"),
        ("ASK { ?x ?y ?z ~ ?r }", "line 1, column 16: a reifier"),
        ("ASK { ?x ?y 'a'@en--ltr }", "line 1, column 16: the direction of a text"),
        ("ASK { ?x ?y ?z FILTER(!!?x) }", "line 1, column"),
    ],
)
def test_what_is_beyond_sparql_11_is_named_with_its_place(text: str, where_it_is: str) -> None:
    with pytest.raises(NotSupported) as refused:
        read(text)
    assert str(refused.value).startswith(where_it_is)


def test_service_and_updates_are_refused_as_anywhere() -> None:
    for text in ("ASK { SERVICE <urn:x> {} }", "CLEAR ALL"):
        with pytest.raises(FormRefused):
            read(text)


@pytest.mark.parametrize("text", ["ASK { ?x <no base> 1 }", "ASK { x:y ?x 1 }", "ASK { <relative> ?x 1 }", "ASK {"])
def test_what_cannot_be_read_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(SyntaxRefused):
        read(text)


@pytest.mark.parametrize("data", ["?x { ?y }", "(?x { 1 }", "?x { _:b }", "?x"])
def test_data_that_cannot_be_read_is_refused(data: str) -> None:
    with pytest.raises((NotSupported, SyntaxRefused)):
        read(f"ASK {{ VALUES {data} }}")


@pytest.mark.parametrize(
    "opening_and_closing",
    ["{ }", "FILTER( )", "OPTIONAL{ }", "{SELECT*{ }}", "?x ( ) ?y", "FILTER(EXISTS{ })", "GRAPH?g{ }", "?x?y[?z? ]"],
)
@pytest.mark.parametrize("depth", [10, 30, 97])
def test_nesting_is_read_or_refused_with_a_designed_error(opening_and_closing: str, depth: int) -> None:
    opening, _, closing = opening_and_closing.partition(" ")
    inside = "?x" if "(" in opening and "{" not in opening else ""
    text = f"ASK {{ {opening * depth}{inside}{closing * depth} }}"
    try:
        query = read(text)
    except (TooDeep, NotSupported, SyntaxRefused):
        return
    assert read(write(query)) == query


def test_two_hundred_groups_are_refused_by_the_limits() -> None:
    with pytest.raises(TooDeep, match="100 brackets"):
        read("ASK " + "{" * 200 + "}" * 200)


def test_a_long_text_is_refused_by_the_limits() -> None:
    with pytest.raises(TooLarge, match="characters"):
        read(f"ASK {{ ?x ?y '{'x' * 70_000}' }}")


def test_an_algebra_too_deep_for_the_engine_is_refused_when_written() -> None:
    pattern: n.Pattern = XP1
    for _ in range(260):
        pattern = n.Graph(P, pattern)
    with pytest.raises(TooDeep):
        write(n.Ask(pattern))


def test_ten_thousand_rows_of_data_are_read_and_written() -> None:
    rows = " ".join(f"(:a{number} {number})" for number in range(10_000))
    query = read(f"{PREFIXES}SELECT * {{ VALUES (?x ?y) {{ {rows} }} }}", limits=Limits(characters=1_000_000))
    assert len(solutions(write(query))) == 10_000


def test_long_chains_are_read_and_written() -> None:
    sums, options = " + ".join(["?x"] * 190), "OPTIONAL { ?x ?y ?z } " * 90
    query = read(f"SELECT * {{ {options} FILTER({sums}) }}")
    assert read(write(query)) == query


def test_a_text_is_read_once() -> None:
    assert read("ASK { ?x ?y 1 }") is read("ASK { ?x ?y 1 }")
