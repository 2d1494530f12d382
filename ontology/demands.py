"""The rules of `shapes.ttl` by name, and what is found where one is broken, whichever judge finds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from ontology.errors import VocabularyError
from ontology.model import IRI
from ontology.terms import RDFS, SH
from ontology.turtle import triples

SHAPES_FILE = Path(__file__).parent / "shapes.ttl"
SHAPES = "https://w3id.org/counterclaim/shapes#"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is wrong with a node that breaks a rule, said after its name, and how to mend it."""

    wrong: str
    mend: str


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong with which node, how to mend it, and the name of the rule that it breaks."""

    node: IRI
    wrong: str
    mend: str
    rule: str


def broken(name: str, node: IRI, value: object = None) -> Problem:
    """Say that a node breaks a rule; `value`, where there is one, is what breaks it."""
    rule = rules()[name]
    return Problem(node, rule.wrong if value is None else f"{rule.wrong}: {value}", rule.mend, name)


@cache
def rules() -> Mapping[str, Rule]:
    """Give every rule that the shapes lay down. Raises VocabularyError where one lacks its words."""
    wrong, mend = _words(SH.message), {**_words(RDFS.comment), **_words(SH.description)}
    if wordless := sorted(wrong.keys() ^ mend.keys()):
        raise VocabularyError(f"{SHAPES_FILE.name}: shape:{wordless[0]} says what is wrong or how to mend it, not both")
    return {name: Rule(wrong[name], mend[name]) for name in wrong}


def _words(predicate: NamedNode) -> dict[str, str]:
    return {
        said.subject.value.removeprefix(SHAPES): said.object.value
        for said in triples(SHAPES_FILE)
        if said.predicate == predicate and isinstance(said.subject, NamedNode) and isinstance(said.object, Literal)
    }
