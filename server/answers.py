"""What the answer to one SPARQL query will be: its form negotiated, its ETag.

A query is read and its form chosen before anything is evaluated, so that a client that has the answer
already costs nothing. It is carried out elsewhere (`server.evaluating`), mostly in another process.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyoxigraph

from queries.errors import NotSupported
from queries.evaluation import Dataset
from queries.limits import Limits
from queries.scopes import Scope, read_scope
from queries.syntax import Form, QueryShape, classify
from server.negotiation import (
    ASK_OFFERS,
    GRAPH_OFFERS,
    SELECT_OFFERS,
    TRACED_ASK_OFFERS,
    TRACED_CONSTRUCT_OFFERS,
    TRACED_SELECT_OFFERS,
    Offer,
    choose,
    named,
)
from server.protocol import ProtocolRequest
from store.snapshots import Snapshot

# Raised whenever the same query on the same snapshot is to give other bytes than before.
_EDITION = "2"

_CHANGING = re.compile(r"\b(?:RAND|NOW|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Plan:
    """A query that reads well, with the form its answer will have; no `etag` where it changes by itself."""

    shape: QueryShape
    """Its outline, without the tokens."""
    base: str
    asked: ProtocolRequest
    scope: Scope
    offer: Offer
    others: tuple[Offer, ...]
    """The other forms that it could have."""
    content_type: str
    etag: str | None

    @property
    def dataset(self) -> Dataset:
        """The dataset that the request names."""
        return Dataset(self.asked.default_graphs, self.asked.named_graphs)


def plan(asked: ProtocolRequest, accept: str | None, snapshot: Snapshot, limits: Limits) -> Plan:
    """Read a query and choose the form of its answer.

    Raises QueryError for a query that is not accepted, NotAcceptable where no form fits.
    """
    shape = classify(asked.query or "", base_iri=snapshot.base, limits=limits)
    offers = _offers(shape, asked)
    offer, media_type = choose(accept, offers) if asked.format is None else named(asked.format, offers)
    return Plan(
        shape=replace(shape, tokens=()),
        base=snapshot.base,
        asked=asked,
        scope=read_scope(asked.scope, snapshot.base),
        offer=offer,
        others=tuple(other for other in offers if other is not offer),
        content_type=offer.content_type(media_type),
        etag=None if _CHANGING.search(shape.text) else _etag(snapshot, asked, media_type),
    )


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


def _etag(snapshot: Snapshot, asked: ProtocolRequest, media_type: str) -> str:
    """Name an answer: a snapshot never changes, so its name, the form and the parameters say all."""
    whose = (_EDITION, pyoxigraph.__version__, snapshot.base, str(snapshot.statistics.get("published")))
    return hashlib.sha256(repr((whose, snapshot.name, media_type, asked)).encode()).hexdigest()
