"""The vocabulary file is whole, and code and documents use no term that it does not declare."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from ontology import terms
from ontology.terms import CCL, DCTERMS, OA, OWL, PREFIXES, PROV, RDF, RDFS, SCHEMA, SKOS, Namespace

ROOT = Path(terms.__file__).parent.parent
PACKAGES = ("ontology", "store", "queries", "loaders", "server")
ONTOLOGY = NamedNode(PREFIXES["ccl"])
KINDS = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}

CLASSES = """
    Party Agency Outlet Spokesperson Conflict
    Exchange BodyRepatriation PrisonerExchange HostageRelease Transfer ConflictEvent
    Quantity Claim EventClaim Source Report Dataset Extraction Text
    Place Identifier Register Match ScorePart
""".split()
PROPERTIES = """
    actsFor speaksFor inConflict transfer partOf transferor transferee participant mediator date earliest latest
    phenomenon population affiliation within place eventType period accumulation subsetOf
    about tellsOf claimant stance modality jointWith printed value lowest highest comparator tolerance madeOn asOf
    quotation figure lowestFigure highestFigure attributedIn passesOn relayedBy foundIn corrects withdraws
    agreesWith contradicts corroboratedBy repeats revises comparableWith notComparable sameExchange
    rule text sha256 characters byline pageDigest listDigest workbookDigest published
    review withdrawn withdrawalReason erased erasureReason attributableTo
    loader loaderVersion modelName modelDigest commitNumber metonym demonym party
    unitOf register identifies identifiesNearly evidence confidence
    score scorePart threshold method methodVersion curator curationReason
""".split()
SUPERTERMS = [
    (CCL.Party, RDFS.subClassOf, PROV.Organization),
    (CCL.Agency, RDFS.subClassOf, PROV.Organization),
    (CCL.Outlet, RDFS.subClassOf, CCL.Agency),
    (CCL.Spokesperson, RDFS.subClassOf, PROV.Person),
    (CCL.BodyRepatriation, RDFS.subClassOf, CCL.Exchange),
    (CCL.Exchange, RDFS.subClassOf, PROV.Activity),
    (CCL.Exchange, RDFS.subClassOf, SCHEMA.Event),
    (CCL.ConflictEvent, RDFS.subClassOf, terms.GEO.Feature),
    (CCL.Quantity, RDFS.subClassOf, SCHEMA.StatisticalVariable),
    (CCL.Claim, RDFS.subClassOf, SCHEMA.Claim),
    (CCL.Claim, RDFS.subClassOf, SCHEMA.Observation),
    (CCL.EventClaim, RDFS.subClassOf, SCHEMA.Claim),
    (CCL.Report, RDFS.subClassOf, SCHEMA.Article),
    (CCL.Dataset, RDFS.subClassOf, terms.DCAT.Dataset),
    (CCL.actsFor, RDFS.subPropertyOf, PROV.actedOnBehalfOf),
    (CCL.speaksFor, RDFS.subPropertyOf, PROV.actedOnBehalfOf),
    (CCL.about, RDFS.subPropertyOf, SCHEMA.observationAbout),
    (CCL.claimant, RDFS.subPropertyOf, PROV.wasAttributedTo),
    (CCL.foundIn, RDFS.subPropertyOf, PROV.wasQuotedFrom),
    (CCL.metonym, RDFS.subPropertyOf, SKOS.altLabel),
    (CCL.quotation, RDFS.range, OA.SpecificResource),
    (CCL.Place, RDFS.subClassOf, PROV.Location),
    (CCL.Place, RDFS.subClassOf, SCHEMA.Place),
    (CCL.identifies, RDFS.subPropertyOf, CCL.identifiesNearly),
    (CCL.corroboratedBy, RDFS.subPropertyOf, CCL.agreesWith),
    (CCL.agreesWith, RDFS.subPropertyOf, CCL.comparableWith),
    (CCL.contradicts, RDFS.subPropertyOf, CCL.comparableWith),
    (CCL.mediator, RDFS.subPropertyOf, CCL.participant),
]
NAMESPACES = {name: value for name, value in vars(terms).items() if isinstance(value, Namespace)}


def _quads() -> list[Quad]:
    return list(parse(path=str(terms.ONTOLOGY_FILE), format=RdfFormat.TURTLE))


def _objects(subject: NamedNode, predicate: NamedNode) -> list[object]:
    return [quad.object for quad in _quads() if quad.subject == subject and quad.predicate == predicate]


@pytest.fixture(scope="module", params=sorted(CCL))
def term(request: pytest.FixtureRequest) -> NamedNode:
    return CCL[request.param]


def test_declared_terms_are_those_of_the_design() -> None:
    assert set(CCL) == {*CLASSES, *PROPERTIES}


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_of_the_design_is_declared_as_one(name: str) -> None:
    assert OWL.Class in _objects(CCL[name], RDF.type)


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_property_of_the_design_is_declared_as_one(name: str) -> None:
    kinds = KINDS.intersection(_objects(CCL[name], RDF.type))
    assert len(kinds) == 1
    assert OWL.Class not in kinds


def test_every_term_has_one_label_in_each_of_three_languages(term: NamedNode) -> None:
    labels = [label for label in _objects(term, RDFS.label) if isinstance(label, Literal)]
    assert sorted(str(label.language) for label in labels) == ["en", "ru", "uk"]


def test_every_term_has_one_english_definition(term: NamedNode) -> None:
    (definition,) = _objects(term, SKOS.definition)
    assert isinstance(definition, Literal)
    assert definition.language == "en"
    assert definition.value.endswith(".")


def test_every_term_says_that_the_ontology_defines_it(term: NamedNode) -> None:
    assert _objects(term, RDFS.isDefinedBy) == [ONTOLOGY]


def test_the_ontology_names_its_licence() -> None:
    assert _objects(ONTOLOGY, DCTERMS.license) == [NamedNode("https://www.apache.org/licenses/LICENSE-2.0")]


def _version(predicate: NamedNode) -> tuple[int, ...]:
    """Give the one version that the ontology names with a predicate, in words or as the end of an IRI."""
    (named,) = _objects(ONTOLOGY, predicate)
    assert isinstance(named, NamedNode | Literal)
    number = named.value.removeprefix("https://w3id.org/counterclaim/ontology/")
    assert re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", number), f"{named.value} is no semantic version"
    return tuple(int(part) for part in number.split("."))


def test_the_version_is_0_6_0_in_words_and_as_an_iri() -> None:
    # The vocabulary's own: it changes at other times than the program that ships it.
    assert _version(OWL.versionInfo) == _version(OWL.versionIRI) == (0, 6, 0)


def test_the_version_before_is_an_earlier_one() -> None:
    assert _version(OWL.priorVersion) < _version(OWL.versionInfo)


def test_what_breaks_with_an_earlier_version_raises_major_or_first_minor() -> None:
    breaks, now = _version(OWL.incompatibleWith), _version(OWL.versionInfo)
    assert breaks < now
    assert breaks[: 1 if now[0] else 2] != now[: 1 if now[0] else 2]


def test_the_ontology_says_what_is_new_in_its_version() -> None:
    (note,) = _objects(ONTOLOGY, SKOS.changeNote)
    assert isinstance(note, Literal)
    assert note.value.startswith("0.6.0: ")


def test_the_ontology_states_its_policy_of_change() -> None:
    (policy,) = _objects(ONTOLOGY, RDFS.comment)
    assert isinstance(policy, Literal)
    for word in ("owl:deprecated", "dcterms:isReplacedBy", "two minor versions", "owl:incompatibleWith"):
        assert word in policy.value


def test_the_documentation_names_the_version_of_the_file() -> None:
    page = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    assert f"`…/ontology/{'.'.join(map(str, _version(OWL.versionInfo)))}`" in page


def _breaches(quads: list[Quad]) -> list[str]:
    """Give what deprecated terms lack of what the policy asks: label, definition, and a successor or a note."""
    said = {(quad.subject, quad.predicate): quad.object for quad in quads}
    gone = {s for (s, p), o in said.items() if p == OWL.deprecated and isinstance(o, Literal) and o.value == "true"}
    breaches = []
    for term in gone:
        needed = {"a label": RDFS.label, "a definition": SKOS.definition}
        breaches += [f"{term} lacks {what}" for what, predicate in needed.items() if (term, predicate) not in said]
        successor = said.get((term, DCTERMS.isReplacedBy))
        if successor is None and (term, SKOS.changeNote) not in said:
            breaches.append(f"{term} lacks a successor, or a note that says what to do instead")
        if successor is not None and (successor in gone or (successor, RDFS.isDefinedBy) not in said):
            breaches.append(f"{term} is replaced by {successor}, which is no term in use")
    return breaches


def test_deprecated_terms_are_as_the_policy_asks() -> None:
    assert not _breaches(_quads())


@pytest.mark.parametrize(
    ("turtle", "breach"),
    [
        ("ccl:Claim owl:deprecated true .", "lacks a successor, or a note"),
        ("ccl:Claim owl:deprecated true ; dcterms:isReplacedBy ccl:Clam .", "which is no term in use"),
        ("ccl:Claim owl:deprecated true ; dcterms:isReplacedBy ccl:Claim .", "which is no term in use"),
        ('ccl:said a owl:ObjectProperty ; owl:deprecated true ; skos:changeNote "Gone."@en .', "lacks a definition"),
        ('ccl:said a owl:ObjectProperty ; owl:deprecated true ; skos:changeNote "Gone."@en .', "lacks a label"),
    ],
)
def test_a_breach_of_the_policy_is_seen(turtle: str, breach: str) -> None:
    assert any(breach in found for found in _breaches([*_quads(), *_parsed(turtle)]))


@pytest.mark.parametrize(
    "turtle",
    [
        "ccl:Claim owl:deprecated true ; dcterms:isReplacedBy ccl:EventClaim .",
        'ccl:Claim owl:deprecated true ; skos:changeNote "Leave it out."@en .',
    ],
)
def test_a_term_deprecated_by_the_policy_passes(turtle: str) -> None:
    assert not _breaches([*_quads(), *_parsed(turtle)])


def _parsed(turtle: str) -> list[Quad]:
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    return list(parse(f"{head}{turtle}".encode(), format=RdfFormat.TURTLE))


@pytest.mark.parametrize(("term", "link", "other"), SUPERTERMS, ids=lambda n: n.value.rpartition("/")[2])
def test_a_term_is_linked_to_what_the_design_says(term: NamedNode, link: NamedNode, other: NamedNode) -> None:
    assert other in _objects(term, link)


def test_transfer_and_part_of_are_inverses() -> None:
    assert CCL.partOf in _objects(CCL.transfer, OWL.inverseOf)
    assert CCL.transfer in _objects(CCL.partOf, OWL.inverseOf)


def test_the_lists_of_property_chains_are_the_only_blank_nodes() -> None:
    assert {q.predicate for q in _quads() if isinstance(q.subject, BlankNode)} == {RDF.first, RDF.rest}
    assert {q.predicate for q in _quads() if isinstance(q.object, BlankNode)} == {OWL.propertyChainAxiom, RDF.rest}


def test_two_parsers_read_the_same_number_of_triples() -> None:
    graph = rdflib.Graph().parse(terms.ONTOLOGY_FILE, format="turtle")
    assert len(graph) == len({quad.triple for quad in _quads()})


def test_the_ontology_uses_no_term_of_ours_that_it_does_not_declare() -> None:
    used = set(re.findall(r"\bccl:(\w+)", terms.ONTOLOGY_FILE.read_text(encoding="utf-8")))
    assert used == set(CCL)


def test_a_misspelt_attribute_fails_and_names_the_nearest_term() -> None:
    with pytest.raises(AttributeError, match=r"ccl: .* no term 'Clam'; did you mean ccl:Claim\?"):
        CCL.Clam  # noqa: B018 (the access is the test)


def test_a_misspelt_item_fails_and_names_the_nearest_term() -> None:
    with pytest.raises(KeyError, match=r"did you mean prov:wasQuotedFrom\?"):
        PROV["wasQuotedForm"]


def test_a_term_may_have_the_name_of_any_attribute() -> None:
    assert OA.prefix == NamedNode("http://www.w3.org/ns/oa#prefix")
    assert SCHEMA.name == NamedNode("https://schema.org/name")


def test_a_namespace_tells_what_it_holds() -> None:
    assert "Claim" in CCL
    assert "Clam" not in CCL
    assert "Claim" in dir(CCL)
    assert str(CCL) == PREFIXES["ccl"]
    assert "ccl" in repr(CCL)


def test_prefixes_are_sorted_and_cannot_be_changed() -> None:
    assert list(PREFIXES) == sorted(PREFIXES)
    with pytest.raises(TypeError):
        PREFIXES["ccl"] = "http://example.org/"  # type: ignore[index] # the refusal is the test


def _uses(code: str) -> Iterator[tuple[str, str]]:
    """Give each namespace and the constant name taken from it: `CCL.Claim`, `CCL["Claim"]`."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Attribute(value=ast.Name(id=space), attr=name) if space in NAMESPACES:
                yield space, name
            case ast.Subscript(value=ast.Name(id=space), slice=ast.Constant(value=str(name))) if space in NAMESPACES:
                yield space, name


@pytest.mark.parametrize("package", PACKAGES)
def test_code_uses_only_terms_that_exist(package: str) -> None:
    files = sorted((ROOT / package).rglob("*.py"))
    uses = {(f.name, *use) for f in files for use in _uses(f.read_text(encoding="utf-8"))}
    assert not {use for use in uses if use[2] not in NAMESPACES[use[1]]}


def test_the_scan_of_code_sees_both_ways_of_naming_a_term() -> None:
    assert list(_uses('CCL.Claim, CCL["Clam"], other.Claim')) == [("CCL", "Claim"), ("CCL", "Clam")]


def test_queries_templates_and_documents_use_only_terms_that_exist() -> None:
    patterns = (
        "queries/**/*.rq",
        "server/templates/**/*.*",
        "ontology/schemes/*.ttl",
        "docs/*.md",
        "README.md",
    )
    files = [file for pattern in patterns for file in sorted(ROOT.glob(pattern))]
    uses = {(f.name, name) for f in files for name in re.findall(r"\bccl:(\w+)", f.read_text(encoding="utf-8"))}
    assert not {use for use in uses if use[1] not in CCL}


def test_the_worked_claim_of_the_documentation_is_trig_and_quotes_exactly() -> None:
    page = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```trig\n(.*?)```", page, re.DOTALL)
    (text,) = re.findall(r"^> (.*)$", page, re.MULTILINE)
    quads = list(parse(example.encode(), format=RdfFormat.TRIG))
    said = {quad.predicate: quad.object for quad in quads}
    (exact, start, end) = (said[p].value for p in (OA.exact, OA.start, OA.end))
    assert text[int(start) : int(end)] == exact
    (digest,) = (quad.object.value for quad in quads if quad.predicate == CCL.sha256)
    assert hashlib.sha256(f"{text}\n".encode()).hexdigest() == digest
