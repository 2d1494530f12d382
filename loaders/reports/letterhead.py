"""The office or person whose paper a report is: "STATEMENT OF THE MINISTRY" above it, and nothing else in that line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loaders.reports.mentions import Mention
from loaders.reports.naming import INSTITUTIONS
from loaders.reports.parsing import Parsed
from loaders.reports.saying import Attribution
from loaders.reports.speaker import Speaker, known
from ontology.model import Span, Stance

_LINES = 6
"""How many lines from the top a letterhead may stand, empty ones counted."""
_LONGEST = 120
"""In characters: a longer line is no letterhead."""
_SORTS = re.compile(
    r"\b(?:official|statements?|communiqu[eé]s?|press|media|releases?|service|office|bulletins?|reports?|messages?|"
    r"information|briefing|updates?|summary|announcements?|announces?|notice|notes?|informs?|posts?|dispatch|"
    r"directorate|department|division|of|by|from|the|on|no|issue|evening|morning|daily|weekly|monthly|"
    r"joint|full|text|sources?|\w+-(?:run|led|controlled|backed)|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_OF_PERSONS = re.compile(
    r"\b(?:president|prime|minister|ombudsman|commissioner|head|chief|spokes\w+|channel|telegram|facebook|x|page|"
    r"account|address|video|speech|remarks|his|her)\b",
    re.IGNORECASE,
)
_TELLS_OF = re.compile(r"\bon (?:(?!by\b|from\b|of\b)\w+ ){0,3}$", re.IGNORECASE)
"""What stands before somebody whom a statement is about: "Statement on President | Zelensky"."""
_PAPER = re.compile(
    r"\W*(?:[A-Z][\w/-]* ){0,3}?(?:statement|communiqu[eé]|press release|bulletin|media release|appeal|message|"
    r"news release|announcement)s?\s+(?:of|by|from)\s+(?:the\s+)?"
    r"(?P<office>[A-Z][^\n,.:|;-]{3,80}?)\s*(?:[,.:|;-].*)?$",
    re.IGNORECASE,
)
"""What says of itself whose it is: "Press release of the Commission on Missing Persons, 3 June"."""


def letterhead(parsed: Parsed) -> Attribution | None:
    """Give whom a line at the top names, where the line says what it is and no more.

    Looked for once in a report: it is asked for with every figure.
    """
    kept = parsed.doc.user_data
    if "letterhead" not in kept:
        kept["letterhead"] = next((found for span in _heads(parsed) if (found := _issuer(parsed, span))), None)
    issuer: Attribution | None = kept["letterhead"]
    return issuer


def _heads(parsed: Parsed) -> Iterator[Span]:
    """Give the lines at the top; of the first one that is prose its first words, up to a full stop, too."""
    start = 0
    for line in parsed.plain.split("\n", _LINES)[:_LINES]:
        yield Span(start, start + len(line))
        stop = line.find(". ")
        if 0 < stop < _LONGEST:
            yield Span(start, start + stop)
            return
        start += len(line) + 1


def _issuer(parsed: Parsed, span: Span) -> Attribution | None:
    line = span.of(parsed.plain)
    if len(line) > _LONGEST or line.rstrip().endswith((".", "!", "?", '"')):
        return None
    named = next((m for m in parsed.mentions_within(span.start, span.end) if _issues(m, line)), None)
    if named is not None and _TELLS_OF.search(parsed.plain[span.start : named.span.start]):
        return None
    if named is not None:
        rest = f"{parsed.plain[span.start : named.span.start]} {parsed.plain[named.span.end : span.end]}"
        left = _SORTS.sub(" ", rest)
        if named.agent.kind == "spokesperson":
            left = _OF_PERSONS.sub(" ", left)
        if re.search(r"[^\W\d_]", left):
            return None
        verb = parsed.token_at(named.span.start)
        return Attribution((known(named.agent.path),), Stance.STATES, named.span, "letterhead", verb)
    paper = _PAPER.match(line)
    if paper is None or not INSTITUTIONS & set(paper["office"].casefold().split()):
        return None
    office = Span(span.start + paper.start("office"), span.start + paper.end("office"))
    said = (Speaker(None, f"the {_as_in_the_text(parsed, office)}"),)
    return Attribution(said, Stance.STATES, office, "letterhead", parsed.token_at(office.start))


def _issues(mention: Mention, line: str) -> bool:
    """Tell whether a line of that sort may name an issuer: an office, and, where it says "statement by", anybody."""
    if mention.agent.kind == "agency":
        return True
    if mention.how != "name" or mention.agent.kind not in ("spokesperson", "party"):
        return False
    says = re.search(r"\b(?:statement|communiqu[eé]|message|post|address|channel|press release)\b", line, re.IGNORECASE)
    return says is not None


def _as_in_the_text(parsed: Parsed, office: Span) -> str:
    """Give an office's name as the text below has it: a heading may be all in capitals."""
    name = office.of(parsed.plain)
    if not name.isupper():
        return parsed.text[office.start : office.end]
    below = re.search(re.escape(name), parsed.plain[office.end :], re.IGNORECASE)
    if below is not None:
        return parsed.text[office.end + below.start() : office.end + below.end()]
    return re.sub(r"\b(Of|For|On|And|The|In|To)\b", lambda small: small[0].lower(), name.title())
