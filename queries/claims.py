"""The claims behind named graphs: who said what, where, in which words.

A claim's graph has the claim's own IRI as its name (see `docs/ontology.md`); what is told of it is read
from there, the claimant's name from the merge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from ontology.terms import CCL, OA, SKOS

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
    """Tell of those graphs that are claims, in the order of the names; others are left out.

    One query for all, or one for every thousand. Of several values of a property, which no claim should have, the
    first is told.
    """
    told: dict[str, list[_Row]] = {name: [] for name in names}
    labels: dict[str, list[Literal]] = defaultdict(list)
    asked = list(told)
    for start in range(0, len(asked), _AT_ONCE):
        claims = " ".join(str(NamedNode(name)) for name in asked[start : start + _AT_ONCE])
        for solution in cast(QuerySolutions, graphs.query(_QUERY.replace("$CLAIMS", claims))):
            claim, claimant, label, *said = solution
            if isinstance(claim, NamedNode):
                told[claim.value].append((_text(claimant), *map(_text, said)))
            elif isinstance(claimant, NamedNode) and isinstance(label, Literal):
                labels[claimant.value].append(label)
    best = {agent: min(each, key=_preference).value for agent, each in labels.items()}
    return {name: _detail(rows, best) for name, rows in told.items() if rows}


_AT_ONCE = 1_000
"""The claims that one query asks for."""

_QUERY = f"""
SELECT ?claim ?claimant ?label ?stance ?source ?madeOn ?printed ?quotation ?quote WHERE {{
  {{ VALUES ?claim {{ $CLAIMS }}
    GRAPH ?claim {{ ?claim a ?kind }} FILTER(?kind IN ({", ".join(map(str, KINDS))}))
    OPTIONAL {{ GRAPH ?claim {{ ?claim {CCL.claimant} ?claimant }} }}
    OPTIONAL {{ GRAPH ?claim {{ ?claim {CCL.stance} ?stance }} }}
    OPTIONAL {{ GRAPH ?claim {{ ?claim {CCL.foundIn} ?source }} }}
    OPTIONAL {{ GRAPH ?claim {{ ?claim {CCL.madeOn} ?madeOn }} }}
    OPTIONAL {{ GRAPH ?claim {{ ?claim {CCL.printed} ?printed }} }}
    OPTIONAL {{ GRAPH ?claim {{
      ?claim {CCL.quotation} ?quotation . ?quotation {OA.hasSelector} ?selector . ?selector {OA.exact} ?quote }} }} }}
  UNION
  {{ SELECT DISTINCT ?claimant ?label WHERE {{
    {{ SELECT DISTINCT ?claimant WHERE {{
      VALUES ?claim {{ $CLAIMS }} GRAPH ?claim {{ ?claim {CCL.claimant} ?claimant }} }} }}
    ?claimant {SKOS.prefLabel} ?label }} }}
}}"""
"""A row for each claim; and, so that they need not be told with each, one for each label of a claimant."""

_Row = tuple[str | None, ...]


def _detail(rows: Sequence[_Row], labels: Mapping[str, str]) -> ClaimDetail:
    claimant, stance, source, made_on, printed, quotation = (
        _first(each) for each in list(zip(*rows, strict=True))[:-1]
    )
    return ClaimDetail(
        claimant=claimant,
        claimant_label=labels.get(claimant or ""),
        stance=stance,
        source=source,
        made_on=made_on,
        printed=printed,
        quote=_first(row[-1] for row in rows if row[-2] == quotation),
    )


def _first(values: Iterable[str | None]) -> str | None:
    return min((value for value in values if value is not None), default=None)


def _text(term: object) -> str | None:
    return term.value if isinstance(term, NamedNode | Literal) else None


def _preference(label: Literal) -> tuple[bool, str, str]:
    """Order labels, those in English first."""
    return label.language != "en", label.language or "", label.value
