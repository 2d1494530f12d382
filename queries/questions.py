"""What tracing a query asks of a store: its patterns rewritten, and written as text; each once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from pyoxigraph import Literal, NamedNode, Variable

from queries import algebra
from queries.algebra import nodes as a
from queries.algebra.scope import variables_in_scope
from queries.datasets import of_named_graphs
from queries.restricting import restricted
from queries.rewriting import Rewriting
from queries.scoping import bound_surely
from queries.selects import Keyed, keyed_select
from queries.solutions import terms


@dataclass(frozen=True, slots=True)
class Question:
    """A rewritten pattern, and the text that asks for its solutions: first what they rest on, then their rows."""

    pattern: a.Pattern
    rewriting: Rewriting
    row: tuple[Variable, ...]
    names: tuple[Variable, ...]
    """Those of the cells before the row, then those of the row."""
    text: str
    holders: tuple[int, ...]
    """The numbers of the cells that name graphs."""
    optionals: tuple[tuple[int, int], ...]
    """Of each OPTIONAL, those of the two cells that tell of it."""
    grouped: bool = False
    """Whether the engine is to put the solutions of a row together: then their ways to be held stand after it, with
    `|` between them, and in each the holders of its triples with a blank between them; then what holds all of them."""

    by_hash: str | None = None
    """The same where the engine is to join by hashing, which reads all triples of each pattern."""
    read: tuple[NamedNode, ...] = ()
    """The properties of those patterns."""

    @property
    def told(self) -> int:
        """How many cells stand before the row."""
        return len(self.names) - len(self.row)


class Questions:
    """The questions about one query, by what they are about."""

    def __init__(
        self,
        query: a.Query,
        *,
        over_support: bool,
        own: frozenset[NamedNode] = frozenset(),
        admitted: Collection[str] | None = None,
        told_apart: bool = False,
    ) -> None:
        """Ask about a query, of the support store or of the dataset; within a scope, by the graphs admitted."""
        self.query = query
        self.over_support = over_support
        self.own = own
        self._admitted = admitted
        self._told_apart = told_apart
        self._known: dict[tuple[object, ...], Question] = {}
        self._groups: tuple[Keyed, str] | None = None

    def within(self, admitted: Collection[str]) -> Questions:
        """Ask about the same query within a scope."""
        return Questions(self.query, over_support=self.over_support, own=self.own, admitted=admitted)

    def over_named(self) -> Questions:
        """Ask about the same query over a dataset that the request names (`queries.datasets`)."""
        return Questions(of_named_graphs(self.query), over_support=False, told_apart=True)

    def of_rows(self, pattern: a.Pattern, variables: tuple[Variable, ...], *, grouped: bool = False) -> Question:
        """Ask for the solutions of a pattern, each with the row of these variables. Raises NotSupported.

        They are put together by their rows, if that is wanted and can be.
        """
        if (known := self._known.get((pattern, variables))) is None:
            rewriting = self._rewriting()
            positive = rewriting.positive(pattern)
            ask = self._grouped if grouped and _names_holders_alone(rewriting) else self._question
            known = self._known[pattern, variables] = ask(positive, rewriting, variables)
        return known

    def of_sums(self, keyed: Keyed) -> Question:
        """Ask for the solutions that are summed up, each with its group's keys at the beginning of its row."""
        if (known := self._known.get((keyed,))) is None:
            known = self._known[keyed,] = self._of_sums(keyed)
        return known

    def groups(self) -> tuple[Keyed, str]:
        """Give the query's groups, and the text that asks for them all with their keys. Raises NotSupported."""
        if self._groups is None:
            names = Rewriting.of(self.query, over_support=self.over_support)
            keyed = keyed_select(_unordered(self.query.pattern), names.fresh)
            self._groups = keyed, self._written(keyed.pattern)
        return self._groups

    def handing(self, question: Question, variables: Sequence[Variable], rows: Iterable[Sequence[str]]) -> str:
        """Ask only for solutions with one of these rows; a blank node has no name to ask by, and may be any."""
        askable = (NamedNode, Literal)
        given = [tuple(term if isinstance(term, askable) else None for term in terms(row)) for row in rows]
        handed = a.Join(a.Values(tuple(variables), tuple(given)), question.pattern)
        return self._written(a.Distinct(a.Project(handed, question.names)))

    def _rewriting(self) -> Rewriting:
        return Rewriting.of(self.query, over_support=self.over_support, told_apart=self._told_apart, own=self.own)

    def _of_sums(self, keyed: Keyed) -> Question:
        rewriting = self._rewriting()
        rewriting.taken |= {node.value for node in algebra.walk(keyed.grouped) if isinstance(node, Variable)}
        positive = rewriting.positive(keyed.grouped)
        # A solution counts once, however many ways a path has between its ends; mostly there is but one.
        told = (*variables_in_scope(keyed.grouped), *rewriting.apart) if rewriting.chooses else ()
        if not told and _names_holders_alone(rewriting):
            return self._grouped(positive, rewriting, keyed.keys)
        return self._question(positive, rewriting, tuple(dict.fromkeys((*keyed.keys, *told))))

    def _question(self, positive: a.Pattern, rewriting: Rewriting, row: tuple[Variable, ...]) -> Question:
        names = (*(name for name in rewriting.variables if name not in row), *row)
        text = self._written(a.Distinct(a.Project(positive, names)))
        holders = tuple(map(names.index, rewriting.holders))
        optionals = tuple((names.index(tried), names.index(found)) for tried, found in rewriting.optionals)
        return Question(positive, rewriting, row, names, text, holders, optionals)

    def _grouped(self, positive: a.Pattern, rewriting: Rewriting, keys: tuple[Variable, ...]) -> Question:
        surely, parts = bound_surely(positive), list[a.Expression]()
        always = _held_alike(positive, surely.intersection(rewriting.holders), keys)
        for holder in (each for each in rewriting.holders if each not in always):
            name = a.Call("STR", (holder,))
            parts += (Literal(" "), name if holder in surely else a.Call("COALESCE", (name, Literal(""))))
        way = a.Call("CONCAT", tuple(parts[1:] or [Literal("")]))
        ways = a.Aggregate("GROUP_CONCAT", way, distinct=True, separator="|")
        told = rewriting.fresh("ways")
        groups = a.Group(positive, tuple(map(a.GroupKey, (*keys, *always))))
        names = (*keys, told, *always)
        grouped = a.Project(a.Extend(groups, told, ways), names)
        read = _read(positive, rewriting)
        by_hash = self._written(algebra.transform(grouped, _by_hash)) if read else None
        text = self._written(grouped)
        return Question(positive, rewriting, keys, names, text, (), (), grouped=True, by_hash=by_hash, read=read)

    def _written(self, pattern: a.Pattern) -> str:
        query: a.Query = a.Select(pattern, base=self.query.base)
        if self._admitted is not None:
            query = restricted(query, self._admitted, over_support=self.over_support)
        return algebra.write(query)


def _names_holders_alone(rewriting: Rewriting) -> bool:
    return rewriting.variables == tuple(rewriting.holders)


def _held_alike(positive: a.Pattern, holders: Collection[Variable], keys: Collection[Variable]) -> tuple[Variable, ...]:
    """Give those holders that all solutions of a group have alike: no variable of their triples is outside its keys."""
    graphs = (node for node in algebra.walk(positive) if isinstance(node, a.Graph) and node.name in holders)
    # A pattern may stand on both sides of a UNION.
    return tuple(
        dict.fromkeys(
            cast(Variable, graph.name)
            for graph in graphs
            if all(each in keys for each in algebra.walk(graph.pattern) if isinstance(each, Variable))
        )
    )


def _read(positive: a.Pattern, rewriting: Rewriting) -> tuple[NamedNode, ...]:
    """Give the properties that a pattern asks for, one for each triple; none where that is not known of each."""
    held = (each for each in algebra.walk(positive) if isinstance(each, a.Graph) and each.name in rewriting.holders)
    names = [
        triple.predicate for graph in held for triple in algebra.walk(graph) if isinstance(triple, a.TriplePattern)
    ]
    known = tuple(name for name in names if isinstance(name, NamedNode))
    return known if len(known) == len(names) and not rewriting.handed else ()


def _by_hash(node: a.Node | a.Term) -> a.Node | a.Term:
    """Put what a join joins into sub-selects: these the engine joins by hashing, and loops over the rest."""
    return a.Join(_apart(node.left), _apart(node.right)) if isinstance(node, a.Join) else node


def _apart(pattern: a.Pattern) -> a.Pattern:
    if isinstance(pattern, a.Graph | a.Union):
        return a.Project(pattern, variables_in_scope(pattern))
    return pattern


def _unordered(pattern: a.Pattern) -> a.Pattern:
    """Leave out LIMIT, OFFSET and DISTINCT: all groups are wanted, whatever their rows."""
    while isinstance(pattern, a.Slice | a.Distinct | a.Reduced):
        pattern = pattern.pattern
    return pattern
