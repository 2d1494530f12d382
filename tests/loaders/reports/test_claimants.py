"""Whom a report means by the words with which it names who speaks, and where those words may stand."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import figure, statement, statements


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("757 coffins came; that is what the Coordination Headquarters says.", "coordination-hq-pow"),
        ("Russia got 757 bodies. It was Shoigu who gave the number.", "shoigu"),
        ("757 soldiers were returned. About it reports Ukrinform.", "ukrinform"),
        ("The Russian side then 19 bodies received, about what assistant of the president Medinsky declared.",
         "medinsky"),
        ("757 soldiers were returned. About it Zelensky said on Monday.", "zelensky"),
        ("Russia returned 757 bodies. (Source: Coordination Headquarters)", "coordination-hq-pow"),
        ("757 soldiers were killed. Source: Ukrinform.", "ukrinform"),
        ("Another 757 bodies came home this morning. That’s the Coordination Headquarters again.",
         "coordination-hq-pow"),
    ],
)  # fmt: skip
def test_who_is_pointed_at_afterwards_has_said_it(text: str, claimant: str) -> None:
    assert statement(text).claimants == (claimant,)


@pytest.mark.parametrize(
    "text",
    [
        "A drone killed 12 people in Kherson. It was Russia that carried out the attack, the mayor said.",
        "At least 12 people were killed in Kharkiv. It was Putin who had given the order, prosecutors said.",
        "Hamas released 12 hostages. It was Trump who had pressed for the deal, Israel said.",
        "12 people died in the blast. It was Ukraine which was blamed by officials who said it was sabotage.",
        "At least 12 soldiers were killed. It was Israel that said it would stop firing.",
        "At least 12 people were killed. It was Hamas that claimed it.",
        "At least 12 people were killed. It was Putin who gave the number of tanks.",
        "Hamas released 12 hostages. That is what Trump demanded.",
        "At least 12 people were freed. That is what Hamas was told by Israel.",
        "At least 12 people were killed. That is how Russia wages war, the mayor said.",
        "At least 12 people were killed. That is what Putin says happened in Bucha.",
        "At least 12 people were freed. About this the Kremlin said nothing.",
        "At least 12 people were killed. Sources: Russia struck a hospital.",
        "12 soldiers were killed. It was Zelensky, not Putin, who gave the number.",
        "12 were killed. About it Putin said on Monday he knew nothing.",
        "12 were killed. About that Zelensky said later that he was sorry.",
    ],
    ids=str,
)
def test_who_is_pointed_at_for_another_thing_has_not_said_it(text: str) -> None:
    assert figure(text, 12).claimants == ()


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("At least 12 people were killed. It was Israel that said so on Monday.", "israel"),
        ("At least 12 people were killed; that is how Putin put it.", "putin"),
        ("At least 12 people were killed. It was Russia's defence minister, Sergei Shoigu, who named the figure.",
         "shoigu"),
        ("At least 12 people were killed. That is what the mayor of Kharkiv in Ukraine says.",
         "“the mayor of Kharkiv in Ukraine”"),
        ("At least 12 people were killed. This from an aide of Putin.", "“an aide”"),
    ],
)  # fmt: skip
def test_who_is_pointed_at_is_the_head_of_the_words_that_name_him(text: str, claimant: str) -> None:
    assert figure(text, 12).claimants == (claimant,)


def test_words_that_point_back_from_within_the_next_sentence_mean_that_one() -> None:
    text = "757 bodies were returned. Russia took 19, about what Medinsky declared."
    assert figure(text, 757).claimants == ()


def test_who_cites_a_source_afterwards_passes_it_on() -> None:
    told = statement("757 soldiers came home. About it Ukrinform reports with reference to the ICRC.")
    assert (told.claimants, told.relays) == (("icrc",), ("ukrinform",))


@pytest.mark.parametrize(
    ("text", "relay"),
    [
        ("In an interview with Suspilne, Petro Yatsenko said 80 Ukrainian soldiers were being held.", "suspilne"),
        ("Speaking to RBC, Shamsail Saraliev said that Russia had received 43 bodies.", "rbc"),
        ("41 were killed in the shelling, according to medical sources quoted by Al Jazeera.", "al-jazeera"),
    ],
)
def test_an_outlet_that_heard_or_quotes_somebody_passes_it_on(text: str, relay: str) -> None:
    assert statement(text).relays == (relay,)


def test_a_news_conference_passes_on_nothing() -> None:
    assert statement("33 prisoners were freed, the minister told a news conference.").relays == ()


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Russia struck Ukraine. The General Staff said that 31 soldiers were killed.", "general-staff-ukraine"),
        ("Israel struck. Gaza's Health Ministry spoke first. The Health Ministry said 31 people died.",
         "gaza-health-ministry"),
        ("146 Ukrainian servicemen have come back, the country's ombudsman wrote.", "ombudsman-ukraine"),
        ("Hamas's armed wing, the Qassam Brigades, said it had recovered two bodies.", "qassam-brigades"),
        ("Maria Keller, who heads the ICRC delegation in Yemen, said 153 people were released.", "icrc"),
        ("Research by the Center for Strategic and International Studies suggests that 31 soldiers died.", "csis"),
        ("A study in The Lancet found that 31 people died of injuries in the war.", "“a study in The Lancet”"),
        ("31 soldiers died, according to a confidential estimate seen by Reuters.", "“a confidential estimate”"),
        ("A Pentagon estimate that 31 soldiers were killed was published.", "us-dod"),
        ("31 soldiers were killed, by Israeli tallies.", "israel"),
        ("According to information obtained by UNAMI from the Health Directorate in Anbar, 81 people were killed.",
         "“the Health Directorate in Anbar”"),
    ],
)  # fmt: skip
def test_the_words_for_an_office_lead_to_it(text: str, claimant: str) -> None:
    assert statements(text)[-1].claimants == (claimant,)


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("South Korea's spy agency named 10 dead soldiers. NATO named none. The same agency later said it was 16.",
         "“South Korea's spy agency”"),
        ("Russia's Defence Ministry freed ten. The UAE mediated; 16 prisoners came home, its Foreign Ministry said.",
         "mfa-uae"),
        ("Prisoners came home. Ukrainian officials had at first spoken of 16.", "“Ukrainian officials”"),
        ("16 prisoners came home, brought by a plane – Armenia's Defence Ministry.", "mod-armenia"),
        ("16 Armenian prisoners are flown home. Their release was announced by Nikol Pashinyan.", "pashinyan"),
        ("The number of 16 children killed, which was wrong, is UNICEF's.", "unicef"),
    ],
)  # fmt: skip
def test_an_office_is_the_one_that_its_words_fit(text: str, claimant: str) -> None:
    assert figure(text, 16).claimant == claimant


def test_one_stands_for_the_noun_before_it() -> None:
    text = "An Israeli official told Reuters that 360 bodies would go back. A Palestinian one said 300."
    assert figure(text, 300).claimant == "“a Palestinian official”"


@pytest.mark.parametrize(
    ("text", "value", "claimant"),
    [
        ("The Defence Ministry of Russia has 195 prisoners returning; President Zelensky, 207.", 207, "zelensky"),
        ("Reuters has the breakdown: 445 men and 24 women were freed.", 445, "reuters"),
        ("Moscow's answer is always the same: 65 prisoners died.", 65, "russia"),
        ("Kyiv's version: 207 prisoners came home.", 207, "ukraine"),
        ("The Sudan Doctors Network blamed the army for the deaths of 28 men.", 28, "“the Sudan Doctors Network”"),
        ("Journalists of Mediazona have established the names of 95 soldiers who died.", 95, "mediazona"),
        ("Vladimir Putin promised to release 23 prisoners.", 23, "putin"),
        ("As specify in the Coordination Headquarters, among the freed are 80 men.", 80, "coordination-hq-pow"),
        ("From court records Meduza and Mediazona estimated 165 soldiers dead.", 165, "meduza"),
    ],
)  # fmt: skip
def test_a_number_is_told_in_many_ways(text: str, value: int, claimant: str) -> None:
    assert claimant in {c for s in statements(text) if s.value == value for c in s.claimants}


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine gets 44 bodies back, and Russia, according to a deputy, 15.",
        "Forty-four bodies came back, by Hamas's count 642.",
        "Forty-four prisoners came home in January, leaving 19 in Baku by Yerevan's count.",
        "Rescuers pulled 44 dead from the ruins, and the prosecutor later said a woman had died.",
    ],
)
def test_what_is_said_of_one_number_alone_says_nothing_of_the_one_before(text: str) -> None:
    assert figure(text, 44).claimants == ()


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Mayor Ibrahim Sow: 15 soldiers killed, 114 injured.", "“Mayor”"),
        ("GEN. BELOV: We lost 15 soldiers.", "“the general”"),
        ("Truce in Yemen, according to the Yemen Data Project. It had counted 15 soldiers killed.",
         "“the Yemen Data Project”"),
        ("15 prisoners have come home, Ukraine's coordinating body for prisoners said.",
         "“Ukraine's coordinating body for prisoners”"),
        ("Colonel Saleh, who speaks for the army in Marib, reported that 15 fighters were killed.",
         "“the army in Marib”"),
        ("15 bodies were found, the rescue service of the Interior Ministry of Armenia said.",
         "“the rescue service of the Interior Ministry of Armenia”"),
    ],
)  # fmt: skip
def test_who_is_not_known_is_called_by_title_or_office(text: str, claimant: str) -> None:
    assert figure(text, 15).claimant == claimant


@pytest.mark.parametrize(
    "text",
    [
        "Police report six soldiers dead. Our reporter saw 12 bodies carried out.",
        "The army said six soldiers died. The historian Pierre Sow comes nearer to 12.",
        "The government is said to have told diplomats of 12 soldiers killed.",
    ],
)
def test_the_outlet_speaks_where_somebody_else_acts_or_nobody_is_behind_it(text: str) -> None:
    assert figure(text, 12).claimant in (None, "“the historian”")


def test_a_second_office_with_its_number_and_no_verb_says_its_own() -> None:
    text = "Prisoners are free. The Israel Prison Service counted 1,968 and the Prisoners' Media Office in Gaza 1,966."
    assert figure(text, 1966).claimant == "“the Prisoners' Media Office in Gaza”"


def test_a_fragment_goes_on_with_the_sentence_before() -> None:
    text = "Rescuers say the search in the ruins of the shelled house is over. 32 dead, 179 injured."
    assert {s.claimants for s in statements(text)} == {("“Rescuers”",)}


def test_a_number_of_speakers_is_no_number_that_they_give() -> None:
    text = "Three institutions count the dead civilians of the war. About 14 were killed in May."
    assert figure(text, 14).claimants == ()


def test_an_answer_that_is_no_sentence_is_that_of_whom_the_question_asks_about() -> None:
    text = "On the exchange\n\nDid the mediators say anything?\nOnly that 600 prisoners were freed."
    assert figure(text, 600).claimant == "“the mediators”"


def test_the_toll_that_a_country_gave_when_it_spoke_is_its_own() -> None:
    text = (
        "Ukraine's General Staff counts more. Russia, which last gave a toll when it said 37 men had died, denies it."
    )
    assert figure(text, 37).claimant == "russia"


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("A Russian tally of Ukrainian dead says that 900 soldiers fell.", "russia"),
        ("An American assessment of 900 dead Russian soldiers was published.", "united-states"),
        ("A Russian count of wounded civilians puts them at 900 injured.", "russia"),
        ("A tally of Ukrainian dead says that 900 soldiers fell.", "“a tally of Ukrainian dead”"),
        ("A tally of the ministry says that 900 soldiers fell.", "“the ministry”"),
    ],
    ids=str,
)
def test_those_whom_a_tally_counts_do_not_speak(text: str, claimant: str) -> None:
    assert figure(text, 900).claimant == claimant


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("In Yemen, the Health Ministry said 12 people were killed, a day after Israel struck Gaza.",
         "“the Health Ministry”"),
        ("In Sudan, the Health Ministry said 12 people were killed. The report compared it with Gaza.",
         "“the Health Ministry”"),
        ("Hamas attacked Israel from Gaza. The Health Ministry said 12 people were killed.", "“the Health Ministry”"),
        ("Israel, at war in Gaza, struck Beirut. The Health Ministry said 12 people were killed.",
         "“the Health Ministry”"),
        ("The State Emergency Service said 12 people were killed in Georgia. Russia and Ukraine sent help.",
         "“the State Emergency Service”"),
        ("Ukraine struck Russia. Poland sent jets. The General Staff said 12 soldiers were killed.",
         "“the General Staff”"),
        ("Ukraine has struck Russia. The General Staff said 12 soldiers were killed.", "“the General Staff”"),
    ],
    ids=str,
)  # fmt: skip
def test_an_office_whose_country_is_not_said_is_of_no_side_by_that_alone(text: str, claimant: str) -> None:
    assert figure(text, 12).claimant == claimant


@pytest.mark.parametrize(
    "text",
    [
        "Putin's losses:\n- 31 soldiers killed",
        "Putin's losses from March to May:\n- 31 soldiers killed",
        "Report on Putin's losses:\n- 31 soldiers killed",
        "Deaths caused by the Russian army in July:\n- 31 civilians killed in Kyiv",
        "Losses inflicted by the Russian army in the past day:\n- 31 soldiers killed",
        "Killed by the Israeli army from March to May:\n- 31 civilians killed in Gaza",
    ],
)
def test_who_did_or_suffered_what_a_list_tells_has_not_said_it(text: str) -> None:
    assert statement(text).claimant is None


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Losses according to the Ukrainian General Staff:\n- 31 soldiers killed", "general-staff-ukraine"),
        ("Losses reported by the Ukrainian General Staff:\n- 31 soldiers killed", "general-staff-ukraine"),
        ("Losses from the General Staff of Ukraine:\n- 31 soldiers killed", "general-staff-ukraine"),
        ("Figures of the General Staff of Ukraine:\n- 31 soldiers killed", "general-staff-ukraine"),
        ("Losses by Zelensky's count:\n- 31 soldiers killed", "zelensky"),
        ("Report for July by the Ukrainian General Staff:\n- 31 soldiers killed", "general-staff-ukraine"),
        ("Daily losses (General Staff of Ukraine):\n- 31 soldiers killed", "general-staff-ukraine"),
        ("General Staff of Ukraine, losses of the enemy:\n- 31 soldiers killed", "general-staff-ukraine"),
        ("The ministry's figures for July:\n- 31 soldiers killed", "“the ministry”"),
    ],
)
def test_who_gives_what_a_list_tells_has_said_it(text: str, claimant: str) -> None:
    assert statement(text).claimant == claimant


@pytest.mark.parametrize(
    "text",
    [
        "Message to the Ukrainian General Staff:\n31 soldiers were killed.",
        "Statement on Zelensky:\n31 soldiers were killed.",
        "31 soldiers were killed.\n— to President Putin",
    ],
)
def test_to_whom_or_on_whom_a_statement_is_has_not_made_it(text: str) -> None:
    assert statement(text).claimant is None


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("According to the Ukrainian General Staff:\n31 soldiers were killed.", "general-staff-ukraine"),
        ("Statement by Zelensky on Monday:\n31 soldiers were killed.", "zelensky"),
        ("Vladimir Medinsky on his Telegram channel:\n31 soldiers were killed.", "medinsky"),
    ],
)
def test_a_day_or_a_channel_may_stand_beside_who_makes_a_statement(text: str, claimant: str) -> None:
    assert statement(text).claimant == claimant


@pytest.mark.parametrize(
    ("text", "claimants"),
    [
        ("Kyiv denied Moscow's report on the death of 31 soldiers.", ["russia", "ukraine"]),
        ("Kyiv denied Moscow's false claim that 31 soldiers were killed.", ["russia", "ukraine"]),
        ("Russia's official toll is 31 dead.", ["russia"]),
        ("Israel's revised figure of 31 dead is out.", ["israel"]),
        ("Kyiv doubts Israel's worst count of 31 dead.", [None]),
        ("Russia's number of dead rose to 31 soldiers.", [None]),
    ],
)
def test_what_a_state_reports_or_calls_official_it_has_said(text: str, claimants: list[str | None]) -> None:
    assert [s.claimant for s in statements(text)] == claimants
