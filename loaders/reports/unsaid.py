"""What nobody says, though a sentence puts it into words: what is doubted, asked, forged or called a lie.

A figure in such words is no claim of whom they name, and none of the publisher's either: it is left out.
"""

from __future__ import annotations

import re
from itertools import takewhile

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.negation import is_negated
from loaders.reports.parsing import Parsed
from loaders.reports.saying import Attribution, claim_of, speech_verbs

_NOT_THAT = re.compile(r"\b(?:but|and|though) not (?:that|whether)\b(?:(?!\b(?:and|but)\b)[^.;:])*\Z")
"""How a clause begins that is said not to be confirmed: "confirmed the handover but not that | 1,212 came home"."""
_FORGED = re.compile(
    r"\b(?:fake|faked|forged|doctored|falsified|fabricated|manipulated|invented|hoax) (?:[\w-]+ ){0,2}"
    r"(?:letters?|videos?|clips?|documents?|quot\w+|statements?|posts?|photos?|images?|orders?|lists?|news|stor(?:y|ies)"
    r"|speech(?:es)?|recordings?|screenshots?|articles?|reports?|pages?|accounts?|messages?)\b",
    re.IGNORECASE,
)
_EVIDENCE = frozenset("evidence proof sign indication confirmation basis record trace".split())
_LACKED = frozenset("no little scant without".split())
_CALLED = frozenset("call brand label dismiss describe denounce deride ridicule mock debunk refute".split())
_A_LIE = re.compile(
    r"\b(?:(?:a|an|as|outright|complete|pure|blatant) (?:\w+ )?)?(?:lie|lies|false|untrue|fake|nonsense|fabrication"
    r"|fabricated|propaganda|fiction|disinformation|absurd|baseless|unfounded|hoax|myth|provocation)\b",
    re.IGNORECASE,
)
_TOLD = frozenset(lexicon.SPEECH_NOUNS) | frozenset("news story rumour rumor idea notion suggestion".split())
_PUNISHED = frozenset(
    "sentence jail fine convict arrest detain prosecute charge imprison punish try ban sue sack dismiss".split()
)
_OPEN = frozenset("ask wonder know question clear unclear uncertain unknown say tell confirm verify establish".split())
"""What leaves open what follows its "whether"."""


def is_withheld(parsed: Parsed, token: Token, said: Attribution | None = None) -> bool:
    """Tell whether a statement is put into words that nobody stands behind; `said` is who was found to say it.

    Who would say it is said not to ("Kyiv did not confirm that 31 bodies were returned"), it is told of a forgery, of
    what there is no evidence for, of what somebody calls a lie or was punished for, or of what is asked.
    """
    if _NOT_THAT.search(parsed.plain, token.sent.start_char, token.idx):
        return True
    if claim_of(parsed, token) is not None:
        return False
    chain = speech_verbs(token)
    if chain and (is_negated(chain[0][0]) or _is_left_out(token, chain[0][0])):
        return True
    if _FORGED.search(token.sent.text) or _lacks_evidence(token) or _is_called_a_lie(token) or _is_not_taken(token):
        return True
    return said is None and (_is_punished(token) or _is_left_open(token))


def _is_left_out(token: Token, verb: Token) -> bool:
    """Tell it of "confirmed its part in it but not the figure of 1,212", where that is not confirmed."""
    below = (token, *takewhile(lambda above: above != verb, token.ancestors))
    return any(t.dep_ == "conj" and _BUT_NOT.search(_opening(t)) for t in below)


def _opening(conjunct: Token) -> str:
    """Give the words that lead to a conjunct: "but not the" of "but not the figure of 1,212"."""
    start = conjunct.left_edge.i
    return conjunct.doc[max(start - 2, conjunct.sent.start) : start + 2].text


_BUT_NOT = re.compile(r"\b(?:but|and|though) not\b")


def _lacks_evidence(token: Token) -> bool:
    """Tell it of "there is no evidence that 300 were killed", "found no proof of 300 deaths"."""
    for noun in token.ancestors:
        if noun.lemma_.lower() in _EVIDENCE and noun.i < token.i:
            lacked = any(c.lower_ in _LACKED for c in (*noun.children, noun.head))
            return lacked or (noun.head.pos_ in ("VERB", "AUX") and is_negated(noun.head))
    return False


def _is_called_a_lie(token: Token) -> bool:
    """Tell it of "called the report that 300 had been killed a lie", "dismissed as false the news that"."""
    for noun in token.ancestors:
        verb = noun.head
        if noun.lemma_.lower() in _TOLD and noun.i < token.i and verb.lemma_ in _CALLED:
            return (
                verb.lemma_ in ("debunk", "refute")
                or _A_LIE.search(token.doc[verb.i + 1 : token.sent.end].text) is not None
            )
    return False


def _is_not_taken(token: Token) -> bool:
    """Tell it of "a list of 1,000 prisoners whom Kyiv refuses to take": nobody says that they change hands."""
    return any(c.dep_ == "relcl" and {t.lemma_ for t in c.subtree} & _REFUSED for c in token.children)


_REFUSED = frozenset("refuse decline reject".split())


def _is_punished(token: Token) -> bool:
    """Tell it of "sentenced for saying that 300 had been killed": he said it, whoever he is."""
    return any(
        verb.dep_ == "pcomp" and verb.head.lower_ in ("for", "over") and verb.head.head.lemma_ in _PUNISHED
        for verb in token.ancestors
    )


def _is_left_open(token: Token) -> bool:
    """Tell it of "asked whether 300 had been killed", "it is unclear if 300 had been killed"."""
    return any(
        any(c.dep_ == "mark" and c.lower_ in ("whether", "if") for c in clause.children)
        and clause.dep_ in ("ccomp", "advcl", "acl", "csubj")
        and {clause.head.lemma_.lower(), *(c.lemma_.lower() for c in clause.head.children if c.dep_ == "acomp")} & _OPEN
        for clause in (token, *token.ancestors)
    )
