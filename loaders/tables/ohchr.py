"""Civilians killed and injured in Ukraine, as OHCHR counts them: OCHA's sheet of key figures, a row a day.

Above the names of its columns stands a row of groups. Of its columns two are OHCHR's; the others, on refugees, attacks
and money, are not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from loaders.tables.base import Beginning, Fitted
from loaders.tables.comma_separated import Layout
from loaders.tables.mapped import SelfMapped
from loaders.tables.mapping import Counting, Dates, Given, TableMapping, Whereabouts
from ontology.model import Accumulation, Comparator, Phenomenon, Population

# The sheet has it "casualities".
_COUNTED = re.compile(r"Civilian casuali?ties ?\(OHCHR\) - (Killed|Injured)")
_PHENOMENA = {"Killed": Phenomenon.CIVILIANS_KILLED, "Injured": Phenomenon.WOUNDED}
_DATE = "Date"
_TERMS = {
    "accumulation": Given(Accumulation.CUMULATIVE),
    "population": Given(Population.CIVILIANS),
    # OHCHR counts whom it has verified, and says with each figure that there are considerably more.
    "comparator": Given(Comparator.AT_LEAST),
}


@dataclass(frozen=True)
class CivilianCasualties(SelfMapped):
    """Reads how many civilians OHCHR had counted by a day."""

    name: str = "ohchr"
    version: str = "1"
    reads: str = "civilians killed and injured in Ukraine by OHCHR, in OCHA's sheet of key figures (CSV)"
    example: str = "…,Civilian casualities(OHCHR) - Killed,Civilian casualities(OHCHR) - Injured,Date,Source URL"
    publisher: str | None = "agency/ocha"

    def recognises(self, beginning: Beginning) -> bool:
        """Tell it by OHCHR's columns, in the row that names them."""
        return any(map(_names_columns, beginning.rows))

    def fitted(self, beginning: Beginning) -> Fitted:
        """Give what reads one sheet: by the row in which its columns are named."""
        header = next(number for number, row in enumerate(beginning.rows, 1) if _names_columns(row))
        columns, layout = beginning.rows[header - 1], Layout(header=header, first=header + 1)
        figures = tuple(_counting(column, found[1]) for column in columns if (found := _COUNTED.fullmatch(column)))
        missing = frozenset(("N/A",))
        mapping = TableMapping(beginning.name, "", figures, layout=layout, thousands=",", missing=missing)
        return Fitted(self.by(mapping), layout)


def _names_columns(row: Sequence[str]) -> bool:
    return _DATE in row and any(map(_COUNTED.fullmatch, row))


def _counting(column: str, what: str) -> Counting:
    return Counting(
        column=column,
        where={},
        terms={**_TERMS, "phenomenon": Given(_PHENOMENA[what])},
        agents={"claimant": Given("OHCHR")},
        dates={"as-of": Dates(first=_DATE)},
        conflict="conflict/russian-invasion-of-ukraine",
        place=Whereabouts(Given("UKR")),
    )
