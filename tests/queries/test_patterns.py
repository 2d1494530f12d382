"""The reader of basic graph patterns, and the query that is written for the support store."""

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from queries.errors import NotSupported
from queries.holders import witness_query
from queries.patterns import Pattern, fresh, read_pattern
from queries.syntax import classify

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def patterns(where: str) -> list[Pattern]:
    return list(read_pattern(classify(f"PREFIX : <urn:> SELECT * {{ {where} }}")).patterns)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("", []),
        ("?s :p ?o", ["?s :p ?o"]),
        ("$s :p ?s .", ["?s :p ?s"]),
        ("?s :p ?o ; :q ?x , :y ;; .", ["?s :p ?o", "?s :q ?x", "?s :q :y"]),
        ("?s a :C", [f"?s <{RDF}type> :C"]),
        ("?s ?p ?o . ?s ?p ?o", ["?s ?p ?o"]),
        ("_:x :p _:y . _:x :q _:y", ["?blank0 :p ?blank1", "?blank0 :q ?blank1"]),
        ("[] :p []", ["?blank0 :p ?blank1"]),
        ("[ :p ?o ]", ["?blank1 :p ?o"]),
        ("[ :p ?o ] :q ?x", ["?blank2 :p ?o", "?blank2 :q ?x"]),
        ("?s :p [ :q [ :r ?o ] ]", ["?blank3 :r ?o", "?blank2 :q ?blank3", "?s :p ?blank2"]),
        ("?s :p ()", [f"?s :p <{RDF}nil>"]),
        (
            "?s :p ( 1 ?o )",
            [
                f"?blank2 <{RDF}first> 1",
                f"?blank2 <{RDF}rest> ?blank3",
                f"?blank3 <{RDF}first> ?o",
                f"?blank3 <{RDF}rest> <{RDF}nil>",
                "?s :p ?blank2",
            ],
        ),
        ("?s :p/:q ?o", ["?s :p ?blank2", "?blank2 :q ?o"]),
        ("?s ^:p ?o", ["?o :p ?s"]),
        ("?s ^(:p/^:q) ?o", ["?s :q ?blank2", "?o :p ?blank2"]),
        ("?s ((:p)) ?o", ["?s :p ?o"]),
        ("?s :p -1, + 1.50, 01 , 1e0", ["?s :p -1", "?s :p +1.50", "?s :p 01", "?s :p 1e0"]),
        ("?s :p true, false", ["?s :p true", "?s :p false"]),
        ("?s :p 'a'@en-GB , '''b''' ^^ :t", ["?s :p 'a'@en-GB", "?s :p '''b'''^^:t"]),
    ],
)
def test_each_spelling_of_a_pattern_is_read(where: str, expected: list[str]) -> None:
    assert [" ".join(pattern) for pattern in patterns(where)] == expected


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * { OPTIONAL { ?s ?p ?o } }", "OPTIONAL"),
        ("SELECT * { { ?s ?p ?o } UNION { ?o ?p ?s } }", "a group within a group"),
        ("SELECT * { ?s ?p ?o FILTER (?o > 1) }", "FILTER"),
        ("SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?o ?p ?s } }", "FILTER"),
        ("SELECT * { ?s ?p ?o } ORDER BY EXISTS { ?o ?p ?s }", "EXISTS"),
        ("SELECT * { ?s ?p ?o MINUS { ?o ?p ?s } }", "MINUS"),
        ("SELECT * { ?s ?p ?o BIND (1 AS ?x) }", "BIND"),
        ("SELECT * { ?s ?p ?o } VALUES ?s { 1 }", "VALUES"),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", "GRAPH"),
        ("SELECT * { LATERAL { ?s ?p ?o } }", "LATERAL"),
        ("SELECT * FROM <urn:g> { ?s ?p ?o }", "FROM"),
        ("SELECT * { SELECT * { ?s ?p ?o } }", "a sub-select"),
        ("SELECT (?s AS ?x) { ?s ?p ?o }", "an expression in SELECT"),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "aggregates"),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?s", "GROUP BY"),
        ("ASK { ?s ?p ?o } HAVING (1)", "HAVING"),
        ("SELECT * { ?s <urn:p>* ?o }", "* in a path"),
        ("SELECT * { ?s <urn:p>+ ?o }", "+ in a path"),
        ("SELECT * { ?s (<urn:p>/<urn:q>)? ?o }", "? in a path"),
        ("SELECT * { ?s <urn:p>|<urn:q> ?o }", "| in a path"),
        ("SELECT * { ?s ^(<urn:p>|<urn:q>) ?o }", "| in a path"),
        ("SELECT * { ?s !<urn:p> ?o }", "! in a path"),
        ("SELECT * { << ?a ?b ?c >> ?p ?o }", "triple terms"),
        ("SELECT * { ?s ?p <<( ?a ?b ?c )>> }", "triple terms"),
        ("SELECT * { ?s ?p ?o {| ?a ?b |} }", "annotations"),
        ("SELECT * { ?s ?p ?o ~ ?r }", "reifiers"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"),
        ("DESCRIBE <urn:s>", "DESCRIBE"),
    ],
)
def test_a_form_without_provenance_is_named(query: str, form: str) -> None:
    Store().query(query)
    with pytest.raises(NotSupported) as caught:
        read_pattern(classify(query))
    assert caught.value.form == form
    assert str(caught.value).startswith(f"provenance of {form} is not supported yet")


def test_modifiers_are_no_part_of_the_pattern() -> None:
    query = "SELECT DISTINCT ?s { ?s ?p ?o } ORDER BY DESC(STR(?o)) ?s LIMIT 5 OFFSET 1"
    pattern = read_pattern(classify(query))
    assert pattern.patterns == (Pattern("?s", "?p", "?o"),)
    assert pattern.cut


def test_a_variable_outside_the_pattern_is_none_of_its_variables() -> None:
    assert read_pattern(classify("SELECT ?x ?s { ?s ?p 1 }")).variables == ("?s", "?p")


def test_invented_variables_differ_from_those_of_the_query() -> None:
    pattern = read_pattern(classify("SELECT * { ?blank2 ?holders0 [] , [] }"))
    variables = {term for each in pattern.patterns for term in each}
    assert len(variables) == 4
    assert fresh("?x", {"?x", "?x_"}) == "?x__"


def test_a_hundred_patterns_and_the_deepest_brackets_are_read() -> None:
    assert len(patterns("?s :p ?o . " * 90)) == 1
    assert len(patterns("?s :p " + "[ :p " * 90 + "?o" + "]" * 90)) == 91


def test_the_witness_query_keeps_the_prologue_and_each_term_as_written() -> None:
    query = "BASE <http://x/> PREFIX : <y#>\nSELECT ?s { ?s :p '01'^^<t> , 1.50 }"
    assert witness_query(read_pattern(classify(query)), ["?s"]) == (
        "BASE <http://x/> PREFIX : <y#>\n\n"
        "SELECT ?s ?holders0 ?holders1 WHERE {\n"
        "GRAPH ?holders0 { ?s :p '01'^^<t> }\n"
        "GRAPH ?holders1 { ?s :p 1.50 }\n"
        "}"
    )


def test_hidden_variables_are_folded_by_distinct() -> None:
    assert "SELECT DISTINCT ?s" in witness_query(read_pattern(classify("SELECT ?s { ?s ?p ?o }")), ["?s"])


def test_rows_are_asked_for_by_their_terms() -> None:
    pattern = read_pattern(classify("SELECT ?s ?o { ?s ?p ?o } LIMIT 1"))
    row = (NamedNode("urn:s"), Literal('"\n\\', language="en"))
    query = witness_query(pattern, ["?s", "?o"], [row])
    assert '(<urn:s> "\\"\\n\\\\"@en)' in query
    assert isinstance(Store().query(query), QuerySolutions)
