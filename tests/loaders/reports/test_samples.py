"""The sample reports: what they are, and how well they are read; the figures may rise, never fall."""

import json
from pathlib import Path

import pytest

from bench.extraction import ANNOTATED_SAMPLES, SAMPLES, samples, together
from loaders.reports.metadata import split_front_matter

REPORTS = sorted(SAMPLES.glob("*.txt"))


def test_there_are_at_least_eight() -> None:
    assert len(REPORTS) >= 8


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_each_names_where_its_facts_come_from(path: Path) -> None:
    known, _ = split_front_matter(path.read_text(encoding="utf-8"), path.name)
    assert known.title
    assert known.published
    assert known.facts
    assert known.licence == "Apache-2.0"


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_each_is_annotated_with_exact_quotations(path: Path) -> None:
    _, text = split_front_matter(path.read_bytes().decode(), path.name)
    lines = (ANNOTATED_SAMPLES / f"{path.stem}.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        claim = json.loads(line)
        assert text[claim["start"] : claim["end"]] == claim["quote"]


def test_the_reader_finds_no_less_than_it_did() -> None:
    result = together(samples().values())
    assert result.f1(result.found) >= 0.96, "\n".join(result.misses)
    assert result.f1(result.right) >= 0.855, "\n".join(result.misses)
    assert result.extracted - result.found <= 3, "\n".join(result.misses)
    assert result.fields["comparator"] == result.found
    assert result.fields["value"] == result.found
