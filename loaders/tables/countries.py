"""Where a row says that something was: the state by a code, units in it by their names, and a point."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from babel.core import get_global

from loaders.tables.cells import degrees
from loaders.tables.rows import Row
from ontology.identifiers import Identifiers
from ontology.model import Place, Point
from ontology.triples import ISO_3166_1
from ontology.vocabulary import translated

_WITHDRAWN = ("BUR", "DDR", "FXX", "TMP", "YMD", "ZAR")
"""Codes that stand no more in ISO 3166-1 but in ISO 3166-3, and are aliases of what others are aliases of."""


def country(names: Identifiers, register: str, code: str, label: str | None) -> Place:
    """Give a state's place: by its code of ISO 3166-1 where the reference data know that, else by the one given."""
    iso = code if register == ISO_3166_1 else translated(register, ISO_3166_1).get(code)
    if iso:
        return Place(names.place_by_code(ISO_3166_1, iso), label, ISO_3166_1, iso)
    return Place(names.place_by_code(register, code), label, register, code)


@cache
def alpha_3() -> Mapping[str, str]:
    """Give the codes of ISO 3166-1 in three letters by those in three digits, as CLDR (in Babel) has both.

    https://www.unicode.org/reports/tr35/tr35-info.html#Supplemental_Alias_Information
    """
    # CLDR has what each code is an alias of: `UKR` and `804` of `UA`.
    known = {code: to[0] for code, to in get_global("territory_aliases").items() if len(to) == 1 and len(code) == 3}
    letters = {to: code for code, to in known.items() if code.isalpha() and code not in _WITHDRAWN}
    return {code: letters[to] for code, to in known.items() if code.isdecimal() and to in letters}


def unit(names: Identifiers, state: Place, *labels: str) -> Place:
    """Give the smallest unit of a state that is named, the widest name first; without a name the state itself."""
    place, above = state, list[str]()
    for label in itertools.takewhile(bool, labels):
        above.append(label)
        place = Place(names.place_by_name(state.iri, *above), label, part_of=place)
    return place


def point(row: Row, note: str | None) -> Point | None:
    """Give the point that latitude and longitude name; None where both are empty. Raises UnusableCell."""
    if not row.text("latitude") and not row.text("longitude"):
        return None
    latitude, longitude = degrees(row, "latitude", Decimal(90)), degrees(row, "longitude", Decimal(180))
    return Point(longitude, latitude, note)
