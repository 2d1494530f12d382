"""Which named graphs a scope admits.

Judged by what the graphs themselves say, read once from a snapshot's support store. A graph with claims is judged by
all of its claims, and by their sources; a source's graph by the source; what was computed from several graphs, and the
record of a load, is admitted where all that it tells of is. The vocabulary and the reference data are given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Quad

from ontology.terms import CCL, PROV, RDF, SKOS
from queries.errors import ScopeRefused
from queries.own import Snapshot
from queries.scopes import Scope
from store.activity import activity_prefix
from store.support import Name, graph_of, members

GIVEN = ("graph/ontology", "graph/reference")
"""The graphs that are taken as given, below the base: within every scope, and never part of a witness."""

_COMPUTED = ("graph/inferred/", "graph/relation/")
_FOR = (CCL.actsFor, CCL.speaksFor)
_AGENTS = (CCL.Party, CCL.Agency, CCL.Outlet, CCL.Spokesperson, PROV.Agent)

_COMPARED = 2_000
"""The most names that a misspelt one is compared with: among more, it would take seconds."""

Values = dict[str, set[str]]
"""For each graph, the values that a property has in it."""


@dataclass(eq=False)
class Membership:
    """Judges the graphs of one snapshot; what is read from the snapshot is kept."""

    snapshot: Snapshot
    base: str
    _members: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def admitted(self, scope: Scope) -> frozenset[str]:
        """Give the names of the graphs within a scope. Raises ScopeRefused where it names what is not there."""
        self._check(scope)
        computed, within = dict[str, set[str]](), set[str]()
        judge = self._judge(scope)
        for name in self.names:
            if name in self.given:
                within.add(name)
            elif (premises := self._premises(name)) is not None:
                computed[name] = premises & self.names if name.startswith(self._activities) else premises
            elif judge(name):
                within.add(name)
        return frozenset(self._with_computed(within, computed, scope))

    def holders(self, name: Name) -> tuple[str, ...]:
        """Give the graphs of a set of the support store; a graph alone has a name, too."""
        if (alone := graph_of(name, self.base)) is not None:
            return (alone,)
        if (known := self._members.get(name.value)) is None:
            known = self._members[name.value] = members(self.snapshot.support, name, self.base)
        return known

    # --- what the graphs say

    @cached_property
    def given(self) -> frozenset[str]:
        """The graphs that are within every scope."""
        return frozenset(self.base + name for name in GIVEN)

    @cached_property
    def names(self) -> frozenset[str]:
        """All named graphs."""
        return frozenset(name.value for name in self.snapshot.graphs.named_graphs())

    @cached_property
    def _claimants(self) -> Values:
        return self._by_graph(CCL.claimant)

    @cached_property
    def _answerable(self) -> Values:
        """In whose name the claims of a graph are made besides, as the graph itself says."""
        return self._by_graph(CCL.attributableTo)

    @cached_property
    def _sources(self) -> Values:
        return self._by_graph(CCL.foundIn)

    @cached_property
    def _said(self) -> dict[str, list[date | None]]:
        """For each graph with claims, the last day on which each can have been made; None where that is not known."""
        made = self._last_days(CCL.madeOn)
        said = defaultdict[str, list[date | None]](list)
        for quad, graphs in self._quads(CCL.claimant):
            for graph in graphs:
                said[graph].append(made.get(_value(quad.subject)))
        return said

    @cached_property
    def _published(self) -> dict[str, date | None]:
        return self._last_days(CCL.published)

    @cached_property
    def _loaded(self) -> dict[str, date]:
        """The day on which each graph, and each record of a load, was first written."""
        days: dict[str, date] = {}
        for quad in self.snapshot.graphs.quads_for_pattern(None, PROV.endedAtTime, None, None):
            if (day := _date(quad.object)) and (name := _value(quad.subject)).startswith(self._activities):
                days[name] = day
        for activity in sorted(days):
            for graph in self._written.get(activity, ()):
                days[graph] = min(days.get(graph, days[activity]), days[activity])
        return days

    @cached_property
    def _written(self) -> Values:
        return self._by_graph(PROV.generated)

    @cached_property
    def _derived(self) -> Values:
        return self._by_graph(PROV.wasDerivedFrom)

    @cached_property
    def _activities(self) -> str:
        return activity_prefix(self.base)

    @cached_property
    def _speaking_for(self) -> Values:
        """For each agent, who acts or speaks for it, as the reference data say, and who is it by a link to it."""
        found = defaultdict[str, set[str]](set)
        for property_ in _FOR:
            for quad, graphs in self._quads(property_):
                if not self.given.isdisjoint(graphs):
                    found[_value(quad.object)].add(_value(quad.subject))
        for quad, graphs in self._quads(SKOS.exactMatch):
            # What somebody wrote by hand leaves nobody in or out.
            if any(graph.startswith(f"{self.base}graph/relation/") for graph in graphs):
                found[_value(quad.object)].add(_value(quad.subject))
        return found

    def _last_days(self, property_: NamedNode) -> dict[str, date | None]:
        """Give for all that has a date the last day that it can mean: the last of them where there are several."""
        dated = {_value(quad.subject) for quad, _ in self._quads(property_)}
        days = dict[str, date | None].fromkeys(dated)
        for quad, _ in self._quads(CCL.latest):
            if (of := _value(quad.subject)) in dated and (day := _date(quad.object)):
                days[of] = max(days[of] or day, day)
        return days

    def _by_graph(self, property_: NamedNode) -> Values:
        found = defaultdict[str, set[str]](set)
        for quad, graphs in self._quads(property_):
            for graph in graphs:
                found[graph].add(_value(quad.object))
        return found

    def _quads(self, property_: NamedNode) -> Iterator[tuple[Quad, tuple[str, ...]]]:
        """Yield each triple of a property with the graphs that hold it."""
        for quad in self.snapshot.support.quads_for_pattern(None, property_, None, None):
            if isinstance(quad.graph_name, Name):
                yield quad, self.holders(quad.graph_name)

    # --- how they are judged

    def _judge(self, scope: Scope) -> Callable[[str], bool]:
        """Give what tells of a graph, one that is neither given nor computed, whether it is within the scope."""
        wanted = self._all_for(scope.claimants)
        unwanted = self._all_for(scope.except_claimants)
        sources, left_out = set(scope.sources), set(scope.except_sources)

        def within(name: str) -> bool:
            found_in = self._sources.get(name) or {name}
            claims = name in self._claimants
            return (
                (not scope.as_of or self._in_time(map(self._published.get, found_in), scope.as_of, scope))
                and (not scope.known_by or _by(self._loaded.get(name), scope.known_by))
                and (not scope.made_by or self._in_time(self._said.get(name, ()), scope.made_by, scope))
                and (not wanted or not claims or self._all_by(name, wanted))
                and (not unwanted or not claims or not self._any_by(name, unwanted))
                and (not sources or found_in <= sources)
                and found_in.isdisjoint(left_out)
            )

        return within

    @staticmethod
    def _in_time(days: Iterable[date | None], last: date, scope: Scope) -> bool:
        return all(scope.undated if day is None else day <= last for day in days)

    def _all_by(self, name: str, agents: set[str]) -> bool:
        """Tell whether all the claims of a graph are made by, or in the name of, some of the agents."""
        claimants = self._claimants[name]
        return claimants <= agents or (len(claimants) == 1 and self._any_by(name, agents))

    def _any_by(self, name: str, agents: set[str]) -> bool:
        return not agents.isdisjoint(self._claimants[name] | self._answerable.get(name, set()))

    def _all_for(self, agents: Iterable[str]) -> set[str]:
        """Give agents with all who act or speak for them, and for those in turn."""
        found, waiting = set[str](), list(agents)
        while waiting:
            agent = waiting.pop()
            if agent not in found:
                found.add(agent)
                waiting += self._speaking_for.get(agent, ())
        return found

    def _premises(self, name: str) -> set[str] | None:
        """Give what a computed graph tells of; None for any other graph."""
        if name.startswith(self._activities):
            return self._written.get(name, set())
        if name.startswith(tuple(self.base + prefix for prefix in _COMPUTED)):
            # What does not say on what it rests, rests on itself: it is never admitted.
            return self._derived.get(name) or {name}
        return None

    def _with_computed(self, within: set[str], computed: dict[str, set[str]], scope: Scope) -> set[str]:
        """Add what is computed from what is within, and what is computed from that."""
        if scope.known_by:
            last = scope.known_by
            computed = {name: of for name, of in computed.items() if _by(self._loaded.get(name), last)}
        while added := {name for name, premises in computed.items() if premises <= within} - within:
            within |= added
        return within

    # --- what a scope may name

    def _check(self, scope: Scope) -> None:
        for parameter, iris in (("claimant", scope.claimants), ("except-claimant", scope.except_claimants)):
            for iri in iris:
                if not any(self._is(iri, kind) for kind in _AGENTS):
                    raise self._unknown(parameter, iri, "agent", _AGENTS)
        for parameter, iris in (("source", scope.sources), ("except-source", scope.except_sources)):
            for iri in iris:
                if not self._is(iri, CCL.Source):
                    raise self._unknown(parameter, iri, "source", (CCL.Source,))

    def _is(self, iri: str, kind: NamedNode) -> bool:
        found = self.snapshot.support.quads_for_pattern(NamedNode(iri), RDF.type, kind, None)
        return next(iter(found), None) is not None

    def _unknown(self, parameter: str, iri: str, noun: str, kinds: Iterable[NamedNode]) -> ScopeRefused:
        known = {_value(quad.subject) for kind in kinds for quad in self._typed(kind)}
        near = get_close_matches(iri, sorted(known), n=1) if len(known) <= _COMPARED else []
        hint = f"; did you mean {near[0]}?" if near else ""
        return ScopeRefused(f"{parameter}={iri}: the data know no {noun} of that name{hint}")

    def _typed(self, kind: NamedNode) -> Iterable[Quad]:
        return self.snapshot.support.quads_for_pattern(None, RDF.type, kind, None)


def _by(day: date | None, last: date) -> bool:
    return day is not None and day <= last


def _value(term: object) -> str:
    return str(getattr(term, "value", term))


def _date(term: object) -> date | None:
    """Read the day of a date or of a moment (which is in UTC)."""
    try:
        return date.fromisoformat(term.value[:10]) if isinstance(term, Literal) else None
    except ValueError:
        return None
