"""Loading a batch: as one by one, on any number of processes; again is quick, and what failed costs nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from loaders.articles.article import Article, Page, Refused, report
from loaders.base import Read
from loaders.batch import load_each
from loaders.errors import InputRejected
from loaders.load import Loaded, load
from loaders.reports.metadata import metadata
from loaders.reports.reader import ReportReader
from loaders.verification import verify
from ontology.identifiers import Identifiers
from store.directory import DataDirectory
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer, open_writer
from tests.loaders.articles.test_pages import PAGE
from tests.loaders.failing import Failing
from tests.loaders.test_load import snapshot_quads


def article(number: int, more: str = "", **known: str) -> Article:
    text = f"Russia returned {number + 100} bodies to Ukraine, Moscow said. {more}"
    return Article(f"a.jsonl:{number}", report(text, known, "a"))


def loaded(writer: Writer, given: Iterable[Article | Refused], jobs: int = 1, again: bool = False) -> list[Loaded]:
    found = list(load_each(writer, ReportReader(), given, jobs=jobs, again=again))
    assert all(isinstance(each, Loaded) for each in found)
    return [each for each in found if isinstance(each, Loaded)]


@dataclass(frozen=True)
class Counting(ReportReader):
    """Reads as ever, and remembers what it was asked to read."""

    asked: tuple[list[str], ...] = ([],)

    def read(self, content: bytes, name: str, identifiers: Identifiers) -> Read:
        self.asked[0].append(name)
        return super().read(content, name, identifiers)


def read_again(writer: Writer, given: Iterable[Article | Refused], reader: ReportReader | None = None) -> list[str]:
    """Load, and tell what had to be read."""
    asked: list[str] = []
    list(load_each(writer, Counting((reader or ReportReader()).metadata, asked=(asked,)), given))
    return asked


def test_a_batch_on_two_processes_gives_what_loading_one_by_one_gives(tmp_path: Path, repository: Path) -> None:
    files = sorted((repository / "samples").glob("*.txt"))
    directories = [DataDirectory.create(tmp_path / name) for name in ("one", "two")]
    with open_writer(directories[0]) as writer:
        for file in files:
            load(writer, ReportReader(), file.read_bytes(), file.name)
        writer.publish()
    with open_writer(directories[1]) as writer:
        given = [Article(file.name, file.read_bytes()) for file in files]
        assert [each.name for each in loaded(writer, given, jobs=2)] == [file.name for file in files]
        writer.publish()
    assert snapshot_quads(directories[0]) == snapshot_quads(directories[1])


def test_what_is_loaded_is_not_read_again_and_told_as_before(writer: Writer) -> None:
    given = [article(number) for number in range(3)]
    first = loaded(writer, given)
    number = writer.number
    assert loaded(writer, given) == [replace(each, changed=False) for each in first]
    assert writer.number == number
    assert read_again(writer, [*given, article(3)]) == ["a.jsonl:3"]


def test_a_batch_that_was_stopped_goes_on_where_it_stopped(writer: Writer) -> None:
    given = [article(number) for number in range(5)]
    outcomes = load_each(writer, ReportReader(), iter(given))
    next(outcomes), next(outcomes)
    outcomes.close()
    assert read_again(writer, given) == ["a.jsonl:2", "a.jsonl:3", "a.jsonl:4"]


@pytest.mark.parametrize(
    "known",
    [
        {"title": "Another"},
        {"published": "2025-06-12"},
        {},
        {"title": "One", "published": "2025-06-11", "author": "Us"},
    ],
    ids=["title", "date", "less", "more"],
)
def test_what_is_told_of_a_source_in_another_way_is_read_again(writer: Writer, known: dict[str, str]) -> None:
    loaded(writer, [article(1, title="One", published="2025-06-11")])
    assert read_again(writer, [article(1, title="One", published="2025-06-11")]) == []
    assert read_again(writer, [article(1, **known)]) == ["a.jsonl:1"]


def test_options_count_as_what_is_told(writer: Writer) -> None:
    loaded(writer, [article(1)])
    assert read_again(writer, [article(1)], ReportReader(metadata({"published": "2025-06-11"}, "t"))) == ["a.jsonl:1"]


def test_another_version_of_the_reader_reads_again(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded(writer, [article(1)])
    monkeypatch.setattr("loaders.reports.reader.VERSION", "another")
    assert read_again(writer, [article(1)]) == ["a.jsonl:1"]


def test_again_reads_again(writer: Writer) -> None:
    loaded(writer, [article(1)])
    asked: list[str] = []
    list(load_each(writer, Counting(asked=(asked,)), [article(1)], again=True))
    assert asked == ["a.jsonl:1"]


def test_a_source_whose_text_is_gone_is_read_again(writer: Writer) -> None:
    loaded(writer, [article(1)])
    sources = Sources(writer.directory)
    sources.remove(next(iter(sources)))
    assert read_again(writer, [article(1)]) == ["a.jsonl:1"]
    assert len(list(sources)) == 1


def test_a_page_is_verified_against_the_text_that_was_taken_out_of_it_and_known_again(writer: Writer) -> None:
    page = Article("page.html", PAGE.encode(), Page("https://example.org/p"))
    (first,) = loaded(writer, [page])
    assert first.claims == 2
    assert read_again(writer, [page]) == []
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        assert verify(snapshot, Sources(writer.directory)).problems == ()


def test_a_bad_article_is_refused_alone_and_noted_with_its_row(writer: Writer) -> None:
    given: list[Article | Refused] = [
        article(0),
        Article("folder/a.jsonl:7", b"\x00"),
        Refused("a.jsonl:8", InputRejected("no")),
        article(9),
    ]
    found = list(load_each(writer, ReportReader(), given))
    assert [type(each) for each in found] == [Loaded, Refused, Refused, Loaded]
    noted = [json.loads(line) for line in writer.directory.rejected.read_text().splitlines()]
    assert [(each["source"], each["row"]) for each in noted] == [("a.jsonl", 7), ("a.jsonl", 8)]


def test_a_process_that_dies_is_reported_for_its_article_and_the_batch_goes_on(writer: Writer) -> None:
    given = [article(number, "[die]" if number == 4 else "") for number in range(8)]
    found = list(load_each(writer, Failing(), given, jobs=2))
    assert [isinstance(each, Refused) for each in found] == [number == 4 for number in range(8)]
    assert "ended suddenly" in str(found[4].error)  # type: ignore[union-attr]  # it is refused, as was just seen
    assert "the reader failed on it" in writer.directory.rejected.read_text()
