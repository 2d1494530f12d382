"""The schemes and the reference data are whole, agree with the model, and go below any base."""

from __future__ import annotations

from collections import Counter, defaultdict
from enum import StrEnum
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from ontology import vocabulary
from ontology.identifiers import DEFAULT_BASE
from ontology.model import Accumulation, Comparator, EventType, Modality, Phenomenon, Population, Review, Stance
from ontology.terms import CCL, RDF, SKOS
from ontology.turtle import triples
from ontology.vocabulary import (
    AgentEntry,
    agents,
    concepts,
    conflicts,
    ontology_quads,
    reference_quads,
)

FOLDER = Path(vocabulary.__file__).parent
FILES = sorted([*FOLDER.glob("schemes/*.ttl"), *FOLDER.glob("reference/*.ttl")])
OTHER_BASE = "http://127.0.0.1:8000/id/"
SCHEMES: dict[str, type[StrEnum]] = {
    "phenomena": Phenomenon,
    "populations": Population,
    "comparators": Comparator,
    "stances": Stance,
    "modalities": Modality,
    "accumulations": Accumulation,
    "reviews": Review,
    "event-types": EventType,
}
REFERENCE = list(reference_quads(DEFAULT_BASE))
LANGUAGES = ["en", "ru", "uk"]


def _objects(path: str, predicate: NamedNode) -> list[NamedNode | Literal]:
    subject = NamedNode(DEFAULT_BASE + path)
    found = [q.object for q in REFERENCE if q.subject == subject and q.predicate == predicate]
    return [term for term in found if isinstance(term, NamedNode | Literal)]


def _languages(path: str, predicate: NamedNode) -> list[str]:
    return sorted(str(t.language) for t in _objects(path, predicate) if isinstance(t, Literal))


def _by_path() -> dict[str, AgentEntry]:
    return {agent.path: agent for agent in agents()}


@pytest.fixture(params=[concept.name for concept in concepts()])
def concept(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_holds_the_concepts_that_the_model_enumerates(name: str) -> None:
    assert [c.name for c in concepts() if c.scheme == name] == list(SCHEMES[name])


def test_there_is_no_scheme_that_the_model_does_not_know() -> None:
    assert {c.scheme for c in concepts()} == set(SCHEMES)
    assert {file.stem for file in FOLDER.glob("schemes/*.ttl")} == set(SCHEMES)


def test_no_two_schemes_share_the_name_of_a_concept() -> None:
    assert not [name for name, times in Counter(c.name for c in concepts()).items() if times > 1]


def test_a_concept_has_a_preferred_label_in_each_language(concept: str) -> None:
    assert _languages(f"concept/{concept}", SKOS.prefLabel) == LANGUAGES


def test_a_concept_has_one_english_definition(concept: str) -> None:
    assert _languages(f"concept/{concept}", SKOS.definition) == ["en"]


def test_a_concept_has_its_json_name_as_notation(concept: str) -> None:
    assert _objects(f"concept/{concept}", SKOS.notation) == [Literal(concept.replace("-", "_"))]


def test_a_concept_and_its_scheme_name_each_other(concept: str) -> None:
    (scheme,) = _objects(f"concept/{concept}", SKOS.topConceptOf)
    assert _objects(f"concept/{concept}", SKOS.inScheme) == [scheme]
    tops = _objects(scheme.value.removeprefix(DEFAULT_BASE), SKOS.hasTopConcept)
    assert NamedNode(f"{DEFAULT_BASE}concept/{concept}") in tops


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_has_labels_and_a_definition(name: str) -> None:
    assert _languages(f"scheme/{name}", SKOS.prefLabel) == LANGUAGES
    assert _languages(f"scheme/{name}", SKOS.definition) == ["en"]


def test_related_concepts_exist() -> None:
    known = {f"{DEFAULT_BASE}concept/{c.name}" for c in concepts()}
    related = {q.object.value for q in REFERENCE if q.predicate == SKOS.related and isinstance(q.object, NamedNode)}
    assert related <= known


def test_no_label_is_both_preferred_and_alternative() -> None:
    labels: dict[object, set[object]] = defaultdict(set)
    for quad in REFERENCE:
        if quad.predicate in (SKOS.altLabel, CCL.metonym):
            labels[quad.subject].add(quad.object)
    assert not [q for q in REFERENCE if q.predicate == SKOS.prefLabel and q.object in labels[q.subject]]


@pytest.mark.parametrize("agent", agents(), ids=lambda agent: agent.path)
def test_an_agent_has_a_preferred_label_in_english_and_at_most_one_in_each_language(agent: AgentEntry) -> None:
    told = _languages(agent.path, SKOS.prefLabel)
    assert told == [language for language in LANGUAGES if language == "en" or language in told]
    assert agent.names[0] == agent.label


@pytest.mark.parametrize("agent", agents(), ids=lambda agent: agent.path)
def test_an_agent_has_one_class_and_the_path_that_goes_with_it(agent: AgentEntry) -> None:
    assert len(_objects(agent.path, RDF.type)) == 1
    assert agent.path.partition("/")[0] == {"outlet": "agency"}.get(agent.kind, agent.kind)


def test_no_agent_is_told_twice() -> None:
    assert len(_by_path()) == len(agents())


def test_whoever_an_agent_acts_for_is_an_agent_too() -> None:
    assert {agent.acts_for for agent in agents() if agent.acts_for} <= set(_by_path())


def test_an_agent_acts_for_at_most_one_other() -> None:
    doers = Counter(q.subject for q in REFERENCE if q.predicate in (CCL.actsFor, CCL.speaksFor))
    assert set(doers.values()) == {1}


def test_nobody_acts_for_himself_over_others() -> None:
    known = _by_path()
    for agent in agents():
        seen = [agent.path]
        while (principal := known[seen[-1]].acts_for) is not None:
            assert principal not in seen
            seen.append(principal)


def test_only_persons_speak_for_somebody() -> None:
    speakers = {q.subject for q in REFERENCE if q.predicate == CCL.speaksFor}
    persons = {NamedNode(DEFAULT_BASE + a.path) for a in agents() if a.kind == "spokesperson"}
    assert speakers <= persons


def test_no_outlet_acts_for_anybody() -> None:
    assert not [agent.path for agent in agents() if agent.kind == "outlet" and agent.acts_for]


def test_no_two_agents_share_an_english_name() -> None:
    bearers: dict[str, set[str]] = defaultdict(set)
    for agent in agents():
        for name in (*agent.names, *agent.metonyms, *agent.demonyms):
            bearers[name.casefold()].add(agent.path)
    assert not {name: paths for name, paths in bearers.items() if len(paths) > 1}


@pytest.mark.parametrize(
    "name",
    [
        *("Red Cross", "International Red Cross", "General Staff", "Joint Centre", "State Commission"),
        *("Yemen", "Yemeni", "Sanaa", "Sana'a", "Aden", "Tigrayan", "Tigray", "Jerusalem", "PA", "IPS"),
        "State Commission on Prisoners of War, Hostages and Missing Persons",
    ],
)
def test_a_name_that_others_bear_too_is_nobodys(name: str) -> None:
    assert not [a.path for a in agents() if name in (*a.names, *a.metonyms, *a.demonyms)]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Coordination Headquarters", "agency/coordination-hq-pow"),
        ("Coordinating Headquarters for the Treatment of Prisoners of War", "agency/coordination-hq-pow"),
        ("Russian Defence Ministry", "agency/mod-russia"),
        ("Russian Defense Ministry", "agency/mod-russia"),
        ("Defence Ministry of Russia", "agency/mod-russia"),
        ("ICRC", "agency/icrc"),
        ("BBC", "agency/bbc"),
        ("Mediazona", "agency/mediazona"),
        ("Zelensky", "spokesperson/zelensky"),
        ("Lubinets", "spokesperson/lubinets"),
        ("U.S.", "party/united-states"),
        ("IDF", "agency/idf"),
        ("Gaza's Health Ministry", "agency/gaza-health-ministry"),
        ("Houthis", "party/houthis"),
        ("TPLF", "party/tplf"),
    ],
)
def test_the_press_s_name_leads_to_the_agent(name: str, path: str) -> None:
    assert [agent.path for agent in agents() if name in agent.names] == [path]


@pytest.mark.parametrize(
    ("metonym", "path"),
    [
        ("Moscow", "party/russia"),
        ("the Kremlin", "party/russia"),
        ("Kyiv", "party/ukraine"),
        ("Kiev", "party/ukraine"),
        ("Bankova", "party/ukraine"),
        ("Washington", "party/united-states"),
        ("Abu Dhabi", "party/uae"),
        ("Baku", "party/azerbaijan"),
        ("Yerevan", "party/armenia"),
        ("Addis Ababa", "party/ethiopia"),
        ("Tehran", "party/iran"),
    ],
)
def test_a_capital_stands_for_its_party(metonym: str, path: str) -> None:
    assert [agent.path for agent in agents() if metonym in agent.metonyms] == [path]


def test_zelensky_speaks_for_ukraine() -> None:
    assert _by_path()["spokesperson/zelensky"].acts_for == "party/ukraine"


def test_the_icrc_is_neutral() -> None:
    assert _by_path()["agency/icrc"].acts_for is None


def test_the_people_of_a_party_are_called_by_its_demonym() -> None:
    assert _by_path()["party/ukraine"].demonyms == ("Ukrainian",)


def test_the_invasion_is_a_phase_of_the_longer_war() -> None:
    (invasion,) = [conflict for conflict in conflicts() if conflict.phase_of]
    assert invasion.path == "conflict/russian-invasion-of-ukraine"
    assert invasion.phase_of == "conflict/russo-ukrainian-war"


@pytest.mark.parametrize(
    ("path", "parties"),
    [
        ("russo-ukrainian-war", ("party/russia", "party/ukraine")),
        ("russian-invasion-of-ukraine", ("party/russia", "party/ukraine")),
        ("gaza-war", ("party/israel", "party/hamas")),
        ("nagorno-karabakh-war-2020", ("party/armenia", "party/azerbaijan")),
        ("nagorno-karabakh-offensive-2023", ("party/azerbaijan", "party/armenia")),
        ("yemeni-civil-war", ("party/yemen-government", "party/houthis")),
        ("tigray-war", ("party/ethiopia", "party/tplf")),
        ("iran-iraq-war", ("party/iran", "party/iraq")),
    ],
)
def test_a_conflict_has_two_sides(path: str, parties: tuple[str, ...]) -> None:
    assert [c.parties for c in conflicts() if c.path == f"conflict/{path}"] == [parties]


def test_the_sides_of_a_conflict_are_parties() -> None:
    known = _by_path()
    assert {known[party].kind for conflict in conflicts() for party in conflict.parties} == {"party"}


def _all(base: str) -> list[Quad]:
    return [*ontology_quads(base), *reference_quads(base)]


def test_ontology_and_reference_data_stand_in_their_graphs() -> None:
    assert {q.graph_name for q in ontology_quads(OTHER_BASE)} == {NamedNode(f"{OTHER_BASE}graph/ontology")}
    assert {q.graph_name for q in reference_quads(OTHER_BASE)} == {NamedNode(f"{OTHER_BASE}graph/reference")}


def test_below_another_base_nothing_is_left_of_the_default_one() -> None:
    assert not [quad for quad in _all(OTHER_BASE) if DEFAULT_BASE in str(quad)]


def test_below_another_base_the_same_is_said() -> None:
    moved = {str(quad).replace(OTHER_BASE, DEFAULT_BASE) for quad in _all(OTHER_BASE)}
    assert moved == {str(quad) for quad in _all(DEFAULT_BASE)}


def test_the_same_quads_come_in_the_same_order() -> None:
    assert _all(OTHER_BASE) == _all(OTHER_BASE)


def test_no_triple_is_said_twice() -> None:
    assert len(set(REFERENCE)) == len(REFERENCE)


def test_there_are_no_blank_nodes() -> None:
    assert not [q for q in REFERENCE if isinstance(q.subject, BlankNode) or isinstance(q.object, BlankNode)]


def test_only_terms_of_the_ontology_are_used() -> None:
    used = {t.value for q in REFERENCE for t in (q.predicate, q.object) if isinstance(t, NamedNode)}
    ours = {iri.removeprefix(str(CCL)) for iri in used if iri.startswith(str(CCL))}
    assert ours <= set(CCL)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_two_parsers_read_the_same_number_of_triples(file: Path) -> None:
    graph = rdflib.Graph().parse(file, format="turtle")
    assert len(graph) == len(triples(file))


@pytest.mark.parametrize("file", sorted(FOLDER.glob("reference/*.ttl")), ids=lambda file: file.stem)
def test_a_file_of_reference_data_says_where_it_comes_from(file: Path) -> None:
    assert "compiled for this project" in file.read_text(encoding="utf-8")
