"""What a snapshot says of itself by class, property and link, kept up by each commit, is what it holds."""

import random
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from store.changes import Delta
from store.directory import DataDirectory, DefaultGraphMode
from store.profile import FILE, Profile
from store.snapshots import Snapshot, open_snapshot
from store.writer import Writer, open_writer
from tests.store.states import NOON, SEED, commit, fact, iri, quad

TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SAME = NamedNode("http://www.w3.org/2002/07/owl#sameAs")


def counted(snapshot: Snapshot) -> Profile:
    """Count the triples of all graphs, each once, as plainly as can be."""
    held = {each.triple for each in snapshot.graphs}
    linked = [
        (triple.predicate.value, "/".join(triple.object.value.split("/")[:3]) + "/")
        for triple in held
        if triple.predicate == SAME and isinstance(triple.object, NamedNode)
    ]
    return Profile(
        len(held),
        len({triple.subject for triple in held}),
        len({triple.object for triple in held}),
        Counter(t.object.value for t in held if t.predicate == TYPE and isinstance(t.object, NamedNode)),
        Counter(triple.predicate.value for triple in held),
        Counter(link for link in linked if link[1].startswith("http") and not link[1].startswith("https://w3id.org")),
    )


def some(chance: random.Random) -> Triple:
    subject = iri(chance.randrange(4))
    return chance.choice(
        [
            Triple(subject, TYPE, iri(f"Class{chance.randrange(3)}")),
            Triple(subject, SAME, NamedNode(f"https://site{chance.randrange(2)}.example/{chance.randrange(3)}")),
            Triple(subject, SAME, NamedNode("urn:x:nowhere")),
            Triple(subject, SAME, NamedNode("https://w3id.org/counterclaim/id/here")),
            # Of integers whose last byte is full, a store on disk finds those after them too.
            Triple(subject, iri("says"), Literal(chance.choice([1, 2, 255, 256, 300, 511, 600]))),
            Triple(subject, iri("says"), subject),
        ]
    )


def change(writer: Writer, chance: random.Random) -> None:
    plain = writer.directory.default_graph == "plain"
    graphs: list[NamedNode | DefaultGraph] = [iri("a"), iri("b"), *([DefaultGraph()] if plain else [])]

    def quads(number: int) -> frozenset[Quad]:
        triples = [some(chance) for _ in range(number)]
        return frozenset(Quad(t.subject, t.predicate, t.object, chance.choice(graphs)) for t in triples)

    writer.change(Delta(quads(4), quads(8)), label="a test", started=NOON)


@pytest.mark.parametrize("mode", ["merge", "plain"])
def test_what_commits_keep_up_is_what_there_is(tmp_path: Path, mode: DefaultGraphMode) -> None:
    directory = DataDirectory.create(tmp_path / "data", default_graph=mode)
    chance = random.Random(SEED)
    for _ in range(3):
        with open_writer(directory) as writer:
            for _ in range(4):
                change(writer, chance)
                writer.publish()
                with open_snapshot(directory) as snapshot:
                    assert (snapshot.folder / FILE).exists()
                    assert snapshot.profile() == counted(snapshot)


def test_a_writer_that_did_not_come_to_publish_leaves_it_to_be_counted(tmp_path: Path) -> None:
    directory = DataDirectory.create(tmp_path / "data")
    with open_writer(directory) as writer:
        commit(writer, {iri("a"): [fact(1)]})
        writer.publish()
        commit(writer, {iri("a"): [fact(2), Triple(iri(1), TYPE, iri("Class"))]})
    with open_writer(directory) as writer:
        commit(writer, {iri("b"): [fact(3)]})
        writer.publish()
    with open_snapshot(directory) as snapshot:
        assert snapshot.profile() == counted(snapshot)
        assert snapshot.profile().classes[iri("Class").value] == 1


@pytest.mark.parametrize("damage", [None, b"", b"{}", b"[]", b'{"links": [1]}', b"\xff"])
def test_what_is_lost_or_damaged_is_counted_anew(tmp_path: Path, damage: bytes | None) -> None:
    directory = DataDirectory.create(tmp_path / "data")
    with open_writer(directory) as writer:
        commit(writer, {iri("a"): [fact(1)]})
        writer.publish()
    with open_snapshot(directory) as snapshot:
        (snapshot.folder / FILE).unlink()
        if damage is not None:
            (snapshot.folder / FILE).write_bytes(damage)
        assert snapshot.profile() == counted(snapshot)
    with open_writer(directory) as writer:
        commit(writer, {iri("a"): [fact(2)]})
        writer.publish()
    with open_snapshot(directory) as snapshot:
        assert Profile.from_json((snapshot.folder / FILE).read_bytes()) == counted(snapshot)


def test_in_a_plain_directory_a_triple_in_two_graphs_counts_once(tmp_path: Path) -> None:
    directory = DataDirectory.create(tmp_path / "data", default_graph="plain")
    typed = Triple(BlankNode("x"), TYPE, iri("Class"))
    with open_writer(directory) as writer:
        everywhere = frozenset([quad(typed), quad(typed, iri("a")), quad(typed, iri("b"))])
        writer.change(Delta(everywhere), label="a test", started=NOON)
        writer.publish()
        with open_snapshot(directory) as snapshot:
            assert snapshot.profile().classes[iri("Class").value] == 1
        for each in everywhere:
            writer.change(Delta(removed=frozenset([each])), label="a test", started=NOON)
        writer.publish()
    with open_snapshot(directory) as snapshot:
        assert iri("Class").value not in snapshot.profile().classes
        assert snapshot.profile() == counted(snapshot) == Profile.taken(snapshot.graphs, snapshot.base, merge=False)
