"""The ontology as a document: a page, RDF as its file says it, and the diagram by itself.

It ships with the program, so it is the same whatever a data directory holds; what follows from it is in
`graph/ontology` there.
"""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from ontology import publication
from ontology.terms import CCL
from ontology.vocabulary import version as shipped_version
from queries import catalogue
from server import addresses, resources
from server.context import remembered, snapshots
from server.errors import NotFound
from server.examples import SHOWN
from server.negotiation import HTML
from server.responses import SVG, whole
from server.views import diagram
from server.views.alignment import alignments
from server.views.schemes import schemes
from server.views.vocabulary import vocabulary

blueprint = Blueprint("vocabulary", __name__)


@blueprint.get(addresses.ONTOLOGY)
def ontology() -> Response:
    """Give the ontology as a page or as RDF."""
    offer, media_type = resources.wanted()
    if offer is None:
        return whole(remembered(addresses.ONTOLOGY, _page), f"{HTML}; charset=utf-8", negotiated=True)
    return whole(publication.document(offer.engine), offer.content_type(media_type), negotiated=True)


@blueprint.get(f"{addresses.ONTOLOGY}/<version>")
def ontology_version(version: str) -> Response:
    """Give the ontology by its version IRI: there is only the version that this program ships with."""
    shipped = shipped_version()
    if version != shipped:
        raise NotFound(f"version {shipped} of the ontology is here; the project's history has the others")
    return ontology()


@blueprint.get(f"{addresses.ONTOLOGY}.<suffix>")
def ontology_document(suffix: str) -> Response:
    """Give the ontology in the form that its address names."""
    if suffix not in resources.SUFFIXES:
        raise NotFound(f"the ontology is not on offer as .{suffix}; on offer: {', '.join(resources.SUFFIXES)}, svg")
    offer = resources.SUFFIXES[suffix]
    return whole(publication.document(offer.engine), offer.content_type(offer.media_type))


@blueprint.get(f"{addresses.ONTOLOGY}.svg")
def ontology_diagram() -> Response:
    """Give the diagram of the core classes by itself."""
    drawing = diagram.draw(publication.statements())
    shown = render_template("diagram.svg", drawing=drawing, diagram=diagram, home=addresses.ONTOLOGY, alone=True)
    return whole(shown.encode(), SVG)


def _page() -> bytes:
    base = snapshots().directory.base
    said = publication.statements()
    queries = {name: catalogue.read(name, base) for name in catalogue.names()}
    shown = render_template(
        "vocabulary.html",
        title="Ontology",
        page=vocabulary(),
        diagram=diagram,
        drawing=diagram.draw(said),
        alignments=alignments(said),
        schemes=schemes(base),
        queries=[queries[name] for name in SHOWN],
        # Those that can be asked by who knows none of our terms.
        foreign_queries=[query for query in queries.values() if str(CCL) not in query.text],
        forms=resources.forms(addresses.ontology),
    )
    return shown.encode()
