"""Whose people the dead are said to be, where that is somebody's claim of its own."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import figure, statement, statements


@pytest.mark.parametrize(
    ("text", "of", "claimant", "stance", "words"),
    [
        (
            "Russia returned 1,000 bodies, which Moscow claims are the remains of Ukrainian soldiers.",
            "ukraine", "russia", "claims", "Moscow claims",
        ),
        (
            "Russia returned 1,000 bodies to Ukraine, which Moscow says are those of Ukrainian soldiers who died.",
            "ukraine", "russia", "states", "Moscow says",
        ),
        (
            "Russia returned 1,000 bodies, which, according to Moscow, belong to Ukrainian soldiers.",
            "ukraine", "russia", "claims", "according to Moscow",
        ),
        (
            "Kyiv received 1,000 bodies recognized by Russia as belonging to Ukrainian servicemen.",
            "ukraine", "russia", "claims", "recognized by Russia",
        ),
        (
            "Ukraine recovered 503 bodies said by Russia to be Ukrainian soldiers.",
            "ukraine", "russia", "claims", "said by Russia",
        ),
    ],
    ids=["relative-clause", "who-died", "according-to", "recognized-by", "said-by"],
)  # fmt: skip
def test_whose_they_are_is_a_claim_of_its_own_by_who_says_so(
    text: str, of: str, claimant: str, stance: str, words: str
) -> None:
    whole = statement(text)
    assert whole.of is None
    (part,) = whole.parts
    assert (part.of, part.population, part.claimant, part.stance) == (of, "combatants", claimant, stance)
    assert part.attributed == words
    assert part.rule.startswith("whose-people/")


def test_the_two_claims_quote_what_each_says() -> None:
    text = (
        "Russia returned 1,000 bodies to Ukraine, which Moscow claims are the remains of Ukrainian soldiers who died."
    )
    whole = statement(text)
    assert whole.quote == "Russia returned 1,000 bodies to Ukraine"
    assert whole.parts[0].quote == (
        "1,000 bodies to Ukraine, which Moscow claims are the remains of Ukrainian soldiers who died"
    )


def test_the_quotation_of_whose_they_are_holds_the_figure_with_its_hedge() -> None:
    text = "Russia returned about 1 000 bodies, which Moscow claims are the remains of Ukrainian soldiers."
    (part,) = statement(text).parts
    assert part.quote.startswith("about 1 000 bodies, which Moscow claims")


def test_what_is_said_of_other_bodies_in_the_sentence_is_not_said_of_the_first() -> None:
    text = (
        "Kyiv returned 31 bodies and received 1,000 bodies, which Moscow claims are the remains of Ukrainian soldiers."
    )
    assert figure(text, 31).parts == ()
    assert len(figure(text, 1000).parts) == 1


def test_the_part_is_of_the_same_transfer_by_another_claimant() -> None:
    text = (
        "Russia returned 1,000 bodies to Ukraine, which Moscow claims are the remains of Ukrainian soldiers. "
        "The ICRC confirmed this exchange."
    )
    whole = statement(text)
    assert whole.claimant == "icrc"
    assert whole.parts[0].claimant == "russia"
    assert whole.parts[0].way == whole.way == ("russia", "ukraine")


def test_what_is_said_later_of_the_same_bodies_joins_their_first_figure() -> None:
    text = (
        "Russia has returned 1,000 bodies to Ukraine. The Coordination Headquarters added that the 1,000 bodies "
        "returned are recognized by Russia as belonging to Ukrainian servicemen."
    )
    told = statements(text)
    assert [s.value for s in told] == [1000]
    assert [(part.claimant, part.of) for part in told[0].parts] == [("russia", "ukraine")]


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Moscow claims that the 1,000 bodies are those of Ukrainian soldiers, and Kyiv waits.", "russia"),
        ("Russia returned 1,000 bodies, which belong to Ukrainian soldiers.", None),
    ],
    ids=["main-clause", "nobody-else"],
)
def test_where_the_main_statement_says_whose_they_are_it_is_one_claim(text: str, claimant: str | None) -> None:
    told = statement(text)
    assert (told.of, told.claimant, told.parts) == ("ukraine", claimant, ())


@pytest.mark.parametrize(
    "text",
    [
        "Russia returned 1,000 bodies believed to be those of Ukrainian soldiers.",
        "Russia returned 1,000 bodies, which some say are those of Ukrainian soldiers.",
        "Russia returned 1,000 bodies, which were identified at home.",
        "Russia returned 1,000 bodies. Kyiv spoke of Ukrainian soldiers.",
    ],
    ids=str,
)
def test_where_nobody_is_known_to_say_so_it_is_nobody_s_claim(text: str) -> None:
    told = statement(text)
    assert (told.of, told.parts) == (None, ())


def test_whose_prisoners_they_are_is_no_claim_of_its_own() -> None:
    assert figure("Russia freed 146 prisoners, who Kyiv says are Ukrainian soldiers.", 146).parts == ()
