"""Random graphs in our vocabulary, and the ontology without its words: small enough for owlrl to judge many."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from ontology.closure import entailed
from ontology.identifiers import DEFAULT_BASE
from ontology.rules import Rules
from ontology.terms import CCL, ONTOLOGY_FILE, OWL, PROV, RDF, RDFS, SCHEMA
from ontology.turtle import triples

Graph = frozenset[Triple]

NODES = tuple(NamedNode(f"{DEFAULT_BASE}claim/{name}") for name in "abcdef")
KNOWN = tuple(NamedNode(DEFAULT_BASE + path) for path in ("agency/organ", "party/state", "spokesperson/holder"))
ORGAN, STATE, HOLDER = KNOWN
REFERENCE = (
    Triple(ORGAN, RDF.type, CCL.Agency),
    Triple(ORGAN, CCL.actsFor, STATE),
    Triple(STATE, RDF.type, CCL.Party),
    Triple(HOLDER, RDF.type, CCL.Spokesperson),
    Triple(HOLDER, CCL.speaksFor, ORGAN),
)


@cache
def wordless() -> tuple[Triple, ...]:
    """Give the axioms of the ontology alone, and three agents."""
    remarks = (RDFS.isDefinedBy, SCHEMA.domainIncludes, SCHEMA.rangeIncludes)
    said = (t for t in triples(ONTOLOGY_FILE) if not isinstance(t.object, Literal) and t.predicate not in remarks)
    return (*said, *REFERENCE)


@cache
def rules() -> Rules:
    """Give the rules of that ontology."""
    return Rules((*wordless(), *entailed(wordless())[0]))


def _of_kind(kind: NamedNode) -> list[NamedNode]:
    return sorted(t.subject for t in wordless() if t.predicate == RDF.type and t.object == kind)  # type: ignore[misc] # terms are IRIs


def links(*predicates: NamedNode) -> st.SearchStrategy[Triple]:
    """Give triples between nodes."""
    nodes = st.sampled_from((*NODES, *KNOWN))
    return st.builds(Triple, nodes, st.sampled_from(predicates), nodes)


def graphs() -> st.SearchStrategy[Graph]:
    """Give graphs with any property and class of the ontology.

    All figures are one: two values of a functional property would make one number the same as another for owlrl.
    """
    nodes = st.sampled_from((*NODES, *KNOWN))
    typed = st.builds(Triple, nodes, st.just(RDF.type), st.sampled_from(_of_kind(OWL.Class)))
    figures = st.builds(Triple, nodes, st.sampled_from(_of_kind(OWL.DatatypeProperty)), st.just(Literal(1)))
    anything = links(*_of_kind(OWL.ObjectProperty))
    return st.frozensets(st.one_of(anything, joinable(), typed, figures), max_size=12)


def joinable() -> st.SearchStrategy[Triple]:
    """Give triples that join with each other and with the agents that are given."""
    return links(
        *(CCL.claimant, CCL.actsFor, CCL.speaksFor, CCL.attributableTo, CCL.subsetOf),
        *(CCL.transfer, CCL.partOf, CCL.transferor, CCL.transferee, CCL.mediator, PROV.wasDerivedFrom, SCHEMA.about),
    )
