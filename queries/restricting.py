"""Rewrites a query so that it is answered from the admitted graphs alone. Pure: no store is asked.

In the support store each triple stands once, in a graph named by the set of its holders: there a triple pattern
becomes `GRAPH ?set { … }` with a FILTER on the set. A query that looks into named graphs is asked of the dataset: there
GRAPH gets the FILTER, and a triple pattern on the merge asks that an admitted graph hold its triple. Operators stay as
they are. Paths are taken apart as the engine evaluates them, which gives each pair of ends of `a|b` once; paths of any
length cannot be (`walks_through_merge`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, Variable

from queries import algebra
from queries.algebra import nodes as a
from queries.algebra.scope import fresh, parts, variables_in_scope
from queries.errors import NotSupported
from queries.graphs import handed_down

ADMITTED = NamedNode("urn:counterclaim:admitted")
"""The function that tells whether a holder, a graph or a set of graphs, is admitted."""


Changed = TypeVar("Changed")


def restricted(query: a.Query, admitted: Collection[str], *, over_support: bool) -> a.Query:
    """Rewrite a query; `over_support` where it is asked of the support store. Raises NotSupported."""
    query = handed_down(query)
    nodes = list(algebra.walk(query))
    if any(isinstance(node, a.Call) and node.function == ADMITTED for node in nodes):
        raise NotSupported(ADMITTED.value, f"{ADMITTED} is a function of ours: leave it out of the query")
    taken = {node.value for node in nodes if isinstance(node, Variable)}
    apart = any(isinstance(node, a.Aggregate) and node.distinct and node.expression is None for node in nodes)
    return _Restricting(admitted, over_support, taken, apart).node(query)


def looks_into_graphs(query: a.Query) -> bool:
    """Tell whether a query asks for named graphs, and so is asked of the dataset."""
    return any(isinstance(node, a.Graph) for node in algebra.walk(query))


def walks_through_merge(query: a.Query) -> bool:
    """Tell whether a query follows a path of any length, or of none, through the merge."""
    return any(isinstance(node, a.ZeroOrMore | a.OneOrMore | a.ZeroOrOne) for node in _outside_graph(query))


def described(query: a.Describe) -> a.Construct:
    """Say DESCRIBE as CONSTRUCT: all triples whose subject is described, each once.

    As the engine has it, what is named by its IRI is described only where the pattern has a solution.
    """
    taken = {node.value for node in algebra.walk(query) if isinstance(node, Variable)}
    subject, predicate, value = (Variable(fresh(part, taken)) for part in ("subject", "predicate", "value"))
    triple = a.TriplePattern(subject, predicate, value)
    sought = query.subjects or variables_in_scope(query.pattern)
    ways = tuple(_subjects(query.pattern, each, subject) for each in sought)
    subjects = a.Union(ways) if len(ways) > 1 else ways[0] if ways else a.Values((subject,), ())
    found = a.Join(a.Distinct(a.Project(subjects, (subject,))), a.BGP((triple,)))
    return a.Construct(found, query.dataset, query.base, (triple,))


def _subjects(pattern: a.Pattern, sought: NamedNode | Variable, subject: Variable) -> a.Pattern:
    names = (sought,) if isinstance(sought, Variable) else variables_in_scope(pattern)
    # As a sub-select, so that its LIMIT and ORDER BY stay its own.
    as_it_is = isinstance(pattern, a.Project | a.Slice | a.Distinct | a.Reduced) or not names
    found = a.Extend(pattern if as_it_is else a.Project(pattern, names), subject, sought)
    # Without a value it would stand for anything.
    return a.Filter(found, a.Call("BOUND", (subject,)))


def _outside_graph(node: a.Node) -> Iterator[a.Node]:
    if isinstance(node, a.Graph):
        return
    yield node
    for part in parts(node):
        if isinstance(part, a.Node):
            yield from _outside_graph(part)


@dataclass(slots=True)
class _Restricting:
    admitted: Collection[str]
    over_support: bool
    taken: set[str]
    apart: bool
    """Whether solutions are counted apart by all their variables."""
    _numbers: Iterator[int] = field(default_factory=count)
    _conditions: dict[int, a.Operation] = field(default_factory=dict)
    """Our own conditions by their identity: a query may have equal ones."""

    def node(self, value: Changed) -> Changed:
        """Rewrite a node of any kind, and all that it holds."""
        # A pattern becomes a pattern, an expression an expression, which no type checker can follow here.
        return self._node(value)  # type: ignore[return-value]

    def _node(self, value: object) -> object:
        match value:
            case a.BGP():
                return self._triples(value)
            case a.Graph(name, pattern):
                return self._graph(name, pattern)
            case a.Join(left, right):
                return self._joined((self.node(left), self.node(right)))
            case a.Construct():
                # The template is not asked for.
                return a.Construct(self.node(value.pattern), value.dataset, value.base, value.template)
            case a.Group(pattern, keys) if self.apart:
                # COUNT(DISTINCT *) is not to see the variables of the rewriting.
                return a.Group(a.Project(self.node(pattern), variables_in_scope(pattern)), self.node(keys))
            case tuple():
                return tuple(map(self._node, value))
            case a.Node():
                return type(value)(*(self._node(getattr(value, name)) for name in getattr(value, "__match_args__", ())))
        return value

    def _graph(self, name: NamedNode | Variable, pattern: a.Pattern) -> a.Pattern:
        """Keep GRAPH to admitted graphs; within it nothing else is asked but that graph (`queries.graphs`)."""
        if isinstance(name, Variable):
            return a.Filter(a.Graph(name, pattern), self._own(a.Call(ADMITTED, (name,))))
        return (
            a.Graph(name, pattern) if name.value in self.admitted else a.Filter(a.Graph(name, pattern), Literal(False))
        )

    def _triples(self, pattern: a.BGP) -> a.Pattern:
        names = {node: self._fresh("blank") for node in algebra.walk(pattern) if isinstance(node, BlankNode)}
        named = algebra.transform(pattern, lambda node: names.get(node, node) if isinstance(node, BlankNode) else node)
        return self._joined(self._path(each.subject, each.predicate, each.object) for each in named.triples)

    def _path(self, subject: a.Term, path: a.Path | Variable, value: a.Term) -> a.Pattern:
        match path:
            case a.Inverse(inner):
                return self._path(value, inner, subject)
            case a.Sequence(steps):
                places = (subject, *(self._fresh("step") for _ in steps[1:]), value)
                ways = zip(places[:-1], steps, places[1:], strict=True)
                return self._joined(self._path(*way) for way in ways)
            case a.Alternative(choices):
                return self._either((self._path(subject, each, value) for each in choices), (subject, value))
            case a.NegatedSet(properties):
                return self._negated(subject, properties, value)
        return self._held(a.TriplePattern(subject, path, value))

    def _negated(self, subject: a.Term, properties: tuple[a.Path, ...], value: a.Term) -> a.Pattern:
        forward = tuple(each for each in properties if isinstance(each, NamedNode))
        backward = tuple(each.path for each in properties if isinstance(each, a.Inverse))
        ways = [self._but(subject, forward, value)] if forward or not backward else []
        ways += [self._but(value, backward, subject)] if backward else []
        return ways[0] if len(ways) == 1 else self._either(ways, (subject, value))

    def _but(self, subject: a.Term, excluded: tuple[a.Path, ...], value: a.Term) -> a.Pattern:
        other = self._fresh("property")
        triple = self._held(a.TriplePattern(subject, other, value))
        return a.Filter(triple, a.In(other, excluded, negated=True))  # type: ignore[arg-type] # IRIs

    def _either(self, ways: Iterable[a.Pattern], ends: tuple[a.Term, a.Term]) -> a.Pattern:
        """Give the pairs of ends that any of the ways joins, each pair once."""
        found: a.Pattern = a.Union(tuple(ways))
        names = tuple(dict.fromkeys(end for end in ends if isinstance(end, Variable)))
        if not names:
            names = (self._fresh("found"),)
            found = a.Extend(found, names[0], Literal(True))
        return a.Distinct(a.Project(found, names))

    def _held(self, triple: a.TriplePattern) -> a.Pattern:
        """Ask for a triple of the merge, and that an admitted graph hold it."""
        holder = self._fresh("holder")
        asked = a.Graph(holder, a.BGP((triple,)))
        admitted = a.Call(ADMITTED, (holder,))
        if self.over_support:
            return a.Filter(asked, self._own(admitted))
        return a.Filter(a.BGP((triple,)), self._own(a.Exists(a.Filter(asked, admitted))))

    def _own(self, condition: a.Operation) -> a.Operation:
        self._conditions[id(condition)] = condition
        return condition

    def _joined(self, patterns: Iterable[a.Pattern]) -> a.Pattern:
        """Join patterns, with what is asked of their holders behind them: so the engine may choose their order.

        Only with conditions of ours, which ask for nothing that another pattern binds: a FILTER of the query stays
        in its group, where it sees no other variables.
        """
        made, conditions = list[a.Pattern](), list[a.Expression]()
        for pattern in patterns:
            while isinstance(pattern, a.Filter) and id(pattern.condition) in self._conditions:
                conditions.append(pattern.condition)
                pattern = pattern.pattern
            made.append(pattern)
        joined: a.Pattern = made[0] if made else a.BGP()
        for each in made[1:]:
            joined = a.Join(joined, each)
        for condition in conditions:
            joined = a.Filter(joined, condition)
        return joined

    def _fresh(self, kind: str) -> Variable:
        while (name := f"{kind}{next(self._numbers)}") in self.taken:
            pass
        return Variable(name)
