"""The dataset described for those who look for it: VoID and DCAT at `/.well-known/void`.

https://www.w3.org/TR/void/ , https://www.w3.org/TR/vocab-dcat-3/ . What there is was counted when it was published.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, request
from pyoxigraph import Literal, NamedNode, Triple, serialize

from ontology.terms import DCAT, DCTERMS, FOAF, PREFIXES, RDF, VOID, XSD
from queries.scopes import PARAMETERS
from server import addresses, catalogue, dumps
from server.context import settings, snapshot
from server.description import format_of
from server.errors import BadRequest
from server.negotiation import GRAPH_OFFERS, choose
from server.responses import whole
from store.dumps import SUFFIXES
from store.profile import Profile

blueprint = Blueprint("dataset", __name__)


@blueprint.get(addresses.VOID)
def void() -> Response:
    """Describe the dataset in the form that the client accepts."""
    offer, media_type = choose(request.headers.get("Accept"), GRAPH_OFFERS)
    if any(given in PARAMETERS for given in request.args):
        raise BadRequest("the dataset is described whole, and knows no scopes: ask at /sparql")
    try:
        described = [*triples(request.host_url.rstrip("/"), snapshot().profile())]
    except ValueError as error:
        raise BadRequest("the Host of the request is no host") from error
    used = " ".join(map(str, described))
    prefixes = {prefix: iri for prefix, iri in PREFIXES.items() if f"<{iri}" in used}
    body = serialize(described, format=offer.engine, prefixes=prefixes) or b""
    dumps.dumping().want_by_the_way(snapshot().name)
    response = whole(body, offer.content_type(media_type), negotiated=True)
    # Dumps come and go without anything being published: what keeps answers until then is not to keep this one.
    response.headers["Cache-Control"] = "no-cache"
    return response


def triples(host: str, found: Profile) -> Iterator[Triple]:
    """Describe the dataset that is served at an address such as http://127.0.0.1:8000 ."""
    document = f"{host}{addresses.VOID}"
    dataset = NamedNode(f"{document}#dataset")
    yield Triple(NamedNode(document), RDF.type, VOID.DatasetDescription)
    yield Triple(NamedNode(document), FOAF.primaryTopic, dataset)
    yield from _dataset(host, dataset, found)
    yield from _partitions(document, dataset, found)
    yield from _linksets(document, dataset, found)
    yield from catalogue.triples(host, document, dataset)


def _dataset(host: str, dataset: NamedNode, found: Profile) -> Iterator[Triple]:
    pinned = snapshot()
    said: dict[NamedNode, Sequence[NamedNode | Literal]] = {
        RDF.type: [VOID.Dataset, DCAT.Dataset],
        DCTERMS.title: [Literal(settings().site_name)],
        DCTERMS.modified: [Literal(str(pinned.statistics.get("published")), datatype=XSD.dateTime)],
        DCAT.version: [Literal(pinned.name)],
        VOID.dataDump: [NamedNode(host + addresses.dump(pinned.name, suffix)) for suffix in SUFFIXES],
        VOID.sparqlEndpoint: [NamedNode(f"{host}{addresses.SPARQL}")],
        VOID.uriSpace: [Literal(pinned.base)],
        VOID.triples: [Literal(found.triples)],
        VOID.distinctSubjects: [Literal(found.subjects)],
        VOID.distinctObjects: [Literal(found.objects)],
        VOID.classes: [Literal(len(found.classes))],
        VOID.properties: [Literal(len(found.properties))],
        VOID.feature: [format_of(offer.media_type) for offer in GRAPH_OFFERS],
        VOID.vocabulary: [NamedNode(iri) for iri in PREFIXES.values() if _is_used(iri, found)],
    }
    yield from (Triple(dataset, name, value) for name, values in said.items() for value in values)


def _is_used(namespace: str, found: Profile) -> bool:
    return any(name.startswith(namespace) for names in (found.classes, found.properties) for name in names)


def _partitions(document: str, dataset: NamedNode, found: Profile) -> Iterator[Triple]:
    kinds = (
        ("class", found.classes, VOID.classPartition, VOID["class"], VOID.entities),
        ("property", found.properties, VOID.propertyPartition, VOID.property, VOID.triples),
    )
    for kind, counts, has, of, how_many in kinds:
        for number, (name, count) in enumerate(counts.items(), start=1):
            part = NamedNode(f"{document}#{kind}-{number}")
            yield Triple(dataset, has, part)
            yield Triple(part, RDF.type, VOID.Dataset)
            yield Triple(part, of, NamedNode(name))
            yield Triple(part, how_many, Literal(count))


def _linksets(document: str, dataset: NamedNode, found: Profile) -> Iterator[Triple]:
    for number, ((predicate, site), count) in enumerate(found.links.items(), start=1):
        links, target = NamedNode(f"{document}#links-{number}"), NamedNode(site)
        yield Triple(dataset, VOID.subset, links)
        yield Triple(links, RDF.type, VOID.Linkset)
        yield Triple(links, VOID.linkPredicate, NamedNode(predicate))
        yield Triple(links, VOID.subjectsTarget, dataset)
        yield Triple(links, VOID.objectsTarget, target)
        yield Triple(links, VOID.triples, Literal(count))
