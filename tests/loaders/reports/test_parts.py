"""Parts of a whole: terms that add up, and those who are told of as some of the others."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import figure, found, statements

HOME = "The bodies of 503 fallen Ukrainian defenders were brought home from Russia."


def _whole(text: str, value: int) -> int | None:
    figures = {f.counted.figure.span: int(f.counted.figure.value) for f in found(text).figures}
    (counted,) = {f.counted for f in found(text).figures if f.counted.figure.value == value}
    return figures.get(counted.whole) if counted.whole else None


@pytest.mark.parametrize("value", [403, 57, 12, 31])
def test_the_lines_of_a_list_that_add_up_to_the_figure_above_are_its_parts(value: int) -> None:
    lines = "- the Donetsk sector: 403\n- the Zaporizhzhia sector: 57\n- Luhansk: 12\n- morgues: 31\n"
    text = f"{HOME}\n\nThey come from\n\n{lines}"
    part = figure(text, value)
    assert (part.kind, part.way) == ("bodies-transferred", ("russia", "ukraine"))
    assert _whole(text, value) == 503


def test_terms_of_a_sum_are_counted_as_the_sum_is() -> None:
    text = (
        "Russia and Ukraine exchanged prisoners. Ukraine got back 230: 130 of the army, 62 of the Guard and 38 others."
    )
    assert [(s.kind, s.of) for s in statements(text)] == [("prisoners-exchanged", "ukraine")] * 4
    assert [_whole(text, v) for v in (130, 62, 38)] == [230] * 3


def test_two_that_are_given_for_each_other_are_no_terms() -> None:
    text = "Ukraine and Russia exchanged 206 prisoners: 103 Ukrainians for 103 Russians."
    assert all(f.counted.whole is None for f in found(text).figures)


def test_numbers_that_add_up_across_sentences_by_chance_are_no_terms() -> None:
    text = (
        "The clashes killed 101 people. Thailand lost 26 soldiers. It named 44 dead civilians. Cambodia speaks of 31."
    )
    assert all(f.counted.whole is None for f in found(text).figures)


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("Ukraine got 115 soldiers back from Russia, 82 of them taken at Mariupol.", 82, 115),
        ("Ukraine got 48 prisoners back from Russia, two dozen of them wounded.", 24, 48),
        ("Then 130 Ukrainians came home from Russia, 87 of them captured in Mariupol.", 87, 130),
    ],
)
def test_what_had_become_of_those_exchanged_before_is_told_of_a_part(text: str, part: int, whole: int) -> None:
    assert figure(text, part).kind == "prisoners-exchanged"
    assert _whole(text, part) == whole


def test_the_killed_and_the_wounded_are_parts_of_the_casualties_that_they_add_up_to() -> None:
    text = "Anbar had 600 casualties (147 killed and 453 injured)."
    assert [s.kind for s in statements(text)] == ["casualties", "deaths", "wounded"]
    assert [_whole(text, v) for v in (147, 453)] == [600, 600]


def test_some_of_the_dead_are_a_part_of_the_last_count_of_them() -> None:
    text = "The attacks killed 43 people and injured 147. Two of the dead were doctors, and 32 of the injured children."
    assert (_whole(text, 2), _whole(text, 32)) == (43, 147)


def test_more_that_is_told_of_those_let_go_is_told_of_a_part() -> None:
    text = "Russia returned 108 Ukrainian women. Thirty-seven were taken prisoner in Mariupol, 11 are officers."
    assert [s.kind for s in statements(text)] == ["prisoners-exchanged"] * 3
    assert _whole(text, 37) == 108


def test_the_wounded_of_an_attack_are_no_part_of_those_let_go_before() -> None:
    text = "Russia returned 108 Ukrainian women. Twelve were wounded in a strike on Kharkiv."
    assert figure(text, 12).kind == "wounded"


def test_an_earlier_value_is_no_part_of_the_later_one() -> None:
    assert _whole("Sixteen people are dead, six of them children (an hour ago: 14).", 14) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Israel freed 90 Palestinians. Twelve were wounded when troops fired at the crowd.", "wounded"),
        ("Russia freed 90 Ukrainians, and 12 wounded were taken to hospital in Kyiv after a crash.", "wounded"),
        ("90 soldiers came home from Russian captivity, 12 wounded in the bus accident on the way.", "wounded"),
        ("Russia freed 90 Ukrainian prisoners; 12 were injured in the crash.", "wounded"),
        ("Israel freed 90 Palestinians. Twelve are missing after a flood.", "missing"),
        ("Russia freed 90 Ukrainian prisoners, and 12 were captured near Pokrovsk.", "prisoners-held"),
        ("Russia freed 90 Ukrainian prisoners. Twelve were captured near Pokrovsk on Sunday.", "prisoners-held"),
        ("Russia freed 90 Ukrainian prisoners. Twelve soldiers were captured by Russia.", "prisoners-held"),
        ("Russia freed 90 Ukrainian prisoners, 12 of them wounded.", "prisoners-exchanged"),
        ("Russia freed 90 Ukrainian prisoners. Of them 12 are wounded.", "prisoners-exchanged"),
    ],
    ids=str,
)  # fmt: skip
def test_others_who_were_hurt_or_taken_are_none_of_those_let_go(text: str, kind: str) -> None:
    assert figure(text, 12).kind == kind
    assert (_whole(text, 12) == 90) == (kind == "prisoners-exchanged")


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("50 Ukrainians were freed. Russia got 30 soldiers, and Belarus 20, Minsk said.", (30, 20)),
        ("Russia lost 500 men; 300 Ukrainians and 200 Poles died, Kyiv said.", (300, 200)),
        ("Russia released 50 Ukrainians. Some 30 were killed in a Russian strike and 20 wounded on Monday.", (30, 20)),
        ("Russia freed 50 Ukrainians. Belarus freed 30 and Georgia 20.", (30, 20)),
        ("Russia freed 50 Ukrainians. 30 people were killed in Kharkiv and 20 in Sumy.", (30, 20)),
        ("50 soldiers died in Donetsk. Russia lost 30, Ukraine 20.", (30, 20)),
        ("50 hostages came home. Israel lost 30 soldiers and Hamas 20.", (30, 20)),
        ("Russia released 50 Ukrainians; 30 Russians and 20 others came home.", (30, 20)),
    ],
    ids=str,
)
def test_figures_of_others_that_add_up_by_chance_are_no_terms(text: str, terms: tuple[int, int]) -> None:
    assert [_whole(text, value) for value in terms] == [None, None]


def test_the_dead_of_another_people_are_not_those_of_the_sum_that_they_would_add_up_to() -> None:
    text = "Russia lost 500 men; 300 Ukrainians and 200 Poles died, Kyiv said."
    assert [s.of for s in statements(text)][:2] == ["russia", "ukraine"]
    assert figure(text, 200).of is None
