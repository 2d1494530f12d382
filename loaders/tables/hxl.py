"""Tables with HXL's tags under their header: a mapping that the table itself holds.

The Humanitarian Exchange Language, 1.1: https://hxlstandard.org/standard/1-1final/tagging/ . A column is read where
each of its attributes is understood: `#affected +killed +per100000` is no count of people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from loaders.errors import TableRejected
from loaders.tables.base import Beginning, Fitted
from loaders.tables.comma_separated import Layout, distinct
from loaders.tables.mapped import SelfMapped, require_no_persons
from loaders.tables.mapping import Counting, Dates, Given, TableMapping, Whereabouts
from ontology.model import Accumulation, Phenomenon

_TAG = re.compile(r"(#[a-z][a-z0-9_]*)((?:\s*\+\s*[a-z][a-z0-9_]*)*)", re.IGNORECASE)
_FATES = {"killed": Phenomenon.DEATHS, "injured": Phenomenon.WOUNDED, "missing": Phenomenon.MISSING}
_PARTS = ("f", "m", "infants", "children", "adolescents", "adults", "elderly")
"""Attributes of people, by which a figure is of a part of them."""
_PLAIN = frozenset(("ind", "num"))
"""Attributes that change nothing: that individuals are counted, and that a cell is a number."""
_TOTAL = frozenset(("cumulative",))
_APART = ("#event", "#cause", "#loc", "#sex", "#age", "#group", "#population")
"""Tags of what tells figures of one place and time apart."""
_NAMELESS = ("#date", "#country")
"""Tags of what names nobody, nor do the units of `_LEVEL`: it may be quoted where it is not read, too."""
_LEVEL = re.compile(r"#adm([1-5])")
_CODES = ("pcode", "v_pcode", "v_pcodes")
_NAMING = re.compile("code|name|v_pcodes?|pcode|i_[a-z]+")
"""Attributes of what names a unit, in whatever language."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A column by its tag: as it is printed, a second one by its number; hashtag and attributes in lower case."""

    column: str
    tag: str
    attributes: frozenset[str]

    def has(self, tag: str, *attributes: str, also: Iterable[str] = ()) -> bool:
        """Tell whether it is this tag with these attributes, and with no other than `also`."""
        return self.tag == tag and set(attributes) <= self.attributes <= {*attributes, *also}


def tags_in(row: Sequence[str]) -> tuple[Tagged, ...]:
    """Read a row of tags; nothing where a cell holds another thing than a tag, or none does."""
    found: list[Tagged] = []
    for column, cell in zip(distinct(row), row, strict=True):
        if not cell:
            continue
        if not (tag := _TAG.fullmatch(cell)):
            return ()
        attributes = (each.strip().casefold() for each in tag[2].split("+"))
        found.append(Tagged(column, tag[1].casefold(), frozenset(filter(None, attributes))))
    return tuple(found)


def below_tags(layout: Layout, beginning: Beginning) -> Layout:
    """Begin below a row of tags, which may stand under the header of any table and counts nobody."""
    tagged = any(map(tags_in, beginning.rows[layout.first - 1 : layout.first]))
    return replace(layout, first=layout.first + tagged)


@dataclass(frozen=True)
class Hxl(SelfMapped):
    """Reads people killed, injured and missing, where tags say of which time they are."""

    name: str = "hxl"
    version: str = "1"
    reads: str = "people killed, injured or missing in tables with HXL's tags (CSV)"
    example: str = "#date+occurred,#adm1+code,#affected+killed,#affected+injured,#meta+source"
    publisher: str | None = None

    def recognises(self, beginning: Beginning) -> bool:
        """Tell it by a row of tags among the first."""
        return any(map(tags_in, beginning.rows))

    def fitted(self, beginning: Beginning) -> Fitted:
        """Give what reads one table by its tags. Raises TableRejected where they do not say enough."""
        number, tags = next((n, tags) for n, row in enumerate(beginning.rows, 1) if (tags := tags_in(row)))
        require_no_persons(beginning.name, (column for row in beginning.rows[: number - 1] for column in row))
        try:
            figures = tuple(_figures(tags))
        except _Untold as error:
            raise TableRejected(f"{beginning.name}: {error}; `counterclaim map` drafts a mapping that can") from error
        layout = Layout(header=number, first=number + 1)
        quoted = frozenset(tag.column for tag in tags if tag.tag in _NAMELESS or _LEVEL.fullmatch(tag.tag))
        return Fitted(self.by(TableMapping(beginning.name, "", figures, layout=layout, quoted=quoted)), layout)


class _Untold(Exception):
    """What tags do not tell."""


def _figures(tags: Sequence[Tagged]) -> Iterator[Counting]:
    counted = [(tag, fate) for tag in tags if (fate := _fate(tag))]
    if not counted:
        raise _Untold(
            "none of its HXL tags is '#affected +killed', '+injured' or '+missing', with attributes known here"
        )
    claimant = _column(tags, "#meta", "source", also=("name", "org"))
    made_on = _column(tags, "#date", "reported")
    place, breakdown, unless = _place(tags), _breakdown(tags), _unless(tags)
    for tag, fate in counted:
        accumulation, dates = _dated(tag, tags)
        parts = [part for part in _PARTS if part in tag.attributes]
        yield Counting(
            column=_once(tag, tags).column,
            where={},
            terms={"phenomenon": Given(fate), "accumulation": Given(accumulation)},
            agents={"claimant": Given(column=claimant)} if claimant else {},
            dates={**dates, **({"made-on": Dates(first=made_on)} if made_on else {})},
            place=place,
            breakdown=breakdown,
            unless=unless,
            part=", ".join(parts) or None,
        )


def _fate(tag: Tagged) -> Phenomenon | None:
    """Tell what is counted under a tag; None where that is not known for certain."""
    fates = tag.attributes & _FATES.keys()
    if tag.tag != "#affected" or len(fates) != 1 or not tag.attributes <= {*fates, *_PARTS, *_PLAIN, *_TOTAL}:
        return None
    return _FATES[next(iter(fates))]


def _dated(tag: Tagged, tags: Sequence[Tagged]) -> tuple[Accumulation, dict[str, Dates]]:
    """Tell whether events or a total are counted, and of which time. Raises _Untold."""
    first, last, on = (_column(tags, "#date", each) for each in ("start", "end", "occurred"))
    plain, reported = _column(tags, "#date"), _column(tags, "#date", "reported")
    if tag.attributes & _TOTAL and (until := plain or last or on or reported):
        return Accumulation.CUMULATIVE, {"as-of": Dates(first=until)}
    if not tag.attributes & _TOTAL and first and last:
        return Accumulation.EVENT, {"period": Dates(first=first, last=last)}
    if not tag.attributes & _TOTAL and on:
        return Accumulation.EVENT, {"period": Dates(first=on)}
    raise _Untold(
        f"its HXL tags do not say whether '{tag.column}' is of events or a total: '#date +occurred', or '+start' and "
        "'+end', would say the one, '+cumulative' and a '#date' the other"
    )


def _place(tags: Sequence[Tagged]) -> Whereabouts | None:
    """Give where people are counted: by codes, and by a name only as far down as there are no codes."""
    country = _column(tags, "#country", "code", also=("iso3", "v_iso3"))
    codes, names = _levels(tags, "code", _CODES), _levels(tags, "name", ("i_en",))
    deepest = max(codes, default=0)
    named = names.get(deepest) if codes else names.get(max(names, default=0)) if country else None
    if not (country or codes):
        return None
    units = tuple(Given(column=codes[level]) for level in sorted(codes))
    return Whereabouts(_given(country), units, None, _given(named))


def _levels(tags: Sequence[Tagged], attribute: str, also: Sequence[str]) -> dict[int, str]:
    """Give the columns of administrative units by their levels. Raises _Untold for two of one tag."""
    return {
        int(level[1]): _once(tag, tags).column
        for tag in tags
        if (level := _LEVEL.fullmatch(tag.tag)) and tag.has(tag.tag, attribute, also=also)
    }


def _breakdown(tags: Sequence[Tagged]) -> tuple[str, ...]:
    """Give the columns without which two figures would seem to be of the same."""
    place = _place(tags)
    # With codes, a name tells units apart in rows that lack its code.
    told = {given.column for given in (place.p_code or (place.name,) if place else ()) if given}
    units = [tag for tag in tags if _LEVEL.fullmatch(tag.tag) and tag.column not in told]
    return tuple(tag.column for tag in (*units, *(tag for tag in tags if tag.tag in _APART)))


def _unless(tags: Sequence[Tagged]) -> dict[str, str]:
    """Give the columns that name units down to the smallest with codes, and the columns whose codes tell them."""
    codes = _levels(tags, "code", _CODES)
    names = {
        tag.column: int(level[1])
        for tag in tags
        if (level := _LEVEL.fullmatch(tag.tag)) and all(map(_NAMING.fullmatch, tag.attributes))
    }
    return {
        column: codes[min(each for each in codes if each >= level)]
        for column, level in names.items()
        if column not in codes.values() and level <= max(codes, default=0)
    }


def _column(tags: Sequence[Tagged], tag: str, *attributes: str, also: Iterable[str] = ()) -> str | None:
    """Give the one column that has a tag. Raises _Untold for several."""
    found = [each for each in tags if each.has(tag, *attributes, also=also)]
    return _once(found[0], found).column if found else None


def _once(tag: Tagged, tags: Sequence[Tagged]) -> Tagged:
    if sum(tag.tag == each.tag and tag.attributes == each.attributes for each in tags) > 1:
        raise _Untold(f"two of its columns have the HXL tag '{tag.column}'")
    return tag


def _given(column: str | None) -> Given | None:
    return Given(column=column) if column else None
