"""Every term has an example of its use that is Turtle, true to the ontology, and at one with all others.

The convention stands at the head of `counterclaim.ttl`: prefixes as in that file, IRIs relative to the default base.
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path

import owlrl
import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from ontology.identifiers import DEFAULT_BASE
from ontology.terms import CCL, OA, ONTOLOGY_FILE, OWL, PREFIXES, PROV, RDF, RDFS, SCHEMA, SKOS, XSD
from ontology.turtle import triples
from ontology.vocabulary import ontology_quads, reference_quads

ONTOLOGY = [quad.triple for quad in ontology_quads(DEFAULT_BASE)]
REFERENCE = [quad.triple for quad in reference_quads(DEFAULT_BASE)]
KNOWN = {triple.subject for triple in REFERENCE}
PREFIX_LINES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
SHORT = 220

# What the reference data describe, and the class of everything else, by the first part of its path.
BEFOREHAND = {"party", "agency", "spokesperson", "conflict", "place", "register", "identifier", "concept", "scheme"}
CLASSES = {
    "claim": CCL.Claim,
    "quantity": CCL.Quantity,
    "exchange": CCL.Exchange,
    "event": CCL.ConflictEvent,
    "transfer": CCL.Transfer,
    "report": CCL.Report,
    "dataset": CCL.Dataset,
    "text": CCL.Text,
    "extraction": CCL.Extraction,
    "activity": PROV.Activity,
    "char": OA.SpecificResource,
    "quote": OA.TextQuoteSelector,
    "relation": CCL.Match,
    "part": CCL.ScorePart,
    "making": PROV.Activity,
}


def _examples() -> dict[str, list[Literal]]:
    found: dict[str, list[Literal]] = defaultdict(list)
    for triple in ONTOLOGY:
        if triple.predicate == SKOS.example and isinstance(triple.subject, NamedNode):
            assert isinstance(triple.object, Literal)
            found[triple.subject.value.removeprefix(str(CCL))].append(triple.object)
    return found


EXAMPLES = _examples()


@cache
def _read(turtle: str) -> tuple[Triple, ...]:
    document = f"@base <{DEFAULT_BASE}> .\n{PREFIX_LINES}{turtle}"
    return tuple(quad.triple for quad in parse(document.encode(), format=RdfFormat.TURTLE))


def _said(name: str) -> tuple[Triple, ...]:
    return _read(EXAMPLES[name][0].value)


def _all() -> set[Triple]:
    return {triple for name in EXAMPLES for triple in _said(name)}


def _objects(subject: object, predicate: NamedNode, among: list[Triple]) -> set[object]:
    return {t.object for t in among if t.subject == subject and t.predicate == predicate}


def _kind(node: NamedNode) -> str:
    """Give the first part of a node's path below `graph/`, and of a part of something the kind of its fragment."""
    path, _, fragment = node.value.removeprefix(DEFAULT_BASE).partition("#")
    return fragment.partition("=")[0] or path.removeprefix("graph/").partition("/")[0]


@pytest.fixture(scope="module", params=sorted(CCL))
def term(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_term_has_one_example_in_english(term: str) -> None:
    (example,) = EXAMPLES[term]
    assert example.language == "en"


def test_an_example_is_turtle_and_uses_its_term(term: str) -> None:
    used = {t.object if t.predicate == RDF.type else t.predicate for t in _said(term)}
    assert CCL[term] in used


def test_an_example_is_short_and_in_one_line(term: str) -> None:
    text = EXAMPLES[term][0].value
    assert len(text) <= SHORT
    assert re.fullmatch(r"<\S[^\n]* \.", text)


def test_examples_use_declared_terms_only(tmp_path: Path) -> None:
    file = tmp_path / "examples.ttl"
    said = "\n".join(example.value for examples in EXAMPLES.values() for example in examples)
    file.write_text(f"@base <{DEFAULT_BASE}> .\n{PREFIX_LINES}{said}", encoding="utf-8")
    assert triples(file)  # which refuses any other


def test_no_example_has_a_blank_node(term: str) -> None:
    assert not [t for t in _said(term) if isinstance(t.subject, BlankNode) or isinstance(t.object, BlankNode)]


def test_whom_and_what_an_example_names_is_in_the_reference_data(term: str) -> None:
    named = {n for t in _said(term) for n in (t.subject, t.object) if isinstance(n, NamedNode)}
    assert not {n for n in named if n.value.startswith(DEFAULT_BASE) and _kind(n) in BEFOREHAND} - KNOWN


def test_every_other_thing_is_of_a_kind_that_data_have(term: str) -> None:
    named = {n for t in _said(term) for n in (t.subject, t.object) if isinstance(n, NamedNode)}
    paths = {_kind(n) for n in named if n.value.startswith(DEFAULT_BASE)}
    assert paths <= BEFOREHAND | set(CLASSES)


def test_what_an_example_says_of_things_known_beforehand_is_what_the_reference_data_say(term: str) -> None:
    assert not {t for t in _said(term) if t.subject in KNOWN} - set(REFERENCE)


@cache
def _superclasses(name: NamedNode) -> frozenset[object]:
    found: set[object] = {name}
    agenda: list[object] = [name]
    while agenda:
        new = _objects(agenda.pop(), RDFS.subClassOf, ONTOLOGY) - found
        found |= new
        agenda += new
    return frozenset(found)


def _classes(node: object) -> set[object]:
    assert isinstance(node, NamedNode)
    told = {n for n in _objects(node, RDF.type, [*REFERENCE, *_all()]) if isinstance(n, NamedNode)}
    # An event claim has the path of a claim, and says what it is.
    own = told or {CLASSES[_kind(node)]}
    return {above for name in own for above in _superclasses(name)}


def _allowed(name: NamedNode, includes: NamedNode, axiom: NamedNode) -> set[object]:
    """Give the classes that a property of ours joins at one end: those listed, else that of the axiom, if any."""
    return _objects(name, includes, ONTOLOGY) or _objects(name, axiom, ONTOLOGY)


def _fits(node: object, allowed: set[object]) -> bool:
    if isinstance(node, Literal):
        # Whatever is written is a literal, and every integer is a decimal.
        wider = {XSD.integer: {XSD.decimal}}.get(node.datatype, set())
        return bool({node.datatype, RDFS.Literal, *wider} & allowed)
    return not allowed or bool(_classes(node) & allowed)


def test_an_example_joins_what_its_properties_join(term: str) -> None:
    ours = [t for t in _said(term) if t.predicate.value.startswith(str(CCL))]
    assert ours or CCL[term] in {t.object for t in _said(term)}
    for triple in ours:
        assert _fits(triple.subject, _allowed(triple.predicate, SCHEMA.domainIncludes, RDFS.domain)), triple
        assert _fits(triple.object, _allowed(triple.predicate, SCHEMA.rangeIncludes, RDFS.range)), triple


def test_examples_give_a_thing_one_value_of_a_functional_property() -> None:
    functional = {t.subject for t in ONTOLOGY if t.object == OWL.FunctionalProperty}
    values: dict[tuple[object, object], set[object]] = defaultdict(set)
    for triple in _all():
        if triple.predicate in functional:
            values[triple.subject, triple.predicate].add(triple.object)
    assert not {key: several for key, several in values.items() if len(several) > 1}


def test_the_intervals_of_examples_are_those_that_their_comparators_mean() -> None:
    figures: dict[object, dict[NamedNode, str]] = defaultdict(dict)
    for triple in _all():
        if isinstance(triple.object, NamedNode | Literal):
            figures[triple.subject][triple.predicate] = triple.object.value.removeprefix(f"{DEFAULT_BASE}concept/")
    intervals = {
        (f[CCL.comparator], *(Decimal(f[p]) if p in f else None for p in (CCL.value, CCL.lowest, CCL.highest)))
        for f in figures.values()
        if CCL.lowest in f
    }
    assert intervals == {
        ("more-than", Decimal(40), Decimal(41), None),
        ("about", Decimal(1061350), Decimal(955215), Decimal(1167485)),
        ("between", Decimal(189000), Decimal(189000), Decimal(273000)),
        ("between", Decimal(3), Decimal(2), Decimal(5)),
    }


def _closed(statements: set[Triple]) -> tuple[rdflib.Graph, list[str]]:
    """Close ontology and statements, with what is known of the things in them; give the graph and what clashes."""
    named = {node for triple in statements for node in (triple.subject, triple.object)}
    known = [triple for triple in REFERENCE if triple.subject in named]
    graph = rdflib.Graph()
    for triple in (*ONTOLOGY, *known, *statements):
        graph.add(_rdflib(triple))
    closure = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=False)
    closure.closure()
    return graph, list(closure.error_messages)


def _rdflib(triple: Triple) -> tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]:
    def node(term: object) -> rdflib.term.Node:
        if isinstance(term, Literal):
            language = term.language
            return rdflib.Literal(term.value, language, None if language else term.datatype.value)
        assert isinstance(term, NamedNode)
        return rdflib.URIRef(term.value)

    return node(triple.subject), node(triple.predicate), node(triple.object)


def test_no_two_examples_contradict_each_other() -> None:
    assert _closed(_all())[1] == []


@pytest.mark.parametrize(
    "clash",
    [
        "<claim/d16b> a ccl:Quantity .",
        "<claim/77e4> ccl:about <quantity/ea65> .",
        "<transfer/16e6> ccl:transferee <party/russia> .",
        "<claim/d16b> ccl:corroboratedBy <claim/2f6a> . <claim/d16b> ccl:passesOn <claim/2f6a> .",
        "<claim/12a0> ccl:contradicts <claim/12b0> .",
        "<report/da04> a ccl:Text .",
        "<register/p-code> a ccl:Agency .",
    ],
)
def test_an_example_that_contradicts_others_would_be_seen(clash: str) -> None:
    assert _closed({*_all(), *_read(clash)})[1]


@pytest.mark.parametrize("name", ["participant", "attributableTo"])
def test_what_an_example_shows_as_inferred_follows_from_the_rest_of_it(name: str) -> None:
    shown = {triple for triple in _said(name) if triple.predicate == CCL[name]}
    closed, _ = _closed(set(_said(name)) - shown)
    assert shown
    assert all(_rdflib(triple) in closed for triple in shown)


def test_the_head_of_the_file_says_how_examples_are_written() -> None:
    head = ONTOLOGY_FILE.read_text(encoding="utf-8").partition("@prefix")[0]
    assert "skos:example" in head
    assert DEFAULT_BASE in head
