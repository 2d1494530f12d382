"""What updates add and remove: beside the engine itself, which carries each out on a copy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse

from queries.effects import Ground, effect
from queries.errors import ChangeRefused, FormRefused, LoadRefused, QueryError, SyntaxRefused, TooDeep, TooLarge
from queries.evaluation import Dataset
from queries.limits import Limits
from queries.updates import read_update
from store.changes import Delta

BASE = "https://example.org/"

DATA = """
PREFIX : <https://example.org/>
:a :p 1 . :b :p 2 . :b :q :a .
:g { :a :p 1 . :c :p "01"^^<http://www.w3.org/2001/XMLSchema#integer> , "x"@en-GB }
:h { :c :q :a . :a :p 1 . _:n :p 3 }
"""

UPDATES = [
    "INSERT DATA { :d :p 4 ; :q :a , :b . GRAPH :g { :d :p 4 } . :e a :C GRAPH :i { :e a :C . } }",
    "INSERT DATA { GRAPH :g { :a :p 1 . :a :p '01'^^<http://www.w3.org/2001/XMLSchema#integer> } }",
    "DELETE DATA { :a :p 1 . GRAPH :g { :c :p 1 } }",
    "DELETE DATA { :a :p 999 }",
    "DELETE WHERE { ?s :p ?o }",
    "DELETE WHERE { ?s :q ?o . GRAPH ?g { ?s ?p ?o } }",
    "DELETE { ?s ?p ?o } INSERT { GRAPH :copy { ?s ?p ?o } } WHERE { ?s ?p ?o FILTER(isNumeric(?o)) }",
    "WITH :g DELETE { ?s :p ?o } INSERT { ?s :r ?o . GRAPH ?g { ?s :x 1 } } WHERE { ?s :p ?o GRAPH ?g { ?x :q :a } }",
    "INSERT { ?s :both ?t } USING :g USING :h WHERE { ?s :p 1 . ?t :q ?s }",
    "INSERT { ?g :holds ?s } USING :g USING NAMED :h WHERE { GRAPH ?g { ?s ?p ?o } }",
    "INSERT { ?o :is ?s . ?s ?o :x . GRAPH ?o { ?s :q ?unbound } } WHERE { ?s ?p ?o }",
    "INSERT { :one :q :two } WHERE { ?s :p 2 }",
    "INSERT { :one :q :two } WHERE { ?s :p 777 }",
    "INSERT { :x :p <relative> } WHERE {}",
    "DELETE { ?s ?p ?o } WHERE { GRAPH :h { ?s ?p ?o FILTER(isBlank(?s)) } } ; DELETE WHERE { GRAPH :h { ?s :p 3 } }",
    "CLEAR DEFAULT",
    "CLEAR GRAPH :g",
    "CLEAR SILENT GRAPH :nowhere",
    "DROP NAMED",
    "CLEAR ALL",
    "COPY DEFAULT TO :g",
    "COPY :g TO DEFAULT",
    "MOVE :g TO :h",
    "MOVE DEFAULT TO :new",
    "ADD :g TO :h",
    "COPY :g TO :g",
    "INSERT DATA { :z :p 1 } ; INSERT { ?s :again true } WHERE { ?s :p 1 } ; DELETE WHERE { :a ?p ?o }",
    "DROP GRAPH :g ; INSERT { :left :n ?n } WHERE { SELECT (COUNT(*) AS ?n) { GRAPH :g { ?s ?p ?o } } }",
    "CLEAR ALL ; INSERT DATA { :a :p :b } ; COPY DEFAULT TO :k ; DELETE WHERE { ?s ?p ?o }",
    "INSERT DATA { :a :p :b } ; DELETE DATA { :a :p :b } ; INSERT DATA { GRAPH :g { :a :p :b } }",
    "DELETE DATA { :a :p 1 } ; PREFIX x: <https://example.org/> INSERT DATA { x:a x:p 5 }",
    "LOAD SILENT <http://127.0.0.1:9/> ; INSERT DATA { :a :p 6 }",
    "INSERT DATA { << :a :p :b >> :q :c . :a :p <<( :a :p 'x' )>> }",
    "",
]


def stored() -> Store:
    store = Store()
    store.extend(parse(DATA, format=RdfFormat.TRIG))
    return store


def carried_out(text: str, *, merge: bool = False, graphs: Store | None = None, using: Dataset | None = None) -> Delta:
    graphs = stored() if graphs is None else graphs

    @contextmanager
    def copying() -> Iterator[Store]:
        copy = Store()
        copy.extend(graphs)
        yield copy

    return effect(
        read_update(f"PREFIX : <{BASE}> {text}", base_iri=BASE, using=using), Ground(graphs, BASE, merge, copying)
    )


def after(delta: Delta) -> set[Quad]:
    return (set(stored()) - delta.removed) | delta.added


def by_the_engine(text: str) -> set[Quad]:
    store = Store()
    store.extend(stored())
    store.update(f"PREFIX : <{BASE}> {text}", base_iri=BASE)
    return set(store)


def unlabelled(quads: set[Quad]) -> set[str]:
    """Give quads of which at most one node is blank, whatever it is called."""
    return {" ".join("_:n" if term.startswith("_:") else term for term in str(quad).split(" ")) for quad in quads}


@pytest.mark.parametrize("text", UPDATES)
def test_an_update_has_the_effect_that_the_engine_gives_it(text: str) -> None:
    # What the engine would fetch, or reads no prologue behind, it is given as it means it.
    for_engine = text.replace("LOAD SILENT <http://127.0.0.1:9/> ;", "").replace(
        "; PREFIX x: <https://example.org/>", ";"
    )
    found = after(carried_out(text))
    assert unlabelled(found) == unlabelled(by_the_engine(for_engine.replace("x:a x:p", ":a :p")))


def test_a_triple_of_two_graphs_that_using_merges_counts_once() -> None:
    # The engine counts it twice (oxigraph#1919).
    text = "INSERT { ?s :n ?n } USING :g USING :h WHERE { SELECT ?s (COUNT(*) AS ?n) { ?s :p 1 } GROUP BY ?s }"
    assert {int(quad.object.value) for quad in carried_out(text).added if isinstance(quad.object, Literal)} == {1}


@pytest.mark.parametrize("verb", ["COPY", "MOVE", "ADD"])
def test_silent_leaves_all_as_it_is_where_there_is_nothing_to_take(verb: str) -> None:
    # The engine empties the target of COPY and MOVE.
    assert not carried_out(f"{verb} SILENT :nowhere TO :g")


def test_blank_nodes_of_a_template_are_new_for_each_solution() -> None:
    delta = carried_out("INSERT { [] :of ?s ; :p _:b . _:b :p 1 } WHERE { ?s :p ?o }")
    assert len({quad.subject for quad in delta.added}) == 4


def test_blank_nodes_are_made_for_equal_solutions_too() -> None:
    assert len(carried_out("INSERT { [] :of :it } WHERE { { ?s :p 1 } UNION { ?s :p 1 } }").added) == 2


def test_a_label_in_two_operations_is_two_nodes() -> None:
    delta = carried_out("INSERT DATA { _:x :p 1 } ; INSERT { _:y :p 1 } WHERE {}")
    assert len({quad.subject for quad in delta.added}) == 2


def test_the_effect_is_the_difference_alone() -> None:
    assert not carried_out("INSERT DATA { :a :p 1 } ; DELETE DATA { :b :p 777 }")
    assert not carried_out("DELETE DATA { :a :p 1 } ; INSERT DATA { :a :p 1 }")


# --- merge


def merged() -> Store:
    store = Store()
    named = [
        quad for quad in stored() if isinstance(quad.graph_name, NamedNode) and isinstance(quad.subject, NamedNode)
    ]
    store.extend([*named, *(Quad(*quad.triple) for quad in named)])
    return store


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { :a :p 5 }",
        "DELETE DATA { :a :p 1 }",
        "DELETE { ?s ?p ?o } INSERT { GRAPH :new { ?s ?p ?o } } WHERE { ?s ?p ?o }",
        "INSERT { ?s ?p ?o } WHERE { GRAPH :g { ?s ?p ?o } }",
        "DELETE WHERE { ?s :p 777 }",
        "CLEAR DEFAULT",
        "CLEAR ALL",
        "COPY :g TO DEFAULT",
        "MOVE DEFAULT TO :g",
        "INSERT DATA { GRAPH :g { :a :p 5 } } ; DELETE DATA { :a :p 5 }",
    ],
)
def test_a_merge_is_not_written_to_and_the_error_says_what_to_do(text: str) -> None:
    with pytest.raises(ChangeRefused, match="write to a named graph"):
        carried_out(text, merge=True, graphs=merged())


def test_where_reads_the_merge() -> None:
    delta = carried_out("INSERT { GRAPH :new { ?s :n ?o } } WHERE { ?s :p ?o . ?c :q ?s }", merge=True, graphs=merged())
    assert [str(quad.subject) for quad in delta.added] == [f"<{BASE}a>"]


def test_where_reads_the_merge_after_what_came_before_it() -> None:
    text = """DELETE DATA { GRAPH :g { :a :p 1 } } ; INSERT { GRAPH :seen { ?s :still 1 } } WHERE { ?s :p 1 } ;
              CLEAR GRAPH :h ; CLEAR GRAPH :g ; INSERT { GRAPH :seen { ?s :left ?o } } WHERE { ?s :p ?o }"""
    delta = carried_out(text, merge=True, graphs=merged())
    seen = {str(quad.triple) for quad in delta.added}
    assert seen == {
        f"<{BASE}a> <{BASE}still> {one}" for one in ['"1"^^<http://www.w3.org/2001/XMLSchema#integer>']
    }.union({f"<{BASE}c> <{BASE}still> " + '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'})


def test_blank_nodes_become_iris_below_the_base_in_a_merge() -> None:
    text = "INSERT { GRAPH :new { [] :p _:b . _:b :q ?n . ?n :p 1 } } WHERE { BIND(BNODE() AS ?n) }"
    delta = carried_out(text, merge=True, graphs=merged())
    nodes = {term for quad in delta.added for term in (quad.subject, quad.object) if isinstance(term, NamedNode)}
    assert len(nodes) == 3
    assert all(node.value.startswith(f"{BASE}genid/") for node in nodes)
    assert not [quad for quad in delta.added if isinstance(quad.subject, BlankNode)]


def test_a_whole_store_can_be_cleared_but_for_its_records() -> None:
    graphs = merged()
    record = Quad(NamedNode("x:s"), NamedNode("x:p"), NamedNode("x:o"), NamedNode(f"{BASE}graph/activity/000001"))
    graphs.add(record)
    delta = carried_out("DROP NAMED", merge=True, graphs=graphs)
    assert record not in delta.removed
    assert {quad.graph_name for quad in delta.removed} == {NamedNode(f"{BASE}g"), NamedNode(f"{BASE}h")}


# --- what is refused


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("INSERT DATA {", SyntaxRefused),
        ("INSERT DATA { ?s :p 1 }", SyntaxRefused),
        ("DELETE { _:b :p 1 } WHERE {}", SyntaxRefused),
        ("SELECT * { ?s ?p ?o }", SyntaxRefused),
        ("INSERT DATA { :a :p :b } INSERT DATA { :a :p :b }", SyntaxRefused),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", FormRefused),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE SILENT ?x { ?s ?p ?o } }", FormRefused),
        ("INSERT { ?s ?p ?o } WHERE { { SELECT * { SERVICE<http://127.0.0.1/> { ?s ?p ?o } } } }", FormRefused),
        ("INSERT { ?s ?p ?o } WHERE " + "{" * 200 + "}" * 200, TooDeep),
        ("INSERT DATA { :a :p " + "(" * 200 + ")" * 200 + " }", TooDeep),
        ("INSERT { ?s ?p ?o } WHERE { " + "?s ?p ?o . " * 101 + "}", TooLarge),
        ("DELETE WHERE { " + "?s ?p ?o . " * 101 + "}", TooLarge),
        ("LOAD <http://127.0.0.1:9/>", LoadRefused),
        ("INSERT DATA { :a :p 5 } ; LOAD <file:///etc/passwd> INTO GRAPH :g", LoadRefused),
        ("CREATE GRAPH :g", ChangeRefused),
        ("COPY :nowhere TO :g", ChangeRefused),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(text: str, error: type[QueryError]) -> None:
    with pytest.raises(error) as caught:
        carried_out(text)
    assert "\n" not in str(caught.value)


def test_data_may_have_many_triples() -> None:
    many = " . ".join(f":s{n} :p {n}" for n in range(2_000))
    assert len(carried_out(f"INSERT DATA {{ {many} . GRAPH :g {{ {many} }} }}").added) == 4_000


def test_an_update_that_is_too_long_is_refused() -> None:
    with pytest.raises(TooLarge, match="50 are allowed"):
        read_update("INSERT DATA { }" * 10, limits=Limits(characters=50))


@pytest.mark.parametrize("line", [1, 3])
def test_the_place_of_an_error_is_that_of_the_text(line: int) -> None:
    text = "\n" * (line - 1) + "INSERT DATA { <x:a> <x:b> }"
    with pytest.raises(SyntaxRefused) as caught:
        read_update(text)
    assert (caught.value.line, caught.value.column) == (line, 27)


# --- the dataset of the request


def test_the_dataset_of_the_request_is_that_of_where() -> None:
    found = carried_out("INSERT { ?s :n ?o } WHERE { ?s :p ?o }", using=Dataset((f"{BASE}g",)))
    assert found == carried_out("INSERT { ?s :n ?o } USING :g WHERE { ?s :p ?o }")
    assert found.added


def test_the_dataset_of_the_request_is_that_of_delete_where_and_what_is_deleted_is_of_the_default_graph() -> None:
    found = carried_out("DELETE WHERE { ?s :p ?o }", using=Dataset((f"{BASE}g",)))
    assert {quad.graph_name for quad in found.removed} == {DefaultGraph()}
    assert {str(quad.subject) for quad in found.removed} == {f"<{BASE}a>"}


def test_one_kind_of_graph_given_means_none_of_the_other() -> None:
    assert not carried_out("INSERT { :x :n ?o } WHERE { GRAPH ?g { ?s :p ?o } }", using=Dataset((f"{BASE}g",)))
    assert not carried_out("INSERT { :x :n ?o } WHERE { ?s :p ?o }", using=Dataset((), (f"{BASE}g",)))


@pytest.mark.parametrize(
    "text", ["INSERT { ?s :n 1 } USING :g WHERE { ?s :p 1 }", "WITH :g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"]
)
def test_a_dataset_is_named_by_the_request_or_by_the_text(text: str) -> None:
    with pytest.raises(SyntaxRefused, match="neither USING nor WITH"):
        carried_out(text, using=Dataset((f"{BASE}g",)))
