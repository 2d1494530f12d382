"""Random algebras are read as what was written, and the catalogue's queries have their answers when written again."""

from collections import Counter
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Variable

from queries import catalogue
from queries.algebra import nodes as n
from queries.algebra import read, write
from queries.algebra.reader import TRUE, joined
from tests.queries.conftest import Stores

EXAMPLES = 60

variables = st.sampled_from([Variable(name) for name in ("x", "y", "z")])
iris = st.sampled_from([NamedNode("urn:a"), NamedNode("urn:b"), NamedNode("urn:b#c")])
literals = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=5).map(Literal),
    st.integers(-2, 2).map(Literal),
    st.sampled_from(["en", "de-AT"]).map(lambda tag: Literal("x", language=tag)),
    st.sampled_from(["1.50", "-1.0", "+2", "1e0", "x"]).map(
        lambda value: Literal(value, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
    ),
)
constants = iris | literals
names = st.sampled_from([Variable(name) for name in ("n1", "n2", "n3", "n4")])


T = TypeVar("T")


def brief(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    """Give a strategy whose description is short: hypothesis warns of those that grow with what they are made of."""

    @st.composite
    def drawn(draw: st.DrawFn) -> T:
        return draw(strategy)

    return drawn()


def several(inner: st.SearchStrategy[n.Path]) -> st.SearchStrategy[tuple[n.Path, ...]]:
    return st.lists(inner, min_size=2, max_size=3).map(tuple)


paths: st.SearchStrategy[n.Path] = st.recursive(
    iris,
    lambda inner: st.one_of(
        several(inner).map(n.Sequence),
        several(inner).map(n.Alternative),
        inner.map(n.Inverse),
        inner.map(n.ZeroOrMore),
        inner.map(n.OneOrMore),
        inner.map(n.ZeroOrOne),
        st.lists(iris | iris.map(n.Inverse), max_size=2).map(tuple).map(n.NegatedSet),
    ),
    max_leaves=4,
)
triples = st.builds(n.TriplePattern, variables | constants, paths | variables, variables | constants)
blocks = brief(st.lists(triples, min_size=1, max_size=2).map(tuple).map(n.BGP))


def operations(inner: st.SearchStrategy[n.Expression]) -> st.SearchStrategy[n.Expression]:
    operands = st.lists(inner, min_size=2, max_size=3).map(tuple)
    options = st.lists(inner, max_size=2).map(tuple)
    return st.one_of(
        operands.map(n.Or),
        operands.map(n.And),
        st.builds(n.Binary, st.sampled_from("= != < > <= >= + - * /".split()), inner, inner),
        st.builds(n.Unary, st.sampled_from("!+-"), inner),
        st.builds(n.In, inner, options, st.booleans()),
        st.builds(n.Call, st.just("COALESCE") | iris, options),
    )


def expressions(*more: st.SearchStrategy[n.Expression]) -> st.SearchStrategy[n.Expression]:
    return brief(st.recursive(brief(st.one_of(variables, constants, *more)), operations, max_leaves=4))


aggregates = st.builds(
    n.Aggregate, st.sampled_from(["SUM", "MIN", "SAMPLE"]), expressions(), st.booleans()
) | st.builds(n.Aggregate, st.just("GROUP_CONCAT"), expressions(), st.booleans(), st.none() | st.text(max_size=3))


def left_join(left: n.Pattern, right: n.Pattern, condition: n.Expression | None) -> n.Pattern:
    return n.LeftJoin(left, right, None if condition == TRUE else condition)


def values(variables: list[Variable], rows: list[list[NamedNode | Literal | None]]) -> n.Values:
    return n.Values(tuple(variables), tuple(tuple(row[: len(variables)]) for row in rows))


data = st.builds(
    values,
    st.lists(variables, unique=True, max_size=2),
    st.lists(st.lists(st.none() | constants, min_size=2, max_size=2), max_size=2),
)


def selected(
    inner: n.Pattern,
    computed: dict[Variable, n.Expression],
    order: tuple[n.OrderKey, ...],
    shown: list[Variable],
    cut: tuple[int, int | None, type[n.Distinct | n.Reduced] | None],
) -> n.Pattern:
    for variable, expression in computed.items():
        inner = n.Extend(inner, variable, expression)
    inner = n.Project(n.OrderBy(inner, order) if order else inner, (*shown, *computed))
    offset, limit, modifier = cut
    inner = modifier(inner) if modifier else inner
    return n.Slice(inner, offset, limit) if offset or limit is not None else inner


def grouped(
    inner: n.Pattern, keys: tuple[n.GroupKey, ...], having: n.Expression | None, rest: n.Values | None
) -> n.Pattern:
    inner = n.Group(inner, keys)
    inner = inner if having is None else n.Filter(inner, having)
    return inner if rest is None else n.Join(inner, rest)


cuts: st.SearchStrategy[tuple[int, int | None, type[n.Distinct | n.Reduced] | None]] = st.tuples(
    st.integers(0, 2), st.none() | st.integers(0, 2), st.sampled_from([None, n.Distinct, n.Reduced])
)


def selects(inner: st.SearchStrategy[n.Pattern]) -> st.SearchStrategy[n.Pattern]:
    def keys(terms: st.SearchStrategy[n.Expression]) -> st.SearchStrategy[tuple[n.OrderKey, ...]]:
        return st.lists(st.builds(n.OrderKey, terms, st.booleans()), max_size=2).map(tuple)

    group_keys = st.lists(st.builds(n.GroupKey, expressions(), st.none() | names), min_size=1, max_size=2).map(tuple)
    summed = expressions(aggregates)
    shown = st.lists(variables, min_size=1, max_size=3, unique=True)
    plain = st.builds(
        selected, inner, st.dictionaries(names, expressions(), max_size=2), keys(expressions()), shown, cuts
    )
    groups = st.builds(grouped, inner, group_keys, st.none() | summed, st.none() | data)
    return brief(
        plain | st.builds(selected, groups, st.dictionaries(names, summed, max_size=2), keys(summed), shown, cuts)
    )


def combined(inner: st.SearchStrategy[n.Pattern]) -> st.SearchStrategy[n.Pattern]:
    exists = st.builds(n.Exists, inner, st.booleans())
    conditions = expressions(exists)
    return brief(
        st.one_of(
            st.builds(joined, inner, inner),
            st.builds(left_join, inner, inner, st.none() | conditions),
            st.builds(n.Filter, inner, conditions),
            st.lists(inner, min_size=2, max_size=3).map(tuple).map(n.Union),
            st.builds(n.Extend, inner, names, conditions),
            st.builds(n.Minus, inner, inner),
            st.builds(n.Graph, iris | variables, inner),
            selects(inner),
        )
    )


patterns = brief(st.recursive(brief(blocks | data | st.just(n.BGP())), combined, max_leaves=6))


@settings(max_examples=EXAMPLES, deadline=None)
@given(selects(patterns))
def test_a_random_select_is_read_as_what_was_written(pattern: n.Pattern) -> None:
    query = n.Select(pattern)
    assert read(write(query)) == query


@settings(max_examples=EXAMPLES, deadline=None)
@given(patterns)
def test_a_random_pattern_is_read_as_what_was_written(pattern: n.Pattern) -> None:
    query = n.Ask(pattern)
    assert read(write(query)) == query


def answer(store: Store, text: str) -> tuple[list[Variable], list[tuple[object, ...]]]:
    found = store.query(text)
    assert isinstance(found, QuerySolutions)
    return list(found.variables), [tuple(row) for row in found]


@pytest.mark.parametrize("name", catalogue.names())
def test_each_query_of_the_catalogue_has_its_answer_when_written_again(name: str, claims: Stores) -> None:
    text = catalogue.read(name).text
    query = read(text)
    assert read(write(query)) == query
    assert answer(claims.graphs, write(query)) == answer(claims.graphs, text)


ODD = """
GRAPH ?g { ?s :p ?o FILTER EXISTS { ?s :q ?z GRAPH :g { ?k :q ?s } } }
?s :p ?o MINUS { ?s :p ?o FILTER(?o > 1) }
?s :p ?o { SELECT ?s (MAX(?v) AS ?m) { ?s :p ?v } GROUP BY ?s HAVING (COUNT(*) > 0) ORDER BY ?m } FILTER(?o = ?m)
?x !(:p|:n|^:q) ?y
?x (:q|^:q)* :b
BIND(1 AS ?x) { BIND(2 AS ?y) FILTER(!BOUND(?x)) }
{ ?s :p ?o } { ?s :q ?t FILTER(BOUND(?o)) }
?s :p 1 OPTIONAL { ?s :q ?t OPTIONAL { ?t :p ?w FILTER(?s = :a) } }
?s :p 1 OPTIONAL { { ?s :q ?t OPTIONAL { ?t :p ?w } FILTER(?s = :a) } }
VALUES (?s ?o) { (:a UNDEF) (UNDEF 2) } ?s :p ?o
[] :q [ :q ?x ]
_:a :p ?x FILTER(?x > 1) _:a :q ?y
?s :n ?o FILTER(?o = "y\\\\u0041" || LANG(?o) = "en")
?s :p ?o FILTER(?o - 1 - 1 = 0 || ?o - (1 - 1) = 3 || -?o = -(1))
{ ?s :p ?o } UNION { ?s :p ?o } UNION { }
{ SELECT DISTINCT ?s { ?s :p ?o } ORDER BY ?s LIMIT 1 } UNION { SELECT * { ?s :q :c } }
?a :q ?b FILTER NOT EXISTS { SELECT ?a { ?a :p ?v } GROUP BY ?a HAVING (SUM(?v) > 3) }
?s :p ?o BIND(?o + 1 AS ?q) FILTER(?q > 2) BIND(?q * 2 AS ?r) OPTIONAL { ?z :p ?r FILTER(?q < 10) }
{ SELECT ?k (COUNT(*) AS ?n) { ?s :p ?o } GROUP BY (?o > 1 AS ?k) ORDER BY DESC(COUNT(*)) ?k VALUES ?k { true } }
""".strip().splitlines()


@pytest.mark.parametrize("where", ODD)
def test_an_odd_pattern_has_its_answer_when_written_again(where: str) -> None:
    store = Store()
    store.update(
        """PREFIX : <urn:> INSERT DATA {
            :a :p 1, 2, 3 ; :q :b ; :n "x"@en, "y\\\\u0041" . :b :p 2 ; :q :c . :c :q :a .
            GRAPH :g { :a :p 9 . :g :q :a } GRAPH :h { :b :p 1 ; :q :b } }"""
    )
    text = f"PREFIX : <urn:> SELECT * {{ {where} }}"
    assert Counter(answer(store, text)[1]) == Counter(answer(store, write(read(text)))[1])
