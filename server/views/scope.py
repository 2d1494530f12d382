"""A scope in words, for the top of each page that is read within one."""

from __future__ import annotations

from dataclasses import dataclass

from queries.scopes import Scope
from server import wording
from server.lookup import Lookup, Ref
from server.views import naming


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: words, and who or what they are about."""

    words: str
    about: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class ScopeView:
    """The conditions of a scope, and the address of the same page without it; None for one that has no address."""

    conditions: tuple[Condition, ...]
    away: str | None


def scope_view(lookup: Lookup, scope: Scope, away: str | None) -> ScopeView:
    """Say a scope in words; `away` is the address of the page without it."""
    days = (("published by", scope.as_of), ("said by", scope.made_by), ("loaded by", scope.known_by))
    told = [Condition(f"{words} {wording.when(day.isoformat())}") for words, day in days if day]
    told += [Condition("or without a date")] if scope.undated and told else []
    named = (
        ("claimed by or for", scope.claimants),
        ("not claimed by or for", scope.except_claimants),
        ("found in", scope.sources),
        ("not found in", scope.except_sources),
    )
    told += [Condition(words, naming.refs(lookup, iris)) for words, iris in named if iris]
    return ScopeView(tuple(told), away)
