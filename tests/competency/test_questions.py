"""Each question of the catalogue gets the answer on the sample reports that stands beside this file.

The answers were checked by hand against the reports; `README.md` says which rows show a misreading.
"""

import csv
import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

from loaders.reports.metadata import split_front_matter
from queries import catalogue
from queries.evaluation import evaluate
from server.protocol import QUERY

ANSWERS = Path(__file__).parent
NAMES = catalogue.names()


def rows(text: str) -> list[list[str]]:
    """Read CSV: a cell may hold line breaks, and rows may end as RFC 4180 or as this repository has it."""
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def expected(name: str) -> list[list[str]]:
    return rows((ANSWERS / f"{name}.csv").read_bytes().decode())


def answer(samples: Store, text: str) -> list[list[str]]:
    results = evaluate(samples, text)
    assert isinstance(results, QuerySolutions)
    written = results.serialize(format=QueryResultsFormat.CSV)
    assert written is not None
    return rows(written.decode())


def test_each_question_has_an_expected_answer_and_each_answer_a_question() -> None:
    answers = {path.relative_to(ANSWERS).with_suffix("").as_posix() for path in ANSWERS.rglob("*.csv")}
    assert answers == {*NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_the_one_that_was_checked(name: str, samples: Store) -> None:
    assert answer(samples, catalogue.read(name).text) == expected(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_expected_answer_is_not_empty(name: str) -> None:
    assert len(expected(name)) > 1


@pytest.mark.parametrize("name", NAMES)
def test_the_order_leaves_no_two_rows_equal(name: str) -> None:
    """Else the engine might give them in either order, and the same answer would differ."""
    order = re.findall(r"\?(\w+)", catalogue.read(name).text.rpartition("ORDER BY")[2])
    header, *found = expected(name)
    keys = [tuple(row[header.index(variable)] for variable in order) for row in found]
    assert len({*keys}) == len(keys)


def test_each_question_gets_the_same_answer_over_http(client: FlaskClient) -> None:
    for name in NAMES:
        text = catalogue.read(name).text
        response = client.post("/sparql", data=text.encode(), content_type=QUERY, headers={"Accept": "text/csv"})
        assert (name, response.status_code) == (name, 200)
        assert (name, rows(response.text)) == (name, expected(name))


def test_the_page_on_the_catalogue_shows_answers_as_they_are(samples: Store, repository: Path) -> None:
    page = (repository / "docs" / "queries.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"^```(csv|sparql)\n(.*?)^```", page, re.DOTALL | re.MULTILINE))
    assert rows(blocks["csv"]) == expected("exchanges/bodies-on-a-day")
    assert len(answer(samples, blocks["sparql"])) > 1


def test_every_quotation_can_be_cut_from_its_report(samples: Store, reports: list[Path]) -> None:
    question = catalogue.read("sources/quotations").text
    titled = '"One thousand bodies returned, thirty-one received"@en'
    assert titled in question
    cut = 0
    for path in reports:
        known, text = split_front_matter(path.read_bytes().decode(), path.name)
        for start, end, exact, *_ in answer(samples, question.replace(titled, f'"{known.title}"@en'))[1:]:
            assert text[int(start) : int(end)] == exact
            cut += 1
    assert cut > 100
