"""Changes by hand: judged like what is loaded, with what follows kept in step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Triple

from loaders.errors import ChangeRejected
from loaders.inference import Reasoner, unlike
from loaders.writing import Editor
from ontology.identifiers import DEFAULT_BASE
from ontology.terms import CCL, PROV, RDF, RDFS
from queries.errors import ChangeRefused
from store.changes import Delta, placed
from store.writer import Writer, open_writer
from tests.server.samples import make_directory, make_sample

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
ALICE = NamedNode(f"{DEFAULT_BASE}writer/alice")
MINE = NamedNode("https://example.org/mine")


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    with open_writer(make_directory(tmp_path / "data", make_sample())) as opened:
        yield opened


def change(writer: Writer, added: list[Quad] | None = None, removed: list[Quad] | None = None) -> int:
    """Carry out a change; gives the number of the commit."""
    delta = Delta(frozenset(added or ()), frozenset(removed or ()))
    return Editor(writer, lambda: NOON).change(delta, "a test", ALICE).number


def of_claim(writer: Writer, predicate: NamedNode) -> Quad:
    """Give what some claim of the sample says by a property."""
    return next(quad for quad in writer.quads(None, predicate) if quad.subject == quad.graph_name)


def claim_of(writer: Writer) -> NamedNode:
    claim = of_claim(writer, CCL.claimant).subject
    assert isinstance(claim, NamedNode)
    return claim


def consistent(writer: Writer) -> bool:
    return list(unlike(Reasoner(writer))) == []


def test_what_no_shape_speaks_of_is_written_as_it_is(writer: Writer) -> None:
    fact = Triple(MINE, RDFS.comment, Literal("12,000"))
    number = change(writer, [placed(fact, MINE)])
    assert writer.triples(MINE) == {fact}
    assert writer.quads(None, PROV.wasAssociatedWith, ALICE)
    assert change(writer, [placed(fact, MINE)]) == number, "what is there already is no commit"


@pytest.mark.parametrize("predicate", [CCL.claimant, CCL.foundIn, CCL.quotation], ids=lambda term: term.value)
def test_a_claim_must_keep_what_makes_it_one(writer: Writer, predicate: NamedNode) -> None:
    number = writer.number
    with pytest.raises(ChangeRejected, match="nothing was changed"):
        change(writer, removed=[of_claim(writer, predicate)])
    assert writer.number == number


def test_a_claim_that_is_none_cannot_be_added(writer: Writer) -> None:
    with pytest.raises(ChangeRejected):
        change(writer, [Quad(MINE, RDF.type, CCL.Claim, MINE)])


def test_a_misspelt_term_is_refused(writer: Writer) -> None:
    with pytest.raises(ChangeRejected, match="there is not"):
        change(writer, [Quad(MINE, NamedNode(f"{CCL}claimnt"), Literal("x"), MINE)])


def test_a_claim_can_be_corrected(writer: Writer) -> None:
    claim = claim_of(writer)
    (review,) = writer.quads(claim, CCL.review)
    reviewed = NamedNode(f"{DEFAULT_BASE}concept/reviewed")
    assert review.object != reviewed
    change(writer, [Quad(review.subject, CCL.review, reviewed, review.graph_name)], [review])
    assert [quad.object for quad in writer.quads(claim, CCL.review)] == [reviewed]
    assert consistent(writer)


def test_a_source_cannot_go_while_its_claims_stay(writer: Writer) -> None:
    source = of_claim(writer, CCL.foundIn).object
    assert isinstance(source, NamedNode)
    with pytest.raises(ChangeRejected):
        change(writer, removed=writer.quads(graph=source))


def test_a_source_can_go_with_its_claims(writer: Writer) -> None:
    source = of_claim(writer, CCL.foundIn).object
    assert isinstance(source, NamedNode)
    claims = {quad.graph_name for quad in writer.quads(None, CCL.foundIn, source)}
    graphs = [source, *(claim for claim in claims if isinstance(claim, NamedNode))]
    change(writer, removed=[quad for graph in graphs for quad in writer.quads(graph=graph)])
    assert not any(writer.triples(graph) for graph in graphs)
    assert consistent(writer)


def test_what_followed_from_what_is_gone_goes_with_it(writer: Writer) -> None:
    claim = claim_of(writer)
    before = writer.triples(claim)
    exchange = next(quad.subject for quad in writer.quads(None, CCL.transfer, None, claim))
    mediated = Quad(exchange, CCL.mediator, NamedNode(f"{DEFAULT_BASE}agency/icrc"), claim)
    change(writer, [mediated])
    assert len(writer.triples(claim)) > len(before) + 1, "something follows, or this test says nothing"
    change(writer, removed=[mediated])
    assert writer.triples(claim) == before


def test_what_follows_from_what_stays_stays(writer: Writer) -> None:
    claim = claim_of(writer)
    before, number = writer.triples(claim), writer.number
    concluded = Reasoner(writer).rules.consequences(before - Reasoner(writer).rules.conclusions(before)) & before
    assert concluded
    assert change(writer, removed=[placed(triple, claim) for triple in concluded]) == number
    assert writer.triples(claim) == before


def test_what_contradicts_itself_is_refused(writer: Writer) -> None:
    with pytest.raises(ChangeRejected, match="contradicts itself"):
        change(writer, [Quad(MINE, RDF.type, kind, MINE) for kind in (CCL.ScorePart, CCL.Identifier)])


@pytest.mark.parametrize("name", ["ontology", "reference", "relation/x", "inferred/x", "activity/000001"])
def test_graphs_that_the_program_keeps_are_not_written_by_hand(writer: Writer, name: str) -> None:
    with pytest.raises(ChangeRefused, match="kept by the program"):
        change(writer, [Quad(MINE, RDFS.label, Literal("x"), NamedNode(f"{DEFAULT_BASE}graph/{name}"))])
