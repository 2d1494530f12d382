"""Done, planned, demanded or conditional: each by its words, in sentences of other wars than the gold's."""

from __future__ import annotations

import pytest

from tests.loaders.reports.statements import figure, statements

WAR = "Ethiopia and Eritrea are at war; prisoners wait. "


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Eritrea is to free 12 prisoners on Friday.", "planned"),
        ("Eritrea must also free 12 prisoners.", "planned"),
        ("Another 12 prisoners are due to be freed in May.", "planned"),
        ("The accord provides for the release of 12 prisoners.", "planned"),
        ("It stipulates the release of 12 prisoners.", "planned"),
        ("The envoy announced a deal on 12 prisoners.", "planned"),
        ("Eritrea had promised the release of 12 prisoners.", "planned"),
        ("Some 40 prisoners are to be freed, among them 12 pilots.", "planned"),
        ("Addis Ababa demands the release of 12 prisoners.", "demanded"),
        ("Addis Ababa demanded 12 prisoners.", "demanded"),
        ("If the truce holds, Eritrea will free 12 prisoners.", "conditional"),
        ("Should the frost hold, 12 bodies would be handed over.", "conditional"),
        ("As many as 12 prisoners could be freed.", "conditional"),
        ("Another 12 prisoners will be freed if the truce is respected.", "conditional"),
        ("Asmara asked for 12 prisoners.", "demanded"),
    ],
    ids=str,
)
def test_what_has_not_been_done_is_told_by_its_words(text: str, modality: str) -> None:
    assert figure(WAR + text, 12).modality == modality


@pytest.mark.parametrize(
    "text",
    [
        "Eritrea freed 12 prisoners under the accord.",
        "Eritrea managed to free 12 prisoners.",
        "As many as 12 soldiers may have died.",
        "Asked whether, if ever, more would come, he said that 12 prisoners were freed.",
        "The handover of 12 bodies took place in the convoys agreed last month.",
        "Some 12 prisoners had been freed by then.",
    ],
    ids=str,
)
def test_what_has_been_done_is_done_whatever_stands_beside(text: str) -> None:
    assert figure(WAR + text, 12).modality == "accomplished"


@pytest.mark.parametrize(
    "text",
    [
        "The families ask that the 38 captives in Baku be let go before Christmas.",
        "Kyiv wants its 2,500 captured fighters back.",
    ],
)
def test_what_is_asked_for_in_the_bare_form_is_demanded(text: str) -> None:
    assert statements(text)[0].modality == "demanded"


def test_a_swap_that_did_not_come_about_is_no_accomplished_fact() -> None:
    text = "The swap that Kyiv had hoped for, 50 on either side, did not come about on Saturday."
    assert {s.modality for s in statements(text)} == {"planned"}


def test_letting_go_is_demanded_where_somebody_is_called_on_to_let_go() -> None:
    text = "Eighteen governments called on Hamas to let the 133 hostages go."
    assert statements(text)[0].modality == "demanded"


@pytest.mark.parametrize(
    "text",
    [
        "The release was called off in May, but on Friday 48 Ukrainian prisoners were freed by Russia.",
        "After an earlier exchange fell through, Russia released 48 Ukrainian soldiers on Friday.",
        "The exchange, which had been postponed twice, brought 48 Ukrainian soldiers home from Russia.",
        "On Friday 48 Ukrainian soldiers were freed; an exchange of the seriously wounded did not take place.",
        "The handover of 48 bodies, which had been postponed twice, took place on Friday.",
        "The release of 48 Ukrainian prisoners was called off in May but took place in June.",
        "48 Armenian captives came home, though a return of the bodies failed to go ahead.",
        "The release of 48 captives was called a success.",
        "The swap of 48 prisoners was called off on Monday but took place on Tuesday.",
        "The exchange of 48 prisoners did not go smoothly.",
        "The exchange of 48 prisoners did not take long.",
        "The release of 48 prisoners did not come as a surprise.",
    ],
    ids=str,
)
def test_what_was_done_is_done_though_another_exchange_came_to_nothing(text: str) -> None:
    assert figure(text, 48).modality == "accomplished"


@pytest.mark.parametrize(
    "text",
    [
        "The release of 48 Ukrainian prisoners was called off.",
        "The release by Israel of 48 Palestinian prisoners did not go ahead on Friday.",
        "An exchange of 48 prisoners fell through, Kyiv said.",
        "The exchange of 48 prisoners failed to materialise.",
        "Kyiv called off the release of 48 prisoners.",
    ],
    ids=str,
)
def test_an_exchange_that_came_to_nothing_is_no_accomplished_fact(text: str) -> None:
    assert figure(text, 48).modality == "planned"


def test_the_whole_of_which_a_stage_is_told_is_still_to_come() -> None:
    text = "Kyiv and Moscow exchanged 307 prisoners each, the second stage of a 1,000-for-1,000 swap."
    assert {int(s.value): s.modality for s in statements(text)} == {307: "accomplished", 1000: "planned"}
