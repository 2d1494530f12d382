"""Records said as quads, laid over the named graphs: a claim's graph holds the whole claim and nothing else.

The graphs are described in `docs/ontology.md`. There are no blank nodes: selectors have IRIs of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain

from pyoxigraph import Literal, NamedNode, Quad, Triple

from ontology.dates import When
from ontology.identifiers import Identifiers, fragment, in_degrees
from ontology.model import (
    IRI,
    Agent,
    Claim,
    ConflictEvent,
    Dataset,
    EventClaim,
    Exchange,
    Extraction,
    Figure,
    Place,
    Point,
    Quantity,
    Quotation,
    Reading,
    Report,
    Source,
    Span,
    Utterance,
)
from ontology.terms import CCL, DCAT, DCTERMS, GEO, OA, PROV, RDF, SCHEMA, SKOS, XSD

EDTF = NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")
"""https://id.loc.gov/datatypes/edtf/EDTF.html"""

RFC_7111 = NamedNode("http://tools.ietf.org/rfc/rfc7111")
"""Fragments of comma-separated values, by the IRI that Web Annotation gives them (section 4.2.1)."""

ISO_3166_1, P_CODE = "iso-3166-1-alpha-3", "p-code"
"""The registers by which datasets know places, as the reference data name them."""

GEONAMES = "geonames"
"""GeoNames has an IRI for each of its places (https://www.geonames.org/ontology/documentation.html)."""

GLEDITSCH_WARD = "gleditsch-ward"
OF_STATES = (ISO_3166_1, GLEDITSCH_WARD)
"""Registers whose codes are of the state as much as of its land."""

Object = NamedNode | Literal


def reading_quads(reading: Reading, identifiers: Identifiers) -> Iterator[Quad]:
    """Say all that was read in one source: the source in its own graph, each claim in its own."""
    yield from source_quads(reading.report, identifiers)
    yield from claim_quads(reading, identifiers)


def source_quads(source: Source, identifiers: Identifiers) -> Iterator[Quad]:
    """Say what is known of a source itself, in its own graph."""
    yield from _in_graph(source.iri, chain(_kind(source), _source(source, identifiers)))


def claim_quads(reading: Reading, identifiers: Identifiers) -> Iterator[Quad]:
    """Say what was claimed in a source, each claim in its own graph."""
    for claim in reading.claims:
        yield from _in_graph(claim.utterance.iri, _claim(claim, identifiers))
    for event in reading.events:
        yield from _in_graph(event.utterance.iri, _event_claim(event, identifiers))


def number(value: Decimal) -> Literal:
    """Say a number: an integer where it is whole, else a decimal."""
    if value == value.to_integral_value():
        return Literal(str(int(value)), datatype=XSD.integer)
    return Literal(format(value.normalize(), "f"), datatype=XSD.decimal)


def _in_graph(graph: IRI, triples: Iterable[Triple]) -> Iterator[Quad]:
    name = NamedNode(graph)
    # A set, since two parts of a claim may say the same: each triple once, in the order first said.
    for triple in dict.fromkeys(triples):
        yield Quad(triple.subject, triple.predicate, triple.object, name)


def _about(subject: IRI, *pairs: tuple[NamedNode, Object | IRI | None]) -> Iterator[Triple]:
    """Give one triple a pair; a bare string is an IRI, None says nothing."""
    for predicate, value in pairs:
        if value is not None:
            yield Triple(NamedNode(subject), predicate, NamedNode(value) if isinstance(value, str) else value)


def _text(value: str | None) -> Literal | None:
    return None if value is None else Literal(value)


def _dated(subject: IRI, predicate: NamedNode, date: When | None) -> Iterator[Triple]:
    """Say a date with the days that bound it."""
    if date is None:
        return
    earliest = Literal(date.earliest.isoformat(), datatype=XSD.date) if date.earliest else None
    latest = Literal(date.latest.isoformat(), datatype=XSD.date) if date.latest else None
    yield from _about(
        subject,
        (predicate, Literal(date.edtf, datatype=EDTF)),
        (CCL.earliest, earliest),
        (CCL.latest, latest),
    )


def _kind(source: Source) -> Iterator[Triple]:
    """Say what sources of its kind alone have."""
    match source:
        case Report():
            yield from _report(source)
        case Dataset():
            yield from _dataset(source)


def _report(report: Report) -> Iterator[Triple]:
    yield from _about(
        report.iri,
        (RDF.type, CCL.Report),
        (DCTERMS.title, Literal(report.title, language=report.language) if report.title else None),
        (DCTERMS.language, _text(report.language)),
        (CCL.byline, _text(report.byline)),
        (CCL.pageDigest, _text(report.page)),
        *((DCTERMS.source, Literal(fact)) for fact in report.facts),
    )


def _dataset(dataset: Dataset) -> Iterator[Triple]:
    yield from _about(
        dataset.iri,
        (RDF.type, CCL.Dataset),
        (DCTERMS.title, _text(dataset.title)),
        (DCAT.version, _text(dataset.release)),
        (PROV.wasRevisionOf, dataset.replaces),
        (CCL.listDigest, _text(dataset.counted)),
        (CCL.workbookDigest, _text(dataset.workbook)),
    )


def _source(source: Source, identifiers: Identifiers) -> Iterator[Triple]:
    text = identifiers.text(source.sha256)
    yield from _about(
        source.iri,
        (RDF.type, CCL.Source),
        (DCTERMS.publisher, source.publisher),
        (DCTERMS.license, _text(source.licence)),
        (SCHEMA.url, _text(source.url)),
        (CCL.text, text),
    )
    yield from _dated(source.iri, CCL.published, source.published)
    yield from _about(
        text,
        (RDF.type, CCL.Text),
        (CCL.sha256, Literal(source.sha256)),
        (CCL.characters, number(Decimal(source.characters))),
    )
    yield from _agents(source.agents, identifiers)
    yield from _extraction(source.extraction, source.iri)


def _extraction(extraction: Extraction, source: IRI) -> Iterator[Triple]:
    yield from _about(
        extraction.iri,
        (RDF.type, CCL.Extraction),
        (PROV.used, source),
        (CCL.loader, Literal(extraction.loader)),
        (CCL.loaderVersion, Literal(extraction.version)),
        (CCL.modelName, _text(extraction.model_name)),
        (CCL.modelDigest, _text(extraction.model_digest)),
    )


def _agents(agents: Iterable[Agent], identifiers: Identifiers) -> Iterator[Triple]:
    for agent in agents:
        yield from _about(
            agent.iri,
            (RDF.type, CCL[agent.kind]),
            (SKOS.prefLabel, Literal(agent.label, language=agent.language)),
        )
        if agent.register and agent.code:
            yield from _identifier(identifiers, agent.register, agent.code, CCL.identifies, agent.iri)


def _claim(claim: Claim, identifiers: Identifiers) -> Iterator[Triple]:
    said = claim.utterance
    yield from _utterance(said, CCL.Claim, identifiers)
    yield from _about(
        said.iri,
        (CCL.about, claim.quantity.iri),
        *((CCL.jointWith, other) for other in claim.joint_with),
        (CCL.asOf, Literal(claim.as_of.edtf, datatype=EDTF) if claim.as_of else None),
    )
    yield from _figure(claim.figure, said, identifiers)
    yield from _quantity(claim.quantity, identifiers)
    if claim.place:
        yield from _place(claim.place, identifiers)
    if claim.event:
        yield from _conflict_event(claim.event, identifiers)
    if claim.exchange:
        yield from _exchange(claim.exchange)


def _event_claim(event: EventClaim, identifiers: Identifiers) -> Iterator[Triple]:
    yield from _utterance(event.utterance, CCL.EventClaim, identifiers)
    yield from _about(event.utterance.iri, (CCL.tellsOf, event.exchange.iri))
    yield from _exchange(event.exchange)


def _utterance(said: Utterance, kind: NamedNode, identifiers: Identifiers) -> Iterator[Triple]:
    attributed = said.attributed_in
    yield from _about(
        said.iri,
        (RDF.type, kind),
        (CCL.foundIn, said.source),
        (CCL.claimant, said.claimant),
        (CCL.stance, identifiers.concept(said.stance)),
        (CCL.modality, identifiers.concept(said.modality)),
        (CCL.quotation, fragment(said.source, said.quotation.span)),
        (CCL.attributedIn, fragment(said.source, attributed.span) if attributed else None),
        *((CCL.relayedBy, agent) for agent in said.relayed_by),
        (CCL.review, identifiers.concept(said.review)),
        (CCL.rule, Literal(said.rule)),
        (PROV.wasGeneratedBy, said.extraction),
    )
    yield from _dated(said.iri, CCL.madeOn, said.made_on)
    yield from _quotation(said.quotation)
    if attributed:
        yield from _quotation(attributed)
    yield from _agents(said.agents, identifiers)


def _figure(figure: Figure, said: Utterance, identifiers: Identifiers) -> Iterator[Triple]:
    yield from _about(
        said.iri,
        (CCL.printed, Literal(figure.printed)),
        (CCL.figure, fragment(said.source, figure.span)),
        (CCL.comparator, identifiers.concept(figure.comparator)),
        (CCL.value, number(figure.value)),
        (CCL.lowest, number(figure.lowest)),
        (CCL.highest, None if figure.highest is None else number(figure.highest)),
        (CCL.tolerance, None if figure.tolerance is None else number(figure.tolerance)),
    )
    yield from _position(said.source, figure.span, figure.fragment)
    for end, printed in zip((CCL.lowestFigure, CCL.highestFigure), figure.ends or (), strict=False):
        yield from _about(said.iri, (end, fragment(said.source, printed.span)))
        yield from _position(said.source, printed.span, printed.fragment)


def _position(source: IRI, span: Span, cells: str | None) -> Iterator[Triple]:
    """Say where characters stand (Web Annotation, section 4.2.5), in a table also in which cells (section 4.2.1)."""
    whole, position = fragment(source, span), fragment(source, span, "position")
    yield from _about(whole, (RDF.type, OA.SpecificResource), (OA.hasSource, source), (OA.hasSelector, position))
    yield from _about(
        position,
        (RDF.type, OA.TextPositionSelector),
        (OA.start, number(Decimal(span.start))),
        (OA.end, number(Decimal(span.end))),
    )
    if cells:
        selector = f"{source}#{cells}"
        yield from _about(whole, (OA.hasSelector, selector))
        yield from _about(
            selector,
            (RDF.type, OA.FragmentSelector),
            (RDF.value, Literal(cells)),
            (DCTERMS.conformsTo, RFC_7111),
        )


def _quotation(quotation: Quotation) -> Iterator[Triple]:
    """Say which characters are quoted, by position and by their own words (section 4.2.4)."""
    yield from _position(quotation.source, quotation.span, quotation.fragment)
    quote = fragment(quotation.source, quotation.span, "quote")
    yield from _about(fragment(quotation.source, quotation.span), (OA.hasSelector, quote))
    yield from _about(
        quote,
        (RDF.type, OA.TextQuoteSelector),
        (OA.exact, Literal(quotation.exact)),
        (OA.prefix, Literal(quotation.prefix)),
        (OA.suffix, Literal(quotation.suffix)),
    )


def _quantity(quantity: Quantity, identifiers: Identifiers) -> Iterator[Triple]:
    population = quantity.population
    yield from _about(
        quantity.iri,
        (RDF.type, CCL.Quantity),
        (CCL.phenomenon, identifiers.concept(quantity.phenomenon)),
        (CCL.accumulation, identifiers.concept(quantity.accumulation)),
        (CCL.population, identifiers.concept(population) if population else None),
        (CCL.affiliation, quantity.affiliation),
        (CCL.transferor, quantity.transferor),
        (CCL.transferee, quantity.transferee),
        (CCL.within, quantity.within),
        (CCL.inConflict, quantity.conflict),
        (CCL.subsetOf, quantity.subset_of),
        (CCL.place, quantity.place),
        (CCL.eventType, identifiers.concept(quantity.event_type) if quantity.event_type else None),
        (SKOS.note, _text(quantity.note)),
    )
    yield from _dated(quantity.iri, CCL.period, quantity.period)


def _place(place: Place, identifiers: Identifiers) -> Iterator[Triple]:
    """Say what a place is called, by which code it is known, and what it is a part of."""
    whole = place.part_of
    yield from _about(
        place.iri,
        (RDF.type, CCL.Place),
        (SKOS.prefLabel, _text(place.label)),
        (DCTERMS.isPartOf, whole.iri if whole else None),
    )
    if place.register and place.code:
        known = CCL.identifiesNearly if place.register in OF_STATES else CCL.identifies
        yield from _identifier(identifiers, place.register, place.code, known, place.iri)
    if place.register == GEONAMES:
        yield from _about(place.iri, (SKOS.exactMatch, f"https://sws.geonames.org/{place.code}/"))
    if place.point:
        yield from _about(place.iri, (RDF.type, GEO.Feature))
        yield from _point(place.iri, place.point)
    if whole:
        yield from _place(whole, identifiers)


def _identifier(identifiers: Identifiers, register: str, code: str, known: NamedNode, thing: IRI) -> Iterator[Triple]:
    """Say by which entry of a register something is known."""
    yield from _about(
        identifiers.identifier(register, code),
        (RDF.type, CCL.Identifier),
        (CCL.register, identifiers.at(f"register/{register}")),
        (SKOS.notation, _text(code)),
        (known, thing),
    )


def _conflict_event(event: ConflictEvent, identifiers: Identifiers) -> Iterator[Triple]:
    """Say by which code an event is known, when it was, and where."""
    yield from _about(event.iri, (RDF.type, CCL.ConflictEvent), (CCL.place, event.place.iri if event.place else None))
    yield from _identifier(identifiers, event.register, event.code, CCL.identifies, event.iri)
    yield from _dated(event.iri, CCL.date, event.date)
    if event.place:
        yield from _place(event.place, identifiers)
    if event.point:
        yield from _point(event.iri, event.point)


def _point(thing: IRI, point: Point) -> Iterator[Triple]:
    """Say where something is, as GeoSPARQL has it: longitude first, as is the default of WKT literals (8.5.1)."""
    longitude, latitude = in_degrees(point.longitude), in_degrees(point.latitude)
    geometry = f"{thing}#point={longitude},{latitude}"
    yield from _about(thing, (GEO.hasGeometry, geometry))
    yield from _about(
        geometry,
        (RDF.type, GEO.Geometry),
        (GEO.asWKT, Literal(f"POINT({longitude} {latitude})", datatype=GEO.wktLiteral)),
        (SKOS.note, _text(point.note)),
    )


def _exchange(exchange: Exchange) -> Iterator[Triple]:
    yield from _about(
        exchange.iri,
        (RDF.type, CCL[exchange.kind]),
        (RDF.type, CCL.Exchange),
        (CCL.inConflict, exchange.conflict),
        *((CCL.mediator, agent) for agent in exchange.mediators),
        *((CCL.transfer, transfer.iri) for transfer in exchange.transfers),
    )
    yield from _dated(exchange.iri, CCL.date, exchange.date)
    for transfer in exchange.transfers:
        yield from _about(
            transfer.iri,
            (RDF.type, CCL.Transfer),
            (CCL.partOf, exchange.iri),
            (CCL.transferor, transfer.transferor),
            (CCL.transferee, transfer.transferee),
        )
        yield from _dated(transfer.iri, CCL.date, exchange.date)
