"""Reading by one process or several: the same outcomes in the same order, and a bad article costs no other."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders.articles.article import Article, Refused
from loaders.base import Loader, Read
from loaders.errors import InputRejected, LoaderError
from loaders.reading import AHEAD, TOGETHER, readings
from loaders.reports.reader import ReportReader
from ontology.identifiers import Identifiers
from tests.loaders.failing import Failing, FailingTogether

IDENTIFIERS = Identifiers()


def article(number: int, more: str = "") -> Article:
    text = f"Russia returned {number + 100} bodies to Ukraine, the ministry said. Kyiv returned {number + 20} bodies."
    return Article(f"a{number}", f"{text} {more}".encode())


def outcomes(loader: Loader, given: list[Article], jobs: int, seconds: float = 100) -> list[Read | LoaderError]:
    found = list(readings(loader, given, IDENTIFIERS, jobs, seconds))
    assert [each[0].name for each in found] == [each.name for each in given]
    return [outcome for _, outcome in found]


def test_several_processes_read_what_one_reads(repository: Path) -> None:
    files = sorted((repository / "samples").glob("*.txt"))
    given = [Article(file.name, file.read_bytes()) for file in files]
    given += [article(number) for number in range(30)]
    given.insert(5, Article("binary", b"\x00"))
    given.insert(9, Article("foreign", "Росія передала Україні тіла 1212 загиблих захисників.".encode()))
    alone, together = (outcomes(ReportReader(), given, jobs) for jobs in (1, 2))
    assert [str(each) if isinstance(each, LoaderError) else each for each in together] == [
        str(each) if isinstance(each, LoaderError) else each for each in alone
    ]
    assert sum(isinstance(each, Read) for each in alone) == len(given) - 2


def test_what_is_no_article_keeps_its_place() -> None:
    refused = Refused("x", InputRejected("x: no"))
    given: list[Article | Refused] = [refused, *(article(n) for n in range(12)), refused, article(12), refused]
    found = list(readings(Failing(), given, IDENTIFIERS, 2))
    assert [isinstance(each, Refused) for each in found] == [isinstance(each, Refused) for each in given]


def test_a_batch_of_nothing_starts_nothing() -> None:
    assert list(readings(ReportReader(), [], IDENTIFIERS, 2)) == []
    refused = Refused("x", InputRejected("x: no"))
    assert list(readings(ReportReader(), [refused] * 3, IDENTIFIERS, 2)) == [refused] * 3
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("loader", [Failing(), FailingTogether()], ids=["one by one", "together"])
def test_a_process_that_dies_costs_one_article_and_is_reported_for_it(loader: Loader) -> None:
    given = [article(number, "[die]" if number in (3, 11) else "") for number in range(20)]
    found = outcomes(loader, given, jobs=2)
    failed = {number: str(each) for number, each in enumerate(found) if isinstance(each, LoaderError)}
    assert failed.keys() == {3, 11}
    assert failed[3].startswith("a3: the process that read it ended suddenly")
    assert not multiprocessing.active_children()


def test_an_article_without_end_is_given_up() -> None:
    given = [article(number, "[hang]" if number == 2 else "") for number in range(4)]
    found = outcomes(FailingTogether(), given, jobs=2, seconds=10)
    assert [isinstance(each, Read) for each in found] == [True, True, False, True]
    assert "a2: the process that read it came to no end in 10 seconds" in str(found[2])


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_nobody_designed_to_be_raised_is_one_line_for_its_article(jobs: int) -> None:
    given = [article(number, {1: "[raise]", 2: "[word]"}.get(number, "")) for number in range(4)]
    found = outcomes(FailingTogether(), given, jobs)
    assert [isinstance(each, Read) for each in found] == [True, False, False, True]
    assert str(found[1]) == "a1: the reader failed (RuntimeError: nobody thought of it); report this fault"
    assert str(found[2]) == "a2: in so many words"


def test_it_reads_ahead_by_no_more_than_it_may() -> None:
    taken: list[int] = []

    def given() -> Iterator[Article]:
        for number in range(400):
            taken.append(number)
            yield article(number)

    reading = readings(Failing(), given(), IDENTIFIERS, 2)
    next(reading)
    assert len(taken) <= 2 * TOGETHER * AHEAD + 1
    reading.close()  # type: ignore[attr-defined]  # a generator
    assert not multiprocessing.active_children()


def test_what_is_left_in_the_middle_ends_at_once() -> None:
    reading = readings(Failing(), [article(0), article(1, "[hang]")], IDENTIFIERS, 2)
    next(reading)
    began = time.monotonic()
    reading.close()  # type: ignore[attr-defined]  # a generator
    assert time.monotonic() - began < 3
    assert not multiprocessing.active_children()
