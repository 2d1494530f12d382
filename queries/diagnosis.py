"""Says in one line what the engine could not read, and where.

The engine names the furthest place it looked at, which is often the end of a keyword it would have tried:
`error at 1:28: expected OPTIONAL` means column 20. Blanks behind the text keep it from looking past the
end.
"""

from __future__ import annotations

import re

from pyoxigraph import Store

from queries.errors import SyntaxRefused
from queries.lexer import refusal, tokenize

_BLANKS = " " * 20
"""More than the longest keyword, ENCODE_FOR_URI, has letters."""

_MESSAGE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SENTENCE = re.compile(r"(?:^|, )([A-Za-z\\][^,\[\]\"]* [^,\[\]\"]*)")


def diagnose(text: str, base_iri: str | None = None, complaint: str | None = None) -> SyntaxRefused:
    """Make the error for a text that the engine refused: a query, or an update with what the engine said of it."""
    found = _MESSAGE.match(_complaint(text, base_iri) if complaint is None else complaint)
    if not found:
        return SyntaxRefused("the query cannot be read")
    sentence = _SENTENCE.search(found[3])
    if sentence and not sentence[1].startswith("IRI parsing"):
        return SyntaxRefused(sentence[1].strip())
    offset = _offset(text, int(found[1]), int(found[2]))
    if sentence:
        return _bad_iri(text, offset)
    keyword = re.match(r"\w+", found[3])
    return _near(text, offset - len(keyword[0]) if keyword else offset)


def _complaint(text: str, base_iri: str | None) -> str:
    # The text was refused once: on an empty store it is refused again, and nothing is evaluated.
    try:
        Store().query(text + _BLANKS, base_iri=base_iri)
    except (SyntaxError, ValueError) as error:
        return str(error)
    return ""


def _offset(text: str, line: int, column: int) -> int:
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    return starts[min(line, len(starts)) - 1] + column - 1


def _near(text: str, offset: int) -> SyntaxRefused:
    for token in tokenize(text):
        if token.start + len(token.text) > offset:
            return refusal(text, token.start, f"the query cannot be read here, near “{token.text[:40]}”")
    return refusal(text, len(text), "the query ends too early")


def _bad_iri(text: str, offset: int) -> SyntaxRefused:
    before = [token for token in tokenize(text) if token.start < offset]
    if not before:
        return SyntaxRefused("an IRI of the query is not absolute")
    message = f"“{before[-1].text[:80]}” is no absolute IRI, and there is no BASE that makes it one"
    return refusal(text, before[-1].start, message)
