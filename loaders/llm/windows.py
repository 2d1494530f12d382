"""A long report in windows that a model reads one at a time, cut between paragraphs where it can be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loaders.errors import InputRejected
from ontology.model import Span

WINDOW = 12_000
"""Characters of one window: some 3,000 tokens, which leaves room in a context of 16,000."""
MOST = 20
"""Windows of one report; a report is prose, and each window is a question that may cost money."""

_ENDS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"[.!?]\s"), re.compile(r"\s"))


def windows(text: str, name: str) -> tuple[Span, ...]:
    """Part a text into windows without overlap. Raises InputRejected for a text that takes too many."""
    if len(text) > WINDOW * MOST:
        raise InputRejected(
            f"{name}: {len(text)} characters are too many for a language model (at most {WINDOW * MOST}); split it, "
            "or read it by the rules"
        )
    return tuple(_cut(text))


def _cut(text: str) -> Iterator[Span]:
    start = 0
    while start < len(text):
        end = len(text) if len(text) - start <= WINDOW else _end(text, start)
        yield Span(start, end)
        start = end


def _end(text: str, start: int) -> int:
    """Give where a window ends: after the last paragraph, else line, sentence or word of its second half."""
    for pattern in _ENDS:
        ends = [match.end() for match in pattern.finditer(text, start + WINDOW // 2, start + WINDOW)]
        if ends:
            return ends[-1]
    return start + WINDOW
