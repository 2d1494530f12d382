"""The algebra of a query: read from its text, written as text again, and what is asked of it in between.

`write(read(text))` has the rows of `text`, as many times and in the same order. Pure, but for the engine's
resolving of IRIs.
"""

from __future__ import annotations

import sys
import threading
from functools import lru_cache

from pyparsing import ParseException
from rdflib.plugins.sparql.parser import parseQuery

from queries.algebra.nodes import Query
from queries.algebra.numbered import Numbered, not_supported, number
from queries.algebra.outline import Outline, outline
from queries.algebra.reader import Reader
from queries.algebra.scope import transform, variables_in_scope, walk
from queries.algebra.writer import write
from queries.errors import TooDeep
from queries.limits import DEFAULT_LIMITS, Limits
from queries.syntax import QueryShape, classify

__all__ = ["Outline", "Query", "outline", "read", "transform", "variables_in_scope", "walk", "write"]

_REMEMBERED = 4_096
"""The longest text whose algebra is kept, in characters."""


_FRAMES = 10_000
"""How deep Python may call: the parser calls some sixty times for a bracket, and there may be a hundred.

Python's own default is a thousand. Calls in Python take nothing of the stack of a thread, and 10,000 in C, such as of
a JSON text nested as deeply, take less than 2 MiB.
"""

# Once and for good: it is one for all threads, and others may be deep in a query when one is done.
sys.setrecursionlimit(max(_FRAMES, sys.getrecursionlimit()))

_PARSING = threading.Lock()
"""The parser is one for all, and now and then fails where two threads use it at once."""


def read(text: str, *, base_iri: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Query:
    """Read a query that the engine can read.

    Raises SyntaxRefused, FormRefused, TooLarge or TooDeep as for any query, and NotSupported for what is beyond
    SPARQL 1.1. What only the engine sees, such as BIND to a variable in use, it says when the query runs.
    """
    return (_known if len(text) <= _REMEMBERED else _read)(text, base_iri, limits)


def _read(text: str, base_iri: str | None, limits: Limits) -> Query:
    shape = classify(text, base_iri=base_iri, limits=limits)
    numbered = number(shape, base_iri)
    try:
        tree = _parsed(shape, numbered)
        return Reader(numbered.table).query(tree, numbered.base)
    except RecursionError:
        # Where limits were chosen that let more through.
        message = "brackets are nested too deeply for provenance and scopes, though not for a plain query"
        raise TooDeep(message, limits.depth) from None


_known = lru_cache(maxsize=256)(_read)


def _parsed(shape: QueryShape, numbered: Numbered) -> object:
    try:
        with _PARSING:
            return parseQuery("\n".join(numbered.lines))[1]
    except ParseException as error:
        token = numbered.places[error.lineno - 1] if error.lineno <= len(numbered.places) else None
        raise not_supported(shape.text, token, "what begins here") from error
