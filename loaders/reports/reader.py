"""The loader for text reports: bytes and metadata in, a reading with anchored claims out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from loaders.base import Read
from loaders.errors import InputRejected, LoaderError
from loaders.reports.claims import Recorder
from loaders.reports.findings import find
from loaders.reports.metadata import Metadata, split_front_matter
from loaders.reports.parsing import MODEL, Parsed, model_digest, parse, parse_each
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
        told = self._told(content, name, identifiers)
        return told.read(parse(told.text, told.path), identifiers)

    def read_each(self, reports: Sequence[tuple[bytes, str]], identifiers: Identifiers) -> list[Read | LoaderError]:
        """Read reports, each with its name, as `read` does; several together take less time than one by one."""
        each = [_or_error(partial(self._told, content, name, identifiers)) for content, name in reports]
        parsed = parse_each((told.text, told.path) for told in each if isinstance(told, _Told))
        return [told.read(next(parsed), identifiers) if isinstance(told, _Told) else told for told in each]

    def describe(self, content: bytes, name: str, identifiers: Identifiers) -> Report:
        """Give what a reading would say of the report itself, without reading it. Raises as `read` does."""
        return self._told(content, name, identifiers).report

    def _told(self, content: bytes, name: str, identifiers: Identifiers) -> _Told:
        front, text = split_front_matter(decode(content, name), name)
        known = front.under(self.metadata)
        if not text.strip():
            raise InputRejected(f"{name}: there is no text in this report; give one that has")
        language = require_language(text, known.language, name)
        publisher, path = _publisher(known.publisher, identifiers)
        report = _report(text, known, language, publisher, path, identifiers)
        return _Told(text, report, publisher, path)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a report says of itself, before it is parsed: its text, its description, its publisher and his path."""

    text: str
    report: Report
    publisher: Agent | None
    path: str | None

    def read(self, parsed: Parsed, identifiers: Identifiers) -> Read:
        """Find the claims in the parsed text."""
        recorder = Recorder(self.text, self.report, self.publisher, identifiers)
        claims, events = recorder.record(find(parsed, self.report.published))
        return Read(self.text.encode(), Reading(self.report, claims, events))


def _or_error(telling: Callable[[], _Told]) -> _Told | LoaderError:
    try:
        return telling()
    except LoaderError as error:
        return error


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
        byline=known.author,
        page=known.page,
        agents=(publisher,) if publisher and path is None else (),
    )
