"""The loader that asks a language model: its answers held against the text, and made into the same records.

Unlike the rules it is not pure: it asks an endpoint, and the same report may be answered otherwise tomorrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from loaders.base import Ignored, Read, Reason
from loaders.llm.anchoring import Anchors
from loaders.llm.endpoint import Answer, Endpoint
from loaders.llm.prompt import DIGEST, SCHEMA, messages
from loaders.llm.records import MOST_CLAIMS, Refusal, Refused, record
from loaders.llm.windows import windows
from loaders.reports.finding import Finding, Findings
from loaders.reports.ignored import ignored
from loaders.reports.metadata import Metadata
from loaders.reports.parsing import Parsed, parse
from loaders.reports.reader import Maker, prepare, recorded
from ontology.checks import problems
from ontology.identifiers import Identifiers
from ontology.model import Reading, Span

NAME = "llm"
VERSION = f"1+{DIGEST[:16]}"
"""Raised by hand with every change of the checks; the rest is the beginning of the SHA-256 of what a model is asked."""


@dataclass(frozen=True)
class ModelReader:
    """Reads text reports in English by a language model. `metadata` goes over what the file's front matter says."""

    endpoint: Endpoint
    metadata: Metadata = field(default_factory=Metadata)
    name: str = NAME
    version: str = VERSION

    def read(self, content: bytes, name: str, identifiers: Identifiers) -> Read:
        """Read a report; only what stands in its text becomes a claim, the rest is counted by reason.

        Raises EndpointError beside what the reader by rules raises; then nothing is known of what the report says.
        """
        given = prepare(content, name, self.metadata, identifiers)
        published = given.known.published.edtf if given.known.published else None
        parts = windows(given.text, name)
        parsed = parse(given.text, given.path)
        anchors, refused = Anchors(given, parsed), list[Refused]()
        found: list[Finding] = []
        for window in parts:
            asked = messages(window.of(given.text), published, given.known.publisher)
            found += _findings(self.endpoint.ask(asked, SCHEMA), anchors, window, refused)
        findings = _findings_of(parsed, _jointly(_once(found, refused)))
        # The model may be moved behind its name: what is known of it is what it is called.
        maker = Maker(NAME, VERSION, self.endpoint.model, None, self.endpoint.model)
        read, broken = _sound(recorded(given, parsed, findings, identifiers, maker), identifiers.base)
        return replace(read, refused=(*refused, *broken))


def _findings(answer: Answer, anchors: Anchors, window: Span, refused: list[Refused]) -> Iterator[Finding]:
    """Give what stands of an answer, and note why the rest does not."""
    claims = answer.get("claims")
    if not isinstance(claims, list):
        claims = [None]  # one claim of no form
    refused += [Refused.MANY] * len(claims[MOST_CLAIMS:])
    for given in claims[:MOST_CLAIMS]:
        try:
            yield anchors.finding(record(given), window)
        except Refusal as refusal:
            refused.append(refusal.reason)


def _once(found: Iterable[Finding], refused: list[Refused]) -> Iterator[Finding]:
    """Keep one claim of one figure by one claimant on one thing, in each direction."""
    seen = set()
    for finding in found:
        key = (finding.counted.figure.span, finding.counted.phenomenon, finding.claimants, finding.direction)
        if key in seen:
            refused.append(Refused.REPEATED)
        else:
            yield finding
        seen.add(key)


def _jointly(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Make one finding of those that differ in nothing but the claimant: "the BBC and Mediazona"."""
    joint: dict[Finding, Finding] = {}
    for finding in found:
        alike = replace(finding, claimants=())
        if finding.claimants and alike in joint:
            before = joint[alike]
            joint[alike] = replace(before, claimants=(*before.claimants, *finding.claimants))
        else:
            joint[alike if finding.claimants else finding] = finding
    return tuple(sorted(joint.values(), key=lambda finding: finding.counted.figure.span))


def _findings_of(parsed: Parsed, found: tuple[Finding, ...]) -> Findings:
    passed = (
        Ignored(each.span, Reason.UNCLAIMED) if each.reason is Reason.UNCOUNTED else each
        for each in ignored(parsed.plain, found, ())
    )
    return Findings(found, (), parsed.conflict, tuple(passed))


def _sound(read: Read, base: str) -> tuple[Read, list[Refused]]:
    """Leave out the claims that break a rule of the ontology by themselves, with those that were said jointly."""
    reading = read.reading
    good = {
        claim.utterance.iri
        for claim in reading.claims
        if not problems(Reading(reading.report, (replace(claim, joint_with=()),)), base)
    }
    claims = tuple(c for c in reading.claims if good.issuperset((c.utterance.iri, *c.joint_with)))
    broken = [Refused.ONTOLOGY] * (len(reading.claims) - len(claims))
    return replace(read, reading=replace(reading, claims=claims)), broken
