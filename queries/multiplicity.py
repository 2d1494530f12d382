"""Whether a rewritten pattern has each solution as often as the plain one has it.

Then the rows of the answer need not be asked for again: what tells on what they rest tells them too. Each triple stands
once in the support store, so a GRAPH around each triple pattern changes nothing. It does where one solution may come in
several ways: by `a|b` and `a?` of a path, by EXISTS, which is joined, and where a sub-select leaves solutions out.
"""

from __future__ import annotations

from pyoxigraph import NamedNode, Variable

from queries import algebra
from queries.algebra import nodes as a
from queries.selects import has_exists


def keeps_multiplicity(pattern: a.Pattern) -> bool:
    """Tell whether what `Rewriting.positive` makes of a pattern has its solutions, each as often."""
    match pattern:
        case a.BGP(triples):
            return all(_is_single(each.predicate) for each in triples)
        case a.Join(left, right):
            return keeps_multiplicity(left) and keeps_multiplicity(right)
        case a.LeftJoin(left, right, condition):
            return keeps_multiplicity(left) and keeps_multiplicity(right) and not _asks(condition)
        case a.Minus(left):
            return keeps_multiplicity(left)
        case a.Union(patterns):
            return all(map(keeps_multiplicity, patterns))
        case a.Filter(inner, condition):
            return keeps_multiplicity(inner) and _only_excludes(condition)
        case a.Extend(inner, _, expression):
            return keeps_multiplicity(inner) and not _asks(expression)
        case a.Project(inner) | a.OrderBy(inner):
            return _sums(inner) or keeps_multiplicity(inner)
    return isinstance(pattern, a.Values)


def repeats_itself(expression: a.Expression) -> bool:
    """Tell whether aggregates give the same value in whatever order solutions come, and with whatever more they have.

    Sums of floating-point numbers are taken for such, though their last digit may differ.
    """
    nodes = algebra.walk(expression) if isinstance(expression, a.Node) else ()
    return not any(isinstance(node, a.Aggregate) and _may_differ(node) for node in nodes)


def _may_differ(aggregate: a.Aggregate) -> bool:
    # COUNT(DISTINCT *) counts different solutions, and a rewritten one has more variables.
    return aggregate.name in ("SAMPLE", "GROUP_CONCAT") or (aggregate.distinct and aggregate.expression is None)


def _is_single(path: object) -> bool:
    """Tell whether there is one way alone by which a path leads from one node to another through given ones."""
    match path:
        case a.Inverse(inner):
            return _is_single(inner)
        case a.Sequence(steps):
            return all(map(_is_single, steps))
    return isinstance(path, NamedNode | Variable)


def _only_excludes(condition: a.Expression) -> bool:
    match condition:
        case a.And(operands):
            return all(map(_only_excludes, operands))
        case a.Exists(negated=True):
            return True
    return not _asks(condition)


def _asks(expression: a.Expression | None) -> bool:
    return expression is not None and has_exists(expression)


def _sums(pattern: a.Pattern) -> bool:
    """Tell whether a pattern is of groups, which are asked for as they are."""
    while isinstance(pattern, a.Extend | a.Filter | a.OrderBy):
        pattern = pattern.pattern
    return isinstance(pattern, a.Group)
