"""Random datasets and random queries, over so few terms that joins succeed and triples coincide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from hypothesis import assume
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from queries.evaluation import Dataset
from tests.queries.datasets import Row, World
from tests.queries.forms import (
    Aggregate,
    Among,
    Bind,
    Both,
    Call,
    Choice,
    Column,
    Compare,
    Either,
    Element,
    Exists,
    Expression,
    Filter,
    Graph,
    Group,
    Inverse,
    Minus,
    Negation,
    Node,
    Not,
    Optional,
    Path,
    Plus,
    Repeated,
    Select,
    Steps,
    Term,
    Triples,
    Union,
    Values,
    in_scope,
    written,
)
from tests.queries.fragments import confuses_equals, counts, masked, walks_far
from tests.queries.substitution import put
from tests.queries.values import DECIMAL

BASE = "http://x/"
GIVEN = (NamedNode(BASE + "graph/ontology"), NamedNode(BASE + "graph/reference"))
GRAPHS = (
    # Half of them are claims, which have short names in the support store.
    *(NamedNode(f"{BASE}claim/{number:032x}") for number in range(1, 5)),
    *(NamedNode(f"{BASE}g{number}") for number in range(5, 9)),
)
NODES = tuple(NamedNode(BASE + name) for name in "ab")
PREDICATES = tuple(NamedNode(BASE + name) for name in "pq")
LITERALS = (Literal(1), Literal(2), Literal("x"))
EQUAL = Literal("2", datatype=NamedNode(DECIMAL))
"""Another term than the integer 2, with the same value."""
A, B, P, Q, ONE, TWO, TEXT, HERE = *NODES, *PREDICATES, *LITERALS, GRAPHS[0]
POOL: tuple[tuple[NamedNode, NamedNode, Term], ...] = (
    *((subject, predicate, object_) for subject in NODES for predicate in PREDICATES for object_ in NODES),
    *((A, P, ONE), (A, P, TWO), (A, Q, TWO), (A, Q, EQUAL), (B, P, ONE), (B, P, TEXT), (B, Q, TWO), (B, Q, ONE)),
    *((HERE, P, A), (HERE, Q, B), (HERE, P, TWO), (A, Q, HERE), (B, P, HERE), (P, P, B), (B, Q, P), (GRAPHS[1], P, A)),
)
"""The triples that there may be."""
VARIABLES = ("?x", "?y", "?z")
BOUND = ("?u", "?v", "?w", "?t", "?s", "?r")
"""What BIND binds: a variable that triples or VALUES before it do not."""
BOUND_WITHIN = ("?c", "?d", "?e")
"""The same in an EXISTS."""
SUMS, SUMS_WITHIN = ("?n", "?m", "?l", "?k", "?j", "?i"), ("?f", "?h", "?o")
"""What aggregates are called, and in an EXISTS."""

BASIC = frozenset({"distinct"})
MONOTONE = BASIC | {"filter", "exists", "union", "bind", "values", "graph", "path", "closure", "select"}
WHOLE = MONOTONE | {"not exists", "optional", "minus", "group", "slice"}


@dataclass(frozen=True)
class Case:
    """A dataset with a query; says itself in the languages that people read."""

    world: World
    query: Select

    @property
    def text(self) -> str:
        """The query as text."""
        return written(self.query)

    @property
    def uncut(self) -> str:
        """The query as text, without LIMIT and OFFSET: witnesses belong to the values of a row."""
        return written(replace(self.query, order=(), limit=None, offset=0))

    def settled(self, rows: Iterable[Row]) -> list[Row]:
        """Leave out of rows the values that depend on an order which nothing fixes."""
        loose = masked(self.query)
        return [tuple(None if n in loose else t for n, t in zip(self.query.names, row, strict=True)) for row in rows]

    def __repr__(self) -> str:
        by_graph: dict[object, list[str]] = {}
        for quad in self.world.quads:
            by_graph.setdefault(quad.graph_name, []).append(f"{quad.subject} {quad.predicate} {quad.object} .")
        lines = [f"{name} {{ {' '.join(triples)} }}" for name, triples in by_graph.items()]
        lines += [str(self.world.chosen)] if self.world.chosen else []
        return "\n".join(["", self.text, *lines])


@cache
def worlds(graphs: int = 8) -> st.SearchStrategy[World]:
    """Give datasets of up to so many graphs, and the given ones: two of three triples, each in one to three graphs."""

    def of(number: int) -> st.SearchStrategy[World]:
        named = GRAPHS[:number]
        ring = [*named, *named]
        held = [(name,) for name in (*named, *GIVEN)] + [tuple(ring[i : i + n]) for i in range(number) for n in (2, 3)]
        held += [(named[-1], GIVEN[1])]
        # Nothing first: so a failing case shrinks to the triples that it needs.
        holders = st.sampled_from([()] * (len(held) // 2) + held)
        return st.tuples(*[holders] * len(POOL)).map(_placed)

    return st.integers(2, graphs).flatmap(of)


def _placed(holders: Iterable[Iterable[NamedNode]]) -> World:
    return world(Quad(*triple, name) for triple, names in zip(POOL, holders, strict=True) for name in names)


def world(quads: Iterable[Quad]) -> World:
    """Make a dataset in which the given graphs are those of the house."""
    return World(tuple(quads), frozenset(GIVEN))


@st.composite
def queries(draw: st.DrawFn, forms: frozenset[str]) -> Select:
    """Give queries that use these forms."""
    where = draw(groups(forms, 2))
    if draw(st.integers(0, 7)) == 0:
        return Select(where, ask=True)
    query = (
        draw(_grouped(where, forms, 2)) if "group" in forms and draw(st.integers(0, 2)) == 0 else draw(_plain(where))
    )
    ordered = (
        [draw(st.sampled_from([name, f"DESC({name})"])) for name in draw(_some(query.names))] if query.names else []
    )
    limit = draw(st.none() | st.integers(0, 4))
    return replace(query, order=tuple(ordered), limit=limit, offset=draw(st.sampled_from([0, 0, 1])))


@st.composite
def cases(draw: st.DrawFn, forms: frozenset[str], graphs: int = 8) -> Case:
    """Give datasets with queries that use these forms."""
    given, query = draw(worlds(graphs)), draw(queries(forms))
    if given.quads and draw(st.integers(0, 3)) == 3:
        given = replace(given, chosen=draw(_datasets(given)))
    # The engine may give an end of `*` or `+` twice.
    assume(not (counts(query) and walks_far(query)))
    if not confuses_equals(query):
        return Case(given, query)
    without = tuple(quad for quad in given.quads if quad.object != EQUAL)
    return Case(replace(given, quads=without), put(query, {EQUAL: TWO}))


def _datasets(given: World) -> st.SearchStrategy[Dataset]:
    """Give datasets that a request may name."""
    names = st.lists(st.sampled_from([name.value for name in given.bits]), unique=True).map(tuple)
    return st.builds(Dataset, names, names).filter(bool)


@st.composite
def groups(draw: st.DrawFn, forms: frozenset[str], depth: int) -> Group:
    """Give groups: triples first, so that there are solutions, then other forms."""
    elements: list[Element] = [draw(_triples(forms))]
    kinds = [kind for kind in _KINDS if kind in forms and (depth or kind in ("filter", "bind", "values"))]
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=3)) if kinds else []:
        elements.insert(0 if kind == "values" else len(elements), draw(_KINDS[kind](forms, depth, elements)))
    return Group(tuple(elements))


# --- triples and paths


def _terms(*terms: Node) -> st.SearchStrategy[Node]:
    return st.sampled_from(terms)


@cache
def _triples(forms: frozenset[str]) -> st.SearchStrategy[Element]:
    x, y, z = VARIABLES
    shapes = [(x, y), (x, y), (y, z), (x, z), (y, x), (x, "_:b"), ("_:b", y), (x, x)]
    constants = (
        st.sampled_from([*NODES, GRAPHS[0]]),
        st.sampled_from(VARIABLES),
        st.sampled_from([*NODES, *LITERALS, EQUAL]),
    )
    ends = st.one_of(*[st.sampled_from(shapes)] * 3, st.tuples(*constants[:2]), st.tuples(*constants[1:]))
    predicates: st.SearchStrategy[Path] = st.sampled_from((*PREDICATES, *PREDICATES, *PREDICATES, "?p", "?z"))
    if "path" in forms:
        predicates |= paths(forms)
    patterns = st.lists(st.tuples(ends, predicates), min_size=1, max_size=4 if forms == BASIC else 2)
    return patterns.map(lambda each: Triples(tuple((s, p, o) for (s, o), p in each)))


@cache
def paths(forms: frozenset[str]) -> st.SearchStrategy[Path]:
    """Give property paths; with `*` and `+` where `closure` is among the forms."""
    marks = st.sampled_from("?*+" if "closure" in forms else "?")
    sets = st.tuples(*[st.lists(st.sampled_from(PREDICATES), max_size=1).map(tuple)] * 2).filter(any)
    leaves: st.SearchStrategy[Path] = st.sampled_from(PREDICATES) | sets.map(lambda pair: Not(*pair))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            inner.map(Inverse),
            st.builds(Steps, inner, inner),
            st.builds(Choice, inner, inner),
            st.builds(Repeated, inner, marks),
        ),
        max_leaves=3,
    )


# --- expressions


@cache
def _expressions(forms: frozenset[str], depth: int, names: tuple[str, ...]) -> st.SearchStrategy[Expression]:
    variables = st.sampled_from(names or VARIABLES)
    terms: st.SearchStrategy[Node] = variables | st.sampled_from((*LITERALS, EQUAL, NODES[0]))
    leaves: st.SearchStrategy[Expression] = st.one_of(
        st.builds(Compare, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), variables, terms),
        st.builds(lambda name: Call("BOUND", (name,)), variables),
        st.builds(
            lambda name, item: Call(name, (item,)), st.sampled_from(["isIRI", "isLiteral", "isNumeric"]), variables
        ),
        st.builds(lambda *two: Call("sameTerm", two), variables, terms),
        st.builds(Among, variables, st.lists(terms, min_size=1, max_size=3).map(tuple), st.booleans()),
    )
    if depth and "exists" in forms:
        leaves |= st.builds(Exists, groups(_correlated(forms), depth - 1))
    if depth and "not exists" in forms:
        leaves |= st.builds(Exists, groups(_correlated(forms), depth - 1), st.just(True))
    either = "not exists" in forms or "exists" not in forms
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(Both, inner, inner),
            st.builds(Either, inner, inner),
            st.builds(Negation, inner if either else leaves.filter(lambda leaf: not isinstance(leaf, Exists))),
        ),
        max_leaves=3,
    )


def _correlated(forms: frozenset[str]) -> frozenset[str]:
    """Have BIND and aggregates in an EXISTS bind other variables than outside: that the specification leaves open."""
    return forms - {"bind", "group"} if "within" in forms else forms | {"within"}


# --- the other elements; each is drawn after those that stand before it


def _seen(elements: Iterable[Element]) -> list[str]:
    return sorted({name for element in elements for name in in_scope(element)})


def _filter(forms: frozenset[str], depth: int, elements: list[Element]) -> st.SearchStrategy[Element]:
    return st.builds(Filter, _expressions(forms, depth, (*_seen(elements), "?x")))


def _optional(forms: frozenset[str], depth: int, elements: list[Element]) -> st.SearchStrategy[Element]:
    return st.builds(Optional, groups(forms, depth - 1))


def _minus(forms: frozenset[str], depth: int, elements: list[Element]) -> st.SearchStrategy[Element]:
    return st.builds(Minus, groups(forms, depth - 1))


def _union(forms: frozenset[str], depth: int, elements: list[Element]) -> st.SearchStrategy[Element]:
    return st.builds(lambda *two: Union(two), groups(forms, depth - 1), groups(forms, depth - 1))


def _graph(forms: frozenset[str], depth: int, elements: list[Element]) -> st.SearchStrategy[Element]:
    return st.builds(Graph, _terms("?g", "?g", "?x", GRAPHS[0], GIVEN[0]), groups(forms, depth - 1))


def _bind(forms: frozenset[str], depth: int, elements: list[Element]) -> st.SearchStrategy[Element]:
    seen = _seen(elements)
    free = [name for name in (BOUND_WITHIN if "within" in forms else BOUND) if name not in seen]
    if not free:
        return _filter(forms, depth, elements)
    names = st.sampled_from([*seen, "?x"])
    told: st.SearchStrategy[Expression] = names | st.builds(Plus, names, st.sampled_from([*LITERALS[:1], EQUAL]))
    asked = _expressions(forms if "not exists" in forms else forms - {"exists"}, depth, (*seen, "?x"))
    return st.builds(Bind, told | asked, st.sampled_from(free[:2]))


def _values(forms: frozenset[str], depth: int, elements: list[Element]) -> st.SearchStrategy[Element]:
    terms = st.sampled_from((*NODES, *LITERALS, EQUAL)) | st.none()

    def of(names: list[str]) -> st.SearchStrategy[Element]:
        return st.lists(st.tuples(*[terms] * len(names)), min_size=1, max_size=3).map(
            lambda r: Values(tuple(names), tuple(r))
        )

    return st.lists(st.sampled_from(VARIABLES), min_size=1, max_size=2, unique=True).flatmap(of)


@st.composite
def _select(draw: st.DrawFn, forms: frozenset[str], depth: int, elements: list[Element]) -> Element:
    where = draw(groups(forms, depth - 1))
    grouped = "group" in forms and draw(st.booleans())
    query = draw(_grouped(where, forms, depth - 1, within=True) if grouped else _plain(where))
    # REDUCED may leave out as many rows as it likes, which would be seen from outside.
    query = replace(query, modifier="" if query.modifier == "REDUCED" else query.modifier)
    if "slice" not in forms or not query.names or draw(st.booleans()):
        return query
    order = tuple(text for name in query.names for text in (f"STR({name})", f"STR(DATATYPE({name}))"))
    return replace(query, order=order, limit=draw(st.integers(1, 3)), offset=draw(st.sampled_from([0, 0, 1])))


_KINDS: dict[str, Callable[[frozenset[str], int, list[Element]], st.SearchStrategy[Element]]] = {
    "filter": _filter,
    "optional": _optional,
    "union": _union,
    "graph": _graph,
    "bind": _bind,
    "values": _values,
    "minus": _minus,
    "select": _select,
}


# --- the clauses around a group


def _some(names: Sequence[str], least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), min_size=min(least, len(names)), max_size=2, unique=True)


@st.composite
def _plain(draw: st.DrawFn, where: Group) -> Select:
    seen = sorted(in_scope(where))
    some = bool(seen) and draw(st.booleans())
    columns = draw(_some(seen, 1)) if some else []
    return Select(where, tuple(columns), modifier=draw(st.sampled_from(["", "", "DISTINCT", "REDUCED"])))


@st.composite
def _grouped(draw: st.DrawFn, where: Group, forms: frozenset[str], depth: int, within: bool = False) -> Select:
    """Group by keys that are all shown: so a row whose other columns depend on an order is still known."""
    seen = sorted(in_scope(where))
    keys = draw(_some(seen)) if seen else []
    names = ["COUNT", "SUM", "AVG", "MIN", "MAX", *([] if within else ["SAMPLE", "GROUP_CONCAT"])]
    free = [name for name in (SUMS_WITHIN if "within" in forms else SUMS) if name not in seen]

    def aggregates(among: list[str]) -> st.SearchStrategy[Aggregate]:
        of = st.sampled_from(seen) if seen else st.none()
        counted = st.just(Aggregate("COUNT", None))
        return counted | st.builds(Aggregate, st.sampled_from(among), of, st.booleans()) if seen else counted

    columns: list[Expression] = [*draw(st.lists(aggregates(names), min_size=0 if keys else 1, max_size=2))]
    having: st.SearchStrategy[Expression] = st.builds(
        Compare, st.sampled_from(["=", "<", ">="]), aggregates(names[:5]), st.sampled_from((*LITERALS, EQUAL))
    )
    if depth and "exists" in forms:
        # Of groups nothing may be known, which MINUS goes by.
        asked = st.builds(Exists, groups(_correlated(forms) - {"minus"}, depth - 1), st.booleans())
        having |= asked | st.builds(Both, having, asked) | st.builds(Either, having, asked)
        columns += draw(st.lists(asked, max_size=1))
    return Select(
        where,
        (*keys, *(Column(each, name) for each, name in zip(columns, free, strict=False))),
        keys=tuple(keys),
        having=draw(st.none() | having),
        modifier=draw(st.sampled_from(["", "", "DISTINCT"])),
    )
