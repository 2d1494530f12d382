"""Figures that an outlet takes back: what its earlier report said, and what nobody is said to have said."""

from __future__ import annotations

import re

from loaders.reports.parsing import Parsed
from ontology.model import Figure

_ITEM = "report|article|story|version|edition|item|entry|post|headline|graphic|table|caption|map|chart|dispatch|summary"
_OURS = re.compile(
    rf"\b(?:our|(?:in )?the same|an? (?:earlier|previous)"
    rf"|the (?:first|earlier|previous|original)) (?:\w+ )?(?:{_ITEM})\b"
    r"|\bwe (?:\w+ly |further |also |had )?(?:wrote|written|reported|published|printed)\b"
    rf"|\b(?:{_ITEM})s? (?:\w+ ){{0,2}}(?:published|on page|here|had it)\b",
    re.IGNORECASE,
)
# In a correction alone: elsewhere a headline or "we" may say what is so.
_OURS_CORRECTED = re.compile(
    r"\b(?:headline|caption|subheading|standfirst|graphic)s? (?:\w+ )?(?:said|claimed|stated|gave|had|put|spoke)\b"
    r"|(?<!\bas )\bwe (?:\w+ly )?(?:had|gave|put|ran|said|misstated|misreported)\b",
    re.IGNORECASE,
)
_RIGHT = re.compile(
    r"\b(?:should (?:have|be|read)|the correct|correctly|in fact|actually|the true|the right|rather than|instead of)\b"
    r"|~~|\[corrected\]",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"\bcorrect(?:ion|ions|s|ed)\b|\bclarification|\bfor the record\b|\bmisstated\b|\bediting error\b"
    r"|\b(?:our|the) (?:report|article) of\b",
    re.IGNORECASE,
)


def is_taken_back(parsed: Parsed, figure: Figure) -> bool:
    """Tell whether the outlet says of a figure that it printed it wrongly; what it puts right is no such figure."""
    sentence = parsed.token_at(figure.span.start).sent
    text = parsed.plain[sentence.start_char : sentence.end_char]
    place = figure.span.start - sentence.start_char
    ours = _OURS.search(text) or (_OURS_CORRECTED.search(text) if corrects_itself(parsed) else None)
    return ours is not None and ours.start() < place and _RIGHT.search(text, 0, place) is None


def corrects_itself(parsed: Parsed) -> bool:
    """Tell whether a report opens as a correction, so that "not 300" denies what the outlet itself had said."""
    return _CORRECTS.search(parsed.plain[:120]) is not None
