"""Tellings read from a data directory, as it stands or as it will stand with graphs that are to be written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, NamedNode, Quad, Triple

from loaders.inference import NamedGraphs
from loaders.matching.tellings import Count, Exchange, Telling
from ontology.identifiers import Identifiers
from ontology.joining import Graphs
from ontology.model import IRI, Accumulation, ExchangeKind, Modality, Stance
from ontology.terms import CCL, PROV, RDF, XSD

_KINDS = frozenset(CCL[kind].value for kind in ExchangeKind)

Said = Mapping[NamedNode, Mapping[NamedNode, Collection[object]]]
"""What one graph says: the values of each property of each thing."""


class Overlay:
    """A data directory with some graphs replaced, as a load is about to replace them."""

    def __init__(self, store: NamedGraphs, changes: Graphs) -> None:
        self._store = store
        self._changes = changes
        self._by_subject: dict[tuple[object, NamedNode], list[Quad]] = defaultdict(list)
        self._by_object: dict[tuple[object, NamedNode], list[Quad]] = defaultdict(list)
        for graph, triples in changes.items():
            for subject, predicate, value in triples:
                quad = Quad(subject, predicate, value, graph)
                self._by_subject[subject, predicate].append(quad)
                self._by_object[value, predicate].append(quad)

    def about(self, subject: NamedNode, predicate: NamedNode) -> Iterator[Quad]:
        """Give the quads that say something of a thing."""
        yield from self._staying(self._store.quads(subject, predicate))
        yield from self._by_subject.get((subject, predicate), ())

    def with_value(self, predicate: NamedNode, value: NamedNode | Literal) -> Iterator[Quad]:
        """Give the quads that say a value of anything."""
        yield from self._staying(self._store.quads(None, predicate, value))
        yield from self._by_object.get((value, predicate), ())

    def triples(self, graph: NamedNode) -> frozenset[Triple]:
        """Give what a named graph holds."""
        return self._changes[graph] if graph in self._changes else self._store.triples(graph)

    def _staying(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        return (quad for quad in quads if quad.graph_name not in self._changes)


class StoredTellings:
    """All that is told in a data directory; what was read once is kept.

    `gone` are claims that are about to be marked as no longer made. `known` holds what was read of sources before,
    and none that `changes` bear on.
    """

    def __init__(
        self,
        store: NamedGraphs,
        changes: Graphs | None = None,
        gone: Collection[NamedNode] = (),
        known: Mapping[IRI, tuple[Telling, ...]] | None = None,
    ) -> None:
        self._graphs = Overlay(store, changes or {})
        self._gone = gone
        self._names = Identifiers(store.base)
        self.by_source: dict[IRI, tuple[Telling, ...]] = dict(known or {})
        self._exchanges: dict[IRI, Exchange | None] = {}
        self._dated: dict[date, frozenset[IRI]] = {}
        self._undated: dict[date, frozenset[IRI]] = {}

    def exchange(self, iri: IRI) -> Exchange | None:
        """Give an exchange with all that is told of it; None where nothing is."""
        if iri not in self._exchanges:
            graphs = {
                quad.graph_name for quad in self._graphs.about(NamedNode(iri), RDF.type) if quad.object == CCL.Exchange
            }
            sources = sorted({source for graph in graphs for source in self._sources_of(graph)})
            told = [each for source in sources for each in self.of_source(source) if each.exchange == iri]
            self._exchanges[iri] = Exchange(iri, tuple(told)) if told else None
        return self._exchanges[iri]

    def dated(self, day: date) -> frozenset[IRI]:
        """Give the exchanges that took place on a day."""
        if day not in self._dated:
            named = (node.value for node in self._beginning(day) if node.value.startswith(self._names.at("exchange/")))
            found = (self.exchange(iri) for iri in named)
            self._dated[day] = frozenset(exchange.iri for exchange in found if exchange and day in exchange.days)
        return self._dated[day]

    def undated(self, published: date) -> frozenset[IRI]:
        """Give the exchanges that a source of a day tells of without giving their day."""
        if published not in self._undated:
            sources = (node.value for node in self._beginning(published) if self._is_source(node))
            told = (telling for source in sources for telling in self.of_source(source))
            found = (each.exchange for each in told if each.published == published and each.day is None)
            self._undated[published] = frozenset(found)
        return self._undated[published]

    def exchanges(self) -> Iterator[IRI]:
        """Give all exchanges."""
        found = {quad.subject for quad in self._graphs.with_value(RDF.type, CCL.Exchange)}
        return (each.value for each in found if isinstance(each, NamedNode) and self.exchange(each.value))

    def of_source(self, source: IRI) -> tuple[Telling, ...]:
        """Give what one source tells, an exchange each, sorted."""
        if source not in self.by_source:
            self.by_source[source] = self._read(NamedNode(source))
        return self.by_source[source]

    def bearing_on(self, graphs: Iterable[NamedNode]) -> set[IRI]:
        """Give the sources whose tellings some graphs bear on: each graph may be a source's own, or a claim's."""
        found = set[IRI]()
        for graph in graphs:
            found |= set(self._sources_of(graph)) or {graph.value}
        return found

    def _beginning(self, day: date) -> set[NamedNode]:
        """Give whatever has a date that begins on a day."""
        quads = self._graphs.with_value(CCL.earliest, Literal(day.isoformat(), datatype=XSD.date))
        return {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}

    def _is_source(self, node: NamedNode) -> bool:
        return next(self._graphs.about(node, CCL.published), None) is not None

    def _sources_of(self, graph: object) -> Iterator[IRI]:
        """Give the source of a claim's graph; nothing for any other graph."""
        if isinstance(graph, NamedNode):
            for quad in self._graphs.about(graph, CCL.foundIn):
                if quad.graph_name == graph and isinstance(quad.object, NamedNode):
                    yield quad.object.value

    def _read(self, source: NamedNode) -> tuple[Telling, ...]:
        published = _interval(_index(self._graphs.triples(source)).get(source, {}))
        day = published[0] if published[0] == published[1] else None
        found = {quad.subject for quad in self._graphs.with_value(CCL.foundIn, source)}
        claims = sorted((each for each in found if isinstance(each, NamedNode)), key=str)
        told: dict[IRI, list[_Stated]] = defaultdict(list)
        for claim in claims:
            if claim not in self._gone and next(self._graphs.about(claim, PROV.invalidatedAtTime), None) is None:
                for stated in _stated(claim, _index(self._graphs.triples(claim)), self._names):
                    told[stated.telling.exchange].append(stated)
        return tuple(_together(source.value, day, stated) for _, stated in sorted(told.items()))


class _Stated:
    """What one claim states of one exchange."""

    def __init__(self, telling: Telling, *, announced: bool) -> None:
        self.telling = telling
        self.announced = announced


def _together(source: IRI, published: date | None, stated: list[_Stated]) -> Telling:
    """Put together what the claims of one source state of one exchange."""
    told = [each.telling for each in stated]
    announced = all(each.announced for each in stated)
    conflicts = {telling.conflict for telling in told if telling.conflict}
    earliest = max((telling.earliest for telling in told if telling.earliest), default=None)
    latest = min((telling.latest for telling in told if telling.latest), default=None)
    if earliest and latest and latest < earliest:
        earliest = latest = None
    # Beside what is said to have been done, what is only planned says nothing of it.
    counting = (each.telling for each in stated if each.announced == announced)
    return Telling(
        exchange=told[0].exchange,
        source=source,
        kinds=frozenset[IRI]().union(*(telling.kinds for telling in told)),
        parties=frozenset[IRI]().union(*(telling.parties for telling in told)),
        conflict=conflicts.pop() if len(conflicts) == 1 else None,
        earliest=earliest,
        latest=latest,
        published=published,
        announced=announced,
        counts=tuple(dict.fromkeys(count for telling in counting for count in telling.counts)),
        claims=frozenset[IRI]().union(*(telling.claims for telling in told)),
    )


def _stated(claim: NamedNode, said: Said, names: Identifiers) -> Iterator[_Stated]:
    """Read what a claim's graph states of each exchange in it."""
    own = said.get(claim, {})
    announced = _iri(own, CCL.modality) not in (None, names.concept(Modality.ACCOMPLISHED))
    for node, about in said.items():
        if CCL.Exchange not in about.get(RDF.type, ()):
            continue
        earliest, latest = _interval(about)
        transfers = {each for each in about.get(CCL.transfer, ()) if isinstance(each, NamedNode)}
        count, sides = _count(own, said, {node, *transfers}, names)
        sides |= {side for transfer in transfers for side in _sides(said.get(transfer, {})) if side}
        telling = Telling(
            exchange=node.value,
            source="",
            kinds=frozenset(_iris(about, RDF.type)) & _KINDS,
            parties=frozenset(sides),
            conflict=_iri(about, CCL.inConflict),
            earliest=earliest,
            latest=latest,
            counts=(count,) if count else (),
            claims=frozenset([claim.value]),
        )
        yield _Stated(telling, announced=announced)


def _count(
    own: Mapping[NamedNode, Collection[object]], said: Said, holders: set[NamedNode], names: Identifiers
) -> tuple[Count | None, set[IRI]]:
    """Give the claim's figure and its sides, where it counts within an exchange or its transfers, and is no denial."""
    quantity = said.get(NamedNode(about), {}) if (about := _iri(own, CCL.about)) else {}
    if holders.isdisjoint(quantity.get(CCL.within, ())):
        return None, set()
    transferor, transferee = _sides(quantity)
    sides = {side for side in (transferor, transferee) if side}
    value, lowest, highest = (_number(own, each) for each in (CCL.value, CCL.lowest, CCL.highest))
    phenomenon = _iri(quantity, CCL.phenomenon)
    whole = _iri(quantity, CCL.accumulation) in (None, names.concept(Accumulation.EVENT))
    denied = _iri(own, CCL.stance) == names.concept(Stance.DENIES)
    if value is None or lowest is None or phenomenon is None or denied or not whole:
        return None, sides
    others = (_iri(quantity, each) for each in (CCL.population, CCL.affiliation))
    return Count(phenomenon, value, lowest, highest, transferor, transferee, *others), sides


def _index(triples: Iterable[Triple]) -> dict[NamedNode, dict[NamedNode, set[object]]]:
    found: dict[NamedNode, dict[NamedNode, set[object]]] = defaultdict(lambda: defaultdict(set))
    for subject, predicate, value in triples:
        if isinstance(subject, NamedNode):
            found[subject][predicate].add(value)
    return found


def _iris(about: Mapping[NamedNode, Collection[object]], predicate: NamedNode) -> list[IRI]:
    return sorted(each.value for each in about.get(predicate, ()) if isinstance(each, NamedNode))


def _iri(about: Mapping[NamedNode, Collection[object]], predicate: NamedNode) -> IRI | None:
    return next(iter(_iris(about, predicate)), None)


def _sides(about: Mapping[NamedNode, Collection[object]]) -> tuple[IRI | None, IRI | None]:
    return _iri(about, CCL.transferor), _iri(about, CCL.transferee)


def _texts(about: Mapping[NamedNode, Collection[object]], predicate: NamedNode) -> list[str]:
    return sorted(each.value for each in about.get(predicate, ()) if isinstance(each, Literal))


def _interval(about: Mapping[NamedNode, Collection[object]]) -> tuple[date | None, date | None]:
    return _date(about, CCL.earliest), _date(about, CCL.latest)


def _date(about: Mapping[NamedNode, Collection[object]], predicate: NamedNode) -> date | None:
    try:
        return next((date.fromisoformat(text) for text in _texts(about, predicate)), None)
    except ValueError:  # written by an update: `validate` tells
        return None


def _number(about: Mapping[NamedNode, Collection[object]], predicate: NamedNode) -> Decimal | None:
    try:
        number = next((Decimal(text) for text in _texts(about, predicate)), None)
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None
