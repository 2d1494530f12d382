"""Records in JSON, read as they come, with the place of each value: a list of objects, or an object that holds one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from loaders.errors import TableRejected
from loaders.tables.rows import AROUND, MAX_ROW, BadRow, Cell, Row
from loaders.tables.window import Window
from ontology.model import Span

_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()
_CUT = "is no record of JSON, is cut off, or is longer than {:,} characters: it and what follows is not read"


def rows(window: Window) -> Iterator[Row | BadRow]:
    """Give the records of a list as they are read; `number` counts them from 1.

    Raises TableRejected where there is no list of records. After one that is no JSON, nothing is read.
    """
    at, number = _after(window, _opening(window)), 0
    while not window.text.startswith("]", at):
        number += 1
        try:
            at, end = _whole(window, at)
        except ValueError:
            yield BadRow(number, None, _CUT.format(MAX_ROW), last=True)
            return
        at = window.holding(at, (length := end - at) + AROUND)
        yield _row(window, at, at + length, number)
        at = _after(window, at + length)
        if window.text.startswith(",", at):
            at = _after(window, at + 1)


def within(cell: Cell) -> Iterator[dict[str, Cell]]:
    """Give the values of each record of the list that a cell holds, with their places in the whole text."""
    for element in elements(cell):
        yield dict(_cells(element.text, element.span.start))


def elements(cell: Cell) -> Iterator[Cell]:
    """Give each record of the list that a cell holds, as it is printed; none of a string that is like a list."""
    text, at = cell.text, 1
    while text.startswith("[") and text.startswith("{", at := _skip(text, at)):
        try:
            end = _DECODER.raw_decode(text, at)[1]
        except ValueError:
            return
        yield Cell(text[at:end], Span(cell.span.start + at, cell.span.start + end))
        at = _skip(text, end)
        at += text.startswith(",", at)


def values(cell: Cell | None) -> dict[str, Cell]:
    """Give the values of the record that a cell holds; none where it holds no record."""
    if cell is None or not cell.text.startswith("{") or cell.span.end - cell.span.start != len(cell.text):
        return {}
    return dict(_cells(cell.text, cell.span.start))


def document(window: Window, most: int) -> Cell:
    """Give a file's whole text as the one record that it is. Raises TableRejected for another, or a longer one."""
    at = window.opened()
    window.holding(0, most + 1)
    if not window.ended and len(window.text) > most:
        raise TableRejected(f"is longer than {most:,} characters; part it")
    start = _skip(window.text, at)
    try:
        found, end = _DECODER.raw_decode(window.text, start)
    except (ValueError, RecursionError) as error:
        raise TableRejected("is no JSON, or is cut off") from error
    if not isinstance(found, dict):
        raise TableRejected("is no object of JSON")
    return Cell(window.text[start:end], Span(start, end))


def _opening(window: Window) -> int:
    """Find where the list's first record stands: in the list that is the file, or in the first such in the object.

    Beside a list of records an object may hold others: of messages, or of nothing.
    """
    at = _after(window, window.opened())
    if window.text.startswith("[", at):
        return at + 1
    if window.text.startswith("{", at):
        at = _after(window, at + 1)
        while window.text.startswith('"', at):
            at = _after(window, _past(window, at))
            at = _after(window, at + 1)
            if window.text.startswith("[", at):
                at = _after(window, at + 1)
                if window.text.startswith("{", at):
                    return at
                at = _past_values(window, at)
            else:
                at = _past(window, at)
            at = _after(window, at)
            at = _after(window, at + 1)
    raise TableRejected('holds no list of records; give JSON such as [{…}, {…}] or {"data": [{…}]}')


def _past_values(window: Window, at: int) -> int:
    """Go past the values of a list, from the first on."""
    while not window.text.startswith("]", at):
        at = _after(window, _past(window, at))
        if window.text.startswith(",", at):
            at = _after(window, at + 1)
    return at + 1


def _after(window: Window, at: int) -> int:
    """Give the place of the next character that is no blank."""
    while True:
        at = window.holding(at, 1)
        blank = _BLANK.match(window.text, at)
        if blank is None or blank.end() == at:
            return at
        at = blank.end()


def _past(window: Window, at: int) -> int:
    try:
        return _whole(window, at)[1]
    except ValueError as error:
        raise TableRejected("is no JSON; give a list of records") from error


def _whole(window: Window, at: int) -> tuple[int, int]:
    """Give where the value begins and ends that stands here. Raises ValueError for none, or one without end."""
    while True:
        try:
            end = _DECODER.raw_decode(window.text, at)[1]
            if end < len(window.text) or window.ended:  # else it may be the beginning of a longer number
                return at, end
        except (ValueError, RecursionError) as error:
            if window.ended or len(window.text) - at > MAX_ROW:
                raise ValueError("no value") from error
        wanted = 2 * max(len(window.text) - at, 1)
        at = window.holding(at, wanted)


def _row(window: Window, start: int, end: int, number: int) -> Row | BadRow:
    exact = window.text[start:end]
    if not exact.startswith("{"):
        return BadRow(number, None, "is no record: an object of names and values")
    place = window.base + start
    before, after = window.around(start, end)
    values = list(_cells(exact, place))
    cells = dict(values)
    if len(cells) < len(values):
        return BadRow(number, None, "has two values of one name")
    try:
        "".join((*cells, *(cell.text for cell in cells.values()))).encode()
    except UnicodeEncodeError:
        return BadRow(number, None, "holds half of a character")
    return Row(number, Span(place, place + len(exact)), exact, before, after, cells)


def _cells(record: str, place: int) -> Iterator[tuple[str, Cell]]:
    """Give the values of a record under their names; lists and objects in it as they are printed."""
    at = _skip(record, 1)
    while record.startswith('"', at):
        name, at = _DECODER.raw_decode(record, at)
        start = _skip(record, _skip(record, at) + 1)
        value, end = _DECODER.raw_decode(record, start)
        quoted = isinstance(value, str)
        inner = Span(place + start + quoted, place + end - quoted)
        yield name, Cell(_said(value, record[start:end]), inner)
        at = _skip(record, end)
        if record.startswith(",", at):
            at = _skip(record, at + 1)


def _said(value: Any, printed: str) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else printed


def _skip(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at
