"""Who speaks by the order of words, where the parser takes the speaker for a part of what is said."""

from __future__ import annotations

from spacy.tokens import Token

from loaders.reports.syntax import child

_LONGEST = 14
"""How many words the name of a speaker put last may have."""
_LINKING = frozenset("of for in at from on to with close's has have had".split())


def phrase_before(verb: Token) -> list[Token]:
    """Give the noun phrase between a comma or quotation mark and a verb of saying; none where more stands there."""
    phrase: list[Token] = []
    for token in reversed(verb.doc[max(verb.sent.start, verb.i - _LONGEST) : verb.i]):
        if token.text in (",", '"', "—", "-") and (token.whitespace_ or token.text == '"') and phrase:
            return phrase[::-1] if any(t.pos_ in ("NOUN", "PROPN", "PRON") for t in phrase) else []
        if token.tag_ in ("VBD", "VBZ", "VBP", "MD", "WDT", "WP", "IN") and token.lower_ not in _LINKING:
            return []
        if token.is_punct and token.text not in ("-", "'"):
            return []
        if not (token.lower_ in ("has", "have", "had") and not phrase):
            phrase.append(token)
    return []


def head_by_order(phrase: list[Token]) -> Token | None:
    """Give the noun that the others of a phrase hang on: the first one outside of a preposition's phrase."""
    for token in phrase:
        if token.lower_ in _LINKING and token.pos_ == "ADP":
            break
        if token.pos_ == "PRON":
            return token
    nouns: list[Token] = []
    for token in phrase:
        if nouns and token.pos_ == "ADP":
            break
        if token.pos_ in ("NOUN", "PROPN"):
            nouns.append(token)
    return nouns[-1] if nouns else None


def subject_by_order(verb: Token) -> Token | None:
    """Give the subject of a verb of saying: its own, or of "52,000 Iraqis died, | the mission said" what it follows."""
    subject = child(verb, "nsubj")
    counted = subject is not None and any(t.like_num for t in subject.children)
    if subject is None or not counted:
        return subject
    nearest = head_by_order(phrase_before(verb))
    return nearest if nearest is not None and subject.i < nearest.i and nearest.head.i >= subject.i else subject
