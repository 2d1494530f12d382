"""A second speaker on a figure: who confirms or denies it without repeating it."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import statements

HAMAS = "Hamas said it had handed over 31 bodies to Israel."


@pytest.mark.parametrize(
    ("text", "second", "stance"),
    [
        (f"{HAMAS} Israel confirmed the number.", "israel", "confirms"),
        (f"{HAMAS} The figure was later confirmed by the Red Cross.", "icrc", "confirms"),
        (f"{HAMAS} A spokesman in Tel Aviv has corroborated this.", "“a spokesman in Tel Aviv”", "confirms"),
        (f"{HAMAS} Israel disputes that figure.", "israel", "denies"),
        ("Hamas handed over 31 bodies, which Israel confirmed.", "israel", "confirms"),
        ("Hamas said 31 soldiers had died, a figure that Israel disputes.", "israel", "denies"),
        ("Moscow rejected as “fake” Kyiv’s claim that 31 sailors had died.", "russia", "denies"),
        ("Hamas confirmed Israel’s figure of 31 dead.", "hamas", "confirms"),
        ("The army said 31 men died; the mayor’s office confirmed the toll.", "“the mayor’s office”", "confirms"),
    ],
    ids=str,
)  # fmt: skip
def test_who_confirms_or_denies_a_figure_is_its_second_speaker(text: str, second: str, stance: str) -> None:
    first, other = statements(text)
    assert (other.claimants, other.stance, other.value) == ((second,), stance, first.value)
    assert first.claimants != other.claimants


@pytest.mark.parametrize(
    "text",
    [
        f"{HAMAS} Israel confirmed the exchange.",
        f"{HAMAS} Israel did not confirm the number.",
        f"{HAMAS} Israel confirmed a number of arrests.",
        f"{HAMAS} Israel confirmed that talks would go on.",
        f"{HAMAS} Hamas confirmed the number.",
        f"{HAMAS} Israel confirmed the number of 12 bodies.",
        f"{HAMAS}\n\n14:20 Israel confirmed the number.",
    ],
    ids=str,
)
def test_who_confirms_something_else_or_nothing_is_none(text: str) -> None:
    assert [s.claimants for s in statements(text) if s.value == 31] == [("hamas",)]


def test_of_several_figures_it_is_the_first_that_the_next_sentence_confirms() -> None:
    text = "The army said 31 rebels died and 12 were captured. The governor confirmed the number."
    assert [s.value for s in statements(text) if s.stance == "confirms"] == [31]


def test_figures_are_all_confirmed() -> None:
    text = "The army said 31 rebels died and 12 were captured. The governor confirmed the figures."
    assert [s.value for s in statements(text) if s.stance == "confirms"] == [31, 12]


def test_the_publisher_s_figure_stays_beside_the_one_who_confirms_it() -> None:
    text = "Rebels killed 31 soldiers. The army confirmed the number."
    assert [s.claimants for s in statements(text)] == [(), ("“the army”",)]


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("A Russian tally of 900 Ukrainian dead was rejected by the Pentagon.", "russia", "us-dod"),
        ("A Russian tally of 900 dead was rejected by the Pentagon.", "russia", "us-dod"),
        ("A Ukrainian estimate of 1,200 Russian dead was disputed by the Kremlin.", "ukraine", "russia"),
        ("An Israeli count of 900 Hamas dead was rejected by Gaza's Health Ministry.", "israel",
         "gaza-health-ministry"),
        ("Moscow's tally of 900 Hamas fighters killed was dismissed by the Pentagon.", "russia", "us-dod"),
        ("A tally by the BBC of 900 killed soldiers was rejected by Russia.", "bbc", "russia"),
    ],
    ids=str,
)  # fmt: skip
def test_a_tally_that_somebody_denies_is_that_of_who_made_it(text: str, first: str, second: str) -> None:
    assert [(s.claimants, s.stance == "denies") for s in statements(text)] == [((first,), False), ((second,), True)]


@pytest.mark.parametrize(
    "text",
    [
        "A Russian tally of 900 dead was not rejected by the Pentagon.",
        "Kyiv rejected the plan after a Russian tally of 900 dead was published.",
        "Kyiv rejected the offer despite Moscow's claim that 900 soldiers were killed.",
        "Kyiv rejects Moscow's claim that the strike which killed 900 people was a mistake.",
    ],
    ids=str,
)
def test_who_rejects_another_thing_denies_no_figure(text: str) -> None:
    assert [s.claimants for s in statements(text)] == [("russia",)]
