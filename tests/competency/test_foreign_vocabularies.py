"""Who knows only PROV-O, schema.org, SEM, Web Annotation and the like gets right answers without learning our terms."""

from collections.abc import Iterator, Mapping

import pytest
from pyoxigraph import QuerySolutions, Store
from rdflib import URIRef
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql import prepareQuery

from ontology.terms import PREFIXES
from queries import catalogue

VOCABULARIES = {
    "Dublin Core": "dcterms",
    "FOAF": "foaf",
    "Organization Ontology": "org",
    "PROV-O": "prov",
    "schema.org": "schema",
    "SEM": "sem",
    "SKOS": "skos",
    "Web Annotation": "oa",
}
LANGUAGE = {"rdf", "rdfs", "xsd", "edtf"}
"""Not vocabularies in this sense: how things and their literals are written at all."""

FOREIGN = [name for name in catalogue.names() if "vocabularies" in catalogue.read_header(catalogue.read(name).text)]


def terms(node: object) -> Iterator[str]:
    """Yield every IRI of a parsed query."""
    if isinstance(node, URIRef):
        yield str(node)
    elif isinstance(node, Mapping):
        yield from terms([*node.values()])
    elif isinstance(node, PropertyPath):
        yield from terms(vars(node))
    elif isinstance(node, list | tuple | set | frozenset):
        for each in node:
            yield from terms(each)
    elif datatype := getattr(node, "datatype", None):
        yield str(datatype)


def vocabularies(name: str) -> set[str]:
    """Give the prefixes of the vocabularies that a question uses, and the IRIs that are of none."""
    found = {*terms(prepareQuery(catalogue.read(name).text).algebra)}
    return {next((prefix for prefix, iri in PREFIXES.items() if term.startswith(iri)), term) for term in found}


def test_at_least_ten_questions_use_only_the_vocabularies_of_others() -> None:
    assert len(FOREIGN) >= 10


@pytest.mark.parametrize("name", FOREIGN)
def test_such_a_question_uses_the_vocabularies_that_it_names_and_no_term_of_ours(name: str) -> None:
    named = catalogue.read_header(catalogue.read(name).text)["vocabularies"].split(", ")
    assert vocabularies(name) - LANGUAGE == {VOCABULARIES[each] for each in named}


@pytest.mark.parametrize("name", sorted({*catalogue.names()} - {*FOREIGN}))
def test_any_other_question_does_use_a_term_of_ours(name: str) -> None:
    assert "ccl" in vocabularies(name)


def test_a_term_of_ours_in_a_path_is_found() -> None:
    ours = PREFIXES["ccl"]
    query = f"SELECT * {{ ?s (<{ours}a>/^<{ours}b>)|!(<{ours}c>) ?o FILTER EXISTS {{ ?o <{ours}d>* 1 }} }}"
    assert {*terms(prepareQuery(query).algebra)} >= {f"{ours}{name}" for name in "abcd"}


# What a client may ask in the words of others, and what says the same in ours, both of ?a and ?b.
EQUIVALENT = {
    "attribution": ("?a prov:wasAttributedTo ?b", "?a ccl:claimant ?b"),
    "quotation": ("?a prov:wasQuotedFrom ?b", "?a ccl:foundIn ?b"),
    "appearance": ("?a a schema:Claim ; schema:appearance ?b . ?b a schema:Article", "?a ccl:foundIn ?b"),
    "articles": ("?a a schema:Article", "?a a ccl:Report"),
    "claims": ("?a a schema:Claim", "{ ?a a ccl:Claim } UNION { ?a a ccl:EventClaim }"),
    "annotations": ("?a a oa:Annotation", "{ ?a a ccl:Claim } UNION { ?a a ccl:EventClaim }"),
    "targets": ("?a oa:hasTarget ?b", "?a ccl:quotation ?b"),
    "observations": ("?a a schema:Observation ; schema:observationAbout ?b", "?a a ccl:Claim ; ccl:about ?b"),
    "subjects": ("?a schema:about ?b", "?a ccl:about|ccl:tellsOf ?b"),
    "values": ("?a schema:value ?b", "?a ccl:value ?b"),
    "lower ends": ("?a schema:minValue ?b", "?a ccl:lowest ?b"),
    "upper ends": ("?a schema:maxValue ?b", "?a ccl:highest ?b"),
    "actors": (
        "?a a sem:Event ; sem:hasActor ?b",
        "?a ccl:mediator|ccl:party|ccl:transfer/(ccl:transferor|ccl:transferee) ?b",
    ),
    "associated agents": (
        "?a a prov:Activity ; prov:wasAssociatedWith ?b",
        "?a ccl:mediator|ccl:transfer/(ccl:transferor|ccl:transferee) ?b",
    ),
    "parts": ("?a dcterms:hasPart ?b", "?a ccl:transfer ?b"),
    "times": ("?a sem:hasTimeStamp ?b", "?a ccl:date ?b"),
    "days of publication": ("?a dcterms:issued ?b", "?a ccl:published ?b"),
    "delegation": ("?a prov:actedOnBehalfOf ?b", "?a ccl:actsFor+|ccl:speaksFor ?b"),
    "persons": ("?a a foaf:Person, prov:Person", "?a a ccl:Spokesperson"),
}


def solutions(samples: Store, pattern: str) -> set[tuple[str, ...]]:
    found = samples.query(f"SELECT * {{ {pattern} }}", prefixes={**PREFIXES})
    assert isinstance(found, QuerySolutions)
    return {tuple(str(solution[each]) for each in sorted(v.value for v in found.variables)) for solution in found}


@pytest.mark.parametrize(("theirs", "ours"), EQUIVALENT.values(), ids=EQUIVALENT)
def test_the_words_of_others_give_what_ours_give(theirs: str, ours: str, samples: Store) -> None:
    assert solutions(samples, theirs) == solutions(samples, ours) != set()


@pytest.mark.parametrize("kind", ["attribution", "quotation", "targets", "observations", "values", "actors", "times"])
def test_they_do_so_within_the_graph_of_each_claim(kind: str, samples: Store) -> None:
    theirs, ours = (f"GRAPH ?g {{ {pattern} }} ?g a ccl:Claim" for pattern in EQUIVALENT[kind])
    assert solutions(samples, theirs) == solutions(samples, ours) != set()
