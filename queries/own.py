"""What is known of the properties of a snapshot: how many triples they have, and in whose graphs those stand.

A property is its subjects' own where its triples stand in the graphs of their subjects alone. Such are the properties
of a claim: its graph has the claim's own IRI as its name, and no other graph holds them. Two triples of such properties
and of one subject stand in one graph, so that they can be asked for in one GRAPH, which is the cheaper the larger the
data.

A kind of triples is given where a given graph holds each of them, such as labels of the reference data. Nothing rests
on who else holds one, so that nobody need be asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, Protocol, cast
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from ontology.terms import RDF
from queries.algebra import nodes as a
from store.snapshots import Snapshot as Published


class Snapshot(Protocol):
    """What never changes as long as it is there."""

    @property
    def graphs(self) -> Store:
        """The named graphs, with their merge."""

    @property
    def support(self) -> Store:
        """The support store."""


_MOST_TIMES = 256


class _Property(NamedTuple):
    triples: int
    elsewhere: int


_known: WeakKeyDictionary[Snapshot, dict[NamedNode, _Property]] = WeakKeyDictionary()
_given: WeakKeyDictionary[Snapshot, dict[Kind, bool]] = WeakKeyDictionary()
_times: WeakKeyDictionary[Snapshot, dict[str, float]] = WeakKeyDictionary()


def own_properties(snapshot: Snapshot, names: Iterable[NamedNode]) -> frozenset[NamedNode]:
    """Give those of some properties whose every triple stands in its subject's graph, and in no other.

    What holds in a snapshot holds over any choice of its graphs. Each property is looked up once in each snapshot,
    which takes a second for two million triples.
    """
    return frozenset(name for name in names if not _property(snapshot, name).elsewhere)


Kind = tuple[NamedNode, NamedNode | None]
"""Triples of a property, and of rdf:type those with one class, or all."""


def kind_of(triple: a.TriplePattern) -> Kind | None:
    """Give the kind of the triples that a pattern matches; None where it may match several."""
    if not isinstance(triple.predicate, NamedNode):
        return None
    classed = triple.predicate == RDF.type and isinstance(triple.object, NamedNode)
    return triple.predicate, triple.object if classed else None  # type: ignore[return-value] # it is one


def given_kinds(snapshot: Snapshot, kinds: Iterable[Kind], given: Collection[str]) -> frozenset[Kind]:
    """Give those of some kinds of triples each of which stands in one of the given graphs.

    Each kind is looked up once in each snapshot.
    """
    known = _given.setdefault(snapshot, {})
    for kind in kinds:
        if kind not in known:
            known[kind] = _is_given(snapshot, kind, sorted(given))
    return frozenset(kind for kind in kinds if known[kind])


def _is_given(snapshot: Snapshot, kind: Kind, given: Sequence[str]) -> bool:
    name, value = kind
    triple = f"?subject {name} {value or '?value'}"
    union = " UNION ".join(f"{{ GRAPH <{graph}> {{ {triple} }} }}" for graph in given)
    held = _count(snapshot.graphs, f"SELECT (COUNT(*) AS ?triples) {{ SELECT DISTINCT * {{ {union} }} }}")
    # One more than those is enough to know that there are others.
    some = f"SELECT * {{ GRAPH ?graph {{ {triple} }} }} LIMIT {held + 1}"
    return held > 0 and _count(snapshot.support, f"SELECT (COUNT(*) AS ?triples) {{ {{ {some} }} }}") == held


def how_many(snapshot: Snapshot, names: Iterable[NamedNode]) -> int:
    """Give how many triples some properties have together, each as often as it is named."""
    return sum(_property(snapshot, name).triples for name in names)


def has_merge(snapshot: Snapshot) -> bool:
    """Tell whether the default graph is the merge of the named graphs: it is, unless a published one says otherwise."""
    return not isinstance(snapshot, Published) or snapshot.default_graph == "merge"


def remember(snapshot: Snapshot, text: str, taken: float) -> None:
    """Note how long it took to answer a query; of many, the others are forgotten."""
    known = _times.setdefault(snapshot, {})
    if len(known) >= _MOST_TIMES:
        known.clear()
    known[text] = taken


def seconds(snapshot: Snapshot, text: str) -> float | None:
    """Give how long it took the last time."""
    return _times.get(snapshot, {}).get(text)


def _property(snapshot: Snapshot, name: NamedNode) -> _Property:
    known = _known.setdefault(snapshot, {})
    if name not in known:
        # In the support store each triple stands once.
        text = f"SELECT (COUNT(*) AS ?triples) {{ GRAPH ?graph {{ ?subject {name} ?value }}"
        elsewhere = f"{text} FILTER(!SAMETERM(?graph, ?subject)) }}"
        known[name] = _Property(_count(snapshot.support, f"{text} }}"), _count(snapshot.graphs, elsewhere))
    return known[name]


def _count(store: Store, text: str) -> int:
    (solution,) = cast(QuerySolutions, store.query(text))
    return int(cast(Literal, solution[0]).value)
