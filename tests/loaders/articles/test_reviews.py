"""ClaimReview and Claim in JSON-LD: the claims of who made them, never of who reviews them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from loaders.articles.article import Article, Refused
from loaders.articles.opening import Opener
from loaders.articles.reviews import articles
from loaders.errors import InputRejected
from loaders.kinds import Kind, kind_of
from loaders.reports.metadata import split_front_matter
from loaders.reports.reader import ReportReader
from loaders.reviewing import ReviewReader
from ontology.dates import when
from ontology.identifiers import DEFAULT_BASE, Identifiers
from tests.conftest import Running

REVIEW: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://example.org/check/1",
    "datePublished": "2025-07-01T10:00:00Z",
    "inLanguage": "en",
    "author": {"@type": "Organization", "name": "Check Desk"},
    "claimReviewed": "Ukraine lost 46,000 soldiers.",
    "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Sergei Lavrov"}},
    "reviewRating": {"@type": "Rating", "alternateName": "False"},
}


def each(value: Any) -> list[Article | Refused]:
    return list(articles(json.dumps(value).encode(), "a.json"))


def test_a_review_is_a_report_of_what_its_author_says() -> None:
    (article,) = each(REVIEW)
    assert isinstance(article, Article)
    known, text = split_front_matter(article.content.decode(), "")
    assert text == "Sergei Lavrov: Ukraine lost 46,000 soldiers.\n"
    assert (known.publisher, known.published, known.url) == ("Check Desk", when("2025-07-01"), REVIEW["url"])


def test_a_claim_by_itself_is_read_too() -> None:
    claim = {"@type": ["https://schema.org/Claim"], "text": "1 body.", "author": [{"name": "OHCHR"}]}
    (article,) = each({"@graph": [{"@type": "WebPage"}, claim]})
    assert isinstance(article, Article)
    assert article.content.decode().endswith("---\nOHCHR: 1 body.\n")


def test_reviews_of_a_feed_come_in_its_order() -> None:
    items = [
        {"@type": "DataFeedItem", "item": [{**REVIEW, "claimReviewed": text}]} for text in ("1 body.", "2 bodies.")
    ]
    read = [one.content for one in each({"@type": "DataFeed", "dataFeedElement": items}) if isinstance(one, Article)]
    assert [content.split(b"Lavrov: ")[1] for content in read] == [b"1 body.\n", b"2 bodies.\n"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"itemReviewed": {"author": {"name": "Jane Nobody"}}}, "a.json:1: the author of the claim is nobody whom"),
        ({"itemReviewed": None}, "a.json:1: does not say who claims it"),
        ({"itemReviewed": {"author": [{"name": "Jane Nobody"}, "OHCHR"]}}, "a.json:1: the claim has several authors"),
        ({"claimReviewed": " "}, "a.json:1: has no words of a claim"),
    ],
)
def test_what_makes_no_report_is_one_line_without_a_name(change: dict[str, Any], told: str) -> None:
    (refused,) = each({**REVIEW, **change})
    assert isinstance(refused, Refused)
    assert str(refused.error).startswith(told)
    assert "Jane" not in str(refused.error)


DESK = {"@type": "NewsMediaOrganization", "name": "Check Desk"}


@pytest.mark.parametrize(
    ("author", "publisher"),
    [
        ({"@type": "Person", "name": "Jane Nobody"}, "Check Desk"),
        ({"@type": ["https://schema.org/Person"], "name": "Jane Nobody"}, "Check Desk"),
        ([{"@type": "schema:Person", "name": "Jane Nobody"}, {"@type": "NGO", "name": "Full Fact"}], "Full Fact"),
        ("Jane Nobody", "Check Desk"),
        ({"name": "Jane Nobody"}, "Check Desk"),
        ("Reuters", "Reuters"),
    ],
)
def test_a_private_person_who_writes_a_review_is_not_kept(author: Any, publisher: str) -> None:
    (article,) = each({**REVIEW, "author": author, "publisher": DESK})
    assert isinstance(article, Article)
    assert split_front_matter(article.content.decode(), "")[0].publisher == publisher
    assert b"Jane" not in article.content


def test_where_only_a_private_person_is_named_nobody_is_the_publisher() -> None:
    jane = {"@type": "Person", "name": "Jane Nobody"}
    claim = {"@type": "Claim", "text": "1 body.", "author": "OHCHR", "publisher": jane}
    for node in ({**REVIEW, "author": jane}, claim):
        (article,) = each(node)
        assert isinstance(article, Article)
        assert split_front_matter(article.content.decode(), "")[0].publisher is None


def test_json_without_a_review_is_one_line() -> None:
    with pytest.raises(InputRejected, match=r"^a\.json: holds no ClaimReview and no Claim$"):
        each({"@context": "https://schema.org", "@type": "WebPage"})


def test_what_is_only_called_a_claim_is_no_file_of_reviews(tmp_path: Path) -> None:
    (path := tmp_path / "a.json").write_text('{"@context": "https://schema.org", "@type": "WebPage", "name": "Claim"}')
    assert kind_of(str(path)) is Kind.RDF
    path.write_text('{"@context": "https://schema.org", "@type": ["CreativeWork", "Claim"]}')
    assert kind_of(str(path)) is Kind.REVIEWS


def test_what_is_no_json_is_one_line() -> None:
    with pytest.raises(InputRejected, match=r"a\.json: is not JSON"):
        list(articles(b'{"@type": "ClaimReview"', "a.json"))


def test_a_file_is_known_by_how_it_begins_and_our_own_claims_are_rdf(tmp_path: Path) -> None:
    (path := tmp_path / "a.json").write_text(json.dumps(REVIEW))
    assert kind_of(str(path)) is Kind.REVIEWS
    ours = {"@id": "e:c", "@type": ["https://w3id.org/counterclaim/ontology#Claim", "https://schema.org/Claim"]}
    path.write_text(json.dumps(ours))
    assert kind_of(str(path)) is Kind.RDF


@pytest.mark.parametrize("name", ["rev", "rev.txt", "rev.md", "rev.data"])
@pytest.mark.parametrize("before", ["", "\ufeff\n ", "[\n"])
def test_a_review_that_nothing_shows_to_be_one_is_never_read_as_a_text(tmp_path: Path, name: str, before: str) -> None:
    (path := tmp_path / name).write_text(before + json.dumps(REVIEW, indent=1))
    (refused,) = Opener().articles([str(path)])
    assert isinstance(refused, Refused)
    assert str(refused.error).startswith(f"{path}: is JSON, and no report; end its name in .json")


def test_a_review_on_standard_input_makes_nobody_its_claimant(counterclaim: Running, tmp_path: Path) -> None:
    counterclaim("init", "--data", tmp_path)
    options = ("--publisher", "BBC", "--language", "en", "--published", "2025-07-02")
    done = counterclaim("load", "--data", tmp_path, *options, "-", stdin=json.dumps(REVIEW).encode())
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("counterclaim: standard input: is JSON, and no report; ")


def test_whoever_publishes_a_review_claims_nothing_of_it() -> None:
    text = b"---\npublisher: Check Desk\nlanguage: en\n---\nUkraine lost 46,000 soldiers.\n"
    assert ReportReader().read(text, "a", Identifiers(DEFAULT_BASE)).reading.claims, "or this test says nothing"
    read = ReviewReader(ReportReader()).read(text, "a", Identifiers(DEFAULT_BASE))
    assert (read.reading.claims, len(read.refused)) == ((), 1)


def test_its_claim_is_the_authors_and_stands_on_the_stored_text(counterclaim: Running, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (given := tmp_path / "a.json").write_text(json.dumps([REVIEW, {**REVIEW, "itemReviewed": {}}]))
    counterclaim("init", "--data", data)
    done = counterclaim("load", "--data", data, given)
    assert done.out.startswith(f"{given}:1: 1 figure\n")
    assert done.err.startswith(f"counterclaim: {given}:2: does not say who claims it")
    who = "PREFIX c: <https://w3id.org/counterclaim/ontology#> SELECT * WHERE { ?x c:claimant ?who ; c:relayedBy ?by }"
    told = counterclaim("query", "--data", data, who).out
    assert "spokesperson/lavrov" in told
    assert "by-name/check-desk" in told
    assert counterclaim("verify", "--data", data).out.endswith("all stand\n")
    assert f"{given}:1: 1 figure (unchanged)" in counterclaim("load", "--data", data, given).out
