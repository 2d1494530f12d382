"""What is described is the same in whatever order it is said, and of whatever else is said of it."""

from __future__ import annotations

from itertools import permutations

from pyoxigraph import Literal, NamedNode, Triple

from loaders.reconciling.things import Thing, is_settled, things
from ontology.identifiers import DEFAULT_BASE, Identifiers
from ontology.terms import CCL, DCTERMS, RDF, SKOS

NAMES = Identifiers()
THING = NamedNode(f"{DEFAULT_BASE}place/by-name/UKR/x")
UKRAINE = NamedNode(f"{DEFAULT_BASE}place/iso-3166-1-alpha-3/UKR")


def test_the_order_of_what_is_said_makes_no_difference() -> None:
    said = [
        Triple(THING, RDF.type, CCL.Party),
        Triple(THING, RDF.type, CCL.Outlet),
        Triple(THING, SKOS.prefLabel, Literal("X")),
        Triple(THING, SKOS.prefLabel, Literal("x", language="en")),
    ]
    found = [things(order, NAMES) for order in permutations(said)]
    assert all(each == {THING.value: Thing(THING.value, "agency", frozenset("Xx"))} for each in found)


def test_a_unit_of_a_state_of_which_units_are_held_belongs_to_it() -> None:
    said = [Triple(THING, RDF.type, CCL.Place), Triple(THING, SKOS.prefLabel, Literal("X"))]
    (alone,) = things(said, NAMES).values()
    (within,) = things([*said, Triple(THING, DCTERMS.isPartOf, UKRAINE)], NAMES).values()
    assert (alone.state, within.state) == (None, "party/ukraine")
    assert (is_settled(alone, NAMES), is_settled(within, NAMES)) == (True, False)


def test_what_has_no_name_no_kind_or_is_held_is_nothing() -> None:
    held = NamedNode(f"{DEFAULT_BASE}party/ukraine")
    said = [
        Triple(THING, SKOS.prefLabel, Literal("X")),
        Triple(NamedNode(f"{DEFAULT_BASE}place/p-code/UA99"), RDF.type, CCL.Place),
        Triple(held, RDF.type, CCL.Party),
        Triple(held, SKOS.prefLabel, Literal("Ukraine")),
    ]
    assert things(said, NAMES) == {}


def test_another_base_makes_no_difference() -> None:
    other = Identifiers("https://example.org/id/")
    thing = NamedNode(other.at("place/by-name/UKR/x"))
    said = [
        Triple(thing, RDF.type, CCL.Place),
        Triple(thing, SKOS.prefLabel, Literal("X")),
        Triple(thing, DCTERMS.isPartOf, NamedNode(other.at("place/iso-3166-1-alpha-3/UKR"))),
    ]
    assert things(said, other)[thing.value].state == "party/ukraine"
