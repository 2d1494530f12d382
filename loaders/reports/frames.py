"""What is spoken of where a figure stands: the nearest word that says what happened to people, near to far.

A figure that neither its noun nor its verb explains is explained by its clause, its sentence, what was counted before
it, or the last things spoken of. Words of moving ("bring", "go") tell only where prisoners or bodies are spoken of.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.parsing import Parsed
from loaders.reports.senses import is_let_go, sense_of
from loaders.reports.syntax import child, is_passive, subject_of
from loaders.reports.units import population_of
from ontology.model import Phenomenon, Population

_BREAKS = frozenset((";", ".", "!", "?"))


@dataclass(frozen=True, slots=True)
class Frame:
    """What happened, and the word that says so; `phenomenon` is None for changing hands, of whom the rest tells."""

    phenomenon: Phenomenon | None
    word: Token


@dataclass(frozen=True)
class Spoken:
    """What a report speaks of where: bodies or prisoners, by the words for them."""

    parsed: Parsed

    @cached_property
    def _places(self) -> tuple[tuple[int, Phenomenon], ...]:
        found = ((t.i, _group(t)) for t in self.parsed.doc)
        return tuple((place, group) for place, group in found if group is not None)

    @cached_property
    def of_people(self) -> bool:
        """Whether it names prisoners, bodies, soldiers, civilians or casualties at all."""
        return bool(self._places) or any(
            population_of(t) is not None or t.lower_ in lexicon.EVENTS for t in self.parsed.doc
        )

    @cached_property
    def of_exchange(self) -> bool:
        """Whether it names captives or bodies, and that they are exchanged."""
        named = (self.parsed.doc[place] for place, _ in self._places)
        captives = any(t.lower_ not in ("exchange", "swap") for t in named)
        return captives and any(t.lemma_.lower() in lexicon.EXCHANGE for t in self.parsed.doc)

    def before(self, token: Token) -> Phenomenon | None:
        """Give the last kind of transfer spoken of before a token; of the report's first words if none is."""
        place = bisect_left(self._places, token.i, key=lambda entry: entry[0])
        if place:
            return self._places[place - 1][1]
        return self._places[0][1] if self._places else None


def _group(token: Token) -> Phenomenon | None:
    if token.lower_ in lexicon.BODIES:
        return Phenomenon.BODIES_TRANSFERRED
    population = population_of(token)
    if population is Population.HOSTAGES:
        return Phenomenon.HOSTAGES_RELEASED
    if population is Population.PRISONERS_OF_WAR or token.lower_ in (
        "captivity",
        "prison",
        "prisons",
        "exchange",
        "swap",
    ):
        return Phenomenon.PRISONERS_EXCHANGED
    return None


def frame_of(token: Token, *, moving: bool) -> Frame | None:
    """Give what a single word says; `moving` tells whether words such as "bring" may say it."""
    if sense := sense_of(token):
        return Frame(sense, token)
    for word in (token.lower_, token.lemma_.lower()):
        if word in lexicon.HAPPENINGS and not _is_idle(token):
            return Frame(_with_the_other(token, lexicon.HAPPENINGS[word]), token)
    if is_let_go(token):
        return Frame(None, token)
    lemma = token.lemma_.lower()
    if (lemma in lexicon.HANDING_OVER or token.lower_ in lexicon.HANDING_OVER) and not _is_idle(token):
        return Frame(None, token)
    if (
        moving
        and not _counts_up(token)
        and token.pos_ != "PROPN"
        and (lemma in lexicon.MOVING or token.lower_ in lexicon.MOVING)
    ):
        return Frame(None, token)
    return None


def _counts_up(verb: Token) -> bool:
    """Tell it of a sum: "arrives at 140,000", "comes to 300", "brings the total to 40"."""
    if _is_of_a_toll(verb):
        return True
    if verb.lemma_ not in ("arrive", "come", "bring", "get", "take", "reach", "go"):
        return False
    ends = (child(c, "pobj") for c in verb.children if c.lower_ in ("at", "to"))
    named = any(c.lemma_.lower() in _COUNTS for c in verb.children)
    return named or any(end is not None and end.like_num for end in ends)


def _is_of_a_toll(verb: Token) -> bool:
    """Tell it of what losses reach or the dead include: "losses have reached 400,000 personnel"."""
    subject = subject_of(verb) if verb.pos_ == "VERB" and not is_passive(verb) else None
    if subject is None or subject.i > verb.i:
        return False
    if subject.lower_ in ("dead", "killed", "fallen", "wounded", "injured", "missing"):
        return verb.lemma_ in ("reach", "pass", "cross", "include", "contain", "comprise", "involve")
    counts = subject.lemma_.lower() in ("loss", "casualty", "death", "fatality", "toll", "cost")
    return counts or (subject.lemma_ == "number" and not any(t.like_num for t in subject.subtree))


_COUNTS = frozenset("total number figure toll sum count tally".split())


def _is_idle(token: Token) -> bool:
    """Tell it of words that only sound so: "on the other hand", "held talks", "lost their jobs"."""
    if token.lower_ == "hand" and token.pos_ == "NOUN":
        return True
    if token.lower_ == "death" and token.head.lower_ == "to" and token.head.head.lemma_ in ("sentence", "condemn"):
        return True
    if token.lower_ in ("hands",) or (token.lower_ == "held" and "talk" in {t.lemma_ for t in token.children}):
        return True
    if token.lemma_ == "lose":
        lost = [
            c
            for c in token.children
            if c.dep_ == "dobj" and c.pos_ == "NOUN" and not any(g.like_num for g in c.children)
        ]
        return any(population_of(c) is None and c.lemma_ != "life" for c in lost)
    return token.lemma_ == "hold" and any(
        c.lemma_.lower() in ("talk", "meeting", "exchange", "round", "conference", "election") for c in token.children
    )


def _with_the_other(token: Token, phenomenon: Phenomenon) -> Phenomenon:
    """Give casualties for "killed or wounded", "dead and injured"; of one word itself otherwise."""
    if phenomenon not in (Phenomenon.DEATHS, Phenomenon.WOUNDED):
        return phenomenon
    near = token.doc[max(token.sent.start, token.i - 2) : min(token.i + 3, token.sent.end)]
    both = {lexicon.HAPPENINGS.get(t.lower_) for t in near if not t.like_num}
    joined = any(t.lower_ in ("or", "and", "/") for t in near) and not any(t.like_num for t in near)
    return Phenomenon.CASUALTIES if joined and {Phenomenon.DEATHS, Phenomenon.WOUNDED} <= both else phenomenon


def beside(anchor: Token, *, moving: bool) -> Frame | None:
    """Give the frame of the words that hang on a counted noun or bare number, right after it."""
    kept = next((c for c in anchor.children if c.dep_ == "prep" and c.lower_ == "in" and c.i > anchor.i), None)
    place = child(kept, "pobj") if kept is not None else None
    if place is not None and place.lower_ in _KEPT_IN:
        return Frame(Phenomenon.PRISONERS_HELD, place)
    parts = [t for t in anchor.children if t.i > anchor.i and t.dep_ in ("acl", "relcl", "amod", "appos", "acomp")]
    for part in parts:
        of_others = any(c.like_num for c in part.children if c.dep_ in ("nsubj", "nsubjpass"))
        if part.i - anchor.i < 8 and not of_others:
            for token in (part, *(t for t in part.subtree if t.i > anchor.i)):
                if frame := frame_of(token, moving=moving):
                    return frame
                if token.like_num:
                    break
    return None


_KEPT_IN = frozenset("hands captivity custody detention prison prisons jail jails cells".split())


def above(anchor: Token, *, moving: bool) -> Frame | None:
    """Give the frame of the words that a counted noun hangs on: its verb with what completes it, its governing noun."""
    below = anchor
    for token in anchor.ancestors:
        if token.sent != anchor.sent or _is_of_others(token, below):
            break
        below = token
        speaks = token.lemma_.lower() in lexicon.SPEECH and not is_passive(token) and token.pos_ == "VERB"
        if speaks and not _reports_count(token, anchor):
            break
        for word in (token, *_completing(token, anchor)):
            if frame := frame_of(word, moving=moving):
                return frame
        if token.pos_ == "VERB" and token.lemma_.lower() not in lexicon.LIGHT:
            break
    return None


def _is_of_others(verb: Token, below: Token) -> bool:
    """Tell whether a clause is only set beside the one below it: "12 people were inside, 3 were killed"."""
    beside = below.dep_ in ("ccomp", "parataxis") and below.i < verb.i and verb.lemma_.lower() not in lexicon.SPEECH
    return beside and any(c.dep_ in ("nsubj", "nsubjpass") and c.i > below.i for c in verb.children)


def _reports_count(verb: Token, anchor: Token) -> bool:
    return anchor.head == verb or anchor.head.head == verb


def _completing(verb: Token, anchor: Token) -> Iterator[Token]:
    for part in verb.children:
        if part.dep_ in (
            "acomp",
            "oprd",
            "prt",
            "xcomp",
            "attr",
            "advmod",
            "nsubj",
            "nsubjpass",
            "dobj",
            "prep",
            "npadvmod",
        ):
            if anchor.i in (part.i, *(t.i for t in part.subtree)):
                continue
            yield part
            if part.dep_ in ("nsubj", "nsubjpass", "dobj", "prep", "attr"):
                yield from (t for t in part.subtree if t.i != part.i)


def in_sentence(anchor: Token, *, moving: bool) -> Frame | None:
    """Give the frame of the nearest word before a figure in its sentence, else of the nearest one after it."""
    sentence = anchor.sent
    for token in reversed(list(anchor.doc[sentence.start : anchor.i])):
        if token.text in _BREAKS:
            break
        if frame := frame_of(token, moving=moving):
            return frame
    verb = own_verb(anchor)
    # "The bus carried 12 people, three of whom died": what follows is of others.
    said = verb is not None and verb.i < anchor.i and verb.lemma_.lower() not in lexicon.SPEECH
    for token in anchor.doc[anchor.i + 1 : sentence.end]:
        said = said or token.pos_ in ("VERB", "AUX")
        if token.text in _BREAKS or (said and token.like_num and token.ent_type_ not in ("DATE", "TIME")):
            break
        if frame := frame_of(token, moving=moving):
            return frame
    return None


def last_of(tokens: Iterable[Token]) -> Frame | None:
    """Give the frame of the last telling word of some tokens."""
    for token in reversed(list(tokens)):
        if frame := frame_of(token, moving=False):
            return frame
    return None


def own_verb(anchor: Token) -> Token | None:
    """Give the verb whose subject, object or complement those counted are; None in a line without one."""
    token = anchor
    while token.head != token and token.head.sent == anchor.sent:
        token = token.head
        if token.pos_ in ("VERB", "AUX"):
            return token
    return None


def says_otherwise(anchor: Token) -> bool:
    """Tell whether the own words of those counted say what no claim here is about: "46 were pulled out alive"."""
    near = anchor.doc[anchor.i : min(anchor.i + 12, anchor.sent.end)]
    for token in near:
        if token.text in (",", ";", "."):
            break
        if token.lower_ in lexicon.ELSEWHERE or token.lemma_.lower() in lexicon.ELSEWHERE:
            return True
    verb = own_verb(anchor)
    done = verb is not None and verb.lemma_.lower() in lexicon.DONE_TO_PEOPLE and anchor.dep_ in ("dobj", "dative")
    return done or (verb is not None and not is_telling(verb))


def is_telling(verb: Token) -> bool:
    """Tell whether a verb says what a claim here may be about, or nothing that keeps it from being."""
    lemma = verb.lemma_.lower()
    if lemma == "add" and is_passive(verb):
        return False  # "23,000 names were added"
    if lemma in ("bring", "shoot", "take", "put") and any(c.lower_ == "down" for c in verb.children):
        return False  # "Air defence brought down 30"
    return (
        lemma in lexicon.LIGHT
        or lemma in lexicon.SPEECH
        or lemma in lexicon.PLANNED
        or lemma in lexicon.DEMANDED
        or lemma in lexicon.MOVING
        or frame_of(verb, moving=True) is not None
    )
