"""Scopes over HTTP: of queries, pages and documents, and how answers name them."""

from __future__ import annotations

import gc
import json
from types import FrameType

import pytest
from flask.testing import FlaskClient
from pyoxigraph import QuerySolutions

from tests.server.samples import HEADQUARTERS, ICRC, NAMES, RUSSIA, UKRAINE, Sample
from tests.server.test_sparql import BROWSER, CCL, FIGURES, ask

CLAIMANTS = CCL + "SELECT DISTINCT ?who { ?claim ccl:claimant ?who }"


def claimants(client: FlaskClient, **scope: str) -> set[str]:
    found = json.loads(ask(client, CLAIMANTS, **scope).data)["results"]["bindings"]
    return {row["who"]["value"] for row in found}


def test_a_query_is_answered_within_a_scope(client: FlaskClient) -> None:
    assert HEADQUARTERS in claimants(client)
    assert claimants(client, **{"except-claimant": UKRAINE}) == claimants(client) - {
        HEADQUARTERS,
        NAMES.at("spokesperson/zelensky"),
    }


@pytest.mark.parametrize("provenance", [{}, {"provenance": "claims"}])
def test_the_answer_names_the_scope(client: FlaskClient, provenance: dict[str, str]) -> None:
    response = ask(client, FIGURES, **{"as-of": "2025-10", "except-claimant": "party/russia"}, **provenance)
    assert json.loads(response.data)["scope"] == {"as-of": "2025-10-31", "except-claimant": [RUSSIA]}
    assert response.headers["Counterclaim-Scope"].startswith("as-of=2025-10-31&except-claimant=https%3A")


def test_nothing_keeps_the_engines_results_when_a_query_is_answered(client: FlaskClient) -> None:
    gc.collect()
    gc.disable()
    try:
        assert ask(client, FIGURES + " OFFSET 1", **{"as-of": "2025-10"}).status_code == 200
        frames = [each for each in gc.get_objects() if isinstance(each, FrameType)]
        kept = [
            frame.f_code for frame in frames for each in frame.f_locals.values() if isinstance(each, QuerySolutions)
        ]
    finally:
        gc.enable()
    assert not kept


def test_an_answer_without_a_scope_names_none(client: FlaskClient) -> None:
    response = ask(client, FIGURES)
    assert "scope" not in json.loads(response.data)
    assert "Counterclaim-Scope" not in response.headers


def test_other_forms_name_the_scope_in_a_header(client: FlaskClient) -> None:
    response = ask(client, FIGURES, "text/csv", **{"as-of": "2000"})
    assert response.data == b"claim,printed\r\n"
    assert response.headers["Counterclaim-Scope"] == "as-of=2000-12-31"


def test_a_scope_has_an_etag_of_its_own(client: FlaskClient) -> None:
    tags = {ask(client, FIGURES, **scope).headers["ETag"] for scope in ({}, {"as-of": "2025"}, {"as-of": "2024"})}
    assert len(tags) == 3


@pytest.mark.parametrize(
    ("scope", "says"),
    [
        ({"as-of": "soon"}, "as-of=soon"),
        ({"claimant": "party/rusia"}, "did you mean https://w3id.org/counterclaim/id/party/russia?"),
        ({"undated": "yes"}, "undated=yes"),
    ],
)
def test_a_scope_that_makes_no_sense_is_refused_in_one_line(
    client: FlaskClient, scope: dict[str, str], says: str
) -> None:
    response = ask(client, FIGURES, **scope)
    assert response.status_code == 400
    assert says in response.text
    assert response.text.count("\n") == 1
    page = client.get("/", query_string=scope, headers=BROWSER)
    assert page.status_code == 400
    assert "Traceback" not in page.text


def test_a_page_is_read_within_a_scope_and_says_so(client: FlaskClient, sample: Sample) -> None:
    page = client.get("/", query_string={"except-claimant": HEADQUARTERS}, headers=BROWSER).text
    assert "not claimed by or for" in page
    assert 'href="/">Show everything' in page
    whole = client.get("/", headers=BROWSER).text
    assert "Show everything" not in whole
    assert "Coordination Headquarters" in whole


def test_links_of_a_page_keep_to_the_scope(client: FlaskClient) -> None:
    page = client.get("/page/party/russia?as-of=2025-12-31", headers=BROWSER).text
    assert 'href="/page/party/russia.ttl?as-of=2025-12-31"' in page
    assert 'href="/page/party/russia?' not in page.replace('href="/page/party/russia.', "")


@pytest.mark.parametrize("path", ["/", "/page/party/russia", "/page/party/nobody", "/sparql"])
def test_the_menu_keeps_to_the_scope(client: FlaskClient, path: str) -> None:
    page = client.get(path, query_string={"as-of": "2025-12-31"}, headers=BROWSER).text
    menu = page.partition("<header")[2].partition("</header>")[0]
    assert [part.partition('"')[0] for part in menu.split('href="')[1:]] == [
        "/?as-of=2025-12-31",
        "/?as-of=2025-12-31#exchanges",
        "/?as-of=2025-12-31#quantities",
        "/sparql?as-of=2025-12-31",
        "/ontology",
    ]


def test_the_front_page_runs_its_query_within_the_scope(client: FlaskClient) -> None:
    page = client.get("/?as-of=2025-12-31", headers=BROWSER).text
    assert "&amp;format=json&amp;as-of=2025-12-31" in page


def test_the_form_asks_within_the_scope(client: FlaskClient) -> None:
    scope = {"as-of": "2025-12", "except-claimant": "party/russia", "example": "exchanges/mediators"}
    page = client.get("/sparql", query_string=scope, headers=BROWSER).text
    assert '<input type="hidden" name="as-of" value="2025-12-31">' in page
    assert f'<input type="hidden" name="except-claimant" value="{RUSSIA}">' in page
    assert 'href="/sparql?example=exchanges%2Fmediators">Show everything' in page
    assert "hidden" not in client.get("/sparql", headers=BROWSER).text


def test_a_page_that_came_by_post_has_no_address_without_its_scope(client: FlaskClient) -> None:
    given = {"query": FIGURES, "provenance": "claims", "as-of": "2025-12"}
    page = client.post("/sparql?format=html", data=given)
    assert "published by 31 December 2025" in page.text
    assert "Show everything" not in page.text


def test_an_identified_thing_leads_to_its_page_within_the_scope(client: FlaskClient) -> None:
    response = client.get("/id/party/russia?as-of=2025-12-31", headers=BROWSER)
    assert response.headers["Location"] == "/page/party/russia?as-of=2025-12-31"


def test_a_claim_outside_the_scope_is_not_known_there(client: FlaskClient) -> None:
    query = CCL + f"SELECT ?claim {{ ?claim a ccl:Claim ; ccl:claimant <{HEADQUARTERS}> }} LIMIT 1"
    claim = json.loads(ask(client, query).data)["results"]["bindings"][0]["claim"]["value"]
    path = "/page/" + claim.removeprefix(NAMES.at(""))
    assert client.get(path).status_code == 200
    assert client.get(path, query_string={"claimant": ICRC}).status_code == 404
    assert client.get(f"{path}.ttl", query_string={"except-claimant": UKRAINE}).status_code == 404
    refused = client.get(path, query_string={"claimant": RUSSIA})
    assert "nothing within claimant=" in refused.text
