"""Wikidata's statements on the dead and injured of events. Events, figures and references are invented."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from loaders.errors import TableRejected
from loaders.reports.metadata import Metadata
from loaders.tables.load import batches, described, load_table
from loaders.tables.opening import open_table
from loaders.tables.revisions import Release
from loaders.verification import verify
from ontology.dates import when
from ontology.identifiers import Identifiers
from ontology.model import Accumulation, Claim, Comparator, Phenomenon, Stance
from ontology.vocabulary import identified
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer

Writing = Callable[[str, str], Path]
Making = Callable[..., list[Claim]]

NAMES = Identifiers()
WIKIDATA = NAMES.publisher_by_name("Wikidata")
NUMBERS = {path: number for number, path in identified("wikidata").items()}
UNICEF, ICRC = NUMBERS["agency/unicef"], NUMBERS["agency/icrc"]
INVASION = NUMBERS["conflict/russian-invasion-of-ukraine"]
ENTITY = "http://www.wikidata.org/entity/"


def item(number: str) -> dict[str, Any]:
    return {"snaktype": "value", "datavalue": {"value": {"id": number}, "type": "wikibase-entityid"}}


def text(value: str) -> dict[str, Any]:
    return {"snaktype": "value", "datavalue": {"value": value, "type": "string"}}


def time(value: str, precision: int) -> dict[str, Any]:
    return {"snaktype": "value", "datavalue": {"value": {"time": value, "precision": precision}, "type": "time"}}


def statement(amount: str | None = "+40", rank: str = "normal", **parts: Any) -> dict[str, Any]:
    value = {"amount": amount, "unit": "1"} | {
        key: parts.pop(key) for key in ("upperBound", "lowerBound") if key in parts
    }
    known = {"snaktype": "value", "property": "P1120", "datavalue": {"value": value, "type": "quantity"}}
    return {"mainsnak": known if amount else {"snaktype": "somevalue"}, "type": "statement", "rank": rank, **parts}


def entities(*statements: dict[str, Any], event: str = "Q999999999", counted: str = "P1120", **more: Any) -> str:
    said = {"type": "item", "id": event, "claims": {counted: list(statements), **more}}
    return json.dumps({"entities": {event: said}})


def stated(*references: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [{"hash": "0", "snaks": each} for each in references]


@pytest.fixture
def made(write: Writing) -> Making:
    def claims(content: str, known: Metadata | None = None) -> list[Claim]:
        path = write("q.json", content)
        table = open_table(str(path))
        dataset = described(table, known or Metadata(), Release(), NAMES)
        found = [claim for batch, _ in batches(table, dataset, NAMES, None, None) for claim in batch.claims]
        assert all(c.figure.span.of(content) == c.figure.printed for c in found)
        assert all(c.utterance.quotation.span.of(content) == c.utterance.quotation.exact for c in found)
        return found

    return claims


def refused(path: Path) -> list[tuple[int, str | None]]:
    table = open_table(str(path))
    dataset = described(table, Metadata(), Release(), NAMES)
    return [(bad.number, bad.column) for batch, _ in batches(table, dataset, NAMES, None, None) for bad in batch.bad]


def test_without_a_reference_wikidata_itself_reports(made: Making) -> None:
    (claim,) = made(entities(statement()))
    said = claim.utterance
    assert (said.claimant, said.stance, said.relayed_by) == (WIKIDATA, Stance.REPORTS, ())
    assert (claim.figure.printed, claim.figure.comparator) == ("40", Comparator.EXACT)


@pytest.mark.parametrize(
    ("counted", "phenomenon"),
    [("P1120", Phenomenon.DEATHS), ("P1339", Phenomenon.WOUNDED), ("P1590", Phenomenon.CASUALTIES)],
)
def test_the_property_says_what_is_counted(made: Making, counted: str, phenomenon: Phenomenon) -> None:
    (claim,) = made(entities(statement(), counted=counted))
    assert claim.quantity.phenomenon is phenomenon


def test_a_lower_and_an_upper_bound_are_one_interval(made: Making) -> None:
    (claim,) = made(entities(statement("+40", lowerBound="+35", upperBound="+50")))
    assert (claim.figure.value, claim.figure.lowest, claim.figure.highest) == (Decimal(40), Decimal(35), Decimal(50))


def test_circa_is_about(made: Making) -> None:
    (claim,) = made(entities(statement(qualifiers={"P1480": [item("Q5727902")]})))
    assert claim.figure.comparator is Comparator.ABOUT


def test_whom_a_reference_names_claims_it_and_wikidata_relays(made: Making) -> None:
    content = entities(statement(references=stated({"P248": [item(UNICEF)]}, {"P248": [item(ICRC)]})))
    claims = made(content)
    assert [NAMES.local(c.utterance.claimant) for c in claims] == ["agency/unicef", "agency/icrc"]
    assert {c.utterance.relayed_by for c in claims} == {(WIKIDATA,)}
    assert [c.utterance.attributed_in.exact for c in claims if c.utterance.attributed_in] == [UNICEF, ICRC]


def test_the_host_of_an_address_names_whom_the_reference_data_know_by_it(made: Making) -> None:
    (claim,) = made(entities(statement(references=stated({"P854": [text("https://www.zona.media/x")]}))))
    assert NAMES.local(claim.utterance.claimant) == "agency/mediazona"


@pytest.mark.parametrize(
    "snaks",
    [{"P248": [item("Q999999998")]}, {"P854": [text("https://zona.media.example.org/")]}, {"P854": [text("[")]}],
)
def test_who_is_not_in_the_reference_data_is_not_guessed(made: Making, snaks: dict[str, list[dict[str, Any]]]) -> None:
    (claim,) = made(entities(statement(references=stated(snaks))))
    assert claim.utterance.claimant == WIKIDATA


def test_what_is_deprecated_is_denied_and_nobodys_figure(made: Making) -> None:
    (claim,) = made(entities(statement(rank="deprecated", references=stated({"P248": [item(UNICEF)]}))))
    assert (claim.utterance.claimant, claim.utterance.stance) == (WIKIDATA, Stance.DENIES)
    assert claim.utterance.rule == "P1120, deprecated"


def test_who_disputes_a_statement_denies_it(made: Making) -> None:
    _, denied = made(entities(statement(rank="preferred", qualifiers={"P1310": [item(ICRC)]})))
    assert (NAMES.local(denied.utterance.claimant), denied.utterance.stance) == ("agency/icrc", Stance.DENIES)


@pytest.mark.parametrize(
    ("value", "precision", "edtf"),
    [
        ("+2023-05-04T00:00:00Z", 11, "2023-05-04"),
        ("+2023-05-00T00:00:00Z", 10, "2023-05"),
        ("+2023-00-00T00:00:00Z", 9, "2023"),
    ],
)
def test_a_point_in_time_is_as_of_when_as_precisely_as_it_is_known(
    made: Making, value: str, precision: int, edtf: str
) -> None:
    (claim,) = made(entities(statement(qualifiers={"P585": [time(value, precision)]})))
    assert claim.as_of == when(edtf)


def test_a_war_of_the_reference_data_has_a_running_total(made: Making) -> None:
    (claim,) = made(entities(statement(), event=INVASION), Metadata(published=when("2025-01-31")))
    war = NAMES.at("conflict/russian-invasion-of-ukraine")
    assert claim.quantity.iri == NAMES.quantity(Phenomenon.DEATHS, Accumulation.CUMULATIVE, within=war)
    assert (claim.utterance.made_on, claim.as_of) == (when("2025-01-31"), when("2025-01-31"))


def test_another_event_is_described_by_its_number(made: Making) -> None:
    (claim,) = made(entities(statement()))
    assert claim.event
    assert (claim.event.register, claim.event.code) == ("wikidata", "Q999999999")
    assert claim.quantity.within == claim.event.iri


def test_qualifiers_that_narrow_it_make_a_quantity_of_its_own(made: Making) -> None:
    whole, part = made(entities(statement(), statement("+30", qualifiers={"P642": [item("Q1")]})))
    assert (whole.quantity.note, part.quantity.note) == (None, "P642 Q1")
    assert whole.quantity.iri != part.quantity.iri


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (statement(None), "amount"),
        (statement("-4"), "amount"),
        (statement("+4.5"), "amount"),
        (statement("+40", lowerBound="+50", upperBound="+60"), "lower"),
        (statement(rank="best"), "rank"),
        (statement(qualifiers={"P1480": [item("Q1")]}), "circumstances"),
        (statement(qualifiers={"P585": [time("+2023-05-04T00:00:00Z", 7)]}), "asOf"),
        (statement(qualifiers={"P585": [time("+2023-02-30T00:00:00Z", 11)]}), "asOf"),
        (statement(qualifiers={"P585": [time("+2023-05-04T00:00:00Z", 11)] * 2}), "asOf"),
    ],
)
def test_a_statement_that_cannot_be_read_is_refused_by_name(write: Writing, bad: dict[str, Any], column: str) -> None:
    assert refused(write("q.json", entities(statement(), bad))) == [(2, column)]


def test_the_entity_of_a_person_is_refused(write: Writing) -> None:
    human = [{"mainsnak": item("Q5"), "rank": "normal"}]
    with pytest.raises(TableRejected, match="person"):
        open_table(str(write("q.json", entities(statement(), P31=human))))


@pytest.mark.parametrize("odd", ["{", "[{", "[", "", [], [{}], {}, None, 7, {"value": "{"}, "\ud800"])
@pytest.mark.parametrize("key", ["mainsnak", "qualifiers", "references", "rank"])
def test_no_odd_value_in_a_statement_costs_another(made: Making, key: str, odd: object) -> None:
    numbers = [claim.figure.printed for claim in made(entities(statement("+41"), statement() | {key: odd}))]
    assert numbers[0] == "41"


@pytest.mark.parametrize("odd", ["{", "[{", {}, [], None])
def test_no_odd_reference_keeps_a_statement_from_being_read(made: Making, odd: object) -> None:
    assert len(made(entities(statement(references=[{"snaks": {"P248": odd, "P854": [text(str(odd))]}}, odd])))) == 1


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_an_entity_that_is_cut_off_is_refused(write: Writing, cut: int) -> None:
    with pytest.raises(TableRejected):
        open_table(str(write("q.json", entities(statement(), statement())[:-cut])))


def answer(*solutions: dict[str, str]) -> str:
    known = {
        "event": f"{ENTITY}Q999999999",
        "statement": f"{ENTITY}statement/Q999999999-A",
        "property": f"{ENTITY}P1120",
        "amount": "40",
        "rank": "http://wikiba.se/ontology#NormalRank",
        "narrowed": "false",
    }
    terms = [
        {name: {"type": "uri" if "/" in value else "literal", "value": value} for name, value in (known | said).items()}
        for said in solutions
    ]
    return json.dumps({"head": {"vars": list(known)}, "results": {"bindings": terms}})


def solution(**values: str) -> str:
    return answer(values)


UNKNOWN = {"referenceURL": "https://example.org/1"}
OTHER = {"statement": f"{ENTITY}statement/Q999999999-B", "amount": "41"}


@pytest.mark.parametrize(
    "found", [[UNKNOWN, {"statedIn": ENTITY + UNICEF}], [{"statedIn": ENTITY + UNICEF}, UNKNOWN, {}]]
)
def test_a_statement_of_several_solutions_is_of_those_whom_its_references_name(
    made: Making, found: list[dict[str, str]]
) -> None:
    first, second = made(answer(*found, OTHER))
    assert [NAMES.local(c.utterance.claimant) for c in (first, second)] == ["agency/unicef", NAMES.local(WIKIDATA)]
    assert [c.figure.printed for c in (first, second)] == ["40", "41"]
    assert first.utterance.attributed_in is not None
    assert first.utterance.attributed_in.exact.endswith(UNICEF)


def test_a_statement_of_unknown_references_is_reported_once(made: Making) -> None:
    disputed = {"disputedBy": ENTITY + ICRC}, {"disputedBy": ENTITY + UNICEF}
    for found in ([UNKNOWN, {"referenceURL": "https://example.org/2"}], disputed):
        (claim,) = made(answer(*found))
        assert (claim.utterance.claimant, claim.utterance.stance) == (WIKIDATA, Stance.REPORTS)


def test_solutions_of_one_statement_that_differ_or_stand_apart_are_refused(write: Writing) -> None:
    assert refused(write("q.json", answer({}, OTHER, {}))) == [(3, "statement")]
    assert refused(write("q.json", answer(OTHER, {}, {"amount": "42"}))) == [(2, "amount")]
    assert refused(write("q.json", answer({}, {"lower": "30", "upper": "50"}))) == [(1, "lower")]


def test_the_answer_of_a_query_says_what_the_entity_does(made: Making) -> None:
    values = {"statedIn": ENTITY + UNICEF, "asOf": "2023-05-01T00:00:00Z", "asOfPrecision": "10", "lower": "+35",
              "upper": "50"}  # fmt: skip
    (claim,) = made(solution(**values))
    assert (NAMES.local(claim.utterance.claimant), claim.as_of) == ("agency/unicef", when("2023-05"))
    assert (claim.figure.lowest, claim.figure.highest) == (Decimal(35), Decimal(50))


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"event": "https://example.org/Q1"}, "event"),
        ({"property": f"{ENTITY}P1"}, "property"),
        ({"narrowed": "true"}, "narrowed"),
        ({"asOf": "2023-05-01T00:00:00Z"}, "asOf"),
        ({"unit": f"{ENTITY}Q3"}, "unit"),
    ],
)
def test_a_solution_that_cannot_be_read_is_refused_by_name(write: Writing, values: dict[str, str], column: str) -> None:
    assert refused(write("q.json", solution(**values))) == [(1, column)]


def test_what_is_loaded_verifies_with_its_quotations(writer: Writer, write: Writing) -> None:
    padding = {"P813": [time("+2024-01-01T00:00:00Z", 11)] * 9}
    qualifiers = {"P1310": [item(ICRC)], "P585": [time("+2023-05-04T00:00:00Z", 11)]}
    named = statement("+41", lowerBound="+35", upperBound="+50", qualifiers=qualifiers,
                      references=stated({"P248": [item(UNICEF)]}, padding))  # fmt: skip
    content = entities(statement(), named, statement("+42", rank="deprecated"), event=INVASION)
    load_table(writer, str(write("q.json", content)), Metadata(published=when("2025-01-31")))
    solutions = answer({}, {"statedIn": ENTITY + UNICEF}, OTHER)
    load_table(writer, str(write("r.json", solutions)), Metadata(publisher="Wikidata"))
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        found = verify(snapshot, Sources(writer.directory))
    assert (found.problems, found.claims) == ((), 6)
