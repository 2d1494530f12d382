"""The SPARQL 1.1 Protocol's operations: what a request asks, read strictly and without Flask.

https://www.w3.org/TR/sparql11-protocol/#protocol . Percent-encoding is decoded once, as UTF-8 or
not at all: a replacement character in a query would silently ask another question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast, get_args
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode
from werkzeug.http import parse_options_header

from queries import scopes
from queries.evaluation import Dataset
from queries.provenance import Detail
from server.errors import BadRequest, BodyTooLarge, UnsupportedMediaType

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"


_DETAILS = get_args(Detail)
_MOST_PARAMETERS = 200
_PIECE = 65_536

Parameters = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ProtocolRequest:
    """What a request to the query operation asks; `query` None means that it asks nothing."""

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    provenance: Detail | None = None
    format: str | None = None
    scope: tuple[tuple[str, str], ...] = ()
    """The parameters of the scope, as given: `queries.scopes` reads them."""
    timeout: float | None = field(default=None, compare=False, repr=False)
    """The seconds after which the client has no use for an answer; what is answered does not depend on it."""


def from_get(query_string: bytes) -> ProtocolRequest:
    """Read a query by GET. Raises BadRequest."""
    return _request(parameters(query_string, "query string"))


def from_post(
    query_string: bytes, content_type: str | None, content_encoding: str | None, body: Callable[[], bytes]
) -> ProtocolRequest:
    """Read a query by POST, of either kind; the body is read only when its kind is known.

    Raises BadRequest, UnsupportedMediaType, and whatever `body` raises.
    """
    return _request(_posted(query_string, _kind(content_type, content_encoding, (QUERY, FORM)), body, "query"))


@dataclass(frozen=True, slots=True)
class ProtocolUpdate:
    """What a request to the update operation asks."""

    text: str
    using: Dataset = field(default_factory=Dataset)


def update_from_post(
    query_string: bytes, content_type: str | None, content_encoding: str | None, body: Callable[[], bytes]
) -> ProtocolUpdate:
    """Read an update by POST, of either kind; the body is read only when its kind is known.

    Raises BadRequest, UnsupportedMediaType, and whatever `body` raises.
    """
    given = _posted(query_string, _kind(content_type, content_encoding, (UPDATE, FORM)), body, "update")
    if any(name == "query" for name, _ in given):
        raise BadRequest("this address carries out updates; queries are answered at /sparql")
    text = _single(given, "update")
    if text is None:
        raise BadRequest("no update: POST application/sparql-update, or application/x-www-form-urlencoded with update=")
    return ProtocolUpdate(text, Dataset(_graphs(given, "using-graph-uri"), _graphs(given, "using-named-graph-uri")))


def patch(content_type: str | None, content_encoding: str | None, body: Callable[[], bytes]) -> str:
    """Read the update of a PATCH. Raises BadRequest, UnsupportedMediaType, and whatever `body` raises."""
    _kind(content_type, content_encoding, (UPDATE,))
    return _utf8(body(), "body")


def graph_named(given: Parameters) -> str | None:
    """Give the graph that `graph=` names, or None for `default`. Raises BadRequest unless it is one of both."""
    if any(name in scopes.PARAMETERS for name, _ in given):
        raise BadRequest("the graph store knows no scopes: ask at /sparql")
    graph, default = _single(given, "graph"), _single(given, "default")
    if (graph is None) == (default is None) or default:
        raise BadRequest("name a graph: /data?graph=IRI, /data?default, or /data/ and the rest of its IRI")
    return None if graph is None else checked_graph(graph, "graph=")


def checked_graph(iri: str, where: str) -> str:
    """Give back an IRI that a graph can have as its name. Raises BadRequest."""
    try:
        NamedNode(iri)
    except ValueError as error:
        raise BadRequest(f"the value of {where} is not an absolute IRI: {error}") from error
    return iri


def format_named(given: Parameters) -> str | None:
    """Give what `format=` asks for. Raises BadRequest where it does twice."""
    return _single(given, "format")


def _posted(query_string: bytes, kind: str, body: Callable[[], bytes], name: str) -> Parameters:
    """Give the parameters of the address and of the body, which is a form, or what `name` asks."""
    given = parameters(query_string, "query string")
    return [*given, *(parameters(body(), "form") if kind == FORM else [(name, _utf8(body(), "body"))])]


def parameters(raw: bytes, where: str) -> Parameters:
    """Decode a query string or a form, in order. Raises BadRequest where it is not UTF-8."""
    try:
        text = raw.decode()
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError as error:
        raise BadRequest(f"the {where} is not UTF-8; percent-encode the UTF-8 bytes") from error
    except ValueError as error:
        raise BadRequest(f"the {where} has more than {_MOST_PARAMETERS} parameters") from error


def read_in_pieces(read: Callable[[int], bytes], length: int | None, limit: int) -> bytes:
    """Read a body up to its end, with or without a Content-Length. Raises BodyTooLarge.

    Flask's own limit cuts a chunked body and says nothing, which would run half a query.
    """
    if length is not None and length > limit:
        raise BodyTooLarge(f"the body has more than {limit} bytes")
    pieces, size = [], 0
    for piece in _pieces(read):
        size += len(piece)
        if size > limit:
            raise BodyTooLarge(f"the body has more than {limit} bytes")
        pieces.append(piece)
    return b"".join(pieces)


def _pieces(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while piece := read(_PIECE):
        yield piece


def _kind(content_type: str | None, content_encoding: str | None, kinds: Sequence[str]) -> str:
    """Give the media type of a body, if it is one of those that are read."""
    if (content_encoding or "identity").strip().lower() != "identity":
        raise UnsupportedMediaType("the body is compressed; send it as it is, without Content-Encoding")
    kind, options = parse_options_header(content_type)
    kind = kind.lower()
    if kind == UPDATE not in kinds:
        raise UnsupportedMediaType("updates are not accepted at this address; send them to /update")
    if kind not in kinds:
        named = f"a body of type {kind} is" if kind else "a body without a Content-Type is"
        raise UnsupportedMediaType(f"{named} not read here; send {' or '.join(kinds)}")
    if options.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("the body's character set is not UTF-8; send UTF-8")
    return kind


def _utf8(raw: bytes, where: str) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(f"the {where} is not UTF-8") from error


def _request(given: Parameters) -> ProtocolRequest:
    if any(name == "update" for name, _ in given):
        raise BadRequest("updates are not accepted at this address; send them to /update")
    return ProtocolRequest(
        query=_single(given, "query"),
        default_graphs=_graphs(given, "default-graph-uri"),
        named_graphs=_graphs(given, "named-graph-uri"),
        provenance=_detail(_single(given, "provenance")),
        format=_single(given, "format"),
        scope=tuple((name, value) for name, value in given if name in scopes.PARAMETERS),
        timeout=_seconds(_single(given, "timeout")),
    )


def _single(given: Parameters, name: str) -> str | None:
    values = [value for key, value in given if key == name]
    if len(values) > 1:
        raise BadRequest(f"{name}= is given {len(values)} times; give it once")
    return values[0] if values else None


def _graphs(given: Parameters, name: str) -> tuple[str, ...]:
    # Each once: a graph named twice is still one graph.
    graphs = tuple(dict.fromkeys(value for key, value in given if key == name))
    for graph in graphs:
        checked_graph(graph, f"{name}=")
    return graphs


def _seconds(value: str | None) -> float | None:
    if value is None:
        return None
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", value) or not float(value):
        raise BadRequest("timeout= takes a number of seconds, such as 5 or 0.5")
    return float(value)


def _detail(value: str | None) -> Detail | None:
    if value is None:
        return None
    if value not in _DETAILS:
        raise BadRequest("provenance= takes one of: claims, graphs")
    return cast(Detail, value)
