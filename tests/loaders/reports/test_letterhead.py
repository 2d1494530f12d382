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
