"""Who says it by "according to the ministry", "by the BBC's estimate": whom that names, and of what it is said."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.beside import SEES
from loaders.reports.parsing import Parsed, span_of
from loaders.reports.saying import Attribution, speech_verb, speech_verbs
from loaders.reports.speaker import Speaker
from loaders.reports.speakers import speakers
from loaders.reports.syntax import by_agent, child, core, subject_of
from ontology.model import Stance

_ACCOUNTS = frozenset("account word version reckoning information".split())
"""Nouns that an attribution may rest on beside those of `lexicon.SPEECH_NOUNS`: "by the BBC's account"."""
_NEARER = ("relcl", "advcl", "conj")
"""How a clause hangs on that in which somebody is cited: "according to Kyiv 31 came home, while Moscow says 26"."""
_GETS = frozenset("obtain receive collect gather".split())
"""What somebody did to information who only passes it on."""


def according_to(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "according to the ministry", "by the BBC's estimate"."""
    above = {token.i, *(t.i for t in token.ancestors)}
    for word in sorted(token.sent, key=lambda t: abs(t.i - token.i)):
        nouns = [t for t in word.subtree if t.dep_ == "pobj"]
        if not nouns or not _cites(word, nouns[0]) or not _applies(word, token, above):
            continue
        if said := speakers(parsed, _whose_account(nouns[0])):
            basis = {t.lemma_.lower() for t in nouns[0].subtree}
            stance = next((s for n, s in lexicon.SPEECH_NOUNS.items() if n in basis), Stance.STATES)
            outer = [
                s for verb, subject in speech_verbs(token, cited=True) for n in subject for s in speakers(parsed, n)
            ]
            got = next((c for c in nouns[0].children if c.dep_ == "acl" and c.lemma_ in _GETS | SEES), None)
            outer += speakers(parsed, through) if got is not None and (through := by_agent(got)) is not None else ()
            relays = tuple(s for s in outer if s not in said)
            inner = speech_verb(parsed, token)
            if inner is not None and inner.verb.dep_ in _NEARER and word not in inner.verb.subtree:
                return inner  # "by that of the ministry, which says it got back 195": the nearer one
            if inner is not None and (_is_said_to_say(word, inner) or _passes_on(said, word, inner)):
                return replace(inner, relays=tuple(dict.fromkeys((*inner.relays, *said))))
            return Attribution(said, stance, span_of([word, *core(nouns[0])]), "according-to", word, relays)
    return None


def _whose_account(noun: Token) -> Token:
    """Give who it is by, of "his words", "the account of the BBC", "that of the ministry"; else the noun itself."""
    if noun.lemma_.lower() not in _ACCOUNTS and noun.lower_ != "that":
        return noun
    of = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ in ("of", "from")), None)
    given = child(noun, "acl")  # "information provided by the Red Cross", "obtained by the mission from doctors"
    if given is not None and given.lemma_ in _GETS:
        of = next((c for c in given.children if c.lower_ == "from"), of)
    giver = by_agent(given) if given is not None else None
    return child(noun, "poss") or (child(of, "pobj") if of is not None else None) or giver or noun


def _is_said_to_say(word: Token, inner: Attribution) -> bool:
    """Tell it of "Shoigu, according to Putin, said": that he said so is what Putin says."""
    subject = subject_of(inner.verb)
    return word.head == inner.verb and subject is not None and subject.i < word.i < inner.verb.i


def _passes_on(said: tuple[Speaker, ...], word: Token, inner: Attribution) -> bool:
    """Tell whether an outlet only passes on: "…, Peskov told reporters, according to TASS"."""
    above = {inner.verb.i, *(t.i for t in inner.verb.ancestors)}
    clause = child(inner.verb, "ccomp")
    mark = child(clause, "mark") if clause is not None else None
    # "Peskov said, according to TASS, that": of his saying; "said that, according to TASS,": of what he says.
    between = mark is not None and inner.verb.i < word.i < mark.i
    only_outlets = all(s.is_outlet or s.sounds_like_an_outlet for s in said)
    return (between or word.head.i in above) and only_outlets and not any(s.is_outlet for s in inner.claimants)


def _opens_another(word: Token, token: Token) -> bool:
    """Tell it of "Ukraine gets 44, and Russia, | according to a deputy, 15": said of what follows alone."""
    between = word.doc[token.i + 1 : word.i]
    joined = next(
        (t for t in reversed(between) if t.lower_ in ("and", "but", "while") and t.dep_ in ("cc", "mark")), None
    )
    if joined is None or word.nbor(-1).text != ",":
        return False
    after = word.doc[joined.i + 1 : word.i - 1]
    return bool(after) and all(t.pos_ in ("PROPN", "NOUN", "DET", "ADJ") for t in after)


def _cites(word: Token, noun: Token) -> bool:
    """Tell whether a word opens a citation: "according to …", "by Zelensky's count", "by his words"."""
    if word.lower_ == "according":
        return True
    if word.lower_ not in ("by", "in", "per", "from") or noun.head != word:
        return False
    counts = noun.lemma_.lower() in lexicon.SPEECH_NOUNS or noun.lemma_.lower() in _ACCOUNTS
    owned = any(c.dep_ == "poss" or (c.lower_ in ("of", "by") and c.dep_ == "prep") for c in noun.children)
    owned = owned or (word.lower_ == "by" and any(c.ent_type_ == "NORP" for c in noun.children))
    if word.lower_ == "in" and not any(c.dep_ in ("poss", "det") for c in noun.children):
        return False  # "in account of the commission stand 1,702": on its books
    return word.lower_ == "per" or (counts and owned) or (noun.lower_ == "that" and owned)


def _applies(word: Token, token: Token, above: set[int]) -> bool:
    """Tell whether an "according to" is said of a token, and not of a clause beside or below it."""
    if any(t.text == ";" for t in word.doc[min(word.i, token.i) : max(word.i, token.i)]):
        return False
    last = word.right_edge.i
    if any(t.text == ":" for t in word.doc[last + 1 : token.i]) and word.i > word.sent.start + 1:
        return False  # "the first by the envoy's reckoning: the last one had meant …"
    number = next((t for t in word.subtree if t.like_num and t.head.dep_ == "pobj" and t.i > t.head.i), None)
    if word.lower_ != "according" and number is not None and word.i > token.i:
        return number.i in above  # "…, by Hamas's count | 642": of that number alone
    closing = all(t.is_punct or t.is_space for t in word.doc[last + 1 : word.sent.end])
    more = any(t.like_num for t in word.doc[word.i : word.sent.end])
    if more and word.i > token.i and _opens_another(word, token):
        return False
    for step in (word, *word.ancestors):
        if step.dep_ == "advcl" and step.tag_ == "VBG" and word.i > step.i and any(t.like_num for t in step.subtree):
            return step.i in above  # "four came home, leaving 19 by Yerevan's count"
        # "…, and, according to Moscow, 41 were": of the 41 alone. At the end of a sentence it is said of all.
        if step.dep_ == "relcl" or (step.dep_ == "conj" and step.pos_ in ("VERB", "AUX") and not closing):
            return step.i in above
    return True
