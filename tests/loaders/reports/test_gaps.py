"""Who says a second figure, where his verb is left out, and of whom only the first speaker speaks."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import figure


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Kyiv says 300 were killed, Moscow 500.", "russia"),
        ("Kyiv says 300 Russians, Moscow 500 Ukrainians were killed.", "russia"),
        ("Kyiv put the dead at 300, Moscow at 500.", "russia"),
        ("The army says 300 were killed and the UN 500.", "“the UN”"),
        ("The army says 300 were killed; the UN, 500.", "“the UN”"),
        ("The army spoke of 300 dead, the UN of 500.", "“the UN”"),
        ("The governor spoke of 300 dead, the mayor's spokeswoman of 500.", "“the mayor's spokeswoman”"),
        ("The Red Cross counted 300 dead, local doctors 500, the rebels none.", "“local doctors”"),
        ("The ministry said that it had received 300 bodies, the ICRC 500.", "icrc"),
        ("According to Kyiv, Russia lost 300 soldiers, while the Russian Defence Ministry said 500.", "mod-russia"),
        ("According to Kyiv, Russia lost 300 soldiers, and Moscow says Ukraine lost 500.", "russia"),
    ],
)
def test_the_second_speaker_says_the_second_figure(text: str, claimant: str) -> None:
    assert figure(text, 500).claimant == claimant


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Russia says it lost 300 soldiers and Ukraine 500.", "russia"),
        ("Zelensky said Ukraine had lost 300 soldiers and Russia 500.", "zelensky"),
        ("The governor said 300 were killed in Kharkiv, Kyiv 500.", "“the governor”"),
        ("The ministry reported 300 deaths in May and 500 in June.", "“the ministry”"),
        ("The ministry said that 300 soldiers, most of them conscripts, and 500 officers came home.", "“the ministry”"),
        ("Ukraine put Russia's dead at 300 and North Korea's at 500.", "ukraine"),
    ],
)
def test_of_whom_a_speaker_speaks_has_not_spoken(text: str, claimant: str) -> None:
    assert figure(text, 500).claimant == claimant


def test_who_is_said_to_say_so_says_it_and_who_tells_it_passes_it_on() -> None:
    told = figure("Shoigu, according to Putin, said 300 Ukrainians had been killed.", 300)
    assert (told.claimant, told.relays) == ("shoigu", ("putin",))


def test_whom_somebody_learned_it_from_says_it() -> None:
    assert figure("Zelensky learned from the police that 300 were killed.", 300).claimant == "“the police”"


def test_an_office_known_by_whose_it_is_speaks_for_him() -> None:
    text = "Kyiv's mayor, Vitali Klitschko, whose office counted 28 dead, blamed Russia."
    assert figure(text, 28).claimant == "“Kyiv's mayor”"
