"""Paths that end in an integer whose last byte is full: the engine answers them wrong, so they are asked otherwise.

pyoxigraph 0.5.13 finds in a store on disk, for `?s (<p>|<q>) 255`, also what has the 256 integers after it: 511, 767
and -257 are alike, 254 is not, and a property that is no path is answered right. So such an end becomes a variable, and
a filter says which integer it is. An end that is a variable, bound to such an integer beside the path, is not seen
here; and a path of no steps leads to an integer only where that stands in the data.
"""

from __future__ import annotations

import re
from typing import TypeGuard

from pyoxigraph import Literal, NamedNode, Variable

from queries import algebra
from queries.algebra import nodes as a
from queries.algebra.scope import fresh
from queries.errors import QueryError
from store.changes import VERBATIM

_INTEGER = re.compile(r"[+-]?\d+")
_FULL = 0xFF
_DIGITS = 19
"""So many has the longest integer that the engine holds in 64 bits; of a longer one it compares all that is written."""


def guarded(text: str, base_iri: str | None = None) -> str:
    """Give a query that the engine answers right: the same text, unless a path in it ends in such an integer."""
    if not any(_ends_full(found) for found in _INTEGER.findall(text)):
        return text
    try:
        query = algebra.read(text, base_iri=base_iri)
    except QueryError:
        # The engine reads more than we do.
        return text
    taken = {str(node.value) for node in algebra.walk(query) if isinstance(node, Variable)}
    guard = _Guard(taken)
    changed = algebra.transform(query, guard.change)
    return algebra.write(changed) if guard.ends else text


class _Guard:
    """Gives each such end a name of its own."""

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        self.ends = 0

    def change(self, node: a.Node | a.Term) -> a.Node | a.Term:
        """Change a group of triples in which a path has such an end."""
        if not isinstance(node, a.BGP):
            return node
        conditions: list[a.Expression] = []
        triples = tuple(self._triple(triple, conditions) for triple in node.triples)
        pattern: a.Pattern = a.BGP(triples)
        for condition in conditions:
            pattern = a.Filter(pattern, condition)
        return pattern if conditions else node

    def _triple(self, triple: a.TriplePattern, conditions: list[a.Expression]) -> a.TriplePattern:
        path = triple.predicate
        if not isinstance(path, a.PropertyPath):
            return triple
        subject, end = triple.subject, triple.object
        if _is_full(subject) and _is_walked_to(path, at_end=False):
            subject = self._named(subject, conditions)
        if _is_full(end) and _is_walked_to(path, at_end=True):
            end = self._named(end, conditions)
        return a.TriplePattern(subject, path, end)

    def _named(self, term: Literal, conditions: list[a.Expression]) -> Variable:
        name = fresh("end", self.taken)
        self.taken.add(name)
        self.ends += 1
        conditions.append(a.Call("SAMETERM", (Variable(name), term)))
        return Variable(name)


def _is_full(term: object) -> TypeGuard[Literal]:
    """Tell whether a term is an integer that the engine confuses with those after it."""
    if not isinstance(term, Literal) or term.datatype.value in VERBATIM:
        return False
    return bool(_INTEGER.fullmatch(term.value)) and _ends_full(term.value)


def _ends_full(written: str) -> bool:
    """Tell it of 255, 511 and -257, however many noughts they begin with."""
    digits = written.lstrip("+-0")
    # Python refuses to read thousands of digits.
    if not digits or len(digits) > _DIGITS:
        return False
    return (-int(digits) if written[0] == "-" else int(digits)) & _FULL == _FULL


def _is_walked_to(path: a.Path, *, at_end: bool) -> bool:
    """Tell whether the last step to an end of a path is more than a property, which the engine asks as a triple."""
    match path:
        case NamedNode():
            return False
        case a.Inverse(inner):
            return _is_walked_to(inner, at_end=not at_end)
        case a.Sequence(steps):
            return _is_walked_to(steps[-1 if at_end else 0], at_end=at_end)
    return True
