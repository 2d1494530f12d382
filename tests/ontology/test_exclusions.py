"""What excludes what: classes and properties that the definitions keep apart are disjoint, and no others."""

from __future__ import annotations

from itertools import combinations

import pytest
from pyoxigraph import NamedNode

from ontology.identifiers import DEFAULT_BASE
from ontology.terms import CCL, OWL, RDF, RDFS
from ontology.vocabulary import ontology_quads

TRIPLES = [quad.triple for quad in ontology_quads(DEFAULT_BASE)]
CLASSES = sorted(name for name in CCL if any(t.subject == CCL[name] and t.object == OWL.Class for t in TRIPLES))

# A thing may be of both: the one class is below the other, or the definitions leave it open.
COMPATIBLE = {
    ("Agency", "Outlet"),
    *(("Exchange", kind) for kind in ("BodyRepatriation", "PrisonerExchange", "HostageRelease")),
    *combinations(("BodyRepatriation", "PrisonerExchange", "HostageRelease"), 2),
    ("Source", "Report"),
    ("Source", "Dataset"),
    *(("Register", source) for source in ("Source", "Report", "Dataset")),
}
PROPERTIES = [
    ("transferor", "transferee"),
    ("comparableWith", "notComparable"),
    ("agreesWith", "contradicts"),
    ("jointWith", "passesOn"),
    ("jointWith", "repeats"),
    ("corroboratedBy", "jointWith"),
    ("corroboratedBy", "passesOn"),
    ("corroboratedBy", "repeats"),
]


def _above(name: NamedNode, link: NamedNode) -> set[NamedNode]:
    found, agenda = {name}, [name]
    while agenda:
        lower = agenda.pop()
        new = {t.object for t in TRIPLES if t.subject == lower and t.predicate == link} - found
        found |= {each for each in new if isinstance(each, NamedNode)}
        agenda += [each for each in new if isinstance(each, NamedNode)]
    return found


EXCLUDED = {
    frozenset((t.subject, t.object)) for t in TRIPLES if t.predicate in (OWL.disjointWith, OWL.propertyDisjointWith)
}
CLASSES_ABOVE = {name: _above(CCL[name], RDFS.subClassOf) for name in CLASSES}


def _exclude(one: str, other: str) -> bool:
    return any(frozenset((a, b)) in EXCLUDED for a in CLASSES_ABOVE[one] for b in CLASSES_ABOVE[other])


def test_classes_exclude_each_other_but_for_those_that_a_thing_may_share() -> None:
    open_pairs = {frozenset(pair) for pair in combinations(CLASSES, 2) if not _exclude(*pair)}
    assert open_pairs == {frozenset(pair) for pair in COMPATIBLE}


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_can_have_members(name: str) -> None:
    assert not _exclude(name, name)


@pytest.mark.parametrize(("one", "other"), PROPERTIES)
def test_properties_that_never_join_the_same_two_things_are_disjoint(one: str, other: str) -> None:
    assert frozenset((CCL[one], CCL[other])) in EXCLUDED


def test_no_other_properties_are_disjoint() -> None:
    said = {frozenset((t.subject, t.object)) for t in TRIPLES if t.predicate == OWL.propertyDisjointWith}
    assert said == {frozenset((CCL[one], CCL[other])) for one, other in PROPERTIES}


def test_no_property_implies_two_that_exclude_each_other() -> None:
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for name in [t.subject for t in TRIPLES if t.predicate == RDF.type and t.object == kind]:
            assert isinstance(name, NamedNode)
            above = _above(name, RDFS.subPropertyOf)
            assert not [pair for pair in combinations(above, 2) if frozenset(pair) in EXCLUDED]


def test_a_relation_from_the_later_claim_to_the_earlier_goes_one_way() -> None:
    one_way = {t.subject for t in TRIPLES if t.object == OWL.AsymmetricProperty}
    assert one_way == {CCL[name] for name in ("passesOn", "corrects", "withdraws", "repeats", "revises")}
