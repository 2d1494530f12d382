"""Which snapshot a request is answered from."""

from __future__ import annotations

import shutil
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ontology.triples import reading_quads
from server.app import create_app
from server.context import snapshots
from server.errors import StartError
from server.settings import Settings
from server.snapshots import check
from store.directory import DataDirectory
from tests.server.samples import NAMES, TEXT, make_directory, make_sample, put

COUNT = "SELECT (COUNT(*) AS ?n) { ?claim a <https://w3id.org/counterclaim/ontology#Claim> }"


@pytest.fixture
def own(tmp_path: Path) -> DataDirectory:
    return make_directory(tmp_path / "data", make_sample())


def load(directory: DataDirectory, text: str) -> None:
    sample = make_sample(text)
    put(directory, list(reading_quads(sample.reading, NAMES)), [text])


def count(client: FlaskClient) -> int:
    answer = client.get("/sparql", query_string={"query": COUNT}).get_json()
    return int(answer["results"]["bindings"][0]["n"]["value"])


def test_a_load_shows_in_the_next_answer(own: DataDirectory) -> None:
    client = create_app(Settings(own.path)).test_client()
    before, front = count(client), client.get("/")
    tag = client.get("/sparql", query_string={"query": COUNT}).headers["ETag"]
    load(own, TEXT.replace("Thursday", "Friday"))
    again = client.get("/sparql", query_string={"query": COUNT}, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert count(client) == 2 * before
    assert client.get("/", headers={"If-None-Match": front.headers["ETag"]}).status_code == 200


def test_a_request_keeps_the_snapshot_that_it_began_with(own: DataDirectory) -> None:
    app = create_app(Settings(own.path))
    with app.app_context():
        held = snapshots().newest()
    load(own, TEXT.replace("Thursday", "Friday"))
    with app.app_context():
        assert snapshots().newest().name != held.name
    assert len(list(held.graphs.quads_for_pattern(None, None, None, None))) > 0


def test_many_requests_share_one_snapshot(app: Flask) -> None:
    seen = []

    def look() -> None:
        with app.app_context():
            seen.append(snapshots().newest())

    threads = [Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(snapshot) for snapshot in seen}) == 1


def test_where_the_newest_snapshot_cannot_be_opened_the_one_before_is_served(own: DataDirectory) -> None:
    client = create_app(Settings(own.path)).test_client()
    before = count(client)
    load(own, TEXT.replace("Thursday", "Friday"))
    shutil.rmtree(own.snapshots / own.current.read_text().strip())
    assert count(client) == before


def test_where_current_is_nonsense_the_last_snapshot_is_served(own: DataDirectory) -> None:
    client = create_app(Settings(own.path)).test_client()
    before = count(client)
    own.current.write_text("../../elsewhere\n")
    assert count(client) == before


def test_without_a_data_directory_the_server_does_not_start(tmp_path: Path) -> None:
    for start in (lambda: create_app(Settings(tmp_path / "none")), lambda: check(tmp_path / "none")):
        with pytest.raises(StartError) as caught:
            start()
        assert str(tmp_path / "none") in str(caught.value)
        assert "\n" not in str(caught.value)


def test_without_a_snapshot_the_server_does_not_start(tmp_path: Path) -> None:
    DataDirectory.create(tmp_path / "data")
    for start in (lambda: create_app(Settings(tmp_path / "data")), lambda: check(tmp_path / "data")):
        with pytest.raises(StartError, match=r"nothing is published .* counterclaim load"):
            start()
