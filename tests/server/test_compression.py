"""Compression: by `Accept-Encoding`, streamed, under tags that hold for every coding."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import httpx
import pytest
import zstandard
from flask.testing import FlaskClient
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header
from werkzeug.test import TestResponse

from server.compression import SMALLEST, chosen, compressed
from store.directory import DataDirectory
from tests.server.limited import QUERY_TYPE, ROWS
from tests.server.running import running

LARGE = "/sparql?query=SELECT+*%7B%3Fs+%3Fp+%3Fo%7D"
SMALL = "/sparql?query=ASK%7B%7D"
TEXTS = [LARGE, "/", "/ontology.ttl", "/page/party/russia", "/.well-known/void", "/data?default", "/ontology.svg"]


def unpacked(answer: TestResponse) -> bytes:
    match answer.headers.get("Content-Encoding"):
        case "gzip":
            return gzip.decompress(answer.data)
        case "zstd":
            return bytes(zstandard.ZstdDecompressor().decompressobj().decompress(answer.data))
        case _:
            return bytes(answer.data)


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, zstd;q=0.9", "gzip"),
        ("gzip;q=0.5, zstd;q=0.1", "gzip"),
        ("gzip;q=0, zstd", "zstd"),
        ("gzip;q=0", None),
        ("*", "gzip"),
        ("gzip;q=0, *", None),
        ("*;q=0", None),
        ("identity", None),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip", "gzip"),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("br", None),
        ("", None),
        (None, None),
        (";;q=,", None),
    ],
)
def test_the_coding_is_the_one_that_the_client_likes_best(header: str | None, coding: str | None) -> None:
    assert chosen(parse_accept_header(header, Accept)) == coding


@pytest.mark.parametrize("address", TEXTS)
@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_compressed_answer_is_the_answer(client: FlaskClient, address: str, coding: str) -> None:
    plain = client.get(address, buffered=True)
    answer = client.get(address, headers={"Accept-Encoding": coding})
    assert (plain.headers.get("Content-Encoding"), answer.headers["Content-Encoding"]) == (None, coding)
    assert unpacked(answer) == plain.data
    assert len(answer.data) < len(plain.data)


@pytest.mark.parametrize("address", [*TEXTS, SMALL, "/static/style.css"])
def test_caches_are_told_that_the_coding_counts(client: FlaskClient, address: str) -> None:
    for header in ({}, {"Accept-Encoding": "gzip"}):
        with client.get(address, headers=header) as answer:
            assert "Accept-Encoding" in answer.vary


@pytest.mark.parametrize("address", TEXTS)
def test_one_weak_tag_names_the_answer_in_every_coding(client: FlaskClient, address: str) -> None:
    tag = client.head(address, buffered=True).headers["ETag"]
    assert tag.startswith("W/")
    for coding in ("identity", "gzip", "zstd"):
        headers = {"Accept-Encoding": coding}
        with client.get(address, headers=headers) as answer:
            assert answer.headers["ETag"] == tag
        known = client.get(address, headers=headers | {"If-None-Match": tag})
        assert (known.status_code, known.data, known.headers["ETag"]) == (304, b"", tag)
        assert "Accept-Encoding" in known.vary
        assert "Content-Encoding" not in known.headers


@pytest.mark.parametrize("address", TEXTS)
@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
def test_head_has_the_headers_of_get(client: FlaskClient, address: str, coding: str) -> None:
    headers = {"Accept-Encoding": coding}
    get, head = (client.open(address, method=name, headers=headers, buffered=True) for name in ("GET", "HEAD"))
    assert (len(get.data) > 0, head.data) == (True, b"")
    # The length may be left out (RFC 9110, section 9.3.2), and the second may have changed.
    free = ("Content-Length", "Date")
    assert [pair for pair in head.headers if pair[0] not in free] == [
        pair for pair in get.headers if pair[0] not in free
    ]
    if "Content-Length" in head.headers:
        assert head.headers["Content-Length"] == str(len(get.data))


def test_a_tiny_answer_is_sent_as_it_is(client: FlaskClient) -> None:
    answer = client.get(SMALL, headers={"Accept-Encoding": "gzip, zstd"})
    assert len(answer.data) < SMALLEST
    assert "Content-Encoding" not in answer.headers


def test_a_part_of_a_file_is_sent_as_it_is(client: FlaskClient) -> None:
    with client.get("/static/style.css", headers={"Accept-Encoding": "gzip", "Range": "bytes=0-9"}) as answer:
        assert (answer.status_code, len(answer.data), answer.headers.get("Content-Encoding")) == (206, 10, None)


@pytest.mark.parametrize("address", ["/sparql", "/update", "/data?default"])
def test_a_compressed_body_is_refused(client: FlaskClient, address: str) -> None:
    headers = {"Content-Encoding": "gzip", "Authorization": "Bearer none", "Content-Type": "application/sparql-query"}
    answer = client.post(address, data=gzip.compress(b"ASK {}"), headers=headers)
    assert answer.status_code in (401, 415)
    assert address != "/sparql" or answer.status_code == 415


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_what_fails_on_its_way_has_no_end(coding: str) -> None:
    def failing() -> Iterator[bytes]:
        yield bytes(range(256)) * 4_000
        raise OSError("the source is lost")

    sent = b""
    with pytest.raises(OSError, match="lost"):  # noqa: PT012  # what was sent before counts
        for piece in compressed(failing(), coding):
            sent += piece
    if coding == "gzip":
        unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
        unpacking.decompress(sent)
        assert not unpacking.eof
    else:
        unzstd = zstandard.ZstdDecompressor().decompressobj()
        unzstd.decompress(sent)
        assert not unzstd.eof


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_slow_answer_is_seen_to_come(coding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.compression._HELD_BACK_S", 0.0)
    pieces = compressed(iter([b"first", b"second"]), coding)
    first = next(pieces)
    if coding == "gzip":
        assert zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(first) == b"first"
    else:
        assert zstandard.ZstdDecompressor().decompressobj().decompress(first) == b"first"


def test_an_answer_that_is_cut_is_cut_in_every_coding(directory: DataDirectory) -> None:
    few = "{'readers': ReaderLimits(seconds=30.0, result=8_000_000)}"
    with running(directory, few) as address, httpx.Client(base_url=address, timeout=60) as http:
        for coding in ("gzip", "zstd"):
            headers = {"Accept-Encoding": coding, "Accept": "text/csv", **QUERY_TYPE}
            asked = http.stream("POST", "sparql", content=ROWS, headers=headers)
            with asked as answer, pytest.raises(httpx.RemoteProtocolError):  # noqa: PT012  # the status stands before
                assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, coding)
                for _ in answer.iter_raw():
                    pass
