"""Exchanges and quantities with the claims on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ontology.terms import CCL
from server import wording
from server.lookup import Lookup, Ref
from server.views import naming
from server.views.claims import ClaimLine, claim_lines


@dataclass(frozen=True, slots=True)
class QuantityView:
    """What is counted, and the figures that were claimed for it."""

    iri: str
    href: str | None
    words: str
    claims: tuple[ClaimLine, ...]
    within: Ref | None
    accumulation: Ref | None
    whole: Ref | None
    parts: tuple[Ref, ...]

    @property
    def newest(self) -> str:
        """Give the day of the newest claim, for sorting."""
        return max((claim.newest for claim in self.claims), default="")


@dataclass(frozen=True, slots=True)
class Direction:
    """One direction of an exchange, and what was counted; without sides, what has no direction."""

    transferor: Ref | None
    transferee: Ref | None
    quantities: tuple[QuantityView, ...]


@dataclass(frozen=True, slots=True)
class Same:
    """Another exchange that is probably the same, by a score or by a curator's word, and where that is said."""

    exchange: Ref
    score: str
    curator: str | None
    reason: str | None
    href: str | None


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """An exchange with both directions, their claims, and the claims on the event itself."""

    iri: str
    href: str | None
    title: str
    date: str | None
    conflict: Ref | None
    mediators: tuple[Ref, ...]
    directions: tuple[Direction, ...]
    events: tuple[ClaimLine, ...]
    same: tuple[Same, ...]
    latest: str
    """The last day on which it can have taken place, or been spoken of, for sorting."""


def quantity_view(lookup: Lookup, iri: str) -> QuantityView:
    """Read a quantity with its claims."""
    return QuantityView(
        iri=iri,
        href=lookup.addresses.href(iri),
        words=naming.capital(wording.quantity(naming.counted(lookup, iri))),
        claims=claim_lines(lookup, lookup.subjects(CCL.about, iri)),
        within=naming.optional(lookup, lookup.iri(iri, CCL.within)),
        accumulation=naming.optional(lookup, lookup.iri(iri, CCL.accumulation)),
        whole=naming.optional(lookup, lookup.iri(iri, CCL.subsetOf)),
        parts=naming.refs(lookup, lookup.subjects(CCL.subsetOf, iri)),
    )


def quantity_views(lookup: Lookup, iris: Iterable[str]) -> tuple[QuantityView, ...]:
    """Read quantities, a whole before its parts, else the one with the newest claim first."""
    views = [quantity_view(lookup, iri) for iri in sorted(set(iris))]
    newest_first = sorted(views, key=lambda view: view.newest, reverse=True)
    return tuple(sorted(newest_first, key=lambda view: view.whole is not None))


def exchange_view(lookup: Lookup, iri: str) -> ExchangeView:
    """Read an exchange with its claims."""
    date = lookup.text(iri, CCL.date)
    directions = _directions(lookup, iri)
    events = claim_lines(lookup, lookup.subjects(CCL.tellsOf, iri))
    spoken = (claim.newest for claim in events)
    counted = (view.newest for direction in directions for view in direction.quantities)
    return ExchangeView(
        iri=iri,
        href=lookup.addresses.href(iri),
        title=naming.capital(naming.exchange(lookup, iri)),
        date=wording.when(date) if date else None,
        conflict=naming.optional(lookup, lookup.iri(iri, CCL.inConflict)),
        mediators=lookup.refs(lookup.iris(iri, CCL.mediator)),
        directions=directions,
        events=events,
        same=tuple(_same(lookup, iri)),
        latest=lookup.text(iri, CCL.latest) or max((*spoken, *counted), default=""),
    )


def quantities_within(lookup: Lookup, exchange: str) -> list[str]:
    """Give the quantities counted within an exchange or one of its transfers."""
    holders = {exchange, *lookup.iris(exchange, CCL.transfer), *lookup.subjects(CCL.partOf, exchange)}
    return sorted({quantity for holder in holders for quantity in lookup.subjects(CCL.within, holder)})


def _same(lookup: Lookup, exchange: str) -> Iterator[Same]:
    found = lookup.graphs.quads_for_pattern(NamedNode(exchange), CCL.sameExchange, None, None)
    for quad in sorted(found, key=lambda quad: str(quad.object)):
        graph, other = quad.graph_name, quad.object
        if isinstance(graph, NamedNode) and isinstance(other, NamedNode):
            score, curator, reason = (
                lookup.text(graph.value, each, graph.value) for each in (CCL.score, CCL.curator, CCL.curationReason)
            )
            href = lookup.addresses.href(graph.value)
            yield Same(naming.ref(lookup, other.value), score or "not given", curator, reason, href)


def _directions(lookup: Lookup, exchange: str) -> tuple[Direction, ...]:
    """Put what was counted under its direction; directions that nothing was counted in are shown too."""
    sides: dict[tuple[str | None, str | None], list[str]] = {}
    for transfer in sorted({*lookup.iris(exchange, CCL.transfer), *lookup.subjects(CCL.partOf, exchange)}):
        sides.setdefault(_sides(lookup, transfer), [])
    for quantity in quantities_within(lookup, exchange):
        sides.setdefault(_sides(lookup, quantity), []).append(quantity)
    return tuple(
        Direction(naming.optional(lookup, giver), naming.optional(lookup, taker), quantity_views(lookup, quantities))
        for (giver, taker), quantities in sorted(sides.items(), key=lambda item: str(item[0]))
    )


def _sides(lookup: Lookup, iri: str) -> tuple[str | None, str | None]:
    return lookup.iri(iri, CCL.transferor), lookup.iri(iri, CCL.transferee)
