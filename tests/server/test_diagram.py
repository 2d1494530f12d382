"""The diagram of the core classes: what it draws is in the ontology, and what it draws can be read."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from itertools import combinations, pairwise

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Triple

from ontology.statements import Statements
from ontology.terms import CCL, ONTOLOGY_FILE, OWL, PREFIXES, PROV, RDF, RDFS, SCHEMA
from ontology.turtle import triples
from server.views.diagram import ADVANCE, BOX_FONT, HEIGHT, WIDTH, Diagram, Line, draw

SAID = triples(ONTOLOGY_FILE)
SVG = "{http://www.w3.org/2000/svg}"

Rectangle = tuple[float, float, float, float]


def drawn(*, without: Iterable[Triple] = (), besides: Iterable[Triple] = ()) -> Diagram:
    left_out = set(without)
    return draw(Statements([*(triple for triple in SAID if triple not in left_out), *besides]))


@pytest.fixture(scope="module")
def diagram() -> Diagram:
    return drawn()


def node(label: str) -> NamedNode:
    """Give the term that a label of the drawing names."""
    prefix, _, name = label.rpartition(":")
    return NamedNode(PREFIXES[prefix or "ccl"] + name)


def labels(line: Line) -> list[str]:
    return [label.ref.label for label in line.labels]


def named(diagram: Diagram) -> set[tuple[str, str, str]]:
    """Give what the lines along properties say."""
    return {(line.source.value, node(name).value, line.target.value) for line in diagram.lines for name in labels(line)}


def core(diagram: Diagram) -> set[NamedNode]:
    return {node(box.ref.label) for box in diagram.boxes}


def wider(start: NamedNode) -> set[NamedNode]:
    found: set[NamedNode] = set()
    ahead = [start]
    while ahead:
        at = ahead.pop()
        new = {t.object for t in SAID if t.subject == at and t.predicate == RDFS.subClassOf} - found
        found |= {each for each in new if isinstance(each, NamedNode)}
        ahead += [each for each in new if isinstance(each, NamedNode)]
    return found


# What is drawn


def test_every_line_along_a_property_is_in_the_ontology(diagram: Diagram) -> None:
    for line in diagram.lines:
        for name in labels(line):
            said = {(t.predicate, t.object) for t in SAID if t.subject == node(name)}
            assert {(RDFS.domain, line.source), (SCHEMA.domainIncludes, line.source)} & said, line.words
            assert {(RDFS.range, line.target), (SCHEMA.rangeIncludes, line.target)} & said, line.words


def test_every_line_to_a_wider_class_is_in_the_ontology(diagram: Diagram) -> None:
    links = [line for line in diagram.lines if line.is_link]
    assert len(links) > 8
    for line in links:
        assert line.target in wider(line.source), line.words


def test_every_object_property_between_core_classes_is_drawn_or_listed(diagram: Diagram) -> None:
    inside = core(diagram)
    listed = {relation.by.label for relation in diagram.relations if relation.by}
    for triple in SAID:
        if (triple.predicate, triple.object) != (RDF.type, OWL.ObjectProperty):
            continue
        said = [t for t in SAID if t.subject == triple.subject]
        starts = any(t.predicate in (RDFS.domain, SCHEMA.domainIncludes) and t.object in inside for t in said)
        ends = any(t.predicate in (RDFS.range, SCHEMA.rangeIncludes) and t.object in inside for t in said)
        assert isinstance(triple.subject, NamedNode)
        name = triple.subject.value.removeprefix(str(CCL))
        assert (f"ccl:{name}" in listed) == (starts and ends), name
    shown = {name for line in diagram.lines for name in labels(line)}
    assert {r.by.label.removeprefix("ccl:") for r in diagram.relations if r.by and r.drawn} == shown


def test_every_nearest_wider_class_among_the_core_is_drawn(diagram: Diagram) -> None:
    assert all(relation.drawn for relation in diagram.relations if relation.by is None)
    for narrow in core(diagram):
        for wide in wider(narrow) & core(diagram):
            links = {line.source: line.target for line in diagram.lines if line.is_link}
            at = narrow
            while at != wide:
                at = links[at]


def test_every_class_of_ours_is_drawn_or_listed(diagram: Diagram) -> None:
    classes = {t.subject for t in SAID if (t.predicate, t.object) == (RDF.type, OWL.Class)}
    own = {each for each in classes if isinstance(each, NamedNode) and each.value.startswith(str(CCL))}
    assert core(diagram) | {node(ref.label) for ref in diagram.others} >= own


def test_a_property_that_leads_elsewhere_is_no_longer_drawn_there() -> None:
    about = Triple(CCL.about, RDFS.range, CCL.Quantity)
    elsewhere = Triple(CCL.about, RDFS.range, CCL.Place)
    line = (CCL.Claim.value, CCL.about.value, CCL.Quantity.value)
    assert line in named(drawn())
    assert line not in named(drawn(without=[about], besides=[elsewhere]))


def test_a_new_property_on_a_laid_way_is_drawn_beside_the_others() -> None:
    new = [Triple(CCL.unitOf, RDFS.domain, CCL.Agency)]
    assert (CCL.Agency.value, CCL.unitOf.value, CCL.Party.value) in named(drawn(besides=new))


def test_a_new_property_where_no_way_is_laid_is_listed() -> None:
    new = [Triple(CCL.unitOf, RDFS.domain, CCL.Text)]
    (relation,) = [each for each in drawn(besides=new).relations if each.by and each.by.label == "ccl:unitOf"]
    assert not relation.drawn
    assert [ref.label for ref in relation.sources] == ["ccl:Text"]


def test_a_new_link_where_no_way_is_laid_is_listed() -> None:
    new = [Triple(CCL.Transfer, RDFS.subClassOf, CCL.Exchange)]
    undrawn = [each for each in drawn(besides=new).relations if not each.drawn and each.by is None]
    assert [(each.sources[0].label, each.targets[0].label) for each in undrawn] == [("ccl:Transfer", "ccl:Exchange")]


def test_a_link_over_a_class_that_is_not_drawn_leads_to_the_next_wider_one() -> None:
    between = drawn(without=[Triple(PROV.Organization, RDF.type, OWL.Class)])
    undrawn = {(*each.sources, *each.targets) for each in between.relations if not each.drawn and each.by is None}
    assert {tuple(ref.label for ref in pair) for pair in undrawn} == {
        ("ccl:Party", "prov:Agent"),
        ("ccl:Agency", "prov:Agent"),
    }


def test_a_class_that_is_gone_has_no_box_and_no_lines() -> None:
    gone = drawn(without=[Triple(CCL.Outlet, RDF.type, OWL.Class)])
    assert CCL.Outlet not in core(gone)
    assert not [line for line in gone.lines if CCL.Outlet in (line.source, line.target)]


# How it is drawn


def rectangles(diagram: Diagram) -> dict[str, Rectangle]:
    return {box.ref.label: (box.x, box.y, box.x + box.width, box.y + box.height) for box in diagram.boxes}


def segments(diagram: Diagram) -> list[tuple[Line, Rectangle]]:
    return [
        (line, (min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)))
        for line in diagram.lines
        for (x, y), (to_x, to_y) in pairwise(line.points)
    ]


def overlap(one: Rectangle, other: Rectangle) -> bool:
    """Tell whether the insides of two rectangles, or a line and the inside of one, have a point in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_names_fit_into_their_boxes(diagram: Diagram) -> None:
    for box in diagram.boxes:
        assert len(box.ref.label) * BOX_FONT * ADVANCE <= box.width - 12, box.ref.label


def test_boxes_and_labels_lie_apart_from_each_other_and_on_the_page(diagram: Diagram) -> None:
    texts = {
        (name, line.words): label.extent
        for line in diagram.lines
        for label, name in zip(line.labels, labels(line), strict=True)
    }
    things: list[tuple[object, Rectangle]] = [*rectangles(diagram).items(), *texts.items()]
    for (what, one), (other, two) in combinations(things, 2):
        assert not overlap(one, two), (what, other)
    for what, (left, top, right, bottom) in things:
        assert left >= 0, what
        assert top >= 0, what
        assert right <= WIDTH, what
        assert bottom <= HEIGHT, what


def test_lines_are_upright_or_level_and_cross_no_box(diagram: Diagram) -> None:
    for line, (left, top, right, bottom) in segments(diagram):
        assert left == right or top == bottom, line.words
        for name, box in rectangles(diagram).items():
            assert not overlap((left, top, right, bottom), box), (line.words, name)


def test_lines_cross_no_label(diagram: Diagram) -> None:
    for line in diagram.lines:
        for label in line.labels:
            for other, segment in segments(diagram):
                assert not overlap(segment, label.extent), (label.ref.label, other.words)


def test_lines_run_together_only_on_the_way_to_one_wider_class(diagram: Diagram) -> None:
    for (line, one), (other, two) in combinations(segments(diagram), 2):
        upright = one[0] == one[2] == two[0] == two[2] and one[1] < two[3] and two[1] < one[3]
        level = one[1] == one[3] == two[1] == two[3] and one[0] < two[2] and two[0] < one[2]
        if upright or level:
            assert line.is_link, (line.words, other.words)
            assert line.target == other.target, (line.words, other.words)


def test_lines_begin_and_end_at_the_boxes_that_they_join(diagram: Diagram) -> None:
    boxes = {node(name): box for name, box in rectangles(diagram).items()}
    for line in diagram.lines:
        for (x, y), at in ((line.points[0], line.source), (line.points[-1], line.target)):
            left, top, right, bottom = boxes[at]
            assert left <= x <= right, line.words
            assert top <= y <= bottom, line.words
            assert x in (left, right) or y in (top, bottom), line.words


# As SVG


def parsed(client: FlaskClient) -> ET.Element:
    response = client.get("/ontology.svg")
    assert (response.status_code, response.mimetype) == (200, "image/svg+xml")
    return ET.fromstring(response.data)


def test_by_itself_it_is_well_formed_and_says_what_it_shows(client: FlaskClient) -> None:
    svg = parsed(client)
    assert svg.tag == f"{SVG}svg"
    assert svg.get("role") == "img"
    described = {child.get("id"): child.text or "" for child in svg}
    title, desc = (described[each] for each in (svg.get("aria-labelledby") or "").split())
    assert "core classes" in title
    assert "Claim about Quantity" in desc


def test_it_needs_nothing_from_elsewhere_and_runs_nothing(client: FlaskClient) -> None:
    svg = parsed(client)
    assert {element.tag.removeprefix(SVG) for element in svg.iter()} == {
        *("svg", "title", "desc", "style", "path", "polygon", "a", "rect", "text")
    }
    assert "url(" not in (svg.findtext(f"{SVG}style") or "")
    assert "prefers-color-scheme: dark" in (svg.findtext(f"{SVG}style") or "")


def test_each_class_and_property_in_it_leads_to_its_term(client: FlaskClient, diagram: Diagram) -> None:
    leading = {element.findtext(f"{SVG}text"): element.get("href") for element in parsed(client).iter(f"{SVG}a")}
    assert leading["Claim"] == "/ontology#Claim"
    assert leading["prov:Agent"] == PROV.Agent.value
    shown = {*(box.ref.label for box in diagram.boxes), *(name for line in diagram.lines for name in labels(line))}
    assert set(leading) == shown


def test_on_the_page_it_has_no_style_of_its_own(client: FlaskClient) -> None:
    page = client.get("/ontology", headers={"Accept": "text/html"}).text
    assert page.count("<svg") == 1
    assert "<style" not in page
