"""Scopes as they are given, and which graphs they admit."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from queries.errors import NotSupported, ScopeRefused
from queries.evaluation import evaluate
from queries.membership import Membership
from queries.narrowing import Narrowings
from queries.scopes import PARAMETERS, Scope, read_scope
from tests.queries.conftest import BASE, Stores, build

DATA = """
@base <https://w3id.org/counterclaim/id/> .
@prefix ccl: <https://w3id.org/counterclaim/ontology#> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<graph/ontology> { ccl:claimant a ccl:Property . }
<graph/reference> {
    <party/north> a ccl:Party . <party/south> a ccl:Party .
    <agency/ministry> a ccl:Agency ; ccl:actsFor <party/north> .
    <spokesperson/voice> a ccl:Spokesperson ; ccl:speaksFor <agency/ministry> .
    <agency/monitor> a ccl:Agency .
}
<report/may> { <report/may> a ccl:Source ; ccl:published "2025-05-10"^^edtf:EDTF ; ccl:latest "2025-05-10"^^xsd:date . }
<report/july> { <report/july> a ccl:Source ; ccl:published "2025-07"^^edtf:EDTF ; ccl:latest "2025-07-31"^^xsd:date . }
<report/undated> { <report/undated> a ccl:Source . }
<claim/north> {
    <claim/north> a ccl:Claim ; ccl:claimant <party/north> ; ccl:foundIn <report/may> ;
        ccl:madeOn "2025-05-01"^^edtf:EDTF ; ccl:latest "2025-05-01"^^xsd:date .
}
<claim/ministry> { <claim/ministry> a ccl:Claim ; ccl:claimant <agency/ministry> ; ccl:foundIn <report/july> . }
<claim/voice> {
    <claim/voice> a ccl:Claim ; ccl:claimant <spokesperson/voice> ; ccl:foundIn <report/undated> ;
        ccl:madeOn "2025-07-01"^^edtf:EDTF ; ccl:latest "2025-07-01"^^xsd:date .
}
<claim/monitor> { <claim/monitor> a ccl:Claim ; ccl:claimant <agency/monitor> ; ccl:foundIn <report/may> . }
<claim/office> {
    <claim/office> a ccl:Claim ; ccl:claimant <agency/by-name/office> ; ccl:foundIn <report/may> ;
        ccl:attributableTo <party/south> .
    <agency/by-name/office> a ccl:Agency ; ccl:actsFor <party/south> .
}
<graph/inferred/1> { <graph/inferred/1> prov:wasDerivedFrom <claim/north>, <claim/ministry> . }
<graph/inferred/2> { <graph/inferred/2> prov:wasDerivedFrom <claim/north>, <graph/reference> . }
<graph/relation/1> { <graph/relation/1> prov:wasDerivedFrom <graph/inferred/2> . }
<graph/relation/2> { <graph/relation/2> a ccl:Thing . }
<graph/activity/000001> {
    <graph/activity/000001> prov:endedAtTime "2025-06-01T10:00:00Z"^^xsd:dateTime ;
        prov:generated <claim/north>, <report/may>, <claim/gone> .
}
<graph/activity/000002> {
    <graph/activity/000002> prov:endedAtTime "2025-08-01T10:00:00Z"^^xsd:dateTime ;
        prov:generated <claim/north>, <claim/ministry>, <report/july> .
}
<table> { <x> <y> <z> . }
"""
COMPUTED = {
    "graph/inferred/1",
    "graph/inferred/2",
    "graph/relation/1",
    "graph/activity/000001",
    "graph/activity/000002",
}
SOURCES = {"report/may", "report/july", "report/undated", "table"}
CLAIMS = {f"claim/{name}" for name in ("north", "ministry", "voice", "monitor", "office")}
GIVEN = {"graph/ontology", "graph/reference"}


@pytest.fixture(scope="module")
def stores() -> Stores:
    return build(parse(DATA, format=RdfFormat.TRIG))


@pytest.fixture(scope="module")
def membership(stores: Stores) -> Membership:
    return Membership(stores, BASE)


def admitted(membership: Membership, *given: tuple[str, str]) -> set[str]:
    names = membership.admitted(read_scope(given, BASE))
    return {name.removeprefix(BASE) for name in names}


def test_no_condition_admits_everything_but_what_was_computed_from_nothing(membership: Membership) -> None:
    assert admitted(membership) == CLAIMS | SOURCES | GIVEN | COMPUTED


def test_as_of_admits_what_was_published_by_the_last_day_it_can_mean(membership: Membership) -> None:
    found = admitted(membership, ("as-of", "2025-07-30"))
    assert found & (CLAIMS | SOURCES) == {"report/may", "claim/north", "claim/monitor", "claim/office"}
    assert {"report/july", "claim/ministry"} <= admitted(membership, ("as-of", "2025-07-31"))


def test_as_of_a_month_is_up_to_its_end(membership: Membership) -> None:
    assert "claim/ministry" in admitted(membership, ("as-of", "2025-07"))
    assert "claim/north" not in admitted(membership, ("as-of", "2025-04"))


def test_an_undated_source_is_within_a_date_only_where_that_is_asked_for(membership: Membership) -> None:
    assert "claim/voice" not in admitted(membership, ("as-of", "2030"))
    assert {"claim/voice", "table"} <= admitted(membership, ("as-of", "2025-01-01"), ("undated", "include"))


def test_known_by_goes_by_the_first_load(membership: Membership) -> None:
    found = admitted(membership, ("known-by", "2025-06-01"))
    assert found & (CLAIMS | SOURCES) == {"claim/north", "report/may"}
    assert "graph/activity/000001" in found
    assert "graph/activity/000002" not in found
    assert "claim/ministry" in admitted(membership, ("known-by", "2025-08-01"))


def test_made_by_judges_claims_alone(membership: Membership) -> None:
    found = admitted(membership, ("made-by", "2025-06-30"))
    assert found & CLAIMS == {"claim/north"}
    assert found >= SOURCES
    assert "claim/monitor" in admitted(membership, ("made-by", "2025-06-30"), ("undated", "include"))


def test_a_claimant_takes_in_who_speaks_and_acts_for_it(membership: Membership) -> None:
    north = {"claim/north", "claim/ministry", "claim/voice"}
    assert admitted(membership, ("claimant", "party/north")) & CLAIMS == north
    assert admitted(membership, ("except-claimant", "party/north")) & CLAIMS == CLAIMS - north
    assert admitted(membership, ("claimant", "agency/ministry")) & CLAIMS == north - {"claim/north"}


def test_a_claimant_takes_in_whom_the_claim_itself_says_to_act_for_it(membership: Membership) -> None:
    assert admitted(membership, ("claimant", "party/south")) & CLAIMS == {"claim/office"}
    assert "claim/office" not in admitted(membership, ("except-claimant", "party/south"))


def test_claimants_given_twice_are_both_admitted(membership: Membership) -> None:
    both = ("claimant", "agency/monitor"), ("claimant", "party/south")
    assert admitted(membership, *both) & CLAIMS == {"claim/monitor", "claim/office"}


def test_dates_given_twice_both_hold(membership: Membership) -> None:
    both = ("as-of", "2025-12-31"), ("as-of", "2025-05-31")
    assert admitted(membership, *both) == admitted(membership, ("as-of", "2025-05-31"))


def test_a_source_admits_itself_and_its_claims(membership: Membership) -> None:
    found = admitted(membership, ("source", "report/july"))
    assert found & (CLAIMS | SOURCES) == {"report/july", "claim/ministry"}
    left = admitted(membership, ("except-source", "report/may"))
    assert left & (CLAIMS | SOURCES) == {"report/july", "report/undated", "table", "claim/ministry", "claim/voice"}


def test_conditions_of_different_kinds_all_hold(membership: Membership) -> None:
    found = admitted(membership, ("as-of", "2025-06"), ("except-claimant", "party/north"))
    assert found & CLAIMS == {"claim/monitor", "claim/office"}


def test_what_was_computed_is_admitted_where_all_its_premises_are(membership: Membership) -> None:
    found = admitted(membership, ("except-claimant", "agency/ministry"))
    assert found & COMPUTED == {"graph/inferred/2", "graph/relation/1", "graph/activity/000001"}
    assert not admitted(membership, ("claimant", "party/south")) & {"graph/inferred/2", "graph/relation/1"}


def test_a_scope_may_admit_nothing_but_what_is_given(membership: Membership) -> None:
    found = admitted(membership, ("as-of", "1900"), ("source", "report/may"), ("claimant", "party/south"))
    assert found == GIVEN


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("as-of", "yesterday"), "as-of=yesterday: 'yesterday' is not a date"),
        (("as-of", "2025-02-30"), "is not a date"),
        (("made-by", "2025-01-01/.."), "has no last day"),
        (("known-by", ""), "is not a date"),
        (("undated", "maybe"), "undated=maybe: it takes one of: include, exclude"),
        (("claimant", "party/nort"), "the data know no agent of that name; did you mean"),
        (("claimant", "report/may"), "the data know no agent"),
        (("except-source", "party/north"), "the data know no source"),
        (("source", "http://"), "source=http://"),
        (("claimant", "a b<c>"), "is no IRI"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(membership: Membership, given: tuple[str, str], says: str) -> None:
    with pytest.raises(ScopeRefused) as refused:
        admitted(membership, given)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_undated_cannot_be_both() -> None:
    with pytest.raises(ScopeRefused):
        read_scope([("undated", "include"), ("undated", "exclude")], BASE)


def test_too_many_names_are_refused() -> None:
    with pytest.raises(ScopeRefused, match="at most 100"):
        read_scope([("claimant", f"agency/{number}") for number in range(101)], BASE)


def test_a_scope_names_itself_so_that_it_can_be_given_again() -> None:
    given = [("claimant", "party/b"), ("as-of", "2025-06"), ("claimant", BASE + "party/a"), ("undated", "include")]
    scope = read_scope(given, BASE)
    assert scope == Scope(date(2025, 6, 30), undated=True, claimants=(BASE + "party/a", BASE + "party/b"))
    assert scope.to_json() == {
        "as-of": "2025-06-30",
        "undated": "include",
        "claimant": [BASE + "party/a", BASE + "party/b"],
    }
    assert read_scope(scope.parameters(), BASE) == scope


@given(st.lists(st.tuples(st.sampled_from(PARAMETERS), st.text(max_size=12)), max_size=4))
def test_whatever_is_given_is_read_or_refused(given: list[tuple[str, str]]) -> None:
    with suppress(ScopeRefused):
        scope = read_scope(given, BASE)
        assert read_scope(scope.parameters(), BASE).parameters() == scope.parameters()


def test_few_scopes_are_remembered_and_asking_again_finds_them(stores: Stores) -> None:
    narrowings = Narrowings(stores, BASE)
    first = narrowings.within(Scope(as_of=date(2025, 1, 1)))
    assert narrowings.within(Scope(as_of=date(2025, 1, 1))) is first
    for day in range(2, 12):
        narrowings.within(Scope(as_of=date(2025, 1, day)))
    assert narrowings.within(Scope(as_of=date(2025, 1, 1))) is not first


def test_where_the_default_graph_is_no_merge_nothing_of_it_is_within_a_scope(stores: Stores) -> None:
    narrowed = Narrowings(stores, BASE, merge=False).within(Scope(as_of=date(2025, 6, 30)))
    assert not narrowed.evaluate("ASK { ?s ?p ?o }")
    assert narrowed.evaluate("ASK { GRAPH ?g { ?s ?p ?o } }")


def test_what_is_beyond_sparql_1_1_is_refused_within_a_scope(stores: Stores) -> None:
    narrowed = Narrowings(stores, BASE).within(Scope(as_of=date(2025, 6, 30)))
    with pytest.raises(NotSupported, match="LATERAL is not supported"):
        narrowed.evaluate("SELECT * { ?s ?p ?o LATERAL { ?o ?q ?r } }")


def test_describe_tells_what_is_within_the_scope(stores: Stores) -> None:
    narrowed = Narrowings(stores, BASE).within(read_scope([("except-source", "report/may")], BASE))
    query = (
        f"PREFIX ccl: <https://w3id.org/counterclaim/ontology#> DESCRIBE ?c <{BASE}report/july> {{ ?c a ccl:Claim }}"
    )
    subjects = {str(triple.subject.value).removeprefix(BASE) for triple in narrowed.evaluate(query)}  # type: ignore[union-attr]
    assert subjects == {"claim/ministry", "claim/voice", "report/july"}


@pytest.mark.parametrize(
    "query",
    [
        "DESCRIBE <report/july> { <report/july> a <urn:nothing> }",
        "DESCRIBE <report/july> { ?s a <urn:nothing> }",
        "DESCRIBE <report/july> ?s { ?s a <urn:nothing> }",
        "DESCRIBE <report/july> LIMIT 0",
        "DESCRIBE <report/july>",
        "DESCRIBE <report/july> { ?s ?p ?o }",
        "DESCRIBE <report/july> <report/may>",
        "DESCRIBE ?never",
        "DESCRIBE ?never <report/july> { ?s ?p ?o }",
        "DESCRIBE ?s { VALUES ?s { <report/july> UNDEF } }",
        "DESCRIBE ?s { { ?s a <urn:nothing> } UNION { GRAPH ?g { <report/july> ?p ?o } } }",
        "DESCRIBE *",
        "DESCRIBE * {}",
        "DESCRIBE ?subject { ?subject ?described_subject <report/july> }",
        "DESCRIBE ?described_subject { ?described_subject ?subject <report/july> }",
    ],
)
def test_describe_tells_what_a_store_of_the_admitted_graphs_alone_would(stores: Stores, query: str) -> None:
    narrowed = Narrowings(stores, BASE).within(read_scope([("except-source", "report/may")], BASE))
    told, alone = (narrowed.evaluate(query, base_iri=BASE), evaluate(narrowed.copies[0], query, base_iri=BASE))
    assert set(told) == set(alone)  # type: ignore[arg-type]


def test_a_query_may_use_the_name_of_our_function(stores: Stores) -> None:
    narrowed = Narrowings(stores, BASE).within(Scope(as_of=date(2025, 6, 30)))
    assert narrowed.evaluate('ASK { ?s ?p ?o FILTER(STR(?s) != "urn:counterclaim:admitted") }')


JOINED = build(parse("@prefix : <http://x/> . :g1 { :a :q :b . :y2 :r :z } :g2 { :a :p :y1 }", format=RdfFormat.TRIG))


@pytest.mark.parametrize(
    "group",
    [
        "{ ?a :q ?b FILTER EXISTS { ?a :p ?y } }",
        "{ ?a :q ?b FILTER NOT EXISTS { ?a :p ?y } }",
        "{ ?a :q ?b FILTER EXISTS { GRAPH ?g { ?a :p ?y } } }",
        "{ ?a :q ?b FILTER NOT EXISTS { ?b :p ?y } }",
        "{ ?a :q ?b FILTER (!BOUND(?y)) }",
    ],
)
def test_a_filter_stays_in_its_group(group: str) -> None:
    everything = Narrowings(JOINED, "http://x/").within(Scope(undated=True, as_of=date(2025, 1, 1)))
    query = f"PREFIX : <http://x/> SELECT * {{ {group} ?y :r ?z }}"
    assert everything.names == {"http://x/g1", "http://x/g2"}
    assert len(list(everything.evaluate(query))) == len(list(JOINED.graphs.query(query)))  # type: ignore[arg-type]
