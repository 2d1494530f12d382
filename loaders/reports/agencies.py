"""Which known agency a text means by part of its name: "the ministry", "Ukraine's General Staff", "its ombudsman"."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.mentions import Mention, party_of
from loaders.reports.parsing import Parsed
from loaders.reports.sides import is_group
from loaders.reports.speaker import Speaker, known
from loaders.reports.states import states
from loaders.reports.syntax import child
from ontology.vocabulary import agents

_ANY_OFFICE = frozenset("agency organisation organization body department outlet edition".split())
_COUNTRY = frozenset("country nation state".split())
_OWNERS = frozenset("its their his her".split()) | _COUNTRY
"""Whose office it is, in words that refer back: "the country's ombudsman"."""
_SINGLE = frozenset("ombudsman commissioner".split())


def refers_to(parsed: Parsed, head: Token, beside: list[Mention]) -> Speaker | None:
    """Give the agency that "the ministry" or "the Ukrainian government agency" refers to: last named, else next."""
    party = next((p for m in beside if (p := party_of(m.agent))), None)
    word = head.lower_ if head.lower_ in lexicon.OFFICES else head.lemma_.lower()
    more = {
        c.lower_ for c in head.children if c.dep_ == "compound" and c.text[:1].isupper() and not parsed.mention_at(c)
    }
    fitting = [
        m
        for m in parsed.mentions
        if m.agent.kind in ("agency", "outlet")
        and m.how == "name"
        and (party is None or party_of(m.agent) == party)
        and (word in _ANY_OFFICE or any(word in name.lower() for name in (m.agent.label, *m.agent.names)))
        # "its Foreign Ministry" is not the Defence Ministry named before.
        and (not more or any(all(w in name.lower() for w in more) for name in (m.agent.label, *m.agent.names)))
    ]
    before = [m for m in fitting if m.span.start < head.idx]
    chosen = before[-1] if before else (fitting[0] if fitting and party else None)
    return known(chosen.agent.path) if chosen else None


def _owner_before(parsed: Parsed, head: Token) -> str | None:
    """Give the party that "its Ministry of Defence" or "citing the ombudsman" refers back to within a sentence."""
    owned = any(c.dep_ == "poss" and c.lower_ in _OWNERS for c in head.children)
    cited = head.head.lower_ in ("citing", "quoting")
    before = parsed.mentions_within(head.sent.start_char, head.idx) if owned or cited else []
    country = any(c.dep_ == "poss" and c.lower_ in _COUNTRY for c in head.children)
    if country and not before:  # "Ukrainians came home, the country's ombudsman said": of the sentence before
        before = parsed.mentions_within(parsed.sections.at(head.idx).span.start, head.idx)
    party = next((p for m in reversed(before) if (p := party_of(m.agent))), None)
    return party or _section_of(parsed, head, owned=owned)


def _section_of(parsed: Parsed, head: Token, *, owned: bool) -> str | None:
    """Give the one party spoken of so far: "Moscow first. Its Defence Ministry", "Moscow. «…», the Defence Ministry".

    Without "its", only a party whose name alone opens the section.
    """
    start = parsed.sections.at(head.idx).body
    since = [m for m in parsed.mentions_within(start, head.sent.start_char) if m.how != "demonym"]
    if not since or since[0].agent.kind != "party":
        return None
    opens = re.fullmatch(r"\W*", parsed.plain[start : since[0].span.start])
    if opens and parsed.plain[since[0].span.end : since[0].span.end + 2] == ". ":
        return since[0].agent.path
    parties = {party_of(m.agent) for m in since} - {None}
    return parties.pop() if owned and len(parties) == 1 else None


def agency_by_words(parsed: Parsed, head: Token, beside: list[Mention]) -> Speaker | None:
    """Give the one known agency that "Ukraine's General Staff" or "the Interior Ministry in Kyiv" can be."""
    party = next((p for m in beside if (p := party_of(m.agent))), None) or _owner_before(parsed, head)
    inside = [noun for c in head.children if c.lower_ == "of" and (noun := child(c, "pobj")) is not None]
    beside_it = [*head.children, *inside, *(t for noun in inside for t in noun.children)]
    words = {head.lower_} | {
        re.sub(r"\W.*", "", t.lower_)
        for t in beside_it
        if t.dep_ in ("compound", "amod", "pobj") and t.text[0].isalpha() and not parsed.mention_at(t)
    }
    # "the Prisoners' Media Office" is not the government's.
    owners = (c for c in head.children if c.dep_ == "poss" and c.pos_ != "PRON" and c.lower_ not in _OWNERS)
    words |= {c.lower_ for c in owners if not parsed.mention_at(c)}
    # "Russia's ministry" can be any of them; a state has one ombudsman.
    if len(words) < 2 and not (party and words & _SINGLE):
        return None
    fitting = [
        agent
        for agent in agents()
        if agent.kind == "agency"
        and party_of(agent) in ((party,) if party else parsed.sides)
        and any(words <= set(re.findall(r"\w+", name.lower())) for name in (agent.label, *agent.names))
    ]
    if len(fitting) != 1 or (party is None and _may_be_of_others(parsed, head, party_of(fitting[0]))):
        return None
    return known(fitting[0].path)


def _may_be_of_others(parsed: Parsed, head: Token, party: str | None) -> bool:
    """Tell whether "the Health Ministry", whose country is not said, may be another one than that of a side.

    It may be where the last country or people named before it is none of the sides, and always where the side is an
    armed group: of the ministries of Gaza and of Israel, which fights there, but one is in the reference data.
    """
    if party is None or is_group(party):
        return True
    nearest = chain(reversed(parsed.doc[: head.i]), parsed.doc[head.i : head.sent.end])
    last = next((t for t in nearest if _is_of_a_land(parsed, t)), None)
    mention = parsed.actors.at(last) if last is not None else None
    return last is not None and (mention is None or party_of(mention.agent) != party)


def _is_of_a_land(parsed: Parsed, token: Token) -> bool:
    """Tell a name of a state, its capital or its people; towns may lie anywhere."""
    return token.text in _lands() or ((m := parsed.mention_at(token)) is not None and m.agent.kind == "party")


@cache
def _lands() -> frozenset[str]:
    listed = {name for state, capitals, demonyms in states() for name in (state, *capitals, *demonyms)}
    return frozenset(listed | {a.label.partition(" (")[0] for a in agents() if a.kind == "party"})
