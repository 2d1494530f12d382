"""`/metrics`: what Prometheus reads, from whom, and what it can never be told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import yaml
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from server.app import create_app
from server.metrics import _BUCKETS
from server.processes import resident_below
from server.settings import Settings
from store.directory import DataDirectory
from store.reader_limits import ReaderLimits
from tests.server import limited
from tests.server.limited import ENDLESS, ask, eventually
from tests.server.running import running

FIGURE = re.compile(r"\b(?:counterclaim|process)_[a-z_]+\b")

Figures = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture(scope="module")
def server(directory: DataDirectory) -> Iterator[str]:
    with running(directory, "{'metrics': 'local'}") as address:
        yield address


def figures(text: str) -> Figures:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def seen(server: str) -> Figures:
    return figures(httpx.get(server + "metrics").raise_for_status().text)


def figure(found: Figures, name: str, **labels: str) -> float:
    return found.get((f"counterclaim_{name}", frozenset(labels.items())), 0.0)


def test_requests_are_counted_by_route_status_and_outcome(server: str) -> None:
    before = seen(server)
    for query in ("ASK {}", "ASK {", "ASK {}"):
        httpx.get(server + "sparql", params={"query": query})
    httpx.get(server + "page/party/russia.ttl")
    httpx.get(server + "nowhere/at/all")
    httpx.post(server + "update")

    def more(name: str, **labels: str) -> float:
        return figure(seen(server), name, **labels) - figure(before, name, **labels)

    eventually(lambda: more("requests_total", route="/update", status="401", outcome="refused") == 1)
    assert more("requests_total", route="/sparql", status="200", outcome="answered") == 2
    assert more("requests_total", route="/sparql", status="400", outcome="refused") == 1
    assert more("requests_total", route="/page/<path:path>", status="200", outcome="answered") == 1
    assert more("requests_total", route="none", status="404", outcome="refused") == 1
    assert more("request_seconds_count", route="/sparql") == 3
    assert more("cache_hits_total") == 1
    assert more("writes_total", outcome="refused") == 1


def test_queries_have_a_histogram_and_readers_are_told(server: str) -> None:
    before = seen(server)
    with limited.client(server, "127.0.0.7") as http:
        assert ask(http, ENDLESS, timeout="0.3").status_code == 503
    after = seen(server)
    assert figure(after, "query_seconds_count") - figure(before, "query_seconds_count") == 1
    slower = figure(after, "query_seconds_bucket", le="0.25") - figure(before, "query_seconds_bucket", le="0.25")
    assert slower == 0
    assert figure(after, "queries_ended_total", error="TimeExceeded") >= 1
    assert figure(after, "readers_replaced_total") - figure(before, "readers_replaced_total") == 1
    places = figure(after, "reader_places")
    eventually(lambda: figure(seen(server), "readers_alive") == places + 1)


def test_data_memory_and_disk_are_told(server: str, directory: DataDirectory) -> None:
    found = seen(server)
    assert figure(found, "snapshot_number") == int(directory.current.read_text())
    assert figure(found, "snapshots") == len(list(directory.snapshots.iterdir()))
    assert figure(found, "data_quads") > figure(found, "data_graphs") > 0
    assert figure(found, "disk_free_bytes") > 0
    assert figure(found, "child_resident_bytes", kind="reader") > 10_000_000
    assert found[("process_resident_memory_bytes", frozenset())] > 10_000_000
    assert figure(found, "writes_waiting") == figure(found, "queries_waiting") == 0


def test_no_figure_tells_who_asked_or_what(server: str, directory: DataDirectory) -> None:
    with limited.client(server, "127.0.0.9") as http:
        ask(http, "SELECT ?secret { ?secret ?p ?o }")
        http.get("page/party/russia")
        http.get("hidden", headers={"Authorization": "Bearer cc_hidden"})
        http.request("HIDDEN", "sparql")
    time.sleep(0.1)
    text = httpx.get(server + "metrics").text
    for secret in ("127.0.0", "secret", "hidden", "HIDDEN", "russia", str(directory.path)):
        assert secret not in text


def test_addresses_that_are_none_make_no_new_figures(server: str) -> None:
    httpx.get(server + "a")
    eventually(lambda: figure(seen(server), "requests_total", route="none", status="404", outcome="refused") > 0)
    before = seen(server).keys()
    for number in range(20):
        httpx.request(f"BREW{number}", f"{server}{number}/x/{number}")
    assert seen(server).keys() == before


def test_the_form_is_that_which_is_asked_for(server: str) -> None:
    assert httpx.get(server + "metrics").headers["Content-Type"].startswith("text/plain; version=")
    open_metrics = httpx.get(server + "metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert open_metrics.headers["Content-Type"].startswith("application/openmetrics-text")
    assert open_metrics.text.endswith("# EOF\n")
    assert open_metrics.headers["Cache-Control"] == "no-store"


# Who may see it


def status(settings: Settings, address: str, headers: dict[str, str] | None = None) -> int:
    http = create_app(settings).test_client()
    return http.get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address}).status_code


@pytest.mark.parametrize(("address", "code"), [("127.0.0.1", 200), ("::1", 200), ("192.0.2.1", 404), ("", 404)])
def test_it_is_for_this_machine_unless_told_otherwise(settings: Settings, address: str, code: int) -> None:
    assert status(settings, address) == code


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_what_a_proxy_on_this_machine_passes_on_is_not_from_here(settings: Settings, name: str) -> None:
    assert status(settings, "127.0.0.1", {name: "127.0.0.1"}) == 404


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("localhost", 200),
        ("[", 404),
        ("evil.example", 404),
        ("127.0.0.1.evil.example", 404),
    ],
)
def test_a_site_whose_name_leads_to_this_machine_is_not_from_here(settings: Settings, host: str, code: int) -> None:
    assert status(settings, "127.0.0.1", {"Host": host}) == code


def test_no_script_of_another_site_may_read_it(server: str) -> None:
    answer = httpx.get(server + "metrics", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(("shown", "code"), [("off", 404), ("local", 404), ("all", 200)])
def test_who_may_see_it_is_a_setting(settings: Settings, shown: str, code: int) -> None:
    assert status(replace(settings, metrics=shown), "192.0.2.1", {"Via": "1.1 here"}) == code  # type: ignore[arg-type]
    if shown == "off":
        assert status(replace(settings, metrics="off"), "127.0.0.1") == 404


def test_the_buckets_hold_the_limit_of_a_query() -> None:
    # A figure on either side of the limit tells how many queries ran into it.
    assert ReaderLimits().seconds in _BUCKETS


def test_the_memory_of_processes_below_is_told_by_kind() -> None:
    with subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE) as child:
        eventually(lambda: resident_below(os.getpid()).get("other", 0) > 1_000_000)
        assert resident_below(child.pid) == {}
        assert child.stdin
        child.stdin.close()


def test_alerts_and_documentation_name_figures_that_there_are(client: FlaskClient, repository: Path) -> None:
    text = client.get("/metrics").text
    # What nothing was counted for yet has its line of help; that readers have no network is known when one runs.
    there = set(re.findall(r"^# HELP (\S+)", text, re.MULTILINE)) | {"counterclaim_readers_offline"}
    rules = yaml.safe_load((repository / "docs/operating/alerts.yaml").read_text())["groups"][0]["rules"]
    told = (repository / "docs" / "operating.md").read_text()
    for name in FIGURE.findall(" ".join(rule["expr"] for rule in rules) + told):
        assert name in there
    # The tables leave the beginning of a name out where it is that of the name before.
    short = set(re.findall(r"`_([a-z_]+)[`{]", told))
    assert {f"counterclaim_{name}" for name in short} <= there
    assert not {name for name in there if name.startswith("counterclaim_")} - {
        *FIGURE.findall(told), *(f"counterclaim_{name}" for name in short),
    }  # fmt: skip
