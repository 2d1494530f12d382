"""Counts the rows of an answer while it is written, from its bytes: the engine does not say how many it writes."""

from __future__ import annotations

import re
from collections.abc import Callable

from server.negotiation import CSV, JSON, TSV, XML, Offer

# No string of a JSON text can hold either: a quotation mark in it would stand behind a backslash, or end it, and then
# a comma or a brace follows; the name of a variable begins with neither.
_JSON_ROW = re.compile(rb'"bindings":\[\{|\}\},\{"[^},]')
_JSON_EMPTY = b"{}"
"""A row without values, whose neighbours the expression does not tell apart; or the text of a literal."""
_JSON_LONGEST = 13

_XML_ROW = b"<result>"


class Tally:
    """The number of rows in what was added so far."""

    def __init__(self, offer: Offer) -> None:
        """Count in an answer to a SELECT of this form."""
        self._add: Callable[[bytes], None] | None = {
            JSON.name: self._add_json, XML.name: self._add_xml, TSV.name: self._add_lines, CSV.name: self._add_csv,
        }.get(offer.name)  # fmt: skip
        self._headers = 1 if offer in (TSV, CSV) else 0
        self._count = 0
        self._last = b""
        self._quoted = False

    def add(self, data: bytes) -> None:
        """Count what is added."""
        if self._add:
            self._add(data)

    @property
    def rows(self) -> int | None:
        """How many rows there are; None where it is not known."""
        return self._count - self._headers if self._add else None

    def _add_json(self, data: bytes) -> None:
        text = self._last + data
        self._count += sum(found.end() > len(self._last) for found in _JSON_ROW.finditer(text))
        if _JSON_EMPTY in text:
            self._add = None
        self._last = text[1 - _JSON_LONGEST :]

    def _add_xml(self, data: bytes) -> None:
        text = self._last + data
        self._count += text.count(_XML_ROW)
        self._last = text[1 - len(_XML_ROW) :]

    def _add_lines(self, data: bytes) -> None:
        # In TSV a line break in a value is escaped.
        self._count += data.count(b"\n")

    def _add_csv(self, data: bytes) -> None:
        for part in data.split(b'"'):
            self._count += 0 if self._quoted else part.count(b"\n")
            self._quoted = not self._quoted
        # There is one quotation mark fewer than there are parts.
        self._quoted = not self._quoted
