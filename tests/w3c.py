"""The W3C's tests of SPARQL: their manifests, and answers compared as graphs, so that blank nodes may have any names.

The tests are no part of the repository: they lie in the shared material, or their runs are skipped.
"""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"

EVALUATION = {f"{MF}QueryEvaluationTest", f"{MF}CSVResultFormatTest"}
SYNTAX = {f"{MF}PositiveSyntaxTest", f"{MF}PositiveSyntaxTest11"}
NEGATIVE = {f"{MF}NegativeSyntaxTest", f"{MF}NegativeSyntaxTest11"}
UPDATES = {f"{MF}UpdateEvaluationTest"}
UPDATE_SYNTAX = {f"{MF}PositiveUpdateSyntaxTest11"}
NEGATIVE_UPDATES = {f"{MF}NegativeUpdateSyntaxTest11"}

FORMATS = {".srx": QueryResultsFormat.XML, ".srj": QueryResultsFormat.JSON, ".tsv": QueryResultsFormat.TSV}

Answer = QuerySolutions | QueryBoolean | QueryTriples

FOLDER = Path(os.environ.get("COUNTERCLAIM_SHARED", Path(__file__).parents[2] / "shared")) / "w3c/sparql"


@dataclass(frozen=True)
class Case:
    """A test of the manifests."""

    name: str
    kind: str
    query: Path
    data: tuple[Path, ...]
    graphs: tuple[Path, ...]
    result: Path | None
    lax: bool = False
    """Whether rows may come more or less often than they are expected (REDUCED)."""

    @property
    def text(self) -> str:
        return self.query.read_text(encoding="utf-8")

    @property
    def base(self) -> str:
        return self.query.as_uri()


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

    def members(self, node: object) -> Iterator[object]:
        """Give the members of a list."""
        while (first := self.values(node, f"{RDF}first")) and (rest := self.values(node, f"{RDF}rest")):
            yield first[0]
            node = rest[0]

    def included(self) -> list[Path]:
        """Give the manifests that this one includes, in their order."""
        heads = [head for subject in self.triples for head in self.values(subject, f"{MF}include")]
        return [path_of(node) for head in heads for node in self.members(head)]

    def listed(self) -> set[str]:
        """Give the names of the tests that the manifest lists; it may describe others that are given up."""
        heads = [head for subject in self.triples for head in self.values(subject, f"{MF}entries")]
        return {self.name(node) for head in heads for node in self.members(head)}

    def name(self, subject: object) -> str:
        assert isinstance(subject, NamedNode)
        return f"{self.folder.parent.name}/{self.folder.name}/{re.split('[#/]', subject.value)[-1]}"

    def of_kinds(self, wanted: set[str]) -> Iterator[tuple[object, str]]:
        """Give the tests of some kinds, each with its first kind."""
        for subject in list(self.triples):
            kinds = [value.value for value in self.values(subject, f"{RDF}type") if isinstance(value, NamedNode)]
            if {*kinds} & wanted:
                yield subject, kinds[0]

    def cases(self, wanted: set[str] = EVALUATION | SYNTAX) -> Iterator[Case]:
        for subject, kind in self.of_kinds(wanted):
            (action,) = self.values(subject, f"{MF}action")
            query = self.paths(action, f"{QT}query") or (path_of(action),)
            result = self.values(subject, f"{MF}result")
            yield Case(
                self.name(subject),
                kind,
                query[0],
                self.paths(action, f"{QT}data"),
                self.paths(action, f"{QT}graphData"),
                path_of(result[0]) if result else None,
                bool(self.values(subject, f"{MF}resultCardinality")),
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
