"""What is known of the properties of a snapshot: how many triples they have, and whose graphs those stand in.

A property is its subjects' own where its triples stand in the graphs of their subjects alone. Such are the properties
of a claim: its graph has the claim's own IRI as its name, and no other graph holds them. Two triples of such properties
and of one subject stand in one graph, so that they can be asked for in one GRAPH, which is the cheaper the larger the
data.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol, cast
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store


class Snapshot(Protocol):
    """What never changes as long as it is there."""

    @property
    def graphs(self) -> Store:
        """The named graphs, with their merge."""

    @property
    def support(self) -> Store:
        """The support store."""


class _Property(NamedTuple):
    triples: int
    elsewhere: int


_known: WeakKeyDictionary[Snapshot, dict[NamedNode, _Property]] = WeakKeyDictionary()


def own_properties(snapshot: Snapshot, names: Iterable[NamedNode]) -> frozenset[NamedNode]:
    """Give those of some properties whose every triple stands in its subject's graph, and in no other.

    What holds in a snapshot holds over any choice of its graphs. Each property is looked up once in each snapshot,
    which takes a second for two million triples.
    """
    return frozenset(name for name in names if not _property(snapshot, name).elsewhere)


def how_many(snapshot: Snapshot, names: Iterable[NamedNode]) -> int:
    """Give how many triples some properties have together, each as often as it is named."""
    return sum(_property(snapshot, name).triples for name in names)


def _property(snapshot: Snapshot, name: NamedNode) -> _Property:
    known = _known.setdefault(snapshot, {})
    if name not in known:
        # In the support store, the graph of a triple is named by the set of all that hold it.
        text = f"SELECT (COUNT(*) AS ?triples) {{ GRAPH ?graph {{ ?subject {name} ?value }}"
        counts = (f"{text} {condition} }}" for condition in ("", "FILTER(!SAMETERM(?graph, ?subject))"))
        known[name] = _Property(*(_count(snapshot.support, each) for each in counts))
    return known[name]


def _count(support: Store, text: str) -> int:
    (solution,) = cast(QuerySolutions, support.query(text))
    return int(cast(Literal, solution[0]).value)
