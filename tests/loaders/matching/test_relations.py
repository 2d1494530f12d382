"""A link stands in a graph of its own, with its score, and comes and goes with the claims that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from loaders.errors import CurationError
from loaders.inference import Reasoner
from loaders.links import Links
from loaders.load import load
from loaders.matching.curation import Curation, curation
from loaders.matching.relations import Matcher, match
from loaders.reconciling.decisions import Decisions
from loaders.reconciling.links import Reconciler
from loaders.verification import verify
from ontology.joining import Graphs
from ontology.terms import CCL, PROV, RDF, RDFS, SKOS
from queries.membership import Membership
from queries.scopes import read_scope
from store.directory import DataDirectory
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer, open_writer
from tests.loaders.conftest import NOON
from tests.loaders.matching.handovers import HandoverLoader, dated, own, writing
from tests.ontology.worlds import rules

DATED = b"2025-06-11\n2025-06-11 1212 >\n"
OWN = b"2025-06-12\n- 1212 >\n"


@pytest.fixture
def loaded(writer: Writer) -> Writer:
    _load(writer, DATED, OWN)
    return writer


def _load(writer: Writer, *reports: bytes) -> None:
    for report in reports:
        load(writer, HandoverLoader(), report, "report", clock=lambda: NOON)


def _links(writer: Writer) -> set[tuple[str, str]]:
    found = writer.quads(predicate=CCL.sameExchange)
    return {(quad.subject.value, quad.object.value) for quad in found}  # type: ignore[union-attr] # both are IRIs


def _graph(writer: Writer) -> NamedNode:
    (graph,) = {quad.graph_name for quad in writer.quads(predicate=CCL.sameExchange)}
    assert isinstance(graph, NamedNode)
    return graph


def _curate(writer: Writer, key: str, *pair: str) -> None:
    file = writer.directory.path / "curation" / "exchanges.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"curator: the desk\n{key}:\n- [{pair[0]}, {pair[1]}, the reason]\n", encoding="utf-8")


def test_a_load_links_both_ways_and_in_either_order(writer: Writer) -> None:
    _load(writer, OWN, DATED)
    assert _links(writer) == {(dated(11), own(OWN)), (own(OWN), dated(11))}


def test_a_link_stands_in_one_graph_named_for_the_pair_and_the_method(loaded: Writer) -> None:
    assert _graph(loaded).value.startswith(f"{loaded.base}graph/relation/")
    assert Triple(_graph(loaded), RDF.type, CCL.Match) in loaded.triples(_graph(loaded))


def test_the_score_and_its_parts_are_in_the_graph(loaded: Writer) -> None:
    graph = loaded.triples(_graph(loaded))
    scores = {t.subject: t.object.value for t in graph if t.predicate == CCL.score and isinstance(t.object, Literal)}
    names = {t.subject: t.object.value for t in graph if t.predicate == SKOS.notation and isinstance(t.object, Literal)}
    assert scores.pop(_graph(loaded)) == "5.5"
    told = {names[part]: score for part, score in scores.items()}
    assert told == {"kind": "1", "parties": "1", "day": "1.5", "same-figure": "2"}
    assert {t.subject for t in graph if t.predicate == RDFS.label} == scores.keys()
    assert {t.object for t in graph if t.predicate == CCL.scorePart} == scores.keys()


def test_method_and_version_stand_with_the_activity_that_made_it(loaded: Writer) -> None:
    (made,) = loaded.quads(_graph(loaded), PROV.wasGeneratedBy)
    said = {
        triple.predicate: triple.object for triple in loaded.triples(_graph(loaded)) if triple.subject == made.object
    }
    assert said[CCL.method] == Literal("same-exchange")
    assert said[CCL.methodVersion] == Literal("1")
    assert said[RDF.type] == PROV.Activity


def test_it_is_derived_from_the_claims_and_the_sources_that_it_rests_on(loaded: Writer) -> None:
    claims = {quad.subject for quad in loaded.quads(predicate=CCL.foundIn)}
    sources = {NamedNode(writing(report).report.iri) for report in (DATED, OWN)}
    assert {quad.object for quad in loaded.quads(_graph(loaded), PROV.wasDerivedFrom)} == claims | sources


def test_a_scope_without_a_premise_is_without_the_link(loaded: Writer) -> None:
    loaded.publish()
    graph = _graph(loaded).value
    with open_snapshot(loaded.directory) as snapshot:
        members = Membership(snapshot, snapshot.base)
        early, late = (read_scope([("as-of", f"2025-06-{day}")], snapshot.base) for day in (11, 12))
        assert graph not in members.admitted(early)
        assert graph in members.admitted(late)


def test_nothing_is_merged(loaded: Writer) -> None:
    tellers = {quad.graph_name for quad in loaded.quads(NamedNode(own(OWN)), CCL.transfer)}
    assert len(tellers) == 1
    assert not loaded.quads(NamedNode(own(OWN)), CCL.date)


def test_loading_again_changes_nothing(loaded: Writer) -> None:
    before = loaded.number
    _load(loaded, DATED, OWN)
    assert loaded.number == before


def test_a_link_goes_with_the_claim_that_it_rested_on(loaded: Writer) -> None:
    load(loaded, HandoverLoader(only=()), OWN, "report", clock=lambda: NOON)
    assert _links(loaded) == set()


def test_a_rival_takes_a_link_away_and_gives_it_back_when_it_goes(loaded: Writer) -> None:
    rival = b"2025-06-13\n2025-06-13 1212 >\n"
    _load(loaded, rival)
    assert _links(loaded) == set()
    load(loaded, HandoverLoader(only=()), rival, "report", clock=lambda: NOON)
    assert len(_links(loaded)) == 2


def test_a_curator_asserts_a_link_at_the_next_load_and_by_match(writer: Writer) -> None:
    _load(writer, DATED, other := b"2025-06-12\n- 27 <\n")
    assert _links(writer) == set()
    _curate(writer, "same", dated(11), own(other))
    match(writer, NOON)
    assert (dated(11), own(other)) in _links(writer)
    graph = writer.triples(_graph(writer))
    assert {t.object for t in graph if t.predicate in (CCL.curator, CCL.curationReason)} == {
        Literal("the desk"),
        Literal("the reason"),
    }


def test_a_curator_breaks_a_link(loaded: Writer) -> None:
    _curate(loaded, "different", own(OWN), dated(11))
    _load(loaded, OWN)
    assert _links(loaded) == set()


def test_a_curators_word_counts_before_there_is_anything_to_link(writer: Writer) -> None:
    other = b"2025-06-12\n- 27 <\n"
    _curate(writer, "same", dated(11), own(other))
    _load(writer, DATED)
    assert _links(writer) == set()
    _load(writer, other)
    assert len(_links(writer)) == 2


def test_a_file_that_cannot_be_used_stops_a_load_before_anything_is_written(writer: Writer) -> None:
    _curate(writer, "sane", "a", "b")
    before = writer.number
    with pytest.raises(CurationError, match="unknown key 'sane'"):
        _load(writer, DATED)
    assert writer.number == before


def _problems(writer: Writer) -> list[tuple[str, str]]:
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        return [(each.where, each.message) for each in verify(snapshot, Sources(writer.directory)).problems]


def _links_wrong(writer: Writer) -> list[str]:
    return [message for where, message in _problems(writer) if "relation/" in where or "exchanges.yaml" in message]


def test_verify_finds_links_as_they_should_be(loaded: Writer) -> None:
    assert _links_wrong(loaded) == []


def test_verify_finds_a_link_that_is_gone(loaded: Writer) -> None:
    loaded.commit({_graph(loaded): frozenset()}, label="test", started=NOON)
    (message,) = _links_wrong(loaded)
    assert message.startswith("a link between exchanges is missing")
    assert "counterclaim match" in message


def test_verify_finds_a_link_that_does_not_follow(loaded: Writer) -> None:
    graph = NamedNode(f"{loaded.base}graph/relation/0000")
    loaded.commit({graph: loaded.triples(_graph(loaded))}, label="test", started=NOON)
    assert any(message.startswith("a link between exchanges does not follow") for message in _links_wrong(loaded))


def test_verify_finds_a_score_that_is_not_so(loaded: Writer) -> None:
    graph = _graph(loaded)
    said = {t for t in loaded.triples(graph) if t.predicate != CCL.score}
    loaded.commit({graph: frozenset(said)}, label="test", started=NOON)
    assert any(message.startswith("a link between exchanges is not what") for message in _links_wrong(loaded))


def test_verify_tells_of_a_curators_file_that_cannot_be_used(loaded: Writer) -> None:
    _curate(loaded, "sane", "a", "b")
    (message,) = _links_wrong(loaded)
    assert "unknown key 'sane'" in message


REPORTS = [f"2025-06-{published}\n".encode() for published in (10, 11, 13)]
LINES = [
    b"- 1200 >\n",
    b"- 1212 >\n",
    b"- 31 <\n",
    b"2025-06-10 1200 >\n",
    b"2025-06-11 1212 >\n",
    b"2025-06-12 1212 >\n",
]


@contextmanager
def _new() -> Iterator[tuple[Writer, Reasoner, Matcher]]:
    """Give a writer of a new data directory without a vocabulary, which takes seconds; the rules are given."""
    with TemporaryDirectory() as folder, open_writer(DataDirectory.create(Path(folder) / "data")) as writer:
        reasoner = Reasoner(writer, rules())
        yield writer, reasoner, Matcher(writer, Curation(), reasoner)


def _held(writer: Writer) -> Graphs:
    return {name: writer.triples(name) for name in writer.names() if "graph/relation/" in name.value}


Step = tuple[int, frozenset[int]]
STEPS = st.lists(st.tuples(st.integers(0, 2), st.frozensets(st.integers(0, 5), max_size=3)), min_size=2, max_size=7)


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_load_by_load_comes_to_the_same_as_from_nothing(steps: list[Step]) -> None:
    with _new() as (writer, reasoner, matcher):
        for report, lines in steps:
            content = REPORTS[report] + b"".join(LINES)
            links = Links(matcher, Reconciler(writer, Decisions(), reasoner))
            load(writer, HandoverLoader(lines), content, "report", lambda: NOON, reasoner, links)
        assert Matcher(writer, Curation(), reasoner).anew() == _held(writer)


def test_curation_of_the_directory_is_what_match_goes_by(loaded: Writer) -> None:
    _curate(loaded, "different", own(OWN), dated(11))
    assert len(curation(loaded.directory).words) == 1
    match(loaded, NOON)
    assert _links(loaded) == set()
