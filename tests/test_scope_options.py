"""Scopes on the command line: `query`, `why`, `why-not` answer within one, say so, and refuse what makes no sense."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Running = Callable[..., Any]

COUNT = "SELECT (COUNT(*) AS ?n) { ?c a <https://w3id.org/counterclaim/ontology#Claim> }"
VALUES = "SELECT ?n { ?c <https://w3id.org/counterclaim/ontology#value> ?n }"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, counterclaim: Running) -> Path:
    """Give a data directory with two reports of two days, one by Kyiv, the other by Moscow; tests only read it."""
    folder = tmp_path_factory.mktemp("scoped")
    (folder / "kyiv.txt").write_text("Ukraine received 12 bodies from Russia, Kyiv said.\n")
    (folder / "moscow.txt").write_text("Russia received 31 bodies from Ukraine, Moscow said.\n")
    assert counterclaim("init", "--data", folder / "data").code == 0
    for name, day in (("kyiv", "2025-06-01"), ("moscow", "2025-07-01")):
        options = ("--published", day, "--publisher", "TASS")
        assert counterclaim("load", "--data", folder / "data", *options, folder / f"{name}.txt").code == 0
    return folder / "data"


@pytest.mark.parametrize(
    ("scope", "number"),
    [
        ((), "2"),
        (("--as-of", "2025-06"), "1"),
        (("--except-claimant", "party/russia"), "1"),
        (("--claimant", "party/russia", "--claimant", "party/ukraine"), "2"),
        (("--as-of", "2025-06", "--claimant", "party/russia"), "0"),
        (("--known-by", "2020"), "0"),
    ],
)
def test_a_query_is_answered_within_a_scope(
    counterclaim: Running, data: Path, scope: tuple[str, ...], number: str
) -> None:
    done = counterclaim("query", "--data", data, "--format", "csv", *scope, COUNT)
    assert done.out.split() == ["n", number]


def test_a_table_says_its_scope_beside_itself(counterclaim: Running, data: Path) -> None:
    done = counterclaim("query", "--data", data, "--as-of", "2025-06", VALUES)
    assert done.out.split() == ["n", "12"]
    assert "Within as-of=2025-06-30" in done.err


def test_why_answers_within_a_scope(counterclaim: Running, data: Path) -> None:
    done = counterclaim("why", "--data", data, "--except-claimant", "party/russia", VALUES)
    assert "12 bodies" in done.out
    assert "31" not in done.out
    told = json.loads(counterclaim("why", "--data", data, "--json", "--as-of", "2025-06", VALUES).out)
    assert told["scope"] == {"as-of": "2025-06-30"}


def test_why_not_asks_within_a_scope(counterclaim: Running, data: Path) -> None:
    asked = ("why-not", "--data", data, VALUES, "--row", "n=31")
    assert counterclaim(*asked).code == 1
    done = counterclaim(*asked, "--as-of", "2025-06")
    assert done.code == 0
    assert "There is no row" in done.out


@pytest.mark.parametrize("command", [("query",), ("why",), ("why-not", "--row", "n=1")])
@pytest.mark.parametrize("scope", [("--as-of", "soon"), ("--claimant", "party/rusia"), ("--undated", "yes")])
def test_a_scope_that_makes_no_sense_is_one_line(
    counterclaim: Running, data: Path, command: tuple[str, ...], scope: tuple[str, str]
) -> None:
    done = counterclaim(*command, "--data", data, *scope, VALUES)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"counterclaim: {scope[0][2:]}=")
    assert done.err.count("\n") == 1
