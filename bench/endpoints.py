"""SPARQL servers to be measured side by side: each started over the same data, on the loopback, and ended by its pid.

Ours and its peers: `oxigraph serve-read-only` (the same engine, native), rdflib-endpoint and Virtuoso. How to get the
peers stands in docs/performance.md; one that is not there is left out, and said so.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import httpx

MERGE = "urn:bench:merge"
"""The graph that has our default graph's triples where a peer's default graph is something else."""

_READY_WITHIN_S = 600.0
_JSON = {"Accept": "application/sparql-results+json"}
_WITHOUT_LIMITS = ("--client-seconds", "1e6", "--queue", "1000", "--client-parallel", "3")

_VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[Parameters]
ServerPort = {sql}
DirsAllowed = .
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 20
[SPARQL]
ResultSetMaxRows = 1000000
"""


class Missing(Exception):
    """A peer's program is not on this machine."""


@dataclass(frozen=True, slots=True)
class Data:
    """The same quads in the forms that the servers take."""

    directory: Path
    """A data directory of ours."""
    quads: Path
    """Its dataset as N-Quads."""
    merged: Path
    """The same, with the default graph's triples in a graph `MERGE`."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that runs."""

    name: str
    address: str
    """Where queries go, as far as the `?`."""
    extra: tuple[tuple[str, str], ...] = ()

    def path(self, query: str) -> str:
        """Give what follows host and port in a GET of a query."""
        return f"{httpx.URL(self.address).path}?{urlencode([('query', query), *self.extra])}"

    def rows(self, query: str) -> int:
        """Give how many rows a query has here. Raises httpx.HTTPError."""
        answer = httpx.get(self.address + "?" + urlencode([("query", query), *self.extra]), headers=_JSON, timeout=30)
        answer.raise_for_status()
        return len(answer.json()["results"]["bindings"])


Start = Callable[[Data, Path, int], tuple[list[str], str]]


@contextmanager
def running(name: str, data: Data, scratch: Path) -> Iterator[Endpoint]:
    """Run a server by its name in `SERVERS`. Raises Missing, and TimeoutError where it does not come up."""
    folder = scratch / name.replace(" ", "-")
    folder.mkdir(exist_ok=True)
    port = _free_port()
    command, path = SERVERS[name](data, folder, port)
    extra = (("default-graph-uri", MERGE),) if name == "virtuoso" else ()
    endpoint = Endpoint(name, f"http://127.0.0.1:{port}{path}", extra)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        _wait(endpoint, process)
        yield endpoint
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _ours(*options: str) -> Start:
    def start(data: Data, folder: Path, port: int) -> tuple[list[str], str]:
        program = Path(__file__).resolve().parent.parent / "counterclaim.py"
        command = [sys.executable, str(program), "serve", "--data", str(data.directory), "--port", str(port)]
        return [*command, *_WITHOUT_LIMITS, *options], "/sparql"

    return start


def _oxigraph(data: Data, folder: Path, port: int) -> tuple[list[str], str]:
    program, store = _program("oxigraph"), folder / "store"
    if not store.exists():
        # Under another name until it is whole: the next run takes what it finds.
        loading = folder / "loading"
        shutil.rmtree(loading, ignore_errors=True)
        _run([program, "load", "--location", str(loading), "--file", str(data.quads)], folder)
        _run([program, "optimize", "--location", str(loading)], folder)
        loading.rename(store)
    return [program, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"], "/query"


def _rdflib(data: Data, folder: Path, port: int) -> tuple[list[str], str]:
    words = ["serve", "--host", "127.0.0.1", "--port", str(port), str(data.quads)]
    return [_program("rdflib-endpoint"), *words], "/"


def _virtuoso(data: Data, folder: Path, port: int) -> tuple[list[str], str]:
    program, client, sql = _program("virtuoso-t"), _program("isql-vt"), _free_port()
    (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(port=port, sql=sql), encoding="ascii")
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    if not (folder / "virtuoso.db").exists():
        shutil.copy(data.merged, folder / "data.nq")
        loading = f"ld_dir('.', 'data.nq', '{MERGE}'); rdf_loader_run(); checkpoint; shutdown;"
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _wait_for_port(sql, process)
        # The client's connection breaks when it has the server shut down.
        subprocess.run(
            [client, str(sql), "dba", "dba", f"exec={loading}"], cwd=folder, capture_output=True, check=False
        )
        process.wait(timeout=_READY_WITHIN_S)
    return command, "/sparql"


SERVERS: dict[str, Start] = {
    "counterclaim cold": _ours("--cache-mib", "0"),
    "counterclaim cached": _ours(),
    "oxigraph": _oxigraph,
    "rdflib-endpoint": _rdflib,
    "virtuoso": _virtuoso,
}
"""How each is started over the data: its command, in a folder of its own, and the path of its endpoint."""


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Missing(f"{name} is not on the PATH")
    return found


def _run(command: Sequence[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def _wait(endpoint: Endpoint, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < end and process.poll() is None:
        try:
            endpoint.rows("SELECT * { ?s ?p ?o } LIMIT 1")
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"{endpoint.name} does not answer; its log is in its folder (--keep)")


def _wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("virtuoso does not come up")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
