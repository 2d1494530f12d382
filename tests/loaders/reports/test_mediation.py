"""Who is said to have mediated an exchange."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import found

EXCHANGE = "Russia and Ukraine exchanged 205 prisoners. "


def mediators(text: str) -> list[str]:
    return [m.mediator.partition("/")[2] for m in found(text).mediations]


@pytest.mark.parametrize(
    ("text", "mediator"),
    [
        ("The UAE mediated the exchange.", "uae"),
        ("The exchange was mediated by the UAE.", "uae"),
        ("The exchange took place with the mediation of the UAE.", "uae"),
        ("The ICRC facilitated the exchange.", "icrc"),
        ("The ICRC assisted in the exchange.", "icrc"),
        ("Lubinets thanked the ICRC for its help with the exchange.", "icrc"),
        ("Kyiv is grateful to the ICRC for its assistance in the exchange.", "icrc"),
        ("Gratitude was extended to the ICRC for its assistance in facilitating the exchange.", "icrc"),
    ],
    ids=str,
)
def test_a_neutral_agent_that_helped_is_the_mediator(text: str, mediator: str) -> None:
    assert mediators(EXCHANGE + text) == [mediator]


def test_several_mediators_are_all_named() -> None:
    text = EXCHANGE + "Zelensky thanked the UAE and the United States for help with the exchange."
    assert mediators(text) == ["uae", "united-states"]


@pytest.mark.parametrize(
    "text",
    [
        "The ICRC did not mediate the exchange.",
        "The ICRC was not involved in mediating the exchange.",
        "It took place without the mediation of the ICRC, the exchange of the year.",
        "Ukraine hopes that Turkey will mediate the next exchange.",
        "Turkey offered to mediate the next exchange.",
        "Turkey could mediate the next exchange.",
        "Kyiv did not confirm that the UAE mediated the exchange.",
        "Ukraine asked Turkey to help with the next exchange.",
    ],
    ids=str,
)
def test_who_did_not_mediate_or_may_yet_do_so_is_no_mediator(text: str) -> None:
    assert mediators(EXCHANGE + text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine helped with the exchange.",
        "Lubinets helped with the exchange.",
        "The Russian Ministry of Defence facilitated the exchange.",
        "The BBC and others wrote of help.",
        "The ICRC visited the prisoners.",
        "The ICRC helped a village with water.",
        "American help was welcome in the exchange.",
    ],
    ids=["a-side", "a-spokesperson", "an-agency-of-a-side", "an-outlet", "no-mediation", "no-exchange", "a-demonym"],
)
def test_who_is_a_side_or_helped_with_something_else_is_no_mediator(text: str) -> None:
    assert mediators(EXCHANGE + text) == []


def test_a_mediator_is_told_once_with_the_first_words_that_say_so() -> None:
    text = EXCHANGE + "The UAE mediated the exchange. The UAE mediated this exchange too."
    (mediation,) = found(text).mediations
    assert mediation.quote.of(text) == "The UAE mediated the exchange"


def test_who_says_that_somebody_mediated_is_the_claimant() -> None:
    text = EXCHANGE + "The UAE mediated the exchange, Lubinets said."
    (mediation,) = found(text).mediations
    assert mediation.attribution is not None
    assert [s.path for s in mediation.attribution.claimants] == ["spokesperson/lubinets"]


def test_a_report_that_counts_nobody_has_no_mediation() -> None:
    assert mediators("The UAE mediated the exchange between Russia and Ukraine.") == []
