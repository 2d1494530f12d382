"""Rows counted in the bytes of an answer, however they are cut: as many as the engine wrote, or not known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions, Store

from server.negotiation import CSV, JSON, PAGE, TSV, TURTLE, XML, ResultsOffer
from server.tally import Tally

FORMS = [JSON, XML, CSV, TSV]
# What could be taken for the end of a row, or of a value.
HOSTILE = ['}},{"', "}},{", "},{", '"bindings":[{', "<result>", "\r\n", "\n", '"', "\\", ",", "", "{", "}", "{}", "a"]

texts = st.lists(st.sampled_from(HOSTILE), max_size=4).map("".join)
rows = st.lists(st.tuples(st.one_of(st.none(), texts), st.one_of(st.none(), texts)), max_size=6)


def written(values: list[tuple[str | None, str | None]], offer: ResultsOffer) -> bytes:
    results = Store().query(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {' '.join(map(_row, values))} }} }}")
    assert isinstance(results, QuerySolutions)
    return results.serialize(format=offer.engine) or b""


def _row(values: tuple[str | None, str | None]) -> str:
    return f"({' '.join('UNDEF' if value is None else _literal(value) for value in values)})"


def _literal(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def counted(body: bytes, offer: ResultsOffer, piece: int) -> int | None:
    tally = Tally(offer)
    for start in range(0, len(body), piece):
        tally.add(body[start : start + piece])
    return tally.rows


@pytest.mark.parametrize("offer", FORMS, ids=lambda offer: offer.name)
@given(values=rows, piece=st.integers(1, 200))
def test_as_many_rows_are_counted_as_there_are(
    offer: ResultsOffer, values: list[tuple[str | None, str | None]], piece: int
) -> None:
    body = written(values, offer)
    known = counted(body, offer, piece)
    assert known == len(values) or (known is None and offer is JSON and b"{}" in body)


def test_other_forms_have_no_rows_that_are_known() -> None:
    for offer in (TURTLE, PAGE):
        tally = Tally(offer)
        tally.add(b"<result>\n")
        assert tally.rows is None
