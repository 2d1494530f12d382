"""`counterclaim extract` beyond its claims: the page, the numbers passed over, and a language model that reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from loaders.base import Reason
from tests.loaders.llm.endpoints import GOOD, Model, Reply, claims, model
from tests.loaders.llm.endpoints import REPORT as TOLD

Running = Callable[..., Any]

KEY = "sk-a-secret-of-tests"

TEXT = "Russia returned 1,000 bodies to Ukraine on 18 October. It cost $3 million, the Defence Ministry said.\n"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(TEXT)
    return path


def test_extract_prints_what_it_passed_over_only_when_asked(counterclaim: Running, report: Path) -> None:
    plain = [json.loads(line) for line in counterclaim("extract", report).out.splitlines()]
    assert [line["kind"] for line in plain] == ["bodies_transferred"]
    asked = [json.loads(line) for line in counterclaim("extract", "--ignored", report).out.splitlines()]
    assert asked[:1] == plain
    assert asked[1:] == [
        {"kind": "ignored", "reason": "date", "printed": "18", "start": 43, "end": 45},
        {"kind": "ignored", "reason": "money", "printed": "3", "start": 64, "end": 65},
    ]
    assert all(TEXT[line["start"] : line["end"]] == line["printed"] for line in asked[1:])


def test_extract_prints_one_page_for_all_files(counterclaim: Running, report: Path) -> None:
    done = counterclaim("extract", "--html", report, report)
    assert done.code == 0
    assert done.out.count("<!doctype html>") == 1
    assert done.out.count("<article>") == 2


def test_a_file_that_cannot_be_read_leaves_the_page_of_the_others(counterclaim: Running, report: Path) -> None:
    done = counterclaim("extract", "--html", report, "missing.txt")
    assert (done.code, done.out.count("<article>")) == (1, 1)
    assert "missing.txt" in done.err


def test_every_reason_is_explained_in_the_documentation(repository: Path) -> None:
    page = (repository / "docs/extract.md").read_text(encoding="utf-8")
    assert [reason for reason in Reason if f"`{reason}`" not in page] == []


# With a language model


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Iterator[Model]:
    """Run a model that gives one claim that stands and one that does not, and say where in the environment."""
    made_up = {**GOOD, "quote": "Kyiv admitted 99,000 deaths"}
    with model(claims(GOOD, made_up)) as running:
        monkeypatch.setenv("COUNTERCLAIM_LLM_URL", running.url)
        monkeypatch.setenv("COUNTERCLAIM_LLM_MODEL", "a-model")
        monkeypatch.setenv("COUNTERCLAIM_LLM_KEY", KEY)
        yield running


@pytest.fixture
def told(tmp_path: Path) -> Path:
    path = tmp_path / "told.txt"
    path.write_text(f"---\npublished: 2025-10-23\nlanguage: en\n---\n{TOLD}")
    return path


def test_without_being_asked_for_no_model_is_asked(counterclaim: Running, told: Path, asking: Model) -> None:
    assert counterclaim("extract", told).code == 0
    assert asking.asked == []


def test_a_model_is_read_with_as_with_the_rules(counterclaim: Running, told: Path, asking: Model) -> None:
    done = counterclaim("extract", "--reader", "llm", told)
    (line,) = [json.loads(each) for each in done.out.splitlines()]
    assert (done.code, line["value"], line["rule"]) == (0, 1000, "llm/speaker")
    assert TOLD[line["start"] : line["end"]] == line["quote"]


def test_what_is_refused_is_counted_by_reason_on_standard_error(
    counterclaim: Running, told: Path, asking: Model
) -> None:
    done = counterclaim("extract", "--reader", "llm", told)
    assert done.err.splitlines() == [f"{told}: 1 refused: its quotation does not stand in the text"]
    assert "99,000" not in done.out + done.err


def test_the_page_tells_what_was_refused(counterclaim: Running, told: Path, asking: Model) -> None:
    page = counterclaim("extract", "--reader", "llm", "--html", told).out
    assert "its quotation does not stand in the text" in page
    assert "99,000" not in page


def test_the_key_is_sent_and_never_printed(counterclaim: Running, told: Path, asking: Model) -> None:
    asking.replies.insert(0, Reply(KEY.encode(), status=401))
    done = counterclaim("extract", "--reader", "llm", told)
    assert asking.asked[0].headers["Authorization"] == f"Bearer {KEY}"
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert KEY not in done.out + done.err


def test_a_model_without_an_address_is_one_clear_line(counterclaim: Running, told: Path) -> None:
    done = counterclaim("extract", "--reader", "llm", told)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "COUNTERCLAIM_LLM_URL" in done.err


def test_a_load_may_read_with_a_model_and_counts_what_it_refused(
    counterclaim: Running, told: Path, asking: Model, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    counterclaim("init", "--data", data)
    done = counterclaim("load", "--data", data, "--reader", "llm", told)
    assert done.code == 0
    assert f"{told}: 1 figure, 1 refused" in done.out
    assert counterclaim("verify", "--data", data).code == 0
