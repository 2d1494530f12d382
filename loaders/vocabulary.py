"""What RDF that somebody wrote says in our vocabulary: which kinds of things, and which terms that there are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad

from ontology.demands import Problem
from ontology.terms import CCL, unknown_term
from ontology.turtle import nodes

CLAIMS = (CCL.Claim, CCL.EventClaim)
SOURCES = (CCL.Source, CCL.Report, CCL.Dataset)


def misspelt(quads: Iterable[Quad]) -> Iterator[tuple[str, Problem]]:
    """Find each term that looks like ours and is none, with the nearest one that is; the term's name comes first."""
    told: set[str] = set()
    for quad in quads:
        for node in nodes([quad.triple]):
            name = node.value.removeprefix(str(CCL))
            if name and name != node.value and name not in CCL and name not in told:
                told.add(name)
                mend = "spell it as the ontology does; a term of another meaning goes into a namespace of your own"
                yield (
                    name,
                    Problem(
                        quad.subject.value if isinstance(quad.subject, NamedNode) else "",
                        f"uses a term that there is not: {unknown_term(CCL, name)}",
                        mend,
                        "term",
                    ),
                )
