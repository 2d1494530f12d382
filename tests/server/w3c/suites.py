"""The W3C's suites over HTTP: a plain directory, a server over it, and a client that may write."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from store.directory import DataDirectory
from store.tokens import Tokens
from store.writer import open_writer
from tests.server.running import free_port
from tests.w3c import FOLDER, Manifest, rdf_format

PROGRAM = """
import sys
from pathlib import Path
from server.serve import serve
from server.settings import Settings
serve(Settings(Path(sys.argv[1])), port=int(sys.argv[2]), on_ready=lambda address: print(address, flush=True))
"""

ABSENT = f"the tests of the W3C are not at {FOLDER}"

needed = pytest.mark.skipif(not FOLDER.is_dir(), reason=ABSENT)
"""For a test that needs the suites."""


@dataclass(frozen=True)
class Endpoint:
    """A server over a plain directory, as a client sees it that may write."""

    client: httpx.Client
    address: str
    token: str

    @property
    def may_write(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def query(self, text: str, accept: str) -> httpx.Response:
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.client.post("/sparql", content=text.encode(), headers=headers)

    def update(self, text: str) -> httpx.Response:
        headers = {"Content-Type": "application/sparql-update", **self.may_write}
        return self.client.post("/update", content=text.encode(), headers=headers)

    def fill(self, quads: Iterable[Quad]) -> None:
        """Make quads all that there is."""
        blocks: dict[object, list[str]] = {}
        for quad in quads:
            blocks.setdefault(quad.graph_name, []).append(f"{quad.triple} .")
        data = "\n".join(
            " ".join(triples) if isinstance(graph, DefaultGraph) else f"GRAPH {graph} {{ {' '.join(triples)} }}"
            for graph, triples in blocks.items()
        )
        answer = self.update(f"DROP ALL ; INSERT DATA {{ {data} }}")
        assert answer.status_code == 204, answer.text


@contextmanager
def endpoint(path: Path) -> Iterator[Endpoint]:
    """Serve a plain directory with nothing in it."""
    directory = DataDirectory.create(path, default_graph="plain")
    with open_writer(directory) as writer:
        writer.publish()
    token = Tokens(directory).create("w3c", write=True)
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-c", PROGRAM, str(path), str(free_port())]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            address = process.stdout.readline().strip().rstrip("/")
            with httpx.Client(base_url=address, timeout=60) as client:
                yield Endpoint(client, address, token)
        finally:
            process.terminate()


def manifests(name: str) -> list[Manifest]:
    """Give a manifest, or all that it includes; none where the tests are absent."""
    if not FOLDER.is_dir():
        return []
    top = Manifest(FOLDER / name)
    return [Manifest(path) for path in top.included()] or [top]


def quads_of(path: Path, graph: NamedNode | None = None) -> list[Quad]:
    """Read a file of a suite, into a graph."""
    place = graph or DefaultGraph()
    found = parse(path=str(path), format=rdf_format(path), base_iri=path.as_uri(), rename_blank_nodes=True)
    return [Quad(quad.subject, quad.predicate, quad.object, place) for quad in found]


def parsed(body: bytes, media_type: str) -> list[Quad]:
    """Read an answer in RDF."""
    form = RdfFormat.from_media_type(media_type)
    assert form, media_type
    return list(parse(body, format=form))
