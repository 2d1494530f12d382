"""The loader for text reports: bytes and metadata in, a reading with anchored claims out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from loaders.agents import publisher_named
from loaders.base import Read
from loaders.errors import InputRejected, LoaderError
from loaders.reports.claims import Recorder
from loaders.reports.finding import Findings
from loaders.reports.findings import find
from loaders.reports.metadata import Metadata, split_front_matter
from loaders.reports.parsing import MODEL, Parsed, model_digest, parse, parse_each
from loaders.reports.persons import private_persons
from loaders.reports.text import decode, require_language
from ontology.identifiers import Identifiers
from ontology.model import IRI, Agent, Claim, EventClaim, Extraction, Reading, Report, Span

NAME = "reports"
VERSION = "4"
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
        given = prepare(content, name, self.metadata, identifiers)
        return _read(given, parse(given.text, given.path), identifiers)

    def read_each(self, reports: Sequence[tuple[bytes, str]], identifiers: Identifiers) -> list[Read | LoaderError]:
        """Read reports, each with its name, as `read` does; several together take less time than one by one."""
        each = [_or_error(partial(prepare, *report, self.metadata, identifiers)) for report in reports]
        parsed = parse_each((given.text, given.path) for given in each if isinstance(given, Prepared))
        return [_read(given, next(parsed), identifiers) if isinstance(given, Prepared) else given for given in each]

    def describe(self, content: bytes, name: str, identifiers: Identifiers) -> Report:
        """Give what a reading would say of the report itself, without reading it. Raises as `read` does."""
        return _report(prepare(content, name, self.metadata, identifiers), identifiers, _maker())


def _or_error(preparing: Callable[[], Prepared]) -> Prepared | LoaderError:
    try:
        return preparing()
    except LoaderError as error:
        return error


def _read(given: Prepared, parsed: Parsed, identifiers: Identifiers) -> Read:
    return recorded(given, parsed, find(parsed, given.known.published), identifiers, _maker())


def _maker() -> Maker:
    digest = model_digest()
    return Maker(NAME, VERSION, MODEL, digest, digest)


@dataclass(frozen=True, slots=True)
class Maker:
    """What reads: loader, version, model. `apart` tells its models apart in an extraction's IRI."""

    loader: str
    version: str
    model: str
    digest: str | None
    apart: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A report before it is read: its text, and what is known of it; `path` is that of a known publisher."""

    text: str
    known: Metadata
    language: str
    publisher: Agent | None
    path: str | None


def prepare(content: bytes, name: str, metadata: Metadata, identifiers: Identifiers) -> Prepared:
    """Part a file into a report's text and what is known of it; `metadata` goes over its front matter.

    Raises InputRejected, FrontMatterError or LanguageUnsupported.
    """
    front, text = split_front_matter(decode(content, name), name)
    known = front.under(metadata)
    if not text.strip():
        raise InputRejected(f"{name}: there is no text in this report; give one that has")
    language = require_language(text, known.language, name)
    return Prepared(text, known, language, *publisher_named(known.publisher, identifiers))


def recorded(given: Prepared, parsed: Parsed, findings: Findings, identifiers: Identifiers, maker: Maker) -> Read:
    """Make the records of a report and of what was found in it, whoever found it."""
    report = _report(given, identifiers, maker)
    claims, events = Recorder(given.text, report, given.publisher, identifiers).record(findings)
    held = _naming(private_persons(parsed), (*claims, *events))
    return Read(given.text.encode(), Reading(report, claims, events), findings.ignored, held=tuple(held))


def _naming(persons: tuple[Span, ...], claims: Iterable[Claim | EventClaim]) -> Iterator[IRI]:
    """Give the claims whose quotation names a private person, or whose claimant is one that the quoted words name."""
    for claim in claims:
        said = claim.utterance
        quoted = [said.quotation.span]
        # Whom an office holder told it is no matter of the claim: "he told the presenter …".
        if said.attributed_in and any(agent.iri == said.claimant for agent in said.agents):
            quoted.append(said.attributed_in.span)
        if any(p.start < q.end and q.start < p.end for p in persons for q in quoted):
            yield said.iri


def _report(given: Prepared, identifiers: Identifiers, maker: Maker) -> Report:
    known, publisher = given.known, given.publisher
    sha256 = hashlib.sha256(given.text.encode()).hexdigest()
    iri = identifiers.report(sha256, known.url, publisher.iri if publisher else None)
    extraction = Extraction(
        identifiers.extraction(iri, maker.loader, maker.version, maker.apart),
        maker.loader, maker.version, maker.model, maker.digest,
    )  # fmt: skip
    return Report(
        iri=iri,
        sha256=sha256,
        characters=len(given.text),
        extraction=extraction,
        title=known.title,
        publisher=publisher.iri if publisher else None,
        published=known.published,
        url=known.url,
        language=given.language,
        licence=known.licence,
        facts=known.facts,
        byline=known.author,
        page=known.page,
        agents=(publisher,) if publisher and given.path is None else (),
    )
