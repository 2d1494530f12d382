"""What provenance costs: `python -m bench.provenance` times queries with and without it, in one run.

On made-up claims about exchanges and running totals, many of them on the same quantities, so that triples have many
holders, as they have where many outlets report one event. The queries are those below and the catalogue's.
"""

from __future__ import annotations

import argparse
import io
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import cast

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from ontology.closure import closure
from ontology.dates import on
from ontology.identifiers import DEFAULT_BASE, Identifiers
from ontology.rules import Rules
from ontology.terms import CCL, RDF
from ontology.vocabulary import agents
from queries import catalogue
from queries.errors import NotSupported
from queries.evaluation import evaluate
from queries.provenance import TracedAnswer, trace
from queries.traced import to_json
from server.evaluating import write
from server.negotiation import JSON
from store.changes import placed
from store.support import support_quads

NAMES = Identifiers(DEFAULT_BASE)
QUERIES = {
    "a pattern": "SELECT ?c ?n { ?c ccl:printed ?n ; ccl:claimant party:russia }",
    "a join of claims": (
        "SELECT ?a ?b { ?a ccl:about ?q ; ccl:claimant party:russia . ?b ccl:about ?q ; ccl:claimant party:ukraine }"
    ),
    "DISTINCT quantities": "SELECT DISTINCT ?q { ?c ccl:about ?q . ?q ccl:phenomenon concept:deaths }",
    "FILTER": "SELECT ?c { ?c ccl:value ?v FILTER(?v > 9900) }",
    "OPTIONAL": "SELECT ?c ?d { ?c ccl:about ?q . ?q ccl:phenomenon concept:deaths OPTIONAL { ?c ccl:asOf ?d } }",
    "UNION": "SELECT ?c { { ?c ccl:claimant party:russia } UNION { ?c ccl:attributableTo party:russia } }",
    "NOT EXISTS": "SELECT ?c { ?c ccl:claimant party:russia FILTER NOT EXISTS { ?c ccl:asOf ?d } }",
    "a path": "SELECT DISTINCT ?who { ?c ccl:claimant/(ccl:actsFor|ccl:speaksFor) ?who }",
    "COUNT by claimant": "SELECT ?who (COUNT(?c) AS ?n) { ?c ccl:claimant ?who } GROUP BY ?who",
    "MAX by quantity": "SELECT ?q (MAX(?v) AS ?m) { ?c ccl:about ?q ; ccl:value ?v } GROUP BY ?q",
    "ORDER and LIMIT": "SELECT ?c ?v { ?c ccl:value ?v } ORDER BY DESC(?v) ?c LIMIT 20",
    "a sub-select": (
        "SELECT ?c ?m { { SELECT ?q (MAX(?v) AS ?m) { ?x ccl:about ?q ; ccl:value ?v } GROUP BY ?q } "
        "?c ccl:about ?q ; ccl:value ?m }"
    ),
}
PREFIXES = "".join(
    f"PREFIX {name}: <{iri}>\n"
    for name, iri in (("ccl", str(CCL)), ("party", NAMES.at("party/")), ("concept", NAMES.at("concept/")))
)


def graphs(number: int) -> Iterator[tuple[NamedNode, set[Triple]]]:
    """Make so many claims, each a graph, about one quantity for every twenty of them."""
    chance = random.Random(7)  # noqa: S311 (nothing here is secret)
    speakers = [NamedNode(NAMES.at(agent.path)) for agent in agents()]
    phenomena = [NamedNode(NAMES.concept(name)) for name in ("deaths", "bodies-transferred", "prisoners-exchanged")]
    parties = [NamedNode(NAMES.at(f"party/{name}")) for name in ("russia", "ukraine")]
    for count in range(number):
        claim = NamedNode(NAMES.at(f"claim/{count:032x}"))
        which = chance.randrange(max(1, number // 20))
        quantity = NamedNode(NAMES.at(f"quantity/{which:032x}"))
        value = Literal(chance.randrange(10_000))
        said = {
            Triple(claim, RDF.type, CCL.Claim),
            Triple(claim, CCL.claimant, chance.choice(speakers)),
            Triple(claim, CCL.about, quantity),
            Triple(claim, CCL.value, value),
            Triple(claim, CCL.lowest, value),
            Triple(claim, CCL.printed, Literal(value.value)),
            Triple(claim, CCL.stance, NamedNode(NAMES.concept("states"))),
            Triple(claim, CCL.modality, NamedNode(NAMES.concept("accomplished"))),
            Triple(quantity, RDF.type, CCL.Quantity),
            Triple(quantity, CCL.phenomenon, phenomena[which % 3]),
            Triple(quantity, CCL.affiliation, parties[which % 2]),
        }
        if count % 3:
            day = on(date(2022, 2, 24) + timedelta(days=which % 1_000))
            said.add(Triple(claim, CCL.asOf, Literal(day.edtf)))
        yield claim, said


def make(folder: Path, number: int) -> None:
    """Fill the two stores of a snapshot with so many claims, and what follows from each."""
    whole = closure()
    rules = Rules((*whole.ontology, *whole.reference))
    shared: defaultdict[Triple, set[NamedNode]] = defaultdict(set)
    for quad in whole.quads(DEFAULT_BASE):
        shared[quad.triple].add(cast(NamedNode, quad.graph_name))

    def named() -> Iterator[tuple[Triple, NamedNode]]:
        for claim, said in graphs(number):
            yield from ((triple, claim) for triple in said | rules.consequences(said))

    def held() -> Iterator[tuple[Triple, frozenset[NamedNode]]]:
        # A claim's own triples stand in its graph alone; what several graphs say comes at the end.
        for triple, claim in named():
            if triple.subject == claim:
                yield triple, frozenset([claim])
            else:
                shared[triple].add(claim)
        yield from ((triple, frozenset(holders)) for triple, holders in shared.items())

    folder.mkdir(parents=True, exist_ok=True)
    _fill(folder / "support", support_quads(held(), DEFAULT_BASE))
    merge = (placed(triple) for triple, claim in named() if triple.subject == claim)
    reference = whole.quads(DEFAULT_BASE)
    every = chain((placed(*each) for each in named()), reference, merge, map(placed, shared))
    _fill(folder / "graphs", every)


def _fill(folder: Path, quads: Iterable[Quad]) -> None:
    store = Store(folder)
    store.bulk_extend(quads)
    store.optimize()
    store.flush()


@dataclass(frozen=True, eq=False)
class Stores:
    """What a snapshot holds."""

    graphs: Store
    support: Store


def opened(folder: Path) -> Stores:
    """Open the stores that `make` made."""
    return Stores(*(Store.read_only(str(folder / name)) for name in ("graphs", "support")))


def measure(stores: Stores, text: str, repeats: int) -> tuple[float, float, int]:
    """Give the median seconds of the processor without and with provenance, and how many rows there are.

    Both from the query to the bytes of its answer, as the server makes them; what it keeps of a query is kept.
    """

    def plain() -> object:
        output = io.BytesIO()
        write(evaluate(stores.graphs, text), JSON, output)
        return output.getvalue()

    def answer() -> TracedAnswer:
        return trace(stores.graphs, stores.support, text, base=DEFAULT_BASE, detail="graphs", snapshot=stores)

    def traced() -> object:
        return to_json(answer())

    plain()
    rows = len(answer().rows)
    times = [(timed(plain), timed(traced)) for _ in range(repeats)]
    return statistics.median(p for p, _ in times), statistics.median(t for _, t in times), rows


def main() -> None:
    """Print for each query how long it takes without and with provenance, and the ratio."""
    run("Time queries with and without provenance=graphs.", _report)


def run(description: str, report: Callable[[Stores, int], None]) -> None:
    """Read the command line of a bench on made-up claims, make or open them, and report on them."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--claims", type=int, default=10_000, help="how many claims to make up")
    parser.add_argument("--repeats", type=int, default=3, help="how often each query is asked")
    parser.add_argument("--data", type=Path, help="a folder for the data: made there, unless it is there already")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.data or Path(scratch) / "data"
        if not folder.exists():
            make(folder, asked.claims)
        report(opened(folder), asked.repeats)


def texts() -> dict[str, str]:
    """Give the queries of this bench and those of the catalogue, by name."""
    own = {name: PREFIXES + text for name, text in QUERIES.items()}
    return own | {name: catalogue.read(name).text for name in catalogue.names()}


def timed(work: Callable[[], object]) -> float:
    """Give the processor seconds that some work takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _report(stores: Stores, repeats: int) -> None:
    ratios = []
    print(f"{len(stores.graphs):,} quads")
    for name, text in texts().items():
        try:
            plain, traced, rows = measure(stores, text, repeats)
        except NotSupported as error:
            print(f"{name:<40} refused: {error}")
            continue
        if rows:
            ratios.append(traced / plain)
            times = f"{plain * 1000:10.1f} ms {traced * 1000:10.1f} ms {traced / plain:6.1f} x"
            print(f"{name:<40}{rows:>8} rows {times}", flush=True)
    print(f"{len(ratios)} queries with rows: median {statistics.median(ratios):.1f} x, worst {max(ratios):.1f} x")


if __name__ == "__main__":
    main()
