"""Puts terms in the places of variables, or of other terms: SPARQL 1.1, section 18.6, `substitute`, for EXISTS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from pyoxigraph import Literal

from tests.queries.forms import Call, Node, Term
from tests.queries.values import boolean

Form = TypeVar("Form")


def put(form: Form, mapped: Mapping[str, Term] | Mapping[Literal, Literal]) -> Form:
    """Replace the variables of a form; BOUND of what is replaced is true.

    Not for BIND, VALUES and sub-selects, which bind variables of their own: the specification leaves them open.
    """
    return cast(Form, _put(form, cast(Mapping[Node, Term], mapped)))


def _put(form: object, mapped: Mapping[Node, Term]) -> object:
    match form:
        case str() | Literal():
            return mapped.get(form, form)
        case tuple():
            return tuple(_put(each, mapped) for each in form)
        case Call("BOUND", (variable,)) if variable in mapped:
            return boolean(True)
    if is_dataclass(form) and not isinstance(form, type):
        return replace(form, **{field.name: _put(getattr(form, field.name), mapped) for field in fields(form)})
    return form
