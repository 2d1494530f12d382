"""Checking that a snapshot's parts agree: merge, support store and statistics with the named graphs.

Everything here follows from the named graphs, so it is derived again and compared, both ways.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import partial
from itertools import chain, groupby, islice
from typing import Literal as OneOf

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from store.changes import placed
from store.profile import Profile
from store.reading import count, held_triples, holders
from store.snapshots import Snapshot
from store.statistics import Counts
from store.support import Name, members, set_name, support_quads

LIMIT = 100
"""How many problems of one kind are told apart before the rest is left out."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not agree with the named graphs."""

    where: OneOf["merge", "support", "statistics"]
    message: str


def check_merge(snapshot: Snapshot, limit: int = LIMIT) -> list[Problem]:
    """Find where the default graph is not the merge of the named graphs; nothing in a plain directory."""
    if snapshot.default_graph == "plain":
        return []
    graphs = snapshot.graphs
    expected = (placed(triple) for triple, _ in held_triples(graphs))
    in_merge = count(graphs, "?s ?p ?o")
    return _problems("merge", limit, graphs, expected, in_merge, _unfounded_in_merge(graphs))


def check_support(snapshot: Snapshot, limit: int = LIMIT) -> list[Problem]:
    """Find where the support store is not what the named graphs give."""
    support = snapshot.support
    expected = support_quads(held_triples(snapshot.graphs), snapshot.base)
    return _problems("support", limit, support, expected, len(support), _surplus_support(snapshot))


def check_statistics(snapshot: Snapshot) -> list[Problem]:
    """Find where the counts in the statistics are not those of the stores."""
    counts = Counts.taken(partial(count, snapshot.graphs), partial(count, snapshot.support)).to_json()
    return [
        Problem("statistics", f"{key}: {snapshot.statistics.get(key)!r} stated, {counted!r} counted")
        for key, counted in counts.items()
        if snapshot.statistics.get(key) != counted
    ]


def check_profile(snapshot: Snapshot) -> list[Problem]:
    """Find where what is counted by class, property and link is not what the merge holds."""
    stated = snapshot.profile()
    counted = Profile.taken(snapshot.graphs, snapshot.base, merge=snapshot.default_graph == "merge")
    return [
        Problem("statistics", f"{each.name}: {said}")
        for each in fields(Profile)
        for said in _differences(getattr(stated, each.name), getattr(counted, each.name))
    ]


def _differences(stated: int | Mapping[object, int], counted: int | Mapping[object, int]) -> Iterator[str]:
    if isinstance(stated, Mapping) and isinstance(counted, Mapping):
        for name in sorted(stated.keys() | counted.keys(), key=str):
            for said in _differences(stated.get(name, 0), counted.get(name, 0)):
                yield f"{name}: {said}"
    elif stated != counted:
        yield f"{stated!r} stated, {counted!r} counted"


def _problems(
    where: OneOf["merge", "support"],
    limit: int,
    store: Store,
    expected: Iterable[Quad],
    size: int,
    surplus: Iterable[Quad],
) -> list[Problem]:
    missing: list[Problem] = []
    found = 0
    for quad in expected:
        if quad in store:
            found += 1
        elif len(missing) < limit:
            missing.append(Problem(where, f"lacks {quad}"))
    # To look for what is too much takes long, and when all that was expected is all that there is, there is none.
    unfounded = islice(surplus, limit) if found != size else ()
    return missing + [Problem(where, f"holds {quad}, which no named graph gives") for quad in unfounded]


def _unfounded_in_merge(graphs: Store) -> Iterator[Quad]:
    merged = graphs.quads_for_pattern(None, None, None, DefaultGraph())
    return (quad for quad in merged if next(holders(graphs, quad.triple), None) is None)


def _surplus_support(snapshot: Snapshot) -> Iterator[Quad]:
    every = snapshot.support.quads_for_pattern(None, None, None, None)
    named = (quad for quad in every if isinstance(quad.graph_name, Name))
    misplaced = (quad for quad in named if not _is_in_its_set(snapshot, quad))
    listings = snapshot.support.quads_for_pattern(None, None, None, DefaultGraph())
    by_set = groupby(listings, key=lambda quad: quad.subject)
    unused = (quad for name, quads in by_set if not _is_used_set(snapshot, name) for quad in quads)
    return chain(misplaced, unused)


def _is_in_its_set(snapshot: Snapshot, quad: Quad) -> bool:
    graphs = frozenset(holders(snapshot.graphs, quad.triple))
    return bool(graphs) and quad.graph_name == set_name(graphs, snapshot.base)


def _is_used_set(snapshot: Snapshot, name: object) -> bool:
    support = snapshot.support
    if not isinstance(name, Name) or next(support.quads_for_pattern(None, None, None, name), None) is None:
        return False
    graphs = list(map(NamedNode, members(support, name, snapshot.base)))
    return bool(graphs) and name == set_name(graphs, snapshot.base)
