"""Knowing again what is loaded, without reading it: so a batch that was stopped goes on where it stopped."""

from __future__ import annotations

import hashlib

from pyoxigraph import Literal, NamedNode, Triple

from loaders.articles.article import Article
from loaders.articles.pages import to_report
from loaders.base import Describing, Loader
from loaders.errors import LoaderError
from loaders.holding import Decision, Held, queue
from loaders.load import Loaded
from ontology.identifiers import Identifiers
from ontology.model import Reading, Report
from ontology.terms import CCL, DCTERMS, PROV, RDF, SCHEMA
from ontology.triples import reading_quads
from store.sources import Sources
from store.writer import Writer

_STATED = frozenset(
    (
        CCL.byline,
        CCL.pageDigest,
        CCL.published,
        DCTERMS.language,
        DCTERMS.license,
        DCTERMS.publisher,
        DCTERMS.source,
        DCTERMS.title,
        SCHEMA.url,
    )
)
"""What a report says of itself, or leaves unsaid."""


def loaded_before(writer: Writer, loader: Loader, article: Article) -> Loaded | None:
    """Tell what is loaded of an article, if the store has it as it is: the same text, by the same version of the same
    reader, with nothing else known of it. None where it has to be read, or cannot be.

    What the reader would say today of the claims is not asked: it is the same unless the vocabulary has changed.
    """
    if not isinstance(loader, Describing) or (article.page is not None and not _has_page(writer, article)):
        return None
    identifiers = Identifiers(writer.directory.base)
    try:
        report = loader.describe(to_report(article), article.name, identifiers)
    except LoaderError:
        return None  # reading it says so again
    held = [each for each in queue(writer.directory).values() if each.source == report.iri]
    if not _is_described(writer, report, identifiers) or any(_let_in_since(writer, each) for each in held):
        return None
    waiting = sum(each.decision is Decision.HELD for each in held)
    return _as_loaded(writer, NamedNode(report.iri), article.name, waiting)


def _let_in_since(writer: Writer, held: Held) -> bool:
    """Tell whether a claim that was held has been accepted, and is not loaded yet."""
    return held.decision is Decision.ACCEPTED and not writer.triples(NamedNode(held.claim))


def _has_page(writer: Writer, article: Article) -> bool:
    """Tell whether something was taken out of a page: then it is worth taking out again, to compare."""
    digest = Literal(hashlib.sha256(article.content).hexdigest())
    return bool(writer.quads(None, CCL.pageDigest, digest))


def _is_described(writer: Writer, report: Report, identifiers: Identifiers) -> bool:
    source = NamedNode(report.iri)
    there = writer.triples(source)
    said = {quad.triple for quad in reading_quads(Reading(report), identifiers)}
    return (
        said <= there and _stated(source, said) == _stated(source, there) and report.sha256 in Sources(writer.directory)
    )


def _stated(source: NamedNode, triples: frozenset[Triple] | set[Triple]) -> set[Triple]:
    return {triple for triple in triples if triple.subject == source and triple.predicate in _STATED}


def _as_loaded(writer: Writer, source: NamedNode, name: str, held: int) -> Loaded:
    found = {quad.subject for quad in writer.quads(predicate=CCL.foundIn, object=source)}
    claims = {claim for claim in found if isinstance(claim, NamedNode)}
    standing = {claim for claim in claims if not writer.quads(claim, PROV.invalidatedAtTime)}
    figures = {claim for claim in standing if writer.quads(claim, RDF.type, CCL.Claim)}
    return Loaded(name, source.value, len(figures), len(standing) - len(figures), 0, changed=False, held=held)
