"""The gold: how much of it the reader finds; the figures may rise, never fall."""

from __future__ import annotations

from bench.extraction import gold, together


def test_the_reader_finds_no_less_of_the_reports_that_it_was_made_with() -> None:
    result = together(gold("development").values())
    assert result.f1(result.found) >= 0.97
    assert result.misled <= 6


def test_it_finds_no_less_of_what_was_set_aside() -> None:
    # Totals alone: what is missed there is not looked at.
    assert (result := together(gold("aside").values())).f1(result.found) >= 0.84
    assert result.misled <= 18


def test_a_report_without_claims_gives_none() -> None:
    for split in ("development", "aside"):
        without = [score for name, score in gold(split).items() if name.startswith("none")]
        assert without
        assert [score.extracted for score in without] == [0] * len(without)
