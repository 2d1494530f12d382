"""What a figure counts by its context, from the nearest words to the farthest: each rule with sentences of its own."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import statements

SWAP = "Ukraine and Russia exchanged prisoners of war. "


def read(text: str) -> list[tuple[int, str]]:
    return [(int(s.value), s.kind) for s in statements(text)]


def rules(text: str) -> list[str]:
    return [s.rule.partition("/")[0] for s in statements(text)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Killed: 12. Wounded: 30.", [(12, "deaths"), (30, "wounded")]),
        ("• Dead: 7\n• Missing: 11", [(7, "deaths"), (11, "missing")]),
        (
            "The strike on Kharkiv, Ukraine, killed 9 soldiers, and 14 remain unaccounted for.",
            [(9, "deaths"), (14, "missing")],
        ),
        ("Three dozen sailors walked free on Friday.", [(36, "prisoners-exchanged")]),
        (
            "Nine journalists and four medics are among those freed.",
            [(9, "prisoners-exchanged"), (4, "prisoners-exchanged")],
        ),
        ("The attack on Odesa claimed 14 lives.", [(14, "deaths")]),
        (
            "Baku says that 6 Armenians remain in custody; Yerevan counts 80.",
            [(6, "prisoners-held"), (80, "prisoners-held")],
        ),
        (
            "How many soldiers of Ukraine have been killed? About 46,000, an official said.",
            [(46000, "deaths")],
        ),
        (
            "Ukraine said 12 bodies and 31 prisoners were handed over by Russia.",
            [(12, "bodies-transferred"), (31, "prisoners-exchanged")],
        ),
        (
            "The bodies of 57 soldiers came back, all but 3 of them without names.",
            [(57, "bodies-transferred"), (3, "bodies-transferred")],
        ),
    ],
    ids=str,
)
def test_what_the_figure_counts_is_found_in_its_context(text: str, told: list[tuple[int, str]]) -> None:
    assert read(text) == told


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Russia freed 215 prisoners, including 10 foreigners.", "part-of-whole"),
        ("Russia freed 215 prisoners, of whom 108 had defended the port.", "part-of-whole"),
        ("Russia freed 215 prisoners, three of them medics.", "part-of-whole"),
        ("Russia freed 80 prisoners: 41 soldiers, six of the medics and eight.", "list"),
        ("The shelling left Donetsk 17 killed and 28 injured; Kherson 6 and 7.", "same-columns"),
        (SWAP + "22, whose fate is unknown, had been on the lists.", "said-beside"),
        (SWAP + "Another 31 went the other way.", "governing-word"),
        (SWAP + "The number rose to 4,757 by June.", "carried-on"),
        (SWAP + "It was the first. No more is known. Flags flew.\n\n18 October – 95 / 103", "topic"),
    ],
    ids=str,
)
def test_the_rule_that_read_the_figure_is_named(text: str, rule: str) -> None:
    assert rule in rules(text), statements(text)


@pytest.mark.parametrize(
    "words",
    [
        "The oldest is 59 and the youngest 26.",
        "See page 7 and extension 4410.",
        "Another 46 were pulled out alive.",
        "The talks took 12 days in 3 cities.",
        "Why 200, and not all at once?",
        "Tanks: 10,740.",
        "The two think that it is right.",
        "It reported a difference of 12.",
        "The rate is 25,000 a month.",
        "The rule is 15 for one.",
        "A two-for-one exchange was offered.",
        "1 in 3 families has a relative at the front.",
        "The channel has 40,000 subscribers.",
    ],
    ids=str,
)
def test_what_is_beside_counted_people_is_not_counted_for_that(words: str) -> None:
    assert read("Russia returned 205 prisoners to Ukraine. " + words) == [(205, "prisoners-exchanged")]


@pytest.mark.parametrize(
    "text",
    [
        "At eight soldiers died in Mali.",
        "The batch of 71 soldiers was freed by Mali.",
        "The oldest 48 soldiers of Mali were freed.",
        "Between 2020 soldiers and 2023 soldiers of Mali died.",
    ],
    ids=["hour", "age", "oldest", "years"],
)
def test_what_only_looks_like_an_hour_an_age_or_a_year_is_counted(text: str) -> None:
    assert read(text)


@pytest.mark.parametrize(
    "text",
    [
        "Fighting in Darfur drove 40,000 people from their homes.",
        "Some 825 refugees went home to Karabakh after the war.",
        "Another 57 girls had got away from the militants in Nigeria.",
        "The two leaders met after the war in Karabakh; the three delegations left.",
        "Rescuers evacuated 300 civilians from Goma.",
    ],
    ids=str,
)
def test_whoever_flees_or_negotiates_is_no_claim(text: str) -> None:
    assert read(text) == []


def test_whoever_is_killed_beside_those_who_flee_is_counted() -> None:
    text = "The war in Darfur has killed 20,000 people and driven two million from their homes."
    assert read(text) == [(20000, "deaths")]


@pytest.mark.parametrize(
    "text",
    [
        "The zoo released 40 owls and 12 wolves. The animals had been held since May; 3 birds died.",
        "An earthquake killed 31 people in the province. The quake left 400 injured after a flood.",
        "In the novel 40 prisoners are freed. The film, with the same actor, kills 12 of its characters.",
    ],
    ids=["animals", "accident", "fiction"],
)
def test_a_report_of_other_matters_has_no_claims(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Of 2,514 retailers surveyed, 952 had been badly hurt by the price war; another 226 were missing.",
        "The exchange traded 1,000 old shares for 250 new ones.",
        "He served 12 years, scored 31 goals and gave up 3.",
    ],
    ids=["business", "shares", "sport"],
)
def test_a_bare_number_counts_nobody_where_the_report_counts_no_people(text: str) -> None:
    assert read(text) == []


def test_a_report_on_a_match_has_no_claims_though_it_counts_players() -> None:
    text = "The club released 5 defenders after the match. The coach blamed 3 missed penalties in the cup this season."
    assert read(text) == []


@pytest.mark.parametrize("text", ["It is not 1,200, Lubinets said.", "“Not 1,200,” Lubinets said."], ids=["is", "bare"])
def test_a_number_that_is_refused_is_denied(text: str) -> None:
    told = statements("The remains of 300 soldiers lie in Ukraine. Russia returned 640 bodies. " + text)[-1]
    assert (int(told.value), told.stance) == (1200, "denies")


def test_what_an_outlet_takes_back_is_no_claim_and_what_it_puts_right_is() -> None:
    text = "Our report said that 3,000 soldiers of Armenia were killed. It should have been 3,825 soldiers killed."
    assert read(text) == [(3825, "deaths")]


def test_a_struck_out_figure_is_none() -> None:
    assert read("The strike killed ~~26~~ 28 people in Ukraine.") == [(28, "deaths")]


def test_a_sum_is_one_figure() -> None:
    assert read("Russia returned 700 plus 312 bodies.") == [(1012, "bodies-transferred")]


@pytest.mark.parametrize(
    "text",
    [
        "Russia and Ukraine swapped 84 prisoners apiece.",
        "Russia and Ukraine: 246 prisoners a side were freed.",
        "Russia and Ukraine will hand over 300 prisoners from each side.",
        "Russia and Ukraine exchanged prisoners on a 185-for-185 basis.",
    ],
    ids=str,
)
def test_as_many_of_either_side_are_two_claims(text: str) -> None:
    ways = {s.way for s in statements(text)}
    assert ways == {("russia", "ukraine"), ("ukraine", "russia")}


def test_either_figure_of_a_thousand_for_a_thousand_goes_one_way() -> None:
    told = statements("Russia and Ukraine agreed on an exchange of prisoners, 1,000 for 1,000.")
    assert [s.way for s in told] == [("russia", "ukraine"), ("ukraine", "russia")]


def test_columns_follow_the_order_of_their_header() -> None:
    text = "Bodies, by day: Ukraine gets / Russia gets: 1000 / 35"
    assert [(int(s.value), s.way) for s in statements(text)] == [
        (1000, ("russia", "ukraine")),
        (35, ("ukraine", "russia")),
    ]


def test_captives_in_a_report_of_an_exchange_are_those_exchanged() -> None:
    text = "Russia and Ukraine exchanged prisoners. The figures: 230 (Kyiv) and 248 (Moscow), 478 captives altogether."
    assert statements(text)[-1].kind == "prisoners-exchanged"


def test_captives_who_remain_are_held() -> None:
    text = "The exchange of prisoners between Russia and Ukraine is over. Still held: 478 captives."
    assert statements(text)[-1].kind == "prisoners-held"


def test_people_named_by_their_nation_are_no_bodies() -> None:
    text = "Hamas returned the bodies of 28 soldiers to Israel. And in return? About 2,000 Palestinians."
    assert statements(text)[-1].kind == "prisoners-exchanged"


def test_the_dead_of_a_report_on_civilian_casualties_are_civilians() -> None:
    text = "Civilian casualties rose in July.\n\n- 286 killed and 1,388 injured in Ukraine"
    assert [(s.kind, s.population) for s in statements(text)] == [
        ("civilians-killed", "civilians"),
        ("wounded", "civilians"),
    ]


def test_the_dead_of_a_report_that_names_soldiers_too_are_of_either() -> None:
    text = "Civilian casualties rose in July. Soldiers died too.\n\n- 286 killed and 1,388 injured in Ukraine"
    assert statements(text)[0].kind == "deaths"


def test_respectively_takes_up_the_two_counts_before() -> None:
    text = "- 286 killed and 1,388 injured in Ukraine in July.\n- In June: 232 and 1,343 respectively."
    assert [s.kind for s in statements(text)] == ["deaths", "wounded"] * 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Anbar in Iraq: 600 (147 killed and 453 injured).", [(600, "casualties"), (147, "deaths"), (453, "wounded")]),
        (
            "In Mali 40 soldiers died; up to 500, wounded included, says the army.",
            [(40, "deaths"), (500, "casualties")],
        ),
        ("The army of Mali put its dead at 70 and its wounded at 90.", [(70, "deaths"), (90, "wounded")]),
        ("About 300 soldiers of Mali were killed or wounded.", [(300, "casualties")]),
    ],
    ids=str,
)
def test_a_sum_of_killed_and_wounded_is_told_from_either(text: str, told: list[tuple[int, str]]) -> None:
    assert read(text) == told


@pytest.mark.parametrize(
    "words",
    [
        "Of these, 12 had been held since spring.",
        "Another 12 had been thought missing.",
        "Among them 12 had been wounded, doctors said.",
        "Twelve served in the navy.",
    ],
    ids=str,
)
def test_what_had_become_of_those_exchanged_is_told_of_the_exchange(words: str) -> None:
    told = read("Ethiopia and Eritrea exchanged 90 prisoners of war. " + words)
    assert (12, "prisoners-exchanged") in told


@pytest.mark.parametrize(
    ("words", "kind"),
    [("Another 12 had been identified by then.", "identified"), ("At the camp, another 12 had died.", "deaths")],
    ids=str,
)
def test_the_dead_and_the_identified_are_none_of_those_exchanged(words: str, kind: str) -> None:
    assert (12, kind) in read("Ethiopia and Eritrea exchanged 90 prisoners of war. " + words)


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("In Goma 92 were killed and 511 wounded, 80 of the former from the army.", 80, "deaths"),
        ("In Goma 400 people were wounded, the doctors said, counting ten soldiers among the dead.", 10, "deaths"),
        ("In Goma 92 were killed and 511 wounded, 80 of them from the army.", 80, "wounded"),
    ],
    ids=["former", "among", "them"],
)
def test_a_part_is_of_the_sort_that_is_named(text: str, value: int, kind: str) -> None:
    assert (value, kind) in read(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The capture of 20 soldiers was announced by Mali.", [(20, "prisoners-held")]),
        ("The identity of 20 people missing since the war in Bosnia is established.", [(20, "identified")]),
        ("Mali mourned the deaths of 20 soldiers.", [(20, "deaths")]),
        ("Yerevan spoke of 20 Armenians in Azerbaijani hands.", [(20, "prisoners-held")]),
        ("Ukraine: losses. A study of dead soldiers arrives at 140,000.", [(140000, "deaths")]),
    ],
    ids=str,
)
def test_the_noun_that_governs_those_counted_says_it(text: str, told: list[tuple[int, str]]) -> None:
    assert read(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Shelling left 57 monks dead and 91 injured in Goma.", [(57, "deaths"), (91, "wounded")]),
        ("Delhi said 9 pilots perished and 38 suffered wounds.", [(9, "deaths"), (38, "wounded")]),
        ("In Bosnia 12 Croats were identified and 30 Serbs reburied, 14 are missing.", [(12, "identified")]),
        ("Some 40 soldiers of Mali were wounded or killed.", [(40, "casualties")]),
    ],
    ids=str,
)
def test_the_words_of_the_next_count_are_not_said_of_this_one(text: str, told: list[tuple[int, str]]) -> None:
    assert read(text)[: len(told)] == told


@pytest.mark.parametrize(
    "text",
    [
        "The Saudis want to exchange prisoners with the Houthis, 87 for 87.",
        "Thirty-two for two: on that formula Eritrea and Ethiopia exchanged prisoners.",
        "Mali and the rebels swap captives: “12 for 40”.",
    ],
    ids=str,
)
def test_a_formula_is_of_those_exchanged(text: str) -> None:
    assert [kind for _, kind in read(text)] == ["prisoners-exchanged"] * 2


@pytest.mark.parametrize(
    "text",
    ["Mali paid 12 for 40 drones.", "The council voted 7 for 2 against the army of Mali.", "Room 12 for 40 guests."],
    ids=str,
)
def test_no_formula_is_read_where_nobody_is_exchanged(text: str) -> None:
    assert read(text) == []


def test_a_people_that_the_reference_data_lack_is_one() -> None:
    text = "Among those identified in Cyprus 744 are Greek Cypriots and 283 Turkish Cypriots."
    assert read(text) == [(744, "identified"), (283, "identified")]


def test_the_answer_to_a_question_counts_what_was_asked_for() -> None:
    text = "Q: How many captives does Baku hold?\n\nA: 23.\n\nQ: And the missing in Armenia?\n\nA: 777 in all."
    assert (777, "missing") in read(text)
