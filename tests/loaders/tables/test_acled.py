"""ACLED's events: who says so, of which event, and every number of an invented file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pandas
import pytest

from loaders.reports.metadata import Metadata
from loaders.tables import comma_separated, json_records
from loaders.tables.acled import SingleEvents
from loaders.tables.base import Beginning, Form
from loaders.tables.cells import UnusableCell
from loaders.tables.countries import alpha_3
from loaders.tables.load import batches, described, load_table
from loaders.tables.opening import open_table
from loaders.tables.record import Recorder
from loaders.tables.revisions import Release
from loaders.tables.rows import Row
from loaders.tables.window import Window
from loaders.verification import verify
from ontology.checks import problems
from ontology.identifiers import Identifiers
from ontology.model import Claim, ConflictEvent, Dataset, Extraction, Phenomenon, Reading, Stance
from ontology.terms import CCL
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer

Writing = Callable[[str, str], Path]

NAMES = Identifiers()
ACLED = NAMES.at("agency/acled")
SOURCE = NAMES.dataset("0" * 64, None, None)
DATASET = Dataset(SOURCE, "0" * 64, 99999, Extraction(f"{SOURCE}/x", "acled", "1"), publisher=ACLED)
RECORD = Recorder(DATASET, NAMES)
_BEGIN = "event_type sub_event_type actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 inter2 interaction"
_END = "admin1 admin2 admin3 location latitude longitude geo_precision source source_scale notes fatalities"
COLUMNS = f"""
    event_id_cnty event_date year time_precision disorder_type {_BEGIN} civilian_targeting iso region
    country {_END} tags timestamp
""".split()
OF_2022 = f"""
    data_id iso event_id_cnty event_id_no_cnty event_date year time_precision {_BEGIN} region country
    {_END} timestamp iso3
""".split()
# An event that never was, by a newspaper that never was, and a ministry of the reference data.
ROW = {
    "event_id_cnty": "XXX1",
    "event_date": "2025-01-03",
    "year": "2025",
    "time_precision": "1",
    "iso": "804",
    "country": "Ukraine",
    "admin1": "Uplands",
    "admin2": "Lower Valley",
    "location": "Millbrook",
    "latitude": "49.5",
    "longitude": "36.25",
    "geo_precision": "1",
    "source": "The Invented Daily; Ministry of Defence of Ukraine",
    "source_scale": "National",
    "notes": "On 3 January, Somebody Private was shot.",
    "fatalities": "3",
    "timestamp": "1736000000",
}
ROWS = (
    ROW,
    ROW | {"event_id_cnty": "XXX2", "fatalities": "0", "source": ""},
    ROW | {"event_id_cnty": "XXX3", "iso": "4"},
)


def table(*rows: dict[str, str], columns: list[str] = COLUMNS) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + written.getvalue()


def claims(**values: str) -> list[Claim]:
    columns = OF_2022 if "iso3" in values else COLUMNS
    (row,) = comma_separated.rows(Window(io.BytesIO(table(ROW | values, columns=columns).encode())))
    assert isinstance(row, Row)
    return list(SingleEvents().claims(row, RECORD))


def event(**values: str) -> ConflictEvent:
    found = claims(**values)[0].event
    assert found is not None
    return found


def test_each_source_of_a_row_claims_its_deaths_and_acled_relays() -> None:
    newspaper, ministry = claims()
    assert newspaper.utterance.claimant == NAMES.publisher_by_name("The Invented Daily")
    assert ministry.utterance.claimant == NAMES.at("agency/mod-ukraine")
    for claim in (newspaper, ministry):
        assert (claim.quantity.phenomenon, claim.figure.value) == (Phenomenon.DEATHS, Decimal(3))
        assert (claim.utterance.stance, claim.utterance.relayed_by) == (Stance.REPORTS, (ACLED,))


def test_sources_of_one_row_claim_jointly_and_are_counted_once() -> None:
    one, other = claims()
    assert (one.joint_with, other.joint_with) == ((other.utterance.iri,), (one.utterance.iri,))
    assert one.quantity == other.quantity


def test_a_source_that_is_not_in_the_reference_data_is_described_by_its_name() -> None:
    newspaper, ministry = claims()
    assert [agent.label for agent in newspaper.utterance.agents] == ["The Invented Daily"]
    assert ministry.utterance.agents == ()
    assert problems(Reading(DATASET, (newspaper, ministry))) == []


def test_a_source_is_reconciled_by_label_or_alias_in_any_case_and_never_to_a_person() -> None:
    (one,) = claims(source="united nations office for the coordination of humanitarian affairs; OCHA; ")
    assert one.utterance.claimant == NAMES.at("agency/ocha")
    (other,) = claims(source="Volodymyr Zelensky")
    assert other.utterance.claimant == NAMES.publisher_by_name("Volodymyr Zelensky")


def test_the_characters_that_name_a_source_are_quoted() -> None:
    quoted = [claim.utterance.attributed_in for claim in claims(source='"Al Kalam"; The Invented Daily')]
    assert [quotation.exact for quotation in quoted if quotation] == ['""Al Kalam""', "The Invented Daily"]


def test_without_a_source_acled_claims_it_itself() -> None:
    (claim,) = claims(source="")
    assert (claim.utterance.claimant, claim.utterance.relayed_by, claim.joint_with) == (ACLED, (), ())


def test_a_zero_is_a_claim() -> None:
    assert [int(claim.figure.value) for claim in claims(fatalities="0")] == [0, 0]


def test_notes_are_never_quoted() -> None:
    for claim in claims():
        said = claim.utterance
        quotations = [said.quotation, *([said.attributed_in] if said.attributed_in else [])]
        assert len(quotations) == 2
        words = " ".join(
            part for quotation in quotations for part in (quotation.prefix, quotation.exact, quotation.suffix)
        )
        assert "Private" not in words
        assert "January," not in words


def test_notes_of_the_record_before_are_not_quoted_either() -> None:
    first = {
        name: ROW.get(name, "") for name in sorted(COLUMNS, key=lambda name: (name == "notes", name != "fatalities"))
    }
    text = json.dumps([first, first | {"event_id_cnty": "XXX2"}])
    _, second = json_records.rows(Window(io.BytesIO(text.encode())))
    assert isinstance(second, Row)
    assert "Private was shot" in second.before
    quotations = [claim.utterance.quotation for claim in SingleEvents().claims(second, RECORD)]
    assert not [quotation for quotation in quotations if "shot" in quotation.prefix]


def test_two_events_are_two_quantities_and_a_changed_event_is_one() -> None:
    changed = {"fatalities": "9", "event_date": "2025-01-04", "admin1": "Lowlands", "source": "Another"}
    assert claims(event_id_cnty="XXX2")[0].quantity.iri != claims()[0].quantity.iri == claims(**changed)[0].quantity.iri


def test_the_event_has_its_name_its_day_its_place_and_its_point() -> None:
    found = event()
    assert (found.iri, found.code) == (NAMES.at("event/acled-event/XXX1"), "XXX1")
    assert (found.date and found.date.edtf, found.point and found.point.longitude) == ("2025-01-03", Decimal("36.25"))
    assert found.place is not None
    assert found.place.iri == NAMES.at("place/by-name/UKR/uplands/lower-valley")


@pytest.mark.parametrize(
    ("precision", "edtf"), [("1", "2025-01-03"), ("2", "2025-01-03~"), ("3", "2025-01")], ids=["day", "about", "month"]
)
def test_the_day_is_as_precise_as_the_row_says(precision: str, edtf: str) -> None:
    found = event(time_precision=precision)
    assert found.date is not None
    assert found.date.edtf == edtf


def test_the_day_may_be_written_as_acleds_export_does() -> None:
    assert event(event_date="03 January 2025").date == event().date


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({}, "place/iso-3166-1-alpha-3/UKR"),
        ({"iso": "", "iso3": "UKR"}, "place/iso-3166-1-alpha-3/UKR"),
        ({"iso": "0", "country": "Nowhere"}, "place/by-name/nowhere"),
    ],
    ids=["digits", "letters", "a name alone"],
)
def test_a_country_is_known_by_its_code_or_else_its_name(values: dict[str, str], path: str) -> None:
    found = event(admin1="", admin2="", **values).place
    assert found is not None
    assert found.iri == NAMES.at(path)


@pytest.mark.parametrize(
    ("digits", "letters"), [("004", "AFG"), ("104", "MMR"), ("180", "COD"), ("887", "YEM"), ("250", "FRA")]
)
def test_codes_in_digits_are_those_in_letters_that_stand_today(digits: str, letters: str) -> None:
    assert alpha_3()[digits] == letters


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"fatalities": ""}, "fatalities"),
        ({"fatalities": "-1"}, "fatalities"),
        ({"fatalities": "1,000"}, "fatalities"),
        ({"event_id_cnty": "a/b"}, "event_id_cnty"),
        ({"event_date": "03/01/2025"}, "event_date"),
        ({"event_date": "31 February 2025"}, "event_date"),
        ({"event_date": "3 Janvier 2025"}, "event_date"),
        ({"time_precision": "4"}, "time_precision"),
        ({"geo_precision": ""}, "geo_precision"),
        ({"latitude": "N49"}, "latitude"),
        ({"country": ""}, "country"),
        ({"source": "?; The Invented Daily"}, "source"),
    ],
)
def test_a_row_that_does_not_say_it_so_is_not_used(values: dict[str, str], column: str) -> None:
    with pytest.raises(UnusableCell) as refused:
        claims(**values)
    assert refused.value.column == column


@pytest.mark.parametrize("columns", [COLUMNS, OF_2022], ids=["31 columns", "of 2022"])
def test_an_answer_of_the_api_claims_the_same(columns: list[str]) -> None:
    record = {name: ROW.get(name, "") for name in columns} | {"fatalities": 3, "notes": "Было «двое»"}
    answer = {"status": 200, "success": True, "messages": [], "count": 1, "data": [record], "filename": ""}
    (row,) = json_records.rows(Window(io.BytesIO(json.dumps(answer).encode())))
    assert isinstance(row, Row)
    assert SingleEvents().recognises(Beginning("x.json", Form.JSON, tuple(row.cells)))
    found = list(SingleEvents().claims(row, RECORD))
    assert [(c.quantity, c.utterance.claimant) for c in found] == [(c.quantity, c.utterance.claimant) for c in claims()]


def test_every_number_is_claimed_as_pandas_reads_it(write: Writing) -> None:
    opened = open_table(str(write("acled.csv", table(*ROWS))))
    assert opened.loader.name == "acled"
    dataset = described(opened, Metadata(), Release(), NAMES)
    made = [claim for batch, _ in batches(opened, dataset, NAMES, None, None) for claim in batch.claims]
    read = pandas.read_csv(opened.path, encoding="utf-8-sig", keep_default_na=False)
    assert [(c.event.code if c.event else "", int(c.figure.value)) for c in made] == [
        (row["event_id_cnty"], row["fatalities"]) for _, row in read.iterrows() for _ in row["source"].split(";")
    ]


def test_rows_are_loaded_and_verify_and_twice_is_once(writer: Writer, write: Writing) -> None:
    path = write("acled.csv", table(*ROWS, ROW | {"event_id_cnty": "XXX4", "fatalities": "some"}))
    done = load_table(writer, str(path), Metadata())
    assert (done.rows, done.claims, done.rejected) == (4, 5, 1)
    assert not load_table(writer, str(path), Metadata()).changed
    assert {quad.object for quad in writer.quads(None, CCL.jointWith)}
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        assert verify(snapshot, Sources(writer.directory)).problems == ()
