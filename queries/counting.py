"""What a store holds, counted by classes, by properties, and by where its links lead."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import cast

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from ontology.terms import OWL, RDF, SKOS

LINKS = (OWL.sameAs, SKOS.exactMatch, SKOS.closeMatch)
"""The properties that lead to the same thing, or nearly the same, elsewhere."""

_TOTALS = (
    "SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) { ?s ?p ?o }"
)
_BY_CLASS = f"SELECT ?name (COUNT(DISTINCT ?s) AS ?n) {{ ?s {RDF.type} ?name }} GROUP BY ?name ORDER BY ?name"
_BY_PROPERTY = "SELECT ?name (COUNT(*) AS ?n) { ?s ?name ?o } GROUP BY ?name ORDER BY ?name"
_BY_LINK = f"""
    SELECT ?name ?site (COUNT(*) AS ?n) {{
      VALUES ?name {{ {" ".join(map(str, LINKS))} }}
      ?s ?name ?o FILTER(ISIRI(?o))
      BIND(REPLACE(STR(?o), "^(https?://[^/]+/).*$", "$1") AS ?site)
    }} GROUP BY ?name ?site ORDER BY ?name ?site
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """Triples, distinct subjects and objects; instances by class, triples by property, links by property and site."""

    triples: int
    subjects: int
    objects: int
    classes: dict[str, int]
    properties: dict[str, int]
    links: list[tuple[str, str, int]]

    def to_json(self) -> bytes:
        """Write it."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> Counted:
        """Read what `to_json` wrote."""
        return cls(**json.loads(raw))


def counted(graphs: Store, base: str, *, merge: bool) -> Counted:
    """Count what the merge holds; of a plain store all graphs, each triple as often as it stands there.

    Takes some seconds for a million triples.
    """

    def rows(text: str) -> list[tuple[str, ...]]:
        found = cast(QuerySolutions, graphs.query(text, use_default_graph_as_union=not merge))
        names = [variable.value for variable in found.variables]
        return [tuple(_value(row[name]) for name in names) for row in found]

    ((triples, subjects, objects),) = rows(_TOTALS)
    by_link = ((name, site, int(n)) for name, site, n in rows(_BY_LINK) if not site.startswith(base))
    return Counted(
        int(triples),
        int(subjects),
        int(objects),
        {name: int(n) for name, n in rows(_BY_CLASS)},
        {name: int(n) for name, n in rows(_BY_PROPERTY)},
        [(name, site, n) for name, site, n in by_link if site.startswith(("http://", "https://"))],
    )


def _value(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
