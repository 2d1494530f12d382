"""What is promised of which queries: told from their form alone."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from tests.queries.forms import (
    Aggregate,
    Bind,
    Both,
    Choice,
    Column,
    Either,
    Exists,
    Expression,
    Filter,
    Graph,
    Group,
    Inverse,
    Minus,
    Negation,
    Not,
    Optional,
    Repeated,
    Select,
    Steps,
    Union,
)


def monotone(query: Select) -> bool:
    """Whether more graphs never take a row away (LIMIT and OFFSET of the query itself left out)."""
    return not query.grouped and query.having is None and _grows(query.where)


def steady(query: Select) -> bool:
    """Whether each witness must yield its row, although more graphs might take it away.

    So it is where all that excludes is monotone: over fewer graphs it excludes no more. And where an aggregate
    is of a monotone pattern: its witness holds the whole group.
    """
    if not query.grouped:
        return query.having is None and _stays(query.where)
    return _grows(query.where) and all(map(_grows, _patterns(query.having))) and all(map(_grows, _computed(query)))


def _computed(query: Select) -> list[Group]:
    columns = (column.expression for column in query.columns if isinstance(column, Column))
    return [group for each in columns for group in _patterns(each)]


def walks_far(query: Select) -> bool:
    """Whether a path with `*` or `+` stands in the query: its witnesses may be those of one shortest path."""
    return any(isinstance(form, Repeated) and form.mark != "?" for form in forms_in(query))


def wavers(query: Select) -> bool:
    """Whether the engine may give the rows in another order each time: it does so where there is a UNION."""
    return any(isinstance(form, Union) for form in forms_in(query))


def counts(query: Select) -> bool:
    """Whether a row may depend on how often solutions come: there are aggregates, or LIMIT in a sub-select."""
    inner = [form for form in forms_in(query.where) if isinstance(form, Select)]
    return query.grouped or any(each.grouped or each.limit is not None or each.offset for each in inner)


def confuses_equals(query: Select) -> bool:
    """Whether it is open how the engine takes two numbers of one value, such as 2 and 2.0.

    Of a group it gives one of the two as MIN or MAX. Behind a path that is walked backwards it takes the ends for
    subjects, which no literal is, and compares them as sameTerm.
    """
    forms = forms_in(query)
    least = any(isinstance(form, Aggregate) and form.name in ("MIN", "MAX") for form in forms)
    return least or any(isinstance(form, Inverse | Steps | Choice | Repeated | Not) for form in forms)


def masked(query: Select) -> set[str]:
    """Give the columns whose value depends on an order that nothing fixes."""
    aggregates = [(c.expression, c.name) for c in query.columns if isinstance(c, Column)]
    return {
        name for each, name in aggregates if isinstance(each, Aggregate) and each.name in ("SAMPLE", "GROUP_CONCAT")
    }


def forms_in(form: object) -> list[object]:
    """Give all that a form is made of, itself first."""
    if isinstance(form, tuple):
        return [inner for each in form for inner in forms_in(each)]
    if is_dataclass(form):
        return [form, *(inner for field in fields(form) for inner in forms_in(getattr(form, field.name)))]
    return [form]


def _grows(group: Group) -> bool:
    for element in group.elements:
        match element:
            case Filter(condition):
                grows = _lasts(condition, True)
            case Optional() | Minus():
                return False
            case Bind(expression, _):
                grows = not _patterns(expression)
            case Union(groups):
                grows = all(map(_grows, groups))
            case Graph(_, inner):
                grows = _grows(inner)
            case Group():
                grows = _grows(element)
            case Select():
                grows = monotone(element) and element.limit is None and not element.offset
            case _:
                grows = True
        if not grows:
            return False
    return True


def _stays(group: Group) -> bool:
    for element in group.elements:
        match element:
            case Filter(condition):
                stays = all(map(_grows, _patterns(condition)))
            case Optional(inner) | Minus(inner):
                stays = _grows(inner)
            case Bind(expression, _):
                stays = all(map(_grows, _patterns(expression)))
            case Union(groups):
                stays = all(map(_stays, groups))
            case Graph(_, inner):
                stays = _stays(inner)
            case Group():
                stays = _stays(element)
            case Select():
                stays = steady(element) if element.limit is None else monotone(element)
                stays = stays and not element.offset
            case _:
                stays = True
        if not stays:
            return False
    return True


def _patterns(expression: Expression | None) -> list[Group]:
    return [form.group for form in forms_in(expression) if isinstance(form, Exists)]


def _lasts(expression: Expression, truth: bool) -> bool:
    """Whether an expression that is `truth` stays so as graphs are added."""
    match expression:
        case Exists(group, negated):
            return negated is not truth and _grows(group)
        case Negation(of):
            return _lasts(of, not truth)
        case Both(left, right) | Either(left, right):
            return _lasts(left, truth) and _lasts(right, truth)
    return not _patterns(expression)
