"""The concepts of the schemes are told apart: each has an example, and neighbours name each other."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from pyoxigraph import Literal, NamedNode

from ontology.identifiers import DEFAULT_BASE
from ontology.terms import CCL, SKOS
from ontology.vocabulary import concepts, reference_quads

CONCEPTS = {concept.name: concept.scheme for concept in concepts()}
SAID = [quad.triple for quad in reference_quads(DEFAULT_BASE)]


def _english(concept: str, predicate: NamedNode) -> list[str]:
    subject = NamedNode(f"{DEFAULT_BASE}concept/{concept}")
    found = [t.object for t in SAID if t.subject == subject and t.predicate == predicate]
    return [term.value for term in found if isinstance(term, Literal) and term.language == "en"]


def _related() -> set[tuple[str, str]]:
    start = len(f"{DEFAULT_BASE}concept/")
    pairs = [(t.subject, t.object) for t in SAID if t.predicate == SKOS.related]
    return {(one.value[start:], other.value[start:]) for one, other in pairs}  # type: ignore[union-attr] # both are IRIs


# Which concepts readers of the news take for each other.
NEIGHBOURS = [
    ("deaths", "casualties"),
    ("deaths", "losses"),
    ("casualties", "losses"),
    ("deaths", "civilians-killed"),
    ("deaths", "bodies-transferred"),
    ("bodies-transferred", "identified"),
    ("deaths", "identified"),
    ("prisoners-held", "missing"),
    ("deaths", "missing"),
    ("prisoners-exchanged", "prisoners-held"),
    ("prisoners-exchanged", "hostages-released"),
    ("internally-displaced", "refugees"),
    ("refugees", "asylum-seekers"),
    ("refugees", "returnees"),
    ("at-least", "more-than"),
    ("up-to", "less-than"),
    ("states", "claims"),
    ("planned", "accomplished"),
    ("event", "cumulative"),
    ("cumulative", "stock"),
    ("hostages", "prisoners-of-war"),
]


@pytest.mark.parametrize(("one", "other"), NEIGHBOURS)
def test_neighbours_are_related(one: str, other: str) -> None:
    assert (one, other) in _related()


@pytest.mark.parametrize(("one", "other"), sorted(_related()))
def test_what_is_related_is_so_both_ways_and_within_one_scheme(one: str, other: str) -> None:
    assert (other, one) in _related()
    assert one != other
    assert CONCEPTS[one] == CONCEPTS[other]


@pytest.mark.parametrize(("one", "other"), sorted(_related()))
def test_a_definition_names_each_neighbour(one: str, other: str) -> None:
    (definition,), (label,) = _english(one, SKOS.definition), _english(other, SKOS.prefLabel)
    assert re.search(rf"\b{label}\b", definition, re.IGNORECASE)


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_definition_is_whole_sentences(concept: str) -> None:
    (definition,) = _english(concept, SKOS.definition)
    assert re.fullmatch(r"[A-Z].*\.", definition)


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_concept_has_one_example_as_the_press_would_write_it(concept: str) -> None:
    (example,) = _english(concept, SKOS.example)
    assert re.fullmatch(r"[A-Z].{10,80}\.", example)


def test_no_two_concepts_share_an_example() -> None:
    examples = sorted(example for concept in CONCEPTS for example in _english(concept, SKOS.example))
    assert not [one for one, next_one in pairwise(examples) if one == next_one]


def test_terms_that_definitions_mention_are_declared() -> None:
    mentioned = {name for c in CONCEPTS for d in _english(c, SKOS.definition) for name in re.findall(r"ccl:(\w+)", d)}
    assert mentioned <= set(CCL)
