"""Negated sets over the support store, whose default graph lists the members of sets beside what is stated."""

from __future__ import annotations

from pyoxigraph import NamedNode

from queries.algebra import nodes as a
from store.support import MEMBER


def without_members(node: a.Node | a.Term) -> a.Node | a.Term:
    """Keep a negated set from finding what lists the members of a set; any other node stays as it is."""
    if not isinstance(node, a.NegatedSet) or MEMBER in node.properties:
        return node
    backward = any(isinstance(each, a.Inverse) for each in node.properties)
    forward = not backward or any(isinstance(each, NamedNode) for each in node.properties)
    return a.NegatedSet((*node.properties, *([MEMBER] if forward else []), *([a.Inverse(MEMBER)] if backward else [])))
