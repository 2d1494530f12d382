"""Answers of the ReliefWeb API: each item a report, with what its fields say of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from loaders.articles.article import Article, Refused
from loaders.articles.opening import Opener, expected
from loaders.articles.reliefweb import articles
from loaders.errors import InputRejected
from loaders.kinds import Kind, kind_of
from loaders.reports.metadata import Metadata, split_front_matter
from ontology.dates import when
from tests.conftest import Running

FIELDS: dict[str, Any] = {
    "title": "Bodies returned",
    "body": "## What happened\n\nRussia handed over **1,212** bodies to Ukraine, [the ICRC](https://example.org) said.",
    "url": "https://reliefweb.int/node/1",
    "date": {"original": "2025-06-11T00:00:00+00:00", "created": "2025-06-12T00:00:00+00:00"},
    "source": [{"name": "ICRC", "shortname": "ICRC"}, None, {"name": "OHCHR"}],
    "language": [{"id": 267, "name": "English", "code": "en"}],
}
HEAD = {"time": 7, "href": "https://api.reliefweb.int/v2/reports", "links": {"self": {"href": "…"}}, "totalCount": 1}


def answer(*fields: Mapping[str, Any]) -> bytes:
    items = [{"id": str(n), "score": 1, "href": "…", "fields": each} for n, each in enumerate(fields, start=1)]
    return json.dumps({**HEAD, "count": len(items), "data": items}).encode()


def read(fields: Mapping[str, Any]) -> tuple[Metadata, str]:
    (article,) = articles(answer(fields), "a.json")
    assert isinstance(article, Article)
    return split_front_matter(article.content.decode(), "")


def test_an_item_is_a_report_with_what_its_fields_say() -> None:
    known, text = read(FIELDS)
    assert text == "What happened\n\nRussia handed over 1,212 bodies to Ukraine, the ICRC said.\n"
    assert (known.title, known.url, known.language) == ("Bodies returned", "https://reliefweb.int/node/1", "en")
    assert (known.published, known.publisher, known.author) == (when("2025-06-11"), "ICRC", "ICRC, OHCHR")


def test_where_there_is_no_original_date_it_is_that_of_its_creation() -> None:
    assert read({**FIELDS, "date": {"created": "2025-06-12T00:00:00+00:00"}})[0].published == when("2025-06-12")


def test_html_is_read_where_there_is_no_other_body() -> None:
    fields = {key: value for key, value in FIELDS.items() if key != "body"}
    assert read({**fields, "body-html": "<p>Two <b>bodies</b>.</p><p>End</p>"})[1] == "Two bodies.\nEnd\n"


def test_of_several_languages_none_is_believed() -> None:
    assert read({**FIELDS, "language": [{"code": "en"}, {"code": "uk"}]})[0].language is None


def test_an_item_without_text_costs_no_other() -> None:
    bare = {key: value for key, value in FIELDS.items() if key != "body"}
    first, second = articles(answer(bare, FIELDS), "a.json")
    assert isinstance(first, Refused)
    assert str(first.error).startswith("a.json:1: has no body; ")
    assert isinstance(second, Article)


@pytest.mark.parametrize(
    ("content", "told"),
    [(b'{"data": [{"fields": {"a"', "a.json: is not JSON ("), (b'{"data": 7}', "a.json: is no answer")],
)
def test_what_is_no_answer_is_one_line(content: bytes, told: str) -> None:
    with pytest.raises(InputRejected) as error:
        list(articles(content, "a.json"))
    assert str(error.value).startswith(told)


def test_a_file_is_known_by_how_it_begins(tmp_path: Path) -> None:
    (ours := tmp_path / "a.json").write_bytes(b"\xef\xbb\xbf" + answer(FIELDS, FIELDS))
    (table := tmp_path / "b.json").write_text('{"data": [{"location_code": "UKR", "events": 1}]}')
    assert [kind_of(str(each)) for each in (ours, table)] == [Kind.REPORT, Kind.TABLE]
    assert expected([str(ours)]) == 2
    assert [each.name for each in Opener().articles([str(ours)])] == [f"{ours}:1", f"{ours}:2"]


def test_how_many_there_will_be_is_told_by_its_beginning_alone(tmp_path: Path) -> None:
    long = answer(*[{**FIELDS, "body": "31 bodies. " * 10_000}] * 3)
    (says := tmp_path / "a.json").write_bytes(long.replace(b'"count": 3', b'"count": 40'))
    (silent := tmp_path / "b.json").write_bytes(long.replace(b'"count": 3', b'"counted": 3'))
    assert [expected([str(each)]) for each in (says, silent)] == [40, 1]


def test_its_claims_stand_on_the_stored_text(counterclaim: Running, tmp_path: Path) -> None:
    (given := tmp_path / "a.json").write_bytes(answer(FIELDS, {**FIELDS, "body": None}))
    data = tmp_path / "data"
    counterclaim("init", "--data", data)
    done = counterclaim("load", "--data", data, given)
    assert done.out.startswith(f"{given}:1: 1 figure")
    assert done.err.startswith(f"counterclaim: {given}:2: has no body")
    assert counterclaim("verify", "--data", data).out.endswith("all stand\n")
    assert f"{given}:1: 1 figure (unchanged)" in counterclaim("load", "--data", data, given).out
