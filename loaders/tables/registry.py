"""The loaders of tables, and which of them a file is for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.errors import TableRejected
from loaders.tables.acled import SingleEvents
from loaders.tables.acled_monthly import MonthlyCounts
from loaders.tables.base import Beginning, Described, Form, TableLoader
from loaders.tables.comma_separated import DELIMITERS, header
from loaders.tables.displaced import InternallyDisplaced, Refugees, require_harm
from loaders.tables.general_staff import GeneralStaff
from loaders.tables.hapi import ConflictEvents
from loaders.tables.hxl import Hxl
from loaders.tables.mapped import Mapped, require_no_persons
from loaders.tables.mediazona import Mediazona
from loaders.tables.ohchr import CivilianCasualties
from loaders.tables.persons import PersonList
from loaders.tables.reliefweb_figures import CrisisFigures
from loaders.tables.ualosses import UALosses
from loaders.tables.ucdp import GeoreferencedEvents
from loaders.tables.wikidata import Wikidata

LOADERS: tuple[TableLoader, ...] = (
    GeneralStaff(),
    ConflictEvents(),
    InternallyDisplaced(),
    Refugees(),
    GeoreferencedEvents(),
    SingleEvents(),
    MonthlyCounts(),
    CivilianCasualties(),
    CrisisFigures(),
    Mediazona(),
    UALosses(),
    Wikidata(),
    Hxl(),
)
"""All that know a file by how it begins; the first that does reads it."""

LISTED: tuple[Described, ...] = (*LOADERS, Mapped())
"""All that reads tables."""

_LOOKED_AT = 1 << 16
_NAME = re.compile(r'"(\w+)"\s*:')
_ALIKE = 0.6
"""With so much of a loader's columns, a table is taken for one of its own with columns missing or renamed."""


def loader_for(beginning: Beginning) -> TableLoader:
    """Give the loader that recognises a file. Raises TableRejected, with the columns that lack, where none does."""
    if loader := recognising(beginning):
        return loader
    require_no_persons(beginning.name, beginning.columns)
    require_harm(beginning)
    near = max((each for each in LOADERS if each.columns), key=lambda each: _likeness(each, beginning.columns))
    if _likeness(near, beginning.columns) >= _ALIKE:
        lacking = ", ".join(sorted(near.columns.difference(beginning.columns)))
        raise TableRejected(f"{beginning.name}: looks like a table for {near.name}, and lacks the columns {lacking}")
    raise TableRejected(f"{beginning.name}: is no table that is read here; `counterclaim loaders` lists what is")


def recognising(beginning: Beginning) -> TableLoader | None:
    """Give the loader that recognises a file; None where none does."""
    return next((loader for loader in LOADERS if loader.recognises(beginning)), None)


def list_of_persons(content: bytes) -> PersonList | None:
    """Give what counts a text that is a list of persons, by its header or by the names in its first records."""
    text = content[:_LOOKED_AT].decode(errors="replace").removeprefix("\ufeff").lstrip()
    line = text.partition("\n")[0]
    named = [header(line, delimiter) for delimiter in DELIMITERS]
    if text.startswith(("[", "{")):
        named.append(tuple(_NAME.findall(text)))
    beginnings = [Beginning("", Form.CSV, columns) for columns in named]
    lists = (loader for loader in LOADERS if isinstance(loader, PersonList))
    return next((each for each in lists if any(map(each.recognises, beginnings))), None)


def _likeness(loader: TableLoader, columns: Sequence[str]) -> float:
    return len(loader.columns.intersection(columns)) / len(loader.columns)
