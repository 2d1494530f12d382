"""Claims held for review: out of the graph, in the queue without a word of theirs, and in when a person says so."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import NamedNode

from loaders.errors import NothingToReview
from loaders.holding import NAMES_A_PERSON, Decision, decide, queue
from loaders.load import Loaded, load
from loaders.reports.metadata import Metadata
from loaders.reports.reader import ReportReader
from loaders.verification import verify
from ontology.identifiers import DEFAULT_BASE, Identifiers
from ontology.terms import CCL
from store.snapshots import open_snapshot
from store.sources import Sources
from store.writer import Writer

TEXT = (
    "At least 12 civilians were killed, local resident Olena Petrenko said.\n\n"
    "Kyiv freed 146 prisoners of war, the Russian Defence Ministry said.\n"
)
READER = ReportReader(Metadata(language="en"))


def held() -> str:
    (iri,) = READER.read(TEXT.encode(), "a.txt", Identifiers()).held
    return iri


def loaded(writer: Writer) -> Loaded:
    return load(writer, READER, TEXT.encode(), "a.txt")


def in_graph(writer: Writer) -> set[str]:
    return {claim.value for quad in writer.quads(predicate=CCL.printed) if isinstance(claim := quad.subject, NamedNode)}


def test_a_held_claim_is_left_out_of_the_graph_and_the_others_enter(writer: Writer) -> None:
    done = loaded(writer)
    assert (done.claims, done.held, done.rejected) == (1, 1, 0)
    assert held() not in in_graph(writer)
    assert len(in_graph(writer)) == 1


def test_the_queue_says_where_it_stands_and_no_word_of_it(writer: Writer) -> None:
    loaded(writer)
    (line,) = [json.loads(each) for each in writer.directory.review.read_text().splitlines()]
    assert set(line) == {"claim", "source", "sha256", "start", "end", "reason", "decision"}
    assert (line["claim"], line["reason"], line["decision"]) == (held(), NAMES_A_PERSON, "held")
    assert "Petrenko" not in writer.directory.review.read_text()
    stored = Sources(writer.directory).get(line["sha256"]).decode()
    assert "12 civilians" in stored[line["start"] : line["end"]]


def test_a_second_load_says_it_once(writer: Writer) -> None:
    loaded(writer)
    again = loaded(writer)
    assert (again.changed, again.held) == (False, 1)
    assert len(writer.directory.review.read_text().splitlines()) == 1


def test_what_a_person_accepts_enters_at_the_next_load_as_reviewed(writer: Writer) -> None:
    loaded(writer)
    decide(writer.directory, held(), Decision.ACCEPTED)
    done = loaded(writer)
    assert (done.claims, done.held, done.changed) == (2, 0, True)
    (quad,) = writer.quads(NamedNode(held()), CCL.review)
    assert quad.object == NamedNode(f"{DEFAULT_BASE}concept/reviewed")
    writer.publish()
    with open_snapshot(writer.directory) as snapshot:
        assert verify(snapshot, Sources(writer.directory)).problems == ()


def test_what_a_person_refuses_stays_out_and_waits_no_more(writer: Writer) -> None:
    loaded(writer)
    decide(writer.directory, held(), Decision.REFUSED)
    done = loaded(writer)
    assert (done.claims, done.held) == (1, 0)
    assert held() not in in_graph(writer)
    assert queue(writer.directory)[held()].decision is Decision.REFUSED


def test_a_claim_may_be_named_by_the_beginning_of_its_last_part(writer: Writer) -> None:
    loaded(writer)
    name = held().rpartition("/")[2]
    assert decide(writer.directory, name[:8], Decision.ACCEPTED).claim == held()


@pytest.mark.parametrize("name", ["", "zzz", "https://example.org/claim/1"])
def test_a_name_of_no_held_claim_is_refused(writer: Writer, name: str) -> None:
    loaded(writer)
    with pytest.raises(NothingToReview, match="counterclaim review"):
        decide(writer.directory, name, Decision.ACCEPTED)
