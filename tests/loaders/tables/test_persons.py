"""Lists of persons: their records are counted, and nothing of them is kept. All names are invented."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from loaders.articles.article import Refused
from loaders.articles.opening import Opener
from loaders.errors import LoaderError, TableRejected
from loaders.reports.metadata import Metadata
from loaders.tables.load import LoadedTable, batches, described, load_table
from loaders.tables.opening import open_table
from loaders.tables.revisions import Release
from loaders.verification import verify
from ontology.dates import when
from ontology.identifiers import Identifiers
from ontology.model import Accumulation, Claim, Comparator, Phenomenon
from ontology.terms import CCL
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer

Writing = Callable[[str, str], Path]

NAMES = Identifiers()
ADDRESS = "https://200.zona.media/api/case"
KNOWN = Metadata(published=when("2025-01-31"), url=ADDRESS)
WORDS = ("Zyxomir", "Qwertin", "Plughard", "zyxomir-slug", "Inventovych", "1901-02-03")
CASES = json.dumps([{"url": "zyxomir-slug", "name": name, "id": 7, "color": "red"} for name in WORDS[:3]])
DETAILS = json.dumps(
    [
        {"uid": 1, "name": "Zyxomir", "region": "Nowhere", "birth": "1901-02-03", "death": "2022-03-05"},
        {"uid": 2, "name": "Qwertin", "region": "Nowhere", "birth": None, "death": "2022-03-09"},
        {"uid": 3, "name": "Plughard", "region": "Nowhere", "birth": None, "death": None},
    ]
)
LOSSES = """FirstName,Patronym,Sex,DateBirth,DateEvent,Status
Zyxomir,Inventovych,1,1901-02-03,2024-03-05,dead
Qwertin,Inventovych,1,1901-02-03,2024-03-09 00:00:00,Dead
Plughard,Inventovych,1,1901-02-03,?,dead
Zyxomir,Inventovych,1,1901-02-03,2024-04-01,missing
Qwertin,Inventovych,1,1901-02-03,2024-04-01,prisoner
Plughard,Inventovych,1,1901-02-03,2024-04-01,released_prisoner
"""


def claims(path: Path, known: Metadata = KNOWN) -> list[Claim]:
    table = open_table(str(path))
    dataset = described(table, known, Release(), NAMES)
    return [claim for batch, _ in batches(table, dataset, NAMES, None, None) for claim in batch.claims]


def told(path: Path, known: Metadata = KNOWN) -> list[tuple[Phenomenon, str | None, int]]:
    return [
        (c.quantity.phenomenon, c.quantity.period.edtf if c.quantity.period else None, int(c.figure.value))
        for c in claims(path, known)
    ]


def kept(directory: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file())


@pytest.fixture
def bad() -> str:
    """A list in which each kind of record is that cannot be used."""
    return LOSSES + "Zyxomir,Inventovych,1,1901-02-03,05.03.2024,dead\nQwertin,,,,,at large\nPlughard,Inventovych\n"


def test_no_word_of_a_list_is_anywhere_in_the_data_directory(writer: Writer, write: Writing, bad: str) -> None:
    for name, text in (("a.json", CASES), ("b.json", DETAILS), ("c.csv", bad)):
        loaded = load_table(writer, str(write(name, text)), KNOWN)
        assert loaded.claims
    writer.publish()
    everything = kept(writer.directory.path)
    assert b"counted,month,records,list" in everything
    assert [word for word in WORDS if word.encode() in everything] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cut.json", CASES[:-20]),
        ("other.csv", "surname,fate\nInventovych,dead\n"),
        ("alone.json", '{"name": "Zyxomir", "death": null}'),
        ("latin.csv", LOSSES.replace("?", "\udcff")),
    ],
)
def test_what_cannot_be_counted_is_refused_and_leaves_no_word(
    writer: Writer, tmp_path: Path, name: str, text: str
) -> None:
    (path := tmp_path / name).write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(LoaderError) as refused:
        load_table(writer, str(path), KNOWN)
    assert [word for word in WORDS if word.encode() in kept(writer.directory.path)] == []
    assert [word for word in WORDS if word in str(refused.value)] == []


@pytest.mark.parametrize("text", [CASES, DETAILS, LOSSES, LOSSES.replace(",", ";"), f"\ufeff {CASES}"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a"])
def test_a_list_is_not_read_as_a_report_under_another_name(write: Writing, name: str, text: str) -> None:
    (opened,) = Opener().articles([str(write(name, text))])
    assert isinstance(opened, Refused)
    assert "list of persons" in str(opened.error)


def test_no_mapping_loads_a_list_of_persons(write: Writing) -> None:
    mapping = "claimant: Mediazona\naccumulation: stock\nas-of: 2025-01-01\nfigures: {column: id, phenomenon: deaths}\n"
    write("a.json.mapping.yaml", mapping)
    with pytest.raises(TableRejected, match="list of persons"):
        open_table(str(write("a.json", CASES)))


def loaded_list(writer: Writer, write: Writing) -> LoadedTable:
    loaded = load_table(writer, str(write("c.csv", LOSSES)), KNOWN)
    writer.publish()
    return loaded


def test_the_source_says_the_hash_of_the_list_and_so_does_each_quotation(writer: Writer, write: Writing) -> None:
    source = NamedNode(loaded_list(writer, write).source)
    digest = hashlib.sha256(LOSSES.encode()).hexdigest()
    assert [quad.object for quad in writer.quads(source, CCL.listDigest, None, source)] == [Literal(digest)]
    assert all(claim.utterance.quotation.exact.endswith(f",{digest}") for claim in claims(write("d.csv", LOSSES)))


def test_verify_stands_on_the_counts_and_tells_how_many_lists_are_not_kept(writer: Writer, write: Writing) -> None:
    loaded_list(writer, write)
    with open_snapshot(writer.directory) as snapshot:
        found = verify(snapshot, Sources(writer.directory))
    assert (found.problems, found.lists, found.claims) == ((), 1, 5)


def test_loading_a_list_twice_changes_nothing(writer: Writer, write: Writing) -> None:
    loaded_list(writer, write)
    assert not loaded_list(writer, write).changed


def test_a_list_is_a_lower_bound_by_who_keeps_it(write: Writing) -> None:
    (claim,) = claims(write("a.json", CASES))
    assert claim.utterance.claimant == NAMES.at("agency/mediazona")
    assert (claim.figure.comparator, claim.figure.lowest, claim.figure.highest) == (
        Comparator.AT_LEAST,
        Decimal(3),
        None,
    )
    assert (claim.quantity.accumulation, claim.as_of) == (Accumulation.CUMULATIVE, when("2025-01-31"))
    assert claim.quantity.affiliation == NAMES.at("party/russia")


def test_the_address_of_a_list_says_which_year_it_is_of(write: Writing) -> None:
    path = write("a.json", CASES)
    assert told(path, replace(KNOWN, url=f"{ADDRESS}?death=2022")) == [(Phenomenon.DEATHS, "2022", 3)]
    assert told(path, replace(KNOWN, url=f"{ADDRESS}?death=lately")) == []
    assert told(path, replace(KNOWN, url=None)) == []


@pytest.mark.parametrize(
    "url",
    [
        None,
        "https://example.org/people.json",
        "https://notzona.media/api/case",
        "https://zona.media.example.org/",
        "https://[",
    ],
)
def test_what_is_not_at_mediazonas_address_is_no_word_of_mediazonas(write: Writing, url: str | None) -> None:
    assert [told(write("a.json", text), replace(KNOWN, url=url)) for text in (CASES, DETAILS)] == [[], []]


def test_a_total_without_a_day_is_not_claimed(write: Writing) -> None:
    assert told(write("a.json", DETAILS), replace(KNOWN, published=None)) == [(Phenomenon.DEATHS, "2022-03", 2)]


def test_the_dead_are_counted_by_month_too(write: Writing) -> None:
    assert told(write("a.json", DETAILS)) == [(Phenomenon.DEATHS, None, 3), (Phenomenon.DEATHS, "2022-03", 2)]


def test_each_status_is_a_count_of_its_own(write: Writing) -> None:
    assert told(write("c.csv", LOSSES)) == [
        (Phenomenon.DEATHS, None, 3),
        (Phenomenon.DEATHS, "2024-03", 2),
        (Phenomenon.MISSING, None, 1),
        (Phenomenon.PRISONERS_HELD, None, 1),
        (Phenomenon.PRISONERS_EXCHANGED, None, 1),
    ]


def test_records_that_cannot_be_used_are_told_by_their_number(writer: Writer, write: Writing, bad: str) -> None:
    assert load_table(writer, str(write("c.csv", bad)), KNOWN).rejected == 3
    refused = [json.loads(line) for line in writer.directory.rejected.read_text().splitlines()]
    assert [each["column"] for each in refused] == ["month", "counted", "counted"]
