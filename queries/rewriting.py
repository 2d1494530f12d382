"""Rewrites a pattern so that each of its solutions also says on which graphs it rests.

Every triple pattern goes into a GRAPH of its own, whose variable is then bound to who holds the triple: in the support
store to the set of its holders, where the store is the dataset itself to one of them. That is the whole idea; what
follows is what each operator does with it. Patterns that only exclude (MINUS, NOT EXISTS) stay as they are.
The algebra is that of SPARQL 1.1 Query, section 18; Lateral, which the engine has besides, hands the
values of a solution into a pattern, as EXISTS does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

from pyoxigraph import BlankNode, Literal, NamedNode, Variable

from queries import algebra
from queries.algebra import nodes as a
from queries.algebra.scope import Changed, size, walk
from queries.beyond import Summed, Walk
from queries.datasets import of_sets
from queries.errors import NotSupported, TooLarge
from queries.handing import handings, refuse_unlike
from queries.members import without_members
from queries.own import Kind, kind_of
from queries.scoping import negation, renamed, unbound
from queries.selects import has_exists, keyed_select, selected

TRUE = Literal(True)

MOST_NODES = 50_000
"""The most nodes that a rewritten pattern has: EXISTS in BIND, in an OPTIONAL's filter or beside || doubles them."""


@dataclass(slots=True)
class Rewriting:
    """A pattern under rewriting, and what its solutions say besides the query's own variables."""

    taken: set[str]
    over_support: bool
    """Whether the pattern is for the support store, with its union as default graph, or for the dataset itself."""
    told_apart: bool = False
    """Whether the dataset is one that the request names, copied for tracing (`queries.datasets`)."""
    own: frozenset[NamedNode] = frozenset()
    """Properties that stand in the graphs of their subjects alone (`queries.own`)."""
    given: frozenset[Kind] = frozenset()
    """Triples that given graphs hold: nobody is asked who else does."""
    holders: list[Variable] = field(default_factory=list)
    """Each is bound to a graph, or to a set of graphs, one of which it takes."""
    walks: list[Walk] = field(default_factory=list)
    groups: list[Summed] = field(default_factory=list)
    """Sub-selects that sum up groups."""
    optionals: list[tuple[Variable, Variable]] = field(default_factory=list)
    """Of each OPTIONAL, one that is bound where it was tried, and one that is bound where it found something."""
    apart: list[Variable] = field(default_factory=list)
    """By these and the query's own variables one solution is told from another: by the side of a UNION, too."""
    chooses: bool = False
    """Whether one solution may come several times: by several ways of a path or of an EXISTS, or in several graphs."""
    around: a.Pattern = field(default_factory=a.BGP)
    """What binds variables around the EXISTS whose pattern is being rewritten."""
    handed: bool = False
    """Whether an EXISTS is rested on."""
    excludes: bool = False
    """Whether MINUS or NOT EXISTS leaves solutions out."""
    _numbers: Iterator[int] = field(default_factory=count)

    @classmethod
    def of(
        cls,
        query: a.Node,
        *,
        over_support: bool,
        told_apart: bool = False,
        own: frozenset[NamedNode] = frozenset(),
        given: frozenset[Kind] = frozenset(),
    ) -> Rewriting:
        """Begin, with the names that a query uses taken."""
        names = {node.value for node in walk(query) if isinstance(node, Variable)}
        # In the dataset itself, a solution comes once for each holder of each of its triples.
        known = (own, given) if over_support else (frozenset[NamedNode](), frozenset[Kind]())
        return cls(names, over_support, told_apart, *known, chooses=not over_support)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """All that a solution has to tell besides its row, each once."""
        ends = (term for each in self.walks for term in (each.start, each.end) if isinstance(term, Variable))
        keys = (key for each in self.groups for key in each.keys)
        taken = (*(each.taken for each in self.walks), *(each.taken for each in self.groups))
        marks = (mark for pair in self.optionals for mark in pair)
        return tuple(dict.fromkeys([*self.holders, *marks, *ends, *keys, *taken]))

    def fresh(self, kind: str) -> Variable:
        """Give a variable that nothing else uses."""
        while True:
            name = f"{kind}{next(self._numbers)}"
            if name not in self.taken:
                self.taken.add(name)
                return Variable(name)

    # --- patterns on which a solution rests

    def whole(self, pattern: a.Pattern) -> a.Pattern:
        """Rewrite a whole pattern. Raises NotSupported, and TooLarge where it would become too long."""
        made = self.positive(pattern)
        if size(made) > MOST_NODES:
            raise _too_many()
        return made

    def positive(self, pattern: a.Pattern) -> a.Pattern:
        """Rewrite a pattern whose triples a solution rests on. Raises NotSupported."""
        match pattern:
            case a.BGP():
                return self._all(self._named(pattern).triples)
            case a.Join(left, right):
                return a.Join(self.positive(left), self.positive(right))
            case a.LeftJoin(left, right, condition):
                return self._optional(left, right, condition)
            case a.Filter(inner, condition):
                return self._filter(self.positive(inner), inner, condition)
            case a.Union(patterns):
                return a.Union(tuple(self._side(self.positive(each)) for each in patterns))
            case a.Extend(inner, variable, expression):
                return self._depending(
                    self.positive(inner), inner, expression, lambda known, value: a.Extend(known, variable, value)
                )
            case a.Minus(left, right):
                self.excludes = True
                return a.Minus(self.positive(left), self.plain(right))
            case a.Graph(name, inner):
                return self._graph(name, inner)
            case a.Values():
                return pattern
            case a.Distinct(inner) | a.Reduced(inner) | a.OrderBy(inner):
                return self.positive(inner)
            case a.Project() | a.Slice():
                return self._sub_select(pattern)
        raise NotSupported(type(pattern).__name__, f"provenance of {type(pattern).__name__} here is not supported")

    def _all(self, triples: Iterable[a.TriplePattern]) -> a.Pattern:
        made: a.Pattern = a.BGP()
        together: dict[object, list[a.TriplePattern]] = {}
        for triple in dict.fromkeys(triples):
            # What stands in the graph of its subject stands there with all else of the kind.
            together.setdefault(triple.subject if triple.predicate in self.own else triple, []).append(triple)
        for first, *more in together.values():
            one = (
                self._held(a.BGP((first, *more)))
                if more
                else self._triple(first.subject, first.predicate, first.object)
            )
            made = one if made == a.BGP() else a.Join(made, one)
        return made

    def _triple(self, subject: a.Term, path: a.Path | Variable, value: a.Term) -> a.Pattern:
        match path:
            case NamedNode() | Variable():
                return self._held(a.BGP((a.TriplePattern(subject, path, value),)))
            case a.Inverse(inner):
                return self._triple(value, inner, subject)
            case a.Sequence(steps):
                between = [self.fresh("step") for _ in steps[1:]]
                self.apart += between
                places = (subject, *between, value)
                ways = zip(places[:-1], steps, places[1:], strict=True)
                return self._all(a.TriplePattern(*way) for way in ways)
            case a.Alternative() | a.ZeroOrOne():
                return self._chosen(subject, path, value)
            case a.NegatedSet(properties):
                return self._negated(subject, properties, value)
        return self._walked(subject, path, value)

    def _chosen(self, subject: a.Term, path: a.Alternative | a.ZeroOrOne, value: a.Term) -> a.Pattern:
        """Say `a|b` and `a?` by a union of the ways; whichever is taken, and through what, it is one solution."""
        self.chooses, apart = True, len(self.apart)
        ways: tuple[a.Pattern, ...]
        if isinstance(path, a.ZeroOrOne):
            same = a.Call("SAMETERM", (subject, value))  # type: ignore[arg-type] # no blank nodes are left
            ways = (a.Filter(self._walked(subject, path, value), same), self._triple(subject, path.path, value))
        else:
            ways = tuple(self._triple(subject, each, value) for each in path.choices)
        del self.apart[apart:]
        return a.Union(ways)

    def _walked(self, subject: a.Term, path: a.Path, value: a.Term) -> a.Pattern:
        """Leave a path to the engine; how it went is found out afterwards."""
        taken = self.fresh("walked")
        self.walks.append(Walk(path, subject, value, taken, far=not isinstance(path, a.ZeroOrOne)))
        return a.Extend(a.BGP((a.TriplePattern(subject, self._walkable(path), value),)), taken, TRUE)

    def _negated(self, subject: a.Term, properties: tuple[a.Path, ...], value: a.Term) -> a.Pattern:
        """Say `!(a|^b)` by a property that is none of them, in each direction that it has."""
        self.chooses = True
        forward = tuple(each for each in properties if isinstance(each, NamedNode))
        backward = tuple(each.path for each in properties if isinstance(each, a.Inverse))
        ways: list[a.Pattern] = []
        for excluded, ends in ((forward, (subject, value)), (backward, (value, subject))):
            if excluded or not properties:
                other = self.fresh("property")
                triple = self._held(a.BGP((a.TriplePattern(ends[0], other, ends[1]),)))
                ways.append(a.Filter(triple, a.In(other, excluded, negated=True)))  # type: ignore[arg-type] # IRIs
        return ways[0] if len(ways) == 1 else a.Union(tuple(ways))

    def _side(self, pattern: a.Pattern) -> a.Pattern:
        side = self.fresh("side")
        self.apart.append(side)
        return a.Extend(pattern, side, TRUE)

    def _held(self, triples: a.BGP) -> a.Pattern:
        if all(kind_of(each) in self.given for each in triples.triples):
            return triples
        holder = self.fresh("holders")
        self.holders.append(holder)
        held = a.Graph(holder, triples)
        return of_sets(held, holder) if self.told_apart else held

    def _optional(self, left: a.Pattern, right: a.Pattern, condition: a.Expression | None) -> a.Pattern:
        made, found = self.positive(left), self.positive(right)
        if condition is None or not has_exists(condition):
            return self._marked(a.LeftJoin(made, found, condition))
        # Where it finds something, what EXISTS finds is rested on, as in a FILTER of both; else the left side alone.
        (tried, matched), missed = self._marks(), self.fresh("missed")
        there = self._filter(a.Join(made, found), a.Join(left, right), condition)
        sought = a.Extend(self.plain(right), missed, TRUE)
        left_alone = a.Filter(a.LeftJoin(made, sought, self.plain(condition)), unbound(missed))
        return a.Extend(a.Union((a.Extend(there, matched, TRUE), left_alone)), tried, TRUE)

    def _marked(self, node: a.LeftJoin) -> a.LeftJoin:
        """Have an OPTIONAL tell that it was tried, and that it found something: a UNION may take another side."""
        tried, found = self._marks()
        left, right = a.Extend(node.left, tried, TRUE), a.Extend(node.right, found, TRUE)
        return a.LeftJoin(left, right, node.condition)

    def _marks(self) -> tuple[Variable, Variable]:
        tried, found = self.fresh("tried"), self.fresh("matched")
        self.optionals.append((tried, found))
        return tried, found

    def _filter(self, made: a.Pattern, original: a.Pattern, condition: a.Expression) -> a.Pattern:
        """Filter; what EXISTS finds is rested on, so it is joined, and OR becomes a union of what either rests on."""
        match condition:
            case a.And(operands):
                for operand in operands:
                    made = self._filter(made, original, operand)
                return made
            case a.Or(operands) if has_exists(condition):
                return a.Union(tuple(self._filter(made, original, operand) for operand in operands))
            case a.Unary("!", inner) if has_exists(inner):
                return self._filter(made, original, negation(inner))
            case a.Exists(pattern, negated=False):
                return self._found(made, original, pattern)
            case a.Exists(pattern, negated=True):
                self.excludes = True
                refuse_unlike(pattern, a.Join(self.around, original))
                return a.Filter(made, a.Exists(self.plain(pattern), negated=True))
        return self._depending(made, original, condition, a.Filter)

    def _depending(
        self,
        made: a.Pattern,
        original: a.Pattern,
        expression: a.Expression,
        using: Callable[[a.Pattern, a.Expression], a.Pattern],
    ) -> a.Pattern:
        """Use a value; where that depends on EXISTS, what it finds is rested on, and nothing where it finds none."""
        if not (isinstance(expression, a.Node) and has_exists(expression)):
            return using(made, expression)
        several = dict.fromkeys(node for node in walk(expression) if isinstance(node, a.Exists))
        if 2 ** len(several) > MOST_NODES:
            raise _too_many()
        exists = next(iter(several))

        def side(*, there: bool) -> a.Pattern:
            value = Literal(there is not exists.negated)
            said = algebra.transform(expression, lambda node: value if node == exists else node)
            known = self._filter(made, original, a.Exists(exists.pattern, negated=not there))
            return self._depending(known, original, said, using)

        return a.Union((side(there=True), side(there=False)))

    def _found(self, made: a.Pattern, original: a.Pattern, pattern: a.Pattern) -> a.Pattern:
        """Join what an EXISTS finds: what it binds is not seen outside, and what is bound outside it keeps to."""
        # What is looked for may be there in several ways, and the solution is still one.
        self.handed = self.chooses = True
        around = self.around
        # An EXISTS within this one is handed the same, and what this one binds besides.
        self.around = a.Join(around, original)
        ways = []
        for conditions, sought in handings(pattern, self.around, self.fresh):
            known = made
            for condition in conditions:
                known = a.Filter(known, condition)
            ways.append(a.Lateral(known, self.positive(sought)))
        self.around = around
        return ways[0] if len(ways) == 1 else a.Union(tuple(ways))

    def _graph(self, name: NamedNode | Variable, inner: a.Pattern) -> a.Pattern:
        if self.over_support:
            raise ValueError("a pattern with GRAPH is rewritten for the dataset itself")
        # It speaks of one graph alone (`queries.graphs`), and so is left as it is, but for what has to be told of it.
        for node in walk(inner):
            if isinstance(node, a.Minus) or (isinstance(node, a.Exists) and node.negated):
                self.excludes = True
        marked = algebra.transform(inner, lambda node: self._marked(node) if isinstance(node, a.LeftJoin) else node)
        # A name of its own, also for a variable: the other side of a UNION may bind that to something else.
        holder = self.fresh("holders")
        self.holders.append(holder)
        return a.Extend(a.Graph(name, marked), holder, name)

    # --- sub-selects

    def _sub_select(self, pattern: a.Pattern) -> a.Pattern:
        made = algebra.outline(pattern, selecting=True)
        hidden = {node for node in walk(pattern) if isinstance(node, Variable)}.difference(made.variables)
        pattern = renamed(pattern, {name: self.fresh("within") for name in sorted(hidden, key=str)})
        if made.group or made.aggregates:
            keyed = keyed_select(pattern, self.fresh)
            summed = Summed(keyed, tuple(self.fresh("key") for _ in keyed.keys), self.fresh("summed"))
            self.groups.append(summed)
            rows = self.plain(keyed.pattern)
            for told, key in zip(summed.keys, keyed.keys, strict=True):
                rows = a.Extend(rows, told, key)
            return a.Extend(rows, summed.taken, TRUE)
        positive = self.positive(selected(pattern))
        if made.limit is None and not made.offset:
            return positive
        # Which rows there are, the sub-select says; on what they rest, the pattern without the limit.
        return self._alike(self.plain(pattern), positive, made.variables)

    def _alike(self, plain: a.Pattern, positive: a.Pattern, names: Iterable[Variable]) -> a.Pattern:
        """Join rows with solutions of the same values, where a value that is missing agrees with none but itself."""
        conditions: list[a.Expression] = []
        for name in names:
            one, other = self.fresh("bound"), self.fresh("bound")
            plain = a.Extend(plain, one, a.Call("BOUND", (name,)))
            positive = a.Extend(positive, other, a.Call("BOUND", (name,)))
            conditions.append(a.Binary("=", one, other))
        joined: a.Pattern = a.Join(plain, positive)
        for condition in conditions:
            joined = a.Filter(joined, condition)
        return joined

    # --- patterns that only decide

    def plain(self, pattern: Changed) -> Changed:
        """Give a pattern that has in the store the solutions that it has in the dataset, or a condition of such."""
        return algebra.transform(pattern, self._plainly) if self.over_support else pattern

    def _plainly(self, node: a.Node | a.Term) -> a.Node | a.Term:
        # What lists the members of a set stands in the support store's default graph, and is no statement.
        if isinstance(node, a.BGP) and any(isinstance(each.predicate, Variable) for each in node.triples):
            triples = self._named(node).triples
            parts: list[a.Pattern] = [
                a.Graph(self.fresh("held"), a.BGP((each,))) if isinstance(each.predicate, Variable) else a.BGP((each,))
                for each in triples
            ]
            made = parts[0]
            for each in parts[1:]:
                made = a.Join(made, each)
            return made
        return self._walkable(node) if isinstance(node, a.NegatedSet) else node

    def _walkable(self, path: a.Path) -> a.Path:
        """Keep a negated set from finding what lists the members of a set."""
        return algebra.transform(path, without_members) if self.over_support else path

    def _named(self, pattern: a.BGP) -> a.BGP:
        """Give the blank nodes of a basic graph pattern names, since its triples will stand apart."""
        names = {node: self.fresh("blank") for node in walk(pattern) if isinstance(node, BlankNode)}
        self.apart += names.values()
        return algebra.transform(pattern, lambda node: names.get(node, node) if isinstance(node, BlankNode) else node)


def _too_many() -> TooLarge:
    message = "too many EXISTS for provenance, in BIND, in filters of OPTIONAL, or beside ||: ask for fewer at a time"
    return TooLarge(message, MOST_NODES)
