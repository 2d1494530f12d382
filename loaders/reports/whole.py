"""Who says a whole sentence, whatever of it is asked for: for sentences that go on with it, or stand under it."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Span as Sentence
from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.according import according_to
from loaders.reports.gaps import said_in_an_office
from loaders.reports.negation import is_negated
from loaders.reports.parsing import Parsed
from loaders.reports.phrasing import inverted, put_last
from loaders.reports.saying import Attribution, by, inserted, speech_verb
from loaders.reports.speakers import speakers
from loaders.reports.syntax import attribution_span, by_agent, is_passive, subject_of


def of_sentence(parsed: Parsed, sentence: Sentence, rule: str) -> Attribution | None:
    """Give who says a whole sentence, under another rule's name."""
    root = sentence.root
    rules = (speech_verb, _own, according_to, inserted)
    said = next((found for each in rules if (found := each(parsed, root))), None)
    said = said or said_in_an_office(parsed, sentence[-1]) or _after_a_quotation(parsed, sentence)
    return replace(said, rule=rule, relays=()) if said is not None else None


def _own(parsed: Parsed, verb: Token) -> Attribution | None:
    """Read a sentence whose main verb is one of saying: "The ministry said so on Thursday"."""
    if verb.lemma_.lower() not in lexicon.SPEECH or verb.pos_ != "VERB" or is_negated(verb):
        return None
    subject = by_agent(verb) if is_passive(verb) else subject_of(verb)
    said = speakers(parsed, subject) if subject is not None else ()
    if subject is None or not said:
        return None
    return by(verb, said, attribution_span(subject, verb, len(parsed.text)), "main-verb")


def _after_a_quotation(parsed: Parsed, sentence: Sentence) -> Attribution | None:
    """Read ""We signed an agreement," the envoy wrote on X", where the parser hangs the saying on what is said."""
    if sentence[0].text != '"':
        return None
    return put_last(parsed, sentence[1]) or inverted(parsed, sentence[1])
