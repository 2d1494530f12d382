"""Tables with HXL's tags: what the tags say is claimed, and what they do not say is not guessed."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.errors import TableRejected
from loaders.reports.metadata import Metadata
from loaders.tables.hxl import tags_in
from loaders.tables.load import batches, described, load_table
from loaders.tables.opening import open_table
from loaders.tables.revisions import Release
from loaders.verification import verify
from ontology.dates import when
from ontology.identifiers import Identifiers
from ontology.model import Accumulation, Claim, Phenomenon
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer

Writing = Callable[[str, str], Path]
NAMES = Identifiers()

TABLE = """\
Where and when,,,People,,,
Oblast,From,To,Dead,Hurt (f),Rate,Said by
#ADM1 +code,#date+start,#date+end,#affected+killed,#affected +injured +f,#affected+killed+per100000,#meta+source
UA63,2025-01-01,2025-01-31,4,5,0.2,OHCHR
UA12,2025-02-01,2025-02-14,0,,0,Mothers of Nowhere
UA12,2025-02-01,02/14/2025,3,,0,OHCHR
"""


def claims(
    write: Writing, table: str, known: Metadata | None = None
) -> tuple[list[Claim], list[tuple[int, str | None]]]:
    opened = open_table(str(write("t.csv", table)))
    dataset = described(opened, known or Metadata(), Release(), NAMES)
    (batch,) = [batch for batch, _ in batches(opened, dataset, NAMES, None, None)]
    return batch.claims, [(bad.number, bad.column) for bad in batch.bad]


def tagged(*columns: tuple[str, str]) -> str:
    """Make a table of one row: each column by its tag and its cell."""
    return ",".join(tag for tag, _ in columns) + "\n" + ",".join(cell for _, cell in columns) + "\n"


DAY = ("#date+occurred", "2025-01-05")
WHO = ("#meta+source", "OHCHR")
KHARKIV = (("#adm1+name", "Kharkivska"), ("#adm1+code", "UA63"))


def test_a_tagged_table_is_loaded_and_verifies(writer: Writer, write: Writing) -> None:
    done = load_table(writer, str(write("t.csv", TABLE)), Metadata())
    assert (done.rows, done.claims, done.rejected) == (3, 3, 1)
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        assert verify(snapshot, Sources(writer.directory)).problems == ()


def test_every_figure_is_that_of_the_csv_module(write: Writing) -> None:
    read, bad = claims(write, TABLE)
    rows = list(csv.reader(TABLE.splitlines()))[3:5]
    expected = [int(cell) for row in rows for cell in row[3:5] if cell]
    assert [int(claim.figure.value) for claim in read] == expected
    assert [TABLE[claim.figure.span.start : claim.figure.span.end] for claim in read] == [
        str(each) for each in expected
    ]
    assert bad == [(6, "#date+end")]


def test_tags_say_what_is_counted_when_where_and_by_whom(write: Writing) -> None:
    killed, hurt, zero = claims(write, TABLE)[0]
    assert (killed.quantity.phenomenon, hurt.quantity.phenomenon) == (Phenomenon.DEATHS, Phenomenon.WOUNDED)
    assert (killed.quantity.period, zero.quantity.period) == (when("2025-01"), when("2025-02-01/2025-02-14"))
    assert killed.quantity.place == NAMES.at("place/ua-kharkiv")
    assert (killed.quantity.note, hurt.quantity.note) == (None, "f")
    assert [NAMES.local(claim.utterance.claimant) for claim in (killed, zero)] == [
        "agency/ohchr",
        "agency/by-name/mothers-of-nowhere",
    ]


def test_a_total_counts_up_to_its_date(write: Writing) -> None:
    table = tagged(("#affected+killed+cumulative", "9"), ("#date", "2025-01-05"), WHO)
    ((claim,), _) = claims(write, table)
    assert (claim.quantity.accumulation, claim.as_of) == (Accumulation.CUMULATIVE, when("2025-01-05"))


def test_the_day_of_a_report_is_when_it_was_said(write: Writing) -> None:
    ((claim,), _) = claims(write, tagged(("#affected+killed", "9"), DAY, ("#date +reported", "2025-01-07"), WHO))
    assert (claim.quantity.period, claim.utterance.made_on) == (when("2025-01-05"), when("2025-01-07"))


def test_without_a_source_who_publishes_claims_it_and_without_a_publisher_nobody(write: Writing) -> None:
    table = tagged(("#affected+killed", "9"), DAY)
    ((claim,), _) = claims(write, table, Metadata(publisher="OCHA"))
    assert (claim.utterance.claimant, claim.utterance.relayed_by) == (NAMES.at("agency/ocha"), ())
    assert claims(write, table) == ([], [(2, "#affected+killed")])


@pytest.mark.parametrize(
    ("columns", "path", "note"),
    [
        ([("#country+code", "UKR")], "place/iso-3166-1-alpha-3/UKR", None),
        ([("#country+code+v_iso3", "UKR"), ("#adm1+name", "Kharkivska")], "place/ua-kharkiv", None),
        ([("#adm1+code", "UA63"), ("#adm2+code", "UA6310")], "place/p-code/UA6310", None),
        ([("#adm1+code", "UA63"), ("#adm2+name", "Low")], "place/ua-kharkiv", "#adm2+name: Low"),
        ([("#adm1+code", "UA63"), ("#event+id", "7")], "place/ua-kharkiv", "#event+id: 7"),
        ([("#adm1+code", "UA63"), ("#loc", "A"), ("#loc", "B")], "place/ua-kharkiv", "#loc: A; #loc [6]: B"),
        ([*KHARKIV, ("#adm2+name", "Low"), ("#adm2+code", "UA6310")], "place/p-code/UA6310", None),
        ([*KHARKIV, ("#adm2+name", "Low"), ("#adm2+code", "")], "place/ua-kharkiv", "#adm2+name: Low"),
        ([("#adm1", "Low"), ("#adm1+name+i_uk", "L"), ("#adm2+code", "UA6310")], "place/p-code/UA6310", None),
    ],
)
def test_what_is_not_told_by_the_place_makes_a_quantity_of_its_own(
    write: Writing, columns: list[tuple[str, str]], path: str, note: str | None
) -> None:
    ((claim,), _) = claims(write, tagged(("#affected+killed", "9"), DAY, WHO, *columns))
    assert (claim.quantity.place, claim.quantity.note) == (NAMES.at(path), note)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (tagged(("#affected+killed", "9"), ("#date", "2025-01-05"), WHO), "do not say whether '#affected.killed'"),
        (tagged(("#affected+killed", "9"), ("#date+reported", "2025-01-05"), WHO), "of events or a total"),
        (tagged(("#affected+killed+pct", "9"), DAY, WHO), "none of its HXL tags"),
        (tagged(("#affected+idps", "9"), DAY, WHO), "none of its HXL tags"),
        (tagged(("#affected+killed", "9"), ("#affected+killed", "8"), DAY), "two of its columns have the HXL tag"),
        (tagged(("#affected+killed", "9"), DAY, DAY), "two of its columns have the HXL tag '#date.occurred'"),
        (tagged(("#affected+killed", "9"), DAY, *KHARKIV, *KHARKIV), "two of its columns .* tag '#adm1.code'"),
        ("Surname,n,d\n" + tagged(("#name", "X"), ("#affected+killed", "1"), DAY), "a list of persons"),
    ],
)  # fmt: skip
def test_what_tags_do_not_say_is_not_guessed(write: Writing, table: str, says: str) -> None:
    with pytest.raises(TableRejected, match=says):
        open_table(str(write("t.csv", table)))


@pytest.mark.parametrize(
    "columns",
    [
        [("", "Quxley Zorb")],
        [("#affected+name", "Quxley Zorb")],
        [("#description", "Quxley Zorb"), ("#description", "")],
    ],
    ids=["untagged", "tagged as people", "two of one tag"],
)
def test_what_may_name_persons_is_not_quoted(write: Writing, columns: list[tuple[str, str]]) -> None:
    ((claim,), _) = claims(write, tagged(*columns, DAY, ("#adm2+name", "Low"), ("#affected+killed", "9"), WHO))
    said = claim.utterance.quotation
    assert (said.exact, said.prefix + said.suffix) == ("2025-01-05,Low,9,OHCHR", ",")


@pytest.mark.parametrize("row", [("#adm1", "Lviv"), ("", ""), ("#1", "#2"), ("# 1",), ("#adm1+",)])
def test_a_row_with_anything_but_tags_is_none_of_tags(row: tuple[str, ...]) -> None:
    assert tags_in(row) == ()
