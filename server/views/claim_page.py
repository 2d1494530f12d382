"""One claim in full: from the figure to the quoted characters."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ontology.terms import CCL, DCTERMS, PROV, RDF, SCHEMA
from server import wording
from server.lookup import Lookup, Ref
from server.views import naming
from server.views.claims import ClaimLine, claim_line, claim_lines
from server.views.texts import Quote, ShownQuote, quote, shown, source_text
from store.sources import Sources


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain from whoever spoke to where it can be read."""

    role: str
    ref: Ref


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the figure means; None throughout for an event claim."""

    interval: str
    tolerance: str | None
    as_of: str | None


@dataclass(frozen=True, slots=True)
class Quoted:
    """The quotation, and the words that attribute it where they stand too far off to be seen around it."""

    quotation: ShownQuote | None
    attribution: ShownQuote | None
    has_attribution: bool


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A claim in full; `about` is the quantity, or the exchange for an event claim."""

    line: ClaimLine
    about: Ref | None
    meaning: Meaning | None
    chain: tuple[Link, ...]
    quoted: Quoted
    joint: tuple[ClaimLine, ...]
    others: tuple[ClaimLine, ...]
    beside: tuple[ClaimLine, ...]
    rule: str | None
    source_kind: str | None
    source_url: str | None
    invalidated: str | None
    withdrawn: str | None
    """When the source was withdrawn, or this claim of a dataset by a later release."""

    reason: str | None
    revises: tuple[ClaimLine, ...]
    revised_by: tuple[ClaimLine, ...]


def claim_page(lookup: Lookup, sources: Sources, iri: str) -> ClaimPage:
    """Read a claim in full."""
    graph = lookup.home(iri)
    quantity, exchange = lookup.iri(iri, CCL.about, graph), lookup.iri(iri, CCL.tellsOf, graph)
    source = lookup.iri(iri, CCL.foundIn, graph)
    joint = lookup.iris(iri, CCL.jointWith, graph)
    alike = {
        *(lookup.subjects(CCL.about, quantity) if quantity else ()),
        *(lookup.subjects(CCL.tellsOf, exchange) if exchange else ()),
    }
    taken_back = [each for each in (source, iri) if each and lookup.text(each, CCL.withdrawn)]
    revised, revising = lookup.iris(iri, CCL.revises), lookup.subjects(CCL.revises, iri)
    line = claim_line(lookup, iri)
    return ClaimPage(
        line=line,
        about=naming.optional(lookup, quantity or exchange),
        meaning=None if line.is_event else _meaning(lookup, iri, graph),
        chain=_chain(lookup, iri, graph, source),
        quoted=_quoted(lookup, sources, iri, graph),
        joint=claim_lines(lookup, joint),
        others=claim_lines(lookup, alike - {iri, *joint, *revised, *revising}),
        beside=claim_lines(lookup, _on_the_same_transfer(lookup, quantity) if quantity else ()),
        rule=lookup.text(iri, CCL.rule, graph),
        source_kind=naming.source_kind(lookup, source) if source else None,
        source_url=lookup.text(source, SCHEMA.url) if source else None,
        invalidated=lookup.text(iri, PROV.invalidatedAtTime),
        withdrawn=lookup.text(taken_back[0], CCL.withdrawn) if taken_back else None,
        reason=lookup.text(taken_back[0], CCL.withdrawalReason) if taken_back else None,
        revises=claim_lines(lookup, revised),
        revised_by=claim_lines(lookup, revising),
    )


def _on_the_same_transfer(lookup: Lookup, quantity: str) -> set[str]:
    """Give the claims on other quantities of one direction of one exchange: whose bodies, or which part of them."""
    properties = (CCL.within, CCL.transferor, CCL.transferee)
    exchange, giver, receiver = (lookup.iri(quantity, each) for each in properties)
    if not (exchange and giver and receiver) or CCL.Exchange.value not in lookup.iris(exchange, RDF.type):
        return set()
    alike = {
        other
        for other in lookup.subjects(CCL.within, exchange)
        if other != quantity
        and (lookup.iri(other, CCL.transferor), lookup.iri(other, CCL.transferee)) == (giver, receiver)
    }
    return {claim for other in alike for claim in lookup.subjects(CCL.about, other)}


def _meaning(lookup: Lookup, iri: str, graph: str | None) -> Meaning:
    lowest, highest = (lookup.number(iri, bound, graph) for bound in (CCL.lowest, CCL.highest))
    as_of = lookup.text(iri, CCL.asOf, graph)
    return Meaning(
        interval=wording.interval(lowest, highest),
        tolerance=_percent(lookup.number(iri, CCL.tolerance, graph)),
        as_of=wording.when(as_of) if as_of else None,
    )


def _percent(tolerance: Decimal | None) -> str | None:
    return None if tolerance is None else f"{(tolerance * 100).normalize():f} %"


def _chain(lookup: Lookup, iri: str, graph: str | None, source: str | None) -> tuple[Link, ...]:
    publisher = lookup.iri(source, DCTERMS.publisher) if source else None
    relays = lookup.iris(iri, CCL.relayedBy, graph)
    steps = [
        *(("said by", agent) for agent in lookup.iris(iri, CCL.claimant, graph)),
        *(("relayed by", agent) for agent in relays if agent != publisher),
        ("relayed and published by" if publisher in relays else "published by", publisher),
        ("found in", source),
    ]
    return tuple(Link(role, naming.ref(lookup, each)) for role, each in steps if each)


def _quoted(lookup: Lookup, sources: Sources, iri: str, graph: str | None) -> Quoted:
    quotation = quote(lookup, iri, CCL.quotation, graph)
    attribution = quote(lookup, iri, CCL.attributedIn, graph)
    source = lookup.iri(iri, CCL.foundIn, graph)
    if quotation is None or source is None:
        return Quoted(None, None, has_attribution=False)
    stored = source_text(lookup, sources, source)
    marks = quotation.marked("quotation")
    if attribution:
        marks += attribution.marked("attribution")
    far = attribution is not None and not _seen_around(quotation, attribution)
    return Quoted(
        quotation=shown(quotation, stored, marks),
        # Without a context of its own: only the quotation is shown with what stands around it.
        attribution=ShownQuote(attribution.exact) if attribution and far else None,
        has_attribution=attribution is not None,
    )


def _seen_around(quotation: Quote, attribution: Quote) -> bool:
    """Tell whether the words that attribute are surely within what is shown around the quotation."""
    if quotation.span is None or attribution.span is None:
        return False
    first, last = quotation.span.start - quotation.before, quotation.span.end + quotation.after
    return first <= attribution.span.start and attribution.span.end <= last
