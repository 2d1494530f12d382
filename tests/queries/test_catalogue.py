"""The catalogue: each query has a header, runs, and shows what its title says."""

import re
from typing import Protocol

import pytest
from pyoxigraph import QuerySolutions, Store

from queries import catalogue
from queries.errors import UnknownQuery
from queries.evaluation import evaluate

NAMES = catalogue.names()
CLAIM = "https://w3id.org/counterclaim/id/claim/"


class Stores(Protocol):
    """What `conftest.py` builds."""

    @property
    def graphs(self) -> Store: ...


def answer(claims: Stores, name: str, *columns: str) -> list[tuple[str | None, ...]]:
    results = evaluate(claims.graphs, catalogue.read(name).text)
    assert isinstance(results, QuerySolutions)
    rows = [[solution[column] for column in columns] for solution in results]
    return [tuple(getattr(term, "value", None) for term in row) for row in rows]


def test_the_catalogue_holds_queries_of_each_subject() -> None:
    assert {"casualties/cumulative-tolls", "claims/by-claimant", "exchanges/mediators"} <= {*NAMES}
    assert list(NAMES) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_query_has_a_title_a_description_and_parameters(name: str) -> None:
    query = catalogue.read(name)
    assert query.title[0].isupper()
    assert query.description.endswith(".")
    assert "parameters" in catalogue.read_header(query.text)


@pytest.mark.parametrize("name", NAMES)
def test_each_query_stops_at_40_lines_and_sorts_its_prefixes(name: str) -> None:
    text = catalogue.read(name).text
    prefixes = re.findall(r"^PREFIX (\w+):", text, re.MULTILINE)
    assert len(text.splitlines()) <= 40
    assert prefixes == sorted(prefixes)
    assert all(re.search(rf"\b{prefix}:\w", text) for prefix in prefixes)


@pytest.mark.parametrize("name", NAMES)
def test_each_query_runs_and_gives_rows_in_an_order(name: str, claims: Stores) -> None:
    text = catalogue.read(name).text
    results = evaluate(claims.graphs, text)
    assert isinstance(results, QuerySolutions)
    assert list(results)
    assert "ORDER BY" in text


def test_bodies_transferred_shows_each_claim_with_its_claimant(claims: Stores) -> None:
    rows = answer(claims, "exchanges/bodies-transferred", "date", "printed", "claimantName", "claim")
    day = "2025-10-23"
    assert rows == [
        (day, "1,000", "Coordination Headquarters", f"{CLAIM}1"),
        (day, "1,000", "Russia", f"{CLAIM}2"),
        (day, "31", "Russia", f"{CLAIM}3"),
    ]


def test_bodies_transferred_marks_what_is_a_part(claims: Stores) -> None:
    rows = answer(claims, "exchanges/bodies-transferred", "claim", "whole")
    assert [claim for claim, whole in rows if whole] == [f"{CLAIM}2"]


def test_mediators_names_who_says_so(claims: Stores) -> None:
    rows = answer(claims, "exchanges/mediators", "date", "mediatorName", "claimantName", "claim")
    mediator = "International Committee of the Red Cross"
    assert rows == [("2025-10-23", mediator, "Coordination Headquarters", f"{CLAIM}6")]


def test_cumulative_tolls_leave_unbounded_intervals_open(claims: Stores) -> None:
    rows = answer(claims, "casualties/cumulative-tolls", "lowest", "highest", "claimantName")
    assert rows == [("135001", None, "BBC"), ("135001", None, None)]


def test_by_claimant_counts_figures_and_events(claims: Stores) -> None:
    rows = answer(claims, "claims/by-claimant", "claimantName", "figures", "events", "sources")
    assert rows[:2] == [("Russia", "2", "0", "1"), ("Coordination Headquarters", "1", "1", "1")]
    assert len(rows) == 4


def test_joint_claims_are_counted_once(claims: Stores) -> None:
    rows = answer(claims, "claims/joint-claims-counted-once", "claim", "claimants")
    assert sorted(rows) == [(f"{CLAIM}1", "1"), (f"{CLAIM}2", "1"), (f"{CLAIM}3", "1"), (f"{CLAIM}4", "2")]


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
