"""What cells say: whole numbers, with thousands parted only as somebody said that they are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from loaders.tables.cells import SEPARATORS, counted


@pytest.mark.parametrize("text", ["40", " 40 ", "40.0", "40.00", "0"])
def test_digits_are_a_count(text: str) -> None:
    assert counted(text) == Decimal(text.strip())


@pytest.mark.parametrize("text", ["-1", "+1", "1,000", "1 000", "4e3", "1.5", "N/A", "", "٤٠", "9" * 16])
def test_all_else_is_none(text: str) -> None:
    assert counted(text) is None


def test_of_a_full_stop_and_three_digits_nobody_knows_what_they_mean() -> None:
    assert counted("1.000") is None


@pytest.mark.parametrize("separator", SEPARATORS)
def test_thousands_are_parted_by_what_was_named(separator: str) -> None:
    assert counted(separator.join(("1", "234", "567")), separator) == Decimal(1234567)


@pytest.mark.parametrize("text", ["1,00", "1234,567", "1,234 567", ",123", "1,2345"])
def test_digits_that_are_not_in_threes_are_none(text: str) -> None:
    assert counted(text, ",") is None
