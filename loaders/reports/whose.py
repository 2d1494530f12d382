"""Whose people the dead are said to be, where that is somebody's claim of its own.

"1,000 bodies, which Moscow claims are the remains of Ukrainian soldiers": the transfer is one statement, their
identity another, and Moscow's alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.counted import Counted
from loaders.reports.mentions import party_of
from loaders.reports.parsing import Parsed, span_of, tokens_of
from loaders.reports.saying import Attribution
from loaders.reports.speaker import known
from loaders.reports.speakers import speakers
from loaders.reports.syntax import child, core
from ontology.model import Population, Span, Stance

_REACH = 16
_SAYING = frozenset(lexicon.SPEECH) | {"recognize", "recognise", "consider", "identify", "regard"}


@dataclass(frozen=True)
class Whose:
    """The party and the kind of people; `attribution` is None where the main statement says it itself."""

    party: str
    population: Population | None
    quote: Span
    attribution: Attribution | None


def whose_claims(parsed: Parsed, counted: Counted) -> Iterator[Whose]:
    """Find what is said of whose bodies these are, after the figure in its sentence."""
    if not counted.bodies or counted.noun is None:
        return
    sentence = counted.number.sent
    for token in sentence.doc[counted.noun.i + 1 : sentence.end]:
        if token.lower_ in lexicon.BODIES and token.nbor(-1).like_num:
            return  # from here on it is of others
        people = _people_after(token) if _leads_to_people(token, counted) else None
        if people is None:
            continue
        party = _party(parsed, people)
        if party is None:
            continue
        population = lexicon.PEOPLE.get(people.lemma_.lower(), lexicon.PEOPLE.get(people.lower_))
        quote = span_of([counted.number, *_clause_end(people)])
        said = _attribution(parsed, counted, token)
        somebody_says = any(_says(t) for t in parsed.doc[counted.noun.i + 1 : token.i])
        own = token.lemma_ == "belong" or child(token, "nsubj") == counted.noun
        doubted = any(t.lower_ in lexicon.DOUBTS for t in parsed.doc[counted.noun.i + 1 : people.i])
        # Where somebody is said to say so and it is not clear who, it is nobody's claim rather than the wrong one's.
        if said is not None or (own and not somebody_says and not doubted):
            yield Whose(party, population, quote, said)
        return


def killer_of(parsed: Parsed, counted: Counted) -> str | None:
    """Give the party that is said to have killed or hurt those counted, who are not its own unless that is said.

    "Israel had killed 12 of its fighters", said by Hezbollah; "Russia shot three of its own soldiers".
    """
    verb, number = counted.predicate, counted.number
    if any(t.lower_ == "own" for t in number.doc[number.i : min(number.i + 5, number.sent.end)]):
        return None
    subject = child(verb, "nsubj") if verb is not None and verb.lemma_.lower() in _HARMING else None
    # The parser may take "1,375 Iraqis killed" for what Iraqis did.
    counts = subject is not None and any(t.like_num for t in subject.children)
    mention = parsed.actors.at(subject) if subject is not None and not counts else None
    return party_of(mention.agent) if mention is not None else None


_HARMING = frozenset("kill wound injure capture execute shoot murder massacre eliminate neutralise neutralize".split())


def _leads_to_people(token: Token, counted: Counted) -> bool:
    """Tell whether a word says what the bodies are: "are the remains of", "belong to", "as belonging to"."""
    if token.lemma_ == "belong":
        return True
    return (
        token.lemma_ == "be"
        and token.i > counted.number.i
        and token.pos_ in ("AUX", "VERB")
        and child(token, "attr") is not None
    )


def _people_after(token: Token) -> Token | None:
    for following in token.doc[token.i + 1 : min(token.i + _REACH, token.sent.end)]:
        if following.lemma_.lower() in lexicon.PEOPLE or following.lower_ in lexicon.PEOPLE:
            return following
    return None


def _says(word: Token) -> bool:
    """Tell whether a word says that somebody says; the parser takes "claims" for a noun now and then."""
    return word.lemma_.lower() in _SAYING and (word.pos_ == "VERB" or word.lower_ in ("claims", "says"))


def _named_before(parsed: Parsed, noun: Token, word: Token) -> Attribution | None:
    """Read "bodies, which the Russian side claims" where the parser takes "claims" for a noun."""
    near = parsed.actors.within(noun.idx, word.idx)
    party = party_of(near[-1].agent) if near and near[-1].span.end > word.idx - 12 else None
    if party is None:
        return None
    first = tokens_of(parsed, near[-1].span)[0]
    opening = first.nbor(-1) if first.nbor(-1).pos_ == "DET" else first
    return Attribution((known(party),), Stance.CLAIMS, span_of([opening, word]), "relative-clause", word)


def _party(parsed: Parsed, people: Token) -> str | None:
    before = parsed.doc[max(people.sent.start, people.i - 4) : people.i + 1]
    after = [t for c in people.children if c.dep_ == "prep" and c.lower_ == "of" for t in c.subtree]
    for token in (*reversed(before), *after):
        mention = parsed.actors.at(token)
        if mention is not None and (party := party_of(mention.agent)):
            return party
    return None


def _clause_end(people: Token) -> list[Token]:
    """Give the people with what is said of them: "soldiers who died in combat"."""
    tokens = core(people)
    relative = child(people, "relcl")
    return sorted([*tokens, *(core(relative) if relative is not None else [])], key=lambda t: t.i)


def _attribution(parsed: Parsed, counted: Counted, token: Token) -> Attribution | None:
    """Tell who says it: "which Moscow claims are", "which, according to Russia, belong", "recognized by Russia as"."""
    noun = counted.noun if counted.noun is not None else counted.number
    stretch = parsed.doc[noun.i + 1 : token.i]
    for word in stretch:
        if word.lower_ == "according":
            cited = next((t for t in word.subtree if t.dep_ == "pobj"), None)
            if cited is not None and (said := speakers(parsed, cited)):
                return Attribution(said, Stance.CLAIMS, span_of([word, *core(cited)]), "according-to", word)
        if _says(word) and word.pos_ == "NOUN" and (near := _named_before(parsed, noun, word)):
            return near
        if _says(word):
            agent = next((c for p in word.children if p.lower_ == "by" for c in p.children if c.dep_ == "pobj"), None)
            subjects = [c for c in word.children if c.dep_ == "nsubj" and c.tag_ not in ("WDT", "WP")]
            subject = agent if agent is not None else next(iter(subjects), None)
            if subject is None or (subject.i < noun.i and agent is None):
                continue
            if said := speakers(parsed, subject):
                rule = "recognized-by" if agent is not None else "relative-clause"
                stance = Stance.CLAIMS if agent is not None else lexicon.SPEECH.get(word.lemma_.lower(), Stance.CLAIMS)
                return Attribution(
                    said,
                    stance,
                    span_of([*core(subject), word]) if agent is None else span_of([word, *core(subject)]),
                    rule,
                    word,
                )
    return None
