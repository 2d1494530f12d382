"""Who hands over and who receives."""

from __future__ import annotations

import pytest

from loaders.reports.ways import Direction
from tests.loaders.reports.statements import figure, statement, statements

TO_UKRAINE = ("russia", "ukraine")
TO_RUSSIA = ("ukraine", "russia")


def test_a_direction_can_be_reversed() -> None:
    assert Direction("party/russia", None).reversed() == Direction(None, "party/russia")


@pytest.mark.parametrize(
    "text",
    [
        "Russia returned 1,000 bodies to Ukraine.",
        "Russia handed over 1,000 bodies to Ukraine.",
        "Russia handed Ukraine 1,000 bodies.",
        "Russia gave Ukraine 1,000 bodies.",
        "Moscow transferred 1,000 bodies to Kyiv.",
        "The Russian side delivered 1,000 bodies to the Ukrainian side.",
        "The Ukrainian side accepted 1,000 bodies from the Russian side.",
        "Ukraine received 1,000 bodies from Russia.",
        "Ukraine got 1,000 bodies from Russia.",
        "Ukraine returned 1,000 bodies from Russia.",
        "1,000 bodies were returned to Ukraine by Russia.",
        "1,000 bodies were brought to Ukraine from Russia.",
        "1,000 bodies arrived in Ukraine from Russia.",
        "Ukraine was given 1,000 bodies by Russia.",
        "The return of 1,000 bodies from Russia to Ukraine was announced.",
        "The repatriation of 1,000 bodies to Ukraine by Russia was announced.",
        "Russia’s return of 1,000 bodies to Ukraine was announced.",
        "Russia, which returned 1,000 bodies, thanked Ukraine.",
        "Russia managed to return 1,000 bodies to Ukraine.",
        "Russia and its agencies sent 1,000 bodies to Ukraine.",
    ],
    ids=str,
)
def test_the_verb_and_its_prepositions_tell_who_hands_over(text: str) -> None:
    assert statement(text).way == TO_UKRAINE


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine urged Russia to return 20,000 children.",
        "Kyiv asked Moscow to return 20,000 children.",
        "Kyiv forced Moscow to release 205 prisoners.",
        "Zelensky thanked Russia for returning 1,000 bodies.",
        "Ukraine expects Russia to return 1,000 bodies.",
        "Russia promised Ukraine to return 1,000 bodies.",
        "Russia is ready to hand over 3,000 bodies to Ukraine.",
        "Russia allowed Ukraine to recover 1,000 bodies.",
    ],
    ids=str,
)
def test_who_is_made_or_said_to_act_hands_over_and_not_who_makes_or_says_it(text: str) -> None:
    assert statement(text).way == TO_UKRAINE


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Moscow said it received 31 bodies from Kyiv.", TO_RUSSIA),
        ("Moscow said it handed Kyiv 1,000 bodies.", TO_UKRAINE),
        ("Ukrainian officials said they received 1,000 bodies from Russia.", TO_UKRAINE),
        ("“Russia gave us 1,000 bodies,” Lubinets said.", TO_UKRAINE),
        ("“We received 1,000 bodies from Russia,” Lubinets said.", TO_UKRAINE),
        ("“We gave Ukraine 1,000 bodies,” Medinsky said.", TO_UKRAINE),
        ("Zelensky said Russia agreed and it returned 1,000 bodies to Ukraine.", TO_UKRAINE),
        ("The ministry in Kyiv said that its experts received 1,000 bodies from Russia.", TO_UKRAINE),
    ],
    ids=str,
)
def test_a_pronoun_stands_for_the_subject_before_it_or_the_speaker(text: str, way: tuple[str, str]) -> None:
    assert statement(text).way == way


def test_it_in_the_next_sentence_is_the_subject_of_the_one_before() -> None:
    text = "Russia returned 900 bodies to Ukraine. Earlier it returned 1,000 bodies."
    assert figure(text, 1000).way == TO_UKRAINE


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Russia handed over 1,000 bodies, Kyiv said.", TO_UKRAINE),
        ("Kyiv took back 909 bodies, and Moscow confirmed it.", TO_UKRAINE),
        ("Russia got back 41 bodies; Kyiv did not comment.", TO_RUSSIA),
        ("Russia was handed 31 bodies, Kyiv said.", TO_RUSSIA),
    ],
    ids=str,
)
def test_of_two_sides_in_a_report_the_other_one_goes_without_saying(text: str, way: tuple[str, str]) -> None:
    assert statement(text).way == way


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Russia handed over 1,000 bodies.", ("russia", None)),
        ("Ukraine received 1,000 bodies.", (None, "ukraine")),
        ("1,000 bodies were returned.", (None, None)),
        ("The two sides returned 1,000 bodies.", (None, None)),
    ],
    ids=str,
)
def test_what_a_report_does_not_say_stays_open(text: str, way: tuple[str | None, str | None]) -> None:
    assert statement(text).way == way


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Ukraine freed 146 Russian prisoners.", TO_RUSSIA),
        ("Russia freed 146 Ukrainians.", TO_UKRAINE),
        ("Ukraine brought home 205 defenders from Russian captivity.", TO_UKRAINE),
        ("Russia returned 146 of its soldiers from Ukraine.", TO_RUSSIA),
        ("Ukraine returned 146 Russian prisoners of war to Russia.", TO_RUSSIA),
        ("Ukraine got 205 of its soldiers back from Russia.", TO_UKRAINE),
        ("205 Ukrainian soldiers came home from Russia.", TO_UKRAINE),
        ("The bodies of 31 Russian soldiers were handed over to Russia by Ukraine.", TO_RUSSIA),
        ("Ukraine won the release of 205 prisoners from Russian captivity.", TO_UKRAINE),
    ],
    ids=str,
)
def test_people_go_back_to_their_own_side(text: str, way: tuple[str, str]) -> None:
    assert statement(text).way == way


def test_an_exchange_of_as_many_each_goes_both_ways() -> None:
    told = statements("Russia and Ukraine exchanged 205 prisoners each.")
    assert [s.way for s in told] == [TO_UKRAINE, TO_RUSSIA]
    assert {s.value for s in told} == {205}


def test_who_exchanges_with_somebody_is_named_first() -> None:
    told = statements("Ukraine exchanged 205 prisoners each with Russia.")
    assert [s.way for s in told] == [TO_RUSSIA, TO_UKRAINE]


def test_an_exchange_without_each_may_be_the_sum_of_both_ways() -> None:
    told = statements("Ukraine and Russia exchanged 314 prisoners.")
    assert [s.way for s in told] == [(None, None)]


def test_what_is_swapped_for_something_else_goes_one_way() -> None:
    text = "Ukraine swapped 31 bodies for 1,000 bodies from Russia."
    assert figure(text, 31).way == TO_RUSSIA
    assert figure(text, 1000).way == TO_UKRAINE


def test_where_both_swap_one_number_for_another_nothing_says_who_gave_which() -> None:
    assert figure("Russia and Ukraine exchanged 1,000 bodies for 31.", 1000).way == (None, None)


def test_a_third_party_can_hand_over() -> None:
    assert statement("Belarus handed over 31 civilians to Ukraine.").way == ("belarus", "ukraine")


def test_the_publisher_is_the_speaker_where_nobody_else_is() -> None:
    told = statement("We received 1,000 bodies from Russia.", publisher="agency/coordination-hq-pow")
    assert told.way == TO_UKRAINE


def test_people_who_are_back_are_with_whoever_says_so() -> None:
    text = "Russia and Ukraine exchanged prisoners. Lubinets says that 230 people are back."
    assert statements(text)[-1].way == ("russia", "ukraine")


@pytest.mark.parametrize(
    "text",
    [
        "Russia and Ukraine each let go of 103 prisoners of war on Saturday.",
        "Both countries, Russia and Ukraine, exchanged captives. Both sides received 103 of their soldiers.",
    ],
)
def test_what_each_does_is_of_both_directions(text: str) -> None:
    assert {s.way for s in statements(text)} == {("russia", "ukraine"), ("ukraine", "russia")}


def test_ours_come_to_who_speaks_and_theirs_go_to_the_other_side() -> None:
    text = "Ukraine and Russia exchanged prisoners. It was 95 of ours for 94 of theirs, a Ukrainian official said."
    assert [(int(s.value), s.way) for s in statements(text)] == [
        (95, ("russia", "ukraine")),
        (94, ("ukraine", "russia")),
    ]


def test_a_column_under_a_sides_name_holds_those_whom_it_gets() -> None:
    text = "Bodies exchanged (Ukraine / Russia):\n29.01.2025 - 757 / 49"
    assert [s.way for s in statements(text)] == [("russia", "ukraine"), ("ukraine", "russia")]


def test_a_range_after_a_side_whose_verb_is_left_out_is_what_that_side_does() -> None:
    text = "Hamas would release 33 hostages in the first phase, and Israel between 990 and 1,650 prisoners."
    assert statements(text)[1].way == ("israel", "hamas")


def test_fallen_soldiers_whom_a_sides_office_brings_home_are_its_own() -> None:
    text = "The Coordination Headquarters reports the repatriation of the bodies of 563 fallen defenders."
    assert statements(text)[0].of == "ukraine"


def test_who_is_asked_what_he_returned_gave_what_the_answer_counts() -> None:
    text = "Armenia and Azerbaijan exchange prisoners. What has Baku returned so far? About 105 captives."
    assert figure(text, 105).way == ("azerbaijan", "armenia")


def test_the_people_of_a_side_who_have_been_exchanged_went_to_it() -> None:
    text = (
        "The ministry in Moscow says 103 Russian soldiers captured by Ukraine in the Kursk region have been exchanged."
    )
    assert figure(text, 103).way == ("ukraine", "russia")


def test_palestinians_who_are_let_go_go_to_the_side_of_hamas() -> None:
    text = "Gilad Shalit came home after five years as a prisoner in exchange for 1,027 Palestinians."
    assert figure(text, 1027).way[1] == "hamas"


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Under pressure from Russia, Ukraine released 12 prisoners.", TO_RUSSIA),
        ("After calls from Russia, Ukraine released 12 prisoners.", TO_RUSSIA),
        ("Ukraine released 12 prisoners with the help of a mediator from Russia.", TO_RUSSIA),
        ("Ukraine handed over 12 bodies under threats from Russia.", TO_RUSSIA),
        ("A convoy from Russia brought 12 prisoners to Ukraine.", TO_UKRAINE),
        ("12 Ukrainian prisoners were freed by Russia's ally Belarus.", ("belarus", None)),
        ("12 prisoners were freed in Ukraine by an enemy of Russia.", (None, None)),
    ],
    ids=str,
)
def test_who_only_presses_helps_or_is_an_ally_gives_nobody(text: str, way: tuple[str | None, str | None]) -> None:
    assert statement(text).way == way


@pytest.mark.parametrize(
    "text", ["For 3 hostages Israel freed 12 Palestinians.", "Israel freed 12 Palestinians for 3 hostages."]
)
def test_those_for_whom_others_are_freed_are_not_freed_by_the_same_side(text: str) -> None:
    (way,) = [s.way for s in statements(text) if s.value == 3]
    assert way[0] != "israel"


@pytest.mark.parametrize(
    "text",
    [
        "Russia sent Ukraine a list of 12 prisoners of war.",
        "Ukraine released a video of 12 prisoners from Russia.",
        "Ukraine handed over evidence on 12 prisoners who were shot to Russia.",
        "Ukraine received letters from 12 prisoners in Russia.",
        "Ukraine delivered parcels to 12 prisoners of war in Russia.",
        "Ukraine gave medals to 12 soldiers who had been freed from Russia.",
    ],
    ids=str,
)
def test_of_whom_a_thing_tells_that_is_handed_over_is_not(text: str) -> None:
    assert statements(text) == []


def test_who_helped_to_free_them_has_not_handed_them_over() -> None:
    assert figure("Erdogan said Turkey had helped to free 215 Ukrainians.", 215).way == (None, "ukraine")
