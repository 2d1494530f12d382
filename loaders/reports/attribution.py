"""Who says it: the claimant of a statement, how it is put, and through whom it came."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from spacy.tokens import Span as Sentence
from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.according import according_to
from loaders.reports.afterwards import confirmed_next, named_next, pointed_at
from loaders.reports.beside import is_subject
from loaders.reports.chains import aside, citing, told
from loaders.reports.gaps import gapped, said_in_an_office, second_speaker
from loaders.reports.heralds import introduced, signed
from loaders.reports.issuers import lead
from loaders.reports.labels import FINITE, closing_a_headline, in_brackets, labelled
from loaders.reports.negation import is_hearsay, is_negated
from loaders.reports.parsing import Parsed, tokens_of
from loaders.reports.phrasing import (
    announced,
    announced_by,
    by_account,
    by_their_own_count,
    from_whom,
    inverted,
    put_last,
    said_that,
    what_is_said,
)
from loaders.reports.saying import (
    Attribution,
    by,
    claim_of,
    has_it,
    inserted,
    named_at_the_end,
    put_as,
    speech_verb,
)
from loaders.reports.sections import Layout
from loaders.reports.speakers import speakers
from loaders.reports.syntax import attribution_span, child, subject_of
from loaders.reports.whole import of_sentence
from ontology.model import Stance

_SHORT = 6
"""How many words may follow the verb of who closes a sentence."""
_BACK = 5
"""How many sentences back the number may stand that "the number" refers to."""
_FURTHER = frozenset("them further another others more also".split())
"""Words of a clause that go on with the one before it."""
_BEGINS = frozenset("begin start erupt".split())
_BORROWED = ("sentence-before", "same-count", "elsewhere-in-sentence")
"""Rules that take a speaker from elsewhere, and not the way that it came there."""

Rule = Callable[[Parsed, Token], Attribution | None]


def attribute(parsed: Parsed, token: Token) -> Attribution | None:
    """Tell who says the statement that a token stands in, or None where the text does not say.

    The evidence is taken from the nearest words to the farthest: the clause and the sentence, words in quotation
    marks, the label before a colon, the sentences beside, the turn or list that the sentence is part of, and last the
    office that a bulletin or communiqué names in its first sentence.
    """
    said = next((found for rule in _RULES if (found := rule(parsed, token))), None)
    if said is None or said.rule in _BORROWED:
        return said
    said = aside(parsed, told(parsed, citing(parsed, token, said)))
    issued = None if said.rule in ("first-sentence", "letterhead", "signed") else lead(parsed, token, whole=True)
    new = tuple(s for s in issued.claimants if s not in (*said.claimants, *said.relays)) if issued is not None else ()
    return replace(said, relays=(*said.relays, *new))


def _inside_quotation(parsed: Parsed, token: Token) -> Attribution | None:
    """Read a sentence inside quotation marks that another sentence attributes."""
    text, paragraph = parsed.plain, parsed.paragraph_at(token.idx)
    # Marks are counted in the paragraph alone, and not believed where they do not pair: one that stands for inches,
    # or is forgotten, would turn the rest of the report inside out.
    marks = [m.start() for m in re.finditer('"', paragraph.of(text))]
    before = [paragraph.start + m for m in marks if paragraph.start + m < token.idx]
    if len(marks) % 2 or len(before) % 2 == 0:
        return None
    opening, closing = before[-1], text.index('"', token.idx)
    for position in (closing + 1, opening - 1):
        beside = parsed.token_at(position)
        for verb in sorted(beside.sent, key=lambda t: abs(t.i - beside.i)):
            if verb.lemma_.lower() in lexicon.SPEECH and verb.pos_ == "VERB" and not is_negated(verb):
                subject = subject_of(verb)
                said = speakers(parsed, subject) if subject is not None else ()
                if subject is not None and said:
                    span = attribution_span(subject, verb, len(text))
                    return by(verb, said, span, "inside-quotation")
    return None


def _sentence_before(parsed: Parsed, token: Token) -> Attribution | None:
    """Read a sentence that goes on with what one of the two before it attributes, in the same section."""
    # Who speaks in a turn says himself what he does not attribute anew.
    if parsed.sections.at(token.idx).layout is Layout.TURN or is_hearsay(token) or _tells_anew(parsed, token):
        return None
    for step in (-1, -2):
        before = parsed.sentence_beside(token, step)
        if before is None or _apart(parsed, before, token.sent):
            return None
        goes_on = token.sent[0].lower_ in ("it", "this", "they", "these")
        if '"' in before.text and '"' not in token.sent.text and not goes_on:
            return None  # after words in quotation marks, what has none is the publisher's again
        said = of_sentence(parsed, before, "sentence-before")
        if said is not None:
            told = parsed.doc[max(before.start - 1, 0) : before.end]
            counts = goes_on or _is_fragment(token) or any(_is_count(t) and not _names(said, t) for t in told)
            # Who confirmed or denied something else has not gone on to say this; two who agreed once may part again.
            other = len(said.claimants) > 1 or said.stance in (Stance.CONFIRMS, Stance.DENIES)
            return said if counts and not other else None
    return None


def _is_fragment(token: Token) -> bool:
    """Tell it of "32 dead, 179 injured.", which says nothing without what stands before it."""
    return not any(t.tag_ in FINITE for t in token.sent)


def _names(said: Attribution, word: Token) -> bool:
    """Tell whether a number counts those who speak: "Three institutions count the dead"."""
    return said.verb.lemma_.lower() in lexicon.SPEECH and word.head == subject_of(said.verb)


def _is_count(word: Token) -> bool:
    return word.like_num and (word.ent_type_ == "CARDINAL" or word.dep_ == "nummod")


def _elsewhere_in_sentence(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "according to the ICRC, 97,000 came home; 70,000 are missing": what a semicolon parts, somebody says.

    But not where the clause has a party of its own that acts: "Kyiv said so; Moscow handed over 31".
    """
    if is_hearsay(token) or not any(t.text == ";" for t in token.sent):
        return None
    pieces: list[list[Token]] = [[]]
    for word in token.sent:
        pieces[-1].append(word)
        if word.text == ";":
            pieces.append([])
    place = next(i for i, piece in enumerate(pieces) if token in piece)
    own = pieces[place]
    acting = [m for m in parsed.mentions_within(own[0].idx, own[-1].idx) if m.how != "demonym"]
    if any(is_subject(parsed, m) for m in acting):
        return None
    opens = token.sent[0].lower_ == "according" or any(t.lower_ in _FURTHER for t in own)
    before = [word for piece in reversed(pieces[:place]) for word in piece] if opens else []
    last = pieces[-1] if place < len(pieces) - 1 else []
    for word in (*before, *last):
        said = _in_clause(parsed, word) if word.pos_ in ("NUM", "NOUN", "PROPN") else None
        closes = said is not None and said.verb.i > word.i and said.verb.sent.end - said.verb.i < _SHORT
        if said is not None and (word in before or closes):
            return replace(said, rule="elsewhere-in-sentence", relays=())
    return None


def _in_clause(parsed: Parsed, token: Token) -> Attribution | None:
    rules: tuple[Rule, ...] = (according_to, speech_verb, inserted, put_last)
    return next((found for rule in rules if (found := rule(parsed, token))), None)


def _same_count(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "Three days earlier the number stood at 186,102": the number of those who gave the one before."""
    names = (t for t in token.sent if t.lower_ in lexicon.TOLLS and t.dep_ in ("nsubj", "nsubjpass") and t.i < token.i)
    subject = next(names, None)
    if subject is None or not {c.lower_ for c in subject.children} & {"the", "this", "that", "same", "its", "their"}:
        return None
    if any(c.dep_ in ("prep", "relcl", "acl") for c in subject.children):
        return None  # "the number of Russians killed" is another one
    here = parsed.sections.at(token.idx)
    for step in range(-1, -_BACK, -1):
        before = parsed.sentence_beside(token, step)
        section = parsed.sections.at(before.start_char) if before is not None else None
        if before is None or section is None or (section is not here and section.layout is not Layout.PROSE):
            return None
        for word in before:
            if word.like_num and word.ent_type_ != "DATE" and (said := _in_clause(parsed, word)):
                return replace(said, rule="same-count", relays=())
    return None


def _asked(parsed: Parsed, token: Token) -> Attribution | None:
    """Read the answer to "What does he say of the other side?", up to where somebody else is named."""
    place = parsed.sections.place(token.idx)
    section = parsed.sections.every[place]
    asked = place and parsed.sections.every[place - 1].layout is Layout.QUESTION and _only_answers(parsed, token)
    if (section.layout is not Layout.TURN and not asked) or not place:
        return None
    question = parsed.sections.every[place - 1]
    if not parsed.plain[question.span.start : question.span.end].rstrip().endswith("?"):
        return None
    for word in tokens_of(parsed, question.span):
        subject = child(word, "nsubj") if word.lemma_.lower() in lexicon.SPEECH and word.pos_ == "VERB" else None
        if subject is not None and subject.lower_ != "you" and (said := speakers(parsed, subject)):
            since = parsed.mentions_within(section.body, token.idx)
            named = any(m.how != "demonym" and is_subject(parsed, m) for m in since)
            return None if named else by(word, said, attribution_span(subject, word, len(parsed.text)), "asked-about")
    return None


def _only_answers(parsed: Parsed, token: Token) -> bool:
    """Tell it of "Only that 600 were freed.", "About 600.": what is no sentence without the question above it."""
    opens = token.sent[0].lower_ == "that" or token.sent[:2].text.lower() == "only that"
    first = parsed.sections.at(token.idx).body >= token.sent.start_char
    return first and (opens or _is_fragment(token))


def _tells_anew(parsed: Parsed, token: Token) -> bool:
    """Tell whether a sentence tells what a party does, how the war began, or what happened on another day."""
    first, root = token.sent[0], token.sent.root
    fronted = first.pos_ in ("ADP", "ADJ", "ADV", "PROPN") and any(
        t.ent_type_ == "DATE" for t in first.doc[first.i : first.i + 3]
    )
    if root.lemma_ in _BEGINS or (fronted and first.i < root.i):
        return True
    subject = subject_of(root)
    mention = parsed.mention_at(subject) if subject is not None else None
    if subject is not None and _acts_himself(subject):
        return True
    return mention is not None and mention.agent.path in parsed.sides and mention.how != "demonym"


def _apart(parsed: Parsed, before: Sentence, after: Sentence) -> bool:
    """Tell whether a paragraph, an entry or a turn begins between two sentences."""
    gap = parsed.plain[before[-1].idx : after.start_char + 1]
    anew = parsed.sections.place(before.start_char) != parsed.sections.place(after.start_char)
    return anew or parsed.paragraph_end.search(gap) is not None


def _acts_himself(subject: Token) -> bool:
    """Tell it of "Our reporter saw", "The historian comes to": who is no side does what a sentence tells."""
    ours = any(c.dep_ == "poss" and c.lower_ in ("our", "my") for c in subject.children)
    one = subject.tag_ in ("NN", "NNP") and subject.lemma_.lower() in lexicon.SOMEBODY | lexicon.PERSONS
    return ours or one


_RULES: tuple[Rule, ...] = (
    by_their_own_count, gapped, second_speaker, announced_by, according_to, claim_of, speech_verb, inserted, put_as,
    named_at_the_end, inverted, by_account, has_it, what_is_said, from_whom, said_that, put_last, said_in_an_office,
    announced, in_brackets, labelled, closing_a_headline, _inside_quotation, confirmed_next, pointed_at, named_next,
    _elsewhere_in_sentence, _same_count, introduced, lead, signed, _sentence_before, _asked,
)  # fmt: skip
"""From the nearest evidence to the farthest."""
