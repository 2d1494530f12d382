"""How the server is, for those who watch it: `/health` that it runs, `/ready` that it can answer, `/metrics`."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, jsonify, request

from server import addresses
from server.context import metrics, readers, settings, snapshots

blueprint = Blueprint("status", __name__)


@blueprint.get(addresses.HEALTH)
def health() -> Response:
    """Say that the server runs."""
    return _unkept(jsonify(status="running"))


@blueprint.get(addresses.READY)
def ready() -> Response:
    """Say whether a query would be answered now: 200, or 503; and from which snapshot, by how many readers."""
    state = readers().state()
    is_ready = state.ready + state.running > 0
    response = jsonify(
        ready=is_ready,
        snapshot=snapshots().newest().name,
        readers={
            "places": state.places,
            "idle": state.ready,
            "running": state.running,
            "waiting": state.waiting,
            "answered": state.answered,
            "ended": dict(state.ended),
        },
        # Where the system has no filter for it, the check of the text alone keeps queries from reaching out.
        network={True: "out of reach", False: "within reach", None: "not known yet"}[state.offline],
    )
    response.status_code = 200 if is_ready else 503
    return _unkept(response)


@blueprint.get(addresses.METRICS)
def figures() -> Response:
    """Give the figures for Prometheus, to those who may have them; for all others there is no such page."""
    shown = settings().metrics
    if shown == "off" or (shown == "local" and not _is_from_here()):
        abort(404)
    text, content_type = metrics().text(request.headers.get("Accept", ""))
    return _unkept(Response(text, content_type=content_type))


def _is_from_here() -> bool:
    """Tell whether a request comes from this machine, and not through a proxy or a site whose name leads here."""
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        name = urlsplit(f"//{request.host}").hostname or ""
    except ValueError:
        return False
    return _is_loopback(request.remote_addr or "") and (name == "localhost" or _is_loopback(name))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


_FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")
"""What proxies add (RFC 7239, RFC 9110), and some add unasked."""


def _unkept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
