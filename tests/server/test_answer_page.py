"""The page on an answer: its rows, and under each who said what it rests on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, Triple

from ontology.terms import CCL
from server.app import create_app
from server.evaluating import SHOWN
from server.settings import Settings
from tests.server.reading import Page
from tests.server.samples import NAMES, Sample, make_directory
from tests.server.test_markup import PAYLOADS, check_harmless

PREFIXES = "PREFIX ccl: <https://w3id.org/counterclaim/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def shown(client: FlaskClient, query: str, provenance: str = "claims") -> Page:
    asked = {"query": PREFIXES + query, "provenance": provenance}
    response = client.get("/sparql", query_string=asked, headers={"Accept": BROWSER})
    assert (response.status_code, response.mimetype) == (200, "text/html"), response.text
    page = Page(response.text)
    check_harmless(page)
    return page


def test_a_row_shows_who_said_what_it_rests_on_and_in_which_words(client: FlaskClient, sample: Sample) -> None:
    page = shown(client, 'SELECT ?n { ?c ccl:printed "31" ; ccl:value ?n }')
    claim = sample.received.utterance.iri
    assert "Russia states “31”" in page.text
    assert "Moscow received 31 bodies in return" in page.within("blockquote")
    assert f"/id/{NAMES.local(claim)}" in page.values("a", "href")
    assert "Rests on one claim" in page.within("summary")


def test_a_row_of_several_witnesses_lists_each(client: FlaskClient) -> None:
    page = shown(client, "SELECT ?v { ?c ccl:value ?v FILTER(?v = 135000) }")
    assert "Any of 2 suffices" in page.within("summary")
    assert "Either (1 of 2)" in page.text
    assert "or (2 of 2)" in page.text


def test_a_witness_of_several_graphs_shows_them_all(client: FlaskClient) -> None:
    page = shown(client, 'SELECT ?t { ?c ccl:printed "31" ; ccl:foundIn ?s . ?s <http://purl.org/dc/terms/title> ?t }')
    assert "Rests on 2 graphs together" in page.within("summary")
    assert page.text.count("Bodies come home") == 3  # the row, the source of the claim, the source itself


def test_graphs_alone_are_links_without_words(client: FlaskClient, sample: Sample) -> None:
    page = shown(client, 'SELECT ?n { ?c ccl:printed "31" ; ccl:value ?n }', "graphs")
    assert f"/id/{NAMES.local(sample.received.utterance.iri)}" in page.values("a", "href")
    assert not page.within("blockquote")


def test_an_ask_says_yes_and_why(client: FlaskClient) -> None:
    page = shown(client, 'ASK { ?c ccl:printed "31" }')
    assert "Yes." in page.text
    assert "Moscow received 31 bodies in return" in page.text
    assert "No." in shown(client, 'ASK { ?c ccl:printed "32" }').text


def test_a_construct_shows_its_triples(client: FlaskClient) -> None:
    page = shown(
        client, 'CONSTRUCT { ?who ccl:said ?n } WHERE { ?c ccl:printed "31" ; ccl:value ?n ; ccl:claimant ?who }'
    )
    assert page.within("th") == ["subject", "predicate", "object"]
    assert "Moscow received 31 bodies in return" in page.text


def test_what_is_given_and_what_is_left_out_is_said(client: FlaskClient) -> None:
    page = shown(client, "SELECT ?x { ?x ccl:actsFor ?y MINUS { ?x ccl:nothing ?z } } LIMIT 1")
    assert "Rests on what is given" in page.text
    assert "Negation: something was left out" in page.text


def test_a_large_answer_is_bounded_and_says_so(client: FlaskClient) -> None:
    page = shown(client, "SELECT ?s ?p { ?s ?p ?o }", "graphs")
    rows = sum(tag == "tr" for tag, _ in page.elements)
    assert rows == 1 + 2 * SHOWN.rows
    assert re.search(rf"[\d,]+ rows, of which the first {SHOWN.rows} are shown\.", page.text)


def test_many_witnesses_are_bounded_and_said_so(tmp_path: Path, sample: Sample) -> None:
    extra = [
        Quad(NamedNode("urn:x:s"), NamedNode("urn:x:p"), Literal("o"), NamedNode(f"urn:x:graph:{number:02}"))
        for number in range(25)
    ]
    client = create_app(Settings(make_directory(tmp_path / "data", extra=extra).path)).test_client()
    assert "15 more of which any suffices are not shown." in shown(client, "SELECT ?s { ?s <urn:x:p> ?o }").text
    counted = shown(client, "SELECT (COUNT(?g) AS ?n) { GRAPH ?g { ?s <urn:x:p> ?o } }").text
    assert "Rests on 25 graphs together" in counted
    assert "and 15 more graphs, which are not shown" in counted


def test_the_page_names_the_other_forms_and_they_answer(client: FlaskClient) -> None:
    page = shown(client, 'SELECT ?n { ?c ccl:printed "31" ; ccl:value ?n }')
    forms = [address for address in page.values("a", "href") if address.startswith("/sparql?")]
    assert [client.get(address).mimetype for address in forms] == [
        "application/sparql-results+json",
        "text/csv",
        "text/tab-separated-values",
    ]


def test_a_page_is_had_by_post_too(client: FlaskClient) -> None:
    asked = {"query": "ASK {}", "provenance": "claims", "format": "html"}
    response = client.post("/sparql", data=asked)
    assert (response.status_code, response.mimetype) == (200, "text/html")


def test_a_page_without_provenance_is_not_on_offer(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "ASK {}", "format": "html"})
    assert (response.status_code, response.text.count("\n")) == (406, 1)


def test_who_does_not_ask_for_a_page_by_name_gets_data(client: FlaskClient) -> None:
    asked = {"query": "ASK {}", "provenance": "claims"}
    response = client.get("/sparql", query_string=asked, headers={"Accept": "*/*"})
    assert response.mimetype == "application/sparql-results+json"


def test_odd_terms_are_shown_as_text(tmp_path: Path, sample: Sample) -> None:
    graph = NamedNode("urn:x:graph")
    odd: list[NamedNode | Literal | Triple] = [*map(Literal, PAYLOADS), Literal("слово", language="uk")]
    odd += [Literal("nul \x00 escape \x1b[31m"), Literal("13", datatype=NamedNode("urn:x:type"))]
    odd += [NamedNode("javascript:alert(1)"), Triple(graph, graph, Literal("<b>within</b>"))]
    extra = [Quad(NamedNode("urn:x:s"), CCL.printed, term, graph) for term in odd]
    client = create_app(Settings(make_directory(tmp_path / "data", sample, extra=extra).path)).test_client()
    page = shown(client, "SELECT ?o ?notes ?page { <urn:x:s> ccl:printed ?o }")
    assert "nul ␀ escape ␛[31m" in page.text
    assert "<script>alert(1)</script>" in page.text
    assert "<b>within</b>" in page.text
    assert "uk" in page.values("td", "lang")


def test_blank_nodes_are_shown_by_their_labels(client: FlaskClient) -> None:
    page = shown(client, "CONSTRUCT { [] a ccl:Claim } WHERE {}")
    assert re.search(r"_:[0-9a-f]{32}", page.text)


@pytest.mark.parametrize("name", ["provenance", "row", "page", "lookup", "claim", "holders0", "tried0", "graph"])
def test_variables_named_like_ours_are_columns_like_any_other(client: FlaskClient, name: str) -> None:
    page = shown(client, f'SELECT ?{name} {{ ?c ccl:printed "31" ; ccl:value ?{name} }}')
    assert page.within("th") == [name]
    assert "Rests on one claim" in page.text


def test_the_example_of_the_documentation_is_a_page(client: FlaskClient, repository: Path) -> None:
    page = (repository / "docs" / "provenance.md").read_text(encoding="utf-8").partition("## HTML")[2]
    query = page.partition("'query=")[2].partition("'\n```")[0]
    assert query.startswith("ASK")
    assert "Moscow received 31 bodies in return" in shown(client, query).text
    assert f"the first {SHOWN.rows} rows, and of each the first {SHOWN.witnesses} witnesses" in " ".join(page.split())
