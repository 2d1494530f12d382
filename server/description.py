"""The service description (https://www.w3.org/TR/sparql11-service-description/): what /sparql and /update speak."""

from __future__ import annotations

from flask import Response, request
from pyoxigraph import NamedNode, Triple, serialize

from ontology.terms import PREFIXES, RDF, SD
from server import addresses, uploads
from server.errors import BadRequest
from server.negotiation import GRAPH_OFFERS, SELECT_OFFERS, choose
from server.responses import whole

_FORMATS = "http://www.w3.org/ns/formats/"
"""https://www.w3.org/ns/formats/"""

_NAMES = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/ld+json": "JSON-LD",
    "application/rdf+xml": "RDF_XML",
}


def triples(host: str) -> list[Triple]:
    """Describe the service at an address such as http://127.0.0.1:8000 ."""
    query, update, dataset, default = (
        NamedNode(f"{host}{path}")
        for path in (
            addresses.SPARQL,
            addresses.UPDATE,
            f"{addresses.SPARQL}#dataset",
            f"{addresses.SPARQL}#default-graph",
        )
    )
    results = [Triple(query, SD.resultFormat, format_of(offer.media_type)) for offer in (*SELECT_OFFERS, *GRAPH_OFFERS)]
    inputs = [Triple(update, SD.inputFormat, format_of(kind)) for kind in uploads.READ]
    return [
        Triple(query, RDF.type, SD.Service),
        Triple(query, SD.endpoint, query),
        Triple(query, SD.supportedLanguage, SD.SPARQL11Query),
        Triple(query, SD.defaultDataset, dataset),
        *results,
        Triple(update, RDF.type, SD.Service),
        Triple(update, SD.endpoint, update),
        Triple(update, SD.supportedLanguage, SD.SPARQL11Update),
        Triple(update, SD.defaultDataset, dataset),
        *inputs,
        Triple(dataset, RDF.type, SD.Dataset),
        Triple(dataset, SD.defaultGraph, default),
        Triple(default, RDF.type, SD.Graph),
    ]


def describe() -> Response:
    """Answer a request for the endpoint itself with its description, in the form that the client accepts."""
    offer, media_type = choose(request.headers.get("Accept"), GRAPH_OFFERS)
    try:
        described = triples(request.host_url.rstrip("/"))
    except ValueError as error:
        raise BadRequest("the Host of the request is no host") from error
    prefixes = {"rdf": PREFIXES["rdf"], "sd": PREFIXES["sd"]}
    body = serialize(described, format=offer.engine, prefixes=prefixes) or b""
    return whole(body, offer.content_type(media_type), negotiated=True)


def format_of(media_type: str) -> NamedNode:
    """Name a media type as these vocabularies do."""
    return NamedNode(_FORMATS + _NAMES[media_type])
