"""The judge of RDF: pyshacl by the shapes of `shapes.ttl`, https://www.w3.org/TR/shacl/ .

Slow to import, and some 100 claims a second: records are checked by `ontology.checks`.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pyshacl
import rdflib
from pyoxigraph import Quad, Store, Triple
from pyshacl.graph_abstraction import OxigraphDataGraph

from ontology.demands import SHAPES, SHAPES_FILE, Problem, broken, rules
from ontology.errors import VocabularyError
from ontology.identifiers import DEFAULT_BASE
from ontology.terms import RDF, RDFS, SH, SKOS
from ontology.turtle import nodes
from ontology.vocabulary import ontology_quads, reference_quads

Statement = Triple | Quad

_TOLD = frozenset({RDF.type, SKOS.inScheme, SKOS.notation, SKOS.prefLabel})
"""What the shapes ask of concepts, agents and conflicts."""

_SHOWN = 80
"""How many characters of a value are shown."""


class Judge:
    """Judges statements below one base by the shapes, together with what is given: ontology and reference data."""

    def __init__(self, base: str = DEFAULT_BASE, given: Iterable[Statement] | None = None) -> None:
        """Take as given what is shipped, or the statements of a data directory's own graphs."""
        self._shapes = _shapes(base)
        self._classes: list[Triple] = []
        self._known: dict[object, list[Triple]] = defaultdict(list)
        for said in given if given is not None else (*ontology_quads(base), *reference_quads(base)):
            if said.predicate == RDFS.subClassOf:
                self._classes.append(_triple(said))
            elif said.predicate in _TOLD:
                self._known[said.subject].append(_triple(said))

    def problems(self, statements: Iterable[Statement]) -> list[Problem]:
        """Give what is wrong, sorted, in the union of the graphs of the statements with what is given."""
        # A statement about a statement says nothing that a shape asks for, and rdflib has no word for it.
        data = {_triple(said) for said in statements if not isinstance(said.object, Triple)}
        named = {node for node in nodes(data) if node in self._known}
        described = {triple for node in named for triple in self._known[node]}
        store = Store()
        store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in (*data, *described, *self._classes))
        with _quiet():
            conforms, report, text = pyshacl.validate(_Graph(store), shacl_graph=self._shapes)
        if not isinstance(report, rdflib.Graph):
            raise VocabularyError(f"{SHAPES_FILE.name} cannot be judged by: {text}")
        return [] if conforms else sorted(set(_results(report)))


class _Graph(OxigraphDataGraph):
    """The data as pyshacl reads them: queries go to Oxigraph, which answers in a hundredth of rdflib's time."""

    def __bool__(self) -> bool:
        # pyshacl asks whether there is a graph; by itself, that counts all triples, once for every value that fails.
        return True

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Generator[Any, None, None]:
        """Give the objects of a subject: none of a literal, such as may stand in the place of a concept."""
        if not isinstance(subject, rdflib.Literal):
            yield from super().objects(subject, predicate, unique)


@cache
def _shapes(base: str) -> rdflib.Graph:
    """Read the shapes, with the concept schemes below a base."""
    rules()  # says which rule is not whole, and which term of SHACL is misspelt: pyshacl skips what it does not know
    text = SHAPES_FILE.read_text(encoding="utf-8")
    return rdflib.Graph().parse(data=text.replace(f"<{DEFAULT_BASE}", f"<{base}"), format="turtle")


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from logging, with a stack, each literal that is none of its datatype: that is for us to tell."""
    log = logging.getLogger("rdflib.term")
    was, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = was


def _triple(said: Statement) -> Triple:
    return said.triple if isinstance(said, Quad) else said


def _results(report: rdflib.Graph) -> Iterator[Problem]:
    focus, shape, constraint, value = (
        rdflib.URIRef(term.value) for term in (SH.focusNode, SH.sourceShape, SH.sourceConstraint, SH.value)
    )
    for result in report.objects(None, rdflib.URIRef(SH.result.value)):
        rule = report.value(result, constraint) or report.value(result, shape)
        node, with_value = report.value(result, focus), report.value(result, value)
        shown = None if with_value is None or with_value == node else _cut(str(with_value))
        name = f"_:{node}" if isinstance(node, rdflib.BNode) else str(node)
        yield broken(str(rule).removeprefix(SHAPES), name, shown)


def _cut(value: str) -> str:
    return value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
