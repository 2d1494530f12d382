"""`counterclaim why-not`: why a row is not in an answer, and what comes nearest."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from store.directory import DataDirectory
from tests.server.samples import Sample, make_directory, make_sample

Running = Callable[..., Any]
PREFIXES = "PREFIX ccl: <https://w3id.org/counterclaim/ontology#> "
OF_RUSSIA = PREFIXES + "SELECT ?n { ?c ccl:claimant <party/russia> ; ccl:value ?n }"
COUNTED = PREFIXES + "SELECT ?who (COUNT(?c) AS ?n) { ?c a ccl:Claim ; ccl:claimant ?who } GROUP BY ?who"


@pytest.fixture(scope="module")
def sample() -> Sample:
    return make_sample()


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory, sample: Sample) -> DataDirectory:
    return make_directory(tmp_path_factory.mktemp("why-not") / "data", sample)


@pytest.fixture
def why_not(counterclaim: Running, directory: DataDirectory) -> Running:
    return lambda *words, **options: counterclaim("why-not", "--data", directory.path, *words, **options)


def test_it_names_the_pattern_and_the_claims_that_come_nearest(why_not: Running, sample: Sample) -> None:
    done = why_not(OF_RUSSIA, "--row", "n=999")
    assert done.code == 0
    assert [line.rstrip() for line in done.out.splitlines()] == [
        "There is no row with ?n = 999.",
        "Without this it would be there:",
        "  1. ?c ccl:value 999",
        "     nothing in the data satisfies it",
        "",
        "The rows that come nearest:",
        "n",
        "31",
        "   rests on  Russia states “31”: 31 bodies handed over by Ukraine to Russia",
        "             “Moscow received 31 bodies in return”",
        "             in Bodies come home · Reuters · published 23 October 2025 · day of saying not given",
        f"             {sample.received.utterance.iri}",
        "",
    ]


def test_who_else_says_it_is_named_where_somebody_does(why_not: Running, sample: Sample) -> None:
    shown = why_not(OF_RUSSIA, "--row", "n=1000").out
    first, second = shown.partition("  2. ")[::2]
    assert "  1. ?c ccl:claimant <party/russia>\n     what has all the rest:" in first
    assert "“Russia handed over 1,000 bodies to Ukraine”" in first
    assert second.startswith("?c ccl:value 1000\n")


def test_a_row_that_is_there_is_said_to_be_there_with_another_exit_code(why_not: Running) -> None:
    done = why_not(OF_RUSSIA, "--row", "n=31")
    assert (done.code, done.out) == (1, "There is a row with ?n = 31: counterclaim why says what it rests on.\n")


def test_a_filter_is_said_not_to_hold(why_not: Running) -> None:
    shown = why_not(OF_RUSSIA.replace("}", "FILTER(?n > 50) }"), "--row", "n=31").out
    assert "  1. FILTER(31 > 50)\n     it does not hold of these values\n" in shown


def test_a_group_with_another_value_is_shown_with_it(why_not: Running) -> None:
    shown = why_not(COUNTED, "--row", "who=<party/russia>", "--row", "n=7").out
    assert "There is no row with ?who = <party/russia>, ?n = 7.\nIts group is there, with other values.\n" in shown
    assert re.search(
        r"nearest:\nwho +n *\nhttps://w3id.org/counterclaim/id/party/russia +1\n   rests on  Russia", shown
    )


def test_a_group_that_having_leaves_out_and_one_that_is_not_there(why_not: Running) -> None:
    left_out = why_not(COUNTED + " HAVING(COUNT(?c) > 1)", "--row", "who=<party/russia>").out
    assert "Its group is there, and is left out by:\n  HAVING(COUNT(?c) > 1)\n" in left_out
    assert "There is no such group" in why_not(COUNTED, "--row", "who=<party/ukraine>").out


def test_a_limit_is_named(why_not: Running) -> None:
    shown = why_not(PREFIXES + "SELECT ?n { ?c ccl:value ?n } ORDER BY ?n LIMIT 1", "--row", "n=1000").out
    assert "The query finds it, but LIMIT or OFFSET leaves it out." in shown


def test_a_false_ask_is_explained_without_a_row(why_not: Running) -> None:
    shown = why_not(PREFIXES + "ASK { ?c ccl:value 999 }").out
    assert shown.startswith("There is no solution.\nWithout this it would be there:\n  1. ?c ccl:value 999\n")


def test_json_says_the_same(why_not: Running, sample: Sample) -> None:
    told = json.loads(why_not(OF_RUSSIA, "--row", "n=1000", "--json").out)
    otherwise = told["conflicts"][0]["otherwise"]["provenance"]
    assert otherwise["rows"] == [[[sample.handed_over.utterance.iri]]]
    assert otherwise["claims"][sample.handed_over.utterance.iri]["printed"] == "1,000"
    assert told["nearest"]["results"]["bindings"][0]["n"]["value"] == "31"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ((OF_RUSSIA,), 1, "--row"),
        ((OF_RUSSIA, "--row", "x=1"), 1, "does not select ?x"),
        ((OF_RUSSIA, "--row", "n"), 1, "name=value"),
        ((OF_RUSSIA, "--row", 'n="a\nb'), 1, "no term"),
        (("CONSTRUCT WHERE { ?s ?p ?o }", "--row", "s=1"), 1, "CONSTRUCT"),
        (("SELECT ?n { ?n ?p }", "--row", "n=1"), 1, "line 1"),
        (("SELECT (1 AS ?n) { ?c ?p ?o } GROUP BY ?c HAVING(EXISTS { ?c a ?t })", "--row", "n=2"), 1, "EXISTS"),
    ],
)
def test_what_cannot_be_explained_is_one_line(why_not: Running, words: tuple[str, ...], code: int, says: str) -> None:
    done = why_not(*words)
    assert (done.code, done.err.count("\n")) == (code, 1)
    assert says in done.err


@pytest.mark.parametrize(
    "words", [("SELECT ?n { ?c ?p ?n }", "--row", "n=\udcff"), ('ASK { ?s ?p "\udcff" }',)], ids=["row", "query"]
)
def test_an_argument_that_is_not_utf8_is_told_so(why_not: Running, words: tuple[str, ...]) -> None:
    done = why_not(*words)
    assert done.code == 2
    assert "is not UTF-8" in done.err


def test_without_a_query_it_tells_what_to_give(why_not: Running) -> None:
    assert why_not("--row", "n=1").code == 2


def test_the_example_of_the_documentation_is_what_comes_out(
    counterclaim: Running, repository: Path, tmp_path: Path
) -> None:
    page = (repository / "docs" / "provenance.md").read_text(encoding="utf-8").partition("## Why not\n")[2]
    query, row = page.partition("counterclaim why-not '")[2].partition("\n```")[0].rsplit("' --row ", 1)
    expected = page.partition("```\n\n```\n")[2].partition("```")[0]
    assert counterclaim("init", "--data", tmp_path / "data").code == 0
    reports = sorted((repository / "samples").glob("2025-06-16-*.txt"))
    assert counterclaim("load", "--data", tmp_path / "data", *reports).code == 0
    done = counterclaim("why-not", "--data", tmp_path / "data", query, "--row", row)
    assert [line.rstrip() for line in done.out.splitlines()] == [line.rstrip() for line in expected.splitlines()]
