"""`counterclaim validate` as a user meets it, and the example of its page."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Running = Callable[..., Any]

PAGE = "docs/validate.md"
REPORT = "Russia has returned 1,212 bodies to Ukraine, the Russian Defence Ministry said.\n"


@pytest.fixture
def claim(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Write the page's example where the command runs."""
    (example,) = re.findall(r"```turtle\n(.*?)```", (repository / PAGE).read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    Path("claim.ttl").write_text(example, encoding="utf-8")
    return "claim.ttl"


def test_the_pages_example_gives_what_the_page_prints(counterclaim: Running, repository: Path, claim: str) -> None:
    page = (repository / PAGE).read_text(encoding="utf-8")
    (printed,) = re.findall(r"```console\n\$ counterclaim validate claim\.ttl\n(.*?)```", page, re.DOTALL)
    done = counterclaim("validate", claim)
    assert done.out + done.err == printed
    assert done.code == 1


def test_the_pages_example_is_good_when_mended_as_it_says(counterclaim: Running, claim: str) -> None:
    path = Path(claim)
    mended = path.read_text().replace("ccl:lowest 40", "ccl:lowest 41").replace('Ukraine"', 'Ukraine on Friday"')
    path.write_text(mended)
    done = counterclaim("validate", claim)
    assert (done.code, done.out, done.err) == (0, "", "1 source, 1 claim: all is well\n")


def test_each_finding_is_one_json_object(counterclaim: Running, claim: str) -> None:
    done = counterclaim("validate", "--json", claim)
    found = [json.loads(line) for line in done.out.splitlines()]
    assert {each["rule"] for each in found} == {"bounds", "length"}
    assert {each["file"] for each in found} == {claim}
    assert done.code == 1


def test_a_report_a_file_of_rdf_and_a_directory_are_judged_in_one_run(
    counterclaim: Running, tmp_path: Path, claim: str
) -> None:
    report = tmp_path / "report.txt"
    report.write_text(REPORT)
    counterclaim("init", "--data", "data")
    assert counterclaim("load", "--data", "data", report).code == 0
    done = counterclaim("validate", "data", claim, report)
    assert {line.split(":")[0] for line in done.out.splitlines() if not line.startswith(" ")} == {claim}
    assert done.err == "3 sources, 3 claims: 2 problems\n"


def test_a_report_on_standard_input_is_judged(counterclaim: Running) -> None:
    done = counterclaim("validate", "-", stdin=REPORT.encode())
    assert (done.code, done.err) == (0, "1 source, 1 claim: all is well\n")


def test_the_base_says_where_the_data_lie(counterclaim: Running, claim: str) -> None:
    path = Path(claim)
    path.write_text(path.read_text().replace("https://w3id.org/counterclaim/id/", "https://example.org/id/"))
    elsewhere = counterclaim("validate", "--json", "--base", "https://example.org/id/", claim)
    assert {json.loads(line)["rule"] for line in elsewhere.out.splitlines()} == {"bounds", "length"}


def test_a_file_that_is_not_there_and_one_that_is_no_rdf_hinder_no_other(counterclaim: Running, claim: str) -> None:
    Path("broken.ttl").write_text("@prefix a: <urn:a> .\na:x a:b c:d .\n")
    done = counterclaim("validate", "none.txt", "broken.ttl", claim)
    assert "none.txt: no such file or directory\n    mend it: name a file that can be read" in done.out
    assert "broken.ttl, line 2: is not Turtle: The prefix c: has not been declared" in done.out
    assert done.err == "1 source, 1 claim: 4 problems\n"
    assert done.code == 1


def test_a_folder_that_is_no_data_directory_is_one_line(counterclaim: Running, tmp_path: Path) -> None:
    done = counterclaim("validate", tmp_path)
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert "counterclaim init" in done.err


def test_a_report_too_long_to_be_read_is_noted_by_the_load(counterclaim: Running, tmp_path: Path) -> None:
    long = tmp_path / "long.txt"
    long.write_text(REPORT * 30_000)
    counterclaim("init", "--data", tmp_path / "data")
    assert counterclaim("load", "--data", tmp_path / "data", long, tmp_path / "none.txt").code == 1
    (line,) = (tmp_path / "data" / "rejected.jsonl").read_text().splitlines()
    assert json.loads(line)["source"] == "long.txt"
    assert "too long" in json.loads(line)["reason"]
