"""What is shown of a text around a quotation."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.model import Span
from server.excerpts import AROUND, Mark, around, whole


def text_of(segments: object) -> str:
    return "".join(segment.text for segment in segments)  # type: ignore[attr-defined]  # segments, by name


@st.composite
def quoted(draw: st.DrawFn) -> tuple[str, Span]:
    text = draw(st.text(alphabet="ab \n🕯é", min_size=1, max_size=500))
    start = draw(st.integers(0, len(text) - 1))
    return text, Span(start, draw(st.integers(start + 1, len(text))))


@given(quoted())
def test_at_most_200_code_points_stand_around_a_quotation(case: tuple[str, Span]) -> None:
    text, span = case
    excerpt = around(text, span, [Mark(span, "quotation")])
    shown = text_of(excerpt.segments)
    marked = "".join(segment.text for segment in excerpt.segments if segment.kinds)
    assert marked == span.of(text)
    assert shown in text
    assert len(shown) - len(marked) <= 2 * AROUND == 200
    before = shown.index(marked) if marked not in text[: span.start] else 0
    assert before <= AROUND


def test_a_cut_falls_between_words() -> None:
    text = "word " * 100 + "QUOTE" + " word" * 100
    start = text.index("QUOTE")
    shown = text_of(around(text, Span(start, start + 5), []).segments)
    assert set(shown.split()) == {"word", "QUOTE"}


def test_a_text_without_blanks_is_cut_all_the_same() -> None:
    text = "x" * 500
    assert len(text_of(around(text, Span(200, 300), []).segments)) == 300


def test_an_excerpt_tells_whether_it_reaches_the_ends() -> None:
    excerpt = around("a short text", Span(2, 7), [])
    assert (excerpt.starts, excerpt.ends) == (True, True)
    excerpt = around("word " * 100, Span(250, 254), [])
    assert (excerpt.starts, excerpt.ends) == (False, False)


def test_overlapping_marks_keep_all_characters_once() -> None:
    text = "0123456789"
    excerpt = whole(text, [Mark(Span(2, 6), "a"), Mark(Span(4, 8), "b"), Mark(Span(4, 5), "a")])
    assert text_of(excerpt.segments) == text
    assert [(segment.text, segment.kinds) for segment in excerpt.segments] == [
        ("01", ()),
        ("23", ("a",)),
        ("4", ("a", "b")),
        ("5", ("a", "b")),
        ("67", ("b",)),
        ("89", ()),
    ]


@pytest.mark.parametrize("span", [Span(-5, 2), Span(8, 99), Span(50, 60)])
def test_a_mark_beyond_the_text_does_no_harm(span: Span) -> None:
    assert text_of(whole("0123456789", [Mark(span, "a")]).segments) == "0123456789"


def test_of_marks_within_marks_the_innermost_gives_title_and_link() -> None:
    marks = [
        Mark(Span(0, 8), "out", title="whole", href="#whole"),
        Mark(Span(2, 4), "in", "place", "part", "#part", "1"),
    ]
    segments = whole("0123456789", marks).segments
    assert [(s.text, s.title, s.href, s.anchor, s.label) for s in segments] == [
        ("01", "whole", "#whole", None, None),
        ("23", "part", "#part", "place", "1"),
        ("4567", "whole", "#whole", None, None),
        ("89", None, None, None, None),
    ]


def test_a_text_of_ten_thousand_marks_is_shown_in_time() -> None:
    marks = [Mark(Span(10 * n, 10 * n + 5), "number") for n in range(10_000)]
    began = time.monotonic()
    assert len(whole("x" * 100_000, marks).segments) == 20_000
    assert time.monotonic() - began < 5
