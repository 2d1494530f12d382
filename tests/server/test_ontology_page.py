"""The ontology as a document: which form a client gets, and what the page explains."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import rdflib
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize
from rdflib.compare import isomorphic

from ontology.publication import Section, prefixes, sections
from ontology.statements import Statements
from ontology.terms import CCL, ONTOLOGY_FILE, OWL, PROV, RDF, RDFS, SCHEMA, SKOS
from ontology.turtle import triples
from ontology.vocabulary import concepts
from queries import catalogue
from server.app import create_app
from server.examples import SHOWN
from server.settings import Settings
from server.views.alignment import Foreign, alignments
from server.views.vocabulary import Fact, Term, groups
from store.directory import DataDirectory
from tests.server.reading import Page, get
from tests.server.samples import put

SAID = triples(ONTOLOGY_FILE)
SECTIONS = sections(ONTOLOGY_FILE.read_text())
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FORMS = {
    "ttl": ("text/turtle; charset=utf-8", RdfFormat.TURTLE),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES),
    "jsonld": ("application/ld+json", RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", RdfFormat.RDF_XML),
}


@pytest.fixture(scope="module")
def page(request: pytest.FixtureRequest) -> Page:
    app = request.getfixturevalue("app")
    return get(app.test_client(), "/ontology")


def entries(*besides: Triple, without: frozenset[Triple] = frozenset()) -> dict[str, Term]:
    said = Statements([*(triple for triple in SAID if triple not in without), *besides])
    return {term.name: term for group in groups(said, SECTIONS) for term in group.terms}


def written(facts: tuple[Fact, ...]) -> dict[str, list[str]]:
    """Write the facts of an entry as a reader sees them."""
    return {
        fact.name: ["".join(word if isinstance(word, str) else word.label for word in value) for value in fact.values]
        for fact in facts
    }


# Which form


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "text/turtle"),
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        (BROWSER, "text/html"),
        ("text/html", "text/html"),
        ("text/*", "text/html"),
        ("text/html;q=0.5, text/turtle", "text/turtle"),
        ("text/html, text/turtle;q=0.9", "text/html"),
        ("text/html;q=0, */*", "text/turtle"),
        ("text/turtle;q=0.2, application/rdf+xml;q=0.8", "application/rdf+xml"),
        ("application/*", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("application/rdf+xml, */*;q=0.1", "application/rdf+xml"),
        ("application/xml", "application/xml"),
        ("image/png, text/turtle;q=0.1", "text/turtle"),
    ],
)
def test_a_client_gets_the_form_that_it_prefers(client: FlaskClient, accept: str | None, media_type: str) -> None:
    response = client.get("/ontology", headers={} if accept is None else {"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert "Accept" in response.vary


def test_where_no_form_fits_the_line_lists_all_of_them(client: FlaskClient) -> None:
    response = client.get("/ontology", headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "text/html, text/turtle, application/n-triples, application/ld+json, application/rdf+xml" in response.text


@pytest.mark.parametrize("suffix", FORMS)
def test_every_form_says_what_the_file_says(client: FlaskClient, suffix: str) -> None:
    content_type, form = FORMS[suffix]
    response = client.get(f"/ontology.{suffix}")
    assert response.headers["Content-Type"] == content_type
    plain = serialize((quad.triple for quad in parse(response.data, format=form)), format=RdfFormat.N_TRIPLES)
    assert plain
    assert isomorphic(rdflib.Graph().parse(ONTOLOGY_FILE), rdflib.Graph().parse(data=plain, format="nt"))


@pytest.mark.parametrize("suffix", FORMS)
def test_a_form_is_the_same_by_its_address_and_by_accept(client: FlaskClient, suffix: str) -> None:
    accept = FORMS[suffix][0].partition(";")[0]
    assert client.get(f"/ontology.{suffix}").data == client.get("/ontology", headers={"Accept": accept}).data


def test_a_form_that_there_is_not_is_not_found(client: FlaskClient) -> None:
    response = client.get("/ontology.exe")
    assert response.status_code == 404
    assert "on offer: ttl, nt, jsonld, rdf, svg" in response.text


def test_a_document_is_not_sent_again(client: FlaskClient) -> None:
    for accept in ("text/html", "application/ld+json"):
        tag = client.get("/ontology", headers={"Accept": accept}).headers["ETag"]
        assert client.get("/ontology", headers={"Accept": accept, "If-None-Match": tag}).status_code == 304


def test_the_version_iri_leads_to_the_version_that_is_here(client: FlaskClient, page: Page) -> None:
    (iri,) = Statements(SAID).nodes(NamedNode(str(CCL)), OWL.versionIRI)
    address = "/ontology/" + iri.value.rpartition("/")[2]
    assert client.get(address).data == client.get("/ontology").data
    assert client.get(address, headers={"Accept": BROWSER}).mimetype == "text/html"
    assert address in page.values("a", "href")


def test_of_another_version_the_answer_says_which_is_here(client: FlaskClient) -> None:
    response = client.get("/ontology/0.0.1")
    assert response.status_code == 404
    assert "version 0." in response.text


def test_the_ontology_is_here_even_where_the_data_directory_holds_nothing(tmp_path: Path) -> None:
    base = "https://data.example/elsewhere/"
    directory = DataDirectory.create(tmp_path / "data", base)
    put(directory, [])
    client = create_app(Settings(directory.path)).test_client()
    assert client.get("/ontology").data == ONTOLOGY_FILE.read_bytes()
    page = get(client, "/ontology")
    assert "Claim" in page.values("article", "id")
    assert "/id/concept/deaths" in page.values("a", "href")


# The page


def test_the_page_is_kept_and_so_says_nothing_of_who_asked_for_it(settings: Settings) -> None:
    client = create_app(settings).test_client()
    client.get("/ontology", headers={"Accept": "text/html", "Host": "elsewhere.example"})
    assert "elsewhere.example" not in client.get("/ontology", headers={"Accept": "text/html"}).text


def test_every_term_has_an_entry_with_anchor_iri_labels_and_definition(page: Page) -> None:
    said = Statements(SAID)
    assert set(page.values("article", "id")) == set(CCL)
    for name in CCL:
        assert CCL[name].value in page.within("p"), name
        for label in said.literals(CCL[name], RDFS.label):
            assert label.value in page.within("span"), label
        definition = " ".join(said.text(CCL[name], SKOS.definition, "en").split())
        assert definition in page.text, name


def test_labels_say_their_language(page: Page) -> None:
    languages = page.values("span", "lang")
    assert {"en", "uk", "ru"} == set(languages)
    assert languages.count("uk") >= len(list(CCL))


def test_every_link_within_the_page_leads_to_something_on_it(page: Page) -> None:
    ids = {str(attrs["id"]) for _, attrs in page.elements if "id" in attrs}
    links = {link for link in page.values("a", "href") if link.startswith("#")}
    assert links - {f"#{each}" for each in ids} == set()


def test_every_other_link_leads_here_or_to_an_iri(page: Page) -> None:
    for link in page.values("a", "href"):
        assert link.startswith(("#", "/", "https://", "http://", "mailto:")), link


def test_what_the_page_itself_names_is_a_term(page: Page) -> None:
    names = set(re.findall(r"\bccl:(\w+)", page.text))
    assert names
    assert names <= set(CCL)


def test_every_concept_is_there_with_its_definition_and_leads_to_its_page(page: Page) -> None:
    for concept in concepts():
        assert f"concept-{concept.name}" in page.values("div", "id")
        assert f"/id/concept/{concept.name}" in page.values("a", "href")
    assert "Only the dead, unlike casualties and losses" in page.text


def test_the_prefixes_of_the_file_are_listed(page: Page) -> None:
    for prefix, iri in prefixes().items():
        assert f"{prefix}: {iri}" in page.text


def test_the_page_says_licence_version_and_where_the_forms_are(page: Page) -> None:
    links = page.values("a", "href")
    assert "https://www.apache.org/licenses/LICENSE-2.0" in links
    assert {"/ontology.ttl", "/ontology.nt", "/ontology.jsonld", "/ontology.rdf", "/ontology.svg"} <= set(links)


def test_terms_are_grouped_as_in_the_file(page: Page) -> None:
    headings = [text for text in page.within("h3") if text in {section.title for section in SECTIONS}]
    assert headings == [section.title for section in SECTIONS]


def test_a_few_queries_show_the_main_classes_at_work(page: Page) -> None:
    assert 3 <= len(SHOWN) <= 6
    asked = " ".join(catalogue.read(name).text for name in SHOWN)
    assert {"ccl:about", "ccl:claimant", "ccl:quotation", "ccl:mediator"} <= set(re.findall(r"ccl:\w+", asked))
    for name in SHOWN:
        assert catalogue.read(name).title in page.within("h3")


def test_each_query_opens_in_the_form(client: FlaskClient, page: Page) -> None:
    links = [link for link in page.values("a", "href") if link.startswith("/sparql?example=")]
    assert {f"/sparql?example={name}" for name in SHOWN} <= set(links)
    for link in links:
        form = get(client, link)
        assert "".join(form.within("textarea")).startswith("# title: ")


def test_the_queries_without_a_term_of_ours_are_listed(page: Page) -> None:
    foreign = {name for name in catalogue.names() if "counterclaim/ontology#" not in catalogue.read(name).text}
    assert foreign
    assert {f"/sparql?example={name}" for name in foreign} <= set(page.values("a", "href"))


def test_a_query_that_the_catalogue_does_not_hold_opens_nothing(client: FlaskClient) -> None:
    assert client.get("/sparql?example=nothing", headers={"Accept": "text/html"}).status_code == 404


# An entry


def test_a_term_in_no_section_still_appears() -> None:
    said = Statements(SAID)
    (first, *rest) = SECTIONS
    found = groups(said, [Section(first.title, first.names[1:]), *rest])
    assert found[-1].title == "Further terms"
    assert [term.name for term in found[-1].terms] == [first.names[0]]


def test_an_entry_names_its_kinds() -> None:
    terms = entries()
    assert terms["Claim"].kinds == ("class",)
    assert terms["jointWith"].kinds == ("object property", "symmetric", "irreflexive")
    assert terms["subsetOf"].kinds == ("object property", "transitive")
    assert terms["value"].kinds == ("datatype property", "functional")


def test_a_chain_reads_as_a_path_and_on_its_parts_says_what_follows() -> None:
    terms = entries()
    assert "ccl:claimant / ccl:actsFor" in written(terms["attributableTo"].facts)["Follows from"]
    chains = written(terms["transfer"].facts)["Part of a chain"]
    assert "ccl:transfer / ccl:transferor → ccl:participant" in chains


def test_a_class_says_what_it_has_what_it_is_a_value_of_and_what_it_inherits() -> None:
    facts = written(entries()["Outlet"].facts)
    assert facts["A kind of"] == ["ccl:Agency"]
    assert "ccl:actsFor" in facts["Has, as ccl:Agency"]
    assert "ccl:claimant" in facts["Is, as ccl:Agency, a value of"]
    assert written(entries()["Agency"].facts)["Kinds of it"] == ["ccl:Outlet"]
    assert "ccl:about" in written(entries()["Quantity"].facts)["Is a value of"]


def test_inverses_and_disjointness_are_said_on_both_sides() -> None:
    terms = entries()
    assert written(terms["partOf"].facts)["Inverse"] == ["ccl:transfer"]
    assert "ccl:Party" in written(terms["Agency"].facts)["Never also a"]
    assert written(terms["transferor"].facts)["Never together with"] == ["ccl:transferee"]
    one_way = frozenset({Triple(CCL.partOf, OWL.inverseOf, CCL.transfer)})
    assert written(entries(without=one_way)["partOf"].facts)["Inverse"] == ["ccl:transfer"]


def test_a_property_says_domain_and_range_and_more_narrowly_where_it_is_used() -> None:
    facts = written(entries()["claimant"].facts)
    assert facts["Domain"] == ["schema:Claim"]
    assert facts["Used on"] == ["ccl:Claim", "ccl:EventClaim"]
    assert facts["Range"] == ["prov:Agent"]
    assert facts["Values"] == ["ccl:Party", "ccl:Agency", "ccl:Spokesperson"]


def test_names_of_terms_in_a_definition_are_links() -> None:
    refs = [piece.ref for piece in entries()["Claim"].definition if piece.ref]
    assert [(ref.label, ref.href) for ref in refs] == [("ccl:EventClaim", "#EventClaim")]


def test_an_example_is_shown_with_each_subject_on_a_line_of_its_own() -> None:
    example = Triple(CCL.Party, SKOS.example, Literal('<a> a ccl:Party ; ccl:demonym "B. C."@en . <b> a ccl:Party .'))
    assert entries(example)["Party"].examples[-1].splitlines() == [
        '<a> a ccl:Party ; ccl:demonym "B. C."@en .',
        "<b> a ccl:Party .",
    ]


def test_a_deprecated_term_says_so_and_what_replaces_it() -> None:
    replaced = NamedNode("http://purl.org/dc/terms/isReplacedBy")
    true = Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))
    term = entries(Triple(CCL.rule, OWL.deprecated, true), Triple(CCL.rule, replaced, CCL.loader))["rule"]
    assert term.is_deprecated
    assert [ref.label for ref in term.replaced_by] == ["ccl:loader"]
    assert not entries()["loader"].is_deprecated


def test_what_nobody_foresaw_is_shown_under_its_own_name() -> None:
    term = entries(Triple(CCL.rule, SKOS.note, Literal("See ccl:loader.")), Triple(CCL.rule, RDFS.seeAlso, CCL.loader))
    facts = written(term["rule"].facts)
    assert facts["Note"] == ["See ccl:loader."]
    assert facts["See also"] == ["ccl:loader"]
    unknown = entries(Triple(CCL.rule, NamedNode("urn:x:colour"), Literal("red")))
    assert written(unknown["rule"].facts)["urn:x:colour"] == ["red"]


# Other vocabularies


def answers(found: tuple[Foreign, ...]) -> dict[str, list[str]]:
    return {answer.asked.label: [ref.label for ref in answer.ours] for each in found for answer in each.answers}


def test_a_term_of_another_vocabulary_gives_the_widest_of_ours_below_it() -> None:
    found = answers(alignments(Statements(SAID)))
    assert found["prov:wasAttributedTo"] == ["ccl:claimant"]
    assert found["sem:Event"] == ["ccl:Conflict", "ccl:Exchange", "ccl:ConflictEvent"]
    assert found["org:Organization"] == ["ccl:Party", "ccl:Agency"]


def test_it_does_so_over_several_steps() -> None:
    found = answers(alignments(Statements(SAID)))
    assert found["prov:Agent"] == ["ccl:Party", "ccl:Agency", "ccl:Spokesperson"]
    assert "ccl:foundIn" in found["prov:wasDerivedFrom"]


def test_every_term_that_ours_refine_is_in_the_table(page: Page) -> None:
    found = answers(alignments(Statements(SAID)))
    own = {CCL[name] for name in CCL}
    for triple in SAID:
        if triple.subject in own and triple.predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
            assert isinstance(triple.object, NamedNode)
            if triple.object not in own:
                name = next(
                    f"{prefix}:{triple.object.value.removeprefix(iri)}"
                    for prefix, iri in prefixes().items()
                    if triple.object.value.startswith(iri)
                )
                assert name in found
                assert name in page.within("th")


def test_a_link_that_is_gone_is_gone_from_the_table() -> None:
    link = Triple(CCL.claimant, RDFS.subPropertyOf, PROV.wasAttributedTo)
    assert "prov:wasAttributedTo" not in answers(alignments(Statements(each for each in SAID if each != link)))


def test_a_vocabulary_that_nobody_foresaw_goes_by_its_prefix() -> None:
    new = Triple(CCL.Claim, RDFS.subClassOf, NamedNode("http://www.w3.org/2000/01/rdf-schema#Resource"))
    found = {each.name: each for each in alignments(Statements([*SAID, new]))}
    assert found["rdfs"].href is None
    assert {"schema.org", "PROV-O", "Web Annotation"} <= set(found)


def test_terms_are_said_to_be_classes_where_they_are() -> None:
    by_name = {each.asked.label: each for foreign in alignments(Statements(SAID)) for each in foreign.answers}
    assert by_name["schema:Claim"].is_class
    assert not by_name["schema:about"].is_class
    assert Triple(SCHEMA.Claim, RDF.type, OWL.Class) in SAID
