"""A report as it was read: every claim marked, with its fields and its rule, and why numbers were passed over."""

from __future__ import annotations

import re

import pytest

from loaders.base import Reason
from server.standalone import reading_page
from server.views.reading import REASONS, ReadingView
from tests.server.as_read import MARKED, read, view
from tests.server.reading import TAGS, Page
from tests.server.test_markup import PAYLOADS


def html(*views: ReadingView) -> Page:
    return Page(reading_page(views))


def marked(shown: ReadingView, kind: str) -> list[str]:
    return [segment.text for segment in shown.text.segments if kind in segment.kinds]


def test_the_text_is_shown_whole_with_every_character_once() -> None:
    assert "".join(segment.text for segment in view(MARKED).text.segments) == MARKED


def test_every_claim_has_a_note_with_its_fields_and_its_rule() -> None:
    reading = read(MARKED).reading
    notes = view(MARKED).notes
    rules = [claim.utterance.rule for claim in reading.claims] + [event.utterance.rule for event in reading.events]
    assert [note.rule for note in notes] == rules
    printed = [dict(note.fields).get("Printed") for note in notes]
    assert printed == [*(claim.figure.printed for claim in reading.claims), *(None for _ in reading.events)]
    assert dict(notes[0].fields)["Means"] == "exactly 1,000"


def test_whoever_points_at_a_figure_sees_the_fields_and_the_rule_of_each_of_its_claims() -> None:
    shown = view(MARKED)
    (figure,) = [s for s in shown.text.segments if s.text == "1,000"]
    notes = [note for note in shown.notes if dict(note.fields).get("Printed") == "1,000"]
    assert len(notes) == 2
    assert all(note.title in str(figure.title) and f"rule: {note.rule}" in str(figure.title) for note in notes)


def test_marks_within_marks_keep_their_kinds() -> None:
    shown = view(MARKED)
    assert "1,000" in marked(shown, "figure")
    assert "1,000" in marked(shown, "quotation")
    inner = [s for s in shown.text.segments if {"quotation", "attribution"} <= set(s.kinds)]
    assert [s.text for s in inner] == ["Moscow claims"]


def test_every_link_in_the_text_leads_to_a_note_and_every_note_leads_back() -> None:
    page = html(view(MARKED), view(MARKED, 2))
    anchors = [value for tag in ("section", "div", "mark", "main") for value in page.values(tag, "id")]
    assert len(anchors) == len(set(anchors))
    assert {href.removeprefix("#") for href in page.values("a", "href")} <= set(anchors)


def test_what_was_passed_over_is_listed_with_the_reason_in_words() -> None:
    shown = view(MARKED)
    assert [(row.printed, row.reason) for row in shown.passed] == [
        ("18", "a date"),
        ("3", REASONS[Reason.MONEY]),
        ("4", "the mark of a note"),
    ]
    assert marked(shown, "passed") == ["18", "3", "4"]


def test_each_reason_has_words() -> None:
    assert set(REASONS) == set(Reason)


def test_joint_claims_share_the_mark_of_their_figure() -> None:
    page = html(view(MARKED))
    assert [words for words in page.within("sup") if "," in words] == ["1, 2", "3, 4"]


def test_a_text_without_a_claim_says_so() -> None:
    shown = html(view("It rained, and nobody came to count anything at all in the square.")).text
    assert "No claim was found." in shown
    assert "Every number in the text made a claim." in shown


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_text_stays_text(payload: str) -> None:
    page = html(view(f"Russia returned 1,000 bodies {payload} to Ukraine in the city of {payload} on Friday."))
    assert {tag for tag, _ in page.elements} <= TAGS | {"sup", "style"}
    assert payload in "".join(data for path, data in page.texts if "style" not in path)
    assert not any(name.startswith("on") for _, attrs in page.elements for name in attrs)


def test_the_page_needs_nothing_beside_it_and_lets_nothing_run() -> None:
    written = reading_page([view(MARKED)])
    page = Page(written)
    assert not {tag for tag, _ in page.elements} & {"script", "link", "img", "iframe"}
    assert not re.search(r"url\(|@import", written)
    assert "default-src 'none'; style-src 'unsafe-inline'" in page.values("meta", "content")
