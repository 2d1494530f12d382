"""Scopes: which graphs of the dataset a question is asked of.

A scope narrows the dataset before anything is evaluated: to what was published, loaded or said by a day, to what some
claimants say or to what all but some say, to some sources or to all but some. Which graph is within a scope is
decided in `queries.membership`. See `docs/scopes.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from ontology.dates import when
from ontology.errors import DateError
from queries.errors import ScopeRefused

DATES = ("as-of", "known-by", "made-by")
AGENTS = ("claimant", "except-claimant")
SOURCES = ("source", "except-source")
PARAMETERS = (*DATES, "undated", *AGENTS, *SOURCES)
"""The parameters that make a scope, as they are named in requests, on the command line and in answers."""

_UNDATED = {"include": True, "exclude": False}
_LONGEST = 120
_MOST = 100
"""How many claimants, or sources, one scope may name."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is admitted; a scope without any condition admits everything. IRIs are absolute and sorted.

    A day is the last one that counts. `undated` admits what has no date where a date is asked for.
    """

    as_of: date | None = None
    known_by: date | None = None
    made_by: date | None = None
    undated: bool = False
    claimants: tuple[str, ...] = ()
    except_claimants: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    except_sources: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parameters())

    def __str__(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.parameters())

    def parameters(self) -> list[tuple[str, str]]:
        """Name the scope: its parameters in one order, each as it may be given again. `undated` alone is no scope."""
        days = zip(DATES, (self.as_of, self.known_by, self.made_by), strict=True)
        given = [(name, day.isoformat()) for name, day in days if day]
        given += [("undated", "include")] if self.undated and (self.as_of or self.made_by) else []
        named = zip((*AGENTS, *SOURCES), self._named(), strict=True)
        return given + [(name, iri) for name, iris in named for iri in iris]

    def to_json(self) -> dict[str, str | list[str]]:
        """Name the scope in an answer: days as strings, claimants and sources as lists."""
        told: dict[str, str | list[str]] = {}
        for name, value in self.parameters():
            if name in (*AGENTS, *SOURCES):
                told[name] = [*told.get(name, ()), value]
            else:
                told[name] = value
        return told

    def query_string(self) -> str:
        """Name the scope in an address or a header."""
        return urlencode(self.parameters())

    def _named(self) -> tuple[tuple[str, ...], ...]:
        return self.claimants, self.except_claimants, self.sources, self.except_sources


def read_scope(given: Iterable[tuple[str, str]], base: str) -> Scope:
    """Read the parameters of a scope; others are passed over. Raises ScopeRefused.

    A date is EDTF, and its last day counts: `2025-06` is up to the end of June. Where one is given twice, both hold. An
    IRI may be given as what follows the base: `party/russia`.
    """
    values: dict[str, list[str]] = {name: [] for name in PARAMETERS}
    for name, value in given:
        if name in values:
            values[name].append(value)
    return Scope(
        as_of=_first_day("as-of", values),
        known_by=_first_day("known-by", values),
        made_by=_first_day("made-by", values),
        undated=_undated(values["undated"]),
        claimants=_iris("claimant", values, base),
        except_claimants=_iris("except-claimant", values, base),
        sources=_iris("source", values, base),
        except_sources=_iris("except-source", values, base),
    )


def _first_day(name: str, values: Mapping[str, Sequence[str]]) -> date | None:
    return min((_day(name, value) for value in values[name]), default=None)


def _day(name: str, value: str) -> date:
    try:
        last = when(value).latest
    except DateError as error:
        raise ScopeRefused(f"{name}={_shown(value)}: {_shown(str(error))}") from error
    if last is None:
        raise ScopeRefused(f"{name}={_shown(value)} has no last day; give one, such as 2025-06-30")
    return last


def _undated(values: Sequence[str]) -> bool:
    if unknown := [value for value in values if value not in _UNDATED]:
        raise ScopeRefused(f"undated={_shown(unknown[0])}: it takes one of: {', '.join(_UNDATED)}")
    if len(set(values)) > 1:
        raise ScopeRefused("undated= is given as include and as exclude; give one of them")
    return bool(values) and _UNDATED[values[0]]


def _iris(name: str, values: Mapping[str, Sequence[str]], base: str) -> tuple[str, ...]:
    iris = tuple(sorted({_iri(name, value, base) for value in values[name]}))
    if len(iris) > _MOST:
        raise ScopeRefused(f"{name}= is given {len(iris)} times, at most {_MOST} are read")
    return iris


def _iri(name: str, value: str, base: str) -> str:
    absolute = value if ":" in value else base + value.removeprefix("/")
    try:
        return NamedNode(absolute).value
    except ValueError as error:
        raise ScopeRefused(f"{name}={_shown(value)} is no IRI, nor what follows {base} in one") from error


def _shown(text: str) -> str:
    """Cut what is said back to who gave it."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
