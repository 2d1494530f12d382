"""What cannot hold together is found where owlrl finds it, and said in words that help."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from pyoxigraph import Literal, NamedNode, Triple

from ontology.clashes import Clash
from ontology.clashes import clashes as clashes_of
from ontology.closure import entailed
from ontology.terms import CCL, PROV, RDF, short
from tests.ontology.worlds import HOLDER, NODES, ORGAN, STATE, Graph, graphs, rules, wordless

A, B, C, *_ = NODES


def clashes(said: Iterable[Triple]) -> list[Clash]:
    given = frozenset(said)
    return clashes_of(rules(), given, given | rules().consequences(given))


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_a_graph_clashes_where_owlrl_finds_a_contradiction(said: Graph) -> None:
    _, contradictions = entailed([*wordless(), *said])
    assert bool(clashes(said)) == bool(contradictions)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ([(A, RDF.type, CCL.Claim), (A, RDF.type, CCL.Quantity)], "both ccl:Claim and ccl:Quantity, which exclude"),
        ([(A, CCL.about, B), (A, RDF.type, CCL.Party)], "both ccl:Claim and ccl:Party"),
        ([(HOLDER, CCL.transfer, B)], "both ccl:Exchange and ccl:Spokesperson"),
        ([(A, RDF.type, PROV.Entity), (A, RDF.type, PROV.Activity)], "both prov:Activity and prov:Entity"),
        ([(A, CCL.passesOn, A)], "ccl:passesOn itself"),
        ([(A, CCL.passesOn, B), (B, CCL.passesOn, A)], "and the other way round; take one back"),
        ([(A, CCL.transferor, B), (A, CCL.transferee, B)], "both as ccl:transferee and as ccl:transferor"),
        ([(A, CCL.agreesWith, B), (B, CCL.contradicts, A)], "both as ccl:agreesWith and as ccl:contradicts"),
        ([(A, CCL.value, Literal(4)), (A, CCL.value, Literal(5))], "has two values of ccl:value; leave one"),
    ],
)
def test_a_clash_says_of_what_and_why(said: list[tuple[NamedNode, NamedNode, NamedNode]], reason: str) -> None:
    found = clashes({Triple(*each) for each in said})
    assert any(reason in str(clash) for clash in found)
    assert {clash.node for clash in found} <= {said[0][0], said[-1][0]}


def test_a_clash_names_the_statements_at_fault_and_no_others() -> None:
    told, typed, beside = Triple(A, CCL.about, B), Triple(A, RDF.type, CCL.Party), Triple(A, PROV.used, C)
    (clash,) = [each for each in clashes({told, typed, beside}) if each.node == A]
    assert set(clash.because) == {told, typed}


def test_what_is_said_may_clash_with_what_is_given() -> None:
    assert [clash.node for clash in clashes({Triple(STATE, RDF.type, CCL.Conflict)})] == [STATE]


def test_an_honest_claim_does_not_clash() -> None:
    said = {Triple(A, RDF.type, CCL.Claim), Triple(A, CCL.claimant, ORGAN), Triple(A, CCL.about, B)}
    assert clashes(said) == []


def test_a_term_is_written_with_its_prefix() -> None:
    assert short(CCL.Claim.value) == "ccl:Claim"
    assert short("http://example.org/x") == "http://example.org/x"
