"""How fast data are judged: `python -m bench.checks` times the checks of a load beside pyshacl, in one run.

Both judge the same readings of the sample reports by the same rules; the checks as records, pyshacl as the graphs that
are written of them, in batches of one source, as `counterclaim validate` does.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from loaders.reports.reader import ReportReader
from ontology.checks import problems
from ontology.identifiers import DEFAULT_BASE, Identifiers
from ontology.shapes import Judge
from ontology.triples import reading_quads

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def main() -> None:
    """Print how many claims a second each judges, and the ratio."""
    parser = argparse.ArgumentParser(description="Time the checks of a load beside pyshacl.")
    parser.add_argument("--times", type=int, default=50, help="how often the checks go through the samples")
    times = parser.parse_args().times
    identifiers = Identifiers(DEFAULT_BASE)
    files = sorted(SAMPLES.glob("*.txt"))
    readings = [ReportReader().read(file.read_bytes(), file.name, identifiers).reading for file in files]
    claims = sum(len(reading.claims) + len(reading.events) for reading in readings)

    begun = time.perf_counter()
    found = [problem for _ in range(times) for reading in readings for problem in problems(reading)]
    ours = (time.perf_counter() - begun) / times

    judge = Judge(DEFAULT_BASE)
    begun = time.perf_counter()
    judged = [problem for reading in readings for problem in judge.problems(list(reading_quads(reading, identifiers)))]
    pyshacl = time.perf_counter() - begun

    print(f"{claims} claims in {len(readings)} sources; problems: {len(found)} and {len(judged)}")
    print(f"checks  {ours:8.4f} s {claims / ours:12,.0f} claims/s")
    print(f"pyshacl {pyshacl:8.4f} s {claims / pyshacl:12,.0f} claims/s, {pyshacl / ours:,.0f} times as long")


if __name__ == "__main__":
    main()
