"""`counterclaim review` as a user meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Running = Callable[..., Any]

REPORT = "At least 12 civilians were killed, local resident Olena Petrenko said in the village on Thursday.\n"


@pytest.fixture
def data(counterclaim: Running, tmp_path: Path) -> Path:
    """Give a data directory with one claim held for review."""
    (tmp_path / "report.txt").write_text(REPORT)
    assert counterclaim("init", "--data", tmp_path / "data").code == 0
    done = counterclaim("load", "--data", tmp_path / "data", tmp_path / "report.txt")
    assert "0 figures, 1 held for review" in done.out
    return tmp_path / "data"


def test_what_waits_is_listed_with_its_words_decided_on_and_let_in_by_the_next_load(
    counterclaim: Running, data: Path, tmp_path: Path
) -> None:
    listed = counterclaim("review", "--data", data).out
    assert "“At least 12 civilians were killed" in listed
    assert listed.endswith("1 claim held for review\n")
    (line,) = [json.loads(each) for each in counterclaim("review", "--data", data, "--json").out.splitlines()]
    assert "12 civilians" not in json.dumps(line)
    done = counterclaim("review", "--data", data, "--accept", line["claim"])
    assert (done.code, done.out) == (0, f"{line['claim']}: accepted\n")
    assert counterclaim("review", "--data", data).out == "0 claims held for review\n"
    assert "1 figure" in counterclaim("load", "--data", data, tmp_path / "report.txt").out
    assert counterclaim("verify", "--data", data).code == 0


def test_a_name_of_no_claim_is_one_clear_line(counterclaim: Running, data: Path) -> None:
    done = counterclaim("review", "--data", data, "--refuse", "zzz")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "counterclaim review" in done.err
