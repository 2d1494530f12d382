"""What follows stands in the graph of its premise; what follows from several graphs, in one that names them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Triple

from loaders.inference import Reasoner
from loaders.initialising import initialise
from loaders.load import load
from loaders.reports.reader import ReportReader
from ontology.clashes import clashes
from ontology.closure import closure
from ontology.errors import Inconsistent
from ontology.identifiers import DEFAULT_BASE
from ontology.rules import Rules
from ontology.terms import CCL, PROV, RDF, SCHEMA, SEM
from store.directory import DataDirectory
from store.snapshots import open_snapshot
from store.writer import Writer, open_writer
from tests.ontology.worlds import NODES, Graph, joinable, rules

REPORT = b"Russia has returned 1,212 bodies to Ukraine, the Russian Defence Ministry said."
NOW = datetime(2025, 10, 23, tzinfo=UTC)
A, B, C, D, *_ = NODES
RUSSIA = NamedNode(f"{DEFAULT_BASE}party/russia")
GRAPHS = tuple(NamedNode(f"{DEFAULT_BASE}report/{number}") for number in range(3))
ONE, OTHER, THIRD = GRAPHS


def _write(writer: Writer, graph: NamedNode, *said: Triple) -> None:
    writer.commit(Reasoner(writer).complete({graph: frozenset(said)}), label="test", started=NOW)


def _inferred(writer: Writer) -> dict[frozenset[NamedNode], frozenset[Triple]]:
    """Give what the graphs of inferences hold, by the graphs on which they rest."""
    found = {}
    for graph in writer.names():
        if "graph/inferred/" in graph.value:
            held = writer.triples(graph)
            rests = {t for t in held if t.subject == graph and t.predicate == PROV.wasDerivedFrom}
            found[frozenset(t.object for t in rests)] = held - rests
    return found  # type: ignore[return-value] # what is derived from is a graph, named by an IRI


def test_a_claim_is_attributable_to_the_party_in_its_own_graph(writer: Writer) -> None:
    load(writer, ReportReader(), REPORT, "report")
    (attributed,) = writer.quads(predicate=CCL.attributableTo)
    assert attributed.object == RUSSIA
    assert attributed.graph_name == attributed.subject


def test_a_client_that_knows_prov_alone_finds_claimant_and_source(writer: Writer) -> None:
    loaded = load(writer, ReportReader(), REPORT, "report")
    (claim,) = {quad.subject for quad in writer.quads(predicate=CCL.claimant)}
    assert isinstance(claim, NamedNode)
    assert {q.object for q in writer.quads(claim, PROV.wasQuotedFrom, None, claim)} == {NamedNode(loaded.source)}
    assert len(writer.quads(claim, PROV.wasAttributedTo, None, claim)) == 1


def test_an_exchange_has_its_actors_in_the_graph_of_the_claim(writer: Writer) -> None:
    load(writer, ReportReader(), REPORT, "report")
    claims = {quad.subject for quad in writer.quads(predicate=CCL.claimant)}
    actors = writer.quads(predicate=SEM.hasActor)
    assert {str(q.object).rpartition("/")[2] for q in actors if q.graph_name in claims} == {"russia>", "ukraine>"}


def test_within_one_graph_nothing_needs_a_graph_of_its_own(writer: Writer) -> None:
    load(writer, ReportReader(), REPORT, "report")
    assert _inferred(writer) == {}


def test_a_conclusion_from_two_graphs_names_both(writer: Writer) -> None:
    _write(writer, ONE, Triple(A, CCL.subsetOf, B))
    _write(writer, OTHER, Triple(B, CCL.subsetOf, C))
    assert _inferred(writer) == {frozenset({ONE, OTHER}): frozenset({Triple(A, CCL.subsetOf, C)})}


def test_what_follows_from_a_conclusion_stands_beside_it(writer: Writer) -> None:
    _write(writer, ONE, Triple(A, CCL.transfer, B))
    _write(writer, OTHER, Triple(B, CCL.transferor, RUSSIA))
    (together,) = _inferred(writer).values()
    assert {t.predicate for t in together if t.object == RUSSIA} >= {CCL.participant, SEM.hasActor}


def test_a_premise_that_goes_takes_the_conclusion_along(writer: Writer) -> None:
    _write(writer, ONE, Triple(A, CCL.subsetOf, B))
    _write(writer, OTHER, Triple(B, CCL.subsetOf, C))
    _write(writer, OTHER)
    assert _inferred(writer) == {}


def test_a_graph_that_says_it_all_needs_no_other(writer: Writer) -> None:
    _write(writer, ONE, Triple(A, CCL.subsetOf, B))
    _write(writer, OTHER, Triple(B, CCL.subsetOf, C))
    _write(writer, OTHER, Triple(B, CCL.subsetOf, C), Triple(A, CCL.subsetOf, C))
    assert _inferred(writer) == {}


def test_a_graph_that_contradicts_the_reference_data_is_refused(writer: Writer) -> None:
    with pytest.raises(Inconsistent, match=r"report/0 contradicts itself.*party/russia> would be both"):
        _write(writer, ONE, Triple(RUSSIA, RDF.type, CCL.Conflict))


Step = tuple[NamedNode, Graph]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(GRAPHS), st.frozensets(joinable(), max_size=4)), min_size=2, max_size=6))
def test_graph_by_graph_comes_to_the_same_as_from_nothing(steps: list[Step]) -> None:
    steps = [(graph, said) for graph, said in steps if not clashes(rules(), said, said | rules().consequences(said))]
    with _rules_alone() as step_by_step, _rules_alone() as at_once:
        for graph, said in steps:
            _infer(step_by_step, {graph: said})
        _infer(at_once, dict(steps))
        assert _world(step_by_step) == _world(at_once)


class _rules_alone:
    """A writer of a new data directory that holds no vocabulary; the rules come with `_infer`."""

    def __enter__(self) -> Writer:
        self._folder = TemporaryDirectory()
        self._opened = open_writer(DataDirectory.create(Path(self._folder.name) / "data"))
        return self._opened.__enter__()

    def __exit__(self, *error: object) -> None:
        self._opened.__exit__(None, None, None)
        self._folder.cleanup()


def _infer(writer: Writer, changes: dict[NamedNode, Graph]) -> None:
    writer.commit(Reasoner(writer, rules()).complete(changes), label="test", started=NOW)


def _world(writer: Writer) -> dict[NamedNode, Graph]:
    return {graph: writer.triples(graph) for graph in writer.names() if "activity" not in graph.value}


@pytest.fixture
def loaded(writer: Writer) -> Writer:
    load(writer, ReportReader(), REPORT, "report")
    _write(writer, ONE, Triple(A, CCL.subsetOf, B))
    _write(writer, OTHER, Triple(B, CCL.subsetOf, C))
    return writer


MINISTRY = NamedNode(f"{DEFAULT_BASE}agency/mod-russia")
LINK = Triple(MINISTRY, CCL.actsFor, RUSSIA)


def test_a_new_vocabulary_takes_back_what_only_the_earlier_one_gave(loaded: Writer) -> None:
    whole = closure()
    kept = replace(whole, reference=tuple(triple for triple in whole.reference if triple != LINK))
    assert loaded.quads(predicate=CCL.attributableTo)
    initialise(loaded, closed=kept)
    assert loaded.quads(predicate=CCL.attributableTo) == []
    assert loaded.quads(predicate=CCL.claimant)


def test_a_new_vocabulary_adds_what_it_gives_besides(loaded: Writer) -> None:
    before = _world(loaded)
    whole = closure()
    initialise(loaded, closed=replace(whole, reference=tuple(t for t in whole.reference if t != LINK)))
    initialise(loaded)
    assert _world(loaded) == before


def test_what_followed_from_an_axiom_that_is_gone_goes_with_all_that_followed_from_it(loaded: Writer) -> None:
    whole = closure()
    gone = {t for t in whole.ontology if t.subject == CCL.claimant and t.object in (PROV.wasAttributedTo,)}
    initialise(loaded, closed=replace(whole, ontology=tuple(t for t in whole.ontology if t not in gone)))
    assert loaded.quads(predicate=PROV.wasAttributedTo) == []
    assert loaded.quads(predicate=SCHEMA.appearance)


def test_bringing_the_vocabulary_up_to_date_tells_how_far_it_is(loaded: Writer) -> None:
    told: list[tuple[int, int]] = []
    whole = closure()
    changed = replace(whole, reference=tuple(t for t in whole.reference if t != LINK))
    initialise(loaded, closed=changed, progress=lambda done, of: told.append((done, of)))
    assert told == [(4, 4)]


def test_the_same_vocabulary_infers_nothing_anew(loaded: Writer) -> None:
    initialise(loaded, progress=lambda done, of: pytest.fail("nothing changed"))


def test_an_upgrade_that_was_cut_short_is_finished_by_the_next(loaded: Writer) -> None:
    whole, before = closure(), _world(loaded)
    newer = replace(whole, reference=tuple(triple for triple in whole.reference if triple != LINK))
    initialise(loaded, closed=newer)
    after = _world(loaded)
    initialise(loaded)
    reasoner = Reasoner(loaded, Rules((*newer.ontology, *newer.reference)))
    claim = next(graph for graph in reasoner.of_the_world() if "/claim/" in graph.value)
    first = reasoner.complete({claim: reasoner.renewed(claim, Reasoner(loaded).rules)})
    loaded.commit(first, label="cut short", started=NOW)
    assert _world(loaded) not in (before, after)
    initialise(loaded, closed=newer)
    assert _world(loaded) == after


def test_readers_see_what_was_inferred(loaded: Writer) -> None:
    loaded.publish()
    with open_snapshot(loaded.directory) as snapshot:
        assert list(snapshot.graphs.quads_for_pattern(None, CCL.attributableTo, RUSSIA, None))
