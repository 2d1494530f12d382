"""LOAD: from hosts that are named and public addresses alone, whole, and on record."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import zstandard

from loaders.articles import web
from loaders.initialising import initialise
from server import fetching
from server.errors import StartError
from server.fetching import Hosts
from server.settings import Settings
from store.directory import DataDirectory
from store.writer import open_writer
from tests.loaders.articles.serving import Answer, Site, serving_answers
from tests.server.writing import Writing, writing

TURTLE = "text/turtle; charset=utf-8"
DOCUMENT = b"<a> <https://example.org/p> [ <https://example.org/q> 1 ] ."
G = "https://example.org/g"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    gzipped = {"Content-Encoding": "gzip"}
    answers = {
        "/a.ttl": Answer(DOCUMENT, TURTLE),
        "/plain.ttl": Answer(DOCUMENT, "text/plain"),
        "/data.nt": Answer(b"<x:s> <x:p> <x:o> .", "application/octet-stream"),
        "/page": Answer(b"<html>secret</html>"),
        "/wrong.ttl": Answer(b"<a> <b> 'secret .", TURTLE),
        "/doctype.rdf": Answer(b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "application/rdf+xml"),
        "/context.jsonld": Answer(b'{"@context": "http://127.0.0.1:9/", "@id": "x:y"}', "application/ld+json"),
        "/moved": Answer(status=302, headers={"Location": "/a.ttl"}),
        "/elsewhere": Answer(status=302, headers={"Location": "http://other.example/a.ttl"}),
        "/metadata": Answer(status=302, headers={"Location": "http://169.254.169.254/latest"}),
        "/file": Answer(status=302, headers={"Location": "file:///etc/passwd"}),
        "/large.ttl": Answer(b"<x:s> <x:p> <x:o> .\n" * 100, TURTLE, parts=200),
        "/packed.ttl": Answer(gzip.compress(b"#" * 500_000), TURTLE, headers=gzipped),
        "/zstd.ttl": Answer(zstandard.compress(DOCUMENT), TURTLE, headers={"Content-Encoding": "zstd"}),
        "/twice.ttl": Answer(gzip.compress(gzip.compress(b"")), TURTLE, headers={"Content-Encoding": "gzip, gzip"}),
    }
    with serving_answers(answers) as running:
        yield running


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[Writing]:
    """Give a client of a plain directory that may load from the site, by two names and by its address."""
    port = site.address.rpartition(":")[2]
    directory = DataDirectory.create(tmp_path_factory.mktemp("plain") / "data", default_graph="plain")
    with open_writer(directory) as writer:
        writer.publish()
    named = (site.address, f"http://data.example:{port}", "http://10.0.0.1")
    with writing(directory, Settings(directory.path, load_from=named, max_upload=300_000)) as client:
        yield client


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the address of the site be a public one."""
    monkeypatch.setattr(web, "is_public", lambda address: address == "127.0.0.1")


def load(client: Writing, source: str, graph: str = G) -> tuple[int, str]:
    answer = client.update(f"CLEAR ALL ; LOAD <{source}> INTO GRAPH <{graph}>")
    assert answer.text.count("\n") <= 1
    return answer.status_code, answer.text


def held(client: Writing, graph: str = G) -> int:
    return int(client.values(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")[0]["n"])


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize(("path", "number"), [("a.ttl", 2), ("plain.ttl", 2), ("data.nt", 1), ("moved", 2)])
def test_a_document_is_loaded_into_a_graph(plain: Writing, site: Site, path: str, number: int) -> None:
    assert load(plain, f"{site.address}/{path}") == (204, "")
    assert held(plain) == number


@pytest.mark.usefixtures("public")
def test_relative_iris_lie_below_where_the_document_was_found(plain: Writing, site: Site) -> None:
    load(plain, f"{site.address}/moved")
    assert plain.ask(f"GRAPH <{G}> {{ <{site.address}/a> ?p ?o }}")


@pytest.mark.usefixtures("public")
def test_without_into_it_goes_to_the_default_graph(plain: Writing, site: Site) -> None:
    assert plain.update(f"CLEAR ALL ; LOAD <{site.address}/data.nt>").status_code == 204
    assert plain.ask("<x:s> <x:p> <x:o>")


@pytest.mark.usefixtures("public")
def test_what_follows_sees_what_was_loaded(plain: Writing, site: Site) -> None:
    more = f"INSERT {{ <x:t> <x:p> ?o }} WHERE {{ GRAPH <{G}> {{ <x:s> <x:p> ?o }} }}"
    assert plain.update(f"CLEAR ALL ; LOAD <{site.address}/data.nt> INTO GRAPH <{G}> ; {more}").status_code == 204
    assert plain.ask("<x:t> <x:p> <x:o>")


@pytest.mark.usefixtures("public")
def test_it_is_on_record_what_was_loaded(plain: Writing, site: Site) -> None:
    load(plain, f"{site.address}/a.ttl", f"{G}/recorded")
    newest = "SELECT ?d { GRAPH ?g { ?a <http://www.w3.org/ns/prov#used> ?d ; ?time ?when } } ORDER BY DESC(?g) LIMIT 1"
    graphs = [f"https://w3id.org/counterclaim/id/graph/activity/{number:06d}" for number in range(1, 60)]
    named = " ".join(f"FROM NAMED <{graph}>" for graph in graphs)
    assert plain.values(newest.replace("{ GRAPH", f"{named} {{ GRAPH")) == [{"d": f"{site.address}/a.ttl"}]


@pytest.mark.parametrize(
    "source",
    [
        "https://example.org/a",
        "http://data.example/a",
        "ftp://data.example/a",
        "file:///etc/passwd",
        "data:text/turtle,",
    ],
)
def test_a_host_that_is_not_named_is_not_asked(plain: Writing, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "fetch", lambda *_, **__: pytest.fail("it was fetched"))
    status, text = load(plain, source)
    assert (status, "none of the hosts" in text) == (403, True)
    assert plain.update(f"LOAD SILENT <{source}> ; INSERT DATA {{ <x:after> <x:p> 1 }}").status_code == 204
    assert plain.ask("<x:after> <x:p> 1")


def test_this_machine_is_not_asked_though_it_is_named(plain: Writing, site: Site) -> None:
    before = len(site.asked)
    for source in (f"{site.address}/a.ttl", "http://10.0.0.1/a.ttl"):
        status, text = load(plain, source)
        assert (status, "not an address of the public internet" in text) == (502, True)
    assert len(site.asked) == before


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize("path", ["elsewhere", "metadata", "file"])
def test_a_redirect_leads_nowhere_else(plain: Writing, site: Site, path: str) -> None:
    assert load(plain, f"{site.address}/{path}")[0] == 502


@pytest.mark.usefixtures("public")
def test_the_address_that_was_checked_is_the_one_that_is_asked(
    plain: Writing, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    port = int(site.address.rpartition(":")[2])

    def first_public_then_private(host: str, *rest: Any, **more: Any) -> list[Any]:
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", first_public_then_private)
    assert load(plain, f"http://data.example:{port}/a.ttl")[0] == 204
    assert asked == ["data.example"]
    assert site.asked[-1]["host"] == f"data.example:{port}"


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("missing.ttl", 502),
        ("large.ttl", 502),
        ("packed.ttl", 502),
        ("zstd.ttl", 502),
        ("twice.ttl", 502),
        ("page", 400),
        ("wrong.ttl", 400),
        ("doctype.rdf", 400),
        ("context.jsonld", 400),
    ],
)
def test_what_cannot_be_had_or_read_changes_nothing_and_is_not_repeated(
    plain: Writing, site: Site, path: str, status: int
) -> None:
    assert plain.update("CLEAR ALL ; INSERT DATA { <x:kept> <x:p> 1 }").status_code == 204
    found, text = load(plain, f"{site.address}/{path}")
    assert (found, "LOAD failed" in text, "secret" in text) == (status, True, False)
    assert plain.ask("<x:kept> <x:p> 1")
    silent = f"LOAD SILENT <{site.address}/{path}> INTO GRAPH <{G}> ; INSERT DATA {{ <x:kept> <x:p> 2 }}"
    assert plain.update(silent).status_code == 204
    assert plain.ask("<x:kept> <x:p> 2")
    assert held(plain) == 0


@pytest.mark.usefixtures("public")
def test_documents_share_their_limits(plain: Writing, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    one = f"LOAD <{site.address}/data.nt>"
    assert plain.update(" ; ".join([one] * (fetching.MOST + 1))).status_code == 400
    monkeypatch.setattr(fetching, "TOGETHER_S", 0.0)
    assert "too long" in plain.update(one).text


@pytest.mark.usefixtures("public")
def test_a_merge_is_not_loaded_into_and_has_no_blank_nodes(tmp_path: Path, site: Site) -> None:
    directory = DataDirectory.create(tmp_path / "data")
    with open_writer(directory) as writer:
        initialise(writer)
        writer.publish()
    with writing(directory, Settings(directory.path, load_from=(site.address,))) as client:
        assert client.update(f"LOAD <{site.address}/a.ttl>").status_code == 409
        assert client.update(f"LOAD SILENT <{site.address}/a.ttl>").status_code == 204
        assert load(client, f"{site.address}/a.ttl")[0] == 409
        assert client.update(f"LOAD <{site.address}/a.ttl> INTO GRAPH <{G}>").status_code == 204
        assert held(client) == 2
        assert not client.ask(f"GRAPH <{G}> {{ ?s ?p ?o FILTER(ISBLANK(?s) || ISBLANK(?o)) }}")


def test_nothing_is_loaded_by_a_patch(plain: Writing, site: Site) -> None:
    answer = plain.client.patch(
        f"/data?graph={G}",
        data=f"LOAD <{site.address}/a.ttl>",
        content_type="application/sparql-update",
        headers=plain.headers,
    )
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("name", "url", "admitted"),
    [
        ("example.org", "https://example.org/a?b", True),
        ("example.org", "https://EXAMPLE.org:443/a", True),
        ("example.org", "http://example.org/a", False),
        ("example.org", "https://example.org:8443/a", False),
        ("example.org", "https://www.example.org/a", False),
        ("example.org", "https://example.org.evil.example/a", False),
        ("example.org", "https://example.org@evil.example/a", False),
        ("example.org:8443", "https://example.org:8443/a", True),
        ("example.org:8443", "https://example.org/a", False),
        ("http://example.org", "http://example.org/a", True),
        ("http://example.org", "https://example.org/a", False),
        ("http://[2001:db8::1]:81", "http://[2001:db8::1]:81/", True),
        ("bücher.example", "https://xn--bcher-kva.example/", True),
    ],
)
def test_hosts_are_named_exactly(name: str, url: str, admitted: bool) -> None:
    assert Hosts.named([name]).admit(httpx.URL(url)) is admitted


@pytest.mark.parametrize(
    "name", ["", "https://", "x.org/path", "ftp://example.org", "a b", "u:p@x.org", "*", "x:99999"]
)
def test_what_is_no_host_is_refused_at_the_start(name: str) -> None:
    with pytest.raises(StartError):
        Hosts.named([name])
