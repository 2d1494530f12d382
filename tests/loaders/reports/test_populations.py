"""Who those counted are: by their noun, by what is told of them after it, or by whom the report named before."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import figure


def who(text: str) -> str | None:
    """Tell whom the figure 12 of a text counts; None for people of whom nothing is said."""
    population = figure(text, 12).population
    return None if population == "everyone" else population


@pytest.mark.parametrize(
    ("text", "population"),
    [
        ("Eritrea freed 12 soldiers of Ethiopia.", "prisoners-of-war"),
        ("Eritrea freed 12 prisoners of war of Ethiopia.", "prisoners-of-war"),
        ("Ethiopia and Eritrea exchanged prisoners of war. The first plane carried 12.", "prisoners-of-war"),
        ("Eritrea freed 12 prisoners of Ethiopia.", None),
        ("Ethiopia and Eritrea exchanged prisoners. The first plane carried 12.", None),
        ("Eritrea freed 12 civilians of Ethiopia.", "civilians"),
        ("Hamas held hostages. It freed 12 soldiers, hostages since May, and the hostages are home.", "hostages"),
    ],
    ids=str,
)
def test_whoever_is_let_go_is_a_prisoner_of_war_where_the_words_say_so(text: str, population: str | None) -> None:
    assert who(text) == population


@pytest.mark.parametrize(
    ("text", "population"),
    [
        ("In Mali 30 soldiers died and 12 were wounded.", "combatants"),
        ("In Mali 30 civilians died and 12 were wounded.", "civilians"),
        ("In Mali 30 people died and 12 were wounded.", None),
        ("The army named its troops. Mali’s losses reached 12.", "combatants"),
        ("Civilians suffer most, the civilian monitor says. Mali’s dead have reached 12.", "civilians"),
        ("Hamas freed 30 hostages. In the raid 12 were killed.", None),
    ],
    ids=str,
)
def test_the_dead_and_wounded_are_like_those_named_before(text: str, population: str | None) -> None:
    assert who(text) == population


@pytest.mark.parametrize(
    ("text", "population"),
    [
        ("In Goma 30 people died, 12 of them children.", "children"),
        ("In Goma 30 people died, of whom 12 were civilians.", "civilians"),
        ("In Goma 30 people died, 12 of them on Monday.", None),
    ],
    ids=str,
)
def test_a_part_is_whom_the_words_after_it_name(text: str, population: str | None) -> None:
    assert who(text) == population
