"""Walks go on from what can be a subject, and end at what cannot."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from queries.algebra import nodes as sparql
from queries.walks import Walks

START, STEP = NamedNode("x:s"), NamedNode("x:p")


@pytest.mark.parametrize("end", [Literal("end"), Triple(START, STEP, Literal("end"))], ids=["literal", "triple term"])
def test_a_walk_ends_at_what_is_no_subject(end: Literal | Triple) -> None:
    store = Store()
    store.add(Quad(START, STEP, end, NamedNode("x:g")))
    walks = Walks(store)
    assert walks.shortest(sparql.OneOrMore(STEP), START, end) == ("<x:g>",)
    assert walks.shortest(sparql.OneOrMore(STEP), end, START) is None
