"""What the engine is asked by pattern, where it would answer more than was asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from ontology.terms import XSD
from store import reading
from tests.store.states import iri

NUMBERS = range(-300, 800)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = Store(tmp_path_factory.mktemp("numbers") / "store")
    made.extend(Quad(iri(f"s{n}"), iri("says"), Literal(n), graph) for n in NUMBERS for graph in (iri("g"), OTHER))
    return made


OTHER = DefaultGraph()


def test_an_integer_is_found_and_none_of_those_after_it(store: Store) -> None:
    for number in NUMBERS:
        (found,) = reading.matching(store, None, iri("says"), Literal(number), iri("g"))
        assert (found.subject, found.object) == (iri(f"s{number}"), Literal(number))
        assert reading.quads(store, None, None, Literal(number)) == [found]
        assert [*reading.holders(store, Triple(iri(f"s{number}"), iri("says"), Literal(number)))] == [iri("g")]


def test_an_integer_is_found_however_it_is_written(store: Store) -> None:
    (found,) = reading.matching(store, None, None, Literal("0255", datatype=XSD.integer), iri("g"))
    assert found.object == Literal(255)


def test_an_integer_in_a_triple_term_is_found_alone(tmp_path: Path) -> None:
    terms = {number: Triple(iri("it"), iri("says"), Literal(number)) for number in NUMBERS}
    store = Store(tmp_path / "terms")
    store.extend(Quad(iri("s"), iri("quotes"), term, iri("g")) for term in terms.values())
    assert all([quad.object for quad in reading.matching(store, None, None, term)] == [term] for term in terms.values())


def test_what_is_no_number_is_found_too(store: Store) -> None:
    assert len([*reading.matching(store, iri("s1"))]) == 2
    assert [*reading.matching(store, None, None, NamedNode("urn:none"))] == []
    assert [*reading.matching(store, None, None, Literal("255"))] == []
