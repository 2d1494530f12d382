"""The catalogue: each query has a header and keeps to its form. What it answers is tested in `tests/competency`."""

import re
from pathlib import Path
from typing import Protocol

import pytest
from pyoxigraph import QuerySolutions, Store

from queries import catalogue
from queries.errors import UnknownQuery
from queries.evaluation import evaluate

NAMES = catalogue.names()
USERS = {"data journalist", "human-rights researcher", "humanitarian analyst", "linked-data engineer"}


class Stores(Protocol):
    """What `conftest.py` builds."""

    @property
    def graphs(self) -> Store: ...


def without_comments(text: str) -> str:
    return re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE)


def test_the_catalogue_is_grouped_by_subject_and_sorted() -> None:
    assert {name.partition("/")[0] for name in NAMES} == {"claimants", "exchanges", "figures", "sources"}
    assert list(NAMES) == sorted(NAMES)


def test_the_catalogue_holds_questions_of_every_kind_of_user() -> None:
    assert len(NAMES) >= 36
    assert {catalogue.read_header(catalogue.read(name).text)["for"] for name in NAMES} == USERS


@pytest.mark.parametrize("name", NAMES)
def test_each_query_has_a_question_for_its_title_and_a_description(name: str) -> None:
    query = catalogue.read(name)
    assert query.title[0].isupper()
    assert query.title.endswith("?")
    assert query.description.endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_each_parameter_is_where_the_header_says(name: str) -> None:
    text = catalogue.read(name).text
    parameters = catalogue.read_header(text)["parameters"]
    if parameters != "none":
        names, _, keyword = parameters.partition(", in ")
        assert all(re.search(rf"{keyword} [^{{]*\?{each}\b", text) for each in re.findall(r"\?(\w+)", names))


@pytest.mark.parametrize("name", NAMES)
def test_each_query_stops_at_40_lines_and_sorts_its_prefixes(name: str) -> None:
    text = catalogue.read(name).text
    prefixes = re.findall(r"^PREFIX (\w+):", text, re.MULTILINE)
    assert len(text.splitlines()) <= 40
    assert prefixes == sorted(prefixes)
    assert all(re.search(rf"\b{prefix}:\w", without_comments(text)) for prefix in prefixes)


@pytest.mark.parametrize("name", NAMES)
def test_each_query_runs_on_any_data_and_gives_its_rows_in_an_order(name: str, claims: Stores) -> None:
    text = catalogue.read(name).text
    results = evaluate(claims.graphs, text)
    assert isinstance(results, QuerySolutions)
    list(results)  # the engine computes rows as they are taken
    assert "\nORDER BY " in text


def test_the_page_on_the_catalogue_lists_each_question_by_its_name(repository: Path) -> None:
    page = (repository / "docs" / "queries.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([\w/-]+)` \| (.+\?) \|", page, re.MULTILINE)
    assert dict(listed) == {name: catalogue.read(name).title for name in NAMES}


def test_a_query_is_written_for_the_base_of_the_data() -> None:
    text = catalogue.read("exchanges/bodies-transferred", base="http://here/").text
    assert "<http://here/concept/>" in text
    assert "w3id.org/counterclaim/id/" not in text
    assert "<https://w3id.org/counterclaim/ontology#>" in text


@pytest.mark.parametrize("name", ["", "none", "../errors", "exchanges/mediators.rq", "/exchanges/mediators"])
def test_a_name_that_the_catalogue_does_not_hold_is_refused(name: str) -> None:
    with pytest.raises(UnknownQuery, match="exchanges/mediators"):
        catalogue.read(name)


def test_a_header_ends_where_the_query_begins() -> None:
    header = catalogue.read_header("# title: A\n# description: one\n#   two: three\nSELECT *\n# late: x")
    assert header == {"title": "A", "description": "one two: three"}
