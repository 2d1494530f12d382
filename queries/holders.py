"""Who holds a triple of the support store: the graphs of the set that its graph is named by.

Names are cells, as the engine writes them (`queries.solutions`): a claim's graph and a set have a blank node's
(`store.support`), any other graph its IRI. A set is named by a digest of its members, so that what one store says of a
set is so in any of the same base: what was looked up is kept for the next query.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import cast

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

from queries.evaluation import engine_errors
from queries.solutions import rows
from queries.witnesses import Graphs
from store.support import MEMBER, SET_DIGITS, set_name

SETS = re.compile(f"_:{SET_DIGITS}[0-9a-f]{{29}}(?![0-9a-f])")
"""The names of sets in a text."""

_AT_ONCE = 1_000
"""The sets that one query asks for."""

_KEPT = 200_000
"""The members that are kept, over all sets: some 20 MB."""

_SET_START, _SET_LENGTH = f"_:{SET_DIGITS}", len("_:") + 32

_SET = NamedNode("urn:counterclaim:set")
"""The function that gives a set by its number: a blank node has no name to ask by."""


class Members:
    """The members of sets, whatever store they are of; they are forgotten, all of them, where they become too many."""

    def __init__(self, most: int = _KEPT) -> None:
        self._most = self._room = most
        self._known: dict[str, Graphs] = {}

    def get(self, name: str) -> Graphs | None:
        """Give the members of a set, by the base of its claims and its name, if they are known."""
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
    """The holders of what stands in the graphs of one support store, as cells."""

    def __init__(
        self, support: Store, base: str, given: Collection[str] = (), admitted: Collection[str] | None = None
    ) -> None:
        """Look holders up; `given` graphs need no other, and within a scope only some are admitted, both by their IRIs.

        None of the given ones is a claim. `base` is that by which the support store names claims.
        """
        self._support = support
        self._base = base
        self._claim = f"{base}claim/"
        self._given = frozenset(f"<{iri}>" for iri in given)
        self._admitted = admitted
        self._found: dict[str, Graphs] = {}

    @property
    def given(self) -> Graphs:
        """What is given."""
        return self._given

    def graph(self, cell: str) -> str:
        """Give the IRI of a graph by its name."""
        return cell[1:-1] if cell[0] == "<" else self._claim + cell[2:].zfill(32)

    def are_several(self, cell: str) -> bool:
        """Tell whether a name is that of a set of several graphs."""
        return len(cell) == _SET_LENGTH and cell.startswith(_SET_START)

    def graphs(self, cells: Iterable[str]) -> list[str]:
        """Give the IRIs of graphs by their names."""
        # Without a call for each: there may be a hundred thousand.
        claim = self._claim
        return [cell[1:-1] if cell[0] == "<" else claim + cell[2:].zfill(32) for cell in cells]

    def cell(self, graph: str) -> str:
        """Give the name of a graph by its IRI."""
        return str(set_name([NamedNode(graph)], self._base))

    def named(self, cell: str, *, sets: bool) -> str:
        """Give the name of a graph by that which it has in the dataset; `sets` where some are those of sets."""
        if cell.startswith("<"):
            return self.cell(cell[1:-1]) if cell.startswith(self._claim, 1) else cell
        # A blank node is the name of a graph there, and of no claim.
        return cell if not cell or (sets and self.are_several(cell)) else f"<{cell}>"

    def are_claim(self, cell: str) -> bool:
        """Tell whether a name is that of a claim."""
        return cell.startswith("_:") and not self.are_several(cell)

    def has_several(self, cells: Iterable[str]) -> bool:
        """Tell whether one of some names is that of a set of several graphs."""
        # Of very many names, there is mostly none: to look at one text is soonest done.
        return _SET_START in "\n".join(cells) and any(map(self.are_several, cells))

    def first(self, cells: Graphs, most: int) -> tuple[str, ...]:
        """Give the IRIs of some graphs, sorted, and only the first where there are more."""
        if len(cells) > most:
            claims = [cell for cell in cells if cell[0] == "_"]
            # By their digits without zeros in front: the shorter is the smaller number.
            claims.sort()
            claims.sort(key=len)
            cells = frozenset((*claims[:most], *(cell for cell in cells if cell[0] != "_")))
        return tuple(sorted(self.graphs(cells))[:most])

    def of(self, name: str) -> Graphs:
        """Give the graphs of a set. None where a given graph is one of them: then no other is needed."""
        if (known := self._found.get(name)) is None:
            self.look_up((name,))
            known = self._found[name]
        return known

    def look_up(self, names: Iterable[str]) -> None:
        """Look up sets that will be asked for: many at once take less time."""
        unknown = []
        for name in set(names).difference(self._found):
            if not self.are_several(name):
                # A graph alone is its own set.
                self._note(name, frozenset([name]))
                continue
            members = _members.get(self._base + name)
            self._note(name, members or frozenset())
            if members is None:
                unknown.append(name)
        for start in range(0, len(unknown), _AT_ONCE):
            self._ask(unknown[start : start + _AT_ONCE])

    def _ask(self, sets: list[str]) -> None:
        nodes = [BlankNode(name[2:]) for name in sets]
        text = (
            f"SELECT ?number ?graph {{ {{ SELECT ?number ({_SET}(?number) AS ?set) "
            f"{{ VALUES ?number {{ {' '.join(map(str, range(len(sets))))} }} }} }} "
            f"LATERAL {{ ?set {MEMBER} ?graph }} }}"
        )
        members = defaultdict[str, list[str]](list)
        with engine_errors():
            function = {_SET: lambda number: nodes[int(cast(Literal, number).value)]}
            found = self._support.query(text, custom_functions=function)  # type: ignore[arg-type] # it is asked for literals alone
            for row in rows(cast(QuerySolutions, found)):
                number, graph = row.split("\t")
                members[number].append(graph)
        for number, graphs in members.items():
            name, held = sets[int(number)], frozenset(graphs)
            _members.keep(self._base + name, held)
            self._note(name, held)

    def _note(self, name: str, graphs: Graphs) -> None:
        within = graphs
        if self._admitted is not None:
            within = frozenset(graph for graph in graphs if self.graph(graph) in self._admitted)
        self._found[name] = within if within.isdisjoint(self._given) else frozenset()
