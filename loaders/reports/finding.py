"""What is found in a report: the records that the rules fill in and `claims` makes claims of."""

from __future__ import annotations

from dataclasses import dataclass

from loaders.base import Ignored
from loaders.reports.counted import Counted
from loaders.reports.mediation import Mediation
from loaders.reports.speaker import Speaker
from loaders.reports.timing import Timing
from loaders.reports.ways import Direction
from ontology.model import Accumulation, Modality, Span, Stance


@dataclass(frozen=True)
class Finding:
    """One figure by one or several joint claimants; no claimant means that the publisher says it.

    `parts` are what is said of the same figure beyond it: of 1,000 bodies, that they are Ukrainian soldiers'.
    """

    counted: Counted
    direction: Direction
    claimants: tuple[Speaker, ...]
    relays: tuple[Speaker, ...]
    stance: Stance
    modality: Modality
    accumulation: Accumulation
    quote: Span
    attributed_in: Span | None
    timing: Timing
    rule: str
    parts: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Findings:
    """All that a report says: figures, mediations and the numbers passed over, each in the order of the text."""

    figures: tuple[Finding, ...]
    mediations: tuple[Mediation, ...]
    conflict: str | None
    ignored: tuple[Ignored, ...] = ()
