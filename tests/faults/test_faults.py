"""The rows of `docs/faults.md`, at the counts of the tests; and that some of them notice a promise that is broken."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Triple

from bench.faults import figures, logs, mutations, outbound, soak
from bench.faults.row import Bounds, Report, line
from bench.faults.table import ROWS
from ontology.terms import CCL
from ontology.triples import number

SLACK = float(os.environ.get("COUNTERCLAIM_TEST_SLACK", "3"))
"""How much longer than promised what has a time may take here: the tests share their machine with others."""


@pytest.mark.faults
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", ROWS)
def test_what_is_promised_is_kept(name: str) -> None:
    row = ROWS[name]
    report = row.run(Bounds(row.in_tests, seconds=600, slack=SLACK))
    if report.skipped:
        pytest.skip(report.skipped)
    assert report.broken == []
    assert report.done == row.in_tests


def test_a_row_ends_when_its_time_is_over() -> None:
    report = logs.run(Bounds(1_000_000, seconds=0))
    assert (report.done, report.broken) == (0, [])


def test_a_broken_promise_is_said_in_one_line() -> None:
    report = Report(done=3, figures={"x": 1.5})
    report.expect(False, "it\nbroke")
    said = line("kills", report, 2)
    assert "BROKEN 1: it broke" in said
    assert "\n" not in said


@pytest.mark.parametrize(("wrong", "code"), [("'it broke'", 1), ("", 0)])
def test_the_exit_code_says_whether_a_promise_was_broken(repository: Path, wrong: str, code: int) -> None:
    program = f"""
import sys
from bench.faults import __main__ as program
from bench.faults.row import Report, Row
program.ROWS['logs'] = Row('', 1, lambda bounds: Report(bounds.count, broken=[{wrong}]))
sys.argv = ['faults', 'logs', '--count', '7', '--json']
program.main()
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=repository, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count("\n"), done.stderr) == (code, 1, "")
    assert '"done": 7' in done.stdout


# --- what each row would notice


def test_commits_that_are_not_forced_to_the_disk_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.engine.Engine._sync", lambda engine: None)
    assert logs.run(Bounds(12)).broken


def test_a_figure_that_is_stored_as_a_number_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = figures.said

    def said(told: figures.Told) -> set[Triple]:
        as_number = Triple(told.claim, CCL.printed, number(told.value))
        return {each for each in whole(told) if each.predicate != CCL.printed} | {as_number}

    monkeypatch.setattr(figures, "said", said)
    report = figures.run(Bounds(20))
    assert [each for each in report.broken if "came back as" in each]


def test_a_connection_is_noticed() -> None:
    with outbound.listening() as listener:
        assert listener.settled() == 0
        unconfined = outbound._UNCHECKED.replace("confine(2 << 30)", "True")
        text = f"ASK {{ SERVICE <http://127.0.0.1:{listener.port}/> {{ ?s ?p ?o }} }}"
        subprocess.run(
            [sys.executable, "-c", unconfined], input=f'"{text}"\n', text=True, check=True, capture_output=True
        )
        assert listener.settled() > 0


@pytest.mark.parametrize("what", ["megabytes", "front", "descriptors", "processes", "snapshots"])
def test_what_grows_from_tenth_to_tenth_is_noticed(what: str) -> None:
    flat = soak.Size(500.0, 100.0, 50, 8, 5)
    sizes = [[flat], [flat], [replace(flat, **{what: 3 * getattr(flat, what)})]]
    report = Report()
    soak.judge(sizes, report)
    assert [each for each in report.broken if each.startswith(what)]
    soak.judge([[flat]] * 3, whole := Report())
    assert whole.broken == []


def test_a_log_that_is_damaged_before_what_was_forced_out_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = logs.damage
    monkeypatch.setattr(logs, "damage", lambda log, begin, kind, chance: whole(log, 0, kind, chance))
    assert logs.run(Bounds(12)).broken


@pytest.mark.parametrize(
    ("status", "body", "is_wrong"),
    [(500, b"", True), (502, b"", True), (503, b"", False), (507, b"", False), (200, b"Traceback (most", True),
     (400, b"at /data/here/store", True), (400, b"no", False)],
)  # fmt: skip
def test_an_answer_that_no_mutated_request_may_get_is_noticed(status: int, body: bytes, is_wrong: bool) -> None:
    request = mutations.Request("query", b"GET / HTTP/1.1\r\n\r\n")
    assert bool(mutations.judge(request, status, body, Path("/data/here"))) is is_wrong
