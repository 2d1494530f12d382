"""Who mediated an exchange: "gratitude extended to the ICRC for its assistance", "the UAE mediated"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from loaders.reports import lexicon
from loaders.reports.attribution import attribute
from loaders.reports.mentions import Mention
from loaders.reports.negation import is_negated
from loaders.reports.parsing import Parsed, head_of, span_of
from loaders.reports.saying import Attribution
from loaders.reports.syntax import SUBJECTS, child, core, is_passive
from loaders.reports.unsaid import is_withheld
from ontology.model import Span

_NEAR = 12


@dataclass(frozen=True)
class Mediation:
    """An agent said to have mediated, the words that say so, and who says it (None: the publisher)."""

    mediator: str
    quote: Span
    attribution: Attribution | None


def mediations(parsed: Parsed) -> Iterator[Mediation]:
    """Find who is said to have mediated the report's exchange: each agent once, none of the two sides."""
    seen: set[str] = set()
    for mention in parsed.mentions:
        agent = mention.agent
        neutral = agent.path not in parsed.sides and agent.acts_for is None and agent.kind in ("agency", "party")
        if not neutral or mention.how == "demonym" or agent.path in seen:
            continue
        trigger = _trigger(parsed, mention)
        if trigger is None or not _took_place(trigger) or is_withheld(parsed, trigger):
            continue
        seen.add(agent.path)
        yield Mediation(agent.path, _quote(parsed, mention, trigger), attribute(parsed, trigger))


def _trigger(parsed: Parsed, mention: Mention) -> Token | None:
    """Find the word of mediation that the agent hangs on, or that stands with it under one verb."""
    root = head_of(parsed, mention.span)
    if root is None or not {t.lemma_.lower() for t in root.sent} & (lexicon.EXCHANGES | {"bodies", "body", "prisoner"}):
        return None
    above = [t for t in root.ancestors if t.sent == root.sent]
    # "The ICRC assisted in the repatriation": the parser may take the verb for a participle.
    near_it = (*above, *(t for t in root.children if t.dep_ == "acl"))
    hanging = [t for t in near_it if t.lemma_.lower() in lexicon.MEDIATION]
    if hanging:
        return hanging[-1]
    verb = next((t for t in above if t.pos_ in ("VERB", "AUX")), None)
    near = [t for t in verb.subtree if abs(t.i - root.i) < _NEAR] if verb is not None else []
    said = (t for t in near if t.lemma_.lower() in lexicon.MEDIATION and t.pos_ in ("VERB", "NOUN"))
    return next(said, None) if root.dep_ in ("nsubj", "nsubjpass", "pobj", "poss", "conj") else None


def _took_place(trigger: Token) -> bool:
    """Tell mediation from its absence and from hopes of it: "without the mediation of", "hopes that … will mediate"."""
    if trigger.pos_ != "VERB":
        return not is_negated(trigger)
    helping = {c.lower_ for c in trigger.children if c.dep_ == "aux"}
    asked = trigger.dep_ in ("xcomp", "ccomp") and trigger.head.lemma_.lower() in lexicon.DEMANDED | lexicon.PLANNED
    return not is_negated(trigger) and not asked and not helping & {"will", "would", "could", "may", "might", "should"}


def _quote(parsed: Parsed, mention: Mention, trigger: Token) -> Span:
    whole = trigger.head if trigger.dep_ in SUBJECTS and trigger.head.tag_ == "VBN" else trigger
    tokens = core(whole)
    if trigger.pos_ == "VERB":
        subject = child(trigger, "nsubj", "nsubjpass")
        tokens += core(subject) if subject is not None and not is_passive(trigger) else []
        tokens += [t for c in trigger.children if c.dep_ == "advcl" for t in core(c)]
    span = span_of([t for t in tokens if t.sent == trigger.sent])
    return Span(min(span.start, mention.span.start), max(span.end, mention.span.end))
