"""The W3C's tests of updates, sent to the running server; what they leave is read from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from tests.server.w3c.suites import ABSENT, Endpoint, manifests, parsed, quads_of
from tests.w3c import (
    FOLDER,
    MF,
    NEGATIVE,
    NEGATIVE_UPDATES,
    RDFS,
    SYNTAX,
    UPDATE_SYNTAX,
    UPDATES,
    UT,
    Manifest,
    canonical,
    path_of,
)

SUITE = "sparql11/manifest-sparql11-update.ttl"
PASSED = 157
QUERY_TYPE = {"Content-Type": "application/sparql-query"}
ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@dataclass(frozen=True)
class Update:
    """A test: an update, and what there is before and after."""

    name: str
    kind: str
    request: Path
    before: tuple[Quad, ...] = ()
    after: tuple[Quad, ...] = ()


def dataset(manifest: Manifest, node: object) -> tuple[Quad, ...]:
    """Read the files that a node names: of the default graph, and of named ones by their labels."""
    quads = [quad for path in manifest.values(node, f"{UT}data") for quad in quads_of(path_of(path))]
    for each in manifest.values(node, f"{UT}graphData"):
        (path,), (label,) = manifest.values(each, f"{UT}graph"), manifest.values(each, f"{RDFS}label")
        assert isinstance(label, Literal)
        quads += quads_of(path_of(path), NamedNode(label.value))
    return tuple(quads)


def updates() -> Iterator[Update]:
    for manifest in manifests(SUITE):
        for subject, kind in manifest.of_kinds(UPDATES | UPDATE_SYNTAX | NEGATIVE_UPDATES | SYNTAX | NEGATIVE):
            (action,) = manifest.values(subject, f"{MF}action")
            if kind not in UPDATES:
                yield Update(manifest.name(subject), kind, path_of(action))
                continue
            (request,), (result,) = manifest.values(action, f"{UT}request"), manifest.values(subject, f"{MF}result")
            before, after = dataset(manifest, action), dataset(manifest, result)
            yield Update(manifest.name(subject), kind, path_of(request), before, after)


def held(served: Endpoint) -> list[Quad]:
    """Give all that the server holds."""
    answer = served.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "application/sparql-results+json")
    names = [row["g"]["value"] for row in answer.json()["results"]["bindings"]]
    quads = parsed(served.query(ALL, "application/n-triples").content, "application/n-triples")
    for name in names:
        text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
        found = parsed(served.query(text, "application/n-triples").content, "application/n-triples")
        quads += [Quad(quad.subject, quad.predicate, quad.object, NamedNode(name)) for quad in found]
    return quads


@pytest.mark.parametrize("update", [pytest.param(each, id=each.name) for each in updates()])
def test_an_update_of_the_w3c_leaves_what_it_should(served: Endpoint, update: Update) -> None:
    if update.kind in UPDATES:
        served.fill(update.before)
    answer = served.update(f"BASE <{update.request.as_uri()}>\n{update.request.read_text()}")
    if update.kind in NEGATIVE | NEGATIVE_UPDATES:
        assert answer.status_code == 400
    elif update.kind not in UPDATES:
        # It was read; LOAD is refused for what it is, and graphs may be there that are created.
        assert answer.status_code in (204, 403, 409), answer.text
    else:
        assert answer.status_code == 204, answer.text
        assert canonical(held(served)) == canonical(list(update.after))


@pytest.mark.skipif(not FOLDER.is_dir(), reason=ABSENT)
def test_no_update_of_the_w3c_changes_anything_where_queries_are_asked(served: Endpoint) -> None:
    served.update("DROP ALL ; INSERT DATA { <x:s> <x:p> 1 . GRAPH <x:g> { <x:s> <x:p> 2 } }")
    before = served.client.get("/ready").json()["snapshot"]
    texts = {update.request.read_text() for update in updates()}
    for text in texts:
        answers = [
            served.client.post("/sparql", content=text.encode(), headers={**QUERY_TYPE, **served.may_write}),
            served.client.post("/sparql", data={"query": text}, headers=served.may_write),
            served.client.get("/sparql", params={"query": text}, headers=served.may_write),
            served.client.post("/sparql", data={"update": text}, headers=served.may_write),
        ]
        assert {answer.status_code for answer in answers} == {400}, text
    assert len(texts) > 100
    assert served.client.get("/ready").json()["snapshot"] == before
    assert len(held(served)) == 2


@pytest.mark.skipif(not FOLDER.is_dir(), reason=ABSENT)
def test_all_are_asked() -> None:
    listed = {name for manifest in manifests(SUITE) for name in manifest.listed()}
    assert {each.name for each in updates()} >= listed
    assert len(listed) == PASSED
