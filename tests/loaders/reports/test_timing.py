"""Which date belongs to what: the event, the period counted, the saying, the day a total counts to."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import figure, statement, statements

THURSDAY = "2025-10-23"


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Russia returned 1,000 bodies to Ukraine today.", "2025-10-23"),
        ("Russia returned 1,000 bodies to Ukraine on Monday.", "2025-10-20"),
        ("On 18 September, Russia returned 1,000 bodies to Ukraine.", "2025-09-18"),
        ("On Oct. 18, Russia returned 1,000 bodies to Ukraine.", "2025-10-18"),
        ("Russia returned 1,000 bodies to Ukraine.", None),
        ("After 18 September, Russia returned 1,000 bodies to Ukraine.", None),
        ("Between 5 and 10 September, Russia returned 1,000 bodies to Ukraine.", None),
        ("Under the deal reached on 2 June, Russia returned 1,000 bodies to Ukraine.", None),
    ],
    ids=str,
)
def test_the_day_of_the_event_is_the_one_said_of_it(text: str, event: str | None) -> None:
    assert statement(text, THURSDAY).event == event


def test_without_a_day_of_publication_no_day_is_made_up() -> None:
    told = statement("Russia returned 1,000 bodies to Ukraine today.")
    assert (told.event, told.period) == (None, None)


@pytest.mark.parametrize("published", ["2025-10", "2025"], ids=str)
def test_a_day_of_publication_that_is_no_day_resolves_nothing(published: str) -> None:
    assert statement("Russia returned 1,000 bodies to Ukraine today.", published).event is None


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Russia will return 1,000 bodies to Ukraine on Monday.", "2025-10-27"),
        ("Russia will return 1,000 bodies to Ukraine on 30 October.", "2025-10-30"),
        ("Russia is to return 1,000 bodies to Ukraine tomorrow.", "2025-10-24"),
    ],
    ids=str,
)
def test_the_day_of_a_plan_is_yet_to_come(text: str, event: str) -> None:
    told = statement(text, THURSDAY)
    assert (told.event, told.modality) == (event, "planned")


def test_the_day_on_which_a_plan_was_told_is_past() -> None:
    told = statement("Peskov said on Monday that Russia would return 1,000 bodies on Friday.", THURSDAY)
    assert (told.said, told.event) == ("2025-10-20", "2025-10-24")


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Ukraine received 1,000 bodies during the summer.", "2025-22"),
        ("Ukraine received 1,000 bodies in September.", "2025-09"),
        ("In 2024, 2,088 civilians were killed.", "2024"),
        ("46,000 soldiers have been killed since February 2022.", None),
        ("46,000 soldiers have been killed since the start of 2022.", None),
    ],
    ids=str,
)
def test_a_period_counted_is_no_day_and_no_beginning(text: str, period: str | None) -> None:
    told = statement(text, THURSDAY)
    assert (told.period, told.event) == (period, None)


@pytest.mark.parametrize(
    ("text", "said", "event"),
    [
        ("Zelensky said on Monday that 1,000 bodies had been returned on Friday.", "2025-10-20", "2025-10-17"),
        ("On Monday, Zelensky said that Russia would return 1,000 bodies.", "2025-10-20", None),
        ("Some 1,000 soldiers were missing, Zelensky said on Monday.", "2025-10-20", None),
        ("1,000 bodies were returned on Friday, Zelensky said.", None, "2025-10-17"),
    ],
    ids=str,
)
def test_the_day_of_saying_is_not_the_day_of_the_event(text: str, said: str | None, event: str | None) -> None:
    told = statement(text, THURSDAY)
    assert (told.said, told.event) == (said, event)


@pytest.mark.parametrize(
    ("text", "as_of"),
    [
        ("As of 1 October 2025, 46,000 soldiers had been killed.", "2025-10-01"),
        ("By 1 October 2025, Russia had returned 7,000 bodies in total.", "2025-10-01"),
        ("In total, 7,000 bodies have been returned.", None),
    ],
    ids=str,
)
def test_a_running_total_counts_up_to_a_day(text: str, as_of: str | None) -> None:
    told = statement(text, THURSDAY)
    assert (told.as_of, told.event, told.accumulation) == (as_of, None, "cumulative")


def test_an_undated_count_has_the_day_on_which_the_exchange_is_said_to_have_taken_place() -> None:
    text = "Russia returned 1,000 bodies to Ukraine. The exchange took place today, the ICRC said."
    assert statement(text, THURSDAY).event == "2025-10-23"


@pytest.mark.parametrize(
    "text",
    [
        "On Monday, Baku said that 12 captives had been returned.",
        "Armenia freed 32 captives on Monday, Baku said. It got back 12 captives.",
        "Armenia freed 32 captives on Monday. Baku was silent.\n\nAnother 12 captives were freed by Azerbaijan.",
    ],
    ids=["announced", "paragraph", "news"],
)
def test_an_undated_count_has_the_day_that_it_was_announced_or_of_those_told_of_before(text: str) -> None:
    assert figure(text, 12, THURSDAY).event == "2025-10-20"


@pytest.mark.parametrize(
    "text",
    [
        "Armenia freed 32 captives on Monday, Baku said. Since May it has freed 12 captives.",
        "Armenia freed 32 captives on Monday. In January, 12 captives had been freed.",
        "Armenia freed 8 captives on Monday. Baku has returned 12 captives.",
        "Armenia freed 32 captives on 3 May 2020. Baku was silent.\n\nAnother 12 captives were freed by Azerbaijan.",
    ],
    ids=["since", "other month", "total", "old"],
)
def test_an_undated_count_of_another_time_has_not_the_day_of_the_news(text: str) -> None:
    assert figure(text, 12, THURSDAY).event is None


@pytest.mark.parametrize(
    ("text", "event", "said"),
    [
        ("On 18 October the shelling of Goma in Congo killed 12 soldiers.", "2025-10-18", None),
        ("In Congo 12 soldiers were killed on Monday.", "2025-10-20", None),
        ("Congo put its dead at 12 on Monday.", None, "2025-10-20"),
        ("Congo spoke on Monday of 12 dead soldiers.", None, "2025-10-20"),
    ],
    ids=str,
)
def test_the_dead_of_a_day_are_told_from_a_toll_that_is_named_on_a_day(
    text: str, event: str | None, said: str | None
) -> None:
    told = figure(text, 12, THURSDAY)
    assert (told.event, told.said) == (event, said)


def test_the_two_halves_of_a_sentence_have_one_day() -> None:
    text = "Russia handed over 1,000 bodies to Ukraine on Monday and received 31 in return."
    assert (figure(text, 1000, THURSDAY).event, figure(text, 31, THURSDAY).event) == ("2025-10-20", "2025-10-20")


def test_an_earlier_exchange_does_not_get_the_day_of_the_one_reported() -> None:
    text = "Russia returned 1,000 bodies to Ukraine today. In the previous exchange, 900 bodies were returned."
    assert figure(text, 900, THURSDAY).event is None


def test_a_plan_does_not_get_the_day_of_what_took_place() -> None:
    text = "Russia returned 1,000 bodies to Ukraine today. It will return 2,000 bodies."
    assert figure(text, 2000, THURSDAY).event is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Russia handed over 1,003 bodies on Friday. Moscow had transferred more than 11,000 bodies and got 201.", 201),
        (
            "Russia handed over 1,003 bodies on Friday. Kyiv spoke of more than 6,000 bodies handed over by Russia.",
            6000,
        ),
    ],
)
def test_a_total_gets_no_day_from_the_count_before_it(text: str, value: int) -> None:
    assert figure(text, 1003, "2025-12-20").event == "2025-12-19"
    assert figure(text, value, "2025-12-20").event is None


def test_a_total_that_follows_a_figure_is_not_the_figure_s_own() -> None:
    text = "On 16 June 2025 Russia handed over 1,245 bodies to Ukraine, and 6,057 so far."
    one, total = statements(text)
    assert (one.event, one.as_of) == ("2025-06-16", None)
    assert (total.event, total.as_of, total.accumulation) == (None, "2025-06-16", "cumulative")


def test_what_the_next_sentence_says_of_its_total_is_not_said_of_this_one() -> None:
    text = "On 16 June 2025 Russia handed over 1,245 bodies to Ukraine. In all there were four such days."
    assert figure(text, 1245).event == "2025-06-16"


def test_a_sentence_that_opens_with_a_total_runs_on_to_its_end() -> None:
    text = (
        "In total for 2025 the sides conducted 14 such exchanges, in the course of which home returned 14,480 fallen."
    )
    assert figure(text, 14480).accumulation == "cumulative"
