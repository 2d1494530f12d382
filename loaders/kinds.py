"""What a file named on the command line holds: by its name, and where that leaves it open by how it begins."""

from __future__ import annotations

from enum import Enum
from functools import partial
from pathlib import Path

from loaders.articles import reliefweb, reviews
from loaders.inputs import beginning_of, is_address
from loaders.rdf.parsing import is_rdf
from loaders.tables.opening import is_table

_JSON = (".json", ".jsonld")


class Kind(Enum):
    """What is loaded in ways of its own."""

    REPORT = "report"
    TABLE = "table"
    RDF = "RDF"
    REVIEWS = "reviews by fact-checkers"


def kind_of(given: str) -> Kind:
    """Tell what is named; what cannot be opened is told by its name alone."""
    beginning = partial(beginning_of, Path(given))
    if is_address(given) or Path(given).is_dir():
        return Kind.REPORT
    if is_rdf(given, beginning):
        is_json = Path(given).suffix.lower() in _JSON
        return Kind.REVIEWS if is_json and reviews.is_of_reviews(beginning()) else Kind.RDF
    if not is_table(given):
        return Kind.REPORT
    is_answer = Path(given).suffix.lower() == ".json" and reliefweb.is_answer(beginning())
    return Kind.REPORT if is_answer else Kind.TABLE
