"""Values in expressions: SPARQL 1.1, section 17, for the few types that the strategies draw.

IRIs, strings, booleans, integers and decimals. None is an error, or no value.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from pyoxigraph import Literal, NamedNode

from tests.queries.forms import Term

XSD = "http://www.w3.org/2001/XMLSchema#"
INTEGER, DECIMAL, BOOLEAN, STRING = (XSD + name for name in ("integer", "decimal", "boolean", "string"))
_DIGITS = 10**18
"""The engine's decimals have 18 digits behind the point, and cut off what comes after."""

_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {  # numbers with numbers, strings with strings
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def number(term: Term | None) -> Fraction | None:
    """Read a term as a number."""
    if isinstance(term, Literal) and term.datatype.value in (INTEGER, DECIMAL):
        return Fraction(term.value)
    return None


def truth(term: Term | None) -> bool | None:
    """Give the effective boolean value of a term, None for an error."""
    if not isinstance(term, Literal):
        return None
    if term.datatype.value == BOOLEAN:
        return term.value == "true"
    if term.datatype.value == STRING:
        return term.value != ""
    return number(term) != 0


def boolean(value: bool | None) -> Literal | None:
    """Give the term of a truth value."""
    return None if value is None else Literal(value)


def equal(left: Term | None, right: Term | None) -> bool | None:
    """Compare two terms by value; None where one is an error."""
    if left is None or right is None:
        return None
    one, other = number(left), number(right)
    return one == other if one is not None and other is not None else left == right


def compare(sign: str, left: Term | None, right: Term | None) -> bool | None:
    """Compare two terms; None for an error, as where an order is asked for of terms that have none.

    As the engine does, which holds each term equal to itself here, IRIs too, and orders no booleans.
    """
    if sign in ("=", "!="):
        same = equal(left, right)
        return same if same is None or sign == "=" else not same
    one, other = number(left), number(right)
    if one is not None and other is not None:
        return _COMPARED[sign](one, other)
    strings = all(isinstance(term, Literal) and term.datatype.value == STRING for term in (left, right))
    if left is not None and right is not None and (strings or left == right):
        return _COMPARED[sign](left.value, right.value)
    return None


def added(left: Term | None, right: Term | None) -> Literal | None:
    """Add two numbers: a decimal where one of them is."""
    one, other = number(left), number(right)
    if one is None or other is None or not isinstance(left, Literal) or not isinstance(right, Literal):
        return None
    return _numeric(one + other, INTEGER if left.datatype == right.datatype == NamedNode(INTEGER) else DECIMAL)


def aggregate(name: str, terms: Sequence[Term | None]) -> Term | None:
    """Give an aggregate of terms, None for an error. SAMPLE and GROUP_CONCAT depend on an order, so they have none."""
    if name == "COUNT":
        return Literal(sum(term is not None for term in terms))
    if name in ("SAMPLE", "GROUP_CONCAT") or None in terms:
        return None
    if name in ("MIN", "MAX"):
        ranked = sorted((term for term in terms if term is not None), key=_rank)
        return (ranked[0] if name == "MIN" else ranked[-1]) if ranked else None
    total: Literal | None = Literal(0)
    for term in terms:
        total = added(total, term)
    if name == "SUM" or not terms:
        return total
    whole = number(total)
    return None if whole is None else _numeric(whole / len(terms), DECIMAL)


def _numeric(value: Fraction, datatype: str) -> Literal:
    whole, rest = divmod(value.numerator * _DIGITS // value.denominator, _DIGITS)
    digits = f"{whole}.{rest:018}".rstrip("0").rstrip(".")
    return Literal(digits, datatype=NamedNode(datatype))


def _rank(term: Term) -> tuple[int, Fraction, str]:
    """Order terms as ORDER BY does: IRIs, then numbers, then strings, none of which begins like a number."""
    value = number(term)
    return 0 if isinstance(term, NamedNode) else 1 if value is not None else 2, value or Fraction(0), term.value
