"""Through whom it came: whom the speaker cites, who was told, and the office whose communiqué it stands in."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.parsing import Parsed, span_of, tokens_of
from loaders.reports.saying import Attribution
from loaders.reports.speaker import Speaker
from loaders.reports.speakers import is_source, speakers
from loaders.reports.syntax import child, core, is_passive
from ontology.model import Stance


def citing(parsed: Parsed, token: Token, said: Attribution) -> Attribution:
    """Give who is cited in "TASS reported, citing the ministry", "TASS said with reference to the ministry", if any.

    Who cites passes it on; where nobody is cited, the attribution stands as it is.
    """
    above = {said.verb.i, *(t.i for t in token.ancestors if said.verb in t.ancestors)}
    above |= {t.i for t in tokens_of(parsed, said.span)}
    above |= {said.verb.head.i} if said.verb.lower_ == "according" else set()
    for word in said.verb.sent:
        if word.head.i not in above or word.lower_ not in ("citing", "quoting", "with"):
            continue
        cited = child(word, "dobj") if word.lower_ != "with" else _referred_to(word)
        if (
            cited is None
            or token in core(cited)
            or not is_source(parsed, cited)
            or not (source := speakers(parsed, cited))
        ):
            continue
        if set(source) & set(said.claimants):
            continue
        stance = Stance.STATES if said.stance is Stance.REPORTS else said.stance
        span = span_of([word, *core(cited)])
        relays = tuple(dict.fromkeys((*said.claimants, *said.relays)))
        return replace(said, claimants=source, stance=stance, span=span, rule="citing", relays=relays)
    return said


def _referred_to(word: Token) -> Token | None:
    """Give the noun of "with reference to the ministry"."""
    reference = child(word, "pobj")
    to = child(reference, "prep") if reference is not None and reference.lower_ == "reference" else None
    return child(to, "pobj") if to is not None else None


def aside(parsed: Parsed, said: Attribution) -> Attribution:
    """Add who is put in between, in "Kyiv, the ministry said, demands", "the Russian side, it added, claims"."""
    for verb in said.verb.children:
        subject = child(verb, "nsubj") if verb.lemma_.lower() in lexicon.SPEECH and verb.pos_ == "VERB" else None
        bare = child(verb, "dobj", "ccomp") is None and verb.dep_ in ("parataxis", "ccomp", "advcl")
        if subject is None or not bare or verb.i > said.verb.i or verb.nbor(1).text != ",":
            continue
        new = (s for s in speakers(parsed, subject) if s not in (*said.claimants, *said.relays))
        return replace(said, relays=(*said.relays, *new))
    return said


def told(parsed: Parsed, said: Attribution) -> Attribution:
    """Add who was told, in "Peskov told TASS": an outlet or an agency, but no person and no press as a whole."""
    if (asked := _interviewer(said.verb)) is not None:
        by_whom = tuple(s for s in speakers(parsed, asked) if _passes_on(s) and s not in said.claimants)
        return replace(said, relays=(*by_whom, *(s for s in said.relays if s not in by_whom)))
    if said.verb.lemma_ != "tell" and not (said.verb.lemma_ in ("say", "speak", "confirm") and _to(said.verb)):
        return said
    passive = child(said.verb, "nsubjpass") if is_passive(said.verb) else None
    hearer = passive or child(said.verb, "dobj", "dative") or _to(said.verb)
    if hearer is None or (hearer.i < said.verb.i and passive is None):
        return said
    named = hearer.pos_ in ("PROPN", "PRON") or parsed.mention_at(hearer) is not None or hearer.tag_ == "NN"
    heard = (
        (s for s in speakers(parsed, hearer) if _passes_on(s) and s not in (*said.claimants, *said.relays))
        if named
        else ()
    )
    return replace(said, relays=(*tuple(heard), *said.relays))


def _interviewer(verb: Token) -> Token | None:
    """Give the noun of "said in an interview with TASS", "Speaking to TASS, he said"."""
    for part in verb.children:
        noun = child(part, "pobj") if part.lower_ == "in" else None
        talk = noun if noun is not None and noun.lemma_ in ("interview", "conversation", "comment") else None
        talk = talk or (part if part.dep_ == "advcl" and part.lower_ in ("speaking", "talking") else None)
        to = next((c for c in talk.children if c.lower_ in ("with", "to")), None) if talk is not None else None
        if to is not None:
            return child(to, "pobj")
    return None


def _to(verb: Token) -> Token | None:
    preposition = next((c for c in verb.children if c.lower_ == "to" and c.dep_ in ("prep", "dative")), None)
    return child(preposition, "pobj") if preposition is not None else None


def _passes_on(speaker: Speaker) -> bool:
    asked = {word.casefold() for word in speaker.label.split()} & {"conference", "briefing"}
    return (
        not speaker.is_person
        and not asked
        and (speaker.is_outlet or speaker.is_agency or speaker.sounds_like_an_outlet)
    )
