"""The catalogue in DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/): the services, the versions, and their dumps."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pyoxigraph import Literal, NamedNode, Triple

from ontology.terms import DCAT, DCTERMS, RDF, SD, SPDX, XSD
from server import addresses
from server.context import settings, snapshot, snapshots
from server.dumps import MEDIA_TYPES
from store.dumps import SUFFIXES, DumpFile, dump_of
from store.snapshots import kept
from store.statistics import Statistics

_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_N_QUADS = "application/n-quads"


def triples(host: str, document: str, dataset: NamedNode) -> Iterator[Triple]:
    """Describe the catalogue, its services, and the versions of the dataset, which are the snapshots that there are."""
    catalogue = NamedNode(f"{document}#catalogue")
    yield Triple(catalogue, RDF.type, DCAT.Catalog)
    yield Triple(catalogue, DCTERMS.title, Literal(settings().site_name))
    yield Triple(catalogue, DCAT.dataset, dataset)
    yield from _services(host, catalogue, dataset)
    versions = kept(snapshots().directory)
    for name, statistics in versions:
        yield from _version(host, document, dataset, (name, statistics))
    for (before, _), (name, _) in pairwise(versions):
        yield Triple(_node(document, name), DCAT.previousVersion, _node(document, before))
    for suffix in SUFFIXES:
        yield Triple(dataset, DCAT.distribution, _node(document, f"{snapshot().name}.nq.{suffix}"))


def _services(host: str, catalogue: NamedNode, dataset: NamedNode) -> Iterator[Triple]:
    for address, language in ((addresses.SPARQL, SD.SPARQL11Query), (addresses.DATA, None)):
        service = NamedNode(f"{host}{address}")
        yield Triple(catalogue, DCAT.service, service)
        yield Triple(service, RDF.type, DCAT.DataService)
        yield Triple(service, DCAT.endpointURL, service)
        yield Triple(service, DCAT.servesDataset, dataset)
        if language:
            yield Triple(service, DCAT.endpointDescription, service)
            yield Triple(service, DCTERMS.conformsTo, language)


def _version(host: str, document: str, dataset: NamedNode, said: tuple[str, Statistics]) -> Iterator[Triple]:
    name, statistics = said
    version = _node(document, name)
    yield Triple(dataset, DCAT.hasVersion, version)
    if name == snapshot().name:
        yield Triple(dataset, DCAT.hasCurrentVersion, version)
    yield Triple(version, RDF.type, DCAT.Dataset)
    yield Triple(version, DCAT.isVersionOf, dataset)
    yield Triple(version, DCAT.version, Literal(name))
    yield Triple(version, DCTERMS.issued, Literal(str(statistics.get("published")), datatype=XSD.dateTime))
    made = dump_of(snapshots().directory, name) or ()
    for number, suffix in enumerate(SUFFIXES):
        distribution = _node(document, f"{name}.nq.{suffix}")
        yield Triple(version, DCAT.distribution, distribution)
        yield Triple(distribution, RDF.type, DCAT.Distribution)
        yield Triple(distribution, DCAT.downloadURL, NamedNode(host + addresses.dump(name, suffix)))
        yield Triple(distribution, DCAT.mediaType, NamedNode(_MEDIA_TYPES + _N_QUADS))
        yield Triple(distribution, DCAT.compressFormat, NamedNode(_MEDIA_TYPES + MEDIA_TYPES[suffix]))
        if made:
            yield from _file(distribution, made[number])


def _file(distribution: NamedNode, file: DumpFile) -> Iterator[Triple]:
    """Say what is known of a file once it is made."""
    checksum = NamedNode(f"{distribution.value}-sha256")
    yield Triple(distribution, DCAT.byteSize, Literal(str(file.size), datatype=XSD.nonNegativeInteger))
    yield Triple(distribution, SPDX.checksum, checksum)
    yield Triple(checksum, RDF.type, SPDX.Checksum)
    yield Triple(checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256)
    yield Triple(checksum, SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary))


def _node(document: str, name: str) -> NamedNode:
    return NamedNode(f"{document}#{name}")
