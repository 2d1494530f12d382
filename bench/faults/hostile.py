"""Hostile queries, updates and uploads: each costs its own answer, the service lives, and the next query is quick.

The queries are those of `tests/server/hostile` and the deep, wide and long forms of `tests/server/hostile_forms.py`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

from bench.faults.caller import Broken, Caller
from bench.faults.row import Bounds, Clock, Report
from bench.faults.served import GENEROUS, Served, peak, sample, serving
from tests.server.hostile_forms import files, large

QUERY_S = 0.5
"""The time that each query is given."""

LATE_S = 0.5
"""How much later than that its answer may come."""

NEXT_S = 0.5
"""How long the next query may take, which is a harmless one."""

FRONT_MB = 300
WRITE_S = 2.0
_PARSED_S = 60.0
_SETTINGS = f"{{'readers': ReaderLimits({GENEROUS}), 'write_time': {WRITE_S}, 'write_memory': 2_000_000_000}}"

_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="x:"'
_ENTITIES = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghij"))
_EXPANDED = f'<rdf:RDF {_RDF}><rdf:Description rdf:about="x:s"><x:p>&a;&j;</x:p></rdf:Description></rdf:RDF>'
_BOMB = f'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">{_ENTITIES}]>{_EXPANDED}'
_EXTERNAL = f'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>{_EXPANDED}'
_PARAMETER = f'<!DOCTYPE r [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a"> %a;]><rdf:RDF {_RDF}/>'
_NESTED_XML = (
    f"<rdf:RDF {_RDF}>" + "<rdf:Description><x:p>" * 20_000 + "</x:p></rdf:Description>" * 20_000 + "</rdf:RDF>"
)
_LONG_NAME = "@prefix p: <x:" + "a" * 100_000 + "> . " + "p: p: p: ; p: p:b , p:c , p:d , p:e , p:f . " * 20_000

UPLOADS: dict[str, tuple[str, str | bytes]] = {
    "objects in JSON-LD, deep": ("application/ld+json", '{"x:p":' * 20_000 + "1" + "}" * 20_000),
    "lists in JSON-LD, deep": ("application/ld+json", "[" * 1_000_000 + "]" * 1_000_000),
    "@list in JSON-LD, deep": ("application/ld+json", '{"x:p":' + '{"@list":[' * 20_000 + "1" + "]}" * 20_000 + "}"),
    "@reverse in JSON-LD, deep": ("application/ld+json", '{"@reverse":{"x:p":' * 20_000 + "{}" + "}}" * 20_000),
    "contexts in JSON-LD, many": ("application/ld+json", '{"@context":[' + "{}," * 500_000 + '{}],"x:p":1}'),
    "a remote context": ("application/ld+json", '{"@context":"http://127.0.0.1:9/context","name":"x"}'),
    "JSON cut": ("application/ld+json", '{"x:p":"' + "a" * 1_000_000),
    "triple terms, deep": ("text/turtle", "<x:s> <x:p> " + "<<( <x:s> <x:p> " * 99_000 + "1" + " )>>" * 99_000 + " ."),
    "reified triples, deep": ("text/turtle", "<< <x:s> <x:p> " * 20_000 + "1" + " >>" * 20_000 + " <x:p> 1 ."),
    "blank nodes, deep": ("text/turtle", "<x:s> <x:p> " + "[ <x:p> " * 100_000 + "1" + " ]" * 100_000 + " ."),
    "collections, deep": ("text/turtle", "<x:s> <x:p> " + "( " * 100_000 + ")" * 100_000 + " ."),
    "a long string, open": ("text/turtle", '<x:s> <x:p> """' + "a" * 5_000_000),
    "names that grow": ("text/turtle", _LONG_NAME),
    "blank nodes, many": ("text/turtle", "[] <x:p> [ <x:q> [] ] . " * 30_000),
    "bytes": ("text/turtle", bytes(range(256)) * 1_000),
    "terms in N-Triples, deep": ("application/n-triples", "<x:s> <x:p> " + "<<( <x:s> <x:p> " * 50_000 + "1"),
    "entities that grow": ("application/rdf+xml", _BOMB),
    "an external entity": ("application/rdf+xml", _EXTERNAL),
    "a parameter entity": ("application/rdf+xml", _PARAMETER),
    "a DOCTYPE in UTF-16": ("application/rdf+xml", _BOMB.encode("utf-16")),
    "elements, deep": ("application/rdf+xml", _NESTED_XML),
}  # fmt: skip

UPDATES: dict[str, str] = {
    "an endless update": "INSERT { GRAPH <x:g> { ?a <x:p> ?l } } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "an update that grows": "INSERT { GRAPH <x:g> { <x:s> <x:p> ?z } } WHERE { BIND('xxxxx' AS ?a)"
    + "".join(f" BIND(CONCAT(?{a}, ?{a}, ?{a}) AS ?{b})" for a, b in pairwise("abcdefghijklmnopqrstuvwxyz"))
    + " }",
    "an update, deep": "INSERT { GRAPH <x:g> { ?s ?p ?o } } WHERE " + "{" * 5_000 + "?s ?p ?o" + "}" * 5_000,
}


@dataclass(frozen=True, slots=True)
class Attack:
    """One request, how long its answer may take, and what it may be."""

    name: str
    kind: str
    text: str | bytes
    seconds: float
    media_type: str = ""

    def send(self, caller: Caller) -> str:
        """Send it; gives the status, or that the answer was cut."""
        try:
            if self.kind == "upload":
                body = self.text if isinstance(self.text, bytes) else self.text.encode()
                return str(caller.put("x:hostile", body, self.media_type).status)
            if self.kind == "update":
                return str(caller.update(str(self.text)).status)
            return str(caller.ask(str(self.text), f"timeout={QUERY_S}", accept="*/*").status)
        except Broken:
            return "cut"


def attacks() -> list[Attack]:
    """Give every attack once."""
    queries = [(path.stem, path.read_text()) for path in files()] + list(large())
    return [
        *(Attack(name, "query", text, QUERY_S + LATE_S) for name, text in queries),
        *(Attack(name, "update", text, 2 * WRITE_S + 10) for name, text in UPDATES.items()),
        *(Attack(name, "upload", body, _PARSED_S, kind) for name, (kind, body) in UPLOADS.items()),
    ]


_EXPECTED = {
    "query": {"200", "400", "413", "503", "cut"},
    "update": {"400", "503"},
    "upload": {"201", "204", "400", "413", "503"},
}


@contextmanager
def innocent(served: Served, report: Report) -> Iterator[list[float]]:
    """Ask small queries from another address all the while; gives how long each took, and notes whatever fails."""
    took: list[float] = []
    over = threading.Event()

    def ask() -> None:
        with served.caller("127.0.0.2") as caller:
            while not over.wait(0.02):
                begun = time.monotonic()
                try:
                    status = caller.ask(f"SELECT ?s {{ ?s ?p ?o FILTER(?o != {len(took)}) }} LIMIT 3").status
                    report.expect(status == 200, f"a harmless query beside was answered {status}")
                except OSError as error:
                    report.expect(False, f"a harmless query beside failed: {error!r}")
                took.append(time.monotonic() - begun)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield took
    finally:
        over.set()
        thread.join()


def _attack(served: Served, attack: Attack, slack: float, report: Report) -> float:
    """Send one, and then a harmless query; gives how long that took."""
    with served.caller() as caller:
        begun = time.monotonic()
        outcome = attack.send(caller)
        took = time.monotonic() - begun
        report.expect(outcome in _EXPECTED[attack.kind], f"{attack.name} was answered {outcome}")
        report.expect(took <= attack.seconds * slack, f"{attack.name} was answered after {took:.2f} s")
        begun = time.monotonic()
        status = caller.ask("ASK {}").status
        took = time.monotonic() - begun
        report.expect(status == 200, f"after {attack.name} a query was answered {status}")
        report.expect(took <= NEXT_S * slack, f"after {attack.name} a query took {took:.2f} s")
        return took


def run(bounds: Bounds) -> Report:
    """Send one attack after the other, each round in another order."""
    report, clock, chance = Report(), Clock(bounds), bounds.chance()
    left: list[Attack] = []
    after: list[float] = []
    with sample() as directory, serving(directory, _SETTINGS) as served:
        front = served.front
        with innocent(served, report) as took:
            while report.done < bounds.count and not clock.over:
                if not left:
                    left = attacks()
                    chance.shuffle(left)
                after.append(_attack(served, left.pop(), bounds.slack, report))
                report.done += 1
        report.expect(served.alive and served.front == front, "the service died")
        megabytes = peak(front) / 1e6
        report.expect("Traceback" not in served.said(), "the log has a traceback")
    report.expect(megabytes <= FRONT_MB, f"the front took {megabytes:.0f} MB, not {FRONT_MB}")
    report.figures = {
        "next query in s at most": max(after, default=0.0),
        "harmless queries beside": len(took),
        "their p99 in s": sorted(took)[len(took) * 99 // 100] if took else 0.0,
        "front's memory in MB at most": round(megabytes),
    }
    return report
