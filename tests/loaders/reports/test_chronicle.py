"""Dates that the layout gives: headings of timelines, days of live blogs, the month of a bulletin."""

from __future__ import annotations

from tests.loaders.reports.statements import statements


def events(text: str, published: str = "2025-06-10") -> list[str | None]:
    """Give the day or else the period of each statement."""
    return [s.event or s.period for s in statements(text, published)]


def test_an_entry_happened_on_the_date_of_its_heading() -> None:
    assert events("3 March 2024. Russia returned 31 bodies to Ukraine.") == ["2024-03-03"]


def test_a_heading_without_a_year_is_of_the_year_above() -> None:
    text = "2023\n3 March - Russia returned 31 bodies to Ukraine.\n4 May - Ukraine returned 12 bodies to Russia."
    assert events(text) == ["2023-03-03", "2023-05-04"]


def test_a_heading_is_no_more_precise_than_it_says() -> None:
    text = "**April 1998.** Iran returned 31 prisoners to Iraq.\n\n**1990.** Iraq returned 12 prisoners to Iran."
    assert events(text) == ["1998-04", "1990"]


def test_an_hour_is_of_the_day_above() -> None:
    text = (
        "**Sunday, 18:05.** Russia returned 31 bodies to Ukraine.\n\n**13:40.** Ukraine returned 12 bodies to Russia."
    )
    assert events(text) == ["2025-06-08", "2025-06-08"]


def test_a_date_in_the_sentence_goes_before_the_heading() -> None:
    text = "3 March 2024. Russia returned 31 bodies to Ukraine on 1 March 2024."
    assert events(text) == ["2024-03-01"]


def test_two_days_of_two_months_are_an_interval() -> None:
    text = "Between 1 February and 31 July 2023 at least 40 civilians were killed in Ukraine."
    assert events(text) == ["2023-02-01/2023-07-31"]


def test_a_dotted_date_is_read() -> None:
    assert events("03.04.2024 - Russia returned 31 bodies to Ukraine.") == ["2024-04-03"]
