"""Records in JSON: each value has its place in the text, and a file that ends too soon loses its end alone."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.errors import TableRejected
from loaders.tables import json_records, window
from loaders.tables.rows import MAX_ROW, BadRow, Row
from loaders.tables.window import Window

Reading = Callable[[str], list[Row | BadRow]]

VALUE = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.lists(st.integers(), max_size=2)
RECORD = st.dictionaries(st.text(max_size=4), VALUE, max_size=4)


def good(rows: list[Row | BadRow]) -> list[Row]:
    assert all(isinstance(row, Row) for row in rows)
    return [row for row in rows if isinstance(row, Row)]


@given(st.lists(RECORD, max_size=4), st.sampled_from([None, 2]), st.booleans())
def test_any_list_of_records_reads_as_with_pythons_own_reader(
    records: list[dict[str, object]], indent: int | None, ascii_alone: bool
) -> None:
    text = json.dumps(records, indent=indent, ensure_ascii=ascii_alone)
    rows = good(list(json_records.rows(Window(io.BytesIO(text.encode(errors="replace"))))))
    assert [json.loads(row.exact) for row in rows] == json.loads(text.encode(errors="replace"))
    assert all(row.span.of(text) == row.exact for row in rows)


def test_a_value_is_placed_by_its_own_characters(json_rows: Reading) -> None:
    text = '\ufeff[ {"місце": "Львів", "n" : 40, "of": [1, 2]} ]'
    (row,) = good(json_rows(text))
    assert [row.cells[name].span.of(text) for name in ("місце", "n", "of")] == ["Львів", "40", "[1, 2]"]


def test_nothing_is_an_empty_cell(json_rows: Reading) -> None:
    assert good(json_rows('[{"n": null}]'))[0].text("n") == ""


@pytest.mark.parametrize(
    "text",
    [
        '{"data": [{"n": 1}]}',
        '{"count": 1, "page": {"of": [2]}, "Result": [{"n": 1}]}',
        '{"messages": ["a", [1], 2], "none": [ ], "data": [{"n": 1}]}',
    ],
)
def test_the_list_may_stand_in_an_object(json_rows: Reading, text: str) -> None:
    (row,) = good(json_rows(text))
    assert row.cells["n"].span.of(text) == "1"


def test_a_text_longer_than_what_is_read_at_a_time_keeps_its_places(
    json_rows: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "_PIECE", 7)
    text = json.dumps([{"№": n} for n in range(100)], ensure_ascii=False)
    rows = good(json_rows(text))
    assert [row.cells["№"].span.of(text) for row in rows] == [str(n) for n in range(100)]
    assert rows[50].after == text[rows[50].span.end : rows[50].span.end + 32]


@pytest.mark.parametrize("text", ["", "7", '{"a": 1}', '{"a" 1'])
def test_what_holds_no_list_is_refused(json_rows: Reading, text: str) -> None:
    with pytest.raises(TableRejected):
        json_rows(text)


@pytest.mark.parametrize("end", ["", ",", ', {"n": 2', ', {"n" 2}]', f', {{"n": "{"x" * (MAX_ROW + 1)}'])
def test_what_is_cut_off_or_no_record_ends_the_reading_and_is_told(json_rows: Reading, end: str) -> None:
    first, bad = json_rows('[{"n": 1}' + end)
    assert isinstance(first, Row)
    assert isinstance(bad, BadRow)
    assert (bad.number, "not read" in bad.reason) == (2, True)


def test_what_is_no_record_in_a_list_is_bad_and_the_next_one_read(json_rows: Reading) -> None:
    bad, row = json_rows('[7, {"n": 1}]')
    assert isinstance(bad, BadRow)
    assert isinstance(row, Row)


def test_a_record_with_two_values_of_one_name_is_bad_and_the_next_one_read(json_rows: Reading) -> None:
    bad, after = json_rows('[{"n": 1, "n": 2}, {"n": 3}]')
    assert isinstance(bad, BadRow)
    assert isinstance(after, Row)
    assert (bad.reason, after.text("n")) == ("has two values of one name", "3")


def test_a_nest_without_end_is_told(json_rows: Reading) -> None:
    (bad,) = json_rows('[{"n": ' + "[" * 100_000)
    assert isinstance(bad, BadRow)
