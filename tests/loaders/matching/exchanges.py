"""Tellings made by hand: invented handovers between Russia and Ukraine in one June."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from loaders.matching.tellings import Count, Telling

BODIES, PRISONERS = "kind/bodies", "kind/prisoners"
RUSSIA, UKRAINE, UNITED_STATES = "party/russia", "party/ukraine", "party/united-states"


def june(day: int) -> date:
    return date(2025, 6, day)


def count(value: int, *, back: bool = False, highest: int | None = 0, **known: Any) -> Count:
    """Count bodies from Russia to Ukraine, or back; `highest` None has no upper end, 0 means an exact figure."""
    sides = (UKRAINE, RUSSIA) if back else (RUSSIA, UKRAINE)
    high = Decimal(value) if highest == 0 else None if highest is None else Decimal(highest)
    directed = {"transferor": sides[0], "transferee": sides[1], **known}
    return Count("concept/bodies-transferred", Decimal(value), Decimal(value), high, **directed)


def told(exchange: str, *counts: Count, source: str = "a", day: int | None = None, **known: Any) -> Telling:
    """Tell of an exchange in a source that was published on 11 June, unless it is said otherwise."""
    when = june(day) if day else None
    known = {"kinds": frozenset([BODIES]), "parties": frozenset([RUSSIA, UKRAINE]), "published": june(11), **known}
    known = {"earliest": when, "latest": when, "claims": frozenset([f"claim/{source}/{exchange}"]), **known}
    return Telling(exchange, f"report/{source}", counts=counts, **known)
