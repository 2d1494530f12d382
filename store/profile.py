"""What a store holds by class, by property and by where its links lead (``profile.json`` of each snapshot).

Each triple counts once, in however many graphs it stands: the merge is counted, of a plain directory what its merge
would be. Kept up by each commit, as VoID (https://www.w3.org/TR/void/#statistics) wants it told: to count two million
triples anew takes seconds.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TypeVar, cast

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from ontology.terms import OWL, RDF, SKOS
from store.reading import matching

FILE = "profile.json"

LINKS = (OWL.sameAs, SKOS.exactMatch, SKOS.closeMatch)
"""The properties that lead to the same thing, or nearly the same, elsewhere."""

Term = NamedNode | BlankNode | Literal | Triple
Link = tuple[str, str]
"""A property of `LINKS`, and the site that it leads to."""

Key = TypeVar("Key", str, Link)

_SITE = re.compile(r"(https?://[^/]+/?)")
_MERGED = "?s ?p ?o"
_PLAIN = "{ SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"
_TOTALS = "SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) { %s }"
_BY_PROPERTY = "SELECT ?p (COUNT(*) AS ?n) { %s } GROUP BY ?p"
_BY_CLASS = f"SELECT ?o (COUNT(DISTINCT ?s) AS ?n) {{ ?s {RDF.type} ?o }} GROUP BY ?o"
_LINKED = f"SELECT DISTINCT ?s ?p ?o {{ VALUES ?p {{ {' '.join(map(str, LINKS))} }} ?s ?p ?o }}"


@dataclass(frozen=True, slots=True)
class News:
    """What comes with some quads or goes with them: triples, and terms as subjects and as objects."""

    triples: frozenset[Triple]
    subjects: int
    objects: int

    @classmethod
    def of(cls, quads: Collection[Quad], others: Collection[Quad], store: Store, *, merge: bool) -> Self:
        """Find what neither the store nor other quads have; before `quads` are added, or after they are removed.

        In a merge they are those of the merge itself, and so each is news.
        """
        graph = DefaultGraph() if merge else None
        triples = {quad.triple for quad in quads} - {quad.triple for quad in others}
        if not merge:
            triples = {t for t in triples if _lacks(store, t.subject, t.predicate, t.object)}
        subjects = {quad.subject for quad in quads} - {quad.subject for quad in others}
        objects = {quad.object for quad in quads} - {quad.object for quad in others}
        return cls(
            frozenset(triples),
            sum(_lacks(store, each, None, None, graph) for each in subjects),
            sum(_lacks(store, None, None, each, graph) for each in objects),
        )


def _lacks(store: Store, *pattern: Term | DefaultGraph | None) -> bool:
    return next(matching(store, *pattern), None) is None  # type: ignore[arg-type]  # they stand in quads


@dataclass(frozen=True, slots=True)
class Profile:
    """Distinct triples, subjects and objects; instances by class, triples by property, links by property and site."""

    triples: int = 0
    subjects: int = 0
    objects: int = 0
    classes: Mapping[str, int] = field(default_factory=dict)
    properties: Mapping[str, int] = field(default_factory=dict)
    links: Mapping[Link, int] = field(default_factory=dict)

    @classmethod
    def taken(cls, graphs: Store, base: str, *, merge: bool) -> Self:
        """Count anew; takes some seconds for a million triples."""
        everything = _MERGED if merge else _PLAIN

        def rows(query: str) -> list[tuple[Term, ...]]:
            found = cast(QuerySolutions, graphs.query(query, use_default_graph_as_union=not merge))
            return [tuple(row) for row in found]

        triples, subjects, objects = (int(cast(Literal, count).value) for count in rows(_TOTALS % everything)[0])
        linked = (Triple(*row) for row in rows(_LINKED))  # type: ignore[arg-type]  # as they stand in triples
        return cls(
            triples,
            subjects,
            objects,
            _counts({_name(name): int(cast(Literal, n).value) for name, n in rows(_BY_CLASS)}),
            _counts({_name(name): int(cast(Literal, n).value) for name, n in rows(_BY_PROPERTY % everything)}),
            _counts(Counter(link for triple in linked if (link := _link(triple, base)))),
        )

    def after(self, come: News, gone: News, base: str) -> Self:
        """Give the profile after a commit."""
        return type(self)(
            self.triples + len(come.triples) - len(gone.triples),
            self.subjects + come.subjects - gone.subjects,
            self.objects + come.objects - gone.objects,
            _changed(self.classes, map(_class, come.triples), map(_class, gone.triples)),
            _changed(self.properties, map(_property, come.triples), map(_property, gone.triples)),
            _changed(self.links, (_link(each, base) for each in come.triples), (_link(t, base) for t in gone.triples)),
        )

    def to_json(self) -> bytes:
        """Write it."""
        counts = {name: getattr(self, name) for name in ("triples", "subjects", "objects", "classes", "properties")}
        links = [[*link, count] for link, count in self.links.items()]
        return json.dumps(counts | {"links": links}, ensure_ascii=False, indent=1).encode() + b"\n"

    @classmethod
    def from_json(cls, raw: bytes) -> Self:
        """Read what `to_json` wrote. Raises ValueError, KeyError and TypeError for anything else."""
        found = json.loads(raw)
        links = {(name, site): count for name, site, count in found.pop("links")}
        return cls(**found, links=links)


def read_profile(snapshot: Path) -> Profile | None:
    """Read the profile in the folder of a snapshot; None where there is none that can be read: it is counted anew."""
    try:
        return Profile.from_json((snapshot / FILE).read_bytes())
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _class(triple: Triple) -> str | None:
    return _name(triple.object) if triple.predicate == RDF.type else None


def _property(triple: Triple) -> str:
    return triple.predicate.value


def _link(triple: Triple, base: str) -> Link | None:
    """Give the property and the site of a link that leads elsewhere."""
    if triple.predicate not in LINKS or not isinstance(triple.object, NamedNode):
        return None
    site = _SITE.match(triple.object.value)
    inside = triple.object.value.startswith(base)
    return (triple.predicate.value, site[1]) if site and not inside else None


def _name(term: Term) -> str:
    """Give the IRI of a class; what is none has no name."""
    return term.value if isinstance(term, NamedNode) else ""


def _changed(counts: Mapping[Key, int], come: Iterable[Key | None], gone: Iterable[Key | None]) -> dict[Key, int]:
    found = Counter(counts)
    found.update(key for key in come if key)
    found.subtract(key for key in gone if key)
    return _counts(found)


def _counts(counts: Mapping[Key, int]) -> dict[Key, int]:
    """Give counts in order, without those of nothing."""
    return {key: counts[key] for key in sorted(counts) if key and counts[key]}
