"""The ontology is in OWL 2 RL, construct by construct, and the check that says so bites.

Mutants “which RL would allow” break a rule of our own: a class in an axiom has a name, a term is of one kind, and a
vocabulary describes no individuals. The other verdicts are those of the OWL API, but for lists, which it mends
silently, and for reflexive properties, which it lets pass though the grammar of RL has none.
"""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from ontology.terms import CCL, ONTOLOGY_FILE, OWL, PREFIXES, RDF, SCHEMA
from tests.ontology.profile import violations

QUADS = list(parse(path=str(ONTOLOGY_FILE), format=RdfFormat.TURTLE))
HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())

MUTANTS = {
    # characteristics of properties
    "a reflexive property": (
        "ccl:comparableWith a owl:ReflexiveProperty .",
        "owl:ReflexiveProperty is no construct of OWL 2 RL",
    ),
    "a symmetric class": ("ccl:Claim a owl:SymmetricProperty .", "ccl:Claim is class, and of those none can be"),
    "a transitive data property": (
        "ccl:value a owl:TransitiveProperty .",
        "ccl:value is data property, and of those none can be",
    ),
    "an inverse-functional data property": (
        "ccl:sha256 a owl:InverseFunctionalProperty .",
        "ccl:sha256 is data property, and of those none can be",
    ),
    # class expressions, and owl:Thing
    "an existential superclass": (
        "ccl:Claim rdfs:subClassOf [ owl:onProperty ccl:about ; owl:someValuesFrom ccl:Quantity ] .",
        "it joins class and expression without a name",
    ),
    "a union as a range": (
        "ccl:within rdfs:range [ a owl:Class ; owl:unionOf ( ccl:Transfer ccl:Conflict ) ] .",
        "it joins object property and expression without a name",
    ),
    "a union on the left, which RL would allow": (
        "[ a owl:Class ; owl:unionOf ( ccl:Report ccl:Dataset ) ] rdfs:subClassOf ccl:Source .",
        "a class expression or an individual without a name has no place",
    ),
    "a universal superclass, which RL would allow": (
        "ccl:Claim rdfs:subClassOf [ owl:onProperty ccl:about ; owl:allValuesFrom ccl:Quantity ] .",
        "it joins class and expression without a name",
    ),
    "an exact cardinality": (
        "ccl:Claim rdfs:subClassOf [ owl:onProperty ccl:claimant ; owl:cardinality 1 ] .",
        "it joins class and expression without a name",
    ),
    "everything below a class": ("owl:Thing rdfs:subClassOf ccl:Claim .", "it joins owl:Thing and class"),
    "a class below everything": ("ccl:Claim rdfs:subClassOf owl:Thing .", "it joins class and owl:Thing"),
    "everything as a domain": ("ccl:about rdfs:domain owl:Thing .", "it joins object property and owl:Thing"),
    "a disjoint union": (
        "ccl:Source owl:disjointUnionOf ( ccl:Report ccl:Dataset ) .",
        "owl:disjointUnionOf is no construct of OWL 2 RL",
    ),
    # kinds of terms
    "an undeclared class": ("ccl:Claim rdfs:subClassOf ccl:Utterance .", "it joins class and something undeclared"),
    "an undeclared property": (
        "ccl:claimant rdfs:subPropertyOf ccl:saidBy .",
        "it joins object property and something undeclared",
    ),
    "an undeclared annotation": ('ccl:Claim skos:scopeNote "Any." .', "skos:scopeNote is something undeclared"),
    "a property of two kinds": (
        "ccl:value a owl:ObjectProperty .",
        "ccl:value is declared as data property and object property",
    ),
    "a class that is a property, which RL would allow": (
        "ccl:Claim a owl:ObjectProperty .",
        "declared as class and object property",
    ),
    "an annotation property with a domain, which RL would allow": (
        "ccl:metonym rdfs:domain ccl:Party .",
        "it joins annotation property and class",
    ),
    "an annotation property above an object property": (
        "ccl:claimant rdfs:subPropertyOf skos:altLabel .",
        "it joins object property and annotation property",
    ),
    "a data property above an object property": (
        "ccl:about rdfs:subPropertyOf schema:value .",
        "it joins object property and data property",
    ),
    "a word of OWL's declared anew": ("owl:sameAs a owl:ObjectProperty .", "owl:sameAs is declared, though"),
    # datatypes
    "a datatype that RL lacks": (
        "ccl:tolerance rdfs:range xsd:duration .",
        "it joins data property and something undec",
    ),
    "a date as a range": ("ccl:earliest rdfs:range xsd:date .", "it joins data property and something undeclared"),
    "EDTF as a range": ("ccl:madeOn rdfs:range edtf:EDTF .", "it joins data property and something undeclared"),
    "a datatype as the range of an object property": (
        "ccl:about rdfs:range xsd:string .",
        "it joins object property and datatype of OWL 2 RL",
    ),
    "a class as the range of a data property": ("ccl:rule rdfs:range ccl:Claim .", "it joins data property and class"),
    "a literal of a datatype that RL lacks": (
        'ccl:Claim rdfs:comment "2025-01-03"^^xsd:date .',
        "xsd:date is no datatype of OWL 2 RL",
    ),
    # what is not of the vocabulary
    "an individual, which RL would allow": (
        "<https://example.org/x> a ccl:Party .",
        "an individual is no part of it",
    ),
    "a statement about an individual, which RL would allow": (
        "<https://example.org/x> ccl:actsFor <https://example.org/y> .",
        "ccl:actsFor is object property; what is not an axiom",
    ),
    "a version of something else": (
        "ccl:Claim owl:versionIRI <https://example.org/1> .",
        "owl:versionIRI belongs to the ontology itself",
    ),
    "a second ontology": ("<https://example.org/> a owl:Ontology .", "there are 2 ontologies in the file"),
    # chains
    "a chain of one link": ("ccl:about owl:propertyChainAxiom ( ccl:about ) .", "not a well-formed list of two"),
    "a chain through a data property": (
        "ccl:about owl:propertyChainAxiom ( ccl:passesOn ccl:value ) .",
        "its link ccl:value is data property",
    ),
    "a chain through something undeclared": (
        "ccl:about owl:propertyChainAxiom ( ccl:passesOn ccl:speaksOf ) .",
        "its link ccl:speaksOf is something undeclared",
    ),
    "a chain without an end": (
        "ccl:about owl:propertyChainAxiom _:a . _:a rdf:first ccl:passesOn ; rdf:rest _:b . _:b rdf:first ccl:about .",
        "not a well-formed list",
    ),
    "a chain that bites its tail": (
        "ccl:about owl:propertyChainAxiom _:a . _:a rdf:first ccl:passesOn ; rdf:rest _:a .",
        "not a well-formed list",
    ),
    "a chain with two second links": (
        "ccl:about owl:propertyChainAxiom _:a . _:a rdf:first ccl:passesOn ; rdf:rest _:b . "
        "_:b rdf:first ccl:about, ccl:within ; rdf:rest rdf:nil .",
        "not a well-formed list",
    ),
    "a chain that two properties share": (
        "ccl:about owl:propertyChainAxiom _:a . ccl:tellsOf owl:propertyChainAxiom _:a . "
        "_:a rdf:first ccl:passesOn ; rdf:rest ( ccl:about ) .",
        "a list stands for itself, or in two places",
    ),
    "a list of nothing": ("_:a rdf:first ccl:about ; rdf:rest rdf:nil .", "a list stands for itself"),
    # simple properties
    "a transitive irreflexive property": (
        "ccl:subsetOf a owl:IrreflexiveProperty .",
        "ccl:subsetOf is irreflexive, and not simple: it is transitive or defined by a chain",
    ),
    "a functional property defined by a chain": (
        "ccl:attributableTo a owl:FunctionalProperty .",
        "ccl:attributableTo is functional, and not simple: it is transitive or defined by a chain",
    ),
    "an asymmetric property above a transitive one": (
        "prov:actedOnBehalfOf a owl:AsymmetricProperty .",
        "prov:actedOnBehalfOf is asymmetric, and not simple: ccl:actsFor, which implies it, is transitive",
    ),
    "an inverse of a transitive property that is inverse-functional": (
        "ccl:has a owl:ObjectProperty, owl:InverseFunctionalProperty ; owl:inverseOf ccl:subsetOf .",
        "ccl:has is inversefunctional, and not simple: ccl:subsetOf",
    ),
    "a transitive property that is disjoint with another": (
        "ccl:speaksFor owl:propertyDisjointWith ccl:actsFor .",
        "ccl:actsFor is disjoint with another property, and not simple",
    ),
    # the order of properties
    "two chains that define each other": (
        "ccl:claimant owl:propertyChainAxiom ( ccl:attributableTo ccl:speaksFor ) .",
        "ccl:claimant is defined by chains through itself: no order",
    ),
    "a property defined by a chain through what it implies": (
        "ccl:claimant owl:propertyChainAxiom ( prov:wasAttributedTo ccl:speaksFor ) .",
        "ccl:claimant is defined by chains through prov:wasAttributedTo, which it implies",
    ),
    "a property in the middle of its own chain": (
        "ccl:partOf owl:propertyChainAxiom ( ccl:about ccl:partOf ccl:about ) .",
        "ccl:partOf is defined by chains through itself",
    ),
    "a property at both ends of its own chain": (
        "ccl:partOf owl:propertyChainAxiom ( ccl:partOf ccl:about ccl:partOf ) .",
        "ccl:partOf is defined by chains through itself",
    ),
    "a property defined by a chain through its own inverse": (
        "ccl:partOf owl:propertyChainAxiom ( ccl:transfer ccl:about ) .",
        "ccl:partOf is defined by chains through ccl:transfer, which it implies",
    ),
}
ALLOWED = {
    "an equivalent class": "ccl:Claim owl:equivalentClass schema:Observation .",
    "an equivalent property": "ccl:claimant owl:equivalentProperty prov:wasAttributedTo .",
    "disjoint data properties": "ccl:madeOn owl:propertyDisjointWith ccl:asOf .",
    "a functional object property": "ccl:register a owl:FunctionalProperty .",
    "a deprecated class": "ccl:Claim owl:deprecated true .",
    "a chain that begins with what it defines": "ccl:within owl:propertyChainAxiom ( ccl:within ccl:partOf ) .",
    "a chain that ends with what it defines": "ccl:inConflict owl:propertyChainAxiom ( ccl:within ccl:inConflict ) .",
    "transitivity said as a chain": "ccl:within owl:propertyChainAxiom ( ccl:within ccl:within ) .",
    "a chain of three": "ccl:about owl:propertyChainAxiom ( ccl:passesOn ccl:passesOn ccl:speaksFor ) .",
}


CONSTRUCTS = """
    Ontology Class ObjectProperty DatatypeProperty AnnotationProperty
    subClassOf disjointWith subPropertyOf propertyDisjointWith inverseOf domain range propertyChainAxiom first rest
    FunctionalProperty IrreflexiveProperty SymmetricProperty AsymmetricProperty TransitiveProperty
    label comment isDefinedBy versionIRI versionInfo priorVersion incompatibleWith
""".split()


def _is_logical(term: NamedNode) -> bool:
    return term.value.startswith((PREFIXES["owl"], PREFIXES["rdf"], PREFIXES["rdfs"]))


def _with(turtle: str) -> list[Quad]:
    return [*QUADS, *parse((HEADER + turtle).encode(), format=RdfFormat.TURTLE)]


def test_the_ontology_is_in_owl_2_rl() -> None:
    assert not violations(QUADS)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_refused_with_its_reason(name: str) -> None:
    mutation, reason = MUTANTS[name]
    assert [found for found in violations(_with(mutation)) if reason in found]


@pytest.mark.parametrize("name", ALLOWED)
def test_what_the_profile_allows_passes(name: str) -> None:
    assert not violations(_with(ALLOWED[name]))


def test_a_term_whose_declaration_is_taken_away_is_missed() -> None:
    rest = [quad for quad in QUADS if not (quad.subject == CCL.Quantity and quad.object == OWL.Class)]
    found = [reason for reason in violations(rest) if "something undeclared" in reason]
    assert any(reason.startswith("ccl:about rdfs:range ccl:Quantity:") for reason in found)


def test_the_constructs_of_owl_that_occur_are_these() -> None:
    said = {quad.predicate if quad.predicate != RDF.type else quad.object for quad in QUADS}
    used = {term.value.rpartition("#")[2] for term in said if isinstance(term, NamedNode) and _is_logical(term)}
    assert used == set(CONSTRUCTS)


def test_edtf_and_dates_stand_only_where_nothing_is_inferred() -> None:
    foreign = (PREFIXES["edtf"], f"{PREFIXES['xsd']}date")
    uses = [q for q in QUADS if isinstance(q.object, NamedNode) and q.object.value.startswith(foreign)]
    assert {quad.predicate for quad in uses} == {SCHEMA.rangeIncludes}


def test_no_property_of_ours_that_leads_to_a_thing_is_functional() -> None:
    # Of two values the rules of RL would conclude that they are one thing: see the head of the file.
    functional = {quad.subject for quad in QUADS if quad.object == OWL.FunctionalProperty}
    assert not [q for q in QUADS if q.object == OWL.ObjectProperty and q.subject in functional]
