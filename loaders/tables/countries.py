"""Where a row says that something was: the state by a code, units in it by their names, and a point."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from babel.core import get_global

from loaders.tables.cells import UnusableCell, degrees
from loaders.tables.rows import Row
from ontology.identifiers import Identifiers
from ontology.model import Place, Point
from ontology.triples import GEONAMES, ISO_3166_1, P_CODE
from ontology.vocabulary import identified, translated

ISO_3166_2 = "iso-3166-2"

_ALPHA_3 = re.compile("[A-Z]{3}")
_UNITS = {
    P_CODE: re.compile("[A-Z]{2,3}[A-Za-z0-9_-]{1,20}"),
    ISO_3166_2: re.compile("[A-Z]{2}-[A-Z0-9]{1,3}"),
    GEONAMES: re.compile("[1-9][0-9]{0,9}"),
}
"""How codes look in each register."""
_WITHDRAWN = ("BUR", "DDR", "FXX", "TMP", "YMD", "ZAR")
"""Codes that stand no more in ISO 3166-1 but in ISO 3166-3, and are aliases of what others are aliases of."""


def state(names: Identifiers, code: str, label: str | None, column: str) -> Place:
    """Give a state by its code of ISO 3166-1 in three letters. Raises UnusableCell for none such."""
    if not _ALPHA_3.fullmatch(code):
        raise UnusableCell(column, "is no code of ISO 3166-1 in three letters")
    return country(names, ISO_3166_1, code, label)


def country(names: Identifiers, register: str, code: str, label: str | None) -> Place:
    """Give a state's place: by its code of ISO 3166-1 where the reference data know that, else by the one given."""
    iso = code if register == ISO_3166_1 else translated(register, ISO_3166_1).get(code)
    if iso:
        return Place(names.place_by_code(ISO_3166_1, iso), label, ISO_3166_1, iso)
    return Place(names.place_by_code(register, code), label, register, code)


def coded(names: Identifiers, register: str, code: str, label: str | None, within: Place | None, column: str) -> Place:
    """Give a unit by its code: that of the reference data, else a new one. Raises UnusableCell for no code."""
    if not _UNITS[register].fullmatch(code):
        raise UnusableCell(column, f"is no code of the register {register}")
    if known := identified(register).get(code):
        return Place(names.at(known), part_of=within)
    return Place(names.place_by_code(register, code), label, register, code, within)


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


def point(row: Row, note: str | None, columns: tuple[str, str] = ("latitude", "longitude")) -> Point | None:
    """Give the point that latitude and longitude name; None where both are empty. Raises UnusableCell."""
    if not any(map(row.text, columns)):
        return None
    latitude, longitude = (degrees(row, column, Decimal(most)) for column, most in zip(columns, (90, 180), strict=True))
    return Point(longitude, latitude, note)
