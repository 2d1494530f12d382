"""The graph store: each rule of its protocol, and uploads that would stop a parser."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from server.settings import Settings
from store.directory import DataDirectory
from store.writer import open_writer
from tests.server.samples import make_directory, make_sample
from tests.server.writing import Writing, writing

G = "https://example.org/g"
TURTLE = "<https://example.org/s> <https://example.org/p> 1 ."


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> DataDirectory:
    return make_directory(tmp_path_factory.mktemp("merged") / "data", make_sample())


@pytest.fixture(scope="module")
def client(directory: DataDirectory) -> Iterator[Writing]:
    with writing(directory, Settings(directory.path, max_upload=300_000)) as one:
        yield one


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writing]:
    directory = DataDirectory.create(tmp_path_factory.mktemp("plain") / "data", default_graph="plain")
    with open_writer(directory) as writer:
        writer.publish()
    with writing(directory) as one:
        yield one


@pytest.fixture(autouse=True)
def empty(request: pytest.FixtureRequest) -> None:
    """Begin each test with nothing in the graph that tests write to."""
    if "client" in request.fixturenames:
        send(request.getfixturevalue("client"), "DELETE")


def send(
    one: Writing,
    method: str,
    body: str | bytes = b"",
    kind: str | None = "text/turtle",
    *,
    graph: str | None = G,
    address: str = "/data",
    **headers: str,
) -> TestResponse:
    query = {"graph": graph} if graph is not None else None
    data = body.encode() if isinstance(body, str) else body
    return one.client.open(
        address, method=method, query_string=query, data=data, content_type=kind, headers={**one.headers, **headers}
    )


def get(one: Writing, accept: str = "application/n-triples", **options: str) -> TestResponse:
    return one.client.get("/data", query_string=options or {"graph": G}, headers={"Accept": accept})


def lines(one: Writing, **options: str) -> set[str]:
    answer = get(one, **options)
    assert answer.status_code == 200
    return set(answer.text.splitlines())


# --- reading


def test_a_graph_is_given_in_the_form_that_is_accepted(client: Writing) -> None:
    send(client, "PUT", TURTLE)
    for accept, kind in (
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("*/*", "text/turtle; charset=utf-8"),
    ):
        answer = get(client, accept)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
        assert "example.org/s" in answer.text
    assert get(client, "image/png").status_code == 406
    assert get(client, graph=G, format="jsonld").mimetype == "application/ld+json"


def test_a_graph_that_is_not_there_is_404(client: Writing) -> None:
    for method in ("GET", "HEAD", "DELETE"):
        assert send(client, method).status_code == 404


def test_head_is_get_without_the_body(client: Writing) -> None:
    send(client, "PUT", TURTLE)
    answer = client.client.head("/data", query_string={"graph": G}, headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.headers["Content-Type"], answer.data) == (200, "text/turtle; charset=utf-8", b"")


def test_reading_needs_no_token_and_the_merge_can_be_read(client: Writing) -> None:
    assert client.client.get("/data?default", headers={"Accept": "application/n-triples"}).status_code == 200


def test_a_graph_that_a_client_has_is_304_until_it_changes(client: Writing) -> None:
    send(client, "PUT", TURTLE)
    etag = {"If-None-Match": get(client).headers["ETag"], "Accept": "application/n-triples"}
    assert client.client.get("/data", query_string={"graph": G}, headers=etag).status_code == 304
    send(client, "POST", TURTLE.replace("1", "2"))
    assert client.client.get("/data", query_string={"graph": G}, headers=etag).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/data", "/data?default&graph=x:g", "/data?graph=", "/data?graph=relative", "/data?graph=x:a&graph=x:b",
     "/data?default=1", "/data?graph=x:%FF", "/data?graph=x:g&as-of=2025-06-30", "/data/x?default"],
)  # fmt: skip
def test_an_address_that_names_no_graph_or_two_is_400(client: Writing, address: str) -> None:
    assert client.client.get(address).status_code == 400


def test_scripts_of_other_sites_may_read_and_not_write(client: Writing) -> None:
    send(client, "PUT", TURTLE)
    assert get(client).headers["Access-Control-Allow-Origin"] == "*"
    allowed = client.client.options("/data?graph=x:g").headers["Access-Control-Allow-Methods"]
    assert allowed == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Origin" not in send(client, "PUT", TURTLE).headers


# --- writing


def test_put_makes_a_graph_with_201_and_replaces_it_with_204(client: Writing) -> None:
    first = send(client, "PUT", TURTLE)
    assert (first.status_code, first.headers["Location"]) == (201, G)
    assert send(client, "PUT", TURTLE.replace("1", "2")).status_code == 204
    assert lines(client) == {
        '<https://example.org/s> <https://example.org/p> "2"^^<http://www.w3.org/2001/XMLSchema#integer> .'
    }


def test_post_adds_to_a_graph(client: Writing) -> None:
    assert send(client, "POST", TURTLE).status_code == 201
    assert send(client, "POST", TURTLE.replace("1", "2")).status_code == 204
    assert len(lines(client)) == 2


def test_post_to_the_store_makes_a_graph_and_says_where(client: Writing, directory: DataDirectory) -> None:
    answer = send(client, "POST", TURTLE, graph=None)
    assert answer.status_code == 201
    assert answer.headers["Location"].startswith(f"{directory.base}upload/")
    assert len(lines(client, graph=answer.headers["Location"])) == 1
    assert client.client.get(answer.headers["Content-Location"]).status_code == 200


def test_delete_removes_a_graph(client: Writing) -> None:
    send(client, "PUT", TURTLE)
    assert send(client, "DELETE").status_code == 204
    assert get(client).status_code == 404


def test_a_graph_below_the_base_has_an_address_of_its_own(client: Writing, directory: DataDirectory) -> None:
    assert send(client, "PUT", TURTLE, graph=None, address="/data/notes/1").status_code == 201
    assert len(lines(client, graph=f"{directory.base}notes/1")) == 1
    assert client.client.get("/data/notes/1").status_code == 200
    assert send(client, "DELETE", graph=None, address="/data/notes/1").status_code == 204


def test_names_are_decoded_once(client: Writing) -> None:
    for name in (
        "https://example.org/a%20b",
        "https://example.org/a%2520b",
        "https://example.org/é",
        "https://example.org/e\u0301",
    ):
        assert send(client, "PUT", f"<x:s> <x:p> '{name}' .", graph=name).status_code == 201
    for name in (
        "https://example.org/a%20b",
        "https://example.org/a%2520b",
        "https://example.org/é",
        "https://example.org/e\u0301",
    ):
        assert name in get(client, "text/turtle", graph=name).text.replace("\\u0301", "\u0301")
        assert send(client, "DELETE", graph=name).status_code == 204


def test_relative_iris_of_an_upload_lie_below_its_graph(client: Writing) -> None:
    send(client, "PUT", "<a> <x:p> <#b> .", graph="https://example.org/dir/g")
    assert lines(client, graph="https://example.org/dir/g") == {
        "<https://example.org/dir/a> <x:p> <https://example.org/dir/g#b> ."
    }


def test_files_of_a_form_are_added_together(client: Writing) -> None:
    parts = "".join(
        f'--b\r\nContent-Disposition: form-data; name="f{n}"; filename="f{n}"\r\nContent-Type: {kind}\r\n\r\n{body}\r\n'
        for n, (kind, body) in enumerate(
            [("text/turtle; charset=utf-8", TURTLE), ("application/n-triples", "<x:s> <x:p> <x:o> .")]
        )
    )
    assert send(client, "POST", f"{parts}--b--\r\n", "multipart/form-data; boundary=b").status_code == 201
    assert len(lines(client)) == 2


@pytest.mark.parametrize(
    "body", ["", "--b--\r\n", "--b\r\nContent-Disposition: form-data; name=x\r\n\r\n1\r\n--b--\r\n"]
)
def test_a_form_without_files_is_400(client: Writing, body: str) -> None:
    assert send(client, "POST", body, "multipart/form-data; boundary=b").status_code == 400


def test_blank_nodes_become_iris_and_the_same_upload_twice_is_the_same_graph(
    client: Writing, directory: DataDirectory
) -> None:
    send(client, "PUT", "[] <x:p> [ <x:q> 1 ] , _:b . _:b <x:q> <<( _:b <x:r> 2 )>> .")
    first = lines(client)
    assert len([line for line in first if "genid/" in line]) == len(first) == 4
    assert not [line for line in first if "_:" in line]
    snapshot = directory.current.read_text()
    assert send(client, "PUT", "[] <x:p> [ <x:q> 1 ] , _:c . _:c <x:q> <<( _:c <x:r> 2 )>> .").status_code == 204
    assert (lines(client), directory.current.read_text()) == (first, snapshot)


def test_the_merge_is_not_written_to(client: Writing) -> None:
    for method in ("PUT", "POST", "DELETE"):
        answer = client.client.open(
            "/data?default", method=method, data=TURTLE, content_type="text/turtle", headers=client.headers
        )
        assert answer.status_code == 409
        assert "write to a named graph" in answer.text


def test_a_plain_directory_takes_its_default_graph(plain: Writing) -> None:
    def default(method: str, body: str = "") -> int:
        headers = {**plain.headers, "Accept": "application/n-triples"}
        return plain.client.open(
            "/data?default", method=method, data=body, content_type="text/turtle", headers=headers
        ).status_code

    assert default("PUT", "[] <x:p> 1 .") == 204
    assert default("POST", "[] <x:p> 1 .") == 204
    assert len(lines(plain, default="")) == 2
    assert default("DELETE") == 204
    assert lines(plain, default="") == set()


def test_what_breaks_a_rule_is_422(client: Writing) -> None:
    assert send(client, "PUT", "<x:c> a <https://w3id.org/counterclaim/ontology#Claim> .").status_code == 422
    assert get(client).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_writing_needs_a_token(client: Writing, method: str) -> None:
    answer = client.client.open(
        "/data", method=method, query_string={"graph": G}, data=TURTLE, content_type="text/turtle"
    )
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "text/plain; charset=utf-8", "text/turtle", "application/x-www-form-urlencoded",
     "multipart/form-data; boundary=b", ""],
)  # fmt: skip
def test_what_a_page_of_another_site_can_send_changes_nothing(client: Writing, kind: str) -> None:
    headers = {"Origin": "https://evil.example", "Cookie": "session=1"}
    for address in ("/data", f"/data?graph={quote(G, safe='')}"):
        answer = client.client.post(address, data=TURTLE, content_type=kind or None, headers=headers)
        assert answer.status_code == 401
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert get(client).status_code == 404


def test_no_label_names_a_blank_node_of_the_data(client: Writing) -> None:
    send(client, "PUT", "_:secret <x:p> 1 . [] <x:p> 2 .")
    labels = ["secret", *(f"b{number}" for number in range(20)), "0", "a"]
    for label in labels:
        assert not client.ask(f'BIND(BNODE("{label}") AS ?s) ?s ?p ?o')
    assert not client.ask("?s ?p ?o FILTER(ISBLANK(?s) || ISBLANK(?o))")


@pytest.mark.parametrize("raw", ["%00", "%C0%AF", "%FF", "%ED%A0%80", "a", "%E2%80%AE", "x:%2"])
def test_a_name_that_is_no_absolute_iri_in_utf_8_is_400(client: Writing, raw: str) -> None:
    answer = client.client.get(f"/data?graph={raw}")
    assert (answer.status_code, answer.text.count("\n")) == (400, 1)


# --- patch


def test_patch_changes_one_graph(client: Writing) -> None:
    send(client, "PUT", TURTLE)
    text = "DELETE { ?s ?p 1 } INSERT { ?s ?p 3 } WHERE { ?s ?p 1 } ; INSERT DATA { <x:s> <x:p> 4 }"
    assert send(client, "PATCH", text, "application/sparql-update").status_code == 204
    assert {line.split('"')[1] for line in lines(client)} == {"3", "4"}


@pytest.mark.parametrize(
    "text",
    ["CLEAR ALL", "INSERT DATA { GRAPH <x:g> { <x:s> <x:p> 1 } }", "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
     "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "COPY <x:a> TO <x:b>"],
)  # fmt: skip
def test_patch_changes_no_other_graph(client: Writing, text: str) -> None:
    assert send(client, "PATCH", text, "application/sparql-update").status_code == 409


def test_patch_takes_updates_alone(client: Writing) -> None:
    assert send(client, "PATCH", TURTLE).status_code == 415


# --- uploads


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/trig", "application/n-quads", "text/html", "application/sparql-update"]
)
def test_a_type_that_is_not_read_is_415(client: Writing, kind: str | None) -> None:
    assert send(client, "PUT", TURTLE, kind).status_code == 415


def test_another_character_set_or_a_compressed_body_is_415(client: Writing) -> None:
    assert send(client, "PUT", TURTLE, "text/turtle; charset=latin-1").status_code == 415
    assert send(client, "PUT", gzip.compress(TURTLE.encode()), **{"Content-Encoding": "gzip"}).status_code == 415


def test_a_body_over_the_limit_is_413_also_in_pieces(client: Writing) -> None:
    body = TURTLE + " " * 300_000
    assert send(client, "PUT", body).status_code == 413
    answer = client.client.put(
        "/data", query_string={"graph": G}, data=body.encode(), content_type="text/turtle", headers=client.headers,
        environ_overrides={"CONTENT_LENGTH": "", "wsgi.input_terminated": True},
    )  # fmt: skip
    assert answer.status_code == 413
    assert get(client).status_code == 404


ENTITIES = """<?xml version="1.0"?><!DOCTYPE r [ <!ENTITY a "aaaaaaaaaa"> <!ENTITY b "&a;&a;&a;&a;&a;&a;"> ]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="x:s"
 xmlns:x="x:"><x:p>&b;</x:p></rdf:Description></rdf:RDF>"""
SHORT_NAME = "@prefix p: <x:" + "a" * 100_000 + "> . " + "p: p: p: ; p: p:b , p:c , p:d , p:e , p:f . " * 2_000


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("<x:s> <x:p>", "text/turtle", 400),
        (b"<x:s> <x:p> '\xff' .", "text/turtle", 400),
        ("<x:s> <x:p> <relative iri> .", "text/turtle", 400),
        (ENTITIES, "application/rdf+xml", 400),
        (ENTITIES.encode("utf-16"), "application/rdf+xml", 400),
        (ENTITIES.encode("utf-16-le"), "application/rdf+xml", 400),
        (ENTITIES.replace("1.0", '1.0" encoding="utf-7'), "application/rdf+xml", 400),
        ('{"@context": "http://127.0.0.1:9/context", "name": "x"}', "application/ld+json", 400),
        ('{"@context": ["http://127.0.0.1:9/context"], "name": "x"}', "application/ld+json", 400),
        ('{"@id": "x:g", "@graph": [{"@id": "x:s", "x:p": 1}]}', "application/ld+json", 400),
        ('{"x:p":' * 20_000 + "1" + "}" * 20_000, "application/ld+json", 400),
        ("[" * 100_000 + "]" * 100_000, "application/ld+json", 400),
        ("<x:s> <x:p> " + "<<( <x:s> <x:p> " * 5_000 + "1" + " )>>" * 5_000 + " .", "text/turtle", 400),
        ("<x:s> <x:p> " + "<<( <x:s> <x:p> " * 101 + "1" + " )>>" * 101 + " .", "text/turtle", 400),
        (SHORT_NAME, "text/turtle", 413),
    ],
    ids=["cut", "not UTF-8", "no IRI", "entities", "UTF-16", "UTF-16 without mark", "UTF-7", "remote context",
         "remote contexts", "graphs", "deep objects", "deep lists", "deep terms", "terms too deep", "long names"],
)  # fmt: skip
def test_an_upload_that_cannot_be_read_is_refused_and_the_service_lives(
    client: Writing, body: str | bytes, kind: str, status: int
) -> None:
    answer = send(client, "PUT", body, kind)
    assert answer.status_code == status
    assert answer.text.count("\n") == 1
    assert get(client).status_code == 404
    assert send(client, "PUT", TURTLE).status_code == 201


def test_uploads_at_the_same_time_are_all_kept(client: Writing) -> None:
    statuses: list[int] = []

    def add(number: int) -> None:
        statuses.append(send(client, "POST", f"<x:s> <x:n> {number} .").status_code)

    threads = [threading.Thread(target=add, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses)[:5] == [201] + [204] * 4 or set(statuses) <= {201, 204}
    assert len(lines(client)) == 6


def test_json_ld_and_rdf_xml_are_read(client: Writing) -> None:
    document = json.dumps({"@id": "https://example.org/s", "https://example.org/p": 1})
    assert send(client, "PUT", document, "application/ld+json").status_code == 201
    xml = get(client, "application/rdf+xml").text
    first = lines(client)
    assert send(client, "PUT", xml, "application/rdf+xml").status_code == 204
    assert lines(client) == first


def test_the_graph_in_the_address_is_that_of_the_address(client: Writing) -> None:
    assert client.client.get(f"/data?graph={quote(G, safe='')}&format=nt").status_code == 404
