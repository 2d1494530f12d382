"""The General Staff's daily figures: what each row claims, and every number of the real file."""

from __future__ import annotations

import io
import json
import os
from decimal import Decimal
from pathlib import Path

import pandas
import pytest
from pyoxigraph import Literal

from loaders.reports.metadata import Metadata
from loaders.reports.reader import ReportReader
from loaders.tables import comma_separated, json_records
from loaders.tables.cells import UnusableCell
from loaders.tables.general_staff import GeneralStaff
from loaders.tables.load import batches, described, load_table
from loaders.tables.opening import open_table
from loaders.tables.record import Recorder
from loaders.tables.revisions import Release
from loaders.tables.rows import Row
from loaders.tables.window import Window
from ontology.dates import when
from ontology.identifiers import Identifiers
from ontology.model import Claim, Comparator, Dataset, Extraction, Phenomenon
from store.writer import Writer

NAMES = Identifiers()
SOURCE = NAMES.dataset("0" * 64, None, None)
RECORD = Recorder(Dataset(SOURCE, "0" * 64, 999, Extraction(f"{SOURCE}/x", "general_staff", "1")), NAMES)
REAL = "data/general-staff/russia_losses_personnel.json"


def claims(text: str) -> list[Claim]:
    read = json_records.rows if text.startswith("[") else comma_separated.rows
    return [
        claim
        for row in read(Window(io.BytesIO(text.encode())))
        if isinstance(row, Row)
        for claim in GeneralStaff().claims(row, RECORD)
    ]


def record(**values: object) -> str:
    return json.dumps([{"date": "2025-01-01", "day": 678, "personnel": 400, "personnel*": "about", **values}])


def test_a_row_is_the_general_staffs_total_of_that_day() -> None:
    (claim,) = claims(record())
    assert claim.utterance.claimant == NAMES.at("agency/general-staff-ukraine")
    assert (claim.utterance.made_on, claim.as_of) == (when("2025-01-01"), when("2025-01-01"))
    assert (claim.figure.printed, claim.figure.value) == ("400", Decimal(400))


@pytest.mark.parametrize(
    ("word", "comparator", "lowest", "highest"),
    [
        ("about", Comparator.ABOUT, Decimal(360), Decimal(440)),
        ("more", Comparator.MORE_THAN, Decimal(401), None),
    ],
)
def test_the_word_beside_a_figure_says_how_it_is_meant(
    word: str, comparator: Comparator, lowest: Decimal, highest: Decimal | None
) -> None:
    (claim,) = claims(record(**{"personnel*": word}))
    assert (claim.figure.comparator, claim.figure.lowest, claim.figure.highest) == (comparator, lowest, highest)


def test_without_the_word_the_figure_is_meant_as_printed() -> None:
    (claim,) = claims("date,day,personnel,tanks\n2025-01-01,678,400,3\n")
    assert claim.figure.comparator is Comparator.EXACT


def test_it_counts_what_a_report_of_the_same_counts() -> None:
    said = b"Russia has lost about 400 troops since the start of the full-scale invasion, Ukraine's General Staff said."
    (reported,) = ReportReader(Metadata(published=when("2025-01-01"))).read(said, "r.txt", NAMES).reading.claims
    (claim,) = claims(record())
    assert claim.quantity == reported.quantity


def test_prisoners_are_a_claim_of_their_own_where_they_are_given() -> None:
    _, prisoners = claims(record(POW=0))
    assert (prisoners.quantity.phenomenon, prisoners.figure.value) == (Phenomenon.PRISONERS_HELD, Decimal(0))
    assert prisoners.figure.comparator is Comparator.EXACT


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"date": "01.02.2025"}, "date"),
        ({"date": "2025-02-30"}, "date"),
        ({"personnel": -1}, "personnel"),
        ({"personnel": 1.5}, "personnel"),
        ({"personnel": "1,000"}, "personnel"),
        ({"personnel": None}, "personnel"),
        ({"personnel*": "hardly"}, "personnel*"),
        ({"POW": "none"}, "POW"),
    ],
)
def test_a_row_that_does_not_say_it_so_is_not_used(values: dict[str, object], column: str) -> None:
    with pytest.raises(UnusableCell) as refused:
        claims(record(**values))
    assert refused.value.column == column


@pytest.fixture
def real(shared: Path) -> Path:
    path = shared / REAL
    if not path.is_file():
        pytest.skip(f"the real file is not at {path}")
    return path


def told_by_pandas(path: Path) -> set[tuple[str, str, int, str]]:
    table = pandas.read_json(path, dtype=False)
    words = {"about": "about", "more": "more-than"}
    rows = table[["date", "personnel", "personnel*"]].itertuples(index=False)
    losses = {("losses", day, int(number), words[word]) for day, number, word in rows}
    held = table.dropna(subset=["POW"])[["date", "POW"]].itertuples(index=False)
    return losses | {("prisoners-held", day, int(number), "exact") for day, number in held}


def test_every_number_of_the_real_file_is_claimed_as_pandas_reads_it(real: Path) -> None:
    table = open_table(str(real))
    dataset = described(table, Metadata(), Release(), NAMES)
    made = [claim for batch, _ in batches(table, dataset, NAMES, None, None) for claim in batch.claims]
    assert len(made) == 1626 + 62
    assert {
        (c.quantity.phenomenon.value, c.as_of.edtf if c.as_of else "", int(c.figure.value), c.figure.comparator.value)
        for c in made
    } == told_by_pandas(real)


def test_the_graph_holds_the_real_numbers(writer: Writer, real: Path) -> None:
    rows = int(os.environ.get("COUNTERCLAIM_TABLE_ROWS", "100"))
    load_table(writer, str(real), Metadata(), limit=rows)
    asked = """PREFIX ccl: <https://w3id.org/counterclaim/ontology#>
        SELECT ?what ?day ?value ?how WHERE {
            GRAPH ?claim { ?claim ccl:value ?value ; ccl:asOf ?day ; ccl:comparator ?how ;
                                  ccl:about/ccl:phenomenon ?what } }"""
    found = writer.read(lambda store: [tuple(row) for row in store.query(asked)])  # type: ignore[union-attr]  # SELECT
    said = {tuple(str(each.value).rpartition("/")[2] if not isinstance(each, Literal) else each.value for each in row)
            for row in found}  # fmt: skip
    days = sorted({day for _, day, _, _ in told_by_pandas(real)})[:rows]
    assert said == {(what, day, str(n), how) for what, day, n, how in told_by_pandas(real) if day in days}
