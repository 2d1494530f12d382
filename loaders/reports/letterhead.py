"""The office whose paper a report is: "STATEMENT OF THE MINISTRY" above it, and nothing else in that line."""

from __future__ import annotations

import re

from loaders.reports.parsing import Parsed
from loaders.reports.saying import Attribution
from loaders.reports.speaker import known
from ontology.model import Span, Stance

_LINES = 3
"""How many lines from the top a letterhead may stand."""
_SORTS = re.compile(
    r"\b(?:official|statements?|communiqu[eé]s?|press|media|releases?|service|office|bulletins?|reports?|messages?|"
    r"information|briefing|updates?|summary|announcements?|announces?|notice|notes?|informs?|posts?|dispatch|"
    r"directorate|department|division|of|by|from|the|on|no|issue|evening|morning|daily|weekly|monthly|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)


def letterhead(parsed: Parsed) -> Attribution | None:
    """Give the office that a line at the top names, where the line says what it is and no more."""
    start = 0
    for line in parsed.plain.split("\n")[: 2 * _LINES]:
        span = Span(start, start + len(line))
        start += len(line) + 1
        offices = [m for m in parsed.mentions_within(span.start, span.end) if m.agent.kind == "agency"]
        if not offices or line.rstrip().endswith((".", "!", "?", '"')):
            continue
        rest = line
        for mention in offices[:1]:
            rest = parsed.plain[span.start : mention.span.start] + " " + parsed.plain[mention.span.end : span.end]
        if not re.search(r"[^\W\d_]", _SORTS.sub(" ", rest)):
            verb = parsed.token_at(offices[0].span.start)
            return Attribution((known(offices[0].agent.path),), Stance.STATES, offices[0].span, "letterhead", verb)
    return None
