"""Who says it where a verb or its subject is left out: "…; President Zelensky, 207"."""

from __future__ import annotations

import re
from dataclasses import replace

from spacy.tokens import Token

from loaders.reports.naming import INSTITUTIONS
from loaders.reports.negation import is_negated
from loaders.reports.order import SAYING_FORMS, head_by_order
from loaders.reports.parsing import Parsed, span_of
from loaders.reports.saying import Attribution, by, speech_verbs
from loaders.reports.speaker import Speaker, known
from loaders.reports.speakers import CAN_SPEAK, speakers
from loaders.reports.syntax import child
from ontology.model import Stance

_FINITE = ("VBD", "VBZ", "VBP", "VBN")
_OPENING = 7
"""Up to which word of a sentence that opens with "as" the office may come."""
_FORMS = frozenset(
    "specify specified state stated inform informed report reported note noted say said tell told communicate "
    "communicated clarify clarified add added declare declared".split()
)


def said_in_an_office(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "In the Coordination Headquarters specified: 31 …", as texts say it that were translated by machine."""
    first = token.sent[0]
    if first.lower_ == "as":  # "As specify in the headquarters, …", "As it was stated in the ministry, …"
        place = next((t for t in first.doc[first.i + 2 : first.i + _OPENING] if t.lower_ in ("in", "at")), None)
        opens = place is not None and place.nbor(-1).lower_ in _FORMS and place.i < token.i
        return _in_office(parsed, token, place) if place is not None and opens else None
    if first.lower_ not in ("in", "at", "from") or first.i >= token.i:
        return None
    for verb in first.doc[first.i + 2 : token.i]:
        if verb.text in (",", ";", ":") or (verb.pos_ == "PRON" and verb.nbor(-1).lower_ != "in"):
            return None
        if verb.lower_ not in SAYING_FORMS or verb.tag_ not in _FINITE or child(verb, "nsubj", "nsubjpass") is not None:
            continue
        phrase = list(first.doc[first.i + 1 : verb.i])
        mention = next((m for m in parsed.mentions_within(phrase[0].idx, verb.idx) if m.agent.kind == "agency"), None)
        head = head_by_order(phrase)
        said: tuple[Speaker, ...] = (known(mention.agent.path),) if mention is not None else ()
        if not said and head is not None and head.lemma_.lower() in CAN_SPEAK:
            said = speakers(parsed, head)
        return by(verb, said, span_of([first, verb]), "said-in-an-office") if said else None
    return None


def _in_office(parsed: Parsed, token: Token, place: Token) -> Attribution | None:
    """Give the office that what follows a comma is said in."""
    comma = next((t for t in place.doc[place.i : token.i] if t.text == ","), None)
    named = parsed.mentions_within(place.idx, comma.idx) if comma is not None else []
    agency = next((m for m in named if m.agent.kind == "agency"), None)
    said: tuple[Speaker, ...] = (known(agency.agent.path),) if agency is not None else ()
    head = head_by_order(list(place.doc[place.i + 1 : comma.i])) if comma is not None else None
    if not said and head is not None and head.lemma_.lower() in CAN_SPEAK:
        said = speakers(parsed, head)
    return (
        by(place.nbor(-1), said, span_of([place.nbor(-1), place.doc[comma.i - 1]]), "said-in-an-office")
        if said and comma
        else None
    )


def gapped(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "The ministry has 195 men returning; President Zelensky, 207": the verb is left out with the second one."""
    number = token if token.like_num else next((t for t in token.children if t.like_num), token)
    if number.i < number.sent.start + 3 or not number.like_num:
        return None
    comma = number.nbor(-1).text == ","
    phrase: list[Token] = []
    for word in reversed(number.doc[number.sent.start : number.i - comma]):
        if word.text == ";" or word.lower_ in ("and", "but"):
            break
        if word.pos_ not in ("PROPN", "NOUN", "ADJ", "DET", "PART", *(() if comma else ("ADP",))):
            return None
        phrase.append(word)
    said_before = any(t.tag_ in _FINITE and t.lemma_ not in ("be",) for t in number.doc[number.sent.start : number.i])
    head = head_by_order(phrase[::-1])
    mention = parsed.mention_at(head) if head is not None else None
    own = mention is not None and mention.how != "demonym" and mention.agent.kind != "party"
    if not comma:  # "… counted 1,968 and the Prisoners' Media Office in Gaza 1,966"
        before = [t for t in number.doc[number.sent.start : number.i] if t.like_num and t.ent_type_ != "DATE"]
        named = head is not None and head.pos_ == "PROPN" and (own or head.lemma_.lower() in INSTITUTIONS)
        own = (
            named
            and bool(before)
            and head is not None
            and number.head != head
            and (number.dep_ != "nummod" or number.head.i < number.i)
        )
    if head is None or not own or not said_before or phrase[-1].i <= number.sent.start + 2:
        return None
    return Attribution(speakers(parsed, head), Stance.STATES, span_of(phrase), "gapped", head)


def second_speaker(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "Kyiv says 300 were killed, Moscow 500", "The army spoke of 300 dead, the UN of 500".

    But not "Russia says it lost 300 and Ukraine 500", where what Ukraine did is left out, and Russia says it.
    """
    number = token if token.like_num else next((t for t in token.children if t.like_num), token)
    phrase = _named_before(number)
    head = head_by_order(phrase) if phrase else None
    if head is None or phrase[-1].tag_ == "POS":
        return None
    mention = parsed.mention_at(head)
    party = mention is not None and mention.agent.kind == "party"
    may_speak = head.lemma_.lower() in CAN_SPEAK | INSTITUTIONS or head.ent_type_ == "ORG" or head.text.isupper()
    if not (mention.how != "demonym" if mention is not None else may_speak):
        return None
    before = [t for t in number.sent if t.like_num and t.i < phrase[0].i and t.ent_type_ not in ("DATE", "TIME")]
    chain = speech_verbs(before[-1]) if before else []
    if not chain or not chain[0][1] or is_negated(chain[0][0]) or (party and _has_a_doer(before[-1], chain[0][0])):
        return None
    last = phrase[0].nbor(-2) if phrase[0].i > number.sent.start + 1 else phrase[0]
    if last.ent_type_ in ("GPE", "LOC", "FAC") and last.dep_ == "pobj" and party:
        return None  # "300 were killed in Kharkiv, Kyiv 500": of places
    # The parser may take "the spokeswoman of 200", "local doctors 500" for one phrase.
    label = re.compile(rf" (?:of )?{re.escape(number.text)}\b.*")
    said = tuple(replace(speaker, label=label.sub("", speaker.label)) for speaker in speakers(parsed, head)[:1])
    return Attribution(said, Stance.STATES, span_of(phrase), "gapped", head) if said else None


def _named_before(number: Token) -> list[Token]:
    """Give the noun phrase that stands alone between a comma, or an "and", and a figure."""
    words = list(number.doc[number.sent.start : number.i])
    while words and (words[-1].lower_ in _HEDGES or words[-1].lower_ in ("of", "at") or words[-1].text == ","):
        words.pop()
    phrase: list[Token] = []
    while words and (words[-1].pos_ in ("PROPN", "NOUN", "ADJ", "DET", "PART") or words[-1].lower_ == "of"):
        phrase.insert(0, words.pop())
    parted = bool(words) and (words[-1].text in (",", ";") or words[-1].lower_ in ("and", "while", "but"))
    return phrase if parted and not any(t.like_num for t in phrase) else []


def _has_a_doer(number: Token, saying: Token) -> bool:
    """Tell whether somebody else than those counted does what is said: "that it lost | 300", and not "300 died"."""
    for verb in number.ancestors:
        if verb == saying:
            return False
        subject = child(verb, "nsubj", "nsubjpass") if verb.pos_ == "VERB" else None
        if subject is not None and number not in subject.subtree:
            return True
    return False


_HEDGES = frozenset("about some over around nearly almost only just more than at least up to".split())
