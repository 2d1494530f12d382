"""Loading RDF: into a graph of its own, and an export's graphs as they were."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from loaders.erasing import erase
from loaders.errors import ChangeRejected, InputRejected, SourceErased
from loaders.initialising import initialise
from loaders.load import load
from loaders.rdf.load import load_rdf
from loaders.reports.reader import ReportReader
from ontology.identifiers import DEFAULT_BASE
from ontology.terms import CCL, PROV, RDF
from store.changes import placed
from store.directory import DataDirectory
from store.dumps import make_dump, path_of
from store.snapshots import open_snapshot
from store.writer import Writer, open_writer
from tests.conftest import Running
from tests.loaders.conftest import NOON

REPORT = b"""---
publisher: Ukrinform
published: 2025-06-12
url: https://example.org/1
---
On 11 June 2025 Russia handed over 1,212 bodies to Ukraine, the Coordination Headquarters said. Moscow said it got 27.
"""
NOTES = b"""@prefix e: <https://example.org/> .
e:a e:seen true ; e:by [ e:n 1 ] .
"""
RECORDS = f"{DEFAULT_BASE}graph/activity/"


@pytest.fixture
def notes(tmp_path: Path) -> str:
    (path := tmp_path / "notes.ttl").write_bytes(NOTES)
    return str(path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a new data directory, one with a report in it, and the dump of that one."""
    folder = tmp_path_factory.mktemp("made")
    with open_writer(DataDirectory.create(folder / "new")) as opened:
        initialise(opened)
        opened.publish()
    shutil.copytree(folder / "new", folder / "full")
    with open_writer(directory := DataDirectory.open(folder / "full")) as opened:
        load(opened, ReportReader(), REPORT, "a.txt")
        opened.publish()
    with open_snapshot(directory) as snapshot:
        make_dump(snapshot)
        shutil.copy(path_of(directory, snapshot.name, f"{snapshot.name}.nq.gz"), folder / "dump.nq.gz")
    return folder


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """Give a data directory without sources, to be written to."""
    return Path(shutil.copytree(made / "new", tmp_path / "data"))


@pytest.fixture
def writer(data: Path) -> Iterator[Writer]:
    with open_writer(DataDirectory.open(data)) as opened:
        yield opened


@pytest.fixture
def full(made: Path, tmp_path: Path) -> Iterator[Writer]:
    """Give a data directory with a report in it, to be written to."""
    with open_writer(DataDirectory.open(Path(shutil.copytree(made / "full", tmp_path / "full")))) as opened:
        yield opened


@pytest.fixture
def dump(made: Path) -> str:
    """Give the dump of that directory, as a server offers it."""
    return str(made / "dump.nq.gz")


def world(writer: Writer) -> dict[str, frozenset[Triple]]:
    """Give all graphs but the records of what was done when."""
    return {name.value: writer.triples(name) for name in writer.names() if not name.value.startswith(RECORDS)}


def trig(writer: Writer, path: Path) -> str:
    """Write all graphs as TriG, with their merge as the default graph."""
    quads = [quad for name in writer.names() for quad in writer.quads(graph=name)]
    merge = {placed(quad.triple) for quad in quads}
    serialize([*quads, *merge], str(path), format=RdfFormat.TRIG)
    return str(path)


def test_a_file_becomes_a_graph_of_its_own_without_blank_nodes(writer: Writer, notes: str) -> None:
    done = load_rdf(writer, notes)
    held = writer.triples(NamedNode(done.source))
    assert (done.graphs, done.statements, done.changed, len(held)) == (1, 3, True, 3)
    assert done.source.startswith(f"{DEFAULT_BASE}upload/")
    assert {t.subject.value for t in held if isinstance(t.subject, NamedNode) and "genid/" in t.subject.value}


def test_to_load_it_twice_changes_nothing(writer: Writer, notes: str) -> None:
    load_rdf(writer, notes)
    number = writer.number
    assert not load_rdf(writer, notes).changed
    assert writer.number == number


@pytest.mark.parametrize(
    "value", [b"(" + b" 1" * 4000 + b" )", b"( " * 4000 + b")" * 4000, b"[ <e:p> " * 4000 + b"1" + b" ]" * 4000]
)
def test_many_blank_nodes_take_time_as_they_are_many(writer: Writer, tmp_path: Path, value: bytes) -> None:
    (path := tmp_path / "a.ttl").write_bytes(b"<e:a> <e:p> " + value + b" .")
    assert load_rdf(writer, str(path)).statements >= 4000
    assert not load_rdf(writer, str(path)).changed


def test_an_export_restores_its_graphs_as_they_were(full: Writer, dump: str, writer: Writer) -> None:
    done = load_rdf(writer, dump)
    assert world(writer) == world(full)
    assert (done.claims, done.changed, done.erased) == (2, True, 0)
    assert done.kept >= 3, "ontology, reference data and records at least"
    assert not load_rdf(writer, dump).changed


def test_an_export_changes_nothing_where_it_comes_from(full: Writer, dump: str) -> None:
    assert not load_rdf(full, dump).changed


def test_the_merge_in_an_export_is_not_said_again(full: Writer, writer: Writer, tmp_path: Path) -> None:
    load_rdf(writer, trig(full, tmp_path / "a.trig"))
    assert world(writer) == world(full)


def test_what_an_export_says_goes_over_what_is_there(full: Writer, dump: str) -> None:
    before = world(full)
    load(full, ReportReader(), REPORT.replace(b"Ukrinform\n", b"Ukrinform\ntitle: Later\n"), "a.txt")
    assert world(full) != before
    load_rdf(full, dump)
    assert world(full) == before


@pytest.fixture(params=["merge", "plain"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Writer]:
    """Give a data directory of either sort, with the vocabulary and no sources."""
    with open_writer(DataDirectory.create(tmp_path / request.param, default_graph=request.param)) as opened:
        initialise(opened)
        yield opened


def test_what_nobody_claims_any_more_stays_so(full: Writer, either: Writer, tmp_path: Path) -> None:
    claim = next(q.subject for q in full.quads(None, CCL.claimant) if isinstance(q.subject, NamedNode))
    full.commit({}, label="a test", started=NOON, invalidated=[claim])
    path = trig(full, tmp_path / "a.trig")
    load_rdf(either, path)
    assert either.quads(claim, PROV.invalidatedAtTime)
    assert not load_rdf(either, path).changed


def test_an_export_under_another_base_is_refused(writer: Writer, tmp_path: Path) -> None:
    with open_writer(DataDirectory.create(tmp_path / "other", base="https://example.org/id/")) as other:
        initialise(other)
        path = trig(other, tmp_path / "a.trig")
    with pytest.raises(InputRejected, match=r"init --base https://example\.org/id/"):
        load_rdf(writer, path)


def test_what_breaks_a_rule_is_refused_whole(writer: Writer, tmp_path: Path) -> None:
    number = writer.number
    (path := tmp_path / "a.ttl").write_bytes(NOTES + f"<https://example.org/c> a <{CCL.Claim.value}> .".encode())
    with pytest.raises(ChangeRejected, match=r"a\.ttl: https://example\.org/c .*nothing was changed"):
        load_rdf(writer, str(path))
    assert writer.number == number


@pytest.mark.parametrize(
    "said",
    [
        "[] a <http://xmlns.com/foaf/0.1/Person> ; <http://xmlns.com/foaf/0.1/name> 'Ivan Ivanov' .",
        "<e:g> { <e:ivanov> a <http://schema.org/Person> }",
        "<e:ivanov> a <https://schema.org/Person> .",
        "<e:ivanov> a <http://www.w3.org/ns/prov#Person> .",
        "<e:ivanov> <http://www.wikidata.org/prop/direct/P31> <http://www.wikidata.org/entity/Q5> .",
        f"<e:ivanov> a <{CCL}Spokesperson> .",
        f"<e:ivanov> <{CCL}speaksFor> <{DEFAULT_BASE}party/russia> .",
    ],
)
def test_a_person_who_is_not_in_the_reference_data_is_not_kept_and_not_named(
    writer: Writer, tmp_path: Path, said: str
) -> None:
    (path := tmp_path / "a.trig").write_text(said)
    before = world(writer)
    with pytest.raises(InputRejected, match=r"a\.trig: describes a person who is not in the reference data") as error:
        load_rdf(writer, str(path))
    assert "van" not in str(error.value).partition("describes")[2].lower()
    assert world(writer) == before


def test_a_spokesperson_of_the_reference_data_may_be_spoken_of(writer: Writer, tmp_path: Path) -> None:
    person = next(q.subject for q in writer.quads(None, RDF.type, CCL.Spokesperson))
    (path := tmp_path / "a.ttl").write_text(f"{person} a <http://xmlns.com/foaf/0.1/Person> ; <e:seen> true .")
    assert load_rdf(writer, str(path)).statements == 2


def test_what_was_erased_does_not_come_back(full: Writer, dump: str, tmp_path: Path) -> None:
    packed = gzip.decompress(Path(dump).read_bytes())
    source = next(q.object for q in full.quads(None, CCL.foundIn) if isinstance(q.object, NamedNode))
    claims = {q.subject for q in full.quads(None, CCL.foundIn, source)}
    erase(full, source.value, "a test", grace=0)
    (path := tmp_path / "again.nq").write_bytes(packed)
    before = world(full)
    assert load_rdf(full, str(path)).erased == len(claims) + 1
    assert world(full) == before


def test_what_was_erased_is_not_said_elsewhere(full: Writer, tmp_path: Path) -> None:
    source = next(q.object for q in full.quads(None, CCL.foundIn) if isinstance(q.object, NamedNode))
    erase(full, source.value, "a test", grace=0)
    (path := tmp_path / "a.nt").write_text(f"<https://example.org/c> <{CCL.foundIn.value}> <{source.value}> .\n")
    with pytest.raises(SourceErased, match=r"a\.nt: speaks of a source that was erased"):
        load_rdf(full, str(path))


def test_what_was_erased_elsewhere_is_erased_here_first(full: Writer, made: Path, tmp_path: Path) -> None:
    source = next(q.object for q in full.quads(None, CCL.foundIn) if isinstance(q.object, NamedNode))
    with open_writer(DataDirectory.open(Path(shutil.copytree(made / "full", tmp_path / "other")))) as other:
        erase(other, source.value, "a test", grace=0)
        path = trig(other, tmp_path / "a.trig")
    before = world(full)
    with pytest.raises(
        SourceErased, match=r"a\.trig: .*stand here; run `counterclaim erase report/\w+ --reason …` here"
    ):
        load_rdf(full, path)
    assert world(full) == before
    erase(full, source.value, "a test", grace=0)
    assert load_rdf(full, path).erased == 1


def test_a_file_that_has_claims_of_what_it_says_was_erased_is_refused(
    full: Writer, writer: Writer, tmp_path: Path
) -> None:
    source = next(q.object for q in full.quads(None, CCL.foundIn) if isinstance(q.object, NamedNode))
    path = Path(trig(full, tmp_path / "a.trig"))
    path.write_text(f'{path.read_text()}\n<{source.value}> <{CCL.erased.value}> "2025" .')
    with pytest.raises(SourceErased, match=r"stand in the file; run .* where the file comes from"):
        load_rdf(writer, str(path))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [("a.ttl", b"# nothing\n", "says nothing"), ("a.trig", b"_:g { <e:a> <e:b> <e:c> }", "a blank node names a graph")],
)
def test_what_cannot_be_kept_is_one_line(writer: Writer, tmp_path: Path, name: str, content: bytes, told: str) -> None:
    (path := tmp_path / name).write_bytes(content)
    with pytest.raises(InputRejected, match=told):
        load_rdf(writer, str(path))


def test_on_the_command_line_a_bad_file_costs_no_other(
    counterclaim: Running, data: Path, tmp_path: Path, notes: str
) -> None:
    (bad := tmp_path / "b.nt").write_text("<https://example.org/a> 1 .\n")
    done = counterclaim("load", "--data", data, bad, notes)
    assert done.code == 1
    assert done.err.startswith(f"counterclaim: {bad}, line 1: is not N-Triples: ")
    assert done.out.startswith(f"{notes}: 1 graph, 3 statements, 0 figures\n")
    assert counterclaim("verify", "--data", data).out.endswith("all stand\n")
    assert f"{notes}: 1 graph, 3 statements, 0 figures (unchanged)" in counterclaim("load", "--data", data, notes).out


def test_a_restored_directory_stands_once_its_texts_are_there(
    counterclaim: Running, dump: str, data: Path, tmp_path: Path
) -> None:
    (report := tmp_path / "a.txt").write_bytes(REPORT)
    assert "2 figures" in counterclaim("load", "--data", data, dump).out
    assert counterclaim("verify", "--data", data).code == 3, "the text is no part of an export"
    assert counterclaim("load", "--data", data, report).out.startswith(f"{report}: 2 figures (unchanged)")
    assert counterclaim("verify", "--data", data).code == 0
