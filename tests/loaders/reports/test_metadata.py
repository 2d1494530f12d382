"""What is known of a report beside its text: front matter, and options that go over it."""

from __future__ import annotations

from datetime import date

import pytest

from loaders.errors import FrontMatterError
from loaders.reports.metadata import Metadata, metadata, split_front_matter
from ontology.dates import on, when


def front(yaml: str) -> Metadata:
    return split_front_matter(f"---\n{yaml}\n---\nText.\n", "a.txt")[0]


def refusal(yaml: str) -> str:
    with pytest.raises(FrontMatterError) as error:
        front(yaml)
    message = str(error.value)
    assert "\n" not in message
    return message


def test_a_text_without_front_matter_is_all_text() -> None:
    assert split_front_matter("Text.\n---\nMore.", "a.txt") == (Metadata(), "Text.\n---\nMore.")


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_the_report_starts_right_after_its_front_matter(end: str) -> None:
    text = end.join(["---", "title: A", "--- ", "", "Text.", "---", "More.", ""])
    assert split_front_matter(text, "a.txt") == (Metadata(title="A"), end.join(["", "Text.", "---", "More.", ""]))


def test_front_matter_may_end_the_file() -> None:
    assert split_front_matter("---\ntitle: A\n---", "a.txt") == (Metadata(title="A"), "")


def test_front_matter_may_be_empty() -> None:
    assert split_front_matter("---\n---\nText.", "a.txt") == (Metadata(), "Text.")


def test_a_rule_of_more_dashes_opens_no_front_matter() -> None:
    assert split_front_matter("----\nText.", "a.txt") == (Metadata(), "----\nText.")


def test_front_matter_gives_all_that_is_known_of_a_report() -> None:
    yaml = (
        "title: A handover\npublisher: TASS\npublished: 2025-10-23\nurl: https://example.org/a?b=1\nlanguage: en-GB\n"
        "licence: Apache-2.0\nfacts:\n  - First.\n  - Second."
    )
    assert front(yaml) == Metadata(
        title="A handover",
        publisher="TASS",
        published=on(date(2025, 10, 23)),
        url="https://example.org/a?b=1",
        language="en-GB",
        licence="Apache-2.0",
        facts=("First.", "Second."),
    )


@pytest.mark.parametrize(
    ("value", "edtf"),
    [
        ("2025-10-23", "2025-10-23"),
        ('"2025-10-23"', "2025-10-23"),
        ("2025-10-23T10:00:00", "2025-10-23"),
        ("2025-10-23 10:00:00+03:00", "2025-10-23"),
        ("2025-10", "2025-10"),
        ("2025", "2025"),
        ("2025-22", "2025-22"),
    ],
    ids=str,
)
def test_the_day_of_publication_is_as_precise_as_it_is_given(value: str, edtf: str) -> None:
    assert front(f"published: {value}").published == when(edtf)


def test_one_fact_needs_no_list() -> None:
    assert front("facts: Only one.").facts == ("Only one.",)


def test_a_title_on_several_lines_is_one_line() -> None:
    assert front("title: >\n  A\n  handover").title == "A handover"


def test_a_title_of_digits_is_text() -> None:
    assert front("title: 1000").title == "1000"


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        ("titel: A", "a.txt: unknown key 'titel'; known are title, publisher, published, url"),
        ("title: A: B", "a.txt: line 2 of the front matter is not YAML: mapping values are not allowed here"),
        ("title: A\nurl: [", "a.txt: line 4 of the front matter is not YAML"),
        ("- a\n- b", "a.txt: the front matter is not a list of 'key: value' lines"),
        ("just words", "a.txt: the front matter is not a list of 'key: value' lines"),
        ("title: [A]", "a.txt: 'title' must be one line of text"),
        ('title: ""', "a.txt: 'title' must be one line of text"),
        ("language: no", "a.txt: 'language' must be one line of text, in quotation marks if need be"),
        ("language: English, mostly", "a.txt: language 'English, mostly' is not a language code such as en"),
        ("published: yesterday", "a.txt: published: 'yesterday' is not a date in EDTF"),
        ("published: 2025-13-40", "a.txt: "),
        ("url: example.org", "a.txt: url 'example.org' is not a web address such as"),
        ("url: ftp://example.org/a", "a.txt: url 'ftp://example.org/a' is not a web address"),
        ("url: https://example.org/a b", "a.txt: url 'https://example.org/a b' is not a web address"),
        ('url: "https://[::1"', "a.txt: url 'https://[::1' is not a web address"),
        ("facts:\n  - A: B", "a.txt: 'facts' must be a list of lines; put one with ': ' in quotation marks"),
        ("1: A", "a.txt: unknown key '1'"),
    ],
    ids=str,
)
def test_wrong_front_matter_is_refused_with_its_place(yaml: str, message: str) -> None:
    assert refusal(yaml).startswith(message)


def test_front_matter_that_is_not_closed_is_refused() -> None:
    with pytest.raises(FrontMatterError, match="line 1 opens front matter with '---', and no line '---' closes it"):
        split_front_matter("---\ntitle: A\nText.\n", "a.txt")


def test_front_matter_may_hold_no_python_objects() -> None:
    assert "is not YAML" in refusal("title: !!python/object/apply:os.getcwd []")


def test_an_option_goes_over_front_matter_and_leaves_the_rest() -> None:
    under = front("title: A\npublisher: TASS").under(metadata({"publisher": "Reuters"}, "options"))
    assert under == Metadata(title="A", publisher="Reuters")


def test_an_option_that_is_not_given_takes_nothing_away() -> None:
    assert front("title: A").under(metadata({"title": None}, "options")).title == "A"
