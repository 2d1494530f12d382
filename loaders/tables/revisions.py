"""Releases of one dataset: which claims of a later one revise which of an earlier one, and which it no longer makes.

Of two releases the later is the one that says that it replaces the other, or that was published later: read by the same
loader, from the same publisher. A claim revises the last one before it by the same claimant about the same quantity, as
of the same day, if the figure is another. A claim that a release lacks is withdrawn only by one that says that it
replaces the other: what was merely left out of an extract was not taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad, Triple

from loaders.computed import made
from loaders.errors import InputRejected
from loaders.inference import NamedGraphs
from ontology.dates import when
from ontology.identifiers import Identifiers
from ontology.joining import Graphs
from ontology.model import IRI, Claim, Dataset
from ontology.terms import CCL, DCTERMS, PROV, RDF
from ontology.triples import EDTF, number

METHOD, VERSION = "revisions", "1"
WITHDRAWAL = frozenset((CCL.withdrawn, CCL.withdrawalReason))
_FIGURE = (CCL.value, CCL.lowest, CCL.highest)
_TOLD = (CCL.about, CCL.claimant, CCL.asOf)
"""Of which quantity a claim is, by whom, and as of which day: what two releases may tell differently."""

_Said = tuple[str | None, ...]
"""The values of some properties of a claim."""


@dataclass(frozen=True, slots=True)
class Release:
    """What is said of a table as one of several: what its release is called, and which dataset it replaces."""

    name: str | None = None
    replaces: IRI | None = None

    @classmethod
    def named(cls, name: str | None, replaces: str | None, base: str) -> Release:
        """Take a dataset by its IRI, or by what follows the base in it."""
        return cls(name, Identifiers(base).at(replaces.removeprefix(base)) if replaces else None)


class Revisions:
    """What a dataset changes of those before it."""

    def __init__(self, store: NamedGraphs, dataset: Dataset) -> None:
        self._store = store
        self._dataset = dataset
        self._names = Identifiers(store.base)
        self._before = list(_before(store, dataset))
        """The releases before it, the last one first."""

    def of(self, claims: Iterable[Claim]) -> Graphs:
        """Give the graphs that say which earlier claims are revised; an empty one is one that goes."""
        graphs: dict[NamedNode, frozenset[Triple]] = {}
        for claim in claims:
            iri = NamedNode(claim.utterance.iri)
            stale = (quad.graph_name for quad in self._store.quads(iri, CCL.revises))
            graphs.update((graph, frozenset()) for graph in stale if isinstance(graph, NamedNode))
            if earlier := self._revised(claim):
                graphs.update([self._revision(iri.value, earlier)])
        return graphs

    def _revised(self, claim: Claim) -> NamedNode | None:
        """Find the last claim before this one about the same, unless it had the same figure."""
        for release in self._before:
            if earlier := _alike(self._store, release, _told(claim)):
                figures = {_stored(self._store, each, _FIGURE) for each in earlier}
                return None if _figure(claim) in figures else min(earlier, key=lambda each: each.value)
        return None

    def withdrawn(self) -> frozenset[Triple]:
        """Say which claims of the dataset that this one replaces it no longer makes; ask when all of it is loaded."""
        replaced, published = self._dataset.replaces, self._dataset.published
        if replaced is None or published is None:
            return frozenset()
        source = NamedNode(self._dataset.iri)
        called = f"release {self._dataset.release}" if self._dataset.release else "the dataset that replaces it"
        day, reason = Literal(published.edtf, datatype=EDTF), Literal(f"not in {called}")
        gone = [
            claim
            for claim in _claims(self._store, NamedNode(replaced))
            if not _alike(self._store, source, _stored(self._store, claim, _TOLD))
        ]
        return frozenset(
            triple
            for claim in gone
            for triple in (Triple(claim, CCL.withdrawn, day), Triple(claim, CCL.withdrawalReason, reason))
        )

    def _revision(self, claim: IRI, earlier: NamedNode) -> tuple[NamedNode, frozenset[Triple]]:
        graph = NamedNode(self._names.relation(METHOD, VERSION, claim, earlier.value))
        said = Triple(NamedNode(claim), CCL.revises, earlier)
        return graph, frozenset((said, *made(graph, METHOD, VERSION, (claim, earlier.value))))


def require_replaceable(store: NamedGraphs, dataset: Dataset, given: str) -> None:
    """Raise InputRejected for a dataset that is said to replace what is none, or itself, or without its day."""
    if dataset.replaces is None:
        return
    if dataset.replaces == dataset.iri or not _is_dataset(store, dataset.replaces):
        raise InputRejected(
            f"{given}: --replaces {dataset.replaces}: is no other dataset that is loaded here; "
            "name it by its IRI, or as dataset/…"
        )
    if dataset.published is None:
        raise InputRejected(f"{given}: --replaces wants --published too: from that day on, what it lacks is withdrawn")


def _is_dataset(store: NamedGraphs, iri: IRI) -> bool:
    try:
        return bool(store.quads(NamedNode(iri), RDF.type, CCL.Dataset))
    except ValueError:
        # It is no IRI at all.
        return False


def gone_with(store: NamedGraphs, claims: Iterable[NamedNode]) -> Graphs:
    """Give the revisions that rest on claims which go, as graphs that go with them."""
    found = (quad.graph_name for each in claims for quad in _revisions(store, each))
    return {graph: frozenset() for graph in found if isinstance(graph, NamedNode)}


def unlike(store: NamedGraphs) -> Iterator[tuple[NamedNode, str]]:
    """Give each revision that is none: of another quantity, by another claimant, or with the same figure."""
    for quad in store.quads(None, CCL.revises):
        later, earlier, graph = quad.subject, quad.object, quad.graph_name
        if isinstance(later, NamedNode) and isinstance(earlier, NamedNode) and isinstance(graph, NamedNode):
            if _stored(store, later, _TOLD) != _stored(store, earlier, _TOLD):
                yield graph, "a revision is of another quantity or day, or by another claimant, than what it revises"
            elif _stored(store, later, _FIGURE) == _stored(store, earlier, _FIGURE):
                yield graph, "a revision has the figure of what it revises"


def _revisions(store: NamedGraphs, claim: NamedNode) -> list[Quad]:
    return [*store.quads(claim, CCL.revises), *store.quads(None, CCL.revises, claim)]


def _before(store: NamedGraphs, dataset: Dataset) -> Iterator[NamedNode]:
    """Give the releases before a dataset, the last one first."""
    if dataset.replaces:
        yield NamedNode(dataset.replaces)
    first = dataset.published.earliest if dataset.published else None
    read_alike = {quad.graph_name for quad in store.quads(None, CCL.loader, Literal(dataset.extraction.loader))}
    dated: list[tuple[date, str]] = []
    for other in read_alike:
        if isinstance(other, NamedNode) and other.value not in (dataset.iri, dataset.replaces):
            last = _last_day(store, other)
            if first and last and last < first and _publisher(store, other) == dataset.publisher:
                dated.append((last, other.value))
    yield from (NamedNode(iri) for _, iri in sorted(dated, reverse=True))


def _last_day(store: NamedGraphs, source: NamedNode) -> date | None:
    """Give the last day on which a source can have been published."""
    return next((when(value).latest for value in _values(store, source, CCL.published, source)), None)


def _publisher(store: NamedGraphs, source: NamedNode) -> IRI | None:
    return next(iter(_values(store, source, DCTERMS.publisher, source)), None)


def _alike(store: NamedGraphs, source: NamedNode, told: _Said) -> list[NamedNode]:
    """Give the claims of a source that tell of the same, but for those that nobody makes any more."""
    quantity, _, as_of = told
    # A running total is one quantity with a claim for each day: of a day there are few.
    found = (
        store.quads(None, CCL.asOf, Literal(as_of, datatype=EDTF))
        if as_of
        else store.quads(None, CCL.about, NamedNode(quantity or ""))
    )
    return [
        claim
        for claim in (quad.subject for quad in found)
        if isinstance(claim, NamedNode)
        and store.quads(claim, CCL.foundIn, source)
        and _stored(store, claim, _TOLD) == told
        and not store.quads(claim, PROV.invalidatedAtTime)
    ]


def _claims(store: NamedGraphs, source: NamedNode) -> Iterator[NamedNode]:
    for quad in store.quads(None, CCL.foundIn, source):
        claim = quad.subject
        if (
            isinstance(claim, NamedNode)
            and store.quads(claim, CCL.about)
            and not store.quads(claim, PROV.invalidatedAtTime)
        ):
            yield claim


def _stored(store: NamedGraphs, claim: NamedNode, of_it: tuple[NamedNode, ...]) -> tuple[str | None, ...]:
    return tuple(next(iter(_values(store, claim, each, claim)), None) for each in of_it)


def _told(claim: Claim) -> _Said:
    as_of = claim.as_of.edtf if claim.as_of else None
    return claim.quantity.iri, claim.utterance.claimant, as_of


def _figure(claim: Claim) -> _Said:
    figure = claim.figure
    return _text(figure.value), _text(figure.lowest), _text(figure.highest)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else number(value).value


def _values(store: NamedGraphs, subject: NamedNode, predicate: NamedNode, graph: NamedNode) -> list[str]:
    found = (quad.object for quad in store.quads(subject, predicate, None, graph))
    return sorted(each.value for each in found if isinstance(each, NamedNode | Literal))
