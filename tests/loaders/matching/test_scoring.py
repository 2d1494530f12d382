"""Two tellings are held against each other part by part; evidence that they are two excludes them, whatever else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.matching.scoring import THRESHOLD, WINDOW, Kind, Score, rarity, score
from loaders.matching.tellings import Telling
from tests.loaders.matching.exchanges import BODIES, PRISONERS, RUSSIA, UKRAINE, UNITED_STATES, count, june, told

DATED = told("d", count(1212), day=11)


def points(found: Score) -> dict[Kind, Decimal]:
    return {part.kind: part.points for part in found.parts}


def test_the_score_is_the_sum_of_its_parts() -> None:
    found = score(told("x", count(1212)), DATED)
    assert found.total == sum(points(found).values()) == Decimal("5.5")
    assert found.suffices


def test_every_part_says_in_words_why() -> None:
    found = score(told("x", count(1212)), DATED)
    assert [part.words for part in found.parts] == [
        "of one kind",
        "between the same parties",
        "one is without a day, and was published on the day of the other",
        "1,212 in the same direction",
    ]


@pytest.mark.parametrize(("apart", "worth"), [(0, "1.5"), (1, "1.5"), (2, "1"), (3, "1"), (4, "0.5"), (WINDOW, "0.5")])
def test_the_nearer_a_report_without_a_day_was_published_the_more_it_is_worth(apart: int, worth: str) -> None:
    assert points(score(told("x", published=june(11 + apart)), DATED))[Kind.DAY] == Decimal(worth)


@pytest.mark.parametrize("published", [june(12 + WINDOW), None])
def test_what_nothing_places_in_time_near_the_other_is_excluded(published: date | None) -> None:
    found = score(told("x", count(1212), published=published), DATED)
    assert found.excluded == "nothing says that they were at about the same time"


@pytest.mark.parametrize(("apart", "worth"), [(0, "1"), (1, "1"), (3, "0.5"), (WINDOW, "0.25")])
def test_two_reports_without_a_day_are_worth_less(apart: int, worth: str) -> None:
    assert points(score(told("x"), told("y", published=june(11 + apart))))[Kind.DAY] == Decimal(worth)


def test_known_days_one_apart_are_weak_evidence() -> None:
    assert points(score(told("x", day=12), DATED))[Kind.DAY] == Decimal("0.5")


def test_known_days_further_apart_exclude() -> None:
    assert score(told("x", count(1212), day=13), DATED).excluded == "their dates are more than a day apart"


def test_a_day_outside_the_others_month_excludes() -> None:
    july = told("x", count(1212), earliest=june(30), latest=None)
    assert score(july, DATED).excluded == "their dates are more than a day apart"


def test_a_report_that_is_older_than_the_event_excludes() -> None:
    early = told("x", count(1212), published=june(9))
    assert score(early, DATED).excluded == "it was told as done before the other took place"
    assert score(told("x", count(1212), published=june(10)), DATED).excluded is None  # time zones


def test_what_was_announced_before_the_event_can_be_it() -> None:
    found = score(told("x", count(1212), published=june(9), announced=True), DATED)
    assert found.excluded is None
    assert points(found)[Kind.ANNOUNCED] == -1


def test_what_is_still_announced_after_the_event_is_another() -> None:
    late = told("x", count(1212), published=june(13), announced=True)
    assert score(late, DATED).excluded == "it was still announced after the other took place"


def test_other_kinds_exclude() -> None:
    assert score(told("x", kinds=frozenset([PRISONERS])), DATED).excluded == "they are of different kinds"


def test_one_kind_in_common_is_enough() -> None:
    assert score(told("x", kinds=frozenset([PRISONERS, BODIES])), DATED).excluded is None


def test_other_parties_exclude() -> None:
    others = told("x", parties=frozenset([RUSSIA, UNITED_STATES]))
    assert score(others, DATED).excluded == "they are between different parties"


def test_parties_that_are_not_named_exclude_nothing_and_count_for_nothing() -> None:
    found = score(told("x", parties=frozenset()), DATED)
    assert found.excluded is None
    assert Kind.PARTIES not in points(found)


def test_the_same_conflict_counts_half_where_parties_are_not_named() -> None:
    found = score(told("x", parties=frozenset(), conflict="war"), told("y", day=11, conflict="war"))
    assert points(found)[Kind.PARTIES] == Decimal("0.5")


def test_another_conflict_excludes_where_parties_are_not_named() -> None:
    found = score(told("x", parties=frozenset(), conflict="war"), told("y", day=11, conflict="other war"))
    assert found.excluded == "they belong to different conflicts"


@pytest.mark.parametrize(("value", "worth"), [(1000, "0.5"), (20, "0.5"), (1200, "1"), (31, "1"), (307, "1.5"),
                                              (1212, "2"), (12345, "2"), (0, "0.5")])  # fmt: skip
def test_a_rare_figure_weighs_more_than_a_round_one(value: int, worth: str) -> None:
    assert rarity(Decimal(value)) == Decimal(worth)


def test_figures_in_both_directions_count_each() -> None:
    both = score(told("x", count(1000), count(31, back=True)), told("y", count(1000), count(31, back=True), day=11))
    assert [p.points for p in both.parts if p.kind is Kind.SAME_FIGURE] == [Decimal(1), Decimal("0.5")]


def test_a_figure_without_a_direction_counts_half() -> None:
    found = score(told("x", count(246, transferor=None, transferee=None)), told("y", count(246), day=11))
    assert points(found)[Kind.SAME_FIGURE] == Decimal("0.75")


def test_as_many_the_other_way_count_where_the_two_share_no_direction() -> None:
    assert points(score(told("x", count(303, back=True)), told("y", count(303), day=11)))[Kind.MIRRORED_FIGURE] == 1.5
    shared = score(told("x", count(303, back=True), count(1)), told("y", count(303), day=11))
    assert Kind.MIRRORED_FIGURE not in points(shared)


def test_those_of_the_other_direction_are_the_others_people() -> None:
    one = told("x", count(303, back=True, affiliation=RUSSIA))
    assert Kind.MIRRORED_FIGURE in points(score(one, told("y", count(303, affiliation=UKRAINE), day=11)))


def test_figures_that_can_be_one_number_count_a_little() -> None:
    assert points(score(told("x", count(1200, highest=None)), DATED))[Kind.NEAR_FIGURE] == Decimal("0.5")


def test_a_hedge_that_lets_a_figure_mean_almost_anything_counts_for_nothing() -> None:
    # "as many as 350": of a live blog, and of another day than its 303.
    up_to = replace(count(350), lowest=Decimal(0))
    assert points(score(told("x", up_to), told("y", count(303), day=11))).keys() <= {Kind.KIND, Kind.PARTIES, Kind.DAY}


def test_two_counts_of_one_handover_differ_by_a_few() -> None:
    assert points(score(told("x", count(1245)), told("y", count(1248), day=11)))[Kind.NEAR_FIGURE] == Decimal("0.5")


def test_other_figures_in_one_direction_count_against() -> None:
    assert points(score(told("x", count(1200)), told("y", count(1245), day=11)))[Kind.OTHER_FIGURE] == -1


def test_other_figures_count_against_also_beside_an_equal_one() -> None:
    found = score(told("x", count(1000), count(31, back=True)), told("y", count(1000), count(24, back=True), day=11))
    assert {Kind.SAME_FIGURE, Kind.OTHER_FIGURE} <= points(found).keys()


@pytest.mark.parametrize("known", [{"population": "civilians"}, {"affiliation": RUSSIA}])
def test_figures_of_other_people_are_not_compared(known: dict[str, Any]) -> None:
    other = told("y", count(1212, population="soldiers", affiliation=UKRAINE), day=11)
    assert points(score(told("x", count(1212, **known)), other)).keys() <= {Kind.KIND, Kind.PARTIES, Kind.DAY}


def test_kind_parties_and_day_alone_do_not_suffice() -> None:
    # Else the year's total that a report of the day recalls would be linked to the day's exchange.
    assert not score(told("x", count(201, back=True)), DATED).suffices


def test_a_round_figure_of_the_next_day_does_not_suffice() -> None:
    # 1,200 bodies were handed over on each of 13, 14 and 15 June 2025:
    # https://kyivindependent.com/nobot/another-1-200-fallen-ukrainians-return-home/
    assert not score(told("x", count(1200), day=14), told("y", count(1200), day=13)).suffices
    assert score(told("x", count(1212), day=12), DATED).suffices


def tellings() -> st.SearchStrategy[Telling]:
    counts = st.builds(count, st.sampled_from([0, 31, 1000, 1003, 1212]), back=st.booleans(),
                       highest=st.sampled_from([0, None]), population=st.sampled_from([None, "civilians"]))  # fmt: skip
    return st.builds(
        lambda counts, **known: told("x", *counts, **known),
        st.lists(counts, max_size=3),
        day=st.sampled_from([None, 10, 11, 12, 14]),
        published=st.sampled_from([None, june(9), june(11), june(15)]),
        announced=st.booleans(),
        parties=st.sampled_from([frozenset(), frozenset([RUSSIA]), frozenset([RUSSIA, UKRAINE])]),
        conflict=st.sampled_from([None, "war", "other war"]),
    )


@given(tellings(), tellings())
def test_the_order_of_the_two_makes_no_difference(one: Telling, other: Telling) -> None:
    assert score(one, other) == score(other, one)


def test_the_page_states_the_threshold_and_every_part(repository: Path) -> None:
    page = (repository / "docs" / "matching.md").read_text(encoding="utf-8")
    assert f"{THRESHOLD} or more" in page
    assert all(f"`{kind}`" in page for kind in Kind)
