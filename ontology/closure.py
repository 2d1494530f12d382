"""Closes the ontology and the reference data under OWL 2 RL, and refuses them if they contradict themselves.

owlrl (https://owl-rl.readthedocs.io/) does it, when a data directory is made or brought up to date: it takes
seconds. What it concludes about our vocabulary and the aligned ones is kept; that everything is an owl:Thing and
the same as itself is not. Data are closed at load, by the rules that `ontology.rules` derives from the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse, serialize

from ontology.axioms import is_aligned
from ontology.circles import circles
from ontology.clashes import clashes
from ontology.errors import Inconsistent, VocabularyError
from ontology.identifiers import DEFAULT_BASE, Identifiers
from ontology.rules import Rules
from ontology.terms import CCL, ONTOLOGY_FILE, OWL, RDF, RDFS, SCHEMA, short
from ontology.turtle import nodes, triples
from ontology.vocabulary import moved, reference_files

_SCHEMA = frozenset(
    (
        *(RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range),
        *(OWL.inverseOf, OWL.disjointWith, OWL.propertyDisjointWith),
    )
)
"""What of its conclusions about classes and properties is kept."""

_ONE_WAY = (CCL.passesOn, CCL.actsFor, CCL.subsetOf, SCHEMA.superEvent)
"""Properties along which nothing leads back to itself; longer circles than two are beyond what OWL 2 RL can refuse."""


@dataclass(frozen=True, slots=True)
class Closure:
    """The closed ontology, and the closed schemes and reference data, below the default base."""

    ontology: tuple[Triple, ...]
    reference: tuple[Triple, ...]

    def quads(self, base: str) -> Iterator[Quad]:
        """Say them in `<base>graph/ontology` and `<base>graph/reference`."""
        yield from moved(self.ontology, Identifiers(base), "ontology")
        yield from moved(self.reference, Identifiers(base), "reference")


@cache
def closure() -> Closure:
    """Close what ships with the project. Raises VocabularyError or Inconsistent, naming file, term and reason."""
    return close(ONTOLOGY_FILE, reference_files())


def close(ontology: Path, reference: Iterable[Path]) -> Closure:
    """Close an ontology and the reference data written in it.

    Raises VocabularyError for a file that is malformed or names what nothing describes, and Inconsistent where the
    files contradict each other; the text names file, term and reason.
    """
    files = {file: triples(file) for file in (ontology, *reference)}
    _refuse_dangling(files)
    asserted = [triple for said in files.values() for triple in said]
    inferred, contradictions = entailed(asserted)
    _refuse_clashes(files, Rules([*asserted, *inferred]), contradictions)
    of_reference = [triple for triple in inferred if str(triple.subject)[1:].startswith(DEFAULT_BASE)]
    of_ontology = sorted(set(inferred).difference(of_reference), key=str)
    facts = [triple for file, said in files.items() if file != ontology for triple in said]
    return Closure((*files[ontology], *of_ontology), (*facts, *sorted(of_reference, key=str)))


def entailed(asserted: Iterable[Triple]) -> tuple[list[Triple], list[str]]:
    """Give what owlrl concludes from triples beyond them, as far as it is kept, and the contradictions it finds."""
    # Imported here, since only the making of a data directory needs them and they take half a second.
    import rdflib
    from owlrl import OWLRL_Semantics

    said = frozenset(asserted)
    graph = rdflib.Graph().parse(data=serialize(said, format=RdfFormat.N_TRIPLES) or b"", format="nt")
    semantics = OWLRL_Semantics(graph, axioms=False, daxioms=False)
    semantics.closure()
    # In owlrl's graph a literal may be a subject, and a blank node is one of its errors: neither is a statement here.
    concluded = rdflib.Graph()
    for triple in graph:
        if isinstance(triple[0], rdflib.URIRef):
            concluded.add(triple)
    quads = parse(concluded.serialize(format="nt", encoding="utf-8"), format=RdfFormat.N_TRIPLES)
    kept = (quad.triple for quad in quads if quad.triple not in said and _is_kept(quad.triple))
    return list(kept), semantics.error_messages


def _is_kept(triple: Triple) -> bool:
    predicate, value = triple.predicate, triple.object
    if predicate == RDF.type or predicate in _SCHEMA:
        return triple.subject != value and is_aligned(value) and _is_described(triple.subject)
    return is_aligned(predicate)


def _is_described(node: object) -> bool:
    return is_aligned(node) or (isinstance(node, NamedNode) and node.value.startswith(DEFAULT_BASE))


def _refuse_dangling(files: Mapping[Path, tuple[Triple, ...]]) -> None:
    """Refuse reference data that name a thing below the base which no file describes: a misspelt name."""
    described = {triple.subject for said in files.values() for triple in said}
    for file, said in files.items():
        for triple in said:
            for node in nodes([triple]):
                if node.value.startswith(DEFAULT_BASE) and node not in described:
                    raise VocabularyError(
                        f"{file.name}: nothing describes {node}; mend its name, or describe it; it stands in: {triple}"
                    )


def _refuse_clashes(files: Mapping[Path, tuple[Triple, ...]], rules: Rules, contradictions: list[str]) -> None:
    """Say which statements of which file clash; should owlrl alone find a clash, in its own words."""
    said = {triple: file for file, statements in files.items() for triple in statements}
    reports = [
        "; ".join([str(clash), *(f"{said[triple].name} says: {triple}" for triple in clash.because if triple in said)])
        for clash in clashes(rules, rules.given, rules.given)
    ]
    for predicate in _ONE_WAY:
        links = {triple: file for triple, file in said.items() if triple.predicate == predicate}
        for node in circles((str(triple.subject), str(triple.object)) for triple in links):
            where = ", ".join(sorted({file.name for triple, file in links.items() if str(triple.subject) == node}))
            reports.append(f"{where}: {node} is led back to itself by {short(predicate.value)}; take one link back")
    if reports or contradictions:
        raise Inconsistent("the reference data contradict themselves. " + ". ".join(reports or contradictions))
