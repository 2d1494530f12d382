"""Dumps for download: made when asked for, told in the catalogue, whole."""

from __future__ import annotations

import base64
import gzip
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from werkzeug.test import TestResponse

from server import dumps
from server.app import create_app
from server.dumps import Dumping
from server.settings import Settings
from store.directory import DataDirectory
from store.dumps import dump_of, make_dump
from store.snapshots import open_snapshot
from store.writer import open_writer
from tests.server.test_dataset import described, rows
from tests.store.states import commit, fact, iri


@pytest.fixture
def own(tmp_path: Path) -> DataDirectory:
    """Give a directory with two snapshots."""
    directory = DataDirectory.create(tmp_path / "data")
    with open_writer(directory) as writer:
        for number in range(2):
            commit(writer, {iri("a"): [fact(number)]})
            writer.publish()
    return directory


@pytest.fixture
def http(own: DataDirectory) -> Iterator[FlaskClient]:
    app = create_app(Settings(own.path))
    yield app.test_client()
    with app.app_context():
        dumps.dumping().want("000002").wait(60)


def downloaded(http: FlaskClient, address: str, **headers: str) -> TestResponse:
    """Ask for a dump until it is made."""
    for _ in range(100):
        answer = http.get(address, headers=headers, buffered=True)
        if answer.status_code != 503:
            return answer
        assert answer.headers["Retry-After"]
        time.sleep(0.2)
    raise AssertionError("the dump was never made")


def test_a_dump_is_made_when_it_is_asked_for(http: FlaskClient, own: DataDirectory) -> None:
    answer = downloaded(http, "/dumps/000002.nq.gz")
    assert (answer.status_code, answer.mimetype) == (200, "application/gzip")
    assert "Content-Encoding" not in answer.headers
    with open_snapshot(own, "000002") as snapshot:
        assert set(parse(gzip.decompress(answer.data), format=RdfFormat.N_QUADS)) == set(snapshot.quads())
    digest = base64.b64encode(hashlib.sha256(answer.data).digest()).decode()
    assert answer.headers["Repr-Digest"] == f"sha-256=:{digest}:"


def test_the_newest_dump_has_an_address_that_stays(http: FlaskClient) -> None:
    answer = http.get("/dumps/newest.nq.zst")
    assert (answer.status_code, answer.headers["Location"]) == (307, "/dumps/000002.nq.zst")


def test_a_dump_is_not_sent_twice_and_can_be_gone_on_with(http: FlaskClient) -> None:
    whole = downloaded(http, "/dumps/000001.nq.zst")
    tag = whole.headers["ETag"]
    assert not tag.startswith("W/")
    assert downloaded(http, "/dumps/000001.nq.zst", **{"If-None-Match": tag}).status_code == 304
    rest = downloaded(http, "/dumps/000001.nq.zst", Range="bytes=10-", **{"If-Range": tag})
    assert (rest.status_code, rest.data) == (206, whole.data[10:])
    head = http.head("/dumps/000001.nq.zst", buffered=True)
    assert (head.headers["Content-Length"], head.headers["ETag"]) == (str(len(whole.data)), tag)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/dumps/000099.nq.gz", 404),
        ("/dumps/000002.nq.br", 404),
        ("/dumps/000002.nt.gz", 404),
        ("/dumps/..%2F..%2Fdirectory.nq.gz", 404),
        ("/dumps/", 404),
        ("/dumps/000002.nq.gz?as-of=2025-01-01", 400),
    ],
)
def test_what_there_is_not_is_said(http: FlaskClient, address: str, status: int) -> None:
    assert http.get(address).status_code == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nobody_writes_a_dump(http: FlaskClient, method: str) -> None:
    assert http.open("/dumps/000002.nq.gz", method=method).status_code == 405


def test_the_catalogue_tells_versions_dumps_sizes_and_digests(http: FlaskClient, own: DataDirectory) -> None:
    for name in ("000001", "000002"):
        with open_snapshot(own, name) as snapshot:
            make_dump(snapshot)
    store = described(http)
    versions = "SELECT ?v ?d { ?d dcat:version ?v . ?whole dcat:hasVersion ?d }"
    void = "http://localhost/.well-known/void"
    assert rows(store, versions) == {(name, f"{void}#{name}") for name in ("000001", "000002")}
    assert rows(store, "SELECT ?a ?b { ?a dcat:previousVersion ?b }") == {(f"{void}#000002", f"{void}#000001")}
    assert rows(store, "SELECT ?d { ?whole dcat:hasCurrentVersion ?d }") == {(f"{void}#000002",)}
    told = """
        PREFIX spdx: <http://spdx.org/rdf/terms#>
        SELECT ?url ?size ?digest ?format {
          ?version dcat:isVersionOf ?whole ; dcat:distribution [
            dcat:downloadURL ?url ; dcat:byteSize ?size ; dcat:compressFormat ?format ;
            spdx:checksum [ spdx:algorithm spdx:checksumAlgorithm_sha256 ; spdx:checksumValue ?digest ] ] }"""
    found = rows(store, told)
    assert len(found) == 4
    for url, size, digest, media_type in found:
        answer = downloaded(http, url)
        assert (str(len(answer.data)), hashlib.sha256(answer.data).hexdigest()) == (size, digest)
        assert media_type == f"https://www.iana.org/assignments/media-types/{answer.mimetype}"
    dumped = rows(store, "SELECT ?url { ?d void:dataDump ?url }")
    assert dumped == {(f"http://localhost/dumps/000002.nq.{suffix}",) for suffix in ("gz", "zst")}


def test_who_asks_for_the_catalogue_has_the_newest_dump_made(http: FlaskClient, own: DataDirectory) -> None:
    answer = http.get("/.well-known/void")
    assert "checksum" not in answer.text
    assert answer.headers["Cache-Control"] == "no-cache"
    with http.application.app_context():
        dumps.dumping().want("000002").wait(60)
    assert dump_of(own, "000002")
    assert dump_of(own, "000001") is None
    assert "checksum" in http.get("/.well-known/void").text


def test_one_dump_is_made_at_a_time(own: DataDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    monkeypatch.setattr(Dumping, "_make", lambda _, name, over: begun.append(name))
    making = Dumping(own)
    assert making.want("000001") is making.want("000002")
    making.want_by_the_way("000002")
    assert begun == ["000001"]


def test_what_cannot_be_made_is_503_and_in_the_log(
    http: FlaskClient, own: DataDirectory, caplog: pytest.LogCaptureFixture
) -> None:
    (own.snapshots / "000001" / "graphs" / "CURRENT").write_text("damaged")
    for _ in range(100):
        answer = http.get("/dumps/000001.nq.gz")
        if "could not be made" in answer.text:
            break
    assert answer.status_code == 503
    assert "could not be made" in answer.text
    assert str(own.path) not in answer.text
    assert "000001 was not made" in caplog.text
