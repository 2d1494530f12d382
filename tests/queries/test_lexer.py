"""Tokens: where the text is split, and the context that decides what `<` and `(` begin."""

import time
from contextlib import suppress

import pytest

from queries.errors import SyntaxRefused
from queries.lexer import Context, Kind, tokenize


def texts(query: str) -> list[str]:
    return [token.text for token in tokenize(query)]


def contexts(query: str, text: str) -> list[Context]:
    return [token.within for token in tokenize(query) if token.text == text]


def test_less_than_in_an_expression_swallows_no_text_as_an_iri() -> None:
    assert texts("ASK{FILTER(?a<?b&&?c>?d)}")[4:11] == ["?a", "<", "?b", "&&", "?c", ">", "?d"]


def test_the_same_characters_are_an_iri_in_a_triple() -> None:
    assert texts("ASK{?a<?b&&?c>?d}")[2:5] == ["?a", "<?b&&?c>", "?d"]


def test_less_than_before_an_iri_is_less_than() -> None:
    assert texts("ASK{FILTER(?a<<http://x>)}")[4:7] == ["?a", "<", "<http://x>"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (?a<?b AS ?x) {}",
        "ASK { BIND (?a<?b AS ?c) }",
        "ASK { FILTER STRLEN(?a<?b) }",
        "ASK { FILTER <http://x>(?a<?b) }",
        "ASK { FILTER (?x IN (?a<?b)) }",
        "ASK {} GROUP BY (?a<?b)",
        "ASK {} HAVING (?x) (?a<?b)",
        "ASK {} ORDER BY ?x (?a<?b)",
        "ASK {} ORDER BY DESC(?a<?b)",
        "ASK { { SELECT ?x (?a<?b AS ?y) {} } }",
        "ASK { { SELECT ?x {} GROUP BY ?x (?a<?b) } }",
        "ASK { FILTER (EXISTS {} && ?a<?b) }",
    ],
)
def test_each_place_of_an_expression_compares(query: str) -> None:
    assert "<" in texts(query)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?s ?p (?a<b>?c) }",
        "ASK { ?s a (?a<b>?c) }",
        "ASK { ?s (<a>|<b>) ?o }",
        "ASK { ?s <p>(?a<b>?c) }",
        "ASK { [] ?p [?a<b>?c] }",
        "ASK { VALUES (?a) { (<b>) } }",
        "ASK { FILTER (<<(?a<b>?c)>> = ?x) }",
        "CONSTRUCT { ?a<b>?c } WHERE {}",
        "ASK { ?s ?p ?o {| ?a<b>?c |} }",
        "ASK { <<?a<b>?c>> ?p ?o }",
    ],
)
def test_each_place_of_a_term_names_an_iri(query: str) -> None:
    assert "<b>" in texts(query)


def test_a_sub_select_is_known_by_its_first_word() -> None:
    assert contexts("ASK { { SELECT ?inner {} } }", "?inner") == [Context.SELECT]


def test_comments_end_with_their_line() -> None:
    assert texts("ASK#{ \n{#}\r}") == ["ASK", "{", "}"]


@pytest.mark.parametrize(
    "string",
    ['"a"', "'a'", '"""a"b\n"""', "'''a''b'''", r'"\"\\"', r'"\u0022"', '""', "''", '""""""'],
)
def test_strings_of_all_kinds_are_one_token(string: str) -> None:
    (token,) = [token for token in tokenize(f"ASK {{ ?s ?p {string} }}") if token.kind is Kind.STRING]
    assert token.text == string


@pytest.mark.parametrize(
    "name",
    ["ex:", ":", ":a", "ex:a.b", r"ex:a\-b", "ex:%41", "ex:a:b", "ex:1", "a.b:c", "ex:é"],
)
def test_prefixed_names_are_one_token(name: str) -> None:
    (token,) = [token for token in tokenize(f"ASK {{ ?s ?p {name} . }}") if token.kind is Kind.NAME]
    assert token.text == name


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?s ?p ex:a.b.c }",
        "ASK { ?s ?p 'never closed }",
        "ASK { ?s ?p '''never closed' }",
        r"ASK { ?s ?p '\x' }",
        "ASK { ?s <a b> ?o }",
        r"ASK { ?s <\x> ?o }",
        r"\u0041SK {}",
        "ASK { ?s ?p ?o ",
        "ASK { ?s ?p ( ] }",
        "ASK }",
        "ASK {\u00a0}",
        "ASK { ?s & ?o }",
    ],
)
def test_what_cannot_be_split_is_refused(query: str) -> None:
    with pytest.raises(SyntaxRefused):
        tokenize(query)


def test_a_refusal_names_line_and_column() -> None:
    with pytest.raises(SyntaxRefused) as caught:
        tokenize("ASK {\n  ?s ?p %\n}")
    assert (caught.value.line, caught.value.column) == (2, 9)
    assert str(caught.value).startswith("line 2, column 9: ")


@pytest.mark.parametrize("part", ["a.", ".a", "a-.", "é.", "a..", "_.a", "a:.", "a:b."])
def test_names_with_dots_take_no_longer_than_their_length(part: str) -> None:
    begun = time.process_time()
    with suppress(SyntaxRefused):
        tokenize("ASK { ?s a" + part * (60_000 // len(part)) + " ?o }")
    assert time.process_time() - begun < 5


def test_a_prefix_may_have_a_hundred_characters() -> None:
    name = "a." * 49 + "a:b"
    assert [token.text for token in tokenize(f"ASK {{ ?s {name} ?o }}")][3] == name
