"""Mediazona's list of Russian dead, each confirmed by name: how many there are, and no one of them.

The list has `url`, `name`, `id` and `color`, the details of a case `name`, `region`, `death` and others. Which deaths a
list is of stands in its address alone (`https://200.zona.media/api/case?death=2022`), and that it is Mediazona's, too:
any list may have such names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qs, urlsplit

from loaders.tables.cells import UnusableCell
from loaders.tables.persons import DEAD, Kind, PersonList
from loaders.tables.record import Recorder
from ontology.dates import When, when

_KINDS = {"dead": DEAD}
_HOST = re.compile(r"(?:.+\.)?zona\.media")
_YEAR = re.compile(r"\d{4}", re.ASCII)


@dataclass(frozen=True)
class Mediazona(PersonList):
    """Counts the dead, and those of each month where a record has a day of death."""

    name: str = "mediazona"
    version: str = "1"
    reads: str = "how many Russian dead Mediazona lists: their number alone is kept (JSON or CSV)"
    example: str = '{"url": "…", "name": "…", "id": "…", "color": "…"}'
    publisher: str | None = "agency/mediazona"
    affiliation: str = "party/russia"
    forms: tuple[frozenset[str], ...] = (
        frozenset(("url", "name", "id", "color")),
        frozenset(("uid", "name", "region", "death")),
    )
    day: str = "death"
    status: str | None = None
    kinds: Mapping[str, Kind] = field(default_factory=lambda: _KINDS)

    def whole(self, record: Recorder) -> When | None:
        """Give the year that the address names; without one the list is of all.

        Raises UnusableCell for no address, and for one that is not Mediazona's.
        """
        if not (address := _address(record.dataset.url)) or not _HOST.fullmatch(address.hostname or ""):
            raise UnusableCell(
                "records", "counts nobody knows whose dead; say by --url where at zona.media the list is"
            )
        years = parse_qs(address.query).get("death", [])
        if not years:
            return None
        if len(years) > 1 or not _YEAR.fullmatch(years[0]):
            raise UnusableCell("records", "counts deaths of a time that is no year such as death=2022 in --url")
        return when(years[0])


def _address(url: str | None) -> SplitResult | None:
    try:
        return urlsplit(url) if url else None
    except ValueError:
        return None
