"""A draft of a mapping: what the columns tell is said, what they do not is left empty, and nobody's name is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.errors import MappingError, TableRejected
from loaders.tables.drafting import draft
from loaders.tables.mapping import TableMapping
from loaders.tables.mapping_file import mapping_of
from ontology.model import Phenomenon

Writing = Callable[[str, str], Path]

FULL = """\
,,Toll,,,,,
Start date;End date;Claimant;Oblast code;Country;Civilians killed;Wounded people;Hedge;Day no.
01.01.2025;31.01.2025;OHCHR;UA63;UKR;1 234;5 678;at least;1
01.02.2025;28.02.2025;Mothers of Nowhere;UA12;UKR;7;N/A;;2
""".replace(",,Toll,,,,,", ";;Toll;;;;;;")


def drafted(write: Writing, text: str, name: str = "t.csv") -> TableMapping:
    return mapping_of(draft(str(write(name, text))).text, "m")


def test_a_draft_of_columns_that_tell_all_can_be_read(write: Writing) -> None:
    read = drafted(write, FULL)
    assert [(each.column, each.terms["phenomenon"].text) for each in read.figures] == [
        ("Civilians killed", Phenomenon.CIVILIANS_KILLED),
        ("Wounded people", Phenomenon.WOUNDED),
    ]
    killed = read.figures[0]
    assert (killed.dates["period"].columns, killed.dates["period"].form.form) == (
        ("Start date", "End date"),
        "DD.MM.YYYY",
    )
    assert (killed.agents["claimant"].column, killed.terms["population"].text) == ("Claimant", "civilians")
    assert killed.terms["comparator"].words == {"at least": "at-least", "": "exact"}
    assert killed.place is not None
    assert (killed.place.p_code[0].column, read.layout.delimiter, read.layout.header) == ("Oblast code", ";", 2)
    assert (" " in read.thousands, read.missing) == (True, frozenset(["N/A"]))


def test_columns_that_are_not_read_are_named(write: Writing) -> None:
    assert "# Not read: 'Day no.'.\n" in draft(str(write("t.csv", FULL))).text


def test_what_the_columns_do_not_tell_is_left_empty_and_told(write: Writing) -> None:
    found = draft(str(write("t.csv", "n,deaths\n1,3\n")))
    assert (found.figures, found.empty) == (("deaths",), ("claimant", "accumulation", "as-of"))
    with pytest.raises(MappingError, match="is empty"):
        mapping_of(found.text, "m")


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        (["2025-01-31"], None),
        (["31.01.2025", "01.02.2025"], "DD.MM.YYYY"),
        (["1/31/2025"], "M/D/YYYY"),
        (["01/02/2025"], ""),
        (["3 March 2025"], "D MMMM YYYY"),
    ],
)
def test_a_form_of_dates_is_named_where_one_alone_fits(write: Writing, cells: list[str], form: str | None) -> None:
    found = draft(str(write("t.csv", "date,deaths\n" + "".join(f"{cell},3\n" for cell in cells))))
    lines = [line.strip() for line in found.text.splitlines() if line.strip().startswith("format:")]
    assert [line.partition(" #")[0].partition(":")[2].strip() for line in lines] == ([] if form is None else [form])
    assert ("format" in found.empty) == (form == "")


@pytest.mark.parametrize(
    ("column", "phenomenon"),
    [
        ("IDPs", "internally-displaced"),
        ("displaced_people", "internally-displaced"),
        ("Refugees (UNHCR)", "refugees"),
        ("returned refugees", "returnees"),
        ("asylum_seekers", "asylum-seekers"),
        ("refugees killed", "deaths"),
    ],
)
def test_who_fled_is_told_from_who_was_harmed(write: Writing, column: str, phenomenon: str) -> None:
    assert f"    phenomenon: {phenomenon}\n" in draft(str(write("t.csv", f"date,{column}\n2025-01-31,3\n"))).text


def test_records_of_json_are_drafted_too(write: Writing) -> None:
    text = json.dumps([{"date": "2025-01-01", "killed": 5}, {"date": "2025-01-02", "killed": 6, "agency": "OHCHR"}])
    found = draft(str(write("t.json", text)))
    assert (found.figures, found.empty) == (("killed",), ("accumulation",))


def test_names_that_yaml_would_read_otherwise_are_quoted(write: Writing) -> None:
    text = "accumulation: cumulative\nas-of: 2025\nclaimant: OHCHR\n" + "".join(
        draft(str(write("t.csv", '"killed: all #1","no"\n3,x\n'))).text.partition("\nfigures:")[1:]
    )
    assert mapping_of(text, "m").figures[0].column == "killed: all #1"


def test_a_table_that_a_loader_knows_is_told(write: Writing) -> None:
    text = draft(str(write("t.csv", "date,day,personnel\n2025-01-01,1,40\n"))).text
    assert "# general_staff reads this table without a mapping.\n" in text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("surname,deaths\nX,1\n", "a list of persons"),
        ("a,b\n1,2\n", "no column of whole numbers whose name tells"),
        ('a"b,killed\n1,2\n', "has a quotation mark where none can be"),
    ],
)
def test_no_mapping_is_drafted_of_persons_or_of_nothing(write: Writing, text: str, says: str) -> None:
    with pytest.raises(TableRejected, match=says):
        draft(str(write("t.csv", text)))


def test_tags_are_no_row(write: Writing) -> None:
    text = "date,deaths,Notes\n#date,#affected+killed,\n2025-01-01,3,x\n"
    found = draft(str(write("t.csv", text)))
    assert "  first: 3  # after a row of HXL's tags\n" in found.text
    assert found.figures == ("deaths",)


@pytest.mark.parametrize(
    ("columns", "row", "place"),
    [
        ("geonames_id,Lat,lng", "706483,49.98,-36", ("geonames_id", ("Lat", "lng"))),
        ("GeoNames,p", "706483,UA6310", (None, None)),
        ("lat,area", "49.98,36", (None, None)),
        ("geonameid,latitude,longitude", "n/a,north,36", (None, None)),
    ],
)
def test_numbers_are_of_places_where_columns_are_called_so(
    write: Writing, columns: str, row: str, place: tuple[str | None, tuple[str, str] | None]
) -> None:
    text = f"date,source,killed,{columns}\n2025-01-31,OHCHR,5,{row}\n"
    drafts = draft(str(write("t.csv", text))).text.replace("accumulation:", "accumulation: cumulative")
    found = mapping_of(drafts, "m").figures[0].place
    assert (found.geonames.column if found and found.geonames else None, found.at if found else None) == place
