"""The day of an exchange that is given elsewhere in the report."""

from __future__ import annotations

from tests.loaders.reports.statements import figure


def test_what_follows_the_news_was_on_the_day_on_which_it_was_announced() -> None:
    text = (
        "Russia and Ukraine have exchanged 175 prisoners each, both governments said on Wednesday.\n\n"
        "Russia handed over another 22 badly wounded Ukrainians."
    )
    assert figure(text, 22, published="2025-03-19").event == "2025-03-19"


def test_it_was_done_on_a_day_dates_the_exchange_told_before() -> None:
    text = "Russia has let 215 people go in an exchange.\n\nIt was done on Wednesday, Kyiv said. Five are officers."
    assert figure(text, 5, published="2022-09-22").event == "2022-09-21"


def test_what_else_was_done_on_a_day_dates_no_exchange() -> None:
    text = "Russia has let 215 people go in an exchange. It held elections on Wednesday. Of them five are officers."
    assert figure(text, 215, published="2022-09-22").event is None
