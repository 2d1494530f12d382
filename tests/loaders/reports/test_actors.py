"""The sides of a war that the reference data lack, and what else stands for a side."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import figure, parsed, statement, statements


def _sides(text: str) -> set[str]:
    return {side.rpartition("/")[2] for side in parsed(text).sides}


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("India handed over 20 Pakistani fishermen; Pakistan freed 35.", {"India", "Pakistan"}),
        ("Phnom Penh says that Bangkok released 18 Cambodian soldiers.", {"Cambodia", "Thailand"}),
        ("Boko Haram freed 21 girls after talks with Nigeria.", {"Boko Haram", "Nigeria"}),
        ("The FARC released 30 police officers to the government in Bogota.", {"the FARC", "Colombia"}),
        ("The Zorani Liberation Army freed 40 Malian soldiers.", {"the Zorani Liberation Army", "Mali"}),
        ("Georgia received 14 prisoners from Russia.", {"Georgia", "russia"}),
        ("Hezbollah returned two bodies to Israel.", {"Hezbollah", "israel"}),
    ],
    ids=str,
)
def test_who_frees_and_receives_people_is_a_side_though_the_reference_data_lack_it(text: str, sides: set[str]) -> None:
    assert _sides(text) == sides


@pytest.mark.parametrize(
    "text",
    [
        "The deal between Kyiv and Moscow was signed near Bern.",
        "Russia and Ukraine met in Muscat, where Oman and Switzerland helped them to exchange 40 prisoners.",
        "Russia handed over 40 bodies to Ukraine. A Thai tourist saw it.",
    ],
    ids=str,
)
def test_where_they_meet_and_who_helps_is_no_side(text: str) -> None:
    assert _sides(text) == {"russia", "ukraine"}


def test_a_state_that_fights_a_group_of_its_own_country_is_called_as_the_report_calls_it() -> None:
    text = (
        "The Rapid Support Forces freed 64 soldiers of the Sudanese army. The RSF let go 12 of the army's men in May."
    )
    assert [s.way for s in statements(text)] == [("the Rapid Support Forces", "the Sudanese army")] * 2


def test_a_state_that_is_named_itself_keeps_its_name() -> None:
    text = "Boko Haram freed 82 girls for commanders held by Nigeria, the Nigerian government said."
    assert statement(text).way == ("Boko Haram", "Nigeria")


def test_the_short_form_of_a_name_means_the_same_group() -> None:
    text = (
        "The Kachin Independence Army (KIA) freed 14 Burmese soldiers. In June the KIA had freed 31 Burmese soldiers."
    )
    assert {s.way for s in statements(text)} == {("the Kachin Independence Army", "Myanmar")}


def test_two_peoples_named_in_one_are_neither_of_the_two() -> None:
    told = statements("By 2020 the committee had identified 700 Greek Cypriots and 274 Turkish Cypriots.")
    assert [s.of for s in told] == ["Greek Cypriots", "Turkish Cypriots"]


def test_a_seat_stands_for_who_holds_it() -> None:
    text = "Marib received 60 prisoners from the Houthis and Sanaa 50."
    assert figure(text, 60).way == ("houthis", "yemen-government")
    assert figure(text, 50).way == ("yemen-government", "houthis")


def test_a_seat_is_only_a_place_in_a_report_on_another_war() -> None:
    assert statement("Russia flew 40 prisoners home from Ukraine by way of Aden.").way == ("ukraine", "russia")


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("The Houthis say that the government released 40 prisoners of the movement.", ("yemen-government", "houthis")),
        ("Addis Ababa fights the TPLF. The rebels freed 40 prisoners.", ("tplf", "ethiopia")),
    ],
    ids=str,
)
def test_the_government_and_the_rebels_are_the_sides_of_a_war_of_these_two(text: str, way: tuple[str, str]) -> None:
    assert statement(text).way == way


def test_of_two_states_none_is_meant_by_the_government() -> None:
    assert statement("Russia and Ukraine talk. The government freed 40 prisoners.").way == (None, None)


def test_a_report_of_an_exchange_that_names_one_side_means_the_other_one_of_that_war() -> None:
    assert statement("In today's prisoner exchange 49 Ukrainians came home.").way == ("russia", "ukraine")


def test_each_part_of_a_digest_may_tell_of_another_war() -> None:
    text = (
        "**Karabakh.** Azerbaijan and Armenia talk. Azerbaijan freed 15 Armenians.\n\n"
        "**Yemen.** The deal was for 681 Houthis against 400 men of the government."
    )
    assert figure(text, 15).way == ("azerbaijan", "armenia")
    assert figure(text, 681).way == ("yemen-government", "houthis")
    assert figure(text, 400).way == ("houthis", "yemen-government")


def test_a_state_whose_capital_acts_keeps_its_name() -> None:
    text = "M23 rebels handed over 45 soldiers of the Congolese army. Kinshasa confirmed that they had come."
    assert statement(text).way[1] == "Congo"


def test_who_is_named_with_its_armed_people_is_a_group() -> None:
    text = "The rebels of the CPC released nine soldiers of the Central African army. The government freed 21 of them."
    assert figure(text, 9).way == ("the CPC", "the Central African army")


def test_a_shorter_name_is_the_same_group() -> None:
    text = (
        "The Polisario freed 404 Moroccan soldiers. The Polisario Front had held them. It freed 20 Moroccans in 2003."
    )
    assert len({figure(text, 404).way, figure(text, 20).way}) == 1
