"""Queries as deep as any may be are traced, and kept to a scope; what would become too long is refused."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterable

import pytest
from pyoxigraph import Quad, QuerySolutions

from queries.errors import TooDeep, TooLarge
from queries.limits import DEFAULT_LIMITS
from queries.provenance import TracedAnswer, trace
from tests.queries.conftest import Stores, build
from tests.queries.test_limits import nest, where
from tests.queries.test_scopes_proved import narrowed
from tests.queries.worlds import BASE, GRAPHS, A, B, P, world

Build = Callable[[Iterable[Quad]], Stores]
QUADS = [Quad(A, P, B, GRAPHS[0]), Quad(B, P, A, GRAPHS[1])]
DEEPEST = DEFAULT_LIMITS.depth - 3

NESTED: dict[str, Callable[[int], str]] = {
    "groups": lambda n: where(nest("{", "?s ?p ?o", "}", n)),
    "OPTIONAL": lambda n: where("?s ?p ?o " + nest("OPTIONAL { ?s ?p ?o ", "", "}", n)),
    "EXISTS": lambda n: where("?s ?p ?o " + nest("FILTER EXISTS { ?s ?p ?o ", "", "}", n)),
    "GRAPH": lambda n: where(nest("GRAPH ?g {", "?s ?p ?o", "}", n)),
    "sub-selects": lambda n: where(nest("{ SELECT * {", "?s ?p ?o", "} }", n // 2)),
    "parentheses": lambda n: where("?s ?p ?o FILTER " + nest("(", "?o = ?o", ")", n)),
    "IF": lambda n: where("?s ?p ?o FILTER(" + nest("IF(", "true", ", true, false)", n) + ")"),
}


def ask(query: str) -> TracedAnswer:
    stores = build(QUADS)
    return trace(stores.graphs, stores.support, query, base=BASE, detail="graphs")


@pytest.mark.parametrize("form", NESTED)
def test_what_is_nested_as_deep_as_may_be_is_traced(form: str) -> None:
    assert sorted(ask(NESTED[form](DEEPEST)).rows) == [((GRAPHS[0].value,),), ((GRAPHS[1].value,),)]


@pytest.mark.parametrize("form", ["EXISTS", "sub-selects"])
def test_it_is_kept_to_a_scope(form: str) -> None:
    answer = narrowed(build(QUADS), world(QUADS), 0b01).evaluate(NESTED[form](DEEPEST))
    assert isinstance(answer, QuerySolutions)
    assert [solution["s"] for solution in answer] == [A]


def test_what_is_nested_deeper_is_refused_as_any_query_is() -> None:
    with pytest.raises(TooDeep, match="more than 100 brackets"):
        ask(NESTED["groups"](200))


def trace_in_a_small_stack() -> None:
    """Trace the deepest queries in a thread with a stack of 2 MiB."""
    threading.stack_size(2 * 1024 * 1024)
    done: list[TracedAnswer] = []
    thread = threading.Thread(target=lambda: done.extend(ask(NESTED[form](DEEPEST)) for form in ("OPTIONAL", "EXISTS")))
    thread.start()
    thread.join()
    sys.exit(0 if len(done) == 2 else 3)


def test_the_deepest_queries_do_not_overflow_a_stack_of_2_mib() -> None:
    # In a process of its own: an overflow would end this one.
    program = "from tests.queries.test_deep import trace_in_a_small_stack; trace_in_a_small_stack()"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(
    "each", ["BIND(EXISTS {{ ?s ?p{0} ?o }} AS ?b{0})", "OPTIONAL {{ ?s ?p ?o{0} FILTER EXISTS {{ ?s ?p{0} ?o }} }}"]
)
def test_more_exists_than_can_be_told_apart_are_refused(each: str) -> None:
    def query(number: int) -> str:
        return where("?s ?p ?o " + " ".join(each.format(place) for place in range(number)))

    assert len(ask(query(3)).rows) == 2
    with pytest.raises(TooLarge, match="too many EXISTS"):
        ask(query(30))


def test_more_exists_in_one_expression_are_refused() -> None:
    expression = "".join(f"IF(EXISTS {{ ?s ?p{place} ?o }}, 1, " for place in range(20)) + "0" + ")" * 20
    with pytest.raises(TooLarge, match="too many EXISTS"):
        ask(where(f"?s ?p ?o BIND({expression} AS ?b)"))
