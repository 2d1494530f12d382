"""Findings made into records: exchanges told apart, joint and partial claims linked, dates of saying."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.reports.metadata import Metadata
from loaders.reports.reader import ReportReader
from ontology.checks import problems
from ontology.dates import when
from ontology.identifiers import Identifiers
from ontology.model import AgentKind, Claim, Reading
from ontology.triples import reading_quads

NAMES = Identifiers()
TEMPLATES = [
    "Russia returned 1,000 bodies to Ukraine on Thursday, the ICRC said. ",
    "The BBC and Mediazona estimate that over 135,000 Russian soldiers were killed. ",
    "Russia and Ukraine exchanged 205 prisoners each. ",
    "Anna Petrenko said 31 bodies were returned. ",
    "The UAE mediated the exchange, Lubinets said. ",
    "Moscow received 31 bodies, which Kyiv says are those of Russian soldiers.\n\n",
]


def read(text: str, published: str | None = "2025-10-23", publisher: str | None = "Counterclaim samples") -> Reading:
    metadata = Metadata(published=when(published) if published else None, publisher=publisher, language="en")
    return ReportReader(metadata).read(text.encode(), "a.txt", NAMES).reading


def claim(text: str, published: str | None = "2025-10-23", publisher: str | None = "Counterclaim samples") -> Claim:
    (only,) = read(text, published, publisher).claims
    return only


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(TEMPLATES), min_size=1, max_size=5).map("".join))
def test_the_same_text_gives_the_same_quads_and_exact_quotations(text: str) -> None:
    first, again = read(text), read(text)
    assert list(reading_quads(first, NAMES)) == list(reading_quads(again, NAMES))
    utterances = [*(c.utterance for c in first.claims), *(e.utterance for e in first.events)]
    for said in utterances:
        for quotation in (said.quotation, *([said.attributed_in] if said.attributed_in else [])):
            span = quotation.span
            assert text[span.start : span.end] == quotation.exact
            assert text[: span.start].endswith(quotation.prefix)
            assert text[span.end :].startswith(quotation.suffix)
    iris = [said.iri for said in utterances]
    assert len(iris) == len(set(iris))


def test_joint_claimants_make_a_claim_each_that_name_each_other() -> None:
    first, second = read("The BBC and Mediazona estimate that over 135,000 Russian soldiers were killed.").claims
    assert [c.utterance.claimant for c in (first, second)] == [NAMES.at("agency/bbc"), NAMES.at("agency/mediazona")]
    assert (first.joint_with, second.joint_with) == ((second.utterance.iri,), (first.utterance.iri,))
    assert first.quantity == second.quantity
    assert first.utterance.quotation == second.utterance.quotation


def test_an_exchange_of_as_many_each_is_two_claims_on_two_quantities_of_one_exchange() -> None:
    there, back = read("Russia and Ukraine exchanged 205 prisoners each on Thursday.").claims
    assert there.utterance.iri != back.utterance.iri
    assert there.quantity.iri != back.quantity.iri
    assert (there.quantity.transferor, there.quantity.transferee) == (
        back.quantity.transferee,
        back.quantity.transferor,
    )
    assert there.exchange is not None
    assert back.exchange is not None
    assert there.exchange.iri == back.exchange.iri == NAMES.at("exchange/prisoner-exchange/russia+ukraine/2025-10-23")
    assert there.joint_with == ()


def test_whose_people_they_are_is_a_second_claim_on_a_part_of_the_first_quantity() -> None:
    text = "Russia returned 1,000 bodies to Ukraine, which Moscow claims are the remains of Ukrainian soldiers."
    whole, part = read(text).claims
    assert part.quantity.subset_of == whole.quantity.iri
    assert part.quantity.affiliation == NAMES.at("party/ukraine")
    assert whole.quantity.affiliation is None
    assert whole.quantity.subset_of is None
    assert part.utterance.claimant == NAMES.at("party/russia")


def test_an_exchange_without_a_day_is_the_report_s_own() -> None:
    made = claim("Russia returned 1,000 bodies to Ukraine.", published=None)
    assert made.exchange is not None
    assert made.exchange.date is None
    assert made.exchange.iri.startswith(NAMES.at("exchange/"))
    assert made.exchange.iri.endswith("/1")


def test_an_exchange_with_a_day_is_the_same_in_every_report() -> None:
    one = claim("Russia returned 1,000 bodies to Ukraine today.")
    other = claim("Kyiv said that it received 990 bodies from Russia on 23 October 2025.", "2025-11-01")
    assert one.exchange is not None
    assert other.exchange is not None
    assert one.exchange.iri == other.exchange.iri
    assert one.quantity.iri == other.quantity.iri


def test_bodies_and_prisoners_are_two_exchanges() -> None:
    bodies, prisoners = read(
        "Russia returned 1,000 bodies to Ukraine. Russia returned 205 Ukrainian prisoners to Ukraine."
    ).claims
    assert bodies.exchange is not None
    assert prisoners.exchange is not None
    assert bodies.exchange.iri != prisoners.exchange.iri


def test_what_is_planned_is_another_exchange_than_what_took_place() -> None:
    done, planned = read("Russia returned 1,000 bodies to Ukraine. Russia will return 2,000 bodies to Ukraine.").claims
    assert done.exchange is not None
    assert planned.exchange is not None
    assert done.exchange.iri != planned.exchange.iri
    assert done.quantity.iri != planned.quantity.iri


def test_a_period_s_count_and_a_total_belong_to_no_exchange() -> None:
    summer = claim("Ukraine received 1,000 bodies from Russia during the summer.")
    total = claim("Russia has returned 7,000 bodies to Ukraine in total.")
    assert (summer.exchange, total.exchange) == (None, None)
    assert summer.quantity.period == when("2025-22")
    assert summer.quantity.within == total.quantity.within == NAMES.at("conflict/russian-invasion-of-ukraine")


def test_a_transfer_is_stated_only_where_both_parties_are_known() -> None:
    known, open_ = claim("Russia returned 1,000 bodies to Ukraine."), claim("Russia returned 1,000 bodies.")
    assert known.exchange is not None
    assert open_.exchange is not None
    assert [(t.transferor, t.transferee) for t in known.exchange.transfers] == [
        (NAMES.at("party/russia"), NAMES.at("party/ukraine"))
    ]
    assert open_.exchange.transfers == ()


@pytest.mark.parametrize(
    ("text", "made_on"),
    [
        ("Russia returned 1,000 bodies to Ukraine.", "2025-10-23"),
        ("Kyiv said Russia returned 1,000 bodies.", "../2025-10-23"),
        ("Kyiv said on Monday that Russia returned 1,000 bodies.", "2025-10-20"),
    ],
    ids=["publisher", "undated", "dated"],
)
def test_the_publisher_says_it_when_published_and_others_by_then(text: str, made_on: str) -> None:
    said = claim(text).utterance.made_on
    assert said is not None
    assert said.edtf == made_on


def test_without_a_day_of_publication_nothing_is_known_of_when_it_was_said() -> None:
    assert claim("Kyiv said Russia returned 1,000 bodies.", None).utterance.made_on is None


@pytest.mark.parametrize(
    ("text", "as_of"),
    [
        ("46,000 soldiers had been killed as of 1 October 2025.", "2025-10-01"),
        ("46,000 soldiers have been killed.", "2025-10-23"),
        ("Zelensky said on Monday that 46,000 soldiers had been killed.", "2025-10-20"),
        ("Zelensky said that 46,000 soldiers had been killed.", None),
        ("Russia returned 1,000 bodies.", None),
    ],
    ids=["told", "publisher", "said-on-a-day", "said-on-no-day", "event"],
)
def test_a_total_counts_to_the_day_told_or_the_day_of_saying(text: str, as_of: str | None) -> None:
    day = claim(text).as_of
    assert (day.edtf if day else None) == as_of


def test_what_others_say_came_through_the_publisher_last() -> None:
    relayed = claim("TASS reported that Medinsky said 1,000 bodies were returned.").utterance
    assert relayed.claimant == NAMES.at("spokesperson/medinsky")
    assert relayed.relayed_by == (NAMES.at("agency/tass"), NAMES.at("agency/by-name/counterclaim-samples"))


def test_what_the_publisher_says_himself_came_through_nobody() -> None:
    own = claim("Russia returned 1,000 bodies.").utterance
    assert (own.claimant, own.relayed_by, own.attributed_in) == (
        NAMES.at("agency/by-name/counterclaim-samples"),
        (),
        None,
    )


def test_a_publisher_who_names_himself_is_not_his_own_relay() -> None:
    own = claim("TASS reported that 1,000 bodies were returned.", publisher="TASS").utterance
    assert (own.claimant, own.relayed_by) == (NAMES.at("agency/tass"), ())


def test_a_publisher_whom_nobody_names_is_an_agent_of_the_report_alone() -> None:
    said = claim("Russia returned 1,000 bodies.", publisher=None).utterance
    assert [agent.label for agent in said.agents] == ["Publisher not stated"]
    assert said.agents[0].iri == said.claimant


def test_a_speaker_whom_the_reference_data_do_not_hold_is_recorded_with_the_claim() -> None:
    said = claim("A source told Reuters that 1,000 bodies were returned.").utterance
    assert [(agent.iri, agent.label) for agent in said.agents] == [(said.claimant, "a source")]


def test_who_mediated_is_an_event_claim_on_the_exchange_reported() -> None:
    reading = read("Russia returned 1,000 bodies to Ukraine today. The UAE mediated the exchange, Lubinets said.")
    (made,), (event,) = reading.claims, reading.events
    assert made.exchange is not None
    assert event.exchange.iri == made.exchange.iri
    assert event.exchange.mediators == (NAMES.at("party/uae"),)
    assert event.exchange.transfers == ()
    assert event.utterance.claimant == NAMES.at("spokesperson/lubinets")
    assert event.utterance.quotation.exact == "The UAE mediated the exchange"


def test_without_an_exchange_there_is_no_event_claim() -> None:
    assert read("46,000 soldiers were killed. The UAE mediated the exchange of Russia and Ukraine.").events == ()


def test_claims_come_in_the_order_of_the_text() -> None:
    starts = [c.figure.span.start for c in read("".join(TEMPLATES)).claims]
    assert starts == sorted(starts)


def test_everyone_is_no_population_of_its_own() -> None:
    assert claim("Forty people were killed.").quantity.population is None


def test_a_party_that_the_reference_data_lack_has_one_iri_by_its_name_and_is_described() -> None:
    text = "Thailand handed over 18 Cambodian soldiers."
    (told,), (again,) = read(text).claims, read("Phnom Penh says: " + text).claims
    assert told.quantity.transferor == again.quantity.transferor == f"{NAMES.base}party/by-name/thailand"
    described = {agent.label: agent.kind for agent in told.utterance.agents}
    assert described == {"Thailand": AgentKind.PARTY, "Cambodia": AgentKind.PARTY}


def test_the_article_is_no_part_of_the_iri_of_a_party() -> None:
    assert NAMES.party_by_name("the Rapid Support Forces") == NAMES.party_by_name("Rapid Support Forces")


def test_a_reading_with_parties_of_its_own_breaks_no_rule() -> None:
    assert (
        problems(read("Boko Haram freed 21 soldiers of Nigeria's army. Nigeria let go 5 Boko Haram commanders.")) == []
    )


@pytest.mark.parametrize(
    "text",
    [
        "Russia freed 175 prisoners of war on Monday, including 166 privates and nine officers.",
        "In Goma 175 people were killed, of whom 166 were soldiers.",
        "Armenia got back 175 captives on Monday; 166 had served in the army and 9 in the police.",
    ],
    ids=["including", "of whom", "described"],
)
def test_parts_of_a_total_are_subsets_of_it_and_other_quantities(text: str) -> None:
    whole, *parts = [c.quantity for c in read(text).claims]
    assert whole.subset_of is None
    assert parts
    assert {p.subset_of for p in parts} == {whole.iri}
    assert len({whole.iri, *(p.iri for p in parts)}) == 1 + len(parts)


@pytest.mark.parametrize(
    "text",
    [
        "Russia freed 175 prisoners of war on Monday. Ukraine freed 166 soldiers.",
        "In Goma 175 soldiers were killed and 166 wounded.",
        "In Goma 40 people died, 12 of them soldiers. In Goma 12 soldiers died, 40 of them people.",
    ],
    ids=["two sides", "two fates", "in a circle"],
)
def test_what_is_no_part_is_no_subset_and_no_whole_is_a_part_of_its_parts(text: str) -> None:
    quantities = {c.quantity.iri: c.quantity.subset_of for c in read(text).claims}
    for iri, above in quantities.items():
        assert above != iri
        assert above is None or quantities[above] is None
