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
