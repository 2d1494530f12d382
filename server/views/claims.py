"""Claims in a line of a list: what, who, how, when, where from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ontology.terms import CCL
from server import wording
from server.lookup import Lookup, Ref
from server.views import naming


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim in a list; `figure` with its hedge, None for an event claim; `words` says the whole."""

    iri: str
    href: str | None
    figure: str | None
    words: str
    printed: str | None
    claimant: Ref
    stance: str
    hedge: str | None
    modality: str | None
    said: str | None
    published: str | None
    source: Ref | None
    joint: tuple[Ref, ...]
    review: str
    newest: str
    """The last day on which it can have been said or published, for sorting; empty where unknown."""

    @property
    def is_event(self) -> bool:
        """Tell whether it is a claim without a figure."""
        return self.figure is None


def claim_line(lookup: Lookup, iri: str) -> ClaimLine:
    """Read a claim for a list."""
    graph = lookup.home(iri)
    source = lookup.iri(iri, CCL.foundIn, graph)
    claimant = lookup.iri(iri, CCL.claimant, graph)
    comparator = lookup.iri(iri, CCL.comparator, graph)
    figure = _figure(lookup, iri, graph)
    return ClaimLine(
        iri=iri,
        href=lookup.addresses.href(iri),
        figure=figure,
        words=_words(lookup, iri, graph, figure),
        printed=lookup.text(iri, CCL.printed, graph),
        claimant=lookup.ref(claimant) if claimant else Ref("nobody named"),
        stance=_concept(lookup, iri, CCL.stance, graph) or "states",
        hedge=lookup.name(comparator) if lookup.concept(comparator) != "exact" else None,
        modality=_modality(lookup, iri, graph),
        said=_when(lookup.text(iri, CCL.madeOn, graph)),
        published=_when(lookup.text(source, CCL.published)) if source else None,
        source=naming.optional(lookup, source),
        joint=_joint_claimants(lookup, iri, graph),
        review=_concept(lookup, iri, CCL.review, graph) or "not recorded",
        newest=lookup.text(iri, CCL.latest, graph) or (lookup.text(source, CCL.latest) if source else "") or "",
    )


def claim_lines(lookup: Lookup, iris: Iterable[str]) -> tuple[ClaimLine, ...]:
    """Read claims for a list, the newest first; those of no known day last."""
    lines = [claim_line(lookup, iri) for iri in sorted(set(iris))]
    return tuple(sorted(lines, key=lambda line: line.newest, reverse=True))


def _words(lookup: Lookup, iri: str, graph: str | None, figure: str | None) -> str:
    exchange, quantity = lookup.iri(iri, CCL.tellsOf, graph), lookup.iri(iri, CCL.about, graph)
    if exchange:
        return naming.capital(naming.event(lookup, exchange, graph))
    if figure and quantity:
        return wording.figure_of(figure, naming.counted(lookup, quantity, graph))
    return figure or "a statement"


def _figure(lookup: Lookup, iri: str, graph: str | None) -> str | None:
    value, lowest, highest = (lookup.number(iri, bound, graph) for bound in (CCL.value, CCL.lowest, CCL.highest))
    comparator = lookup.concept(lookup.iri(iri, CCL.comparator, graph))
    if value is None:
        return lookup.text(iri, CCL.printed, graph)
    is_best = lookup.iri(iri, CCL.lowestFigure, graph) is not None
    return wording.figure(comparator, value, lowest, highest, is_best=is_best)


def _concept(lookup: Lookup, iri: str, predicate: NamedNode, graph: str | None) -> str | None:
    return lookup.name(lookup.iri(iri, predicate, graph))


def _modality(lookup: Lookup, iri: str, graph: str | None) -> str | None:
    modality = lookup.iri(iri, CCL.modality, graph)
    return None if lookup.concept(modality) in (None, "accomplished") else lookup.name(modality)


def _when(edtf: str | None) -> str | None:
    return wording.when(edtf) if edtf else None


def _joint_claimants(lookup: Lookup, iri: str, graph: str | None) -> tuple[Ref, ...]:
    joint = lookup.iris(iri, CCL.jointWith, graph)
    claimants = {claimant for other in joint for claimant in lookup.iris(other, CCL.claimant)}
    return lookup.refs(sorted(claimants))
