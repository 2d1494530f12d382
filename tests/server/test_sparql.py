"""Answers of /sparql: their forms, their headers, their provenance."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from werkzeug.test import TestResponse

from ontology.terms import PROV
from server.examples import EXAMPLE_QUERY
from tests.server.samples import HEADQUARTERS, NAMES, Sample

CCL = "PREFIX ccl: <https://w3id.org/counterclaim/ontology#> "
FIGURES = CCL + "SELECT ?claim ?printed { ?claim ccl:printed ?printed } ORDER BY ?printed ?claim"
DESCRIBE = CCL + "CONSTRUCT { ?claim ccl:printed ?printed } WHERE { ?claim ccl:printed ?printed }"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def ask(client: FlaskClient, query: str, accept: str | None = None, **parameters: str) -> TestResponse:
    headers = {"Accept": accept} if accept else {}
    return client.get("/sparql", query_string={"query": query, **parameters}, headers=headers)


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    ],
)
def test_select_is_answered_in_the_form_asked_for(client: FlaskClient, accept: str | None, content_type: str) -> None:
    response = ask(client, FIGURES, accept)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == content_type
    assert "46,000" in response.text


def test_the_four_forms_of_select_say_the_same(client: FlaskClient) -> None:
    document = json.loads(ask(client, FIGURES).data)
    from_json = [row["printed"]["value"] for row in document["results"]["bindings"]]
    tree = ElementTree.fromstring(ask(client, FIGURES, format="xml").data)
    from_xml = [element.text for element in tree.iter("{http://www.w3.org/2005/sparql-results#}literal")]
    from_csv = [row["printed"] for row in csv.DictReader(io.StringIO(ask(client, FIGURES, format="csv").text))]
    from_tsv = [line.split("\t")[1].strip('"') for line in ask(client, FIGURES, format="tsv").text.splitlines()[1:]]
    assert from_json == from_xml == from_csv == from_tsv
    assert from_json == ["1,000", "31", "over 135,000", "over 135,000", "over 46,000"]


@pytest.mark.parametrize(
    ("accept", "content_type", "form"),
    [
        (None, "text/turtle; charset=utf-8", RdfFormat.TURTLE),
        ("application/n-triples", "application/n-triples", RdfFormat.N_TRIPLES),
        ("application/ld+json", "application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", "application/rdf+xml", RdfFormat.RDF_XML),
    ],
)
def test_construct_is_answered_in_the_form_asked_for(
    client: FlaskClient, accept: str | None, content_type: str, form: RdfFormat
) -> None:
    response = ask(client, DESCRIBE, accept)
    assert response.headers["Content-Type"] == content_type
    assert len(list(parse(response.data, format=form))) == 5


def test_describe_is_answered_as_turtle(client: FlaskClient) -> None:
    response = ask(client, f"DESCRIBE <{HEADQUARTERS}>")
    assert response.mimetype == "text/turtle"
    assert "Coordination Headquarters" in response.text


@pytest.mark.parametrize("accept", ["text/csv", "text/tab-separated-values", "text/turtle"])
def test_a_form_that_an_ask_does_not_have_is_not_acceptable(client: FlaskClient, accept: str) -> None:
    response = ask(client, "ASK {}", accept)
    assert response.status_code == 406
    assert "application/sparql-results+json, application/sparql-results+xml" in response.text


def test_not_acceptable_is_said_before_anything_is_evaluated(client: FlaskClient) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    assert ask(client, endless, "text/turtle").status_code == 406


def test_relative_iris_are_below_the_base_of_the_data(client: FlaskClient) -> None:
    assert ask(client, "ASK { <party/russia> ?p ?o }").get_json()["boolean"] is True


def test_a_triple_of_two_graphs_is_counted_once(client: FlaskClient, sample: Sample) -> None:
    count = CCL + f"SELECT (COUNT(*) AS ?n) {{ <{sample.exchange.iri}> ccl:inConflict ?conflict }}"
    graphs = [sample.handed_over.utterance.iri, sample.received.utterance.iri]
    everywhere = ask(client, count).get_json()
    response = client.get("/sparql", query_string={"query": count, "default-graph-uri": graphs})
    assert response.get_json()["results"] == everywhere["results"]
    assert everywhere["results"]["bindings"][0]["n"]["value"] == "1"


def test_a_deep_query_is_refused_before_the_engine_sees_it(client: FlaskClient) -> None:
    for query in ("ASK " + "{" * 3000 + "}" * 3000, "ASK { FILTER(" + "(" * 3000 + "1" + ")" * 3000 + ") }"):
        response = client.post("/sparql", data=query, content_type="application/sparql-query")
        assert response.status_code == 400
        assert "\n" not in response.text.rstrip("\n")


def test_an_unknown_function_is_a_bad_request(client: FlaskClient) -> None:
    assert ask(client, "SELECT (<urn:no-such>(1) AS ?x) {}").status_code == 400


@pytest.mark.parametrize("query", ['SELECT ("\\u0001" AS ?x) {}', 'SELECT ("\\uFFFE" AS ?x) {}'])
def test_xml_that_no_parser_could_read_is_not_served(client: FlaskClient, query: str) -> None:
    assert ask(client, query, format="xml").status_code == 406
    assert ask(client, query, format="json").status_code == 200


def test_rdf_xml_of_a_predicate_without_a_name_is_not_served(client: FlaskClient) -> None:
    query = "CONSTRUCT { <urn:a> <http://example.org/> <urn:b> } WHERE {}"
    assert ask(client, query, format="rdf").status_code == 406
    assert ask(client, query, format="ttl").status_code == 200


def test_a_triple_term_in_json_ld_is_not_acceptable(client: FlaskClient) -> None:
    query = "CONSTRUCT { <urn:a> <urn:b> <<( <urn:c> <urn:d> <urn:e> )>> } WHERE {}"
    assert ask(client, query, format="jsonld").status_code in (400, 406)


# Caches


def test_an_answer_has_an_etag_and_is_not_sent_again(client: FlaskClient) -> None:
    first = ask(client, FIGURES)
    headers = {"If-None-Match": first.headers["ETag"]}
    again = client.get("/sparql", query_string={"query": FIGURES}, headers=headers)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Vary"] == first.headers["Vary"] == "Accept, Accept-Encoding"


def test_the_etag_tells_forms_and_parameters_apart(client: FlaskClient) -> None:
    answers = [
        ask(client, FIGURES),
        ask(client, FIGURES, "application/json"),
        ask(client, FIGURES, "text/csv"),
        ask(client, FIGURES + " "),
        ask(client, FIGURES, **{"default-graph-uri": "urn:x"}),
        ask(client, FIGURES, **{"named-graph-uri": "urn:x"}),
    ]
    assert len({answer.headers["ETag"] for answer in answers}) == len(answers)


def test_an_answer_that_changes_by_itself_is_kept_by_nobody(client: FlaskClient) -> None:
    response = ask(client, "SELECT (rand () AS ?x) {}")
    assert "ETag" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


def test_an_answer_to_post_is_never_not_modified(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": FIGURES}, headers={"If-None-Match": "*"})
    assert response.status_code == 200


def test_errors_are_not_kept_under_an_etag(client: FlaskClient) -> None:
    response = ask(client, "nonsense")
    assert "ETag" not in response.headers


# Headers of every answer


@pytest.mark.parametrize("path", ["/sparql?query=ASK{}", "/sparql", "/", "/nowhere", "/static/style.css"])
def test_reading_is_open_to_every_site_and_types_are_not_guessed(client: FlaskClient, path: str) -> None:
    with client.get(path) as response:
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


# The page


def test_a_browser_gets_a_form_where_there_is_no_query(client: FlaskClient) -> None:
    response = client.get("/sparql", headers=BROWSER)
    assert response.status_code == 200
    assert response.mimetype == "text/html"
    assert "<textarea" in response.text


def test_errors_are_plain_text_for_browsers_too(client: FlaskClient) -> None:
    response = client.get("/sparql?query=nonsense", headers=BROWSER)
    assert (response.status_code, response.mimetype) == (400, "text/plain")


def test_the_example_query_has_an_answer(client: FlaskClient) -> None:
    rows = ask(client, EXAMPLE_QUERY).get_json()["results"]["bindings"]
    assert [(row["figure"]["value"], row["giver"]["value"]) for row in rows] == [
        ("1,000", "Russia"),
        ("31", "Ukraine"),
    ]


# Provenance


def test_provenance_tells_for_each_row_which_claims_it_rests_on(client: FlaskClient, sample: Sample) -> None:
    query = CCL + "SELECT ?n { ?claim ccl:printed '31' ; ccl:value ?n }"
    response = ask(client, query, provenance="claims")
    document = response.get_json()
    claim = sample.received.utterance.iri
    assert response.mimetype == "application/sparql-results+json"
    assert len(document["results"]["bindings"]) == 1
    assert document["provenance"]["rows"] == [[[claim]]]
    assert document["provenance"]["claims"][claim]["claimant"] == NAMES.at("party/russia")
    assert document["provenance"]["claims"][claim]["quote"] == "Moscow received 31 bodies in return"


def test_provenance_by_graphs_leaves_the_claims_out(client: FlaskClient) -> None:
    query = CCL + "SELECT ?n { ?claim ccl:printed '31' ; ccl:value ?n }"
    assert "claims" not in ask(client, query, provenance="graphs").get_json()["provenance"]


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_provenance_is_one_more_column_of_csv_and_tsv(client: FlaskClient, form: str, sample: Sample) -> None:
    query = CCL + "SELECT ?n { ?claim ccl:printed '31' ; ccl:value ?n }"
    head, row = ask(client, query, provenance="claims", format=form).text.splitlines()
    assert head.endswith("provenance")
    assert sample.received.utterance.iri in row


@pytest.mark.parametrize("form", ["xml", "ttl"])
def test_provenance_in_another_form_is_not_acceptable(client: FlaskClient, form: str) -> None:
    assert ask(client, FIGURES, provenance="claims", format=form).status_code == 406


def test_provenance_of_what_it_cannot_trace_is_a_bad_request(client: FlaskClient) -> None:
    assert ask(client, "SELECT (RAND() AS ?x) { ?s ?p ?o }", provenance="claims").status_code == 400
    refused = ask(client, "DESCRIBE <party/russia>", provenance="claims")
    assert (refused.status_code, refused.text.count("\n")) == (400, 1)
    assert "DESCRIBE" in refused.text


def test_provenance_of_construct_is_trig(client: FlaskClient, sample: Sample) -> None:
    query = CCL + "CONSTRUCT { ?claimant <urn:says> ?n } WHERE { ?claim ccl:claimant ?claimant ; ccl:printed ?n }"
    response = ask(client, query, provenance="claims")
    quads = list(parse(response.data, format=RdfFormat.TRIG))
    (graph,) = {
        quad.graph_name for quad in quads if quad.object == Literal("31") and quad.predicate.value == "urn:says"
    }
    derived = [quad.object for quad in quads if quad.subject == graph and quad.predicate == PROV.wasDerivedFrom]
    assert response.content_type == "application/trig; charset=utf-8"
    assert derived == [NamedNode(sample.received.utterance.iri)]


def test_trig_is_only_for_what_construct_makes(client: FlaskClient) -> None:
    assert ask(client, FIGURES, provenance="claims", format="trig").status_code == 406
    assert ask(client, "CONSTRUCT WHERE { ?s ?p ?o }", format="trig").status_code == 406
    assert ask(client, "CONSTRUCT WHERE { ?s ?p ?o }", provenance="graphs", format="ttl").status_code == 406


def test_provenance_has_an_etag_of_its_own(client: FlaskClient) -> None:
    query = "SELECT ?s { ?s ?p ?o } LIMIT 1"
    tags = {ask(client, query).headers["ETag"], ask(client, query, provenance="graphs").headers["ETag"]}
    assert len(tags) == 2
