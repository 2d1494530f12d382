"""Odd requests: each gets an answer of one line below 500, and nothing of it comes back as a header or as markup."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.protocol import FORM, QUERY

CONTROLS = [chr(code) for code in (*range(32), 0x7F, 0x85, 0x2028, 0x2029, 0xFEFF, 0x202E)]
PARAMETERS = ["query", "default-graph-uri", "named-graph-uri", "provenance", "format", "update", "as-of", "x"]

QUERIES = {
    "nothing": "",
    "blanks": " \t\r\n ",
    "a NUL": "SELECT * {\0 ?s ?p ?o}",
    "an escaped NUL": "SELECT * { ?s ?p '\\u0000' }",
    "an escaped surrogate": "SELECT * { ?s ?p '\\uD800' }",
    "an escape out of range": "SELECT * { ?s ?p '\\UFFFFFFFF' }",
    "an escaped keyword": "\\u0053ELECT * {}",
    "a byte order mark": "\ufeffASK {}",
    "a comment that never ends": "ASK {} #" + "x" * 1000,
    "a string that never ends": "ASK { ?s ?p '''",
    "an IRI that never ends": "ASK { <http://a",
    "a huge number": "SELECT (1" + "0" * 5000 + " AS ?x) {}",
    "a tiny number": "SELECT (1e-999999 + 1e999999 AS ?x) {}",
    "division by zero": "SELECT (1/0 AS ?x) {}",
    "a bad regular expression": "SELECT (REGEX('a', '(') AS ?x) {}",
    "many variables": "SELECT " + " ".join(f"?v{i}" for i in range(2000)) + " {}",
    "a long query": "ASK { # " + "x" * 70_000 + "\n}",
    "many braces": "ASK " + "{" * 10_000,
    "many brackets": "ASK { ?s ?p " + "[ ?p " * 3000,
    "many pluses": "SELECT (" + "+".join("1" * 5000) + " AS ?x) {}",
    "many negations": "SELECT (" + "!" * 5000 + "true AS ?x) {}",
    "many minuses": "SELECT (" + "- " * 5000 + "1 AS ?x) {}",
    "many path steps": "ASK { ?s " + "/".join(["<urn:p>"] * 3000) + " ?o }",
    "two queries": "ASK {} ASK {}",
    "a query and an update": "ASK {} ; CLEAR ALL",
    "right to left": "ASK { ?s ?p '\u202e' }",
    "a lone quote": "'",
    "markup": "<script>alert(1)</script>",
    "a header": "ASK {}\r\nX-Injected: yes",
    "percent signs": "%%%00%zz",
}


def is_one_line(response: TestResponse) -> bool:
    text = response.text
    return text.endswith("\n") and "\n" not in text[:-1] and text[:-1].isprintable()


def check(response: TestResponse) -> None:
    assert response.status_code < 500
    assert "X-Injected" not in response.headers
    assert "Traceback" not in response.text
    if response.status_code >= 400:
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert is_one_line(response)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
@pytest.mark.parametrize("provenance", [None, "claims"], ids=["plain", "traced"])
def test_an_odd_query_gets_one_line(client: FlaskClient, query: str, provenance: str | None) -> None:
    traced = {"provenance": provenance} if provenance else {}
    check(client.get("/sparql", query_string={"query": query, **traced}))
    check(client.post("/sparql", data={"query": query, **traced}))
    check(client.post("/sparql", query_string=traced, data=query.encode(), content_type=QUERY))


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_control_characters_in_a_parameter_get_one_line(client: FlaskClient, parameter: str) -> None:
    for control in CONTROLS:
        value = quote(f"a{control}X-Injected: yes")
        asked = "" if parameter == "query" else "query=ASK%7B%7D&"
        check(client.get(f"/sparql?{asked}{parameter}={value}"))
        check(client.post("/sparql", data=f"{asked}{parameter}={value}", content_type=FORM))


@pytest.mark.parametrize("raw", ["%FF", "%C0%AF", "%ED%A0%80", "%00", "%0d%0aX-Injected:%20yes", "%", "%zz", "&&&=&"])
def test_bytes_that_are_no_text_get_one_line(client: FlaskClient, raw: str) -> None:
    for parameter in PARAMETERS:
        check(client.get(f"/sparql?query=ASK%7B%7D&{parameter}={raw}"))
        check(client.get(f"/sparql?{raw}={parameter}"))
        check(client.post("/sparql", data=f"{parameter}={raw}", content_type=FORM))


@pytest.mark.parametrize(
    "path",
    [
        "%FF",
        "%C0%AF",
        "%00",
        "claim/%0d%0aX-Injected:%20yes",
        "claim/%252e",
        "../../etc/passwd",
        "%2e%2e%2fdirectory.json",
        "//",
        "/",
        "claim/",
        "claim/x y",
        "claim/<script>",
        "party/russia.exe",
        "party/russia/",
        "party//russia",
        "PARTY/russia",
        "a" * 5000,
        "agency/by-name/%D0%B1",
        "%E2%80%AE",
    ],
)
@pytest.mark.parametrize("prefix", ["/id/", "/page/"])
def test_an_odd_path_is_not_found_or_bad(client: FlaskClient, prefix: str, path: str) -> None:
    response = client.get(prefix + path)
    assert response.status_code in (400, 404)
    check(response)


@pytest.mark.parametrize(
    "accept", ["", "*", "a", "/", ";q=1", "text/html;q=x", "\xff", ",", "text/csv;q=0.1234567", "x" * 9000]
)
def test_an_odd_accept_header_gets_one_line(client: FlaskClient, accept: str) -> None:
    for path in ("/sparql?query=ASK%7B%7D", "/id/party/russia", "/ontology", "/nowhere"):
        response = client.get(path, headers={"Accept": accept})
        assert response.status_code < 500


@pytest.mark.parametrize(
    "content_type", ["\xff", "a" * 9000, "application/x-www-form-urlencoded; charset=\xff", ";", "/"]
)
def test_an_odd_content_type_gets_one_line(client: FlaskClient, content_type: str) -> None:
    check(client.post("/sparql", data=b"query=ASK{}", headers={"Content-Type": content_type}))


@pytest.mark.parametrize("tag", ['"', "W/", "*", '"a", W/"b"', "\xff"])
def test_an_odd_etag_is_no_error(client: FlaskClient, tag: str) -> None:
    for path in ("/sparql?query=ASK%7B%7D", "/", "/page/party/russia.ttl"):
        assert client.get(path, headers={"If-None-Match": tag}).status_code in (200, 304)


@pytest.mark.parametrize("host", ["", "a b", "x" * 500, "[::1", "<script>", "example.org:99999"])
def test_an_odd_host_is_no_error(client: FlaskClient, host: str) -> None:
    for path in ("/sparql", "/", "/id/party/russia"):
        response = client.get(path, headers={"Host": host, "Accept": "text/html"})
        assert response.status_code < 500
        assert "<script>" not in response.text
