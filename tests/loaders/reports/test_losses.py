"""Whose losses and captives a figure counts."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import figure, statements


@pytest.mark.parametrize(
    ("text", "value", "of"),
    [
        ("Pakistan's military says that 23 of its soldiers were killed.", 23, "Pakistan"),
        ("Azerbaijan put its own losses at 71 soldiers.", 71, "azerbaijan"),
        ("Armenia spoke of its dead: 105 soldiers.", 105, "armenia"),
        ("Moscow disclosed its losses on Monday. It said 105 soldiers were killed.", 105, "russia"),
        ("Kyiv said that Moscow hides its losses. It said 105 soldiers were killed.", 105, None),
        ("Rwanda denies that it lost 200 soldiers in Goma.", 200, "Rwanda"),
        ("Thailand said that it had lost 26 soldiers; Cambodia named no figure.", 26, "Thailand"),
    ],
    ids=str,
)
def test_its_own_are_those_of_whom_the_pronoun_means(text: str, value: int, of: str | None) -> None:
    assert figure(text, value).of == of


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("India holds 40 soldiers whom Pakistan wants to exchange.", "Pakistan"),
        ("Some 40 soldiers are in Azerbaijani captivity, Armenia says.", "armenia"),
        ("Over 40 soldiers are still held by Russia, says Ukraine.", "ukraine"),
    ],
    ids=str,
)
def test_captives_are_people_of_the_side_that_does_not_hold_them(text: str, of: str) -> None:
    assert statements(text)[0].of == of


def test_the_dead_on_the_side_named_after_the_figure_are_of_that_side() -> None:
    told = statements("Both lost many: 2,000 dead on the Armenian side, 2,700 dead on the Azerbaijani side.")
    assert [s.of for s in told] == ["armenia", "azerbaijan"]


def test_who_stands_right_before_a_figure_that_goes_on_a_list_is_counted_by_it() -> None:
    told = statements("Armenia lost 3,825 soldiers and Azerbaijan 2,906.")
    assert [s.of for s in told] == ["armenia", "azerbaijan"]


def test_whom_one_side_kills_are_not_its_own() -> None:
    assert statements("Boko Haram fighters killed 40 farmers, said Nigeria.")[0].of is None


def test_soldiers_of_whom_a_side_says_that_they_fell_are_its_own_where_its_losses_were_spoken_of() -> None:
    text = "Zelensky last spoke of Ukrainian losses in February. He said then that 45,100 soldiers had been killed."
    assert figure(text, 45100).of == "ukraine"


@pytest.mark.parametrize(
    "text",
    [
        "Moscow is silent. Zelensky said that 40 soldiers had been killed.",
        "Russia's Defence Ministry said 40 servicemen were killed near Kharkiv.",
        "Zelensky spoke of Russian losses in February. He said then that 40 soldiers had been killed.",
    ],
    ids=str,
)
def test_soldiers_of_whom_a_side_says_that_they_fell_are_not_its_own_by_that_alone(text: str) -> None:
    assert figure(text, 40).of != figure(text, 40).claimant
    assert figure(text, 40).of in (None, "russia") if "Russian losses" in text else figure(text, 40).of is None


def test_people_killed_where_a_side_speaks_are_not_its_people_by_that_alone() -> None:
    text = "Moscow is silent. Zelensky said that 14 people had been killed."
    assert figure(text, 14).of is None


def test_a_pronoun_in_another_clause_says_nothing_of_a_figure() -> None:
    text = "Ethiopia puts its dead at 8,500 soldiers; Eritrea admits 1,300 dead soldiers."
    assert [s.of for s in statements(text)] == ["ethiopia", "eritrea"]


@pytest.mark.parametrize(
    "text",
    [
        "Hezbollah acknowledged the death of 12 fighters; Israel spoke of 40.",
        "Pakistan admitted the death of 12 soldiers; the Taliban spoke of 40.",
    ],
    ids=str,
)
def test_the_other_sides_count_of_the_same_losses_is_not_of_its_own(text: str) -> None:
    admitted, claimed = statements(text)
    assert admitted.of in ("Hezbollah", "Pakistan")
    assert claimed.of == admitted.of


@pytest.mark.parametrize(
    ("text", "value", "of"),
    [
        ("Russia's casualties are near 300,000; Ukraine has close to 70,000 killed, officials say.", 70000, "ukraine"),
        ("Nikol Pashinyan told parliament that the country had lost about 4,000 people.", 4000, "armenia"),
        ("Zelensky said 31,000 soldiers were killed. And the Russians? About 180,000.", 180000, "russia"),
    ],
)
def test_the_dead_are_of_who_has_or_lost_them_and_of_whom_the_question_names(text: str, value: int, of: str) -> None:
    assert figure(text, value).of == of


@pytest.mark.parametrize(
    ("text", "value", "of"),
    [
        ("Kyiv has 9,000 dead; for Russia the Pentagon thinks of 70,000 dead and wounded.", 70000, "russia"),
        ("Azerbaijan has admitted the deaths of 12 servicemen; on the Armenian side five fell.", 12, "azerbaijan"),
        ("Armenia fights Azerbaijan.\n\nArmenia: 729 soldiers have died.", 729, "armenia"),
    ],
)
def test_the_dead_are_of_the_side_that_their_own_clause_names(text: str, value: int, of: str) -> None:
    assert figure(text, value).of == of


@pytest.mark.parametrize(
    "text",
    [
        "The Kremlin said Belarus had seen losses: the country lost 300 soldiers.",
        "The Kremlin said that Syria is at war and the army lost 300 soldiers.",
        "In Syria, the Kremlin said, the army lost 300 soldiers.",
        "Putin visited Minsk. The Kremlin said the country had lost 300 soldiers.",
        "Zelensky said of Azerbaijan that the country had lost 300 soldiers.",
        "The Kremlin said the rebels lost 300 soldiers.",
        "The Kremlin said that the militia suffered 300 losses.",
        "Zelensky, speaking of Belarus, said 300 soldiers had died.",
        "Israel said 300 militants were killed.",
        "Russia said 300 soldiers were killed in its strike.",
        "Kyiv rejects Moscow's claim that the strike which killed 300 soldiers was its own.",
    ],
    ids=str,
)
def test_the_dead_of_others_are_not_those_of_who_speaks_of_them(text: str) -> None:
    assert figure(text, 300).of is None


@pytest.mark.parametrize(
    ("question", "of"),
    [
        ("Did Russia release the figures?", None),
        ("Is Russia to blame?", None),
        ("What did Ukraine say?", None),
        ("How many did Russia kill?", None),
        ("And Russia's victims?", None),
        ("How many soldiers has Russia lost?", "russia"),
        ("Russia's losses?", "russia"),
        ("And Russia?", "russia"),
    ],
    ids=str,
)
def test_whom_a_question_names_has_lost_them_only_where_it_asks_for_losses(question: str, of: str | None) -> None:
    assert figure(f"{question} About 70,000 soldiers were killed, officials say.", 70000).of == of


@pytest.mark.parametrize(
    "text",
    [
        "The enemy's combat losses reached 300 servicemen, according to the General Staff of Ukraine.",
        "Ukraine's General Staff said 300 occupiers were killed on Monday.",
        "Hamas said 300 soldiers were killed in an ambush.",
        "Israel said 300 terrorists were killed.",
    ],
    ids=str,
)
def test_the_dead_of_the_enemy_are_not_those_of_who_counts_them(text: str) -> None:
    assert figure(text, 300).of is None
