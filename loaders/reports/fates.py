"""What happened to those counted: the word that says so, and the phenomenon that it names."""

from __future__ import annotations

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.syntax import child, is_passive
from ontology.model import Phenomenon, Population

_CAPTIVITY = frozenset("hold capture captured detain imprison".split())
_DEAD = frozenset("kill killed dead fallen die".split())
_HURT = frozenset("wound wounded injure injured".split())
_MEANINGFUL = lexicon.GIVE | lexicon.RECEIVE | set(lexicon.FATES)


def predicate_of(noun: Token) -> Token | None:
    """Give the verb that says what happens, or the noun of handing over that the counted noun hangs on."""
    telling = lexicon.GIVE | set(lexicon.FATES)
    participles = [t for t in noun.children if t.dep_ == "acl" and t.lemma_.lower() in telling]
    for token in participles:
        # "the release of 205 prisoners held by Russia": that they were held is not the news.
        if token.lemma_.lower() not in _CAPTIVITY:
            return token
    for token in noun.ancestors:
        if token.pos_ == "NOUN" and token.lemma_.lower() in lexicon.HANDOVERS | lexicon.EXCHANGE:
            return token
        if token.pos_ in ("VERB", "AUX"):
            if token.lemma_.lower() in lexicon.SPEECH and noun.i < token.i and not is_passive(token):
                return participles[0] if participles else None  # "1,000 bodies", Lubinets wrote
            above = _joined(token)
            return above if not participles or hands_over(above) else participles[0]
        if token.sent != noun.sent:
            break
    return participles[0] if participles else None


def hands_over(verb: Token) -> bool:
    """Tell whether a verb, or a noun made of one, is one of handing over, receiving or exchanging."""
    return verb.lemma_.lower() in lexicon.GIVE | lexicon.RECEIVE | lexicon.EXCHANGE | lexicon.HANDOVERS


def fate_of(noun: Token, predicate: Token | None, population: Population) -> Phenomenon | None:
    """Tell what happened to people; None where the vocabulary has no word for it."""
    words = fate_words(noun, predicate)
    exchanged = Phenomenon.HOSTAGES_RELEASED if population is Population.HOSTAGES else Phenomenon.PRISONERS_EXCHANGED
    if predicate is not None and hands_over(predicate) and not words & _DEAD:
        return exchanged
    if words & _DEAD and words & _HURT:
        return Phenomenon.CASUALTIES
    for word in sorted(words, key=lambda w: (w in _CAPTIVITY, w)):
        # "lost 40 soldiers": a loss; "lost 40 soldiers killed": the nearer word counts.
        if word in lexicon.FATES and word != "lose":
            return lexicon.FATES[word]
    if "lose" in words:
        lost = (
            child(predicate, "dobj")
            if predicate is not None and noun.dep_ == "nsubj" and noun.head == predicate
            else None
        )
        if lost is None:
            return Phenomenon.LOSSES
        return Phenomenon.DEATHS if lost.lemma_ == "life" else None  # "200 people lost their jobs"
    if words & (lexicon.GIVE | lexicon.RECEIVE | lexicon.EXCHANGE | lexicon.HANDOVERS | {"home", "come", "arrive"}):
        return exchanged
    around = {t.lower_ for t in noun.sent}
    if population is Population.PRISONERS_OF_WAR or "captivity" in around:
        # "There are 6,300 prisoners", but not "the 500 prisoners are tired".
        are = "be" in words and around & {"captivity", "there", "still"}
        return Phenomenon.PRISONERS_HELD if are or words & {"hold", "remain", "keep", "have"} else None
    return None


def fate_words(noun: Token, predicate: Token | None) -> set[str]:
    """Give the words that say what happened: participles on the noun, adjectives before it, the verb above."""
    words = [t for t in noun.children if t.dep_ in ("acl", "relcl", "amod", "compound")]
    words += [t for above in words for t in above.conjuncts]
    words += [t for t in noun.doc[max(noun.sent.start, noun.i - 2) : noun.i] if t.lower_ in lexicon.FATES]
    if predicate is not None:
        words += [predicate, *(t for t in predicate.conjuncts if not _counts_anew(t))]
        words += [t for t in predicate.children if t.dep_ in ("xcomp", "acomp", "oprd", "prt", "advmod")]
        if predicate.lemma_ in ("be", "go", "have", "report", "leave", "confirm"):
            words += [t for t in predicate.subtree if t.dep_ in ("acomp", "attr", "oprd", "acl", "advmod", "xcomp")]
    return {t.lemma_.lower() for t in words} | {t.lower_ for t in words if t.lower_ in lexicon.FATES}


def _counts_anew(verb: Token) -> bool:
    """Tell whether a joined verb is said of others: "12 were killed and 30 wounded"."""
    return any(t.pos_ in ("NUM", "NOUN", "PROPN", "PRON") for t in verb.children)


def _joined(verb: Token) -> Token:
    """Give the verb that carries the meaning: "managed to return", "agreed to hand over"."""
    inner = child(verb, "xcomp")
    return inner if inner is not None and inner.lemma_ in _MEANINGFUL and verb.lemma_ not in _MEANINGFUL else verb
