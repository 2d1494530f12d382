"""Small questions to a parsed sentence: who is the subject, what governs, where does a clause end."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.parsing import span_of
from ontology.model import Span

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
# What hangs on a word and says more than the word: a clause of its own.
_SIDE_CLAUSES = ("relcl", "advcl", "parataxis", "ccomp", "appos")
# "Russia promised Ukraine to return": here the subject acts, and not the object.
_PROMISES = frozenset("promise vow pledge threaten offer guarantee".split())
_ACTORS = lexicon.SPOKEN_FOR | lexicon.OFFICES
_BREAKS = ',;:."()[]—!?'


def child(token: Token, *deps: str) -> Token | None:
    """Give the first child of a token that hangs on it in one of the ways."""
    return next((c for c in token.children if c.dep_ in deps), None)


def subject_of(verb: Token) -> Token | None:
    """Give the subject of a verb; of a participle or joined verb, that of the verb above it."""
    for token in (verb, *verb.ancestors):
        subject = child(token, *SUBJECTS) or _fronted_name(token)
        if subject is not None and subject.i != verb.i and not _is_relative(subject):
            return subject
        if subject is not None and _is_relative(subject):
            return token.head if token.dep_ == "relcl" else subject
        if token.dep_ == "acl":
            return token.head
        controlling = _object_that_acts(token)
        if controlling is not None:
            return controlling
        if token.dep_ not in ("advcl", "conj", "xcomp", "acomp", "pcomp", "prep", "ccomp", "dep"):
            return None
    return None


def _object_that_acts(verb: Token) -> Token | None:
    """Give whom a verb above makes or says to act: "urged Russia to return", "thanked Russia for returning"."""
    if verb.dep_ == "xcomp" and verb.head.lemma_ not in _PROMISES:
        told = child(verb.head, "dobj", "dative")
    elif verb.dep_ == "pcomp" and verb.head.lower_ in ("for", "of", "from", "as", "into"):
        told = child(verb.head.head, "dobj")
    else:
        return None
    acts = told is not None and (told.pos_ in ("PROPN", "PRON") or told.lemma_.lower() in _ACTORS)
    return told if acts else None


def by_agent(verb: Token) -> Token | None:
    """Give the noun after "by" that does what a passive verb says."""
    for preposition in verb.children:
        if preposition.dep_ == "agent" or (preposition.dep_ == "prep" and preposition.lower_ == "by"):
            return child(preposition, "pobj")
    return None


def is_perfect(verb: Token) -> bool:
    """Tell whether a verb says what is done by now: "have been delivered"."""
    return any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.children)


def is_passive(verb: Token) -> bool:
    """Tell whether a verb is passive, or a participle that modifies a noun."""
    return child(verb, "nsubjpass", "auxpass") is not None or (verb.dep_ == "acl" and verb.tag_ == "VBN")


def core(token: Token) -> list[Token]:
    """Give a token with what hangs on it, without relative and adverbial clauses, in order."""
    tokens = [token]
    for part in token.children:
        if part.dep_ not in _SIDE_CLAUSES and not (part.dep_ == "punct" and part.text in _BREAKS):
            tokens += core(part)
    return sorted(tokens, key=lambda t: t.i)


def noun_phrase(token: Token) -> list[Token]:
    """Give a noun with its determiners, adjectives, compounds and "of" phrases, in order."""
    tokens = [token]
    for part in token.children:
        if part.dep_ in (
            "det",
            "amod",
            "compound",
            "poss",
            "nummod",
            "quantmod",
            "nmod",
            "case",
            "advmod",
            "npadvmod",
        ) or (part.dep_ == "prep" and part.lower_ in ("of", "for", "in") and part.i == token.i + 1):
            tokens += core(part)
    return sorted(tokens, key=lambda t: t.i)


def prepositions(token: Token) -> Iterator[Token]:
    """Give the prepositions that hang on a token, or on another preposition's noun below it, in order."""
    for part in token.children:
        if part.dep_ in ("prep", "agent", "dative") and part.pos_ == "ADP":
            yield part
            noun = child(part, "pobj")
            if noun is not None:
                yield from prepositions(noun)
        elif part.dep_ in ("dobj", "attr", "advmod"):
            yield from prepositions(part)


def clause_span(anchors: list[Token], predicate: Token | None) -> Span:
    """Give the smallest stretch with the anchors and the predicate's own words, up to the next break.

    `anchors` are the figure, the counted noun and whatever else the statement stands on.
    """
    needed = list(anchors)
    kept: set[int] = {t.i for t in needed}
    if predicate is not None:
        needed.append(predicate)
        subject = child(predicate, *SUBJECTS)
        if subject is not None:
            needed += noun_phrase(subject)
        needed += [t for t in predicate.children if t.dep_ in ("det", "aux", "auxpass", "neg")]
        clauses = [c for c in predicate.children if c.dep_ == "conj" and c.pos_ == "VERB"]
        joined = (t for c in clauses for t in (c.left_edge.nbor(-1), *c.subtree))
        kept |= {t.i for t in core(predicate)} - {t.i for t in joined}
    sentence = anchors[0].sent
    needed = [t for t in needed if sentence.start <= t.i < sentence.end]
    opening = sentence.doc[min(t.i for t in needed) : anchors[0].i]
    dash = next((t for t in reversed(list(opening)) if t.text in ("-", "--", "—") and t.whitespace_), None)
    if dash is not None:
        needed = [t for t in needed if t.i > dash.i]  # a dateline: "MOSCOW/KYIV - Russia has handed over …"
    span = span_of(needed)
    last = max(t.i for t in needed)
    for token in sentence.doc[last + 1 : sentence.end]:
        set_off = token.text in ("-", "--", "—") and token.whitespace_ and token.nbor(-1).whitespace_
        if token.i not in kept or token.text in _BREAKS or token.is_space or set_off:
            break
        span = Span(span.start, token.idx + len(token.text))
    return span


def attribution_span(subject: Token, verb: Token, until: int) -> Span:
    """Give the words that name a speaker and the speaking: subject to verb, and on to a break or `until`."""
    tokens = [t for t in core(subject) if t.sent == verb.sent] + [verb]
    span = span_of(tokens)
    if verb.idx >= until or verb.i != max(t.i for t in tokens):
        return span
    for token in verb.doc[verb.i + 1 : verb.sent.end]:
        if token.idx >= until or token.text in _BREAKS or token.lower_ == "that" or token.is_space:
            break
        span = Span(span.start, token.idx + len(token.text))
    return span


def _fronted_name(verb: Token) -> Token | None:
    """Give the name before a verb that the parser took for an adverb: "Mediazona, working with others, has …"."""
    names = (t for t in verb.lefts if t.pos_ == "PROPN" and t.dep_ in ("advmod", "npadvmod", "dep"))
    return next((t for t in names if t.ent_type_ not in ("DATE", "TIME")), None)


def _is_relative(token: Token) -> bool:
    return token.tag_ in ("WDT", "WP") or token.lower_ in ("which", "who", "that")
