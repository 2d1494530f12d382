"""A source: what is known of it, its quotations, and its text where a licence allows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ontology.model import Span
from ontology.terms import CCL, DCTERMS, SCHEMA
from server import wording
from server.excerpts import Excerpt, Mark, whole
from server.lookup import Lookup, Ref
from server.views import naming
from server.views.claims import ClaimLine, claim_line, claim_lines
from server.views.texts import Quote, ShownQuote, SourceText, place, quote, shown, source_text
from store.sources import Sources


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted characters, and the claims that rest on them."""

    anchor: str
    shown: ShownQuote
    claims: tuple[ClaimLine, ...]


@dataclass(frozen=True, slots=True)
class Licence:
    """The licence of a source's text."""

    name: str
    href: str | None


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A source."""

    title: str
    language: str | None
    publisher: Ref | None
    published: str | None
    url: str | None
    facts: tuple[str, ...]
    licence: Licence | None
    sha256: str | None
    characters: str | None
    withdrawn: str | None
    reason: str | None
    erased: str | None
    erasure_reason: str | None
    quotations: tuple[Quotation, ...]
    unquoted: tuple[ClaimLine, ...]
    text: Excerpt | None
    problem: str | None


def report_page(lookup: Lookup, sources: Sources, iri: str) -> ReportPage:
    """Read a source."""
    stored = source_text(lookup, sources, iri)
    quoted, unquoted = _quoted_claims(lookup, iri)
    quotations = _quotations(lookup, stored, quoted)
    text = lookup.iri(iri, CCL.text)
    licence = _licence(lookup, iri)
    published = lookup.text(iri, CCL.published)
    characters = lookup.number(text, CCL.characters) if text else None
    return ReportPage(
        title=naming.ref(lookup, iri).label,
        language=lookup.text(iri, DCTERMS.language),
        publisher=naming.optional(lookup, lookup.iri(iri, DCTERMS.publisher)),
        published=wording.when(published) if published else None,
        url=lookup.text(iri, SCHEMA.url) or lookup.iri(iri, SCHEMA.url),
        facts=tuple(lookup.texts(iri, DCTERMS.source)),
        licence=licence,
        sha256=lookup.text(text, CCL.sha256) if text else None,
        characters=None if characters is None else wording.number(characters),
        withdrawn=lookup.text(iri, CCL.withdrawn),
        reason=lookup.text(iri, CCL.withdrawalReason),
        erased=lookup.text(iri, CCL.erased),
        erasure_reason=lookup.text(iri, CCL.erasureReason),
        quotations=quotations,
        unquoted=claim_lines(lookup, unquoted),
        text=_whole(lookup, stored, quoted) if licence else None,
        problem=stored.problem,
    )


def _quoted_claims(lookup: Lookup, source: str) -> tuple[dict[Quote, list[str]], list[str]]:
    """Give the quotations in the order of the text, each with its claims; and claims that quote nothing."""
    quoted: defaultdict[Quote, list[str]] = defaultdict(list)
    unquoted = []
    for claim in lookup.subjects(CCL.foundIn, source):
        quotation = quote(lookup, claim, CCL.quotation, lookup.home(claim))
        if quotation:
            quoted[quotation].append(claim)
        else:
            unquoted.append(claim)
    return dict(sorted(quoted.items(), key=lambda item: _place(item[0]))), unquoted


def _place(quotation: Quote) -> tuple[int, int, str]:
    span = quotation.span
    return (span.start, span.end, quotation.exact) if span else (-1, -1, quotation.exact)


def _anchor(quotation: Quote) -> str:
    """Name a quotation on the page as its fragment IRI does (RFC 5147), so that the IRI leads to it."""
    return f"char={quotation.span.start},{quotation.span.end}" if quotation.span else ""


def _quotations(lookup: Lookup, stored: SourceText, quoted: dict[Quote, list[str]]) -> tuple[Quotation, ...]:
    return tuple(
        Quotation(_anchor(each), shown(each, stored, each.marked("quotation")), claim_lines(lookup, claims))
        for each, claims in quoted.items()
    )


def _whole(lookup: Lookup, stored: SourceText, quoted: dict[Quote, list[str]]) -> Excerpt | None:
    """Mark in the whole text what its claims rest on: each figure leads to its quotation, which lists its claims."""
    if stored.text is None:
        return None
    text = stored.text
    true = {each: claims for each, claims in quoted.items() if each.span and each.span.of(text) == each.exact}
    return whole(text, [mark for each, claims in true.items() for mark in _marks(lookup, each, claims, len(text))])


def _marks(lookup: Lookup, quotation: Quote, claims: list[str], end: int) -> Iterator[Mark]:
    titles = [_title(lookup, claim) for claim in claims]
    if quotation.span:
        yield Mark(quotation.span, "quotation", title="\n".join(titles))
    figures: defaultdict[Span | None, list[str]] = defaultdict(list)
    for claim, title in zip(claims, titles, strict=True):
        graph = lookup.home(claim)
        figures[place(lookup, claim, CCL.figure, graph) or quotation.span].append(title)
        said = place(lookup, claim, CCL.attributedIn, graph)
        if said and said.end <= end:
            yield Mark(said, "attribution", title=f"who says it: {claim_line(lookup, claim).claimant.label}")
    for span, rest in figures.items():
        if span and span.end <= end:
            yield Mark(span, "figure", title="\n".join(rest), href=f"#{_anchor(quotation)}")


def _title(lookup: Lookup, claim: str) -> str:
    """Say a claim in one line, with the rule that made it."""
    line, rule = claim_line(lookup, claim), lookup.text(claim, CCL.rule, lookup.home(claim))
    said = (f"{line.claimant.label} {line.stance} this", line.modality, line.said, f"review: {line.review}")
    return f"{line.words} – {', '.join(filter(None, said))}{f'; rule: {rule}' if rule else ''}"


def _licence(lookup: Lookup, iri: str) -> Licence | None:
    name = lookup.text(iri, DCTERMS.license) or lookup.iri(iri, DCTERMS.license)
    return None if name is None else Licence(name, lookup.addresses.href(name))
