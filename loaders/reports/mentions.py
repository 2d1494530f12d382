"""Known agents as a text names them: by name, by metonym (Moscow) or by demonym (Russian)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from loaders.reports.text import legible
from ontology.model import Span
from ontology.vocabulary import AgentEntry, agents

How = Literal["name", "metonym", "demonym"]
UNLISTED = "unlisted/"
"""Begins the path of a party that the reference data lack; what follows is its name."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A known agent, and the characters that name it."""

    span: Span
    agent: AgentEntry
    how: How


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Find the known agents that a legible text names, longest name first, without overlap, in order."""
    names, cased, any_case = _index()
    found = [Mention(Span(*match.span()), *names[match[0]]) for match in cased.finditer(text)]
    for match in any_case.finditer(text):
        # "russian defence ministry" is one, but a name starts with a capital somewhere in it.
        agent = names.get(_folded(match[0]))
        if agent is not None and match[0] != match[0].lower():
            found.append(Mention(Span(*match.span()), *agent))
    found.sort(key=lambda m: (m.span.start, -m.span.end))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.span.start >= kept[-1].span.end:
            kept.append(mention)
    return tuple(kept)


@cache
def entry(path: str) -> AgentEntry:
    """Give the agent under a path, such as `party/russia`; of one that is unlisted, its name alone. Raises KeyError."""
    if path.startswith(UNLISTED):
        name = path.removeprefix(UNLISTED)
        return AgentEntry(path, "party", name, (name,), (), (), None)
    return {agent.path: agent for agent in agents()}[path]


def known_names() -> frozenset[str]:
    """Give every form under which the reference data know an agent."""
    return frozenset(_index()[0])


def party_of(agent: AgentEntry) -> str | None:
    """Give the path of the party that an agent is, acts for or speaks for; None for a neutral one."""
    seen: AgentEntry | None = agent
    while seen is not None and seen.kind != "party":
        seen = entry(seen.acts_for) if seen.acts_for else None
    return seen.path if seen else None


def _folded(name: str) -> str:
    return re.sub(r"\s+", " ", name).replace("defense", "defence").replace("Defense", "Defence").casefold()


@cache
def _index() -> tuple[dict[str, tuple[AgentEntry, How]], re.Pattern[str], re.Pattern[str]]:
    names: dict[str, tuple[AgentEntry, How]] = {}
    for agent in agents():
        kinds: tuple[tuple[How, tuple[str, ...]], ...] = (
            ("demonym", agent.demonyms),
            ("metonym", agent.metonyms),
            ("name", (agent.label, *agent.names)),
        )
        for how, forms in kinds:
            for form in forms:
                names[legible(form)] = (agent, how)
    names = _with_plurals(names)
    folded = {_folded(name): found for name, found in names.items()}
    # An article is no part of a name, and "Kyiv's" is Kyiv.
    cased = re.compile(rf"(?<![\w-])(?:{_alternatives(n for n in names if ' ' not in n)})(?!\w|-\w)")
    spaced = (
        re.sub("defen[cs]e", "defen[cs]e", re.escape(n).replace(r"\ ", r"\s+"), flags=re.I) for n in names if " " in n
    )
    any_case = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(spaced, key=len, reverse=True))})(?!\w|-\w)", re.IGNORECASE)
    return {**folded, **names}, cased, any_case


def _with_plurals(names: dict[str, tuple[AgentEntry, How]]) -> dict[str, tuple[AgentEntry, How]]:
    plurals = {f"{name}s": found for name, found in names.items() if found[1] == "demonym" and name[-1] in "ni"}
    return {**plurals, **names}


def _alternatives(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
