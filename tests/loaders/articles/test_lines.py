"""Articles as JSON lines: one each, a bad one alone refused, with its number."""

from __future__ import annotations

import io
import json

import pytest

from loaders.articles.article import Article, Refused
from loaders.articles.lines import MAX_LINE, articles, bounded
from loaders.reports.metadata import split_front_matter
from ontology.dates import when


def one(line: bytes) -> Article | Refused:
    (only,) = articles([line], "a.jsonl")
    return only


def test_text_and_metadata_are_what_the_line_says() -> None:
    line = {"text": "Russia returned 31 bodies.\n", "title": 'A "title": 😀', "url": "https://example.org/1",
            "published": "2025-06-11", "publisher": "Ukrinform", "author": ["A", "B"], "id": 7}  # fmt: skip
    article = one(json.dumps(line).encode())
    assert isinstance(article, Article)
    known, text = split_front_matter(article.content.decode(), "")
    assert (text, known.title, known.url) == (line["text"], line["title"], line["url"])
    assert (known.publisher, known.published, known.author) == ("Ukrinform", when("2025-06-11"), "A, B")


@pytest.mark.parametrize("kind", ["Claim", "https://schema.org/ClaimReview"])
def test_a_claim_of_schema_org_is_no_article_of_its_publisher(kind: str) -> None:
    refused = one(json.dumps({"@type": kind, "text": "Ukraine lost 46,000 soldiers.", "publisher": "BBC"}).encode())
    assert isinstance(refused, Refused)
    assert "of schema.org, and no article; save such in .json" in str(refused.error)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-06-11T01:00:00+03:00", "2025-06-11"),
        ("2025-06-11 01:00", "2025-06-11"),
        ("Wed, 11 Jun 2025 01:00:00 +0300", "2025-06-11"),
        ("2025-06", "2025-06"),
    ],
)
def test_a_date_with_a_time_is_the_day_on_which_it_was_written(written: str, day: str) -> None:
    article = one(json.dumps({"text": "x", "published": written}).encode())
    assert isinstance(article, Article)
    assert split_front_matter(article.content.decode(), "")[0].published == when(day)


@pytest.mark.parametrize("text", ["---\ntitle: not mine\n---\nx", "\n---\na: b\n---\n", "---", "x\r\ny\u2028z"])
def test_what_looks_like_front_matter_in_a_text_is_text(text: str) -> None:
    article = one(json.dumps({"text": text}).encode())
    assert isinstance(article, Article)
    assert split_front_matter(article.content.decode(), "")[1] == text


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b"[1]", "no object with a 'text'"),
        (b'{"title": "x"}', "no object with a 'text'"),
        (b'{"text": 3}', "no object with a 'text'"),
        (b'{"text": " "}', "no text"),
        (b'{"text": "x", "published": 1749600000}', "'published' is no string"),
        (b'{"text": "half \\ud83d"}', "character 5 is half of a character"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b"[" * 200_000, "not JSON"),
        (b'{"text": "x", "n": ' + b"1" * 5000 + b"}", "not JSON"),
        (b'{"text": "' + b"x" * MAX_LINE + b'"}', "too long"),
    ],
    ids=lambda value: value[:20] if isinstance(value, bytes) else value,
)
def test_a_bad_line_is_refused_with_its_number(line: bytes, reason: str) -> None:
    found = list(articles([b'{"text": "a"}', b"", line, b'{"text": "b"}'], "a.jsonl"))
    assert [type(each) for each in found] == [Article, Refused, Article]
    refused = found[1]
    assert isinstance(refused, Refused)
    assert refused.name == "a.jsonl:3"
    assert str(refused.error).startswith("a.jsonl:3: ")
    assert reason in str(refused.error)


def test_a_line_that_is_too_long_is_cut_and_the_next_one_whole() -> None:
    file = io.BytesIO(b"x" * (3 * MAX_LINE) + b"\nnext\n")
    first, second = bounded(file)
    assert (len(first), second) == (MAX_LINE + 1, b"next\n")
