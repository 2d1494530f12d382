"""Paths that end in an integer whose last byte is full: the engine finds more, and nobody is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolution, QuerySolutions, Store

from queries.effects import Ground, effect
from queries.evaluation import evaluate
from queries.full_bytes import guarded
from queries.updates import read_update

NUMBERS = range(-300, 600)
P, Q = NamedNode("x:p"), NamedNode("x:q")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = Store(tmp_path_factory.mktemp("numbers") / "store")
    made.extend(Quad(NamedNode(f"x:a{n}"), P, Literal(n)) for n in NUMBERS)
    made.extend(Quad(NamedNode(f"x:o{n}"), Q, NamedNode(f"x:a{n}")) for n in NUMBERS)
    return made


def asked(store: Store, text: str) -> list[QuerySolution]:
    return list(cast(QuerySolutions, evaluate(store, text)))


PATHS = [
    "?a <x:p>|<x:r> {n}",
    "?a <x:p>+ {n}",
    "?a (<x:p>|<x:r>)+ {n}",
    "?a !<x:z> {n}",
    "{n} ^(<x:p>|<x:r>) ?a",
    "{n} (^<x:p>)+ ?a",
    "?o <x:q>/(<x:p>|<x:r>) {n}",
    "?a <x:q>/<x:p> {n}",
    "?a <x:p> {n}",
    "?a <x:p>|<x:r> '{n}'^^<http://www.w3.org/2001/XMLSchema#integer>",
    "?a <x:p>|<x:r> ?n FILTER(?n = {n})",
]


@pytest.mark.parametrize("number", [254, 255, 256, 511, -1, -257])
@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_ends_in_an_integer_ends_in_no_other(store: Store, path: str, number: int) -> None:
    pattern = path.format(n=number)
    assert len(asked(store, f"SELECT * {{ {pattern} }}")) == 1
    assert bool(evaluate(store, f"ASK {{ {pattern} }}"))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?a <x:p>|<x:r> 254 }",
        "SELECT * { ?a <x:p> 255 }",
        "SELECT * { ?a <x:q>/<x:p> 255 }",
        "SELECT * { ?a <x:p>+ '255' }",
        "SELECT * { ?a <x:p>|<x:r> ?n } LIMIT 255",
    ],
)
def test_other_queries_are_asked_as_they_stand(text: str) -> None:
    assert guarded(text) is text


def test_a_name_that_the_query_has_is_not_taken(store: Store) -> None:
    (found,) = asked(store, "SELECT ?end { ?end <x:p>|<x:r> 255 }")
    assert str(found["end"]) == "<x:a255>"


def test_an_update_removes_what_stands_there_alone(store: Store) -> None:
    @contextmanager
    def none_needed() -> Iterator[Store]:
        raise AssertionError("one operation needs no copy")
        yield store

    ground = Ground(store, "https://example.org/", merge=False, copying=none_needed)
    change = effect(read_update("DELETE { ?a ?p ?n } WHERE { ?a <x:p>|<x:r> 255 ; ?p ?n }"), ground)
    assert change.removed == {Quad(NamedNode("x:a255"), P, Literal(255))}


@pytest.mark.parametrize("written", ["-0", "+0", "00", "1" + "0" * 5000, "255" + "0" * 5000, "-" + "0" * 5000])
def test_other_integers_are_asked_as_they_are_written(written: str) -> None:
    text = f"SELECT * {{ ?a <x:p>|<x:r> {written} }}"
    assert guarded(text) == text


@pytest.mark.parametrize("written", ["0255", "+255", "-0257", "-1", "0" * 5000 + "511"])
def test_noughts_and_signs_hide_no_full_byte(written: str) -> None:
    assert "SAMETERM" in guarded(f"SELECT * {{ ?a <x:p>|<x:r> {written} }}")
