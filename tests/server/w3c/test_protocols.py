"""The W3C's tests of the SPARQL protocol, the graph store protocol and the service description."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from server.negotiation import GRAPH_OFFERS
from tests.server.w3c.requests import Exchange, Request, exchanges, meets, send
from tests.server.w3c.suites import ABSENT, Endpoint, manifests, needed, parsed, quads_of
from tests.w3c import FOLDER, RDF, RDFS, UT, Manifest, path_of

PROTOCOL = "sparql11/protocol/manifest.ttl"
GRAPH_STORE = (
    "sparql11/graph-store-protocol/manifest-indirect.ttl",
    "sparql11/graph-store-protocol/manifest-direct.ttl",
)
SD = "http://www.w3.org/ns/sparql-service-description#"


def asked(names: tuple[str, ...], kind: str) -> list[tuple[Manifest, Exchange]]:
    return [(manifest, each) for name in names for manifest in manifests(name) for each in exchanges(manifest, kind)]


def named(found: list[tuple[Manifest, Exchange]]) -> list[object]:
    return [pytest.param(*each, id=each[1].name) for each in found]


def data(manifest: Manifest, subject: object) -> list[Quad]:
    quads: list[Quad] = []
    for each in manifest.values(subject, f"{UT}graphData"):
        (path,), (label,) = manifest.values(each, f"{UT}graph"), manifest.values(each, f"{RDFS}label")
        assert isinstance(label, Literal)
        quads += quads_of(path_of(path), NamedNode(label.value))
    return quads


def path_for(request: Request, test: str) -> str:
    """Give our path for one of `/sparql/`: updates have an address of their own."""
    kind, body = request.headers.get("content-type", ""), request.body or b""
    is_query = kind == "application/sparql-query" or b"query=" in body or "query=" in request.path
    address = "/update" if "update" in test and not is_query else "/sparql"
    return request.path.replace("/sparql/", address, 1)


@pytest.mark.parametrize(("manifest", "exchange"), named(asked((PROTOCOL,), "ProtocolTest")))
def test_a_request_of_the_protocol_gets_its_answer(served: Endpoint, manifest: Manifest, exchange: Exchange) -> None:
    served.fill(data(manifest, exchange.subject))
    for request in exchange.requests:
        path = path_for(request, exchange.name)
        meets(send(served, request, path, may_write=path.startswith("/update")), request.expected)


@pytest.mark.parametrize(("manifest", "exchange"), named(asked(GRAPH_STORE, "GraphStoreProtocolTest")))
def test_a_request_of_the_graph_store_gets_its_answer(served: Endpoint, manifest: Manifest, exchange: Exchange) -> None:
    served.fill([])
    location = ""
    for request in exchange.requests:
        path = request.path.replace("/gsp", "/data", 1).replace("$LOCATION$", location)
        answer = send(served, request, path, may_write=request.method not in ("GET", "HEAD"))
        meets(answer, request.expected)
        if request.expected.location:
            location = answer.headers["Location"]


# --- the service description, whose tests are told in words alone


def described(served: Endpoint) -> Store:
    answer = served.client.get("/sparql", headers={"Accept": "text/turtle"})
    assert answer.status_code == 200
    store = Store()
    store.extend(parsed(answer.content, "text/turtle"))
    return store


@needed
@pytest.mark.parametrize("accept", [offer.media_type for offer in GRAPH_OFFERS])
def test_get_on_the_endpoint_returns_rdf(served: Endpoint, accept: str) -> None:
    answer = served.client.get("/sparql", headers={"Accept": accept})
    assert parsed(answer.content, answer.headers["Content-Type"].partition(";")[0])


@needed
def test_the_description_names_the_endpoint(served: Endpoint) -> None:
    endpoint = NamedNode(f"{served.address}/sparql")
    assert list(described(served).quads_for_pattern(None, NamedNode(f"{SD}endpoint"), endpoint))


@needed
def test_the_description_conforms_to_its_schema(served: Endpoint) -> None:
    store = described(served)

    def subjects(kind: str) -> set[object]:
        return {quad.subject for quad in store.quads_for_pattern(None, NamedNode(f"{RDF}type"), NamedNode(SD + kind))}

    # Domains and ranges: https://www.w3.org/TR/sparql11-service-description/#vocab
    schema = {
        "endpoint": ("Service", None),
        "supportedLanguage": ("Service", None),
        "resultFormat": ("Service", None),
        "inputFormat": ("Service", None),
        "defaultDataset": ("Service", "Dataset"),
        "defaultGraph": ("Dataset", "Graph"),
    }
    for quad in store:
        name = quad.predicate.value.removeprefix(SD)
        if name != quad.predicate.value:
            domain, range_ = schema[name]
            assert quad.subject in subjects(domain)
            assert range_ is None or quad.object in subjects(range_)
    languages = {quad.object for quad in store.quads_for_pattern(None, NamedNode(f"{SD}supportedLanguage"), None)}
    assert languages == {NamedNode(f"{SD}SPARQL11Query"), NamedNode(f"{SD}SPARQL11Update")}
    assert len(subjects("Service")) == 2


@pytest.mark.skipif(not FOLDER.is_dir(), reason=ABSENT)
def test_all_are_asked() -> None:
    assert len(asked((PROTOCOL,), "ProtocolTest")) == 34
    assert len(asked(GRAPH_STORE, "GraphStoreProtocolTest")) == 13
