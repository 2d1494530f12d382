"""CONSTRUCT with provenance: each triple's witnesses by their definition, and how they stand in TriG."""

from itertools import combinations
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from ontology.terms import CCL, OA, PROV
from queries.constructing import trace_construct
from queries.errors import NotSupported, SyntaxRefused
from queries.evaluation import Dataset
from queries.provenance import TracedAnswer
from queries.traced import NO_WITNESS, to_trig, witness_name
from tests.queries.conftest import BASE, Stores, build

PREFIXES = "PREFIX ccl: <https://w3id.org/counterclaim/ontology#> PREFIX : <http://x/>\n"
GIVEN = NamedNode(BASE + "graph/reference")
GRAPHS = [NamedNode(f"http://x/{name}") for name in "abcd"]
NODES = [NamedNode(f"http://x/{name}") for name in "st"]
QUADS = st.lists(
    st.builds(
        Quad,
        st.sampled_from(NODES),
        st.sampled_from(NODES),
        st.sampled_from([*NODES, Literal(1)]),
        st.sampled_from([*GRAPHS, GIVEN]),
    ),
    max_size=12,
)
MONOTONE = [
    "CONSTRUCT WHERE { ?x :s ?y }",
    "CONSTRUCT WHERE { ?x :s ?y . ?y ?p ?z }",
    "CONSTRUCT { ?x :made ?z } WHERE { ?x :s ?y . ?y ?p ?z }",
    "CONSTRUCT { ?x :made ?y . ?y :from ?x . ?x a :Thing } WHERE { { ?x :s ?y } UNION { ?x :t ?y } }",
    "CONSTRUCT { :one :and :only } WHERE { ?x ?p 1 }",
    "CONSTRUCT { ?x ?p ?nowhere . ?x ?y ?z . 1 ?p ?x } WHERE { ?x ?p ?y . FILTER(?y != 1) OPTIONAL { ?y :s ?z } }",
    "CONSTRUCT { ?x :to ?y } WHERE { SELECT ?x ?y WHERE { ?x :s/:t ?y } ORDER BY ?y }",
]


def traced(stores: Stores, query: str, **options: object) -> TracedAnswer:
    return trace_construct(stores.graphs, stores.support, PREFIXES + query, base=BASE, **options)  # type: ignore[arg-type]


def triples(answer: TracedAnswer) -> list[Triple]:
    solutions = cast(QuerySolutions, parse_query_results(answer.results, QueryResultsFormat.JSON))
    return [Triple(*solution) for solution in solutions]


def plain(store: Store, query: str) -> set[Triple]:
    return set(cast(QueryTriples, store.query(PREFIXES + query)))


def witnesses(quads: list[Quad], query: str) -> dict[Triple, set[frozenset[str]]]:
    """Evaluate over every subset of the graphs; the witnesses of a triple are the minimal ones that give it."""
    found: dict[Triple, set[frozenset[str]]] = {}
    for size in range(len(GRAPHS) + 1):
        for graphs in combinations(GRAPHS, size):
            store = Store()
            store.extend(Quad(*quad.triple) for quad in quads if quad.graph_name in (*graphs, GIVEN))
            names = frozenset(graph.value for graph in graphs)
            for triple in plain(store, query):
                known = found.setdefault(triple, set())
                if not any(each <= names for each in known):
                    known.add(names)
    return found


@pytest.mark.parametrize("query", MONOTONE)
@settings(max_examples=40, deadline=None, derandomize=True)
@given(quads=QUADS)
def test_each_triple_has_the_minimal_sets_of_graphs_that_give_it(query: str, quads: list[Quad]) -> None:
    answer = traced(build(quads), query, detail="graphs")
    got = {triple: set(map(frozenset, row)) for triple, row in zip(triples(answer), answer.rows, strict=True)}
    if "OPTIONAL" in query:
        # What an OPTIONAL leaves empty is in no other subset less so: rows, and that each witness suffices.
        assert got.keys() == plain(build(quads).graphs, query)
        expected = witnesses(quads, query)
        assert all(any(least <= each for least in expected[triple]) for triple, row in got.items() for each in row)
    else:
        assert got == witnesses(quads, query)


def test_a_limit_counts_solutions_and_not_triples(claims: Stores) -> None:
    query = """CONSTRUCT { ?claim :says ?printed . ?claim :by ?who }
        WHERE { ?claim ccl:printed ?printed ; ccl:claimant ?who } ORDER BY ?claim LIMIT 2 OFFSET 1"""
    answer = traced(claims, query)
    assert set(triples(answer)) == plain(claims.graphs, query)
    assert {triple.subject.value[-1] for triple in triples(answer)} == {"2", "3"}  # type: ignore[union-attr]
    assert {witness for row in answer.rows for witness in row} == {(f"{BASE}claim/2",), (f"{BASE}claim/3",)}


def test_a_blank_node_of_the_template_is_the_same_in_all_triples_of_a_solution(claims: Stores) -> None:
    answer = traced(claims, "CONSTRUCT { [] :by ?who ; :says ?n } WHERE { ?c ccl:claimant ?who ; ccl:printed ?n }")
    subjects = [triple.subject for triple in triples(answer)]
    assert all(isinstance(subject, BlankNode) for subject in subjects)
    assert len(subjects) == 2 * len(set(subjects)) == 10


def test_blank_nodes_are_named_alike_each_time(claims: Stores) -> None:
    query = "CONSTRUCT { [] :by ?who } WHERE { ?c ccl:claimant ?who }"
    assert traced(claims, query) == traced(claims, query)


def test_each_triple_stands_in_a_graph_for_each_of_its_witnesses(claims: Stores) -> None:
    answer = traced(claims, "CONSTRUCT { ?q :counts ?what } WHERE { ?q ccl:phenomenon ?what ; ccl:population ?p }")
    quads = list(parse(to_trig(answer), format=RdfFormat.TRIG))
    (made,) = triples(answer)
    holders = {quad.graph_name for quad in quads if quad.triple == made}
    derived = {quad.subject: quad.object for quad in quads if quad.predicate == PROV.wasDerivedFrom}
    assert holders == {witness_name((f"{BASE}claim/{number}",)) for number in (4, 5)}
    assert {cast(NamedNode, derived[cast(NamedNode, name)]).value for name in holders} == {
        f"{BASE}claim/4",
        f"{BASE}claim/5",
    }


def test_a_graph_is_derived_from_every_graph_of_its_witness(claims: Stores) -> None:
    query = """CONSTRUCT { ?who :mediated ?n } WHERE { ?x ccl:mediator ?who . ?q ccl:within ?x .
        ?c ccl:about ?q ; ccl:printed ?n FILTER(?n = "31") }"""
    quads = list(parse(to_trig(traced(claims, query)), format=RdfFormat.TRIG))
    derived = {quad.object for quad in quads if quad.predicate == PROV.wasDerivedFrom}
    assert derived == {NamedNode(f"{BASE}claim/{number}") for number in (3, 6)}


def test_trig_tells_of_the_claims_what_json_does(claims: Stores) -> None:
    answer = traced(
        claims, 'CONSTRUCT { ?q :is "1,000" } WHERE { ?c ccl:about ?q ; ccl:printed "1,000" ; ccl:madeOn ?d }'
    )
    quads = [quad for quad in parse(to_trig(answer), format=RdfFormat.TRIG) if quad.graph_name == DefaultGraph()]
    claim = NamedNode(f"{BASE}claim/1")
    said = {quad.predicate: quad.object for quad in quads if quad.subject == claim}
    assert said[CCL.claimant] == NamedNode(f"{BASE}agency/coordination-hq-pow")
    assert said[CCL.printed] == Literal("1,000")
    assert [quad.object for quad in quads if quad.predicate == OA.exact] == [Literal("The bodies of 1,000 came home.")]


def test_with_graphs_alone_trig_tells_nothing_of_the_claims(claims: Stores) -> None:
    answer = traced(claims, "CONSTRUCT WHERE { ?c ccl:printed ?n }", detail="graphs")
    quads = [quad for quad in parse(to_trig(answer), format=RdfFormat.TRIG) if quad.graph_name == DefaultGraph()]
    assert {quad.predicate for quad in quads} == {PROV.wasDerivedFrom}


def test_what_rests_on_what_is_given_is_derived_from_nothing(claims: Stores) -> None:
    answer = traced(claims, "CONSTRUCT { ?x :is :given } WHERE { ?x ccl:actsFor ?y }")
    (quad,) = parse(to_trig(answer), format=RdfFormat.TRIG)
    assert (answer.rows, quad.graph_name) == ((((),),), witness_name(()))


def test_what_no_named_graph_holds_stands_in_a_graph_that_says_so() -> None:
    store = Store()
    store.add(Quad(NODES[0], NODES[1], NODES[0]))
    answer = trace_construct(store, Store(), "CONSTRUCT WHERE { ?s ?p ?o }", base=BASE)
    (quad,) = parse(to_trig(answer), format=RdfFormat.TRIG)
    assert quad.graph_name == NO_WITNESS


def test_trig_says_first_what_is_to_be_known_of_the_whole(claims: Stores) -> None:
    answer = traced(claims, "CONSTRUCT { ?c :no :day } WHERE { ?c ccl:claimant ?w MINUS { ?c ccl:madeOn ?d } }")
    assert to_trig(answer).startswith(b"# negation: ")


def test_the_dataset_of_the_request_stands_in_place_of_the_querys_own(claims: Stores) -> None:
    query = "CONSTRUCT { ?c :says ?n } FROM <claim/1> WHERE { ?c ccl:printed ?n }"
    own = traced(claims, query, base_iri=BASE)
    asked = traced(claims, query, base_iri=BASE, dataset=Dataset((f"{BASE}claim/3",)))
    assert (own.rows, asked.rows) == ((((f"{BASE}claim/1",),),), (((f"{BASE}claim/3",),),))


def test_an_answer_without_triples_is_empty(claims: Stores) -> None:
    answer = traced(claims, "CONSTRUCT { ?x :is ?n } WHERE { ?x ccl:printed 'none' }")
    assert (triples(answer), answer.rows, to_trig(answer).strip()) == ([], (), b"")


def test_a_construct_that_cannot_be_read_is_refused_as_the_engine_refuses_it(claims: Stores) -> None:
    with pytest.raises(SyntaxRefused):
        traced(claims, "CONSTRUCT { ?s ?p } WHERE { ?s ?p ?o }")


def test_a_construct_that_cannot_be_traced_is_refused_by_name(claims: Stores) -> None:
    with pytest.raises(NotSupported, match="RAND"):
        traced(claims, "CONSTRUCT { ?s :is ?r } WHERE { ?s a ccl:Claim BIND(RAND() AS ?r) }")


def test_the_example_of_the_documentation_is_what_comes_out(claims: Stores, repository: Path) -> None:
    page = (repository / "docs" / "provenance.md").read_text(encoding="utf-8").partition("## CONSTRUCT")[2]
    query, expected = (page.partition(f"```{kind}\n")[2].partition("```")[0] for kind in ("sparql", "trig"))
    answer = trace_construct(claims.graphs, claims.support, query, base=BASE, base_iri=BASE, detail="graphs")
    assert set(parse(to_trig(answer), format=RdfFormat.TRIG)) == set(parse(expected.encode(), format=RdfFormat.TRIG))
