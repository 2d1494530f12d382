"""The load of a table: row by row into claims that verify, some rows at a time, and twice is once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from loaders.erasing import erase
from loaders.errors import InputRejected, InputUnreadable, LoaderError, SourceErased, TableRejected
from loaders.reports.metadata import Metadata
from loaders.tables import load as loading
from loaders.tables import registry
from loaders.tables.general_staff import GeneralStaff
from loaders.tables.load import LoadedTable, load_table, try_table
from loaders.tables.opening import open_table
from loaders.tables.record import Recorder
from loaders.tables.revisions import Release
from loaders.tables.rows import BadRow, Row
from loaders.verification import verify
from ontology.dates import when
from ontology.model import Claim
from ontology.terms import CCL, DCAT, DCTERMS, OA, PROV, RDF, SCHEMA
from store.activity import utc_now
from store.errors import SourceChanged
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer

Writing = Callable[[str, str], Path]

TABLE = "date,day,personnel\n2025-01-01,1,40\n2025-01-02,2,many\n2025-01-03,3,60\n2025-01-04,4,70\n"


@dataclass(frozen=True)
class Newer(GeneralStaff):
    """A newer loader, which makes no claim of so many."""

    version: str = "2"

    def claims(self, row: Row, record: Recorder) -> Iterable[Claim]:
        """Claim as ever, but for 70."""
        return [] if row.text("personnel") == "70" else super().claims(row, record)


def load(writer: Writer, path: Path, known: Metadata | None = None, limit: int | None = None) -> LoadedTable:
    return load_table(writer, str(path), known or Metadata(), limit=limit)


def values(writer: Writer) -> list[int]:
    found = (quad.object for quad in writer.quads(None, CCL.value))
    return sorted(int(each.value) for each in found if isinstance(each, Literal))


def problems(writer: Writer) -> list[str]:
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        return [problem.message for problem in verify(snapshot, Sources(writer.directory)).problems]


def test_rows_become_claims_that_verify(writer: Writer, write: Writing) -> None:
    done = load(writer, write("t.csv", TABLE))
    assert (done.rows, done.claims, done.rejected, done.changed) == (4, 3, 1, True)
    assert values(writer) == [40, 60, 70]
    assert problems(writer) == []


def test_a_row_that_cannot_be_used_is_noted_without_its_content(writer: Writer, write: Writing) -> None:
    done = load(writer, write("t.csv", TABLE))
    (noted,) = [json.loads(line) for line in writer.directory.rejected.read_text().splitlines()]
    assert (noted["source"], noted["row"], noted["column"]) == (done.source, 3, "personnel")
    assert "many" not in noted["reason"]


def test_the_same_again_changes_nothing(writer: Writer, write: Writing) -> None:
    path = write("t.csv", TABLE)
    load(writer, path)
    before, noted = writer.number, writer.directory.rejected.read_bytes()
    done = load(writer, path)
    assert (done.claims, done.rejected, done.changed) == (3, 1, False)
    assert (writer.number, writer.directory.rejected.read_bytes()) == (before, noted)


def test_a_load_that_was_stopped_goes_on_where_it_was(
    writer: Writer, write: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "BATCH", 1)
    path = write("t.csv", TABLE)

    def stop(progress: loading.Progress) -> None:
        if progress.rows == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_table(writer, str(path), Metadata(), told=stop)
    assert values(writer) == [40, 60]
    before = writer.number
    assert load(writer, path).changed
    assert (values(writer), writer.number) == ([40, 60, 70], before + 1)


def test_rows_are_committed_some_at_a_time(writer: Writer, write: Writing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "BATCH", 2)
    before, told = writer.number, list[tuple[int, int]]()
    path = write("t.csv", TABLE)
    load_table(writer, str(path), Metadata(), told=lambda far: told.append((far.rows, far.size)))
    assert writer.number == before + 3
    assert told == [(2, len(TABLE)), (4, len(TABLE))]


def test_a_limit_loads_the_first_rows(writer: Writer, write: Writing) -> None:
    assert load(writer, write("t.csv", TABLE), limit=1).rows == 1
    assert values(writer) == [40]


def test_a_try_tells_the_same_and_writes_nothing(writer: Writer, write: Writing) -> None:
    path, before = write("t.csv", TABLE), writer.number
    tried = try_table(str(path), Metadata(), writer.base)
    assert (writer.number, writer.directory.rejected.exists(), list(Sources(writer.directory))) == (before, False, [])
    done = load(writer, path)
    assert (tried.source, tried.rows, tried.claims, tried.rejected) == (done.source, 4, 3, 1)


def test_a_dataset_is_a_source_with_what_is_known_of_it(writer: Writer, write: Writing) -> None:
    known = Metadata("Losses", "Some Archive", when("2025-02"), "https://example.org/t.csv", licence="MIT")
    path = write("t.csv", TABLE)
    done = load_table(writer, str(path), known, release=Release("3.1"))
    source = NamedNode(done.source)
    assert done.source.startswith(f"{writer.base}dataset/")
    said = {quad.predicate: quad.object for quad in writer.quads(source, None, None, source)}
    kinds = {quad.object for quad in writer.quads(source, RDF.type)}
    assert {CCL.Dataset, CCL.Source, DCAT.Dataset} <= kinds
    assert CCL.Report not in kinds
    plain = {p: said[p].value for p in (DCTERMS.title, DCTERMS.license, SCHEMA.url, DCAT.version)}  # type: ignore[union-attr]  # literals
    assert list(plain.values()) == ["Losses", "MIT", "https://example.org/t.csv", "3.1"]
    assert said[DCTERMS.publisher] == NamedNode(f"{writer.base}agency/by-name/some-archive")
    assert problems(writer) == []


def test_who_publishes_a_dataset_relays_its_claims(writer: Writer, write: Writing) -> None:
    load(writer, write("t.csv", TABLE), Metadata(publisher="Reuters"))
    assert {quad.object for quad in writer.quads(None, CCL.relayedBy)} == {NamedNode(f"{writer.base}agency/reuters")}


def test_the_same_rows_from_another_address_are_another_source(writer: Writer, write: Writing) -> None:
    path = write("t.csv", TABLE)
    one = load(writer, path, Metadata(url="https://example.org/1"))
    assert load(writer, path, Metadata(url="https://example.org/2")).source != one.source


def test_another_title_is_the_same_source_with_that_title(writer: Writer, write: Writing) -> None:
    path = write("t.csv", TABLE)
    one = load(writer, path, Metadata(title="One"))
    assert load(writer, path, Metadata(title="Two")).source == one.source
    titles = [quad.object for quad in writer.quads(NamedNode(one.source), DCTERMS.title)]
    assert titles == [Literal("Two")]


def test_a_row_and_a_cell_are_named_after_rfc_7111(writer: Writer, write: Writing) -> None:
    load(writer, write("t.csv", TABLE))
    selectors = {quad.subject for quad in writer.quads(None, RDF.type, OA.FragmentSelector)}
    found = {quad.object for each in selectors for quad in writer.quads(each, RDF.value)}  # type: ignore[arg-type]  # names
    assert {Literal("row=2"), Literal("cell=2,3")} <= found


def test_a_wrong_cell_does_not_verify(writer: Writer, write: Writing) -> None:
    done = load(writer, write("t.csv", TABLE), limit=1)
    (claim,) = {quad.subject for quad in writer.quads(None, CCL.foundIn, NamedNode(done.source))}
    assert isinstance(claim, NamedNode)
    moved = {
        triple if triple.object != Literal("cell=2,3") else type(triple)(
            triple.subject, triple.predicate, Literal("cell=2,2")
        )
        for triple in writer.triples(claim)
    }  # fmt: skip
    writer.commit({claim: frozenset(moved)}, label="by hand", started=utc_now())
    assert any("are not in cell=2,2" in message for message in problems(writer))


def test_what_a_newer_loader_no_longer_claims_stays_and_is_marked(
    writer: Writer, write: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("t.csv", TABLE)
    load(writer, path)
    monkeypatch.setattr(registry, "LOADERS", (Newer(),))
    assert load(writer, path).changed
    (gone,) = {quad.subject for quad in writer.quads(None, PROV.invalidatedAtTime)}
    assert [quad.object for quad in writer.quads(gone, CCL.value)] == [Literal(70)]  # type: ignore[arg-type]  # a name
    assert not load(writer, path).changed
    assert problems(writer) == []


def test_a_long_row_is_quoted_from_its_figure_to_what_dates_it(writer: Writer, write: Writing) -> None:
    load(writer, write("t.csv", f"note,date,day,personnel,more\n{'x' * 400},2025-01-01,1,40,{'y' * 400}\n"))
    (exact,) = [quad.object for quad in writer.quads(None, OA.exact)]
    assert exact == Literal("2025-01-01,1,40")
    assert problems(writer) == []


def test_a_row_in_which_they_are_far_apart_is_quoted_by_its_figure(writer: Writer, write: Writing) -> None:
    load(writer, write("t.csv", f"date,day,note,personnel\n2025-01-01,1,{'x' * 600},40\n"))
    (exact,) = [quad.object for quad in writer.quads(None, OA.exact)]
    assert exact == Literal("40")
    assert problems(writer) == []


@pytest.mark.parametrize(
    ("name", "text", "error", "says"),
    [
        ("t.csv", TABLE.replace(",", ";"), TableRejected, "parted by semicolons"),
        ("t.csv", TABLE.replace(",", "\t"), TableRejected, "parted by tabs"),
        ("t.csv", TABLE.replace("personnel", "people"), TableRejected, "lacks the columns personnel"),
        ("t.csv", "a,b\n1,2\n", TableRejected, "`counterclaim loaders` lists what is"),
        ("t.json", '{"a": 1}', TableRejected, "holds no list of records"),
        ("t.json", "[]", TableRejected, "holds no record"),
        ("t.csv", " \n", InputRejected, "is empty"),
        ("t.csv", TABLE + "\udcff", InputRejected, "not UTF-8"),
    ],
)
def test_what_is_no_table_that_is_read_is_refused_by_name_and_noted(
    writer: Writer, tmp_path: Path, name: str, text: str, error: type[LoaderError], says: str
) -> None:
    (path := tmp_path / name).write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(error, match=says) as refused:
        load(writer, path)
    assert str(refused.value).startswith(str(path))
    assert json.loads(writer.directory.rejected.read_text())["source"] == name
    assert list(Sources(writer.directory)) == []


def test_a_file_that_is_not_there_is_told(writer: Writer, tmp_path: Path) -> None:
    with pytest.raises(InputUnreadable, match="no regular file"):
        load(writer, tmp_path / "t.csv")


def test_a_file_that_changes_while_it_is_read_is_not_kept(writer: Writer, write: Writing) -> None:
    path = write("t.csv", TABLE)
    with pytest.raises(SourceChanged):
        Sources(writer.directory).put_file(path, "0" * 64)
    assert list(Sources(writer.directory)) == []


def test_a_table_that_was_erased_is_gone_and_not_loaded_again(writer: Writer, write: Writing) -> None:
    path = write("losses.csv", TABLE)
    loaded = load(writer, path)
    erased = erase(writer, loaded.source, "asked for", grace=0)
    assert (erased.claims, values(writer)) == (3, [])
    kinds = {quad.object for quad in writer.quads(NamedNode(loaded.source), RDF.type)}
    assert CCL.Dataset in kinds
    assert CCL.Report not in kinds
    with pytest.raises(SourceErased, match=r"erased on .*: asked for"):
        load(writer, path)
    assert erased.sha256 not in Sources(writer.directory)


def test_who_relays_it_is_renewed_in_each_claim_however_the_load_is_parted(writer: Writer, write: Writing) -> None:
    path, url = write("losses.csv", TABLE), "https://example.org/losses.csv"
    load(writer, path, Metadata(url=url, publisher="Reuters"))
    load(writer, path, Metadata(url=url, publisher="BBC"), limit=1)
    assert load(writer, path, Metadata(url=url, publisher="BBC")).changed
    found = (quad.object for quad in writer.quads(None, CCL.relayedBy))
    assert {str(relay).rpartition("/")[2] for relay in found} == {"bbc>"}


@pytest.mark.parametrize(
    "second", ['{"date": "2025-01-02", "day": 2}', '{"date": "2025-01-02", "x": "\\ud800", "personnel": 5}']
)
def test_a_record_that_cannot_be_read_costs_no_other(writer: Writer, write: Writing, second: str) -> None:
    first = '{"date": "2025-01-01", "day": 1, "personnel": 40}'
    loaded = load(writer, write("losses.json", f"[{first}, {second}]"))
    assert (loaded.claims, loaded.rejected) == (1, 1)


def test_line_ends_that_are_no_line_ends_are_refused(writer: Writer, write: Writing) -> None:
    with pytest.raises(TableRejected, match="CR alone"):
        load(writer, write("losses.csv", TABLE.replace("\n", "\r")))


def test_a_mark_that_is_never_closed_costs_its_line_alone(write: Writing) -> None:
    many = "".join(f"2025-01-01,{day},{day}\n" for day in range(80_000))
    table = write("losses.csv", 'date,day,personnel\n2025-01-01,1,"40\n' + many)
    marked = [row for row in open_table(str(table)).rows() if isinstance(row, BadRow)]
    assert [row.number for row in marked] == [2]
    assert sum(isinstance(row, Row) for row in open_table(str(table)).rows()) == 80_000
