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
        ("Russia returned 757 bodies. (Source: Coordination Headquarters)", "coordination-hq-pow"),
        ("Another 757 bodies came home this morning. That’s the Coordination Headquarters again.",
         "coordination-hq-pow"),
    ],
)  # fmt: skip
def test_who_is_pointed_at_afterwards_has_said_it(text: str, claimant: str) -> None:
    assert statement(text).claimants == (claimant,)


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
        ("Israel struck Gaza. The Health Ministry's total passed 71,800 dead.", "gaza-health-ministry"),
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
