"""Verifying: every quotation against the stored bytes, every figure against its characters, every IRI again.

Works offline, on nothing but the data directory. What is checked is listed in `docs/verify.md`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pyoxigraph import Literal, NamedNode, Quad, Store

from loaders.errors import CurationError
from loaders.inference import Reasoner, unlike
from loaders.matching.curation import FILE as EXCHANGES
from loaders.matching.curation import curation
from loaders.matching.relations import Matcher
from loaders.reconciling.decisions import FILE as NAMES
from loaders.reconciling.decisions import decisions
from loaders.reconciling.links import Reconciler
from loaders.reports.numbers import figures, interval
from loaders.reports.text import legible
from loaders.tables.cells import SEPARATORS, counted
from loaders.tables.places import Places
from loaders.tables.revisions import unlike as unlike_revisions
from ontology.identifiers import Identifiers, fragment
from ontology.model import Claim, Comparator, EventClaim, Phenomenon, Span, Stance
from ontology.terms import CCL, DCTERMS, OA, RDF, SCHEMA
from store.errors import SourceMissing
from store.integrity import check_merge, check_profile, check_statistics, check_support
from store.snapshots import Snapshot
from store.sources import Sources

_FIGURES = (CCL.figure, CCL.lowestFigure, CCL.highestFigure)
_PARTS = 9
"""How many claims on one phenomenon one figure may make (see `Identifiers.claim`)."""


class Severity(StrEnum):
    """Whether something is wrong, or only cannot be checked."""

    FAILED = "failed"
    UNVERIFIABLE = "unverifiable"


@dataclass(frozen=True, slots=True)
class Problem:
    """What failed, at which claim, source or store."""

    where: str
    message: str
    severity: Severity = Severity.FAILED


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was checked, and what failed. `lists` are the sources whose text is the count of a list of persons."""

    sources: int
    claims: int
    quotations: int
    problems: tuple[Problem, ...]
    lists: int = 0


def unanchored(claim: Claim | EventClaim, text: str) -> str | None:
    """Tell why a claim does not stand on its text, character for character; None where it does."""
    said = claim.utterance
    for quotation in (said.quotation, *([said.attributed_in] if said.attributed_in else [])):
        if not quotation.exact or quotation.span.of(text) != quotation.exact:
            return f"quotation {quotation.span.start}-{quotation.span.end} is not what the text has there"
    if isinstance(claim, Claim):
        if not said.quotation.span.covers(claim.figure.span):
            return "the figure stands outside its quotation"
        if claim.figure.printed not in said.quotation.exact:
            return "the printed figure does not stand in its quotation"
    return None


def verify(snapshot: Snapshot, sources: Sources) -> Verified:
    """Check a whole snapshot against the stored bytes; never raises for what it finds wrong."""
    check = _Check(snapshot.graphs, sources, Identifiers(snapshot.base))
    problems = [*check.sources_and_claims(), *_inferences(snapshot), *_links(snapshot)]
    if snapshot.default_graph == "merge":
        problems += [Problem(p.where, p.message) for p in check_merge(snapshot)]
    for found in (*check_support(snapshot), *check_statistics(snapshot), *check_profile(snapshot)):
        problems.append(Problem(found.where, found.message))
    return Verified(check.source_count, check.claim_count, check.quotation_count, tuple(problems), check.list_count)


def _inferences(snapshot: Snapshot) -> Iterator[Problem]:
    """Infer again, graph by graph, and compare with what the snapshot holds."""
    for graph, reason in unlike(Reasoner(snapshot)):
        yield Problem(graph.value, reason)


def _links(snapshot: Snapshot) -> Iterator[Problem]:
    """Find the links again, by the curator's files, and compare with what the snapshot holds."""
    for curated, found in ((EXCHANGES, _exchanges), (NAMES, _names), ("", unlike_revisions)):
        try:
            for graph, reason in found(snapshot):
                yield Problem(graph.value, reason)
        except CurationError as error:
            yield Problem(curated, str(error))


def _exchanges(snapshot: Snapshot) -> Iterator[tuple[NamedNode, str]]:
    yield from Matcher(snapshot, curation(snapshot.directory)).unlike()


def _names(snapshot: Snapshot) -> Iterator[tuple[NamedNode, str]]:
    yield from Reconciler(snapshot, decisions(snapshot.directory)).unlike()


def _number(characters: str, comparator: str | None, *, in_table: bool) -> tuple[Decimal, Decimal | None] | None:
    """Read a figure's characters: the number, and of *between* the second one; a cell holds digits."""
    if in_table:
        value = counted(characters, SEPARATORS)
        return None if value is None else (value, None)
    between = comparator == Comparator.BETWEEN
    read = figures(f"{'between ' if between else ''}{legible(characters)} people")
    return (read[0].value, read[0].highest if between else None) if read else None


class _Check:
    """One run over a store; counts as it goes."""

    def __init__(self, graphs: Store, sources: Sources, identifiers: Identifiers) -> None:
        self.graphs, self.sources, self.identifiers = graphs, sources, identifiers
        self.source_count = self.claim_count = self.quotation_count = self.list_count = 0
        self.places: Places | None = None

    def sources_and_claims(self) -> Iterator[Problem]:
        """Check source by source, each with its claims."""
        for quad in list(self.graphs.quads_for_pattern(None, CCL.text, None, None)):
            source = quad.subject
            if quad.graph_name != source or not isinstance(source, NamedNode):
                continue
            if self._value(source, CCL.erased, source):
                yield from self._erased(source)
                continue  # of its text nothing is left but the hash
            self.source_count += 1
            self.list_count += self._value(source, CCL.listDigest, source) is not None
            text = yield from self._text(source)
            self.places = None
            yield from self._source_iri(source)
            for found in sorted({q.subject.value for q in self._of(None, CCL.foundIn, source)}):
                self.claim_count += 1
                yield from self._claim(NamedNode(found), source, text)

    def _erased(self, source: NamedNode) -> Iterator[Problem]:
        name = self.identifiers.local(source.value)
        for found in sorted({quad.subject.value for quad in self._of(None, CCL.foundIn, source)}):
            self.claim_count += 1
            yield Problem(found, f"is found in a source that was erased; run `counterclaim erase {name} --reason …`")

    def _of(self, subject: NamedNode | None, predicate: NamedNode, value: NamedNode | None = None):  # type: ignore[no-untyped-def]  # quads
        quads = self.graphs.quads_for_pattern(subject, predicate, value, None)
        return [q for q in quads if isinstance(q.graph_name, NamedNode) and isinstance(q.subject, NamedNode)]

    def _value(self, subject: NamedNode, predicate: NamedNode, graph: NamedNode) -> NamedNode | Literal | None:
        quads = self.graphs.quads_for_pattern(subject, predicate, None, graph)
        return next((q.object for q in quads if isinstance(q.object, (NamedNode, Literal))), None)

    def _is(self, claim: NamedNode, kind: NamedNode) -> bool:
        return Quad(claim, RDF.type, kind, claim) in self.graphs

    def _string(self, subject: NamedNode, predicate: NamedNode, graph: NamedNode) -> str | None:
        value = self._value(subject, predicate, graph)
        return value.value if value is not None else None

    def _text(self, source: NamedNode):  # type: ignore[no-untyped-def]  # a generator of problems that returns the text
        name = self._value(source, CCL.text, source)
        digest = self._string(name, CCL.sha256, source) if isinstance(name, NamedNode) else None
        if digest is None or name is None or name.value != self.identifiers.text(digest):
            yield Problem(source.value, "the text's IRI does not follow from its digest")
            return None
        try:
            content = self.sources.get(digest)
        except SourceMissing:
            yield Problem(source.value, "its text is not in this data directory", Severity.UNVERIFIABLE)
            return None
        if hashlib.sha256(content).hexdigest() != digest:
            yield Problem(source.value, f"the stored bytes do not hash to {digest}: they were changed")
        return content.decode(errors="replace")

    def _source_iri(self, source: NamedNode) -> Iterator[Problem]:
        text = self._value(source, CCL.text, source)
        digest = self._string(text, CCL.sha256, source) if isinstance(text, NamedNode) else None
        url = self._string(source, SCHEMA.url, source)
        publisher = self._string(source, DCTERMS.publisher, source)
        named = self.identifiers.dataset if self._is(source, CCL.Dataset) else self.identifiers.report
        if digest and named(digest, url, publisher) != source.value:
            yield Problem(source.value, "its IRI does not follow from its text, URL and publisher")

    def _claim(self, claim: NamedNode, source: NamedNode, text: str | None) -> Iterator[Problem]:
        for property_ in (CCL.quotation, CCL.attributedIn):
            for quad in self.graphs.quads_for_pattern(claim, property_, None, claim):
                if isinstance(quad.object, NamedNode):
                    yield from self._quotation(claim, quad.object, source, text)
        if self._is(claim, CCL.Claim):
            yield from self._figure(claim, source, text)
            if self._is(source, CCL.Dataset):
                yield from self._cells(claim, text)
        yield from self._claim_iri(claim, source, is_event=self._is(claim, CCL.EventClaim))

    def _span(self, claim: NamedNode, resource: NamedNode) -> Span | None:
        for selector in self.graphs.quads_for_pattern(resource, OA.hasSelector, None, claim):
            if isinstance(selector.object, NamedNode):
                start = self._string(selector.object, OA.start, claim)
                end = self._string(selector.object, OA.end, claim)
                if start is not None and end is not None:
                    return Span(int(start), int(end))
        return None

    def _quotation(
        self, claim: NamedNode, resource: NamedNode, source: NamedNode, text: str | None
    ) -> Iterator[Problem]:
        self.quotation_count += 1
        span = self._span(claim, resource)
        if span is None or resource.value != fragment(source.value, span):
            yield Problem(claim.value, f"quotation {resource.value} has no position, or another than its IRI says")
            return
        quote = NamedNode(fragment(source.value, span, "quote"))
        if text is None:
            return
        around = {
            OA.exact: span.of(text),
            OA.prefix: text[max(0, span.start - len(self._string(quote, OA.prefix, claim) or "")) : span.start],
            OA.suffix: text[span.end : span.end + len(self._string(quote, OA.suffix, claim) or "")],
        }
        for part, there in around.items():
            if self._string(quote, part, claim) != there:
                said = part.value.rpartition("#")[2]
                yield Problem(
                    claim.value,
                    f"the {said} of the quotation at {span.start}-{span.end} is not what the text has there",
                )

    def _figure(self, claim: NamedNode, source: NamedNode, text: str | None) -> Iterator[Problem]:
        place, quote = self._value(claim, CCL.figure, claim), self._value(claim, CCL.quotation, claim)
        span = self._span(claim, place) if isinstance(place, NamedNode) else None
        quoted = self._span(claim, quote) if isinstance(quote, NamedNode) else None
        printed = self._string(claim, CCL.printed, claim)
        if span is None or quoted is None or printed is None or not quoted.covers(span):
            yield Problem(claim.value, "the figure has no place within its quotation")
            return
        if text is None:
            return
        if printed not in quoted.of(text):
            yield Problem(claim.value, f"the printed figure '{printed}' does not stand in its quotation")
        in_table = self._is(source, CCL.Dataset)
        ends = self._ends(claim, quoted, text) if in_table else None
        yield from self._interval(claim, span.of(text), ends, in_table=in_table)

    def _ends(self, claim: NamedNode, quoted: Span, text: str) -> tuple[Decimal | None, Decimal | None] | None:
        """Read lowest and highest where they are printed beside the figure; None for one outside the quotation."""
        places = [self._value(claim, end, claim) for end in (CCL.lowestFigure, CCL.highestFigure)]
        if places == [None, None]:
            return None
        spans = [self._span(claim, place) if isinstance(place, NamedNode) else None for place in places]
        lowest, highest = (
            counted(span.of(text), SEPARATORS) if span and quoted.covers(span) else None for span in spans
        )
        return lowest, highest

    def _cells(self, claim: NamedNode, text: str | None) -> Iterator[Problem]:
        """Derive again in which row and cell of a table the quotation and the figure stand."""
        for place in (self._value(claim, each, claim) for each in (CCL.quotation, CCL.attributedIn, *_FIGURES)):
            if text is None or not isinstance(place, NamedNode) or (span := self._span(claim, place)) is None:
                continue
            for selector in self._of(place, OA.hasSelector):
                fragments = [quad.object.value for quad in self._of(selector.object, RDF.value)]
                self.places = self.places or (Places(text) if fragments else None)
                for told in fragments:
                    if self.places and not self.places.holds(told, span):
                        yield Problem(claim.value, f"the characters at {span.start}-{span.end} are not in {told}")

    def _interval(
        self,
        claim: NamedNode,
        characters: str,
        ends: tuple[Decimal | None, Decimal | None] | None,
        *,
        in_table: bool,
    ) -> Iterator[Problem]:
        """Derive value and interval again from the figure's own characters and the comparator, or from printed ends."""
        comparator = self._local(claim, CCL.comparator)
        read = _number(characters, comparator, in_table=in_table)
        if read is None or comparator not in set(Comparator):
            yield Problem(claim.value, f"'{characters}' does not read as a number")
            return
        value, second = read
        low, high = ends or interval(Comparator(comparator), value, second)
        for property_, expected in ((CCL.value, value), (CCL.lowest, low), (CCL.highest, high)):
            stored = self._string(claim, property_, claim)
            if (None if stored is None else Decimal(stored)) != expected:
                name = property_.value.rpartition("#")[2]
                yield Problem(
                    claim.value,
                    f"{name} is {stored}, and '{characters}' with '{comparator}' gives {expected}",
                )

    def _claim_iri(self, claim: NamedNode, source: NamedNode, *, is_event: bool) -> Iterator[Problem]:
        place = self._value(claim, CCL.quotation if is_event else CCL.figure, claim)
        span = self._span(claim, place) if isinstance(place, NamedNode) else None
        claimant, stance = self._string(claim, CCL.claimant, claim), self._local(claim, CCL.stance)
        if span is None or claimant is None or stance not in set(Stance):
            yield Problem(claim.value, "it lacks a place, a claimant or a stance")
            return
        derived = (
            self._derive(claim, source, span, claimant, Stance(stance), part, is_event) for part in range(1, _PARTS)
        )
        if claim.value not in derived:
            yield Problem(claim.value, "its IRI does not follow from source, place, claimant, stance and phenomenon")

    def _derive(
        self,
        claim: NamedNode,
        source: NamedNode,
        span: Span,
        claimant: str,
        stance: Stance,
        part: int,
        is_event: bool,
    ) -> str | None:
        if is_event:
            return self.identifiers.event_claim(source.value, span, claimant, stance, part)
        quantity = self._value(claim, CCL.about, claim)
        phenomenon = self._local(quantity, CCL.phenomenon, claim) if isinstance(quantity, NamedNode) else None
        if phenomenon not in set(Phenomenon):
            return None
        return self.identifiers.claim(source.value, span, claimant, stance, Phenomenon(phenomenon), part)

    def _local(self, subject: NamedNode, predicate: NamedNode, graph: NamedNode | None = None) -> str | None:
        value = self._string(subject, predicate, graph or subject)
        return value.rpartition("/")[2] if value else None
