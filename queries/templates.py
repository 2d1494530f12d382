"""Templates of quads, such as INSERT and DELETE have, and what they give for a solution.

SPARQL 1.1 Update, section 4.2.2 (https://www.w3.org/TR/sparql11-update/#def_datasetQuadPattern): a quad that would
have an unbound variable, or a term where it cannot stand, is left out; blank nodes are new ones for each solution.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from queries.updates import VARIABLE

Term = NamedNode | BlankNode | Literal | Triple
Row = Mapping[str, Term]
"""A solution: terms by the names of variables."""

Made = Callable[[], NamedNode | BlankNode]
"""Makes what a blank node of a template becomes."""


@dataclass(frozen=True, slots=True)
class Template:
    """Quads in which IRIs stand for variables (`queries.updates.VARIABLE`)."""

    quads: tuple[Quad, ...]

    @classmethod
    def read(cls, text: str, default: NamedNode | DefaultGraph, base_iri: str) -> Template:
        """Read a template written as TriG; what names no graph is of the default one given."""
        # A label may stand in two templates of one update for two nodes.
        parsed = parse(text, format=RdfFormat.TRIG, base_iri=base_iri, rename_blank_nodes=True)
        return cls(tuple(_in(quad, default) if isinstance(quad.graph_name, DefaultGraph) else quad for quad in parsed))

    @property
    def blank(self) -> bool:
        """Whether it has blank nodes: then each solution gives quads of its own, also one that comes twice."""
        return any(_is_blank(term) for quad in self.quads for term in (quad.subject, quad.object))

    @property
    def places(self) -> list[DefaultGraph]:
        """The default graph, if some quad is of it."""
        return [quad.graph_name for quad in self.quads if isinstance(quad.graph_name, DefaultGraph)][:1]

    def filled(self, row: Row, known: Callable[[Term], Term], made: Made = BlankNode) -> Iterator[Quad]:
        """Give the quads of a solution; `known` says how its terms are kept."""
        filling = _Filling(row, known, made, {})
        for quad in self.quads:
            subject, predicate, object_ = (filling.term(each) for each in quad.triple)
            graph = quad.graph_name if isinstance(quad.graph_name, DefaultGraph) else filling.term(quad.graph_name)
            if (
                isinstance(subject, NamedNode | BlankNode)
                and isinstance(predicate, NamedNode)
                and object_ is not None
                and isinstance(graph, NamedNode | DefaultGraph)
            ):
                yield Quad(subject, predicate, object_, graph)


@dataclass(slots=True)
class _Filling:
    """One solution, with the nodes that were made for it."""

    row: Row
    known: Callable[[Term], Term]
    made: Made
    nodes: dict[str, NamedNode | BlankNode]

    def term(self, term: Term) -> Term | None:
        """Give what stands in the place of a template's term; None for what cannot be."""
        if isinstance(term, NamedNode) and term.value.startswith(VARIABLE):
            bound = self.row.get(term.value.removeprefix(VARIABLE))
            return None if bound is None else self.known(bound)
        if isinstance(term, BlankNode):
            if term.value not in self.nodes:
                self.nodes[term.value] = self.made()
            return self.nodes[term.value]
        if isinstance(term, Triple):
            return self._triple(term)
        return term

    def _triple(self, triple: Triple) -> Triple | None:
        subject, predicate, object_ = (self.term(each) for each in triple)
        if isinstance(subject, NamedNode | BlankNode) and isinstance(predicate, NamedNode) and object_ is not None:
            return Triple(subject, predicate, object_)
        return None


def _in(quad: Quad, graph: NamedNode | DefaultGraph) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, graph)


def _is_blank(term: Term) -> bool:
    if isinstance(term, Triple):
        return _is_blank(term.subject) or _is_blank(term.object)
    return isinstance(term, BlankNode)
