"""Words for dates, resolved against the day of publication; without one, no date is made up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.reports.text import legible
from loaders.reports.times import Dated, dates

THURSDAY = date(2025, 10, 23)
WORDS = (
    "on in since last next this 5 31 29 February June Oct. Sept May monday Friday today yesterday tomorrow "
    "summer winter 2025 2024-10-23 0000 of during the past week year month earlier and to - , ."
).split()
MIXED = st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join)


def only(text: str, published: date | None = THURSDAY) -> Dated:
    found = dates(legible(text), published)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("on 2025-06-12", "2025-06-12"),
        ("on 12 June 2025", "2025-06-12"),
        ("on 12th June 2025", "2025-06-12"),
        ("on the 12th of June 2025", "2025-06-12"),
        ("on June 12, 2025", "2025-06-12"),
        ("on June 12th, 2025", "2025-06-12"),
        ("on Oct. 3, 2025", "2025-10-03"),
        ("on Sept. 3, 2025", "2025-09-03"),
        ("on 3 Oct 2025", "2025-10-03"),
        ("in June 2025", "2025-06"),
        ("June 2025", "2025-06"),
        ("in the summer of 2025", "2025-22"),
        ("in winter 2024", "2024-24"),
        ("in 2024", "2024"),
        ("5-7 June 2025", "2025-06-05/2025-06-07"),
        ("between 5 and 7 June 2025", "2025-06-05/2025-06-07"),
        ("June 5–7, 2025", "2025-06-05/2025-06-07"),
    ],
    ids=str,
)
def test_a_date_in_full_needs_no_day_of_publication(text: str, edtf: str) -> None:
    assert only(text, None).when.edtf == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("today", "2025-10-23"),
        ("yesterday", "2025-10-22"),
        ("on Thursday", "2025-10-23"),
        ("on Friday", "2025-10-17"),
        ("on Wednesday", "2025-10-22"),
        ("last Thursday", "2025-10-16"),
        ("last Friday", "2025-10-17"),
        ("next Friday", "2025-10-24"),
        ("next Thursday", "2025-10-30"),
        ("tomorrow", "2025-10-24"),
        ("on 18 September", "2025-09-18"),
        ("on September 18", "2025-09-18"),
        ("on Oct. 18", "2025-10-18"),
        ("on 23 October", "2025-10-23"),
        ("on 24 October", "2024-10-24"),
        ("in September", "2025-09"),
        ("in October", "2025-10"),
        ("in December", "2024-12"),
        ("in early September", "2025-09"),
        ("during the summer", "2025-22"),
        ("over the past summer", "2025-22"),
        ("last winter", "2024-24"),
        ("this autumn", "2025-23"),
        ("last week", "2025-10-13/2025-10-19"),
        ("this week", "2025-10-20/2025-10-26"),
        ("last month", "2025-09"),
        ("this month", "2025-10"),
        ("last year", "2024"),
        ("this year", "2025"),
        ("earlier this year", "2025-01-01/2025-10-23"),
        ("earlier this month", "2025-10-01/2025-10-23"),
        ("5-7 June", "2025-06-05/2025-06-07"),
    ],
    ids=str,
)
def test_a_relative_date_is_resolved_backwards_from_the_day_of_publication(text: str, edtf: str) -> None:
    assert only(text).when.edtf == edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("on Thursday", "2025-10-23"),
        ("on Friday", "2025-10-24"),
        ("last Friday", "2025-10-17"),
        ("on 18 September", "2026-09-18"),
        ("on 30 October", "2025-10-30"),
        ("on 30 October 2024", "2024-10-30"),
        ("in December", "2025-12"),
        ("in September", "2026-09"),
    ],
    ids=str,
)
def test_of_a_plan_the_same_words_mean_the_next_such_day(text: str, edtf: str) -> None:
    assert only(text).coming.edtf == edtf


@pytest.mark.parametrize(
    "text",
    [
        "today",
        "on Thursday",
        "last week",
        "on 18 September",
        "on Oct. 18",
        "in September",
        "during the summer",
        "earlier this year",
        "5-7 June",
    ],
    ids=str,
)
def test_without_a_day_of_publication_no_relative_date_is_made_up(text: str) -> None:
    assert dates(text, None) == ()


@pytest.mark.parametrize(
    "text",
    ["on 31 June", "29 February 2025", "on 40 May", "2025-02-30", "0 June 2025", "in 1066", "room 2025", "mayor"],
    ids=str,
)
def test_a_day_that_is_not_in_the_calendar_is_no_date(text: str) -> None:
    assert all(not dated.is_day for dated in dates(text, THURSDAY))


def test_a_leap_day_is_found_where_the_next_year_has_none() -> None:
    assert only("on 29 February", date(2024, 3, 15)).when.edtf == "2024-02-29"


@pytest.mark.parametrize("text", ["in Mar-a-Lago", "the Jun river", "Dec is short"], ids=str)
def test_a_short_name_of_a_month_needs_a_day_beside_it(text: str) -> None:
    assert dates(text, THURSDAY) == ()


def test_a_month_is_known_to_the_month_and_a_day_to_the_day() -> None:
    assert not only("in June 2025").is_day
    assert only("on 5 June 2025").is_day


def test_dates_come_in_the_order_of_the_text_and_do_not_overlap() -> None:
    found = dates("on Monday and on 5 June 2025, as in the summer of 2024", THURSDAY)
    assert [dated.when.edtf for dated in found] == ["2025-10-20", "2025-06-05", "2024-22"]


@given(st.text() | MIXED, st.none() | st.dates())
def test_no_text_stops_the_search_for_dates_and_each_lies_in_it(text: str, published: date | None) -> None:
    plain = legible(text)
    end = 0
    for dated in dates(plain, published):
        assert end <= dated.span.start < dated.span.end <= len(plain)
        end = dated.span.end


@pytest.mark.parametrize("text", ["ſummer", "in ſummer", "yeſterday", "May ٢٠٢٥", "on 5 ſeptember", "ſunday"], ids=str)
def test_letters_and_digits_that_only_look_alike_make_no_date(text: str) -> None:
    assert dates(text, THURSDAY) == ()
