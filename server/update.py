"""The route /update: the update operation of the SPARQL 1.1 Protocol, for whoever has a token."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server import access, addresses, protocol
from server.context import settings, writing
from server.noting import note

blueprint = Blueprint("update", __name__)


@blueprint.route(addresses.UPDATE, methods=["POST"], provide_automatic_options=False)
def update() -> Response:
    """Carry out an update: 204 when it is on the disk, published, and recorded."""
    name = access.writer()
    asked = protocol.update_from_post(
        request.query_string,
        request.headers.get("Content-Type"),
        request.headers.get("Content-Encoding"),
        lambda: protocol.read_in_pieces(request.stream.read, request.content_length, settings().max_body),
    )
    note().query = asked.text
    writing().update(asked.text, asked.using, name)
    return Response(status=204)
