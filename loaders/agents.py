"""Whom of the reference data a name means, in whatever case; read without any language model."""

from __future__ import annotations

from functools import cache

from loaders.reports.text import legible
from ontology.identifiers import Identifiers
from ontology.model import Agent, AgentKind
from ontology.vocabulary import AgentEntry, agents


def publisher_named(name: str | None, identifiers: Identifiers) -> tuple[Agent | None, str | None]:
    """Give the agent that a publisher's name means, and its path if the reference data hold it."""
    if name is None:
        return None, None
    entry = known_agent(name)
    if entry is not None:
        kind = AgentKind.OUTLET if entry.kind == "outlet" else AgentKind.AGENCY
        return Agent(identifiers.at(entry.path), entry.label, kind), entry.path
    return Agent(identifiers.publisher_by_name(name), name, AgentKind.OUTLET), None


def known_agent(name: str) -> AgentEntry | None:
    """Give the agent of the reference data that a name means, in whatever case; None where there is none."""
    return _by_name().get(_folded(name))


@cache
def _by_name() -> dict[str, AgentEntry]:
    # Of two with one name the first stands.
    return {_folded(name): agent for agent in reversed(agents()) for name in (agent.label, *agent.names)}


def _folded(name: str) -> str:
    return legible(name).casefold().removeprefix("the ")
