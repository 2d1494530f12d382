"""The front page: exchanges and quantities with their claims, the newest first."""

from __future__ import annotations

from dataclasses import dataclass

from ontology.terms import CCL
from server.lookup import Lookup
from server.views.exchanges import (
    ExchangeView,
    QuantityView,
    exchange_view,
    quantities_within,
    quantity_views,
)
from server.views.naming import CLAIMS, EXCHANGES, SOURCES

MOST = 50
"""How many exchanges, and how many quantities, one page shows."""


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What the front page shows, and how much there is."""

    exchanges: tuple[ExchangeView, ...]
    quantities: tuple[QuantityView, ...]
    exchange_count: int
    quantity_count: int
    claim_count: int
    source_count: int


def front_page(lookup: Lookup) -> FrontPage:
    """Read the front page."""
    every_exchange = lookup.instances(*EXCHANGES)
    exchanges = sorted(
        (exchange_view(lookup, iri) for iri in every_exchange), key=lambda view: view.latest, reverse=True
    )
    shown = {quantity for iri in every_exchange for quantity in quantities_within(lookup, iri)}
    quantities = quantity_views(lookup, set(lookup.instances(CCL.Quantity)) - shown)
    return FrontPage(
        exchanges=tuple(exchanges[:MOST]),
        quantities=quantities[:MOST],
        exchange_count=len(exchanges),
        quantity_count=len(quantities),
        claim_count=len(lookup.instances(*CLAIMS)),
        source_count=len(lookup.instances(*SOURCES)),
    )
