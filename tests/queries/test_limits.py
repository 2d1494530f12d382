"""Limits: what would overflow the engine's stack or stall its planner is refused, what is within them runs."""

import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
from pyoxigraph import QuerySolutions, Store

from queries.errors import TooDeep, TooLarge
from queries.limits import DEFAULT_LIMITS, Limits
from queries.syntax import classify


def chain(term: str, operator: str, count: int) -> str:
    return term + (operator + term) * count


def nest(opening: str, inside: str, closing: str, count: int) -> str:
    return opening * count + inside + closing * count


def select(expression: str) -> str:
    return f"SELECT ({expression} AS ?x) {{}}"


def where(pattern: str) -> str:
    return f"SELECT * {{ {pattern} }}"


NESTED: dict[str, Callable[[int], str]] = {
    "braces": lambda n: where(nest("{", "?s ?p ?o", "}", n)),
    "sub-selects": lambda n: where(nest("{ SELECT * {", "?s ?p ?o", "} }", n // 2)),
    "EXISTS": lambda n: where(nest("FILTER EXISTS {", "?s ?p ?o", "}", n)),
    "OPTIONAL": lambda n: where(nest("OPTIONAL {", "?s ?p ?o", "}", n)),
    "GRAPH": lambda n: where(nest("GRAPH ?g {", "?s ?p ?o", "}", n)),
    "MINUS": lambda n: where(nest("?s ?p ?o MINUS {", "?s ?p ?o", "}", n)),
    "parentheses": lambda n: select(nest("(", "1", ")", n)),
    "CONCAT": lambda n: select(nest("CONCAT(", "1", ")", n)),
    "IF": lambda n: select(nest("IF(", "1", ",1,1)", n)),
    "calls": lambda n: select(nest("<urn:f>(", "1", ")", n)),
    "paths": lambda n: where("?s " + nest("(", "<urn:p>", ")*", n) + " ?o"),
    "brackets": lambda n: where("?s ?p " + nest("[ ?p ", "?o", "]", n)),
    "collections": lambda n: where("?s ?p " + nest("(", "?o", ")", n)),
    "triple terms": lambda n: where("?s ?p " + nest("<<( ?s ?p ", "?o", ")>>", n)),
    "reified triples": lambda n: where(nest("<< ", "?s", " ?p ?o >>", n) + " ?p ?o"),
    "annotations": lambda n: where("?s ?p " + nest("?o {| ?p ", "?o", "|}", n)),
}

CHAINED: dict[str, Callable[[int], str]] = {
    "a+a": lambda n: select(chain("1", "+", n)),
    "a-a": lambda n: select(chain("1", " - ", n)),
    "a*a": lambda n: select(chain("1", "*", n)),
    "a/a": lambda n: select(chain("1", "/", n)),
    "a||a": lambda n: select(chain("1", "||", n)),
    "a&&a": lambda n: select(chain("1", "&&", n)),
    "!": lambda n: select("!" * n + "1"),
    "UNION": lambda n: where(chain("{ ?s ?p ?o }", " UNION ", n)),
    "MINUS ": lambda n: where("?s ?p ?o " + "MINUS { ?s ?p ?o } " * n),
    "groups": lambda n: where("{ } " * n),
    "FILTER": lambda n: where("FILTER (1) " * n),
    "FILTER EXISTS": lambda n: where("FILTER EXISTS { } " * n),
    "BIND": lambda n: where(" ".join(f"BIND (1 AS ?b{number})" for number in range(n))),
    "VALUES": lambda n: where("VALUES ?x { 1 } " * n),
    "(1 AS ?x)": lambda n: f"SELECT {' '.join(f'(1 AS ?b{number})' for number in range(n))} {{}}",
    "DESCRIBE": lambda n: f"DESCRIBE {'<urn:x> ' * n}",
    "path |": lambda n: where(f"?s {chain('<urn:p>', '|', n)} ?o"),
    "path ^": lambda n: where(f"?s {'^(' * min(n, 90) + '<urn:p>' + ')' * min(n, 90)}{'|<urn:p>' * n} ?o"),
}

JOINED: dict[str, Callable[[int], str]] = {
    "a star": lambda n: where(" . ".join(f"?s <urn:{number}> ?o{number}" for number in range(n))),
    "semicolons": lambda n: where("?s " + " ; ".join(f"?p{number} ?o" for number in range(n))),
    "commas": lambda n: where("?s ?p " + " , ".join(f"?o{number}" for number in range(n))),
    "a path": lambda n: where(f"?s {chain('<urn:p>', '/', n - 1)} ?o"),
    "annotations": lambda n: where("?s ?p ?o " + "{| ?p ?o |}" * (n // 2)),
    "reifiers": lambda n: where("?s ?p ?o " + "~" * n),
    "a collection": lambda n: where(f"?s ?p ({'?o ' * (n // 2)})"),
    "signed numbers": lambda n: where(f"?s ?p ({'-1 +1 ' * (n // 4)})"),
    "two groups": lambda n: where("{ ?s ?p ?o } " + "{" + "?s ?p ?o . " * (n - 1) + "}"),
    "a sub-select": lambda n: where("?s ?p ?o { SELECT * {" + "?s ?p ?o . " * (n - 1) + "} }"),
    "OPTIONAL": lambda n: where("OPTIONAL { ?s ?p ?o } " * n),
    "a group before UNION": lambda n: where("{" + "?s ?p ?o . " * n + "} UNION {}"),
    "a group in EXISTS": lambda n: where("FILTER EXISTS {" + "?s ?p ?o . " * n + "}"),
}


@pytest.mark.parametrize("form", NESTED)
def test_nesting_of_each_kind_is_bounded(form: str) -> None:
    with pytest.raises(TooLarge):
        classify(NESTED[form](DEFAULT_LIMITS.depth + 2))


@pytest.mark.parametrize("form", CHAINED)
def test_a_chain_of_each_kind_is_bounded(form: str) -> None:
    classify(CHAINED[form](20))
    with pytest.raises(TooLarge):
        classify(CHAINED[form](DEFAULT_LIMITS.chain + 1))


@pytest.mark.parametrize("form", JOINED)
def test_the_patterns_of_a_join_are_bounded(form: str) -> None:
    classify(JOINED[form](DEFAULT_LIMITS.patterns - 4))
    with pytest.raises(TooLarge):
        classify(JOINED[form](DEFAULT_LIMITS.patterns + 4))


@pytest.mark.parametrize(
    "query",
    [
        where(chain("{ " + "?s ?p ?o . " * 40 + "}", " UNION ", 9)),
        where("?s ?p ?o " + ("MINUS { " + "?s ?p ?o . " * 40 + "} ") * 9),
        where("VALUES (?a ?b) { " + "(1 2) " * 500 + "}"),
        "CONSTRUCT { " + "?s ?p ?o . " * 200 + "} WHERE { ?s ?p ?o }",
        f"ASK {{ FILTER (?x IN ({', '.join(map(str, range(500)))})) }}",
        where(f"?s ({chain('<urn:p>', '|', 90)})/({chain('<urn:p>', '|', 90)}) ?o"),
        f"SELECT ?x {{}} ORDER BY {'?x ' * 500}",
        f"PREFIX x: <urn:> {'PREFIX x: <urn:> ' * 500} ASK {'FROM x:g ' * 500} {{ ?s ?p ?o }}",
    ],
    ids=["UNION", "MINUS", "VALUES", "CONSTRUCT", "IN", "alternatives", "ORDER BY", "FROM"],
)
def test_what_only_looks_large_is_accepted(query: str) -> None:
    classify(query)


def test_chains_within_chains_count_together() -> None:
    expression = "1"
    for _ in range(2):
        expression = f"({expression}{'+1' * 150})"
    classify(select(expression))
    with pytest.raises(TooDeep, match="taken together"):
        classify(select(f"({expression}{'+1' * 150})"))


def test_the_length_of_the_text_is_bounded() -> None:
    comment = "#" * DEFAULT_LIMITS.characters
    with pytest.raises(TooLarge, match="65,536") as caught:
        classify(f"ASK {{}} {comment}")
    assert caught.value.limit == DEFAULT_LIMITS.characters


def test_limits_are_the_callers_to_choose() -> None:
    with pytest.raises(TooLarge):
        classify("ASK {}", limits=Limits(characters=5))


LARGEST = [
    *(NESTED[form](DEFAULT_LIMITS.depth - 3) for form in NESTED if form not in ("collections", "annotations")),
    *(CHAINED[form](95) for form in CHAINED),
    select(nest("IF(", chain("1", "+", 190), ",1,1)", 95)),
    where(nest("FILTER EXISTS {", "?s ?p ?o " + "MINUS { ?s ?p ?o }" * 95, "}", 90)),
]


def run_in_a_small_stack() -> None:
    """Run the largest queries in a thread with the stack of a thread of the server, 2 MiB."""
    threading.stack_size(2 * 1024 * 1024)
    done: list[str] = []

    def run() -> None:
        for query in LARGEST:
            try:
                results = Store().query(classify(query).text)
                done.append(f"{len(list(results)) if isinstance(results, QuerySolutions) else 0}")
            except RuntimeError as error:  # an unknown function
                done.append(str(error))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    sys.exit(0 if len(done) == len(LARGEST) else 3)


def test_the_largest_queries_do_not_overflow_a_stack_of_2_mib() -> None:
    # In a process of its own: an overflow would end this one.
    program = f"import runpy; runpy.run_path({__file__!r}, run_name='small')['run_in_a_small_stack']()"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
