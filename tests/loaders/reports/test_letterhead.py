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
