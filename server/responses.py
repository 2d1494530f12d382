"""How answers are sent: conditionally, with the headers that every answer has."""

from __future__ import annotations

from flask import Response, request

from server import addresses

HTML = "text/html; charset=utf-8"
SVG = "image/svg+xml"
TEXT = "text/plain; charset=utf-8"

_CONTENT_SECURITY = (
    "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)

# Kept by caches and asked about every time: what is loaded shows in the next answer.
REVALIDATE = "public, no-cache"


def conditional(etag: str | None, content_type: str, *, negotiated: bool = False) -> Response:
    """Begin an answer; it is complete, with status 304, where the client has it. Nobody keeps one without an ETag."""
    response = Response(content_type=content_type)
    if negotiated:
        response.vary.add("Accept")
    if etag is None:
        response.headers["Cache-Control"] = "no-store"
    else:
        # Weak: a snapshot fixes what the answer says, not the order of rows that nobody ordered.
        response.set_etag(etag, weak=True)
        response.headers["Cache-Control"] = REVALIDATE
        if request.method in ("GET", "HEAD") and request.if_none_match.contains_weak(etag):
            response.status_code = 304
    return response


def whole(body: bytes, content_type: str, *, negotiated: bool = False) -> Response:
    """Send a document under an ETag made of its bytes."""
    response = Response(body, content_type=content_type)
    if negotiated:
        response.vary.add("Accept")
    response.add_etag(weak=True)
    response.headers["Cache-Control"] = REVALIDATE
    response.make_conditional(request)
    return response


def line(text: str, status: int) -> Response:
    """Send one line of plain text."""
    return Response(text + "\n", status=status, content_type=TEXT)


def add_common_headers(response: Response) -> Response:
    """Add what every answer says: scripts of any site may read, not write, and nothing is guessed or embedded."""
    # A browser on the server's machine may see the figures, and no site that it shows may read them through it.
    if addresses.is_read(request.path, request.method) and request.path != addresses.METRICS:
        response.headers.setdefault("Access-Control-Allow-Origin", "*")
        response.headers.setdefault(
            "Access-Control-Expose-Headers",
            "Counterclaim-Scope, ETag, Link, Location, Repr-Digest, Retry-After, X-Request-Id",
        )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    if response.mimetype == "text/html":
        response.headers["Content-Security-Policy"] = _CONTENT_SECURITY
    return response
