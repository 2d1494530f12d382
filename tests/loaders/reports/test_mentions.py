"""Known agents as a text names them: by name, by metonym or by demonym."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.reports.mentions import entry, find_mentions, party_of
from loaders.reports.sides import conflict_of, parties_of, sides_of
from loaders.reports.text import legible
from ontology.vocabulary import agents

NAMES = [name for agent in agents() for name in (*agent.names, *agent.metonyms, *agent.demonyms)]
MIXED = st.lists(st.sampled_from([*NAMES, "the", "of", "and", ",", "’s", "in", "-"]), max_size=6).map(" ".join)


def named(text: str) -> list[tuple[str, str, str]]:
    plain = legible(text)
    return [(m.span.of(text), m.agent.path.partition("/")[2], m.how) for m in find_mentions(plain)]


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("Ukraine said", ("Ukraine", "ukraine", "name")),
        ("Moscow said", ("Moscow", "russia", "metonym")),
        ("the Kremlin said", ("the Kremlin", "russia", "metonym")),
        ("Kyiv’s figures", ("Kyiv", "ukraine", "metonym")),
        ("Russian officials", ("Russian", "russia", "demonym")),
        ("205 Ukrainians", ("Ukrainians", "ukraine", "demonym")),
        ("the BBC and others", ("BBC", "bbc", "name")),
        ("Zelensky said", ("Zelensky", "zelensky", "name")),
        ("Volodymyr Zelensky said", ("Volodymyr Zelensky", "zelensky", "name")),
        ("UNICEF said", ("UNICEF", "unicef", "name")),
        ("the UN Children’s Fund said", ("UN Children’s Fund", "unicef", "name")),
    ],
    ids=str,
)
def test_an_agent_is_known_by_its_names(text: str, mention: tuple[str, str, str]) -> None:
    assert named(text) == [mention]


@pytest.mark.parametrize(
    ("text", "name", "agent"),
    [
        (
            "the Coordination Headquarters for the Treatment of Prisoners of War said",
            "Coordination Headquarters for the Treatment of Prisoners of War",
            "coordination-hq-pow",
        ),
        ("the Russian Ministry of Defence said", "Russian Ministry of Defence", "mod-russia"),
        ("Russia’s Defence Ministry said", "Russia’s Defence Ministry", "mod-russia"),
        ("the Kyiv Independent wrote", "the Kyiv Independent", "kyiv-independent"),
        ("the UN Human Rights Monitoring Mission", "UN Human Rights Monitoring Mission", "un-hrmmu"),
    ],
    ids=["headquarters", "ministry", "possessive", "outlet", "mission"],
)
def test_the_longest_name_goes_before_those_within_it(text: str, name: str, agent: str) -> None:
    assert named(text) == [(name, agent, "name")]


@pytest.mark.parametrize(
    "text",
    [
        "Russia's defence ministry",
        "Russia's Defense Ministry",
        "the RUSSIAN DEFENCE MINISTRY",
        "Russian\n defence ministry",
    ],
    ids=["lower-case", "american", "capitals", "line-break"],
)
def test_a_long_name_is_known_in_any_spelling(text: str) -> None:
    assert [agent for _, agent, _ in named(text)] == ["mod-russia"]


@pytest.mark.parametrize(
    "text",
    ["who said it", "the ap exam", "a russian salad", "Belarusianness", "pro-Ukraine", "Moscow-based", "Ukraineism"],
    ids=str,
)
def test_words_that_only_look_like_a_name_are_none(text: str) -> None:
    assert named(text) == []


def test_letters_that_only_look_alike_stop_nothing() -> None:
    assert named("the Coordınation Headquarters") == []


def test_mentions_come_in_the_order_of_the_text() -> None:
    assert [agent for _, agent, _ in named("Kyiv and Moscow thanked the ICRC")] == ["ukraine", "russia", "icrc"]


@given(st.text() | MIXED)
def test_no_text_stops_the_search_for_mentions_and_each_lies_in_it(text: str) -> None:
    plain = legible(text)
    end = 0
    for mention in find_mentions(plain):
        assert end <= mention.span.start < mention.span.end <= len(plain)
        end = mention.span.end


@pytest.mark.parametrize(
    ("path", "party"),
    [
        ("party/russia", "party/russia"),
        ("agency/mod-russia", "party/russia"),
        ("spokesperson/belousov", "party/russia"),
        ("spokesperson/lubinets", "party/ukraine"),
        ("agency/icrc", None),
        ("agency/bbc", None),
        ("agency/un-hrmmu", None),
    ],
    ids=str,
)
def test_an_agent_belongs_to_the_party_it_acts_for_through_others_too(path: str, party: str | None) -> None:
    assert party_of(entry(path)) == party


def test_an_agent_that_nobody_knows_has_no_entry() -> None:
    with pytest.raises(KeyError):
        entry("agency/nobody")


def test_the_parties_of_a_text_are_those_its_agents_speak_for_each_time_in_order() -> None:
    assert parties_of(find_mentions("Lubinets thanked the ICRC; Moscow and Kyiv agreed")) == (
        "party/ukraine",
        "party/russia",
        "party/ukraine",
    )


def test_the_conflict_is_the_one_that_the_named_parties_are_sides_of() -> None:
    conflict = conflict_of(["party/uae", "party/russia"])
    assert conflict is not None
    assert conflict.path == "conflict/russian-invasion-of-ukraine"


def test_of_two_wars_between_the_same_sides_neither_is_meant_but_the_sides_are_known() -> None:
    parties = ["party/armenia", "party/azerbaijan", "party/turkey"]
    assert conflict_of(parties) is None
    assert sides_of(parties) == ("party/armenia", "party/azerbaijan")


def test_sides_of_two_wars_alike_are_sides_of_none() -> None:
    parties = ["party/russia", "party/israel"]
    assert conflict_of(parties) is None
    assert sides_of(parties) == ()


@pytest.mark.parametrize("parties", [[], ["party/uae", "party/qatar"]], ids=["nobody", "neutral-parties"])
def test_without_a_side_there_is_no_conflict(parties: list[str]) -> None:
    assert conflict_of(parties) is None
    assert sides_of(parties) == ()


def test_a_mediator_is_no_side() -> None:
    assert sides_of(["party/uae", "party/russia", "party/ukraine"]) == ("party/russia", "party/ukraine")


def test_of_two_wars_alike_the_one_named_more_often_is_meant() -> None:
    parties = ["party/russia", "party/ukraine", "party/israel", "party/hamas", "party/ukraine"]
    assert sides_of(parties) == ("party/russia", "party/ukraine")
