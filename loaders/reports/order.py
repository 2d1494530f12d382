"""Who speaks by the order of words, where the parser takes the speaker for a part of what is said."""

from __future__ import annotations

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.syntax import core

_LONGEST = 14
"""How many words the name of a speaker put last may have."""
_DATELINE = 8
"""How many words a dateline may have."""
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


def subject_by_order(verb: Token, token: Token | None = None) -> Token | None:
    """Give the subject of a verb of saying, where the parser gives it several, or one that is what it says.

    "ISLAMABAD - Pakistan's | military said", "52,000 Iraqis died, | the mission said", "470 died, says | the mayor";
    `token` is what is said, if that is known.
    """
    subjects = [c for c in verb.children if c.dep_ == "nsubj" and not c.lower_.endswith(("self", "selves"))]
    subjects = [c for c in subjects if token is None or token not in core(c)]
    before = [c for c in subjects if c.i < verb.i]
    subject = before[-1] if before else subjects[0] if subjects else None
    if subject is None:
        # "In an interview with the BBC, | the minister | said", where both are one to the parser.
        alone = verb.dep_ == "ROOT" and verb.tag_ in ("VBD", "VBZ", "VBP")
        return head_by_order(phrase_before(verb)) if alone else _before_a_comma(verb)
    if subject.tag_ in ("WP", "WDT"):
        return None
    if (after := _after_a_dateline(subject, verb)) is not None:
        return after
    if not any(t.like_num for t in subject.children):
        return subject
    nearest = head_by_order(phrase_before(verb))
    return nearest if nearest is not None and subject.i < nearest.i and nearest.head.i >= subject.i else subject


def _after_a_dateline(subject: Token, verb: Token) -> Token | None:
    """Give the subject in "Sanaa / Follow-ups - | The group | announced", where the parser takes the place for it."""
    place = verb.doc[subject.left_edge.i : min(subject.i + 3, verb.i)]
    dash = next((t for t in place if t.text in ("-", "—") and t.i > subject.i), None)
    if dash is None or not dash.whitespace_ or subject.i - verb.sent.start > _DATELINE:
        return None
    phrase = list(verb.doc[dash.i + 1 : verb.i])
    bracket = next((i for i, t in enumerate(phrase) if t.text in ("(", ",")), len(phrase))
    return head_by_order(phrase[:bracket])


def _before_a_comma(verb: Token) -> Token | None:
    """Give the subject of "hours after Steve Witkoff, the envoy, had written", which hangs on something else."""
    opening = next((c for c in verb.children if c.dep_ == "aux" and c.lower_ in ("had", "has", "have")), verb)
    if verb.dep_ != "advcl" or opening.i == verb.i or opening.i < 2 or opening.nbor(-1).text != ",":
        return None
    noun = opening.nbor(-2)
    while noun.dep_ == "appos":
        noun = noun.head
    return noun if noun.pos_ in ("NOUN", "PROPN") else None


def _forms(lemma: str) -> tuple[str, str]:
    """Give the two forms in which a verb of saying follows what is said: "says", "said"."""
    consonant_y = lemma[-1] == "y" and lemma[-2] not in "aeiou"
    third = f"{lemma[:-1]}ies" if consonant_y else f"{lemma}es" if lemma[-1] in "shx" else f"{lemma}s"
    past = f"{lemma[:-1]}ied" if consonant_y else f"{lemma}d" if lemma[-1] == "e" else f"{lemma}ed"
    return third, _PAST.get(lemma, past)


_PAST = {
    "say": "said",
    "tell": "told",
    "write": "wrote",
    "put": "put",
    "speak": "spoke",
    "think": "thought",
    "admit": "admitted",
}
SAYING_FORMS = {form: lemma for lemma in lexicon.SPEECH if lemma not in lexicon.FINDING for form in _forms(lemma)}
"""What verbs of saying look like, for where the parser takes them for something else: "notes", "informed"."""
