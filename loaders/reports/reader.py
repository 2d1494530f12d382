"""The loader for text reports: bytes and metadata in, a reading with anchored claims out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from loaders.base import Read
from loaders.errors import InputRejected
from loaders.reports.claims import Recorder
from loaders.reports.findings import find
from loaders.reports.metadata import Metadata, split_front_matter
from loaders.reports.parsing import MODEL, model_digest, parse
from loaders.reports.text import decode, legible, require_language
from ontology.identifiers import Identifiers
from ontology.model import Agent, AgentKind, Extraction, Reading, Report
from ontology.vocabulary import AgentEntry, agents

NAME = "reports"
VERSION = "1"
"""Raised by hand with every change of the rules: it is part of an extraction's identity."""


@dataclass(frozen=True)
class ReportReader:
    """Reads text reports in English. `metadata` goes over what the file's front matter says."""

    metadata: Metadata = field(default_factory=Metadata)
    name: str = NAME
    version: str = VERSION

    def read(self, content: bytes, name: str, identifiers: Identifiers) -> Read:
        """Read a report; its text is what follows the front matter, character for character.

        Raises InputRejected, FrontMatterError, LanguageUnsupported or ModelMissing.
        """
        front, text = split_front_matter(decode(content, name), name)
        known = front.under(self.metadata)
        if not text.strip():
            raise InputRejected(f"{name}: there is no text in this report; give one that has")
        language = require_language(text, known.language, name)
        publisher, path = _publisher(known.publisher, identifiers)
        report = _report(text, known, language, publisher, path, identifiers)
        findings = find(parse(text, path), known.published)
        recorder = Recorder(text, report, publisher, identifiers)
        claims, events = recorder.record(findings)
        return Read(text.encode(), Reading(report, claims, events), findings.ignored)


def _publisher(name: str | None, identifiers: Identifiers) -> tuple[Agent | None, str | None]:
    """Give the agent that a publisher's name means, and its path if the reference data hold it."""
    if name is None:
        return None, None
    entry = _known_agent(name)
    if entry is not None:
        kind = AgentKind.OUTLET if entry.kind == "outlet" else AgentKind.AGENCY
        return Agent(identifiers.at(entry.path), entry.label, kind), entry.path
    return Agent(identifiers.publisher_by_name(name), name, AgentKind.OUTLET), None


def _known_agent(name: str) -> AgentEntry | None:
    folded = legible(name).casefold().removeprefix("the ")
    for agent in agents():
        if folded in {legible(n).casefold().removeprefix("the ") for n in (agent.label, *agent.names)}:
            return agent
    return None


def _report(
    text: str,
    known: Metadata,
    language: str,
    publisher: Agent | None,
    path: str | None,
    identifiers: Identifiers,
) -> Report:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    iri = identifiers.report(sha256, known.url, publisher.iri if publisher else None)
    digest = model_digest()
    extraction = Extraction(identifiers.extraction(iri, NAME, VERSION, digest), NAME, VERSION, MODEL, digest)
    return Report(
        iri=iri,
        sha256=sha256,
        characters=len(text),
        extraction=extraction,
        title=known.title,
        publisher=publisher.iri if publisher else None,
        published=known.published,
        url=known.url,
        language=language,
        licence=known.licence,
        facts=known.facts,
        agents=(publisher,) if publisher and path is None else (),
    )
