"""The graph store: SPARQL 1.1 Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/).

`/data?graph=IRI` and `/data?default` name a graph indirectly, `/data/<path>` is the graph `<base><path>`. Reading is
open to all, writing needs a token.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import IO
from urllib.parse import quote
from uuid import uuid4

from flask import Blueprint, Response, request
from pyoxigraph import DefaultGraph, NamedNode

from server import access, addresses, protocol, uploads
from server.context import settings, snapshot, snapshots, writing
from server.errors import BadRequest, NotAcceptable, NotFound
from server.evaluating import fit
from server.jobs import Patch, Replace
from server.negotiation import GRAPH_OFFERS, RDF_XML, GraphOffer, choose, named
from server.noting import note
from server.responses import conditional

blueprint = Blueprint("graph_store", __name__)

_METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"]
_IN_MEMORY = 1 << 20
_PIECE = 1 << 16


@blueprint.route(addresses.DATA, methods=_METHODS, provide_automatic_options=False)
def indirect() -> Response:
    """Answer for the graph that `graph=` or `default` names; a POST without either makes a new one."""
    if request.method == "OPTIONS":
        return _options()
    given = protocol.parameters(request.query_string, "query string")
    if request.method == "POST" and not any(name in ("graph", "default") for name, _ in given):
        return _new()
    return _answer(protocol.graph_named(given))


@blueprint.route(f"{addresses.DATA}/<path:path>", methods=_METHODS, provide_automatic_options=False)
def direct(path: str) -> Response:
    """Answer for the graph whose IRI is the base and this path."""
    if request.method == "OPTIONS":
        return _options()
    given = protocol.parameters(request.query_string, "query string")
    if any(name in ("graph", "default") for name, _ in given):
        raise BadRequest("the address names a graph already: give neither graph= nor default")
    return _answer(protocol.checked_graph(snapshots().directory.base + path, "the address"))


def _answer(graph: str | None) -> Response:
    """Answer for a graph; None is the default graph."""
    match request.method:
        case "GET" | "HEAD":
            return _read(graph)
        case "PUT":
            return _write(graph, added=False)
        case "POST":
            return _write(graph, added=True)
        case "PATCH":
            return _patch(graph)
        case _:
            writing().submit(Replace(graph, None, access.writer(), must_be_there=True))
            return Response(status=204)


def _write(graph: str | None, *, added: bool) -> Response:
    """Put or add what the body holds: 201 for a graph that was not there, else 204."""
    by = access.writer()
    with _uploaded(graph) as triples:
        done = writing().submit(Replace(graph, triples, by, added=added))
    return Response(status=201, headers=_whereabouts(graph)) if done.created and graph else Response(status=204)


def _new() -> Response:
    """Make a graph of its own for what the body holds."""
    by = access.writer()
    graph = f"{snapshots().directory.base}upload/{uuid4().hex}"
    with _uploaded(graph) as triples:
        writing().submit(Replace(graph, triples, by))
    return Response(status=201, headers=_whereabouts(graph))


def _patch(graph: str | None) -> Response:
    """Carry out an update of one graph."""
    by = access.writer()
    text = protocol.patch(
        request.headers.get("Content-Type"),
        request.headers.get("Content-Encoding"),
        lambda: protocol.read_in_pieces(request.stream.read, request.content_length, settings().max_body),
    )
    note().query = text
    writing().patch(Patch(graph, text, by))
    return Response(status=204)


def _uploaded(graph: str | None) -> AbstractContextManager[str]:
    """Give a file with the triples of the body; relative IRIs lie below the graph."""
    content_type = request.headers.get("Content-Type", "")
    uploads.kind(content_type, request.headers.get("Content-Encoding"))
    limit = settings().max_upload
    body = protocol.read_in_pieces(request.stream.read, request.content_length, limit)
    return uploads.triples(content_type, body, graph or snapshots().directory.base, limit)


def _whereabouts(graph: str | None) -> dict[str, str]:
    """Say where a graph is: its IRI, and its address here."""
    return {"Location": str(graph), "Content-Location": f"{addresses.DATA}?graph={quote(str(graph), safe='')}"}


def _read(graph: str | None) -> Response:
    pinned = snapshot()
    if graph is not None and not pinned.graphs.contains_named_graph(NamedNode(graph)):
        raise NotFound("there is no graph of that name")
    format_ = protocol.format_named(protocol.parameters(request.query_string, "query string"))
    accept = request.headers.get("Accept")
    offer, media_type = choose(accept, GRAPH_OFFERS) if format_ is None else named(format_, GRAPH_OFFERS)
    what = (pinned.name, pinned.base, str(pinned.statistics.get("published")), graph, media_type)
    etag = hashlib.sha256(repr(what).encode()).hexdigest()[:32]
    response = conditional(etag, offer.content_type(media_type), negotiated=True)
    if response.status_code == 200:
        response.headers.pop("Content-Length", None)
        # Of HEAD too the answer is one that comes in pieces, though there are none.
        response.response = iter(())
        if request.method == "GET":
            file = _dumped(graph, offer)
            response.response = _pieces(file)
            response.call_on_close(file.close)
    return response


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _dumped(graph: str | None, offer: GraphOffer) -> IO[bytes]:
    """Write a graph into a file, in memory while it is small, so that a client may take its time."""
    # Closed when it has been sent.
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
    name = DefaultGraph() if graph is None else NamedNode(graph)
    try:
        snapshot().graphs.dump(file, format=offer.engine, from_graph=name)
    except OSError as error:
        raise NotAcceptable(f"this graph cannot be written as {offer.media_type}: {error}") from error
    file.seek(0)
    if offer is RDF_XML:
        fit(file.read(), offer)
        file.seek(0)
    return file


def _options() -> Response:
    """Tell what may be asked; scripts of other sites may read."""
    headers = {
        "Allow": ", ".join(_METHODS),
        "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Headers": "Accept, If-None-Match",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status=204, headers=headers)
