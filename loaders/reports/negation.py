"""What is said not to be so: "did not confirm", "refused to return", "neither side", "it is not true that"."""

from __future__ import annotations

import re

from spacy.tokens import Token

from loaders.reports.lexicon import SPEECH
from loaders.reports.syntax import SUBJECTS, child

_NOBODY = frozenset("nobody none neither nothing".split())
_HARDLY = frozenset("no not neither few hardly scarcely barely".split())
"""How a noun phrase begins that means next to nobody: "not a single source", "few in Kyiv", "hardly anyone"."""
_WITHHOLDING = frozenset("refuse decline fail omit unable unwilling reluctant hard difficult impossible".split())
_TRUE = frozenset("true correct accurate right confirmed".split())
_FALSE = frozenset("false untrue wrong incorrect fake".split())
# "not only", "no fewer than", "not more than": these deny nothing.
_HEARSAY = re.compile(
    r"\b(?:[Rr]eportedly|[Aa]llegedly|[Rr]umou?r\w*|(?:is|are|was|were) (?:often )?(?:said|heard|rumou?red) ?(?:to)?)\b"
)
_HEDGING = frozenset("only just merely more less fewer exceeding".split())


def is_refused(number: Token) -> bool:
    """Tell it of "not 300,000", "It is not 12,000": the number itself is said to be wrong."""
    before = [t for t in number.doc[max(number.sent.start, number.i - 3) : number.i] if not t.is_punct]
    while before and before[-1].lower_ in ("the", "about", "some", "even", "around"):
        before.pop()
    return bool(before) and before[-1].lower_ in ("not", "n't", "nor", "never")


def is_negated(word: Token) -> bool:
    """Tell whether what a verb, or a noun made of one, says is said not to have happened."""
    if word.pos_ not in ("VERB", "AUX"):
        return _is_negated_noun(word)
    said_nothing = any(c.dep_ == "dobj" and c.lower_ in _NOBODY for c in word.children)
    if said_nothing or any(c.dep_ == "neg" and _denies(c) for c in word.children) or _has_nobody_as_subject(word):
        return True
    above = word.head
    if any(c.dep_ == "preconj" and c.lower_ == "neither" for c in (*word.children, *above.children)):
        return True  # "would neither confirm nor deny"
    if word.dep_ == "xcomp":
        yet = above.lemma_ == "have" and any(c.lower_ == "yet" for c in (*above.children, *word.children))
        withheld = any(
            t.lemma_.lower() in _WITHHOLDING for t in (above, *(c for c in above.children if c.dep_ == "acomp"))
        )
        return yet or withheld or (above.i != word.i and is_negated(above))
    if word.dep_ == "pcomp":
        # as in "without returning", or "was not involved in mediating"
        return above.lower_ == "without" or (above.head.pos_ in ("VERB", "AUX") and is_negated(above.head))
    return word.dep_ in ("ccomp", "csubj", "xcomp") and above.lemma_ == "be" and _is_untrue(above)


def _is_negated_noun(noun: Token) -> bool:
    """Tell it of "the return did not take place", "without the mediation of", "no handover"."""
    if any(c.lower_ == "no" and _denies(c) for c in noun.children) or noun.head.lower_ == "without":
        return True
    verb = noun.head
    return verb.pos_ in ("VERB", "AUX") and verb.lemma_.lower() not in SPEECH and is_negated(verb)


def _denies(word: Token) -> bool:
    following = word.doc[word.i + 1] if word.i + 1 < len(word.doc) else None
    return following is None or following.lower_ not in _HEDGING


def _has_nobody_as_subject(verb: Token) -> bool:
    subject = child(verb, *SUBJECTS)
    if subject is None:
        return False
    first = subject.left_edge
    # The parser may hang "hardly" of "hardly anyone" on the verb.
    opening = (first, *([first.nbor(-1)] if first.i > first.sent.start else []))
    return subject.lower_ in _NOBODY or any(t.lower_ in _HARDLY and _denies(t) and not _is_refused(t) for t in opening)


def _is_refused(word: Token) -> bool:
    """Tell it of "“Not 1,200,” Lubinets said", where a number is said to be wrong."""
    return word.nbor().like_num and word.nbor().lower_ != "one"


def _is_untrue(verb: Token) -> bool:
    """Tell it of "is not true", "is false"."""
    words = {c.lower_ for c in verb.children if c.dep_ in ("acomp", "attr")}
    negated = any(c.dep_ == "neg" for c in verb.children)
    return bool(words & _FALSE) != negated if words & (_TRUE | _FALSE) else False


def is_hearsay(token: Token) -> bool:
    """Tell it of "reportedly", "is said to": nobody is behind that but the outlet."""
    return re.search(_HEARSAY, token.sent.text) is not None
