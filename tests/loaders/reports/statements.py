"""What a text is found to say, in words that a test can compare."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from loaders.reports.finding import Finding, Findings
from loaders.reports.findings import find
from loaders.reports.parsing import Parsed, parse
from loaders.reports.speaker import Speaker
from ontology.dates import When, when


@dataclass(frozen=True)
class Statement:
    """One finding: paths of the reference data without their folder ("russia"), labels for other speakers."""

    kind: str
    value: Decimal
    printed: str
    of: str | None
    population: str | None
    way: tuple[str | None, str | None]
    claimants: tuple[str, ...]
    stance: str
    relays: tuple[str, ...]
    modality: str
    accumulation: str
    event: str | None
    period: str | None
    as_of: str | None
    said: str | None
    quote: str
    attributed: str | None
    rule: str
    parts: tuple[Statement, ...]

    @property
    def claimant(self) -> str | None:
        """The only claimant; None is the publisher."""
        assert len(self.claimants) < 2, self.claimants
        return self.claimants[0] if self.claimants else None


@cache
def parsed(text: str, publisher: str | None = None) -> Parsed:
    """Parse a text once for all tests; `publisher` is a path such as `agency/tass`."""
    return parse(text, publisher)


@cache
def found(text: str, published: str | None = None, publisher: str | None = None) -> Findings:
    """Find all that a text says."""
    return find(parsed(text, publisher), when(published) if published else None)


def statements(text: str, published: str | None = None, publisher: str | None = None) -> list[Statement]:
    """Give what a text says with figures, in its order."""
    return [_statement(finding, text) for finding in found(text, published, publisher).figures]


def statement(text: str, published: str | None = None, publisher: str | None = None) -> Statement:
    """Give the one thing that a text says with a figure."""
    told = statements(text, published, publisher)
    assert len(told) == 1, told
    return told[0]


def figure(text: str, value: int, published: str | None = None) -> Statement:
    """Give the one thing that a text says with a figure of a value."""
    told = [s for s in statements(text, published) if s.value == value]
    assert len(told) == 1, told
    return told[0]


def _statement(finding: Finding, text: str) -> Statement:
    counted, way, timing = finding.counted, finding.direction, finding.timing
    return Statement(
        kind=counted.phenomenon,
        value=counted.figure.value,
        printed=counted.figure.printed,
        of=_name(counted.affiliation),
        population=counted.population,
        way=(_name(way.giver), _name(way.receiver)),
        claimants=tuple(_speaker(s) for s in finding.claimants),
        stance=finding.stance,
        relays=tuple(_speaker(s) for s in finding.relays),
        modality=finding.modality,
        accumulation=finding.accumulation,
        event=_edtf(timing.event),
        period=_edtf(timing.period),
        as_of=_edtf(timing.as_of),
        said=_edtf(timing.said),
        quote=finding.quote.of(text),
        attributed=finding.attributed_in.of(text) if finding.attributed_in else None,
        rule=finding.rule,
        parts=tuple(_statement(part, text) for part in finding.parts),
    )


def _name(path: str | None) -> str | None:
    return path.partition("/")[2] if path else None


def _speaker(speaker: Speaker) -> str:
    return speaker.path.partition("/")[2] if speaker.path else f"“{speaker.label}”"


def _edtf(date: When | None) -> str | None:
    return date.edtf if date else None
