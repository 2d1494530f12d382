"""Any table with a mapping: what its rows claim, by whom, of what, and every number of it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from loaders.errors import MappingError, TableRejected
from loaders.reports.metadata import Metadata
from loaders.tables import json_records
from loaders.tables.cells import UnusableCell
from loaders.tables.general_staff import GeneralStaff
from loaders.tables.load import LoadedTable, batches, described, load_table
from loaders.tables.mapped import MappedTable
from loaders.tables.mapping_file import mapping_of
from loaders.tables.opening import open_table
from loaders.tables.record import Recorder
from loaders.tables.revisions import Release
from loaders.tables.rows import Row
from loaders.tables.window import Window
from loaders.verification import verify
from ontology.dates import when
from ontology.identifiers import Identifiers
from ontology.model import Accumulation, Claim, Comparator, Dataset, EventType, Extraction, Phenomenon, Stance
from ontology.terms import CCL, DCTERMS, PROV, SKOS
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer

Writing = Callable[[str, str], Path]

NAMES = Identifiers()
SOURCE = NAMES.dataset("0" * 64, None, None)
RECORD = Recorder(Dataset(SOURCE, "0" * 64, 9999, Extraction(f"{SOURCE}/x", "mapped", "1")), NAMES)

TABLE = (
    "\ufeffDate;Source;Region;Killed;Hurt;How\r\n"
    "31.01.2025;OHCHR;UA63;1 234;5 678;at least\r\n"
    "28.02.2025;Mothers of Nowhere;Uplands;7;N/A;\r\n"
    "02/03/2025;OHCHR;UA63;8;9;\r\n"
    "31.03.2025;OHCHR;UA63;some;9;\r\n"
)
MAPPING = """\
dataset: {title: Tolls, publisher: Some Archive, licence: CC0-1.0}
table: {delimiter: ";", thousands: " ", missing: N/A}
claimant: {column: Source}
conflict: russian-invasion-of-ukraine
accumulation: cumulative
population: civilians
as-of: {column: Date, format: DD.MM.YYYY}
comparator: {column: How, words: {at least: at-least, "": exact}}
place: {country: UKR, name: {column: Region}}
figures:
  - {column: Killed, phenomenon: civilians-killed}
  - {column: Hurt, phenomenon: wounded, stance: reports}
"""
EVENTS = """\
claimant: OCHA
accumulation: event
phenomenon: deaths
figures: [{column: n, period: {column: month}}]
"""


def claims(mapping: str, **values: str) -> list[Claim]:
    """Read one record by a mapping."""
    return list(MappedTable(mapping_of(mapping, "m")).claims(record(values), RECORD))


def record(values: dict[str, str]) -> Row:
    (row,) = json_records.rows(Window(io.BytesIO(json.dumps([values]).encode())))
    assert isinstance(row, Row)
    return row


def one(mapping: str, **values: str) -> Claim:
    (claim,) = claims(mapping, **values)
    return claim


def load(writer: Writer, write: Writing, table: str = TABLE, mapping: str = MAPPING) -> LoadedTable:
    write("t.csv.mapping.yaml", mapping)
    return load_table(writer, str(write("t.csv", table)), Metadata())


def problems(writer: Writer) -> list[str]:
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        return [problem.message for problem in verify(snapshot, Sources(writer.directory)).problems]


def printed(writer: Writer) -> list[str]:
    found = (quad.object for quad in writer.quads(None, CCL.printed))
    return sorted(each.value for each in found if isinstance(each, Literal))


def test_a_table_with_a_mapping_beside_it_is_loaded_and_verifies(writer: Writer, write: Writing) -> None:
    done = load(writer, write)
    assert (done.rows, done.claims, done.rejected) == (4, 3, 2)
    assert problems(writer) == []
    rows = list(csv.DictReader(TABLE.removeprefix("\ufeff").splitlines(), delimiter=";"))
    assert printed(writer) == sorted((rows[0]["Killed"], rows[0]["Hurt"], rows[1]["Killed"]))
    values = {int(quad.object.value) for quad in writer.quads(None, CCL.value)}  # type: ignore[union-attr]  # literals
    assert values == {1234, 5678, 7}


@pytest.mark.parametrize(
    "above", ["My table", "My table,of 2025", "", '"A title\nof two lines"', "\n".join(["a note"] * 40)]
)
def test_a_title_may_stand_above_the_names_of_the_columns(writer: Writer, write: Writing, above: str) -> None:
    header = above.count("\n") + 2 - above.count('"') // 2
    mapping = MAPPING.replace('delimiter: ";", ', f"header: {header}, ")
    table = f'{above}\nDate,Source,Region,Killed,Hurt,How\n31.01.2025,"OHCHR\n",UA63,5,6,at least\n28.02.2025,OHCHR,x\n'
    assert load(writer, write, table, mapping).claims == 2
    assert problems(writer) == []


def test_rows_that_cannot_be_read_are_noted_by_column(writer: Writer, write: Writing) -> None:
    load(writer, write)
    noted = [json.loads(line) for line in writer.directory.rejected.read_text().splitlines()]
    assert [(each["row"], each["column"]) for each in noted] == [(4, "Date"), (5, "Killed")]
    assert "holds no date written as DD.MM.YYYY" in noted[0]["reason"]
    assert not any("some" in each["reason"] or "02/03" in each["reason"] for each in noted)


def test_the_mapping_states_what_is_known_of_the_dataset_and_options_go_over_it(writer: Writer, write: Writing) -> None:
    write("t.csv.mapping.yaml", MAPPING)
    done = load_table(writer, str(write("t.csv", TABLE)), Metadata(title="Mine"))
    said = {quad.predicate: quad.object for quad in writer.quads(NamedNode(done.source), None)}
    assert (said[DCTERMS.title], said[DCTERMS.license]) == (Literal("Mine"), Literal("CC0-1.0"))
    assert said[DCTERMS.publisher] == NamedNode(f"{writer.base}agency/by-name/some-archive")


def test_who_is_named_is_of_the_reference_data_or_a_new_agent_by_that_name(writer: Writer, write: Writing) -> None:
    load(writer, write)
    claimants = {quad.object for quad in writer.quads(None, CCL.claimant)}
    mothers = NamedNode(f"{writer.base}agency/by-name/mothers-of-nowhere")
    assert claimants == {NamedNode(f"{writer.base}agency/ohchr"), mothers}
    assert {quad.object for quad in writer.quads(mothers, SKOS.prefLabel)} == {
        Literal("Mothers of Nowhere", language="en")
    }


def test_names_are_those_of_the_reference_data_in_any_case_and_nothing_near_them() -> None:
    mapping = EVENTS.replace("OCHA", "{column: who}")
    assert one(mapping, n="1", month="2025-01", who="un ocha").utterance.claimant == NAMES.at("agency/ocha")
    near = one(mapping, n="1", month="2025-01", who="OCHA Ukraine").utterance.claimant
    assert near == NAMES.at("agency/by-name/ocha-ukraine")


@pytest.mark.parametrize(
    ("mapping", "column"),
    [
        (EVENTS.replace("OCHA", "{column: who}"), "who"),
        (EVENTS.replace("OCHA", "{column: month, words: {2025-01: —}}"), "month"),
        (f"relay: {{column: who}}\n{EVENTS}", "who"),
        (f"affiliation: {{column: who}}\n{EVENTS}", "who"),
        (f"transferor: the …\n{EVENTS}", "transferor"),
        (f"place: {{country: UKR, name: {{column: who}}}}\n{EVENTS}", "who"),
    ],
)
@pytest.mark.parametrize("who", ["?", "-"])
def test_marks_alone_name_nobody(mapping: str, column: str, who: str) -> None:
    with pytest.raises(UnusableCell, match=f"{column}: names nobody: it has no letter"):
        claims(mapping, n="3", month="2025-01", who=who)


def test_the_cell_that_names_the_claimant_is_quoted(writer: Writer, write: Writing) -> None:
    load(writer, write, TABLE.replace(";", ","), MAPPING.replace('delimiter: ";", ', ""))
    places = {quad.object for quad in writer.quads(None, CCL.attributedIn)}
    quoted = {TABLE[int(a) : int(b)] for a, b in (str(each)[1:-1].rpartition("=")[2].split(",") for each in places)}
    assert quoted == {"OHCHR", "Mothers of Nowhere"}
    assert problems(writer) == []


def test_words_say_what_cells_mean_and_others_are_refused() -> None:
    mapping = "comparator: {column: how, words: {about: about}}\n" + EVENTS
    assert one(mapping, n="3", month="2025-01", how="about").figure.comparator is Comparator.ABOUT
    with pytest.raises(UnusableCell, match="how: holds a word that the mapping does not list"):
        claims(mapping, n="3", month="2025-01", how="at most")


def test_another_mapping_is_another_extraction_and_what_it_no_longer_claims_is_marked(
    writer: Writer, write: Writing
) -> None:
    load(writer, write)
    done = load(
        writer, write, mapping=MAPPING.replace("  - {column: Hurt, phenomenon: wounded, stance: reports}\n", "")
    )
    assert (done.claims, done.changed) == (2, True)
    (gone,) = {quad.subject for quad in writer.quads(None, PROV.invalidatedAtTime)}
    assert [quad.object for quad in writer.quads(gone, CCL.printed)] == [Literal("5 678")]  # type: ignore[arg-type]  # a name
    versions = {quad.object.value for quad in writer.quads(None, CCL.loaderVersion)}  # type: ignore[union-attr]  # literals
    assert len(versions) == 2
    assert all(each.startswith("1+") for each in versions)
    assert problems(writer) == []


def test_another_title_in_the_mapping_is_the_same_extraction(writer: Writer, write: Writing) -> None:
    load(writer, write)
    load(writer, write, mapping=MAPPING.replace("title: Tolls", "title: Other"))
    assert len({quad.object for quad in writer.quads(None, CCL.loaderVersion)}) == 1


def test_a_mapping_can_be_named_and_then_the_one_beside_is_not_read(writer: Writer, write: Writing) -> None:
    write("t.csv.mapping.yaml", "broken: [")
    path, mapping = write("t.csv", TABLE), write("m.yaml", MAPPING)
    assert load_table(writer, str(path), Metadata(), mapping=str(mapping)).claims == 3


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (
            TABLE.replace("Hurt", "Injured"),
            r"line 12: .*t.csv has no column 'Hurt'; .* has: 'Date', 'Source', 'Region'",
        ),
        (TABLE.replace("How", "Hurt"), "line 8: .* has no column 'How'"),
        (TABLE.replace("Region", "Hurt"), "line 9: .* has no column 'Region'"),
        (TABLE.replace(";Region", ";Region;Hurt"), "line 12: .* has 2 columns named 'Hurt'"),
        (TABLE.replace(";", ","), "line 3: .* has no column 'Source'"),
    ],
)
def test_a_column_that_the_table_has_not_is_told_with_its_line(write: Writing, table: str, says: str) -> None:
    write("t.csv.mapping.yaml", MAPPING)
    with pytest.raises(MappingError, match=says):
        open_table(str(write("t.csv", table)))


@pytest.mark.parametrize(
    "column",
    [
        "First name", "lastName", "surname", "date_of_birth", "dateOfBirth", "patronymic", "Прізвище", "ПІБ", "П.І.Б.",
        "ФИО", "Ф. И. О.", "Ім'я", "Ім’я", "имя", "дата рождения", "Victim", "name_of_victim", "Victim's name",
        "person", "Nachname", "age;Name", "Name;Date of death", "name;RANK", "Born;Names",
    ],
)  # fmt: skip
def test_a_list_of_persons_is_not_loaded(write: Writing, column: str) -> None:
    write("t.csv.mapping.yaml", MAPPING)
    with pytest.raises(TableRejected, match="a list of persons is not loaded"):
        open_table(str(write("t.csv", TABLE.replace(";Region", f";{column};Region"))))


@pytest.mark.parametrize("column", ["Birth rate per 1000", "Births", "Victims", "persons", "Name", "Age group;Name"])
def test_a_table_of_counts_is_no_list_of_persons(write: Writing, column: str) -> None:
    write("t.csv.mapping.yaml", MAPPING)
    assert open_table(str(write("t.csv", TABLE.replace(";Region", f";{column};Region"))))


def test_a_record_of_a_person_below_the_first_ones_is_refused(writer: Writer, write: Writing) -> None:
    rows = [*({"n": n, "month": "2025-01"} for n in range(30)), {"surname": "Zorb", "n": 1, "month": "2025-02"}]
    write("t.json.mapping.yaml", EVENTS)
    done = load_table(writer, str(write("t.json", json.dumps(rows))), Metadata())
    assert (done.claims, done.rejected) == (30, 1)
    noted = writer.directory.rejected.read_text()
    assert "stands in a record of a person" in noted
    said = [noted, *(str(quad.object) for quad in writer.quads(None, None))]
    assert not any("Zorb" in each or "surname" in each for each in said)


def test_events_are_counted_in_a_period_and_a_row_without_one_is_refused() -> None:
    assert one(EVENTS, n="3", month="2025-01").quantity.period == when("2025-01")
    with pytest.raises(UnusableCell, match="month: is empty"):
        claims(EVENTS, n="4", month="")


@pytest.mark.parametrize("accumulation", ["cumulative", "stock"])
def test_a_total_of_which_nobody_knows_up_to_when_it_counts_is_refused(accumulation: str) -> None:
    mapping = EVENTS.replace("event", accumulation).replace("period: {", "as-of: {")
    assert one(mapping, n="3", month="2025-01").as_of == when("2025-01")
    with pytest.raises(UnusableCell, match="month: is empty: of a total it must be known up to when"):
        claims(mapping, n="4", month="")
    assert one(f"made-on: {{column: said}}\n{mapping}", n="4", month="", said="2025-02-01").as_of == when("2025-02-01")


@pytest.mark.parametrize(
    ("form", "text", "edtf"),
    [
        ("", "2025-01-31", "2025-01-31"),
        ("", "2025-01-31T00:00:00", "2025-01-31"),
        ("", "2025", "2025"),
        (", format: M/D/YYYY", "1/31/2025", "2025-01-31"),
        (", format: DD.MM.YYYY", "02.03.2025", "2025-03-02"),
        (", format: D MMMM YYYY", "2 March 2025", "2025-03-02"),
        (", format: DD-MMM-YYYY", "02-Mar-2025", "2025-03-02"),
        (", format: MMMM YYYY", "february 2025", "2025-02"),
    ],
)
def test_dates_are_read_in_the_form_that_is_named(form: str, text: str, edtf: str) -> None:
    assert one(EVENTS.replace("month}", f"month{form}}}"), n="3", month=text).quantity.period == when(edtf)


def test_a_period_may_begin_in_one_column_and_end_in_another() -> None:
    mapping = EVENTS.replace("{column: month}", "{from: a, to: b}")
    assert one(mapping, n="3", a="2025-02-01", b="2025-02-28").quantity.period == when("2025-02")
    assert one(mapping, n="3", a="2025-02-01", b="2025-02-03").quantity.period == when("2025-02-01/2025-02-03")


def test_a_running_total_counts_up_to_the_day_when_it_was_said_unless_it_says() -> None:
    mapping = EVENTS.replace("event", "cumulative").replace("period: {", "made-on: {")
    claim = one(mapping, n="3", month="2025-01-31")
    assert (claim.as_of, claim.utterance.made_on, claim.quantity.period) == (
        when("2025-01-31"),
        when("2025-01-31"),
        None,
    )


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("{p-code: {column: x}}", "place/ua-kharkiv"),
        ("{country: UKR, name: {column: y}}", "place/ua-kharkiv"),
        ("{country: {column: c}, name: {column: y}}", "place/ua-kharkiv"),
        ("{iso-3166-2: {column: z}}", "place/ua-kharkiv"),
        ("{country: UKR, p-code: {column: none}, name: {column: y}}", "place/ua-kharkiv"),
        ("{country: POL, name: {column: y}}", "place/by-name/POL/kharkivska"),
        ("{country: {column: c}}", "place/iso-3166-1-alpha-3/UKR"),
        ("{p-code: UA6399, name: {column: y}}", "place/p-code/UA6399"),
        ("{country: UKR, p-code: {column: none}}", "place/iso-3166-1-alpha-3/UKR"),
        ("{country: UKR, p-code: [{column: x}, UA6310]}", "place/p-code/UA6310"),
        ("{country: UKR, p-code: [{column: x}, {column: none}]}", "place/ua-kharkiv"),
    ],
)
def test_a_place_is_the_smallest_that_is_given(place: str, path: str) -> None:
    values = {"x": "UA63", "y": "kharkivska", "z": "UA-63", "c": "UKR", "none": ""}
    claim = one(f"place: {place}\n{EVENTS}", n="3", month="2025-01", **values)
    assert claim.place is not None
    assert claim.quantity.place == claim.place.iri == NAMES.at(path)


def test_parties_stances_and_types_are_said_by_constants_or_columns() -> None:
    more = "affiliation: {column: side}\nstance: {column: how}\nevent-type: political-violence\nrelay: Reuters\n"
    claim = one(more + EVENTS, n="3", month="2025-01", side="Russia", how="estimates")
    assert claim.quantity.affiliation == NAMES.at("party/russia")
    assert (claim.utterance.stance, claim.quantity.event_type) == (Stance.ESTIMATES, EventType.POLITICAL_VIOLENCE)
    assert claim.utterance.relayed_by == (NAMES.at("agency/reuters"),)


def test_a_party_that_the_reference_data_lack_is_a_new_one() -> None:
    claim = one("affiliation: {column: side}\n" + EVENTS, n="3", month="2025-01", side="Upland Front")
    assert claim.quantity.affiliation == NAMES.at("party/by-name/upland-front")
    assert [agent.label for agent in claim.utterance.agents] == ["Upland Front"]


def test_a_breakdown_makes_quantities_of_their_own() -> None:
    mapping = "breakdown: [sex, age]\n" + EVENTS
    women, men = (one(mapping, n="3", month="2025-01", sex=sex, age="18+") for sex in ("f", "m"))
    assert women.quantity.iri != men.quantity.iri
    assert (women.quantity.note, men.quantity.note) == ("sex: f; age: 18+", "sex: m; age: 18+")


def test_rows_that_a_figure_is_not_of_are_passed_over() -> None:
    mapping = EVENTS.replace("{column: n,", "{column: n, where: {what: Killed},")
    assert claims(mapping, n="3", month="2025-01", what="Displaced") == []
    assert one(mapping, n="3", month="2025-01", what="Killed").quantity.phenomenon is Phenomenon.DEATHS


def test_a_zero_is_a_claim_and_an_empty_cell_is_none() -> None:
    assert one(EVENTS, n="0", month="2025-01").figure.value == Decimal(0)
    assert claims(EVENTS, n="", month="2025-01") == []


def test_less_than_nothing_is_no_figure() -> None:
    with pytest.raises(UnusableCell, match="n: is meant as less than nothing"):
        claims("comparator: less-than\n" + EVENTS, n="0", month="2025-01")


def test_the_same_claimed_twice_of_one_cell_is_refused() -> None:
    two = "[{column: n, where: {a: x}, period: 2025}, {column: n, where: {b: x}, period: 2025}]"
    mapping = f"claimant: OCHA\naccumulation: event\nphenomenon: deaths\nfigures: {two}\n"
    assert len(claims(mapping, n="1", a="x", b="y")) == 1
    with pytest.raises(UnusableCell, match="n: is claimed twice"):
        claims(mapping, n="1", a="x", b="x")


def test_records_of_json_are_read_by_a_mapping_too(writer: Writer, write: Writing) -> None:
    rows = [
        {"n": 5, "month": "2025-01"},
        {"n": None, "month": "2025-02"},
        {"n": "6", "month": "2025-03", "side": "Russia"},
    ]
    write("t.json.mapping.yaml", "affiliation: {column: side}\n" + EVENTS)
    done = load_table(writer, str(write("t.json", json.dumps({"data": rows}, indent=1))), Metadata())
    assert (done.rows, done.claims) == (3, 2)
    assert printed(writer) == ["5", "6"]
    assert problems(writer) == []


def test_the_general_staffs_total_by_a_mapping_is_the_quantity_of_its_own_loader() -> None:
    mapping = """\
claimant: General Staff of the Armed Forces of Ukraine
conflict: russian-invasion-of-ukraine
figures:
  - {column: personnel, phenomenon: losses, accumulation: cumulative, population: combatants, affiliation: Russia,
     made-on: {column: date}}
"""
    values = {"date": "2025-01-01", "day": "3", "personnel": "40"}
    (own,) = GeneralStaff().claims(record(values), RECORD)
    mapped = one(mapping, **values)
    assert (mapped.quantity, mapped.as_of, mapped.utterance.iri) == (own.quantity, own.as_of, own.utterance.iri)
    assert (mapped.quantity.accumulation, mapped.figure.comparator) == (Accumulation.CUMULATIVE, Comparator.EXACT)


def test_a_table_of_tabs_is_read_where_its_mapping_says_so(write: Writing) -> None:
    write("t.tsv.mapping.yaml", "table: {delimiter: tab}\n" + EVENTS)
    opened = open_table(str(write("t.tsv", "n\tmonth\n1\t2025-01\n")))
    assert [row.text("month") for row in opened.rows() if isinstance(row, Row)] == ["2025-01"]


def test_lowest_and_highest_beside_a_best_number_are_its_interval(writer: Writer, write: Writing) -> None:
    mapping = EVENTS.replace("{column: n,", "{column: n, lowest: low, highest: high,")
    claim = one(mapping, n="5", low="3", high="9", month="2025-01")
    ends = Decimal(3), Decimal(9)
    assert (claim.figure.lowest, claim.figure.highest, claim.figure.comparator) == (*ends, Comparator.BETWEEN)
    assert one(mapping, n="5", low="", high="", month="2025-01").figure.comparator is Comparator.EXACT
    for values in ({"low": "", "high": "9"}, {"low": "6", "high": "9"}, {"low": "3", "high": "4"}):
        with pytest.raises(UnusableCell):
            claims(mapping, n="5", month="2025-01", **values)
    load(writer, write, "n,low,high,month\n5,3,9,2025-01\n", mapping)
    assert problems(writer) == []


@pytest.mark.parametrize(
    "table",
    [
        "note,n,month,more\nQuxley Zorb,5,2025-01,Zorbling\n",
        "note,n,month,note\nQuxley Zorb,5,2025-01,\n",
        ",n,month,\nQuxley Zorb,5,2025-01,\n",
        "n,month\n5,2025-01\ncompiled by Quxley Zorb\n",
    ],
    ids=["columns of their own", "of one name", "without a name", "below"],
)
def test_nothing_is_quoted_that_the_mapping_does_not_read(writer: Writer, write: Writing, table: str) -> None:
    load(writer, write, table, EVENTS)
    said = {str(quad.object) for quad in writer.quads(None, None)}
    assert any("5,2025-01" in each for each in said)
    assert not any("Zorb" in each for each in said)
    assert problems(writer) == []


def test_the_real_file_by_a_mapping_makes_the_claims_of_its_own_loader(shared: Path, write: Writing) -> None:
    path = shared / "data/general-staff/russia_losses_personnel.json"
    if not path.is_file():
        pytest.skip(f"the real file is not at {path}")
    mapping = """\
claimant: General Staff of the Armed Forces of Ukraine
conflict: russian-invasion-of-ukraine
made-on: {column: date}
affiliation: Russia
figures:
  - {column: personnel, phenomenon: losses, accumulation: cumulative, population: combatants,
     comparator: {column: "personnel*", words: {about: about, more: more-than, "": exact}}}
  - {column: POW, phenomenon: prisoners-held, accumulation: stock, population: prisoners-of-war}
"""
    own, mapped = (
        [
            (claim.utterance.iri, claim.quantity, claim.figure, claim.as_of)
            for batch, _ in batches(table, described(table, Metadata(), Release(), NAMES), NAMES, None, None)
            for claim in batch.claims
        ]
        for table in (open_table(str(path)), open_table(str(path), str(write("m.yaml", mapping))))
    )
    assert mapped == own
    assert len(own) > 1600
