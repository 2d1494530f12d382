"""What a figure counts: the noun, what happened to those counted, and whose people they are."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import figure, statement, statements


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Russia returned 1,000 bodies.", "bodies-transferred"),
        ("The remains of 200 soldiers were handed over.", "bodies-transferred"),
        ("Ukraine received 300 soldiers’ remains.", "bodies-transferred"),
        ("The bodies of 909 fallen defenders came home.", "bodies-transferred"),
        ("The remains of what Russia says are 900 Ukrainian soldiers were handed over.", "bodies-transferred"),
        ("Twenty-six fallen soldiers were given to Russia.", "bodies-transferred"),
        ("Russia received 27 of its dead.", "bodies-transferred"),
        ("Ukraine identified 300 bodies.", "identified"),
        ("The remains of 200 soldiers were identified.", "identified"),
        ("Kyiv released 146 prisoners of war.", "prisoners-exchanged"),
        ("31 wounded prisoners were handed over.", "prisoners-exchanged"),
        ("A total of 205 Ukrainians came home.", "prisoners-exchanged"),
        ("Twelve civilians were freed.", "prisoners-exchanged"),
        ("Russia holds 6,300 Ukrainian prisoners.", "prisoners-held"),
        ("About 6,300 Ukrainians are held in captivity.", "prisoners-held"),
        ("Some 6,300 Ukrainians remain in captivity.", "prisoners-held"),
        ("Ukraine captured 200 Russian soldiers.", "prisoners-held"),
        ("Thirteen hostages were freed.", "hostages-released"),
        ("About 46,000 soldiers have been killed.", "deaths"),
        ("More than 100 officers have died.", "deaths"),
        ("The death toll rose to 38.", "deaths"),
        ("The death toll rose from 30 to 38.", "deaths"),
        ("The strike killed 12.", "deaths"),
        ("The strike left 12 dead.", "deaths"),
        ("Ukraine had suffered over 46,000 military deaths.", "deaths"),
        ("At least 300 civilians were killed.", "civilians-killed"),
        ("The UN has verified 14,000 civilian deaths.", "civilians-killed"),
        ("The strike wounded 40 people.", "wounded"),
        ("About 380,000 soldiers were wounded.", "wounded"),
        ("More than 70,000 people are missing.", "missing"),
        ("The ICRC has registered 146,000 missing people.", "missing"),
        ("Russia has suffered 790,000 casualties.", "casualties"),
        ("About 300 soldiers were killed or wounded.", "casualties"),
        ("One million soldiers killed and wounded were counted.", "casualties"),
        ("Russia lost 1,160 soldiers.", "deaths"),
        ("Russia lost 1,160 personnel.", "losses"),
        ("Russia lost 1,160 soldiers, killed and wounded together.", "casualties"),
        ("Kyiv puts Russian losses at 1,000,000.", "losses"),
    ],
    ids=str,
)
def test_what_happened_to_those_counted_makes_the_kind(text: str, kind: str) -> None:
    assert statement(text).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "Russia launched 367 drones.",
        "Russian losses amounted to 10,000 tanks.",
        "The losses in 10 cities were heavy.",
        "The losses over 24 hours were heavy.",
        "The talks lasted 3 days.",
        "Two thousand people live there.",
        "Ten agencies took part.",
        "The 500 prisoners were tired.",
        "Casualties rose by 30 per cent.",
    ],
    ids=str,
)
def test_what_has_no_word_in_the_vocabulary_is_not_counted(text: str) -> None:
    assert statements(text) == []


@pytest.mark.parametrize(
    ("text", "population"),
    [
        ("The bodies of 1,000 soldiers were returned.", "combatants"),
        ("The bodies of 1,000 servicemen were returned.", "combatants"),
        ("1,000 bodies were returned.", None),
        ("The bodies of 20 civilians were returned.", "civilians"),
        ("Kyiv released 146 prisoners of war.", "prisoners-of-war"),
        ("Kyiv released 146 POWs.", "prisoners-of-war"),
        ("Kyiv released 146 soldiers.", "prisoners-of-war"),
        ("Kyiv released 146 prisoners.", "everyone"),
        ("Mali lost 40 of its rangers killed.", "combatants"),
        ("In Mali 40 fishermen were killed.", "everyone"),
        ("Three children were killed.", "children"),
        ("Over 46,000 military deaths were counted.", "combatants"),
        ("Forty people were killed.", "everyone"),
        ("Thirteen hostages were freed.", "hostages"),
    ],
    ids=str,
)
def test_the_noun_says_what_kind_of_people_they_are(text: str, population: str | None) -> None:
    assert statement(text).population == population


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("The bodies of 1,000 Ukrainian soldiers were returned.", "ukraine"),
        ("1,000 Ukrainian soldiers’ bodies were returned.", "ukraine"),
        ("31 bodies of Russian soldiers were returned.", "russia"),
        ("1,000 bodies were returned.", None),
        ("A hundred soldiers of Ukraine were killed.", "ukraine"),
        ("Russia’s losses reached 1,000,000.", "russia"),
        ("Ukraine had suffered over 46,000 military deaths.", "ukraine"),
        ("Ukraine has lost 46,000 soldiers.", "ukraine"),
        ("Russia’s army has lost one million soldiers killed and wounded.", "russia"),
        ("Kyiv says it killed 600 Russian soldiers.", "russia"),
        ("Russia says it killed 600 soldiers.", None),
        ("205 Ukrainians were freed.", "ukraine"),
    ],
    ids=str,
)
def test_whose_people_they_are_is_named_beside_them(text: str, of: str | None) -> None:
    assert statement(text).of == of


@pytest.mark.parametrize(
    "text",
    [
        "1,000 bodies, allegedly of Ukrainian soldiers, were returned.",
        "1,000 bodies reportedly belonging to Ukrainian soldiers were returned.",
        "Kyiv received 1,000 bodies which may belong to Ukrainian soldiers.",
        "Kyiv received 1,000 bodies believed to be those of Ukrainian soldiers.",
    ],
    ids=str,
)
def test_whose_people_they_may_be_is_left_open(text: str) -> None:
    assert statement(text).of is None


def test_bodies_and_living_prisoners_in_one_sentence_are_told_apart() -> None:
    text = "Russia handed over the bodies of 31 soldiers and 146 prisoners to Ukraine."
    assert (figure(text, 31).kind, figure(text, 146).kind) == ("bodies-transferred", "prisoners-exchanged")


def test_a_fate_after_a_second_figure_is_of_the_same_people() -> None:
    text = "At least 226 civilians were killed and 952 were injured."
    assert [(s.kind, s.population) for s in statements(text)] == [
        ("civilians-killed", "civilians"),
        ("wounded", "civilians"),
    ]


def test_others_are_people_like_those_before() -> None:
    text = "The strike on Kyiv killed 12 people and wounded 40 others."
    assert (figure(text, 12).kind, figure(text, 40).kind) == ("deaths", "wounded")


def test_children_among_the_civilians_killed_are_civilians_killed() -> None:
    text = "Some 14,999 civilians, among them 763 children, were killed."
    assert (figure(text, 763).kind, figure(text, 763).population) == ("civilians-killed", "children")


def test_a_second_figure_without_a_noun_counts_the_same_thing() -> None:
    text = "Russia handed over 1,000 bodies to Ukraine and received 31."
    second = figure(text, 31)
    assert (second.kind, second.of, second.rule) == ("bodies-transferred", None, "noun-left-out/publisher")


def test_another_side_named_since_is_not_given_the_people_of_the_first() -> None:
    text = "Russia lost 900 soldiers. In Ukraine, 40 were killed."
    assert figure(text, 40).of is None


def test_the_people_held_whose_release_is_told_are_released() -> None:
    assert statement("Ukraine secured the release of 205 prisoners held by Russia.").kind == "prisoners-exchanged"


def test_of_a_part_and_its_whole_only_the_part_is_counted() -> None:
    assert [s.value for s in statements("12 of the 1,000 bodies were identified.")] == [12]


def test_tanks_beside_soldiers_are_not_counted() -> None:
    assert [s.value for s in statements("Russia lost 12 tanks and 1,160 soldiers.")] == [1160]


def test_the_rule_that_read_the_figure_is_kept() -> None:
    assert statement("Russia returned 1,000 bodies.").rule == "bodies-noun/publisher"


@pytest.mark.parametrize(
    "text",
    [
        "“115 Russian servicemen taken prisoner in the Kursk region have been returned.”",
        "103 Russian servicemen captured in the Kursk region were returned from territory controlled by Kyiv.",
    ],
)
def test_captives_who_are_returned_are_counted_as_returned(text: str) -> None:
    assert statement(text).kind == "prisoners-exchanged"


@pytest.mark.parametrize(
    "text",
    [
        "Twelve Ukrainians were captured near Pokrovsk after their commander had been released from duty.",
        "Ukraine has captured 12 soldiers since a general was released.",
        "12 servicemen captured by Russia in the Kursk region said friends had been released.",
        "12 soldiers were captured while hundreds of others had been freed, Kyiv said.",
        "Russia captured 12 soldiers, and others were exchanged.",
        "12 soldiers captured by Russia are held where others were freed.",
        "12 soldiers captured by Russia, whose comrades were returned, are in jail.",
        "12 soldiers captured by Russia are to be exchanged.",
    ],
    ids=str,
)
def test_captives_are_not_returned_where_others_are(text: str) -> None:
    assert figure(text, 12).kind == "prisoners-held"


def test_people_of_the_armed_group_are_no_hostages() -> None:
    text = "Three hostages were handed to the Red Cross by Hamas. Buses with 369 Palestinians leave Israel."
    assert figure(text, 369).kind == "prisoners-exchanged"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hamas freed 20 hostages. How many are left? About 120, says Israel.", "prisoners-held"),
        ("Ukraine lost 31,000 soldiers, all killed. And the wounded? About 120.", "wounded"),
    ],
)
def test_an_answer_counts_what_the_question_asks_for(text: str, kind: str) -> None:
    assert figure(text, 120).kind == kind


def test_abducted_people_beside_the_killed_are_held() -> None:
    text = "On 7 October about 1,200 people were killed in Israel and 251 abducted."
    assert figure(text, 251).kind == "prisoners-held"


@pytest.mark.parametrize(
    "text",
    [
        "1) Yemen. The Houthis freed prisoners in March. 2) Ukraine. Nothing new.",
        "The Houthis freed 12 prisoners. 7,000 people have been brought to safety.",
        "Hamas and Israel put their names to a list of hostages. It has 90 lines.",
    ],
)
def test_marks_of_a_list_those_brought_to_safety_and_signatories_are_no_claim(text: str) -> None:
    assert all(s.value == 12 or s.kind == "hostages-released" for s in statements(text))


def test_military_that_are_counted_are_soldiers() -> None:
    text = "Azerbaijan freed 32 Armenian military, Armenia freed two Azerbaijani military."
    assert [(s.kind, s.of) for s in statements(text)] == [
        ("prisoners-exchanged", "armenia"),
        ("prisoners-exchanged", "azerbaijan"),
    ]


def test_readers_and_reactions_of_a_channel_are_no_claim() -> None:
    text = "Russia returned 1,000 bodies to Ukraine.\n\n👁 61.4K ❤️ 5 208 🙏 1 930"
    assert [s.value for s in statements(text)] == [1000]


def test_what_is_brought_down_is_no_count_of_the_wounded() -> None:
    text = "The attack wounded 16 people. Air defence brought down 30."
    assert [s.value for s in statements(text)] == [16]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Russian losses have reached about 40 personnel.", "losses"),
        ("With losses reaching 40 soldiers, Russia called up more.", "losses"),
        ("Russian losses, which came to 40 soldiers, are high.", "losses"),
        ("Casualties passed 40 soldiers.", "casualties"),
        ("The death toll has crossed 40 soldiers.", "deaths"),
        ("The wounded include 40 soldiers.", "wounded"),
        ("Some 40 soldiers reached Ukraine from Russian captivity.", "prisoners-exchanged"),
        ("The exchange included 40 soldiers.", "prisoners-exchanged"),
    ],
    ids=str,
)
def test_what_losses_reach_is_no_exchange(text: str, kind: str) -> None:
    assert statements(text)[0].kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Nasser hospital in Gaza received 12 bodies on Monday.", "deaths"),
        ("The bodies of 12 people killed in Israeli strikes were brought to Nasser hospital.", "deaths"),
        ("Rescuers recovered 12 bodies from the rubble in Kharkiv.", "deaths"),
        ("Nasser hospital received 12 bodies from Israel through the Red Cross.", "bodies-transferred"),
        ("The morgue in Kyiv received 12 bodies returned by Russia.", "bodies-transferred"),
        ("12 prisoners went missing after they were freed.", "missing"),
    ],
    ids=str,
)
def test_bodies_from_rubble_or_in_a_hospital_are_dead_and_not_handed_over(text: str, kind: str) -> None:
    assert statements(text)[0].kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "12 soldiers survived, 3 were killed.",
        "12 people were inside, 3 were killed.",
        "12 soldiers were on board; 3 died.",
        "The bus carried 12 people, three of whom died.",
    ],
    ids=str,
)
def test_what_befell_some_has_not_befallen_those_counted_before(text: str) -> None:
    assert [s.value for s in statements(text) if s.kind == "deaths"] in ([3], [])


@pytest.mark.parametrize(
    "text",
    [
        "The bodies of 12 fallen soldiers arrived at a Kyiv morgue, the Coordination Headquarters said.",
        "The bodies of 12 soldiers came from the battlefield to Ukraine.",
        "Some 12 bodies came from the battlefield to Ukraine.",
        "12 bodies of hostages arrived in Israel from under the rubble of Gaza.",
        "Trucks carried 12 bodies from the river to the Ukrainian side under the deal with Russia.",
    ],
)
def test_bodies_of_soldiers_and_those_brought_home_change_hands_wherever_they_lay(text: str) -> None:
    assert statement(text).kind == "bodies-transferred"


@pytest.mark.parametrize(
    "text",
    [
        "Nasser hospital received 12 bodies.",
        "Rescuers pulled 12 bodies from the rubble of a house in Kharkiv.",
        "Rescuers pulled the bodies of 12 soldiers from the rubble.",
        "Ambulances carried 12 bodies to a morgue in Goma.",
    ],
)
def test_bodies_from_the_rubble_or_in_a_hospital_are_of_the_dead(text: str) -> None:
    assert statement(text).kind == "deaths"


def test_places_of_dead_are_no_columns_of_what_was_told_before() -> None:
    text = "Ukraine got back 50 soldiers; the attack killed 30 in Kyiv and 20 in Lviv."
    assert figure(text, 20).kind == "deaths"


def test_bodies_that_wait_have_not_changed_hands() -> None:
    assert figure("Trucks with 1,212 bodies are waiting at the border, Russia says.", 1212).kind == "other"
    assert figure("The 1,212 bodies waiting at the border were handed over.", 1212).kind == "bodies-transferred"
