"""`counterclaim why`: rows, and under each who said what it rests on."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from store.directory import DataDirectory
from tests.server.samples import Sample, make_directory, make_sample

Running = Callable[..., Any]
PREFIXES = "PREFIX ccl: <https://w3id.org/counterclaim/ontology#> "
THIRTY_ONE = PREFIXES + 'SELECT ?n ?who { ?c ccl:printed "31" ; ccl:value ?n ; ccl:claimant ?who }'


@pytest.fixture(scope="module")
def sample() -> Sample:
    return make_sample()


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory, sample: Sample) -> DataDirectory:
    return make_directory(tmp_path_factory.mktemp("why") / "data", sample)


@pytest.fixture
def why(counterclaim: Running, directory: DataDirectory) -> Running:
    return lambda *words, **options: counterclaim("why", "--data", directory.path, *words, **options)


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


def test_under_each_row_stands_who_said_it_in_which_words_and_where(why: Running, sample: Sample) -> None:
    assert lines(why(THIRTY_ONE).out) == [
        "n   who",
        "31  https://w3id.org/counterclaim/id/party/russia",
        "   rests on  Russia states “31”: 31 bodies handed over by Ukraine to Russia",
        "             “Moscow received 31 bodies in return”",
        "             in Bodies come home · Reuters · published 23 October 2025 · day of saying not given",
        f"             {sample.received.utterance.iri}",
        "",
        "1 row",
    ]


def test_several_witnesses_are_numbered(why: Running) -> None:
    shown = why(PREFIXES + "SELECT ?v { ?c ccl:value ?v FILTER(?v = 135000) }").out
    assert re.search(r"^  1\. either  \S.* estimates “over 135,000”, jointly with ", shown, re.MULTILINE)
    assert re.search(r"^      2\. or  \S.* estimates “over 135,000”, jointly with ", shown, re.MULTILINE)


def test_a_witness_of_two_graphs_shows_both(why: Running, sample: Sample) -> None:
    shown = why(
        PREFIXES + 'SELECT ?t { ?c ccl:printed "31" ; ccl:foundIn ?s . ?s <http://purl.org/dc/terms/title> ?t }'
    ).out
    assert "   rests on  Russia states “31”" in shown
    assert f"        and  Bodies come home\n             {sample.writing.report.iri}\n" in shown


def test_what_rests_on_what_is_given_says_so(why: Running) -> None:
    assert "   rests on  what is given" in why("ASK { <party/russia> ?p ?o }").out


def test_an_ask_is_answered_with_a_word_and_its_reasons(why: Running) -> None:
    assert why(PREFIXES + 'ASK { ?c ccl:printed "31" }').out.startswith("yes\n   rests on  Russia states “31”")
    assert why(PREFIXES + 'ASK { ?c ccl:printed "32" }').out == "no\n"


def test_a_construct_is_answered_with_its_triples(why: Running) -> None:
    shown = why(
        PREFIXES + "CONSTRUCT { ?who ccl:printed ?n } WHERE { ?c ccl:claimant ?who ; ccl:value ?n FILTER(?n = 31) }"
    )
    assert lines(shown.out)[0].split() == ["subject", "predicate", "object"]
    assert "“Moscow received 31 bodies in return”" in shown.out


def test_what_was_left_out_is_said_in_a_line(why: Running) -> None:
    shown = why(PREFIXES + "SELECT ?c { ?c a ccl:Claim MINUS { ?c ccl:madeOn ?day } } ORDER BY ?c")
    assert "negation: something was left out" in shown.out


def test_rows_that_are_not_shown_are_counted(why: Running) -> None:
    shown = why(PREFIXES + "SELECT ?c { ?c a ccl:Claim } ORDER BY ?c", "--limit", "2")
    assert shown.out.count("rests on") == 2
    assert lines(shown.out)[-1] == "5 rows, 2 shown here: --limit shows more"


def test_witnesses_and_graphs_that_are_not_shown_are_counted(why: Running) -> None:
    either = why(PREFIXES + "ASK { ?c a ccl:Claim }", "--witnesses", "2")
    assert "         or  3 other witnesses, not shown" in either.out
    counted = why(PREFIXES + "SELECT (COUNT(?c) AS ?n) { ?c a ccl:Claim }", "--witnesses", "4")
    assert "        and  1 other graph, not shown" in counted.out


def test_json_is_the_whole_answer_with_its_provenance(why: Running, sample: Sample) -> None:
    document = json.loads(why(PREFIXES + "SELECT ?c { ?c a ccl:Claim }", "--json", "--limit", "1").out)
    assert len(document["results"]["bindings"]) == len(document["provenance"]["rows"]) == 5
    assert document["provenance"]["claims"][sample.received.utterance.iri]["printed"] == "31"


def test_the_json_of_a_construct_has_a_row_for_each_triple(why: Running) -> None:
    document = json.loads(why(PREFIXES + 'CONSTRUCT WHERE { ?c ccl:printed "31" }', "--json").out)
    assert document["head"]["vars"] == ["subject", "predicate", "object"]
    assert len(document["provenance"]["rows"]) == 1


def test_a_query_is_read_from_a_file_or_from_standard_input(why: Running, tmp_path: Path) -> None:
    file = tmp_path / "query.rq"
    file.write_text(THIRTY_ONE)
    assert why("--file", file).out == why("--file", "-", stdin=THIRTY_ONE.encode()).out == why(THIRTY_ONE).out


def test_nothing_is_cut_through_a_pipe(counterclaim: Running, tmp_path: Path) -> None:
    words = "long words " * 60 + "and the end"
    directory = make_directory(tmp_path / "data", make_sample(url=f"https://news.example/{'long' * 100}"))
    query = f'SELECT ?a ?b {{ ?s <https://schema.org/url> ?a BIND("{words}" AS ?b) }}'
    shown = counterclaim("why", "--data", directory.path, query).out
    assert words in shown
    assert "long" * 100 + "  long words" in shown
    assert "\x1b" not in shown


def at_a_terminal(directory: DataDirectory, repository: Path, query: str, **environment: str) -> str:
    ours, its = pty.openpty()
    command: list[str | Path] = [sys.executable, repository / "counterclaim.py", "why", "--data", directory.path, query]
    with subprocess.Popen(command, stdout=its, env={**os.environ, "TERM": "xterm-256color", **environment}):
        os.close(its)
        shown = b""
        with suppress(OSError):  # how a terminal says that nobody writes to it any more
            while piece := os.read(ours, 65536):
                shown += piece
    os.close(ours)
    return shown.decode()


COLOURS = re.compile(r"\x1b\[[0-9;]*(?:3[0-7]|9[0-7])[;m]")


def test_a_terminal_shows_quotes_in_colour_unless_told_otherwise(directory: DataDirectory, repository: Path) -> None:
    assert COLOURS.search(at_a_terminal(directory, repository, THIRTY_ONE, COLUMNS="100"))
    assert not COLOURS.search(at_a_terminal(directory, repository, THIRTY_ONE, COLUMNS="100", NO_COLOR="1"))


def test_a_narrow_terminal_loses_no_words(directory: DataDirectory, repository: Path) -> None:
    shown = re.sub(r"\x1b\[[0-9;]*m", "", at_a_terminal(directory, repository, THIRTY_ONE, COLUMNS="50"))
    assert all(len(line) <= 50 for line in shown.splitlines())
    assert "https://w3id.org/counterclaim/id/party/russia" in re.sub(r"\s", "", shown)
    assert "“Moscow received 31 bodies in return”" in " ".join(shown.split())


def test_no_control_character_of_an_answer_reaches_the_terminal(
    counterclaim: Running, directory: DataDirectory
) -> None:
    query = r'SELECT ("a\u001b[2Jb\u009b\u202ec" AS ?x) {}'
    for command in ("why", "query"):
        shown = counterclaim(command, "--data", directory.path, query).out
        assert "a␛[2Jb��c" in shown


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT ?x WHERE { ?x ?y }", "line 1"),
        ("DESCRIBE <party/russia>", "DESCRIBE"),
        ("SELECT (RAND() AS ?x) {}", "RAND"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE"),
        ("", "there is no query"),
    ],
)
def test_what_cannot_be_explained_is_refused_in_one_line(why: Running, query: str, words: str) -> None:
    done = why(query)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert words in done.err


def test_a_command_without_a_query_is_told_what_to_give(why: Running) -> None:
    assert why().code == 2
    assert why("ASK {}", "--limit", "0").code == 2


def test_the_example_of_the_documentation_is_what_comes_out(
    counterclaim: Running, repository: Path, tmp_path: Path
) -> None:
    page = (repository / "docs" / "provenance.md").read_text(encoding="utf-8").partition("## Why\n")[2]
    query = page.partition("counterclaim why '")[2].partition("'\n```")[0]
    expected = page.partition("```\n\n```\n")[2].partition("```")[0]
    assert counterclaim("init", "--data", tmp_path / "data").code == 0
    reports = sorted((repository / "samples").glob("2025-06-16-*.txt"))
    assert counterclaim("load", "--data", tmp_path / "data", *reports).code == 0
    assert lines(counterclaim("why", "--data", tmp_path / "data", query).out) == lines(expected)
