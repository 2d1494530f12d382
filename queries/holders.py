"""Who holds a triple of the support store: the graphs of the set that its graph is named by.

A set is named by a digest of its members (`store.support`), so that what one store says of a set is so in any: what
was looked up is kept for the next query.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from pyoxigraph import NamedNode, QuerySolutions, Store

from queries.evaluation import engine_errors
from queries.solutions import cells, rows
from queries.witnesses import Graphs
from store.support import MEMBER, SET_PREFIX

_AT_ONCE = 1_000
"""The sets that one query asks for."""

_KEPT = 200_000
"""The members that are kept, over all sets: some 30 MB."""


class Members:
    """The members of sets, whatever store they are of; they are forgotten, all of them, where they become too many."""

    def __init__(self, most: int = _KEPT) -> None:
        self._most = self._room = most
        self._known: dict[str, Graphs] = {}

    def get(self, name: str) -> Graphs | None:
        """Give the members of a set, if they are known."""
        return self._known.get(name)

    def keep(self, name: str, graphs: Graphs) -> None:
        """Remember a set; not one so large that a few of them would leave no room for others."""
        if len(graphs) > self._most // 10:
            return
        if len(graphs) > self._room:
            self._known, self._room = {}, self._most
        self._known[name] = graphs
        self._room -= len(graphs)


_members = Members()


class Holders:
    """The holders of what stands in the graphs of one support store."""

    def __init__(self, support: Store, given: Graphs, admitted: Graphs | None = None) -> None:
        """Look holders up in a support store; within a scope, those admitted alone."""
        self._support = support
        self._given = given
        self._admitted = admitted
        self._found: dict[str, Graphs] = {}

    def of(self, name: str) -> Graphs:
        """Give the graphs that hold what stands in a graph of the store.

        None where a given graph is one of them: then no other is needed.
        """
        if (known := self._found.get(name)) is None:
            if name.startswith(SET_PREFIX):
                self.look_up((name,))
            else:
                # A graph alone is its own set.
                self._note(name, frozenset([name]))
            known = self._found[name]
        return known

    def look_up(self, names: Iterable[str]) -> None:
        """Look up sets that will be asked for: many at once take less time."""
        unknown = []
        for name in set(names).difference(self._found):
            members = _members.get(name)
            self._note(name, members or frozenset())
            if members is None:
                unknown.append(NamedNode(name))
        for start in range(0, len(unknown), _AT_ONCE):
            self._ask(unknown[start : start + _AT_ONCE])

    def _ask(self, sets: Iterable[NamedNode]) -> None:
        text = (
            'SELECT ?set (GROUP_CONCAT(STR(?graph); separator=" ") AS ?graphs) '
            f"{{ VALUES ?set {{ {' '.join(map(str, sets))} }} ?set {MEMBER} ?graph }} GROUP BY ?set"
        )
        with engine_errors():
            for row in rows(cast(QuerySolutions, self._support.query(text))):
                name, graphs = cells(row)
                members = frozenset(graphs[1:-1].split(" "))
                _members.keep(name[1:-1], members)
                self._note(name[1:-1], members)

    def _note(self, name: str, graphs: Graphs) -> None:
        within = graphs if self._admitted is None else graphs & self._admitted
        self._found[name] = within if within.isdisjoint(self._given) else frozenset()
