"""HDX HAPI's displaced, refugees and returnees: invented rows in the columns that its files have."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from loaders.errors import TableRejected
from loaders.reports.metadata import Metadata
from loaders.tables import comma_separated, json_records
from loaders.tables.base import Beginning, Form
from loaders.tables.cells import UnusableCell
from loaders.tables.displaced import InternallyDisplaced, Refugees
from loaders.tables.hapi import ConflictEvents
from loaders.tables.load import load_table, try_table
from loaders.tables.opening import open_table
from loaders.tables.record import Recorder
from loaders.tables.revisions import Release
from loaders.tables.rows import Row
from loaders.tables.window import Window
from loaders.verification import verify
from ontology.dates import when
from ontology.identifiers import Identifiers
from ontology.model import Accumulation, Claim, Dataset, Extraction, Phenomenon, Stance
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer

NAMES = Identifiers()
SOURCE = NAMES.dataset("0" * 64, None, None)
OCHA, IOM, UNHCR = (NAMES.at(f"agency/{name}") for name in ("ocha", "iom", "unhcr"))
UKRAINE, POLAND = (NAMES.at(f"place/iso-3166-1-alpha-3/{code}") for code in ("UKR", "POL"))
# The numbers of IOM's and UNHCR's datasets on HDX are the true ones; all else is invented.
DTM, POPULATION = "32d0365c-d513-4721-8d66-1b19b12c4b08", "74cdbe77-0a0b-441b-9535-bacc263be2a8"
IDPS = {
    "location_code": "UKR", "has_hrp": "Y", "in_gho": "Y", "provider_admin1_name": "Uplands",
    "provider_admin2_name": "Lower Valley", "admin1_code": "UA63", "admin1_name": "Uplands", "admin2_code": "UA6399",
    "admin2_name": "Lower Valley", "admin_level": "2", "operation": "An operation", "assessment_type": "BA",
    "population": "4000", "reporting_round": "3", "reference_period_start": "2025-01-31",
    "reference_period_end": "2025-01-31", "dataset_hdx_id": DTM, "resource_hdx_id": "", "warning": "", "error": "",
}  # fmt: skip
REFUGEES = {
    "origin_location_code": "UKR", "origin_has_hrp": "Y", "origin_in_gho": "Y", "asylum_location_code": "POL",
    "asylum_has_hrp": "N", "asylum_in_gho": "N", "population_group": "REF", "gender": "all", "age_range": "all",
    "min_age": "", "max_age": "", "population": "7000", "reference_period_start": "2024-01-01",
    "reference_period_end": "2024-12-31", "dataset_hdx_id": POPULATION, "resource_hdx_id": "", "warning": "",
    "error": "",
}  # fmt: skip


def table(*rows: dict[str, str]) -> str:
    (out := io.StringIO()).write("\ufeff")
    writer = csv.DictWriter(out, rows[0], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def claims(row: dict[str, str], publisher: str | None = OCHA) -> list[Claim]:
    (read,) = comma_separated.rows(Window(io.BytesIO(table(row).encode())))
    assert isinstance(read, Row)
    loader = Refugees() if "population_group" in row else InternallyDisplaced()
    made = Dataset(SOURCE, "0" * 64, 9999, Extraction(f"{SOURCE}/x", loader.name, "1"), publisher=publisher)
    return list(loader.claims(read, Recorder(made, NAMES)))


def claim(row: dict[str, str], publisher: str | None = OCHA) -> Claim:
    (one,) = claims(row, publisher)
    return one


def test_who_is_displaced_on_a_day_is_a_stock_as_of_that_day_in_the_smallest_place() -> None:
    made = claim(IDPS)
    of = made.quantity
    assert (of.phenomenon, of.accumulation, of.period) == (
        Phenomenon.INTERNALLY_DISPLACED,
        Accumulation.STOCK,
        None,
    )
    assert (made.figure.value, made.as_of, of.place) == (
        Decimal(4000),
        when("2025-01-31"),
        NAMES.at("place/p-code/UA6399"),
    )
    assert made.utterance.stance is Stance.REPORTS


def test_one_place_on_two_days_is_one_quantity() -> None:
    later = claim(IDPS | dict.fromkeys(("reference_period_start", "reference_period_end"), "2025-02-28"))
    assert later.quantity == claim(IDPS).quantity
    assert later.as_of != claim(IDPS).as_of


def test_a_stock_of_a_longer_period_counts_at_its_end() -> None:
    assert claim(IDPS | {"reference_period_end": "2025-12-31"}).as_of == when("2025-12-31")


@pytest.mark.parametrize(
    "other", [{"operation": "Another"}, {"assessment_type": "SA"}, {"provider_admin2_name": "Upper Valley"}]
)
def test_operations_surveys_and_units_of_one_code_are_quantities_of_their_own(other: dict[str, str]) -> None:
    assert claim(IDPS | other).quantity.iri != claim(IDPS).quantity.iri


def test_the_dataset_that_a_row_names_tells_whose_figure_it_is_and_ocha_relays() -> None:
    said = claim(IDPS).utterance
    assert (said.claimant, said.relayed_by) == (IOM, (OCHA,))
    assert said.attributed_in is not None
    assert said.attributed_in.exact == DTM
    assert claim(REFUGEES).utterance.claimant == UNHCR


@pytest.mark.parametrize("row", [IDPS, REFUGEES], ids=["idps", "refugees"])
def test_where_no_dataset_is_named_who_publishes_is_the_claimant(row: dict[str, str]) -> None:
    said = claim(row | {"dataset_hdx_id": "921fe117-7158-437b-943d-94969d545362"}).utterance
    assert (said.claimant, said.relayed_by, said.attributed_in) == (OCHA, (), None)


def test_without_publisher_nobody_claims() -> None:
    with pytest.raises(UnusableCell, match="claimed by nobody"):
        claim(IDPS | {"dataset_hdx_id": ""}, publisher=None)


def test_refugees_are_counted_where_they_are_and_are_of_where_they_are_from() -> None:
    made = claim(REFUGEES)
    of = made.quantity
    assert (of.phenomenon, of.accumulation, of.place, of.affiliation) == (
        Phenomenon.REFUGEES, Accumulation.STOCK, POLAND, NAMES.at("party/ukraine"),
    )  # fmt: skip
    assert (made.as_of, of.note) == (when("2024-12-31"), None)


def test_asylum_seekers_are_no_refugees() -> None:
    assert claim(REFUGEES | {"population_group": "ASY"}).quantity.phenomenon is Phenomenon.ASYLUM_SEEKERS


def test_returned_refugees_are_a_flow_of_the_year_at_home() -> None:
    made = claim(REFUGEES | {"population_group": "RET"})
    of = made.quantity
    assert (of.phenomenon, of.accumulation, of.place) == (Phenomenon.RETURNEES, Accumulation.EVENT, UKRAINE)
    assert (made.as_of, of.period, of.note) == (None, when("2024-01-01/2024-12-31"), "returned refugees from POL")


def test_returned_internally_displaced_are_another_quantity() -> None:
    of = claim(REFUGEES | {"population_group": "RDP", "asylum_location_code": "UKR"}).quantity
    assert of.note == "returned internally displaced"


@pytest.mark.parametrize("part", [{"gender": "f"}, {"age_range": "0-4"}, {"gender": "m", "age_range": "60+"}])
def test_a_part_by_gender_or_age_is_not_taken_for_the_whole(part: dict[str, str]) -> None:
    assert claims(REFUGEES | part) == []


@pytest.mark.parametrize("group", ["HST", "NAT", "STA", "IDP", "all"])
def test_groups_that_did_not_flee_abroad_are_passed_over(group: str) -> None:
    assert claims(REFUGEES | {"population_group": group}) == []


def test_a_state_that_the_reference_data_lack_is_described_by_its_code() -> None:
    made = claim(REFUGEES | {"origin_location_code": "SYR"})
    (syria,) = made.utterance.agents
    assert (made.quantity.affiliation, syria.code) == (NAMES.at("party/iso-3166-1-alpha-3/SYR"), "SYR")


def test_who_is_of_no_state_has_no_affiliation() -> None:
    of = claim(REFUGEES | {"origin_location_code": "XXA"}).quantity
    assert (of.affiliation, of.note) == (None, "from XXA")


@pytest.mark.parametrize("row", [IDPS, REFUGEES], ids=["idps", "refugees"])
def test_a_zero_is_a_claim_and_an_empty_cell_is_none(row: dict[str, str]) -> None:
    assert claim(row | {"population": "0"}).figure.value == 0
    assert claims(row | {"population": ""}) == []


@pytest.mark.parametrize(
    ("row", "values", "column"),
    [
        (IDPS, {"population": "-1"}, "population"),
        (IDPS, {"population": "4 000"}, "population"),
        (IDPS, {"assessment_type": "FMC"}, "assessment_type"),
        (IDPS, {"location_code": "Ukraine"}, "location_code"),
        (IDPS, {"reference_period_end": ""}, "reference_period_end"),
        (IDPS, {"reference_period_start": "2025-02-01"}, "reference_period_end"),
        (IDPS, {"error": "Duplicate row"}, "error"),
        (REFUGEES, {"population_group": "FOO"}, "population_group"),
        (REFUGEES, {"gender": ""}, "gender"),
        (REFUGEES, {"asylum_location_code": "Poland"}, "asylum_location_code"),
        (REFUGEES, {"population": "7000.5"}, "population"),
        (REFUGEES, {"reference_period_end": "31/12/2024"}, "reference_period_end"),
    ],
)
def test_a_row_that_does_not_say_it_so_is_not_used(row: dict[str, str], values: dict[str, str], column: str) -> None:
    with pytest.raises(UnusableCell) as refused:
        claims(row | values)
    assert refused.value.column == column


@pytest.mark.parametrize("row", [IDPS, REFUGEES], ids=["idps", "refugees"])
def test_the_json_of_the_api_claims_the_same_of_the_same(row: dict[str, str]) -> None:
    lacking = ("dataset_hdx_id", "operation") if row is IDPS else ("dataset_hdx_id",)
    record: dict[str, object] = {name: value for name, value in row.items() if name not in lacking}
    resource = "80911e9b-7527-469a-a545-4074860e1288" if row is IDPS else "295cd9e4-8464-43ee-ad17-47196991a1f7"
    record |= {"population": int(row["population"]), "resource_hdx_id": resource}
    record |= {name: f"{row[name]}T00:00:00" for name in ("reference_period_start", "reference_period_end")}
    (read,) = json_records.rows(Window(io.BytesIO(json.dumps({"data": [record]}).encode())))
    assert isinstance(read, Row)
    loader = InternallyDisplaced() if row is IDPS else Refugees()
    assert loader.recognises(Beginning("x.json", Form.JSON, tuple(read.cells)))
    made = Dataset(SOURCE, "0" * 64, 9999, Extraction(f"{SOURCE}/x", "x", "1"), publisher=OCHA)
    (one,) = loader.claims(read, Recorder(made, NAMES))
    assert one.quantity == claim(row | ({"operation": ""} if row is IDPS else {})).quantity
    assert one.utterance.claimant == claim(row).utterance.claimant


def test_each_table_is_told_by_its_columns(tmp_path: Path) -> None:
    for row, name in ((IDPS, "hapi_idps"), (REFUGEES, "hapi_refugees")):
        (path := tmp_path / "t.csv").write_text(table(row), encoding="utf-8")
        assert open_table(str(path)).loader.name == name
        assert not ConflictEvents().recognises(Beginning("t.csv", Form.CSV, tuple(row)))


@pytest.mark.parametrize(
    ("called", "columns"),
    [
        ("population baseline", "location_code,admin1_code,admin2_code,gender,age_range,population"),
        ("humanitarian needs", "location_code,admin1_code,sector_code,category,population_status,population"),
    ],
)
def test_who_is_not_said_to_be_harmed_is_refused_by_name_unless_mapped(
    called: str, columns: str, tmp_path: Path
) -> None:
    header = f"{columns},reference_period_start,reference_period_end"
    (path := tmp_path / "t.csv").write_text(f"{header}\n", encoding="utf-8")
    with pytest.raises(TableRejected, match=f"t.csv: is HAPI's {called}.*`counterclaim map`"):
        open_table(str(path))
    (tmp_path / "t.csv.mapping.yaml").write_text(
        "claimant: OCHA\naccumulation: stock\nas-of: {column: reference_period_end}\n"
        "figures:\n  - column: population\n    phenomenon: other\n",
        encoding="utf-8",
    )
    assert open_table(str(path)).loader.name == "mapped"


def test_rows_of_all_kinds_are_loaded_revised_withdrawn_and_verify(writer: Writer, tmp_path: Path) -> None:
    rows = (IDPS, IDPS | {"admin2_code": "", "admin2_name": ""}, IDPS | {"operation": "Another"})
    (path := tmp_path / "idps.csv").write_text(table(*rows), encoding="utf-8")
    first = load_table(writer, str(path), Metadata(published=when("2025-03-01")))
    path.write_text(table(rows[0] | {"population": "5000"}, rows[1]), encoding="utf-8")
    told = Metadata(published=when("2025-04-01"))
    later = load_table(writer, str(path), told, release=Release(replaces=first.source))
    assert (first.claims, later.claims, later.revised, later.withdrawn) == (3, 2, 1, 1)
    people = (REFUGEES, REFUGEES | {"population_group": "RET"}, REFUGEES | {"origin_location_code": "XXA"},
              REFUGEES | {"origin_location_code": "SYR"}, REFUGEES | {"gender": "f"},
              REFUGEES | {"gender": ""})  # fmt: skip
    (path := tmp_path / "refugees.csv").write_text(table(*people), encoding="utf-8")
    assert try_table(str(path), Metadata(), writer.directory.base, limit=2).claims == 2
    done = load_table(writer, str(path), Metadata())
    assert (done.rows, done.claims, done.rejected) == (6, 4, 1)
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        assert verify(snapshot, Sources(writer.directory)).problems == ()


def test_the_query_of_the_page_gives_the_refugees_of_ukraine(writer: Writer, tmp_path: Path, repository: Path) -> None:
    others = (REFUGEES | {"origin_location_code": "SYR"}, REFUGEES | {"population_group": "ASY"})
    (path := tmp_path / "refugees.csv").write_text(table(REFUGEES, *others), encoding="utf-8")
    load_table(writer, str(path), Metadata())
    page = (repository / "docs" / "tables.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sparql\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    (asked,) = (block for block in blocks if '"refugees"' in block)
    found = writer.read(lambda store: [[term.value for term in row] for row in store.query(asked)])  # type: ignore[union-attr]  # SELECT
    assert found == [["2024-12-31", POLAND, "7000"]]
