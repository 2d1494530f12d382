"""Puts terms in the places of variables, or of other terms: SPARQL 1.1, section 18.6, `substitute`, for EXISTS.

The specification leaves open what that means in VALUES, MINUS and sub-selects. There it is what the engine makes of it:
VALUES keeps the rows that agree, MINUS has what was put in common with what it is taken from, and a sub-select has it
put where it selects the variable. A variable that names a graph stays one, since a sub-select within sees another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from pyoxigraph import Literal

from tests.queries.forms import Call, Column, Expression, Graph, Group, Minus, Node, Select, Term, Values
from tests.queries.values import boolean

Form = TypeVar("Form")


def put(form: Form, mapped: Mapping[str, Term] | Mapping[Literal, Literal]) -> Form:
    """Replace the variables of a form; BOUND of what is replaced is true. Not for what BIND binds itself."""
    return cast(Form, _put(form, cast(Mapping[Node, Term], mapped)))


def _put(form: object, mapped: Mapping[Node, Term]) -> object:
    match form:
        case str() | Literal():
            return mapped.get(form, form)
        case tuple():
            return tuple(_put(each, mapped) for each in form)
        case Call("BOUND", (variable,)) if variable in mapped:
            return boolean(True)
        case Values(variables, rows) if any(isinstance(name, str) for name in mapped):
            return _agreeing(variables, rows, mapped)
        case Graph(name, group, None) if isinstance(name, str) and name in mapped:
            return Graph(name, cast(Group, _put(group, mapped)), mapped[name])
        case Minus(group, met):
            return Minus(_put(group, mapped), met or any(isinstance(name, str) for name in mapped))  # type: ignore[arg-type] # a group stays one
        case Select() if any(isinstance(name, str) for name in mapped):
            return _selecting(form, {name: term for name, term in mapped.items() if name in form.names})
    if is_dataclass(form) and not isinstance(form, type):
        return replace(form, **{field.name: _put(getattr(form, field.name), mapped) for field in fields(form)})
    return form


def _agreeing(
    variables: tuple[str, ...], rows: tuple[tuple[Term | None, ...], ...], mapped: Mapping[Node, Term]
) -> Values:
    kept = [at for at, name in enumerate(variables) if name not in mapped]
    agreeing = [
        row
        for row in rows
        if all(mapped.get(name, term) == term for name, term in zip(variables, row, strict=True) if term)
    ]
    return Values(tuple(variables[at] for at in kept), tuple(tuple(row[at] for at in kept) for row in agreeing))


def _selecting(query: Select, mapped: Mapping[Node, Term]) -> Select:
    """Put terms into what a sub-select selects from; its columns keep their names."""
    columns = tuple(
        Column(cast(Expression, _put(each.expression, mapped)), each.name) if isinstance(each, Column) else each
        for each in query.columns
    )
    where, having = cast(Group, _put(query.where, mapped)), cast("Expression | None", _put(query.having, mapped))
    return replace(query, where=where, columns=columns, having=having)
