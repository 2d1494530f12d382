"""Numbers as reports print them, and the hedges that say how they are meant."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.reports.numbers import TOLERANCE, figures, interval
from loaders.reports.text import legible
from ontology.model import Comparator, Figure

WORDS = (
    "1,000 31 46.000 2025 1.5 1'000 6,060 one two twenty five hundred thousand million dozen and or to between from "
    "over about at least more than up to some half a an of the rose bodies soldiers - – + , . ( % $ June 25"
).split()
MIXED = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


def only(text: str) -> Figure:
    found = figures(legible(text))
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("31 bodies", "31"),
        ("1000 bodies", "1000"),
        ("1,000 bodies", "1000"),
        ("1 000 bodies", "1000"),
        ("1\u00a0000 bodies", "1000"),
        ("1\u202f000 bodies", "1000"),
        ("1.000 bodies", "1000"),
        ("1'000 bodies", "1000"),
        ("1’000 bodies", "1000"),
        ("1,234,567 people", "1234567"),
        ("1.5 million people", "1500000"),
        ("1,5 million people", "1500000"),
        ("1.25 million people", "1250000"),
        ("200k soldiers", "200000"),
        ("1.2m soldiers", "1200000"),
        ("2 mln soldiers", "2000000"),
        ("6 thousand bodies", "6000"),
        ("2025 bodies", "2025"),
        ("one soldier", "1"),
        ("Thirteen hostages", "13"),
        ("twenty-five prisoners", "25"),
        ("twenty five prisoners", "25"),
        ("a dozen prisoners", "12"),
        ("two dozen prisoners", "24"),
        ("a hundred and five bodies", "105"),
        ("a thousand bodies", "1000"),
        ("thirteen hundred bodies", "1300"),
        ("six thousand and sixty bodies", "6060"),
        ("two hundred thousand soldiers", "200000"),
        ("two and a half thousand bodies", "2500"),
        ("half a million soldiers", "500000"),
        ("one million soldiers", "1000000"),
    ],
    ids=str,
)
def test_a_number_is_read_in_digits_and_in_words(text: str, value: str) -> None:
    assert only(text).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "comparator", "lowest", "highest"),
    [
        ("exactly 1,000 bodies", Comparator.EXACT, 1000, 1000),
        ("at least 40 people", Comparator.AT_LEAST, 40, None),
        ("no fewer than 40 people", Comparator.AT_LEAST, 40, None),
        ("not less than 40 people", Comparator.AT_LEAST, 40, None),
        ("40+ people", Comparator.AT_LEAST, 40, None),
        ("40 or more people", Comparator.AT_LEAST, 40, None),
        ("1,000-plus bodies", Comparator.AT_LEAST, 1000, None),
        ("more than 46,000 dead", Comparator.MORE_THAN, 46001, None),
        ("over 46,000 dead", Comparator.MORE_THAN, 46001, None),
        ("well over 46,000 dead", Comparator.MORE_THAN, 46001, None),
        ("in excess of 46,000 dead", Comparator.MORE_THAN, 46001, None),
        ("upwards of 46,000 dead", Comparator.MORE_THAN, 46001, None),
        ("exceeded 46,000 dead", Comparator.MORE_THAN, 46001, None),
        ("topped one million dead", Comparator.MORE_THAN, 1000001, None),
        ("more than another 100 bodies", Comparator.MORE_THAN, 101, None),
        ("fewer than 40 people", Comparator.LESS_THAN, 0, 39),
        ("less than 40 people", Comparator.LESS_THAN, 0, 39),
        ("under 40 people", Comparator.LESS_THAN, 0, 39),
        ("up to 40 people", Comparator.UP_TO, 0, 40),
        ("as many as 40 people", Comparator.UP_TO, 0, 40),
        ("no more than 40 people", Comparator.UP_TO, 0, 40),
        ("at most 40 people", Comparator.UP_TO, 0, 40),
        ("40 people at most", Comparator.EXACT, 40, 40),
        ("40 at most", Comparator.UP_TO, 0, 40),
        ("about 1,000 remains", Comparator.ABOUT, 900, 1100),
        ("some 1,000 remains", Comparator.ABOUT, 900, 1100),
        ("nearly 1,000 remains", Comparator.ABOUT, 900, 1100),
        ("an estimated 1,000 dead", Comparator.ABOUT, 900, 1100),
        ("approximately a thousand dead", Comparator.ABOUT, 900, 1100),
        ("1,000 or so dead", Comparator.ABOUT, 900, 1100),
        ("200-odd soldiers", Comparator.ABOUT, 180, 220),
        ("about 31 bodies", Comparator.ABOUT, 28, 34),
    ],
    ids=str,
)
def test_a_hedge_says_what_a_number_means(text: str, comparator: Comparator, lowest: int, highest: int | None) -> None:
    figure = only(text)
    assert figure.comparator is comparator
    assert (figure.lowest, figure.highest) == (Decimal(lowest), None if highest is None else Decimal(highest))


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Well over 46,000 died", "Well over 46,000"),
        ("an estimated 200,000 died", "an estimated 200,000"),
        ("in the region of 500 came", "in the region of 500"),
        ("some 1,000-plus bodies", "some 1,000"),
        ("31 or more came", "31 or more"),
        ("over a thousand came", "over a thousand"),
        ("just over 1,000 came", "over 1,000"),
        ("between 50 and 70 people", "between 50 and 70"),
        ("50-70 people", "50-70"),
    ],
    ids=str,
)
def test_what_is_printed_holds_the_hedge_and_the_span_only_the_number(text: str, printed: str) -> None:
    figure = only(text)
    assert figure.printed == printed
    assert figure.span.of(text) in printed
    assert not figure.span.of(text)[0].isspace()


@pytest.mark.parametrize(
    "text",
    ["Kyiv handed over 303 prisoners", "turning over 12 bodies", "Moscow signed over 12 men"],
    ids=str,
)
def test_over_as_part_of_a_verb_is_no_hedge(text: str) -> None:
    assert only(text).comparator is Comparator.EXACT


def test_over_after_a_verb_that_does_not_take_it_is_a_hedge() -> None:
    assert only("Kyiv got over 300 bodies").comparator is Comparator.MORE_THAN


@pytest.mark.parametrize(
    ("text", "lowest", "highest"),
    [
        ("between 50,000 and 70,000 are missing", 50_000, 70_000),
        ("from 189,000 to 273,000 soldiers", 189_000, 273_000),
        ("5,000 to 7,000 soldiers", 5_000, 7_000),
        ("50,000-70,000 dead", 50_000, 70_000),
        ("50,000–70,000 dead", 50_000, 70_000),
        ("20 to 30 people", 20, 30),
        ("50 to 70 thousand dead", 50_000, 70_000),
        ("between 1.2 and 1.5 million people", 1_200_000, 1_500_000),
        ("between two and three thousand dead", 2_000, 3_000),
        ("two to three hundred thousand dead", 200_000, 300_000),
    ],
    ids=str,
)
def test_two_numbers_make_a_range(text: str, lowest: int, highest: int) -> None:
    figure = only(text)
    assert figure.comparator is Comparator.BETWEEN
    assert (figure.lowest, figure.highest) == (Decimal(lowest), Decimal(highest))
    assert figure.value == lowest


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,212 and 27 bodies", [1212, 27]),
        ("1,000 to 31 bodies", [1000, 31]),
        ("270 soldiers and 120 civilians", [270, 120]),
        ("at least 12 dead and 30 wounded", [12, 30]),
        ("two and three people", [2, 3]),
        ("twenty or thirty people", [20, 30]),
    ],
    ids=str,
)
def test_two_numbers_that_make_no_range_stay_two(text: str, values: list[int]) -> None:
    assert [figure.value for figure in figures(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "The toll rose from 50,000 to 70,000",
        "The number of dead has grown from 50,000 last year to 70,000",
        "The figure was revised up from 50,000 to 70,000",
    ],
    ids=str,
)
def test_of_a_change_only_the_new_number_is_a_figure(text: str) -> None:
    figure = only(text)
    assert figure.value == 70_000
    assert figure.comparator is Comparator.EXACT


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12 of the 1,000 bodies", 12),
        ("twelve of 1,000 bodies", 12),
        ("12 out of 1,000 bodies", 12),
        ("Of 1,000 bodies, 200 are known", 200),
        ("Of the 1,000 bodies, 200 are known", 200),
    ],
    ids=str,
)
def test_a_part_is_a_figure_and_the_whole_it_is_of_is_not(text: str, value: int) -> None:
    assert only(text).value == value


def test_the_whole_is_a_figure_where_all_of_it_is_meant() -> None:
    assert only("all of the 1,000 bodies").value == 1000


@pytest.mark.parametrize(
    "text",
    [
        "tens of thousands",
        "hundreds of bodies",
        "several hundred",
        "a few thousand",
        "many others",
        "no one",
        "one of them",
        "the last one",
        "zero bodies",
        "half of the 1,000 prisoners",
        "two thirds of the army",
        "two-thirds of the army",
        "three and a half years",
    ],
    ids=str,
)
def test_what_is_too_vague_to_count_is_no_figure(text: str) -> None:
    assert figures(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "in February 2022",
        "on 5 June 2025",
        "June 5, 2025",
        "by 2025.",
        "2025-06-12",
        "12.06.2025",
        "12/06/2025",
        "2022-2023",
        "at 10:30",
        "at 5 pm",
        "24/7",
        "$1,000 million",
        "1,000 dollars",
        "UAH 500",
        "€5,000",
        "1 billion people",
        "1 bn",
        "50%",
        "50 per cent",
        "50 percent",
        "the 47th brigade",
        "the twenty-first brigade",
        "aged 25",
        "the age of 25",
        "a 25-year-old",
        "25 years old",
        "5 km away",
        "100 metres",
        "155-mm shells",
        "a 3-day visit",
        "a three-day visit",
        "an Su-34",
        "F-16s",
        "COVID-19",
        "044-123-45-67",
        "+380441234567",
    ],
    ids=str,
)
def test_dates_money_shares_ages_and_names_are_no_figures(text: str) -> None:
    assert figures(text) == ()


def test_an_exchange_of_a_thousand_for_a_thousand_is_one_figure() -> None:
    assert only("a 1,000-for-1,000 swap").value == 1000


def test_figures_come_in_the_order_of_the_text() -> None:
    found = figures("31 bodies for a thousand bodies and 27 more")
    assert [figure.value for figure in found] == [31, 1000, 27]


@pytest.mark.parametrize("comparator", list(Comparator), ids=str)
@given(value=st.integers(min_value=1, max_value=10**9))
def test_an_interval_never_ends_before_it_begins(comparator: Comparator, value: int) -> None:
    lowest, highest = interval(comparator, Decimal(value), Decimal(value + 1))
    assert lowest >= 0
    assert highest is None or lowest <= highest


def test_about_keeps_its_tolerance_and_other_comparators_have_none() -> None:
    assert only("about 31 bodies").tolerance == TOLERANCE
    assert only("over 31 bodies").tolerance is None


@given(st.text() | MIXED)
def test_no_text_stops_the_search_for_figures_and_each_lies_in_it(text: str) -> None:
    plain = legible(text)
    end = 0
    for figure in figures(plain):
        assert end <= figure.span.start < figure.span.end <= len(plain)
        assert figure.span.of(plain) in figure.printed
        assert figure.printed in plain
        end = figure.span.end


@given(MIXED)
def test_a_figure_reads_the_same_without_the_text_around_it(text: str) -> None:
    """`verify` relies on it: it derives value and interval again from the figure's own characters."""
    plain = legible(text)
    for figure in figures(plain):
        opening = "between " if figure.comparator is Comparator.BETWEEN else ""
        (again,) = figures(f"{opening}{figure.span.of(plain)} people")
        assert again.value == figure.value
        if figure.comparator is Comparator.BETWEEN:
            assert (again.lowest, again.highest) == (figure.lowest, figure.highest)
        else:
            assert interval(figure.comparator, again.value) == (figure.lowest, figure.highest)


@pytest.mark.parametrize(
    "text",
    [
        "Casualties in 18 of 24 regions",
        "The rial fell to 1,630 for the dollar.",
        "Next of kin may call (044) now.",
    ],
)
def test_regions_rates_of_exchange_and_dialling_codes_count_no_people(text: str) -> None:
    assert [f.value for f in figures(text) if f.value != 24] == []
