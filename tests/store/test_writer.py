"""Commits: whole graphs replaced, the merge kept, nothing done twice, nothing the store should not hold."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pyoxigraph import BaseDirection, BlankNode, DefaultGraph, Literal, NamedNode, Triple

from store.directory import DataDirectory
from store.errors import InvalidChange
from store.snapshots import open_snapshot
from store.writer import open_writer
from tests.store.states import NOON, by_definition, commit, fact, held, iri, quad, served

XSD = "http://www.w3.org/2001/XMLSchema#"
PROV = "http://www.w3.org/ns/prov#"


def test_a_commit_says_what_it_did(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        result = commit(writer, {iri("b"): [fact(1)], iri("a"): [fact(1), fact(2)]})
        assert (result.number, writer.number, result.changed) == (1, 1, True)
        assert result.activity == NamedNode(f"{directory.base}graph/activity/000001")
        assert (result.written, result.dropped) == ((iri("a"), iri("b")), ())
        assert (result.added, result.removed) == (3, 0)
        result = commit(writer, {iri("a"): [fact(2), fact(3)], iri("b"): []})
        assert (result.written, result.dropped) == ((iri("a"),), (iri("b"),))
        assert (result.added, result.removed) == (1, 2)


def test_committing_the_same_twice_is_no_commit(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, {iri("a"): [fact(1)]})
        name = writer.publish()
        again = commit(writer, {iri("a"): [fact(1), fact(1)], iri("never"): []})
        assert (again.changed, again.activity, again.number) == (False, None, 1)
        assert writer.publish() == name
    assert served(directory) == {iri("a"): {fact(1)}}


def test_a_commit_replaces_the_whole_graph(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, {iri("a"): [fact(1), fact(2)], iri("b"): [fact(3)]})
        commit(writer, {iri("a"): [fact(2), fact(4)]})
        assert writer.triples(iri("a")) == {fact(2), fact(4)}
        writer.publish()
    assert served(directory) == {iri("a"): {fact(2), fact(4)}, iri("b"): {fact(3)}}


def test_an_empty_graph_is_no_graph(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, {iri("a"): [fact(1)], iri("b"): [fact(2)]})
        commit(writer, {iri("a"): []})
        writer.publish()
    with open_snapshot(directory) as snapshot:
        assert not snapshot.graphs.contains_named_graph(iri("a"))
        assert snapshot.statistics["graphs"] == 3


def test_a_triple_in_two_graphs_stands_once_in_the_merge(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, {iri("a"): [fact(1)], iri("b"): [fact(1)]})
        writer.publish()
    with open_snapshot(directory) as snapshot:
        assert len(list(snapshot.graphs.quads_for_pattern(iri(1), None, None, DefaultGraph()))) == 1
        by_definition(snapshot.graphs, snapshot.support)


def test_a_triple_stays_in_the_merge_while_one_graph_holds_it(directory: DataDirectory) -> None:
    merged = quad(fact(1))
    with open_writer(directory) as writer:
        commit(writer, {iri("a"): [fact(1)], iri("b"): [fact(1)]})
        commit(writer, {iri("a"): []})
        writer.publish()
        with open_snapshot(directory) as snapshot:
            assert merged in snapshot.graphs
        commit(writer, {iri("b"): []})
        writer.publish()
        with open_snapshot(directory) as snapshot:
            assert merged not in snapshot.graphs


def test_a_triple_that_changes_graphs_in_one_commit_stays_in_the_merge(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, {iri("a"): [fact(1)]})
        commit(writer, {iri("a"): [], iri("b"): [fact(1)]})
        writer.publish()
    assert served(directory) == {iri("b"): {fact(1)}}


def test_a_plain_directory_keeps_no_merge(folder: Path) -> None:
    directory = DataDirectory.create(folder, default_graph="plain")
    with open_writer(directory) as writer:
        commit(writer, {iri("a"): [fact(1)], iri("b"): [fact(1)]})
        writer.publish()
    with open_snapshot(directory) as snapshot:
        assert list(snapshot.graphs.quads_for_pattern(None, None, None, DefaultGraph())) == []
        assert held(snapshot.graphs) == {iri("a"): {fact(1)}, iri("b"): {fact(1)}}


def test_the_activity_records_number_label_times_and_graphs(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, {iri("old"): [fact(1)], iri("same"): [fact(2)]})
        changes = {iri("new"): [fact(3)], iri("old"): [], iri("same"): [fact(2)]}
        result = writer.commit(
            changes,
            label="load of a report",
            started=datetime.fromisoformat("2025-10-23T15:00:00+03:00"),
            clock=lambda: NOON + timedelta(milliseconds=1500),
        )
        assert result.activity is not None
        activity = result.activity.value
        found = {str(triple) for triple in writer.triples(result.activity)}
    moment = f'"^^<{XSD}dateTime>'
    assert found == {
        f"<{activity}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{PROV}Activity>",
        f'<{activity}> <https://w3id.org/counterclaim/ontology#commitNumber> "2"^^<{XSD}integer>',
        f'<{activity}> <http://www.w3.org/2000/01/rdf-schema#label> "load of a report"',
        f'<{activity}> <{PROV}startedAtTime> "2025-10-23T12:00:00Z{moment}',
        f'<{activity}> <{PROV}endedAtTime> "2025-10-23T12:00:01.5Z{moment}',
        f"<{activity}> <{PROV}generated> <https://example.org/new>",
        f"<https://example.org/old> <{PROV}wasInvalidatedBy> <{activity}>",
    }


def test_what_holds_no_longer_stays_and_is_dated(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, {iri("claim"): [fact(1)]})
        result = writer.commit(
            {iri("source"): [fact(2)]}, label="read anew", started=NOON, clock=lambda: NOON, invalidated=[iri("claim")]
        )
        assert result.activity is not None
        found = {str(triple.predicate) for triple in writer.triples(result.activity) if triple.subject == iri("claim")}
        assert found == {f"<{PROV}invalidatedAtTime>", f"<{PROV}wasInvalidatedBy>"}
        writer.publish()
    assert served(directory)[iri("claim")] == {fact(1)}


def test_an_invalidation_alone_is_a_commit(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, {iri("claim"): [fact(1)]})
        same = {iri("claim"): [fact(1)]}
        result = writer.commit(same, label="read anew", started=NOON, invalidated=[iri("claim")])
        assert (result.changed, result.written, writer.number) == (True, (), 2)
        assert writer.triples(iri("claim")) == {fact(1)}
        writer.publish()
    assert served(directory) == {iri("claim"): {fact(1)}}


LITERALS: list[Literal | Triple] = [
    Literal("01", datatype=NamedNode(f"{XSD}integer")),
    Literal("1.50", datatype=NamedNode(f"{XSD}decimal")),
    Literal("+5", datatype=NamedNode(f"{XSD}nonNegativeInteger")),
    Literal("2025-10-23T12:00:00.000+00:00", datatype=NamedNode(f"{XSD}dateTime")),
    Literal("1", datatype=NamedNode(f"{XSD}boolean")),
    Literal("99999999999999999999999999", datatype=NamedNode(f"{XSD}integer")),
    Literal("not a number", datatype=NamedNode(f"{XSD}integer")),
    Literal("2025-22", datatype=NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")),
    Literal('quote " backslash \\ tab \t newline \n nul \0 line \u2028 emoji \U0001f600'),
    Literal("тіла", language="uk-UA"),
    Literal("שלום", language="he", direction=BaseDirection.RTL),
    Triple(iri("s"), iri("p"), Literal("007", datatype=NamedNode(f"{XSD}integer"))),
]


@pytest.mark.parametrize("term", LITERALS, ids=str)
def test_each_kind_of_literal_is_added_compared_and_removed(directory: DataDirectory, term: Literal | Triple) -> None:
    triple = Triple(iri("s"), iri("p"), term)
    with open_writer(directory) as writer:
        assert commit(writer, {iri("a"): [triple, fact(1)]}).added == 2
        assert not commit(writer, {iri("a"): [triple, fact(1)]}).changed
        # With something removed, the addition goes through the text of an update.
        assert commit(writer, {iri("a"): [], iri("b"): [triple]}).added == 1
        assert not commit(writer, {iri("b"): [triple]}).changed
        assert commit(writer, {iri("b"): [fact(1)]}).removed == 1
        assert {quad.triple for quad in writer.quads(predicate=iri("says"))} == {fact(1)}


def test_literals_of_all_kinds_are_shared_by_graphs(directory: DataDirectory) -> None:
    triples = [Triple(iri("s"), iri("p"), term) for term in LITERALS]
    with open_writer(directory) as writer:
        for graphs in ("ac", "ab", "c"):
            commit(writer, {iri(name): triples if name in graphs else [] for name in "abc"})
            writer.publish()
            assert served(directory) == {iri(name): writer.triples(iri(name)) for name in graphs}
            assert len(writer.triples(iri(graphs[0]))) == len(LITERALS)


@pytest.mark.parametrize(
    "triple",
    [
        Triple(BlankNode("x"), iri("p"), iri("o")),
        Triple(iri("s"), iri("p"), BlankNode("x")),
        Triple(iri("s"), iri("p"), Triple(iri("s"), iri("p"), BlankNode("x"))),
        Triple(iri("s"), iri("p"), Triple(iri("s"), iri("p"), Triple(BlankNode("x"), iri("p"), iri("o")))),
    ],
    ids=["subject", "object", "in a triple term", "deep in a triple term"],
)
def test_blank_nodes_are_refused_with_graph_and_triple(directory: DataDirectory, triple: Triple) -> None:
    with open_writer(directory) as writer:
        with pytest.raises(InvalidChange, match=r"graph https://example\.org/b: .*_:x.*blank node"):
            commit(writer, {iri("a"): [fact(1)], iri("b"): [triple]})
        assert (writer.number, writer.quads()) == (0, [])


@pytest.mark.parametrize("name", ["{base}graph/activity/000009", "{base}graph/activity/"])
def test_graphs_that_are_the_stores_own_are_refused(directory: DataDirectory, name: str) -> None:
    with open_writer(directory) as writer, pytest.raises(InvalidChange, match="the store's own"):
        commit(writer, {NamedNode(name.format(base=directory.base)): [fact(1)]})


def test_times_without_a_zone_are_refused(directory: DataDirectory) -> None:
    naive = NOON.replace(tzinfo=None)
    with open_writer(directory) as writer:
        with pytest.raises(InvalidChange, match="no time zone"):
            writer.commit({iri("a"): [fact(1)]}, label="x", started=naive)
        with pytest.raises(InvalidChange, match="no time zone"):
            writer.commit({iri("a"): [fact(1)]}, label="x", started=NOON, clock=lambda: naive)
        assert writer.quads() == []
        assert commit(writer, {iri("a"): [fact(1)]}).changed


def test_each_commit_is_forced_to_the_device(directory: DataDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    forced: dict[Path, int] = {}

    def noted(descriptor: int) -> None:
        forced[Path(f"/proc/self/fd/{descriptor}").readlink()] = os.fstat(descriptor).st_size

    monkeypatch.setattr(os, "fdatasync", noted)
    with open_writer(directory) as writer:
        for number in range(3):
            commit(writer, {iri("a"): [fact(number)]})
            logs = {log.resolve(): log.stat().st_size for log in directory.graphs.glob("*.log")}
            assert forced == {log: size for log, size in logs.items() if size}


def test_the_writer_reads_what_is_committed_and_not_yet_published(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, {iri("a"): [fact(1)], iri("b"): [fact(1), fact(2)]})
        assert {quad.graph_name for quad in writer.quads(iri(1), iri("says"))} == {iri("a"), iri("b")}
        assert [quad.triple for quad in writer.quads(graph=iri("a"))] == [fact(1)]
        assert writer.triples(iri("none")) == frozenset()


def test_what_a_writer_committed_is_there_for_the_next_one(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        commit(writer, {iri("a"): [fact(1)]})
    with open_writer(directory) as writer:
        assert (writer.number, writer.triples(iri("a"))) == (1, frozenset({fact(1)}))
    assert served(directory) == {iri("a"): {fact(1)}}


def test_a_closed_writer_says_so(directory: DataDirectory) -> None:
    with open_writer(directory) as writer:
        pass
    with pytest.raises(ValueError, match="closed"):
        writer.quads()
