"""Who says it by the layout: a label before a colon, a name at the end of a headline, a name in brackets."""

from __future__ import annotations

import re

from spacy.tokens import Token

from loaders.reports.parsing import Parsed, head_of, span_of, tokens_of
from loaders.reports.saying import Attribution
from loaders.reports.sections import Layout
from loaders.reports.speaker import known
from loaders.reports.speakers import speakers
from ontology.model import Span, Stance

LABEL = 70
"""How many characters a label before a colon may have."""
_TITLE = 8
"""How many words may stand before the name in a label."""
FINITE = ("VBD", "VBZ", "VBP", "MD")
"""Tags of the verbs that make a sentence."""


def named_beside(parsed: Parsed, token: Token) -> Attribution | None:
    """Read a headline: "Coordination Headquarters: 1,000 bodies returned", "… – Coordination Headquarters"."""
    start, end = token.sent.start_char, token.sent.end_char
    for mention in parsed.mentions_within(start, end):
        before, after = parsed.plain[start : mention.span.start], parsed.plain[mention.span.end : end]
        opens = re.fullmatch(r"\W*", before) and after.startswith(":") and token.idx >= mention.span.end
        closes = before.endswith(" - ") and re.fullmatch(r"\W*", after) and token.idx < mention.span.start
        head = head_of(parsed, mention.span)
        if (opens or closes) and head is not None and mention.how == "name" and mention.agent.kind != "party":
            return Attribution((known(mention.agent.path),), Stance.STATES, mention.span, "named-beside", head)
    return None


def labelled(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "The Coordination Headquarters: 1,000 bodies were returned", "The minister, on television: 25 are dead"."""
    section = parsed.sections.at(token.idx)
    start = max(section.body, token.sent.start_char) if section.layout is not Layout.TURN else section.body
    return _before_colon(parsed, token, start) or _before_colon(parsed, token, section.body)


def _before_colon(parsed: Parsed, token: Token, start: int) -> Attribution | None:
    """Give who is named before a colon that opens a sentence or a section, if no verb stands there."""
    label = re.match(rf"[^:\n]{{2,{LABEL}}}:(?=\s)", parsed.plain[start : token.idx])
    if label is None:
        return None
    words = tokens_of(parsed, Span(start, start + label.end() - 1))
    first = next((i for i, t in enumerate(words) if t.pos_ in ("NOUN", "PROPN", "ADJ", "DET", "NUM")), None)
    if first is None or any(t.tag_ in FINITE for t in words):
        return None
    named = [m for m in parsed.mentions_within(start, start + label.end()) if m.how == "name"]
    agents = [m for m in named if m.agent.kind != "party"]
    if not agents:
        root = words[first].sent.root
        here = start <= root.idx < start + label.end()
        head = root if here else next((t for t in words if t.pos_ in ("NOUN", "PROPN") and t.head not in words), None)
        said = speakers(parsed, head) if head is not None else ()
        said = tuple(s for s in said if s.path and "party/" not in s.path)
        span = span_of([t for t in words[first:] if not t.is_punct])
        return Attribution(said, Stance.STATES, span, "named-beside", head) if said and head is not None else None
    person = next((m for m in agents if m.agent.kind == "spokesperson"), agents[0])
    # "Coordination Headquarters in Kyiv", but not "Lists for the Red Cross".
    if parsed.plain[start : person.span.start].count(" ") > _TITLE:
        return None
    head = head_of(parsed, person.span)
    span = span_of([t for t in words[first:] if not t.is_punct])
    return Attribution((known(person.agent.path),), Stance.STATES, span, "named-beside", head) if head else None


def in_brackets(parsed: Parsed, token: Token) -> Attribution | None:
    """Read "318 freed on both sides (ICRC)", "189 (Kyiv's figure) came home"."""
    for bracket in re.finditer(r"\(([^()\n]{2,60})\)", parsed.plain[token.idx : token.sent.end_char]):
        start, end = token.idx + bracket.start(1), token.idx + bracket.end(1)
        named = parsed.mentions_within(start, end)
        rest = parsed.plain[named[0].span.end : end] if len(named) == 1 else "?"
        whole = named and named[0].span.start == start and not rest and named[0].agent.kind != "party"
        owned = re.fullmatch(r"'s? (?:own )?(?:figure|count|data|number|tally|estimate|version|claim)s?", rest)
        # "the Red Cross (ICRC)" only spells the name out.
        before = parsed.token_at(start - 2)
        if (whole or owned) and parsed.plain[: start - 1].rstrip()[-5:] != "Cross" and before.i >= token.i:
            head = head_of(parsed, named[0].span)
            if head is not None:
                said = (known(named[0].agent.path),)
                return Attribution(said, Stance.STATES, Span(start, end), "in-brackets", head)
    return None
