"""VoID and DCAT: what the dataset says of itself is what it holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, parse

from server.app import create_app
from server.settings import Settings
from store.directory import DataDirectory
from store.writer import open_writer

PREFIXES = {
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}


def described(client: FlaskClient, accept: str = "text/turtle") -> Store:
    answer = client.get("/.well-known/void", headers={"Accept": accept})
    assert answer.status_code == 200
    form = RdfFormat.from_media_type(answer.mimetype or "")
    assert form
    store = Store()
    store.extend(parse(answer.data, format=form))
    return store


def rows(store: Store, query: str) -> set[tuple[str, ...]]:
    found = store.query(query, prefixes=PREFIXES)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return {tuple(str(getattr(row[name], "value", None)) for name in names) for row in found}


def asked(client: FlaskClient, query: str) -> set[tuple[str, ...]]:
    prefixes = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in PREFIXES.items())
    answer = client.get("/sparql", query_string={"query": prefixes + query}).get_json()
    names = answer["head"]["vars"]
    return {tuple(row[name]["value"] for name in names) for row in answer["results"]["bindings"]}


@pytest.mark.parametrize("accept", ["text/turtle", "application/rdf+xml", "application/ld+json", "*/*"])
def test_the_dataset_is_described_in_each_form(client: FlaskClient, accept: str) -> None:
    assert len(described(client, accept)) > 100


def test_the_counts_are_those_of_the_data(client: FlaskClient) -> None:
    stated = rows(
        described(client),
        "SELECT ?t ?s ?o { ?d void:triples ?t ; void:distinctSubjects ?s ; void:distinctObjects ?o }",
    )
    counts = "SELECT (COUNT(*) AS ?t) (COUNT(DISTINCT ?s) AS ?ss) (COUNT(DISTINCT ?o) AS ?os) { ?s ?p ?o }"
    assert stated == asked(client, counts)


def test_the_partitions_are_those_of_the_data(client: FlaskClient) -> None:
    store = described(client)
    stated = rows(store, "SELECT ?c ?n { ?d void:classPartition [ void:class ?c ; void:entities ?n ] }")
    assert stated == asked(client, "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c")
    stated = rows(store, "SELECT ?p ?n { ?d void:propertyPartition [ void:property ?p ; void:triples ?n ] }")
    assert stated == asked(client, "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p")


def test_the_links_to_wikidata_are_a_linkset(client: FlaskClient) -> None:
    links = """SELECT ?n { ?l a void:Linkset ; void:linkPredicate skos:exactMatch ; void:triples ?n ;
                           void:objectsTarget <http://www.wikidata.org/> }"""
    count = """SELECT (COUNT(*) AS ?n) { ?s skos:exactMatch ?o
               FILTER(STRSTARTS(STR(?o), "http://www.wikidata.org/")) }"""
    assert rows(described(client), links) == asked(client, count)


def test_the_version_is_the_snapshot_and_the_services_are_named(client: FlaskClient, directory: DataDirectory) -> None:
    store = described(client)
    assert rows(store, "SELECT ?v { ?d a void:Dataset ; dcat:version ?v }") == {
        (directory.current.read_text().strip(),)
    }
    endpoints = rows(store, "SELECT ?e { ?c a dcat:Catalog ; dcat:service [ dcat:endpointURL ?e ] }")
    assert endpoints == {("http://localhost/sparql",), ("http://localhost/data",)}


def test_an_empty_plain_directory_is_described_too(tmp_path: Path) -> None:
    directory = DataDirectory.create(tmp_path / "data", default_graph="plain")
    with open_writer(directory) as writer:
        writer.publish()
    store = described(create_app(Settings(directory.path)).test_client())
    assert list(store.quads_for_pattern(None, NamedNode(f"{PREFIXES['void']}triples"), None))


def test_a_form_that_there_is_not_is_406(client: FlaskClient) -> None:
    assert client.get("/.well-known/void", headers={"Accept": "image/png"}).status_code == 406
