"""Figures, quantities and dates in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from server.wording import Counted, figure, figure_of, interval, period, quantity, when

RU, UA = "Russia", "Ukraine"


@pytest.mark.parametrize(
    ("comparator", "words"),
    [
        ("exact", "1,000"),
        ("at-least", "at least 1,000"),
        ("more-than", "more than 1,000"),
        ("about", "about 1,000"),
        ("up-to", "up to 1,000"),
        ("less-than", "less than 1,000"),
        ("between", "between 900 and 1,100"),
        (None, "1,000"),
        ("unheard-of", "1,000"),
    ],
)
def test_a_figure_keeps_its_hedge(comparator: str | None, words: str) -> None:
    assert figure(comparator, Decimal(1000), Decimal(900), Decimal(1100)) == words


@pytest.mark.parametrize("value", [900, 1000, 1100])
def test_a_best_number_is_said_whatever_its_ends(value: int) -> None:
    said = figure("between", Decimal(value), Decimal(900), Decimal(1100), is_best=True)
    assert said == f"{value:,} (900 to 1,100)"


def test_between_without_bounds_is_the_number_alone() -> None:
    assert figure("between", Decimal(5), None, None) == "5"


@pytest.mark.parametrize(
    ("lowest", "highest", "words"),
    [
        (1000, 1000, "exactly 1,000"),
        (46001, None, "46,001 or more"),
        (900, 1100, "from 900 to 1,100"),
        (None, 5, "at most 5"),
        (None, None, "anything"),
    ],
)
def test_an_interval_says_what_is_meant(lowest: int | None, highest: int | None, words: str) -> None:
    bounds = [None if bound is None else Decimal(bound) for bound in (lowest, highest)]
    assert interval(*bounds) == words


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        (Counted("deaths", "combatants", UA), "deaths among Ukraine’s combatants"),
        (Counted("deaths", None, UA), "deaths among Ukraine’s people"),
        (Counted("deaths"), "deaths"),
        (Counted("bodies-transferred", None, None, RU, UA), "bodies handed over by Russia to Ukraine"),
        (
            Counted("bodies-transferred", "combatants", UA, RU, UA),
            "bodies of Ukraine’s combatants handed over by Russia to Ukraine",
        ),
        (
            Counted("bodies-transferred", "combatants", None, RU, UA, "2025-22"),
            "bodies of combatants handed over by Russia to Ukraine in summer 2025",
        ),
        (Counted("bodies-transferred"), "bodies handed over"),
        (
            Counted("prisoners-exchanged", None, UA, RU, UA),
            "prisoners of Ukraine’s side handed over by Russia to Ukraine",
        ),
        (Counted("prisoners-exchanged", "prisoners-of-war"), "prisoners of war exchanged"),
        (Counted("prisoners-held", None, UA), "prisoners of Ukraine’s side held"),
        (Counted("hostages-released", None, None, RU), "hostages released by Russia"),
        (Counted("civilians-killed", "civilians", UA), "civilians of Ukraine’s side killed"),
        (Counted("wounded", "combatants", RU), "combatants of Russia’s side wounded"),
        (Counted("missing"), "people missing"),
        (Counted("identified", None, UA), "bodies of Ukraine’s people identified"),
        (Counted("casualties", "everyone", "United States"), "casualties among United States’ people"),
        (Counted("other"), "counted"),
        (
            Counted("deaths", period="2025-01", place="Odeska", event_type="civilian-targeting"),
            "deaths in events of civilian targeting in Odeska in January 2025",
        ),
        (
            Counted("deaths", period="[2025-01-03..2025-01-05]", place="Odeska", note="people unknown"),
            "deaths (people unknown) in Odeska on some day from 3 January 2025 to 5 January 2025",
        ),
        (Counted("internally-displaced", place="Odeska"), "people internally displaced in Odeska"),
        (Counted("refugees", None, UA, place="Poland"), "refugees from Ukraine in Poland"),
        (Counted("asylum-seekers", place="Poland"), "asylum seekers in Poland"),
        (
            Counted("returnees", None, UA, period="2024", place="Ukraine", note="refugees from POL"),
            "returnees (refugees from POL) in Ukraine in 2024",
        ),
        (Counted("conflict-events", place="Odeska", event_type="demonstrations"), "events of demonstrations in Odeska"),
    ],
)
def test_a_quantity_says_whose_people_and_what_befell_them(counted: Counted, words: str) -> None:
    assert quantity(counted) == words


def test_one_is_singular() -> None:
    assert (
        figure_of("1", Counted("bodies-transferred", None, None, RU, UA)) == "1 body handed over by Russia to Ukraine"
    )
    assert figure_of("31", Counted("deaths")) == "31 deaths"


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2025-10-23", "23 October 2025"),
        ("2025-10", "October 2025"),
        ("2025", "2025"),
        ("2025-22", "summer 2025"),
        ("../2025-10-23", "on or before 23 October 2025"),
        ("2025-06-02/..", "from 2 June 2025 on"),
        ("2025-06/2025-08", "from June 2025 to August 2025"),
        ("2025-10-23~", "about 23 October 2025"),
        ("2025-10?", "probably October 2025"),
        ("[2025-01-03..2025-01-05]", "some day from 3 January 2025 to 5 January 2025"),
        ("2025-99", "2025-99"),
        ("2025-02-31", "2025-02-31"),
        ("<script>", "<script>"),
    ],
)
def test_a_date_is_said_as_precisely_as_it_is_known(edtf: str, words: str) -> None:
    assert when(edtf) == words


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2025-01-04~", "about 4 January 2025"),
        ("2025-01?", "probably January 2025"),
        ("2025-01-04", "on 4 January 2025"),
    ],
)
def test_a_period_that_is_not_sure_has_no_preposition(edtf: str, words: str) -> None:
    assert period(edtf) == words
