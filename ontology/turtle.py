"""Reads the Turtle that ships with the project, and refuses what is malformed or misspelt, by file, term and reason.

A list (of a property chain) is made of blank nodes, of which a data directory has none: each of its nodes gets an
IRI from what it holds, as RDF 1.1 Concepts, section 3.5, has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from ontology import terms
from ontology.errors import VocabularyError
from ontology.terms import PREFIXES, RDF, Namespace

SKOLEM = "https://w3id.org/.well-known/genid/counterclaim/"
"""What the IRI of a list's node begins with, before the digest of what the list holds from there on."""

NAMESPACES: Mapping[str, Namespace] = {
    PREFIXES[prefix]: namespace
    for prefix in PREFIXES
    if isinstance(namespace := getattr(terms, prefix.upper(), None), Namespace)
}
"""The closed namespaces by their IRIs."""


@cache
def triples(file: Path) -> tuple[Triple, ...]:
    """Give the triples of a Turtle file, in its order, with lists named by what they hold.

    Raises VocabularyError where the file is not Turtle, or uses a term that its namespace does not have.
    """
    try:
        quads = list(parse(path=str(file), format=RdfFormat.TURTLE))
    except SyntaxError as error:
        raise VocabularyError(f"{file.name} is not Turtle: {error.msg}") from error
    for quad in quads:
        _check_terms(file, quad)
    names = _names_of_lists(quads)
    # Once each: two lists that end alike share their ends.
    return tuple(
        dict.fromkeys(
            Triple(_named(quad.subject, names), quad.predicate, _named(quad.object, names))  # type: ignore[arg-type] # a subject stays one
            for quad in quads
        )
    )


def nodes(statements: Iterable[Triple]) -> Iterator[NamedNode]:
    """Give every IRI that stands in triples, each time it does."""
    for triple in statements:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, NamedNode):
                yield term


def _check_terms(file: Path, quad: Quad) -> None:
    datatype = [quad.object.datatype] if isinstance(quad.object, Literal) else []
    for term in (*nodes([quad.triple]), *datatype):
        iri, name = _split(term.value)
        if name and iri in NAMESPACES and name not in NAMESPACES[iri]:
            raise VocabularyError(
                f"{file.name}: {terms.unknown_term(NAMESPACES[iri], name)}; it stands in: {quad.triple}"
            )


def _split(iri: str) -> tuple[str, str]:
    end = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:end], iri[end:]


def _names_of_lists(quads: Iterable[Quad]) -> Mapping[BlankNode, NamedNode]:
    firsts = {q.subject: q.object for q in quads if q.predicate == RDF.first and isinstance(q.subject, BlankNode)}
    rests = {q.subject: q.object for q in quads if q.predicate == RDF.rest and isinstance(q.subject, BlankNode)}

    def held(node: object) -> str:
        return f"{firsts[node]} {held(rests[node])}" if isinstance(node, BlankNode) else ""

    return {node: NamedNode(SKOLEM + hashlib.sha256(held(node).encode()).hexdigest()[:16]) for node in firsts}


def _named(term: object, names: Mapping[BlankNode, NamedNode]) -> object:
    return names.get(term, term) if isinstance(term, BlankNode) else term
