"""A report read as a whole: modality, running totals, quotations, and what is said twice."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.reports.finding import Finding
from loaders.reports.findings import find
from loaders.reports.parsing import parse
from ontology.dates import when
from tests.loaders.reports.statements import figure, found, statement, statements

TEMPLATES = [
    "Russia returned 1,000 bodies to Ukraine, the ICRC said. ",
    "Moscow claims it received 31 bodies from Kyiv. ",
    "“We got 205 people home,” Lubinets told the Kyiv Independent. ",
    "According to Zelensky’s count, over 46\u00a0000 soldiers had died by 1 October 2025. ",
    "The BBC and Mediazona estimate that 50,000–70,000 Russian soldiers were killed. ",
    "Kyiv did not confirm that 900 bodies were returned.\n\n",
    "Russia and Ukraine exchanged 390 prisoners each on Tuesday. ",
    "Coordination Headquarters: 1’212 bodies came home\n\n",
    "It also handed over twenty-seven of its dead… ",
    "The strike killed at least 12 civilians and wounded 30 others; Russia denied it. ",
    "The exchange took place today\u202f— with the mediation of the UAE. ",
    "1,000 bodies, which Moscow says are those of Ukrainian soldiers, were handed over. ",
    "• Kyiv will return another 2 500 bodies on 30 October.\r\n",
]


def spans(finding: Finding) -> list[tuple[int, int]]:
    own = [finding.quote, finding.counted.figure.span, *([finding.attributed_in] if finding.attributed_in else [])]
    return [(s.start, s.end) for s in own] + [s for part in finding.parts for s in spans(part)]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(TEMPLATES), min_size=1, max_size=6).map("".join))
def test_every_quotation_is_exact_and_holds_its_figure(text: str) -> None:
    told = find(parse(text), when("2025-10-23"))
    for finding in told.figures:
        for each in (finding, *finding.parts):
            quote, printed = each.quote.of(text), each.counted.figure.printed
            assert quote == quote.strip() != ""
            assert each.quote.covers(each.counted.figure.span)
            assert printed in quote
            assert each.counted.figure.span.of(text) in printed
        assert all(0 <= start < end <= len(text) for start, end in spans(finding))
    assert all(m.quote.of(text).strip() for m in told.mediations)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text()
    | st.lists(
        st.sampled_from("1,000 bodies said Russia ’ “ ” \n\n . ; of the 31 killed , , — 👩‍🚒 e\u0301".split(" "))
    ).map(" ".join)
)
def test_no_text_stops_the_reading(text: str) -> None:
    for finding in find(parse(text), when("2025-10-23")).figures:
        assert finding.counted.figure.printed in finding.quote.of(text)


def test_the_same_text_gives_the_same_findings() -> None:
    text = "".join(TEMPLATES)
    first, again = (statements_of(text) for _ in range(2))
    assert first == again


def statements_of(text: str) -> list[str]:
    told = find(parse(text), when("2025-10-23"))
    return [repr((f.quote, f.claimants, f.relays, f.direction, f.timing, f.rule)) for f in told.figures]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Over 46\u00a0000 soldiers were killed.", "Over 46\u00a0000"),
        ("Between 50,000–70,000 soldiers were killed.", "50,000–70,000"),
        ("1’212 bodies were returned.", "1’212"),
    ],
    ids=["blank", "range", "apostrophe"],
)
def test_a_figure_is_printed_in_the_characters_of_the_report(text: str, printed: str) -> None:
    assert printed in statement(text).printed
    assert statement(text).printed in text


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Moscow said that it received 31 bodies from Ukraine.", "it received 31 bodies from Ukraine"),
        ("More than 7,000 bodies were returned, Kyiv said.", "More than 7,000 bodies were returned"),
        ("On Monday, Kyiv said, Russia returned 31 bodies.", "Russia returned 31 bodies"),
        ("Peskov told TASS that 31 bodies were returned; Kyiv was silent.", "31 bodies were returned"),
        ("KYIV – Russia has returned 31 bodies.", "Russia has returned 31 bodies"),
        ("Russia returned 31 bodies to Ukraine and received 27.", "Russia returned 31 bodies to Ukraine"),
        ("“31 bodies,” Lubinets wrote on Facebook.", "31 bodies"),
        ("The bodies of 31 soldiers were handed over (photo).", "The bodies of 31 soldiers were handed over"),
    ],
    ids=str,
)
def test_a_quotation_is_the_smallest_clause_with_figure_noun_and_verb(text: str, quote: str) -> None:
    assert figure(text, 7000 if "7,000" in text else 31).quote == quote


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Russia returned 500 prisoners.", "accomplished"),
        ("Russia will return 500 prisoners.", "planned"),
        ("Russia would return 500 prisoners.", "planned"),
        ("500 prisoners are to be released.", "planned"),
        ("Russia agreed to return 500 prisoners.", "planned"),
        ("Russia promised to return 500 prisoners.", "planned"),
        ("Russia is ready to return 500 prisoners.", "planned"),
        ("Kyiv hopes to free 500 prisoners.", "planned"),
        ("Medinsky proposed that Kyiv should free 500 prisoners.", "planned"),
        ("Ukraine postponed the handover of 500 bodies.", "planned"),
        ("Umerov discussed the return of 500 bodies.", "planned"),
        ("Zelensky announced the return of 500 bodies.", "accomplished"),
        ("Kyiv demanded the return of 500 children.", "demanded"),
        ("Kyiv demanded that Russia return 500 prisoners.", "demanded"),
        ("Kyiv urged Russia to return 500 prisoners.", "demanded"),
        ("Russia could return 500 prisoners.", "conditional"),
        ("500 prisoners may be released.", "conditional"),
    ],
    ids=str,
)
def test_the_words_around_the_verb_tell_plan_from_fact(text: str, modality: str) -> None:
    assert statement(text).modality == modality


@pytest.mark.parametrize(
    ("text", "accumulation"),
    [
        ("Russia returned 1,000 bodies.", "event"),
        ("Russia has returned 7,000 bodies in total.", "cumulative"),
        ("Since the start of the war, 7,000 bodies have been returned.", "cumulative"),
        ("A missile strike killed 12 people.", "event"),
        ("46,000 soldiers have been killed.", "cumulative"),
        ("The mission recorded 2,088 civilians killed in 2024.", "event"),
        ("70,000 people are missing.", "stock"),
        ("Russia holds 6,300 prisoners.", "stock"),
    ],
    ids=str,
)
def test_an_event_a_running_total_and_a_stock_are_told_apart(text: str, accumulation: str) -> None:
    assert statement(text).accumulation == accumulation


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("Moscow said Russia received 31 of its own dead from Ukraine.", "russia"),
        ("Zelensky said 46,000 of his soldiers were killed.", "ukraine"),
        ("Ukraine brought home 205 prisoners from Russia.", "ukraine"),
        ("Ukraine received 1,000 bodies from Russia.", None),
    ],
    ids=str,
)
def test_a_pronoun_or_the_way_home_tells_whose_people_they_are(text: str, of: str | None) -> None:
    assert statement(text).of == of


def test_what_the_same_speaker_says_twice_is_kept_once() -> None:
    text = "Kyiv said 1,000 bodies were returned. It was a hard day. Kyiv said 1,000 bodies were returned."
    assert len(statements(text)) == 1


def test_what_two_speakers_say_is_kept_twice() -> None:
    text = "Kyiv said 1,000 bodies were returned. Moscow said 1,000 bodies were returned."
    assert [s.claimant for s in statements(text)] == ["ukraine", "russia"]


def test_what_somebody_else_says_again_is_his_claim_too() -> None:
    text = "Moscow said it returned 31 bodies. Kyiv confirmed that it received the 31 bodies."
    assert [s.claimant for s in statements(text)] == ["russia", "ukraine"]


def test_as_many_of_the_other_side_are_others() -> None:
    text = "1,200 Ukrainian prisoners were swapped for 1,200 Russians, said Kyiv and Moscow."
    assert [s.of for s in statements(text)] == ["ukraine", "russia"]


def test_as_many_on_another_day_are_another_handover() -> None:
    text = "Russia returned 1,000 bodies to Ukraine today. On 18 September, Russia returned 1,000 bodies to Ukraine."
    assert [s.event for s in statements(text, "2025-10-23")] == ["2025-10-23", "2025-09-18"]


def test_who_denies_a_figure_after_stating_it_says_two_things() -> None:
    text = "Kyiv said Russia returned 31 bodies. Kyiv later said Russia had not returned 31 bodies."
    assert [s.stance for s in statements(text)] == ["states", "denies"]


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", "No figures here.", "Tens of thousands of soldiers and many others died.", "In February 2022."],
    ids=repr,
)
def test_a_text_without_figures_says_nothing(text: str) -> None:
    assert statements(text) == []
    assert found(text).mediations == ()


def test_a_heading_without_a_full_stop_is_a_sentence_of_its_own() -> None:
    text = "Kyiv receives its dead\n\nRussia returned 1,000 bodies to Ukraine, the ICRC said."
    told = statement(text)
    assert (told.claimant, told.quote) == ("icrc", "Russia returned 1,000 bodies to Ukraine")


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_a_line_that_ends_with_a_full_stop_ends_a_sentence(end: str) -> None:
    text = f"A heading{end}{end}Kyiv returned 31 bodies on Monday.{end}1,000 bodies came back, the ICRC said."
    assert (figure(text, 31).claimant, figure(text, 1000).claimant) == (None, "icrc")


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n\r\n"], ids=repr)
def test_no_quotation_ends_in_the_blanks_between_paragraphs(gap: str) -> None:
    text = f"1,000 bodies returned to Ukraine, says Moscow{gap}Kyiv receives its dead"
    assert statement(text).attributed == "says Moscow"


def test_each_statement_keeps_the_rules_that_made_it() -> None:
    assert statement("Moscow said it received 31 bodies from Kyiv.").rule == "bodies-noun/speech-verb"


def test_one_of_whom_it_can_be_said_is_nobody_in_particular() -> None:
    assert not statements("One soldier, Zelensky explained, can be wounded more than once.")


def test_a_clause_joined_to_one_that_somebody_says_is_said_by_the_same() -> None:
    text = "The UN mission said at least 40 civilians have been killed and 12 people have been wounded."
    first, second = statements(text)
    assert first.claimants == second.claimants
    assert first.claimants


def test_bodies_brought_to_the_border_are_not_handed_over_yet() -> None:
    (said,) = statements("Russia has brought 1,212 bodies to the exchange area, Moscow said.")
    assert said.modality == "planned"


def test_a_year_beside_another_count_is_not_when_it_was_said() -> None:
    text = "The ministry of defence of Ukraine had recorded 88 soldiers killed in 2024 and 74 in 2023."
    assert statements(text, published="2026-01-12")[0].said is None


def test_a_total_that_stands_beside_a_dated_count_does_not_get_its_day() -> None:
    text = (
        "Russia handed over 1,248 bodies to Ukraine on Monday, Moscow said.\n\n"
        "Moscow has transferred more than 11,000 bodies to Ukraine, Peskov said."
    )
    dated, total = statements(text, published="2025-06-16")
    assert dated.event == "2025-06-16"
    assert total.event is None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("About 200 people lost their jobs, Kyiv said.", []),
        ("At least 31 people lost their lives in the strike, Kyiv said.", ["deaths"]),
        ("Ukraine has lost more than 46,000 soldiers, Zelensky said.", ["deaths"]),
    ],
    ids=["jobs", "lives", "soldiers"],
)
def test_what_is_lost_tells_whether_people_died(text: str, kinds: list[str]) -> None:
    assert [s.kind for s in statements(text)] == kinds


def test_one_more_object_of_the_same_verb_is_said_by_the_same() -> None:
    first, second = statements("OHCHR has verified 13,883 civilians killed and 35,548 injured in Ukraine.")
    assert (first.claimant, second.claimant) == ("ohchr", "ohchr")


def test_who_is_named_as_receiver_is_not_taken_for_the_other_side() -> None:
    (said,) = statements("Israel said Hamas handed over the bodies of four hostages to the Red Cross overnight.")
    assert said.way == ("hamas", None)
