"""How the server is, for those who watch it: `/health` that it runs, `/ready` that it can answer."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from server import addresses
from server.context import readers, snapshots

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


def _unkept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
