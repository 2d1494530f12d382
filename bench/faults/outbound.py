"""Attempts to make the service call somebody: SERVICE, LOAD, FROM, contexts, entities; with the checks and without.

A listener on this machine counts who connects: nobody may. Every other attempt goes past the check of the text, to the
engine itself in a process as confined as a reader, a writer or a parser of uploads is: there the system's filter alone
stands in between, and where the system has none, these attempts are left out and the report says so.
"""

from __future__ import annotations

import json
import platform
import random
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from urllib.parse import quote

from bench.faults.caller import Caller
from bench.faults.row import Bounds, Clock, Report
from bench.faults.served import GENEROUS, ROOT, sample, serving
from store.confinement import network_filter
from tests.queries.test_service import DIALLED

_SPACES = (" ", "\t", "\n", "\r\n", " # SERVICE\n", "#}\n", "  ")
_SCHEMES = ("http", "http", "HTTP", "https", "ftp")
_HOSTS = ("127.0.0.1", "127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0.0.0.0", "[::ffff:127.0.0.1]")  # noqa: S104
_WITHOUT_NET = ("file:///etc/passwd", "data:text/turtle,<x:s>%20<x:p>%201", "jar:file:///x!/y")

# Tries each text it is given as a query and as an update, in a process that is confined as those of the service are.
_UNCHECKED = """
import json, sys
from pyoxigraph import RdfFormat, Store, parse
from store.confinement import confine
offline = confine(2 << 30)
store, refused = Store(), 0
store.update("INSERT DATA { <x:s> <x:p> 1 }")
for line in sys.stdin:
    for way in (lambda text: list(store.query(text)), store.update,
                lambda text: list(parse(text.encode(), format=RdfFormat.JSON_LD)),
                lambda text: list(parse(text.encode(), format=RdfFormat.RDF_XML))):
        try:
            way(json.loads(line))
        except (OSError, RuntimeError) as error:
            refused += "ermission denied" in str(error)
        except Exception:
            pass
print(json.dumps([offline, refused]))
"""


class Listener:
    """Counts who connects, on all addresses of the loopback."""

    def __init__(self) -> None:
        """Listen on a free port."""
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port: int = self._socket.getsockname()[1]
        self.connected = 0
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                connection.close()
                self.connected += 1

    def settled(self) -> int:
        """Give how many connected, once all who did are counted."""
        before = self.connected
        # One that is ours comes after all others in the queue.
        socket.create_connection(("127.0.0.1", self.port)).close()
        while self.connected == before:
            self._thread.join(0.01)
        self.connected -= 1
        return self.connected

    def close(self) -> None:
        """Listen no more."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


@contextmanager
def listening() -> Iterator[Listener]:
    """Give a listener."""
    listener = Listener()
    try:
        yield listener
    finally:
        listener.close()


def address(port: int, chance: random.Random) -> str:
    """Give an address at which the listener would hear, in one of many spellings, or one that is no network's."""
    if chance.random() < 0.05:
        return chance.choice(_WITHOUT_NET)
    return f"{chance.choice(_SCHEMES)}://{chance.choice(_HOSTS)}:{port}/{chance.choice(('', 'x', 'x.ttl', 'a?b=c'))}"


def query(port: int, chance: random.Random) -> str:
    """Give a query that would call."""
    place, space = address(port, chance), chance.choice(_SPACES)
    silent = chance.choice(("", "SILENT", "silent"))
    call = f"SERVICE{space}{silent}{space}<{place}>{space}{{ ?s ?p ?o }}"
    ways = (
        f"SELECT * {{ {chance.choice(('', '?a ?b ?c .', '{} UNION', 'OPTIONAL {} '))} {{ {call} }} }}",
        f"ASK {{ BIND(<{place}> AS ?where) SERVICE {silent} ?where {{ ?s ?p ?o }} }}",
        f"ASK {{ VALUES ?w {{ <{place}> }} FILTER(EXISTS {{ SERVICE {silent} ?w {{ ?s ?p ?o }} }}) }}",
        f"PREFIX e: <{place}> ASK {{ {{ SELECT * {{ sErViCe{space}e: {{ ?s ?p ?o }} }} }} }}",
        f"SELECT * FROM <{place}> {{ ?s ?p ?o }}",  # noqa: S608 (this is SPARQL)
        f"SELECT * FROM NAMED <{place}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",  # noqa: S608 (this is SPARQL)
        f"DESCRIBE <{place}>",
        f"LOAD <{place}>",
        chance.choice(DIALLED).replace("U!", f"http://127.0.0.1:{port}/").replace("H!", f"ttp://127.0.0.1:{port}/"),
    )
    return chance.choice(ways)


def update(port: int, chance: random.Random) -> str:
    """Give an update that would call."""
    place, silent = address(port, chance), chance.choice(("", "SILENT"))
    call = f"SERVICE {silent} <{place}> {{ ?s ?p ?o }}"
    ways = (
        f"LOAD {silent} <{place}> INTO GRAPH <x:g>",
        f"LOAD{chance.choice(_SPACES)}<{place}>",
        f"INSERT DATA {{ GRAPH <x:g> {{ <x:s> <x:p> 1 }} }} ; LOAD {silent} <{place}> INTO GRAPH <x:g>",
        f"INSERT {{ GRAPH <x:g> {{ ?s ?p ?o }} }} WHERE {{ {call} }}",
        f"INSERT {{ GRAPH <x:g> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o FILTER NOT EXISTS {{ {call} }} }}",
        f"INSERT {{ GRAPH <x:g> {{ ?s ?p ?o }} }} USING <{place}> WHERE {{ ?s ?p ?o }}",
        f"COPY {silent} <{place}> TO <x:g>",
    )
    return chance.choice(ways)


def document(port: int, chance: random.Random) -> tuple[str, str]:
    """Give a document whose parser would call, with its type."""
    place = address(port, chance)
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    entity = (
        f'<!DOCTYPE r [<!ENTITY a SYSTEM "{place}">]><rdf:RDF {rdf}><rdf:Description>&a;</rdf:Description></rdf:RDF>'
    )
    contexts = (
        place,
        [place],
        [{"@import": place}],
        {"@version": 1.1, "@import": place},
        {"x": {"@id": "x:x", "@context": place}},
        [{}, [place]],
    )
    ways = (
        *(("application/ld+json", json.dumps({"@context": each, "x": 1})) for each in contexts),
        ("application/ld+json", json.dumps({"x:p": {"@context": place, "y": 1}})),
        ("application/rdf+xml", entity),
        ("application/rdf+xml", f'<!DOCTYPE r SYSTEM "{place}"><rdf:RDF {rdf}/>'),
        ("application/rdf+xml", f'<!DOCTYPE r [<!ENTITY % a SYSTEM "{place}"> %a;]><rdf:RDF {rdf}/>'),
        ("application/rdf+xml", f'<?xml-stylesheet href="{place}"?><rdf:RDF {rdf}/>'),
    )
    return chance.choice(ways)


class _Attempts:
    """What is tried, over HTTP and past the checks."""

    def __init__(self, port: int, caller: Caller, chance: random.Random, report: Report) -> None:
        self._port, self._caller, self._chance, self._report = port, caller, chance, report
        self.unchecked: list[str] = []

    def query(self) -> None:
        """Ask a query, or name the place as a graph of the dataset."""
        text, parameters = query(self._port, self._chance), "timeout=2"
        if self._chance.random() < 0.1:
            name = self._chance.choice(("default-graph-uri", "named-graph-uri"))
            text, parameters = "ASK { ?s ?p ?o }", f"{name}={quote(address(self._port, self._chance))}"
        self._expect(self._caller.ask(text, parameters, accept="*/*").status, {200, 400}, text)

    def update(self) -> None:
        """Send an update."""
        text = update(self._port, self._chance)
        self._expect(self._caller.update(text).status, {204, 400, 403, 409}, text)

    def document(self) -> None:
        """Put a document."""
        kind, text = document(self._port, self._chance)
        self._expect(self._caller.put("x:d", text.encode(), kind).status, {201, 204, 400}, text)

    def past_the_checks(self) -> None:
        """Note one for the engine itself."""
        way = self._chance.randrange(3)
        self.unchecked.append((query, update, lambda *given: document(*given)[1])[way](self._port, self._chance))

    def _expect(self, status: int, allowed: set[int], text: str) -> None:
        self._report.expect(status in allowed, f"{status} to {text}")


def past_the_checks(texts: list[str], report: Report) -> int:
    """Have the engine try texts in a confined process; gives how many times the system refused a socket."""
    said = "".join(f"{json.dumps(text)}\n" for text in texts)
    done = subprocess.run(
        [sys.executable, "-c", _UNCHECKED], cwd=ROOT, input=said, capture_output=True, text=True, check=False
    )
    report.expect(done.returncode == 0, f"the confined process ended with {done.returncode}: {done.stderr[-300:]}")
    offline, refused = json.loads(done.stdout) if done.returncode == 0 else (False, 0)
    report.expect(offline, "a confined process can make a socket")
    # Else it is not tried what is claimed: the engine must have wanted to.
    report.expect(refused > 0 or len(texts) < 10, "the engine did not even try to call")
    return int(refused)


def run(bounds: Bounds) -> Report:
    """Try so many times."""
    report, clock, chance = Report(), Clock(bounds), bounds.chance()
    is_filtered = network_filter(platform.machine()) is not None and sys.platform == "linux"
    settings = f"{{'readers': ReaderLimits({GENEROUS})}}"
    with sample() as directory, serving(directory, settings) as served, listening() as listener, served.caller() as one:
        attempts = _Attempts(listener.port, one, chance, report)
        ways: list[Callable[[], None]] = [attempts.query, attempts.update, attempts.query, attempts.document]
        checked = cycle(ways)
        while report.done < bounds.count and not clock.over:
            if is_filtered and report.done % 2:
                attempts.past_the_checks()
            else:
                next(checked)()
            report.done += 1
        refused = past_the_checks(attempts.unchecked, report) if attempts.unchecked else 0
        connected = listener.settled()
    report.expect(connected == 0, f"{connected} connections were made")
    report.figures = {
        "connections": connected,
        "past the check of the text": len(attempts.unchecked),
        "sockets that the system refused": refused,
    }
    return report
