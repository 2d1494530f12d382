"""The answer to one SPARQL query: its form negotiated, its ETag, its bytes.

A query is read and its form chosen before anything is evaluated, so that a client that has the answer
already costs nothing. Evaluation and serialisation stay in the thread of the request: the engine's results
may not leave it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

from queries.constructing import trace_construct
from queries.errors import NotSupported
from queries.evaluation import Dataset, Results, engine_errors
from queries.limits import Limits
from queries.narrowing import View
from queries.provenance import TracedAnswer, trace
from queries.scopes import Scope, read_scope
from queries.syntax import Form, QueryShape, classify
from queries.traced import to_csv, to_json, to_trig, to_tsv
from server.errors import NotAcceptable
from server.negotiation import (
    ASK_OFFERS,
    CSV,
    GRAPH_OFFERS,
    JSON,
    RDF_XML,
    SELECT_OFFERS,
    TRACED_ASK_OFFERS,
    TRACED_CONSTRUCT_OFFERS,
    TRACED_SELECT_OFFERS,
    TRIG,
    TSV,
    XML,
    GraphOffer,
    Offer,
    ResultsOffer,
    choose,
    named,
)
from server.protocol import ProtocolRequest
from store.snapshots import Snapshot

# Raised whenever the same query on the same snapshot is to give other bytes than before.
_EDITION = "2"

_CHANGING = re.compile(r"\b(?:RAND|NOW|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)

# What XML 1.0 cannot hold (section 2.2), and how the engine writes a predicate that has no local name.
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|<oxprefix: ")

_TRACED_WRITERS = {JSON.name: to_json, CSV.name: to_csv, TSV.name: to_tsv, TRIG.name: to_trig}


@dataclass(frozen=True, slots=True)
class Plan:
    """A query that reads well, with the form its answer will have; no `etag` where it changes by itself."""

    text: str
    base: str
    form: Form
    asked: ProtocolRequest
    scope: Scope
    offer: Offer
    others: tuple[Offer, ...]
    """The other forms that it could have."""
    content_type: str
    etag: str | None


def plan(asked: ProtocolRequest, accept: str | None, snapshot: Snapshot, limits: Limits) -> Plan:
    """Read a query and choose the form of its answer.

    Raises QueryError for a query that is not accepted, NotAcceptable where no form fits.
    """
    shape = classify(asked.query or "", base_iri=snapshot.base, limits=limits)
    offers = _offers(shape, asked)
    offer, media_type = choose(accept, offers) if asked.format is None else named(asked.format, offers)
    return Plan(
        text=asked.query or "",
        base=snapshot.base,
        form=shape.form,
        asked=asked,
        scope=read_scope(asked.scope, snapshot.base),
        offer=offer,
        others=tuple(other for other in offers if other is not offer),
        content_type=offer.content_type(media_type),
        etag=None if _CHANGING.search(shape.text) else _etag(snapshot, asked, media_type),
    )


def carry_out(plan: Plan, view: View, limits: Limits) -> bytes:
    """Evaluate a planned query and write the answer; `view` is the snapshot within the plan's scope."""
    if plan.asked.provenance:
        return _scope_named(plan, _TRACED_WRITERS[plan.offer.name](traced(plan, view, limits)))
    # The engine evaluates while the results are written, and can fail there too.
    with engine_errors():
        # The results get no name here: the parser leaves cycles behind that hold the frames it was called from, and
        # results that are collected with those in another thread are never freed, nor is their snapshot.
        body = write(
            view.evaluate(plan.text, dataset=_dataset(plan.asked), base_iri=plan.base, limits=limits), plan.offer
        )
        return _scope_named(plan, fit(body, plan.offer))


def _scope_named(plan: Plan, body: bytes) -> bytes:
    """Have an answer in JSON say its scope; other forms have no place for it."""
    return with_scope(body, plan.scope) if plan.offer is JSON else body


def with_scope(body: bytes, scope: Scope) -> bytes:
    """Add a scope to an answer in JSON, as one member more."""
    return body.rstrip().removesuffix(b"}") + f',"scope":{json.dumps(scope.to_json())}}}'.encode() if scope else body


def traced(plan: Plan, view: View, limits: Limits) -> TracedAnswer:
    """Answer a planned query that asks for provenance; what CONSTRUCT makes comes as rows of three columns."""
    tracing = trace_construct if plan.form is Form.CONSTRUCT else trace
    return tracing(
        view.snapshot.graphs,
        view.snapshot.support,
        plan.text,
        base=plan.base,
        detail=plan.asked.provenance or "claims",
        base_iri=plan.base,
        dataset=_dataset(plan.asked),
        limits=limits,
        snapshot=view.snapshot,
        within=view.within,
    )


def write(results: Results, offer: Offer) -> bytes:
    """Write results in a form. Raises NotAcceptable where the form cannot hold them."""
    try:
        if isinstance(results, QueryTriples) and isinstance(offer, GraphOffer):
            return results.serialize(format=offer.engine) or b""
        if isinstance(results, QuerySolutions | QueryBoolean) and isinstance(offer, ResultsOffer):
            return results.serialize(format=offer.engine) or b""
    except OSError as error:
        # Triple terms (RDF 1.2) in JSON-LD: the one thing that the engine refuses to write.
        raise NotAcceptable(f"this answer cannot be written as {offer.media_type}: {error}") from error
    raise TypeError(f"{offer.media_type} is no form of {type(results).__name__}")


def fit(body: bytes, offer: Offer) -> bytes:
    """Give the bytes back, unless they only look like the XML that they should be. Raises NotAcceptable."""
    if offer in (XML, RDF_XML) and _NOT_XML.search(body):
        raise NotAcceptable(
            f"this answer holds characters or predicates that {offer.media_type} cannot write; ask for another form"
        )
    return body


def _offers(shape: QueryShape, asked: ProtocolRequest) -> Sequence[Offer]:
    tracing = asked.provenance is not None
    match shape.form:
        case Form.SELECT:
            return TRACED_SELECT_OFFERS if tracing else SELECT_OFFERS
        case Form.ASK:
            return TRACED_ASK_OFFERS if tracing else ASK_OFFERS
        case Form.CONSTRUCT if tracing:
            return TRACED_CONSTRUCT_OFFERS
        case Form.DESCRIBE if tracing:
            raise NotSupported("DESCRIBE", "provenance of DESCRIBE is not supported: ask by SELECT, ASK or CONSTRUCT")
        case _:
            return GRAPH_OFFERS


def _dataset(asked: ProtocolRequest) -> Dataset:
    return Dataset(asked.default_graphs, asked.named_graphs)


def _etag(snapshot: Snapshot, asked: ProtocolRequest, media_type: str) -> str:
    """Name an answer: a snapshot never changes, so its name, the form and the parameters say all."""
    whose = (_EDITION, pyoxigraph.__version__, snapshot.base, str(snapshot.statistics.get("published")))
    return hashlib.sha256(repr((whose, snapshot.name, media_type, asked)).encode()).hexdigest()[:32]
