"""A second speaker on a figure that he does not repeat: "Kyiv has confirmed the number", "a figure that Kyiv disputes".

What is confirmed or denied must be the figure, or all that was said: who confirms an exchange does not confirm how
many were exchanged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.finding import Finding
from loaders.reports.mentions import party_of
from loaders.reports.negation import is_negated
from loaders.reports.parsing import Parsed, span_of
from loaders.reports.sections import Layout
from loaders.reports.speaker import Speaker
from loaders.reports.speakers import speakers
from loaders.reports.syntax import by_agent, child, core, is_passive, noun_phrase
from ontology.model import Span, Stance

_STANCES = {
    **dict.fromkeys("confirm corroborate verify acknowledge echo repeat".split(), Stance.CONFIRMS),
    **dict.fromkeys("deny dispute reject contest contradict refute dismiss".split(), Stance.DENIES),
}
_ALL_OF_IT = frozenset("this that it which".split())
_SAID = lexicon.TOLLS | set(lexicon.SPEECH_NOUNS) | {"part", "account"}
_THE = frozenset("the this that these those both".split())


@dataclass(frozen=True)
class _Second:
    """Who confirms or denies, in which words; whose figure it is, where that is said; whether it is of several."""

    claimants: tuple[Speaker, ...]
    stance: Stance
    span: Span
    party: str | None
    several: bool


def seconded(parsed: Parsed, found: list[Finding]) -> list[Finding]:
    """Add to each finding, right after it, what others say of its figure in the same sentence or the next one."""
    told: list[Finding] = []
    for _, together in groupby(found, lambda f: f.counted.number.sent.start):
        here = list(together)
        told += here
        last = here[-1].counted.number
        # Within a sentence it is the figure before, and in the next one the first, which is seconded.
        nearest = [f for f in here if f.counted.figure.span == here[-1].counted.figure.span]
        told += [_by(second, f) for second in _in_sentence(parsed, last) for f in _meant(second, nearest)]
        told += [_by(second, f) for second in _above(parsed, last) for f in _meant(second, nearest)]
        told += [_by(second, f) for second in _in_next(parsed, last) for f in _meant(second, here)]
    return told


def _meant(second: _Second, here: list[Finding]) -> list[Finding]:
    """Give the findings that somebody seconds: of a side's figure that side's, else the first figure's, else all."""
    # Who rejects a denial, "the claim that Kyiv refused 31 bodies", denies no figure, and who shares it confirms none.
    said = (f for f in here if f.stance is not Stance.DENIES)
    others = [f for f in said if not set(f.claimants) & set(second.claimants)]
    if second.party is not None:
        return [f for f in others if second.party in (f.direction.receiver, f.counted.affiliation)]
    span = others[0].counted.figure.span if others else None
    return [f for f in others if second.several or f.counted.figure.span == span]


def _by(second: _Second, finding: Finding) -> Finding:
    rule = f"{finding.counted.rule}/{'confirmed' if second.stance is Stance.CONFIRMS else 'denied'}-by-another"
    return replace(
        finding, claimants=second.claimants, relays=(), stance=second.stance, attributed_in=second.span, rule=rule,
        parts=(),
    )  # fmt: skip


def _in_sentence(parsed: Parsed, number: Token) -> Iterator[_Second]:
    """Read "…, which Addis Ababa confirmed", "a figure that Kyiv disputes", "…; the president confirmed the toll"."""
    for verb in number.doc[number.i + 1 : number.sent.end]:
        if verb.lemma_ in _STANCES and (second := _second(parsed, verb)):
            yield second


def _above(parsed: Parsed, number: Token) -> Iterator[_Second]:
    """Read "Kyiv rejects Moscow's claim that 31 …", "Moscow's claim of 31 was denied by Kyiv".

    That is a claim that has an owner, and somebody who denies it, and nothing else beside it.
    """
    for noun in number.ancestors:
        owned = noun.lemma_.lower() in lexicon.SPEECH_NOUNS and child(noun, "poss", "prep", "amod", "compound")
        # "rejected as fake Kyiv's claim", where the parser hangs the claim on "as"
        verb = noun.head.head if noun.head.lower_ == "as" else noun.head
        if noun.dep_ in ("relcl", "advcl"):
            return
        if not owned or verb.lemma_ not in _STANCES or verb.pos_ != "VERB":
            continue
        subject = by_agent(verb) if noun.dep_ == "nsubjpass" else child(verb, "nsubj") if noun.i > verb.i else None
        said = speakers(parsed, subject) if subject is not None and not is_negated(verb) else ()
        if subject is not None and said:
            yield _Second(said, _STANCES[verb.lemma_], span_of([*core(subject), verb]), None, several=False)


def _in_next(parsed: Parsed, number: Token) -> Iterator[_Second]:
    """Read "Kyiv has confirmed the number" as the next sentence's own clause, in the same paragraph or section."""
    following = parsed.sentence_beside(number, 1)
    if following is None or any(t.ent_type_ == "CARDINAL" and t.like_num for t in following):
        return
    apart = parsed.sections.place(number.idx) != parsed.sections.place(following.start_char)
    if apart and parsed.sections.at(following.start_char).layout is not Layout.PROSE:
        return
    root = following.root
    if root.lemma_ in _STANCES and (second := _second(parsed, root)):
        yield second


def _second(parsed: Parsed, verb: Token) -> _Second | None:
    passive = is_passive(verb)
    subject = by_agent(verb) if passive else child(verb, "nsubj")
    told = child(verb, "nsubjpass") if passive else child(verb, "dobj") or _right_after(verb)
    if verb.dep_ == "relcl" and (told is None or told.lower_ in ("which", "that")):
        told = verb.head if verb.head.lemma_.lower() in _SAID else told
    if is_negated(verb) or subject is None or told is None or not _is_the_figure(verb, told):
        return None
    said = speakers(parsed, subject)
    words = noun_phrase(told)
    beside = parsed.mentions_within(words[0].idx, words[-1].idx + len(words[-1].text))
    party = next((p for m in beside if (p := party_of(m.agent))), None)
    if told.lemma_ == "part":
        party = next((p for speaker in said if (p := speaker.party)), None)
    several = told.tag_ == "NNS" or told.lower_ in _ALL_OF_IT
    span = span_of([*core(subject), verb, *(words if told.i > verb.i else [])])
    return _Second(said, _STANCES[verb.lemma_], span, party, several) if said else None


def _right_after(verb: Token) -> Token | None:
    """Give the noun of "disputes that figure", which the parser may take for a clause."""
    following = verb.doc[verb.i + 1 : verb.i + 4]
    opens = len(following) > 1 and following[0].lower_ in _THE
    return next((t for t in following if t.lower_ in _SAID), None) if opens else None


def _is_the_figure(verb: Token, told: Token) -> bool:
    """Tell whether what is confirmed is the figure: "the number", "its part of the figures", "which"."""
    if told.lower_ in _ALL_OF_IT:
        return child(verb, "ccomp", "xcomp") is None
    if told.lemma_.lower() not in _SAID or any(t.like_num for t in told.subtree):
        return False
    determined = any(t.lower_ in _THE for t in told.doc[max(told.i - 2, 0) : told.i]) or told.lemma_ == "part"
    return determined or (verb.dep_ == "relcl" and told == verb.head)
