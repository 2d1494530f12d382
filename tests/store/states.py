"""What data directories hold, said a second time and as plainly as can be: the judge of the store's own code."""

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from store.directory import DEFAULT_BASE, DataDirectory
from store.integrity import check_merge, check_profile, check_statistics, check_support
from store.snapshots import open_snapshot
from store.writer import CommitResult, Writer

NOON = datetime(2025, 10, 23, 12, tzinfo=UTC)
EXAMPLE = "https://example.org/"
SEED = 20251023

State = dict[NamedNode, frozenset[Triple]]

_STATES: list[State] = [{}]


def iri(name: object) -> NamedNode:
    return NamedNode(f"{EXAMPLE}{name}")


def fact(name: object, value: object = "x") -> Triple:
    return Triple(iri(name), iri("says"), Literal(str(value)))


def quad(triple: Triple, graph: NamedNode | BlankNode | None = None) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph or DefaultGraph())


def commit(writer: Writer, changes: Mapping[NamedNode, Iterable[Triple]]) -> CommitResult:
    given = {graph: list(triples) for graph, triples in changes.items()}
    return writer.commit(given, label="a test", started=NOON)


def after(state: State, changes: Mapping[NamedNode, Iterable[Triple]]) -> State:
    """Give what a commit makes of a state."""
    new = {**state, **{graph: frozenset(triples) for graph, triples in changes.items()}}
    return {graph: triples for graph, triples in new.items() if triples}


def change(number: int) -> State:
    """Give the changes of a commit, the same for the same number, and never without effect."""
    chance = random.Random(SEED + number)
    graphs = chance.sample([iri(f"g{n}") for n in range(5)], 2)
    some = frozenset(fact(n) for n in chance.sample(range(12), 6))
    return {graphs[0]: some | {fact("last", number)}, graphs[1]: some if chance.random() < 0.8 else frozenset()}


def state(number: int) -> State:
    """Give what the named graphs hold after the first commits, up to this number."""
    while len(_STATES) <= number:
        _STATES.append(after(_STATES[-1], change(len(_STATES))))
    return _STATES[number]


def held(store: Store) -> State:
    """Give what the named graphs of a store hold, but for the activities."""
    found: defaultdict[NamedNode, set[Triple]] = defaultdict(set)
    for stored in store:
        if isinstance(stored.graph_name, NamedNode) and "graph/activity/" not in stored.graph_name.value:
            found[stored.graph_name].add(stored.triple)
    return {graph: frozenset(triples) for graph, triples in found.items()}


def served(directory: DataDirectory) -> State:
    """Give what the newest snapshot holds, after making sure that all its parts agree."""
    with open_snapshot(directory) as snapshot:
        by_definition(snapshot.graphs, snapshot.support)
        assert (
            check_merge(snapshot)
            == check_support(snapshot)
            == check_statistics(snapshot)
            == check_profile(snapshot)
            == []
        )
        return held(snapshot.graphs)


def by_definition(graphs: Store, support: Store) -> None:
    """Compare merge and support store with the definitions of the design."""
    holders: defaultdict[Triple, set[str]] = defaultdict(set)
    for stored in graphs:
        if isinstance(stored.graph_name, NamedNode):
            holders[stored.triple].add(stored.graph_name.value)
    merged = [stored for stored in graphs if isinstance(stored.graph_name, DefaultGraph)]
    assert sorted(map(str, merged)) == sorted(map(str, holders))
    expected: set[Quad] = set()
    for triple, names in holders.items():
        name = alone(next(iter(names))) if len(names) == 1 else set_name(names)
        expected.add(quad(triple, name))
        if len(names) > 1:
            expected.update(Quad(name, NamedNode("urn:counterclaim:member"), alone(n)) for n in names)
    assert set(support) == expected
    assert {name.value for name in graphs.named_graphs() if isinstance(name, NamedNode)} == {
        name for names in holders.values() for name in names
    }
    # What ended in the middle of a commit may leave a name behind, in which nothing stands.
    assert set(support.named_graphs()) >= {q.graph_name for q in expected} - {DefaultGraph()}


def set_name(names: Iterable[str]) -> BlankNode:
    return BlankNode("5e7" + hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()[:29])


def alone(name: str) -> NamedNode | BlankNode:
    digits = name.removeprefix(f"{DEFAULT_BASE}claim/")
    is_claim = len(digits) == 32 and set(digits) <= set("0123456789abcdef") and set(digits) != {"0"}
    return BlankNode(digits.lstrip("0")) if is_claim and digits[:3] != "5e7" else NamedNode(name)
