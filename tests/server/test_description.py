"""The service description: what GET on the endpoint itself gives."""

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, Store, parse

SD = "http://www.w3.org/ns/sparql-service-description#"


def described(client: FlaskClient, accept: str | None = None) -> Store:
    answer = client.get("/sparql", headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200
    form = RdfFormat.from_media_type(answer.mimetype or "")
    assert form
    store = Store()
    store.extend(parse(answer.data, format=form))
    return store


@pytest.mark.parametrize("accept", [None, "*/*", "text/turtle", "application/rdf+xml", "application/ld+json"])
def test_the_endpoint_without_a_query_describes_itself_in_rdf(client: FlaskClient, accept: str | None) -> None:
    assert len(described(client, accept)) > 10


def test_the_endpoints_are_those_of_the_request(client: FlaskClient) -> None:
    found = {str(quad.object) for quad in described(client).quads_for_pattern(None, NamedNode(f"{SD}endpoint"), None)}
    assert found == {"<http://localhost/sparql>", "<http://localhost/update>"}


def test_a_form_that_there_is_not_is_406(client: FlaskClient) -> None:
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


def test_a_browser_gets_the_form(client: FlaskClient) -> None:
    assert client.get("/sparql", headers={"Accept": "text/html"}).mimetype == "text/html"
