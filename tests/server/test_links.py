"""Links in the header: to what is cited, to other forms, to what describes."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ontology.vocabulary import version
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


def test_a_graph_says_its_name_and_its_other_forms(client: FlaskClient, directory: DataDirectory) -> None:
    name = f"{directory.base}graph/reference"
    for address in ("/data/graph/reference", f"/data?graph={name}"):
        found = links(client.get(address, headers={"Accept": "application/n-triples"}, buffered=True))
        assert ("cite-as", name) in found
        assert ("describedby", "/.well-known/void") in found
        alternates = [target for relation, target in found if relation == "alternate"]
        assert [target.rpartition("=")[2] for target in alternates] == ["ttl", "jsonld", "rdf"]
        for target in alternates:
            with client.get(target) as answer:
                assert answer.status_code == 200


def test_a_graph_without_a_name_or_with_a_long_one_has_no_other_forms(
    client: FlaskClient, directory: DataDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"{directory.base}graph/reference"
    monkeypatch.setattr("server.links._LONGEST", len(name) - 1)
    for address in ("/data?default&format=nt", f"/data?graph={name}&format=nt"):
        answer = client.get(address, buffered=True)
        assert (answer.status_code, [relation for relation, _ in links(answer)]) == (200, ["describedby"])


@pytest.mark.parametrize("address", ["/ontology", "/ontology.jsonld", "/ontology.svg"])
def test_the_ontology_says_its_version_and_its_forms(client: FlaskClient, address: str) -> None:
    answer = client.get(address, headers={"Accept": "text/html"})
    found = links(answer)
    assert found[0] == ("cite-as", f"https://w3id.org/counterclaim/ontology/{version()}")
    alternates = [target for relation, target in found if relation == "alternate"]
    assert address not in alternates
    assert "/ontology.ttl" in alternates
    assert {client.get(target).status_code for target in alternates} == {200}
    is_rdf = answer.mimetype == "application/ld+json"
    assert [target for relation, target in found if relation == "describedby"] == ([] if is_rdf else ["/ontology.ttl"])


def test_a_304_has_the_links_of_the_answer(client: FlaskClient) -> None:
    for address in ("/", "/ontology.ttl", "/page/party/russia", "/sparql?query=ASK%7B%7D"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, links(again)) == (304, links(first))


NEGOTIATED = [
    "/sparql?query=ASK%7B%7D",
    "/sparql",
    "/data?default",
    "/id/party/russia",
    "/ontology",
    "/.well-known/void",
]
FIXED = ["/", "/page/party/russia", "/page/party/russia.ttl", "/ontology.ttl", "/ontology.svg", "/dumps/newest.nq.gz"]


@pytest.mark.parametrize("address", [*NEGOTIATED, *FIXED])
def test_vary_names_accept_where_the_answer_depends_on_it(client: FlaskClient, address: str) -> None:
    answer = client.get(address, buffered=True)
    assert answer.status_code in (200, 303, 307)
    assert ("Accept" in answer.vary) is (address in NEGOTIATED)
    refused = client.get(address, headers={"Accept": "image/png"}, buffered=True)
    assert refused.status_code == 406 if address in NEGOTIATED else refused.status_code == answer.status_code


@pytest.mark.parametrize("address", [*NEGOTIATED, *FIXED, "/sparql?query=x", "/nowhere", "/static/style.css"])
def test_scripts_of_any_site_may_read(client: FlaskClient, address: str) -> None:
    for method in ("GET", "HEAD"):
        with client.open(address, method=method, headers={"Origin": "https://elsewhere.example"}) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert "Access-Control-Allow-Credentials" not in answer.headers
            exposed = answer.headers["Access-Control-Expose-Headers"]
            assert {"ETag", "Link", "Repr-Digest", "Retry-After"} <= {name.strip() for name in exposed.split(",")}


def test_a_script_may_post_a_query(client: FlaskClient) -> None:
    origin = {"Origin": "https://elsewhere.example"}
    preflight = client.options("/sparql", headers=origin | {"Access-Control-Request-Method": "POST"})
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    answer = client.post("/sparql", data={"query": "ASK {}"}, headers=origin)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")


@pytest.mark.parametrize(
    ("address", "method"),
    [("/update", "POST"), *(("/data?graph=x:g", method) for method in ("PUT", "POST", "PATCH", "DELETE"))],
)
def test_a_script_of_another_site_may_not_write(client: FlaskClient, address: str, method: str) -> None:
    origin = {"Origin": "https://elsewhere.example"}
    answer = client.open(address, method=method, headers=origin, data=b"")
    assert answer.status_code == 401
    assert "Access-Control-Allow-Origin" not in answer.headers
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization, content-type"}
    preflight = client.options(address, headers=origin | asked)
    assert method not in preflight.headers.get("Access-Control-Allow-Methods", "").split(", ")
    assert "authorization" not in preflight.headers.get("Access-Control-Allow-Headers", "").lower()
