"""What nobody says, though a sentence puts it into words, is nobody's claim, and not the publisher's."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import figure, statements


@pytest.mark.parametrize(
    "text",
    [
        "The ICRC confirmed its participation but not the figure of 1,212 bodies.",
        "The ICRC confirmed the handover but not that 1,212 bodies were returned.",
        "Not a single source confirms that 500,000 were killed.",
        "Few in Kyiv believe that 500 soldiers had died.",
        "Hardly anyone in Kyiv believes that 500 soldiers had died.",
        "It is hard to believe that 500 soldiers had died.",
        "Peskov would neither confirm nor deny that 300 soldiers had been killed.",
        "There is no evidence that 300 soldiers were killed, the BBC found.",
        "Fact-checkers found no evidence that 300 soldiers were killed.",
        "A fake video claims that 300 soldiers were killed.",
        "Zelensky is quoted in a fake letter as saying that 300 soldiers were killed.",
        "Peskov called the report that 300 soldiers had been killed a lie.",
        "Peskov, asked whether 300 soldiers had been killed, said he did not know.",
        "It is unclear whether 300 soldiers had been killed.",
        "Moscow published a list of 1,000 prisoners whom it says Kyiv refuses to take.",
        "A court in Moscow sentenced him for saying that 300 civilians were killed in Bucha.",
    ],
)
def test_what_nobody_stands_behind_is_no_claim(text: str) -> None:
    assert statements(text) == []


@pytest.mark.parametrize(
    ("text", "claimant", "stance"),
    [
        ("The BBC found that 300 soldiers were killed.", "bbc", "states"),
        ("Not only Kyiv said that 500 soldiers had died.", "ukraine", "states"),
        ("Zelensky said that 31 bodies came home but not when.", "zelensky", "states"),
        ("Peskov dismissed as false reports that 300 soldiers had been killed.", "peskov", "denies"),
        ("Asked whether 300 soldiers had been killed, Peskov said yes.", "peskov", "states"),
    ],
)
def test_who_stands_behind_it_still_says_it(text: str, claimant: str, stance: str) -> None:
    told = statements(text)[0]
    assert (told.claimant, told.stance) == (claimant, stance)


def test_who_rejects_a_denial_denies_no_figure() -> None:
    told = statements("Zelensky rejected Russia's claim that Ukraine had refused to accept 6,000 bodies.")
    assert [(s.claimant, s.stance) for s in told] == [("russia", "denies")]


def test_what_is_confirmed_instead_of_a_figure_does_not_deny_it() -> None:
    told = statements("Kyiv confirmed 31 bodies but not 60.")
    assert [(int(s.value), s.stance) for s in told] == [(31, "confirms")]


def test_who_did_what_is_claimed_has_not_claimed_it() -> None:
    text = "Pro-Russian channels spread the claim that 300 civilians were killed by Ukraine."
    assert "ukraine" not in [path for s in statements(text) for path in s.claimants]


def test_who_is_killed_is_not_of_those_who_killed_him() -> None:
    text = "Hezbollah said Israel had killed 12 of its fighters and Israel said it had killed 40."
    assert [(s.of, s.claimants[0], s.relays) for s in statements(text)] == [
        (None, "“Hezbollah”", ()),
        (None, "israel", ()),
    ]


@pytest.mark.parametrize(
    ("text", "value", "of"),
    [
        ("Ukraine puts Russia's losses at 300 and its own at 50.", 50, "ukraine"),
        ("Ukraine put Russia's dead at 300 and North Korea's at 50.", 50, "North Korea"),
        ("Ukraine put Russia's dead at 300 and its wounded at 500.", 500, "russia"),
        ("Russia said it had killed 300 soldiers and lost 50 of its own.", 50, "russia"),
    ],
)
def test_losses_are_of_whom_they_are_said_to_be(text: str, value: int, of: str) -> None:
    assert figure(text, value).of == of
