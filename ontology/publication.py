"""The ontology as it is published: what its file says and no more, in each form of RDF, and how the file is divided.

What follows from it stands in a data directory's `graph/ontology`; a document that held inferences could not be
compared with the file, and would be no OWL 2 ontology: lists must be blank nodes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import rdflib
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse, serialize

from ontology.statements import Statements
from ontology.terms import ONTOLOGY_FILE, OWL
from ontology.turtle import triples

_HEADING_OR_TERM = re.compile(r"^#{5,}\n(?P<title>(?:# .*\n)+)#{5,}$|^ccl:(?P<name>\w+) ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the file under a heading, with the names of the terms that it declares, in its order."""

    title: str
    names: tuple[str, ...]


@cache
def document(form: RdfFormat) -> bytes:
    """Give the ontology in a form of RDF, the same bytes each time; as Turtle it is the file itself."""
    if form == RdfFormat.TURTLE:
        return ONTOLOGY_FILE.read_bytes()
    if form == RdfFormat.JSON_LD:
        return _json_ld()
    return serialize(_in_order(), format=form, prefixes=dict(prefixes())) or b""


@cache
def prefixes() -> Mapping[str, str]:
    """Give the prefixes that the file declares, sorted."""
    parser = parse(path=str(ONTOLOGY_FILE), format=RdfFormat.TURTLE)
    for _ in parser:  # they are known only once the file has been read
        pass
    return MappingProxyType(dict(sorted(parser.prefixes.items())))


@cache
def statements() -> Statements:
    """Give what the file says, to be looked up; the nodes of lists have IRIs."""
    return Statements(triples(ONTOLOGY_FILE))


def itself(said: Statements) -> NamedNode:
    """Give the IRI of the ontology itself."""
    return said.are(OWL.Ontology)[0]


def sections(text: str) -> tuple[Section, ...]:
    """Divide the text of the file at its headings; what stands under none of them is in no section."""
    found: list[Section] = []
    for match in _HEADING_OR_TERM.finditer(text):
        if match["title"]:
            found.append(Section(" ".join(match["title"].replace("# ", "").split()), ()))
        elif found:
            found[-1] = Section(found[-1].title, (*found[-1].names, match["name"]))
    return tuple(section for section in found if section.names)


def _in_order() -> list[Triple]:
    """Give the triples with all of a subject's together, and with names for blank nodes that do not change."""
    said = [quad.triple for quad in parse(path=str(ONTOLOGY_FILE), format=RdfFormat.TURTLE)]
    place: dict[object, int] = {}
    for triple in said:
        place.setdefault(triple.subject, len(place))

    def named(term: object) -> object:
        return BlankNode(f"list{place[term]}") if isinstance(term, BlankNode) else term

    said.sort(key=lambda triple: (isinstance(triple.subject, BlankNode), place[triple.subject]))
    return [Triple(named(each.subject), each.predicate, named(each.object)) for each in said]  # type: ignore[arg-type] # a subject stays one


def _json_ld() -> bytes:
    # Oxigraph's own JSON-LD has neither prefixes nor lists; rdflib's has an order that changes from run to run.
    graph = rdflib.Graph(bind_namespaces="none").parse(data=ONTOLOGY_FILE.read_bytes(), format="turtle")
    found = json.loads(graph.serialize(format="json-ld", auto_compact=True))
    return (json.dumps(_sorted(found), ensure_ascii=False, indent=1) + "\n").encode()


def _sorted(value: object, *, is_list: bool = False) -> object:
    if isinstance(value, dict):
        return {key: _sorted(value[key], is_list=key == "@list") for key in sorted(value)}
    if isinstance(value, list):
        values = [_sorted(each) for each in value]
        return values if is_list else sorted(values, key=json.dumps)
    return value
