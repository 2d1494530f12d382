"""A figure to be explained: its number, what stands after it, what was counted before and what is spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from spacy.tokens import Span as Sentence
from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.counted import Counted
from loaders.reports.frames import Frame, Spoken, last_of
from loaders.reports.mentions import party_of
from loaders.reports.parsing import Parsed
from loaders.reports.populations import Named
from loaders.reports.sides import is_group, side_of
from loaders.reports.syntax import child
from loaders.reports.timing import TRANSFERS
from loaders.reports.units import Kind, Unit
from ontology.model import Figure, Phenomenon, Population, Span

PRISONERS = (Population.PRISONERS_OF_WAR, Population.HOSTAGES)


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure whose terms follow it, and the characters from the first term to the last."""

    whole: Span
    terms: Span


@dataclass
class Memory:
    """What was counted so far in a report, and what it speaks of."""

    parsed: Parsed
    counts: list[Counted] = field(default_factory=list)
    sums: Mapping[Span, Sum] = field(default_factory=dict)
    """The sum that each figure is a term of (see `parts`)."""
    warranted: bool = False
    """Whether the words beside some figure of the report say that it counts people."""
    spoken: Spoken = field(init=False)
    named: Named = field(init=False)
    of_hostages: bool = field(init=False)
    """Whether the report tells of hostages, so that whoever is freed is one unless it calls them prisoners."""
    prisoners_of: frozenset[str] = field(init=False)
    """The parties whose people the report calls prisoners or detainees."""
    holders: frozenset[str] = field(init=False)
    """The parties that it says hold or free hostages."""
    of_civilians: bool = field(init=False)
    """Whether the report says at its beginning that it counts civilians, and names no soldiers at all."""
    _told: dict[int, Frame | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Read what the report speaks of."""
        self.spoken, self.named = Spoken(self.parsed), Named(self.parsed)
        words = [t.lemma_.lower() for t in self.parsed.doc]
        soldiers = any(lexicon.PEOPLE.get(w) is Population.COMBATANTS or w in _ARMED for w in words)
        self.prisoners_of = frozenset(_parties_of_prisoners(self.parsed))
        self.holders = frozenset(_holders(self.parsed))
        self.of_hostages = _tells_of_hostages(self.parsed)
        self.of_civilians = not soldiers and _CIVILIANS.search(self.parsed.plain[:_OPENING]) is not None

    def told_in(self, sentence: Sentence) -> Frame | None:
        """Give what a sentence tells last; looked for once, since every figure after it may ask."""
        if sentence.start not in self._told:
            self._told[sentence.start] = last_of(sentence)
        return self._told[sentence.start]

    @property
    def previous(self) -> Counted | None:
        """What the figure before counts."""
        return self.counts[-1] if self.counts else None

    @property
    def is_about_people(self) -> bool:
        """Whether anything in the report warrants that a bare number counts people: a count before, or who they are."""
        named = bool(self.parsed.sides) or self.spoken.of_exchange
        return self.warranted or bool(self.counts) or (self.spoken.of_people and named)


def _tells_of_hostages(parsed: Parsed) -> bool:
    """Tell it of two words of hostages, or of one at the beginning, where nobody is called a prisoner of war."""
    places = [t.idx for t in parsed.doc if t.lower_ in _SEIZED and parsed.mention_at(t) is None]
    of_war = re.search(r"\bprisoners? of war\b|\bPOWs?\b", parsed.plain) is not None
    return not of_war and (len(places) > 1 or any(place < _OPENING for place in places))


def _parties_of_prisoners(parsed: Parsed) -> Iterator[str]:
    for token in parsed.doc:
        called = token.i > 0 and token.lemma_.lower() in JAILED
        mention = parsed.mention_at(token.nbor(-1)) if called else None
        party = party_of(mention.agent) if mention is not None else None
        if party is not None:
            yield party


def _holders(parsed: Parsed) -> Iterator[str]:
    """Give the parties that are the subject of a verb in a sentence on hostages, before any return is named."""
    for sentence in parsed.doc.sents:
        tokens = list(sentence)
        first = next((t for t in tokens if t.lower_ in _SEIZED), None)
        for token in tokens if first is not None else ():
            acts = token.dep_ == "nsubj" and token.head.lemma_.lower() in _HOLDS
            mention = parsed.mention_at(token) if acts else None
            party = party_of(mention.agent) if mention is not None else None
            if party is not None and not _RETURN.search(parsed.plain[sentence.start_char : token.idx]):
                yield party


_HOLDS = frozenset(
    "attack raid storm hold take seize abduct kidnap release free return hand keep capture let set".split()
)
_RETURN = re.compile(
    r"\b(?:(?:in|as) (?:return|exchange)|exchanged|swapped|traded)\b(?: for)?[^.]{0,40}$", re.IGNORECASE
)
_PRISONS = frozenset("prison prisons jail jails prisoners detainees inmates".split())
_SEIZED = frozenset("hostage hostages abducted abductees kidnapped abducts kidnaps abduction kidnapping".split())
JAILED = frozenset("prisoner detainee inmate convict internee".split())
"""Whom no word for hostages means."""
_FIGHTERS = frozenset("fighter militant commander rebel gunman insurgent member jihadist terrorist operative".split())


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
    def released(self) -> Phenomenon:
        """What those counted are if they are let go: hostages, where the report tells of such, or prisoners."""
        if self.unit.population is Population.HOSTAGES:
            return Phenomenon.HOSTAGES_RELEASED
        hostages = self.memory.of_hostages and not self._are_called_prisoners
        return Phenomenon.HOSTAGES_RELEASED if hostages else Phenomenon.PRISONERS_EXCHANGED

    @property
    def _are_called_prisoners(self) -> bool:
        """Whether they are prisoners by name, by nation, by who frees them, or as the return for hostages."""
        number, before = self.number, self.inside
        words = number.doc[number.i + 1 : self.anchor.i + 1]
        if any(t.lemma_.lower() in JAILED | _FIGHTERS for t in words):
            return True
        mentions = (self.parsed.mention_at(t) for t in words)
        parties = {party_of(m.agent) for m in mentions if m is not None}
        if parties & self.memory.prisoners_of or any(self._are_of_the_group(party) for party in parties):
            return True
        if _RETURN.search(self.parsed.plain[max(0, number.idx - 60) : number.idx]):
            return True
        if before is not None and not any(t.pos_ == "VERB" for t in number.doc[before.number.i : number.i]):
            return before.phenomenon is Phenomenon.PRISONERS_EXCHANGED
        after = number.doc[number.i + 1 : min(number.i + 12, number.sent.end)]
        until = next((t.i for t in after if t.like_num), number.i + 12)
        clause = {t.lower_ for t in number.doc[number.sent.start : min(until, number.sent.end)]}
        return bool(_PRISONS & clause) or self._is_freed_by_a_state

    def _are_of_the_group(self, party: str | None) -> bool:
        """Whether a people stands on the side of the armed group, of whose people none is a hostage."""
        sides = self.parsed.sides_at(self.number.idx)
        side = side_of(party, sides) or side_of(party, ("party/hamas",))
        return side is not None and is_group(side)

    @property
    def _is_freed_by_a_state(self) -> bool:
        """Whether the side that frees them is none of those that the report says hold hostages."""
        holders = self.memory.holders
        verbs = [t for t in self.anchor.ancestors if t.pos_ == "VERB"][:2]
        subjects = (child(verb, "nsubj") for verb in verbs)
        subject = next((s for s in subjects if s is not None and s.i < self.number.i), None)
        mention = self.parsed.mention_at(subject) if subject is not None else None
        giver = party_of(mention.agent) if mention is not None else None
        return bool(holders) and giver is not None and giver not in holders

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
_CIVILIANS = re.compile(
    r"\bcivilian (?:casualties|deaths|victims|harm)\b|\bcivilians (?:killed|hurt|harmed)\b|\bprotection of civilians\b",
    re.I,
)
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
