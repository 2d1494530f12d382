"""The algebra of a query: read from its text, written as text again, and what is asked of it in between.

`write(read(text))` has the rows of `text`, as many times and in the same order. Pure, but for the engine's
resolving of IRIs.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from pyparsing import ParseException, ParserElement
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
    with _PARSING, _no_cycles_left():
        try:
            return parseQuery("\n".join(numbered.lines))[1]
        except ParseException as error:
            line = error.lineno
    token = numbered.places[line - 1] if line <= len(numbered.places) else None
    raise not_supported(shape.text, token, "what begins here")


@contextmanager
def _no_cycles_left() -> Iterator[None]:
    """Free what is made inside and refers to itself.

    The parser's errors, of which it makes one for each way that it tries in vain, refer to the frames of all callers,
    and so to the store that a caller reads: it would stay open, and its snapshot on the disk, until Python next looks
    at its old objects, which may be never.
    """
    looking = gc.isenabled()
    # Meanwhile nothing gets old.
    gc.disable()
    try:
        yield
    finally:
        # Where it remembers what it has read, that refers to them too.
        ParserElement.reset_cache()
        gc.collect(0)
        if looking:
            gc.enable()
