"""`counterclaim extract` beyond its claims: the page, and the numbers passed over."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loaders.base import Reason

Running = Callable[..., Any]

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
