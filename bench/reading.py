"""How fast reports are read: `python -m bench.reading` reads the same texts by spaCy alone and by us, in one run.

*Plain* is spaCy's `nlp.pipe` with its whole English model, as it comes. *Ours* is what `counterclaim extract` does: the
same model with two steps of ours, the rules, and the records; what `load` commits comes on top. Both on one core and
on two; on two, plain hands its documents from process to process, and we our records, which are smaller. They take
turns, so that what else the machine does meets both, and the clock runs from the hundredth article to the last, when
all processes have started: the figure to look at is the ratio.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterable
from pathlib import Path

import spacy

from loaders.articles.article import Article
from loaders.outcomes import read_together
from loaders.reading import TOGETHER, readings
from loaders.reports.metadata import split_front_matter
from loaders.reports.parsing import MODEL
from loaders.reports.reader import ReportReader
from ontology.identifiers import Identifiers

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
CORES = (1, 2)
WARM = 100


def texts(number: int) -> list[str]:
    """Give as many texts of the length of a report, made of the paragraphs of the samples in ever other pairs."""
    paragraphs = [
        paragraph
        for path in sorted(SAMPLES.glob("*.txt"))
        for paragraph in split_front_matter(path.read_text(encoding="utf-8"), path.name)[1].strip().split("\n\n")
    ]
    size = len(paragraphs)
    return ["\n\n".join(paragraphs[(n * step + n // size) % size] for step in (1, 7, 11)) for n in range(number)]


def plain(given: list[str], cores: int) -> float:
    """Give how many texts a second spaCy alone parses."""
    return _rate(spacy.load(MODEL).pipe(given, n_process=cores, batch_size=TOGETHER))


def ours(given: list[str], cores: int) -> float:
    """Give how many texts a second are read into claims."""
    articles = [Article(str(number), text.encode()) for number, text in enumerate(given)]
    reader, identifiers = ReportReader(), Identifiers()
    if cores > 1:
        return _rate(readings(reader, articles, identifiers, cores))
    batches = (articles[start : start + TOGETHER] for start in range(0, len(articles), TOGETHER))
    return _rate(each for batch in batches for each in read_together(reader, batch, identifiers))


def _rate(done: Iterable[object]) -> float:
    """Give how many a second come, once the first hundred have."""
    began, number = 0.0, 0
    for number, _ in enumerate(done, start=1):
        if number == WARM:
            began = time.perf_counter()
    return (number - WARM) / (time.perf_counter() - began)


def main() -> None:
    """Print articles per second, and how much more time ours take; the median of the runs."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--texts", type=int, default=500, help="how many texts (500)")
    options.add_argument("--runs", type=int, default=3, help="how often (3)")
    given = options.parse_args()
    several = texts(given.texts)
    words = statistics.mean(len(text.split()) for text in several)
    print(f"{len(several)} texts of {words:.0f} words, {given.runs} runs in turn")
    for cores in CORES:
        runs = [(plain(several, cores), ours(several, cores)) for _ in range(given.runs)]
        theirs, here = (statistics.median(rates) for rates in zip(*runs, strict=True))
        ratio = statistics.median(a / b for a, b in runs)
        print(f"on {cores}: spaCy alone {theirs:.1f}/s, ours {here:.1f}/s, {ratio:.2f} times the time")


if __name__ == "__main__":
    main()
