"""The numbers that made no claim, and why: nothing printed in digits goes unaccounted for."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.base import Ignored, Read, Reason
from loaders.reports.findings import find
from loaders.reports.metadata import Metadata
from loaders.reports.parsing import parse
from loaders.reports.reader import ReportReader
from ontology.identifiers import Identifiers
from ontology.model import Span

SAMPLES = sorted(Path(__file__).parents[3].glob("samples/*.txt"))


def read(text: str) -> Read:
    return ReportReader(Metadata(language="en")).read(text.encode(), "a.txt", Identifiers())


def passed(text: str) -> list[tuple[str, Reason]]:
    return [(each.span.of(text), each.reason) for each in read(text).ignored]


@pytest.mark.parametrize(
    ("text", "printed", "reason"),
    [
        ("At 8, buses came to the prisoners.", "8", Reason.TIME),
        ("By 6 in the evening all were home.", "6", Reason.TIME),
        ("Call the editor at 020 7946 now.", "7946", Reason.CODE),
        ("The youngest freed was 19, the oldest 48.", "48", Reason.AGE),
        ("They were captured between 2020 and 2023.", "2020", Reason.DATE),
        ("Of prisoners, 55 minus 32 is 23.", "55", Reason.DIFFERENCE),
        ("Of prisoners, 55 minus 32 is 23.", "23", Reason.DIFFERENCE),
    ],
    ids=str,
)
def test_a_number_among_others_has_its_reason(text: str, printed: str, reason: Reason) -> None:
    assert (printed, reason) in passed(text)


@pytest.mark.parametrize(
    ("text", "printed", "reason"),
    [
        ("The minister, aged 45, spoke.", "45", Reason.AGE),
        ("A 45-year-old woman spoke.", "45", Reason.AGE),
        ("It came on 3 June.", "3", Reason.DATE),
        ("It came on 12.06.2025 by train.", "12.06.2025", Reason.DATE),
        ("It began in 2023.", "2023", Reason.DATE),
        ("It began at 14:30 in Kyiv.", "14:30", Reason.TIME),
        ("It began at 5 p.m. in Kyiv.", "5", Reason.TIME),
        ("He asked a grandmother of 71.", "71", Reason.AGE),
        ("It has a staff of 60 in Nicosia.", "60", Reason.UNCOUNTED),
        ("The smaller one is right.", "one", Reason.PRONOUN),
        ("It cost $400 million in all.", "400", Reason.MONEY),
        ("It cost 400 million euros in all.", "400 million", Reason.MONEY),
        ("It hit 20% of the houses.", "20", Reason.SHARE),
        ("It took two thirds of the votes.", "two", Reason.SHARE),
        ("It lies 5 km from Kyiv.", "5", Reason.MEASURE),
        ("It hit the 12th brigade.", "12", Reason.ORDINAL),
        ("It fired 155-mm shells.", "155", Reason.COMPOUND),
        ("It lost a T-72 tank.", "72", Reason.CODE),
        ("It is at +380-44-12-13 today.", "380-44-12-13", Reason.CODE),
        ("It happened last month.16 It rained.", "16", Reason.FOOTNOTE),
        ("It happened last month [3] in Kyiv.", "3", Reason.FOOTNOTE),
        ("Tens of thousands fled.", "Tens of thousands", Reason.VAGUE),
        ("Several hundred men fled.", "Several hundred", Reason.VAGUE),
        ("Not one of the few came.", "one", Reason.PRONOUN),
        ("They brought 200 houses.", "200", Reason.UNCOUNTED),
        ("Russian losses rose from 50,000 to 70,000 soldiers.", "50,000", Reason.SUPERSEDED),
        ("Of the 1,000 bodies, 200 were identified.", "1,000", Reason.WHOLE),
        ("Russia returned 1,000 bodies. The 1,000 bodies came by train.", "1,000", Reason.REPEATED),
        ("The ministry did not say whether 40 soldiers were killed.", "40", Reason.UNSTATED),
    ],
    ids=str,
)
def test_a_number_without_a_claim_has_its_reason(text: str, printed: str, reason: Reason) -> None:
    assert passed(text) == [(printed, reason)]


def test_a_number_with_a_claim_is_not_passed_over() -> None:
    assert passed("Russia returned 1,000 bodies to Ukraine.") == []


def test_a_number_passed_over_stands_at_its_place_in_the_text() -> None:
    text = "\u2028“Kyiv” 👩‍🚒 paid 1\u00a0000\u00a0euros."
    assert read(text).ignored == (Ignored(Span(text.index("1"), text.index("1") + 5), Reason.MONEY),)


def accounted(text: str) -> set[int]:
    """Give the positions of all characters of figures and of numbers passed over."""
    findings = find(parse(text), None)
    spans = [each.span for each in findings.ignored]
    spans += [f.counted.figure.span for whole in findings.figures for f in (whole, *whole.parts)]
    return {place for span in spans for place in range(span.start, span.end)}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_digit_of_a_sample_is_in_a_figure_or_passed_over_for_a_reason(path: Path) -> None:
    text = read(path.read_text(encoding="utf-8")).content.decode()
    assert {match.start() for match in re.finditer(r"\d", text)} <= accounted(text)


ODD = st.lists(st.sampled_from("1,000 31 46.000 12:30 - – / . [ ] ( ) $ % k 2-1 T-72 1' dozens of bodies died".split()))


@given(ODD.map(" ".join) | ODD.map("".join))
def test_every_digit_of_any_text_is_accounted_for_once(text: str) -> None:
    spans = [each.span for each in find(parse(text), None).ignored]
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert {match.start() for match in re.finditer(r"\d", text)} <= accounted(text)
