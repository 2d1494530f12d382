"""Validating: reports, RDF of every format, and data directories; what is wrong is named, and nothing is written."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest
import zstandard
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from loaders import validation
from loaders.base import Read
from loaders.errors import ModelMissing
from loaders.initialising import initialise
from loaders.load import load
from loaders.rdf.parsing import FORMATS
from loaders.reports.parsing import MODEL
from loaders.reports.reader import ReportReader
from loaders.validation import Finding, Validation
from ontology.identifiers import Identifiers
from ontology.model import Span
from ontology.terms import CCL, OA, RDF
from ontology.triples import reading_quads
from store.activity import utc_now
from store.directory import DataDirectory
from store.writer import Writer, open_writer
from tests.ontology.breaks import CLAIM, GOOD
from tests.ontology.readings import NAMES

REPORTS = (
    b"Russia has returned 1,212 bodies to Ukraine, the Russian Defence Ministry said.",
    b"Ukraine has returned 27 bodies to Russia, the Ukrainian Defence Ministry said.",
    b"31 prisoners were freed, Kyiv said.",
)
QUADS = list(reading_quads(GOOD, NAMES))


def findings(given: Path | str, run: Validation | None = None) -> list[Finding]:
    """Give what is wrong."""
    return list((run or Validation()).findings(str(given)))


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Give the way to write quads to a file; a format of triples takes them without their graphs."""

    def write(quads: list[Quad], suffix: str = ".nq") -> Path:
        path, form = tmp_path / f"data{suffix}", FORMATS[suffix]
        said = quads if form.supports_datasets else {quad.triple: None for quad in quads}
        path.write_bytes(serialize(said, format=form) or b"")
        return path

    return write


@dataclass(frozen=True)
class Faulty:
    """A reader that misplaces its first figure and miscounts its second."""

    name: str = "faulty"
    version: str = "1"

    def read(self, content: bytes, name: str, identifiers: Identifiers) -> Read:
        """Read, and spoil."""
        read = ReportReader().read(content, name, identifiers)
        (first,) = read.reading.claims
        figure = replace(first.figure, span=Span(60, 65), value=Decimal(-1))
        return replace(read, reading=replace(read.reading, claims=(replace(first, figure=figure),)))


# --- RDF


@pytest.mark.parametrize("suffix", sorted(FORMATS))
def test_good_data_are_good_in_every_format(written: Callable[..., Path], suffix: str) -> None:
    run = Validation()
    assert findings(written(QUADS, suffix), run) == []
    assert run.summary == "1 source, 4 claims: all is well"


@pytest.mark.parametrize("suffix", [".ttl", ".jsonld", ".trig"])
def test_a_broken_rule_is_told_with_file_node_and_remedy(written: Callable[..., Path], suffix: str) -> None:
    wrong = [q for q in QUADS if (q.subject, q.predicate) != (CLAIM, CCL.stance)]
    path = written(wrong, suffix)
    (finding,) = findings(path)
    assert (finding.file, finding.node, finding.rule) == (str(path), CLAIM.value, "stance")
    assert str(finding).startswith(f"{path}: {CLAIM.value} has not exactly one stance")
    assert "states, confirms, claims" in finding.mend


def test_data_below_another_base_are_judged_with_the_reference_data_below_it(tmp_path: Path) -> None:
    other = Identifiers("https://example.org/id/")
    reading = ReportReader().read(REPORTS[0], "report", other).reading
    path = tmp_path / "data.nq"
    path.write_bytes(serialize(reading_quads(reading, other), format=RdfFormat.N_QUADS) or b"")
    assert findings(path, Validation(other.base)) == []
    assert {f.rule for f in findings(path)} >= {"claimant", "stance", "phenomenon"}


def test_a_misspelt_term_is_told_with_its_line_and_the_nearest_term(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(f"@prefix c: <{CCL}> .\n\n<urn:x>\n  c:claiment <urn:y> .\n")
    (finding,) = findings(path)
    assert (finding.line, finding.node, finding.rule) == (4, "urn:x", "term")
    assert "no term 'claiment'; did you mean ccl:claimant?" in finding.wrong


def test_a_misspelt_class_is_no_way_around_the_rules(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(f"<urn:x> a <{CCL}Clam> .\n")
    assert ["did you mean ccl:Claim?" in finding.wrong for finding in findings(path)] == [True]


@pytest.mark.parametrize(
    ("suffix", "content", "line", "words"),
    [
        (".ttl", b"@prefix a: <urn:a> .\na:x a:b c:d .\n", 2, "is not Turtle: The prefix c: has not been declared"),
        (".nt", b"<urn:x> <urn:y> \n", 2, "is not N-Triples"),
        (".trig", b"<a> { <b> <c> <d> }", 1, "No scheme found in an absolute IRI"),
        (".owl", b"<?xml version='1.0'?>\n<x/>", None, "is not RDF/XML"),
        (".jsonld", b'{"@id": "urn:x",\n "@type": [1\n}', 3, "is not JSON-LD"),
        (".jsonld", b'{"@context": "https://example.org/c", "urn:p": 1}', None, "@context would have to be fetched"),
        (".nq", b"\xff\xfe", 1, "UTF-8"),
        (".ttl", b"", None, "says nothing"),
        (".ttl", b"# '''\n<urn:x> <urn:y> " + b"<<( <urn:x> <urn:y> " * 200_000, None, "nested more than 100 deep"),
    ],
    ids=["prefix", "cut off", "relative", "no RDF", "no JSON", "remote", "bytes", "empty", "nested"],
)
def test_malformed_rdf_is_told_with_its_line_and_reason(
    tmp_path: Path, suffix: str, content: bytes, line: int | None, words: str
) -> None:
    path = tmp_path / f"data{suffix}"
    path.write_bytes(content)
    (finding,) = findings(path)
    assert finding.line == line
    assert words in finding.wrong
    assert "Parser error" not in finding.wrong


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_packed_file_is_unpacked(written: Callable[..., Path], pack: Callable[[bytes], bytes]) -> None:
    path = written([q for q in QUADS if (q.subject, q.predicate) != (CLAIM, CCL.stance)], ".ttl")
    packed = path.with_suffix(".ttl.gz" if pack is gzip.compress else ".ttl.zst")
    packed.write_bytes(pack(path.read_bytes()))
    assert [finding.rule for finding in findings(packed)] == ["stance"]


def test_json_that_is_no_rdf_is_not_judged_as_rdf(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    path.write_text('[{"date": "2025-01-01", "note": "31 bodies"}]')
    assert "syntax" not in {finding.rule for finding in findings(path)}


def test_a_statement_about_a_statement_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(f"<urn:r> <{RDF}reifies> <<( <urn:s> <urn:p> 1 )>> .\n")
    assert findings(path) == []


def test_rdf_without_anything_of_ours_says_that_nothing_was_judged(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text("<urn:s> <urn:p> 1 .\n")
    run = Validation()
    assert findings(path, run) == []
    assert run.summary.startswith("0 sources, 0 claims")


# --- reports


def test_a_report_is_read_and_its_records_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(REPORTS[0])
    run = Validation()
    assert findings(path, run) == []
    assert run.summary == "1 source, 1 claim: all is well"


def test_what_a_faulty_reader_reads_is_told(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(REPORTS[0])
    found = findings(path, Validation(loader=Faulty()))
    assert [f.rule for f in found] == ["anchor", "figure-quoted", "number"]
    assert "the figure stands outside its quotation" in found[0].wrong


@pytest.mark.parametrize(
    ("content", "wrong", "mend"),
    [
        (b"\x00\x01", "character 0 is the control character 0x00", "plain text"),
        (b"---\ntitle: [x\n---\nRussia returned 31 bodies.\n", "of the front matter is not YAML", "correct the file"),
        ("Росія передала Україні тіла 1212 загиблих захисників.".encode(), "language 'uk'", "--language en"),
    ],
    ids=["binary", "front matter", "language"],
)
def test_a_report_that_cannot_be_read_is_a_finding(tmp_path: Path, content: bytes, wrong: str, mend: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(content)
    (finding,) = findings(path)
    assert wrong in finding.wrong
    assert mend in finding.mend


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path / "none.ttl")
    assert "no such file" in finding.wrong


def test_a_missing_language_model_is_no_fault_of_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Read:
        raise ModelMissing(f"{MODEL} is not installed")

    monkeypatch.setattr(ReportReader, "read", refuse)
    path = tmp_path / "report.txt"
    path.write_bytes(REPORTS[0])
    with pytest.raises(ModelMissing):
        findings(path)


# --- data directories


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> DataDirectory:
    directory = DataDirectory.create(tmp_path_factory.mktemp("validated") / "data")
    with open_writer(directory) as writer:
        initialise(writer)
        for report in REPORTS:
            load(writer, ReportReader(), report, "report")
        writer.publish()
    return directory


@pytest.fixture
def spoilt(tmp_path: Path) -> Iterator[tuple[DataDirectory, Writer]]:
    """Give a data directory and its writer: tests commit what no load would, and publish."""
    directory = DataDirectory.create(tmp_path / "data")
    with open_writer(directory) as writer:
        initialise(writer)
        for report in REPORTS:
            load(writer, ReportReader(), report, "report")
        yield directory, writer


def put(writer: Writer, graph: NamedNode, said: frozenset[Triple]) -> None:
    """Give a graph another content."""
    writer.commit({graph: said}, label="by hand", started=utc_now())


def claims(writer: Writer) -> list[NamedNode]:
    """Give the claims, sorted."""
    found = {q.subject for q in writer.quads(predicate=CCL.claimant)}
    return sorted((c for c in found if isinstance(c, NamedNode)), key=str)


def test_what_was_loaded_is_good(loaded: DataDirectory) -> None:
    run = Validation()
    assert findings(loaded.path, run) == []
    assert run.summary == "3 sources, 3 claims: all is well"


def state(directory: DataDirectory) -> list[tuple[Path, int]]:
    """Give every file but the engine's own notes, with when it was written."""
    files = (path for path in directory.path.rglob("*") if path.is_file() and "LOG" not in path.name)
    return sorted((path, path.stat().st_mtime_ns) for path in files)


def test_nothing_in_the_directory_changes(loaded: DataDirectory) -> None:
    before = state(loaded)
    findings(loaded.path)
    assert state(loaded) == before


def test_progress_is_told_source_by_source(loaded: DataDirectory) -> None:
    told: list[tuple[int, int]] = []
    list(Validation().findings(str(loaded.path), lambda done, of: told.append((done, of))))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("batch", [1, 100_000])
def test_what_is_wrong_is_found_whether_judged_one_by_one_or_together(
    spoilt: tuple[DataDirectory, Writer], batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory, writer = spoilt
    claim = claims(writer)[0]
    said = {t for t in writer.triples(claim) if t.predicate != CCL.value}
    put(writer, claim, frozenset(said))
    writer.publish()
    monkeypatch.setattr(validation, "BATCH", batch)
    assert [(f.node, f.rule) for f in findings(directory.path)] == [(claim.value, "value")]


def test_claims_of_three_sources_that_pass_each_other_on_are_found(
    spoilt: tuple[DataDirectory, Writer], monkeypatch: pytest.MonkeyPatch
) -> None:
    directory, writer = spoilt
    chain = claims(writer)
    for claim, other in zip(chain, [*chain[1:], chain[0]], strict=True):
        passed = Quad(claim, CCL.passesOn, other).triple
        put(writer, claim, frozenset({*writer.triples(claim), passed}))
    writer.publish()
    monkeypatch.setattr(validation, "BATCH", 1)
    assert [(f.node, f.rule) for f in findings(directory.path)] == [(claim.value, "circle") for claim in chain]


def test_a_graph_of_any_other_name_is_judged_too(spoilt: tuple[DataDirectory, Writer]) -> None:
    directory, writer = spoilt
    mine = NamedNode("https://example.org/mine")
    wrong = {Quad(mine, RDF.type, CCL.Quantity).triple, Quad(mine, NamedNode(f"{CCL}abuot"), Literal(1)).triple}
    put(writer, mine, frozenset(wrong))
    writer.publish()
    assert {(f.node, f.rule) for f in findings(directory.path)} == {
        (mine.value, "term"),
        (mine.value, "phenomenon"),
        (mine.value, "accumulation"),
    }


def test_a_source_that_is_named_and_not_described_is_found(spoilt: tuple[DataDirectory, Writer]) -> None:
    directory, writer = spoilt
    claim = claims(writer)[0]
    (source,) = {t.object for t in writer.triples(claim) if t.predicate == CCL.foundIn}
    assert isinstance(source, NamedNode)
    put(writer, source, frozenset())
    writer.publish()
    # That it is a source follows from being named as one; what makes a source is missing.
    assert (source.value, "text") in {(f.node, f.rule) for f in findings(directory.path)}


def test_a_directory_of_another_base_is_judged_below_it(tmp_path: Path) -> None:
    directory = DataDirectory.create(tmp_path / "other", base="https://example.org/id/")
    with open_writer(directory) as writer:
        initialise(writer)
        load(writer, ReportReader(), REPORTS[0], "report")
        writer.publish()
    assert findings(directory.path) == []


def test_every_finding_can_be_said_in_json(written: Callable[..., Path]) -> None:
    wrong = [q for q in QUADS if q.predicate not in (OA.exact, CCL.value)]
    for finding in findings(written(wrong)):
        assert set(json.loads(json.dumps(asdict(finding)))) == {"file", "line", "node", "wrong", "mend", "rule"}


def test_a_person_that_is_an_event_is_told_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(f"@prefix c: <{CCL}> .\n<urn:he> a c:Spokesperson ; c:transfer <urn:t> .\n")
    (clash,) = [finding for finding in findings(path) if finding.rule == "clash"]
    assert (clash.node, clash.mend) == ("urn:he", "take one of them back")
    assert clash.wrong == "would be both ccl:Exchange and ccl:Spokesperson, which exclude each other"


def test_what_contradicts_the_reference_data_is_told(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text(f"@prefix c: <{CCL}> .\n<{Identifiers().at('party/russia')}> a c:Conflict .\n")
    assert "clash" in {finding.rule for finding in findings(path)}
