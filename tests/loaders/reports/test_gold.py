"""The gold: how much of it the reader finds; the figures may rise, never fall."""

from __future__ import annotations

from bench.extraction import gold, together


def test_the_reader_finds_no_less_of_the_reports_that_it_was_made_with() -> None:
    result = together(gold("development").values())
    assert result.f1(result.found) >= 0.95
    assert result.f1(result.right) >= 0.68
    assert result.misled <= 25


def test_it_finds_no_less_of_what_was_set_aside() -> None:
    # Totals alone: what is missed there is not looked at.
    result = together(gold("aside").values())
    assert result.f1(result.found) >= 0.94
    assert result.f1(result.right) >= 0.508
    assert result.misled <= 18


def test_a_report_without_claims_gives_none() -> None:
    without = {name: score.extracted for name, score in gold("development").items() if name.startswith("none")}
    assert without
    assert not {name for name, extracted in without.items() if extracted}
