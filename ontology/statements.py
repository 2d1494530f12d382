"""Triples to look things up in, in the order in which they were said."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Triple

from ontology.terms import RDF

Term = NamedNode | Literal


class Statements:
    """What a few thousand triples say, by subject and by object; what stands in blank nodes is left out."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._said: dict[NamedNode, dict[NamedNode, dict[Term, None]]] = {}
        self._of: dict[tuple[NamedNode, NamedNode], dict[NamedNode, None]] = {}
        for triple in triples:
            subject, predicate, value = triple.subject, triple.predicate, triple.object
            if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
                self._said.setdefault(subject, {}).setdefault(predicate, {})[value] = None
                if isinstance(value, NamedNode):
                    self._of.setdefault((predicate, value), {})[subject] = None

    def subjects(self) -> tuple[NamedNode, ...]:
        """Give everything of which something is said."""
        return tuple(self._said)

    def predicates(self, subject: NamedNode) -> tuple[NamedNode, ...]:
        """Give the properties that a subject has."""
        return tuple(self._said.get(subject, ()))

    def nodes(self, subject: NamedNode, *predicates: NamedNode) -> tuple[NamedNode, ...]:
        """Give the IRIs that any of the properties has, each once."""
        found = (value for predicate in predicates for value in self._values(subject, predicate))
        return tuple(dict.fromkeys(value for value in found if isinstance(value, NamedNode)))

    def literals(self, subject: NamedNode, predicate: NamedNode) -> tuple[Literal, ...]:
        """Give the literals that a property has."""
        return tuple(value for value in self._values(subject, predicate) if isinstance(value, Literal))

    def text(self, subject: NamedNode, predicate: NamedNode, language: str | None = None) -> str:
        """Give the first literal that a property has, in a language where one is named; empty where there is none."""
        literals = self.literals(subject, predicate)
        return next((each.value for each in literals if language in (None, each.language)), "")

    def having(self, predicate: NamedNode, value: NamedNode) -> tuple[NamedNode, ...]:
        """Give what has an IRI as the value of a property."""
        return tuple(self._of.get((predicate, value), ()))

    def are(self, *classes: NamedNode) -> tuple[NamedNode, ...]:
        """Give what is said to belong to any of the classes, each once."""
        return tuple(dict.fromkeys(each for kind in classes for each in self.having(RDF.type, kind)))

    def beyond(self, start: NamedNode, *predicates: NamedNode) -> tuple[NamedNode, ...]:
        """Give what is reached from an IRI in one step or more, the nearest first."""
        reached: dict[NamedNode, None] = {}
        ahead = [start]
        for node in ahead:
            new = [each for each in self.nodes(node, *predicates) if each not in reached]
            reached.update(dict.fromkeys(new))
            ahead += new
        return tuple(reached)

    def members(self, list_: NamedNode) -> tuple[NamedNode, ...]:
        """Give the members of an RDF list whose nodes have IRIs."""
        return tuple(first for node in (list_, *self.beyond(list_, RDF.rest)) for first in self.nodes(node, RDF.first))

    def _values(self, subject: NamedNode, predicate: NamedNode) -> Iterable[Term]:
        return self._said.get(subject, {}).get(predicate, ())
