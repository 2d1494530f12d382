"""The W3C's tests of query evaluation: a query that is read and written again has the answer that it had.

Tests of `sparql10` and `sparql11`, entailment too as far as the engine passes without any. Answers are compared as
graphs, so that blank nodes may have any names and numbers any form.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)
from rdflib.plugins.sparql.parser import parseQuery

from queries import algebra
from queries.errors import NotSupported, QueryError, SyntaxRefused

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

EVALUATION = {f"{MF}QueryEvaluationTest", f"{MF}CSVResultFormatTest"}
SYNTAX = {f"{MF}PositiveSyntaxTest", f"{MF}PositiveSyntaxTest11"}

FORMATS = {".srx": QueryResultsFormat.XML, ".srj": QueryResultsFormat.JSON, ".tsv": QueryResultsFormat.TSV}

SUITES = ("sparql10", "sparql11")

NOT_READ = {
    **{f"sparql11/service/service{n}": "SERVICE is refused" for n in ("1", "2", "3", "4a", "5", "6", "7")},
    **{f"sparql11/syntax-fed/test_{n}": "SERVICE is refused" for n in (1, 2, 3)},
}
"""Each test whose query has no algebra, with the reason."""

READ_BY_US_ALONE = {
    "sparql10/expr-builtin/case-insensitive-booleans": "the engine knows true and false in lower case alone",
}
"""Each test whose query the engine refuses and the algebra does not, with the reason."""

# Evaluation tests, those that the engine passes, and those that it still passes when the query is written again.
EXPECTED_COUNTS = (596, 521, 520)

Answer = QuerySolutions | QueryBoolean | QueryTriples


@dataclass(frozen=True)
class Case:
    """A test of the manifests."""

    name: str
    kind: str
    query: Path
    data: tuple[Path, ...]
    graphs: tuple[Path, ...]
    result: Path | None

    @property
    def text(self) -> str:
        return self.query.read_text(encoding="utf-8")

    @property
    def base(self) -> str:
        return self.query.as_uri()


@dataclass(frozen=True)
class Outcome:
    """What became of a case: of the query as it stands, and as it is written again."""

    case: Case
    engine_passes: bool
    refusal: QueryError | None = None
    passes: bool = False
    same: bool = False
    """Whether both have one answer, right or wrong."""
    stable: bool = False
    """Whether the written query is read as what was written."""
    plain: bool = False
    """Whether rdflib reads the written query."""


class Manifest:
    """A manifest as a graph of texts."""

    def __init__(self, path: Path) -> None:
        self.folder = path.parent
        self.triples: dict[object, list[tuple[str, object]]] = {}
        for quad in parse(path=str(path), base_iri=path.as_uri()):
            self.triples.setdefault(quad.subject, []).append((quad.predicate.value, quad.object))

    def values(self, subject: object, predicate: str) -> list[object]:
        return [value for name, value in self.triples.get(subject, []) if name == predicate]

    def paths(self, subject: object, predicate: str) -> tuple[Path, ...]:
        found = []
        for value in self.values(subject, predicate):
            inner = self.values(value, f"{QT}graph")
            found += [path_of(node) for node in (inner or [value])]
        return tuple(found)

    def cases(self) -> Iterator[Case]:
        for subject in list(self.triples):
            kinds = [value.value for value in self.values(subject, f"{RDF}type") if isinstance(value, NamedNode)]
            if not {*kinds} & (EVALUATION | SYNTAX):
                continue
            (action,) = self.values(subject, f"{MF}action")
            query = self.paths(action, f"{QT}query") or (path_of(action),)
            result = self.values(subject, f"{MF}result")
            assert isinstance(subject, NamedNode)
            yield Case(
                f"{self.folder.parent.name}/{self.folder.name}/{re.split('[#/]', subject.value)[-1]}",
                kinds[0],
                query[0],
                self.paths(action, f"{QT}data"),
                self.paths(action, f"{QT}graphData"),
                path_of(result[0]) if result else None,
            )


def path_of(node: object) -> Path:
    assert isinstance(node, NamedNode)
    return Path(node.value.removeprefix("file://"))


def all_cases(folder: Path, suites: Iterable[str]) -> list[Case]:
    manifests = [path for suite in suites for path in sorted((folder / suite).rglob("manifest.ttl"))]
    found = [case for path in manifests for case in Manifest(path).cases()]
    return sorted({case.name: case for case in found}.values(), key=lambda case: case.name)


# --- answers as graphs


def rows_as_graph(rows: Sequence[Sequence[tuple[str, object]]], ordered: bool) -> set[str]:
    """Give the rows as a graph: each row a blank node, with its place where that counts, else with its number."""
    rows = [tuple((name, in_engine(value)) for name, value in row) for row in rows]
    keyed = [(row, place) for place, row in enumerate(rows)] if ordered else list(Counter(rows).items())
    quads = []
    for row, number in keyed:
        node = BlankNode()
        quads.append(Quad(node, NamedNode("x:number"), Literal(number)))
        # No assertion would tell the type checker that these are terms more shortly.
        quads += [Quad(node, NamedNode(f"x:var/{name}"), value) for name, value in row]  # type: ignore[arg-type]
    return canonical(quads)


@cache
def in_engine(term: object) -> object:
    """Give a term as the engine keeps it: numbers in one form, whatever they were written as."""
    store = Store()
    store.add(Quad(NamedNode("x:s"), NamedNode("x:p"), term))  # type: ignore[arg-type]
    return next(iter(store)).object


def canonical(quads: Sequence[Quad]) -> set[str]:
    """Give a graph as lines in which equal graphs are equal."""
    store = Store()
    store.extend(quads)
    dataset = Dataset(store)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def solutions_as_graph(solutions: QuerySolutions, ordered: bool) -> set[str]:
    names = [variable.value for variable in solutions.variables]
    rows = [[(name, row[name]) for name in sorted(names) if row[name] is not None] for row in solutions]
    return rows_as_graph(rows, ordered)


def triples_as_graph(triples: Sequence[Triple]) -> set[str]:
    return canonical([Quad(triple.subject, triple.predicate, triple.object) for triple in triples])


def answer_as_graph(answer: Answer, ordered: bool) -> object:
    if isinstance(answer, QueryBoolean):
        return bool(answer)
    if isinstance(answer, QueryTriples):
        return triples_as_graph(list(answer))
    return solutions_as_graph(answer, ordered)


def expected(path: Path, form: object, ordered: bool) -> object:
    """Read the answer that a test expects, as its query's form has it."""
    if path.suffix in FORMATS:
        read = parse_query_results(path=str(path), format=FORMATS[path.suffix])
        return bool(read) if isinstance(read, QueryBoolean) else solutions_as_graph(read, ordered)
    triples = [quad.triple for quad in parse(path=str(path), base_iri=path.as_uri(), format=rdf_format(path))]
    if form is QueryTriples:
        return triples_as_graph(triples)
    values = {triple.predicate.value: triple.object for triple in triples}
    if isinstance(boolean := values.get(f"{RS}boolean"), Literal):
        return boolean.value == "true"
    return rows_as_graph(described_rows(triples), ordered)


def rdf_format(path: Path) -> RdfFormat:
    return RdfFormat.RDF_XML if path.suffix == ".rdf" else RdfFormat.TURTLE


def described_rows(triples: Sequence[Triple]) -> list[list[tuple[str, object]]]:
    """Read rows from a graph in the vocabulary of result sets."""
    facts: dict[object, dict[str, list[object]]] = {}
    for triple in triples:
        facts.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
    rows = [node for triple in triples if triple.predicate.value == f"{RS}solution" for node in [triple.object]]
    rows.sort(key=lambda row: int(getattr(facts.get(row, {}).get(f"{RS}index", [Literal(0)])[0], "value", "0")))
    read = []
    for row in rows:
        bindings = [facts[node] for node in facts.get(row, {}).get(f"{RS}binding", [])]
        pairs = [(getattr(b[f"{RS}variable"][0], "value", ""), b[f"{RS}value"][0]) for b in bindings]
        read.append(sorted(pairs, key=lambda pair: pair[0]))
    return read


# --- the runs


def store_of(case: Case) -> Store:
    store = Store()
    named = {path.as_uri(): path for path in case.query.parent.iterdir() if path.suffix in (".ttl", ".rdf", ".nt")}
    wanted = [named[iri] for iri in re.findall(r"file:[^>\s]+", from_clauses(case)) if iri in named]
    for path in case.data:
        store.load(path=str(path), base_iri=path.as_uri())
    for path in {*case.graphs, *wanted}:
        store.load(path=str(path), base_iri=path.as_uri(), to_graph=NamedNode(path.as_uri()))
    return store


def from_clauses(case: Case) -> str:
    """Give the graphs of FROM by the names of files, which is how these tests mean them."""
    names = re.findall(r"FROM\s+(?:NAMED\s+)?<([^>]*)>", case.text, re.IGNORECASE)
    return " ".join((case.query.parent / name).as_uri() for name in names if "/" not in name)


def run(case: Case, store: Store, text: str, ordered: bool) -> object:
    try:
        answer = store.query(text, base_iri=case.base)
        names = [variable.value for variable in answer.variables] if isinstance(answer, QuerySolutions) else []
        return type(answer), names, answer_as_graph(answer, ordered)
    except (SyntaxError, RuntimeError, ValueError, OSError) as error:
        return type(error).__name__


def judge(case: Case) -> Outcome:
    store = store_of(case)
    try:
        query = algebra.read(case.text, base_iri=case.base)
    except QueryError as error:
        return Outcome(case, meets(case, run(case, store, case.text, False), False), error)
    written = algebra.write(query)
    ordered = "ORDER BY" in written
    original, again = run(case, store, case.text, ordered), run(case, store, written, ordered)
    return Outcome(
        case,
        meets(case, original, ordered),
        passes=meets(case, again, ordered),
        same=original == again,
        stable=algebra.read(written, base_iri=case.base) == query,
        plain=can_parse(written),
    )


def can_parse(text: str) -> bool:
    try:
        parseQuery(text)
    except Exception:
        # The parser's errors are of many kinds.
        return False
    return True


def meets(case: Case, answer: object, ordered: bool) -> bool:
    """Tell whether an answer is the one that the test expects; a CSV file says too little to tell."""
    if case.result is None or isinstance(answer, str) or case.result.suffix == ".csv":
        return case.result is None or not isinstance(answer, str)
    assert isinstance(answer, tuple)
    form, _, found = answer
    return bool(found == expected(case.result, form, ordered))


@pytest.fixture(scope="module")
def outcomes(shared: Path) -> list[Outcome]:
    """Give the outcome of every test of SPARQL 1.0 and 1.1."""
    return [judge(case) for case in all_cases(w3c(shared), SUITES)]


def w3c(shared: Path) -> Path:
    folder = shared / "w3c/sparql"
    if not folder.is_dir():
        pytest.skip(f"the tests of the W3C are not at {folder}")
    return folder


def names(outcomes: Iterable[Outcome]) -> list[str]:
    return [outcome.case.name for outcome in outcomes]


def evaluations(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.case.kind in EVALUATION]


def test_queries_are_read_but_for_those_that_are_listed(outcomes: list[Outcome]) -> None:
    assert set(names(outcome for outcome in outcomes if outcome.refusal)) == NOT_READ.keys()


def test_what_the_engine_passes_it_passes_with_the_written_query(outcomes: list[Outcome]) -> None:
    passed = [outcome for outcome in evaluations(outcomes) if outcome.engine_passes and not outcome.refusal]
    assert names(outcome for outcome in passed if not outcome.passes) == []


def test_what_the_engine_fails_it_fails_in_the_same_way(outcomes: list[Outcome]) -> None:
    differing = names(outcome for outcome in outcomes if not outcome.same and not outcome.refusal)
    assert differing == list(READ_BY_US_ALONE)


def test_a_written_query_is_read_as_what_was_written(outcomes: list[Outcome]) -> None:
    assert names(outcome for outcome in outcomes if not outcome.stable and not outcome.refusal) == []


def test_a_written_query_can_be_read_by_rdflib(outcomes: list[Outcome]) -> None:
    assert names(outcome for outcome in outcomes if not outcome.plain and not outcome.refusal) == []


def test_the_numbers_are_those_that_are_published(outcomes: list[Outcome]) -> None:
    evaluated = evaluations(outcomes)
    passed = [outcome for outcome in evaluated if outcome.engine_passes]
    assert (len(evaluated), len(passed), sum(outcome.passes for outcome in passed)) == EXPECTED_COUNTS


def test_sparql_12_is_refused_by_name_or_has_the_same_answer(shared: Path) -> None:
    outcomes = [judge(case) for case in all_cases(w3c(shared), ("sparql12",))]
    refused = [outcome for outcome in outcomes if outcome.refusal]
    assert {type(outcome.refusal) for outcome in refused} <= {NotSupported, SyntaxRefused}
    assert names(outcome for outcome in outcomes if not outcome.refusal and not outcome.same) == []
