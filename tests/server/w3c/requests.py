"""The requests of the W3C's tests of protocols, as their manifests write them (https://www.w3.org/TR/HTTP-in-RDF10/)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
from pyoxigraph import Literal, NamedNode

from tests.server.w3c.suites import Endpoint, parsed
from tests.w3c import MF, Manifest, canonical

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"

STATUSES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
"""Of those that the tests name; the others are classes, such as StatusCode2xx."""

FORMATS = {
    "boolean": ("application/sparql-results+xml", "application/sparql-results+json"),
    "tabular": (
        "application/sparql-results+xml",
        "application/sparql-results+json",
        "text/csv",
        "text/tab-separated-values",
    ),
    "RDF": ("text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"),
}


@dataclass(frozen=True)
class Expected:
    """What an answer has to be."""

    statuses: frozenset[str]
    boolean: bool | None = None
    form: str | None = None
    location: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None


@dataclass(frozen=True)
class Request:
    """A request, with the answer that it has to get."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    expected: Expected


@dataclass(frozen=True)
class Exchange:
    """A test: requests one after the other."""

    name: str
    subject: object
    requests: tuple[Request, ...]


def exchanges(manifest: Manifest, kind: str) -> Iterator[Exchange]:
    """Give the tests of a kind that a manifest lists."""
    listed = manifest.listed()
    for subject, _ in manifest.of_kinds({f"{MF}{kind}"}):
        if manifest.name(subject) not in listed:
            continue
        (action,) = manifest.values(subject, f"{MF}action")
        (requests,) = manifest.values(action, f"{HT}requests")
        found = tuple(_request(manifest, node) for node in manifest.members(requests))
        yield Exchange(manifest.name(subject), subject, found)


def _text(manifest: Manifest, node: object, name: str) -> str | None:
    values = [value.value for value in manifest.values(node, name) if isinstance(value, Literal)]
    return values[0] if values else None


def _headers(manifest: Manifest, node: object) -> dict[str, str]:
    heads = manifest.values(node, f"{HT}headers")
    pairs = (
        (_text(manifest, h, f"{HT}fieldName"), _text(manifest, h, f"{HT}fieldValue"))
        for head in heads
        for h in manifest.members(head)
    )
    return {name.lower(): value or "" for name, value in pairs if name}


def _body(manifest: Manifest, node: object) -> tuple[str | None, str]:
    bodies = manifest.values(node, f"{HT}body")
    if not bodies:
        return None, "utf-8"
    encoding = _text(manifest, bodies[0], f"{CNT}characterEncoding") or "utf-8"
    return _text(manifest, bodies[0], f"{CNT}chars"), encoding


def _request(manifest: Manifest, node: object) -> Request:
    (answer,) = manifest.values(node, f"{HT}resp")
    body, encoding = _body(manifest, node)
    boolean = _text(manifest, answer, f"{MF}expectedBoolean")
    return Request(
        _text(manifest, node, f"{HT}methodName") or "",
        _text(manifest, node, f"{HT}absolutePath") or "",
        _headers(manifest, node),
        None if body is None else body.encode(encoding),
        Expected(
            frozenset(
                each.value.rpartition("#")[2]
                for each in manifest.values(answer, f"{MF}expectedStatus")
                if isinstance(each, NamedNode)
            ),
            None if boolean is None else boolean == "true",
            _text(manifest, answer, f"{MF}expectedFormat"),
            _text(manifest, answer, f"{MF}expectedLocation"),
            _headers(manifest, answer),
            _body(manifest, answer)[0],
        ),
    )


def send(served: Endpoint, request: Request, path: str, *, may_write: bool) -> httpx.Response:
    """Send a request to a path of the server."""
    headers = {**request.headers, **(served.may_write if may_write else {})}
    asked = served.client.build_request(request.method, path, content=request.body, headers=headers)
    return served.client.send(asked)


def meets(answer: httpx.Response, expected: Expected) -> None:
    """Assert that an answer is what it has to be."""
    status = answer.status_code
    classes = {f"StatusCode{status // 100}xx", *(name for name, code in STATUSES.items() if code == status)}
    assert classes & expected.statuses, (status, expected.statuses, answer.text)
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    if expected.form:
        assert media_type in FORMATS[expected.form]
    if expected.boolean is not None:
        assert "true" in answer.text if expected.boolean else "false" in answer.text
    if "content-type" in expected.headers:
        assert answer.headers["content-type"].replace(" ", "") == expected.headers["content-type"].replace(" ", "")
    if expected.body is not None:
        assert canonical(parsed(answer.content, media_type)) == canonical(parsed(expected.body.encode(), media_type))
