"""Errors that nobody foresaw, and the table of those that somebody did."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask import Flask

from queries.errors import EvaluationFailed, FormRefused, QueryError
from server.app import create_app
from server.errors import BadRequest, BodyTooLarge, NotAcceptable, one_line, status_of
from server.settings import Settings
from store.directory import DataDirectory
from store.errors import StorageFailure


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadRequest("x"), 400),
        (NotAcceptable("x"), 406),
        (BodyTooLarge("x"), 413),
        (QueryError("x"), 400),
        (EvaluationFailed("x"), 500),
        (StorageFailure("x"), 500),
        (RecursionError("x"), 500),
        (KeyError("x"), 500),
    ],
)
def test_each_error_has_one_status(error: Exception, status: int) -> None:
    assert status_of(error) == status


def test_a_refused_form_is_a_bad_request() -> None:
    assert issubclass(FormRefused, QueryError)


def test_a_line_has_no_control_characters_and_an_end() -> None:
    assert one_line("a\r\nb\tc\0d\u2028e\x85f") == "a b c d e f"
    assert len(one_line("x" * 5000)) == 500


@pytest.fixture
def failing(directory: DataDirectory) -> Flask:
    """Give an application with a route that fails in a way that nobody foresaw."""
    app = create_app(Settings(directory.path))

    def fail() -> str:
        raise RuntimeError(f"secret of {Path(__file__)}")

    app.add_url_rule("/fail", view_func=fail)
    return app


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_an_unforeseen_error_says_only_a_reference_and_the_log_says_all(
    failing: Flask, caplog: pytest.LogCaptureFixture, accept: str
) -> None:
    with caplog.at_level(logging.ERROR):
        response = failing.test_client().get("/fail", headers={"Accept": accept})
    assert response.status_code == 500
    assert "internal error, request id " in response.text
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    reference = response.text.partition("request id ")[2][:16]
    assert reference in caplog.text
    assert "secret" in caplog.text
