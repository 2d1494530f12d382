"""The marks of Markdown that stand in the way of reading are taken out, and no others."""

import time

import pytest

from loaders.articles.markdown import plain, without_marks


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Russia returned **1,212** bodies.", "Russia returned 1,212 bodies."),
        ("__Russia__ returned *1,212* _bodies_.", "Russia returned 1,212 bodies."),
        ("**over *46,000* dead**", "over 46,000 dead"),
        ("***31*** bodies", "31 bodies"),
        ("# Bodies\n## 31 dead\ntext", "Bodies\n31 dead\ntext"),
        ("> Russia said\n> > 31 bodies", "Russia said\n31 bodies"),
        ("[the *ministry*](https://example.org/31_dead_2025) said", "the ministry said"),
        ('![31 bodies](a.png "title") [x](y "z")', "31 bodies x"),
        ("`31` bodies", "31 bodies"),
    ],
)
def test_marks_are_taken_out(written: str, read: str) -> None:
    assert without_marks(written) == read


@pytest.mark.parametrize(
    "text",
    [
        "- 31 dead\n* 27 wounded\n1. first", "| Russia | 31 |",
        "~~1,000~~ 1,200 bodies", "3 * 4 * 5 and snake_case_name",
        "#hashtag 31 dead", "a footnote[^1] and [a note] (31)", "5 > 3", r"\*31\* bodies", "** 31 **", "```\n31\n```",
    ],
)  # fmt: skip
def test_what_is_no_such_mark_stays(text: str) -> None:
    assert without_marks(text) == text


def test_front_matter_stays_and_what_cannot_be_read_is_left_to_the_reader() -> None:
    assert plain(b"---\ntitle: '*a*'\n---\n*b*") == b"---\ntitle: '*a*'\n---\nb"
    assert plain(b"---\ntitle: [\n---\n*b*") == b"---\ntitle: [\n---\n*b*"
    assert plain(b"*\xff*") == b"*\xff*"


@pytest.mark.parametrize("piece", ["*", "**a", "_a", "[", "[a](", "`", "> ", "# ", "![", "*a_b`"])
def test_marks_without_end_take_no_time(piece: str) -> None:
    began = time.monotonic()
    without_marks(piece * (200_000 // len(piece)))
    assert time.monotonic() - began < 20
