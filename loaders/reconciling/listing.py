"""What the data name and the reference data do not hold, as far as neither its letters nor a person have settled it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TextIO

from pyoxigraph import NamedNode

from loaders.reconciling.candidates import Candidate, near
from loaders.reconciling.decisions import Decisions
from loaders.reconciling.links import Reconciler
from loaders.reconciling.things import AGENTS, PLACE, Thing, is_settled
from ontology.identifiers import Identifiers
from ontology.model import IRI
from ontology.terms import CCL, DCTERMS
from store.snapshots import Snapshot

DRAFTED = ("iri", "name", "claims", "is", "by", "why", "suggestions")
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Something that is linked to no entry: how it is called, how many claims speak of it, and what comes near.

    `sources` are those of the claims that speak of it, and those that name it themselves, as their publisher.
    """

    iri: IRI
    kind: str
    names: tuple[str, ...]
    claims: int
    sources: tuple[IRI, ...]
    suggestions: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """What stayed unmatched, by how much hangs on it; how many are linked, how many are none of the entries by a
    person's word, and of how many places the reference data hold none of the kind, or a code to join by.
    """

    unmatched: tuple[Unmatched, ...]
    linked: int = 0
    none: int = 0
    beyond: int = 0


def listing(snapshot: Snapshot, decided: Decisions, least: Decimal, kind: str | None = None) -> Listing:
    """List what stayed unmatched in a snapshot, agents or places or both, with entries that score at least so much."""
    names, reconciler = Identifiers(snapshot.base), Reconciler(snapshot, decided)
    held, found_in = decided.holding(), _sources(snapshot)
    linked = none = beyond = 0
    left = list[Unmatched]()
    for thing in reconciler.things():
        if kind and kind != _kind(thing):
            continue
        if reconciler.entry(thing):
            linked += 1
        elif thing.iri in held and held[thing.iri].path is None:
            none += 1
        elif is_settled(thing, names):
            beyond += 1
        else:
            left.append(_unmatched(snapshot, thing, found_in, least))
    return Listing(tuple(sorted(left, key=lambda each: (-each.claims, each.iri))), linked, none, beyond)


def title(snapshot: Snapshot, source: IRI) -> str:
    """Give a source's title, else what follows the base in its IRI."""
    node = NamedNode(source)
    titles = sorted(quad.object.value for quad in snapshot.quads(node, DCTERMS.title, None, node))  # type: ignore[union-attr] # literals
    return titles[0] if titles else Identifiers(snapshot.base).local(source)


def draft(file: TextIO, unmatched: Iterable[Unmatched], names: Identifiers) -> None:
    """Write a file of decisions to fill in."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(DRAFTED)
    for each in unmatched:
        near_by = "; ".join(f"{found.path} {found.score}" for found in each.suggestions)
        writer.writerow((names.local(each.iri), _harmless(each.names[0]), each.claims, "", "", "", near_by))


def _kind(thing: Thing) -> str:
    return PLACE if thing.kind not in AGENTS else "agent"


def _sources(snapshot: Snapshot) -> dict[object, IRI]:
    """Give the source that each claim's graph is found in."""
    found = snapshot.graphs.quads_for_pattern(None, CCL.foundIn, None, None)
    return {quad.graph_name: quad.object.value for quad in found if isinstance(quad.graph_name, NamedNode)}  # type: ignore[union-attr] # sources are IRIs


def _unmatched(snapshot: Snapshot, thing: Thing, found_in: dict[object, IRI], least: Decimal) -> Unmatched:
    speaking = {quad.graph_name for quad in snapshot.quads(None, None, NamedNode(thing.iri))}
    claims = speaking & found_in.keys()
    published = {quad.graph_name.value for quad in snapshot.quads(None, DCTERMS.publisher, NamedNode(thing.iri))}  # type: ignore[union-attr] # named
    sources = sorted({found_in[claim] for claim in claims} | published)
    return Unmatched(
        thing.iri, _kind(thing), tuple(sorted(thing.names)), len(claims), tuple(sources), near(thing, least)
    )


def _harmless(name: str) -> str:
    """Give a name that no spreadsheet takes for a formula: the IRI beside it says what is meant."""
    return f"'{name}" if name.startswith(_FORMULA) else name
