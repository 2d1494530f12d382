"""The ontology as it is published: its file and no more, in every form."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize
from rdflib.compare import isomorphic

from ontology import publication
from ontology.statements import Statements
from ontology.terms import CCL, ONTOLOGY_FILE, OWL, PREFIXES, RDF, RDFS
from ontology.turtle import triples
from ontology.vocabulary import version

FORMS = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.JSON_LD, RdfFormat.RDF_XML)


def graph_of(document: bytes, form: RdfFormat) -> rdflib.Graph:
    """Read a document into a graph that can be compared up to the names of blank nodes."""
    plain = serialize((quad.triple for quad in parse(document, format=form)), format=RdfFormat.N_TRIPLES)
    assert plain
    return rdflib.Graph().parse(data=plain, format="nt")


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_every_form_says_what_the_file_says(form: RdfFormat) -> None:
    assert isomorphic(rdflib.Graph().parse(ONTOLOGY_FILE), graph_of(publication.document(form), form))


def test_as_turtle_it_is_the_file_itself() -> None:
    assert publication.document(RdfFormat.TURTLE) == ONTOLOGY_FILE.read_bytes()


def test_another_process_writes_the_same_bytes(repository: Path) -> None:
    program = (
        "import sys; from pyoxigraph import RdfFormat as F; from ontology.publication import document as d;"
        "sys.stdout.buffer.write(b''.join(map(d, (F.N_TRIPLES, F.JSON_LD, F.RDF_XML))))"
    )
    other = subprocess.run([sys.executable, "-c", program], cwd=repository, check=True, capture_output=True).stdout
    assert other == b"".join(map(publication.document, FORMS[1:]))


def test_json_ld_has_prefixes_and_writes_property_chains_as_lists() -> None:
    document = json.loads(publication.document(RdfFormat.JSON_LD))
    assert document["@context"]["ccl"] == str(CCL)
    chains = {
        node["@id"]: node["owl:propertyChainAxiom"] for node in document["@graph"] if "owl:propertyChainAxiom" in node
    }
    assert {"@list": [{"@id": "ccl:claimant"}, {"@id": "ccl:actsFor"}]} in chains["ccl:attributableTo"]
    assert not [node for node in document["@graph"] if node["@id"].startswith("_:")]


def test_rdf_xml_uses_the_prefixes_of_the_file_and_keeps_each_term_together() -> None:
    document = publication.document(RdfFormat.RDF_XML).decode()
    assert 'xmlns:ccl="https://w3id.org/counterclaim/ontology#"' in document
    assert document.count('rdf:about="https://w3id.org/counterclaim/ontology#attributableTo"') == 1


def test_the_prefixes_are_those_that_the_code_knows() -> None:
    known = publication.prefixes()
    assert known["ccl"] == str(CCL)
    # The terms of the shapes stand in a file of their own; the server alone describes itself, and the dataset.
    elsewhere = {"sd", "sh", "spdx", "void"}
    assert PREFIXES.keys() - known.keys() == elsewhere
    assert {prefix: known[prefix] for prefix in PREFIXES.keys() - elsewhere}.items() <= PREFIXES.items()


def test_the_version_is_how_the_version_iri_ends() -> None:
    said = publication.statements()
    (iri,) = said.nodes(publication.itself(said), OWL.versionIRI)
    assert iri.value.rpartition("/")[2] == version()


def test_sections_are_the_headings_of_the_file_with_all_of_its_terms() -> None:
    sections = publication.sections(ONTOLOGY_FILE.read_text())
    assert sections[0].title == "Agents"
    names = [name for section in sections for name in section.names]
    assert len(names) == len(set(names))
    assert set(names) == set(CCL)


def test_a_section_without_terms_of_ours_is_none() -> None:
    text = "#####\n# Ours\n#####\n\nccl:A a owl:Class .\n\n#####\n# Of\n# others\n#####\n\nprov:B a owl:Class .\n"
    assert publication.sections(text) == (publication.Section("Ours", ("A",)),)


# Statements


@pytest.fixture(scope="module")
def said() -> Statements:
    return Statements(triples(ONTOLOGY_FILE))


def test_what_is_reached_in_many_steps_comes_once_and_ends() -> None:
    node = [NamedNode(f"urn:x:{number}") for number in range(3)]
    circle = Statements(Triple(node[at], RDFS.subClassOf, node[(at + 1) % 3]) for at in range(3))
    assert circle.beyond(node[0], RDFS.subClassOf) == (node[1], node[2], node[0])


def test_a_chain_is_read_as_the_list_of_its_members(said: Statements) -> None:
    chains = [said.members(each) for each in said.nodes(CCL.participant, OWL.propertyChainAxiom)]
    assert chains == [(CCL.transfer, CCL.transferor), (CCL.transfer, CCL.transferee)]


def test_texts_are_had_by_language(said: Statements) -> None:
    assert said.text(CCL.Claim, RDFS.label, "uk") == "твердження"
    assert said.text(CCL.Claim, RDFS.label, "fr") == ""


def test_what_belongs_to_a_class_is_had_in_the_order_of_the_file(said: Statements) -> None:
    assert said.are(OWL.Class)[:2] == (CCL.Party, CCL.Agency)
    assert said.having(RDF.type, OWL.Ontology) == (publication.itself(said),)
