"""How fast data are closed: `python -m bench.inference` times our rules beside owlrl and reasonable, in one run.

The claims are those of the sample reports, over and over under other names. All three start from the same statements
in memory in their own terms; owlrl and reasonable get the closed ontology and reference data beside them, without
words, which no rule reads. What each concludes about our vocabulary and the aligned ones is compared.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import rdflib
from owlrl import OWLRL_Semantics
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize
from reasonable import PyReasoner

from loaders.inference import by_graph
from loaders.reports.reader import ReportReader
from ontology.axioms import is_aligned
from ontology.closure import closure
from ontology.identifiers import DEFAULT_BASE, Identifiers
from ontology.rules import Rules
from ontology.terms import RDF
from ontology.triples import reading_quads

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
OWN = re.compile(re.escape(DEFAULT_BASE) + r"(?:claim|report|text|quantity|extraction|exchange|transfer)/[^#]*")
"""What is named by what it holds, so that it is another thing under another name."""

Graph = frozenset[Triple]
T = TypeVar("T")


def claims(least: int) -> list[Graph]:
    """Give the graphs of the sample reports as often as it takes to have so many triples."""
    identifiers = Identifiers(DEFAULT_BASE)
    readings = (ReportReader().read(file.read_bytes(), file.name, identifiers) for file in SAMPLES.glob("*.txt"))
    once = list(by_graph(q for read in readings for q in reading_quads(read.reading, identifiers)).values())
    times = -(-least // len(frozenset[Triple]().union(*once)))
    return [frozenset(_renamed(t, number) for t in graph) for number in range(times) for graph in once]


def given() -> Graph:
    """Give the closed ontology and reference data without words."""
    whole = closure()
    return frozenset(t for t in (*whole.ontology, *whole.reference) if not _is_word(t.object))


def ours(graphs: list[Graph], whole: Graph) -> tuple[float, Graph]:
    """Close each graph by our rules, whose making counts."""

    def close() -> set[Triple]:
        rules = Rules(whole)
        return set().union(*map(rules.consequences, graphs))

    seconds, concluded = _timed(close)
    return seconds, frozenset(concluded)


def owlrl(graph: rdflib.Graph) -> tuple[float, Graph]:
    """Close all in one graph by owlrl."""
    seconds, _ = _timed(OWLRL_Semantics(graph, axioms=False, daxioms=False).closure)
    return seconds, _kept(triple for triple in graph if not isinstance(triple[0], rdflib.Literal))


def reasonable(graph: rdflib.Graph) -> tuple[float, Graph]:
    """Close all in one graph by reasonable, reading rdflib's graph included."""

    def close() -> Iterable[tuple[rdflib.term.Node, ...]]:
        reasoner = PyReasoner()
        reasoner.from_graph(graph)
        return list(reasoner.reason())

    seconds, concluded = _timed(close)
    return seconds, _kept(triple for triple in concluded if not isinstance(triple[0], rdflib.Literal))


def main() -> None:
    """Print how long each took, how many times as long as ours, and whether it concluded the same."""
    parser = argparse.ArgumentParser(description="Time inference beside owlrl and reasonable.")
    parser.add_argument("--triples", type=int, default=50_000, help="how many triples of claims, at least")
    graphs, whole = claims(parser.parse_args().triples), given()
    said = frozenset[Triple]().union(*graphs)
    print(f"{len(said):,} triples in {len(graphs):,} graphs of claims and sources, {len(whole):,} given")
    seconds, expected = ours(graphs, whole)
    expected -= said
    print(f"{'ours':<11}{seconds:8.2f} s  {len(said) / seconds:10,.0f} triples/s  {len(expected):,} conclusions")
    for name, judge in (("owlrl", owlrl), ("reasonable", reasonable)):
        took, found = judge(_in_rdflib((*said, *whole)))
        concluded = found - said - whole
        same = (
            "the same"
            if concluded == expected
            else f"{len(expected - concluded)} fewer, {len(concluded - expected)} more"
        )
        print(f"{name:<11}{took:8.2f} s  {len(said) / took:10,.0f} triples/s  {same}; {took / seconds:.0f} times ours")


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    done = work()
    return time.perf_counter() - begun, done


def _renamed(triple: Triple, number: int) -> Triple:
    subject, value = triple.subject, triple.object
    return Triple(
        _other(subject, number) if isinstance(subject, NamedNode) else subject,
        triple.predicate,
        _other(value, number) if isinstance(value, NamedNode) else value,
    )


def _other(node: NamedNode, number: int) -> NamedNode:
    return NamedNode(OWN.sub(lambda found: f"{found[0]}-{number}", node.value))


def _is_word(term: object) -> bool:
    return isinstance(term, Literal) and term.language is not None


def _in_rdflib(triples: Iterable[Triple]) -> rdflib.Graph:
    return rdflib.Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES) or b"", format="nt")


def _kept(triples: Iterable[tuple[rdflib.term.Node, ...]]) -> Graph:
    graph = rdflib.Graph()
    for triple in triples:
        graph.add(triple)  # type: ignore[arg-type] # of three
    parsed = (q.triple for q in parse(graph.serialize(format="nt", encoding="utf-8"), format=RdfFormat.N_TRIPLES))
    return frozenset(
        t for t in parsed if t.subject != t.object and is_aligned(t.object if t.predicate == RDF.type else t.predicate)
    )


if __name__ == "__main__":
    main()
