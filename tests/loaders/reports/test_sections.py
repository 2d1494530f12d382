"""How a report is laid out: where something new begins, and by which words."""

from __future__ import annotations

import pytest

from loaders.reports.sections import Layout, sections


def layouts(text: str) -> list[tuple[str, str | None]]:
    """Give each section's layout and the words of its label."""
    return [(s.layout, s.label.of(text) if s.label else None) for s in sections(text).every]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("3 March 2024. Two bodies were returned.", "3 March 2024"),
        ("3 March - Two bodies were returned.", "3 March"),
        ("March 2024: two bodies were returned.", "March 2024"),
        ("**1987.** Nobody was freed.", "1987"),
        ("2019-2021", "2019-2021"),
        ("14:05 — Buses have arrived.", "14:05"),
        ("14:05 Buses have arrived.", "14:05"),
        ("**Tuesday, 14:05.** Buses have arrived.", "Tuesday, 14:05"),
        ("MONDAY", "MONDAY"),
        ("▪️ 03.04.2024 - 12 / 40", "03.04.2024"),
    ],
    ids=str,
)
def test_a_date_or_an_hour_opens_an_entry(line: str, label: str) -> None:
    assert layouts(line) == [(Layout.ENTRY, label)]


@pytest.mark.parametrize("line", ["In March 2024 two bodies were returned.", "Tuesday brought two bodies home."])
def test_a_date_within_a_sentence_opens_none(line: str) -> None:
    assert layouts(line) == [(Layout.PROSE, None)]


def test_a_line_in_capitals_ends_where_the_text_under_it_begins() -> None:
    text = "KEY FIGURES\nTwo bodies were returned.\n\nBACKGROUND\nThree were missing."
    assert [layout for layout, _ in layouts(text)] == [Layout.HEADING, Layout.PROSE] * 2


def test_a_line_that_runs_on_at_the_width_of_a_page_begins_nothing() -> None:
    text = (
        "The last exchange of prisoners between the two armies was in\n2019. Since then nobody came home.\n\nThe end."
    )
    assert [layout for layout, _ in layouts(text)] == [Layout.PROSE, Layout.PROSE]


def test_each_bullet_is_an_item() -> None:
    assert [layout for layout, _ in layouts("Figures:\n\n- 12 killed\n- 30 injured")] == ["prose", "item", "item"]


def test_a_picture_stands_for_a_bullet() -> None:
    assert layouts("📌 Twelve came home.") == [(Layout.ITEM, None)]


def test_a_name_in_capitals_before_a_colon_opens_a_turn() -> None:
    assert layouts("HOST: Who came home?\n\nMINISTER: Twelve.") == [("turn", "HOST"), ("turn", "MINISTER")]


def test_the_letters_of_questions_and_answers_open_turns() -> None:
    assert layouts("Q: How many?\nA: Twelve.") == [("turn", "Q"), ("turn", "A")]


def test_so_do_they_with_full_stops_and_names_with_an_aside() -> None:
    assert layouts("Q. How many?\nA. Twelve.") == [("turn", "Q"), ("turn", "A")]
    assert layouts("AL-MORTADA (recording): We freed twelve.") == [("turn", "AL-MORTADA")]


def test_the_hour_of_an_update_opens_an_entry() -> None:
    assert layouts("Update 17.05: Twelve are dead.") == [("entry", "17.05")]


def test_a_report_without_marks_is_prose() -> None:
    assert layouts("Kyiv said so.\n\nMoscow did not.") == [("prose", None), ("prose", None)]


def test_no_text_has_one_empty_section() -> None:
    assert layouts("") == [("prose", None)]
