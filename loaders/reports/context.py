"""What a figure counts by its context, where no word beside it says so: from the nearest words to the farthest.

Each rule has a name, which the claim keeps; `docs/extract.md` says each in words.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.asking import asked_for
from loaders.reports.case import JOINING, PRISONERS, Case, label
from loaders.reports.closing import is_closed, names_something
from loaders.reports.counted import Counted, whose
from loaders.reports.fates import sums_up_both
from loaders.reports.frames import (
    Frame,
    above,
    beside,
    frame_of,
    in_sentence,
    last_of,
    own_verb,
    says_otherwise,
)
from loaders.reports.timing import TRANSFERS
from loaders.reports.units import Kind, is_part
from ontology.model import Phenomenon, Population, Span

_PART = "part-of-whole"
_OFFERED = frozenset("propose offer promise want seek".split())
_HOLDING = frozenset("hold remain keep stay still languish detain imprison capture seize".split())
_RECENTLY = 12  # among how many counts before a figure those are looked for of whom it counts some
_MANY = 100
"""From how many on a bare number with a verb like "has" or "stands at" is one of what the report counts."""


def count_by_context(case: Case) -> Counted | None:
    """Tell what a figure counts by what is around it; None where it counts something else, or nothing says."""
    unit = case.unit
    if unit.kind is Kind.OTHER or (unit.kind is Kind.NOTHING and names_something(case)):
        return None
    by_words = (_labelled,) if unit.kind is Kind.NOTHING else _RULES_BY_WORDS
    for rule in _RULES if case.memory.is_about_people else by_words:
        if counted := rule(case):
            return counted
    return None


def _acts_otherwise(case: Case) -> bool:
    """Tell whether those counted are the subject of a verb after them that says another thing."""
    verb = own_verb(case.anchor)
    return verb is not None and verb.i > case.anchor.i and says_otherwise(case.anchor)


def _part(case: Case) -> Counted | None:
    """Part of a total: "including 17 civilians", "12 of them", "of whom 48 had been missing"."""
    whole = case.recent
    if (named := _among(case)) is not None:
        return named
    if whole is None or not is_part(case.number, case.unit):
        return None
    verb = own_verb(case.anchor)
    own = frame_of(verb, moving=False) if verb is not None and verb.sent == case.number.sent else None
    subject = own is not None and own.word.i > case.number.i and own.phenomenon is not None
    differs = subject and own is not None and own.phenomenon not in (None, whole.phenomenon)
    killed = whole.phenomenon in (Phenomenon.CIVILIANS_KILLED, Phenomenon.DEATHS)
    if differs and not killed and own and own.phenomenon in (Phenomenon.DEATHS, Phenomenon.IDENTIFIED):
        return _counted(case, own.phenomenon, own.word, _PART, whole)
    return _counted(case, whole.phenomenon, None, _PART, whole)


def _among(case: Case) -> Counted | None:
    """Part of a sort that is named: "180 of the former", "ten civilians among the dead"."""
    doc, end = case.number.doc, case.anchor.i + 1
    after = [t.lower_ for t in doc[end : min(end + 3, case.number.sent.end)]]
    if after[:2] == ["among", "the"] and (phenomenon := lexicon.EVENTS.get(after[-1])) is not None:
        return _counted(case, phenomenon, None, _PART, None)
    phenomenon = lexicon.EVENTS.get(after[-1]) if after[:2] == ["of", "the"] and len(after) == 3 else None
    if phenomenon is not None:
        told = (c for c in reversed(case.memory.counts[-_RECENTLY:]) if c.whole is None)
        killed = {Phenomenon.DEATHS, Phenomenon.CIVILIANS_KILLED}
        alike = killed if phenomenon in killed else {phenomenon}
        whole = next((c for c in told if c.phenomenon in alike), None)
        return _counted(case, phenomenon, None, _PART, whole)
    if after != ["of", "the", "former"] or len(case.memory.counts) < 2:
        return None
    former = case.memory.counts[-2]
    return _counted(case, former.phenomenon, None, _PART, former)


def _sum(case: Case) -> Counted | None:
    """A sum of killed and wounded: "Anbar: 600 (147 killed and 453 injured)", "up to 500,000, wounded included"."""
    if case.unit.kind is not Kind.NOTHING or not sums_up_both(case.number):
        return None
    return _counted(case, Phenomenon.CASUALTIES, None, "sum", case.recent)


def _described(case: Case) -> Counted | None:
    """Those exchanged, told more of: "225 are men", "48 had been thought missing", "135 will be deported"."""
    whole, verb = case.recent, own_verb(case.anchor)
    living = (Phenomenon.PRISONERS_EXCHANGED, Phenomenon.HOSTAGES_RELEASED)
    if whole is None or whole.phenomenon not in living or verb is None or verb.i < case.number.i:
        return None
    if case.unit.kind in (Kind.BODIES, Kind.EVENT) or case.parsed.actors.at(case.anchor) is not None:
        return None
    before_that = any(c.dep_ == "aux" and c.lower_ == "had" for c in verb.children)
    serving = verb.lemma_ in ("serve", "defend") and _is_bare(case)
    own = above(case.anchor, moving=False)
    if own is not None and own.phenomenon in (Phenomenon.DEATHS, Phenomenon.IDENTIFIED):
        return None
    return _counted(case, whole.phenomenon, None, "described", whole) if before_that or serving else None


def _is_bare(case: Case) -> bool:
    """Tell a number without a noun of its own."""
    return case.unit.kind is Kind.NOTHING


def _formula(case: Case) -> Counted | None:
    """A formula of exchange: "887 for 887", "thirty-two for two"."""
    doc, place = case.number.doc, case.number.i
    if not _is_bare(case) or (spoken := case.memory.spoken.before(case.number)) is None:
        return None
    after = [t.lower_ for t in doc[place + 1 : place + 3]]
    beyond = place + (3 if after == ["of", "ours"] else 1)
    first = [t.lower_ for t in doc[beyond : beyond + 1]] == ["for"] and doc[min(beyond + 1, len(doc) - 1)].like_num
    second = (
        place > 1 and doc[place - 1].lower_ == "for" and (doc[place - 2].like_num or doc[place - 2].lower_ == "ours")
    )
    return _counted(case, spoken, None, "formula", None) if first or second else None


def _said_beside(case: Case) -> Counted | None:
    """The words that hang on the figure: "22 whose fate is unknown", "two dead of their wounds"."""
    following = case.number.doc[case.anchor.i + 1 : min(case.anchor.i + 2, case.number.sent.end)]
    frame = frame_of(case.anchor, moving=False) if case.unit.kind is Kind.EVENT else None
    frame = frame or beside(case.anchor, moving=case.moving)
    if frame is None and following:
        frame = frame_of(following[0], moving=False)
    return _framed(case, frame, "said-beside")


def _respectively(case: Case) -> Counted | None:
    """Two figures that stand for the two before: "286 killed and 1,388 injured. In June 232 and 143 respectively"."""
    doc, place = case.number.doc, case.number.i
    near = [t.lower_ for t in doc[place + 1 : place + 4]]
    counts = case.memory.counts
    first = near[:1] == ["and"] and near[2:] == ["respectively"] and doc[place + 2].like_num
    second = near[:1] == ["respectively"] and place > 1 and doc[place - 1].lower_ == "and" and doc[place - 2].like_num
    if case.unit.kind is not Kind.NOTHING or not (first or second):
        return None
    before = counts[-2:] if first else counts[-3:-1]
    if len(before) < 2 or before[0].phenomenon is before[1].phenomenon:
        return None
    like = before[0] if first else before[1]
    return _counted(case, like.phenomenon, None, "same-columns", like)


def _columns(case: Case) -> Counted | None:
    """Columns told once: "Diyala 170 killed and 284 injured; Salahadin 64 and 74 respectively"."""
    counts = case.memory.counts
    if case.unit.kind is not Kind.NOTHING or len(counts) < 2 or case.inside is None:
        return None
    first, second = counts[-2:]
    if first.number.sent != case.number.sent or first.phenomenon is second.phenomenon or second.rule == _PART:
        return None
    between = case.number.doc[second.number.i + 1 : case.number.i]
    # "; Salahadin 64", and not "30 in Kyiv and 20"
    name = any(t.pos_ == "PROPN" for t in between) and between[-1].pos_ != "CCONJ"
    joined = all(t.lower_ in JOINING for t in between)
    if not (name or (joined and second.rule == "same-columns")) or any(t.pos_ == "VERB" for t in between[2:]):
        return None
    return _counted(case, first.phenomenon, None, "same-columns", first)


def _alike(case: Case) -> Counted | None:
    """One of a list: "390, 307 and 303", "41 soldiers, six civilians and eight others"."""
    before = case.inside
    if before is None or _acts_otherwise(case) or _says_for_itself(case):
        return None
    start = (before.noun if before.noun is not None and before.noun.i > before.number.i else before.number).i
    between = case.number.doc[start + 1 : case.number.i]
    if len(between) > 8 or any(_divides(t) for t in between):
        return None
    return _counted(case, before.phenomenon, None, "list", before)


def _says_for_itself(case: Case) -> bool:
    """Tell whether a verb after a figure says what happened to it alone: "38 dead, and 14 remain unaccounted for"."""
    verb = own_verb(case.anchor)
    if verb is None or verb.i < case.number.i or any(t.like_num for t in case.number.doc[case.number.i + 1 : verb.i]):
        return False
    frame = above(case.anchor, moving=False)
    return frame is not None and frame.phenomenon is not None and frame.word.i > case.number.i


def _divides(token: Token) -> bool:
    if token.lower_ in JOINING or token.pos_ in ("DET", "PRON", "NUM"):
        return False
    if token.lemma_ == "be" and token.pos_ == "AUX":
        return False  # "744 are Greek Cypriots and 283 Turkish Cypriots"
    return token.pos_ in ("VERB", "AUX", "SCONJ") or frame_of(token, moving=False) is not None


def _labelled(case: Case) -> Counted | None:
    """A label of its own: "Killed: 12", "Released from captivity: 205"."""
    words = label(case)
    return _framed(case, last_of(words), "label") if words else None


def _said_above(case: Case) -> Counted | None:
    """The verb or noun that those counted hang on: "the group let go 113 detainees", "the return of 31"."""
    return _framed(case, above(case.anchor, moving=case.moving), "governing-word")


def _wanted(case: Case) -> Counted | None:
    """Captives or bodies that a side asks for or offers: "Pakistan had asked for 14 prisoners"."""
    verb = own_verb(case.anchor)
    sought = verb is not None and verb.lemma_.lower() in lexicon.DEMANDED | _OFFERED
    if not sought or not (case.unit.kind is Kind.BODIES or case.unit.population in PRISONERS):
        return None
    return _counted(case, _changing_hands(case), verb, "wanted", case.recent)


def _in_sentence(case: Case) -> Counted | None:
    """Another word of the sentence or line: "Killed: 12", "the toll: now at 37"."""
    if says_otherwise(case.anchor):
        return None
    return _framed(case, in_sentence(case.anchor, moving=case.moving), "sentence")


def _as_before(case: Case) -> Counted | None:
    """What was counted before in the sentence: "from 300 (earlier: 200)"."""
    if case.inside is None or says_otherwise(case.anchor):
        return None
    return _counted(case, case.inside.phenomenon, None, "as-before", case.inside)


def _carried_on(case: Case) -> Counted | None:
    """What the sentence before speaks of: "How many died? About 600,000"; "… The number rose to 37,633"."""
    if is_closed(case):
        return None
    if (asked := asked_for(case)) is not None:
        return _framed(case, asked, "carried-on")
    if case.recent is not None:
        return _counted(case, case.recent.phenomenon, None, "carried-on", case.recent)
    again = case.number.i and case.number.nbor(-1).lower_ in ("another", "further")
    if again and case.memory.previous is not None and _is_bare(case):
        return _counted(case, case.memory.previous.phenomenon, None, "carried-on", case.memory.previous)
    for step in (-1, -2, -3):
        sentence = case.parsed.sentence_beside(case.number, step)
        frame = case.memory.told_in(sentence) if sentence is not None else None
        if frame is not None:
            return _framed(case, frame, "carried-on")
    return None


def _topic(case: Case) -> Counted | None:
    """What the report speaks of, for a line without a verb: "29 January – 1000 / 38"."""
    verbless = own_verb(case.anchor) is None
    named = case.unit.kind is Kind.BODIES or case.unit.population in PRISONERS
    many = case.unit.kind is Kind.NOTHING and case.figure.value >= _MANY
    if is_closed(case) or not (verbless or many or (named and _is_said(case))):
        return None
    previous = case.memory.previous
    alike = previous is not None and (previous.phenomenon in TRANSFERS or case.figure.value >= _MANY)
    told = previous.phenomenon if previous is not None and (not verbless or (_is_bare(case) and alike)) else None
    phenomenon = told or case.memory.spoken.before(case.number)
    return _counted(case, phenomenon, None, "topic", None) if phenomenon is not None else None


_RULES: tuple[Callable[[Case], Counted | None], ...] = (
    _part,
    _sum,
    _described,
    _formula,
    _said_beside,
    _labelled,
    _respectively,
    _columns,
    _alike,
    _said_above,
    _wanted,
    _in_sentence,
    _as_before,
    _carried_on,
    _topic,
)
# Where nothing else in the report warrants that people are counted, its noun must say so, and words of its clause.
_RULES_BY_WORDS = (_said_beside, _said_above, _wanted, _in_sentence)


def _framed(case: Case, frame: Frame | None, rule: str) -> Counted | None:
    if frame is None:
        return None
    phenomenon = frame.phenomenon or _changing_hands(case)
    if phenomenon is Phenomenon.PRISONERS_HELD and _are_exchanged(case, frame):
        phenomenon = Phenomenon.PRISONERS_EXCHANGED
    return _counted(case, phenomenon, frame.word, rule, case.recent)


def _are_exchanged(case: Case, frame: Frame) -> bool:
    """Tell it of "230 (Kyiv), 478 captives altogether" in a report of an exchange: who they are, not where."""
    who = frame.word.lemma_.lower() == "captive" and frame.word.pos_ in ("NOUN", "ADJ")
    held = any(t.lemma_.lower() in _HOLDING for t in case.number.sent)
    told = any(t.lemma_.lower() in lexicon.EXCHANGE for t in case.parsed.doc)
    return who and told and not held


def _changing_hands(case: Case) -> Phenomenon:
    """Tell whether bodies, prisoners or hostages change hands: by the unit, else by what is spoken of."""
    population = case.unit.population
    if case.unit.kind is Kind.BODIES:
        return Phenomenon.BODIES_TRANSFERRED
    if population in PRISONERS or (case.unit.kind is Kind.PEOPLE and case.memory.of_hostages):
        return case.released
    recent = case.recent
    if recent is not None and recent.phenomenon in TRANSFERS and case.unit.kind is Kind.NOTHING:
        return recent.phenomenon
    spoken = case.memory.spoken.before(case.number)
    return spoken if spoken is Phenomenon.BODIES_TRANSFERRED else case.released


def _counted(case: Case, phenomenon: Phenomenon, word: Token | None, rule: str, like: Counted | None) -> Counted:
    population = case.unit.population
    bodies = phenomenon is Phenomenon.BODIES_TRANSFERRED
    if case.unit.kind is Kind.BODIES:
        phenomenon = Phenomenon.IDENTIFIED if phenomenon is Phenomenon.IDENTIFIED else Phenomenon.BODIES_TRANSFERRED
        bodies = True
    elif bodies and (living := _who_live(case, rule)) is not None:
        phenomenon, bodies = living, False
    same = like if like is not None and _same_matter(like.phenomenon, phenomenon) else None
    if population in (None, Population.EVERYONE) and same is not None and same.population is not Population.CHILDREN:
        population = same.population
    civilians = population is Population.CIVILIANS or (
        same is not None and same.phenomenon is Phenomenon.CIVILIANS_KILLED and rule == _PART
    )
    if phenomenon in (Phenomenon.DEATHS, Phenomenon.CIVILIANS_KILLED):
        phenomenon = Phenomenon.CIVILIANS_KILLED if civilians else Phenomenon.DEATHS
    verb = own_verb(case.anchor)
    predicate = verb if verb is not None else word
    if predicate is not None and predicate.sent != case.number.sent:
        predicate = None
    of = whose(case.parsed, case.number, case.anchor) if case.unit.noun is not None else None
    if of is None and rule in (_PART, "list") and same is not None:
        of = same.affiliation
    return Counted(
        case.figure, case.number, case.unit.noun, phenomenon, population, of, predicate, bodies, rule,
        whole=_whole_of(case, like, rule),
    )  # fmt: skip


def _whole_of(case: Case, like: Counted | None, rule: str) -> Span | None:
    """Give the figure of which this one is a part: the one before, or that of which the one before is a part, too."""
    if like is None or rule not in (_PART, "described", "list", "as-before"):
        return None
    between = {t.lower_ for t in case.number.doc[like.number.i + 1 : case.number.i + 4]}
    if between & _EARLIER:
        return None  # "sixteen dead, six of them children (an hour ago: 14)"
    if rule in ("list", "as-before") or (like.whole is not None and not between & _PARTING):
        return like.whole
    return like.figure.span


_EARLIER = frozenset("earlier ago before previously".split())
_PARTING = frozenset("including them these those whom which namely incl former".split())


def _who_live(case: Case, rule: str) -> Phenomenon | None:
    """Give what changes hands where those counted are named as the living, and bodies were spoken of before."""
    if rule not in ("carried-on", "topic", "list", "governing-word", "sentence"):
        return None
    if case.unit.population in PRISONERS:
        return case.released
    mention = case.parsed.actors.at(case.anchor)
    # "And in return? About two thousand Palestinians": nobody calls bodies so.
    people = mention is not None and mention.how == "demonym" and case.anchor.text.endswith("s")
    people = people and not any(t.lower_ in lexicon.BODIES for t in case.number.sent)
    return case.released if people else None


def _same_matter(one: Phenomenon, other: Phenomenon) -> bool:
    killed = {Phenomenon.DEATHS, Phenomenon.CIVILIANS_KILLED}
    hurt = killed | {Phenomenon.WOUNDED, Phenomenon.CASUALTIES, Phenomenon.LOSSES, Phenomenon.MISSING}
    return one is other or {one, other} <= hurt


def _is_said(case: Case) -> bool:
    """Tell it of "The whole: 869 prisoners, says the Red Cross": no verb but that of saying."""
    verb = own_verb(case.anchor)
    before = verb is not None and verb.i < case.number.i  # "Hamas showed 12 hostages" says nothing of them
    says = {*lexicon.DEMANDED, "announce"} if before else lexicon.SPEECH
    return verb is not None and verb.lemma_.lower() in says
