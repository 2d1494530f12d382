"""The access log: a line for each request, with what it was answered from, and without who asked what."""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.access_log import AccessLog, Pseudonyms, query_hash
from server.errors import StartError
from server.notes import Note, Outcome
from server.serve import serve
from server.settings import Settings
from store.directory import DataDirectory
from store.snapshots import current
from tests.server.limited import ENDLESS, QUERY_TYPE, ROWS, client, eventually
from tests.server.running import running

ASKED = "SELECT ?secret { ?secret ?p ?o } LIMIT 3"
Line = dict[str, Any]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "access.jsonl"


@pytest.fixture(scope="module")
def server(directory: DataDirectory, log: Path) -> Iterator[str]:
    with running(directory, repr({"access_log": str(log)})) as address:
        yield address


@pytest.fixture
def last(log: Path) -> Callable[[httpx.Response], Line]:
    """Give the way from an answer to its line."""

    def of(answer: httpx.Response) -> Line:
        return line_of(log, lambda line: line["id"] == answer.headers["X-Request-Id"])

    return of


def line_of(log: Path, wanted: Callable[[Line], bool]) -> Line:
    found: list[Line] = []

    def there() -> bool:
        found[:] = [line for line in lines(log) if wanted(line)]
        return bool(found)

    eventually(there)
    return found[-1]


def lines(log: Path) -> list[Line]:
    return [json.loads(line) for line in log.read_text(encoding="ascii").splitlines()]


def test_each_request_has_a_line(server: str, directory: DataDirectory, last: Callable[[httpx.Response], Line]) -> None:
    before = datetime.now(UTC)
    answer = httpx.get(server + "sparql", params={"query": ASKED, "as-of": "2026-01-01"})
    line = last(answer)
    assert list(line) == [
        "time", "id", "client", "method", "path", "status", "outcome", "error", "bytes", "ms",
        "query", "rows", "cached", "snapshot", "scope",
    ]  # fmt: skip
    at = datetime.fromisoformat(line.pop("time"))
    assert abs((at - before).total_seconds()) < 5
    assert 0 < line.pop("ms") < 10_000
    assert len(line.pop("client")) == len(line.pop("id")) == 16
    assert line == {
        "method": "GET", "path": "/sparql", "status": 200, "outcome": "answered", "error": None,
        "bytes": len(answer.content), "query": query_hash(ASKED), "rows": 3, "cached": False,
        "snapshot": current(directory), "scope": "as-of=2026-01-01",
    }  # fmt: skip


def test_no_line_tells_who_asked_or_what(server: str, log: Path, last: Callable[[httpx.Response], Line]) -> None:
    with client(server, "127.0.0.9") as http:
        last(http.get("sparql", params={"query": ASKED, "unknown": "hidden words"}))
        last(http.post("sparql", content=ASKED, headers=QUERY_TYPE))
        last(http.post("update", content="CLEAR ALL", headers={"Authorization": "Bearer cc_hidden words"}))
    text = log.read_text()
    for secret in ("127.0.0.", "secret", "hidden", "CLEAR"):
        assert secret not in text


def test_a_client_has_one_name_and_another_client_another(server: str, last: Callable[[httpx.Response], Line]) -> None:
    with client(server, "127.0.0.5") as one, client(server, "127.0.0.6") as other:
        names = [last(http.get("health"))["client"] for http in (one, one, other)]
    assert names[0] == names[1] != names[2]


def test_an_answer_that_is_kept_says_so(server: str, last: Callable[[httpx.Response], Line]) -> None:
    query = {"query": "SELECT * { ?kept ?p ?o } LIMIT 2"}
    assert [last(httpx.get(server + "sparql", params=query))["cached"] for _ in range(2)] == [False, True]


def test_what_is_refused_has_its_error(server: str, last: Callable[[httpx.Response], Line]) -> None:
    for answer, status, error in (
        (httpx.get(server + "sparql", params={"query": "nonsense"}), 400, "SyntaxRefused"),
        (httpx.get(server + "nowhere"), 404, None),
        (httpx.get(server + "%FF"), 400, "BadRequest"),
        (httpx.request("BREW", server), 405, None),
        (httpx.post(server + "update", data={"update": "CLEAR ALL"}), 401, "Unauthorized"),
    ):
        line = last(answer)
        assert (line["status"], line["outcome"], line["error"]) == (status, "refused", error)
        assert answer.status_code == status


def test_a_query_past_its_time_is_a_timeout(server: str, last: Callable[[httpx.Response], Line]) -> None:
    line = last(httpx.get(server + "sparql", params={"query": ENDLESS, "timeout": "0.3"}, timeout=20))
    assert (line["status"], line["outcome"], line["error"], line["rows"]) == (503, "timeout", "TimeExceeded", None)


def test_an_answer_that_broke_off_is_cut(server: str, log: Path) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(server + "sparql", params={"query": ROWS, "timeout": "1"}, timeout=20)
    line = line_of(log, lambda line: line["query"] == query_hash(ROWS))
    assert (line["status"], line["outcome"], line["error"]) == (200, "cut", "TimeExceeded")
    assert line["bytes"] > 0


def test_a_large_answer_has_its_rows_and_its_bytes(server: str, last: Callable[[httpx.Response], Line]) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 5000"
    answer = httpx.get(server + "sparql", params={"query": query}, headers={"Accept-Encoding": "identity"}, timeout=20)
    line = last(answer)
    assert (line["rows"], line["bytes"]) == (5000, len(answer.content))
    assert line["bytes"] > 1_000_000


def test_a_client_that_leaves_has_left(server: str, log: Path) -> None:
    url = httpx.URL(server)
    before = len(lines(log))
    for sent in (b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nASK", b"GET /left HTTP/1.1\r\nHos"):
        with socket.create_connection((url.host, url.port or 80)) as connection:
            connection.sendall(sent)
            time.sleep(0.1)
    line = line_of(log, lambda line: line["outcome"] == "left")
    # The answer, that the body broke off, is for who ended to send and still listens.
    assert (line["method"], line["path"], line["status"]) == ("POST", "/sparql", 400)
    # What never became a request is none.
    assert len(lines(log)) == before + 1


def test_no_path_can_forge_a_line_or_fill_the_log(server: str, log: Path) -> None:
    url = httpx.URL(server)
    before = len(lines(log))
    for path in (b"/a%0a%22,%22status%22:200", b"/" + b"x" * 5_000, b"/%e2%80%a8?query=ASK"):
        with socket.create_connection((url.host, url.port or 80)) as connection:
            connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            while connection.recv(65_536):
                pass
    eventually(lambda: len(lines(log)) >= before + 3)
    paths = [line["path"] for line in lines(log)[before:]]
    assert paths == ["/a%0a%22,%22status%22:200", "/" + "x" * 999, "/%e2%80%a8"]


def test_an_update_has_its_hash_and_the_record_tells_the_rest(
    server: str, last: Callable[[httpx.Response], Line]
) -> None:
    text = "INSERT DATA { <a:a> <a:b> 1 }"
    line = last(httpx.post(server + "update", data={"update": text}))
    assert (line["outcome"], line["query"]) == ("refused", None)


# Without a server


def note(**known: Any) -> Note:
    noted = Note("GET", "/sparql", "203.0.113.7", query="ASK {}")
    for name, value in known.items():
        setattr(noted, name, value)
    noted.end()
    return noted


def test_addresses_and_texts_are_told_only_where_that_is_asked_for(tmp_path: Path) -> None:
    hidden = AccessLog(str(tmp_path / "log")).entry(note())
    assert not {"address", "text"} & hidden.keys()
    clear = AccessLog(str(tmp_path / "log"), clear=True).entry(note())
    assert (clear["address"], clear["text"]) == ("203.0.113.7", "ASK {}")


def test_the_hash_is_that_of_the_text_in_utf8() -> None:
    # printf %s 'ASK {}' | sha256sum
    assert query_hash("ASK {}") == "819ea91ed5f12b38"
    assert query_hash("\ud800")


def test_the_name_of_a_client_changes_with_the_day_and_with_the_process() -> None:
    names = Pseudonyms()
    days = [names.of("203.0.113.7", date(2026, 1, day)) for day in (1, 1, 2)]
    assert days[0] == days[1] != days[2]
    # A request that began before midnight and ends after it changes no name of the new day.
    names.of("203.0.113.7", date(2026, 1, 1))
    assert names.of("203.0.113.7", date(2026, 1, 2)) == days[2]
    assert Pseudonyms().of("203.0.113.7", date(2026, 1, 2)) != days[2]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, "answered"), (304, "answered"), (404, "refused"), (429, "busy"), (503, "failed"), (None, "failed")],
)
def test_without_anything_known_the_status_says_the_outcome(status: int | None, outcome: str) -> None:
    assert note(status=status).outcome == outcome


def test_what_is_noted_goes_over_the_status() -> None:
    assert note(status=200, outcome=Outcome.CUT).outcome == "cut"


def test_a_file_that_was_moved_away_is_made_anew(tmp_path: Path) -> None:
    with closing(AccessLog(str(tmp_path / "log"))) as log:
        log.write(note())
        log.flush()
        (tmp_path / "log").rename(tmp_path / "log.1")
        log.write(note())
    assert [len(lines(tmp_path / name)) for name in ("log", "log.1")] == [1, 1]


def test_a_disk_that_stalls_holds_up_nobody_and_what_is_lost_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("server.access_log._MOST_WAITING", 3)
    os.mkfifo(stalled := tmp_path / "log")
    log = AccessLog(str(stalled))
    # Nobody reads what stands in the way: the first line waits to be written, three for it, and no other one.
    log.write(note())
    eventually(lambda: log._queue._waiting.empty())
    with caplog.at_level(logging.ERROR):
        for _ in range(5):
            log.write(note())
        read: list[bytes] = []
        reader = threading.Thread(target=lambda: read.append(stalled.read_bytes()))
        reader.start()
        log.flush()
        log.write(note())
        log.close()
        reader.join()
    assert len(read[0].splitlines()) == 5
    assert ["lacks 2 lines" in record.message for record in caplog.records] == [True]


FORKED = "each = multiprocessing.get_context('fork').Process(target=write); each.start(); each.join()"


@pytest.mark.parametrize("ends", ["write()", FORKED], ids=["alone", "forked"])
def test_what_waits_when_a_process_ends_is_written(tmp_path: Path, ends: str) -> None:
    program = f"""
import multiprocessing, sys
from server.access_log import AccessLog
from server.notes import Note
def write():
    log = AccessLog(sys.argv[1])
    for _ in range(500):
        note = Note("GET", "/sparql", "203.0.113.7", query="ASK {{}}")
        note.end()
        log.write(note)
{ends}
"""
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "log")], check=True)
    assert len(lines(tmp_path / "log")) == 500


def test_a_full_disk_stops_nothing_and_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR), closing(AccessLog("/dev/full")) as log:
        for _ in range(3):
            log.write(note())
    assert [record.message for record in caplog.records] == [
        "the access log cannot be written: No space left on device"
    ]


def test_a_log_that_cannot_be_written_keeps_the_server_from_starting(directory: DataDirectory, tmp_path: Path) -> None:
    with pytest.raises(StartError, match="the access log cannot be written there: No such file or directory"):
        serve(Settings(directory.path, access_log=str(tmp_path / "none" / "log")), port=8999)
