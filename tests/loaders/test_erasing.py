"""Erasing: nothing of a source is left in the data directory but the hash of its text, the day and the reason."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from loaders.erasing import Erased, erase
from loaders.errors import NothingToErase, SourceErased
from loaders.initialising import initialise
from loaders.load import load
from loaders.reports.reader import ReportReader
from loaders.validation import Validation
from loaders.verification import verify
from ontology.identifiers import DEFAULT_BASE
from ontology.terms import CCL, RDF
from ontology.triples import EDTF
from store.directory import DataDirectory
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer, open_writer

WORD = "Zhovtokrylivka"
REPORT = f"""---
title: The bodies at {WORD}
publisher: Kyiv Independent
published: 2025-06-20
url: https://example.org/one
---
Russia handed over 1,234 bodies to Ukraine near {WORD}, the Coordination Headquarters said on Friday.
"""
OTHER = """---
published: 2025-06-21
---
Russia returned 57 bodies to Ukraine, the Coordination Headquarters said on Saturday.
"""
WHY = "asked for by a family"


def clock() -> datetime:
    return datetime(2026, 3, 2, 12, tzinfo=UTC)


def put(writer: Writer, text: str, name: str = "one.txt") -> str:
    return load(writer, ReportReader(), text.encode(), name, clock).source


def places(directory: DataDirectory, word: str) -> list[str]:
    """Give the files that hold a word in the clear."""
    files = (path for path in directory.path.rglob("*") if path.is_file())
    return [str(path.relative_to(directory.path)) for path in files if word.encode() in path.read_bytes()]


@pytest.fixture
def directory(tmp_path: Path) -> DataDirectory:
    directory = DataDirectory.create(tmp_path / "data")
    with open_writer(directory) as writer:
        initialise(writer)
        put(writer, OTHER, "other.txt")
        writer.publish()
    return directory


def loaded(directory: DataDirectory, text: str = REPORT) -> str:
    with open_writer(directory) as writer:
        source = put(writer, text)
        writer.publish()
    return source


def erased(directory: DataDirectory, source: str, reason: str = WHY) -> Erased:
    with open_writer(directory) as writer:
        return erase(writer, source, reason, clock, grace=0)


def test_nothing_is_left_but_hash_day_and_reason(directory: DataDirectory) -> None:
    source = loaded(directory)
    assert {place.split("/")[0] for place in places(directory, WORD)} >= {"store", "snapshots", "sources"}
    result = erased(directory, source)
    assert places(directory, WORD) == []
    assert result.sha256 == hashlib.sha256(text_of(REPORT)).hexdigest()
    assert (result.day, result.reason, result.claims) == ("2026-03-02", WHY, 1)
    assert [path.name for path in directory.snapshots.iterdir()] == [result.snapshot]
    with open_snapshot(directory) as snapshot:
        said = {t.predicate.value.rpartition("#")[2]: t.object for t in snapshot.triples(NamedNode(source))}
        assert said.keys() & {"erased", "erasureReason", "sha256", "text"} == {
            "erased",
            "erasureReason",
            "sha256",
            "text",
        }
        assert not {"title", "publisher", "url", "published"} & {name.rpartition("/")[2] for name in said}
        assert not snapshot.quads(None, CCL.foundIn, NamedNode(source))


def text_of(report: str) -> bytes:
    return report.split("---\n", 2)[2].encode()


def test_the_rest_stands_and_is_verified_and_valid(directory: DataDirectory) -> None:
    erased(directory, loaded(directory))
    with open_snapshot(directory) as snapshot:
        verified = verify(snapshot, Sources(directory))
        assert (verified.problems, verified.sources) == ((), 1)
    assert list(Validation().findings(str(directory.path))) == []


def test_what_was_erased_is_not_loaded_again_under_any_address(directory: DataDirectory) -> None:
    erased(directory, loaded(directory))
    with open_writer(directory) as writer:
        for text in (REPORT, REPORT.replace("example.org", "example.net")):
            with pytest.raises(SourceErased, match=rf"erased on 2026-03-02.*{WHY}"):
                put(writer, text)
    assert places(directory, WORD) == []


def test_a_text_that_another_source_has_too_stays_with_that_one_and_is_named(directory: DataDirectory) -> None:
    first, second = loaded(directory), loaded(directory, REPORT.replace("example.org", "example.net"))
    result = erased(directory, first)
    assert result.others == (second,)
    assert result.sha256 in Sources(directory)
    assert erased(directory, second).others == ()
    assert places(directory, WORD) == []


def test_to_erase_again_finishes_what_was_stopped(directory: DataDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    source = loaded(directory)
    with monkeypatch.context() as patched:
        patched.setattr(Sources, "remove", stopped)
        with pytest.raises(KeyboardInterrupt):
            erased(directory, source)
    assert places(directory, WORD)
    result = erased(directory, source, "another reason")
    assert (result.claims, result.reason) == (0, WHY)
    assert places(directory, WORD) == []


def marked(directory: DataDirectory, source: str) -> None:
    """Put the marker in the place of a source's description, and leave its claims: as an export could do once."""
    with open_writer(directory) as writer:
        node = NamedNode(source)
        kept = {t for t in writer.triples(node) if t.predicate in (RDF.type, CCL.text, CCL.sha256, CCL.characters)}
        said = {CCL.erased: Literal("2025-12-31", datatype=EDTF), CCL.erasureReason: Literal("long ago")}
        writer.commit(
            {node: {*kept, *(Triple(node, *each) for each in said.items())}}, label="by hand", started=clock()
        )
        writer.publish()


def test_a_marker_from_elsewhere_keeps_no_claim_and_keeps_its_day_and_reason(directory: DataDirectory) -> None:
    marked(directory, source := loaded(directory))
    result = erased(directory, source)
    assert (result.day, result.reason, result.claims) == ("2025-12-31", "long ago", 1)
    assert places(directory, WORD) == []


def test_a_claim_that_an_erased_source_left_behind_is_no_claim_that_stands(directory: DataDirectory) -> None:
    marked(directory, source := loaded(directory))
    with open_snapshot(directory) as snapshot:
        (claim,) = snapshot.quads(None, CCL.foundIn, NamedNode(source))
        found = verify(snapshot, Sources(directory)).problems
    (problem,) = [each for each in found if "was erased" in each.message]
    assert isinstance(claim.subject, NamedNode)
    assert problem.where == claim.subject.value
    assert f"`counterclaim erase {source.removeprefix(DEFAULT_BASE)} " in problem.message


def test_to_erase_twice_writes_once(directory: DataDirectory) -> None:
    source = loaded(directory)
    erased(directory, source)
    with open_writer(directory) as writer:
        number = writer.number
        erase(writer, source, WHY, clock, grace=0)
        assert writer.number == number


def stopped(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("name", ["report/none", "party/russia", "", "https://example.org/one"])
def test_what_is_no_source_is_refused_and_nothing_changes(directory: DataDirectory, name: str) -> None:
    before = directory.current.read_text()
    with pytest.raises(NothingToErase, match="no source that is loaded here"):
        erased(directory, name)
    assert directory.current.read_text() == before
