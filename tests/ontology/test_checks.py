"""The rules on records: each is found broken by both judges, in the same words, and the samples break none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.reports.reader import ReportReader
from ontology.checks import problems
from ontology.dates import by, when
from ontology.demands import rules
from ontology.identifiers import Identifiers
from ontology.model import (
    Comparator,
    ConflictEvent,
    Modality,
    Place,
    Point,
    Population,
    Reading,
    Selection,
    Span,
    Stance,
)
from ontology.shapes import Judge
from ontology.triples import reading_quads
from tests.ontology.breaks import GOOD, RECORDS, STRIKE, Break
from tests.ontology.readings import FRIDAY, HEADQUARTERS, NAMES, UKRAINE, changed

SAMPLES = sorted((Path(__file__).parent.parent.parent / "samples").glob("*.txt"))
JUDGE = Judge()

_BEST = replace(
    GOOD.claims[0].figure,
    comparator=Comparator.BETWEEN,
    lowest=Decimal(30),
    highest=Decimal(50),
    ends=(Selection(Span(0, 2)), Selection(Span(3, 5))),
)
HARMLESS = [
    Break("", "report.title", None),
    Break("", "report.published", None),
    Break("", "report.published", when("2025-01")),
    Break("", "claims.0.utterance.made_on", by(FRIDAY)),
    Break("", "claims.0.utterance.attributed_in", None),
    Break("", "claims.0.utterance.relayed_by", ()),
    Break("", "claims.0.utterance.claimant", UKRAINE),
    Break("", "claims.0.utterance.stance", Stance.DENIES),
    Break("", "claims.0.utterance.modality", Modality.PLANNED),
    Break("", "claims.0.figure.lowest", Decimal(50)),
    Break("", "claims.1.figure.tolerance", None),
    Break("", "claims.1.figure.highest", Decimal("13.5")),
    Break("", "claims.1.quantity.population", Population.CHILDREN),
    Break("", "claims.0.quantity.subset_of", None),
    Break("", "claims.0.figure", _BEST),
    Break(
        "",
        "claims.0",
        replace(
            GOOD.claims[0],
            quantity=replace(GOOD.claims[0].quantity, within=STRIKE.value),
            event=ConflictEvent(
                STRIKE.value,
                "r",
                "1",
                when("2025-01"),
                Place(NAMES.at("place/x")),
                Point(Decimal("36.25"), Decimal(50)),
            ),
        ),
    ),
    Break("", "claims.2.as_of", None),
    Break("", "events.0.exchange.mediators", (HEADQUARTERS,)),
]

# Not what the graph shows otherwise: the place in another source may be described there by another claim.
MIXED = [case for case in (*RECORDS, *HARMLESS) if not case.in_graph]


def judged(reading: Reading) -> set[tuple[str, str]]:
    """Give rules and nodes by which pyshacl finds a reading wrong."""
    return {(p.rule, p.node) for p in JUDGE.problems(reading_quads(reading, NAMES))}


def checked(reading: Reading) -> set[tuple[str, str]]:
    """Give rules and nodes by which the checks find it wrong."""
    return {(p.rule, p.node) for p in problems(reading)}


def test_a_good_reading_breaks_no_rule() -> None:
    assert (problems(GOOD), judged(GOOD)) == ([], set())


@pytest.mark.parametrize("case", RECORDS, ids=str)
def test_both_judges_find_a_broken_rule_at_the_same_node(case: Break) -> None:
    reading = case.reading()
    here = {node for rule, node in checked(reading) if rule == case.rule}
    there = {node for rule, node in judged(reading) if rule == (case.in_graph or case.rule)}
    assert here & there


@pytest.mark.parametrize("case", HARMLESS, ids=str)
def test_what_may_be_so_or_otherwise_breaks_no_rule(case: Break) -> None:
    assert (problems(case.reading()), judged(case.reading())) == ([], set())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(MIXED), min_size=1, max_size=3))
def test_whatever_is_changed_both_judges_agree_whether_it_is_good(cases: list[Break]) -> None:
    reading: Any = GOOD
    for case in cases:
        try:
            reading = changed(reading, case.path, case.value)
        except TypeError:  # what this change is of, another one has taken away
            return
    assert bool(checked(reading)) == bool(judged(reading))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_no_sample_breaks_a_rule(path: Path) -> None:
    reading = ReportReader().read(path.read_bytes(), path.name, Identifiers()).reading
    assert (problems(reading), judged(reading)) == ([], set())


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("field", ["value", "lowest", "highest", "tolerance"])
def test_a_number_that_is_none_is_found_before_it_is_compared(field: str, number: str) -> None:
    reading = changed(GOOD, f"claims.1.figure.{field}", Decimal(number))
    assert {p.rule for p in problems(reading)} == {"number"}


def test_a_problem_says_what_is_wrong_and_how_to_mend_it_in_the_words_of_the_shapes() -> None:
    (problem,) = problems(changed(GOOD, "claims.0.quantity.transferee", GOOD.claims[0].quantity.transferor))
    rule = rules()["two-sides"]
    assert problem.wrong.startswith(rule.wrong)
    assert problem.mend == rule.mend


def test_a_problem_of_what_several_claims_speak_of_is_told_once() -> None:
    broken = changed(GOOD, "claims.0.quantity.affiliation", HEADQUARTERS)
    twice = replace(broken, claims=(*broken.claims, changed(broken.claims[0], "utterance.iri", NAMES.at("claim/9"))))
    assert len(problems(twice)) == 1


def test_what_the_reference_data_hold_is_known_below_any_base() -> None:
    other = Identifiers("https://example.org/id/")
    reading = ReportReader().read(SAMPLES[0].read_bytes(), "sample", other).reading
    assert problems(reading, other.base) == []
    assert {p.rule for p in problems(reading)} >= {"claimant", "conflict-known"}
    assert Judge(other.base).problems(reading_quads(reading, other)) == []


def _comparators() -> Iterator[Comparator]:
    return (case.value.comparator for case in RECORDS if case.rule == "bounds")


def test_every_comparator_is_tried_with_an_interval_that_does_not_fit() -> None:
    assert set(_comparators()) == set(Comparator)
