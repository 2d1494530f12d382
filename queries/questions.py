"""What tracing a query asks of a store: its patterns rewritten, and written as text; each once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from pyoxigraph import Literal, NamedNode, Variable

from queries import algebra
from queries.algebra import nodes as a
from queries.algebra.scope import variables_in_scope
from queries.collecting import collecting
from queries.datasets import of_named_graphs
from queries.multiplicity import keeps_multiplicity, repeats_itself
from queries.own import Kind
from queries.restricting import restricted
from queries.rewriting import Rewriting
from queries.scoping import bound_surely
from queries.selects import Keyed, has_exists, keyed_select, selected
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
    """Whether the engine is to put the solutions of a row together: then the number of what was collected stands
    before it (`queries.collecting`), and whether an OPTIONAL was in vain; after it what holds all of them."""
    before: int = 0
    """How many cells stand before a group's row."""
    always: int = 0
    """How many cells at the end of a group's row name what holds all of its solutions."""
    summed: bool = False
    """Whether each row is one of sums, and not one of the pattern's own solutions."""

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
        given: frozenset[Kind] = frozenset(),
        admitted: Collection[str] | None = None,
        told_apart: bool = False,
        as_written: bool = True,
    ) -> None:
        """Ask about a query, of the support store or of the dataset; within a scope, by the graphs admitted."""
        self.query = query
        self.over_support = over_support
        self.own = own
        self.given = given
        self._admitted = admitted
        self.told_apart = told_apart
        self._as_written = as_written
        self._known: dict[tuple[object, ...], Question] = {}
        self._groups: tuple[Keyed, str] | None = None
        self._known_whole: dict[tuple[Variable, ...], Question | None] = {}

    def within(self, admitted: Collection[str]) -> Questions:
        """Ask about the same query within a scope."""
        return Questions(
            self.query,
            over_support=self.over_support,
            own=self.own,
            given=self.given,
            admitted=admitted,
            told_apart=self.told_apart,
            as_written=self._as_written,
        )

    def over_named(self) -> Questions:
        """Ask about the same query over a dataset that the request names (`queries.datasets`)."""
        return Questions(of_named_graphs(self.query), over_support=False, told_apart=True)

    def of_rows(self, pattern: a.Pattern, variables: tuple[Variable, ...], *, grouped: bool = False) -> Question:
        """Ask for the solutions of a pattern, each with the row of these variables. Raises NotSupported.

        They are put together by their rows, if that is wanted and can be.
        """
        if (known := self._known.get((pattern, variables))) is None:
            rewriting = self._rewriting()
            positive = rewriting.whole(pattern)
            ask = self._grouped if grouped and not _tells_of_more(rewriting) else self._question
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

    def whole(self, variables: tuple[Variable, ...]) -> Question | None:
        """Ask for the query's own rows of these variables, in order, with what they rest on. Raises NotSupported.

        None where they have to be asked for apart: where the rewritten query may have other rows, or as many of some.
        """
        if variables not in self._known_whole:
            self._known_whole[variables] = self._whole(variables)
        return self._known_whole[variables]

    def _whole(self, variables: tuple[Variable, ...]) -> Question | None:
        pattern = self.query.pattern
        made = algebra.outline(pattern, selecting=True)
        if (
            not self._as_written
            or not variables
            or set(variables) != set(made.variables)
            or not self.over_support
            or made.values
            # Which rows are the first, and which of equal ones, only the plain query says.
            or made.limit is not None
            or made.offset
        ):
            return None
        if made.group or made.aggregates:
            shown = (*(each.expression for each in made.computed), *(each.condition for each in made.having))
            expressions = (*shown, *(key.expression for key in made.order))
            plainly = not made.modifier and made.variables == variables and all(map(repeats_itself, expressions))
            return self._whole_of_sums(pattern, variables) if plainly else None
        ordered = {name for key in made.order for name in algebra.walk(key) if isinstance(name, Variable)}
        distinct = made.modifier == "DISTINCT" and ordered <= set(variables)
        if made.modifier and not distinct:
            return None
        solutions = selected(pattern)
        rewriting = self._rewriting()
        if any(has_exists(key.expression) for key in made.order):
            return None
        if distinct:
            positive = rewriting.whole(solutions)
            if rewriting.handed or _tells_of_more(rewriting):
                return None
            return self._grouped(positive, rewriting, variables, made.order)
        if not keeps_multiplicity(solutions):
            return None
        return self._question(rewriting.whole(solutions), rewriting, variables, made.order)

    def _whole_of_sums(self, pattern: a.Pattern, variables: tuple[Variable, ...]) -> Question | None:
        rewriting = self._rewriting()
        keyed = keyed_select(pattern, rewriting.fresh)
        if not keeps_multiplicity(keyed.grouped):
            return None
        positive = rewriting.whole(keyed.grouped)
        if rewriting.chooses or _tells_of_more(rewriting):
            return None
        collecting = _Collecting.of(positive, rewriting, keyed.keys)

        def asking(held: a.Pattern) -> a.Pattern:
            return collecting.summed(keyed.pattern, held)

        return self._collected(positive, rewriting, variables, collecting, asking, summed=True)

    def _of_sums(self, keyed: Keyed) -> Question:
        rewriting = self._rewriting()
        rewriting.taken |= {node.value for node in algebra.walk(keyed.grouped) if isinstance(node, Variable)}
        positive = rewriting.whole(keyed.grouped)
        # A solution counts once, however many ways a path has between its ends; mostly there is but one.
        told = (*variables_in_scope(keyed.grouped), *rewriting.apart) if rewriting.chooses else ()
        if not told and not _tells_of_more(rewriting):
            return self._grouped(positive, rewriting, keyed.keys)
        return self._question(positive, rewriting, tuple(dict.fromkeys((*keyed.keys, *told))))

    def _rewriting(self) -> Rewriting:
        return Rewriting.of(
            self.query,
            over_support=self.over_support,
            told_apart=self.told_apart,
            own=self.own,
            given=self.given,
        )

    def _question(
        self,
        positive: a.Pattern,
        rewriting: Rewriting,
        row: tuple[Variable, ...],
        whole: tuple[a.OrderKey, ...] | None = None,
    ) -> Question:
        names = (*(name for name in rewriting.variables if name not in row), *row)
        if whole is None:
            text = self._written(a.Distinct(a.Project(positive, names)))
        else:
            text = self._written(a.Project(_ordered(positive, whole), names))
        holders = tuple(map(names.index, rewriting.holders))
        optionals = tuple((names.index(tried), names.index(found)) for tried, found in rewriting.optionals)
        return Question(positive, rewriting, row, names, text, holders, optionals)

    def _grouped(
        self, positive: a.Pattern, rewriting: Rewriting, keys: tuple[Variable, ...], order: tuple[a.OrderKey, ...] = ()
    ) -> Question:
        collecting = _Collecting.of(positive, rewriting, keys)

        def asking(held: a.Pattern) -> a.Pattern:
            made = _ordered(collecting.told(collecting.groups(held)), order)
            return a.Project(made, (*collecting.names, *keys, *collecting.always))

        return self._collected(positive, rewriting, keys, collecting, asking)

    def _collected(
        self,
        positive: a.Pattern,
        rewriting: Rewriting,
        row: tuple[Variable, ...],
        collecting: _Collecting,
        asking: Callable[[a.Pattern], a.Pattern],
        *,
        summed: bool = False,
    ) -> Question:
        read = _read(positive, rewriting)
        asked = asking(positive)
        names = algebra.outline(asked, selecting=True).variables
        by_hash = self._written(asking(algebra.transform(positive, _by_hash))) if read else None
        return Question(
            positive,
            rewriting,
            row,
            names,
            self._written(asked),
            (),
            (),
            grouped=True,
            before=len(collecting.names),
            always=len(collecting.always),
            summed=summed,
            by_hash=by_hash,
            read=read,
        )

    def _written(self, pattern: a.Pattern) -> str:
        query: a.Query = a.Select(pattern, base=self.query.base)
        if self._admitted is not None:
            query = restricted(query, self._admitted, over_support=self.over_support)
        return algebra.write(query)


@dataclass(frozen=True, slots=True)
class _Collecting:
    """What is told of a group of solutions besides its row."""

    ways: Variable
    collected: a.Expression
    vain: Variable
    in_vain: a.Expression | None
    """Whether an OPTIONAL found nothing, if there is any."""
    keys: tuple[Variable, ...]
    always: tuple[Variable, ...]

    @classmethod
    def of(cls, positive: a.Pattern, rewriting: Rewriting, keys: tuple[Variable, ...]) -> _Collecting:
        """Tell of the groups of a pattern by these keys."""
        surely = bound_surely(positive)
        # Without keys there is one group even of no solutions: it must not be lost by a key more.
        always = _held_alike(positive, surely.intersection(rewriting.holders), keys) if keys else ()
        varying = [each for each in rewriting.holders if each not in always]
        tried = tuple(a.And((_bound(tried), a.Unary("!", _bound(found)))) for tried, found in rewriting.optionals)
        vain = a.Aggregate("MAX", a.Or(tried) if len(tried) > 1 else tried[0]) if tried else None
        return cls(rewriting.fresh("ways"), collecting(varying, surely), rewriting.fresh("vain"), vain, keys, always)

    @property
    def names(self) -> tuple[Variable, ...]:
        """What stands before the row."""
        return (self.ways, self.vain) if self.in_vain is not None else (self.ways,)

    def groups(self, held: a.Pattern) -> a.Group:
        """Group the solutions of a pattern."""
        return a.Group(held, tuple(map(a.GroupKey, (*self.keys, *self.always))))

    def told(self, groups: a.Pattern) -> a.Pattern:
        """Tell it of these groups."""
        made = a.Extend(groups, self.ways, self.collected)
        return made if self.in_vain is None else a.Extend(made, self.vain, self.in_vain)

    def summed(self, pattern: a.Pattern, held: a.Pattern) -> a.Pattern:
        """Have a SELECT of groups tell it, too, with what is grouped in its place."""
        match pattern:
            case a.Project(inner, variables):
                return a.Project(self.summed(inner, held), (*self.names, *variables, *self.always))
            case a.Slice() | a.OrderBy() | a.Extend():
                return replace(pattern, pattern=self.summed(pattern.pattern, held))
        return self.told(self._having(pattern, self.groups(held)))

    def _having(self, pattern: a.Pattern, groups: a.Pattern) -> a.Pattern:
        return (
            replace(pattern, pattern=self._having(pattern.pattern, groups)) if isinstance(pattern, a.Filter) else groups
        )


def _bound(name: Variable) -> a.Expression:
    return a.Call("BOUND", (name,))


def _ordered(pattern: a.Pattern, order: tuple[a.OrderKey, ...]) -> a.Pattern:
    return a.OrderBy(pattern, order) if order else pattern


def _tells_of_more(rewriting: Rewriting) -> bool:
    """Tell whether it takes more than the holders of triples to say what a solution rests on."""
    return bool(rewriting.walks or rewriting.groups)


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
    return known if len(known) == len(names) and not rewriting.handed and not rewriting.optionals else ()


def _by_hash(node: a.Node | a.Term) -> a.Node | a.Term:
    """Put what a join joins into sub-selects: these the engine joins by hashing, and loops over the rest."""
    return a.Join(_apart(node.left), _apart(node.right)) if isinstance(node, a.Join) else node


def _apart(pattern: a.Pattern) -> a.Pattern:
    if isinstance(pattern, a.Graph | a.Union | a.BGP):
        return a.Project(pattern, variables_in_scope(pattern))
    return pattern


def _unordered(pattern: a.Pattern) -> a.Pattern:
    """Leave out LIMIT, OFFSET and DISTINCT: all groups are wanted, whatever their rows."""
    while isinstance(pattern, a.Slice | a.Distinct | a.Reduced):
        pattern = pattern.pattern
    return pattern
