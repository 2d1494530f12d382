"""Which form a client gets, after RFC 9110, section 12.5.1."""

from __future__ import annotations

import pytest

from server.errors import BadRequest, NotAcceptable
from server.negotiation import ASK_OFFERS, GRAPH_OFFERS, SELECT_OFFERS, choose, named, wants_html

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/csv", "text/csv"),
        ("text/*", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/xml", "application/xml"),
        ("application/json", "application/json"),
        ("application/*", "application/sparql-results+json"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.8", "application/sparql-results+xml"),
        ("text/csv ;q=0.9 , application/json; q=0.5", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/csv;charset=utf-8", "text/csv"),
        ("image/png, text/csv", "text/csv"),
    ],
)
def test_the_best_form_is_chosen(accept: str | None, chosen: str) -> None:
    assert choose(accept, SELECT_OFFERS)[1] == chosen


def test_a_more_specific_range_counts_more_than_a_wildcard() -> None:
    assert choose("application/sparql-results+json;q=0.1, */*;q=0.5", SELECT_OFFERS)[1] != (
        "application/sparql-results+json"
    )


def test_quality_zero_refuses_a_form_that_a_wildcard_would_allow() -> None:
    accept = "application/sparql-results+json;q=0, application/json;q=0, */*"
    assert choose(accept, SELECT_OFFERS)[0].name == "xml"


def test_of_equal_forms_the_one_asked_for_by_name_is_chosen() -> None:
    assert choose("*/*, text/csv", SELECT_OFFERS)[1] == "text/csv"


def test_a_browser_gets_json_and_not_the_xml_that_it_accepts_by_default() -> None:
    assert choose(BROWSER, SELECT_OFFERS)[0].name == "json"
    assert choose(BROWSER, GRAPH_OFFERS)[0].name == "ttl"


def test_csv_and_tsv_are_no_forms_of_an_ask() -> None:
    with pytest.raises(NotAcceptable, match="on offer: application/sparql-results"):
        choose("text/csv", ASK_OFFERS)


@pytest.mark.parametrize("accept", ["image/png", "text/html", "*/*;q=0", "nonsense", "a/b;q=9", ";;;", "/", "*"])
def test_where_nothing_fits_the_message_lists_what_is_on_offer(accept: str) -> None:
    with pytest.raises(NotAcceptable) as caught:
        choose(accept, SELECT_OFFERS)
    assert all(offer.media_type in str(caught.value) for offer in SELECT_OFFERS)


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("ttl", "text/turtle"),
        ("Turtle", "text/turtle"),
        ("rdf", "application/rdf+xml"),
        ("nt", "application/n-triples"),
    ],
)
def test_a_format_can_be_named(name: str, offered: str) -> None:
    assert named(name, GRAPH_OFFERS)[1] == offered


def test_a_format_that_does_not_fit_the_query_is_not_acceptable() -> None:
    with pytest.raises(NotAcceptable, match="format=csv does not fit"):
        named("csv", GRAPH_OFFERS)


def test_a_format_that_there_is_not_is_a_bad_request() -> None:
    with pytest.raises(BadRequest, match="json, xml, csv, tsv, ttl, nt, jsonld, rdf"):
        named("\r\nX: y", GRAPH_OFFERS)


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("text/html, text/turtle", True),
        ("text/html;q=0.5, text/turtle", False),
        ("text/html;q=0.5, application/json", False),
        ("text/turtle", False),
        ("*/*", False),
        (None, False),
        ("", False),
        ("text/html;q=0", False),
    ],
)
def test_pages_go_to_whoever_asks_for_html_by_name_and_for_nothing_more(accept: str | None, html: bool) -> None:
    assert wants_html(accept) is html
