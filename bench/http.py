"""How many queries a second are answered over HTTP: `python -m bench.http`, ours beside its peers, in one run.

All servers hold the same made-up claims and are asked the same queries by wrk over 8 connections, one server at a time;
each takes its turn several times, so that what else the machine does meets all of them, and the median counts. *Cold*
is our server without its cache of answers, so that every query is evaluated, as it is by the peers, which have none.
A query whose rows are not as many as with the native engine is named: its speed says nothing.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse, serialize

from bench.endpoints import MERGE, SERVERS, Data, Endpoint, Missing, running
from bench.provenance import NAMES, PREFIXES, graphs
from ontology.closure import closure
from ontology.rules import Rules
from queries import catalogue
from store.activity import utc_now
from store.directory import DataDirectory
from store.snapshots import open_snapshot
from store.writer import Writer, open_writer

PEER = "oxigraph"
LOOKUPS, JOINS, AGGREGATES, CATALOGUE = "point lookups", "star joins", "aggregates", "the catalogue"
CONNECTIONS = 8
VARIANTS = 500
"""How many queries of a kind there are, which differ in what they ask about."""
_COMPARE_WITHIN_S = 60.0
COMPARED = 3
"""Of how many of a kind the rows are counted at each server; of the catalogue, of all."""

_AT_ONCE = 10_000
_PARTIES = ("russia", "ukraine")
_PHENOMENA = ("deaths", "bodies-transferred", "prisoners-exchanged")

_SCRIPT = """
local paths = {}
for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
local next = 0
wrk.headers["Accept"] = "application/sparql-results+json"
request = function()
  next = next % #paths + 1
  return wrk.format("GET", paths[next])
end
"""


def queries(claims: int) -> dict[str, list[str]]:
    """Give the queries of each kind over so many made-up claims."""
    numbers = [count * claims // VARIANTS for count in range(min(VARIANTS, claims))]
    about = [f"<{NAMES.at(f'quantity/{number % max(1, claims // 20):032x}')}>" for number in numbers]
    groups = list(itertools.product(_PHENOMENA, _PARTIES, ("COUNT", "MAX", "MIN", "AVG", "SUM")))
    return {
        LOOKUPS: [f"SELECT ?p ?o {{ <{NAMES.at(f'claim/{number:032x}')}> ?p ?o }}" for number in numbers],
        JOINS: [
            f"{PREFIXES}SELECT ?c ?who ?n {{ ?c ccl:about {one} ; ccl:claimant ?who ; ccl:printed ?n }}"
            for one in about
        ],
        AGGREGATES: [
            f"{PREFIXES}SELECT ?who ({how}(?v) AS ?n) {{ ?c ccl:about ?q ; ccl:claimant ?who ; ccl:value ?v . "
            f"?q ccl:phenomenon concept:{what} ; ccl:affiliation party:{whose} }} GROUP BY ?who"
            for what, whose, how in groups
        ],
        CATALOGUE: [catalogue.read(name).text for name in catalogue.names()],
    }


def make(folder: Path, claims: int) -> Data:
    """Fill a data directory of ours with made-up claims, and write the same for the peers; once."""
    data = Data(folder / "data", folder / "data.nq", folder / "merged.nq")
    if data.merged.exists():
        return data
    # What an earlier run has left that was stopped.
    shutil.rmtree(data.directory, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    directory = DataDirectory.create(data.directory)
    with open_writer(directory) as writer:
        _fill(writer, claims)
        writer.publish()
    with open_snapshot(directory) as snapshot:
        whole: Store = snapshot.graphs
        whole.dump(str(data.quads), format=RdfFormat.N_QUADS)
    with data.merged.open("wb") as output:
        # Virtuoso's default graph is all its graphs together, and would count a triple once for each.
        renamed = (
            quad if isinstance(quad.graph_name, NamedNode) else type(quad)(*quad.triple, NamedNode(MERGE))
            for quad in parse(path=str(data.quads), format=RdfFormat.N_QUADS)
        )
        serialize(renamed, output, format=RdfFormat.N_QUADS)
    return data


def _fill(writer: Writer, claims: int) -> None:
    whole = closure()
    rules = Rules((*whole.ontology, *whole.reference))
    reference: defaultdict[NamedNode, set[Triple]] = defaultdict(set)
    for quad in whole.quads(writer.base):
        if isinstance(quad.graph_name, NamedNode):
            reference[quad.graph_name].add(quad.triple)
    writer.commit(reference, label="the vocabulary", started=utc_now())
    made = graphs(claims)
    while some := list(itertools.islice(made, _AT_ONCE)):
        completed = {claim: said | rules.consequences(said) for claim, said in some}
        writer.commit(completed, label=f"{len(completed)} made-up claims", started=utc_now())


@contextmanager
def script() -> Iterator[Path]:
    """Give the program of wrk's requests."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as written:
        written.write(_SCRIPT)
        written.flush()
        yield Path(written.name)


def load(endpoint: Endpoint, texts: Sequence[str], seconds: int) -> float:
    """Give the queries a second that wrk counts. Raises ValueError where there was any other status than 200."""
    with script() as program, tempfile.NamedTemporaryFile("w") as paths:
        paths.write("\n".join(map(endpoint.path, texts)))
        paths.flush()
        words = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "60s", "-s", str(program), endpoint.address]
        environment = {"BENCH_PATHS": paths.name, "PATH": "/usr/bin:/bin"}
        told = subprocess.run(["wrk", *words], env=environment, capture_output=True, text=True, check=True).stdout
    if refused := re.search(r"Non-2xx.*", told):
        raise ValueError(f"{endpoint.name}: {refused.group()}")
    found = re.search(r"Requests/sec:\s*([0-9.]+)", told)
    if found is None:
        raise ValueError(f"wrk says nothing of its requests: {told}")
    return float(found.group(1))


def differing(endpoint: Endpoint, asked: Mapping[str, Sequence[str]], expected: dict[str, int]) -> list[str]:
    """Give the kinds with a query that has not as many rows as elsewhere; what nobody was asked yet is learnt.

    Of a kind that takes a server too long, the rest of the queries is not asked.
    """
    wrong = []
    for kind, texts in asked.items():
        end = time.monotonic() + _COMPARE_WITHIN_S
        for text in texts if kind == CATALOGUE else texts[:COMPARED]:
            try:
                rows = endpoint.rows(text)
            except httpx.HTTPError:
                rows = -1
            if rows < 0 or rows != expected.setdefault(text, rows) or time.monotonic() > end:
                wrong.append(kind)
                break
    return wrong


def main() -> None:
    """Print how many queries a second each server answers, and the ratio to the native engine."""
    parser = argparse.ArgumentParser(description="Time SPARQL over HTTP, ours beside its peers.")
    parser.add_argument("--claims", type=int, default=5_000, help="how many claims to make up")
    parser.add_argument("--seconds", type=int, default=5, help="how long each server is asked each kind, each turn")
    parser.add_argument("--turns", type=int, default=3, help="how often each server takes its turn")
    parser.add_argument("--servers", nargs="*", default=list(SERVERS), choices=list(SERVERS), help="which servers")
    parser.add_argument("--keep", type=Path, help="a folder for the data: made there, unless they are there already")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    asked = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("bench.http: wrk is not on the PATH: apt-get install wrk")
    with tempfile.TemporaryDirectory() as scratch:
        folder = (asked.keep or Path(scratch)) / f"claims-{asked.claims}"
        figures, notes = measure(make(folder, asked.claims), folder, queries(asked.claims), asked)
    print(json.dumps(figures) if asked.json else table(figures))
    for note in notes:
        print(note, file=sys.stderr)


def measure(
    data: Data, folder: Path, asked: Mapping[str, Sequence[str]], options: argparse.Namespace
) -> tuple[dict[str, dict[str, float]], list[str]]:
    """Give the median queries a second by kind and server, and what is to be said of them."""
    found: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    notes: dict[str, None] = {}
    expected: dict[str, int] = {}
    for _, name in itertools.product(range(options.turns), sorted(options.servers, key=lambda name: name != PEER)):
        try:
            with running(name, data, folder) as endpoint:
                for kind in differing(endpoint, asked, expected):
                    notes[f"{name}: not all rows of {kind} came in time and are as many as elsewhere"] = None
                for kind, texts in asked.items():
                    rate = load(endpoint, texts, options.seconds)
                    found[kind][name].append(rate)
        except (Missing, ValueError, TimeoutError, subprocess.CalledProcessError) as error:
            notes[f"{name}: left out: {error}"] = None
    medians = {kind: {name: statistics.median(each) for name, each in by.items()} for kind, by in found.items()}
    return medians, list(notes)


def table(figures: Mapping[str, Mapping[str, float]]) -> str:
    """Write the figures as a table in Markdown, each beside its ratio to the native engine's."""
    names = list(dict.fromkeys(name for by in figures.values() for name in by))
    lines = ["| queries a second | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for kind, by in figures.items():
        base = by.get(PEER)
        cells = [
            f"{by[name]:,.0f}" + (f" ({by[name] / base:.2f})" if base else "") if name in by else "" for name in names
        ]
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
