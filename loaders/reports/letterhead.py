"""The office whose paper a report is: "STATEMENT OF THE MINISTRY" above it, and nothing else in that line."""

from __future__ import annotations

import re

from loaders.reports.parsing import Parsed
from loaders.reports.saying import Attribution
from loaders.reports.speaker import known
from ontology.model import Span, Stance

_LINES = 6
"""How many lines from the top a letterhead may stand, empty ones counted."""
_SORTS = re.compile(
    r"\b(?:official|statements?|communiqu[eé]s?|press|media|releases?|service|office|bulletins?|reports?|messages?|"
    r"information|briefing|updates?|summary|announcements?|announces?|notice|notes?|informs?|posts?|dispatch|"
    r"directorate|department|division|of|by|from|the|on|no|issue|evening|morning|daily|weekly|monthly|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)


def letterhead(parsed: Parsed) -> Attribution | None:
    """Give the office that a line at the top names, where the line says what it is and no more.

    Looked for once in a report: it is asked for with every figure.
    """
    kept = parsed.doc.user_data
    if "letterhead" not in kept:
        kept["letterhead"] = _at_the_top(parsed)
    found: Attribution | None = kept["letterhead"]
    return found


def _at_the_top(parsed: Parsed) -> Attribution | None:
    start = 0
    for line in parsed.plain.split("\n", _LINES)[:_LINES]:
        span = Span(start, start + len(line))
        start += len(line) + 1
        office = next((m for m in parsed.mentions_within(span.start, span.end) if m.agent.kind == "agency"), None)
        if office is None or line.rstrip().endswith((".", "!", "?", '"')):
            continue
        rest = f"{parsed.plain[span.start : office.span.start]} {parsed.plain[office.span.end : span.end]}"
        if not re.search(r"[^\W\d_]", _SORTS.sub(" ", rest)):
            verb = parsed.token_at(office.span.start)
            return Attribution((known(office.agent.path),), Stance.STATES, office.span, "letterhead", verb)
    return None
