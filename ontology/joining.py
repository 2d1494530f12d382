"""What follows from statements of several graphs together, with every least set of graphs from which it follows.

Within one graph, `ontology.rules` does it. Here both premises of a join stand in different graphs, or one of them
follows from different graphs itself.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from pyoxigraph import NamedNode, Triple

from ontology.rules import Links, Rules

Graphs = Mapping[NamedNode, frozenset[Triple]]
Support = frozenset[NamedNode]
"""Graphs that together yield a triple."""
Conclusions = Mapping[Support, frozenset[Triple]]
Held = tuple[Triple, Support]
Matching = Callable[[NamedNode | None, NamedNode, NamedNode | None], Iterable[Held]]
"""Gives what other graphs than those that change hold of a pattern: each triple with what it rests on."""


def joined(rules: Rules, changed: Graphs, elsewhere: Matching) -> Conclusions:
    """Give what follows from graphs that change, each closed already, together with each other and with the rest.

    The conclusions are given by the sets of graphs from which they follow, each set of two or more with one that
    changes; a set that holds a smaller one from which the same follows is left out.
    """
    search = _Search(rules, changed, elsewhere)
    search.run()
    found: dict[Support, set[Triple]] = defaultdict(set)
    for triple, supports in search.found.items():
        for support in supports:
            found[support].add(triple)
    return {support: frozenset(triples) for support, triples in found.items()}


class _Search:
    """Joins forward from what changes until nothing new follows (semi-naive evaluation)."""

    def __init__(self, rules: Rules, changed: Graphs, elsewhere: Matching) -> None:
        self.rules = rules
        self.elsewhere = elsewhere
        self.found: dict[Triple, set[Support]] = defaultdict(set)
        self.direct: dict[Triple, set[NamedNode]] = defaultdict(set)
        self.links = Links()
        self.agenda: deque[Held] = deque()
        for graph, triples in changed.items():
            for triple in triples:
                self.direct[triple].add(graph)
                if triple.predicate in rules.joining:
                    self.links.add(triple)
                    self.agenda.append((triple, frozenset([graph])))

    def run(self) -> None:
        """Work through all that can be joined."""
        while self.agenda:
            triple, support = self.agenda.popleft()
            if len(support) > 1 and support not in self.found.get(triple, ()):
                continue  # meanwhile it was found to follow from fewer
            for partner, conclusion in self.joins(triple):
                if conclusion not in self.rules.given and not self.rests_on(conclusion, support):
                    for other in self.supports(partner):
                        self.conclude(conclusion, support | other)

    def joins(self, triple: Triple) -> Iterator[tuple[Triple, Triple]]:
        """Give each triple that joins with one, wherever it stands, and what follows from the two."""
        others = Links()
        for pattern in self.rules.partners(triple):
            for other, _ in self.elsewhere(*pattern):
                others.add(other)
        return chain(list(self.rules.joined(triple, self.links)), self.rules.joined(triple, others))

    def supports(self, triple: Triple) -> Iterator[Support]:
        """Give every set of graphs that is known to yield a triple."""
        yield from (frozenset([graph]) for graph in self.direct.get(triple, ()))
        yield from list(self.found.get(triple, ()))
        for held, support in self.elsewhere(triple.subject, triple.predicate, triple.object):  # type: ignore[arg-type] # links are of IRIs
            if held == triple:
                yield support

    def rests_on(self, triple: Triple, support: Support) -> bool:
        """Tell whether a triple is known to follow from graphs of a set."""
        return not support.isdisjoint(self.direct.get(triple, ())) or any(
            known <= support for known in self.found.get(triple, ())
        )

    def conclude(self, conclusion: Triple, support: Support) -> None:
        """Note a conclusion with all that follows from it, unless fewer graphs yield it."""
        if len(support) < 2:
            return
        for triple in (conclusion, *self.rules.consequences({conclusion})):
            if self.rests_on(triple, support) or any(
                other <= support
                for held, other in self.elsewhere(triple.subject, triple.predicate, triple.object)  # type: ignore[arg-type] # so are conclusions
                if held == triple
            ):
                continue
            known = self.found[triple]
            known.difference_update([other for other in known if other > support])
            known.add(support)
            if triple.predicate in self.rules.joining:
                self.links.add(triple)
                self.agenda.append((triple, support))
