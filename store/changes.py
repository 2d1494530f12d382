"""What a commit changes, worked out before anything is written.

A caller says the whole new content of some named graphs, or the quads that come and go. Compared with what they
hold, that gives what each gains and loses, and from this follows which triples are new to the named graphs as a
whole and which are gone from them: what the merge gains and loses.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from store.errors import InvalidChange

Changes = Mapping[NamedNode, Collection[Triple]]
"""The whole new content of each named graph; an empty one removes the graph."""

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
# The engine keeps these as they are; other literals it rewrites to their canonical form.
VERBATIM = frozenset({f"{_XSD}string", f"{_RDF}langString", f"{_RDF}dirLangString"})
_PROBE = NamedNode("urn:counterclaim:probe")


@dataclass(frozen=True, slots=True)
class Delta:
    """Quads that come and go: what is removed and added is added."""

    added: frozenset[Quad] = frozenset()
    removed: frozenset[Quad] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    @property
    def graphs(self) -> set[NamedNode | DefaultGraph]:
        """The graphs in which something comes or goes."""
        return {graph_of(quad) for quads in (self.added, self.removed) for quad in quads}


@dataclass(frozen=True, slots=True)
class Edit:
    """What a named graph gains and loses, and whether it begins or ends empty; an empty graph is no graph."""

    graph: NamedNode
    added: frozenset[Triple]
    removed: frozenset[Triple]
    created: bool
    dropped: bool


@dataclass(frozen=True, slots=True)
class Turnover:
    """The triples that no named graph held before, and those that none holds after."""

    entering: frozenset[Triple]
    leaving: frozenset[Triple]


def canonical(changes: Changes) -> dict[NamedNode, frozenset[Triple]]:
    """Give every triple the form that the engine stores, so that it can be compared with what is stored.

    Raises InvalidChange for a blank node, wherever it stands.
    """
    return {
        graph: frozenset(_canonical_triple(triple, graph) for triple in triples) for graph, triples in changes.items()
    }


def edits(
    wanted: Mapping[NamedNode, frozenset[Triple]], stored: Callable[[NamedNode], frozenset[Triple]]
) -> list[Edit]:
    """Compare graphs with what is stored; graphs that stay as they are give no edit. Sorted by graph."""
    return [
        Edit(graph, wanted[graph] - held, held - wanted[graph], created=not held, dropped=not wanted[graph])
        for graph in sorted(wanted)
        if wanted[graph] != (held := stored(graph))
    ]


def reduced(delta: Delta, is_stored: Callable[[Quad], bool]) -> Delta:
    """Leave of a delta what differs from what is stored, in the form in which the engine stores it."""
    added = {canonical_quad(quad) for quad in delta.added}
    removed = {canonical_quad(quad) for quad in delta.removed} - added
    return Delta(
        frozenset(quad for quad in added if not is_stored(quad)), frozenset(quad for quad in removed if is_stored(quad))
    )


def delta_edits(delta: Delta, size: Callable[[NamedNode, int], int]) -> list[Edit]:
    """Say a reduced delta as edits of its named graphs, sorted by graph.

    ``size`` counts the triples that a graph holds, up to a number: what has none is no graph.
    """
    added, removed = _by_graph(delta.added), _by_graph(delta.removed)
    found = []
    for graph in sorted(added.keys() | removed.keys()):
        gained, lost = frozenset(added.get(graph, ())), frozenset(removed.get(graph, ()))
        stands = size(graph, len(lost) + 1)
        found.append(Edit(graph, gained, lost, created=not stands, dropped=not gained and stands == len(lost)))
    return found


def _by_graph(quads: Collection[Quad]) -> dict[NamedNode, set[Triple]]:
    graphs: defaultdict[NamedNode, set[Triple]] = defaultdict(set)
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            graphs[quad.graph_name].add(quad.triple)
    return graphs


def turnover(edits: Collection[Edit], is_held: Callable[[Triple, Collection[NamedNode]], bool]) -> Turnover:
    """Find which triples come or go altogether.

    ``is_held`` tells whether, before the edits, a named graph holds a triple, not counting the graphs given.
    """
    gained = {triple for edit in edits for triple in edit.added}
    losses: defaultdict[Triple, set[NamedNode]] = defaultdict(set)
    for edit in edits:
        for triple in edit.removed:
            losses[triple].add(edit.graph)
    return Turnover(
        entering=frozenset(triple for triple in gained - losses.keys() if not is_held(triple, ())),
        leaving=frozenset(
            triple for triple, graphs in losses.items() if triple not in gained and not is_held(triple, graphs)
        ),
    )


def graph_of(quad: Quad) -> NamedNode | DefaultGraph:
    """Give the graph of a quad; InvalidChange for one that a blank node names."""
    if isinstance(quad.graph_name, BlankNode):
        raise InvalidChange("a blank node names a graph; give graphs IRIs")
    return quad.graph_name


def placed(triple: Triple, graph: NamedNode | BlankNode | None = None) -> Quad:
    """Put a triple into a named graph, or into the default graph."""
    return Quad(triple.subject, triple.predicate, triple.object, graph or DefaultGraph())


def graph_quads(edits: Collection[Edit]) -> tuple[list[Quad], list[Quad]]:
    """Return the quads that named graphs gain and those that they lose."""
    added = [placed(triple, edit.graph) for edit in edits for triple in edit.added]
    removed = [placed(triple, edit.graph) for edit in edits for triple in edit.removed]
    return added, removed


def canonical_quad(quad: Quad) -> Quad:
    """Give a quad the form that the engine stores; it may have blank nodes."""
    object = quad.object
    if isinstance(object, NamedNode | BlankNode) or _has_blank_node(object):
        return quad
    term = canonical_term(object)
    return quad if term is object else Quad(quad.subject, quad.predicate, term, quad.graph_name)


def has_blank_node(quad: Quad) -> bool:
    """Tell whether a quad has a blank node, also within a triple term."""
    return isinstance(quad.subject, BlankNode) or _has_blank_node(quad.object)


def _canonical_triple(triple: Triple, graph: NamedNode) -> Triple:
    subject, _, object = triple
    if isinstance(subject, NamedNode):
        if isinstance(object, NamedNode):
            return triple
        if isinstance(object, Literal | Triple) and not _has_blank_node(object):
            term = canonical_term(object)
            return triple if term is object else Triple(subject, triple.predicate, term)
    raise InvalidChange(
        f"graph {graph.value}: the triple {triple} has a blank node (or a triple as subject); "
        f"every node needs an IRI here, so that loading twice gives the same graph"
    )


def _has_blank_node(term: NamedNode | Literal | BlankNode | Triple) -> bool:
    if isinstance(term, Triple):
        return _has_blank_node(term.subject) or _has_blank_node(term.object)
    return isinstance(term, BlankNode)


def canonical_term(term: Literal | Triple) -> Literal | Triple:
    """Give a literal or a triple term the form that the engine stores; it has no blank node."""
    if isinstance(term, Literal) and term.datatype.value in VERBATIM:
        return term
    return _as_stored(term)


@lru_cache(maxsize=4096)
def _as_stored(term: Literal | Triple) -> Literal | Triple:
    # The engine itself is asked: which datatypes it rewrites, and how, is its own affair.
    store = Store()
    store.add(Quad(_PROBE, _PROBE, term))
    (quad,) = store
    return cast(Literal | Triple, quad.object)
