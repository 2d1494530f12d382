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
)
