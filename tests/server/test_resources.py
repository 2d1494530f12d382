"""Linked data: where an IRI leads, and what its documents hold."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from ontology.closure import closure
from ontology.rules import Rules
from ontology.terms import CCL, SKOS
from ontology.triples import reading_quads
from ontology.vocabulary import ontology_quads, reference_quads
from server.app import create_app
from server.settings import Settings
from store.directory import DataDirectory
from tests.server.samples import NAMES, RUSSIA, Sample, put

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

FORMS = {
    "ttl": ("text/turtle; charset=utf-8", RdfFormat.TURTLE),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES),
    "jsonld": ("application/ld+json", RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", RdfFormat.RDF_XML),
}


def triples(body: bytes, form: RdfFormat) -> set[Triple]:
    return {quad.triple for quad in parse(body, format=form)}


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        (BROWSER, ""),
        ("text/html", ""),
        ("text/html, text/turtle", ""),
        ("text/html;q=0.5, text/turtle", ".ttl"),
        ("*/*", ".ttl"),
        (None, ".ttl"),
        ("text/turtle", ".ttl"),
        ("application/n-triples", ".nt"),
        ("application/ld+json", ".jsonld"),
        ("application/json", ".jsonld"),
        ("application/rdf+xml", ".rdf"),
    ],
)
def test_an_iri_leads_by_303_to_the_document_that_the_client_wants(
    client: FlaskClient, accept: str | None, suffix: str
) -> None:
    response = client.get("/id/party/russia", headers={"Accept": accept} if accept else {})
    assert response.status_code == 303
    assert response.headers["Location"] == f"/page/party/russia{suffix}"
    assert "Accept" in response.vary


def test_head_leads_there_too(client: FlaskClient) -> None:
    assert client.head("/id/party/russia").headers["Location"] == "/page/party/russia.ttl"


def test_where_no_document_fits_nothing_is_acceptable(client: FlaskClient) -> None:
    response = client.get("/id/party/russia", headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "text/html, text/turtle" in response.text


def test_an_iri_of_which_nothing_is_known_is_not_found(client: FlaskClient) -> None:
    for path in ("/id/claim/none", "/page/claim/none", "/page/claim/none.ttl"):
        response = client.get(path)
        assert response.status_code == 404
        assert response.text == f"nothing is known about {NAMES.at('claim/none')}\n"


def test_every_iri_of_the_data_below_the_base_can_be_followed(client: FlaskClient, sample: Sample) -> None:
    subjects = {
        quad.subject.value for quad in reading_quads(sample.reading, NAMES) if isinstance(quad.subject, NamedNode)
    }
    for iri in sorted(subjects):
        address = "/id/" + NAMES.local(iri).partition("#")[0]
        for accept in (BROWSER, "text/turtle"):
            response = client.get(address, headers={"Accept": accept}, follow_redirects=True)
            assert response.status_code == 200, iri


@pytest.mark.parametrize("suffix", FORMS)
def test_the_document_of_a_claim_is_its_whole_graph(client: FlaskClient, sample: Sample, suffix: str) -> None:
    claim = sample.handed_over.utterance.iri
    said = {quad.triple for quad in reading_quads(sample.reading, NAMES) if quad.graph_name == NamedNode(claim)}
    whole = closure()
    follows = Rules((*whole.ontology, *whole.reference)).consequences(said)
    content_type, form = FORMS[suffix]
    response = client.get(f"/page/{NAMES.local(claim)}.{suffix}")
    assert response.headers["Content-Type"] == content_type
    assert triples(response.data, form) == said | follows


def test_the_document_of_anything_else_is_what_is_said_of_it_with_labels(client: FlaskClient, sample: Sample) -> None:
    quantity = sample.handed_over.quantity.iri
    found = triples(client.get(f"/page/{NAMES.local(quantity)}.nt").data, RdfFormat.N_TRIPLES)
    assert Triple(NamedNode(quantity), CCL.transferor, NamedNode(RUSSIA)) in found
    labels = {triple.subject for triple in found if triple.predicate == SKOS.prefLabel}
    assert NamedNode(RUSSIA) in labels


def test_a_document_is_the_same_every_time_and_not_sent_again(client: FlaskClient) -> None:
    first, second = (client.get("/page/party/russia.jsonld") for _ in range(2))
    assert first.data == second.data
    again = client.get("/page/party/russia.jsonld", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_names_in_other_scripts_and_with_signs_lead_to_themselves(client: FlaskClient, sample: Sample) -> None:
    path = NAMES.local(sample.exchange.iri)
    assert "+" in path
    location = client.get(f"/id/{path}").headers["Location"]
    assert unquote(location) == f"/page/{path}.ttl"
    assert client.get(location).status_code == 200


def test_the_base_need_not_be_where_the_server_runs(tmp_path: Path) -> None:
    base = "https://data.example/elsewhere/"
    directory = DataDirectory.create(tmp_path / "data", base)
    put(directory, [*ontology_quads(base), *reference_quads(base)])
    client = create_app(Settings(directory.path)).test_client()
    response = client.get("/id/party/russia", headers={"Accept": BROWSER}, follow_redirects=True)
    assert "<h1>Russia</h1>" in response.text
    assert f"{base}party/russia" in response.text
    assert 'href="/id/agency/' in response.text
    assert client.get("/sparql?query=ASK+%7B+%3Cparty/russia%3E+?p+?o+%7D").get_json()["boolean"] is True
