"""The support store: each triple once, in the graph of its set; sets come and go with their triples."""

import random
import tempfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, NamedNode

from store.directory import DEFAULT_BASE, DataDirectory
from store.following import follow
from store.snapshots import open_snapshot
from store.support import MEMBER, Name, claim_of, graph_of, is_set, members, memberships, set_name
from store.writer import Writer, open_writer
from tests.store import states
from tests.store.conftest import MEMORY
from tests.store.states import State, after, commit, fact, iri, quad, served

A, B, C = iri("a"), iri("b"), iri("c")


CLAIM = NamedNode(f"{DEFAULT_BASE}claim/{'0a' * 16}")


def name(*graphs: NamedNode) -> Name:
    return set_name(graphs, DEFAULT_BASE)


def test_a_graph_is_its_own_set() -> None:
    assert name(A) == A
    assert list(memberships(frozenset([A]), DEFAULT_BASE)) == []


def test_a_claim_is_named_by_its_digits_as_a_number() -> None:
    assert name(CLAIM) == BlankNode("a" + "0a" * 15)
    assert graph_of(name(CLAIM), DEFAULT_BASE) == CLAIM.value


@pytest.mark.parametrize("digits", ["0" * 32, "5e7" + "0" * 29, "a" * 31, "a" * 33, "A" * 32, "0a/" + "a" * 29])
def test_what_is_no_number_or_could_be_a_set_keeps_its_iri(digits: str) -> None:
    claim = NamedNode(f"{DEFAULT_BASE}claim/{digits}")
    assert name(claim) == claim
    assert graph_of(name(claim), DEFAULT_BASE) == claim.value


def test_a_claim_below_another_base_keeps_its_iri() -> None:
    assert set_name([CLAIM], "https://example.org/") == CLAIM


@given(st.integers(1, 16**32 - 1))
def test_every_claim_has_a_name_that_leads_back_to_it(number: int) -> None:
    claim = NamedNode(f"{DEFAULT_BASE}claim/{number:032x}")
    assert graph_of(name(claim), DEFAULT_BASE) == claim.value
    assert isinstance(name(claim), BlankNode) is not is_set(f"{number:032x}")
    assert claim_of(f"{number:x}", DEFAULT_BASE) == claim.value


def test_a_set_is_named_by_its_members_in_any_order() -> None:
    assert name(A, B) == name(B, A) == states.set_name([A.value, B.value])
    assert is_set(name(A, B).value)
    assert graph_of(name(A, B), DEFAULT_BASE) is None
    assert len({name(*graphs) for graphs in ([A], [B], [A, B], [A, C], [A, B, C])}) == 5


def test_members_of_sets_are_read_back_sorted(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, {CLAIM: [fact(1)], A: [fact(1), fact(2)], B: [fact(1)]})
        writer.publish()
    with open_snapshot(directory) as snapshot:
        support, base = snapshot.support, snapshot.base
        assert members(support, name(A, B, CLAIM), base) == (A.value, B.value, CLAIM.value)
        assert members(support, A, base) == (A.value,)
        assert members(support, name(CLAIM), base) == (CLAIM.value,)
        assert members(support, name(A, B, C), base) == ()
        (where,) = support.quads_for_pattern(iri(1), None, None, None)
        assert where.graph_name == name(A, B, CLAIM)


def test_a_set_is_forgotten_with_its_last_triple_and_not_before(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, {A: [fact(1), fact(2)], B: [fact(1), fact(2)]})
        commit(writer, {B: [fact(2)]})
        writer.publish()
        with open_snapshot(directory) as snapshot:
            assert members(snapshot.support, name(A, B), snapshot.base) == (A.value, B.value)
        commit(writer, {B: []})
        writer.publish()
        with open_snapshot(directory) as snapshot:
            assert list(snapshot.support.quads_for_pattern(None, MEMBER, None, DefaultGraph())) == []
            assert not snapshot.support.contains_named_graph(name(A, B))
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
    st.sampled_from([iri("g0"), iri("g1"), *(NamedNode(f"{DEFAULT_BASE}claim/{n:032x}") for n in (10, 16**31))]),
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
                _check_names(directory)
        writer.publish()
    assert served(directory) == state


def _check_names(directory: DataDirectory) -> None:
    with open_snapshot(directory) as snapshot:
        names = {quad.graph_name for quad in snapshot.support} - {DefaultGraph()}
        assert set(snapshot.support.named_graphs()) == names


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
