"""A pair is judged by the two tellings that go together best, against its rivals, and by the curator before all."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.matching.curation import Curation, Say, Word, pair
from loaders.matching.judging import Judge, Judgement, Verdict
from loaders.matching.tellings import Telling
from tests.loaders.matching.collected import Collected
from tests.loaders.matching.exchanges import count, june, told
from tests.loaders.matching.test_scoring import tellings

DATED = told("d", count(1212), day=11)
OWN = told("o", count(1212), source="b")


def judged(*tellings: Telling, words: dict[tuple[str, str], Say] | None = None) -> dict[tuple[str, str], Judgement]:
    said = {both: Word(say, "the reason", "the desk", 3) for both, say in (words or {}).items()}
    told = Collected(tellings)
    judge = Judge(told, Curation(MappingProxyType(said)))
    pairs = {pair(iri, other) for iri in told.exchanges() for other in judge.candidates(iri)}
    return {both: judge.judgement(*both) for both in pairs}


def verdicts(*tellings: Telling) -> dict[tuple[str, str], Verdict]:
    return {both: each.verdict for both, each in judged(*tellings).items()}


def test_an_exchange_without_a_day_is_linked_to_that_of_the_same_figure() -> None:
    assert verdicts(DATED, OWN) == {("d", "o"): Verdict.LINKED}


def test_exchanges_of_quite_other_days_are_no_candidates() -> None:
    assert verdicts(DATED, told("x", count(1212), day=19), told("y", count(1212), published=june(27))) == {}


def test_the_judgement_names_the_two_tellings_that_go_together_best() -> None:
    other = told("d", count(1000), source="c", day=11)
    (found,) = judged(DATED, other, OWN).values()
    assert found.tellings == (DATED, OWN)


def test_of_equal_scores_those_published_first_are_named() -> None:
    later = told("d", count(1212), source="A", day=11, published=june(20))
    (found,) = judged(later, DATED, OWN).values()
    assert found.tellings == (DATED, OWN)


def test_two_exchanges_to_which_one_report_gives_each_its_day_are_two() -> None:
    (found,) = judged(told("d", count(1212), day=11), told("e", count(1212), day=12)).values()
    assert found.score.excluded == "one report gives both, and each its own day"
    assert found.verdict is Verdict.EXCLUDED


def test_a_third_report_that_gives_both_keeps_them_apart() -> None:
    told_by_two = (told("d", count(1212), day=11), told("e", count(1212), source="b", day=12))
    assert verdicts(*told_by_two) == {("d", "e"): Verdict.LINKED}
    third = (told("d", source="c", day=11), told("e", source="c", day=12))
    assert verdicts(*told_by_two, *third) == {("d", "e"): Verdict.EXCLUDED}


def test_one_report_with_other_figures_in_one_direction_keeps_two_apart() -> None:
    # "51 bodies received" and "78 in all": both in one report.
    one, total = told("d", count(51, back=True), day=11), told("t", count(78, back=True))
    (found,) = judged(one, total).values()
    assert found.score.excluded == "one report gives both, with different figures in one direction"


def test_other_figures_of_two_reports_are_no_reason_to_exclude() -> None:
    (found,) = judged(told("d", count(1245), day=11), told("t", count(1200), source="b")).values()
    assert found.verdict is Verdict.BELOW


def test_an_exchange_without_a_day_goes_to_the_day_that_scores_more() -> None:
    days = [told("1", count(1200), day=11), told("2", count(1200), source="c", day=8)]
    found = judged(*days, told("o", count(1200), source="b"))
    assert found["1", "o"].verdict is Verdict.LINKED
    assert found["2", "o"].verdict is Verdict.AMBIGUOUS
    assert found["2", "o"].rival == "1"


def test_what_fits_two_days_alike_is_linked_to_neither() -> None:
    days = [told("1", count(1200), day=11), told("2", count(1200), source="c", day=10)]
    found = judged(*days, told("o", count(1200), source="b"))
    assert found["1", "o"].verdict is found["2", "o"].verdict is Verdict.AMBIGUOUS


def test_two_reports_of_one_event_are_no_rivals() -> None:
    found = verdicts(DATED, OWN, told("p", count(1212), source="c"))
    assert set(found.values()) == {Verdict.LINKED}
    assert len(found) == 3


def test_a_curator_asserts_what_the_score_does_not() -> None:
    pairs = {("d", "o"): Say.SAME}
    (found,) = judged(told("d", count(31), day=11), told("o", source="b"), words=pairs).values()
    assert found.verdict is Verdict.ASSERTED
    assert found.is_linked
    assert not found.score.suffices


def test_a_curator_asserts_also_what_evidence_excludes_and_time_keeps_apart() -> None:
    pairs = {("d", "o"): Say.SAME}
    (found,) = judged(DATED, told("o", day=25), words=pairs).values()
    assert found.verdict is Verdict.ASSERTED


def test_a_curator_breaks_what_the_score_links() -> None:
    (found,) = judged(DATED, OWN, words={("d", "o"): Say.DIFFERENT}).values()
    assert found.verdict is Verdict.BROKEN
    assert not found.is_linked


def test_a_word_on_what_nobody_tells_of_is_no_candidate() -> None:
    assert judged(DATED, words={("d", "nothing"): Say.SAME}) == {}


def test_nothing_is_told_of_what_is_not_there() -> None:
    with pytest.raises(KeyError):
        Judge(Collected([DATED])).judgement("d", "nothing")
    assert Judge(Collected([DATED])).candidates("nothing") == set()


@given(st.lists(tellings(), min_size=2, max_size=6))
def test_every_pair_that_scores_enough_is_looked_at(found: list[Telling]) -> None:
    """Blocking leaves no pair out that all against all would find."""
    named = [told(f"x{place}", *each.counts, source=str(place), **_rest(each)) for place, each in enumerate(found)]
    judge = Judge(Collected(named))
    every = {pair(one.exchange, other.exchange) for one in named for other in named if one is not other}
    enough = {both for both in every if judge.judgement(*both).score.suffices}
    assert enough == {each.pair for each in judge.all()}


def _rest(telling: Telling) -> dict[str, Any]:
    names = ("earliest", "latest", "published", "announced", "parties", "conflict")
    return {name: getattr(telling, name) for name in names}
