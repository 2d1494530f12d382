"""Erasing a source for good: its text, its quotations and its claims, wherever the data directory has them.

What is left is what one must know to see that something is gone, and not to load it again: the hash of the text, the
day, and the reason. Claims go whole: a figure without its words could not be defended.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Triple

from loaders.errors import NothingToErase, SourceErased
from loaders.inference import Reasoner
from loaders.links import Links
from loaders.reconciling.links import forget_unnamed
from loaders.tables.revisions import gone_with
from ontology.dates import on
from ontology.identifiers import Identifiers
from ontology.joining import Graphs
from ontology.model import IRI, Source
from ontology.terms import CCL, RDF
from ontology.triples import EDTF
from store.activity import utc_now
from store.sources import Sources
from store.writer import Writer

GRACE = 15.0
"""Seconds that who reads an older snapshot is given: a little more than a query may take."""

_LEFT = frozenset((CCL.text, CCL.sha256, CCL.characters))
_KINDS = frozenset((CCL.Source, CCL.Report, CCL.Dataset, CCL.Text))


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of a source."""

    source: IRI
    sha256: str
    day: str
    """When it was erased, in EDTF: today, or long ago."""
    reason: str
    claims: int
    """How many claims went with it now."""
    snapshot: str
    others: tuple[IRI, ...]
    """The sources that have the same text, which is therefore still there."""


def erase(
    writer: Writer, name: str, reason: str, clock: Callable[[], datetime] = utc_now, grace: float = GRACE
) -> Erased:
    """Erase a source, given by its IRI or what follows the base in it, and publish that.

    To erase again finishes what was stopped, and changes no day and no reason. Raises NothingToErase, StoreError.
    """
    source = NamedNode(Identifiers(writer.base).at(name.removeprefix(writer.base)))
    held = writer.triples(source)
    text = next((t.object for t in held if t.subject == source and t.predicate == CCL.text), None)
    if not isinstance(text, NamedNode):
        raise NothingToErase(
            f"'{name}' is no source that is loaded here; name it by its IRI, or as report/…, dataset/…"
        )
    claims = _commit(writer, source, text, held, reason, clock)
    sha256, others = _said(held, CCL.sha256), _others(writer, source, text)
    if not others:
        Sources(writer.directory).remove(sha256)
    snapshot, left = writer.renew(grace), writer.triples(source)
    day, why = _said(left, CCL.erased), _said(left, CCL.erasureReason)
    return Erased(source.value, sha256, day, why, claims, snapshot, others)


def require_not_erased(writer: Writer, source: Source, name: str) -> None:
    """Raise SourceErased for a source that was erased, and for one with the text of such a one."""
    text = NamedNode(Identifiers(writer.base).text(source.sha256))
    for quad in writer.quads(None, CCL.text, text):
        held = writer.triples(quad.subject) if isinstance(quad.subject, NamedNode) else frozenset[Triple]()
        if day := _said(held, CCL.erased):
            reason = _said(held, CCL.erasureReason)
            raise SourceErased(f"{name}: was erased on {day}, and is not loaded again: {reason}")


def erasure(writer: Writer, source: NamedNode, text: object) -> str:
    """Give the day on which a source was erased, or another with its text where that is given; else nothing."""
    having = [quad.subject for quad in writer.quads(None, CCL.text, text)] if isinstance(text, NamedNode) else []
    named = (each for each in (source, *having) if isinstance(each, NamedNode))
    return next((day for each in named if (day := _said(writer.triples(each), CCL.erased))), "")


def stands(writer: Writer, source: NamedNode) -> bool:
    """Tell whether something of a source is here that erasing it would take."""
    is_erased, text = writer.quads(source, CCL.erased), writer.quads(source, CCL.text)
    return bool(writer.quads(None, CCL.foundIn, source) or (text and not is_erased))


def _commit(
    writer: Writer,
    source: NamedNode,
    text: NamedNode,
    held: frozenset[Triple],
    reason: str,
    clock: Callable[[], datetime],
) -> int:
    # By what is there, not by the marker: it may have come from another directory, and the claims be here still.
    started = clock()
    day, reason = _said(held, CCL.erased) or on(started.date()).edtf, _said(held, CCL.erasureReason) or reason
    left = {triple for triple in held if triple.subject in (source, text) and _stays(triple)}
    left |= {
        Triple(source, CCL.erased, Literal(day, datatype=EDTF)),
        Triple(source, CCL.erasureReason, Literal(reason)),
    }
    gone = {quad.subject for quad in writer.quads(None, CCL.foundIn, source) if isinstance(quad.subject, NamedNode)}
    changes: Graphs = {**dict.fromkeys(gone, frozenset[Triple]()), source: frozenset(left)}
    reasoner = Reasoner(writer)
    closed = reasoner.complete(changes)
    completed = {**closed, **Links.of(writer, reasoner).complete(closed), **gone_with(writer, gone)}
    writer.commit(
        completed, label=f"erase {Identifiers(writer.base).local(source.value)}", started=started, clock=clock
    )
    forget_unnamed(writer)
    return len(gone)


def _stays(triple: Triple) -> bool:
    return triple.predicate in _LEFT or (triple.predicate == RDF.type and triple.object in _KINDS)


def _others(writer: Writer, source: NamedNode, text: NamedNode) -> tuple[IRI, ...]:
    having = {quad.subject for quad in writer.quads(None, CCL.text, text)} - {source}
    return tuple(
        sorted(each.value for each in having if isinstance(each, NamedNode) and not writer.quads(each, CCL.erased))
    )


def _said(held: frozenset[Triple], predicate: NamedNode) -> str:
    return next((t.object.value for t in held if t.predicate == predicate and isinstance(t.object, Literal)), "")
