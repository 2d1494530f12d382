"""Reading what fact-checkers review: whoever publishes a review claims nothing of what is reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from loaders.articles import reviews
from loaders.articles.article import Article, Refused
from loaders.base import Describing, Loader, Read
from loaders.errors import LoaderError
from loaders.inputs import display_name, read_input
from ontology.identifiers import Identifiers
from ontology.model import Claim, EventClaim, Report

_UNATTRIBUTED = "it reads as the claim of who published the review"


@dataclass(frozen=True)
class ReviewReader:
    """Reads reviews as another loader does, and leaves out each claim that no words attribute to somebody else."""

    reader: Loader

    @property
    def name(self) -> str:
        """The loader's name, part of what identifies an extraction: that of the one who reads."""
        return self.reader.name

    @property
    def version(self) -> str:
        """The version of its rules, likewise."""
        return self.reader.version

    def read(self, content: bytes, name: str, identifiers: Identifiers) -> Read:
        """Read a review. Raises LoaderError."""
        read = self.reader.read(content, name, identifiers)
        reading, publisher = read.reading, read.reading.report.publisher
        claims = tuple(each for each in reading.claims if _is_of_another(each, publisher))
        events = tuple(each for each in reading.events if _is_of_another(each, publisher))
        left_out = len(reading.claims) + len(reading.events) - len(claims) - len(events)
        return replace(
            read,
            reading=replace(reading, claims=claims, events=events),
            refused=(*read.refused, *[_UNATTRIBUTED] * left_out),
        )

    def describe(self, content: bytes, name: str, identifiers: Identifiers) -> Report:
        """Give what a reading would say of the review itself. Raises LoaderError, where the reader cannot tell."""
        if not isinstance(self.reader, Describing):
            raise LoaderError(f"{name}: is to be read to know what it says")
        return self.reader.describe(content, name, identifiers)


def opened_reviews(given: str) -> Iterator[Article | Refused]:
    """Give the reports of a file of reviews and claims; what cannot be opened is given as refused."""
    try:
        yield from reviews.articles(read_input(given, reviews.MAX_BYTES), display_name(given))
    except LoaderError as error:
        yield Refused(given, error)


def _is_of_another(claim: Claim | EventClaim, publisher: str | None) -> bool:
    return claim.utterance.attributed_in is not None and claim.utterance.claimant != publisher
