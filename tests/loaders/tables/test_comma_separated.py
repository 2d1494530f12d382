"""Comma-separated values: each cell has its place in the text, and a bad row costs no other."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.tables import comma_separated, window
from loaders.tables.comma_separated import Layout
from loaders.tables.rows import MAX_ROW, BadRow, Row
from loaders.tables.window import Window

Reading = Callable[[str], list[Row | BadRow]]

TABLE = '\ufeffplace,n\nЛьвів,40\r\n"Odesa, ""south""",50\n\nKyiv,60'
CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=6)


def good(rows: list[Row | BadRow]) -> list[Row]:
    assert all(isinstance(row, Row) for row in rows)
    return [row for row in rows if isinstance(row, Row)]


def test_cells_are_read_under_the_names_of_their_columns(csv_rows: Reading) -> None:
    assert [row.text("place") for row in good(csv_rows(TABLE))] == ["Львів", 'Odesa, "south"', "Kyiv"]


def test_columns_of_one_name_or_of_none_are_told_apart_by_their_numbers(csv_rows: Reading) -> None:
    (row,) = good(csv_rows("n,,n,,n [3]\n1,2,3,4,5\n"))
    assert {name: cell.text for name, cell in row.cells.items()} == {
        "n": "1",
        "[2]": "2",
        "n [3] [3]": "3",
        "[4]": "4",
        "n [3]": "5",
    }


def test_places_count_the_code_points_of_the_whole_text(csv_rows: Reading) -> None:
    rows = good(csv_rows(TABLE))
    assert [row.span.of(TABLE) for row in rows] == ["Львів,40", '"Odesa, ""south""",50', "Kyiv,60"]
    assert [row.cells["n"].span.of(TABLE) for row in rows] == ["40", "50", "60"]


def test_a_quoted_cell_is_placed_between_its_marks(csv_rows: Reading) -> None:
    assert good(csv_rows(TABLE))[1].cells["place"].span.of(TABLE) == 'Odesa, ""south""'


def test_rows_and_cells_have_the_fragments_of_rfc_7111(csv_rows: Reading) -> None:
    last = good(csv_rows(TABLE))[-1]
    assert (last.fragment, last.cells["n"].fragment) == ("row=5", "cell=5,2")


def test_what_stands_around_a_row_is_known(csv_rows: Reading) -> None:
    row = good(csv_rows(TABLE))[0]
    assert (row.before, row.after) == ("\ufeffplace,n\n", TABLE[row.span.end : row.span.end + 32])


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_any_table_reads_as_with_pythons_own_reader(cells: list[tuple[str, str]], line_end: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows([("a", "b"), *cells])
    text = written.getvalue()
    rows = good(list(comma_separated.rows(Window(io.BytesIO(text.encode())))))
    assert [(row.cells["a"].text, row.cells["b"].text) for row in rows] == cells
    assert all(row.span.of(text) == row.exact for row in rows)


def test_a_text_longer_than_what_is_read_at_a_time_keeps_its_places(
    csv_rows: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "_PIECE", 7)
    text = "a,b\n" + "".join(f'"№{n}",{n}\n' for n in range(100))
    rows = good(csv_rows(text))
    assert [row.cells["b"].span.of(text) for row in rows] == [str(n) for n in range(100)]
    assert rows[50].before == text[rows[50].span.start - 32 : rows[50].span.start]
    assert rows[50].after == text[rows[50].span.end : rows[50].span.end + 32]


@pytest.mark.parametrize(
    ("row", "reason"),
    [("1", "has 1 cells, and the table 2 columns"), ("1,2,3", "has 3 cells"), ('1,a"b"', "a quotation mark")],
)
def test_a_row_that_is_no_row_of_the_table_is_bad_and_the_next_one_read(
    csv_rows: Reading, row: str, reason: str
) -> None:
    bad, after = csv_rows(f"a,b\n{row}\n3,4\n")
    assert isinstance(bad, BadRow)
    assert reason in bad.reason
    assert isinstance(after, Row)
    assert after.text("b") == "4"


def test_a_mark_that_is_not_closed_costs_its_own_row_alone(csv_rows: Reading) -> None:
    rows = csv_rows('a,b\n1,"2\n3,4\n5,"6"\n7,8\n')
    assert [row.text("b") for row in rows if isinstance(row, Row)] == ["4", "6", "8"]


def test_a_row_without_end_ends_the_reading(csv_rows: Reading) -> None:
    (bad,) = csv_rows("a,b\n" + "1" * (MAX_ROW + 400_000))
    assert isinstance(bad, BadRow)
    assert "longer than 1,000,000 characters" in bad.reason


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_layout_names_another_delimiter_and_then_no_fragments_are_given(delimiter: str) -> None:
    text = 'place;n\n"Kyiv; north";40\nLviv, west;50\n'.replace(";", delimiter)
    rows = good(list(comma_separated.rows(Window(io.BytesIO(text.encode())), Layout(delimiter))))
    assert [(row.text("place"), row.text("n")) for row in rows] == [
        (f"Kyiv{delimiter} north", "40"),
        ("Lviv, west", "50"),
    ]
    assert [row.cells["n"].span.of(text) for row in rows] == ["40", "50"]
    assert {row.fragment for row in rows} | {row.cells["n"].fragment for row in rows} == {None}


def test_a_layout_says_which_row_names_the_columns_and_which_is_the_first_that_counts() -> None:
    text = ",Toll\n\nplace,n\n#adm1,#affected\nLviv,40\n"
    (row,) = good(list(comma_separated.rows(Window(io.BytesIO(text.encode())), Layout(header=3, first=5))))
    assert (row.text("place"), row.number, row.cells["n"].fragment) == ("Lviv", 5, "cell=5,2")


def test_the_first_rows_can_be_looked_at_by_themselves() -> None:
    text = '\ufeffa,"b, c"\r\n\r\n1,2\n3,"4\n'
    assert comma_separated.first_rows(Window(io.BytesIO(text.encode())), ",", 9) == [("a", "b, c"), ("",), ("1", "2")]
