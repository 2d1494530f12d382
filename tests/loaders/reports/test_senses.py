"""What the press says in many words: each sense of verbs and nouns, in sentences of many wars, and what sounds so."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import statements


def read(text: str) -> list[tuple[int, str]]:
    return [(int(s.value), s.kind) for s in statements(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Sudan’s army said that 12 fighters of the paramilitary force had been let go in Kassala.",
        "12 Colombian soldiers seized by the ELN in Arauca were set free on Monday.",
        "Pakistan and India traded 12 captured airmen at Wagah.",
        "Myanmar’s junta pardoned and released 12 detainees.",
        "Three boats brought 12 Eritreans home from captivity in Ethiopia.",
        "Iran let 12 Iraqi prisoners of war go home.",
        "FARC handed back 12 policemen to the Red Cross.",
        "The 12 Malian soldiers walked out of prison in Kidal.",
    ],
    ids=str,
)
def test_whoever_is_let_go_is_exchanged(text: str) -> None:
    assert read(text) == [(12, "prisoners-exchanged")]


@pytest.mark.parametrize(
    "text",
    [
        "Hospitals received 12 tonnes of flour in Sudan.",
        "Trains from Mali brought 12 tourists to Dakar.",
        "The Lao border post gave tea to 12 Thai drivers.",
        "Colombia traded 12 barrels of oil.",
    ],
    ids=str,
)
def test_words_of_moving_alone_let_nobody_go(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The army says that 12 Cambodian soldiers were taken captive on 29 July.",
        "Boko Haram abducted 12 schoolgirls from Chibok.",
        "Insurgents in Mozambique took 12 fishermen hostage.",
        "Twelve Azeri servicemen fell into Armenian hands during the war.",
        "Yerevan believes that 12 Armenians languish in Azerbaijani jails.",
        "In Yemen 12 reporters are behind bars.",
        "Gunmen carried off 12 women in Borno.",
    ],
    ids=str,
)
def test_whoever_is_seized_is_held(text: str) -> None:
    assert read(text) == [(12, "prisoners-held")]


@pytest.mark.parametrize(
    "text",
    [
        "In Mali 12 soldiers lost their lives in an ambush, the army said.",
        "Al-Shabaab overran the base and 12 Ugandan peacekeepers perished.",
        "Twelve Thai villagers succumbed to their injuries on Sunday.",
        "At least 12 people fell in the clashes between Thailand and Cambodia.",
        "A drone strike took the lives of 12 Cambodian monks.",
        "On Friday 12 aid workers were shot dead in Rafah, Gaza.",
        "Gunmen massacred 12 villagers in Plateau, Nigeria.",
        "The operation eliminated 12 Hamas gunmen, the Israeli army said.",
        "The battle cost the Congolese army 12 men.",
        "Rescuers pulled 12 bodies from the rubble in Rafah.",
    ],
    ids=str,
)
def test_whoever_loses_life_is_dead(text: str) -> None:
    assert read(text) in ([(12, "deaths")], [(12, "civilians-killed")])


@pytest.mark.parametrize(
    "text",
    [
        "The price of bread fell in Sudan for 12 days.",
        "A court in Sanaa had sentenced 12 reporters to death.",
        "About 12 Ukrainian people lost their jobs.",
        "Support for the war in Mali fell 12 points.",
    ],
    ids=str,
)
def test_what_only_sounds_like_death_is_none(text: str) -> None:
    assert "deaths" not in [kind for _, kind in read(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The coffins of 12 Armenian conscripts were flown to Yerevan.", "bodies-transferred"),
        ("Body bags with the remains of 12 Thai rangers were brought back across the border.", "bodies-transferred"),
        ("North Korea gave back 12 boxes of remains of American troops.", "bodies-transferred"),
        ("Azerbaijan has returned 12 of the fallen to Armenia.", "bodies-transferred"),
        ("South Korea has exhumed the remains of 12 soldiers on the ridge.", "other"),
        ("The remains of 12 Kosovo Albanians were unearthed near the quarry.", "other"),
        ("The morgue stores 12 bodies.", "other"),
        ("The laboratory has matched 12 sets of remains with families of the missing in Cyprus.", "identified"),
        ("In Cyprus 12 of the dead got their names back.", "identified"),
    ],
    ids=str,
)
def test_what_becomes_of_the_dead_is_told_apart(text: str, kind: str) -> None:
    assert read(text) == [(12, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "Serbia and Kosovo still search for 12 people who vanished in the conflict.",
        "The whereabouts of 12 Congolese soldiers remain unknown.",
        "Some 12 Kuwaitis have been unaccounted for since 1991.",
        "In Ukraine 12 miners have not been heard from.",
        "Across Bosnia 12 people are still sought.",
    ],
    ids=str,
)
def test_whoever_is_sought_is_missing(text: str) -> None:
    assert read(text) == [(12, "missing")]


HOSTAGES = "Hamas has held dozens of hostages since October. "


@pytest.mark.parametrize(
    "text",
    [
        HOSTAGES + "On Monday it freed 4 women soldiers.",
        HOSTAGES + "On Monday 4 Thais and their dog walked free.",
        "Militants in Nigeria kidnapped many pupils in May. The kidnapped were many. On Monday 4 girls were released.",
        HOSTAGES + "Four Israelis came home.",
    ],
    ids=str,
)
def test_whoever_is_freed_where_hostages_are_told_of_is_one(text: str) -> None:
    assert read(text) == [(4, "hostages-released")]


@pytest.mark.parametrize(
    "text",
    [
        HOSTAGES + "In return 90 women and minors left Ofer prison.",
        HOSTAGES + "Israel let 90 men go.",
        HOSTAGES + "Palestinian prisoners wait. On Monday 90 Palestinians were released.",
        HOSTAGES + "Two girls are exchanged for 90 fighters.",
        "Ukraine got back 90 people. Some were civilian hostages, some prisoners of war.",
    ],
    ids=str,
)
def test_whoever_is_freed_for_hostages_is_a_prisoner(text: str) -> None:
    assert (90, "prisoners-exchanged") in read(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Moscow says that 1,908 fighters surrendered at Azovstal.", "prisoners-held"),
        ("More than 2,000 defenders walked into captivity in May.", "prisoners-held"),
        ("On 7 October, 251 people were dragged across the border by Hamas.", "prisoners-held"),
        ("Armenia said that contact with 24 of its soldiers had been lost.", "missing"),
        ("The remains of 60 soldiers were found, and 17 soldiers have been given names.", "identified"),
    ],
)
def test_giving_up_being_dragged_off_and_losing_contact_have_a_sense(text: str, kind: str) -> None:
    assert statements(text)[-1].kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "Hamas took 12 hostages on 7 October.",
        "Russia took 12 prisoners near Pokrovsk.",
        "Another 12 prisoners were taken in Kursk by Ukraine.",
        "Ukrainian troops took 12 Russian soldiers prisoner.",
    ],
    ids=str,
)
def test_who_takes_captives_lets_nobody_go(text: str) -> None:
    assert read(text) == [(12, "prisoners-held")]


@pytest.mark.parametrize("text", ["Russia took back 12 prisoners.", "A plane took 12 prisoners from Iran to Iraq."])
def test_captives_taken_home_are_exchanged(text: str) -> None:
    assert read(text) == [(12, "prisoners-exchanged")]


@pytest.mark.parametrize(
    "text",
    [
        "North Korea has sent about 12 troops to Russia.",
        "Russia brought 12 soldiers to the border of Ukraine.",
        "Some 12 soldiers arrived in Belarus from Russia.",
        "Ukraine transferred 12 soldiers to Pokrovsk.",
        "Ukraine received 12 soldiers from Colombia as volunteers.",
        "Eritrea freed captives. Russia has sent about 12 troops to Eritrea.",
    ],
    ids=str,
)
def test_armies_on_the_move_are_not_exchanged(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The militants took 12 hostages to Gaza.",
        "Hamas took 12 hostages into Gaza.",
        "Hamas took 12 hostages back to Gaza.",
    ],
)
def test_hostages_taken_to_where_they_are_kept_are_not_released(text: str) -> None:
    assert read(text) == [(12, "prisoners-held")]


def test_hostages_taken_home_are_released() -> None:
    assert read("The Red Cross took 12 hostages home.") == [(12, "hostages-released")]
