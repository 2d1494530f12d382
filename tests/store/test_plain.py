"""Plain directories: a default graph that is no merge, blank nodes that stay, quads that come and go."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from store.changes import Delta
from store.directory import DataDirectory
from store.errors import InvalidChange
from store.integrity import check_merge, check_profile, check_statistics, check_support
from store.snapshots import open_snapshot
from store.writer import CommitResult, Writer, open_writer
from tests.store.states import NOON, fact, held, iri, quad, served


@pytest.fixture
def plain(tmp_path: Path) -> DataDirectory:
    return DataDirectory.create(tmp_path / "plain", default_graph="plain")


def change(writer: Writer, added: Iterable[Quad] = (), removed: Iterable[Quad] = ()) -> CommitResult:
    return writer.change(Delta(frozenset(added), frozenset(removed)), label="a test", started=NOON)


def default(graphs: Store) -> set[Triple]:
    return {each.triple for each in graphs.quads_for_pattern(None, None, None, DefaultGraph())}


def agrees(directory: DataDirectory) -> bool:
    with open_snapshot(directory) as snapshot:
        return (
            check_merge(snapshot)
            == check_support(snapshot)
            == check_statistics(snapshot)
            == check_profile(snapshot)
            == []
        )


def test_the_default_graph_of_a_plain_directory_holds_what_is_written_to_it_alone(plain: DataDirectory) -> None:
    with open_writer(plain) as writer:
        change(writer, [quad(fact(1)), quad(fact(2), iri("a"))])
        writer.publish()
        with open_snapshot(plain) as snapshot:
            assert default(snapshot.graphs) == {fact(1)}
        change(writer, [quad(fact(3))], [quad(fact(1))])
        writer.publish()
    with open_snapshot(plain) as snapshot:
        assert default(snapshot.graphs) == {fact(3)}
        assert held(snapshot.graphs) == {iri("a"): {fact(2)}}
    assert agrees(plain)


def test_a_change_says_what_it_did_and_who_did_it(plain: DataDirectory) -> None:
    with open_writer(plain) as writer:
        change(writer, [quad(fact(1), iri("a")), quad(fact(2), iri("b"))])
        delta = Delta(frozenset([quad(fact(3)), quad(fact(4), iri("a"))]), frozenset([quad(fact(2), iri("b"))]))
        result = writer.change(delta, label="a test", started=NOON, by=iri("alice"))
        assert (result.written, result.dropped, result.added, result.removed) == ((iri("a"),), (iri("b"),), 2, 1)
        assert result.activity
        with_agent = NamedNode("http://www.w3.org/ns/prov#wasAssociatedWith")
        assert Triple(result.activity, with_agent, iri("alice")) in writer.triples(result.activity)


def test_what_is_there_already_is_no_change(plain: DataDirectory) -> None:
    number = Literal("01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    with open_writer(plain) as writer:
        change(writer, [Quad(iri(1), iri("says"), number)])
        again = change(writer, [Quad(iri(1), iri("says"), number)], [quad(fact("never"))])
        assert (again.changed, again.number) == (False, 1)


def test_what_is_removed_and_added_stays(plain: DataDirectory) -> None:
    with open_writer(plain) as writer:
        change(writer, [quad(fact(1), iri("a"))])
        assert not change(writer, [quad(fact(1), iri("a"))], [quad(fact(1), iri("a"))]).changed


def test_blank_nodes_of_a_plain_directory_stay_what_they_are(plain: DataDirectory) -> None:
    node, other = BlankNode("one"), BlankNode("two")
    within = Triple(iri("t"), iri("about"), Triple(iri("t"), iri("is"), node))
    first = [Quad(node, iri("knows"), other), Quad(node, iri("says"), Literal("x"), iri("a")), quad(within, iri("a"))]
    with open_writer(plain) as writer:
        change(writer, first)
        change(writer, [Quad(other, iri("knows"), node)], first[:2])
        writer.publish()
    with open_snapshot(plain) as snapshot:
        assert default(snapshot.graphs) == {Triple(other, iri("knows"), node)}
        assert held(snapshot.graphs) == {iri("a"): {within}}
    assert agrees(plain)


def test_a_merged_directory_takes_changes_to_named_graphs(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        change(writer, [quad(fact(1), iri("a")), quad(fact(1), iri("b")), quad(fact(2), iri("b"))])
        change(writer, [quad(fact(3), iri("a"))], [quad(fact(1), iri("a")), quad(fact(2), iri("b"))])
        writer.publish()
    assert served(directory) == {iri("a"): {fact(3)}, iri("b"): {fact(1)}}


@pytest.mark.parametrize(
    "wrong",
    [
        quad(fact(1)),
        Quad(BlankNode(), iri("says"), Literal("x"), iri("a")),
        quad(fact(1), NamedNode("https://w3id.org/counterclaim/id/graph/activity/000001")),
    ],
    ids=["default graph", "blank node", "own graph"],
)
def test_a_merged_directory_refuses_what_it_never_holds(directory: DataDirectory, wrong: Quad) -> None:
    with open_writer(directory) as writer:
        with pytest.raises(InvalidChange):
            change(writer, [quad(fact(2), iri("a")), wrong])
        assert writer.number == 0
