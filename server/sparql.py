"""The route /sparql: the query operation of the SPARQL 1.1 Protocol, and a page with a form for people."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup

from queries import catalogue
from queries.limits import Limits
from queries.scopes import PARAMETERS
from server import addresses, answers, protocol
from server.asked import answered, sent, together
from server.context import lookup, name_scope, readers, scope, settings, snapshot, snapshots
from server.description import describe
from server.errors import BadRequest
from server.examples import EXAMPLE_QUERY
from server.negotiation import GRAPH_OFFERS, PAGE, SELECT_OFFERS, TRIG, Offer, wants_html
from server.noting import note
from server.resources import Form
from server.responses import HTML, conditional, whole

blueprint = Blueprint("sparql", __name__)

_METHODS = ["GET", "HEAD", "POST", "OPTIONS"]


@blueprint.route(addresses.SPARQL, methods=_METHODS, provide_automatic_options=False)
def sparql() -> Response:
    """Answer a query by GET or by POST; HEAD is GET without the body."""
    if request.method == "OPTIONS":
        return _preflight()
    asked = _asked()
    accept = request.headers.get("Accept")
    if asked.query is None:
        if request.method != "POST" and set(request.args) <= {"example", *PARAMETERS} and wants_html(accept):
            return _form(request.args.get("example"))
        if request.method != "POST" and not request.args:
            return describe()
        raise BadRequest(
            "no query: ask by GET /sparql?query=… , or by POST of application/sparql-query "
            "or of application/x-www-form-urlencoded with query="
        )
    return _answer(asked, accept)


def _asked() -> protocol.ProtocolRequest:
    if request.method != "POST":
        return protocol.from_get(request.query_string)
    return protocol.from_post(
        request.query_string,
        request.headers.get("Content-Type"),
        request.headers.get("Content-Encoding"),
        lambda: protocol.read_in_pieces(request.stream.read, request.content_length, settings().max_body),
    )


def _answer(asked: protocol.ProtocolRequest, accept: str | None) -> Response:
    limits = Limits(characters=settings().max_query)
    note().query = asked.query
    # To read a long query takes a while too.
    with readers().counted(request.remote_addr or ""):
        plan = answers.plan(asked, accept, snapshot(), limits)
    if plan.offer is PAGE:
        return _page(plan, limits)
    response = conditional(plan.etag, plan.content_type, negotiated=True)
    name_scope(plan.scope)
    return response if response.status_code == 304 else sent(response, answered(plan, limits))


def _page(plan: answers.Plan, limits: Limits) -> Response:
    """Show an answer with its provenance to people."""
    fragment = together(answered(plan, limits))
    name_scope(plan.scope)
    # What came by POST has no address; a scope that came by GET stays in it.
    forms = [Form(offer.label, offer.media_type, _address(offer)) for offer in plan.others if request.method == "GET"]
    shown = render_template(
        "answer.html",
        fragment=Markup(fragment.decode()),  # noqa: S704  # a template of ours made it
        query=plan.shape.text,
        title="An answer, and why",
        forms=forms,
    )
    return whole(shown.encode(), HTML, negotiated=True)


def _address(offer: Offer) -> str:
    """Give the address of what this request asks for in another form."""
    given = [(name, value) for name, value in request.args.items(multi=True) if name != "format"]
    return f"{addresses.SPARQL}?{urlencode([*given, ('format', offer.name)])}"


def _form(name: str | None) -> Response:
    """Show the form with a query of the catalogue in it, or with the one that all pages show; it keeps to the scope."""
    asked = scope()
    lookup(asked)
    example = EXAMPLE_QUERY if name is None else catalogue.read(name, snapshots().directory.base).text
    page = render_template(
        "sparql.html",
        example=example,
        asked=asked,
        results=SELECT_OFFERS,
        graphs=GRAPH_OFFERS,
        traced=(PAGE, TRIG),
        title="Ask in SPARQL",
    )
    return Response(page, content_type="text/html; charset=utf-8", headers={"Vary": "Accept"})


def _preflight() -> Response:
    """Tell a browser's script what it may send from another site: reading is open to all."""
    allowed = ", ".join(_METHODS)
    return Response(
        status=204,
        headers={
            "Allow": allowed,
            "Access-Control-Allow-Methods": allowed,
            "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
            "Access-Control-Max-Age": "86400",
        },
    )
