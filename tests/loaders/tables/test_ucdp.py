"""UCDP's georeferenced events: the interval, the parts, the event, and every number of an invented file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pandas
import pytest
from pyoxigraph import Literal, NamedNode

from loaders.reports.metadata import Metadata
from loaders.tables import comma_separated, json_records
from loaders.tables.base import Beginning, Form
from loaders.tables.cells import UnusableCell
from loaders.tables.load import batches, described, load_table
from loaders.tables.opening import open_table
from loaders.tables.record import Recorder
from loaders.tables.revisions import Release
from loaders.tables.rows import BadRow, Row
from loaders.tables.ucdp import ORDER, GeoreferencedEvents
from loaders.tables.window import Window
from loaders.verification import verify
from ontology.checks import problems
from ontology.identifiers import Identifiers
from ontology.model import Claim, Comparator, Dataset, Extraction, Phenomenon, Population, Reading, Stance
from ontology.terms import CCL, GEO
from store.activity import utc_now
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer

Writing = Callable[[str, str], Path]

NAMES = Identifiers()
SOURCE = NAMES.dataset("0" * 64, None, None)
DATASET = Dataset(SOURCE, "0" * 64, 99999, Extraction(f"{SOURCE}/x", "ucdp", "1"), publisher=NAMES.at("agency/ucdp"))
RECORD = Recorder(DATASET, NAMES)
COLUMNS = ORDER
# An event that never was, between parties that are: their numbers and the country's are in the reference data.
ROW = {
    "id": "900001",
    "relid": "ABC-2025-1-1-1",
    "year": "2025",
    "type_of_violence": "1",
    "side_a_new_id": "57",
    "side_a": "Government of Russia (Soviet Union)",
    "side_b_new_id": "61",
    "side_b": "Government of Ukraine",
    "source_headline": 'Invented, with a name: "Somebody Private"',
    "where_prec": "1",
    "adm_1": "Uplands oblast",
    "adm_2": "Lower raion",
    "latitude": "49.50",
    "longitude": "36.25",
    "country": "Ukraine",
    "country_id": "369",
    "date_prec": "1",
    "date_start": "2025-01-03 00:00:00.000",
    "date_end": "2025-01-03 00:00:00.000",
    "deaths_a": "1",
    "deaths_b": "0",
    "deaths_civilians": "3",
    "deaths_unknown": "2",
    "best": "6",
    "high": "9",
    "low": "4",
}
ONE_SIDED = {"id": "900002", "type_of_violence": "3", "side_b_new_id": "9999", "side_b": "Civilians"}
ROWS = (
    ROW,
    ROW | ONE_SIDED | {"deaths_a": "0", "best": "5", "low": "5", "high": "5", "deaths_civilians": "5"},
    ROW | {"id": "900003", "side_a_new_id": "88001", "side_a": "An Armed Group", "country_id": "4242"},
)


def table(*rows: dict[str, str], headed: bool = True) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS, restval="")
    if headed:
        writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def claims(**values: str) -> list[Claim]:
    (row,) = comma_separated.rows(Window(io.BytesIO(table(ROW | values).encode())))
    assert isinstance(row, Row)
    return list(GeoreferencedEvents().claims(row, RECORD))


def by_rule(**values: str) -> dict[str, Claim]:
    return {claim.utterance.rule: claim for claim in claims(**values)}


def failures(writer: Writer) -> list[str]:
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        return [problem.message for problem in verify(snapshot, Sources(writer.directory)).problems]


def test_best_low_and_high_are_one_claim_by_ucdp() -> None:
    claim = by_rule()["best"]
    assert (claim.utterance.claimant, claim.utterance.stance) == (NAMES.at("agency/ucdp"), Stance.ESTIMATES)
    figure = claim.figure
    assert (figure.printed, figure.value, figure.lowest, figure.highest) == ("6", Decimal(6), Decimal(4), Decimal(9))
    assert figure.comparator is Comparator.BETWEEN


def test_ends_that_are_the_best_make_an_exact_figure() -> None:
    assert by_rule(low="6", high="6")["best"].figure.comparator is Comparator.EXACT


def test_a_zero_with_its_ends_is_a_claim() -> None:
    figure = by_rule(best="0", low="0", high="2")["best"].figure
    assert (figure.value, figure.lowest, figure.highest) == (Decimal(0), Decimal(0), Decimal(2))


def test_the_dead_of_each_side_civilians_and_others_are_parts_of_all() -> None:
    found = by_rule()
    whole = found.pop("best").quantity
    assert {rule: int(claim.figure.value) for rule, claim in found.items()} == {
        "deaths_a": 1,
        "deaths_b": 0,
        "deaths_civilians": 3,
        "deaths_unknown": 2,
    }
    assert {claim.quantity.subset_of for claim in found.values()} == {whole.iri}
    sides = [found[f"deaths_{side}"].quantity for side in "ab"]
    assert [side.affiliation for side in sides] == [NAMES.at("party/russia"), NAMES.at("party/ukraine")]
    assert {side.population for side in sides} == {Population.COMBATANTS}
    assert found["deaths_civilians"].quantity.phenomenon is Phenomenon.CIVILIANS_KILLED


def test_no_two_events_or_parts_have_one_quantity() -> None:
    every = [*claims(), *claims(id="900009"), *claims(id="900010", side_b="Another Side", side_b_new_id="57")]
    assert len({claim.quantity.iri for claim in every}) == len(every) == 15


def test_a_later_release_speaks_of_the_same_quantities() -> None:
    assert {c.quantity.iri for c in claims()} == {
        c.quantity.iri for c in claims(best="7", date_start="2025-01-02", adm_2="", latitude="49.6", where_prec="3")
    }


def test_where_violence_is_one_sided_the_sides_count_nobody() -> None:
    assert set(by_rule(**ONE_SIDED)) == {"best", "deaths_civilians", "deaths_unknown"}


def test_a_side_that_is_not_in_the_reference_data_is_a_party_by_its_number() -> None:
    claim = by_rule(side_a_new_id="88001", side_a="An Armed Group")["deaths_a"]
    (agent,) = claim.utterance.agents
    assert agent.iri == claim.quantity.affiliation == NAMES.at("party/ucdp-actor/88001")
    assert (agent.label, agent.register, agent.code) == ("An Armed Group", "ucdp-actor", "88001")
    assert problems(Reading(DATASET, tuple(claims(side_a_new_id="88001", side_a="An Armed Group")))) == []


def test_the_event_has_its_number_its_place_and_its_point() -> None:
    event = by_rule()["best"].event
    assert event is not None
    assert (event.iri, event.code) == (NAMES.at("event/ucdp-event/900001"), "900001")
    assert event.place is not None
    assert event.place.iri == NAMES.at("place/by-name/UKR/uplands-oblast/lower-raion")
    assert event.place.part_of is not None
    assert event.place.part_of.part_of is not None
    assert event.place.part_of.part_of.iri == NAMES.at("place/iso-3166-1-alpha-3/UKR")
    assert event.point is not None
    assert (event.point.longitude, event.point.latitude) == (Decimal("36.25"), Decimal("49.5"))
    assert event.point.note is None


def test_a_country_that_the_reference_data_lack_is_known_by_its_own_number() -> None:
    event = by_rule(country_id="4242")["best"].event
    assert event is not None
    assert event.place is not None
    assert event.place.iri == NAMES.at("place/by-name/gleditsch-ward/4242/uplands-oblast/lower-raion")


def test_a_point_that_stands_for_an_area_says_so() -> None:
    event = by_rule(where_prec="4", adm_2="")["best"].event
    assert event is not None
    assert event.point is not None
    assert event.point.note is not None
    assert "first level" in event.point.note


@pytest.mark.parametrize(
    ("precision", "start", "end", "edtf"),
    [
        ("1", "2025-01-03", "2025-01-03", "2025-01-03"),
        ("1", "2025-01-03", "2025-01-04", "2025-01-03/2025-01-04"),
        ("2", "2025-01-03", "2025-01-05", "[2025-01-03..2025-01-05]"),
        ("4", "2025-02-01", "2025-02-28", "2025-02"),
        ("5", "2025-01-01", "2025-12-31", "2025"),
    ],
)
def test_the_day_is_as_precise_as_the_row_says(precision: str, start: str, end: str, edtf: str) -> None:
    event = by_rule(date_prec=precision, date_start=start, date_end=f"{end} 00:00:00.000")["best"].event
    assert event is not None
    assert event.date is not None
    assert (event.date.edtf, str(event.date.earliest), str(event.date.latest)) == (edtf, start, end)


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"low": "7"}, "low"),
        ({"high": "5"}, "high"),
        ({"best": ""}, "best"),
        ({"best": "-1"}, "best"),
        ({"deaths_a": "1,000"}, "deaths_a"),
        ({"high": "many"}, "high"),
        ({"id": "x1"}, "id"),
        ({"country_id": ""}, "country_id"),
        ({"country": ""}, "country"),
        ({"side_b_new_id": "> <"}, "side_b_new_id"),
        ({"type_of_violence": "4"}, "type_of_violence"),
        ({"date_start": "03/01/2025"}, "date_start"),
        ({"date_end": "2025-01-02"}, "date_end"),
        ({"date_prec": "9"}, "date_prec"),
        ({"where_prec": ""}, "where_prec"),
        ({"latitude": "95"}, "latitude"),
        ({"longitude": ""}, "longitude"),
    ],
)
def test_a_row_that_does_not_say_it_so_is_not_used(values: dict[str, str], column: str) -> None:
    with pytest.raises(UnusableCell) as refused:
        claims(**values)
    assert refused.value.column == column


def test_a_headline_is_never_quoted() -> None:
    for claim in claims():
        quotation = claim.utterance.quotation
        assert "Private" not in quotation.prefix + quotation.exact + quotation.suffix
        assert "2025-01-03" in quotation.exact


def test_a_figure_that_cannot_be_quoted_without_free_text_is_refused() -> None:
    written = io.StringIO()
    order = ["low", *(name for name in ROW if name != "low")]
    csv.DictWriter(written, order).writerows([dict(zip(order, order, strict=True)), ROW])
    (row,) = comma_separated.rows(Window(io.BytesIO(written.getvalue().encode())))
    assert isinstance(row, Row)
    with pytest.raises(UnusableCell, match="free text"):
        list(GeoreferencedEvents().claims(row, RECORD))


def test_a_page_of_the_api_claims_the_same() -> None:
    page = {"TotalCount": 1, "TotalPages": 1, "PreviousPageUrl": "", "NextPageUrl": "", "Result": [
        {name: int(text) if text.isdecimal() else text for name, text in ROW.items()}
        | {"date_start": "2025-01-03T00:00:00", "date_end": "2025-01-03T00:00:00", "gwnob": None}]}  # fmt: skip
    (row,) = json_records.rows(Window(io.BytesIO(json.dumps(page).encode())))
    assert isinstance(row, Row)
    assert GeoreferencedEvents().recognises(Beginning("x.json", Form.JSON, tuple(row.cells)))
    found = list(GeoreferencedEvents().claims(row, RECORD))
    assert [(c.quantity, c.figure.value, c.figure.lowest) for c in found] == [
        (c.quantity, c.figure.value, c.figure.lowest) for c in claims()
    ]


@pytest.mark.parametrize("headed", [True, False], ids=["with a header", "without"])
def test_every_number_is_claimed_as_pandas_reads_it(write: Writing, headed: bool) -> None:
    opened = open_table(str(write("ged.csv", "\ufeff" + table(*ROWS, headed=headed))))
    assert opened.loader.name == "ucdp"
    read = pandas.read_csv(opened.path, encoding="utf-8-sig", header=0 if headed else None, names=COLUMNS)
    dataset = described(opened, Metadata(), Release(), NAMES)
    made = [claim for batch, _ in batches(opened, dataset, NAMES, None, None) for claim in batch.claims]
    told = {(c.event.code if c.event else "", c.utterance.rule): c.figure for c in made}
    expected = {(str(row["id"]), rule): int(row[rule]) for _, row in read.iterrows()
                for rule in ("best", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
                if rule not in ("deaths_a", "deaths_b") or row["type_of_violence"] != 3}  # fmt: skip
    assert {key: int(figure.value) for key, figure in told.items()} == expected
    ends = {code: (figure.lowest, figure.highest) for (code, rule), figure in told.items() if rule == "best"}
    assert ends == {str(row["id"]): (row["low"], row["high"]) for _, row in read.iterrows()}


@pytest.mark.parametrize("first", [",".join("x" * 49), table(ROW | {"date_start": "3 January"}, headed=False)])
def test_forty_nine_cells_of_something_else_are_no_such_table(write: Writing, first: str) -> None:
    with pytest.raises(Exception, match="is no table that is read here"):
        open_table(str(write("t.csv", first)))


@pytest.mark.parametrize("headed", [True, False], ids=["with a header", "without"])
def test_rows_are_loaded_and_verify_and_twice_is_once(writer: Writer, write: Writing, headed: bool) -> None:
    path = write("ged.csv", table(*ROWS, ROW | {"id": "900004", "low": "7"}, headed=headed))
    done = load_table(writer, str(path), Metadata())
    assert (done.rows, done.claims, done.rejected) == (4, 13, 1)
    assert failures(writer) == []
    (noted,) = [json.loads(line) for line in writer.directory.rejected.read_text().splitlines()]
    assert (noted["column"], noted["row"]) == ("low", 5 if headed else 4)
    assert not load_table(writer, str(path), Metadata()).changed


def test_the_graph_has_the_point_and_the_ends(writer: Writer, write: Writing) -> None:
    load_table(writer, str(write("ged.csv", table(ROW))), Metadata())
    assert {quad.object for quad in writer.quads(None, GEO.asWKT)} == {
        Literal("POINT(36.25 49.5)", datatype=GEO.wktLiteral)
    }
    (claim,) = {quad.subject for quad in writer.quads(None, CCL.lowestFigure)}
    assert isinstance(claim, NamedNode)
    assert [quad.object for quad in writer.quads(claim, CCL.highest, None, claim)] == [Literal(9)]


def test_an_end_that_was_changed_does_not_verify(writer: Writer, write: Writing) -> None:
    load_table(writer, str(write("ged.csv", table(ROW))), Metadata())
    (claim,) = {quad.subject for quad in writer.quads(None, CCL.lowestFigure)}
    assert isinstance(claim, NamedNode)
    changed = {
        type(triple)(triple.subject, triple.predicate, Literal(5)) if triple.predicate == CCL.lowest else triple
        for triple in writer.triples(claim)
    }
    writer.commit({claim: frozenset(changed)}, label="by hand", started=utc_now())
    assert any("lowest is 5" in message for message in failures(writer))


def test_a_row_that_cannot_be_parted_costs_no_other(write: Writing) -> None:
    text = table(ROW, headed=False) + "1,2,3\n" + table(ROW | {"id": "900002"}, headed=False)
    rows = list(open_table(str(write("ged.csv", text))).rows())
    assert [type(row) for row in rows] == [Row, BadRow, Row]
