"""OHCHR's figures in OCHA's sheet: two columns among many, named in the second row. The figures here are invented."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.errors import TableRejected
from loaders.reports.metadata import Metadata
from loaders.tables.load import batches, described, load_table
from loaders.tables.opening import open_table
from loaders.tables.revisions import Release
from loaders.verification import verify
from ontology.dates import when
from ontology.identifiers import Identifiers
from ontology.model import Accumulation, Claim, Comparator, Phenomenon, Population
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer

Writing = Callable[[str, str], Path]
NAMES = Identifiers()

TABLE = """\
Population,"Protection, civilians",,,
Refugees(UNHCR),Civilian casualities(OHCHR) - Killed,Civilian casualities(OHCHR) - Injured,Date,Source URL
"249,553",N/A,N/A,2022-03-03,https://example.org/1
"1,000,000",364,"1,759",2022-03-07,https://example.org/2
"2,000,000","4,000","5,000",2022-06-14,https://example.org/3
"2,000,001","40,00",1,2022-06-15,https://example.org/4
"""
TAGS = "#affected+refugees,#affected+killed,#affected+injured,#date,#meta+url\n"


def claims(path: Path) -> list[Claim]:
    opened = open_table(str(path))
    dataset = described(opened, Metadata(), Release(), NAMES)
    return [claim for batch, _ in batches(opened, dataset, NAMES, None, None) for claim in batch.claims]


def test_the_sheet_is_loaded_and_verifies(writer: Writer, write: Writing) -> None:
    done = load_table(writer, str(write("t.csv", TABLE)), Metadata())
    assert (done.rows, done.claims, done.rejected) == (4, 4, 1)
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        assert verify(snapshot, Sources(writer.directory)).problems == ()
    (noted,) = [json.loads(line) for line in writer.directory.rejected.read_text().splitlines()]
    assert (noted["row"], noted["column"]) == (6, "Civilian casualities(OHCHR) - Killed")


def test_the_row_of_groups_may_have_one_cell(writer: Writer, write: Writing) -> None:
    sheet = "Key figures\n" + TABLE.partition("\n")[2]
    assert load_table(writer, str(write("t.csv", sheet)), Metadata()).claims == 4
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        assert verify(snapshot, Sources(writer.directory)).problems == ()


def test_every_figure_is_that_of_the_csv_module(write: Writing) -> None:
    rows = list(csv.reader(TABLE.splitlines()))[3:5]
    expected = [cell for row in rows for cell in row[1:3]]
    read = claims(write("t.csv", TABLE))
    assert [claim.figure.printed for claim in read] == expected
    assert [int(claim.figure.value) for claim in read] == [int(cell.replace(",", "")) for cell in expected]
    assert [claim.figure.span.of(TABLE) for claim in read] == expected


def test_ohchr_claims_totals_of_civilians_and_at_least_so_many(write: Writing) -> None:
    killed, hurt, *_ = claims(write("t.csv", TABLE))
    said, of = killed.utterance, killed.quantity
    assert (said.claimant, said.relayed_by) == (NAMES.at("agency/ohchr"), (NAMES.at("agency/ocha"),))
    assert (of.phenomenon, hurt.quantity.phenomenon) == (Phenomenon.CIVILIANS_KILLED, Phenomenon.WOUNDED)
    assert (of.population, of.accumulation) == (Population.CIVILIANS, Accumulation.CUMULATIVE)
    assert (of.within, of.place) == (
        NAMES.at("conflict/russian-invasion-of-ukraine"),
        NAMES.at("place/iso-3166-1-alpha-3/UKR"),
    )
    assert (killed.figure.comparator, killed.figure.highest, killed.as_of) == (
        Comparator.AT_LEAST,
        None,
        when("2022-03-07"),
    )


@pytest.mark.parametrize("place", [1, 2], ids=["groups above the names", "names in the first row"])
def test_the_names_and_tags_of_hxl_may_stand_where_they_do(write: Writing, place: int) -> None:
    lines = TABLE.splitlines(keepends=True)
    sheet = "".join([*lines[place - 1 : 2], TAGS, *lines[2:]])
    assert [int(claim.figure.value) for claim in claims(write("t.csv", sheet))] == [364, 1759, 4000, 5000]


def test_a_row_without_a_date_is_refused(writer: Writer, write: Writing) -> None:
    done = load_table(writer, str(write("t.csv", f"{TABLE},2,3,,\n")), Metadata())
    assert (done.claims, done.rejected) == (4, 2)
    assert json.loads(writer.directory.rejected.read_text().splitlines()[-1])["column"] == "Date"


def test_without_a_date_it_is_no_such_sheet(write: Writing) -> None:
    with pytest.raises(TableRejected, match="no table that is read here"):
        open_table(str(write("t.csv", TABLE.replace("Date", "Day"))))
