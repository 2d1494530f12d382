"""Links in the header: to what is cited, to other forms, to what describes."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from store.directory import DataDirectory

PROVENANCE = "http://www.w3.org/ns/prov#has_provenance"


def links(answer: TestResponse) -> list[tuple[str, str]]:
    """Give relations and targets."""
    found = (value.partition(">; rel=") for value in answer.headers.getlist("Link"))
    return [(rest.split('"')[1], target.removeprefix("<")) for target, _, rest in found]


def test_a_page_says_what_to_cite_and_where_its_data_are(client: FlaskClient, directory: DataDirectory) -> None:
    found = links(client.get("/page/party/russia", headers={"Accept": "text/html"}))
    assert ("cite-as", f"{directory.base}party/russia") in found
    assert ("describedby", "/page/party/russia.ttl") in found
    assert (PROVENANCE, "/page/party/russia.ttl") in found
    alternates = [target for relation, target in found if relation == "alternate"]
    assert alternates == [f"/page/party/russia.{suffix}" for suffix in ("ttl", "nt", "jsonld", "rdf")]
    assert {client.get(target).status_code for target in alternates} == {200}


def test_a_document_says_what_to_cite_and_its_other_forms(client: FlaskClient, directory: DataDirectory) -> None:
    found = links(client.get("/page/party/russia.ttl"))
    assert ("cite-as", f"{directory.base}party/russia") in found
    assert ("alternate", "/page/party/russia") in found
    assert ("alternate", "/page/party/russia.ttl") not in found


def test_other_forms_keep_to_the_scope(client: FlaskClient) -> None:
    found = links(client.get("/page/party/russia?as-of=2025-12-31", headers={"Accept": "text/html"}))
    assert ("describedby", "/page/party/russia.ttl?as-of=2025-12-31") in found
    assert not [target for relation, target in found if relation == "cite-as" and "?" in target]


@pytest.mark.parametrize("address", ["/", "/sparql?query=ASK%7B%7D", "/data?default"])
def test_the_dataset_is_described_by_void(client: FlaskClient, address: str) -> None:
    assert ("describedby", "/.well-known/void") in links(client.get(address))


@pytest.mark.parametrize("address", ["/page/party/nobody", "/sparql?query=ASK%7B", "/nowhere"])
def test_what_is_not_there_links_to_nothing(client: FlaskClient, address: str) -> None:
    assert links(client.get(address)) == []
