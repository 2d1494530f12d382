"""How well reports are read: `python -m bench.extraction` scores the reader against annotated reports.

*Found* is a claim whose figure stands where the annotation has it, with its value; *right* is a found claim that also
has kind, whose people, direction, comparator and claimant as annotated. Three sets: the sample reports and the gold's
`development`, with which the rules were mended, so that their figures tell how well texts are read that the reader was
made with; and what is set `aside`, which is looked at for its figures alone. All annotations were written before the
rules that they test.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from loaders.reports.lines import claim_lines
from loaders.reports.reader import ReportReader
from ontology.identifiers import DEFAULT_BASE, Identifiers

REPOSITORY = Path(__file__).resolve().parent.parent
SAMPLES = REPOSITORY / "samples"
ANNOTATED_SAMPLES = REPOSITORY / "tests" / "loaders" / "reports" / "samples"
GOLD = REPOSITORY / "tests" / "loaders" / "reports" / "gold"
NO_CLAIM = ("distractor", "vague")

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
    misled: int = 0
    """Numbers that are annotated as no figure of a claim, and were taken for one."""
    distractors: int = 0

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
        self.misled += other.misled
        self.distractors += other.distractors


def score(name: str, gold: Iterable[Claim], extracted: Iterable[Claim]) -> Score:
    """Compare the claims of one report, each annotated one with the most like it at its figure."""
    left = list(extracted)
    wanted = list(gold)
    result = Score(gold=len(wanted), extracted=len(left))
    for claim in wanted:
        here = [c for c in left if c["figure_start"] == claim["figure_start"] and c["value"] == claim["value"]]
        if not here:
            result.misses.append(f"{name}: missed {claim['value']} {claim['kind']} by {claim['claimant']}")
            continue
        nearest = max(here, key=lambda c: sum(_alike(key, c, claim) for key in FIELDS))
        left.remove(nearest)
        wrong = [key for key in FIELDS if not _alike(key, nearest, claim)]
        result.found += 1
        result.right += not set(wrong) & set(RIGHT)
        result.fields.update(key for key in FIELDS if key not in wrong)
        result.misses += [f"{name}: {claim['value']}: {k} is {nearest[k]}, not {claim.get(k)}" for k in wrong]
    result.misses += [f"{name}: {c['value']} {c['kind']} by {c['claimant']} is not annotated" for c in left]
    return result


def _alike(key: str, read: Claim, annotated: Claim) -> bool:
    """Tell whether a field is as annotated; "The police" and "the police" are one name of a speaker."""
    here, there = read[key], annotated.get(key)
    if key == "claimant" and isinstance(here, str) and isinstance(there, str):
        return _bare(here) == _bare(there)
    return here == there


def _bare(name: str) -> str:
    return re.sub(r"^(?:the|an?) ", "", name.casefold())


def samples() -> dict[str, Score]:
    """Score the reader on each of the sample reports."""
    return _scores(
        (SAMPLES / f"{annotated.stem}.txt", annotated) for annotated in sorted(ANNOTATED_SAMPLES.glob("*.jsonl"))
    )


def gold(split: str) -> dict[str, Score]:
    """Score the reader on each report of the gold's `development`, or of what is set `aside`."""
    folder = GOLD / split
    return _scores((annotated.with_suffix(".txt"), annotated) for annotated in sorted(folder.glob("*.jsonl")))


def together(scores: Iterable[Score]) -> Score:
    """Sum scores up."""
    total = Score()
    for each in scores:
        total.add(each)
    return total


def _scores(reports: Iterable[tuple[Path, Path]]) -> dict[str, Score]:
    reader, found = ReportReader(), {}
    for text, annotated in reports:
        lines = [json.loads(line) for line in annotated.read_text(encoding="utf-8").splitlines()]
        wanted = [line for line in lines if line["kind"] not in NO_CLAIM]
        reading = reader.read(text.read_bytes(), text.stem, Identifiers()).reading
        extracted = [json.loads(line) for line in claim_lines(reading, DEFAULT_BASE)]
        found[text.stem] = score(text.stem, wanted, extracted)
        numbers = [line for line in lines if line["kind"] == "distractor"]
        taken = {claim["figure_start"] for claim in extracted}
        found[text.stem].misled = sum(line["figure_start"] in taken for line in numbers)
        found[text.stem].distractors = len(numbers)
    return found


def _print(scores: Mapping[str, Score], *, misses: bool) -> None:
    total = together(scores.values())
    if misses:
        print(*total.misses, "", sep="\n")
    by_style = defaultdict[str, list[Score]](list)
    for name, each in scores.items():
        by_style[name.partition("-")[0]].append(each)
    print(f"{'':14}{'claims':>7}{'found':>7}{'right':>7}  (F1)")
    for style, several in {**by_style, "all": list(scores.values())}.items():
        one = together(several)
        print(f"{style:14}{one.gold:7}{one.f1(one.found):7.3f}{one.f1(one.right):7.3f}")
    print()
    for what, true in (("found", total.found), ("right", total.right)):
        precision, recall = true / max(1, total.extracted), true / max(1, total.gold)
        print(f"{what:10} precision {precision:.3f}  recall {recall:.3f}  F1 {total.f1(true):.3f}")
    for key in FIELDS:
        print(f"{key:10} {total.fields[key]} of {total.found} found")
    print(f"distractors taken for claims: {total.misled} of {total.distractors}")


def main() -> None:
    """Print precision, recall and F1, by style and field by field, and every miss."""
    parser = argparse.ArgumentParser(description="Score the reader against annotated reports.")
    parser.add_argument("which", nargs="?", default="development", choices=["samples", "development", "aside"])
    parser.add_argument("--misses", action="store_true", help="list what was missed, and what is wrong")
    asked = parser.parse_args()
    _print(samples() if asked.which == "samples" else gold(asked.which), misses=asked.misses)


if __name__ == "__main__":
    main()
