"""A figure to be explained: its number, what stands after it, what was counted before and what is spoken of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.counted import Counted
from loaders.reports.frames import Spoken
from loaders.reports.parsing import Parsed
from loaders.reports.timing import TRANSFERS
from loaders.reports.units import Kind, Unit
from ontology.model import Figure, Population

PRISONERS = (Population.PRISONERS_OF_WAR, Population.HOSTAGES)


@dataclass
class Memory:
    """What was counted so far in a report, and what it speaks of."""

    parsed: Parsed
    counts: list[Counted] = field(default_factory=list)
    warranted: bool = False
    """Whether the words beside some figure of the report say that it counts people."""
    spoken: Spoken = field(init=False)
    of_civilians: bool = field(init=False)
    """Whether the report says at its beginning that it counts civilians, and names no soldiers at all."""

    def __post_init__(self) -> None:
        """Read what the report speaks of."""
        self.spoken = Spoken(self.parsed)
        words = [t.lemma_.lower() for t in self.parsed.doc]
        soldiers = any(lexicon.PEOPLE.get(w) is Population.COMBATANTS or w in _ARMED for w in words)
        self.of_civilians = not soldiers and _CIVILIANS.search(self.parsed.plain[:_OPENING]) is not None

    @property
    def previous(self) -> Counted | None:
        """What the figure before counts."""
        return self.counts[-1] if self.counts else None

    @property
    def is_about_people(self) -> bool:
        """Whether anything in the report warrants that a bare number counts people: a count before, or who they are."""
        return self.warranted or bool(self.counts) or (self.spoken.of_people and bool(self.parsed.sides))


@dataclass(frozen=True)
class Case:
    """A figure to be explained: its number, what stands after it, and what came before."""

    memory: Memory
    figure: Figure
    number: Token
    unit: Unit

    @property
    def parsed(self) -> Parsed:
        """The report."""
        return self.memory.parsed

    @property
    def anchor(self) -> Token:
        """The counted noun, else the number."""
        return self.unit.noun if self.unit.noun is not None else self.number

    @property
    def inside(self) -> Counted | None:
        """What was counted before in the same sentence."""
        previous = self.memory.previous
        return previous if previous is not None and previous.number.sent == self.number.sent else None

    @property
    def recent(self) -> Counted | None:
        """What was counted last, in this sentence or the one before it."""
        previous = self.memory.previous
        near = previous is not None and self.number.sent.start - previous.number.sent.end <= 2
        return previous if near else None

    @property
    def moving(self) -> bool:
        """Whether prisoners or bodies are spoken of, so that words of moving mean that they change hands."""
        if self.unit.kind is Kind.BODIES or self.unit.population in PRISONERS:
            return True
        recent = self.recent
        return (recent is not None and recent.phenomenon in TRANSFERS) or self.memory.spoken.before(
            self.number
        ) is not None


# What may stand between two figures of one list.
JOINING = frozenset(
    ", : ; ( ) / - and or plus against another a further other as well also only at least about around some "
    "nearly over more than almost roughly up to fewer less the remaining again in addition respectively for on by "
    "with from each of them these including namely among children women soldiers civilians".split()
)
_LONG_LABEL = 8
_OPENING = 300
"""Within how many characters a report says what it counts."""
_CIVILIANS = re.compile(r"\bcivilian (?:casualties|deaths|victims|harm)\b|\bcivilians (?:killed|hurt|harmed)\b", re.I)
_ARMED = frozenset("military policeman police army soldier fighter combatant militant".split())


def label(case: Case) -> list[Token]:
    """Give the words of the label that a line or sentence begins with, right before the figure."""
    doc, start = case.number.doc, case.number.sent.start
    opening = [t for t in doc[start : case.number.i] if not t.is_space]
    while opening and opening[-1].text != ":" and opening[-1].lower_ in JOINING:
        opening.pop()
    if not opening or opening[-1].text != ":":
        return []
    words = [t for t in opening[:-1] if t.is_alpha]
    inside = _after_colon(opening[:-1])
    return [t for t in words if t in inside and len(inside) < _LONG_LABEL]


def _after_colon(tokens: list[Token]) -> list[Token]:
    for place in range(len(tokens) - 1, -1, -1):
        if tokens[place].text in (":", ";", ",", "(", "."):
            return tokens[place + 1 :]
    return tokens
