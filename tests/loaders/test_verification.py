"""Verifying: each kind of tampering is found and named, and an untouched directory passes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from loaders.initialising import initialise
from loaders.load import load
from loaders.reports.metadata import metadata
from loaders.reports.reader import ReportReader
from loaders.verification import Severity, verify
from ontology.identifiers import Identifiers
from ontology.terms import CCL, OA, PROV
from store import reading
from store.directory import DataDirectory
from store.profile import Profile
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import open_writer

REPORT = (
    b"Russia has returned more than 1,212 bodies to Ukraine, the Russian Defence Ministry said, "
    b"with the mediation of the International Committee of the Red Cross."
)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> DataDirectory:
    made = DataDirectory.create(tmp_path_factory.mktemp("verified") / "data")
    with open_writer(made) as writer:
        initialise(writer)
        load(writer, ReportReader(metadata({"publisher": "TASS"}, "test")), REPORT, "report")
        writer.publish()
    return made


class Tampered:
    """A snapshot's stand-in whose graphs can be changed."""

    def __init__(self, directory: DataDirectory) -> None:
        with open_snapshot(directory) as snapshot:
            self.graphs, self.support = Store(), Store()
            self.graphs.bulk_extend(iter(list(snapshot.graphs)))
            self.support.bulk_extend(iter(list(snapshot.support)))
            self.base, self.default_graph, self.statistics = snapshot.base, snapshot.default_graph, snapshot.statistics
            self.name, self.directory = snapshot.name, directory
            self.counted = snapshot.profile()

    def profile(self) -> Profile:
        return self.counted

    def quads(self, *pattern: NamedNode | None) -> list[Quad]:
        return reading.quads(self.graphs, *pattern)

    def triples(self, graph: NamedNode) -> frozenset[Triple]:
        return reading.triples(self.graphs, graph)

    def names(self) -> list[NamedNode]:
        return reading.names(self.graphs)

    def change(self, predicate: NamedNode, value: NamedNode | Literal) -> None:
        """Give every triple of a property in a named graph another object, in the merge too."""
        for quad in list(self.graphs.quads_for_pattern(None, predicate, None, None)):
            self.graphs.remove(quad)
            self.graphs.add(Quad(quad.subject, quad.predicate, value, quad.graph_name))


@pytest.fixture
def tampered(directory: DataDirectory) -> Iterator[Tampered]:
    return Tampered(directory)  # type: ignore[return-value]  # what it stands in for has the same attributes


def messages(tampered: Tampered, directory: DataDirectory) -> list[str]:
    found = verify(tampered, Sources(directory))  # type: ignore[arg-type]  # as above
    return [f"{p.where} {p.message}" for p in found.problems]


def test_what_was_loaded_passes(directory: DataDirectory) -> None:
    with open_snapshot(directory) as snapshot:
        found = verify(snapshot, Sources(directory))
    assert found.problems == ()
    assert (found.sources, found.claims) == (1, 2)
    assert found.quotations >= 3


@pytest.mark.parametrize(
    ("predicate", "value", "words"),
    [
        (OA.exact, Literal("Russia has returned 9,999 bodies"), "the exact of the quotation"),
        (OA.prefix, Literal("never"), "the prefix of the quotation"),
        (OA.suffix, Literal("never"), "the suffix of the quotation"),
        (OA.start, Literal(3), "another than its IRI says"),
        (CCL.printed, Literal("9,999"), "does not stand in its quotation"),
        (CCL.value, Literal(9999), "value is 9999"),
        (CCL.lowest, Literal(1212), "lowest is 1212"),
        (CCL.highest, Literal(5000), None),
        (CCL.comparator, NamedNode(Identifiers().concept("exact")), "gives 1212"),
        (CCL.claimant, NamedNode(Identifiers().at("party/ukraine")), "its IRI does not follow"),
        (CCL.stance, NamedNode(Identifiers().concept("denies")), "its IRI does not follow"),
        (CCL.phenomenon, NamedNode(Identifiers().concept("deaths")), "its IRI does not follow"),
        (CCL.sha256, Literal("0" * 64), "does not follow from its digest"),
        (NamedNode("http://purl.org/dc/terms/publisher"), NamedNode("urn:x"), "does not follow from its text, URL"),
    ],
    ids=lambda value: value.value.rpartition("#")[2] if isinstance(value, NamedNode) else None,
)
def test_tampering_with_the_graph_is_found(
    tampered: Tampered, directory: DataDirectory, predicate: NamedNode, value: NamedNode | Literal, words: str | None
) -> None:
    if words is None:
        claim = next(tampered.graphs.quads_for_pattern(None, CCL.lowest, None, None)).subject
        assert isinstance(claim, NamedNode)
        tampered.graphs.add(Quad(claim, predicate, value, claim))
        words = "highest is 5000"
    else:
        tampered.change(predicate, value)
    assert [m for m in messages(tampered, directory) if words in m]


def test_a_merge_that_is_not_the_named_graphs_is_found(tampered: Tampered, directory: DataDirectory) -> None:
    tampered.graphs.add(Quad(NamedNode("urn:s"), NamedNode("urn:p"), Literal("slipped in")))
    assert [m for m in messages(tampered, directory) if m.startswith("merge")]


def test_a_support_store_that_is_not_the_named_graphs_is_found(tampered: Tampered, directory: DataDirectory) -> None:
    tampered.support.add(Quad(NamedNode("urn:s"), NamedNode("urn:p"), Literal("slipped in"), NamedNode("urn:g")))
    assert [m for m in messages(tampered, directory) if m.startswith("support")]


def test_a_missing_text_is_unverifiable_and_not_a_failure(directory: DataDirectory, tmp_path: Path) -> None:
    empty = DataDirectory.create(tmp_path / "empty")
    with open_snapshot(directory) as snapshot:
        found = verify(snapshot, Sources(empty))
    assert {problem.severity for problem in found.problems} == {Severity.UNVERIFIABLE}


Copied = Callable[[Path], Path]


def test_a_changed_byte_names_the_claim_that_rests_on_it(directory: DataDirectory, tmp_path: Path) -> None:
    other = DataDirectory.create(tmp_path / "other")
    (digest,) = Sources(directory)
    shelf = other.sources / digest[:2]
    shelf.mkdir(parents=True, exist_ok=True)
    (shelf / digest).write_bytes(REPORT.replace(b"1,212", b"1,213"))
    with open_snapshot(directory) as snapshot:
        found = verify(snapshot, Sources(other))
    assert [p for p in found.problems if "/report/" in p.where and "were changed" in p.message]
    assert [p for p in found.problems if "/claim/" in p.where and "the exact of the quotation" in p.message]


def test_a_conclusion_that_was_taken_out_is_missed(tampered: Tampered, directory: DataDirectory) -> None:
    for quad in tampered.quads(None, PROV.wasAttributedTo):
        tampered.graphs.remove(quad)
    assert [m for m in messages(tampered, directory) if "statements that follow by the ontology are missing: 1" in m]


def test_a_conclusion_that_no_graph_bears_out_is_found(tampered: Tampered, directory: DataDirectory) -> None:
    (claim, *_) = tampered.quads(None, CCL.claimant)
    inferred = NamedNode(Identifiers().graph("inferred/0"))
    made_up = Quad(NamedNode("urn:s"), CCL.attributableTo, NamedNode("urn:o"), inferred)
    rests = Quad(inferred, PROV.wasDerivedFrom, claim.graph_name, inferred)  # type: ignore[arg-type]  # a named graph
    tampered.graphs.extend([made_up, rests])
    assert [m for m in messages(tampered, directory) if f"{inferred.value} statements do not follow" in m]
