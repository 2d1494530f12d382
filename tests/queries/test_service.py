"""SERVICE reaches nobody: the engine would call an address, `evaluate` calls none.

The engine has no switch for SERVICE, so the check of the text is all there is within a process.
"""

from contextlib import suppress
from typing import Protocol

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from queries.errors import FormRefused, NotSupported, QueryError
from queries.evaluation import Results, evaluate


class Listener(Protocol):
    """The server that nobody may call, of `conftest.py`."""

    @property
    def address(self) -> str: ...

    def settled(self) -> int: ...


# `U!` is the listener's address, `H!` the same without its first letter, `{}` the clause's group.
DIALLED = [
    "ASK { SERVICE <U!> {} }",
    "ASK { service <U!> {} }",
    "ASK { SeRvIcE <U!> {} }",
    "ASK{SERVICE<U!>{}}",
    "ASK { SERVICE SILENT <U!> {} }",
    "ASK { SERVICESILENT<U!>{} }",
    "ASK { SERVICE\t\r\n<U!>\n{} }",
    "ASK { SERVICE#}\n<U!>#{\r{} }",
    "ASK { SERVICE #>\n SILENT #'\n <U!> {} }",
    "ASK {{}SERVICE<U!>{}}",
    "ASK { SERVICE <\\u0068H!> {} }",
    "ASK { SERVICE <\\U00000068H!> {} }",
    "BASE <U!> ASK { SERVICE <> {} }",
    "BASE <U!> ASK { SERVICE <a#service> {} }",
    "PREFIX e: <U!> ASK { SERVICE e: {} }",
    "PREFIX e: <U!> ASK { SERVICE e:a\\-b {} }",
    "PREFIX : <U!> ASK { SERVICE:a{} }",
    "PREFIX SERVICE: <U!> ASK { SERVICE SERVICE:a {} }",
    # To the engine a keyword needs no blank behind it.
    "PREFIX e: <U!> ASK { SERVICEe:a {} }",
    "PREFIX e: <U!> PREFIX SERVICEe: <urn:> ASK { SERVICEe:a {} }",
    "PREFIX : <U!> PREFIX service: <urn:> ASK { service:a {} }",
    "PREFIX e: <U!> PREFIX servicesilente: <urn:> ASK { servicesilente:a {} }",
    # Less-than, which a plain tokenizer would take for the beginning of an IRI that ends in the comment.
    "SELECT * { FILTER(1<2)SERVICE#>\n<U!>{} }",
    "SELECT * { FILTER(1<2&&?a<?b)SERVICE#>\n<U!>{} }",
    "SELECT * { BIND(1<2 AS ?x)SERVICE#>\n<U!>{} }",
    "SELECT * { FILTER(STRLEN('a')<2)SERVICE#>\n<U!>{} }",
    "PREFIX SERVICE: <urn:> SELECT * { FILTER(1<2)SERVICE#>\n<U!>{} }",
    # Strings, names and numbers whose end is not where it seems.
    "SELECT * { VALUES ?x { \"\"\"a\" \"b\" } SERVICE <U!> {} }",
    "SELECT * { VALUES ?x { 'SERVICE' }SERVICE<U!>{} }",
    "SELECT * { VALUES ?x { '\\\\' } SERVICE <U!> {} #' }\n}",
    "SELECT * { VALUES ?x { '\\u0027' } SERVICE <U!> {} #' }\n}",
    "SELECT * { BIND('}' AS ?x)SERVICE<U!>{} }",
    "SELECT * { ?s ?p 'a'@en.SERVICE<U!>{} }",
    "SELECT * { ?s ?p true.SERVICE<U!>{} }",
    "SELECT * { ?s ?p trueSERVICE<U!>{} }",
    "SELECT * { ?s ?p 1SERVICE<U!>{} }",
    "SELECT * { ?s ?p 1.SERVICE<U!>{} }",
    "SELECT * { ?s ?p ?o.SERVICE<U!>{} }",
    "PREFIX e: <urn:> SELECT * { ?s ?p e:a.b.SERVICE<U!>{} }",
    # Every place where a group may stand.
    "CONSTRUCT {} WHERE { SERVICE <U!> {} }",
    "DESCRIBE ?s { ?s ?p ?o SERVICE <U!> {} }",
    "SELECT (EXISTS { SERVICE <U!> {} } AS ?x) {}",
    "SELECT (COUNT(*) AS ?n) {} GROUP BY (EXISTS { SERVICE <U!> {} } AS ?e)",
    "SELECT (COUNT(*) AS ?n) {} HAVING EXISTS { SERVICE <U!> {} }",
    "SELECT * {} ORDER BY EXISTS { SERVICE <U!> {} }",
    "SELECT * { FILTER NOT EXISTS { SERVICE <U!> {} } }",
    "SELECT * { OPTIONAL { SERVICE <U!> {} } }",
    "SELECT * { {} UNION { SERVICE <U!> {} } }",
    "SELECT * { GRAPH ?g { SERVICE <U!> {} } }",
    "SELECT * { { SELECT * { SERVICE <U!> {} } } }",
    "SELECT * { ?s ?p ?o MINUS { SERVICE <U!> { ?s ?p ?o } } }",
    "SELECT * { LATERAL { SERVICE <U!> {} } }",
]  # fmt: skip

# The engine does not call for these, or not yet.
REFUSED = [
    r"ASK { \u0053ERVICE <U!> {} }",
    r"\u0041SK { SERVICE <U!> {} }",
    "ASK { ſERVICE <U!> {} }",
    "ASK { SERVICE\u00a0<U!> {} }",
    "SELECT * { ?s ?p 'a'@enSERVICE<U!>{} }",
    "ASK { SERVICE ?u {} }",
    "ASK { VALUES ?u { <U!> } SERVICE ?u {} }",
    "ASK { BIND(<U!> AS ?u) SERVICE SILENT ?u {} }",
    "CONSTRUCT WHERE { ?s ?p ?o SERVICE <U!> {} }",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <U!> {} }",
    "LOAD <U!>",
    "LOAD SILENT <U!> INTO GRAPH <urn:g>",
    "ASK { LOAD <U!> }",
]

INNOCENT = [
    "ASK { ?service ?SERVICE $service }",
    "PREFIX ex: <urn:> ASK { ex:service ex:SERVICE ex:a.service }",
    "PREFIX service: <urn:> ASK { service:a service: service:service . }",
    "PREFIX service: <urn:> ASK { GRAPH service:a { ?s ?p ?o } }",
    'ASK { ?s ?p \'SERVICE <U!> {}\', """SERVICE <U!> {}""", \'a\'@service }',
    "ASK { ?s ?p ?o # SERVICE <U!> {}\n}",
    "ASK { ?s <U!SERVICE> <urn:service#a> }",
    "ASK { _:service ?p ?o }",
    "ASK FROM <U!> FROM NAMED <U!x> { ?s ?p ?o }",
    "ASK { GRAPH <U!> { ?s ?p ?o } }",
    "BASE <U!> ASK { <> <a> <b> }",
    "DESCRIBE <U!>",
    "SELECT (IRI('U!') AS ?x) {}",
]


@pytest.fixture(scope="module")
def store() -> Store:
    objects: list[Literal | NamedNode] = [Literal(True), Literal(1), Literal("a", language="en"), NamedNode("urn:a.b")]
    made = Store()
    made.extend(Quad(NamedNode("urn:s"), NamedNode("urn:p"), value) for value in objects)
    made.extend(Quad(NamedNode("urn:s"), NamedNode("urn:p"), value, NamedNode("urn:g")) for value in objects)
    return made


def written(query: str, listener: Listener) -> str:
    return query.replace("U!", listener.address).replace("H!", listener.address[1:])


def use_up(results: Results) -> None:
    with suppress(TypeError):
        list(results)  # type: ignore[arg-type]  # of an ASK there is nothing to iterate


def ask_engine(store: Store, query: str) -> None:
    with suppress(OSError, RuntimeError, SyntaxError):
        use_up(store.query(query))


@pytest.mark.parametrize("query", DIALLED)
def test_the_engine_would_call_and_evaluate_does_not(query: str, store: Store, listener: Listener) -> None:
    before = listener.settled()
    with pytest.raises(QueryError):
        use_up(evaluate(store, written(query, listener)))
    assert listener.settled() == before
    ask_engine(store, written(query, listener))
    assert listener.settled() > before


@pytest.mark.parametrize("query", REFUSED)
def test_what_could_come_to_call_is_refused_too(query: str, store: Store, listener: Listener) -> None:
    before = listener.settled()
    with pytest.raises(QueryError):
        use_up(evaluate(store, written(query, listener)))
    assert listener.settled() == before


@pytest.mark.parametrize("query", INNOCENT)
def test_look_alikes_run_and_call_nobody(query: str, store: Store, listener: Listener) -> None:
    before = listener.settled()
    use_up(evaluate(store, written(query, listener)))
    assert listener.settled() == before


def test_the_refusal_names_service_and_a_way_out() -> None:
    with pytest.raises(FormRefused, match="join the answers") as caught:
        evaluate(Store(), "ASK { SERVICE <http://127.0.0.1/> {} }")
    assert caught.value.form == "SERVICE"


GLUE = st.sampled_from(["", " ", "\n", "\t", "#\n", "#>\n", "#'\n", '#"""\n', "#{\r"])
STATEMENTS = st.sampled_from(
    """
    ?s ?p ?o~.~?s ?p ?o .~?s ?p 'a'@en~?s a ?o~?s ?p 1~?s ?p true~?s ?p e:a.b~?s ?p e:a.b.~?s<urn:p>?o~?s ?p (1 2)
    ~FILTER(1<2)~FILTER(?a<?b&&?c>?d)~FILTER(?a>?b)~FILTER e:f(?a<?b)~FILTERe:f(1<2)~BIND(1<2 AS ?x)
    ~VALUES ?x {'''a' 'b'}~VALUES ?x {"}"}~OPTIONAL{}~MINUS{?x ?y ?z}~{}UNION{}~GRAPH ?g{}~GRAPHe:a{}~{SELECT*{}}
    ~?s (e:a|e:b)+ ?o~?s e:p+5~FILTER EXISTS{}~FILTER(EXISTS{}&&1<2)~?s ?p 1.~?s ?p <<(?a<b:b>?c)>>~?s ?p [e:p '"']
    ~LATERAL{}~'~"~>~<~#~(~)~{~}
    """.replace("\n", "").split("~")
)
CLAUSES = st.sampled_from(
    """
    SERVICE<U!>{}~service <U!> {}~SERVICE SILENT<U!>{}~SERVICESILENT<U!>{}~SERVICEu:{}~SERVICEu:x{}~service:x{}
    ~SERVICE#>\x01<U!>{}~SERVICE#<\x01u:x{}~SERVICE#'\x01 SILENT u:{}~trueSERVICEu:x{}
    """.replace("\n", "")
    .replace("\x01", "\n")
    .split("~")
)
HEADS = st.sampled_from(
    ["SELECT*{", "ASK{", "SELECT(1<2 AS ?n){", "SELECT*WHERE{{SELECT*{", "CONSTRUCT{?s<urn:p>?o}WHERE{", "DESCRIBE*{"]
)
PROLOGUE = (
    "PREFIX e: <urn:> PREFIX u: <U!> PREFIX : <U!> "
    "PREFIX service: <urn:> PREFIX SERVICEu: <urn:> PREFIX FILTERe: <urn:> PREFIX trueSERVICEu: <urn:> "
)


@st.composite
def hostile(draw: st.DrawFn) -> str:
    """Draw a query that calls, if the engine can read it: statements, glued any way, around a SERVICE clause."""
    parts = [
        *draw(st.lists(STATEMENTS, max_size=3)),
        draw(CLAUSES),
        *draw(st.lists(STATEMENTS, max_size=2)),
    ]
    head = draw(HEADS)
    body = "".join(part.strip() + draw(GLUE) for part in parts)
    return PROLOGUE + head + draw(GLUE) + body + "}" * head.count("WHERE{{SELECT*{") + "}" * (1 + head.count("{{"))


@settings(max_examples=400, deadline=None)
@given(query=hostile())
def test_no_mixture_of_clauses_blanks_and_comments_calls(query: str, store: Store, listener: Listener) -> None:
    before = listener.settled()
    with suppress(QueryError):
        use_up(evaluate(store, written(query, listener)))
    assert listener.settled() == before


def test_an_unknown_function_is_named() -> None:
    with pytest.raises(NotSupported, match="urn:f"):
        evaluate(Store(), "SELECT (<urn:f>(1) AS ?x) {}")
