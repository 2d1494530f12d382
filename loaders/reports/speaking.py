"""Which side speaks, and which one is named right before a figure whose verb is left out."""

from __future__ import annotations

import re

from spacy.tokens import Token

from loaders.reports.finding import Finding
from loaders.reports.mentions import UNLISTED, party_of
from loaders.reports.parsing import Parsed

_HEDGE = re.compile(
    r"[\s,–—-]*(?:only|just|some|about|over|(?:more|fewer) than|nearly|almost|at least|up to|around|between|from)? ?"
)


def named_right_before(
    parsed: Parsed, number: Token, since: Token, reach: int = 3, start: int | None = None
) -> str | None:
    """Give the side right before a figure whose verb is left out: "Kyiv received 1,000 and Moscow 24".

    `start` is where the figure begins, where its number is of several words.
    """
    start = number.idx if start is None else start
    named = [m for m in parsed.actors.within(since.idx, start) if m.how != "demonym"]
    if not named or number.sent != since.sent:
        return None
    between = parsed.plain[named[-1].span.end : start]
    return party_of(named[-1].agent) if len(between) <= reach or _HEDGE.fullmatch(between) else None


def speaking_side(parsed: Parsed, finding: Finding) -> str | None:
    """Give the side that says it: that of the claimant, or the one named in his title ("the ministry in Kyiv")."""
    speaker = next((p for s in finding.claimants if (p := s.party)), None)
    span = finding.attributed_in
    if speaker is not None or span is None or any(s.path for s in finding.claimants):
        return speaker
    named = {
        party_of(m.agent)
        for m in parsed.actors.within(span.start, span.end)
        # "the ministry in Kyiv", but not "the Sana'a Center for Strategic Studies"
        if m.agent.kind == "party"
        and (m.how != "metonym" or parsed.plain[max(0, m.span.start - 4) : m.span.start] in (" in ", "the "))
    }
    named = {p for p in named if p in parsed.sides_at(span.start) or (p or "").startswith(UNLISTED)}
    return named.pop() if len(named) == 1 else None
