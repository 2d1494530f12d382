"""When the dead and wounded fell, and when an exchange took place, where the figure's own sentence does not say it."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import figure, statements

BULLETIN = """Civilian casualties in Ukraine, August 2025

- 208 killed; 827 injured
- Since 24 February 2022: 14,116 killed
- July, for comparison: 286 killed
"""


def test_those_killed_in_an_attack_fell_on_its_day() -> None:
    text = "On the morning of 8 July missiles struck Kyiv. The attacks killed 43 people. Two of the dead were doctors."
    assert [s.event for s in statements(text, "2024-08-09")] == ["2024-07-08", "2024-07-08"]


@pytest.mark.parametrize(("value", "period"), [(208, "2025-08"), (827, "2025-08"), (14116, None)])
def test_the_lines_of_a_bulletin_are_of_its_month_but_not_what_runs_on(value: int, period: str | None) -> None:
    assert figure(BULLETIN, value, "2025-09-10").period == period


def test_what_a_war_has_cost_fell_on_no_day_of_it() -> None:
    text = "On 8 July missiles struck Kyiv. The war has killed 12,000 civilians."
    assert figure(text, 12000, "2024-08-09").event is None


def test_a_live_blog_that_follows_one_attack_is_of_its_day() -> None:
    text = "12:00 Now 31 people are dead.\n\n08:10 A missile hit the city on 31 July; 6 people were killed."
    assert figure(text, 31, "2025-08-01").event == "2025-07-31"


def test_the_first_exchange_since_a_day_is_no_running_total() -> None:
    text = "Russia and Ukraine on Thursday exchanged 157 prisoners of war each, the first such swap since October 2."
    assert {s.event for s in statements(text, "2026-02-05")} == {"2026-02-05"}


def test_those_who_then_returned_did_so_on_the_day_of_the_exchange_told_of() -> None:
    text = "The previous exchange took place on 24 August: then 115 Ukrainian defenders returned home."
    assert figure(text, 115, "2024-09-13").event == "2024-08-24"


def test_a_report_without_a_day_that_tells_who_is_home_is_of_its_own_day() -> None:
    text = "95 for 95! Russia and Ukraine have swapped prisoners."
    assert {s.event for s in statements(text, "2024-10-18")} == {"2024-10-18"}


@pytest.mark.parametrize(
    ("words", "period"),
    [("in the first half of 2025", "2025-01/2025-06"), ("in 1988", "1988"), ("in the whole of 2023", "2023")],
)
def test_halves_and_years_are_periods(words: str, period: str) -> None:
    assert figure(f"At least 310 civilians were killed {words}.", 310, "2026-01-05").period == period
