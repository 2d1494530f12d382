"""Who says it: the claimant of a statement, how it is put, and through whom it came."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import figure, found, statement, statements

HEADQUARTERS = "coordination-hq-pow"


@pytest.mark.parametrize(
    ("text", "claimant", "stance", "words"),
    [
        ("Moscow claims it received 31 bodies.", "russia", "claims", "Moscow claims"),
        ("Moscow says that it received 31 bodies.", "russia", "states", "Moscow says"),
        ("Moscow confirmed that it received 31 bodies.", "russia", "confirms", "Moscow confirmed"),
        ("Kyiv denied that it received 31 bodies.", "ukraine", "denies", "Kyiv denied"),
        ("Kyiv estimates that 31 bodies were returned.", "ukraine", "estimates", "Kyiv estimates"),
        ("Reuters reported that 31 bodies were returned.", "reuters", "reports", "Reuters reported"),
        ("Kyiv reported that 31 bodies were returned.", "ukraine", "states", "Kyiv reported"),
        ("Kyiv, however, confirmed only 31 bodies.", "ukraine", "confirms", "Kyiv, however, confirmed"),
        ("Kyiv confirmed the return of 31 bodies.", "ukraine", "confirms", "Kyiv confirmed"),
        ("Peskov said Moscow was ready to hand over 31 bodies.", "peskov", "states", "Peskov said"),
        ("Moscow accused Kyiv of killing 31 civilians.", "russia", "claims", "Moscow accused Kyiv of"),
        ("Zelensky put the toll at 31 dead.", "zelensky", "states", "Zelensky put the toll at"),
        ("Lubinets wrote: 31 bodies were returned.", "lubinets", "states", "Lubinets wrote"),
        ("Lubinets told Suspilne that 31 bodies were returned.", "lubinets", "states", "Lubinets told Suspilne"),
    ],
    ids=str,
)
def test_the_subject_of_a_verb_of_saying_is_the_claimant(text: str, claimant: str, stance: str, words: str) -> None:
    told = statement(text)
    assert (told.claimant, told.stance) == (claimant, stance)
    assert told.attributed is not None
    assert words.startswith(told.attributed)
    assert told.rule.endswith("/speech-verb")


@pytest.mark.parametrize(
    ("text", "claimant", "words"),
    [
        ("31 bodies were returned, the ICRC said.", "icrc", "the ICRC said"),
        ("31 bodies were returned, said the ICRC.", "icrc", "said the ICRC"),
        ("31 bodies were returned, says Moscow.", "russia", "says Moscow"),
        ("“31 bodies were returned,” Lubinets told Suspilne.", "lubinets", "Lubinets told Suspilne"),
        ("“We received 31 bodies,” Lubinets wrote on Facebook.", "lubinets", "Lubinets wrote on Facebook"),
        (
            "Russia has lost 31 troops since Feb. 24, 2022, the General Staff of Ukraine’s Armed Forces reported.",
            "general-staff-ukraine",
            None,
        ),
        ("31 bodies were returned, the UK’s Ministry of Defence estimated.", "mod-uk", None),
    ],
    ids=str,
)
def test_the_verb_of_saying_may_follow(text: str, claimant: str, words: str | None) -> None:
    told = statement(text)
    assert told.claimant == claimant
    assert words is None or told.attributed == words


def test_it_is_confirmed_by_whom_a_passive_names() -> None:
    told = statement("It was confirmed by Ukraine that 31 bodies were returned.")
    assert (told.claimant, told.stance) == ("ukraine", "confirms")


def test_an_inserted_speaker_is_the_claimant() -> None:
    told = statement("Russia, Medinsky added, got 78 bodies back.")
    assert (told.claimant, told.way[1], told.attributed) == ("medinsky", "russia", "Medinsky added")


@pytest.mark.parametrize(
    ("text", "claimant", "stance", "words"),
    [
        ("According to Kyiv, 31 bodies were returned.", "ukraine", "states", "According to Kyiv"),
        ("31 bodies were returned, according to Kyiv.", "ukraine", "states", "according to Kyiv"),
        ("Russia, according to Kyiv, returned 31 bodies.", "ukraine", "states", "according to Kyiv"),
        ("By Zelensky’s count, 31 soldiers were killed.", "zelensky", "states", "By Zelensky's count"),
        (
            "According to Kyiv’s estimate, 31 soldiers were killed.",
            "ukraine",
            "estimates",
            "According to Kyiv's estimate",
        ),
    ],
    ids=str,
)
def test_according_to_names_the_claimant(text: str, claimant: str, stance: str, words: str) -> None:
    told = statement(text)
    assert (told.claimant, told.stance) == (claimant, stance)
    assert told.attributed is not None
    assert told.attributed.replace("’", "'") == words


def test_according_to_at_the_end_of_a_sentence_is_said_of_all_of_it() -> None:
    told = statements("The attacks killed 12 civilians and injured 30, according to OHCHR.")
    assert [s.claimant for s in told] == ["ohchr", "ohchr"]


@pytest.mark.parametrize(
    "text",
    [
        "Kyiv said 31 bodies were returned; according to Moscow, 41 bodies were.",
        "Kyiv said 31 bodies were returned, and, according to Moscow, 41 bodies were handed over.",
        "The Kremlin said that it returned 41 bodies; Kyiv said that it received 31 bodies.",
        "Kyiv said that it received 31 bodies; the Kremlin said that it returned 41 bodies.",
        "Kyiv said 31 bodies were returned. Moscow said 41 bodies were returned.",
        "Kyiv counted 31 bodies and Moscow counted 41 bodies.",
        "Kyiv says it received 31 bodies, while Moscow says it returned 41 bodies.",
    ],
    ids=str,
)
def test_two_who_speak_side_by_side_are_not_confused(text: str) -> None:
    assert (figure(text, 31).claimant, figure(text, 31).relays) == ("ukraine", ())
    assert (figure(text, 41).claimant, figure(text, 41).relays) == ("russia", ())


@pytest.mark.parametrize(
    ("text", "claimant", "stance", "words"),
    [
        ("Moscow’s claim that 31 soldiers were killed is false.", "russia", "claims", "Moscow's claim"),
        ("The BBC’s estimate of 31 soldiers killed was published.", "bbc", "estimates", "The BBC's estimate"),
        ("A report by TASS that 31 soldiers were killed is doubted.", "tass", "states", "A report by TASS"),
        (
            "Kyiv has not commented on Moscow’s claim that 31 bodies were returned.",
            "russia",
            "claims",
            "Moscow's claim",
        ),
    ],
    ids=str,
)
def test_a_claim_belongs_to_whose_claim_it_is(text: str, claimant: str, stance: str, words: str) -> None:
    told = statement(text)
    assert (told.claimant, told.stance) == (claimant, stance)
    assert told.attributed is not None
    assert told.attributed.replace("’", "'") == words


@pytest.mark.parametrize(
    ("text", "claimants"),
    [
        ("The BBC and Mediazona estimate that 31 soldiers were killed.", ("bbc", "mediazona")),
        (
            "Independent sources, including the BBC and Mediazona, estimate that 31 soldiers were killed.",
            ("bbc", "mediazona"),
        ),
        ("Journalists of the BBC and Mediazona found that 31 soldiers were killed, they said.", None),
        ("A joint count by the BBC and Mediazona shows that 31 soldiers were killed.", ("bbc", "mediazona")),
        ("Data from UALosses show that 31 soldiers were killed.", ("ualosses",)),
        ("Figures compiled by UALosses indicate that 31 soldiers were killed.", ("ualosses",)),
        ("Several outlets, among them Reuters and AFP, reported 31 deaths.", ("reuters", "afp")),
    ],
    ids=["subjects", "examples", "staff", "count-by", "data-from", "compiled-by", "among-them"],
)
def test_joint_claimants_are_all_named(text: str, claimants: tuple[str, ...] | None) -> None:
    assert claimants is None or statement(text).claimants == claimants


@pytest.mark.parametrize(
    ("text", "claimant", "relays"),
    [
        ("TASS reported that Medinsky said 31 bodies were returned.", "medinsky", ("tass",)),
        ("31 bodies were returned, TASS reported, citing Medinsky.", "medinsky", ("tass",)),
        ("TASS, citing the Russian defence ministry, said 31 bodies were returned.", "mod-russia", ("tass",)),
        ("Citing the Russian defence ministry, TASS said 31 bodies were returned.", "mod-russia", ("tass",)),
        (
            "Reuters reported, citing the Russian defence ministry, that 31 bodies were returned.",
            "mod-russia",
            ("reuters",),
        ),
        ("31 bodies were returned, TASS said with reference to the Russian defence ministry.", "mod-russia", ("tass",)),
        ("“We returned 31 bodies,” Peskov told reporters, according to TASS.", "peskov", ("tass",)),
        ("Medinsky was quoted by TASS as saying that 31 bodies were returned.", "medinsky", ("tass",)),
        ("TASS quoted Medinsky as saying that 31 bodies were returned.", "medinsky", ("tass",)),
        ("31 bodies were returned, TASS quoted Medinsky as saying.", "medinsky", ("tass",)),
        ("Ukraine said Russia claimed that it returned 31 bodies.", "russia", ("ukraine",)),
        ("31 bodies were returned, the Russian defence ministry told TASS.", "mod-russia", ("tass",)),
        ("US officials told The New York Times that 31 soldiers were killed.", "“US officials”", ("nyt",)),
        ("Peskov told American media that 31 soldiers were killed.", "peskov", ()),
        ("Peskov told Zelensky that 31 soldiers were killed.", "peskov", ()),
        ("The BBC was told by medics that 31 soldiers were killed.", "“medics”", ("bbc",)),
        ("Reuters, quoting a hospital director, reported 31 deaths.", "“a hospital director”", ("reuters",)),
        ("31 soldiers were killed, AFP reported, citing medics.", "“medics”", ("afp",)),
        (
            "According to state media, citing the interior ministry, 31 soldiers were killed.",
            "“the interior ministry”",
            ("“state media”",),
        ),
        (
            "The army said, according to the state news agency, that 31 soldiers were killed.",
            "“the army”",
            ("“the state news agency”",),
        ),
        ("The army said, citing the weather, that 31 soldiers were killed.", "“the army”", ()),
        ("Peskov said that, according to the BBC, 31 soldiers were killed.", "bbc", ("peskov",)),
    ],
    ids=str,
)
def test_who_passes_it_on_is_no_claimant(text: str, claimant: str, relays: tuple[str, ...]) -> None:
    told = statement(text)
    assert (told.claimant, told.relays) == (claimant, relays)


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Ukrainian officials said 31 bodies were returned.", "“Ukrainian officials”"),
        ("Officials in Moscow said 31 bodies were returned.", "“Officials in Moscow”"),
        ("A senior Ukrainian official said 31 bodies were returned.", "“a senior Ukrainian official”"),
        ("The White House said 31 soldiers were killed.", "united-states"),
        ("President Volodymyr Zelensky said 31 soldiers were killed.", "zelensky"),
        ("Ukraine’s ombudsman Dmytro Lubinets said 31 bodies were returned.", "lubinets"),
        ("Ukraine’s defence minister, Rustem Umerov, said 31 bodies were returned.", "umerov"),
        ("Rustem Umerov, Ukraine’s defence minister, said 31 bodies were returned.", "umerov"),
        ("Kremlin aide Vladimir Medinsky, who leads the talks, said 31 bodies were returned.", "medinsky"),
        ("A spokesman for the Russian defence ministry said 31 bodies were returned.", "mod-russia"),
        ("Ukraine’s General Staff said 31 soldiers were killed.", "general-staff-ukraine"),
        ("The General Staff in Kyiv said 31 soldiers were killed.", "general-staff-ukraine"),
        ("Ukraine’s ombudsman said 31 bodies were returned.", "ombudsman-ukraine"),
        ("Mediazona, working with others, has confirmed the deaths of 31 soldiers.", "mediazona"),
    ],
    ids=str,
)
def test_an_office_or_a_person_is_known_by_the_words_beside_it(text: str, claimant: str) -> None:
    assert statement(text).claimant == claimant


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Zelensky’s aide said 31 bodies were returned.", "“Zelensky’s aide”"),
        ("The spokesman of Zelensky said 31 bodies were returned.", "“the spokesman”"),
        ("Umerov’s ministry said 31 bodies were returned.", "“Umerov’s ministry”"),
        ("Russia’s ministry said 31 bodies were returned.", "“Russia’s ministry”"),
        ("Poland’s Foreign Ministry said 31 bodies were returned.", "“Poland’s Foreign Ministry”"),
        ("The ministry said 31 bodies were returned.", "“the ministry”"),
        ("The Ukrainian president said 31 bodies were returned.", "“the Ukrainian president”"),
        ("A source told Reuters that 31 bodies were returned.", "“a source”"),
        ("Western officials estimate that 31 soldiers were killed.", "“Western officials”"),
    ],
    ids=str,
)
def test_who_may_be_anybody_is_named_by_the_words_of_the_report(text: str, claimant: str) -> None:
    assert statement(text).claimant == claimant


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Anna Petrenko, whose husband is a prisoner, said 31 bodies were returned.", "“speaker named in the report”"),
        ("Russian lawmaker Ivan Petrov said 31 bodies were returned.", "“Russian lawmaker”"),
        ("A Russian soldier named Ivan said 31 soldiers were killed.", "“a Russian soldier”"),
        ("The governor of Kharkiv Oleh Syniehubov said 31 people were killed.", "“the governor of Kharkiv”"),
        ("Russian Foreign Minister Anton Belov said 31 soldiers were killed.", "“Russian Foreign Minister”"),
        ("Army commander Abdel Fattah al-Burhan said 31 soldiers were killed.", "“Army commander”"),
        ("The brother of Marta Lopez said 31 people were killed.", "“the brother”"),
        ("The office of Bello said 31 people were killed.", "“the office”"),
        ("The mother of Ivan Petrov said 31 soldiers were killed.", "“the mother”"),
    ],
    ids=str,
)
def test_a_private_person_is_never_named(text: str, label: str) -> None:
    assert statement(text).claimant == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Zabir Khan, a Taliban spokesman, said 31 soldiers were killed.", "“a Taliban spokesman”"),
        ("31 soldiers died, according to Colonel Hamid Khan, the army’s spokesman.", "“the army’s spokesman”"),
        ("“31 people were killed,” said Mayor Ibrahim Sow.", "“Mayor”"),
        ("Ibrahim Sow, whose brother is a mayor, said 31 people were killed.", "“speaker named in the report”"),
    ],
    ids=str,
)
def test_who_is_named_with_an_office_is_called_by_the_office(text: str, label: str) -> None:
    assert statement(text).claimant == label


def test_a_surname_alone_is_the_agency_that_its_spokesperson_was_named_with() -> None:
    text = "UNICEF spokesperson James Elder said 31 children died. Elder said that 12 others were wounded."
    assert [s.claimant for s in statements(text)] == ["unicef"] * 2


def test_who_is_said_to_say_something_by_a_possessive_is_its_owner() -> None:
    text = "The ICRC visited them. Its representative said that 31 soldiers were killed."
    assert statement(text).claimant == "icrc"


def test_what_is_quoted_after_a_capital_and_a_colon_is_its_government_s() -> None:
    assert statement("Baku: “31 Armenian prisoners remain in captivity.”").claimant == "azerbaijan"


def test_a_number_that_no_other_parts_from_both_sides_is_said_by_both() -> None:
    text = "Ukraine and Russia have exchanged 1,000 prisoners each, both sides say."
    assert {s.claimants for s in statements(text)} == {("ukraine", "russia")}


def test_a_surname_alone_is_called_by_the_office_named_before() -> None:
    text = "Taliban spokesman Zabir Khan said 31 soldiers were killed. Khan added that 12 were captured."
    assert [s.claimant for s in statements(text)] == ["“Taliban spokesman”"] * 2


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Hospital officials in Goma said they had received 31 bodies.", "“Hospital officials in Goma”"),
        ("The ministry of health in Juba said 31 people died.", "“the ministry of health in Juba”"),
        ("Doctors Without Borders says 31 people were wounded.", "“Doctors Without Borders”"),
        ("The Emergency Lawyers group documented 31 deaths.", "“the Emergency Lawyers group”"),
        ("The Taliban said they had freed 31 prisoners.", "“the Taliban”"),
        ("Hezbollah said 31 of its fighters were killed.", "“Hezbollah”"),
        ("According to the Egyptian channel Qahera TV, 31 people died.", "“the Egyptian channel Qahera TV”"),
        ("State-run MRTV reported 31 deaths.", "“State-run MRTV”"),
        (
            "A rights group, the Assistance Association for Prisoners, put the toll at 31.",
            "“the Assistance Association for Prisoners”",
        ),
        ("A group, which Ivan Petrov leads, put the toll at 31.", "“a group”"),
        ("31 people died, said Dr. Ahmed Ali of the Sudan Doctors Network.", "“the Sudan Doctors Network”"),
        ("The channel of Ivan Petrov said 31 people died.", "“the channel”"),
    ],
    ids=str,
)
def test_an_organisation_is_called_by_all_of_its_name(text: str, label: str) -> None:
    assert statement(text).claimant == label


def test_two_persons_whom_nobody_knows_are_two_speakers() -> None:
    text = "Anna Petrenko said 31 soldiers were killed. Mark Johnson said 41 soldiers were killed."
    assert figure(text, 31).claimant != figure(text, 41).claimant


def test_a_person_named_in_full_before_is_not_named_by_the_surname_either() -> None:
    text = "Anton Belov spoke in Moscow. Belov said 31 soldiers were killed."
    assert statement(text).claimant == "“speaker named in the report”"


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Zelensky met Putin’s envoy. He said 31 soldiers were killed.", "zelensky"),
        ("Zelensky spoke. Putin answered. He said 31 soldiers were killed.", "putin"),
        ("The Coordination Headquarters thanked the ICRC. It said 31 bodies were returned.", HEADQUARTERS),
        ("Russia’s defence ministry spoke. The ministry said 31 bodies were returned.", "mod-russia"),
        ("Zelensky spoke. The president said 31 soldiers were killed.", "zelensky"),
        ("Zelensky spoke. The Russian president said 31 soldiers were killed.", "“the Russian president”"),
        ("Kremlin spokesman Dmitry Peskov spoke. The president said 31 soldiers were killed.", "“the president”"),
        ("Kremlin spokesman Dmitry Peskov met Putin. The spokesman said 31 soldiers were killed.", "peskov"),
        ("Putin spoke in Moscow. The spokesman said 31 soldiers were killed.", "“the spokesman”"),
        ("Zelensky visited Kharkiv. The minister said 31 soldiers were killed.", "“the minister”"),
        ("Zelensky and Putin spoke. The president said 31 soldiers were killed.", "“the president”"),
    ],
    ids=str,
)
def test_who_is_referred_back_to_was_named_before(text: str, claimant: str) -> None:
    assert statement(text).claimant == claimant


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("The Sudanese army has given its account. It says that 31 fighters died.", "“the Sudanese army”"),
        ("Pakistan’s army spokesman met the press. He said 31 people died.", "“Pakistan’s army spokesman”"),
        ("A spokeswoman for the ICRC flew to Sanaa. She said 31 people were freed.", "icrc"),
        ("Researchers at Yale studied images. By their estimate 31 people died.", "“Researchers at Yale”"),
        ("The last group of prisoners left. They say 31 people died.", None),
        (
            "More than 50 Iraqis died, an aid worker of the ICRC said. She said 31 people were freed.",
            "icrc",
        ),
    ],
    ids=str,
)
def test_a_pronoun_is_whoever_spoke_or_acted_last_and_can_speak(text: str, claimant: str | None) -> None:
    assert figure(text, 31).claimant == claimant


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Doctors Without Borders wrote a report. The organisation says 31 people died.", "“Doctors Without Borders”"),
        ("The Emergency Lawyers group spoke up. The group said 31 people died.", "“the Emergency Lawyers group”"),
        ("The Nigerian army denied it. A woman fled. The army said 31 rebels died.", "“the Nigerian army”"),
        ("The Nigerian army denied it. Police said 31 rebels died.", "“Police”"),
        ("The Nigerian army denied it. An army said 31 rebels died.", "“an army”"),
    ],
    ids=str,
)
def test_who_is_named_shortly_was_named_more_fully_before(text: str, claimant: str) -> None:
    assert figure(text, 31).claimant == claimant


@pytest.mark.parametrize(
    "text",
    [
        "The army says 31 rebels died. It began when 12 soldiers were killed.",
        "The army says 31 rebels died. In March, 12 soldiers were killed.",
        "The army says 31 rebels died. Last year, 12 soldiers were killed.",
        "The mayor warned of rumours. At least 12 soldiers were killed.",
        "HOST: The army says 31 rebels died. Another 12 soldiers were killed.",
    ],
    ids=str,
)
def test_a_sentence_on_another_time_or_after_one_without_a_count_is_the_publisher_s(text: str) -> None:
    assert figure(text, 12).claimant is None


@pytest.mark.parametrize(
    "text",
    [
        "The army says 31 rebels died. Another 12 were killed on the road.",
        "31 rebels died, according to the army. At least 12 were children.",
        "The army says 31 rebels died. Of these, 12 were killed on the road.",
    ],
    ids=str,
)
def test_a_sentence_on_the_same_goes_on_with_the_speaker(text: str) -> None:
    assert figure(text, 12).claimant == "“the army”"


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("The Interior Ministry raised the death toll to 31.", "“the Interior Ministry”"),
        ("A tally by AFP found that 31 people died.", "afp"),
        ("The inquiry established that 31 people died.", "“the inquiry”"),
        ("Rescuers found 31 people killed by the blast.", None),
        ("The army raised 31 bodies from the river.", None),
        ("31 people died, says the deputy governor, Ali Hassan.", "“the deputy governor”"),
    ],
    ids=str,
)
def test_some_verbs_say_a_number_only_of_a_toll_or_before_a_clause(text: str, claimant: str | None) -> None:
    assert statement(text).claimant == claimant


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("“Russia gave us 1,000 bodies,” Lubinets said. “We gave them 31 bodies.”", "lubinets"),
        ("“The exchange was hard. We received 31 bodies,” Lubinets said.", "lubinets"),
    ],
    ids=str,
)
def test_what_stands_in_quotation_marks_is_said_by_who_is_quoted(text: str, claimant: str) -> None:
    assert figure(text, 31).claimant == claimant


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Russia returned 31 bodies. The agency in Kyiv and the ICRC confirmed this exchange.", None),
        ("Russia returned 31 bodies. The ICRC confirmed this exchange.", "icrc"),
        ("Russia returned 31 bodies. This was confirmed by the ICRC.", "icrc"),
        ("Russia returned 31 bodies. The exchange was confirmed by Kyiv.", "ukraine"),
    ],
    ids=str,
)
def test_who_confirms_it_in_the_next_sentence_claims_it(text: str, claimant: str | None) -> None:
    told = statement(text)
    assert told.stance == "confirms"
    assert claimant is None or told.claimant == claimant
    assert told.rule.endswith("/confirmed-in-next-sentence")


@pytest.mark.parametrize(
    "text",
    [
        "Russia returned 31 bodies. Peskov confirmed that talks would go on.",
        "Russia returned 31 bodies. Zelensky announced the release of journalists.",
        "Russia returned 31 bodies. Reuters reported that the exchange had been delayed.",
    ],
    ids=str,
)
def test_who_confirms_something_else_in_the_next_sentence_does_not_claim_it(text: str) -> None:
    assert statement(text).claimant is None


def test_a_sentence_goes_on_with_what_the_one_before_attributes() -> None:
    text = "According to Zelensky, 205 prisoners came home. Three civilians returned too."
    assert (figure(text, 3).claimant, figure(text, 3).rule) == ("zelensky", "people-noun/sentence-before")


def test_after_words_in_quotation_marks_the_publisher_speaks_again() -> None:
    text = "“The exchange is over,” Peskov said. Ukraine received 1,000 bodies."
    assert statement(text).claimant is None


@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\n \n"], ids=repr)
def test_a_new_paragraph_is_the_publisher_s_again(gap: str) -> None:
    text = f"Moscow says it gave 1,000 bodies to Kyiv.{gap}Ukraine received 990 bodies."
    assert figure(text, 990).claimant is None


@pytest.mark.parametrize(
    "text",
    [
        "Coordination Headquarters: 31 bodies were returned to Ukraine",
        "31 bodies were returned to Ukraine – Coordination Headquarters",
    ],
    ids=["before", "after"],
)
def test_a_headline_names_its_source_beside_a_colon_or_a_dash(text: str) -> None:
    told = statement(text)
    assert (told.claimant, told.attributed) == (HEADQUARTERS, "Coordination Headquarters")


@pytest.mark.parametrize(
    "text",
    [
        "31 bodies were returned to Ukraine. Photo: Reuters",
        "Ukraine: 31 bodies were returned.",
        "31 bodies were returned, it was reported.",
        "31 bodies were reportedly returned.",
        "Kyiv said so after 31 bodies were returned.",
        "The data show 31 soldiers were killed.",
        "Russia returned 31 bodies.",
        "The attack claimed 31 lives of soldiers.",
        "The militants, who are said to have killed 31 soldiers, have fled.",
    ],
    ids=str,
)
def test_what_is_attributed_to_nobody_is_the_publisher_s(text: str) -> None:
    told = statement(text)
    assert (told.claimants, told.stance, told.attributed) == ((), "reports", None)
    assert told.rule.endswith("/publisher")


def test_who_is_counted_says_nothing() -> None:
    text = "Yusov said 1,000 bodies were returned, adding that Russia got 31."
    assert (figure(text, 31).claimant, figure(text, 31).relays) == ("yusov", ())


def test_nobody_is_named_twice() -> None:
    text = "TASS reported that TASS said Medinsky told TASS that 31 bodies were returned."
    for finding in found(text).figures:
        through = [*finding.claimants, *finding.relays]
        assert len(through) == len(set(through))


def test_a_mark_that_has_no_other_turns_no_later_paragraph_into_a_quotation() -> None:
    text = 'A 5" shell fell near Kharkiv.\n\nUkraine received 31 bodies from Russia.\n\nPeskov said "no".'
    (said,) = statements(text)
    assert said.claimants == ()


def test_the_office_of_a_bulletin_is_named_in_its_first_full_sentence_below_a_letterhead() -> None:
    text = (
        "CASUALTIES | UPDATE 12\n\n"
        "The number of casualties rose in May, the UN Human Rights Monitoring Mission said.\n\n"
        "BY REGION\n- 31 killed in Kharkiv\n- 12 killed in Sumy\n\nCONTEXT\nIn spring 45 people were killed."
    )
    assert [s.claimant for s in statements(text)] == ["un-hrmmu"] * 3


def test_a_paragraph_without_a_heading_of_its_own_is_no_part_of_a_bulletin() -> None:
    text = (
        "The number of casualties rose in May, the UN Human Rights Monitoring Mission said.\n\n"
        "- 31 killed in Kharkiv\n- 12 killed in Sumy\n\nIn spring 45 people were killed."
    )
    assert statements(text)[-1].claimant is None


def test_an_office_that_reports_opens_a_communique_whatever_the_parser_takes_the_verb_for() -> None:
    text = (
        "The Coordination Headquarters for the Treatment of Prisoners of War reports that another exchange has taken "
        "place.\n\nToday 31 Ukrainians are home from captivity."
    )
    assert statement(text).claimant == HEADQUARTERS


def test_information_is_that_of_whoever_provided_it() -> None:
    text = "According to information provided by the ICRC, 31 bodies were returned."
    assert statement(text).claimant == "icrc"


def test_a_name_after_on_x_begins_a_sentence() -> None:
    text = "Russia returned 31 bodies, Lubinets wrote on X. Medinsky confirmed 12 of them."
    assert [s.claimant for s in statements(text)] == ["lubinets", "medinsky"]


def test_both_capitals_are_those_of_the_two_sides() -> None:
    text = "Russia and Ukraine swapped prisoners. Both capitals say that 31 Ukrainian soldiers were released."
    assert statement(text).claimants == ("russia", "ukraine")


def test_what_two_agree_on_goes_no_further_than_their_sentence() -> None:
    text = (
        "Russia and Ukraine met. Both capitals say that 31 soldiers were released. On Friday 12 soldiers were released."
    )
    assert statements(text)[-1].claimant is None


def test_an_office_is_called_in_the_characters_of_the_report() -> None:
    text = "Georgia’s Health Ministry said that 31 soldiers were killed."
    assert statement(text).claimant == "“Georgia’s Health Ministry”"


@pytest.mark.parametrize(
    "text",
    [
        "Moscow first. Its Defence Ministry says that 31 soldiers were released by Ukraine.",
        "▪️ Moscow. Ukraine let go. “31 soldiers were released”, the Defence Ministry said.",
    ],
)
def test_a_ministry_without_a_country_is_that_of_the_side_its_entry_opens_with(text: str) -> None:
    assert statements(text)[0].claimant == "mod-russia"


def test_a_ministry_without_a_country_is_not_that_of_a_side_that_merely_acted() -> None:
    text = "Moscow kept silent in the war with Ukraine. The Defence Ministry said that 31 soldiers were released."
    assert statements(text)[0].claimant == "“the Defence Ministry”"


def test_reports_are_not_those_of_the_agency_named_last() -> None:
    text = "The ICRC flew to Ukraine. On the first day 31 soldiers were released, according to reports."
    assert statements(text)[0].claimant == "“reports”"


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("HOST: What happened?\n\nMEDINSKY: We gave Ukraine 31 bodies.", "medinsky"),
        ("Q: What happened?\n\nARMY SPOKESMAN: Ukraine got 31 bodies.", "“the army spokesman”"),
        ("HOST: What happened?\n\nREPORTER: Ukraine got 31 bodies.", None),
        ("HOST: What happened?\n\nARMY SPOKESMAN: The ICRC says Ukraine got 31 bodies.", "icrc"),
    ],
    ids=str,
)
def test_a_turn_is_said_by_whom_its_label_names_if_not_by_the_outlet(text: str, claimant: str | None) -> None:
    assert statement(text).claimant == claimant


@pytest.mark.parametrize("who", ["The group", "Its spokesman", "His group", "They"])
def test_who_only_refers_back_is_not_asked_whom_he_means_without_end(who: str) -> None:
    told = statements(" ".join(f"{who} said {number} soldiers died." for number in range(100, 300)))
    assert len(told) > 150


@pytest.mark.parametrize(
    "text",
    [
        "Hamas repeated its attack, killing 12 soldiers.",
        "Israel replied with a strike that killed 12 people.",
        "Israel responded by killing 12 people in Gaza.",
        "Iran put 12 prisoners to death.",
        "Israel put off the release of 12 Palestinian prisoners.",
        "Russia counts on 12 soldiers being freed.",
        "Israel shared 12 bodies with Jordan.",
        "Hamas published a video of 12 hostages who were killed.",
        "Israel rejected a deal to free 12 hostages.",
    ],
    ids=str,
)
def test_who_does_what_is_told_has_not_said_it(text: str) -> None:
    told = statement(text)
    assert (told.claimants, told.stance) == ((), "reports")


@pytest.mark.parametrize(
    "text",
    [
        "Israel denied 12 prisoners food.",
        "Israel dismissed 12 soldiers after others were killed.",
        "Azerbaijan posted 12 soldiers to the border, and others were killed.",
        "Hamas showed 12 hostages on television.",
    ],
    ids=str,
)
def test_to_whom_something_else_is_done_are_not_counted(text: str) -> None:
    assert statements(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Israel replied that 12 soldiers were killed.",
        "Israel put the number of soldiers killed at 12.",
        "Israel counted 12 bodies on Monday that were returned.",
        "Israel posted that 12 soldiers were killed.",
    ],
    ids=str,
)
def test_the_same_verbs_say_it_with_what_is_said(text: str) -> None:
    assert statement(text).claimant == "israel"


@pytest.mark.parametrize(
    "text",
    [
        "Russia's number of dead reached 40.",
        "Ukraine's number of wounded soldiers rose to 40.",
        "The army's number of dead is at 40.",
    ],
    ids=str,
)
def test_the_number_of_the_dead_of_a_state_is_not_said_by_it(text: str) -> None:
    assert figure(text, 40).claimants == ()
