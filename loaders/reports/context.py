"""What a figure counts by its context, where neither noun nor verb beside it says so: from the nearest words to the
farthest. Each rule has a name, which the claim keeps; `docs/extract.md` says each in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.counted import Counted, whose
from loaders.reports.frames import (
    Frame,
    Spoken,
    above,
    beside,
    frame_of,
    in_sentence,
    last_of,
    own_verb,
    says_otherwise,
)
from loaders.reports.parsing import Parsed
from loaders.reports.units import Kind, Unit, is_part, population_of, unit_of
from ontology.model import Figure, Phenomenon, Population

TRANSFERS = frozenset((Phenomenon.BODIES_TRANSFERRED, Phenomenon.PRISONERS_EXCHANGED, Phenomenon.HOSTAGES_RELEASED))
_PRISONERS = (Population.PRISONERS_OF_WAR, Population.HOSTAGES)
# What may stand between two figures of one list.
_JOINING = frozenset(
    ", : ; ( ) / - and or plus against another a further other as well also only at least about around some "
    "nearly over more than almost roughly up to fewer less the remaining again in addition respectively for on by "
    "with from each of them these including namely among children women soldiers civilians".split()
)
_TOTALS = frozenset("total sum toll figure number altogether all count tally overall".split())


@dataclass
class Memory:
    """What was counted so far in a report, and what it speaks of."""

    parsed: Parsed
    counts: list[Counted] = field(default_factory=list)
    warranted: bool = False
    """Whether the words beside some figure of the report say that it counts people."""
    spoken: Spoken = field(init=False)

    def __post_init__(self) -> None:
        """Read what the report speaks of."""
        self.spoken = Spoken(self.parsed)

    @property
    def previous(self) -> Counted | None:
        """What the figure before counts."""
        return self.counts[-1] if self.counts else None

    @property
    def is_about_people(self) -> bool:
        """Whether anything in the report warrants that a bare number counts people: a count before, or who they are."""
        return self.warranted or (self.spoken.of_people and bool(self.parsed.sides))


@dataclass(frozen=True)
class _Case:
    """A figure to be explained: its number, what stands after it, and what came before."""

    memory: Memory
    figure: Figure
    number: Token
    unit: Unit

    @property
    def parsed(self) -> Parsed:
        return self.memory.parsed

    @property
    def anchor(self) -> Token:
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
        if self.unit.kind is Kind.BODIES or self.unit.population in _PRISONERS:
            return True
        recent = self.recent
        return (recent is not None and recent.phenomenon in TRANSFERS) or self.memory.spoken.before(
            self.number
        ) is not None


def count_by_context(memory: Memory, figure: Figure, number: Token) -> Counted | None:
    """Tell what a figure counts by what is around it; None where it counts something else, or nothing says."""
    unit = unit_of(memory.parsed, number)
    case = _Case(memory, figure, number, unit)
    if unit.kind is Kind.OTHER or (unit.kind is Kind.NOTHING and _names_something(case)):
        return None
    for rule in _RULES if memory.is_about_people else _RULES_BY_WORDS if unit.kind is not Kind.NOTHING else ():
        if counted := rule(case):
            return counted
    return None


def _acts_otherwise(case: _Case) -> bool:
    """Tell whether those counted are the subject of a verb after them that says another thing."""
    verb = own_verb(case.anchor)
    after = verb is not None and verb.i > case.anchor.i and verb.sent == case.number.sent
    return after and says_otherwise(case.anchor)


def _part(case: _Case) -> Counted | None:
    """Part of a total: "including 17 civilians", "12 of them", "of whom 48 had been missing"."""
    whole = case.recent
    if whole is None or not is_part(case.number, case.unit):
        return None
    verb = own_verb(case.anchor)
    own = frame_of(verb, moving=False) if verb is not None and verb.sent == case.number.sent else None
    subject = own is not None and own.word.i > case.number.i and own.phenomenon is not None
    differs = subject and own is not None and own.phenomenon not in (None, whole.phenomenon)
    killed = whole.phenomenon in (Phenomenon.CIVILIANS_KILLED, Phenomenon.DEATHS)
    if differs and not killed and own and own.phenomenon in (Phenomenon.DEATHS, Phenomenon.IDENTIFIED):
        return _counted(case, own.phenomenon, own.word, "part-of-whole", whole)
    return _counted(case, whole.phenomenon, None, "part-of-whole", whole)


def _said_beside(case: _Case) -> Counted | None:
    """The words that hang on the figure: "22 whose fate is unknown", "two dead of their wounds"."""
    following = case.number.doc[case.anchor.i + 1 : min(case.anchor.i + 2, case.number.sent.end)]
    frame = frame_of(case.anchor, moving=False) if case.unit.kind is Kind.EVENT else None
    frame = frame or beside(case.anchor, moving=case.moving)
    if frame is None and following:
        frame = frame_of(following[0], moving=False)
    return _framed(case, frame, "said-beside")


def _columns(case: _Case) -> Counted | None:
    """Columns told once: "Diyala 170 killed and 284 injured; Salahadin 64 and 74 respectively"."""
    counts = case.memory.counts
    if case.unit.kind is not Kind.NOTHING or len(counts) < 2 or case.inside is None:
        return None
    first, second = counts[-2:]
    if first.number.sent != case.number.sent or first.phenomenon is second.phenomenon:
        return None
    between = case.number.doc[second.number.i + 1 : case.number.i]
    name = any(t.pos_ == "PROPN" for t in between)
    joined = all(t.lower_ in _JOINING for t in between)
    if not (name or (joined and second.rule == "same-columns")) or any(t.pos_ == "VERB" for t in between[2:]):
        return None
    like = first
    return _counted(case, like.phenomenon, None, "same-columns", like)


def _alike(case: _Case) -> Counted | None:
    """One of a list: "390, 307 and 303", "41 soldiers, six civilians and eight others"."""
    before = case.inside
    if before is None or _acts_otherwise(case) or _says_for_itself(case):
        return None
    start = (before.noun if before.noun is not None and before.noun.i > before.number.i else before.number).i
    between = case.number.doc[start + 1 : case.number.i]
    if len(between) > 8 or any(_divides(t) for t in between):
        return None
    return _counted(case, before.phenomenon, None, "list", before)


def _says_for_itself(case: _Case) -> bool:
    """Tell whether a verb after a figure says what happened to it alone: "38 dead, and 14 remain unaccounted for"."""
    verb = own_verb(case.anchor)
    if verb is None or verb.i < case.number.i or any(t.like_num for t in case.number.doc[case.number.i + 1 : verb.i]):
        return False
    frame = above(case.anchor, moving=False)
    return frame is not None and frame.phenomenon is not None and frame.word.i > case.number.i


def _divides(token: Token) -> bool:
    if token.lower_ in _JOINING or token.pos_ in ("DET", "PRON", "NUM"):
        return False
    return token.pos_ in ("VERB", "AUX", "SCONJ") or frame_of(token, moving=False) is not None


def _said_above(case: _Case) -> Counted | None:
    """The verb or noun that those counted hang on: "the group let go 113 detainees", "the return of 31"."""
    return _framed(case, above(case.anchor, moving=case.moving), "governing-word")


def _in_sentence(case: _Case) -> Counted | None:
    """Another word of the sentence or line: "Killed: 12", "the toll: now at 37"."""
    if says_otherwise(case.anchor):
        return None
    return _framed(case, in_sentence(case.anchor, moving=case.moving), "sentence")


def _as_before(case: _Case) -> Counted | None:
    """What was counted before in the sentence: "from 300 (earlier: 200)"."""
    if case.inside is None or says_otherwise(case.anchor):
        return None
    return _counted(case, case.inside.phenomenon, None, "as-before", case.inside)


def _carried_on(case: _Case) -> Counted | None:
    """What the sentence before speaks of: "How many died? About 600,000"; "… The number rose to 37,633"."""
    if _is_closed(case):
        return None
    if case.recent is not None:
        return _counted(case, case.recent.phenomenon, None, "carried-on", case.recent)
    for step in (-1, -2, -3):
        sentence = case.parsed.sentence_beside(case.number, step)
        frame = last_of(sentence) if sentence is not None else None
        if frame is not None:
            return _framed(case, frame, "carried-on")
    return None


def _is_said(case: _Case) -> bool:
    """Tell it of "The whole: 869 prisoners, says the Red Cross": no verb but that of saying."""
    verb = own_verb(case.anchor)
    return verb is not None and verb.lemma_.lower() in lexicon.SPEECH


_MANY = 100
"""From how many on a bare number with a verb like "has" or "stands at" is one of what the report counts."""


def _is_closed(case: _Case) -> bool:
    """Tell whether a figure's own words close it off from what was spoken of before: by a verb, a question, "one"."""
    verb, sentence = own_verb(case.anchor), case.number.sent
    bare = case.figure.value == 1 or not any(t.is_alpha or t.text == "/" for t in sentence)
    asked = sentence.text.rstrip().endswith("?") or any(t.lower_ == "whether" for t in sentence)
    moved = verb is not None and case.unit.kind is Kind.PEOPLE and verb.lemma_.lower() in lexicon.MOVING - lexicon.LIGHT
    return _has_other_label(case) or bare or asked or moved or _is_proxy(case) or says_otherwise(case.anchor)


def _has_other_label(case: _Case) -> bool:
    """Tell it of a line of a table whose label names other things: "tanks: 10,740"."""
    text = case.parsed.plain
    line = text[text.rfind("\n", 0, case.figure.span.start) + 1 : case.figure.span.start]
    label = re.match(r"[^\w\n]*([A-Za-z][\w /-]*):(?: [a-z]+){0,2} ?$", line)
    if label is None:
        return False
    start = case.figure.span.start - len(line) + label.start(1)
    words = [t for t in case.number.doc[max(0, case.number.i - 12) : case.number.i] if t.idx >= start]
    nouns = [t for t in words if t.pos_ == "NOUN" and t.lower_ not in _TOTALS and t.ent_type_ not in ("DATE", "TIME")]
    return bool(nouns) and not any(frame_of(t, moving=True) or population_of(t) for t in words)


def _is_proxy(case: _Case) -> bool:
    """Tell whether names or cases are counted, which stand for people only where the sentence says what happened."""
    return case.unit.noun is not None and case.unit.noun.lower_ in lexicon.CASES


def _topic(case: _Case) -> Counted | None:
    """What the report speaks of, for a line without a verb: "29 January – 1000 / 38"."""
    verbless = own_verb(case.anchor) is None
    named = case.unit.kind is Kind.BODIES or case.unit.population in _PRISONERS
    many = case.unit.kind is Kind.NOTHING and case.figure.value >= _MANY
    if _is_closed(case) or not (verbless or many or (named and _is_said(case))):
        return None
    previous = case.memory.previous
    told = previous.phenomenon if previous is not None and not verbless else None
    phenomenon = told or case.memory.spoken.before(case.number)
    return _counted(case, phenomenon, None, "topic", None) if phenomenon is not None else None


_RULES: tuple[Callable[[_Case], Counted | None], ...] = (
    _part,
    _said_beside,
    _columns,
    _alike,
    _said_above,
    _in_sentence,
    _as_before,
    _carried_on,
    _topic,
)
# Where nothing else in the report warrants that people are counted, its noun must say so, and words of its clause.
_RULES_BY_WORDS = (_said_beside, _said_above, _in_sentence)


def _framed(case: _Case, frame: Frame | None, rule: str) -> Counted | None:
    if frame is None:
        return None
    phenomenon = frame.phenomenon or _changing_hands(case, frame)
    return _counted(case, phenomenon, frame.word, rule, case.recent)


def _changing_hands(case: _Case, frame: Frame) -> Phenomenon:
    """Tell whether bodies, prisoners or hostages change hands: by the unit, else by what is spoken of."""
    population = case.unit.population
    if case.unit.kind is Kind.BODIES:
        return Phenomenon.BODIES_TRANSFERRED
    if population is Population.HOSTAGES:
        return Phenomenon.HOSTAGES_RELEASED
    if population is Population.PRISONERS_OF_WAR:
        return Phenomenon.PRISONERS_EXCHANGED
    recent = case.recent
    if recent is not None and recent.phenomenon in TRANSFERS and case.unit.kind is Kind.NOTHING:
        return recent.phenomenon
    return case.memory.spoken.before(case.number) or Phenomenon.PRISONERS_EXCHANGED


def _counted(case: _Case, phenomenon: Phenomenon, word: Token | None, rule: str, like: Counted | None) -> Counted:
    population = case.unit.population
    bodies = phenomenon is Phenomenon.BODIES_TRANSFERRED
    if case.unit.kind is Kind.BODIES:
        phenomenon = Phenomenon.IDENTIFIED if phenomenon is Phenomenon.IDENTIFIED else Phenomenon.BODIES_TRANSFERRED
        bodies = True
    same = like if like is not None and _same_matter(like.phenomenon, phenomenon) else None
    if population in (None, Population.EVERYONE) and same is not None and same.population is not Population.CHILDREN:
        population = same.population
    civilians = population is Population.CIVILIANS or (
        same is not None and same.phenomenon is Phenomenon.CIVILIANS_KILLED and rule == "part-of-whole"
    )
    if phenomenon in (Phenomenon.DEATHS, Phenomenon.CIVILIANS_KILLED):
        phenomenon = Phenomenon.CIVILIANS_KILLED if civilians else Phenomenon.DEATHS
    verb = own_verb(case.anchor)
    predicate = verb if verb is not None else word
    if predicate is not None and predicate.sent != case.number.sent:
        predicate = None
    of = whose(case.parsed, case.number, case.anchor) if case.unit.noun is not None else None
    if of is None and rule in ("part-of-whole", "list") and same is not None:
        of = same.affiliation
    return Counted(case.figure, case.number, case.unit.noun, phenomenon, population, of, predicate, bodies, rule)


def _same_matter(one: Phenomenon, other: Phenomenon) -> bool:
    killed = {Phenomenon.DEATHS, Phenomenon.CIVILIANS_KILLED}
    hurt = killed | {Phenomenon.WOUNDED, Phenomenon.CASUALTIES, Phenomenon.LOSSES, Phenomenon.MISSING}
    return one is other or {one, other} <= hurt


_NAMED = re.compile(
    r"\b(?:pages?|no\.?|nos\.?|number|desk|extension|ext\.?|district|day|resolution|articles?|photo|figure|fig\.?|table|"
    r"chapter|street|window|item|issue|version|unit|brigade|room|line|point|step|stage|phase|round|part|section|annex|"
    r"day|week|year|block|flight|bus|train|hotline|phone|tel\.?|channel|article|paragraph|document|convention):?\s*$",
    re.IGNORECASE,
)


def number_is_both(number: Token) -> bool:
    """Tell "the two" of two parties that were named from a count."""
    return number.lower_ == "two" and number.i > 0 and number.nbor(-1).lower_ in ("the", "these", "those")


def _names_something(case: _Case) -> bool:
    """Tell a number that names ("page 7", "Boeing 777", "2. The mandate") from one that counts."""
    start = case.figure.span.start
    text, before = case.parsed.plain, case.number.doc[max(case.number.i - 1, 0)]
    if case.figure.value != case.figure.value.to_integral_value():
        return True
    if number_is_both(case.number):
        return True
    line = text[text.rfind("\n", 0, start) + 1 : start]
    opens = re.match(r"[.)]\s|\s[A-Z]", text[case.figure.span.end : case.figure.span.end + 2])
    if case.figure.value < 100 and opens and not re.search(r"\w", line):
        return True
    if _NAMED.search(text[max(0, start - 20) : start]):
        return before.lower_ not in ("number", "figure", "table") or text[start - 1] != " " or case.figure.value < 10
    alone = before.idx + len(before.text) + 1 == start and before.pos_ in ("NOUN", "PROPN")
    if not alone or case.parsed.mention_at(before) is not None or population_of(before) is not None:
        return False
    timely = before.ent_type_ in ("DATE", "TIME")
    telling = timely or frame_of(before, moving=True) is not None or before.lower_ in _TOTALS
    return not telling and case.inside is None and before.lemma_.lower() not in lexicon.SPEECH
