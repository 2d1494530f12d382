"""The stored texts of sources, as far as they may be shown, checked before a word of them is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ontology.model import Span
from ontology.terms import CCL, OA
from server.excerpts import AROUND, Excerpt, Mark, around
from server.lookup import Lookup
from store.errors import StoreError
from store.sources import Sources


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a source; or None, and in words why it cannot be shown."""

    text: str | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted characters as the graph holds them, where they stand, and how many before and after may be shown too.

    Of a table these are the prefix and the suffix alone: the next cell may be free text about persons.
    """

    exact: str
    span: Span | None
    before: int = AROUND
    after: int = AROUND

    def marked(self, kind: str, anchor: str | None = None) -> list[Mark]:
        """Mark the characters; nothing where their place is unknown."""
        return [Mark(self.span, kind, anchor)] if self.span else []


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """A quotation as a page shows it: in its context, or bare with the reason why."""

    exact: str
    excerpt: Excerpt | None = None
    problem: str | None = None


def source_text(lookup: Lookup, sources: Sources, source: str) -> SourceText:
    """Read the stored text of a source, and check it against its digest."""
    text = lookup.iri(source, CCL.text)
    sha256 = None if text is None else lookup.text(text, CCL.sha256)
    if sha256 is None:
        return SourceText(None, "No text of this source was stored.")
    try:
        content = sources.get(sha256)
    except (StoreError, ValueError):
        return SourceText(None, "The stored text of this source is missing or was erased.")
    if hashlib.sha256(content).hexdigest() != sha256:
        return SourceText(None, "The stored text of this source no longer matches its SHA-256.")
    try:
        return SourceText(content.decode())
    except UnicodeDecodeError:
        return SourceText(None, "The stored text of this source is not UTF-8.")


def quote(lookup: Lookup, claim: str, predicate: NamedNode, graph: str | None) -> Quote | None:
    """Read the quotation that a claim has for a property."""
    resource = lookup.iri(claim, predicate, graph)
    if resource is None:
        return None
    selectors = lookup.iris(resource, OA.hasSelector, graph)
    said = next((each for each in selectors if lookup.text(each, OA.exact, graph)), None)
    if said is None:
        return None
    exact, prefix, suffix = (lookup.text(said, part, graph) or "" for part in (OA.exact, OA.prefix, OA.suffix))
    where = place(lookup, claim, predicate, graph)
    source = lookup.iri(resource, OA.hasSource, graph)
    if source and CCL.Dataset in lookup.types(source):
        return Quote(exact, where, len(prefix), len(suffix))
    return Quote(exact, where)


def place(lookup: Lookup, claim: str, predicate: NamedNode, graph: str | None) -> Span | None:
    """Read where the characters stand that a claim has for a property; None where that cannot be."""
    resource = lookup.iri(claim, predicate, graph)
    for selector in lookup.iris(resource, OA.hasSelector, graph) if resource else ():
        start, end = lookup.number(selector, OA.start, graph), lookup.number(selector, OA.end, graph)
        if start is not None and end is not None and 0 <= start < end:
            return Span(int(start), int(end))
    return None


def shown(quoted: Quote, stored: SourceText, marks: list[Mark]) -> ShownQuote:
    """Show a quotation in its context, if the stored text holds it there."""
    if stored.text is None:
        return ShownQuote(quoted.exact, problem=stored.problem)
    if quoted.span is None:
        return ShownQuote(quoted.exact, problem="Where the quotation stands in the source is not recorded.")
    if quoted.span.of(stored.text) != quoted.exact:
        return ShownQuote(quoted.exact, problem="The stored text does not hold these words at their place.")
    return ShownQuote(quoted.exact, around(stored.text, quoted.span, marks, before=quoted.before, after=quoted.after))
