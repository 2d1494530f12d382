"""Whose paper a report is: what stands above it, and how it opens."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import statements

BODY = "As a result, 205 servicemen have been returned from captivity. Another 300 bodies were handed over in May."


@pytest.mark.parametrize(
    "head",
    [
        "STATEMENT OF THE COORDINATION HEADQUARTERS FOR THE TREATMENT OF PRISONERS OF WAR\n\n",
        "Coordination Headquarters for the Treatment of Prisoners of War\nPress release, 6 May 2025\n\n",
        "📢 Coordination Headquarters:\n\n",
        "We, the Coordination Headquarters, hereby report that another exchange took place today. ",
        "The Coordination Headquarters informs about an exchange that took place today. ",
    ],
)
def test_the_office_whose_paper_it_is_says_what_stands_there(head: str) -> None:
    assert {s.claimants for s in statements(head + BODY)} == {("coordination-hq-pow",)}


@pytest.mark.parametrize(
    "head",
    [
        "Coordination Headquarters under fire for delays\n\n",
        "The Coordination Headquarters has moved. ",
    ],
)
def test_a_headline_or_a_sentence_about_an_office_is_no_letterhead(head: str) -> None:
    assert {s.claimants for s in statements(head + BODY)} == {()}


@pytest.mark.parametrize(
    ("head", "claimant"),
    [
        ("Statement of the Joint Coordination Group, 3 October 2025. ", "“the Joint Coordination Group”"),
        ("PRESS RELEASE OF THE COMMISSION ON MISSING PERSONS\n\nThe Commission on Missing Persons met. ",
         "“the Commission on Missing Persons”"),
        ("Hamas-run Gaza Health Ministry, daily report, 4 April\n\n", "gaza-health-ministry"),
        ("Gaza: daily figures\nSource: Ministry of Health in Gaza\n\n", "gaza-health-ministry"),
        ("Statement by President Volodymyr Zelensky\n\n", "zelensky"),
        ("Vladimir Medinsky on his channel:\n\n", "medinsky"),
        ("We, the families of the defenders, appeal to the world. ",
         "“the families of the defenders”"),
    ],
)  # fmt: skip
def test_so_does_who_is_named_by_what_the_paper_says_of_itself(head: str, claimant: str) -> None:
    assert {s.claimants for s in statements(head + BODY)} == {(claimant,)}


@pytest.mark.parametrize(
    "end",
    [" — Volodymyr Zelensky, President of Ukraine", "\n\n– Volodymyr Zelensky", " – Volodymyr Zelensky."],
)
def test_who_signs_a_post_has_said_it(end: str) -> None:
    assert {s.claimants for s in statements(BODY + end)} == {("zelensky",)}


def test_a_dash_before_a_sentence_about_somebody_signs_nothing() -> None:
    assert {s.claimants for s in statements(BODY + " That was hard work – and Volodymyr Zelensky knew it.")} == {()}


KILLED = "At least 12 people were killed in Kharkiv."
MINISTRY = "The Ministry of Defence of Russia"


@pytest.mark.parametrize(
    "text",
    [
        f"{KILLED} The city mourned. Two names stood on the wreath - Volodymyr Zelensky",
        f"{KILLED} The man they blame - Vladimir Putin.",
        f"{KILLED} They had come to see one man. - Not Volodymyr Zelensky",
        f"{KILLED} They were on their way home. - Photo: Volodymyr Zelensky",
        f"{KILLED}\n\nThe man they blame - Vladimir Putin.",
        f"{KILLED}\n\nMore on this:\n- Vladimir Putin",
    ],
    ids=str,
)
def test_a_name_after_a_dash_within_a_sentence_or_among_other_words_signs_nothing(text: str) -> None:
    assert {s.claimants for s in statements(text)} == {()}


@pytest.mark.parametrize("line", [f"{MINISTRY} reports:", "Vladimir Medinsky writes on Telegram:", "The mayor said:"])
def test_a_line_that_only_names_who_speaks_is_over_what_he_says(line: str) -> None:
    assert statements(f"{line}\n\n{KILLED}")[0].rule.endswith("/introduced")


@pytest.mark.parametrize(
    "line",
    [
        "More on this story from Vladimir Putin's channel:",
        f"{MINISTRY} said on Monday it was ready to talk:",
        f"{MINISTRY} denied the attack:",
        f"An answer to {MINISTRY}:",
        "The case against Vladimir Putin:",
        "Vladimir Putin's failures:",
    ],
    ids=str,
)
@pytest.mark.parametrize("below", [KILLED, f"- {KILLED}\n- Three more were hurt."])
def test_a_line_that_tells_something_else_is_over_what_others_say(line: str, below: str) -> None:
    assert {s.claimants for s in statements(f"{line}\n\n{below}")} == {()}


@pytest.mark.parametrize(
    ("line", "claimant"),
    [
        ("Losses according to the General Staff of Ukraine:", "general-staff-ukraine"),
        ("Details from the Coordination Headquarters:", "coordination-hq-pow"),
        (f"{MINISTRY} said that it had lost:", "mod-russia"),
    ],
    ids=str,
)
def test_a_line_that_tells_what_a_list_is_of_names_who_says_it(line: str, claimant: str) -> None:
    assert statements(f"{line}\n\n- 12 soldiers killed.\n- Three were hurt.")[0].claimants == (claimant,)
