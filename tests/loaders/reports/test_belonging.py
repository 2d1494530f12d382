"""Whose people they are and which way they went, where that follows from the words around."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import statements

WAYS = [
    ("Russia handed over 31 bodies to Ukraine and 12 bodies went the other way.", ("ukraine", "russia")),
    ("Ukraine received 31 bodies from Russia, including 12 of women.", ("russia", "ukraine")),
    ("Aircraft carried 31 captives to Armenia and 12 to Azerbaijan.", ("armenia", "azerbaijan")),
    ("Kyiv received 31 bodies from Russia on Monday and Moscow 12.", ("ukraine", "russia")),
    ("Iran gave Iraq the remains of 31 soldiers and got back 12.", ("iraq", "iran")),
]


@pytest.mark.parametrize(("text", "way"), WAYS, ids=str)
def test_the_second_figure_goes_where_the_words_send_it(text: str, way: tuple[str, str]) -> None:
    assert statements(text)[-1].way == way


LOSSES = [
    ("Zelensky said the enemy of Ukraine, Russia, was lying: the enemy lost 40 soldiers.", "russia"),
    ("Moscow has acknowledged the death of 40 soldiers in Ukraine.", "russia"),
    ("Over 40 servicemen are still held by Russia, Ukraine said.", "ukraine"),
    ("The General Staff of Ukraine put Russian losses at 40.", "russia"),
]


@pytest.mark.parametrize(("text", "side"), LOSSES, ids=str)
def test_losses_are_those_of_whom_the_words_mean(text: str, side: str) -> None:
    assert statements(text)[0].of == side


def test_civilians_are_no_sides_people_by_that_alone() -> None:
    assert statements("Russia struck Kharkiv. 40 civilians were killed.")[0].of is None


def test_losses_go_on_to_be_of_the_side_before_unless_another_is_named() -> None:
    text = "Russia lost 40 soldiers. Among the dead were 12 officers. Ukraine denied it. 31 more were wounded."
    assert [s.of for s in statements(text)][-1] is None


def test_whom_a_side_lets_go_are_not_its_enemys_people_by_that_alone() -> None:
    assert statements("Russia released 40 prisoners to the Red Cross in Ukraine.")[0].of is None


def test_what_a_count_is_broken_down_into_goes_the_same_way() -> None:
    text = (
        "On Monday 40 Ukrainian soldiers returned home from Russia.\n\nReturned are:\n- 12 sailors;\n- 9 border guards."
    )
    told = statements(text)
    assert [s.value for s in told] == [40, 12, 9]
    assert {(s.of, s.way) for s in told} == {("ukraine", ("russia", "ukraine"))}


def test_a_count_is_broken_down_no_further_than_the_other_way_is_told_of() -> None:
    text = (
        "11:00 On Monday 40 Ukrainian soldiers returned home from Russia.\n\n12:00 Moscow got back 31 soldiers.\n\n"
        "13:00 Returned are 12 sailors."
    )
    assert statements(text)[-1].way == (None, None)


def test_hostages_go_the_one_way_that_the_report_tells_of() -> None:
    text = (
        "Hamas released 20 hostages to Israel on Monday.\n\nBy noon seven hostages were transferred to the Red Cross."
    )
    assert [s.way for s in statements(text)] == [("hamas", "israel")] * 2


def test_people_of_one_side_go_the_one_way_that_the_report_tells_of() -> None:
    text = (
        "Israel was to let 2,000 Palestinian prisoners go. Hamas waited.\n\n"
        "Israel released 1,968 Palestinian prisoners."
    )
    assert [s.way for s in statements(text)] == [("israel", "hamas")] * 2


def test_its_troops_are_those_of_the_one_side_named_before() -> None:
    told = statements("By the account of Azerbaijan’s Health Ministry, 40 of its troops were killed.")
    assert told[0].of == "azerbaijan"


def test_losses_on_the_other_side_are_not_those_of_the_side_before() -> None:
    text = "Azerbaijan lost 40 soldiers. On the other side at least 31 people died."
    assert statements(text)[-1].of is None


def test_those_listed_after_who_holds_them_are_of_the_other_side() -> None:
    text = "Yerevan said that 55 Armenians were held by Baku: 41 soldiers and eight officers."
    assert [s.of for s in statements(text)] == ["armenia"] * 3


def test_whom_an_army_kills_are_not_its_own() -> None:
    text = "Russian forces launched 67 missiles at Ukrainian cities, killing at least 14 people, officials said."
    assert statements(text)[-1].of is None


HEADQUARTERS = "Ukraine's Coordination Headquarters said."


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine received 27 bodies from the Russian army.",
        "Ukraine received the remains of 27 servicemen from the Russian military, the Coordination Headquarters said.",
        f"It received 27 soldiers from the Russian army, {HEADQUARTERS}",
        "Ukraine received 27 soldiers from the Russian army's custody.",
        "Kyiv brought home 27 soldiers from the Russian armed forces.",
        "On Friday 27 prisoners from the Russian army were received by Ukraine.",
        "Turkey handed over 27 soldiers from the Russian army to Ukraine.",
        "27 soldiers from the Russian army came home to Ukraine.",
    ],
    ids=str,
)
def test_an_army_that_they_are_got_from_gives_them_and_has_not_lost_them(text: str) -> None:
    told = statements(text)[-1]
    assert told.value == 27
    assert told.way == ("russia", "ukraine")
    assert told.of in (None, "ukraine")


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine freed 30 captives from the Russian army.",
        "Ukraine repatriated 30 soldiers from the Russian army.",
        "Ukraine exchanged 30 prisoners from the Russian army.",
        "Ukraine handed over 30 bodies from the Russian army.",
        "Turkey released 30 soldiers from the Russian army in Ukraine.",
    ],
    ids=str,
)
def test_whether_from_an_army_says_whose_or_by_whom_is_not_guessed(text: str) -> None:
    told = statements(text)[0]
    assert (told.of, told.way) == (None, (None, None))


@pytest.mark.parametrize(
    "text",
    ["Russia released 30 soldiers from the Ukrainian army.", "30 men of the Ukrainian army were released by Russia."],
)
def test_those_from_an_army_whom_the_other_side_lets_go_are_that_armys(text: str) -> None:
    told = statements(text)[0]
    assert (told.of, told.way) == ("ukraine", ("russia", "ukraine"))
