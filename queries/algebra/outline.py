"""A SELECT taken apart: which part of an algebra stands where in its text (SPARQL 1.1 Query, section 18.2.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pyoxigraph import Variable

from queries.algebra.nodes import (
    Distinct,
    Extend,
    Filter,
    Group,
    Join,
    OrderBy,
    OrderKey,
    Pattern,
    Project,
    Reduced,
    Slice,
    Values,
)
from queries.algebra.scope import aggregates, variables_in_scope


def is_grouped(pattern: Pattern) -> bool:
    """Tell whether a pattern is a Group, with the filters of HAVING and the trailing VALUES above it."""
    if isinstance(pattern, Join) and isinstance(pattern.right, Values):
        pattern = pattern.left
    while isinstance(pattern, Filter):
        pattern = pattern.pattern
    return isinstance(pattern, Group)


def is_sequence(pattern: Pattern) -> bool:
    """Tell whether a pattern can only be written as a SELECT."""
    return isinstance(pattern, Slice | Distinct | Reduced | Project | OrderBy) or computes_groups(pattern)


def computes_groups(pattern: Pattern) -> bool:
    """Tell whether a pattern is grouped, with variables computed above, which may hold aggregates."""
    while isinstance(pattern, Extend):
        pattern = pattern.pattern
    return is_grouped(pattern)


@dataclass(slots=True)
class Outline:
    """The parts of a SELECT, or of the modifiers of another form, taken off a pattern from the outside in."""

    where: Pattern
    offset: int = 0
    limit: int | None = None
    modifier: str = ""
    variables: tuple[Variable, ...] = ()
    computed: list[Extend] = field(default_factory=list)
    order: tuple[OrderKey, ...] = ()
    values: Values | None = None
    having: list[Filter] = field(default_factory=list)
    """The innermost first, as are the computed variables."""
    group: Group | None = None

    def take(self, selecting: bool) -> None:
        """Take off all that is there; a form that is no SELECT has no variables, and computes none."""
        if isinstance(self.where, Slice):
            self.offset, self.limit, self.where = self.where.offset, self.where.limit, self.where.pattern
        if selecting:
            self._take_projection()
        ordered = self.where
        if isinstance(ordered, OrderBy):
            self.order, self.where = ordered.keys, ordered.pattern
        computed, inner = _computed(self.where, self.variables)
        if is_grouped(inner):
            self.computed, self.where = computed, inner
            self._take_group()
        elif not computes_groups(inner):
            self.computed, self.where = computed, inner
        elif any(aggregates(key.expression) for key in self.order):
            # A variable that is computed in the groups is not shown: what is in the groups stays together.
            self.order, self.where = (), ordered

    def _take_projection(self) -> None:
        if isinstance(self.where, Distinct | Reduced):
            self.modifier, self.where = type(self.where).__name__.upper(), self.where.pattern
        if isinstance(self.where, Project):
            self.variables, self.where = self.where.variables, self.where.pattern
        else:
            self.variables = variables_in_scope(self.where)

    def _take_group(self) -> None:
        if isinstance(self.where, Join) and isinstance(self.where.right, Values):
            self.values, self.where = self.where.right, self.where.left
        while isinstance(self.where, Filter):
            self.having.insert(0, self.where)
            self.where = self.where.pattern
        if isinstance(self.where, Group):
            self.group, self.where = self.where, self.where.pattern

    @property
    def aggregates(self) -> bool:
        """Tell whether an aggregate is there, by which the text has groups even without GROUP BY."""
        expressions = (
            *(each.expression for each in self.computed),
            *(each.condition for each in self.having),
            *(key.expression for key in self.order),
        )
        return any(map(aggregates, expressions))


def outline(pattern: Pattern, *, selecting: bool) -> Outline:
    """Take a pattern apart."""
    made = Outline(pattern)
    made.take(selecting)
    return made


def _computed(pattern: Pattern, variables: Sequence[Variable]) -> tuple[list[Extend], Pattern]:
    """Split off the variables that SELECT can compute: those that it shows, in the order in which it shows them."""
    found: list[Extend] = []
    last = len(variables)
    while isinstance(pattern, Extend) and pattern.variable in variables[:last]:
        last = variables.index(pattern.variable)
        found.insert(0, pattern)
        pattern = pattern.pattern
    return found, pattern
