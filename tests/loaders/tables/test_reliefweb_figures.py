"""ReliefWeb's crisis figures: what others count, as CSV and as JSON with earlier values. All figures are invented."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.reports.metadata import Metadata
from loaders.tables.load import batches, described, load_table
from loaders.tables.opening import open_table
from loaders.tables.revisions import Release
from loaders.verification import verify
from ontology.dates import when
from ontology.identifiers import Identifiers
from ontology.model import Accumulation, Claim, Phenomenon, Population
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer

Writing = Callable[[str, str], Path]
NAMES = Identifiers()

HEADER = "crisis_index,crisis_name,crisis_iso3,figure_name,figure_source,figure_value,figure_date,figure_url\n"
TABLE = HEADER + (
    "27,Ukraine,UKR,Civilians Killed since 24 Feb 2022,OHCHR,40,2022-06-14,https://example.org/1\n"
    "27,Ukraine,UKR,Civilians Injured since 24 Feb 2022,OHCHR,50,2022-06-14,https://example.org/1\n"
    "27,Ukraine,UKR,Civilian Casualties since 24 Feb 2022 (killed & injured),OHCHR,90,2022-06-14,https://example.org/1\n"
    "27,Ukraine,UKR,Total People in Need,OCHA,17000,2022-06-14,https://example.org/2\n"
    "28,Upland,POL,Deaths,Upland Office,7,14/06/2022,https://example.org/3\n"
    "28,Upland,POL,People Missing,Upland Office,3,2022-06-15,https://example.org/3\n"
)
RECORDS: list[dict[str, object]] = [
    {
        "name": "Civilians Killed since 24 Feb 2022",
        "value": "40",
        "date": "2022-06-14T00:00:00+00:00",
        "url": "https://example.org/1",
        "source": "OHCHR",
        "values": [
            {"value": "40", "date": "2022-06-14T00:00:00+00:00", "url": "https://example.org/1"},
            {"value": 35, "date": "2022-06-01", "url": "https://example.org/0"},
        ],
        "description": "",
        "language": "en",
    },
    {"name": "People Injured", "value": 9, "date": "2022-06-02", "url": "", "source": "OCHA", "values": []},
]


def claims(path: Path, known: Metadata | None = None) -> tuple[list[Claim], list[tuple[int, str | None]]]:
    opened = open_table(str(path))
    dataset = described(opened, known or Metadata(), Release(), NAMES)
    (batch,) = [batch for batch, _ in batches(opened, dataset, NAMES, None, None)]
    return batch.claims, [(bad.number, bad.column) for bad in batch.bad]


def problems(writer: Writer) -> tuple[object, ...]:
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        return verify(snapshot, Sources(writer.directory)).problems


def test_rows_and_records_are_loaded_and_verify(writer: Writer, write: Writing) -> None:
    assert load_table(writer, str(write("t.csv", TABLE)), Metadata()).claims == 4
    assert load_table(writer, str(write("t.json", json.dumps(RECORDS, indent=2))), Metadata()).claims == 3
    assert problems(writer) == ()


def test_every_figure_is_that_of_the_csv_module(write: Writing) -> None:
    read, bad = claims(write("t.csv", TABLE))
    rows = [row for row in csv.DictReader(TABLE.splitlines()) if "Need" not in row["figure_name"]]
    assert [claim.figure.printed for claim in read] == [
        row["figure_value"] for row in rows if "/" not in row["figure_date"]
    ]
    assert bad == [(6, "figure_date")]


def test_who_counts_is_the_source_and_ocha_relays(write: Writing) -> None:
    first, *_, last = claims(write("t.csv", TABLE))[0]
    assert (first.utterance.claimant, first.utterance.relayed_by) == (
        NAMES.at("agency/ohchr"),
        (NAMES.at("agency/ocha"),),
    )
    assert last.utterance.claimant == NAMES.at("agency/by-name/upland-office")
    assert first.utterance.attributed_in is not None
    assert first.utterance.attributed_in.exact == "OHCHR"


def test_what_is_counted_follows_from_the_name_and_the_country(write: Writing) -> None:
    killed, hurt, both, missing = (claim.quantity for claim in claims(write("t.csv", TABLE))[0])
    assert [each.phenomenon for each in (killed, hurt, both, missing)] == [
        Phenomenon.CIVILIANS_KILLED,
        Phenomenon.WOUNDED,
        Phenomenon.CASUALTIES,
        Phenomenon.MISSING,
    ]
    assert {each.population for each in (killed, hurt, both)} == {Population.CIVILIANS}
    assert (killed.accumulation, missing.accumulation) == (Accumulation.CUMULATIVE, Accumulation.STOCK)
    assert (killed.note, killed.place) == ("since 24 Feb 2022", NAMES.at("place/iso-3166-1-alpha-3/UKR"))


def test_the_number_of_a_crisis_tells_nothing(write: Writing) -> None:
    one, other = (
        claims(write(name, TABLE.replace("27,", number)))[0] for name, number in (("a.csv", "27,"), ("b.csv", "28,"))
    )
    assert [claim.quantity for claim in one] == [claim.quantity for claim in other]


@pytest.mark.parametrize("name", ["People Killed by Landmines", "Deaths per 100,000", "Civilians Displaced", ""])
def test_a_name_that_says_more_is_passed_over(write: Writing, name: str) -> None:
    row = f'27,Ukraine,UKR,"{name}",OHCHR,40,2022-06-14,\n'
    assert claims(write("t.csv", HEADER + row)) == ([], [])


def test_earlier_values_are_claims_of_their_own_days(write: Writing) -> None:
    text = json.dumps(RECORDS, indent=2)
    read, _ = claims(write("t.json", text))
    assert [(int(claim.figure.value), claim.as_of) for claim in read] == [
        (40, when("2022-06-14")),
        (35, when("2022-06-01")),
        (9, when("2022-06-02")),
    ]
    assert [claim.figure.span.of(text) for claim in read] == ["40", "35", "9"]


def test_an_earlier_value_borrows_neither_number_nor_day_of_the_newest(write: Writing) -> None:
    record = {**RECORDS[0], "value": 10, "date": "2022-06-14"}
    whole = [{"value": 5, "date": "2022-05-02"}]
    for values, bad in (([{"date": "2022-05-01"}], []), ([{"value": 7}], [(1, "date")])):
        read, refused = claims(write("t.json", json.dumps([{**record, "values": whole + values}])))
        assert [(int(claim.figure.value), claim.as_of) for claim in read] == (
            [] if bad else [(10, when("2022-06-14")), (5, when("2022-05-02"))]
        )
        assert refused == bad


def test_a_value_that_is_newer_than_the_list_is_a_claim_too(write: Writing) -> None:
    records = [{**RECORDS[0], "value": "44", "date": "2022-06-20"}]
    assert [int(claim.figure.value) for claim in claims(write("t.json", json.dumps(records)))[0]] == [44, 40, 35]


def test_records_that_do_not_say_where_are_comparable_within_one_address_alone(write: Writing) -> None:
    path = write("t.json", json.dumps(RECORDS))
    one, same, other = (claims(path, Metadata(url=f"https://example.org/{name}"))[0][0] for name in ("a", "a", "b"))
    assert one.quantity == same.quantity
    assert one.quantity.iri != other.quantity.iri
