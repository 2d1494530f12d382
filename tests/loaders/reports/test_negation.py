"""What is said not to be so: nobody claims what he is said not to have said."""

from __future__ import annotations

import pytest

from loaders.reports.negation import is_negated
from tests.loaders.reports.statements import figure, parsed, statement, statements


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Kyiv did not confirm it.", "confirm"),
        ("Kyiv never confirmed it.", "confirmed"),
        ("Kyiv has yet to confirm it.", "confirm"),
        ("Kyiv has not yet confirmed it.", "confirmed"),
        ("Kyiv refused to confirm it.", "confirm"),
        ("Kyiv declined to confirm it.", "confirm"),
        ("Reuters was unable to verify it.", "verify"),
        ("Reuters could not independently verify it.", "verify"),
        ("Neither side confirmed it.", "confirmed"),
        ("No agency confirmed it.", "confirmed"),
        ("Nobody in Kyiv confirmed it.", "confirmed"),
        ("Moscow said nothing of it.", "said"),
        ("It is not true that Russia returned them.", "returned"),
        ("It is false that Russia returned them.", "returned"),
        ("Moscow took them without returning any.", "returning"),
    ],
    ids=str,
)
def test_a_verb_can_be_negated_in_many_words(text: str, verb: str) -> None:
    (token,) = (t for t in parsed(text).doc if t.text == verb)
    assert is_negated(token)


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Kyiv confirmed it.", "confirmed"),
        ("Kyiv not only confirmed it but published it.", "confirmed"),
        ("No fewer than 31 bodies were returned.", "returned"),
        ("Kyiv received not more than 31 bodies.", "received"),
        ("It is true that Russia returned them.", "returned"),
        ("It is not false that Russia returned them.", "returned"),
    ],
    ids=str,
)
def test_what_denies_nothing_is_no_negation(text: str, verb: str) -> None:
    (token,) = (t for t in parsed(text).doc if t.text == verb)
    assert not is_negated(token)


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("They met without the mediation of the UAE.", "mediation"),
        ("The return did not take place.", "return"),
        ("There was no return of bodies.", "return"),
    ],
    ids=str,
)
def test_a_noun_made_of_a_verb_can_be_negated_too(text: str, noun: str) -> None:
    (token,) = (t for t in parsed(text).doc if t.text == noun)
    assert is_negated(token)


@pytest.mark.parametrize(
    "text",
    [
        "Kyiv did not confirm that 31 bodies were returned.",
        "Kyiv has yet to confirm that 31 bodies were returned.",
        "Kyiv refused to say that 31 bodies were returned.",
        "Kyiv did not deny that 31 bodies were returned.",
        "Neither side confirmed that 31 bodies were returned.",
        "Nobody confirmed that 31 bodies were returned.",
        "Reuters could not verify that 31 bodies were returned.",
        "It was not confirmed that 31 bodies were returned.",
        "Moscow has said nothing of the 31 bodies.",
        "Moscow said that Kyiv had not confirmed that 31 bodies were returned.",
        "Kyiv denied that it had not received 31 bodies.",
    ],
    ids=str,
)
def test_what_nobody_is_said_to_say_is_no_claim(text: str) -> None:
    assert statements(text) == []


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Ukraine said it had not received 1,000 bodies.", "ukraine"),
        ("Ukraine denied having received 1,000 bodies.", "ukraine"),
        ("Russia never returned 1,000 bodies, Kyiv said.", "ukraine"),
        ("It is not true that Russia returned 1,000 bodies, Kyiv said.", "ukraine"),
        ("Kyiv said that Russia refused to hand over 1,000 bodies.", "ukraine"),
        ("Ukraine has not received 1,000 bodies.", None),
        ("The return of 1,000 bodies did not take place, Kyiv said.", "ukraine"),
    ],
    ids=str,
)
def test_who_says_that_it_did_not_happen_denies_it(text: str, claimant: str | None) -> None:
    told = statement(text)
    assert (told.claimant, told.stance) == (claimant, "denies")


def test_who_does_not_confirm_the_sentence_before_does_not_claim_it() -> None:
    told = statement("Russia has returned 1,000 bodies. Kyiv has not confirmed this exchange.")
    assert (told.claimant, told.stance) == (None, "reports")


def test_who_denies_another_s_claim_speaks_beside_whose_claim_it_is() -> None:
    told = statements("Kyiv rejects Moscow’s claim that 600,000 Ukrainian soldiers were killed.")
    assert [(s.claimant, s.stance) for s in told] == [("russia", "claims"), ("ukraine", "denies")]


def test_who_only_does_not_answer_a_claim_leaves_it_to_the_other() -> None:
    told = statement("Kyiv did not confirm Moscow’s claim that 600,000 Ukrainian soldiers were killed.")
    assert (told.claimant, told.stance) == ("russia", "claims")


def test_a_figure_said_to_be_incomplete_is_not_denied() -> None:
    assert all(s.stance != "denies" for s in statements("The figure of 46,000 dead is not complete."))


def test_a_hedge_with_not_denies_nothing() -> None:
    told = figure("Ukraine received not more than 31 bodies.", 31)
    assert (told.stance, told.printed) == ("reports", "not more than 31")
