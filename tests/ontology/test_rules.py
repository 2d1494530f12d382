"""The rules draw the conclusions that owlrl draws, no more and no fewer, in one graph and across several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain, combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from loaders.inference import by_graph
from loaders.reports.reader import ReportReader
from ontology.axioms import Axioms
from ontology.closure import closure, entailed
from ontology.errors import VocabularyError
from ontology.identifiers import DEFAULT_BASE, Identifiers
from ontology.joining import joined
from ontology.rules import Rules
from ontology.terms import CCL, DCTERMS, FOAF, OA, OWL, PROV, RDF, SCHEMA, SEM
from ontology.triples import reading_quads
from tests.ontology.worlds import HOLDER, NODES, ORGAN, STATE, Graph, graphs, joinable, rules, wordless

A, B, C, D, *_ = NODES
FEW = settings(max_examples=25, deadline=None)


def _judged(said: Iterable[Triple]) -> set[Triple]:
    """Give what owlrl concludes from statements beyond them and beyond what it concludes from the ontology alone."""
    said = frozenset(said)
    return set(entailed([*wordless(), *said])[0]) - rules().given - said


def _across(worlds: Mapping[NamedNode, Graph]) -> dict[frozenset[NamedNode], frozenset[Triple]]:
    closed = {name: said | rules().consequences(said) for name, said in worlds.items()}
    return dict(joined(rules(), closed, lambda *pattern: ()))


def _named(several: Iterable[Graph]) -> dict[NamedNode, Graph]:
    return {NamedNode(f"{DEFAULT_BASE}graph/{number}"): said for number, said in enumerate(several)}


@FEW
@given(graphs())
def test_one_graph_is_closed_as_owlrl_closes_it(said: Graph) -> None:
    assert rules().consequences(said) == _judged(said)


@FEW
@given(st.lists(graphs(), min_size=2, max_size=4))
def test_several_graphs_are_closed_as_owlrl_closes_them_together(several: list[Graph]) -> None:
    worlds = _named(several)
    within = set().union(*(said | rules().consequences(said) for said in several))
    across = set().union(*_across(worlds).values())
    together = frozenset(chain.from_iterable(several))
    assert (within | across) - together - rules().given == _judged(together)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.frozensets(joinable(), max_size=5), min_size=2, max_size=4))
def test_a_conclusion_follows_from_its_graphs_and_from_no_fewer(several: list[Graph]) -> None:
    worlds = _named(several)
    expected = {
        (triple, frozenset(names))
        for size in range(2, len(worlds) + 1)
        for names in combinations(worlds, size)
        for triple in _following(worlds, names)
        if not any(triple in _following(worlds, fewer) for fewer in combinations(names, size - 1))
    }
    found = {(triple, support) for support, triples in _across(worlds).items() for triple in triples}
    assert found == expected


def _following(worlds: Mapping[NamedNode, Graph], names: Iterable[NamedNode]) -> frozenset[Triple]:
    together = frozenset(chain.from_iterable(worlds[name] for name in names))
    return together | rules().consequences(together)


@FEW
@given(graphs())
def test_what_is_closed_stays_as_it_is(said: Graph) -> None:
    closed = said | rules().consequences(said)
    assert rules().consequences(closed) == set()


@pytest.mark.parametrize(
    ("said", "follows"),
    [
        pytest.param((A, RDF.type, CCL.Outlet), (A, RDF.type, FOAF.Agent), id="superclass"),
        pytest.param((A, CCL.claimant, B), (A, PROV.wasAttributedTo, B), id="superproperty"),
        pytest.param((A, CCL.about, B), (A, RDF.type, CCL.Claim), id="domain"),
        pytest.param((A, CCL.about, B), (B, RDF.type, SCHEMA.StatisticalVariable), id="superclass of range"),
        pytest.param((A, CCL.transfer, B), (B, CCL.partOf, A), id="inverse"),
        pytest.param((A, CCL.partOf, B), (B, DCTERMS.hasPart, A), id="superproperty of inverse"),
        pytest.param((A, CCL.jointWith, B), (B, CCL.jointWith, A), id="symmetric"),
        pytest.param((A, CCL.claimant, ORGAN), (A, CCL.attributableTo, STATE), id="chain with what is given"),
        pytest.param((A, CCL.claimant, HOLDER), (A, CCL.attributableTo, STATE), id="chain of chains"),
        pytest.param((A, CCL.mediator, B), (A, SEM.hasActor, B), id="superproperty of superproperty"),
        pytest.param((A, CCL.quotation, B), (A, OA.hasTarget, B), id="annotation"),
        pytest.param((A, CCL.value, Literal(4)), (A, SCHEMA.value, Literal(4)), id="number"),
    ],
)
def test_an_axiom_of_each_kind_bears_on_data(said: tuple[NamedNode, ...], follows: tuple[NamedNode, ...]) -> None:
    assert Triple(*follows) in rules().consequences({Triple(*said)})


def test_links_in_one_graph_join() -> None:
    said = {Triple(A, CCL.subsetOf, B), Triple(B, CCL.subsetOf, C), Triple(C, CCL.subsetOf, D)}
    assert Triple(A, CCL.subsetOf, D) in rules().consequences(said)


def test_who_hands_over_takes_part_in_the_exchange() -> None:
    said = {Triple(A, CCL.transfer, B), Triple(B, CCL.transferor, STATE)}
    assert Triple(A, SEM.hasActor, STATE) in rules().consequences(said)


def test_what_is_given_is_not_said_again() -> None:
    assert Triple(STATE, RDF.type, PROV.Agent) in rules().given
    assert Triple(STATE, RDF.type, PROV.Agent) not in rules().consequences({Triple(A, CCL.claimant, STATE)})


def test_no_figure_becomes_a_subject() -> None:
    concluded = rules().conclusions({Triple(A, CCL.value, Literal(4))})
    assert {triple.subject for triple in concluded} == {A}


def test_nothing_is_concluded_about_who_is_the_same_as_whom() -> None:
    said = {Triple(A, CCL.claimant, B), Triple(A, CCL.claimant, C)}
    assert OWL.sameAs not in {triple.predicate for triple in rules().consequences(said)}
    assert not [name for name in Axioms.of(wordless()).of_kind(OWL.FunctionalProperty) if _is_object_property(name)]


def _is_object_property(name: NamedNode) -> bool:
    return Triple(name, RDF.type, OWL.ObjectProperty) in wordless()


def test_without_an_ontology_nothing_follows() -> None:
    assert Rules(()).consequences({Triple(A, CCL.claimant, B)}) == set()


def test_a_chain_of_three_links_is_refused_by_name() -> None:
    nodes = [NamedNode(f"{DEFAULT_BASE}list/{number}") for number in range(3)]
    rests = [*nodes[1:], RDF.nil]
    chain_of_three = [
        Triple(CCL.attributableTo, OWL.propertyChainAxiom, nodes[0]),
        *(Triple(node, RDF.first, CCL.actsFor) for node in nodes),
        *(Triple(node, RDF.rest, rest) for node, rest in zip(nodes, rests, strict=True)),
    ]
    with pytest.raises(VocabularyError, match=r"attributableTo.* two links here, and not 3"):
        Rules(chain_of_three)


def _sample_graphs(repository: Path) -> dict[NamedNode, Graph]:
    identifiers = Identifiers(DEFAULT_BASE)
    files = sorted(repository.glob("samples/*.txt"))
    readings = (ReportReader().read(file.read_bytes(), file.name, identifiers).reading for file in files)
    return by_graph(quad for reading in readings for quad in reading_quads(reading, identifiers))


def test_the_sample_reports_are_closed_as_owlrl_closes_them(repository: Path) -> None:
    whole = closure()
    given = (*whole.ontology, *whole.reference)
    of_all, worlds = Rules(given), _sample_graphs(repository)
    said = frozenset(chain.from_iterable(worlds.values()))
    closed = {name: triples | of_all.consequences(triples) for name, triples in worlds.items()}
    across = joined(of_all, closed, lambda *pattern: ())
    found = set(chain.from_iterable([*closed.values(), *across.values()])) - said
    # Words are nothing that owlrl reasons over; without them it ends in seconds.
    words = {t for t in (*given, *said) if isinstance(t.object, Literal) and t.object.language}
    judged, contradictions = entailed([t for t in (*given, *said) if t not in words])
    assert found == set(judged) - of_all.given - said
    assert contradictions == []


@pytest.mark.parametrize(
    "file", sorted((Path(__file__).parent.parent).glob("*/data/*.trig")), ids=lambda file: file.stem
)
def test_each_fixture_is_closed_as_owlrl_closes_it(file: Path) -> None:
    worlds = by_graph(parse(path=file, format=RdfFormat.TRIG))
    within = set().union(*(said | rules().consequences(said) for said in worlds.values()))
    together = frozenset(chain.from_iterable(worlds.values()))
    found = within | set().union(*_across(worlds).values())
    assert found - together - rules().given == _judged(together)
