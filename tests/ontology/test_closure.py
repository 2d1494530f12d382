"""The ontology and the reference data are closed whole; what is wrong in a file is told by file, term and reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ontology.closure import close, closure
from ontology.errors import Inconsistent, VocabularyError
from ontology.identifiers import DEFAULT_BASE
from ontology.terms import CCL, FOAF, ONTOLOGY_FILE, OWL, PROV, RDF, RDFS, SCHEMA, SKOS
from ontology.turtle import triples
from ontology.vocabulary import reference_files

HEAD = """
@prefix ccl: <https://w3id.org/counterclaim/ontology#> .
@prefix party: <https://w3id.org/counterclaim/id/party/> .
@prefix person: <https://w3id.org/counterclaim/id/spokesperson/> .
"""


def _close(tmp_path: Path, turtle: str) -> None:
    file = tmp_path / "parties.ttl"
    file.write_text(HEAD + turtle, encoding="utf-8")
    close(ONTOLOGY_FILE, [file])


def test_nothing_that_is_said_gets_lost() -> None:
    said = {triple for file in (ONTOLOGY_FILE, *reference_files()) for triple in triples(file)}
    assert said <= {*closure().ontology, *closure().reference}


@pytest.mark.parametrize(
    "triple",
    [
        Triple(CCL.Outlet, RDFS.subClassOf, FOAF.Agent),
        Triple(CCL.foundIn, RDFS.subPropertyOf, PROV.wasDerivedFrom),
        Triple(CCL.about, RDFS.domain, SCHEMA.Claim),
    ],
)
def test_the_ontology_is_closed(triple: Triple) -> None:
    assert triple in closure().ontology


@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        ("party/russia", RDF.type, FOAF.Agent),
        ("spokesperson/zelensky", PROV.actedOnBehalfOf, NamedNode(f"{DEFAULT_BASE}party/ukraine")),
        ("party/russia", SKOS.altLabel, Literal("Moscow", language="en")),
    ],
)
def test_the_reference_data_are_closed(subject: str, predicate: NamedNode, value: NamedNode) -> None:
    assert Triple(NamedNode(DEFAULT_BASE + subject), predicate, value) in closure().reference


def test_what_says_nothing_is_left_out() -> None:
    everything = (*closure().ontology, *closure().reference)
    assert not [t for t in everything if t.subject == t.object]
    assert not [t for t in everything if t.predicate == OWL.sameAs]
    thing = NamedNode(f"{OWL}Thing")
    assert not [t for t in everything if thing in (t.subject, t.object)]
    assert not [t for t in everything if isinstance(t.subject, BlankNode) or isinstance(t.object, BlankNode)]


def test_no_triple_is_said_twice() -> None:
    assert len(set(closure().ontology)) == len(closure().ontology)
    assert len(set(closure().reference)) == len(closure().reference)
    assert not set(closure().ontology) & set(closure().reference)


def test_each_graph_says_what_is_its_own() -> None:
    assert not [t for t in closure().ontology if str(t.subject)[1:].startswith(DEFAULT_BASE)]
    assert all(str(t.subject)[1:].startswith(DEFAULT_BASE) for t in closure().reference)


def test_malformed_turtle_is_told_by_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"^parties\.ttl is not Turtle: .*line 6"):
        _close(tmp_path, "party:here a ccl:Party ;\n  oops .")


def test_a_misspelt_term_is_told_by_file_and_nearest_term(tmp_path: Path) -> None:
    with pytest.raises(
        VocabularyError, match=r"^parties\.ttl: .*no term 'Praty'; did you mean ccl:Party\?.*party/here"
    ):
        _close(tmp_path, "party:here a ccl:Praty .")


def test_a_misspelt_name_is_told_by_file_and_statement(tmp_path: Path) -> None:
    with pytest.raises(
        VocabularyError, match=r"^parties\.ttl: nothing describes .*party/hree.* it stands in: .*actsFor"
    ):
        _close(tmp_path, "party:here a ccl:Party . party:there a ccl:Party ; ccl:actsFor party:hree .")


def test_a_person_that_is_an_event_is_told_by_file_term_and_reason(tmp_path: Path) -> None:
    with pytest.raises(Inconsistent) as told:
        _close(tmp_path, "person:he a ccl:Spokesperson, ccl:Exchange .")
    said = str(told.value)
    assert "spokesperson/he> would be both ccl:Exchange and ccl:Spokesperson, which exclude each other" in said
    assert "parties.ttl says: " in said
    assert "ontology#Exchange>" in said


def test_the_statement_behind_a_hidden_clash_is_told(tmp_path: Path) -> None:
    with pytest.raises(Inconsistent, match=r"parties\.ttl says: .*party/there> .*unitOf> .*conflict"):
        _close(
            tmp_path,
            "<https://w3id.org/counterclaim/id/conflict/war> a ccl:Conflict ; ccl:party party:here ."
            "party:here a ccl:Party . party:there a ccl:Party ; "
            "ccl:unitOf <https://w3id.org/counterclaim/id/conflict/war> ; ccl:actsFor party:here .",
        )


def test_a_chain_of_claims_that_bites_its_tail_is_told(tmp_path: Path) -> None:
    with pytest.raises(Inconsistent, match=r"party/here> ccl:passesOn itself"):
        _close(tmp_path, "party:here ccl:passesOn party:here .")


def test_a_longer_circle_of_claims_is_told_by_file_and_node(tmp_path: Path) -> None:
    with pytest.raises(Inconsistent, match=r"parties\.ttl: .*party/a> is led back to itself by ccl:passesOn; take one"):
        _close(tmp_path, "party:a ccl:passesOn party:b . party:b ccl:passesOn party:c . party:c ccl:passesOn party:a .")
