"""The outline of a query: form, dataset clauses, and what is refused before the engine sees it."""

from pathlib import Path

import pytest
from pyoxigraph import Store

from queries.errors import FormRefused, QueryError, SyntaxRefused
from queries.syntax import UPDATES, Form, classify


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * { ?s ?p ?o }", Form.SELECT),
        ("# comment\nselect?s{?s ?p ?o}", Form.SELECT),
        ("BASE <http://x/> PREFIX : <y> ASK {}", Form.ASK),
        ('VERSION "1.2" ASK {}', Form.ASK),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", Form.CONSTRUCT),
        ("CONSTRUCT WHERE { ?s ?p ?o }", Form.CONSTRUCT),
        ("DESCRIBE <http://x/>", Form.DESCRIBE),
        ("DESCRIBE ?s { ?s ?p ?o } LIMIT 1", Form.DESCRIBE),
        ("DESCRIBE * LIMIT 1", Form.DESCRIBE),
    ],
)
def test_the_form_is_the_first_word_after_the_prologue(query: str, form: Form) -> None:
    assert classify(query).form is form


def test_the_text_that_is_checked_is_the_text_that_runs() -> None:
    query = r'ASK { ?s ?p "\u0041\\u0041", <http://x/\u0041> }'
    assert classify(query).text == query


def test_graphs_are_resolved_by_the_prologue_of_the_query() -> None:
    shape = classify(
        """BASE <http://one/two/> PREFIX g: <three/>
        SELECT * FROM <a> FROM NAMED g:b FROM<../c>FROM NAMED<urn:d> WHERE { ?s ?p ?o }"""
    )
    assert shape.default_graphs == ("http://one/two/a", "http://one/c")
    assert shape.named_graphs == ("http://one/two/three/b", "urn:d")


def test_graphs_are_resolved_against_the_base_of_the_request() -> None:
    assert classify("ASK FROM <a> {}", base_iri="http://x/y").default_graphs == ("http://x/a",)


def test_a_graph_named_twice_is_one() -> None:
    assert classify("ASK FROM <urn:a> FROM <urn:a> {}").default_graphs == ("urn:a",)


def test_a_relative_graph_without_a_base_is_refused() -> None:
    with pytest.raises(SyntaxRefused, match="absolute"):
        classify("ASK FROM <a> {}")


@pytest.mark.parametrize(
    "head",
    [
        "SELECT (1 AS ?x)",
        "SELECT DISTINCT ?s ?p",
        "SELECT REDUCED *",
        "ASK",
        "CONSTRUCT { ?s ?p ?o }",
        "CONSTRUCT",
        "DESCRIBE ?s <urn:x>",
        "DESCRIBE *",
    ],
)
def test_dataset_clauses_are_found_after_each_head(head: str) -> None:
    assert classify(f"{head} FROM <urn:a> WHERE {{ ?s ?p ?o }}").default_graphs == ("urn:a",)


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX ex: <urn:> SELECT*FROMex:a{?s ?p ?o}",
        "PREFIX ex: <urn:> PREFIX FROMex: <urn:> SELECT*FROMex:a{?s ?p ?o}",
        "SELECT*FROMNAMED<urn:a>{?s ?p ?o}",
        "SELECTDISTINCT?s{?s ?p ?o}",
    ],
)
def test_a_clause_that_only_the_engine_would_see_is_refused(query: str) -> None:
    Store().query(query)
    with pytest.raises(SyntaxRefused):
        classify(query)


@pytest.mark.parametrize("word", sorted(UPDATES))
def test_each_update_is_refused_by_its_name(word: str) -> None:
    with pytest.raises(FormRefused, match=word) as caught:
        classify(f"PREFIX ex: <urn:> {word.lower()} <urn:a> {{ }}")
    assert caught.value.form == word


@pytest.mark.parametrize(
    "query",
    [
        "",
        "# nothing",
        "SELECT",
        "SELECT *",
        "SELECT (1 AS ?x)",
        "PREFIX ex <urn:> ASK {}",
        "PREFIX ex:a <urn:> ASK {}",
        "PREFIX ex: ASK {}",
        "BASE ASK {}",
        "VERSION 1 ASK {}",
        "ASK { ?s ex:p ?o }",
        "ASK { ?s ?p ?o } FOO",
        "ASK FROM { ?s ?p ?o }",
        "ASK ?x { ?s ?p ?o }",
        "WHERE { ?s ?p ?o }",
        "ASK { ?s ?p ?o } INSERT DATA { }",
    ],
)
def test_what_is_no_query_is_refused_in_one_line(query: str) -> None:
    with pytest.raises(SyntaxRefused) as caught:
        classify(query)
    assert "\n" not in str(caught.value)
    assert caught.value.line == 1


def accepted(query: str) -> bool:
    try:
        classify(query, base_iri="http://example/")
    except QueryError:
        return False
    return True


def readable(query: str) -> bool:
    try:
        Store().query(query, base_iri="http://example/")
    except (SyntaxError, OSError, RuntimeError) as error:
        return not isinstance(error, SyntaxError)
    return True


def test_every_query_of_the_w3c_that_the_engine_reads_is_accepted_unless_it_is_federated(shared: Path) -> None:
    files = [path for path in (shared / "w3c").rglob("*.rq") if not {"service", "syntax-fed"} & {*path.parts}]
    queries = {path: path.read_bytes().decode(errors="replace") for path in files}
    assert len(queries) > 1000
    assert not [path.name for path, query in queries.items() if not accepted(query) and readable(query)]


def test_every_update_of_the_w3c_is_refused(shared: Path) -> None:
    files = sorted((shared / "w3c").rglob("*.ru"))
    assert files
    assert not [path.name for path in files if accepted(path.read_bytes().decode(errors="replace"))]
