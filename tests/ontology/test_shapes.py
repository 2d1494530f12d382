"""The shapes: each rule has its words, is broken by a graph and found, and what the ontology infers breaks none."""

from __future__ import annotations

import re

import owlrl
import pyshacl
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from ontology.circles import circles
from ontology.dates import LEXICAL
from ontology.demands import SHAPES_FILE, rules
from ontology.identifiers import DEFAULT_BASE
from ontology.shapes import Judge
from ontology.terms import CCL, DCTERMS, RDF, SCHEMA, SH, XSD
from ontology.triples import reading_quads
from ontology.turtle import triples
from ontology.vocabulary import ontology_quads, reference_quads
from tests.ontology.breaks import CLAIM, DEAL, EVENT, GOOD, REPORT, TRIPLES, Change, also, broken_rules, without
from tests.ontology.readings import NAMES

JUDGE = Judge()
SAID = {quad.triple for quad in reading_quads(GOOD, NAMES)}


@pytest.mark.parametrize(("rule", "how", "node", "change"), TRIPLES, ids=lambda value: str(value)[-40:])
def test_a_graph_that_breaks_a_rule_is_found_at_its_node(
    rule: str, how: str, node: NamedNode | None, change: Change
) -> None:
    assert how
    found = {(p.rule, p.node) for p in JUDGE.problems(change(SAID)) if p.rule == rule}
    assert found
    assert node is None or (rule, node.value) in found


def test_every_rule_is_broken_in_a_test() -> None:
    assert set(rules()) == set(broken_rules())


def test_every_rule_reads_as_a_sentence_after_the_name_of_a_node() -> None:
    for name, rule in rules().items():
        assert re.match(r"(has|is|does|belongs|was|goes|lies|means|counts|ends|quotes|passes|and) ", rule.wrong), name
        assert not rule.wrong.endswith(".")
        assert not rule.mend.endswith(".")
        assert rule.mend


def test_the_form_of_a_date_is_that_of_the_dates_that_are_read() -> None:
    (edtf,) = {t.subject for t in triples(SHAPES_FILE) if "edtf" in str(t.subject)}
    assert [t.object.value for t in triples(SHAPES_FILE) if (t.subject, t.predicate) == (edtf, SH.pattern)] == [LEXICAL]  # type: ignore[union-attr] # a literal


def test_the_shapes_are_good_shacl() -> None:
    shapes = rdflib.Graph().parse(SHAPES_FILE)
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


def test_the_ontology_and_the_reference_data_break_no_rule() -> None:
    assert JUDGE.problems([*ontology_quads(DEFAULT_BASE), *reference_quads(DEFAULT_BASE)]) == []


def test_a_claim_without_claimant_is_good_where_an_unknown_publisher_speaks_for_itself() -> None:
    anonymous = without(REPORT, DCTERMS.publisher)(without(EVENT, CCL.claimant)(SAID))
    assert JUDGE.problems(anonymous) == []


def test_an_exchange_to_which_two_claims_give_two_dates_is_good() -> None:
    day = Literal("2025-01-04", datatype=XSD.date)
    assert JUDGE.problems(also(DEAL, CCL.earliest, day)(also(DEAL, CCL.latest, day)(SAID))) == []


def test_a_claim_that_is_only_mentioned_need_not_be_described() -> None:
    other = NamedNode(NAMES.at("claim/elsewhere"))
    mentioned = also(CLAIM, CCL.jointWith, other)(also(CLAIM, CCL.passesOn, other)(SAID))
    assert JUDGE.problems(also(other, RDF.type, SCHEMA.Claim)(mentioned)) == []


def test_what_the_ontology_infers_breaks_no_rule() -> None:
    needed = {t.object for t in SAID}
    given = [q.triple for q in reference_quads(DEFAULT_BASE) if q.subject in needed]
    known = (*SAID, *given, *(q.triple for q in ontology_quads(DEFAULT_BASE)))
    graph = rdflib.Graph().parse(data=serialize(known, format=RdfFormat.N_TRIPLES) or b"", format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    closed = "".join(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in graph if isinstance(s, rdflib.URIRef))
    inferred = {quad.triple for quad in parse(closed.encode(), format=RdfFormat.TURTLE)}
    assert Triple(CLAIM, RDF.type, SCHEMA.Claim) in inferred
    assert JUDGE.problems(inferred) == []


def test_what_leads_back_to_itself_is_found_in_a_chain_of_any_length() -> None:
    chain = [(str(n), str(n + 1)) for n in range(500)]
    assert circles(chain) == []
    assert len(circles([*chain, ("500", "0")])) == 501
    assert circles([("a", "b"), ("b", "a"), ("b", "c"), ("x", "a"), ("c", "c")]) == ["a", "b", "c"]
