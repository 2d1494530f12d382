"""Which way a figure goes that does not say so itself."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import figure, statements

TO_UKRAINE, TO_RUSSIA = ("russia", "ukraine"), ("ukraine", "russia")


@pytest.mark.parametrize(
    "text",
    [
        "India handed over 20 Pakistani soldiers; Pakistan freed 35 in return.",
        "India released 20 prisoners of Pakistan's for 35 Indian soldiers.",
        "India let 20 Pakistani soldiers go, and in exchange 35 came home.",
        "Pakistan got back 20 soldiers from India, India 35.",
    ],
    ids=str,
)
def test_what_is_given_in_return_goes_the_other_way(text: str) -> None:
    assert figure(text, 20).way == ("India", "Pakistan")
    assert figure(text, 35).way == ("Pakistan", "India")


def test_in_return_may_be_said_of_the_figure_before() -> None:
    text = "Hamas freed one hostage. Israel let go 110 Palestinians in exchange, of whom 32 had life sentences."
    assert figure(text, 32).way == ("israel", "hamas")


@pytest.mark.parametrize(
    "text",
    [
        "Baku freed 15 Armenian soldiers, three of them women.",
        "Baku freed 15 Armenian soldiers. Three of them are officers.",
        "Baku freed 15 Armenian soldiers, among them three medics.",
    ],
    ids=str,
)
def test_a_part_goes_where_the_whole_goes(text: str) -> None:
    assert figure(text, 15).way == ("azerbaijan", "armenia")
    assert figure(text, 3).way == ("azerbaijan", "armenia")


def test_those_who_are_brought_elsewhere_go_to_no_side() -> None:
    text = "Israel released 200 Palestinian prisoners to Hamas; 70 of them were deported to Egypt."
    assert figure(text, 70).way == ("israel", None)


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Russia and Ukraine swapped prisoners. Lubinets: 57 civilians are free.", TO_UKRAINE),
        ("Kyiv is silent. Moscow's ombudsman says that 19 residents of Kursk came back.", TO_RUSSIA),
        ("Moscow is silent. The ministry in Kyiv said 60 people were freed.", TO_UKRAINE),
    ],
    ids=str,
)
def test_a_side_that_says_how_many_are_free_speaks_of_its_own(text: str, way: tuple[str, str]) -> None:
    assert statements(text)[-1].way == way


def test_who_only_helped_says_nothing_of_the_way() -> None:
    text = "Russia and Ukraine swapped prisoners. The Red Cross said that 57 were freed."
    assert figure(text, 57).way == (None, None)


def test_hostages_go_from_the_armed_group_to_the_state() -> None:
    text = "Israel and Hamas keep the truce. Thirteen hostages are free, two of them Thais."
    assert statements(text)[0].way == ("hamas", "israel")


def test_of_two_states_neither_holds_hostages_by_that_alone() -> None:
    text = "Iran and Iraq talk. Thirteen hostages are free."
    assert statements(text)[0].way == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "Russia freed 60 Ukrainians and Ukraine freed 40 Russians. In all, 100 people went home.",
        "Russia and Ukraine talk. 100 prisoners were freed on both sides.",
        "Russia and Ukraine agreed to free 100 prisoners.",
        "Russia and Ukraine exchanged 100 prisoners.",
    ],
    ids=str,
)
def test_a_sum_of_both_ways_has_none(text: str) -> None:
    assert figure(text, 100).way == (None, None)


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Russia is silent. Kyiv demands the release of 60 medics.", TO_UKRAINE),
        ("Kyiv is silent. Moscow seeks the return of 60 soldiers.", TO_RUSSIA),
        ("Ukraine demands that Russia release 60 medics.", TO_UKRAINE),
    ],
    ids=str,
)
def test_who_is_demanded_back_goes_to_who_demands(text: str, way: tuple[str, str]) -> None:
    assert statements(text)[-1].way == way


def test_what_the_one_way_of_a_report_is_holds_for_a_figure_without_any() -> None:
    text = (
        "Thailand handed over 18 Cambodian soldiers.\n\nIt was the second release. In August, 13 soldiers were freed."
    )
    assert figure(text, 13).way == ("Thailand", "Cambodia")


@pytest.mark.parametrize(
    ("text", "value", "of"),
    [
        ("Iran sent home 40 prisoners of Iraq's army.", 40, "iraq"),
        ("Armenia received 40 prisoners from Azerbaijan.", 40, "armenia"),
        ("Armenia and Azerbaijan swapped 12 prisoners each.", 12, None),
        ("Iran freed 59 prisoners. Iraq said nothing.", 59, None),
    ],
    ids=str,
)
def test_prisoners_are_people_of_who_gets_them_unless_they_are_only_let_go(
    text: str, value: int, of: str | None
) -> None:
    told = [s for s in statements(text) if s.value == value]
    assert told[0].of == of or (len(told) == 2 and {s.of for s in told} == {"armenia", "azerbaijan"})


@pytest.mark.parametrize(
    ("text", "value", "of"),
    [
        ("Iraq and Iran exchanged prisoners: 97 were freed, all but 12 of them Iraqis.", 12, "iran"),
        ("Home came 480 fallen of Ukraine and 39 of Russia.", 39, "russia"),
        ("The deal on prisoners was for 681 Houthis against 400 of the government's.", 400, "yemen-government"),
    ],
    ids=str,
)
def test_the_words_right_after_a_figure_say_whose_they_are(text: str, value: int, of: str) -> None:
    assert figure(text, value).of == of


def test_what_each_side_frees_goes_both_ways() -> None:
    told = statements("Each side released 90 prisoners, said Russia and Ukraine.")
    assert {s.way for s in told} == {TO_UKRAINE, TO_RUSSIA}


def test_the_former_and_the_latter_are_those_named_last() -> None:
    text = "The deal: 681 prisoners of the Houthis for 400 of the government's. 480 of the former came on Monday."
    assert figure(text, 480).of == "houthis"


def test_those_who_serve_terms_are_captives_of_the_state_that_says_so() -> None:
    text = "Israel freed prisoners to Hamas. 121 of the prisoners had been serving life sentences, Israel said."
    assert figure(text, 121).way == ("israel", "hamas")


@pytest.mark.parametrize(
    "text",
    [
        "Kyiv is silent. Moscow put the number of its own men at 195 freed prisoners.",
        "Kyiv got back 207 prisoners. Moscow put the number of its own soldiers at 195.",
    ],
    ids=str,
)
def test_its_own_men_before_a_figure_are_those_of_who_speaks(text: str) -> None:
    assert figure(text, 195).way == TO_RUSSIA


def test_its_own_in_an_exchange_for_others_says_nothing_of_the_others() -> None:
    text = "The Houthis announced an exchange of 1,400 prisoners of their own for 823 of the government's."
    assert figure(text, 823).of == "yemen-government"


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Moscow is silent.\n\nDetails from the Coordination Headquarters of the exchange:\n- 69 soldiers", TO_UKRAINE),
        ("Kyiv is silent.\n\nIn the exchange there were 69 soldiers.", (None, None)),
    ],
    ids=str,
)
def test_a_list_under_one_sides_office_is_of_those_whom_that_side_got(text: str, way: tuple[str | None, ...]) -> None:
    assert figure(text, 69).way == way


def test_what_both_sides_did_has_no_way_whoever_says_it() -> None:
    text = "The Houthis freed 290 prisoners. In 2023 nearly 900 people were released by both sides, the Houthis said."
    assert figure(text, 900).way == (None, None)


def test_a_year_between_a_figure_and_a_name_is_no_other_figure() -> None:
    text = "The number of bodies returned to Ukraine since 2022 rises to 15,801. Russia got back 200."
    assert figure(text, 15801).way == TO_UKRAINE


def test_a_figure_for_somebody_after_one_for_the_other_goes_to_whom_it_is_for() -> None:
    text = "20 November: 1,000 bodies for Ukraine, 30 for Russia."
    assert [s.way for s in statements(text)] == [TO_UKRAINE, TO_RUSSIA]


def test_an_institute_with_a_seat_in_its_name_speaks_for_no_side() -> None:
    text = "The Houthis and the government fight. The Sana'a Center for Studies said 4,000 people had been freed."
    assert figure(text, 4000).way == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "Iraq handed over 48 bodies to Iran and got back 70.",
        "On Sunday Iraq gave Iran 48 bodies and received 70 of its own.",
    ],
    ids=str,
)
def test_who_gives_and_then_receives_does_the_one_and_the_other(text: str) -> None:
    assert figure(text, 48).way == ("iraq", "iran")
    assert figure(text, 70).way == ("iran", "iraq")


def test_of_its_own_are_people_of_who_says_so() -> None:
    text = "Kyiv counted 207 freed prisoners. The Russian Defence Ministry says that it got back 195 of its own."
    assert (figure(text, 195).of, figure(text, 195).way) == ("russia", TO_RUSSIA)


def test_those_from_an_army_are_its_people_and_not_given_by_it() -> None:
    text = "Azerbaijan freed prisoners on Wednesday. 31 soldiers from Armenia's armed forces came home."
    assert (figure(text, 31).of, figure(text, 31).way) == ("armenia", ("azerbaijan", "armenia"))


def test_those_whom_a_list_breaks_down_are_people_of_the_same_side() -> None:
    told = statements("Israel freed 33 Palestinians to Hamas, reportedly 30 minors and three women.")
    assert [s.of for s in told] == ["palestine"] * 3


def test_foreigners_beside_are_nobodys_people_by_that_alone() -> None:
    assert figure("Hamas released 14 Israelis and three foreigners to Israel.", 3).of is None


@pytest.mark.parametrize(
    ("text", "value", "way"),
    [
        ("Russia freed 50 Ukrainians. Hungary freed 20 soldiers.", 20, ("Hungary", None)),
        ("Russia freed 50 Ukrainians. Poland freed 20 of its citizens.", 20, ("Poland", None)),
        ("Russia freed 50 Ukrainians. Belarus freed 30 and Poland 20.", 30, ("belarus", None)),
        ("Russia freed 50 Ukrainians. Belarus freed 30 and Poland 20.", 20, ("Poland", None)),
        ("Russia freed 50 Ukrainians, and Turkey, the mediator, received 30.", 30, (None, "turkey")),
        ("Russia freed 50 Ukrainians, 30 from Belarus.", 50, ("russia", "ukraine")),
    ],
)
def test_what_another_state_does_the_two_sides_have_not_done(text: str, value: int, way: tuple[str, str]) -> None:
    assert figure(text, value).way == way


def test_a_mediator_beside_a_figure_is_no_side() -> None:
    text = "Russia freed 50 Ukrainians. The UAE mediated, and 30 more came home."
    assert figure(text, 30).way == ("russia", "ukraine")
