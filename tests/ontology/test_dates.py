"""Dates in EDTF: what is read, and what is refused though the parser behind would let it pass."""

import re

import pytest

from ontology.dates import LEXICAL, when
from ontology.errors import DateError

READ = """
    2025-10-23 2025-10 2025 2025-22 ../2025-10-23 /2025 2025/.. 2025/ 2025-10-23/2025-10-25 2025? 2025-10~ 2025%
    202X 20XX 2025-XX 2025-XX-XX 1950S2 2025?-10-23 2025-?10-~23 2004-06?/2004-08 2025-22/2025-23
    2025-10-23T12:00:00Z 2025-10-23T12:00:00+01:00 {2025,2026} [2025..2026] {1667,1668,1670..1672} 156X-12-25
""".split()


@pytest.mark.parametrize("text", READ)
def test_what_is_read_has_the_form_of_edtf(text: str) -> None:
    assert re.fullmatch(LEXICAL, when(text).edtf)


@pytest.mark.parametrize(
    "text",
    ["", "lately", "23.10.2025", "10/23/2025", "2025-10-23/2025-10-25/2025-10-27", "2025 -10", "{2025, 2026}", "Y17E9"],
)
def test_what_does_not_look_like_edtf_is_refused(text: str) -> None:
    assert not (text and re.fullmatch(LEXICAL, text))
    with pytest.raises(DateError, match="not a date in EDTF"):
        when(text)


@pytest.mark.parametrize("text", ["2025-13", "2025-02-30", "2025-44"])
def test_a_day_that_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(DateError, match="not a date in EDTF"):
        when(text)


def test_a_date_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(DateError, match="ends before it begins"):
        when("2025-10-23/2025-10-22")
