"""The rules of the SPARQL 1.1 Protocol's query operation, each under its name.

https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from server.errors import BadRequest, BodyTooLarge, UnsupportedMediaType
from server.protocol import FORM, QUERY, from_get, from_post, read_in_pieces

ASK = "ASK {}"


def post(client: FlaskClient, data: bytes | str, content_type: str | None, **more: object) -> tuple[int, str]:
    response = client.post("/sparql", data=data, content_type=content_type, **more)
    return response.status_code, response.text


# The query operation's three bindings (section 2.1.1 to 2.1.3)


def test_query_by_get(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": ASK})
    assert (response.status_code, response.get_json()["boolean"]) == (200, True)


def test_query_by_post_of_a_form(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": ASK})
    assert (response.status_code, response.get_json()["boolean"]) == (200, True)


def test_query_by_post_of_the_query_itself(client: FlaskClient) -> None:
    status, text = post(client, ASK, QUERY)
    assert status == 200
    assert "true" in text


def test_query_by_post_with_a_charset_that_is_utf8(client: FlaskClient) -> None:
    assert post(client, ASK, f"{QUERY}; charset=UTF-8")[0] == 200
    assert post(client, "query=ASK%20%7B%7D", f'{FORM}; charset="utf-8"')[0] == 200


def test_query_by_post_takes_parameters_from_the_address(client: FlaskClient) -> None:
    graph = "urn:x:nobody"
    query = "ASK { ?s ?p ?o }"
    response = client.post("/sparql", query_string={"default-graph-uri": graph}, data=query, content_type=QUERY)
    assert response.get_json()["boolean"] is False
    assert client.post("/sparql", data=query, content_type=QUERY).get_json()["boolean"] is True


def test_head_is_get_without_the_body(client: FlaskClient) -> None:
    response = client.head("/sparql", query_string={"query": ASK})
    assert (response.status_code, response.data) == (200, b"")
    assert response.content_type == "application/sparql-results+json"


def test_options_tells_what_may_be_asked_from_another_site(client: FlaskClient) -> None:
    response = client.options("/sparql", headers={"Origin": "https://other.example"})
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_any_other_method_is_not_allowed(client: FlaskClient, method: str) -> None:
    response = client.open("/sparql", method=method, query_string={"query": ASK})
    assert response.status_code == 405
    assert {"GET", "HEAD", "POST", "OPTIONS"} <= set(response.headers["Allow"].split(", "))
    assert response.mimetype == "text/plain"


# What is refused


def test_no_query_is_a_bad_request_that_says_how_to_ask(client: FlaskClient) -> None:
    for response in (client.get("/sparql?format=json"), client.post("/sparql", data={"a": "b"})):
        assert response.status_code == 400
        assert "GET /sparql?query=" in response.text


def test_an_empty_query_is_a_bad_request(client: FlaskClient) -> None:
    assert client.get("/sparql?query=").status_code == 400


@pytest.mark.parametrize("data", ["query=ASK{}&query=ASK{}", "query=ASK{}&query="])
def test_two_queries_are_a_bad_request(client: FlaskClient, data: str) -> None:
    assert client.get(f"/sparql?{data}").status_code == 400
    assert post(client, data, FORM) == (400, "query= is given 2 times; give it once\n")


def test_a_query_in_the_body_and_one_in_the_address_are_two_queries(client: FlaskClient) -> None:
    assert post(client, ASK, QUERY, query_string={"query": ASK})[0] == 400


def test_an_update_is_a_bad_request_by_get_and_by_form(client: FlaskClient) -> None:
    update = {"update": "CLEAR ALL"}
    for response in (client.get("/sparql", query_string=update), client.post("/sparql", data=update)):
        assert (response.status_code, response.text) == (
            400,
            "updates are not accepted at this address; send them to /update\n",
        )


def test_an_update_by_its_media_type_is_an_unsupported_media_type(client: FlaskClient) -> None:
    assert post(client, "CLEAR ALL", "application/sparql-update") == (
        415,
        "updates are not accepted at this address; send them to /update\n",
    )


@pytest.mark.parametrize(
    "text",
    [
        "CLEAR ALL",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "LOAD <http://127.0.0.1/>",
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT",
        "this is no query",
        "SELECT * { ?s ?p }",
        "PREFIX x: <y> SELECT * { x:",
    ],
)
def test_what_is_no_query_that_is_accepted_is_a_bad_request_in_one_line(client: FlaskClient, text: str) -> None:
    status, answer = post(client, text, QUERY)
    assert status == 400
    assert answer.count("\n") == 1
    assert "internal" not in answer


@pytest.mark.parametrize("content_type", [None, "", "text/plain", "multipart/form-data; boundary=x", "x", "a/b;c"])
def test_any_other_kind_of_body_is_an_unsupported_media_type(client: FlaskClient, content_type: str | None) -> None:
    assert post(client, ASK, content_type)[0] == 415


@pytest.mark.parametrize("kind", [FORM, QUERY])
def test_any_other_charset_is_an_unsupported_media_type(client: FlaskClient, kind: str) -> None:
    assert post(client, ASK, f"{kind}; charset=utf-16")[0] == 415


def test_a_compressed_body_is_an_unsupported_media_type(client: FlaskClient) -> None:
    assert post(client, ASK, QUERY, headers={"Content-Encoding": "gzip"})[0] == 415


# Text is UTF-8, or it is refused


@pytest.mark.parametrize("raw", [b"query=%FF", b"query=%C0%AF", b"query=%ED%A0%80", b"query=\xff", b"%FF=1&query=x"])
def test_what_is_not_utf8_is_a_bad_request(raw: bytes) -> None:
    with pytest.raises(BadRequest, match="is not UTF-8"):
        from_get(raw)
    with pytest.raises(BadRequest, match="is not UTF-8"):
        from_post(b"", FORM, None, lambda: raw)


def test_a_query_body_that_is_not_utf8_is_a_bad_request() -> None:
    with pytest.raises(BadRequest, match="body is not UTF-8"):
        from_post(b"", QUERY, None, lambda: b"ASK { <urn:a> <urn:b> '\xff' }")


def test_percent_encoding_is_decoded_once() -> None:
    assert from_get(b"query=%2541").query == "%41"


def test_a_plus_is_a_blank_and_an_encoded_plus_is_a_plus() -> None:
    assert from_get(b"query=a+b%2Bc").query == "a b+c"


def test_more_parameters_than_anybody_needs_are_a_bad_request() -> None:
    with pytest.raises(BadRequest, match="parameters"):
        from_get(b"&".join(b"a=1" for _ in range(1000)))


# The dataset of the request


def test_the_dataset_of_the_request_is_read_in_order() -> None:
    asked = from_get(b"query=ASK{}&default-graph-uri=urn:b&default-graph-uri=urn:a&named-graph-uri=urn:c")
    assert (asked.default_graphs, asked.named_graphs) == (("urn:b", "urn:a"), ("urn:c",))


def test_a_graph_named_twice_is_one_graph() -> None:
    asked = from_get(b"query=ASK{}&default-graph-uri=urn:a&default-graph-uri=urn:a")
    assert asked.default_graphs == ("urn:a",)


@pytest.mark.parametrize("graph", [b"", b"relative", b"http://a%20b", b"http://a/%3Cx%3E", b"urn:%00"])
def test_a_graph_that_is_no_absolute_iri_is_a_bad_request(graph: bytes) -> None:
    with pytest.raises(BadRequest, match="not an absolute IRI"):
        from_get(b"query=ASK{}&named-graph-uri=" + graph)


# What is our own


@pytest.mark.parametrize("value", ["", "rows", "Claims", "claims\r\n"])
def test_an_unknown_kind_of_provenance_is_a_bad_request(client: FlaskClient, value: str) -> None:
    response = client.get("/sparql", query_string={"query": ASK, "provenance": value})
    assert (response.status_code, response.text) == (400, "provenance= takes one of: claims, graphs\n")


def test_unknown_parameters_are_ignored(client: FlaskClient) -> None:
    assert client.get("/sparql", query_string={"query": ASK, "timeout": "5"}).status_code == 200


# Bodies


class Endless:
    """A body that never ends."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int) -> bytes:
        self.given += size
        return b"x" * size


def test_a_body_is_read_to_its_end_in_pieces() -> None:
    pieces: Iterator[bytes] = iter([b"ab", b"c", b""])
    assert read_in_pieces(lambda _: next(pieces), None, 10) == b"abc"


def test_a_body_without_a_length_is_refused_where_it_passes_the_limit() -> None:
    endless = Endless()
    with pytest.raises(BodyTooLarge, match="more than 1000 bytes"):
        read_in_pieces(endless.read, None, 1000)
    assert endless.given < 1_000_000


def test_a_body_that_says_it_is_too_long_is_not_read() -> None:
    endless = Endless()
    with pytest.raises(BodyTooLarge):
        read_in_pieces(endless.read, 1001, 1000)
    assert endless.given == 0


def test_a_body_of_exactly_the_limit_is_read() -> None:
    assert len(read_in_pieces(BytesIO(b"x" * 1000).read, 1000, 1000)) == 1000


def test_too_long_a_body_is_answered_413(client: FlaskClient) -> None:
    assert post(client, "ASK {} #" + "x" * 100_000, QUERY)[0] == 413


def test_a_body_of_an_unknown_kind_is_not_read() -> None:
    def body() -> bytes:
        raise AssertionError("read")

    with pytest.raises(UnsupportedMediaType):
        from_post(b"", "text/plain", None, body)
