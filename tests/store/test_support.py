"""The support store: each triple once, in the graph of its set; sets come and go with their triples."""

import random
import tempfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, NamedNode

from store.directory import DataDirectory
from store.following import follow
from store.snapshots import open_snapshot
from store.support import MEMBER, members, memberships, set_iri
from store.writer import Writer, open_writer
from tests.store.conftest import MEMORY
from tests.store.states import State, after, commit, fact, iri, quad, served, set_name

A, B, C = iri("a"), iri("b"), iri("c")


def test_a_graph_is_its_own_set() -> None:
    assert set_iri([A]) == A
    assert list(memberships(frozenset([A]))) == []


def test_a_set_is_named_by_its_members_in_any_order() -> None:
    assert set_iri([A, B]) == set_iri([B, A]) == NamedNode(set_name([A.value, B.value]))
    assert set_iri([A, B]).value.startswith("urn:counterclaim:set:")
    assert len({set_iri(graphs) for graphs in ([A], [B], [A, B], [A, C], [A, B, C])}) == 5


def test_members_of_sets_are_read_back_sorted(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, {C: [fact(1)], A: [fact(1), fact(2)], B: [fact(1)]})
        writer.publish()
    with open_snapshot(directory) as snapshot:
        assert members(snapshot.support, set_iri([A, B, C])) == (A, B, C)
        assert members(snapshot.support, A) == (A,)
        assert members(snapshot.support, NamedNode("urn:counterclaim:set:none")) == ()
        (where,) = snapshot.support.quads_for_pattern(iri(1), None, None, None)
        assert where.graph_name == set_iri([A, B, C])


def test_a_set_is_forgotten_with_its_last_triple_and_not_before(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, {A: [fact(1), fact(2)], B: [fact(1), fact(2)]})
        commit(writer, {B: [fact(2)]})
        writer.publish()
        with open_snapshot(directory) as snapshot:
            assert members(snapshot.support, set_iri([A, B])) == (A, B)
        commit(writer, {B: []})
        writer.publish()
        with open_snapshot(directory) as snapshot:
            assert list(snapshot.support.quads_for_pattern(None, MEMBER, None, DefaultGraph())) == []
            assert not snapshot.support.contains_named_graph(set_iri([A, B]))
            assert quad(fact(1), A) in snapshot.support


def test_several_commits_are_followed_at_once(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, {A: [fact(1)], B: [fact(1)]})
        writer.publish()
        commit(writer, {B: [], C: [fact(1)]})
        commit(writer, {A: []})
        commit(writer, {B: [fact(1)]})
        writer.publish()
    assert served(directory) == {B: {fact(1)}, C: {fact(1)}}


def test_a_writer_far_behind_follows_before_it_publishes(
    directory: DataDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed: list[tuple[int, int]] = []

    def noted(*arguments: object) -> None:
        followed.append(arguments[-2:])  # type: ignore[arg-type]  # since and until
        follow(*arguments)  # type: ignore[arg-type]  # passed through as given

    monkeypatch.setattr("store.writer._FAR_BEHIND", 30)
    monkeypatch.setattr("store.recovery.follow", noted)
    with open_writer(directory) as writer:
        for number in range(1, 7):
            commit(writer, {A: [fact(number)], B: [fact(number)]})
        writer.publish()
    assert [pair for pair in followed if pair != (5, 6)]
    assert [until for _, until in followed] == sorted(until for _, until in followed)
    assert followed[-1][1] == 6
    assert served(directory) == {A: {fact(6)}, B: {fact(6)}}


changes = st.dictionaries(
    st.sampled_from([iri(f"g{n}") for n in range(4)]),
    st.frozensets(st.sampled_from([fact(n, value) for n in range(2) for value in range(3)])),
    min_size=1,
)


@settings(max_examples=12, deadline=None)
@given(steps=st.lists(st.tuples(changes, st.booleans()), min_size=1, max_size=6))
def test_after_any_commits_merge_and_support_store_are_as_defined(
    steps: list[tuple[State, bool]],
) -> None:
    # Not the fixture's folder, which all examples would share.
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as path:
        _check_steps(DataDirectory.create(path), steps)


def _check_steps(directory: DataDirectory, steps: list[tuple[State, bool]]) -> None:
    state: State = {}
    with open_writer(directory) as writer:
        for change, publishes in steps:
            state = _checked_commit(writer, state, change)
            if publishes:
                writer.publish()
                assert served(directory) == state
        writer.publish()
    assert served(directory) == state


def test_after_many_commits_merge_and_support_store_are_as_defined(directory: DataDirectory) -> None:
    chance = random.Random(20251023)
    graphs = [iri(f"g{n}") for n in range(12)]
    facts = [fact(n, value) for n in range(6) for value in range(4)]
    steps: list[tuple[State, bool]] = []
    for _ in range(60):
        some = chance.sample(graphs, chance.randint(1, 4))
        change = {graph: frozenset(chance.sample(facts, chance.randint(0, 8))) for graph in some}
        steps.append((change, chance.random() < 0.2))
    _check_steps(directory, steps)


def _checked_commit(writer: Writer, state: State, change: State) -> State:
    new = after(state, change)
    result = commit(writer, change)
    assert result.changed == (new != state)
    assert set(result.written) | set(result.dropped) == {
        graph for graph in change if state.get(graph) != new.get(graph)
    }
    assert result.added - result.removed == sum(map(len, new.values())) - sum(map(len, state.values()))
    return new
