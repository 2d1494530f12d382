"""The proof: a real article goes in, and SPARQL over HTTP answers who said which figure, in which characters.

The article carries no date and is not ours to publish, so these tests skip where it is not at hand.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest

Serving = Callable[..., AbstractContextManager[str]]
Running = Callable[..., Any]
Rows = list[dict[str, str]]
Ask = Callable[[str], Rows]

BASE = "https://w3id.org/counterclaim/id/"
PREFIXES = f"""
PREFIX ccl: <https://w3id.org/counterclaim/ontology#>
PREFIX concept: <{BASE}concept/>
PREFIX party: <{BASE}party/>
PREFIX agency: <{BASE}agency/>
PREFIX spokesperson: <{BASE}spokesperson/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""

BODIES_TO_UKRAINE = (
    "?q ccl:phenomenon concept:bodies-transferred ; ccl:transferor party:russia ; ccl:transferee party:ukraine ."
)
OF_ONE_EXCHANGE = "?q ccl:within ?x . ?x a ccl:BodyRepatriation ."


@pytest.fixture(scope="module")
def data(counterclaim: Running, real_report: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real") / "data"
    assert counterclaim("init", "--data", folder).code == 0
    assert counterclaim("load", "--data", folder, real_report).code == 0
    return folder


@pytest.fixture(scope="module")
def ask(data: Path, serving: Serving, repository: Path) -> Iterator[Ask]:
    with _asking(data, serving, repository) as asking:
        yield asking


@pytest.fixture(scope="module")
def ask_dated(
    counterclaim: Running,
    real_report: Path,
    serving: Serving,
    repository: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Ask]:
    folder = tmp_path_factory.mktemp("dated") / "data"
    counterclaim("init", "--data", folder)
    assert counterclaim("load", "--data", folder, "--published", "2025-10-23", real_report).code == 0
    with _asking(folder, serving, repository) as asking:
        yield asking


class _asking:
    def __init__(self, data: Path, serving: Serving, repository: Path) -> None:
        command = shutil.which("counterclaim") or str(repository / ".venv/bin/counterclaim")
        self._server = serving(command, "serve", "--data", data, cwd=repository)

    def __enter__(self) -> Ask:
        address = self._server.__enter__()

        def ask(query: str) -> Rows:
            answer = httpx.get(
                f"{address}/sparql",
                params={"query": PREFIXES + query},
                headers={"Accept": "application/sparql-results+json"},
            )
            assert answer.status_code == 200, answer.text
            rows = answer.json()["results"]["bindings"]
            return [{name: term["value"].removeprefix(BASE) for name, term in row.items()} for row in rows]

        return ask

    def __exit__(self, *error: Any) -> None:
        self._server.__exit__(*error)


def test_bodies_from_russia_to_ukraine_are_1000_by_the_headquarters(ask: Ask) -> None:
    rows = ask(
        f"""SELECT ?claimant ?value ?lowest ?highest ?comparator WHERE {{
          ?c ccl:about ?q ; ccl:claimant ?claimant ; ccl:value ?value ; ccl:lowest ?lowest ; ccl:highest ?highest ;
             ccl:comparator ?comparator .
          {BODIES_TO_UKRAINE} {OF_ONE_EXCHANGE} FILTER NOT EXISTS {{ ?q ccl:affiliation ?whose }} }}"""
    )
    assert rows == [
        {
            "claimant": "agency/coordination-hq-pow",
            "value": "1000",
            "lowest": "1000",
            "highest": "1000",
            "comparator": "concept/exact",
        }
    ]


def test_that_they_are_ukrainian_soldiers_is_russias_claim_alone_on_a_part(ask: Ask) -> None:
    rows = ask(
        f"""SELECT ?claimant ?stance ?value ?population ?whole WHERE {{
          ?c ccl:about ?q ; ccl:claimant ?claimant ; ccl:value ?value ; ccl:stance ?stance .
          {BODIES_TO_UKRAINE} ?q ccl:affiliation party:ukraine ; ccl:population ?population ; ccl:subsetOf ?of .
          ?other ccl:about ?of ; ccl:claimant ?whole }}"""
    )
    assert rows == [
        {
            "claimant": "party/russia",
            "stance": "concept/claims",
            "value": "1000",
            "population": "concept/combatants",
            "whole": "agency/coordination-hq-pow",
        }
    ]


def test_bodies_from_ukraine_to_russia_are_31_by_russia_with_the_words_that_attribute_them(ask: Ask) -> None:
    rows = ask(
        """SELECT ?claimant ?value ?words ?quote WHERE {
          ?c ccl:about ?q ; ccl:claimant ?claimant ; ccl:value ?value ;
             ccl:attributedIn/oa:hasSelector/oa:exact ?words ; ccl:quotation/oa:hasSelector/oa:exact ?quote .
          ?q ccl:phenomenon concept:bodies-transferred ; ccl:transferor party:ukraine ; ccl:transferee party:russia }"""
    )
    assert rows == [
        {
            "claimant": "party/russia",
            "value": "31",
            "words": "Moscow also confirmed the transaction, stating",
            "quote": "it received 31 bodies in return from Ukraine",
        }
    ]


def test_about_1000_remains_of_the_summer_are_ukraines_claim(ask: Ask) -> None:
    rows = ask(
        f"""SELECT ?claimant ?value ?lowest ?highest ?printed WHERE {{
          ?c ccl:about ?q ; ccl:claimant ?claimant ; ccl:comparator concept:about ; ccl:value ?value ;
             ccl:lowest ?lowest ; ccl:highest ?highest ; ccl:printed ?printed . {BODIES_TO_UKRAINE} }}"""
    )
    assert rows == [
        {
            "claimant": "party/ukraine",
            "value": "1000",
            "lowest": "900",
            "highest": "1100",
            "printed": "about 1,000",
        }
    ]


def test_ukrainian_military_deaths_are_over_46000_by_zelensky_who_speaks_for_ukraine(ask: Ask) -> None:
    rows = ask(
        """SELECT ?claimant ?for ?value ?lowest ?highest ?comparator WHERE {
          ?c ccl:about ?q ; ccl:claimant ?claimant ; ccl:value ?value ; ccl:lowest ?lowest ;
             ccl:comparator ?comparator .
          OPTIONAL { ?c ccl:highest ?highest }
          ?claimant ccl:speaksFor ?for .
          ?q ccl:phenomenon concept:deaths ; ccl:affiliation party:ukraine ; ccl:population concept:combatants }"""
    )
    assert rows == [
        {
            "claimant": "spokesperson/zelensky",
            "for": "party/ukraine",
            "value": "46000",
            "lowest": "46001",
            "comparator": "concept/more-than",
        }
    ]


def test_russian_soldiers_killed_are_two_joint_estimates_counted_once(ask: Ask) -> None:
    rows = ask(
        """SELECT ?claimant ?joint ?lowest WHERE {
          ?c ccl:about ?q ; ccl:claimant ?claimant ; ccl:stance concept:estimates ; ccl:lowest ?lowest ;
             ccl:jointWith ?other . ?other ccl:claimant ?joint .
          ?q ccl:phenomenon concept:deaths ; ccl:affiliation party:russia } ORDER BY ?claimant"""
    )
    assert rows == [
        {"claimant": "agency/bbc", "joint": "agency/mediazona", "lowest": "135001"},
        {"claimant": "agency/mediazona", "joint": "agency/bbc", "lowest": "135001"},
    ]
    once = ask(
        """SELECT (COUNT(DISTINCT ?q) AS ?quantities) (COUNT(DISTINCT ?words) AS ?utterances) WHERE {
          ?c ccl:about ?q ; ccl:quotation ?words . ?q ccl:phenomenon concept:deaths ; ccl:affiliation party:russia }"""
    )
    assert once == [{"quantities": "1", "utterances": "1"}]


def test_the_icrc_is_the_mediator_by_the_headquarters_words(ask: Ask) -> None:
    rows = ask(
        """SELECT ?claimant ?quote WHERE {
          ?c a ccl:EventClaim ; ccl:claimant ?claimant ; ccl:tellsOf ?x ; ccl:quotation/oa:hasSelector/oa:exact ?quote .
          ?x ccl:mediator agency:icrc ; ccl:transfer ?t . ?t ccl:transferor party:russia }"""
    )
    assert len(rows) == 1
    assert rows[0]["claimant"] == "agency/coordination-hq-pow"
    assert "the International Committee of the Red Cross" in rows[0]["quote"]
    assert rows[0]["quote"].endswith("in facilitating the exchange")


def test_nothing_vague_dated_or_garbled_became_a_claim(ask: Ask, real_report: Path) -> None:
    rows = ask("SELECT ?printed ?start ?end WHERE { ?c a ccl:Claim ; ccl:printed ?printed ; "
               "ccl:quotation/oa:hasSelector ?s . ?s oa:start ?start ; oa:end ?end }")  # fmt: skip
    assert sorted(row["printed"] for row in rows) == [
        "1,000", "1,000", "31", "about 1,000", "over 135,000", "over 135,000", "over 46,000",
    ]  # fmt: skip
    text = real_report.read_bytes().decode()
    for words in ("tens of thousands", "many others", "February 2022", "In previous exchanges"):
        place = text.index(words)
        assert not [row for row in rows if int(row["start"]) <= place < int(row["end"])]


def test_without_a_publication_date_no_date_is_made_up(ask: Ask) -> None:
    assert ask("SELECT ?d WHERE { ?x ccl:date ?d }") == []
    assert ask("SELECT ?d WHERE { ?q ccl:period ?d }") == []
    assert ask("SELECT ?d WHERE { ?c ccl:madeOn|ccl:asOf|ccl:published ?d }") == []


def test_with_a_publication_date_today_and_the_summer_resolve(ask_dated: Ask) -> None:
    assert ask_dated("SELECT DISTINCT ?d WHERE { ?x a ccl:BodyRepatriation ; ccl:date ?d }") == [{"d": "2025-10-23"}]
    periods = ask_dated(
        f"SELECT ?d ?from ?to WHERE {{ ?q ccl:period ?d ; ccl:earliest ?from ; ccl:latest ?to . {BODIES_TO_UKRAINE} }}"
    )
    assert periods == [{"d": "2025-22", "from": "2025-06-01", "to": "2025-08-31"}]
    assert ask_dated("SELECT DISTINCT ?x WHERE { ?x a ccl:BodyRepatriation }") == [
        {"x": "exchange/body-repatriation/russia+ukraine/2025-10-23"}
    ]


def test_each_quotation_is_exact_on_the_stored_bytes(ask: Ask, data: Path) -> None:
    rows = ask(
        """SELECT ?sha ?start ?end ?exact WHERE {
          ?c ccl:quotation|ccl:attributedIn ?r ; ccl:foundIn/ccl:text/ccl:sha256 ?sha .
          ?r oa:hasSelector ?position , ?quote . ?position oa:start ?start ; oa:end ?end . ?quote oa:exact ?exact }"""
    )
    assert len(rows) >= 14
    for row in rows:
        stored = (data / "sources" / row["sha"][:2] / row["sha"]).read_bytes()
        assert hashlib.sha256(stored).hexdigest() == row["sha"]
        assert stored.decode()[int(row["start"]) : int(row["end"])] == row["exact"]


def test_verify_passes_and_fails_after_one_changed_byte(data: Path, counterclaim: Running, tmp_path: Path) -> None:
    assert counterclaim("verify", "--data", data).code == 0
    copy = tmp_path / "copy"
    shutil.copytree(data, copy)
    (stored,) = [path for path in (copy / "sources").rglob("*") if path.is_file()]
    stored.chmod(0o644)
    content = stored.read_bytes()
    place = content.index(b"31 bodies")
    stored.write_bytes(content[:place] + b"37" + content[place + 2 :])
    failed = counterclaim("verify", "--data", copy)
    assert failed.code == 1
    assert "claim/" in failed.out
    assert "do not hash" in failed.out


def test_verify_without_the_text_is_unverifiable(data: Path, counterclaim: Running, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(data, copy)
    shutil.rmtree(copy / "sources")
    missing = counterclaim("verify", "--data", copy)
    assert missing.code == 3
    assert "unverifiable" in missing.out


def test_loading_twice_leaves_the_same_quads_and_the_same_snapshot(
    data: Path, counterclaim: Running, real_report: Path
) -> None:
    def state() -> tuple[str, str]:
        count = counterclaim(
            "query", "--data", data, "--format", "json", "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
        )
        return (data / "CURRENT").read_text(), count.out

    before = state()
    again = counterclaim("load", "--data", data, real_report)
    assert again.code == 0
    assert "unchanged" in again.out
    assert state() == before


def test_two_machines_agree_on_every_claim(
    data: Path, counterclaim: Running, real_report: Path, tmp_path: Path
) -> None:
    other = tmp_path / "data"
    counterclaim("init", "--data", other)
    counterclaim("load", "--data", other, real_report)
    query = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } FILTER(!CONTAINS(STR(?g), 'graph/activity/')) }"
    here, there = (counterclaim("query", "--data", d, "--format", "ntriples", query).out for d in (data, other))
    assert sorted(here.splitlines()) == sorted(there.splitlines())


def test_extract_prints_the_same_claims_in_the_order_of_the_text(counterclaim: Running, real_report: Path) -> None:
    lines = [json.loads(line) for line in counterclaim("extract", real_report).out.splitlines()]
    text = real_report.read_bytes().decode()
    assert [line["figure_start"] for line in lines] == sorted(line["figure_start"] for line in lines)
    assert len(lines) == 7
    for line in lines:
        assert text[line["start"] : line["end"]] == line["quote"]
        assert line["start"] <= line["figure_start"] < line["figure_end"] <= line["end"]


def test_provenance_of_a_row_is_the_claim_it_rests_on(data: Path, counterclaim: Running) -> None:
    query = PREFIXES + "SELECT ?value WHERE { ?c ccl:printed '31' ; ccl:value ?value }"
    answer = json.loads(counterclaim("query", "--data", data, "--format", "json", "--provenance", "claims", query).out)
    ((witness,),) = answer["provenance"]["rows"]
    (claim,) = witness
    assert answer["provenance"]["claims"][claim]["quote"] == "it received 31 bodies in return from Ukraine"
