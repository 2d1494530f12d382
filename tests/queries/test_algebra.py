"""The algebra: what each construct is read as, how it is written, and that the one undoes the other."""

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import sleep

import pytest
from pyoxigraph import Literal, NamedNode, Variable
from rdflib.plugins.sparql.parser import parseQuery

from queries import algebra
from queries.algebra import nodes as n
from queries.algebra import read, write
from queries.errors import NotSupported

X, Y, Z = (Variable(name) for name in "xyz")
P, Q = NamedNode("urn:p"), NamedNode("urn:q")
ONE, TWO = Literal(1), Literal(2)
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = "PREFIX : <urn:> "


def bgp(*triples: tuple[n.Term, n.Path | Variable, n.Term]) -> n.BGP:
    return n.BGP(tuple(n.TriplePattern(*triple) for triple in triples))


XP1, XQY, YQZ = bgp((X, P, ONE)), bgp((X, Q, Y)), bgp((Y, Q, Z))


def where(text: str) -> n.Pattern:
    """Read the pattern of a WHERE clause."""
    return read(f"{PREFIXES}ASK {{ {text} }}").pattern


def select(text: str) -> n.Pattern:
    return read(PREFIXES + text).pattern


def expression(text: str) -> n.Expression:
    found = where(f"FILTER({text})")
    assert isinstance(found, n.Filter)
    return found.condition


def predicate(text: str) -> object:
    found = where(f"?x {text} ?y")
    assert isinstance(found, n.BGP)
    return found.triples[0].predicate


PATTERNS: dict[str, n.Pattern] = {
    "": n.BGP(),
    "{} {}": n.BGP(),
    "?x :p 1": XP1,
    "{ { ?x :p 1 } }": XP1,
    "?x :p 1 ; :q ?y .": bgp((X, P, ONE), (X, Q, Y)),
    "?x :p 1 . FILTER(?x) ?x :q ?y": n.Filter(bgp((X, P, ONE), (X, Q, Y)), X),
    "FILTER(?x) FILTER(?y) ?x :p 1": n.Filter(XP1, n.And((X, Y))),
    "{ ?x :p 1 } { ?x :q ?y }": n.Join(XP1, XQY),
    "{ ?x :p 1 } ?x :q ?y { ?y :q ?z }": n.Join(n.Join(XP1, XQY), YQZ),
    "{ ?x :p 1 FILTER(?x) } ?x :q ?y": n.Join(n.Filter(XP1, X), XQY),
    "?x :p 1 OPTIONAL { ?x :q ?y }": n.LeftJoin(XP1, XQY),
    "OPTIONAL { ?x :q ?y }": n.LeftJoin(n.BGP(), XQY),
    "?x :p 1 OPTIONAL { ?x :q ?y FILTER(?y) FILTER(?x) }": n.LeftJoin(XP1, XQY, n.And((Y, X))),
    "?x :p 1 OPTIONAL { { ?x :q ?y FILTER(?y) } }": n.LeftJoin(XP1, n.Filter(XQY, Y)),
    "?x :p 1 OPTIONAL { { ?x :q ?y FILTER(?y) } FILTER(?x) }": n.LeftJoin(XP1, n.Filter(XQY, Y), X),
    "?x :p 1 OPTIONAL { ?x :q ?y OPTIONAL { ?y :q ?z FILTER(?x) } }": n.LeftJoin(XP1, n.LeftJoin(XQY, YQZ, X)),
    "{ ?x :p 1 } UNION { ?x :q ?y } UNION { ?y :q ?z }": n.Union((XP1, XQY, YQZ)),
    "{ ?x :p 1 } UNION { { ?x :q ?y } UNION { ?y :q ?z } }": n.Union((XP1, n.Union((XQY, YQZ)))),
    "?x :p 1 MINUS { ?x :q ?y }": n.Minus(XP1, XQY),
    "?x :p 1 BIND(2 AS ?y) ?y :q ?z": n.Join(n.Extend(XP1, Y, TWO), YQZ),
    "?x :p 1 BIND(2 AS ?y) FILTER(?y)": n.Filter(n.Extend(XP1, Y, TWO), Y),
    "GRAPH :p { ?x :q ?y }": n.Graph(P, XQY),
    "?x :p 1 GRAPH ?z { GRAPH ?y { ?x :q ?y } FILTER(?x) }": n.Join(XP1, n.Graph(Z, n.Filter(n.Graph(Y, XQY), X))),
    "VALUES ?x { :p 1 UNDEF }": n.Values((X,), ((P,), (ONE,), (None,))),
    "VALUES (?x ?y) { (:p -1.50) (UNDEF UNDEF) }": n.Values(
        (X, Y), ((P, Literal("-1.50", datatype=NamedNode(XSD + "decimal"))), (None, None))
    ),
    "VALUES () { () () }": n.Values((), ((), ())),
    "VALUES (?x) {}": n.Values((X,), ()),
    "?x :p 1 VALUES ?y { 2 }": n.Join(XP1, n.Values((Y,), ((TWO,),))),
    "FILTER NOT EXISTS { ?x :p 1 MINUS { ?x :q ?y } }": n.Filter(n.BGP(), n.Exists(n.Minus(XP1, XQY), True)),
    "{ SELECT ?x { ?x :p 1 } } ?x :q ?y": n.Join(n.Project(XP1, (X,)), XQY),
    "SELECT * { ?y :q ?z }": n.Project(YQZ, (Y, Z)),
}


@pytest.mark.parametrize("text", PATTERNS)
def test_each_pattern_is_read_as_the_specification_translates_it(text: str) -> None:
    assert where(text) == PATTERNS[text]


@pytest.mark.parametrize("text", PATTERNS)
def test_each_pattern_is_written_as_what_it_is(text: str) -> None:
    query = n.Ask(PATTERNS[text])
    assert read(write(query)) == query


EXPRESSIONS: dict[str, n.Expression] = {
    "?x || ?y && ?z": n.Or((X, n.And((Y, Z)))),
    "(?x || ?y) && ?z": n.And((n.Or((X, Y)), Z)),
    "(?x && ?y) && ?z": n.And((n.And((X, Y)), Z)),
    "?x - ?y - 1": n.Binary("-", n.Binary("-", X, Y), ONE),
    "?x - (?y - 1)": n.Binary("-", X, n.Binary("-", Y, ONE)),
    "?x - 1 * 2": n.Binary("-", X, n.Binary("*", ONE, TWO)),
    "?x -1": n.Binary("-", X, ONE),
    "?x*-1": n.Binary("*", X, Literal(-1)),
    "-?x": n.Unary("-", X),
    "-(1)": n.Unary("-", ONE),
    "-(-(1))": n.Unary("-", n.Unary("-", ONE)),
    "!(?x = ?y)": n.Unary("!", n.Binary("=", X, Y)),
    "(?x = ?y) = ?z": n.Binary("=", n.Binary("=", X, Y), Z),
    "?x<?y&&?z>1": n.And((n.Binary("<", X, Y), n.Binary(">", Z, ONE))),
    "?x IN (1, ?y + 2)": n.In(X, (ONE, n.Binary("+", Y, TWO))),
    "?x NOT IN ()": n.In(X, (), True),
    "sTr(?x)": n.Call("STR", (X,)),
    "rand()": n.Call("RAND"),
    "if(bound(?x), ?y, 1)": n.Call("IF", (n.Call("BOUND", (X,)), Y, ONE)),
    ":p(?x, 1)": n.Call(P, (X, ONE)),
    ":p()": n.Call(P),
    "EXISTS { ?x :p 1 } && ?y": n.And((n.Exists(XP1), Y)),
    "?x = 'a'@en-GB": n.Binary("=", X, Literal("a", language="en-GB")),
    "true": Literal(True),
}


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_each_expression_is_read_with_its_precedence(text: str) -> None:
    assert expression(text) == EXPRESSIONS[text]


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_each_expression_keeps_its_precedence_when_written(text: str) -> None:
    query = n.Ask(n.Filter(n.BGP(), EXPRESSIONS[text]))
    assert read(write(query)) == query


PATHS: dict[str, n.Path | Variable] = {
    ":p": P,
    "a": NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
    "?z": Z,
    ":p/:q|^:p": n.Alternative((n.Sequence((P, Q)), n.Inverse(P))),
    ":p/(:q|:p)": n.Sequence((P, n.Alternative((Q, P)))),
    "(:p/:q)+": n.OneOrMore(n.Sequence((P, Q))),
    "^:p*": n.Inverse(n.ZeroOrMore(P)),
    "(^:p)*": n.ZeroOrMore(n.Inverse(P)),
    "^(^:p)": n.Inverse(n.Inverse(P)),
    "(:p?)?": n.ZeroOrOne(n.ZeroOrOne(P)),
    "!:p": n.NegatedSet((P,)),
    "!^:p": n.NegatedSet((n.Inverse(P),)),
    "!(:p|^:q)*": n.ZeroOrMore(n.NegatedSet((P, n.Inverse(Q)))),
    "!()": n.NegatedSet(()),
    "(:p/:q)/:p": n.Sequence((n.Sequence((P, Q)), P)),
}


@pytest.mark.parametrize("text", PATHS)
def test_each_path_is_read_with_its_precedence(text: str) -> None:
    assert predicate(text) == PATHS[text]


@pytest.mark.parametrize("text", PATHS)
def test_each_path_keeps_its_precedence_when_written(text: str) -> None:
    query = n.Ask(bgp((X, PATHS[text], ONE), (X, PATHS[text], Literal(-1))))
    assert read(write(query)) == query


COUNT = n.Aggregate("COUNT", None)
SELECTS: dict[str, n.Pattern] = {
    "SELECT ?y ?x { ?x :p 1 }": n.Project(XP1, (Y, X)),
    "SELECT * { ?y :p ?x . ?x :q ?z }": n.Project(bgp((Y, P, X), (X, Q, Z)), (X, Y, Z)),
    "SELECT * {}": n.Project(n.BGP(), ()),
    "SELECT DISTINCT ?x { ?x :p 1 }": n.Distinct(n.Project(XP1, (X,))),
    "SELECT REDUCED ?x { ?x :p 1 } LIMIT 0": n.Slice(n.Reduced(n.Project(XP1, (X,))), 0, 0),
    "SELECT ?x { ?x :p 1 } OFFSET 2": n.Slice(n.Project(XP1, (X,)), 2),
    "SELECT (1 AS ?y) ?x (?y + 2 AS ?z) { ?x :p 1 }": n.Project(
        n.Extend(n.Extend(XP1, Y, ONE), Z, n.Binary("+", Y, TWO)), (Y, X, Z)
    ),
    "SELECT ?x { ?x :q ?y } ORDER BY DESC(?y) STR(?x) ?x": n.Project(
        n.OrderBy(XQY, (n.OrderKey(Y, True), n.OrderKey(n.Call("STR", (X,))), n.OrderKey(X))), (X,)
    ),
    "SELECT (COUNT(*) AS ?y) { ?x :p 1 }": n.Project(n.Extend(n.Group(XP1), Y, COUNT), (Y,)),
    "SELECT ?x (SUM(DISTINCT ?y) + 1 AS ?z) { ?x :q ?y } GROUP BY ?x": n.Project(
        n.Extend(n.Group(XQY, (n.GroupKey(X),)), Z, n.Binary("+", n.Aggregate("SUM", Y, True), ONE)), (X, Z)
    ),
    "SELECT ?z { ?x :q ?y } GROUP BY (STR(?x) AS ?z) (?y + 1) HAVING (COUNT(*) > 1) (?z) ORDER BY COUNT(*)": n.Project(
        n.OrderBy(
            n.Filter(
                n.Group(XQY, (n.GroupKey(n.Call("STR", (X,)), Z), n.GroupKey(n.Binary("+", Y, ONE)))),
                n.And((n.Binary(">", COUNT, ONE), Z)),
            ),
            (n.OrderKey(COUNT),),
        ),
        (Z,),
    ),
    'SELECT (GROUP_CONCAT(?y; SEPARATOR="\'\\n") AS ?z) { ?x :q ?y }': n.Project(
        n.Extend(n.Group(XQY), Z, n.Aggregate("GROUP_CONCAT", Y, False, "'\n")), (Z,)
    ),
    "SELECT (COUNT(*) AS ?z) { ?x :q ?y } GROUP BY ?x VALUES ?x { 1 }": n.Project(
        n.Extend(n.Join(n.Group(XQY, (n.GroupKey(X),)), n.Values((X,), ((ONE,),))), Z, COUNT), (Z,)
    ),
    "SELECT ?x { ?x :p 1 FILTER(?x) } VALUES ?x { 1 }": n.Project(
        n.Join(n.Filter(XP1, X), n.Values((X,), ((ONE,),))), (X,)
    ),
    "SELECT ?x { ?x :p 1 } HAVING (?x)": n.Project(n.Filter(XP1, X), (X,)),
    "SELECT ?x { ?x :p 1 FILTER EXISTS { SELECT (COUNT(*) AS ?y) {} } }": n.Project(
        n.Filter(XP1, n.Exists(n.Project(n.Extend(n.Group(n.BGP()), Y, COUNT), (Y,)))), (X,)
    ),
}


@pytest.mark.parametrize("text", SELECTS)
def test_modifiers_are_applied_in_the_order_of_the_specification(text: str) -> None:
    assert select(text) == SELECTS[text]


@pytest.mark.parametrize("text", SELECTS)
def test_a_select_is_written_as_what_it_is(text: str) -> None:
    query = n.Select(SELECTS[text])
    assert read(write(query)) == query


@pytest.mark.parametrize("text", SELECTS)
def test_a_sub_select_is_written_as_what_it_is(text: str) -> None:
    query = n.Ask(n.Minus(n.Join(SELECTS[text], XQY), SELECTS[text]))
    assert read(write(query)) == query


def test_one_thread_at_a_time_is_in_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[int] = []
    met: list[int] = []

    def parse(text: str) -> object:
        inside.append(1)
        met.append(len(inside))
        sleep(0.02)
        inside.pop()
        return parseQuery(text)

    monkeypatch.setattr("queries.algebra.parseQuery", parse)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda number: algebra.read(f"ASK {{ ?thread ?is {number} }}"), range(4)))
    assert met == [1, 1, 1, 1]


@pytest.mark.parametrize(
    "text", ["ASK { ?s ?p 767 }", "SELECT ?s { ?s ?p ?o } VALUES ?s { UNDEF } LIMIT 1"], ids=["read", "refused"]
)
def test_reading_keeps_nothing_of_who_asks(text: str) -> None:
    class Held:
        """Stands for a store that the caller reads."""

    def asking() -> weakref.ref[Held]:
        held = Held()
        with suppress(NotSupported):
            algebra.read(text + "# as never before")
        return weakref.ref(held)

    gc.collect()
    gc.disable()
    try:
        assert asking()() is None
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_python_looks_for_what_refers_to_itself_after_reading_as_before() -> None:
    algebra.read("ASK { ?never ?asked ?before }")
    assert gc.isenabled()
