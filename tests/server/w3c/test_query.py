"""The W3C's tests of queries and result formats, asked of the running server: SPARQL 1.0 and 1.1."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, QueryBoolean, QueryResultsFormat, QueryTriples, parse_query_results

from tests.server.w3c.suites import ABSENT, Endpoint, manifests, parsed, quads_of
from tests.w3c import (
    EVALUATION,
    FOLDER,
    FORMATS,
    NEGATIVE,
    SYNTAX,
    Case,
    canonical,
    expected,
    solutions_as_graph,
)

SUITES = (
    "sparql11/manifest-sparql11-query.ttl",
    "sparql11/manifest-sparql11-results.ttl",
    "sparql10/manifest.ttl",
)

LEXICAL = "the engine keeps the value of a number and not how it was written"
GRAPH_SCOPE = "the engine binds ?g of GRAPH ?g { … } only after what stands within"
ZERO_LENGTH = "the engine has no path of length zero from a constant that is not in the data"
GROUP_CONCAT = "the engine concatenates strings alone, and leaves the group of other literals unbound"

MISSES = {
    **{f"sparql10/distinct/distinct-{n}": LEXICAL for n in (1, 9)},
    **{f"sparql10/expr-builtin/dawg-str-{n}": LEXICAL for n in (1, 2)},
    **{f"sparql10/expr-builtin/sameTerm-{name}": LEXICAL for name in ("eq", "not-eq", "simple")},
    **{f"sparql10/expr-equals/eq-graph-{n}": LEXICAL for n in (1, 2)},
    "sparql10/open-world/open-eq-01": LEXICAL,
    "sparql10/open-world/date-2": "the engine compares dates with and without time zone as XSD 1.1 does",
    **{f"sparql10/graph/graph-{name}": GRAPH_SCOPE for name in ("optional", "variable-scope")},
    "sparql10/expr-builtin/case-insensitive-booleans": "the engine knows true and false in lower case alone",
    "sparql10/syntax-sparql3/syn-bad-26": "?a<?b&&?c>?d compares here; the longest token would be an IRI",
    **{f"sparql11/aggregates/agg-groupconcat-0{n}": GROUP_CONCAT for n in (4, 6)},
    "sparql11/aggregates/agg-empty-group-count-graph": GRAPH_SCOPE,
    "sparql11/bindings/graph": GRAPH_SCOPE,
    "sparql11/negation/graph-minus": GRAPH_SCOPE,
    **{
        f"sparql11/property-path/{path}_set_{end}": ZERO_LENGTH
        for path in ("zero_or_more", "zero_or_one")
        for end in ("start", "end")
    },
    "sparql11/functions/bnode01": "BNODE of one label is the same node in every row",
}
"""Tests that are not passed, each with the cause."""

PASSED = {"sparql11 query": (318, 328), "sparql11 results": (10, 10), "sparql10": (467, 482)}

JSON = "application/sparql-results+json"
ACCEPTED = {".srx": "application/sparql-results+xml", ".tsv": "text/tab-separated-values", ".csv": "text/csv"}


def cases() -> list[Case]:
    """Give the tests of all suites, those over the same data together."""
    found = {
        case.name: case
        for suite in SUITES
        for manifest in manifests(suite)
        for case in manifest.cases(EVALUATION | SYNTAX | NEGATIVE)
        if case.name in manifest.listed()
    }
    return sorted(found.values(), key=lambda case: (str(data(case)), case.name))


def data(case: Case) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Give the files of the default graph, and those of named graphs."""
    named = {path.name: path for path in case.query.parent.iterdir() if path.suffix in (".ttl", ".rdf", ".nt")}
    clauses = re.findall(r"FROM\s+(?:NAMED\s+)?<([^>]*)>", case.text, re.IGNORECASE)
    return case.data, (*case.graphs, *(named[name] for name in dict.fromkeys(clauses) if name in named))


_filled: list[object] = []


def fill(served: Endpoint, case: Case) -> None:
    """Have the server hold a test's data; what it holds already is not sent again."""
    if _filled == [wanted := data(case)]:
        return
    default, named = wanted
    quads: list[Quad] = [quad for path in default for quad in quads_of(path)]
    quads += (quad for path in dict.fromkeys(named) for quad in quads_of(path, NamedNode(path.as_uri())))
    served.fill(quads)
    _filled[:] = [wanted]


def marked(case: Case) -> object:
    """Give a test as a parameter, with the reason why it is missed, if it is."""
    cause = MISSES.get(case.name)
    return pytest.param(case, id=case.name, marks=pytest.mark.xfail(reason=cause, strict=True) if cause else ())


@pytest.mark.parametrize("case", [marked(case) for case in cases()])
def test_a_query_of_the_w3c_has_its_answer(served: Endpoint, case: Case) -> None:
    text = f"BASE <{case.base}>\n{case.text}"
    if case.kind in EVALUATION:
        fill(served, case)
    suffix = case.result.suffix if case.result else ".srj"
    answer = served.query(text, f"{ACCEPTED.get(suffix, JSON)}, application/n-triples")
    if case.kind in NEGATIVE:
        assert answer.status_code == 400
        return
    if case.kind in SYNTAX and "is not supported" in answer.text:
        # A function that nobody has: the query was read, which is all that these tests ask.
        return
    assert answer.status_code == 200, answer.text
    if case.result and case.kind in EVALUATION:
        judge(case.result, answer.content, answer.headers["Content-Type"].partition(";")[0], case)


def judge(result: Path, body: bytes, media_type: str, case: Case) -> None:
    """Compare an answer with the file of the expected one."""
    # What is ordered within a sub-select alone may come in any order.
    ordered = "ORDER BY" in case.text.rpartition("}")[2]
    if media_type == "text/csv":
        assert table(body.decode()) == table(result.read_bytes().decode())
    elif media_type == "application/n-triples":
        wanted = expected(result, QueryTriples, ordered)
        assert canonical(parsed(body, media_type)) == wanted
    else:
        form = QueryResultsFormat.from_media_type(media_type)
        assert form
        if case.lax:
            assert distinct(body, form) == distinct(result.read_bytes(), FORMATS[result.suffix])
            return
        read = parse_query_results(body, format=form)
        found = bool(read) if isinstance(read, QueryBoolean) else solutions_as_graph(read, ordered)
        assert found == expected(result, type(read), ordered)


def distinct(body: bytes, form: QueryResultsFormat) -> set[str]:
    """Give the rows of an answer, however often they come."""
    read = parse_query_results(body, format=form)
    assert not isinstance(read, QueryBoolean)
    return {str([row[variable] for variable in sorted(read.variables, key=str)]) for row in read}


def table(text: str) -> tuple[list[str], Counter[tuple[tuple[str, str], ...]]]:
    """Read a table whose columns and rows may come in any order, and whose blank nodes have any names."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    names = sorted(rows.fieldnames or [])
    return names, Counter(tuple((name, cell(row[name])) for name in names) for row in rows)


def cell(text: str) -> str:
    """Give a cell without the name of a blank node, and a number by its value."""
    try:
        return str(float(text))
    except ValueError:
        return re.sub("^_:.*", "_:b", text)


@pytest.mark.skipif(not FOLDER.is_dir(), reason=ABSENT)
def test_as_many_are_passed_as_is_published() -> None:
    asked = {case.name for case in cases()}
    for suite, (name, (passed, of)) in zip(SUITES, PASSED.items(), strict=True):
        tests = {case for manifest in manifests(suite) for case in manifest.listed()}
        assert (name, len(tests - MISSES.keys()), len(tests)) == (name, passed, of)
        assert tests <= asked
