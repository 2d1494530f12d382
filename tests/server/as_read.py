"""Reports as they were read, for tests of how they are shown."""

from __future__ import annotations

from functools import cache

from loaders.base import Read
from loaders.reports.metadata import Metadata
from loaders.reports.reader import ReportReader
from ontology.dates import when
from ontology.identifiers import DEFAULT_BASE, Identifiers
from server.views.reading import ReadingView, reading_view

MARKED = (
    "Russia returned 1,000 bodies to Ukraine on 18 October, which Moscow claims are the remains of Ukrainian soldiers "
    "who died in combat.\n\n"
    "The BBC and Mediazona estimate that over 135,000 Russian soldiers have been killed.\n\n"
    "The International Committee of the Red Cross mediated the exchange.\n\n"
    "It cost $3 million.[4]\n"
)
"""Two claims on one figure, one within the other; a joint claim; an event claim; three numbers passed over."""


@cache
def read(text: str) -> Read:
    """Read a report by a known outlet of a known day."""
    metadata = Metadata(title="A report", published=when("2025-10-23"), publisher="Ukrinform", language="en")
    return ReportReader(metadata).read(text.encode(), "report.txt", Identifiers())


def view(text: str, number: int = 1) -> ReadingView:
    """Show a report as it was read."""
    return reading_view(read(text), "report.txt", DEFAULT_BASE, number)
