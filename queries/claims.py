"""The claims behind named graphs: who said what, where, in which words.

A claim's graph has the claim's own IRI as its name (see `docs/ontology.md`); what is told of it is read
from there, the claimant's name from the merge.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from ontology.terms import CCL, OA, RDF, SKOS

KINDS = (CCL.Claim, CCL.EventClaim)


@dataclass(frozen=True, slots=True)
class ClaimDetail:
    """What is shown of a claim; IRIs and literals as strings, None where the claim does not say."""

    claimant: str | None
    claimant_label: str | None
    stance: str | None
    source: str | None
    made_on: str | None
    printed: str | None
    quote: str | None

    def to_json(self) -> dict[str, str | None]:
        """Give the public names."""
        return {
            "claimant": self.claimant,
            "claimantLabel": self.claimant_label,
            "stance": self.stance,
            "source": self.source,
            "madeOn": self.made_on,
            "printed": self.printed,
            "quote": self.quote,
        }


def details(graphs: Store, names: Iterable[str]) -> dict[str, ClaimDetail]:
    """Tell of those graphs that are claims; others are left out."""
    found = {}
    for name in names:
        claim = NamedNode(name)
        if any(_values(graphs, claim, RDF.type, claim, kind) for kind in KINDS):
            found[name] = _detail(graphs, claim)
    return found


def _detail(graphs: Store, claim: NamedNode) -> ClaimDetail:
    def said(predicate: NamedNode) -> str | None:
        return next(iter(_values(graphs, claim, predicate, claim)), None)

    claimant = said(CCL.claimant)
    return ClaimDetail(
        claimant=claimant,
        claimant_label=_label(graphs, claimant) if claimant else None,
        stance=said(CCL.stance),
        source=said(CCL.foundIn),
        made_on=said(CCL.madeOn),
        printed=said(CCL.printed),
        quote=_quote(graphs, claim, said(CCL.quotation)),
    )


def _values(
    graphs: Store,
    subject: NamedNode,
    predicate: NamedNode,
    graph: NamedNode | DefaultGraph,
    value: NamedNode | None = None,
) -> list[str]:
    """Give the values of a property in one graph, sorted."""
    quads = graphs.quads_for_pattern(subject, predicate, value, graph)
    return sorted(quad.object.value for quad in quads if isinstance(quad.object, NamedNode | Literal))


def _label(graphs: Store, agent: str) -> str | None:
    """Give the preferred label, in English where there is one."""
    quads = graphs.quads_for_pattern(NamedNode(agent), SKOS.prefLabel, None, DefaultGraph())
    labels = [quad.object for quad in quads if isinstance(quad.object, Literal)]
    labels.sort(key=lambda label: (label.language != "en", label.language or "", label.value))
    return labels[0].value if labels else None


def _quote(graphs: Store, claim: NamedNode, quotation: str | None) -> str | None:
    """Give the quoted characters: those of the quotation's text quote selector."""
    if quotation is None:
        return None
    selectors = _values(graphs, NamedNode(quotation), OA.hasSelector, claim)
    exact = [text for name in selectors for text in _values(graphs, NamedNode(name), OA.exact, claim)]
    return exact[0] if exact else None
