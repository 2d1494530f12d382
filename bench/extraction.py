"""How well reports are read: `python -m bench.extraction` scores the reader against annotated reports.

*Found* is a claim whose figure stands where the annotation has it; *right* is a found claim that also has kind,
whose people, direction, comparator and claimant as annotated. The sample reports are annotated in
`tests/loaders/reports/samples/`. The annotations were written before the rules and not by their author, who then
looked at them while mending the rules: the figures tell how well texts are read that the reader was made with.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from loaders.reports.lines import claim_lines
from loaders.reports.reader import ReportReader
from ontology.identifiers import DEFAULT_BASE, Identifiers

REPOSITORY = Path(__file__).resolve().parent.parent
SAMPLES = REPOSITORY / "samples"
GOLD = REPOSITORY / "tests" / "loaders" / "reports" / "samples"

RIGHT = ("kind", "of", "from", "to", "comparator", "claimant")
FIELDS = (*RIGHT, "value", "speech", "modality", "event_date", "population")

Claim = Mapping[str, object]


@dataclass
class Score:
    """Counts over one or more reports."""

    gold: int = 0
    extracted: int = 0
    found: int = 0
    right: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def f1(self, true: int) -> float:
        """Give the harmonic mean of precision and recall for a number of true ones; 0 to 1."""
        return 2 * true / (self.gold + self.extracted) if self.gold + self.extracted else 1.0

    def add(self, other: Score) -> None:
        """Count another score's reports too."""
        self.gold += other.gold
        self.extracted += other.extracted
        self.found += other.found
        self.right += other.right
        self.fields.update(other.fields)
        self.misses += other.misses


def score(name: str, gold: Iterable[Claim], extracted: Iterable[Claim]) -> Score:
    """Compare the claims of one report, each annotated one with the most like it at its figure."""
    left = list(extracted)
    wanted = list(gold)
    result = Score(gold=len(wanted), extracted=len(left))
    for claim in wanted:
        here = [c for c in left if c["figure_start"] == claim["figure_start"]]
        if not here:
            result.misses.append(f"{name}: missed {claim['value']} {claim['kind']} by {claim['claimant']}")
            continue
        nearest = max(here, key=lambda c: sum(c[key] == claim[key] for key in FIELDS))
        left.remove(nearest)
        wrong = [key for key in FIELDS if nearest[key] != claim[key]]
        result.found += 1
        result.right += not set(wrong) & set(RIGHT)
        result.fields.update(key for key in FIELDS if key not in wrong)
        result.misses += [f"{name}: {claim['value']}: {k} is {nearest[k]}, not {claim[k]}" for k in wrong]
    result.misses += [f"{name}: {c['value']} {c['kind']} by {c['claimant']} is not annotated" for c in left]
    return result


def samples() -> Score:
    """Score the reader on the sample reports."""
    total = Score()
    for annotated in sorted(GOLD.glob("*.jsonl")):
        name = annotated.stem
        gold = [json.loads(line) for line in annotated.read_text(encoding="utf-8").splitlines()]
        content = (SAMPLES / f"{name}.txt").read_bytes()
        reading = ReportReader().read(content, name, Identifiers()).reading
        extracted = [json.loads(line) for line in claim_lines(reading, DEFAULT_BASE)]
        total.add(score(name, gold, extracted))
    return total


def main() -> None:
    """Print precision, recall and F1, field by field, and every miss."""
    result = samples()
    for miss in result.misses:
        print(miss)
    print()
    for what, true in (("found", result.found), ("right", result.right)):
        precision, recall = true / result.extracted, true / result.gold
        print(f"{what:10} precision {precision:.3f}  recall {recall:.3f}  F1 {result.f1(true):.3f}")
    for key in FIELDS:
        print(f"{key:10} {result.fields[key]} of {result.found} found")


if __name__ == "__main__":
    main()
