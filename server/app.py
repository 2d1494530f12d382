"""The application factory: routes, headers and errors, put together."""

from __future__ import annotations

import logging
from urllib.parse import urlencode

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from queries.errors import QueryError
from queries.scopes import PARAMETERS
from server import (
    access,
    addresses,
    context,
    dataset,
    dumps,
    graph_store,
    noting,
    pages,
    resources,
    sparql,
    status,
    update,
    vocabulary,
)
from server.compression import compress
from server.errors import BadRequest, Refused, one_line, status_of
from server.links import add_links
from server.negotiation import wants_html
from server.responses import HTML, add_common_headers, line
from server.settings import Settings
from server.snapshots import Snapshots
from server.views.scope import scope_view
from store.errors import ReaderError, ReaderFailed, ReaderLost

logger = logging.getLogger(__name__)


def create_app(settings: Settings) -> Flask:
    """Make the application over the newest snapshot of a data directory.

    Raises StartError where there is no data directory, or nothing is published in it.
    """
    app = Flask(__name__, static_url_path=addresses.STATIC)
    # A path is an IRI here: two slashes are not one.
    app.url_map.merge_slashes = False
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    context.install(app, settings, Snapshots(settings.data))
    for module in (sparql, update, graph_store, dataset, dumps, resources, vocabulary, pages, status):
        app.register_blueprint(module.blueprint)
    noting.install(app)
    app.before_request(_refuse_bad_path)
    app.before_request(access.before_body)
    # Flask calls the last of these first: what is sent is compressed when all else is said.
    app.after_request(compress)
    app.after_request(add_common_headers)
    app.after_request(_name_scope)
    app.after_request(add_links)
    app.register_error_handler(Exception, _answer_error)
    app.context_processor(_common)
    return app


def _refuse_bad_path() -> None:
    """Refuse a path that is not UTF-8; Flask would put replacement characters into it."""
    try:
        request.environ.get("PATH_INFO", "").encode("latin-1").decode()
    except UnicodeError as error:
        raise BadRequest("the path is not UTF-8; percent-encode the UTF-8 bytes") from error


def _name_scope(response: Response) -> Response:
    """Have every answer say within which scope it holds."""
    if asked := context.named_scope():
        response.headers["Counterclaim-Scope"] = asked.query_string()
    return response


def _without_scope() -> str | None:
    """Give the address of this request without its scope; None for a POST, whose body no link can repeat."""
    if request.method == "POST":
        return None
    others = [(name, value) for name, value in request.args.items(multi=True) if name not in PARAMETERS]
    return request.path + (f"?{urlencode(others)}" if others else "")


def _common() -> dict[str, object]:
    """Give what every template may use."""
    asked = context.named_scope()
    reading = context.lookup(asked) if asked else None
    return {
        "scope": scope_view(reading, asked, _without_scope()) if reading and asked else None,
        "within": reading.addresses.within if reading else str,
        "settings": context.settings(),
        "contact": contact_link(context.settings().contact),
        "addresses": addresses,
    }


def contact_link(contact: str | None) -> str | None:
    """Give what a link to the contact says; None where it is neither an e-mail nor an http(s) address."""
    if contact is None or any(character.isspace() for character in contact):
        return None
    if contact.startswith(("http://", "https://")):
        return contact
    return f"mailto:{contact}" if contact.count("@") == 1 else None


def _answer_error(error: Exception) -> Response:
    """Answer an error in one line; as a page to who asked for a page."""
    if isinstance(error, HTTPException):
        return _answer_http(error)
    noted = noting.failed(error)
    status = status_of(error)
    text = one_line(str(error))
    if isinstance(error, ReaderError) and not isinstance(error, ReaderFailed):
        return _answer_unread(error, status)
    if status >= 500 and not (isinstance(error, Refused) and status != 500):
        logger.error("request %s: %s %s", noted.id, request.method, one_line(request.path), exc_info=error)
        # What the store says may name paths; what the queries say never does.
        known = f"{text}; " if isinstance(error, QueryError | Refused) else ""
        text = f"{known}internal error, request id {noted.id}"
    return _in_words(text, status)


def _answer_unread(error: ReaderError, status: int) -> Response:
    """Answer what kept a reader process from answering: no error of ours, since a query may ask for anything."""
    logger.warning("%s %s: %s", request.method, one_line(request.path), one_line(str(error)))
    text = _LOST if isinstance(error, ReaderLost) else one_line(str(error))
    response = _in_words(text, status)
    response.headers["Retry-After"] = str(error.retry_after)
    response.headers["Cache-Control"] = "no-store"
    return response


# What the process itself said may name paths.
_LOST = "the query ended the process that evaluated it, as very deep ones do; simplify it, or ask again"


def _answer_http(error: HTTPException) -> Response:
    """Answer what Flask itself found, such as a route that there is not."""
    status = error.code or 500
    if status < 400:
        return current_app.make_response(error.get_response())
    response = _in_words(
        one_line(f"{error.name.lower()}: {_REASONS.get(status) or error.description or status}"), status
    )
    allowed = error.get_response().headers.get("Allow")
    if allowed:
        response.headers["Allow"] = allowed
    return response


_REASONS = {
    404: "there is no page at this address",
    405: "this address does not take that method",
}


def _in_words(text: str, status: int) -> Response:
    if addresses.is_protocol(request.path) or not wants_html(request.headers.get("Accept")):
        response = line(text, status)
    else:
        page = render_template("error.html", title=f"{status}", status=status, text=text)
        response = Response(page, status=status, content_type=HTML)
    response.vary.add("Accept")
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="counterclaim"'
    if status in (429, 503):
        response.headers["Retry-After"] = "2"
    return response
