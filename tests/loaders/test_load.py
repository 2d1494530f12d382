"""The load: whole or not at all, twice is once, and what a newer reader no longer says stays."""

import hashlib
import importlib
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode

from loaders.base import Read
from loaders.errors import LoaderError, ReadingRejected
from loaders.initialising import initialise
from loaders.load import load
from loaders.reports.parsing import MODEL
from loaders.reports.reader import ReportReader
from ontology.identifiers import Identifiers
from ontology.model import Span
from ontology.terms import CCL, PROV
from store.directory import DataDirectory
from store.errors import StoreError
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer, open_writer

REPORT = (
    b"Russia has returned 1,212 bodies to Ukraine, the Russian Defence Ministry said. "
    b"It received 27 bodies from Ukraine, the ministry said."
)


@dataclass(frozen=True)
class Forgetful:
    """A newer reader, which no longer makes the last claim."""

    name: str = "reports"
    version: str = "2"

    def read(self, content: bytes, name: str, identifiers: Identifiers) -> Read:
        """Read as ever, and leave out the last claim."""
        read = ReportReader().read(content, name, identifiers)
        return replace(read, reading=replace(read.reading, claims=read.reading.claims[:-1]))


@dataclass(frozen=True)
class Misplacing:
    """A reader with a fault: the figure of its first claim stands outside its quotation."""

    name: str = "faulty"
    version: str = "1"

    def read(self, content: bytes, name: str, identifiers: Identifiers) -> Read:
        """Read, and misplace one figure."""
        read = ReportReader().read(content, name, identifiers)
        first, *rest = read.reading.claims
        moved = replace(first, figure=replace(first.figure, span=Span(100, 105)))
        return replace(read, reading=replace(read.reading, claims=(moved, *rest)))


@dataclass(frozen=True)
class Contradicting:
    """A reader with a fault: what it reads breaks a rule of the ontology."""

    name: str = "faulty"
    version: str = "1"

    def read(self, content: bytes, name: str, identifiers: Identifiers) -> Read:
        """Read, and let the first claim's interval end before it begins."""
        read = ReportReader().read(content, name, identifiers)
        first, *rest = read.reading.claims
        wrong = replace(first, figure=replace(first.figure, highest=Decimal(1)))
        return replace(read, reading=replace(read.reading, claims=(wrong, *rest)))


def noted(writer: Writer) -> list[dict[str, Any]]:
    """Give what `rejected.jsonl` says."""
    if not writer.directory.rejected.exists():
        return []
    return [json.loads(line) for line in writer.directory.rejected.read_text().splitlines()]


def snapshot_quads(directory: DataDirectory) -> set[str]:
    """Give the quads of all named graphs of the published snapshot but the records of when they were written."""
    with open_snapshot(directory) as snapshot:
        named = (q for q in snapshot.graphs if isinstance(q.graph_name, NamedNode))
        return {str(q) for q in named if "graph/activity/" not in str(q.graph_name)}


def test_each_claim_stands_in_a_graph_of_its_own_name(writer: Writer) -> None:
    load(writer, ReportReader(), REPORT, "report")
    claims = {q.subject for q in writer.quads(predicate=CCL.claimant)}
    assert len(claims) == 2
    for claim in claims:
        assert isinstance(claim, NamedNode)
        assert {q.graph_name for q in writer.quads(subject=claim) if "activity" not in str(q.graph_name)} == {claim}


def test_there_are_no_blank_nodes(writer: Writer) -> None:
    load(writer, ReportReader(), REPORT, "report")
    assert not [q for q in writer.quads() if "_:" in f"{q.subject} {q.object}"[:2]]


def test_loading_again_commits_nothing(writer: Writer) -> None:
    assert load(writer, ReportReader(), REPORT, "report").changed
    number = writer.number
    assert not load(writer, ReportReader(), REPORT, "another name").changed
    assert writer.number == number


def test_initialising_again_commits_nothing(writer: Writer) -> None:
    assert not initialise(writer).changed


def test_the_order_of_loading_does_not_show(tmp_path: Path) -> None:
    reports = [REPORT, b"Ukraine returned 31 bodies to Russia, Moscow said.", b"31 prisoners were freed, Kyiv said."]
    quads = []
    for number, order in enumerate((reports, reports[::-1])):
        directory = DataDirectory.create(tmp_path / str(number))
        with open_writer(directory) as writer:
            for report in order:
                load(writer, ReportReader(), report, "report")
            writer.publish()
        quads.append(snapshot_quads(directory))
    assert quads[0] == quads[1]


def test_metadata_that_comes_later_replaces_what_was_said_without(writer: Writer) -> None:
    from loaders.reports.metadata import metadata

    first = load(writer, ReportReader(), REPORT, "report")
    dated = ReportReader(metadata({"published": "2025-06-11"}, "test"))
    second = load(writer, dated, REPORT, "report")
    assert second.source == first.source
    assert [str(q.object).split('"')[1] for q in writer.quads(NamedNode(first.source), CCL.published)] == ["2025-06-11"]


def test_one_text_from_two_addresses_is_two_sources(writer: Writer) -> None:
    from loaders.reports.metadata import metadata

    urls = ("https://example.org/a", "https://example.org/b")
    found = {load(writer, ReportReader(metadata({"url": url}, "t")), REPORT, "report").source for url in urls}
    assert len(found) == 2
    assert len(list(Sources(writer.directory))) == 1


def test_a_claim_that_a_newer_reader_no_longer_makes_stays_and_is_marked(writer: Writer) -> None:
    load(writer, ReportReader(), REPORT, "report")
    before = {q.subject for q in writer.quads(predicate=CCL.claimant)}
    load(writer, Forgetful(), REPORT, "report")
    assert {q.subject for q in writer.quads(predicate=CCL.claimant)} == before
    (gone,) = [q.subject for q in writer.quads(predicate=PROV.invalidatedAtTime)]
    assert gone in before
    assert not load(writer, Forgetful(), REPORT, "report").changed


def test_a_claim_without_an_anchor_is_refused_and_noted_without_its_content(writer: Writer) -> None:
    loaded = load(writer, Misplacing(), REPORT, "report")
    assert (loaded.claims, loaded.rejected) == (1, 1)
    (line,) = writer.directory.rejected.read_text().splitlines()
    assert set(json.loads(line)) == {"source", "row", "column", "reason"}
    assert "bodies" not in line


def test_a_source_whose_reading_breaks_a_rule_is_refused_whole_and_noted(writer: Writer) -> None:
    number = writer.number
    with pytest.raises(ReadingRejected, match=r"folder/report\.txt: .*/claim/\w+ means an interval .* 1 more.*reader"):
        load(writer, Contradicting(), REPORT, "folder/report.txt")
    assert writer.number == number
    assert list(Sources(writer.directory)) == []
    assert {line["source"] for line in noted(writer)} == {"report.txt"}
    assert [line["reason"].split(" ", 1)[1] for line in noted(writer)] == [
        "means an interval that ends before it begins",
        "has an interval that does not fit its value and comparator",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04secret", "its bytes are no report: empty, binary, not UTF-8, or too long"),
        (b"---\nsecret: x\n---\nRussia returned 31 bodies.\n", "its front matter cannot be used"),
        ("Росія передала Україні тіла 1212 загиблих захисників.".encode(), "its language is not read"),
    ],
    ids=["binary", "front matter", "language"],
)
def test_a_report_that_the_reader_refuses_is_noted_without_its_content(
    writer: Writer, content: bytes, reason: str
) -> None:
    with pytest.raises(LoaderError):
        load(writer, ReportReader(), content, "folder/report.txt")
    assert noted(writer) == [{"source": "report.txt", "row": None, "column": None, "reason": reason}]


def test_what_is_refused_again_is_noted_once(writer: Writer) -> None:
    for _ in range(2):
        with pytest.raises(LoaderError):
            load(writer, ReportReader(), b"\x00", "report.txt")
    assert len(noted(writer)) == 1


def test_a_commit_that_fails_leaves_no_bytes_behind(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise StoreError("no space left")

    monkeypatch.setattr(Writer, "commit", refuse)
    with pytest.raises(StoreError):
        load(writer, ReportReader(), REPORT, "report")
    assert list(Sources(writer.directory)) == []


def test_the_activity_alone_tells_when_it_was_loaded(writer: Writer) -> None:
    load(writer, ReportReader(), REPORT, "report")
    timed = [
        q for q in writer.quads() if isinstance(q.object, Literal) and q.object.datatype.value.endswith("dateTime")
    ]
    assert timed
    assert all("graph/activity/" in str(q.graph_name) for q in timed)


LOADER = """
import sys
from pathlib import Path
from loaders.load import load
from loaders.reports.reader import ReportReader
from store.directory import DataDirectory
from store.writer import open_writer

with open_writer(DataDirectory.open(Path(sys.argv[1]))) as writer:
    for number in range(10_000):
        load(writer, ReportReader(), f"Russia returned {number + 100} bodies to Ukraine, Kyiv said.".encode(), "r")
        print(number, flush=True)
        if number % 3 == 2:
            writer.publish()
"""


@pytest.mark.parametrize("seed", range(3))
def test_a_load_killed_in_the_middle_leaves_the_last_snapshot_and_the_next_load_is_right(
    tmp_path: Path, repository: Path, counterclaim: Callable[..., Any], seed: int
) -> None:
    data = tmp_path / "data"
    counterclaim("init", "--data", data)
    with subprocess.Popen(
        [sys.executable, "-c", LOADER, data], cwd=repository, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        for _ in range(5 + 4 * seed):
            child.stdout.readline()
        time.sleep(0.003 * seed)
        child.send_signal(signal.SIGKILL)
        told = [int(line) for line in child.stdout.read().split()]
    assert told is not None
    directory = DataDirectory.open(data)
    with open_snapshot(directory) as snapshot:
        served = snapshot.name
        assert snapshot.graphs.query("ASK { ?s ?p ?o }")
    frozen = shutil.copytree(data, tmp_path / "frozen")
    assert (frozen / "CURRENT").read_text().strip() == served
    done = counterclaim("load", "--data", data, "-", stdin=b"Ukraine returned 31 bodies to Russia, Moscow said.")
    assert done.code == 0
    assert counterclaim("verify", "--data", data).code == 0
    answer = counterclaim("query", "--data", data, "--format", "csv",
                          "SELECT ?n { ?c <https://w3id.org/counterclaim/ontology#value> ?n }")  # fmt: skip
    numbers = sorted(int(line) for line in answer.out.split()[1:])
    # Every report that was acknowledged is there, none in part, and the new one.
    assert numbers[0] == 31
    assert numbers[1:] == list(range(100, 100 + len(numbers) - 1))
    assert len(numbers) - 1 >= 5 + 4 * seed


def test_the_extraction_names_the_model_by_the_hash_of_its_files(writer: Writer) -> None:
    load(writer, ReportReader(), REPORT, "report")
    (stated,) = writer.quads(predicate=CCL.modelDigest)
    folder = Path(str(importlib.import_module(MODEL).__file__)).parent
    files = sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.relative_to(folder).as_posix().encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    assert stated.object == Literal(whole.hexdigest())


def test_another_model_makes_another_extraction() -> None:
    source = Identifiers().at("report/1")
    first, second = (Identifiers().extraction(source, "reports", "1", digest) for digest in ("a", "b"))
    assert first != second


@dataclass(frozen=True)
class Confusing:
    """A reader with a fault: its first claim takes a party of the reference data for a conflict."""

    name: str = "faulty"
    version: str = "1"

    def read(self, content: bytes, name: str, identifiers: Identifiers) -> Read:
        """Read, and confuse the two."""
        read = ReportReader().read(content, name, identifiers)
        first, *rest = read.reading.claims
        quantity = replace(first.quantity, conflict=identifiers.at("party/russia"))
        return replace(read, reading=replace(read.reading, claims=(replace(first, quantity=quantity), *rest)))


def test_what_contradicts_the_reference_data_is_refused_whole_and_noted(writer: Writer) -> None:
    number = writer.number
    with pytest.raises(LoaderError, match=r"^report: .*party/russia"):
        load(writer, Confusing(), REPORT, "report")
    assert writer.number == number
    assert "report" in writer.directory.rejected.read_text(encoding="utf-8")
