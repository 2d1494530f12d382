"""What is read beside plain reports and tables, as `counterclaim loaders` lists it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listed:
    """A kind of file that is known by how it begins; as `loaders.tables.base.Described`, with no columns of its own."""

    name: str
    version: str
    reads: str
    example: str
    columns: frozenset[str] = frozenset()


OTHERS = (
    Listed(
        "reliefweb",
        "1",
        "reports as the ReliefWeb API has them, each read as a report (JSON of /v2/reports)",
        '{"data": [{"id": "1", "fields": {"title": "…", "body": "…", "source": [{"name": "OHCHR"}], …}}]}',
    ),
    Listed(
        "claim_review",
        "1",
        "what fact-checkers review, as the claims of who made them (schema.org's ClaimReview and Claim in JSON-LD)",
        '{"@type": "ClaimReview", "claimReviewed": "…", "itemReviewed": {"author": {"name": "Sergei Lavrov"}}, …}',
    ),
    Listed(
        "rdf",
        "1",
        "RDF into a graph of its own, and an export's graphs as they were (Turtle, TriG, N-Quads, …; also .gz, .zst)",
        "<claim/5f0c2b> <https://example.org/seen> true .",
    ),
)
