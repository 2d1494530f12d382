"""What the shipped Turtle says: as quads for a data directory, and as records for those who read reports.

The files are written under the default base, and are moved below the base of the data directory they go into.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal as Choice

from pyoxigraph import Literal, NamedNode, Quad, Triple

from ontology.identifiers import DEFAULT_BASE, Identifiers
from ontology.terms import CCL, ONTOLOGY_FILE, OWL, RDF, SCHEMA, SKOS
from ontology.turtle import triples

Kind = Choice["party", "agency", "outlet", "spokesperson"]

_FOLDERS = (ONTOLOGY_FILE.parent / "schemes", ONTOLOGY_FILE.parent / "reference")
_KINDS: Mapping[NamedNode, Kind] = MappingProxyType(
    {CCL.Party: "party", CCL.Agency: "agency", CCL.Outlet: "outlet", CCL.Spokesperson: "spokesperson"}
)

Term = NamedNode | Literal
Description = Mapping[NamedNode, tuple[Term, ...]]


@dataclass(frozen=True, slots=True)
class AgentEntry:
    """An agent of the reference data, with the English names by which reports call it.

    `path` is the IRI below the base, such as `party/russia`; so is `acts_for`, for whom it acts or speaks.
    `names` begin with `label`; what may as well mean a place or a people is in `metonyms` and `demonyms`.
    """

    path: str
    kind: Kind
    label: str
    names: tuple[str, ...]
    metonyms: tuple[str, ...]
    demonyms: tuple[str, ...]
    acts_for: str | None


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """An agent or a place of the reference data with its names in all languages, the English label first.

    `kind` is that of the agent, or `place`; `unit_of` is the path of the state of which a place is a unit.
    """

    path: str
    kind: str
    names: tuple[str, ...]
    unit_of: str | None = None


@dataclass(frozen=True, slots=True)
class ConflictEntry:
    """A conflict of the reference data; `parties` are the paths of its sides, `phase_of` that of a longer war."""

    path: str
    label: str
    parties: tuple[str, ...]
    phase_of: str | None = None


@dataclass(frozen=True, slots=True)
class ConceptEntry:
    """A concept of the schemes; `notation` is its name in the JSON that `counterclaim extract` prints."""

    name: str
    scheme: str
    notation: str


def ontology_quads(base: str) -> Iterator[Quad]:
    """Say the ontology in the graph `<base>graph/ontology`."""
    yield from moved(triples(ONTOLOGY_FILE), Identifiers(base), "ontology")


def reference_quads(base: str) -> Iterator[Quad]:
    """Say the concept schemes and the reference data in the graph `<base>graph/reference`."""
    for file in reference_files():
        yield from moved(triples(file), Identifiers(base), "reference")


@cache
def version() -> str:
    """Give the version of the ontology, as its version IRI ends."""
    return next(triple.object.value for triple in triples(ONTOLOGY_FILE) if triple.predicate == OWL.versionInfo)  # type: ignore[union-attr] # a literal


@cache
def agents() -> tuple[AgentEntry, ...]:
    """Give every agent of the reference data, in the order of the files."""
    return tuple(
        _agent(subject, kind, known)
        for subject, known in _descriptions().items()
        for type_, kind in _KINDS.items()
        if type_ in known.get(RDF.type, ())
    )


@cache
def conflicts() -> tuple[ConflictEntry, ...]:
    """Give every conflict of the reference data, in the order of the files."""
    return tuple(
        ConflictEntry(
            path=_path(subject),
            label=_english(known, SKOS.prefLabel)[0],
            parties=_paths(known, CCL.party),
            phase_of=next(iter(_paths(known, SCHEMA.superEvent)), None),
        )
        for subject, known in _descriptions().items()
        if CCL.Conflict in known.get(RDF.type, ())
    )


@cache
def places() -> frozenset[str]:
    """Give the path of every place of the reference data."""
    return frozenset(_path(s) for s, known in _descriptions().items() if CCL.Place in known.get(RDF.type, ()))


@cache
def places_by_name(state: str) -> Mapping[str, str]:
    """Give the units of a state, by their English names in lower case: paths of the reference data."""
    units = ((s, known) for s, known in _descriptions().items() if state in _paths(known, CCL.unitOf))
    return {
        name.casefold(): _path(unit)
        for unit, known in units
        for name in (*_english(known, SKOS.prefLabel), *_english(known, SKOS.altLabel))
    }


@cache
def named() -> tuple[NamedEntry, ...]:
    """Give every agent and place of the reference data with its names in all languages, in the order of the files."""
    kinds = {**_KINDS, CCL.Place: "place"}
    return tuple(
        NamedEntry(_path(subject), kind, _names(known), next(iter(_paths(known, CCL.unitOf)), None))
        for subject, known in _descriptions().items()
        for type_, kind in kinds.items()
        if type_ in known.get(RDF.type, ())
    )


@cache
def identified(register: str) -> Mapping[str, str]:
    """Give what the entries of a register are entries of: paths of the reference data, by their codes."""
    entries = (known for known in _descriptions().values() if f"register/{register}" in _paths(known, CCL.register))
    return {known[SKOS.notation][0].value: path for known in entries for path in _paths(known, CCL.identifies)}


@cache
def translated(register: str, other: str) -> Mapping[str, str]:
    """Give the codes of a register in another one, as far as both have an entry for the same thing, or nearly."""
    codes = {path: code for code, path in _entries(other)}
    return {code: codes[path] for code, path in _entries(register) if path in codes}


def _entries(register: str) -> Iterator[tuple[str, str]]:
    for known in _descriptions().values():
        if f"register/{register}" in _paths(known, CCL.register):
            for path in (*_paths(known, CCL.identifies), *_paths(known, CCL.identifiesNearly)):
                yield known[SKOS.notation][0].value, path


@cache
def concepts() -> tuple[ConceptEntry, ...]:
    """Give every concept of the schemes, in the order of the files."""
    return tuple(
        ConceptEntry(
            _path(subject).removeprefix("concept/"),
            _paths(known, SKOS.inScheme)[0].removeprefix("scheme/"),
            known[SKOS.notation][0].value,
        )
        for subject, known in _descriptions().items()
        if SKOS.Concept in known.get(RDF.type, ())
    )


def reference_files() -> Iterator[Path]:
    """Give the files of the schemes and the reference data, in a fixed order."""
    for folder in _FOLDERS:
        yield from sorted(folder.glob("*.ttl"))


def moved(said: tuple[Triple, ...], to: Identifiers, graph: str) -> Iterator[Quad]:
    """Name what has an IRI of the default base below another one, and stand the triples in a graph there."""
    name = NamedNode(to.graph(graph))
    for triple in said:
        subject, value = triple.subject, triple.object
        yield Quad(
            _rebased(subject, to) if isinstance(subject, NamedNode) else subject,
            _rebased(triple.predicate, to),
            _rebased(value, to) if isinstance(value, NamedNode) else value,
            name,
        )


def _rebased(node: NamedNode, to: Identifiers) -> NamedNode:
    path = node.value.removeprefix(DEFAULT_BASE)
    return node if path == node.value else NamedNode(to.at(path))


@cache
def _descriptions() -> Mapping[NamedNode, Description]:
    """Give what the schemes and the reference data say of each subject, in the order of the files."""
    found: dict[NamedNode, dict[NamedNode, tuple[Term, ...]]] = {}
    for file in reference_files():
        for triple in triples(file):
            subject, value = triple.subject, triple.object
            if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
                known = found.setdefault(subject, {})
                known[triple.predicate] = (*known.get(triple.predicate, ()), value)
    return found


def _agent(subject: NamedNode, kind: Kind, known: Description) -> AgentEntry:
    label = _english(known, SKOS.prefLabel)[0]
    acts_for = (*_paths(known, CCL.actsFor), *_paths(known, CCL.speaksFor))
    return AgentEntry(
        path=_path(subject),
        kind=kind,
        label=label,
        names=(label, *_english(known, SKOS.altLabel)),
        metonyms=_english(known, CCL.metonym),
        demonyms=_english(known, CCL.demonym),
        acts_for=acts_for[0] if acts_for else None,
    )


def _path(node: NamedNode) -> str:
    return node.value.removeprefix(DEFAULT_BASE)


def _paths(known: Description, predicate: NamedNode) -> tuple[str, ...]:
    return tuple(_path(term) for term in known.get(predicate, ()) if isinstance(term, NamedNode))


def _names(known: Description) -> tuple[str, ...]:
    terms = (*known[SKOS.prefLabel], *known.get(SKOS.altLabel, ()))
    return tuple(dict.fromkeys((*_english(known, SKOS.prefLabel), *(term.value for term in terms))))


def _english(known: Description, predicate: NamedNode) -> tuple[str, ...]:
    terms = known.get(predicate, ())
    return tuple(term.value for term in terms if isinstance(term, Literal) and term.language == "en")
