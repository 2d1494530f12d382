"""What provenance costs: `python -m bench.provenance` times queries with and without it, in one run.

On made-up claims about exchanges and running totals, many of them on the same quantities, so that triples have many
holders, as they have where many outlets report one event. The queries are those below and the catalogue's.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QuerySolutions, Triple

from loaders.initialising import initialise
from ontology.closure import closure
from ontology.dates import on
from ontology.identifiers import DEFAULT_BASE, Identifiers
from ontology.rules import Rules
from ontology.terms import CCL, RDF
from ontology.vocabulary import agents
from queries import catalogue
from queries.errors import NotSupported
from queries.provenance import trace
from store.directory import DataDirectory
from store.snapshots import Snapshot, open_snapshot
from store.writer import open_writer

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


def make(folder: Path, number: int) -> DataDirectory:
    """Make a data directory with so many claims, and what follows from each."""
    whole = closure()
    rules = Rules((*whole.ontology, *whole.reference))
    directory = DataDirectory.create(folder)
    with open_writer(directory) as writer:
        initialise(writer)
        waiting: dict[NamedNode, set[Triple]] = {}
        for claim, said in graphs(number):
            waiting[claim] = said | rules.consequences(said)
            if len(waiting) == 5_000:
                writer.commit(waiting, label="bench", started=datetime.now(UTC))
                waiting = {}
        writer.commit(waiting, label="bench", started=datetime.now(UTC))
        writer.publish()
    return directory


def measure(snapshot: Snapshot, text: str, repeats: int) -> tuple[float, float, int]:
    """Give the median seconds without and with provenance, and how many rows there are; the parse is cached."""

    def plain() -> int:
        found = snapshot.graphs.query(text)
        return len(list(found)) if isinstance(found, QuerySolutions) else 1

    def traced() -> int:
        return len(trace(snapshot.graphs, snapshot.support, text, base=snapshot.base, detail="graphs").rows)

    rows = traced()
    times = [(_timed(plain), _timed(traced)) for _ in range(repeats)]
    return statistics.median(p for p, _ in times), statistics.median(t for _, t in times), rows


def main() -> None:
    """Print for each query how long it takes without and with provenance, and the ratio."""
    parser = argparse.ArgumentParser(description="Time queries with and without provenance=graphs.")
    parser.add_argument("--claims", type=int, default=10_000, help="how many claims to make up")
    parser.add_argument("--repeats", type=int, default=3, help="how often each query is asked")
    asked = parser.parse_args()
    texts = {name: PREFIXES + text for name, text in QUERIES.items()}
    texts |= {name: catalogue.read(name).text for name in catalogue.names()}
    ratios = []
    with tempfile.TemporaryDirectory() as folder, open_snapshot(make(Path(folder) / "data", asked.claims)) as snapshot:
        print(f"{asked.claims:,} claims, {snapshot.statistics.get('quads')} quads")
        for name, text in texts.items():
            try:
                plain, traced, rows = measure(snapshot, text, asked.repeats)
            except NotSupported as error:
                print(f"{name:<40} refused: {error}")
                continue
            if rows:
                ratios.append(traced / plain)
                print(
                    f"{name:<40}{rows:>8} rows {plain * 1000:10.1f} ms {traced * 1000:10.1f} ms {traced / plain:6.1f} x"
                )
    print(f"{len(ratios)} queries with rows: median {statistics.median(ratios):.1f} x, worst {max(ratios):.1f} x")


def _timed(work: Callable[[], int]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
