"""HDX HAPI's conflict events: what each row claims, where, and every number of the real file."""

from __future__ import annotations

import io
import json
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pandas
import pytest
from pyoxigraph import Literal

from loaders.reports.metadata import Metadata
from loaders.tables import comma_separated, json_records
from loaders.tables.base import Beginning, Form
from loaders.tables.cells import UnusableCell
from loaders.tables.hapi import ConflictEvents
from loaders.tables.load import batches, described, load_table
from loaders.tables.opening import open_table
from loaders.tables.record import Recorder
from loaders.tables.revisions import Release
from loaders.tables.rows import Row
from loaders.tables.window import Window
from loaders.verification import verify
from ontology.dates import when
from ontology.identifiers import Identifiers
from ontology.model import Claim, Dataset, EventType, Extraction, Phenomenon, Place
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer

NAMES = Identifiers()
SOURCE = NAMES.dataset("0" * 64, None, None)
MAKER = Extraction(f"{SOURCE}/x", "hapi", "1")
OCHA = NAMES.at("agency/ocha")
RECORD = Recorder(Dataset(SOURCE, "0" * 64, 9999, MAKER, publisher=OCHA), NAMES)
REAL = "data/hapi/hdx_hapi_conflict_event_global_2025.csv"
COLUMNS = (
    "location_code,has_hrp,in_gho,provider_admin1_name,provider_admin2_name,admin1_code,admin1_name,admin2_code,admin2_name,"
    "admin_level,event_type,events,fatalities,reference_period_start,reference_period_end,dataset_hdx_id,resource_hdx_id,"
    "warning,error"
)
ROW = {
    "location_code": "UKR",
    "provider_admin1_name": "Uplands",
    "provider_admin2_name": "Lower Valley",
    "admin1_code": "UA63",
    "admin1_name": "Uplands",
    "admin2_code": "UA6399",
    "admin2_name": "Lower Valley",
    "event_type": "civilian_targeting",
    "events": "4",
    "fatalities": "7",
    "reference_period_start": "2025-01-01",
    "reference_period_end": "2025-01-31",
}
NOWHERE = dict.fromkeys(
    ("provider_admin1_name", "provider_admin2_name", "admin1_code", "admin1_name", "admin2_code", "admin2_name"), ""
)


def table(*rows: dict[str, str]) -> str:
    names = COLUMNS.split(",")
    return "\ufeff" + "\r\n".join([COLUMNS, *(",".join(row.get(name, "") for name in names) for row in rows)]) + "\r\n"


def claims(**values: str) -> list[Claim]:
    (row,) = comma_separated.rows(Window(io.BytesIO(table(ROW | values).encode())))
    assert isinstance(row, Row)
    return list(ConflictEvents().claims(row, RECORD))


def place(**values: str) -> Place:
    found = claims(**values)[0].place
    assert found is not None
    return found


def test_a_row_claims_its_events_and_its_deaths() -> None:
    found = [(claim.quantity.phenomenon, claim.figure.value) for claim in claims()]
    assert found == [(Phenomenon.CONFLICT_EVENTS, Decimal(4)), (Phenomenon.DEATHS, Decimal(7))]


def test_acled_claims_and_ocha_relays() -> None:
    said = claims()[0].utterance
    assert (said.claimant, said.relayed_by) == (NAMES.at("agency/acled"), (OCHA,))


def test_a_zero_is_a_claim_and_an_empty_cell_is_none() -> None:
    assert [claim.figure.value for claim in claims(events="0", fatalities="")] == [Decimal(0)]


def test_the_period_is_the_month() -> None:
    assert claims()[0].quantity.period == when("2025-01")


def test_another_period_is_told_by_its_days() -> None:
    assert claims(reference_period_end="2025-02-28")[0].quantity.period == when("2025-01-01/2025-02-28")


def test_quantities_of_two_types_or_two_places_are_two() -> None:
    one = claims()[0].quantity
    assert one.event_type is EventType.CIVILIAN_TARGETING
    assert one.iri not in {claims(**each)[0].quantity.iri for each in ({"event_type": "demonstration"}, NOWHERE)}


def test_the_smallest_unit_is_the_place_within_the_larger_ones() -> None:
    unit = place()
    assert (unit.iri, unit.label, unit.code) == (NAMES.at("place/p-code/UA6399"), "Lower Valley", "UA6399")
    assert unit.part_of is not None
    assert unit.part_of.part_of is not None
    assert unit.part_of.part_of.iri == NAMES.at("place/iso-3166-1-alpha-3/UKR")


def test_a_unit_of_the_reference_data_is_theirs() -> None:
    assert place(admin2_code="", admin2_name="").iri == NAMES.at("place/ua-kharkiv")


def test_without_a_unit_the_place_is_the_country() -> None:
    assert place(**NOWHERE).iri == NAMES.at("place/iso-3166-1-alpha-3/UKR")


def test_a_unit_without_a_code_is_a_place_by_its_name() -> None:
    sea = place(**NOWHERE | {"provider_admin1_name": "Black Sea"})
    assert (sea.iri, sea.label) == (NAMES.at("place/by-name/UKR/black-sea"), "Black Sea")


def test_two_units_that_have_got_one_code_are_two_quantities_of_one_place() -> None:
    one, other = claims()[0], claims(provider_admin2_name="Upper Valley")[0]
    assert one.quantity.place == other.quantity.place
    assert one.quantity.iri != other.quantity.iri
    assert (one.quantity.note, other.quantity.note) == (None, "Upper Valley, Uplands")


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"events": "-1"}, "events"),
        ({"fatalities": "1 000"}, "fatalities"),
        ({"event_type": "riot"}, "event_type"),
        ({"location_code": "Ukraine"}, "location_code"),
        ({"admin2_code": "> <"}, "admin2_code"),
        ({"reference_period_start": "01/01/2025"}, "reference_period_start"),
        ({"reference_period_end": "2024-12-31"}, "reference_period_end"),
    ],
)
def test_a_row_that_does_not_say_it_so_is_not_used(values: dict[str, str], column: str) -> None:
    with pytest.raises(UnusableCell) as refused:
        claims(**values)
    assert refused.value.column == column


def test_the_json_of_the_api_claims_the_same_of_the_same() -> None:
    given = ROW | {"events": 4, "fatalities": None, "admin2_ref": 1, "reference_period_start": "2025-01-01T00:00:00",
                   "reference_period_end": "2025-01-31T00:00:00", "location_name": "Ukraine"}  # fmt: skip
    (row,) = json_records.rows(Window(io.BytesIO(json.dumps({"data": [given]}).encode())))
    assert isinstance(row, Row)
    assert ConflictEvents().recognises(Beginning("x.json", Form.JSON, tuple(row.cells)))
    (claim,) = ConflictEvents().claims(row, RECORD)
    assert claim.quantity == claims()[0].quantity


def test_rows_of_all_kinds_are_loaded_and_verify(writer: Writer, tmp_path: Path) -> None:
    rows = (ROW, ROW | NOWHERE, ROW | {"provider_admin2_name": "Upper Valley", "fatalities": ""},
            ROW | NOWHERE | {"provider_admin1_name": "Black Sea"}, ROW | {"events": "many"})  # fmt: skip
    (path := tmp_path / "t.csv").write_bytes(table(*rows).encode())
    done = load_table(writer, str(path), Metadata())
    assert (done.claims, done.rejected) == (7, 1)
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        assert verify(snapshot, Sources(writer.directory)).problems == ()


@pytest.fixture
def real(shared: Path) -> Path:
    path = shared / REAL
    if not path.is_file():
        pytest.skip(f"the real file is not at {path}")
    return path


Sums = Counter[tuple[str, str, str, str]]


def told_by_pandas(path: Path, first: int, rows: int | None) -> Sums:
    read = pandas.read_csv(
        path, encoding="utf-8-sig", keep_default_na=False, na_values=[""], skiprows=range(1, first + 1)
    )
    sums: Sums = Counter()
    for column, what in (("events", "conflict-events"), ("fatalities", "deaths")):
        kept = read.head(rows or len(read)).dropna(subset=[column])
        for row in kept[["location_code", "reference_period_start", "event_type", column]].itertuples(index=False):
            sums[
                what,
                row[0],
                str(row[1])[:7],
                row[2].replace("_", "-").removesuffix("s").replace("demonstration", "demonstrations"),
            ] += int(row[3])
    return +sums


def country(place: Place) -> str:
    return country(place.part_of) if place.part_of else place.code or ""


def test_sums_by_country_month_and_type_are_those_of_pandas(real: Path) -> None:
    opened = open_table(str(real))
    dataset = described(opened, Metadata(), Release(), NAMES)
    read = [batch for batch, _ in batches(opened, dataset, NAMES, None, None)]
    made = [claim for batch in read for claim in batch.claims]
    assert (sum(batch.rows for batch in read), len(made), [bad for batch in read for bad in batch.bad]) == (
        14373,
        23955,
        [],
    )
    sums: Sums = Counter()
    for claim in made:
        of = claim.quantity
        assert of.period is not None
        assert of.event_type is not None
        assert claim.place is not None
        sums[of.phenomenon, country(claim.place), of.period.edtf, of.event_type] += int(claim.figure.value)
    assert +sums == told_by_pandas(real, 0, None)
    assert len({claim.quantity.iri for claim in made}) == len(made)


def test_the_graph_has_the_sums_of_pandas(writer: Writer, real: Path, tmp_path: Path) -> None:
    rows, first = int(os.environ.get("COUNTERCLAIM_TABLE_ROWS", "60")), 4000
    lines = real.read_bytes().decode().splitlines(keepends=True)
    (path := tmp_path / "some.csv").write_bytes("".join([lines[0], *lines[first + 1 :]]).encode())
    load_table(writer, str(path), Metadata(), limit=rows)
    asked = """PREFIX ccl: <https://w3id.org/counterclaim/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?what ?country ?month ?type (SUM(?value) AS ?sum) WHERE {
            ?claim ccl:value ?value ; ccl:about ?of .
            ?of ccl:phenomenon ?what ; ccl:eventType ?type ; ccl:period ?month ; ccl:place/dcterms:isPartOf* ?place .
            ?code ccl:register/skos:prefLabel "ISO 3166-1 alpha-3"@en ; skos:notation ?country ;
                  ccl:identifiesNearly ?place . } GROUP BY ?what ?country ?month ?type"""
    found = writer.read(lambda store: [list(row) for row in store.query(asked)])  # type: ignore[union-attr]  # SELECT
    said = [
        [each.value if isinstance(each, Literal) else str(each)[1:-1].rpartition("/")[2] for each in row]
        for row in found
    ]
    assert {(a, b, c, d): int(n) for a, b, c, d, n in said if int(n)} == dict(told_by_pandas(real, first, rows))
