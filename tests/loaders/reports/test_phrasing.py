"""Who says it where order and layout tell, and not the parse: each rule by sentences of its own."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import statements

CASES = [
    # Speakers put last.
    ("Nine bodies were returned by Russia, the regional police said.", "“the regional police”"),
    ("About 40 soldiers were killed, a spokeswoman for the ICRC said.", "icrc"),
    ("Russia, Reuters writes, lost 40 soldiers.", "reuters"),
    # After their verb.
    ("To Ukraine were returned 40 bodies, reports the Coordination Headquarters.", "coordination-hq-pow"),
    ("40 soldiers died, said on Monday secretary of the Commission Ali Ahmadov.", "“secretary of the Commission”"),
    ("40 soldiers died, informed in its evening report the Ministry of Emergencies.", "“the Ministry of Emergencies”"),
    ("40 soldiers died, notes the mayor of Goma.", "“the mayor of Goma”"),
    ("40 soldiers died, and said to the mayor goodbye.", None),
    # A clause before a colon.
    ("The general, asked about losses, gave a figure: 40 soldiers killed.", "“the general”"),
    ("A doctor in Goma named a number: 40 soldiers are dead.", "“a doctor in Goma”"),
    ("Our envoy cited figures of the ICRC: 40 soldiers are dead.", "icrc"),
    ("The general kept his word: 40 soldiers are dead.", None),
    ("Kyiv’s General Staff does so each morning: 40 Russian soldiers killed.", "general-staff-ukraine"),
    # What the parser hangs on a clause in between.
    (
        "A doctor in Goma says, after 90 rebels were freed, that since spring 40 soldiers have died.",
        "“a doctor in Goma”",
    ),
    ("The institute estimated before the counts were complete that Armenia had lost 40 soldiers.", "“the institute”"),
    ("The institute closed before it was known that Armenia had lost 40 soldiers.", None),
    # Somebody's number.
    ("A picture had 40 soldiers dead, the number that Reuters gave.", "reuters"),
    ("A picture had 40 soldiers dead, a number that shocked the mayor.", None),
    ("40 soldiers died. The figures are the Red Cross’s.", "icrc"),
    ("40 soldiers died. The figures are shocking.", None),
    # Said by one, put in by another.
    ("The army puts the toll at 90 dead, the paper wrote, and perhaps as low as 40.", "“the army”"),
    ("40 soldiers died, and Hamas says that it is not over.", None),
    ("The mayor brought to attention that 40 soldiers died.", "“the mayor”"),
    ("The mayor brought it home that 40 soldiers died.", None),
    ("The Houthi group said it freed 40 prisoners.", "houthis"),
    ("The Hamas movement said it freed 40 prisoners.", "hamas"),
    ("A Ukrainian group said it freed 40 prisoners.", "“a Ukrainian group”"),
    ("Kenya’s minister confirmed that 90 people had died, up from 40 announced earlier by police.", "“police”"),
    ("Kenya’s minister said 40 prisoners demanded by police would go.", "“Kenya’s minister”"),
    ("The rebels say 90 soldiers died. The army’s figure is 40.", "“the army”"),
    ("The army’s hour has come: 40 soldiers were killed.", None),
    ("The toll was confirmed by two hospital sources: 40 dead.", "“hospital sources”"),
    ("In an interview with the BBC, Sudan’s foreign minister said 40 soldiers died.", "“Sudan’s foreign minister”"),
    ("40 of our soldiers were freed from captivity. – Coordination Headquarters", "coordination-hq-pow"),
    # In an office, as machine translations have it.
    ("In the Coordination Headquarters specified: among the freed are 40 soldiers.", "coordination-hq-pow"),
    ("In the police told that 40 soldiers died.", "“the police”"),
    ("In the morning it was said that 40 soldiers died.", None),
    # Of whom a figure is.
    ("The toll, 40 dead, was given by the health ministry.", "“the health ministry”"),
    ("The figure of 40 dead comes from the rescue service.", "“the rescue service”"),
    ("The toll of 40 dead comes from a collapse of the roof.", None),
    # After a dateline, and with more than one subject.
    ("ISLAMABAD (AP) — Pakistan’s military said Friday that 40 militants were killed.", "“Pakistan’s military”"),
    # Labels.
    ("The Kurdish delegation: 40 prisoners were freed.", "“the Kurdish delegation”"),
    ("UPDATE 14:20 – The ministry of health: 40 people killed.", "“the ministry of health”"),
    ("Losses according to the army: 40 soldiers.", "“the army”"),
    ("From the army in Juba: 40 soldiers were killed.", "“the army in Juba”"),
    ("By service: 40 soldiers of the army were freed.", None),
    ("Kharkiv region: 40 people killed.", None),
    ("More from the Coordination Headquarters. 40 of the freed soldiers are men.", "coordination-hq-pow"),
    # Headlines.
    ("40 soldiers killed in ambush: army", "“army”"),
    ("40 killed in Rafah – civil defence", "“civil defence”"),
    ("40 killed in Rafah – most of them children", None),
    ("Coordination Headquarters, this morning: 40 bodies were returned.", "coordination-hq-pow"),
    ("🇷🇺 Vladimir Medinsky: 40 bodies were handed over to Ukraine.", "medinsky"),
    # In brackets.
    ("40 bodies were returned to Ukraine (ICRC).", "icrc"),
    ("40 killed in Bunia (source: provincial governor)", "“provincial governor”"),
    ("Freed: 40 (Kyiv) and 48 (Moscow) soldiers.", "ukraine"),
    ("40 soldiers were killed (Kyiv).", None),
    ("40 soldiers were killed (police officers).", None),
    # The sentence after.
    ("40 bodies were returned to Ukraine. So says Medinsky on his channel.", "medinsky"),
    ("40 dead. This from the ICRC.", "icrc"),
    # Accounts.
    ("By the BBC's account 40 soldiers were killed.", "bbc"),
    ("By Zelensky's words, 40 soldiers were killed.", "zelensky"),
    # An agency has a number, a party owns it.
    ("The ICRC now has 40 dead.", "icrc"),
    # A pronoun in a clause below is who the clause above is about.
    ("The BBC said so. Moscow gave a figure in May, when it acknowledged that 40 soldiers were killed.", "russia"),
    # Where nobody is named it is the outlet's.
    ("40 soldiers are said to have been killed.", None),
    ("Reportedly 40 soldiers were killed.", None),
]


@pytest.mark.parametrize(("text", "claimant"), CASES, ids=str)
def test_the_speaker_is_found_by_the_order_of_words(text: str, claimant: str | None) -> None:
    (told,) = [s for s in statements(text) if s.value == 40 or s.value == 9]
    assert told.claimant == claimant


def test_a_speaker_is_not_carried_from_one_entry_to_the_next() -> None:
    text = "12:10 — Zelensky said 40 soldiers were killed.\n\n11:30 — 31 bodies were returned to Ukraine."
    assert [s.claimant for s in statements(text)] == ["zelensky", None]


def test_a_list_is_said_by_whom_the_sentence_before_it_names() -> None:
    text = "According to the ICRC, these died:\n\n- 40 soldiers were killed in May\n- 31 civilians were killed in May"
    assert [s.claimant for s in statements(text)] == ["icrc", "icrc"]


def test_a_communique_is_said_by_the_office_that_its_first_sentence_names() -> None:
    text = (
        "The Coordination Headquarters announces that the exchange with Russia has taken place.\n\n"
        "31 bodies were returned to Ukraine."
    )
    assert statements(text)[0].claimant == "coordination-hq-pow"


def test_a_wire_is_not() -> None:
    text = "Lists were exchanged on Monday, the Coordination Headquarters said.\n\n31 bodies were returned to Ukraine."
    assert statements(text)[0].claimant is None


def test_an_answer_is_said_by_whom_the_question_asks_about() -> None:
    text = "HOST: What does Zelensky say of the other side?\n\nREPORTER: 40 Russian soldiers dead."
    assert statements(text)[0].claimant == "zelensky"


def test_a_pronoun_is_who_spoke_last() -> None:
    text = "The ICRC said it had visited Russia. It put the number of soldiers killed at 40."
    assert statements(text)[0].claimant == "icrc"


def test_two_newsrooms_are_those_named_together() -> None:
    text = "The BBC and Mediazona said that 40 soldiers were killed. Of these 12 were officers, the two outlets said."
    assert statements(text)[-1].claimants == ("bbc", "mediazona")


def test_each_country_says_its_own_losses() -> None:
    text = "Armenia lost 40 soldiers and Azerbaijan lost 31 soldiers, by their own counts."
    told = statements(text)
    assert [s.claimant for s in told] == ["armenia", "azerbaijan"]


def test_who_confirmed_has_not_gone_on_to_say_the_next_thing() -> None:
    text = "Kyiv confirmed the exchange. Last year 31 bodies were returned by Russia."
    assert statements(text)[0].claimant is None


def test_a_study_is_said_by_who_made_it() -> None:
    text = "A study published in May by the BBC estimated that 40 soldiers were killed."
    assert statements(text)[0].claimant == "bbc"


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Ukraine received 40 bodies claimed by Russia to be Ukrainian soldiers, the Coordination Headquarters said.",
         "coordination-hq-pow"),
        ("Russia handed over 40 bodies said by Moscow to be of Ukrainian soldiers, Kyiv said.", "ukraine"),
        ("40 prisoners registered by the Red Cross were released by Israel, Hamas said.", "hamas"),
        ("Hamas released 40 hostages announced by Israel on Sunday.", None),
        ("Israel released 40 prisoners listed by Hamas.", None),
        ("Russia returned 40 bodies documented by the Red Cross.", None),
        ("Baku freed 40 captives acknowledged by Yerevan to be soldiers.", None),
        ("Ukraine returned 12 of the 40 soldiers announced by Russia, Kyiv said.", "ukraine"),
    ],
    ids=str,
)  # fmt: skip
def test_who_announces_or_describes_those_counted_has_not_said_what_became_of_them(
    text: str, claimant: str | None
) -> None:
    assert statements(text)[0].claimant == claimant


@pytest.mark.parametrize(
    "text",
    [
        "The army says 90 people died, more than the 40 people announced by police.",
        "The dead are more than the 40 deaths acknowledged by police.",
    ],
)
def test_a_number_that_was_given_is_said_by_who_gave_it(text: str) -> None:
    assert [s.claimant for s in statements(text) if s.value == 40] == ["“police”"]


@pytest.mark.parametrize(
    "text",
    [
        "At least 40 killed in strike on Sumy: Ukraine's worst count",
        "At least 40 killed in strike on Sumy – Ukraine's record",
        "40 killed in Sumy: the worst figures of Ukraine",
        "Israel's number rose to 40 killed after the attack by Hamas.",
        "Gaza's toll rose to 40 killed.",
        "The army's toll passed 40 killed.",
        "Russia's total reached 40 dead on Monday.",
        "Israel's list of those freed has 40 prisoners.",
        "Israel's position is worse: 40 soldiers killed since May.",
        "Moscow's answer was brutal: 40 people were killed in Kharkiv.",
        "Ukraine's story is a sad one: 40 soldiers were killed by Russia.",
        "A total of 40 soldiers came home from Russia.",
        "Moscow's claim was false: 40 people were killed.",
        "Israel's count was wrong: 40 people were killed in Gaza.",
        "The police put over 40 people in jail.",
    ],
    ids=str,
)
def test_what_befell_somebody_is_not_therefore_said_by_him(text: str) -> None:
    assert statements(text)[0].claimant is None


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("At least 40 killed in strike on Sumy: Ukraine's figures", "ukraine"),
        ("Israel's count stood at 40 killed.", "israel"),
        ("The ministry's toll rose to 40 killed.", "“the ministry”"),
        ("Moscow's answer is the same: 40 soldiers were killed.", "russia"),
        ("Moscow's version is simple: 40 soldiers were killed.", "russia"),
        ("The count of 40 dead comes from the ministry.", "“the ministry”"),
        ("The list of 40 dead comes from the Red Cross.", "icrc"),
        ("The Health Ministry put the toll near 40 dead.", "“the Health Ministry”"),
        ("Putin put the dead over 40.", "putin"),
    ],
    ids=str,
)
def test_what_somebody_gives_out_is_said_by_him(text: str, claimant: str) -> None:
    assert statements(text)[0].claimant == claimant
